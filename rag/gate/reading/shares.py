"""Parts of a whole in words: "a third of", "one in five", "half an hour"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rag.gate.reading.days import month_at
from rag.gate.reading.figure import Figure, word_at, words_at
from rag.gate.reading.numerals import SCALES, Numeral, read_number
from rag.gate.reading.tokens import Token
from rag.gate.reading.units import DURATIONS, UNITS

_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6}
_PARTS |= {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100}


# "a fifth of", "by a fifth in 2023"; "a fifth man" is another thing.
_AFTER_PART = ("of", ",", ".", "", "in", "since", "from", "to", "on", "after")


def read_share(tokens: Sequence[Token], place: int) -> Figure | None:
    """ "one in five", "two thirds", "a quarter of", "half (of) the"."""
    word = word_at(tokens, place)
    if word in ("half", "halves"):
        return _half(tokens, place)
    of_whole = word_at(tokens, place + 1) == "of" and not _is_ordinal(tokens, place - 1)
    if word == "quarter" and of_whole:
        return Figure(place, place + 1, (("share", Fraction(1, 4)),))
    above = Numeral(Fraction(1), place + 1) if word in ("a", "an") else read_number(tokens, place)
    if above is None or above.ordinal or above.value.denominator != 1 or above.value < 1:
        return None
    end = above.end + (1 if word_at(tokens, above.end) == "-" else 0)
    part = word_at(tokens, end)
    below = _PARTS.get(part, _PARTS.get(part.removesuffix("s"), 0))
    if below > above.value and below > 1:
        if part == "half" and word in ("a", "an"):
            return _half(tokens, end)
        of_whole = part.endswith("s") or below in (2, 4) or end > above.end
        if of_whole or word_at(tokens, end + 1) in _AFTER_PART:
            return Figure(place, end + 1, (("share", above.value / below),))
    return _one_in_five(tokens, place, above) if word not in ("a", "an") else None


def _half(tokens: Sequence[Token], place: int) -> Figure | None:
    """The share, a half of a unit ("half an hour"), or None ("second half", "half-brother")."""
    before = word_at(tokens, place - 1)
    if _is_ordinal(tokens, place - 1) or before in ("other", "latter", "better"):
        return None
    after = place + 1
    if word_at(tokens, after) in SCALES or words_at(tokens, after + 1, after + 2) in SCALES:
        return None  # "half a million" is a number
    while word_at(tokens, after) in ("a", "an", "-"):
        after += 1
    unit = UNITS.get(word_at(tokens, after)) if after > place + 1 else None
    if unit in DURATIONS or unit in ("mile", "kilometre", "pint", "acre"):
        return Figure(place, after + 1, ((unit, Fraction(1, 2)),))
    if word_at(tokens, place + 1) == "-":
        return None
    return Figure(place, place + 1, (("share", Fraction(1, 2)),))


def _is_ordinal(tokens: Sequence[Token], place: int) -> bool:
    if place < 0 or tokens[place].kind == "mark":
        return False
    number = read_number(tokens, place)
    return bool(number and number.ordinal) or tokens[place].lower in ("st", "nd", "rd", "th")


def _one_in_five(tokens: Sequence[Token], place: int, above: Numeral) -> Figure | None:
    """ "one in five", "4 out of 10", "one-in-five", where ``above`` is the first number."""
    end = above.end
    for joint in ("out of every", "in every", "out of", "in", "- in -"):
        start = end + len(joint.split())
        if words_at(tokens, end, start) != joint:
            continue
        below = read_number(tokens, start) if start < len(tokens) else None
        year = below and len(below.digits) == 4
        if below and not below.ordinal and not year and below.value > above.value:
            if month_at(tokens, below.end):
                return None
            return Figure(place, below.end, (("share", above.value / below.value),))
    return None
