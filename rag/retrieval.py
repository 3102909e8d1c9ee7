"""From a question to the passages that may answer it: search, fuse, read, spread.

Two searches look for different things: dense vectors for meaning, BM25 for the very words.
Their rankings are fused, since their scores have no common unit, and the reader, which sees
question and passage together, puts the best of both in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag.models import Embedder, Reader
from rag.settings import RetrievalSettings
from rag.types import Evidence, Hit, Passage, Reading, Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RANK_OFFSET = 60  # of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)


class SearchIndex(Protocol):
    """Two searches over passages; each returns ids best first, higher scores being better."""

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Hit]: ...

    def search_keywords(self, query: str, k: int, scope: Scope) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Retriever:
    """Question in, evidence out.

    Without an embedder it searches by keywords alone; without a reader the fused order stands.
    """

    index: SearchIndex
    passages: Callable[[Sequence[str]], list[Passage]]
    embedder: Embedder | None
    reader: Reader | None
    settings: RetrievalSettings

    def retrieve(
        self, question: str, scope: Scope, *, follow_up: str | None = None
    ) -> tuple[Evidence, ...]:
        """Return the evidence for ``question`` within ``scope``, best first.

        ``follow_up`` is the part of the question that was asked last: passages are read for it
        too, since they may answer just that.
        """
        settings = self.settings
        dense = self._search_dense(question, scope)
        keywords = self.index.search_keywords(question, settings.keyword_candidates, scope)
        fused = fuse((dense, settings.dense_weight), (keywords, settings.keyword_weight))
        passages = self.passages(list(fused)[: settings.rerank])
        readings = self._read(question, follow_up, passages)
        similarities = {hit.id: hit.score for hit in dense}
        keyword_scores = {hit.id: hit.score for hit in keywords}
        evidence = [
            Evidence(
                passage,
                reading.relevance if reading else fused[passage.id],
                similarities.get(passage.id),
                keyword_scores.get(passage.id),
                reading,
            )
            for passage, reading in zip(passages, readings, strict=True)
        ]
        evidence.sort(key=lambda found: (-found.relevance, found.passage.id))
        return tuple(spread(evidence, settings.per_article))

    def _search_dense(self, question: str, scope: Scope) -> list[Hit]:
        if self.embedder is None:
            return []
        import numpy as np

        vector = np.array(self.embedder.embed_query(question), dtype=np.float32)
        return self.index.search_dense(vector, self.settings.dense_candidates, scope)

    def _read(
        self, question: str, follow_up: str | None, passages: Sequence[Passage]
    ) -> Sequence[Reading | None]:
        if self.reader is None:
            return [None] * len(passages)
        readings = self.reader.read(question, passages)
        if follow_up is None:
            return readings
        return list(map(_stronger, readings, self.reader.read(follow_up, passages)))


def _stronger(one: Reading, other: Reading) -> Reading:
    """What either of two readings of one passage says most surely."""
    answers = zip(one.answers, other.answers, strict=True)
    return Reading(
        relevance=max(one.relevance, other.relevance),
        answerable=max(one.answerable, other.answerable),
        answers=tuple(
            max((each for each in pair if each), key=lambda each: each.score, default=None)
            for pair in answers
        ),
    )


def fuse(*rankings: tuple[Sequence[Hit], float]) -> dict[str, float]:
    """Fuse rankings, each with its weight, by reciprocal rank; best first, ties by id."""
    scores: dict[str, float] = {}
    for hits, weight in rankings:
        for rank, hit in enumerate(hits, start=1):
            scores[hit.id] = scores.get(hit.id, 0.0) + weight / (RANK_OFFSET + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def spread(evidence: Sequence[Evidence], per_article: int) -> list[Evidence]:
    """Keep the order, and at most ``per_article`` passages of one article."""
    seen: Counter[str] = Counter()
    kept = []
    for found in evidence:
        article = found.passage.article.id
        seen[article] += 1
        if seen[article] <= per_article:
            kept.append(found)
    return kept
