from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.index.entries import IndexEntry, Table, best_hits
from rag.types import Scope

NAMES = st.sampled_from(["a", "ab", "b", "C#", "x.jsonl", "y.JSONL.gz", "a.txt"])
PLACES = st.tuples(st.lists(NAMES, min_size=1, max_size=3), st.sampled_from(["", "1", "a", "a/b"]))
DAYS = st.dates(date(2023, 12, 1), date(2024, 2, 1))


def path_of(place: tuple[list[str], str]) -> str:
    parts, line = place
    is_jsonl = parts[-1].lower().endswith((".jsonl", ".jsonl.gz"))
    return "/" + "/".join(parts) + (f"#{line}" if line and is_jsonl else "")


@st.composite
def entries(draw: st.DrawFn) -> IndexEntry:
    place = draw(PLACES)
    day = draw(st.none() | DAYS)
    return IndexEntry(
        id=draw(st.uuids()).hex,
        text="",
        article_id=draw(st.sampled_from(["one", "two", "three"])),
        outlet=draw(st.sampled_from(["", "The Pier", "THE PIER", "Straße", "Orchard"])),
        published=int(f"{day:%Y%m%d}") if day else 0,
        path=path_of(place),
        vector=None,
    )


SCOPES = st.builds(
    Scope,
    articles=st.lists(st.sampled_from(["one", "two", "four"]), max_size=2).map(tuple),
    outlets=st.lists(st.sampled_from(["the pier", "STRASSE", "Nobody"]), max_size=2).map(tuple),
    since=st.none() | DAYS,
    until=st.none() | DAYS,
    as_of=st.none() | DAYS,
    under=st.lists(PLACES.map(path_of) | st.just("/"), max_size=2).map(tuple),
)


def lies_in(entry: IndexEntry, scope: Scope) -> bool:
    """The promise of Scope, read slowly."""
    digits = str(entry.published)
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if entry.published else None
    return (
        (not scope.articles or entry.article_id in scope.articles)
        and (not scope.outlets or entry.outlet.casefold() in map(str.casefold, scope.outlets))
        and (scope.since is None or (day is not None and day >= scope.since))
        and (scope.until is None or (day is not None and day <= scope.until))
        and (scope.as_of is None or day is None or day <= scope.as_of)
        and (not scope.under or any(lies_under(entry.path, place) for place in scope.under))
    )


def lies_under(path: str, place: str) -> bool:
    file = path
    for ending in (".jsonl#", ".jsonl.gz#"):
        head, found, _ = path.lower().partition(ending)
        if found:
            file = path[: len(head) + len(ending) - 1]
    wanted = [part for part in place.split("/") if part]
    return path == place or [part for part in file.split("/") if part][: len(wanted)] == wanted


@settings(max_examples=150, deadline=None)
@given(st.lists(entries(), max_size=12), SCOPES)
def test_a_mask_holds_what_a_slow_reading_of_the_scope_holds(
    rows: list[IndexEntry], scope: Scope
) -> None:
    mask = Table.empty().changed(np.empty(0, dtype=np.int64), rows).mask(scope)
    if mask is None:
        mask = np.ones(len(rows), dtype=np.bool_)
        assert scope == Scope()
    assert mask.tolist() == [lies_in(row, scope) for row in rows]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.lists(entries(), max_size=8), st.lists(entries(), max_size=4), SCOPES)
def test_a_changed_table_is_the_table_of_what_is_left(
    data: st.DataObject, old: list[IndexEntry], new: list[IndexEntry], scope: Scope
) -> None:
    nothing = np.empty(0, dtype=np.int64)
    stays = data.draw(st.lists(st.booleans(), min_size=len(old), max_size=len(old)))
    changed = Table.empty().changed(nothing, old).changed(np.flatnonzero(stays), new)
    left = [row for row, kept in zip(old, stays, strict=True) if kept] + new
    at_once = Table.empty().changed(nothing, left)
    assert changed.ids == at_once.ids
    assert (changed.mask(scope) is None) == (at_once.mask(scope) is None)
    assert np.array_equal(changed.mask(scope), at_once.mask(scope))


def test_a_table_comes_back_from_the_disk(tmp_path: Path) -> None:
    row = IndexEntry("1", "", "é", "Straße", 20240101, "/n/\udcff.txt", None)
    Table.empty().changed(np.empty(0, dtype=np.int64), [row]).save(tmp_path)
    table = Table.load(tmp_path)
    assert (table.ids, table.paths.values, table.published.tolist()) == (
        ["1"],
        ["/n/\udcff.txt"],
        [20240101],
    )


@given(st.lists(st.integers(0, 3), max_size=12), st.integers(-1, 14))
def test_ties_fall_in_the_order_of_the_ids(scores: list[int], k: int) -> None:
    ids = [f"{(row * 7) % 13:02d}" for row in range(len(scores))]
    rows = np.arange(len(scores))
    hits = best_hits(ids, rows, np.array(scores, dtype=np.float32), k)
    ranked = sorted(zip(ids, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
    assert [(hit.id, hit.score) for hit in hits] == ranked[: max(k, 0)]
