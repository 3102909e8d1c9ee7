"""The rows of a generation: passage ids, and what a scope asks about them.

Row *n* of every array of a generation (table, vectors, keywords) belongs to the same passage.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.types import Hit, Scope

TABLE_STRINGS = "entries.json"
TABLE_NUMBERS = "entries.npy"

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class IndexEntry:
    """One passage as the index takes it in.

    ``text`` is what the keyword search sees, ``vector`` float32 [dimension] or None in an index
    without vectors. ``outlet`` is "" and ``published`` (yyyymmdd) is 0 where unknown.
    """

    id: str
    text: str
    article_id: str
    outlet: str
    published: int
    path: str
    vector: Floats | None


@dataclass(frozen=True, slots=True)
class Column:
    """Strings of which many repeat: row *n* reads ``values[codes[n]]``."""

    values: list[str]
    codes: Numbers

    @classmethod
    def of(cls, strings: Iterable[str]) -> Column:
        known: dict[str, int] = {}
        codes = [known.setdefault(string, len(known)) for string in strings]
        return cls(list(known), np.array(codes, dtype=np.int32))

    def take(self, rows: Rows) -> list[str]:
        return [self.values[code] for code in self.codes[rows]]

    def rows_where(self, test: Callable[[str], bool]) -> Mask:
        """Which rows pass ``test``, which is asked once for each distinct value."""
        passed = np.array([test(value) for value in self.values], dtype=np.bool_)
        return passed[self.codes]


@dataclass(frozen=True, slots=True)
class Table:
    """Ids, articles, outlets, paths and days of publication (yyyymmdd, 0 unknown), by row."""

    ids: list[str]
    articles: Column
    outlets: Column
    paths: Column
    published: Numbers

    @classmethod
    def empty(cls) -> Table:
        nothing = Column.of([])
        return cls([], nothing, nothing, nothing, np.empty(0, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.ids)

    def changed(self, kept: Rows, added: Sequence[IndexEntry]) -> Table:
        """The rows ``kept`` of this table, in that order, followed by ``added``."""
        published = np.array([entry.published for entry in added], dtype=np.int32)
        return Table(
            [self.ids[row] for row in kept] + [entry.id for entry in added],
            Column.of(self.articles.take(kept) + [entry.article_id for entry in added]),
            Column.of(self.outlets.take(kept) + [entry.outlet for entry in added]),
            Column.of(self.paths.take(kept) + [entry.path for entry in added]),
            np.concatenate([self.published[kept], published]),
        )

    def save(self, folder: Path) -> None:
        columns = (self.articles, self.outlets, self.paths)
        strings = {"ids": self.ids, "columns": [column.values for column in columns]}
        (folder / TABLE_STRINGS).write_text(json.dumps(strings), encoding="ascii")
        np.save(
            folder / TABLE_NUMBERS,
            np.stack([*(column.codes for column in columns), self.published]),
        )

    @classmethod
    def load(cls, folder: Path) -> Table:
        strings = json.loads((folder / TABLE_STRINGS).read_text(encoding="ascii"))
        *codes, published = np.load(folder / TABLE_NUMBERS)
        articles, outlets, paths = (
            Column(values, column) for values, column in zip(strings["columns"], codes, strict=True)
        )
        return cls(strings["ids"], articles, outlets, paths, published)

    def mask(self, scope: Scope) -> Mask | None:
        """Which rows lie in ``scope``; None where it sets no limit."""
        if scope == Scope():
            return None
        mask = np.ones(len(self), dtype=np.bool_)
        if scope.articles:
            mask &= self.articles.rows_where(frozenset(scope.articles).__contains__)
        if scope.outlets:
            outlets = {outlet.casefold() for outlet in scope.outlets}
            mask &= self.outlets.rows_where(lambda outlet: outlet.casefold() in outlets)
        if scope.under:
            mask &= self.paths.rows_where(_lies_under(scope.under))
        if scope.since:
            mask &= self.published >= as_number(scope.since)
        if scope.until:
            mask &= (self.published > 0) & (self.published <= as_number(scope.until))
        if scope.as_of:  # an article without a date, 0, may be older
            mask &= self.published <= as_number(scope.as_of)
        return mask


def as_number(day: date) -> int:
    """A day as yyyymmdd, which sorts as days do."""
    return day.year * 10_000 + day.month * 100 + day.day


def best_hits(ids: Sequence[str], rows: Rows, scores: Floats, k: int) -> list[Hit]:
    """The ``k`` best of ``rows``, best first; equal scores fall in the order of their ids.

    ``scores[i]`` belongs to ``rows[i]``. Ties do not depend on the order of the rows, so an index
    that grew and one built at once answer alike.
    """
    if 0 < k < len(scores):
        good_enough = scores >= np.partition(scores, -k)[-k]
        rows, scores = rows[good_enough], scores[good_enough]
    hits = [Hit(ids[row], score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[: max(k, 0)]


def _lies_under(places: Sequence[str]) -> Callable[[str], bool]:
    roots = [str(Path(place)) for place in places]

    def test(path: str) -> bool:
        line = _LINE_OF_FILE.fullmatch(path)
        file = line["file"] if line else path
        return any(
            path == root or file == root or file.startswith(root.rstrip(os.sep) + os.sep)
            for root in roots
        )

    return test


# "articles.jsonl#17" is a line of a file; a "#" elsewhere belongs to the file's name.
_LINE_OF_FILE = re.compile(r"(?P<file>.*?\.jsonl(?:\.gz)?)#.*", re.IGNORECASE | re.DOTALL)
