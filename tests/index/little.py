"""A little library to index: invented passages, with vectors that stand in for an embedder's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag.index import IndexEntry, build_index

DIMENSION = 24
WORDS = [
    *("harbour", "council", "bridge", "ferry", "storm", "budget", "strike", "vaccine"),
    *("election", "orchard", "glacier", "parliament", "reactor", "museum", "drought"),
    *("senator", "railway", "verdict", "satellite", "fishery"),
]

Load = Callable[[Sequence[str]], list[IndexEntry]]


def entry(number: int) -> IndexEntry:
    """Passage ``number``: always the same, and unlike the others."""
    random = np.random.default_rng(number)
    words = [WORDS[word] for word in random.integers(0, len(WORDS), 12)]
    return IndexEntry(
        id=f"passage-{number:04d}",
        text=f"Report {number}\nThe {' '.join(words)} of item{number}.",
        article_id=f"article-{number // 3}",
        outlet=("The Pier", "Daily Orchard", "")[number % 3],
        published=(0, 20240229, 20250110, 20250111)[number % 4],
        path=f"/news/{('coast', 'inland')[number % 2]}/{number // 3}.txt",
        vector=random.standard_normal(DIMENSION).astype(np.float32),
    )


def names(numbers: Sequence[int]) -> list[str]:
    return [entry(number).id for number in numbers]


def load(ids: Sequence[str]) -> list[IndexEntry]:
    return [entry(int(id.removeprefix("passage-"))) for id in ids]


def build(
    folder: Path,
    numbers: Sequence[int],
    *,
    revision: str = "r1",
    embedder: str | None = None,
    load: Load = load,
) -> None:
    """Index passages by number. Without an embedder (BM25 alone) this is quicker."""
    build_index(folder, revision=revision, embedder=embedder, ids=names(numbers), load=load)
