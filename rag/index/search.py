"""Searching a generation."""

from __future__ import annotations

import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import numpy as np

from rag.errors import IndexUnavailable
from rag.index import generations
from rag.index.chroma import VectorStore
from rag.index.entries import Floats, Mask, Table, best_hits
from rag.index.generations import Claim, IndexStale
from rag.index.keyword import KeywordIndex
from rag.types import Hit, Scope

EVERYTHING = Scope()


class Index:
    """One verified generation, open for searching by several threads.

    It stays what it was when it was opened, whatever is built meanwhile. It lets go of its
    generation when it is closed or no longer referred to.
    """

    def __init__(self, claim: Claim) -> None:
        generation = claim.generation
        self.revision = generation.manifest.revision
        self._embedder = generation.manifest.embedder
        self._dimension = generation.manifest.dimension
        self._table = Table.load(generation.folder)
        self._keywords = KeywordIndex(generation.keywords)
        self._mask = lru_cache(maxsize=32)(self._table.mask)
        self._store: Future[VectorStore] | None = None
        if self._dimension:
            self._vectors = generation.vectors()
            self._store = _open_meanwhile(generation.chroma, claim.folder / "view")
        self._let_go = weakref.finalize(self, _let_go, claim, self._store)

    @classmethod
    def open(cls, folder: Path, *, revision: str, embedder: str | None) -> Index:
        """Open the index in ``folder`` after reading every byte of it against its manifest.

        Raises IndexStale where there is none, or it is damaged, half-built, of another embedder
        or of another revision of the library; `build_index` helps in each case.
        """
        try:
            claim = generations.claim(folder)
        except OSError as error:
            raise IndexStale(f"{folder} cannot be used ({error.strerror})") from error
        try:
            manifest = claim.generation.manifest
            if manifest.embedder != embedder:
                raise IndexStale(f"it is made for the embedder {manifest.embedder}, not {embedder}")
            if manifest.revision != revision:
                raise IndexStale("the library has changed since it was built")
            claim.generation.verify()
            return cls(claim)
        except BaseException:
            claim.release()
            raise

    def search_dense(self, vector: Floats, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The ``k`` passages in ``scope`` nearest to ``vector``, best first, by cosine (-1 to 1).

        Without limits by Chroma's graph, which misses about one in a hundred; within a scope
        exactly, over the vectors in it, since a filter in Chroma takes far longer.
        """
        if self._embedder is None:
            raise IndexUnavailable("This index has no vectors. Search it by keywords.")
        if self._store is None:
            return []  # nothing is indexed
        if vector.shape != (self._dimension,):
            raise IndexUnavailable(
                f"The question's vector has the shape {vector.shape}, those of the index have "
                f"{self._dimension} numbers. Check the embedder in config/settings.toml."
            )
        length = np.linalg.norm(vector)
        if k < 1 or not 0 < length < np.inf:
            return []
        unit = (vector / length).astype(np.float32)
        mask = self._mask(scope)
        return self._store.result().search(unit, k) if mask is None else self._exact(unit, k, mask)

    def _exact(self, unit: Floats, k: int, mask: Mask) -> list[Hit]:
        rows = np.flatnonzero(mask)
        # Picking out rows costs more than multiplying them, once there are many. Not by "@", whose
        # threads wait for one another longer than they compute while a model is running.
        if len(rows) < len(mask) // 4:
            scores = np.einsum("ij,j->i", self._vectors[rows], unit)
        else:
            scores = np.einsum("ij,j->i", self._vectors, unit)[rows]
        return best_hits(self._table.ids, rows, scores, k)

    def search_keywords(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The ``k`` best passages in ``scope`` by BM25 (above 0), best first.

        None where no passage shares a word with ``query``, stop words aside.
        """
        return self._keywords.search(query, k, self._table.ids, self._mask(scope))

    def close(self) -> None:
        """Let go of the generation, so that it can be deleted when it is outdated."""
        self._let_go()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _open_meanwhile(folder: Path, view: Path) -> Future[VectorStore]:
    """Open Chroma in a thread: it takes a second or more, in which models can be loaded."""
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chroma")
    store = executor.submit(VectorStore, folder, view)
    executor.shutdown(wait=False)
    return store


def _let_go(claim: Claim, store: Future[VectorStore] | None) -> None:
    if store is not None and store.exception() is None:
        store.result().close()
    claim.release()
