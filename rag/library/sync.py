"""Brings the library up to date with files: what is new, edited, moved, deleted, unchanged.

An unchanged file costs a look at its size and time, an unchanged article of a changed file a
hash. Articles are stored in small batches, each in one transaction, so that a sync that is cut
short has stored whole articles and goes on from there the next time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, insert, select, update

from rag.library import shelf
from rag.library.copies import Links, compare_again
from rag.library.deciding import Changes, Decider
from rag.library.reading import Record, SourceFile, list_files, read_records
from rag.library.rules import digest_of
from rag.library.schema import (
    articles,
    explained,
    in_chunks,
    read_meta,
    records,
    sources,
    write_meta,
    writer_lock,
)
from rag.library.shelf import Packing
from rag.library.survey import KEPT, Survey, survey
from rag.types import Progress, Skipped, SyncReport

_BATCH_RECORDS = 64
_BATCH_BYTES = 4_000_000
_UNFINISHED = -1  # the size noted of a file that was not read to its end


def sync(
    engine: Engine,
    folder: Path,
    packing: Packing,
    paths: Sequence[Path],
    on_progress: Progress | None,
) -> SyncReport:
    """What ``Library.sync`` promises."""
    files, skipped = list_files(paths)
    roots = [str(path.resolve()) for path in paths]
    with writer_lock(folder), explained(folder):
        _follow_rules(engine, packing, on_progress)
        with engine.connect() as connection:
            found = survey(connection, roots, files, skipped)
        return _Sync(engine, packing, found, on_progress).run(skipped)


def _follow_rules(engine: Engine, packing: Packing, on_progress: Progress | None) -> None:
    """Compare and pack everything again, from the stored texts, where the rules have changed."""
    with engine.begin() as connection:
        followed = read_meta(connection, "packing")
        if read_meta(connection, "comparing") != digest_of("duplicates"):
            compare_again(connection)
            write_meta(connection, {"comparing": digest_of("duplicates"), "packing": ""})
            followed = ""
        ids = connection.scalars(select(articles.c.id).order_by(articles.c.id)).all()
    if followed == packing.rules:
        return
    for done, some in enumerate(in_chunks(ids, _BATCH_RECORDS)):
        if on_progress:
            on_progress("passages", done * _BATCH_RECORDS, len(ids))
        with engine.begin() as connection:
            shelf.repack(connection, some, packing)
    with engine.begin() as connection:
        write_meta(connection, {"packing": packing.rules})


@dataclass(slots=True)
class _Batch:
    """What is stored in one transaction: records read, and files read to their end."""

    items: list[tuple[str, Record | Skipped]] = field(default_factory=list)  # file, record
    finished: list[SourceFile] = field(default_factory=list)
    size: int = 0  # bytes

    def add(self, source: str, item: Record | Skipped) -> None:
        self.items.append((source, item))
        self.size += len(item.raw) if isinstance(item, Record) else 0

    @property
    def is_full(self) -> bool:
        return len(self.items) >= _BATCH_RECORDS or self.size >= _BATCH_BYTES


class _Sync:
    """One run over the files that have changed."""

    def __init__(
        self, engine: Engine, packing: Packing, found: Survey, on_progress: Progress | None
    ) -> None:
        self._engine = engine
        self._packing = packing
        self._found = found
        self._on_progress = on_progress
        self._decider = Decider(found)
        self._stored: list[Changes] = []
        self._copies: dict[str, None] = {}  # articles that became copies, in order
        self._done = 0

    def run(self, skipped: Sequence[Skipped]) -> SyncReport:
        """Store, then delete; ``skipped`` is what could not even be listed."""
        self._tell(0)
        for batch in self._batches():
            self._store(batch)
        kept = self._keep_missing_lines()
        deleted = self._delete_gone()
        stored = self._stored
        return SyncReport(
            added=tuple(key for c in stored for key in c.added if key not in self._copies),
            edited=tuple(key for c in stored for key in c.edited),
            moved=tuple(key for c in stored for key in c.moved),
            deleted=tuple(deleted),
            copies=tuple(self._copies),
            unchanged=self._found.unchanged + sum(c.unchanged for c in stored),
            skipped=(
                *skipped,
                *self._found.retold,
                *(problem for c in stored for problem in c.skipped),
                *kept,
            ),
        )

    def _batches(self) -> Iterator[_Batch]:
        batch = _Batch()
        for file in self._found.changed:
            source = str(file.path)
            whole = True
            for item in read_records(file):
                batch.add(source, item)
                whole = whole and not (isinstance(item, Skipped) and item.path == source)
                if batch.is_full:
                    yield batch
                    batch = _Batch()
            if whole:  # otherwise it is tried again the next time
                batch.finished.append(file)
        yield batch

    def _store(self, batch: _Batch) -> None:
        with self._engine.connect() as connection:
            changes = self._decider.decide(connection, batch.items)
        if changes.rows or batch.finished:
            self._write(changes, batch)
        self._stored.append(changes)
        self._tell(len(batch.items))

    def _write(self, changes: Changes, batch: _Batch) -> None:
        read_from = {source for source, _ in batch.items}
        with self._engine.begin() as connection:
            _note_sources(connection, read_from | {str(file.path) for file in batch.finished})
            links = shelf.put(connection, changes.arrivals, self._packing)
            _note_records(connection, changes)
            _note_finished(connection, batch.finished)
        self._count_copies(links)
        changes.arrivals.clear()  # stored: they would only fill the memory
        changes.rows.clear()

    def _keep_missing_lines(self) -> list[Skipped]:
        """Note the lines that are missing but may come back, and report them."""
        paths = sorted(self._found.kept)
        with self._engine.begin() as connection:
            for some in in_chunks(paths):
                changed = update(records).where(records.c.path.in_(some))
                connection.execute(changed.values(problem=KEPT, sha256=""))
        return [Skipped(path, KEPT) for path in paths]

    def _delete_gone(self) -> list[str]:
        """Delete the articles whose file or line is gone and turned up nowhere else."""
        deleted: list[str] = []
        for some in in_chunks(sorted(self._found.gone_lines), _BATCH_RECORDS):
            with self._engine.begin() as connection:
                deleted += self._remove(connection, records.c.path.in_(some))
        for some in in_chunks(sorted(self._found.gone_files), _BATCH_RECORDS):
            with self._engine.begin() as connection:
                deleted += self._remove(connection, records.c.source.in_(some))
                connection.execute(delete(sources).where(sources.c.path.in_(some)))
        return deleted

    def _remove(self, connection: Connection, condition: ColumnElement[bool]) -> Sequence[str]:
        """Remove such records and their articles, whose ids are returned."""
        query = select(records.c.article_id).where(condition, records.c.article_id.is_not(None))
        ids = connection.scalars(query.order_by(records.c.path)).all()
        self._count_copies(shelf.remove(connection, ids, self._packing))
        connection.execute(delete(records).where(condition))
        return [str(article_id) for article_id in ids]

    def _count_copies(self, links: Links) -> None:
        self._copies |= dict.fromkeys(sorted(links.linked))
        for key in links.freed:
            self._copies.pop(key, None)

    def _tell(self, stored: int) -> None:
        self._done += stored
        if self._on_progress:
            self._on_progress("articles", self._done, self._found.total)


def _note_sources(connection: Connection, paths: set[str]) -> None:
    """Enter files that are new to the library, as not read to their end yet."""
    known = {
        path
        for some in in_chunks(sorted(paths))
        for path in connection.scalars(select(sources.c.path).where(sources.c.path.in_(some)))
    }
    rows = [
        {"path": path, "size": _UNFINISHED, "modified_ns": 0, "reader": digest_of("reading")}
        for path in sorted(paths - known)
    ]
    if rows:
        connection.execute(insert(sources), rows)


def _note_records(connection: Connection, changes: Changes) -> None:
    for some in in_chunks([*changes.rows, *changes.left]):
        connection.execute(delete(records).where(records.c.path.in_(some)))
    if changes.rows:
        connection.execute(insert(records), list(changes.rows.values()))


def _note_finished(connection: Connection, files: Sequence[SourceFile]) -> None:
    if files:
        statement = update(sources).where(sources.c.path == bindparam("at"))
        rows = [
            {
                "at": str(f.path),
                "size": f.size,
                "modified_ns": f.modified_ns,
                "reader": digest_of("reading"),
            }
            for f in files
        ]
        connection.execute(statement, rows)
