"""The part of the library that a scope means, as a condition on articles."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, true

from rag.library.schema import articles
from rag.types import Scope


def inside(scope: Scope, table: FromClause = articles) -> ColumnElement[bool]:
    """The condition that an article, a row of ``table``, lies in scope."""
    column = table.c
    conditions: list[ColumnElement[bool]] = [true()]
    if scope.articles:
        conditions.append(column.id.in_(scope.articles))
    if scope.outlets:
        outlets = [outlet.lower() for outlet in scope.outlets]
        conditions.append(func.lower(column.outlet).in_(outlets))
    if scope.since:
        conditions.append(column.published >= scope.since)
    if scope.until:
        conditions.append(column.published <= scope.until)
    if scope.as_of:
        conditions.append(or_(column.published.is_(None), column.published <= scope.as_of))
    if scope.under:
        conditions.append(or_(*(_lies_under(path, column.path) for path in scope.under)))
    return and_(*conditions)


def _lies_under(path: str, stored: ColumnElement[str]) -> ColumnElement[bool]:
    """The path itself, what a folder holds, and the lines ("#id") of a file."""
    whole = str(Path(path).resolve())
    conditions = [stored == whole]
    for prefix in (whole.rstrip(os.sep) + os.sep, whole + "#"):
        # Not LIKE, which takes no notice of upper and lower case in SQLite.
        conditions.append(func.substr(stored, 1, len(prefix)) == prefix)
    return or_(*conditions)
