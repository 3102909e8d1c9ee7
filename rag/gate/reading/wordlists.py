"""Lists of words as they are kept in code: strings of words with spaces between."""

from __future__ import annotations


def word_list(*lines: str) -> list[str]:
    """The words of all lines, in order."""
    return [word for line in lines for word in line.split()]


def word_set(*lines: str) -> frozenset[str]:
    """The words of all lines."""
    return frozenset(word_list(*lines))
