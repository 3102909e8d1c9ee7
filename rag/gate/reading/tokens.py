"""A text as words, numbers and marks, each where it stands: what figures and names are read from.

Dashes, apostrophes and spaces count in one style, and invisible format characters not at all, so
that none of them can hide a figure or a name, or part it in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from rag.gate.reading.wordlists import word_set

_ONE_STYLE = str.maketrans(
    dict.fromkeys("‘’‚‛ʼʻ＇", "'")
    | dict.fromkeys("“”„‟«»＂", '"')
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\u200a", " ")
)
_INVISIBLE = regex.compile(r"\p{Cf}")

_TOKEN = regex.compile(
    r"""
    (?P<number>
        \d{1,3}(?:[, ]\d{3})+(?![\d])(?:\.\d+)?       # 1,000  1 000.5
      | \d{1,2}(?:,\d{2})+,\d{3}(?!\d)                # 1,00,000
      | \d+(?:\.\d+)?                                 # 1000  1.5
      | (?<![\p{L}\p{N}])\.\d+                        # .5
    )
  | (?P<word>
        (?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{M}\p{N}]))?    # U.S. a.m.
      | \p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)*
    )
  | (?P<mark>\S)
    """,
    regex.VERBOSE,
)

# "A320", "COVID-19", "H1N1", "5G", "9/11", "1.2.3": letters, digits and marks that mean one thing.
_CODE = regex.compile(
    r"""
    (?<![\p{L}\p{N}])(?:
        \p{L}[\p{L}\p{M}]*\d[\p{L}\p{N}]*(?:-\d[\p{L}\p{N}]*)?   # A320  H1N1
      | (?:\p{Lu}{1,6}|(?i:covid)|Su|Mi|Tu|Il)-\d[\p{L}\p{N}]*   # F-16
      | \d+(?:\.\d+){2,}                                         # 1.2.3
      | \d+(?:/\d+)+                                             # 9/11
      | \d{1,4}[GDgd](?![\p{L}\p{N}])(?<=[GD])                   # 5G
      | \d+[\p{L}]+\d[\p{L}\p{N}]*                               # 4x4
    )(?![\p{L}\p{N}])
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, code or mark; ``glued`` where no space stands before it."""

    text: str
    kind: str  # "word", "number", "code" or "mark"
    glued: bool
    first: bool  # of its sentence

    @property
    def lower(self) -> str:
        """The word in lower case, a possessive ending taken off."""
        return self.text.lower().removesuffix("'s")


def tokenize(text: str) -> list[Token]:
    """Return the tokens of ``text``, in order. The time taken is linear in its length."""
    plain = _INVISIBLE.sub("", text.translate(_ONE_STYLE))
    tokens: list[Token] = []
    place = 0
    codes = {match.start(): match.end() for match in _CODE.finditer(plain)}
    while (start := _next_start(plain, place)) is not None:
        if start in codes:
            kind, end = "code", codes[start]
        else:
            match = _TOKEN.match(plain, start)
            if match is None:  # a character that is neither space nor anything else
                place = start + 1
                continue
            kind, end = match.lastgroup or "mark", match.end()
        first = _begins_sentence(tokens, plain[place:start])
        tokens.append(Token(plain[start:end], kind, start == place and place > 0, first))
        place = end
    return tokens


def _next_start(text: str, place: int) -> int | None:
    while place < len(text) and text[place].isspace():
        place += 1
    return place if place < len(text) else None


_MARKS_IN_A_ROW = 4  # between two sentences
_OPENING = frozenset("\"'([*-")
_NO_END = word_set(
    "mr mrs ms dr st jr sr prof gen col lt sgt capt rep sen gov no vs jan feb mar apr jun",
    "jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun inc ltd co",
    "corp approx",
)


def _begins_sentence(before: Sequence[Token], between: str) -> bool:
    """Whether a token after ``before`` is the first word of a sentence."""
    if "\n" in between:
        return True
    place = len(before) - 1
    if place >= 0 and before[place].text in _OPENING and before[place].first:
        return True
    while place >= max(0, len(before) - _MARKS_IN_A_ROW) and before[place].text in _OPENING:
        place -= 1
    if place < 0:
        return True
    last = before[place].text
    if last in "!?:;…" or (last in "\"'" and place and before[place - 1].text in ".!?"):
        return True
    if last != ".":
        return False
    word = before[place - 1].text if place else ""
    return len(word) > 1 and word.lower() not in _NO_END


def sentences(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where the sentences of ``tokens`` begin and end, as places in the sequence."""
    ends = "!?.…;"
    starts = [0]
    for place in range(1, len(tokens)):
        ended = any(each.text in ends for each in tokens[max(0, place - 2) : place])
        if tokens[place].first and ended and tokens[place].text not in _OPENING | frozenset(ends):
            starts.append(place)
    return [
        (start, end)
        for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)
        if start < end
    ]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of an English word in lower case; words for one event in news share one."""
    stemmed: str = _stemmer().stemWord(word)
    return _SAME_EVENT.get(stemmed, stemmed)


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")


# What news counts most, by stems.
_SAME_EVENT = {
    other: group[0]
    for group in (
        ("die", "dead", "death", "kill", "fatal", "slain", "perish", "deceas", "toll"),
        ("hurt", "injur", "injuri", "wound"),
        ("miss", "disappear", "vanish"),
        ("rise", "rose", "risen", "increas", "grow", "grew", "grown", "climb", "jump", "up"),
        ("fall", "fell", "fallen", "drop", "declin", "decreas", "down"),
        ("cost", "price", "worth"),
        ("detain", "arrest"),
        ("buy", "bought", "purchas", "acquir"),
        ("sell", "sold", "sale"),
        ("win", "won"),
        ("lose", "lost"),
        ("pay", "paid"),
        ("begin", "began", "begun", "start"),
        ("find", "found"),
        ("build", "built"),
        ("say", "said"),
    )
    for other in group
}
