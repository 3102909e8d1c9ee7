"""From a question to the passages that may answer it: search, fuse, rerank, spread.

Two searches look for different things: dense vectors for meaning, BM25 for the very words.
Their rankings are fused, since their scores have no common unit, and the reranker, which reads
question and passage together, puts the best of both in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag.models import Embedder, Reranker
from rag.settings import RetrievalSettings
from rag.types import Evidence, Hit, Passage, Scope

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

    Without an embedder it searches by keywords alone; without a reranker the fused order stands.
    """

    index: SearchIndex
    passages: Callable[[Sequence[str]], list[Passage]]
    embedder: Embedder | None
    reranker: Reranker | None
    settings: RetrievalSettings

    def retrieve(self, question: str, scope: Scope) -> tuple[Evidence, ...]:
        """Return the evidence for ``question`` within ``scope``, best first."""
        settings = self.settings
        dense = self._search_dense(question, scope)
        keywords = self.index.search_keywords(question, settings.keyword_candidates, scope)
        fused = fuse((dense, settings.dense_weight), (keywords, settings.keyword_weight))
        passages = self.passages(list(fused)[: settings.rerank])
        relevance = self._relevance(question, passages, fused)
        similarities = {hit.id: hit.score for hit in dense}
        keyword_scores = {hit.id: hit.score for hit in keywords}
        evidence = [
            Evidence(passage, score, similarities.get(passage.id), keyword_scores.get(passage.id))
            for passage, score in zip(passages, relevance, strict=True)
        ]
        evidence.sort(key=lambda found: (-found.relevance, found.passage.id))
        return tuple(spread(evidence, settings.per_article))

    def _search_dense(self, question: str, scope: Scope) -> list[Hit]:
        if self.embedder is None:
            return []
        import numpy as np

        vector = np.array(self.embedder.embed_query(question), dtype=np.float32)
        return self.index.search_dense(vector, self.settings.dense_candidates, scope)

    def _relevance(
        self, question: str, passages: Sequence[Passage], fused: Mapping[str, float]
    ) -> list[float]:
        if self.reranker is None:
            return [fused[passage.id] for passage in passages]
        return self.reranker.score(question, [passage.searchable for passage in passages])


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
