"""What follows a number and says what it measures: a currency, per cent, a unit, an age."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rag.gate.reading.figure import Figure, Reading, word_at, words_at
from rag.gate.reading.numerals import Numeral
from rag.gate.reading.tokens import Token
from rag.gate.reading.units import (
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    DOLLAR_CODES,
    DOLLAR_COUNTRIES,
    ONLY_GLUED,
    UNITS,
)
from rag.gate.reading.wordlists import word_set


def measured(tokens: Sequence[Token], place: int, number: Numeral) -> Figure:
    """The number with what follows it: a currency, per cent, unit, age, or a thing counted."""
    value = number.value if number.maybe_scaled is None else number.maybe_scaled
    end = number.end
    after = end + (1 if word_at(tokens, end) == "-" else 0)
    if found := _percent(tokens, after):
        kind, end, size = found
        return Figure(place, end, ((kind, number.value * size),))
    if found_money := _currency(tokens, after):
        currency, end = found_money
        readings: list[Reading] = [(currency, value)]
        if currency == "pound" or currency == "pound sterling":
            readings = [("pound sterling", value), ("pound", value)]
        return Figure(place, end, tuple(readings))
    if found_unit := _unit(tokens, after, end):
        unit, end = found_unit
        return Figure(place, end, ((unit, value),))
    readings = [("count", number.value)]
    if number.maybe_scaled is not None:
        readings = [("count", number.maybe_scaled), ("metre", number.value)]
    elif _may_be_year(tokens, place, number):
        readings = _year_readings(tokens, place, number)
    elif _may_be_age(tokens, place, number):
        readings.append(("age", number.value))
    return Figure(place, number.end, tuple(readings))


def _percent(tokens: Sequence[Token], place: int) -> tuple[str, int, Fraction] | None:
    word = word_at(tokens, place)
    end = place + 1
    if word == "per" and word_at(tokens, place + 1) == "cent":
        end = place + 2
    elif word == "basis" and word_at(tokens, place + 1) in ("point", "points"):
        return "basis point", place + 2, Fraction(1)
    elif word not in ("%", "percent", "percentage", "pct"):
        return None
    if word_at(tokens, end) in ("point", "points") or (word == "percentage"):
        points = word_at(tokens, end) in ("point", "points")
        return "percentage point", end + points, Fraction(1)
    return "share", end, Fraction(1, 100)


def _currency(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    word = word_at(tokens, place)
    if tokens[place].text in CURRENCY_SIGNS if place < len(tokens) else False:
        return CURRENCY_SIGNS[tokens[place].text], place + 1
    if word in DOLLAR_CODES:
        return DOLLAR_CODES[word], place + 1
    for step in (1, 2):
        country = DOLLAR_COUNTRIES.get(word_at(tokens, place + step - 1))
        if country and CURRENCY_WORDS.get(word_at(tokens, place + step)) == "dollar":
            return country, place + step + 1
    currency = CURRENCY_WORDS.get(word)
    if currency is None and word in ("pound", "pounds"):
        currency = "pound"
    if currency is None or word in ("won", "try"):
        return ("won", place + 1) if word == "won" and word_at(tokens, place + 1) == "(" else None
    if currency in ("pound", "pound sterling"):
        return currency, place + (2 if word_at(tokens, place + 1) == "sterling" else 1)
    return currency, place + 1


_SCALES_OF_HEAT = {
    "c": "celsius",
    "celsius": "celsius",
    "centigrade": "celsius",
    "f": "fahrenheit",
    "fahrenheit": "fahrenheit",
}


def _unit(tokens: Sequence[Token], place: int, bare_end: int) -> tuple[str, int] | None:
    """The unit at ``place`` and where it ends; a year of age is a unit of its own."""
    word = word_at(tokens, place).removesuffix(".")
    if word in ("sq", "square", "cubic"):
        base = UNITS.get(word_at(tokens, place + 1))
        return (f"{'cubic' if word == 'cubic' else 'square'} {base}", place + 2) if base else None
    if word in ("c", "f") and place < len(tokens) and place == bare_end and tokens[place].glued:
        return "celsius" if word == "c" else "fahrenheit", place + 1
    unit = UNITS.get(word)
    if unit is None or (word in ONLY_GLUED and not (tokens[place].glued and place == bare_end)):
        return None
    end = place + 1
    if unit == "year":
        old = end + (1 if word_at(tokens, end) == "-" else 0)
        if word_at(tokens, old) in ("old", "olds"):
            return "age", old + 1
        if words_at(tokens, end, end + 2) == "of age":
            return "age", end + 2
    if unit == "degree":
        scale = end + (1 if word_at(tokens, end) in (".", "-") else 0)
        if named := _SCALES_OF_HEAT.get(word_at(tokens, scale)):
            return named, scale + 1
    if word_at(tokens, end) in ("²", "³"):
        return ("square " if word_at(tokens, end) == "²" else "cubic ") + unit, end + 1
    if unit in ("mile", "kilometre", "metre") and word_at(tokens, end) in ("per", "an", "a", "/"):
        per = UNITS.get(word_at(tokens, end + 1))
        if per in ("hour", "second"):
            name = {"mile": "mph", "kilometre": "kph"}.get(unit, unit) if per == "hour" else unit
            return name if per == "hour" else f"{unit} per second", end + 2
    return unit, end


_YEAR_WORDS = word_set(
    "in since by from until till of during before after early late mid and to ( - through",
    "for around circa year between",
)


def _may_be_year(tokens: Sequence[Token], place: int, number: Numeral) -> bool:
    return len(number.digits) == 4 and 1000 <= number.value < 3000


def _year_readings(tokens: Sequence[Token], place: int, number: Numeral) -> list[Reading]:
    """A year, or a count as well where what stands around it leaves that open."""
    year: Reading = ("date", (int(number.value), None, None))
    count: Reading = ("count", number.value)
    following = tokens[number.end] if number.end < len(tokens) else None
    counted = following is not None and following.kind == "word" and following.text.islower()
    if (
        counted
        and following is not None
        and (
            following.lower.endswith("s")
            or following.lower in ("people", "men", "women", "children")
        )
    ):
        return [count] if word_at(tokens, place - 1) not in ("in", "since") else [year, count]
    return [year] if word_at(tokens, place - 1) in _YEAR_WORDS else [year, count]


def _may_be_age(tokens: Sequence[Token], place: int, number: Numeral) -> bool:
    """Whether the number stands between commas, as ages do after a name."""
    before, after = word_at(tokens, place - 1), word_at(tokens, number.end)
    return before in (",", "(") and after in (",", ")", ".") and 0 < number.value < 120
