"""Lists of words, written as plain text, and patterns made of them."""

from __future__ import annotations


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text``; a word with ``_`` in it is several, with spaces between."""
    return tuple(word.replace("_", " ") for word in text.split())


def one_of(text: str) -> str:
    """A pattern for any one of the words of ``text``, the longest that fits first.

    The words are patterns themselves. It is one group, which does not capture.
    """
    return f"(?:{'|'.join(sorted(words_of(text), key=len, reverse=True))})"
