"""Every figure of a text: its value as an exact number, what it counts or measures, its bound.

A reading is a kind and a value: ``("count", 12)``, ``("dollar", 1200000000)``,
``("share", 1/5)``, ``("kilometre", 5)``, ``("ordinal", 1)``, ``("to count", (3, 1))``. Most
figures have one; a few may be read in two ways ("5m"). Two figures say the same when they share
a reading and their bounds are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from rag.gate.reading.bounds import read_bound
from rag.gate.reading.days import read_date
from rag.gate.reading.figure import Figure, Reading, word_at
from rag.gate.reading.measures import measured
from rag.gate.reading.numerals import Numeral, read_number
from rag.gate.reading.shares import read_share
from rag.gate.reading.tokens import Token
from rag.gate.reading.units import (
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    DOLLAR_CODES,
    SIGN_PREFIXES,
    UNITS,
)
from rag.gate.reading.wordings import read_multiple, read_single, read_vague
from rag.gate.reading.wordlists import word_set


def read_figures(tokens: Sequence[Token], published: date | None = None) -> list[Figure]:
    """Return the figures of a text in order; ``published`` is the day that it speaks from."""
    figures: list[Figure] = []
    place = 0
    while place < len(tokens):
        figure = _read_figure(tokens, place, published)
        if figure is None:
            place += 1
            continue
        figure = replace(figure, bound=read_bound(tokens, figure))
        figures.append(figure)
        figures += _part_of_group(tokens, figure)
        place = figure.end
    return _with_shared_units(tokens, figures)


def _read_figure(tokens: Sequence[Token], place: int, published: date | None) -> Figure | None:
    token = tokens[place]
    if token.kind == "code":
        return _code(tokens, place)
    if dated := read_date(tokens, place, published):
        return Figure(place, dated.end, dated.readings)
    for read in (read_share, _money, _age, read_vague, read_single, read_multiple, _number):
        if figure := read(tokens, place):
            return figure
    return _unreadable(tokens, place)


def _code(tokens: Sequence[Token], place: int) -> Figure:
    """ "A320", "9/11": the same only as the same; "1/2" is a half as well."""
    text = tokens[place].text.casefold().replace("-", "")
    readings: list[Reading] = [("code", text)]
    parts = text.split("/")
    if len(parts) == 2 and all(part.isdecimal() and len(part) < 3 for part in parts):
        above, below = map(int, parts)
        if 0 < above < below:
            readings.insert(0, ("share", Fraction(above, below)))
    return Figure(place, place + 1, tuple(readings))


def _unreadable(tokens: Sequence[Token], place: int) -> Figure | None:
    """A number that is no number here (too long, superscript): the same only as written."""
    text = tokens[place].text
    if any(character.isnumeric() and not character.isalpha() for character in text):
        return Figure(place, place + 1, (("code", text),))
    return None


def _money(tokens: Sequence[Token], place: int) -> Figure | None:
    """ "$1.2bn", "US$5", "-£3", "EUR 5": a sign or code before the number."""
    start, negative = place, False
    if word_at(tokens, start) == "-" and not tokens[start].glued and start + 1 < len(tokens):
        if not tokens[start + 1].glued:
            return None
        start, negative = start + 1, True
    word = word_at(tokens, start)
    currency = CURRENCY_SIGNS.get(tokens[start].text) if start < len(tokens) else None
    after = start + 1
    if currency is None and tokens[start].text.isupper() and word_at(tokens, start + 1) == "$":
        currency = SIGN_PREFIXES.get(f"{word.replace('.', '')}$")
        after = start + 2
    if currency is None and tokens[start].text.isupper() and len(word) == 3:
        currency = DOLLAR_CODES.get(word) or CURRENCY_WORDS.get(word)
    if currency is None or after >= len(tokens):
        return None
    number = read_number(tokens, after)
    if number is None or number.ordinal:
        return None
    pair = _pair(tokens, after, number) if not negative else None
    if pair and pair.kind == "to count":
        return Figure(place, pair.end, ((f"to {currency}", pair.readings[0][1]),))
    value = number.value if number.maybe_scaled is None else number.maybe_scaled
    end = number.end
    if currency == "dollar" and word_at(tokens, end) in ("usd", "us"):
        end += 1
    return Figure(place, end, ((currency, -value if negative else value),))


def _age(tokens: Sequence[Token], place: int) -> Figure | None:
    """ "aged 58", "age 58", "at the age of 58"."""
    after = place
    if word_at(tokens, after) not in ("aged", "age", "ages"):
        return None
    after += 2 if word_at(tokens, after + 1) == "of" else 1
    number = read_number(tokens, after) if after < len(tokens) else None
    if number is None or number.ordinal:
        return None
    return Figure(place, number.end, (("age", number.value),))


def _number(tokens: Sequence[Token], place: int) -> Figure | None:
    number = read_number(tokens, place)
    if number is None or _is_no_number(tokens, place, number):
        return None
    pair = _pair(tokens, place, number)
    if pair:
        return pair
    label = _label(tokens, place, number)
    if label:
        return label
    if number.ordinal:
        return _ordinal(tokens, place, number)
    return measured(tokens, place, number)


_NOT_ONE = word_set(
    "no any some every each this that another which",
)


def _is_no_number(tokens: Sequence[Token], place: int, number: Numeral) -> bool:
    """ "no one", "one another", "a second"."""
    word = tokens[place].text.lower()
    if word.startswith("one") and number.end == place + 1:
        before, after = word_at(tokens, place - 1), word_at(tokens, place + 1)
        return word != "one" or before in _NOT_ONE or after == "another"
    return word == "second" and UNITS.get(word_at(tokens, place - 1)) == "second"


_LABELS = word_set(
    "no number flight article section route highway chapter channel phase room page",
    "resolution boeing airbus iphone windows type version level paragraph line gate",
    "platform apollo",
)


def _label(tokens: Sequence[Token], place: int, number: Numeral) -> Figure | None:
    """ "Article 5", "No. 10": a number that names."""
    before = place - 2 if word_at(tokens, place - 1) == "." else place - 1
    word = word_at(tokens, before)
    named = word in _LABELS and (word != "no" or before == place - 2)
    if (named or word == "#") and not number.ordinal:
        return Figure(place, number.end, (("label", number.value), ("ordinal", number.value)))
    return None


def _ordinal(tokens: Sequence[Token], place: int, number: Numeral) -> Figure:
    end = number.end
    after = end + (1 if word_at(tokens, end) == "-" else 0)
    readings: list[Reading] = [("ordinal", number.value)]
    if word_at(tokens, after) in ("century", "centuries"):
        return Figure(place, after + 1, (("century", number.value),))
    return Figure(place, end, tuple(readings))


def _pair(tokens: Sequence[Token], place: int, number: Numeral) -> Figure | None:
    """ "3-1", "20–25 people", "5 to 10 km", "between $5m and $7m", "2 of the 12"."""
    joint, start = word_at(tokens, number.end), number.end + 1
    glued = joint == "-" and number.end < len(tokens)
    if number.ordinal or (joint not in ("to", "and", "-", ":", "of")) or start >= len(tokens):
        return None
    if (joint == "and") != (word_at(tokens, place - 1) == "between"):
        return None
    if joint == "to" and word_at(tokens, place - 1) == "from":
        return None  # a change: each end stands for itself
    if joint == ":" and not (tokens[number.end].glued and tokens[start].glued):
        return None
    if joint == "of" and word_at(tokens, start) in ("the", "its", "their", "his", "her", "those"):
        start += 1
    if glued and not (tokens[number.end].glued and tokens[start].glued):
        return None
    other = read_number(tokens, start) if start < len(tokens) else None
    if other is None or other.ordinal:
        return None
    if glued and UNITS.get(word_at(tokens, other.end)) is None and number.end > place + 1:
        return None  # "twenty-five" was read as one number; a dash after a unit joins nothing
    kind = {"of": "of", "and": "to", "-": "to", ":": "to", "to": "to"}[joint]
    size = measured(tokens, start, other)
    first = number.value
    if tokens[start].kind == "number" and number.end == place + 1:  # "5 to 7 million"
        bare = Fraction(tokens[start].text.replace(",", "").replace(" ", "")) or Fraction(1)
        first *= max(Fraction(1), other.value / bare)
    readings: list[Reading] = []
    for unit, value in size.readings:
        scale = value / other.value if unit == "share" and other.value else 1  # type: ignore[operator]
        readings.append((f"{kind} {unit}", (first * scale, value)))
    return Figure(place, size.end, tuple(readings))


def _part_of_group(tokens: Sequence[Token], figure: Figure) -> list[Figure]:
    """The "two" of "two of the 12 soldiers", which may be told without the 12."""
    if not figure.kind.startswith("of "):
        return []
    parts = [(kind.removeprefix("of "), value) for kind, value in figure.readings]
    readings = tuple((kind, value[0]) for kind, value in parts if isinstance(value, tuple))
    return [Figure(figure.start, figure.end, readings, figure.bound, implied=True)]


_JOINTS = frozenset(("to", "and", "or", "-"))


def _with_shared_units(tokens: Sequence[Token], figures: Sequence[Figure]) -> list[Figure]:
    """ "5 or 6 km": a bare count right before a measured one is measured in the same."""
    shared = list(figures)
    for place in range(len(shared) - 2, -1, -1):
        one, other = shared[place], shared[place + 1]
        joined = other.start == one.end + 1 and word_at(tokens, one.end) in _JOINTS
        if not joined or one.kind != "count" or one.implied or len(other.readings) != 1:
            continue
        kind, value = other.readings[0]
        count = one.readings[0][1]
        if isinstance(value, Fraction) and isinstance(count, Fraction) and kind != "count":
            size = Fraction(1, 100) if kind == "share" else 1
            shared[place] = replace(one, readings=((kind, count * size),))
    return shared
