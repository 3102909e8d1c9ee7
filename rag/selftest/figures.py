"""Figures in news text: where numbers and dates stand, what they are worth, others like them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import regex

from rag.selftest.words import one_of, words_of

MONTHS = words_of(
    "January February March April May June July August September October November December"
)
WEEKDAYS = words_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
WORDS = words_of(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
ORDINALS = words_of("first second third fourth fifth sixth seventh eighth ninth tenth")
_TENS = words_of("thirty forty fifty sixty seventy eighty ninety hundred")
_VALUES = (
    {word: value for value, word in enumerate(WORDS)}
    | {word: 10 * (place + 3) for place, word in enumerate(_TENS)}
    | {word: place + 1 for place, word in enumerate(ORDINALS)}
    | {"once": 1, "twice": 2, "half": 2, "both": 2, "couple": 2, "pair": 2, "dozen": 12, "a": 1}
)

# --------------------------------------------------------------------------- numbers in digits

# Digits that stand alone: not of a score, a time, a range, a fraction, a name such as F-16.
_DIGITS = regex.compile(
    r"(?<![\w/:.,–—\-#@])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    r"(?!\d|[.,]\d|-\d|[A-Za-z]|[%°]*[–:/])(?!\s?[½⅓⅔¼¾⅛])"
)
_MONTH = rf"(?:{'|'.join(MONTHS)}|{one_of('Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec')}\.?)"
_AFTER_MONTH = regex.compile(rf"\b{_MONTH}\s$")
_BEFORE_MONTH = regex.compile(rf"\s(?:of\s)?{_MONTH}(?!\w)")
_NAME_BEFORE = regex.compile(r"(?<![.!?”]\s)(?<!^)\b[A-Z][\w’'.-]*\s$")
_MONEY_BEFORE = regex.compile(r"[$£€]$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in digits: ``text[start:end]``, and its value, scale and sign aside."""

    start: int
    end: int
    written: str
    value: Decimal


def figures(text: str) -> list[Figure]:
    """The plain numbers of ``text``: no years, days of a month, parts of names or codes."""
    return [
        Figure(*match.span(), match.group(), value_of(match.group()))
        for match in _DIGITS.finditer(text)
        if not _is_date_part(text, match) and not _NAME_BEFORE.search(text[: match.start()])
    ]


def _is_date_part(text: str, match: regex.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if _AFTER_MONTH.search(before) or _BEFORE_MONTH.match(after):
        return True
    written = match.group()
    year = len(written) == 4 and written.isdecimal() and 1500 <= int(written) <= 2100
    return year and not _MONEY_BEFORE.search(before)


def value_of(written: str) -> Decimal:
    """The value of digits with thousands separators."""
    return Decimal(written.replace(",", ""))


def values_in(text: str, published: date | None = None) -> set[Decimal]:
    """Every value that ``text`` may be read to hold, spelled or in digits, and the date's parts."""
    values = {value_of(found) for found in regex.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)}
    words = regex.findall(r"[a-z]+", text.lower())
    values |= {Decimal(_VALUES[word]) for word in words if word in _VALUES}
    if published:
        values |= {Decimal(part) for part in (published.year, published.month, published.day)}
    return values


# --------------------------------------------------------------------------- other numbers

_LEAD = r"\s(?:an?\s|the\s|US)*[$£€]?$"
_AT_MOST = regex.compile(
    rf"\b(?:{one_of('up_to under below at_most within maximum_of')}"
    rf"|{one_of('less fewer lower smaller no_more')} than){_LEAD}",
    regex.IGNORECASE,
)
_INEXACT = regex.compile(
    rf"\b(?:{one_of('about around some roughly approximately nearly almost estimated over above')}"
    rf"|{one_of('than least most many much few')}|(?:between|from)(?:\s\S+){{0,2}}?"
    rf"|(?:[\d.,]+|{one_of(' '.join(WORDS))}) (?:to|or|and)){_LEAD}",
    regex.IGNORECASE,
)
_INEXACT_AFTER = regex.compile(
    r"(?:\s[a-z]+)?\s(?:to|or|and)\s[$£€]?\d|\sor\s(?:so|more|less|fewer)\b|\splus\b|\+"
)


