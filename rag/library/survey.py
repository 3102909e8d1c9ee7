"""A look at the files before anything is stored: what changed, and what is gone.

All that is gone has to be known first, so that a moved article is seen as moved, whichever of
the two places is read earlier.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from rag.library.reading import SourceFile, read_records
from rag.library.rules import digest_of
from rag.library.schema import records, sources
from rag.types import Skipped

KEPT = (
    "not found any more, but other lines of the file cannot be read; the article stays as it "
    "was until they are mended"
)
_LINES = re.compile(r"\.(?:jsonl|ndjson)(?:\.gz)?$", re.IGNORECASE)


@dataclass(slots=True)
class Survey:
    """What the files hold against what the library knows of them.

    ``changed`` are the files to read, ``total`` the articles in them; ``unchanged`` counts the
    articles in the other files, and ``retold`` is what could not be read there. ``gone_files``
    and ``gone_lines`` are paths whose articles are to be deleted unless they turn up elsewhere;
    ``kept`` are lines that are missing but perhaps only unreadable.
    """

    files: dict[str, SourceFile]
    changed: list[SourceFile] = field(default_factory=list)
    total: int = 0
    unchanged: int = 0
    retold: list[Skipped] = field(default_factory=list)
    gone_files: set[str] = field(default_factory=set)
    gone_lines: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    hidden: tuple[str, ...] = ()

    def is_gone(self, path: str, source: str) -> bool:
        """Whether a record is no longer where it was read, anywhere on this machine."""
        if path in self.gone_lines or source in self.gone_files:
            return True
        return not (source in self.files or self.is_hidden(source) or os.path.lexists(source))

    def is_hidden(self, source: str) -> bool:
        """Whether the file lies where nothing could be read this time."""
        return any(lies_under(source, closed) for closed in self.hidden)


def survey(
    connection: Connection,
    roots: Sequence[str],
    files: Sequence[SourceFile],
    skipped: Sequence[Skipped],
) -> Survey:
    """Compare the files found under ``roots`` with what is known of them; stores nothing."""
    found = Survey({str(file.path): file for file in files}, hidden=tuple(s.path for s in skipped))
    known = {row.path: row for row in connection.execute(select(sources))}
    for file in files:
        if not _is_unchanged(file, known.get(str(file.path))):
            found.changed.append(file)
    for source in known.keys() - found.files.keys():
        if any(lies_under(source, root) for root in roots) and not found.is_hidden(source):
            found.gone_files.add(source)
    _count_unchanged(connection, found)
    for file in found.changed:
        if _LINES.search(file.path.name):
            _survey_lines(connection, found, file)
        else:
            found.total += 1
    return found


def lies_under(path: str, root: str) -> bool:
    """Whether ``path`` is ``root``, lies in that folder, or is a line of that file."""
    return path == root or path.startswith((root.rstrip(os.sep) + os.sep, root + "#"))


def _is_unchanged(file: SourceFile, seen: Row[Any] | None) -> bool:
    state = (file.size, file.modified_ns, digest_of("reading"))
    return seen is not None and (seen.size, seen.modified_ns, seen.reader) == state


def _count_unchanged(connection: Connection, found: Survey) -> None:
    changed = {str(file.path) for file in found.changed}
    still = found.files.keys() - changed
    good = select(records.c.source, func.count()).where(records.c.problem.is_(None))
    for source, count in connection.execute(good.group_by(records.c.source)):
        found.unchanged += count if source in still else 0
    bad = select(records).where(records.c.problem.is_not(None)).order_by(records.c.path)
    for row in connection.execute(bad):
        if row.source in still:
            found.retold.append(Skipped(row.path, row.problem))


def _survey_lines(connection: Connection, found: Survey, file: SourceFile) -> None:
    """Count the lines of a changed file, and find those that are missing.

    Where more lines cannot be read than before, a missing one may be among them: it is kept.
    """
    source = str(file.path)
    here: set[str] = set()
    unreadable = 0
    for item in read_records(file):
        found.total += 1
        here.add(item.path)
        unreadable += isinstance(item, Skipped)
    rows = connection.execute(select(records).where(records.c.source == source)).all()
    before = sum(row.article_id is None for row in rows) - sum(row.problem == KEPT for row in rows)
    for row in rows:
        if row.path in here:
            continue
        if row.article_id is not None and (source in here or unreadable > before):
            found.kept.append(row.path)
        else:
            found.gone_lines.add(row.path)
