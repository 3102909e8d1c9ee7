"""Hostile drafts that change when something happened, under a true quote."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import regex

from rag.selftest.figures import (
    MONTHS,
    WEEKDAY,
    WEEKDAYS,
    resolved_weekday,
    values_in,
    written_date,
)
from rag.selftest.material import Maker, Material, Proposal, rewrite
from rag.selftest.words import one_of

_BEFORE_MONTH = "in on of until since by last this early late from to and between for before after"
_MONTH_NAME = regex.compile(
    rf"\b({one_of(_BEFORE_MONTH)}"
    rf"\s(?:\d\d?\s|the\s)?)({'|'.join(MONTHS)})\b"
)
_YEAR = regex.compile(
    rf"(?<![\w,.$£€/-])((?:1[89]|20)\d\d)(?![\w/,-]|\.\d)(?!\s{one_of('people men women feet')})"
)
_DAY = regex.compile(rf"\b({'|'.join(MONTHS)})\s(\d\d?)(?![\d:,]\d|\w)")


def weekday(material: Material) -> Proposal | None:
    """A day of the week becomes another."""

    def other(_: regex.Match[str]) -> str | None:
        free = [day for day in WEEKDAYS if day not in material.text]
        return material.random.choice(free) if free else None

    return rewrite(material, WEEKDAY, other)


def month(material: Material) -> Proposal | None:
    """A month becomes another."""

    def other(match: regex.Match[str]) -> str:
        return match[1] + material.random.choice([m for m in MONTHS if m not in material.around])

    return rewrite(material, _MONTH_NAME, other)


def year(material: Material) -> Proposal | None:
    """A year becomes another, some years off."""
    taken = values_in(material.around, material.article.published)

    def other(match: regex.Match[str]) -> str | None:
        near = [int(match[1]) + off for off in (-10, -3, -2, -1, 1, 2, 3, 10)]
        free = [value for value in near if Decimal(value) not in taken]
        return str(material.random.choice(free)) if free else None

    return rewrite(material, _YEAR, other)


def day(material: Material) -> Proposal | None:
    """A day of a month becomes another."""
    taken = values_in(material.around, material.article.published)

    def other(match: regex.Match[str]) -> str | None:
        free = [d for d in range(2, 29) if Decimal(d) not in taken]
        return f"{match[1]} {material.random.choice(free)}" if free else None

    return rewrite(material, _DAY, other)


_OTHER_DAY = {
    "yesterday": "tomorrow",
    "today": "yesterday",
    "tomorrow": "yesterday",
    "last": "next",
    "next": "last",
    "this": "last",
}
_RELATIVE = regex.compile(
    r"\b(?:(yesterday|today|tomorrow)|(last|next|this)(?= (?:week|month|year)\b))(?![’'])"
)


def relative_date(material: Material) -> Proposal | None:
    """Last week becomes next week, tomorrow yesterday."""
    return rewrite(material, _RELATIVE, lambda match: _OTHER_DAY[match.group()])


def date_of_publication(material: Material) -> Proposal | None:
    """What happened on a weekday is said to have happened on the day of publication."""
    published = material.article.published
    if published is None:
        return None

    def other(match: regex.Match[str]) -> str | None:
        same = match[1] == WEEKDAYS[published.weekday()]
        return None if same else written_date(published)

    return rewrite(material, WEEKDAY, other)


def weekday_misresolved(material: Material) -> Proposal | None:
    """A weekday in the past becomes a date near the right one."""
    published = material.article.published
    right = resolved_weekday(material.text, published) if published else None
    if right is None:
        return None
    wrong = right + timedelta(days=material.random.choice((-2, -1, 1, 2)))
    return rewrite(material, WEEKDAY, lambda _: written_date(wrong))


KINDS: dict[str, Maker] = {
    "weekday": weekday,
    "month": month,
    "year": year,
    "day": day,
    "relative_date": relative_date,
    "date_of_publication": date_of_publication,
    "weekday_misresolved": weekday_misresolved,
}
