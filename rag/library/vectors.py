"""Vectors, kept by the embedder's fingerprint and the words embedded: nothing is embedded twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, delete, insert, select

from rag.errors import LibraryError
from rag.library.schema import embedders, in_chunks, passages
from rag.library.schema import vectors as table

_FLOAT32 = np.dtype("<f4")
_ROWS = 500  # fetched at a time


def missing(connection: Connection, fingerprint: str) -> list[str]:
    """Ids of passages whose words have no vector; one for each wording, in indexing order."""
    embedder = select(embedders.c.id).where(embedders.c.fingerprint == fingerprint)
    same = and_(
        table.c.searchable == passages.c.searchable,
        table.c.embedder == embedder.scalar_subquery(),
    )
    query = (
        select(passages.c.id, passages.c.searchable)
        .select_from(passages)
        .outerjoin(table, same)
        .where(table.c.searchable.is_(None))
        .order_by(passages.c.article_id, passages.c.start)
    )
    first: dict[str, str] = {}
    for passage_id, searchable in connection.execute(query):
        first.setdefault(searchable, passage_id)
    return list(first.values())


def store(
    connection: Connection, fingerprint: str, ids: Sequence[str], matrix: NDArray[np.float32]
) -> None:
    """Keep ``matrix[i]`` for the words of passage ``ids[i]``; replaces what was kept."""
    if matrix.ndim != 2 or len(matrix) != len(ids):
        raise LibraryError(f"{len(ids)} passages need as many vectors; got {matrix.shape}.")
    if not len(ids):
        return
    embedder = _embedder(connection, fingerprint, matrix.shape[1])
    wordings = _wordings(connection, ids)
    rows = {
        wordings[passage_id]: vector.tobytes()
        for passage_id, vector in zip(ids, matrix.astype(_FLOAT32), strict=True)
        if passage_id in wordings
    }
    for some in in_chunks(list(rows)):
        old = and_(table.c.embedder == embedder, table.c.searchable.in_(some))
        connection.execute(delete(table).where(old))
        new = [{"embedder": embedder, "searchable": key, "vector": rows[key]} for key in some]
        connection.execute(insert(table), new)


def load(connection: Connection, fingerprint: str, ids: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of these passages, in this order; LibraryError when one is missing."""
    query = select(embedders).where(embedders.c.fingerprint == fingerprint)
    embedder = connection.execute(query).one_or_none()
    if embedder is None:
        if ids:
            raise _not_embedded(fingerprint, len(ids))
        return np.empty((0, 0), np.float32)
    mine = and_(table.c.searchable == passages.c.searchable, table.c.embedder == embedder.id)
    joined = select(passages.c.id, table.c.vector).select_from(passages).join(table, mine)
    matrix = np.empty((len(ids), embedder.dimension), np.float32)
    absent = 0
    for start in range(0, len(ids), _ROWS):
        some = ids[start : start + _ROWS]
        rows = connection.execute(joined.where(passages.c.id.in_(some)))
        found = {row.id: row.vector for row in rows}
        absent += len(set(some) - set(found))
        for place, passage_id in enumerate(some, start):
            if passage_id in found:
                matrix[place] = np.frombuffer(found[passage_id], _FLOAT32)
    if absent:
        raise _not_embedded(fingerprint, absent)
    return matrix


def _not_embedded(fingerprint: str, count: int) -> LibraryError:
    return LibraryError(
        f"{count} passages have no vector of {fingerprint} yet. "
        "Bring the index up to date: dateline index"
    )


def _embedder(connection: Connection, fingerprint: str, dimension: int) -> int:
    """The number of this embedder, which is entered when it is new."""
    query = select(embedders).where(embedders.c.fingerprint == fingerprint)
    row = connection.execute(query).one_or_none()
    if row is None:
        connection.execute(insert(embedders).values(fingerprint=fingerprint, dimension=dimension))
        row = connection.execute(query).one()
    if row.dimension != dimension:
        raise LibraryError(
            f"{fingerprint} made vectors of dimension {row.dimension} before and {dimension} now. "
            "Another model needs another fingerprint."
        )
    return int(row.id)


def _wordings(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The sha256 of what is searched of each passage."""
    query = select(passages.c.id, passages.c.searchable)
    return {
        passage_id: searchable
        for some in in_chunks(ids)
        for passage_id, searchable in connection.execute(query.where(passages.c.id.in_(some)))
    }
