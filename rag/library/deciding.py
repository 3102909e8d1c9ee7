"""What a record that was read means for the library: which article it is, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Connection, Row, select

from rag.library.duplicates import akin
from rag.library.naming import possible_ids
from rag.library.reading import Document, Record, Unreadable, parse
from rag.library.rules import digest_of
from rag.library.schema import articles, in_chunks, records, sources, texts
from rag.library.shelf import Arrival
from rag.library.survey import Survey
from rag.types import Article, Skipped


@dataclass(slots=True)
class Changes:
    """What a batch of records changes.

    ``rows`` are the records to be noted, by path; ``left`` are paths whose article was found
    elsewhere. The rest is what the report says of the batch.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)


class Decider:
    """Decides about one record after the other of a sync; it reads the library only."""

    def __init__(self, found: Survey) -> None:
        self._found = found
        self._named: set[str] = set()  # ids given to new articles
        self._left: set[str] = set()  # paths whose article was found elsewhere

    def decide(
        self, connection: Connection, items: Sequence[tuple[str, Record | Skipped]]
    ) -> Changes:
        """What these records, each with the path of its file, change."""
        changes = Changes()
        rules = digest_of("reading")
        known = _known_records(connection, [item.path for _, item in items])
        for source, item in items:
            before = known.get(item.path)
            if isinstance(item, Skipped):
                _note_problem(changes, source, item, "", before)
            elif before is None or before.sha256 != item.sha256 or before.reader != rules:
                self._take(connection, changes, source, item, before)
            elif before.problem:
                changes.skipped.append(Skipped(item.path, before.problem))
            else:
                changes.unchanged += 1
        return changes

    def _take(
        self,
        connection: Connection,
        changes: Changes,
        source: str,
        record: Record,
        before: Row[Any] | None,
    ) -> None:
        """A record with new bytes: an article that is added, edited, moved or as it was."""
        try:
            document = parse(record)
        except Unreadable as error:
            problem = Skipped(record.path, str(error))
            _note_problem(changes, source, problem, record.sha256, before)
            return
        article_id = before.article_id if before else None
        if article_id is None:
            article_id = self._identify(connection, changes, source, record, document)
        article, text = _article(article_id, record.path, document), document.text
        changes.rows[record.path] = _row(record.path, source, record.sha256, article_id)
        old = _stored(connection, article_id)
        if old == (article, text):
            changes.unchanged += 1
            return
        changes.arrivals.append(Arrival(article, text, is_new=old is None))
        if old is None:
            changes.added.append(article_id)
        elif before is None and old == (_article(article_id, old[0].path, document), text):
            changes.moved.append(article_id)
        else:
            changes.edited.append(article_id)

    def _identify(
        self,
        connection: Connection,
        changes: Changes,
        source: str,
        record: Record,
        document: Document,
    ) -> str:
        """The id of an article at a path where none was: a moved one's, or a new one."""
        same = records.c.sha256 == record.sha256
        moved = self._gone_article(connection, changes, same)
        if moved is not None:
            return moved
        ids = possible_ids(source, record.path, record.id, record.sha256)
        wanted = next(ids)
        if self._is_free(connection, wanted):
            self._named.add(wanted)
            return wanted
        old = _stored(connection, wanted)
        if old and (record.id is not None or akin(old[1], document.text)):
            moved = self._gone_article(connection, changes, records.c.article_id == wanted)
            if moved is not None:
                return moved
        new = next(candidate for candidate in ids if self._is_free(connection, candidate))
        self._named.add(new)
        return new

    def _gone_article(self, connection: Connection, changes: Changes, condition: Any) -> str | None:
        """The article of the first such record that is gone from its place, once."""
        query = select(records).where(condition, records.c.article_id.is_not(None))
        for row in connection.execute(query.order_by(records.c.path)):
            if row.path not in self._left and self._found.is_gone(row.path, row.source):
                self._left.add(row.path)
                changes.left.append(row.path)
                return str(row.article_id)
        return None

    def _is_free(self, connection: Connection, article_id: str) -> bool:
        if article_id in self._named:
            return False
        query = select(articles.c.id).where(articles.c.id == article_id)
        return connection.execute(query).first() is None


def _known_records(connection: Connection, paths: Sequence[str]) -> dict[str, Row[Any]]:
    """The records noted at these paths, with the rules that their file was read by."""
    query = select(records, sources.c.reader).join(sources, sources.c.path == records.c.source)
    return {
        row.path: row
        for some in in_chunks(paths)
        for row in connection.execute(query.where(records.c.path.in_(some)))
    }


def _note_problem(
    changes: Changes, source: str, problem: Skipped, sha256: str, before: Row[Any] | None
) -> None:
    """The record cannot be stored; an article that was read there before stays as it was."""
    article_id = before.article_id if before else None
    changes.rows[problem.path] = {
        **_row(problem.path, source, sha256, article_id),
        "problem": problem.reason,
    }
    changes.skipped.append(problem)


def _row(path: str, source: str, sha256: str, article_id: str | None) -> dict[str, Any]:
    return {
        "path": path,
        "source": source,
        "sha256": sha256,
        "article_id": article_id,
        "problem": None,
    }


def _article(article_id: str, path: str, document: Document) -> Article:
    shared = {
        part.name: getattr(document, part.name) for part in fields(document) if part.name != "text"
    }
    return Article(id=article_id, path=path, **shared)


def _stored(connection: Connection, article_id: str) -> tuple[Article, str] | None:
    """The article as it stands in the library, and its text."""
    columns = [articles.c[part.name] for part in fields(Article)]
    query = (
        select(*columns, texts.c.text)
        .join(texts, texts.c.id == articles.c.text_id)
        .where(articles.c.id == article_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Article(**{part.name: getattr(row, part.name) for part in fields(Article)}), row.text
