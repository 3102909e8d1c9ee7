"""Cases from any passages: every kind gets a fair share, and the same seed makes the same cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from types import ModuleType

from rag.errors import UsageError
from rag.selftest import (
    certainty,
    characters,
    dates,
    exact,
    facts,
    keys,
    people,
    polarity,
    quotes,
    rewording,
    semantic,
    senses,
    shortening,
    smuggling,
)
from rag.selftest.material import Case, Corpus, Family, Maker, Material, Proposal
from rag.selftest.texts import is_full_sentence
from rag.types import Draft, DraftClaim, Passage, Sentence

_MODULES: tuple[tuple[ModuleType, Family], ...] = (
    (quotes, "literal"),
    (keys, "literal"),
    (facts, "literal"),
    (dates, "literal"),
    (people, "literal"),
    (polarity, "literal"),
    (certainty, "literal"),
    (characters, "literal"),
    (smuggling, "literal"),
    (semantic, "semantic"),
    (senses, "semantic"),
    (exact, "honest"),
    (shortening, "honest"),
    (rewording, "honest"),
)

KINDS: dict[str, tuple[Family, Maker]] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": (family, maker)
    for module, family in _MODULES
    for name, maker in module.KINDS.items()
}

_SENTENCES_AT_MOST = 50_000  # of a larger corpus, drawn by chance
_ROUNDS = 4  # a kind comes to each sentence at most so often
_TRIES_AT_MOST = 20_000  # sentences in a row that do not serve, before a kind is given up


def make_cases(passages: Sequence[Passage], count: int, seed: int) -> Cases:
    """Draw at most ``count`` cases from ``passages``, hostile and honest, kind by kind in turn.

    No two cases of a kind propose the same. There are fewer than ``count`` where the passages
    hold no more; the kinds that run out leave their share to the others. Raises UsageError if no
    passage holds a full sentence.
    """
    corpus = Corpus(passages)
    places = [
        (passage, sentence)
        for passage in corpus.passages
        for sentence in passage.sentences
        if is_full_sentence(sentence.text)
    ]
    if not places:
        raise UsageError(
            "The articles hold no full sentence to make drafts from. Name others: --corpus FOLDER"
        )
    if len(places) > _SENTENCES_AT_MOST:
        places = Random(f"{seed}:sentences").sample(places, _SENTENCES_AT_MOST)
    return Cases(corpus, places, count, seed)


class Cases(Iterator[Case]):
    """Cases that are made as they are asked for.

    ``skipped`` counts, by kind, the sentences that could not serve so far.
    """

    def __init__(
        self, corpus: Corpus, places: list[tuple[Passage, Sentence]], count: int, seed: int
    ) -> None:
        self.skipped: Counter[str] = Counter()
        self._left = count
        self._corpus = corpus
        self._places = places
        self._lines = [_Line(kind, seed, len(places)) for kind in KINDS]
        self._turn = 0

    def __next__(self) -> Case:
        while self._left > 0 and self._lines:
            self._turn %= len(self._lines)
            line = self._lines[self._turn]
            case = self._next_of(line)
            if case is None:
                self._lines.remove(line)
                continue
            self._turn += 1
            self._left -= 1
            return case
        raise StopIteration

    def _next_of(self, line: _Line) -> Case | None:
        """The next case of a kind, or None if there are no more."""
        for place in islice(line.places, _TRIES_AT_MOST):
            material = Material(self._corpus, *self._places[place], line.random)
            proposal = line.maker(material)
            if proposal is None:
                self.skipped[line.kind] += 1
            elif line.is_new(proposal):
                return _case(line, material, proposal)
        return None


class _Line:
    """One kind, with its own chance, its own way through the sentences, and what it has made."""

    def __init__(self, kind: str, seed: int, sentences: int) -> None:
        self.kind = kind
        self.family, self.maker = KINDS[kind]
        self.random = Random(f"{seed}:{kind}")
        self.places = self._places(sentences)
        self._made: set[tuple[object, ...]] = set()

    def _places(self, sentences: int) -> Iterator[int]:
        """The sentences' numbers: each once in every round."""
        for _ in range(_ROUNDS):
            yield from self.random.sample(range(sentences), sentences)

    def is_new(self, proposal: Proposal) -> bool:
        """Whether the kind has not made the same before. It has from now on."""
        made = (proposal.note, *((claim.text, _words(claim)) for claim in proposal.claims))
        new = made not in self._made
        self._made.add(made)
        return new


def _words(claim: DraftClaim) -> tuple[str, ...]:
    """The quoted words, whose keys are another every time."""
    return tuple(words for _, words in claim.quotes)


def _case(line: _Line, material: Material, proposal: Proposal) -> Case:
    return Case(
        kind=line.kind,
        family=line.family,
        draft=Draft(proposal.claims),
        handed_out=material.handed_out if proposal.handed_out is None else proposal.handed_out,
        question=proposal.question or material.question,
        note=proposal.note,
    )