def says_another(text: str, start: int, end: int, value: Decimal, new: Decimal) -> bool:
    """Whether ``new`` in place of the number at ``text[start:end]`` makes another statement.

    Where words leave the number room (about, more than, up to), the new one must lie so far off
    that the old statement does not imply the new.
    """
    before, after = text[:start], text[end:]
    if _AT_MOST.search(before):
        return 2 * new <= value
    if _INEXACT.search(before) or _INEXACT_AFTER.match(after):
        return new >= 2 * value
    return new != value


def other_number(text: str, figure: Figure, taken: set[Decimal], chance: Random) -> str | None:
    """A number in the same style that makes another statement of ``text``; None if none is found.

    Its value is none of ``taken``.
    """
    candidates = [*_times_ten(figure), *_digit_changed(figure, chance), *_transposed(figure)]
    candidates += _shortened(figure)
    chance.shuffle(candidates)
    for candidate in candidates:
        value = value_of(candidate)
        another = says_another(text, figure.start, figure.end, figure.value, value)
        if another and value not in taken | {figure.value, Decimal(0), Decimal(1)}:
            return candidate
    return None


def _styled(digits: str, written: str) -> str:
    return f"{int(digits):,}" if "," in written or len(digits) > 4 else digits


def _times_ten(figure: Figure) -> list[str]:
    if "." in figure.written:
        return []
    return [_styled(figure.written.replace(",", "") + "0", figure.written)]


def _digit_changed(figure: Figure, chance: Random) -> list[str]:
    written = figure.written
    digits = [digit for digit in "123456789" if digit != written[-1]]
    return [written[:-1] + digit for digit in chance.sample(digits, 3)]


def _transposed(figure: Figure) -> list[str]:
    written = figure.written
    if not written.isdecimal():
        return []
    return [
        written[:place] + written[place + 1] + written[place] + written[place + 2 :]
        for place in range(len(written) - 1)
        if written[place] != written[place + 1] and (place or written[1] != "0")
    ]


def _shortened(figure: Figure) -> list[str]:
    digits = figure.written.replace(",", "")
    return [_styled(digits[:-1], figure.written)] if digits.isdecimal() and len(digits) > 1 else []


# --------------------------------------------------------------------------- dates

WEEKDAY = regex.compile(rf"\b({'|'.join(WEEKDAYS)})\b(?!s\b)")
_PAST = (
    rf"(?:{one_of('said told was were had did began took made won left met held sent gave came')}"
    rf"|(?<!\b{one_of('a an the her his its their of in by through and or')} )[a-z]{{3,}}ed)"
)
_ON_A_PAST_DAY = regex.compile(
    rf"\b{_PAST}\b(?:\W+\w+){{0,5}}\W+on (?P<day>{'|'.join(WEEKDAYS)})\b(?!\s(?:night|evening|\d))"
    rf"|\bon (?P<day>{'|'.join(WEEKDAYS)})\W+(?:\w+ly\W+)?{_PAST}\b"
)
_OTHER_TIMES = regex.compile(
    rf"\b(?:{one_of('will would next could may might should shall can must until by before after')}"
    rf"|{one_of('since every earlier last following ago previous is are has have ’s going_to due')}"
    rf"|expect\w*|schedul\w*|plan\w*|to (?:be|take)|(?:week|month|year)s?|\d{{4}}|{_MONTH})\b"
    r"|\?|’s\b"
)


def resolved_weekday(text: str, published: date) -> date | None:
    """The day that "on Saturday" means in a report of the past, or None where it is not sure.

    News says so of the last such day up to the day of publication.
    """
    match = _ON_A_PAST_DAY.search(text)
    if match is None or len(WEEKDAY.findall(text)) != 1 or _OTHER_TIMES.search(text):
        return None
    return published - timedelta(days=(published.weekday() - WEEKDAYS.index(match["day"])) % 7)


def written_date(day: date) -> str:
    """A date in words: 3 May 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
