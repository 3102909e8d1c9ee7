"""Which parts of a text stand in quotation marks, whatever their style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

APOSTROPHES = "'’‘ʼʻ＇`´′"

# What may close a quotation, by what opened it. English, German, French, Danish, Swedish, Asian.
_DOUBLE: Mapping[str, str] = {
    "“": '”"',
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "”": "”",
    '"': '"”',
    "＂": "＂",
    "″": "″",
    "❝": "❞",
    "〝": "〞〟",
    "「": "」",
    "『": "』",
    "﹁": "﹂",
    "｢": "｣",
    "⹂": "“”",
}
_SINGLE: Mapping[str, str] = {
    "‘": "’'",
    "‚": "‘’",
    "‛": "’",
    "‹": "›",
    "›": "‹",
    "❛": "❜",
    "'": "'’",
    "＇": "＇",
    "`": "'´`",
    "´": "´",
    "′": "′",
    "’": "’",
}
_ONLY_CLOSE = frozenset("”»」』﹂｣〞〟❞") - frozenset("”»")
_BOTH_WAYS = frozenset("\"＂″'＇`´′’”»›")  # what may be an opening mark or not
_DOUBLES = frozenset(_DOUBLE) | _ONLY_CLOSE
_SINGLES = frozenset(_SINGLE) | frozenset("❜")

_CLIPPED = regex.compile(r"\p{N}{2}s?\b|(?:tis|twas|em|til|cause|n|bout|round)\b", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotations:
    """``text[start:end]`` is what each span holds, without its marks; inner ones follow outer.

    ``balanced`` is False where a mark has no partner. The span of such a mark runs to the edge
    of the text, since a sentence may be taken out of a longer quotation.
    """

    spans: tuple[tuple[int, int], ...]
    balanced: bool


def read_quotations(text: str) -> Quotations:
    """The quotations in ``text``. An apostrophe is none; the time taken is linear."""
    text = _DOUBLED.sub(_as_one, text)
    spans: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []  # the marks that would close, and where the words begin
    balanced = True
    closable = _single_closers(text)
    for position, mark in enumerate(text):
        if mark in _DOUBLES:
            closes = _closing(opened, mark)
            if closes is not None and not _must_open(text, position):
                balanced &= closes == len(opened) - 1
                spans.append((opened[closes][1], position))
                del opened[closes:]
            elif mark in _DOUBLE and not (mark in _BOTH_WAYS and _must_close(text, position)):
                opened.append((_DOUBLE[mark], position + 1))
            else:
                balanced = False
                spans.append((0, position))
        elif mark in _SINGLES and not _is_apostrophe(text, position):
            closes = _closing(opened, mark)
            if closes == len(opened) - 1 and closable[position] == position:
                spans.append((opened.pop()[1], position))
            elif (
                mark in _SINGLE
                and _may_open(text, position)
                and (mark not in _BOTH_WAYS or closable[position + 1] is not None)
            ):
                opened.append((_SINGLE[mark], position + 1))
    for _, start in opened:
        balanced = False
        spans.append((start, len(text)))
    return Quotations(tuple(sorted(spans)), balanced)


# Two single marks side by side are a double one: "``so''". The other place is left inert.
_DOUBLED = regex.compile(r"''|’’|‘‘|``|´´|′′")
_INERT = "\u2060"


def _as_one(marks: regex.Match[str]) -> str:
    closes = marks.start() > 0 and not marks.string[marks.start() - 1].isspace()
    return '"' + _INERT if closes else _INERT + '"'


def _closing(opened: list[tuple[str, int]], mark: str) -> int | None:
    """Which of the open quotations ``mark`` closes: the innermost, else one that leaves others."""
    for depth in range(len(opened) - 1, max(-1, len(opened) - 4), -1):
        if mark in opened[depth][0]:
            return depth
    return None


def _before(text: str, position: int) -> str:
    return text[position - 1] if position else " "


def _after(text: str, position: int) -> str:
    return text[position + 1] if position + 1 < len(text) else " "


def _must_open(text: str, position: int) -> bool:
    """A straight mark with white space before it and a word behind it."""
    return (
        text[position] in _BOTH_WAYS
        and _before(text, position).isspace()
        and not _after(text, position).isspace()
    )


def _must_close(text: str, position: int) -> bool:
    return not _before(text, position).isspace() and not _after(text, position).isalnum()


def _is_apostrophe(text: str, position: int) -> bool:
    """Between letters or digits, or where a clipped word or year begins: ’tis, the ’90s."""
    before, after = _before(text, position), _after(text, position)
    if before.isalnum() and after.isalnum():
        return True
    return not before.isalnum() and bool(_CLIPPED.match(text, position + 1, position + 8))


def _may_open(text: str, position: int) -> bool:
    before, after = _before(text, position), _after(text, position)
    return not before.isalnum() and before not in ".,!?" and not after.isspace()


def _single_closers(text: str) -> list[int | None]:
    """For each offset, the next single mark that closes a quotation, if there is one.

    A mark after an s may be a possessive (the workers’ plan): it closes only where no other
    mark follows that does so without doubt, before another opens.
    """
    closers: list[int | None] = [None] * (len(text) + 2)
    following: int | None = None
    for position in range(len(text) - 1, -1, -1):
        mark = text[position]
        if mark in _SINGLES and not _is_apostrophe(text, position):
            before, after = _before(text, position), _after(text, position)
            if not before.isspace() and not after.isalnum():
                possessive = before in "sS" and after == " " and following is not None
                following = following if possessive else position
            elif _may_open(text, position):
                following = None
        closers[position] = following
    return closers
