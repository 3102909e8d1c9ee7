"""Dense vectors in Chroma; the only import of chromadb, which takes about a second.

Chroma writes to its SQLite file even when it only reads, and a store that was being written when
its process died cannot be trusted again. So stores are written aside, by `write_vectors`, and
read through a view: a private copy of the SQLite file beside links to the vectors' folders.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rag.errors import IndexUnavailable
from rag.index.entries import Floats
from rag.types import Hit

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client

COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
BATCH = 1_000  # vectors added at once; single adds are a hundred times slower
NEVER = 1_000_000_000


class ChromaFailed(IndexUnavailable):
    """Chroma could not write, open or search a store."""


def write_vectors(
    folder: Path,
    removed: Sequence[str],
    ids: Sequence[str],
    vectors: Floats,
    on_written: Callable[[int], None],
) -> None:
    """Remove and add vectors in the store in ``folder``, which is made if there is none.

    ``vectors`` [n, dimension] belong to ``ids``, none of which may be there already. Nothing is
    stored beside them: scopes are answered from the table, and metadata would double the time.
    """
    with _failures(), closing(_open_client(folder)) as client:
        collection = _collection(client)
        # Chroma logs changes in SQLite and writes the graph's files, whole, once so many have come
        # together. What stays in the log, every reader would insert anew, so the last one flushes.
        _flush_after(collection, changes=len(removed) + len(ids))
        for start in range(0, len(removed), BATCH):
            collection.delete(ids=list(removed[start : start + BATCH]))
        for start in range(0, len(ids), BATCH):
            end = min(start + BATCH, len(ids))
            collection.add(ids=list(ids[start:end]), embeddings=vectors[start:end])
            on_written(end)
        _flush_after(collection, changes=NEVER)
    with _failures(), closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("VACUUM")  # the log is empty now; every reader copies this file


class VectorStore:
    """The vectors of one published generation. Safe to be searched by several threads."""

    def __init__(self, folder: Path, view: Path) -> None:
        """Open the store in ``folder`` without writing there; ``view`` is a folder to be made."""
        view.mkdir()
        shutil.copyfile(folder / DATABASE, view / DATABASE)
        for segment in folder.iterdir():
            if segment.is_dir():
                _link(segment, view / segment.name)
        with _failures():
            self._client = _open_client(view)
            self._collection = _collection(self._client)
            self._count = self._collection.count()  # loads the graph, too

    def search(self, vector: Floats, k: int) -> list[Hit]:
        """The ``k`` nearest, best first, by cosine similarity (-1 to 1)."""
        with _failures():
            found = self._collection.query(
                query_embeddings=vector[None], n_results=min(k, self._count), include=["distances"]
            )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        hits = [Hit(id, 1 - distance) for id, distance in zip(ids, distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))

    def ids(self) -> list[str]:
        """All ids, in no order."""
        with _failures():
            return self._collection.get(include=[])["ids"]

    def close(self) -> None:
        """Let go of the files. The view can be deleted then."""
        self._client.close()


def _open_client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    # A file named .env in the working directory is ours or the user's, and not meant for Chroma.
    settings = Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
    return cast("Client", chromadb.PersistentClient(str(folder), settings=settings))


def _collection(client: Client) -> Collection:
    """The one collection of the store, made if it is missing."""
    return client.get_or_create_collection(
        COLLECTION,
        embedding_function=None,  # the default one would download a model
        configuration={
            "hnsw": {
                "space": "cosine",  # the default is L2
                # Of the 50 nearest among 50,000, these find 49.5 even where few are much nearer
                # than the rest; half of each loses four, and saves milliseconds.
                "max_neighbors": 32,
                "ef_construction": 100,
                "ef_search": 800,
            }
        },
    )


def _flush_after(collection: Collection, changes: int) -> None:
    collection.modify(configuration={"hnsw": {"sync_threshold": changes}})


@contextmanager
def _failures() -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.Error) as error:
        raise ChromaFailed(
            f"The vectors of the index cannot be used ({error}). If the disk is full, make room; "
            "otherwise delete the index folder, which is built again without embedding anew."
        ) from error


def _link(source: Path, target: Path) -> None:
    """Links need a privilege on some systems; a copy serves as well."""
    try:
        target.symlink_to(source.resolve(), target_is_directory=True)
    except OSError:
        shutil.copytree(source, target)
