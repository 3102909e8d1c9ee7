"""The library: articles, their versions and passages, and the vectors of the passages.

It is the truth from which every index is derived. It may be read from several threads, and
while another process writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Connection,
    Engine,
    Row,
    func,
    or_,
    select,
)

from rag.errors import LibraryError
from rag.library import vectors
from rag.library.schema import (
    articles,
    explained,
    in_chunks,
    open_database,
    passages,
    read_meta,
    texts,
    versions,
)
from rag.library.scopes import inside
from rag.library.shelf import Packing
from rag.library.splitting import OVERLAP_SENTENCES, PASSAGE_WORDS
from rag.types import (
    Article,
    Coverage,
    Passage,
    Progress,
    Scope,
    Sentence,
    SyncReport,
    Version,
)

_ARTICLE = [articles.c[name] for name in Article.__slots__]
_EVERYTHING = Scope()


class Library:
    """The articles in a folder. Use as a context manager, or close it."""

    def __init__(self, engine: Engine, folder: Path, packing: Packing) -> None:
        self._engine = engine
        self._folder = folder
        self._packing = packing

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        passage_words: int = PASSAGE_WORDS,
        overlap: int = OVERLAP_SENTENCES,
    ) -> Library:
        """The library in ``folder``; a missing one is created.

        Other passage sizes than the stored ones take effect at the next sync. Raises
        LibraryError if the folder or what lies in it cannot be used.
        """
        return cls(open_database(folder), folder, Packing(passage_words, overlap))

    def close(self) -> None:
        """Let go of the files. The library cannot be used afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def sync(self, paths: Sequence[Path], on_progress: Progress | None = None) -> SyncReport:
        """Bring the library up to date with these files and folders.

        Articles elsewhere are left alone. ``on_progress`` counts what is safely stored; a sync
        that is cut short goes on there the next time. Raises UsageError for a path that does
        not exist, LibraryBusy while another sync runs, LibraryError when nothing can be written.
        """
        from rag.library.sync import sync  # reading needs heavier libraries than asking does

        return sync(self._engine, self._folder, self._packing, paths, on_progress)

    # ----------------------------------------------------------------------- articles

    def articles(self, scope: Scope = _EVERYTHING) -> list[Article]:
        """The articles in scope, each text once, by date, then title; undated last.

        A copy stands for an original that lies outside the scope.
        """
        query = select(*_ARTICLE, articles.c.copy_of).where(inside(scope))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(articles.c.id)).all()
        found: dict[str, Any] = {row.id: row for row in rows if row.copy_of is None}
        for row in rows:
            if row.copy_of is not None:
                found.setdefault(row.copy_of, row)
        chosen = [_article(row) for row in found.values()]
        return sorted(chosen, key=lambda a: (a.published or date.max, a.title, a.id))

    def article(self, article_id: str) -> Article | None:
        """The article with this id, a copy too; None if there is none."""
        with self._reading() as connection:
            query = select(*_ARTICLE).where(articles.c.id == article_id)
            row = connection.execute(query).one_or_none()
        return _article(row) if row else None

    def copies(self, article_id: str) -> list[Article]:
        """The articles that repeat this one, by id."""
        query = select(*_ARTICLE).where(articles.c.copy_of == article_id).order_by(articles.c.id)
        with self._reading() as connection:
            return [_article(row) for row in connection.execute(query)]

    def coverage(self, scope: Scope = _EVERYTHING) -> Coverage:
        """How many articles lie in scope, each text counted once, and from when to when."""
        texts_told = func.coalesce(articles.c.copy_of, articles.c.id)
        query = select(
            func.count(texts_told.distinct()),
            func.min(articles.c.published),
            func.max(articles.c.published),
        ).where(inside(scope))
        with self._reading() as connection:
            count, first, last = connection.execute(query).one()
        return Coverage(count, first, last)

    # ----------------------------------------------------------------------- versions

    def version(self, sha256: str) -> Version:
        """The version with this digest, of the original where copies share it.

        Versions of deleted articles are kept. Raises LibraryError if there is no such version.
        """
        is_copy = articles.c.copy_of.is_not(None)
        query = (
            select(versions.c.article_id, texts.c.sha256, texts.c.text, versions.c.seen_at)
            .join(texts, texts.c.id == versions.c.text_id)
            .outerjoin(articles, articles.c.id == versions.c.article_id)
            .where(texts.c.sha256 == sha256)
            .order_by(articles.c.id.is_(None), is_copy, versions.c.seen_at, versions.c.article_id)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise LibraryError(
                f"The library holds no version {sha256}. Index the articles that it comes from."
            )
        return _version(row)

    def history(self, article_id: str) -> list[Version]:
        """Every version of an article that was ever seen, the oldest first."""
        query = (
            select(versions.c.article_id, texts.c.sha256, texts.c.text, versions.c.seen_at)
            .join(texts, texts.c.id == versions.c.text_id)
            .where(versions.c.article_id == article_id)
            .order_by(versions.c.seen_at, versions.c.text_id)
        )
        with self._reading() as connection:
            return [_version(row) for row in connection.execute(query)]

    # ----------------------------------------------------------------------- passages

    @property
    def revision(self) -> str:
        """Changes whenever anything that is to be indexed changes; no two are ever alike."""
        with self._reading() as connection:
            return read_meta(connection, "revision") or ""

    def passage_ids(self) -> list[str]:
        """Everything that is to be indexed, article by article, in the order of the text."""
        query = select(passages.c.id).order_by(passages.c.article_id, passages.c.start)
        with self._reading() as connection:
            return list(connection.scalars(query))

    def searchable(self, scope: Scope) -> Scope:
        """The scope in which an index finds what ``scope`` holds, copies included.

        Copies are not indexed: where one lies in scope and its original does not, the original
        has to be found in its place, and ``passages`` gives the copy's.
        """
        original = articles.alias()
        stray = (
            select(articles.c.id)
            .join(original, original.c.id == articles.c.copy_of)
            .where(inside(scope), ~inside(scope, original))
        )
        told = select(func.coalesce(articles.c.copy_of, articles.c.id)).where(inside(scope))
        with self._reading() as connection:
            if connection.execute(stray.limit(1)).first() is None:
                return scope
            return Scope(articles=tuple(connection.scalars(told.distinct())))

    def passages(self, ids: Sequence[str], scope: Scope = _EVERYTHING) -> list[Passage]:
        """The passages with these ids, in this order; unknown ids are left out.

        A passage of an article outside the scope is given as it stands in a copy inside, or left
        out where no copy has it word for word.
        """
        place = passages.c
        mine = place.id.label("passage_id"), place.text_id, place.start, place.end, place.sentences
        query = select(*mine, *_ARTICLE).join(articles, articles.c.id == place.article_id)
        with self._reading() as connection:
            rows = [
                row
                for some in in_chunks(ids)
                for row in connection.execute(query.where(place.id.in_(some)))
            ]
            stored = _texts(connection, sorted({row.text_id for row in rows}))
            found = {row.passage_id: _passage(row, *stored[row.text_id]) for row in rows}
            if scope != _EVERYTHING:
                found = _moved_inside(connection, found, scope)
        return [found[passage_id] for passage_id in ids if passage_id in found]

    # ----------------------------------------------------------------------- vectors

    def without_vectors(self, fingerprint: str) -> list[str]:
        """Ids of the passages that this embedder has not embedded yet, in indexing order.

        Of several passages with the same words one stands for all of them.
        """
        with self._reading() as connection:
            return vectors.missing(connection, fingerprint)

    def store_vectors(
        self, fingerprint: str, ids: Sequence[str], matrix: NDArray[np.float32]
    ) -> None:
        """Keep the embedder's vectors of these passages: float32 [len(ids), dimension].

        A vector belongs to the words, so it serves every passage with the same words. Ids that
        are no longer known are passed over.
        """
        with explained(self._folder), self._engine.begin() as connection:
            vectors.store(connection, fingerprint, ids, matrix)

    def vectors(self, fingerprint: str, ids: Sequence[str]) -> NDArray[np.float32]:
        """The embedder's vectors of these passages: float32 [len(ids), dimension].

        Raises LibraryError when one is missing.
        """
        with self._reading() as connection:
            return vectors.load(connection, fingerprint, ids)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection whose errors are the library's."""
        with explained(self._folder), self._engine.connect() as connection:
            yield connection


# --------------------------------------------------------------------------- rows to nouns


def _article(row: Any) -> Article:
    return Article(**{name: getattr(row, name) for name in Article.__slots__})


def _version(row: Any) -> Version:
    return Version(row.article_id, row.sha256, row.text, row.seen_at.replace(tzinfo=UTC))


def _passage(row: Row[Any], sha256: str, text: str) -> Passage:
    return Passage(
        id=row.passage_id,
        article=_article(row),
        version=sha256,
        start=row.start,
        end=row.end,
        text=text[row.start : row.end],
        sentences=tuple(Sentence(start, end, text[start:end]) for start, end in row.sentences),
    )


def _texts(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The sha256 and the text of each number."""
    return {
        row.id: (row.sha256, row.text)
        for some in in_chunks(numbers)
        for row in connection.execute(select(texts).where(texts.c.id.in_(some)))
    }


def _moved_inside(
    connection: Connection, found: Mapping[str, Passage], scope: Scope
) -> dict[str, Passage]:
    """The passages of articles in scope, and those of copies in scope for the rest."""
    held = {passage.article.id for passage in found.values()}
    current = (
        select(*_ARTICLE, articles.c.copy_of, articles.c.text_id)
        .where(inside(scope), or_(articles.c.id.in_(held), articles.c.copy_of.in_(held)))
        .order_by(articles.c.id)
    )
    rows = connection.execute(current).all()
    present = {row.id for row in rows}
    copies = {row.copy_of: row for row in reversed(rows) if row.copy_of is not None}
    stored = _texts(connection, sorted({row.text_id for row in copies.values()}))
    moved: dict[str, Passage] = {}
    for passage_id, passage in found.items():
        if passage.article.id in present:
            moved[passage_id] = passage
        elif copy := copies.get(passage.article.id):
            sha256, text = stored[copy.text_id]
            if (start := text.find(passage.text)) >= 0:
                moved[passage_id] = _at(passage, _article(copy), sha256, start)
    return moved


def _at(passage: Passage, article: Article, version: str, start: int) -> Passage:
    """The same words at another place."""
    shift = start - passage.start
    return replace(
        passage,
        article=article,
        version=version,
        start=start,
        end=passage.end + shift,
        sentences=tuple(
            Sentence(sentence.start + shift, sentence.end + shift, sentence.text)
            for sentence in passage.sentences
        ),
    )
