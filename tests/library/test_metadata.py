from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.library.metadata import (
    date_in_url,
    detect_language,
    join_authors,
    outlet_of_url,
    parse_date,
    parse_language,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-01-12", date(2025, 1, 12)),
        ("2025-01-12T23:59:00+02:00", date(2025, 1, 12)),
        ("January 12th, 2025", date(2025, 1, 12)),
        ("12 de enero de 2025", date(2025, 1, 12)),
        ("12. Mai 2024", date(2024, 5, 12)),
        ("2024年5月12日", date(2024, 5, 12)),
        ("13/4/2024", date(2024, 4, 13)),
        ("3.4.2024", date(2024, 4, 3)),
        ("20240503", date(2024, 5, 3)),
        (20240503, date(2024, 5, 3)),
        (datetime(2024, 5, 3, 12), date(2024, 5, 3)),
        ("3/4/2024", None),
        ("2024-02-30", None),
        ("2999-01-01", None),
        (date.today() + timedelta(days=2), None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (True, None),
        (["2024-05-03"], None),
    ],
)
def test_dates_are_real_or_none(value: object, expected: date | None) -> None:
    assert parse_date(value) == expected


@given(st.text(max_size=60))
def test_no_text_makes_a_future_day(text: str) -> None:
    found = parse_date(text)
    assert found is None or found <= date.today() + timedelta(days=1)


def test_a_url_tells_its_day_and_its_outlet() -> None:
    assert date_in_url("https://edition.cnn.com/2022/11/16/asia/x.html") == date(2022, 11, 16)
    assert date_in_url("https://paper.example/world/2022/nov/16/x") == date(2022, 11, 16)
    assert date_in_url("https://paper.example/12345678") is None
    assert outlet_of_url("https://edition.cnn.com/x") == "cnn.com"
    assert outlet_of_url("https://www.theweek.co.uk/x") == "theweek.co.uk"
    assert outlet_of_url("http://[broken") is None
    assert outlet_of_url("http://127.0.0.1/x") is None


def test_names_that_were_scraped_together_are_divided() -> None:
    assert join_authors(["Ann Lee Bo Ray", "Ann Lee", "Bo Ray"]) == "Ann Lee, Bo Ray"
    assert join_authors(["By Ann Lee", "https://bugle.example/ann", 7, None]) == "Ann Lee"
    assert join_authors([]) is None


def test_languages() -> None:
    assert parse_language("en-US") == "en"
    assert parse_language("English") is None
    german = "Der Präsident sagte am Montag, dass die Verhandlungen weitergehen werden."
    assert detect_language(german) == "de"
    assert detect_language("The president said on Monday that the talks would go on.") == "en"
    assert detect_language("12:30") == "und"
