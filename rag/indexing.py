"""The index, brought into line with the library: what lacks a vector is embedded, then built.

Vectors are kept in the library, so that an index that is lost costs no embedding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rag.errors import EmptyLibrary
from rag.index import Index, IndexEntry, IndexStale, build_index
from rag.library import Library
from rag.models import Embedder, Models
from rag.types import Progress

EMBED_AT_ONCE = 256  # passages whose vectors are stored together: what an interruption can lose


def open_index(folder: Path, library: Library, models: Models) -> Index | None:
    """Open the index of the library as it is now; None if there is none, or none that is sound."""
    try:
        return Index.open(folder, revision=library.revision, embedder=models.fingerprint)
    except IndexStale:
        return None


def refresh_index(
    folder: Path, library: Library, models: Models, on_progress: Progress | None = None
) -> Index:
    """Return an open index of the library as it is now, and build what it lacks.

    Raises EmptyLibrary when there is nothing to index, ModelUnavailable when an embedding
    service fails (what it had embedded is kept), and LibraryBusy when another process builds.
    """
    if (index := open_index(folder, library, models)) is not None:
        return index
    ids, revision = library.passage_ids(), library.revision
    if not ids:
        raise EmptyLibrary("There is nothing to index. Add articles: dateline index FOLDER")
    if models.embedder is not None:
        _embed(library, models.embedder, on_progress)

    def load(ids: Sequence[str]) -> list[IndexEntry]:
        return _entries(library, models.fingerprint, ids)

    build_index(
        folder,
        revision=revision,
        embedder=models.fingerprint,
        ids=ids,
        load=load,
        on_progress=on_progress,
    )
    return Index.open(folder, revision=revision, embedder=models.fingerprint)


def _embed(library: Library, embedder: Embedder, on_progress: Progress | None) -> None:
    import numpy as np

    ids = library.without_vectors(embedder.fingerprint)
    for start in range(0, len(ids), EMBED_AT_ONCE):
        passages = library.passages(ids[start : start + EMBED_AT_ONCE])
        vectors = embedder.embed_documents([passage.searchable for passage in passages])
        library.store_vectors(
            embedder.fingerprint,
            [passage.id for passage in passages],
            np.array(vectors, dtype=np.float32),
        )
        if on_progress:
            on_progress("embed", min(start + EMBED_AT_ONCE, len(ids)), len(ids))


def _entries(library: Library, fingerprint: str | None, ids: Sequence[str]) -> list[IndexEntry]:
    passages = library.passages(ids)
    vectors = library.vectors(fingerprint, ids) if fingerprint else [None] * len(ids)
    return [
        IndexEntry(
            id=passage.id,
            text=passage.searchable,
            article_id=passage.article.id,
            outlet=passage.article.outlet or "",
            published=_as_integer(passage.article.published),
            path=passage.article.path,
            vector=vector,
        )
        for passage, vector in zip(passages, vectors, strict=True)
    ]


def _as_integer(day: date | None) -> int:
    """``yyyymmdd``, or 0 for an unknown day: Chroma compares numbers, not dates."""
    return int(day.strftime("%Y%m%d")) if day else 0
