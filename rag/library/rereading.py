"""Articles read straight from their files, as they would be stored: for checking receipts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

Reread = tuple[str, str | None, str | None, str | None, str | None, str]


def read_articles(path: Path) -> Iterator[Reread]:
    """Yield (path or path#id, title, author, outlet, ISO date, cleaned text) of each article.

    Raises ValueError for what cannot be read, with the reason.
    """
    from rag.library.reading import Unreadable, list_files, parse, read_records
    from rag.types import Skipped

    files, skipped = list_files([path])
    for file in files:
        for record in read_records(file):
            if isinstance(record, Skipped):
                skipped.append(record)
                continue
            try:
                document = parse(record)
            except Unreadable as error:
                skipped.append(Skipped(record.path, str(error)))
                continue
            published = document.published.isoformat() if document.published else None
            yield (
                record.path,
                document.title,
                document.author,
                document.outlet,
                published,
                document.text,
            )
    if skipped:
        raise ValueError("; ".join(f"{each.path} {each.reason}" for each in skipped))
