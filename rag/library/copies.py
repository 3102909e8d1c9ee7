"""Finds the copies among the stored texts and links them to their originals.

What was found out about two texts is kept, so that a new article costs a look at its own
candidates only. The functions run inside one transaction of the caller's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from rag.library.duplicates import LEAST_SHARED, Member, Wording, choose_originals, sketch
from rag.library.schema import articles, coverings, in_chunks, sketches, texts

_POSTINGS_KEPT = 64  # texts listed under one shingle hash; more is boilerplate
_LOOKED_AT = 64  # candidates compared with a text, the most alike first


@dataclass(slots=True)
class Links:
    """Articles whose place among copies changed: those linked, those freed."""

    linked: set[str] = field(default_factory=set)
    freed: set[str] = field(default_factory=set)


def compare(connection: Connection, fresh: Mapping[int, str]) -> None:
    """Find out which of the fresh texts covers, or is covered by, any text there is."""
    sketched = {number: sketch(text) for number, text in fresh.items()}
    _store_sketches(connection, sketched)
    pairs = _candidate_pairs(connection, sketched)
    others = {other for _, other in pairs} - set(fresh)
    all_texts = {**fresh, **_load_texts(connection, others)}
    wordings = {number: Wording(all_texts[number]) for pair in pairs for number in pair}
    rows = [
        {"text_id": text_id, "covered_by": by}
        for one, other in pairs
        for text_id, by in ((one, other), (other, one))
        if wordings[text_id].covered_by(wordings[by])
    ]
    if rows:
        connection.execute(insert(coverings), rows)


def _candidate_pairs(
    connection: Connection, sketched: Mapping[int, Sequence[int]]
) -> set[tuple[int, int]]:
    """Pairs of a fresh text and any other that share enough to be worth an exact look."""
    postings = _postings(connection, {value for hashes in sketched.values() for value in hashes})
    pairs = set()
    for number, hashes in sketched.items():
        shared = Counter(other for value in hashes for other in postings[value] if other != number)
        least = min(LEAST_SHARED, len(hashes))
        alike = [other for other, count in shared.items() if count >= least]
        for other in sorted(alike, key=lambda other: (-shared[other], other))[:_LOOKED_AT]:
            pairs.add((max(number, other), min(number, other)))
    return pairs


def _postings(connection: Connection, hashes: Collection[int]) -> dict[int, list[int]]:
    """The texts listed under each hash."""
    found: dict[int, list[int]] = {value: [] for value in hashes}
    query = select(sketches.c.hash, sketches.c.text_id)
    for some in in_chunks(sorted(hashes)):
        for value, number in connection.execute(query.where(sketches.c.hash.in_(some))):
            found[value].append(number)
    return found


def _store_sketches(connection: Connection, sketched: Mapping[int, Sequence[int]]) -> None:
    """List the texts under their hashes, but for those that too many texts share."""
    postings = _postings(connection, {value for hashes in sketched.values() for value in hashes})
    rows = []
    for number, hashes in sketched.items():
        for value in hashes:
            if len(postings[value]) < _POSTINGS_KEPT:
                postings[value].append(number)
                rows.append({"hash": value, "text_id": number})
    if rows:
        connection.execute(insert(sketches), rows)


def _load_texts(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    query = select(texts.c.id, texts.c.text)
    return {
        number: text
        for some in in_chunks(sorted(numbers))
        for number, text in connection.execute(query.where(texts.c.id.in_(some)))
    }


def link(connection: Connection, touched: Collection[int]) -> Links:
    """Choose the originals anew among the articles with these texts and all texts alike."""
    found, covered = _alike(connection, touched)
    members: list[Member] = []
    before: dict[str, str | None] = {}
    query = select(articles.c.id, articles.c.published, articles.c.text_id, articles.c.copy_of)
    for some in in_chunks(sorted(found)):
        for row in connection.execute(query.where(articles.c.text_id.in_(some))):
            members.append(Member(row.id, row.published, row.text_id))
            before[row.id] = row.copy_of
    after = choose_originals(members, covered)
    changed = {key: original for key, original in after.items() if original != before[key]}
    if changed:
        rows = [{"at": key, "original": original} for key, original in changed.items()]
        statement = update(articles).where(articles.c.id == bindparam("at"))
        connection.execute(statement.values(copy_of=bindparam("original")), rows)
    return Links(
        linked={key for key, original in changed.items() if original and not before[key]},
        freed={key for key, original in changed.items() if not original},
    )


def _alike(
    connection: Connection, touched: Collection[int]
) -> tuple[set[int], set[tuple[int, int]]]:
    """All texts that hang together with these by coverings, and the coverings."""
    found: set[int] = set()
    covered: set[tuple[int, int]] = set()
    frontier = set(touched)
    query = select(coverings.c.text_id, coverings.c.covered_by)
    while frontier:
        found |= frontier
        for some in in_chunks(sorted(frontier)):
            either = or_(coverings.c.text_id.in_(some), coverings.c.covered_by.in_(some))
            rows = connection.execute(query.where(either))
            covered |= {(row.text_id, row.covered_by) for row in rows}
        frontier = {number for pair in covered for number in pair} - found
    return found, covered


def compare_again(connection: Connection) -> None:
    """Forget every comparison and make all of them anew, by the present rules."""
    connection.execute(delete(coverings))
    connection.execute(delete(sketches))
    current = select(articles.c.text_id).distinct().order_by(articles.c.text_id)
    numbers = connection.scalars(current).all()
    for some in in_chunks(numbers, 64):
        compare(connection, _load_texts(connection, some))
    for some in in_chunks(numbers):
        link(connection, set(some))
