"""What stands beside a figure and says on which side of it the truth lies: "more than 500"."""

from __future__ import annotations

from collections.abc import Sequence

from rag.gate.reading.figure import Figure, word_at, words_at
from rag.gate.reading.tokens import Token
from rag.gate.reading.units import BOUNDS, BOUNDS_AFTER, DATE_BOUNDS, LOOSE

_DATED = ("date", "weekday", "time", "days", "decade of")


def read_bound(tokens: Sequence[Token], figure: Figure) -> str:
    """The bound that stands directly before or after a figure, in one spelling, or ""."""
    place = figure.start
    dated = figure.kind in _DATED or figure.kind.startswith("relative")
    for _ in range(3):
        for length in (4, 3, 2, 1):
            phrase = words_at(tokens, place - length, place) if place >= length else ""
            if phrase in BOUNDS and not (dated and phrase in ("over", "within")):
                return BOUNDS[phrase]
            if dated and place == figure.start and phrase in DATE_BOUNDS:
                return DATE_BOUNDS[phrase]
        if word_at(tokens, place - 1) not in LOOSE:
            break
        place -= 1
    for length in (2, 1):
        phrase = words_at(tokens, figure.end, figure.end + length)
        if phrase in BOUNDS_AFTER:
            return BOUNDS_AFTER[phrase]
    return _bound_after_noun(tokens, figure)


def _bound_after_noun(tokens: Sequence[Token], figure: Figure) -> str:
    """ "500 people or more"."""
    phrase = words_at(tokens, figure.end + 1, figure.end + 3)
    return BOUNDS_AFTER.get(phrase, "") if phrase.startswith("or ") else ""
