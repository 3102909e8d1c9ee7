"""Puts articles on the shelf: text, version, links to copies and passages, all or nothing.

The functions here run inside one transaction of the caller's, under the writer lock.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from rag.library.copies import Links, compare, link
from rag.library.rules import digest_of
from rag.library.schema import (
    articles,
    in_chunks,
    now,
    passages,
    records,
    renew_revision,
    texts,
    versions,
)
from rag.library.splitting import pack_passages, split_sentences
from rag.types import Article


@dataclass(frozen=True, slots=True)
class Packing:
    """How texts are cut into passages."""

    words: int
    overlap: int

    @property
    def rules(self) -> str:
        """Changes whenever the same text might be cut in another way."""
        return f"{digest_of('splitting')}/{self.words}/{self.overlap}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article as it is to stand in the library from now on."""

    article: Article
    text: str
    is_new: bool


def put(connection: Connection, arrivals: Sequence[Arrival], packing: Packing) -> Links:
    """Store new and changed articles, link copies, and make the passages of the rest."""
    fresh, numbers = _store_texts(connection, {text_sha256(a.text): a.text for a in arrivals})
    ids = [arrival.article.id for arrival in arrivals]
    before = _texts_of(connection, ids)
    _store_articles(connection, arrivals, numbers)
    compare(connection, fresh)
    links = link(connection, {*before.values(), *_texts_of(connection, ids).values()})
    repack(connection, {*ids, *links.linked, *links.freed}, packing)
    return links


def remove(connection: Connection, ids: Sequence[str], packing: Packing) -> Links:
    """Take articles out; a copy of one takes its place. Their versions remain."""
    if not ids:
        return Links()
    touched: set[int] = set()
    freed: set[str] = set()
    for some in in_chunks(ids):
        touched |= set(_texts_of(connection, some).values())
        copies = articles.c.copy_of.in_(some)
        freed |= set(connection.scalars(select(articles.c.id).where(copies)))
        connection.execute(update(articles).where(copies).values(copy_of=None))
        connection.execute(delete(records).where(records.c.article_id.in_(some)))
        connection.execute(delete(articles).where(articles.c.id.in_(some)))
    renew_revision(connection)
    freed -= set(ids)
    links = link(connection, touched)
    repack(connection, links.linked | links.freed | freed, packing)
    return Links(links.linked - freed, links.freed | (freed - links.linked))


def text_sha256(text: str) -> str:
    """The hex digest by which a version is known."""
    return sha256(text.encode()).hexdigest()


# --------------------------------------------------------------------------- articles


def _store_texts(
    connection: Connection, by_sha256: Mapping[str, str]
) -> tuple[dict[int, str], dict[str, int]]:
    """Add the texts not stored yet; returns those by number, and all numbers by sha256."""
    wanted = list(by_sha256)
    known = _text_numbers(connection, wanted)
    missing = [digest for digest in wanted if digest not in known]
    if missing:
        rows = [{"sha256": digest, "text": by_sha256[digest]} for digest in missing]
        connection.execute(insert(texts), rows)
    added = _text_numbers(connection, missing)
    return {number: by_sha256[digest] for digest, number in added.items()}, known | added


def _text_numbers(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    query = select(texts.c.sha256, texts.c.id)
    return {
        digest: number
        for some in in_chunks(digests)
        for digest, number in connection.execute(query.where(texts.c.sha256.in_(some)))
    }


def _texts_of(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """The number of each article's current text."""
    query = select(articles.c.id, articles.c.text_id)
    return {
        article_id: number
        for some in in_chunks(ids)
        for article_id, number in connection.execute(query.where(articles.c.id.in_(some)))
    }


def _store_articles(
    connection: Connection, arrivals: Sequence[Arrival], numbers: Mapping[str, int]
) -> None:
    new, changed, seen = [], [], []
    for arrival in arrivals:
        article, number = arrival.article, numbers[text_sha256(arrival.text)]
        fields = {name: getattr(article, name) for name in Article.__slots__ if name != "id"}
        if arrival.is_new:
            new.append({"id": article.id, "text_id": number, **fields})
        else:
            changed.append({"at": article.id, "text_id": number, **fields})
        seen.append((article.id, number))
    if new:
        connection.execute(insert(articles), new)
    if changed:
        connection.execute(update(articles).where(articles.c.id == bindparam("at")), changed)
    query = select(versions.c.article_id, versions.c.text_id)
    known = {
        tuple(row)
        for some in in_chunks([article_id for article_id, _ in seen])
        for row in connection.execute(query.where(versions.c.article_id.in_(some)))
    }
    rows = [
        {"article_id": article_id, "text_id": number, "seen_at": now()}
        for article_id, number in seen
        if (article_id, number) not in known
    ]
    if rows:
        connection.execute(insert(versions), rows)


# --------------------------------------------------------------------------- passages


def repack(connection: Connection, ids: Collection[str], packing: Packing) -> None:
    """Make the passages of these articles what they have to be; copies have none."""
    outdated = [
        (row, wanted)
        for some in in_chunks(sorted(ids))
        for row in connection.execute(_with_text().where(articles.c.id.in_(some)))
        if row.packed != (wanted := _packed(row, packing))
    ]
    if not outdated:
        return
    for some in in_chunks([row.id for row, _ in outdated]):
        connection.execute(delete(passages).where(passages.c.article_id.in_(some)))
    made = [line for row, wanted in outdated if wanted for line in _passage_rows(row, packing)]
    if made:
        connection.execute(insert(passages), made)
    statement = update(articles).where(articles.c.id == bindparam("at"))
    connection.execute(
        statement.values(packed=bindparam("wanted")),
        [{"at": row.id, "wanted": wanted} for row, wanted in outdated],
    )
    renew_revision(connection)


def _with_text() -> Select[Any]:
    return select(articles, texts.c.sha256, texts.c.text).join(
        texts, texts.c.id == articles.c.text_id
    )


def _identity(row: Row[Any]) -> list[str | None]:
    """Everything about an article that its passages are indexed under."""
    published = row.published.isoformat() if row.published else None
    return [row.id, row.title, row.outlet, published, row.path, row.sha256]


def _packed(row: Row[Any], packing: Packing) -> str | None:
    return None if row.copy_of else _digest([*_identity(row), packing.rules])


def _passage_rows(row: Row[Any], packing: Packing) -> Iterator[dict[str, object]]:
    identity = _identity(row)
    for sentences in pack_passages(split_sentences(row.text), packing.words, packing.overlap):
        start, end = sentences[0].start, sentences[-1].end
        searchable = f"{row.title}\n{row.text[start:end]}"
        yield {
            "id": _digest([*identity, start, end])[:24],
            "article_id": row.id,
            "text_id": row.text_id,
            "start": start,
            "end": end,
            "sentences": [[sentence.start, sentence.end] for sentence in sentences],
            "searchable": text_sha256(searchable),
        }


def _digest(values: Sequence[object]) -> str:
    return sha256(json.dumps(values).encode()).hexdigest()
