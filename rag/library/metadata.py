"""Single facts about an article: a date, an author, an outlet, a language; never invented."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from rag.library.cleaning import clean_line


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known about an article. None: not found."""

    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None

    def or_else(self, other: Clues) -> Clues:
        """These clues, and the other's where something is missing."""
        return Clues(
            self.title or other.title,
            self.author or other.author,
            self.outlet or other.outlet,
            self.published or other.published,
            self.url or other.url,
            self.language or other.language,
        )


# --------------------------------------------------------------------------- single values

_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            "jan ene gen sty", "feb fév fev fevr févr lut", "mar mär mrt maa", "apr avr abr kwi",
            "may mai mei mag maj", "jun juin giu", "jul juil lug", "aug aoû ago", "sep set",
            "oct okt ott out paź", "nov lis", "dec dez déc dic gru",
        ),
        start=1,
    )
    for stem in stems.split()
}  # fmt: skip
_MONTH = rf"(?P<month>(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})[^\W\d_]*)\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})(?P<dash>[-/.])(?P<number>\d{1,2})(?P=dash)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})年(?P<number>\d{1,2})月(?P<day>\d{1,2})日",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[ -](?:de |of )?{_MONTH}"
        r",?[ -](?:de )?(?P<year>\d{4})(?!\d)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<first>\d{1,2})(?P<dash>[./-])(?P<second>\d{1,2})(?P=dash)"
        r"(?P<year>\d{4})(?!\d)",
        r"^(?P<year>\d{4})(?P<number>\d{2})(?P<day>\d{2})(?!\d)",
    )
)


def parse_date(value: object) -> date | None:
    """The day that a field or a line names, or None; never a guess, never in the future.

    ``3/4/2025`` is two days in two countries, so it is none; ``13/4/2025`` and ``3.4.2025``
    are plain.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if _is_past(value) else None
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    found = find_dates(str(value)[:200])
    return found[0][0] if found else None


def find_dates(line: str) -> list[tuple[date, str]]:
    """The days that a line names and the words that name them, in the order of the line."""
    found: dict[int, tuple[date, str]] = {}
    for pattern in _DATES:
        for match in pattern.finditer(line):
            day = _to_date(match.groupdict())
            if day is not None:
                found.setdefault(match.start(), (day, match[0]))
    return [found[start] for start in sorted(found)]


def _to_date(parts: dict[str, str]) -> date | None:
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        day_first = first > 12 or parts["dash"] == "." or first == second
        if not day_first and second <= 12:
            return None
        day, month = (first, second) if day_first else (second, first)
    else:
        day = int(parts["day"])
        month = int(parts["number"]) if "number" in parts else _month(parts["month"])
    try:
        found = date(int(parts["year"]), month, day)
    except ValueError:
        return None
    return found if _is_past(found) else None


def _month(word: str) -> int:
    return next(_MONTHS[word.lower()[:size]] for size in (4, 3) if word.lower()[:size] in _MONTHS)


def _is_past(day: date) -> bool:
    """A day of publication; the world's clocks differ by less than a day from this one's."""
    return date(1600, 1, 1) <= day <= date.today() + timedelta(days=1)


def date_in_url(url: str) -> date | None:
    """The day in a path such as ``/2022/11/16/``, ``/2022/nov/16/`` or ``-2022-11-16``."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    named = re.search(r"/(\d{4})/([a-z]{3})/(\d{1,2})/", path)
    return parse_date(f"{named[3]} {named[2]} {named[1]}" if named else path.replace("_", "-"))


def outlet_of_url(url: str) -> str | None:
    """The registered name of the url's host: ``cnn.com`` for ``https://edition.cnn.com/…``."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    labels = host.split(".")
    if len(labels) < 2 or not labels[-1].isalpha():
        return None
    second_level = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if second_level else labels[-2:])


_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go"})


def join_authors(names: Iterable[Any]) -> str | None:
    """Names as one string. Scraped lists often begin with all the names run together."""
    cleaned = [clean_line(name).removeprefix("By ") for name in names if isinstance(name, str)]
    unique = [name for name in dict.fromkeys(cleaned) if name and not name.startswith("http")]
    single = [name for name in unique if sum(other in name for other in unique) <= 2]
    return ", ".join(single or unique)[:300] or None


def parse_language(value: object) -> str | None:
    """The ISO 639-1 code in ``en``, ``en-US`` or ``en_US.UTF-8``; None for anything else."""
    match = re.match(r"\s*([a-zA-Z]{2})(?:[-_.]|\s*$)", value) if isinstance(value, str) else None
    return match[1].lower() if match else None


_LETTERS_TO_TELL = 40
_SURE = 0.8


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language, or "und" when its beginning does not tell."""
    sample = text[:600]
    if sum(map(str.isalpha, sample)) < _LETTERS_TO_TELL:
        return "und"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "und"


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
