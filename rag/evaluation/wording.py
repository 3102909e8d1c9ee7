"""When a reply holds the gold answer: the words of score.py, in order and side by side."""

from __future__ import annotations

import re

_ARTICLES = frozenset({"a", "an", "the", ""})


def words(text: str) -> list[str]:
    """The words that are compared: lower case, without articles, 's and thousands commas."""
    text = text.lower().replace("’", "'").replace("'s", "").replace(",", "")
    found = (word.strip(".") for word in re.findall(r"[a-z0-9.$%]+", text))
    return [word for word in found if word not in _ARTICLES]


def holds(needle: str, text: str) -> bool:
    """Whether the needle's words stand in the text, in order and side by side."""
    sought, given = words(needle), words(text)
    return bool(sought) and any(
        given[start : start + len(sought)] == sought
        for start in range(len(given) - len(sought) + 1)
    )
