"""Figures without a number: "dozens", "a week", "twice", "both"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rag.gate.reading.figure import Figure, word_at
from rag.gate.reading.numerals import SCALES
from rag.gate.reading.tokens import Token
from rag.gate.reading.units import DURATIONS, EACH, UNITS
from rag.gate.reading.wordlists import word_set

_MANY = {f"{word}s": value for word, value in SCALES.items()}
_FEW = word_set(
    "few several many",
)


def read_vague(tokens: Sequence[Token], place: int) -> Figure | None:
    """ "dozens", "tens of thousands", "several hundred": how many is left open."""
    word = word_at(tokens, place)
    if word in ("tens", *_MANY):
        end, said = place + 1, [word]
        while word_at(tokens, end) == "of" and word_at(tokens, end + 1) in _MANY:
            said.append(word_at(tokens, end + 1))
            end += 2
        return Figure(place, end, (("vague", tuple(said)),))
    if word in _FEW and word_at(tokens, place + 1) in SCALES:
        return Figure(place, place + 2, (("vague", (word, word_at(tokens, place + 1))),))
    return None


_DETERMINERS = word_set(
    "a an per each every single",
)
_SINGLES = word_set(
    "a an single sole lone",
)


def read_single(tokens: Sequence[Token], place: int) -> Figure | None:
    """ "a week", "an hour", "daily"; and the "a" of "a soldier", which may support a "one"."""
    word = word_at(tokens, place)
    if word in EACH:
        return Figure(place, place + 1, ((EACH[word], Fraction(1)),), implied=True)
    unit = UNITS.get(word_at(tokens, place + 1))
    if word in _DETERMINERS and unit in DURATIONS and word_at(tokens, place + 1) != "second":
        stands_alone = word in ("a", "an") and word_at(tokens, place + 2) not in ("-",)
        return Figure(place, place + 2, ((unit, Fraction(1)),), implied=not stands_alone)
    if word in _SINGLES or (word == "another" and word_at(tokens, place - 1) != "one"):
        return Figure(place, place + 1, (("count", Fraction(1)),), implied=True)
    return None


_TIMES = {
    "twice": 2,
    "thrice": 3,
    "double": 2,
    "doubled": 2,
    "doubling": 2,
    "doubles": 2,
    "twofold": 2,
    "triple": 3,
    "tripled": 3,
    "tripling": 3,
    "triples": 3,
    "threefold": 3,
    "trebled": 3,
    "quadruple": 4,
    "quadrupled": 4,
    "fourfold": 4,
    "fivefold": 5,
    "tenfold": 10,
}
_PAIRS = word_set(
    "both pair couple duo twins",
)


def read_multiple(tokens: Sequence[Token], place: int) -> Figure | None:
    """ "twice", "tripled"; and "both", which may support a "two"."""
    word = word_at(tokens, place)
    if word in _TIMES:
        return Figure(place, place + 1, (("times", Fraction(_TIMES[word])),))
    if word == "halved":
        return Figure(place, place + 1, (("share", Fraction(1, 2)),))
    if word in _PAIRS:
        return Figure(place, place + 1, (("count", Fraction(2)),), implied=word != "couple")
    return None
