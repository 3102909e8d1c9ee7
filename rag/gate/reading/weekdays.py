"""Days that are told by when an article appeared: "Saturday", "yesterday", "last week"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rag.gate.reading.figure import Dated, Reading, word_at
from rag.gate.reading.tokens import Token
from rag.gate.reading.wordlists import word_set

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
_RELATIVE_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_RELATIVE = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_PERIODS = word_set(
    "night week weekend month quarter season year decade century spring summer autumn",
    "fall winter",
)
_AHEAD = word_set(
    "will would shall to next coming due scheduled expected plans planned set upcoming",
    "tomorrow",
)


def read_weekday(tokens: Sequence[Token], place: int, published: date | None) -> Dated | None:
    """ "Saturday", "Sat.": the day of the week, and the day that is meant where it can be told."""
    word = word_at(tokens, place)
    weekday = WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s"), -1))
    if weekday < 0:
        return None
    if len(word) <= 5 and (not tokens[place].text[0].isupper() or not _is_short(tokens, place)):
        return None
    readings: list[Reading] = [("weekday", weekday)]
    day = published and _day_of(weekday, published, tokens, place)
    if day:
        readings.append(("date", (day.year, day.month, day.day)))
    return Dated(place + 1, tuple(readings))


def _is_short(tokens: Sequence[Token], place: int) -> bool:
    """Whether a short weekday ("Sat", "Sun") at ``place`` stands where a date does."""
    following = word_at(tokens, place + 1)
    return following in (".", ",") or word_at(tokens, place - 1) == "on" or following.isdecimal()


def _day_of(weekday: int, published: date, tokens: Sequence[Token], place: int) -> date | None:
    """The day that "Saturday" means in an article of the day ``published``, or None.

    It is the last such day; after "last", one before publication. Where words around it look
    ahead ("will", "next"), it might as well be the coming one: then it is not resolved.
    """
    back = timedelta(days=(published.weekday() - weekday) % 7)
    if word_at(tokens, place - 1) in ("last", "past"):
        return published - (back or timedelta(days=7))
    start = place
    while start > 0 and not tokens[start].first:
        start -= 1
    around = {word_at(tokens, other) for other in range(start, min(len(tokens), place + 4))}
    return None if around & _AHEAD else published - back


def read_relative(tokens: Sequence[Token], place: int, published: date | None) -> Dated | None:
    """ "yesterday", "last week", "this year"."""
    word = word_at(tokens, place)
    if word in _RELATIVE_DAYS:
        readings: list[Reading] = [("relative day", _RELATIVE_DAYS[word])]
        if published:
            day = published + timedelta(days=_RELATIVE_DAYS[word])
            readings += [("date", (day.year, day.month, day.day)), ("weekday", day.weekday())]
        return Dated(place + 1, tuple(readings))
    period = word_at(tokens, place + 1)
    if word not in _RELATIVE or period not in _PERIODS:
        return None
    if period == "night":
        return Dated(place + 2, (("relative night", _RELATIVE[word]),))
    readings = [(f"relative {period}", _RELATIVE[word])]
    if published and period == "year":
        readings.append(("date", (published.year + _RELATIVE[word], None, None)))
    if published and period == "month":
        months = published.year * 12 + published.month - 1 + _RELATIVE[word]
        readings.append(("date", (months // 12, months % 12 + 1, None)))
    return Dated(place + 2, tuple(readings))
