"""Whether a sealed generation answers as it should. What does not must not be published."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from rag.errors import IndexUnavailable
from rag.index.chroma import VectorStore
from rag.index.entries import Table
from rag.index.generations import BUILDING, MANIFEST, Generation, Manifest
from rag.index.keyword import KeywordIndex

SAMPLE = 32  # vectors looked up, spread over all of them
NEWEST = 16  # and the last ones, which a lost write would lose
FOUND = 0.9  # a graph search is not exact: this share must be found


class Unsound(IndexUnavailable):
    """A new generation did not pass its check."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The new index is unsound: {reason}. Try again: dateline index")
        self.reason = reason


def check(folder: Path) -> None:
    """Raise Unsound unless the generation in ``folder`` finds what it holds."""
    manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    generation = Generation(folder, manifest)
    table = Table.load(folder)
    if len(table) != manifest.entries or len(set(table.ids)) != manifest.entries:
        raise Unsound(f"{len(table)} entries where {manifest.entries} belong")
    _check_keywords(KeywordIndex(generation.keywords), table)
    if manifest.dimension:
        # Named so that the next builder clears it up should this one be killed.
        with tempfile.TemporaryDirectory(prefix=BUILDING, dir=folder.parent) as scratch:
            store = VectorStore(generation.chroma, Path(scratch) / "view")
            _check_vectors(store, table, generation)
            store.close()


def _check_keywords(keywords: KeywordIndex, table: Table) -> None:
    word = keywords.common_word()
    if word and not keywords.search(word, 1, table.ids):
        raise Unsound(f"the word {word!r} is indexed but not found")


def _check_vectors(store: VectorStore, table: Table, generation: Generation) -> None:
    if sorted(store.ids()) != sorted(table.ids):
        raise Unsound("Chroma does not hold the passages that it was given")
    vectors = generation.vectors()
    spread = np.linspace(0, len(table) - 1, SAMPLE, dtype=np.int64)
    newest = np.arange(max(0, len(table) - NEWEST), len(table))
    row_of = {id: row for row, id in enumerate(table.ids)}
    found = []
    for row in np.union1d(spread, newest):
        if vectors[row].any():  # a vector of zeros is near to nothing, itself included
            nearest = store.search(vectors[row], 1)
            twin = vectors[row_of[nearest[0].id]] if nearest else np.zeros_like(vectors[row])
            found.append(float(twin @ vectors[row]) > 0.999)  # itself, or one just like it
    if found and np.mean(found) < FOUND:
        raise Unsound(f"Chroma finds {sum(found)} of {len(found)} known vectors")
