"""The statements that a claim may rest on, to be looked up by their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.gate.language.english import Token
from rag.gate.language.reservations import key_of
from rag.gate.language.statements import Statement


@dataclass(frozen=True, slots=True)
class Place:
    """A word as it is found again, and the content words on either side of it, "" for none."""

    lemma: str
    text: str
    before: str
    after: str

    def is_like(self, other: Place) -> bool:
        """Whether both stand before the same word, or, where none follows, behind the same."""
        if self.after or other.after:
            return self.after == other.after
        return self.before == other.before


class Sources:
    """Statements and where their words stand."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        """Take up ``statements``, all those of the quoted sentences."""
        self.statements = tuple(statements)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._places: dict[int, dict[str, list[Place]]] = {}
        self._aligned: dict[frozenset[str], tuple[Statement, ...]] = {}
        for number, statement in enumerate(self.statements):
            for key in statement.keys | statement.shared:
                self._by_key[key].append(number)
        self.lemmas = frozenset(t.lemma for each in self.statements for t in each.clause.tokens)

    def align(self, keys: frozenset[str]) -> tuple[Statement, ...]:
        """The fewest statements that hold ``keys``, as far as any does, the fullest first.

        All of them where none holds any.
        """
        if keys not in self._aligned:
            self._aligned[keys] = tuple(self._choose(keys)) or self.statements
        return self._aligned[keys]

    def _choose(self, keys: frozenset[str]) -> list[Statement]:
        chosen: list[Statement] = []
        left = set(keys)
        while left:
            scores: dict[int, float] = defaultdict(float)
            for key in left:
                for number in self._by_key.get(key, ()):
                    scores[number] += 1.0 if key in self.statements[number].keys else 0.5
            best = max(scores, key=lambda each: self._rank(each, scores[each]), default=None)
            if best is None or scores[best] < 1.0:
                break
            chosen.append(self.statements[best])
            left -= chosen[-1].keys | chosen[-1].shared
        return chosen

    def _rank(self, number: int, score: float) -> tuple[float, int]:
        return score, -len(self.statements[number].keys)

    def places(self, statement: Statement, lemma: str) -> list[Place]:
        """Where ``lemma`` stands in a statement."""
        if id(statement) not in self._places:
            by_lemma = defaultdict(list)
            for place in read_places(statement.clause.tokens):
                by_lemma[place.lemma].append(place)
            self._places[id(statement)] = by_lemma
        return self._places[id(statement)].get(lemma, [])


def read_places(tokens: Sequence[Token]) -> list[Place]:
    """The place of each token, in order."""
    places = []
    for at, token in enumerate(tokens):
        before = next((t for t in reversed(tokens[max(0, at - 3) : at]) if t.is_content), None)
        after = next((t for t in tokens[at + 1 : at + 5] if t.is_content), None)
        places.append(
            Place(
                token.lemma,
                token.text,
                key_of(before) if before else "",
                key_of(after) if after else "",
            )
        )
    return places
