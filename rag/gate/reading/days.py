"""Days, months, years and times of day in a text, resolved against the day of publication.

A reading is a kind and a value. Dates are ``("date", (year, month, day))``, each part None where
it is not said; weekdays ``("weekday", 0 to 6)``; times ``("time", minutes after midnight)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rag.gate.reading.figure import Dated, Reading, word_at
from rag.gate.reading.numerals import read_number
from rag.gate.reading.tokens import Token
from rag.gate.reading.weekdays import read_relative, read_weekday
from rag.gate.reading.wordlists import word_set

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_AMBIGUOUS = frozenset(("may", "march", "mar", "august", "jan", "dec", "sep", "apr", "jun", "jul"))
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
_BEFORE_MONTH = word_set(
    "in of since by until till last next this early late mid from to during before after",
    "and through on for - every each",
)
# A day without a year is given one where the nearest such day lies this close to publication.
_NEAR = timedelta(days=120)


def read_date(tokens: Sequence[Token], place: int, published: date | None) -> Dated | None:
    """The date, weekday or time that begins at ``place``, or None.

    Where ``published`` is known, the day that is meant is among the readings.
    """
    for read in (_read_time, _read_iso, _read_day_month, _read_month, _read_decade):
        if found := read(tokens, place):
            return _resolved(found, published)
    return read_weekday(tokens, place, published) or read_relative(tokens, place, published)


def _digits(tokens: Sequence[Token], place: int, least: int, most: int) -> int | None:
    """The number of one token at ``place``, where it is whole and lies within the limits."""
    if not 0 <= place < len(tokens) or tokens[place].kind != "number":
        return None
    text = tokens[place].text
    if not text.isdecimal() or len(text) > 4 or not least <= int(text) <= most:
        return None
    return int(text)


def _year(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    """The year at ``place``, after "of" or a comma, and where it ends."""
    skipped = 1 if word_at(tokens, place) in (",", "of", ".") else 0
    year = _digits(tokens, place + skipped, 1000, 2999)
    end = place + skipped + 1
    iso = word_at(tokens, end) == word_at(tokens, end + 2) == "-"
    return (year, end) if year and not iso else (None, place)


def _day(tokens: Sequence[Token], place: int) -> tuple[int | None, int]:
    """The day of a month at ``place``, in digits or as an ordinal, and where it ends."""
    if not 0 <= place < len(tokens) or tokens[place].kind == "mark":
        return None, place
    number = read_number(tokens, place)
    if number is None or number.value.denominator != 1 or not 1 <= number.value <= 31:
        return None, place
    if not number.ordinal and (not number.digits or number.end != place + 1):
        return None, place
    return int(number.value), number.end


def month_at(tokens: Sequence[Token], place: int) -> int | None:
    """The month that the word at ``place`` means, as far as it does not mean a verb."""
    word = word_at(tokens, place)
    month = MONTHS.get(word)
    if month is None or word not in _AMBIGUOUS:
        return month
    beside_number = any(
        _digits(tokens, other, 1, 2999) is not None
        for other in (place - 1, place + 1, place + (2 if word_at(tokens, place + 1) == "." else 1))
    )
    before = word_at(tokens, place - 1)
    named = tokens[place].text[0].isupper() and not tokens[place].text.isupper()
    if beside_number or before in ("st", "nd", "rd", "th"):
        return month if named or word not in ("may", "march", "august") else None
    return month if named and (before in _BEFORE_MONTH or _day(tokens, place - 1)[0]) else None


def _after_month(tokens: Sequence[Token], place: int) -> int:
    """Past the month at ``place`` and the full stop of its short form."""
    short = len(word_at(tokens, place)) <= 4 and word_at(tokens, place + 1) == "."
    return place + 2 if short else place + 1


def _read_iso(tokens: Sequence[Token], place: int) -> Dated | None:
    marks = word_at(tokens, place + 1), word_at(tokens, place + 3)
    year = _digits(tokens, place, 1000, 2999)
    month, day = _digits(tokens, place + 2, 1, 12), _digits(tokens, place + 4, 1, 31)
    if year is None or month is None or day is None or marks != ("-", "-"):
        return None
    return Dated(place + 5, (("date", (year, month, day)),))


def _read_day_month(tokens: Sequence[Token], place: int) -> Dated | None:
    """ "12 January 2025", "12th of January", "12-14 January"."""
    first, end = _day(tokens, place)
    if first is None:
        return None
    last = None
    if word_at(tokens, end) in ("-", "to", "and", "or", "until"):
        last, after = _day(tokens, end + 1)
        end = after if last else end
    if word_at(tokens, end) == "of":
        end += 1
    month = month_at(tokens, end)
    if month is None:
        return None
    year, end = _year(tokens, _after_month(tokens, end))
    return _days(year, month, first, last, end)


def _read_month(tokens: Sequence[Token], place: int) -> Dated | None:
    """ "January 12, 2025", "Jan. 12-14", "January 2025", "January"."""
    month = month_at(tokens, place)
    if month is None:
        return None
    end = _after_month(tokens, place)
    first, after = _day(tokens, end)
    if first is None or word_at(tokens, after) in (":", "%"):
        year, end = _year(tokens, end)
        return Dated(end, (("date", (year, month, None)),))
    last = None
    if word_at(tokens, after) in ("-", "to", "and", "or") and month_at(tokens, after + 2) is None:
        last, beyond = _day(tokens, after + 1)
        after = beyond if last else after
    year, end = _year(tokens, after)
    return _days(year, month, first, last, end)


def _days(year: int | None, month: int, first: int, last: int | None, end: int) -> Dated:
    if last is None:
        return Dated(end, (("date", (year, month, first)),))
    return Dated(end, (("days", (year, month, first, last)),))


def _read_decade(tokens: Sequence[Token], place: int) -> Dated | None:
    """ "1990s", "the '90s", "the nineties"."""
    word = word_at(tokens, place)
    if word in _DECADES:
        return Dated(place + 1, (("decade of", _DECADES[word]),))
    number = _digits(tokens, place, 0, 2990)
    plural = word_at(tokens, place + 1) == "s" and tokens[place + 1].glued
    apostrophe = word_at(tokens, place + 1) == "'" and word_at(tokens, place + 2) == "s"
    if number is None or number % 10 or not (plural or apostrophe):
        return None
    end = place + (2 if plural else 3)
    return Dated(end, (("decade of", number), ("decade of", number % 100)))


def _read_time(tokens: Sequence[Token], place: int) -> Dated | None:
    """ "3pm", "3.30 p.m.", "15:30", "noon"; without am or pm the hour as it stands."""
    named = {"noon": 720, "midday": 720, "midnight": 0}
    if (word := word_at(tokens, place)) in named:
        return Dated(place + 1, (("time", named[word]),))
    token = tokens[place]
    if token.kind != "number":
        return None
    hour_text, _, minute_text = token.text.partition(".")
    end = place + 1
    if word_at(tokens, end) == ":" and tokens[end].glued and end + 1 < len(tokens):
        minute_text, end = tokens[end + 1].text, end + 2
        colon = True
    else:
        colon = False
    if not hour_text.isdecimal() or len(hour_text) > 2 or int(hour_text) > 24:
        return None
    if minute_text and not (minute_text.isdecimal() and len(minute_text) == 2):
        return None
    minutes = int(hour_text) * 60 + int(minute_text or 0)
    half = word_at(tokens, end).replace(".", "")
    if half in ("am", "pm"):
        return Dated(end + 1, (("time", minutes % 720 + (720 if half == "pm" else 0)),))
    if half == "o'clock":
        return Dated(end + 1, (("time", minutes),))
    return Dated(end, (("time", minutes),)) if colon and word_at(tokens, end) != ":" else None


def _resolved(found: Dated, published: date | None) -> Dated:
    """``found`` with the year that is meant and the weekday, where they can be told."""
    readings: list[Reading] = []
    for kind, value in found.readings:
        readings.append((kind, value))
        if kind == "days" and isinstance(value, tuple):
            year, month, first, last = value
            readings += [("date", (year, month, first)), ("date", (year, month, last))]
    for kind, value in tuple(readings):
        if kind == "date" and isinstance(value, tuple):
            day = full_date(value, published)
            if day:
                readings += [("date", (day.year, day.month, day.day)), ("weekday", day.weekday())]
            elif value[0] is None and value[2] is None and published:
                readings += _month_near(value[1], published)
    return Dated(found.end, tuple(dict.fromkeys(readings)))


def full_date(value: tuple[int | None, ...], published: date | None) -> date | None:
    """The one day that year, month and day mean, a missing year told by ``published``."""
    year, month, day = value
    if month is None or day is None:
        return None
    years = [year] if year else [published.year + step for step in (-1, 0, 1)] if published else []
    days = [each for each in (_calendar(year, month, day) for year in years) if each]
    if year:
        return days[0] if days else None
    near = [each for each in days if published and abs(each - published) <= _NEAR]
    return near[0] if near else None


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # no such day: 30 February
        return None


def _month_near(month: int, published: date) -> list[Reading]:
    """The month with its year, where it lies within four months of publication."""
    for year in (published.year - 1, published.year, published.year + 1):
        if abs((year - published.year) * 12 + month - published.month) <= 4:
            return [("date", (year, month, None))]
    return []
