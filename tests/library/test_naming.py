"""Ids of articles."""

from __future__ import annotations

from itertools import islice

import pytest

from rag.library.naming import possible_ids, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000_73d2c028511a9fad", "000_73d2c028511a9fad"),
        ("My Story (final)", "my-story-final"),
        ("  --  ", "article"),
        ("Мост закрыт", "мост-закрыт"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_files_are_told_apart_by_their_folder() -> None:
    ids = possible_ids("/news/North Desk/Fire.md", "/news/North Desk/Fire.md", None, "abcdef0123")
    assert list(islice(ids, 4)) == [
        "fire",
        "fire-north-desk",
        "fire-north-desk-abcdef",
        "fire-north-desk-abcdef-2",
    ]


def test_lines_are_told_apart_by_their_file() -> None:
    source = "/news/week.jsonl.gz"
    ids = possible_ids(source, f"{source}#7", "7", "abcdef0123")
    assert list(islice(ids, 3)) == ["7", "7@week", "7@week-abcdef"]
