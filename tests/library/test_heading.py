from __future__ import annotations

from datetime import date

import pytest

from rag.library.heading import read_byline, read_head
from rag.library.metadata import Clues

BODY = "The council of Westport voted on Tuesday to close the harbour road to cars."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (" date 2025-01-12 By Jane Doe", Clues(author="Jane Doe", published=date(2025, 1, 12))),
        ("By Jane Doe", Clues(author="Jane Doe")),
        ("By JANE DOE and John van Roe", Clues(author="JANE DOE, John van Roe")),
        ("By Jane Doe, Associated Press", Clues(author="Jane Doe", outlet="Associated Press")),
        ("By Reuters", Clues(outlet="Reuters")),
        ("Published 12 January 2025", Clues(published=date(2025, 1, 12))),
        ("Updated: Jan 12, 2025", Clues(published=date(2025, 1, 12))),
        (
            "Updated Jan 14, 2025 | Published Jan 12, 2025 5:00 PM ET",
            Clues(published=date(2025, 1, 12)),
        ),
        ("Von Hans Meier | 3. März 2024", Clues(author="Hans Meier", published=date(2024, 3, 3))),
    ],
)
def test_a_byline_is_read(line: str, expected: Clues) -> None:
    assert read_byline(line.strip()) == expected


@pytest.mark.parametrize(
    "line",
    [
        "By the numbers",
        "By Monday 12 January 2025 the road was closed to all traffic",
        "June 4, 2020: Protest begins in the city",
        "Wednesday, April 15",
        BODY,
    ],
)
def test_another_line_is_no_byline(line: str) -> None:
    assert read_byline(line) is None


def test_the_head_gives_its_lines_to_the_metadata() -> None:
    page = ["Harbour road to close", "By Jane Doe", "12 January 2025", f"WESTPORT (AP) — {BODY}"]
    clues, rest = read_head(page, Clues())

    assert clues == Clues(
        title="Harbour road to close", author="Jane Doe", outlet="AP", published=date(2025, 1, 12)
    )
    assert rest == [f"WESTPORT (AP) — {BODY}"]


def test_of_two_headlines_around_furniture_the_one_of_the_text_is_taken() -> None:
    page = [
        "Revealed: the hidden life of bees",
        "More from Author",
        "Westport council closes harbour road",
        BODY,
    ]
    clues, rest = read_head(page, Clues())
    assert clues.title == "Westport council closes harbour road"
    assert rest == ["More from Author", BODY]


def test_a_title_is_not_invented() -> None:
    clues, rest = read_head([f"WESTPORT — {BODY} {BODY}"], Clues())
    assert clues.title == BODY
    assert rest == [f"WESTPORT — {BODY} {BODY}"]

    long = "The council " + "of the old and quiet harbour town " * 5 + "voted."
    title = read_head([long], Clues())[0].title
    assert title is not None and title.endswith("…") and len(title) <= 101
    assert long.startswith(title.removesuffix("…"))


def test_a_known_title_and_author_leave_the_text() -> None:
    known = Clues(title="Harbour road to close", author="Jane Doe")
    assert read_head(["Harbour Road to Close", "Jane Doe", BODY], known) == (known, [BODY])


@pytest.mark.parametrize(
    ("first", "outlet"),
    [
        ("London CNN —", "CNN"),
        ("KYIV —", None),
        ("NEW YORK —", None),
        (f"LONDON (Reuters) - {BODY}", "Reuters"),
        (f"WESTPORT (Washington) — {BODY}", None),
        (f"CNN — {BODY}", "CNN"),
        (f"Alphabet (GOOGL) fell. {BODY}", None),
    ],
)
def test_a_dateline_names_an_outlet_and_a_city_is_none(first: str, outlet: str | None) -> None:
    assert read_head([first, BODY], Clues(title="Road closes"))[0].outlet == outlet


def test_the_site_behind_a_title_names_the_outlet() -> None:
    known = Clues(title="Road closes | CNN", url="https://edition.cnn.com/2024/01/02/road")
    clues = read_head([BODY], known)[0]
    assert (clues.title, clues.outlet) == ("Road closes", "CNN")

    kept = Clues(title="Road closes - for a year", url="https://www.bugle.example/1")
    assert read_head([BODY], kept)[0].title == "Road closes - for a year"
