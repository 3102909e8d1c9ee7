"""A figure of a text, and the words around it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rag.gate.reading.tokens import Token

# A kind and a value: ("count", 12), ("share", 1/5), ("date", (2025, 1, None)).
Reading = tuple[str, Hashable]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that spans ``tokens[start:end]``, its readings likeliest first.

    ``implied`` marks what is no figure by itself but can support one: the "a" of "a soldier".
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    bound: str = ""
    implied: bool = False

    @property
    def kind(self) -> str:
        """The kind of the likeliest reading."""
        return self.readings[0][0]


@dataclass(frozen=True, slots=True)
class Dated:
    """What was read: it ends before the token ``end``."""

    end: int
    readings: tuple[Reading, ...]


def word_at(tokens: Sequence[Token], place: int) -> str:
    """The word at ``place`` in lower case, or an empty one."""
    return tokens[place].lower if 0 <= place < len(tokens) else ""


def words_at(tokens: Sequence[Token], start: int, end: int) -> str:
    """The words from ``start`` to ``end`` in lower case, joined by spaces."""
    return " ".join(token.lower for token in tokens[max(0, start) : end])


def shown(tokens: Sequence[Token], start: int, end: int) -> str:
    """The words from ``start`` to ``end`` as they are written, cut to a bounded length."""
    text = ""
    for token in tokens[start:end]:
        text += token.text if token.glued or not text else f" {token.text}"
    return text if len(text) <= 60 else f"{text[:60]}…"
