"""Finding quoted words in a text: exactly, or not at all.

Two texts count as the same words when they differ in nothing but

- Unicode form, canonically: ``é`` as one character or as two. Compatibility forms stay
  apart, since they change what is said: ``½`` is not ``1/2``, ``10²`` is not ``102``;
- the style of quotation marks and apostrophes: ``“`` ``«`` ``"``, and ``’`` ``‹`` ``'``;
- the style of dashes: hyphen, en dash, em dash, minus;
- the kind and amount of white space, where there is some.

Nothing looser: no case folding, no edit distance, no dropped punctuation, no joining at an
ellipsis, no look-alikes from another script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

_SAME_MARKS = str.maketrans(
    dict.fromkeys("“”„‟«»⹂〝〞〟＂「」｢｣﹁﹂", '"')
    | dict.fromkeys("‘’‚‛‹›ʼʻ＇『』﹃﹄", "'")
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
)

_SPACE = r"[\t\n\r\p{Z}]"

# What may not be cut: white space that no accent stands on, else one user-perceived character.
_ACCENT = r"[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}]"
_UNIT = regex.compile(rf"{_SPACE}+(?!{_ACCENT})|\X")

# Joiners (ZWNJ, ZWJ) are spelling in some scripts and in emoji: they must stand in the text too.
# The Arabic number signs (PCM) are format characters that can be seen.
_INVISIBLE = regex.compile(
    r"[[\p{Cc}\p{Cf}\p{Cs}\p{Co}]--[\t\n\r\u200c\u200d\p{PCM}]]", regex.VERSION1
)

_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")

# A word, as far as a quote may not begin or end inside it: "late", "can't", "non-violent",
# "21.5", "1 000" with a hard space, "20–25", "1/2", "-5", "−$5". Only the em dash parts words.
# Scripts that do not part words by spaces may be cut between any two characters.
_WORD = regex.compile(
    r"""
    (?: (?<![\p{L}\p{N}\p{M}\p{Pd}_−]) [-+±−–] \p{Sc}? (?=[.]?\p{N}) )?    # a sign
    (?: (?<![\p{L}\p{N}\p{M}_.]) [.] (?=\p{N}) )?                          # ".5"
    (?: [[\p{L}\p{N}\p{M}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]
      | (?<=[\p{L}\p{N}\p{M}]) ['’ʼ‘\-‐‑‒–−\u200c\u200d] (?=[\p{L}\p{N}])
      | (?<=\p{N}) [.,:/٫٬\u00a0\u2007\u2009\u202f] (?=\p{N})
    )+
    """,
    regex.VERSION1 | regex.VERBOSE,
)


def locate_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where ``quote`` first stands in ``text``, as ``(start, end)``, or None.

    ``text[start:end]`` holds the quoted words as the text spells them. It begins and ends at
    word boundaries and cuts no combining sequence. A quote without a letter or digit, or with
    an invisible or control character, is not found. The time taken is linear in both lengths.
    """
    if not _LETTER_OR_DIGIT.search(quote) or _INVISIBLE.search(quote):
        return None
    folded = _fold(text)
    words = fold(quote)
    inside = _inside_words(text)
    for position in _occurrences(folded.text, words):
        start = folded.origin[position]
        end = folded.origin[position + len(words)]
        if start is not None and end is not None and not inside[start] and not inside[end]:
            return start, end
    return None


def fold(text: str) -> str:
    """The words of ``text`` in one spelling: equal for texts that say the same words."""
    return _fold(text).text.strip(" ")


@dataclass(frozen=True, slots=True)
class _Folded:
    """A folded text; ``origin[i]`` is where character ``i`` begins in the original.

    It is None where character ``i`` lies within a unit of the original that may not be cut.
    ``origin`` has one entry more than ``text``: the end.
    """

    text: str
    origin: list[int | None]


def _fold(text: str) -> _Folded:
    pieces: list[str] = []
    origin: list[int | None] = []
    for unit in _UNIT.finditer(text):
        original = unit.group()
        if len(original) == 1 and original.isascii() and not original.isspace():
            piece = original  # the common case, in a hurry
        else:
            piece = _fold_unit(original)
        pieces.append(piece)
        origin.append(unit.start())
        origin.extend([None] * (len(piece) - 1))
    origin.append(len(text))
    return _Folded("".join(pieces), origin)


# A character with more marks than this keeps its form: putting marks in order takes a time that
# grows with their number squared, and no language needs as many.
_MARKS_AT_MOST = 64


def _fold_unit(unit: str) -> str:
    if len(unit) > _MARKS_AT_MOST and not unit.isspace():
        return unit
    if regex.fullmatch(rf"{_SPACE}+", unit):
        return " "
    return unicodedata.normalize("NFD", unit).translate(_SAME_MARKS)


def _inside_words(text: str) -> bytearray:
    """For each offset, 1 where a cut would divide a word, else 0."""
    inside = bytearray(len(text) + 1)
    for word in _WORD.finditer(text):
        start, end = word.span()
        inside[start + 1 : end] = b"\1" * (end - start - 1)
    return inside


def _occurrences(text: str, words: str) -> Iterator[int]:
    """Every offset at which ``words`` stand in ``text``, overlapping ones too, in linear time.

    Knuth, Morris and Pratt: repeated ``str.find`` takes quadratic time on periodic quotes.
    """
    if words not in text:
        return
    borders = _borders(words)
    matched = 0
    for position, character in enumerate(text):
        while matched and (matched == len(words) or words[matched] != character):
            matched = borders[matched - 1]
        if words[matched] == character:
            matched += 1
        if matched == len(words):
            yield position + 1 - matched


def _borders(words: str) -> list[int]:
    """For each prefix, the length of the longest proper prefix of it that also ends it."""
    borders = [0] * len(words)
    length = 0
    for position in range(1, len(words)):
        while length and words[position] != words[length]:
            length = borders[length - 1]
        if words[position] == words[length]:
            length += 1
        borders[position] = length
    return borders
