"""Articles in: files are found, divided into records, and each record read into a document.

Whatever lies in a folder, reading goes on: what cannot be read is reported and skipped.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, cast

from rag.errors import UsageError
from rag.library.cleaning import clean_line, join, paragraphs
from rag.library.formats import (
    EXTENSIONS,
    detect_format,
    parse_json_line,
    read_format,
)
from rag.library.furniture import drop_furniture
from rag.library.heading import read_head
from rag.library.metadata import (
    Clues,
    date_in_url,
    detect_language,
    outlet_of_url,
)
from rag.library.unreadable import MAX_ARTICLE_BYTES, Unreadable
from rag.types import Skipped

__all__ = [
    "MAX_ARTICLE_BYTES",
    "Document",
    "Record",
    "SourceFile",
    "Unreadable",
    "list_files",
    "parse",
    "read_records",
]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may hold articles. ``path`` is absolute, without symbolic links."""

    path: Path
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Record:
    """One article's raw bytes, as they lie in the file.

    ``path`` is the file, or ``file.jsonl#id`` for one line of many; ``sha256`` is the hex digest
    of ``raw``; ``format`` is text, markdown, html, pdf, docx or jsonl; ``id`` is a JSONL line's.
    """

    path: str
    sha256: str
    raw: bytes
    format: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """An article that was read: its cleaned text, and what is known about it."""

    title: str
    text: str
    author: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = "und"


# -------------------------------------------------------------------------------- finding

_JSONL = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_READ = ".txt, .md, .html, .pdf, .docx, .jsonl and .jsonl.gz"
_ADVICE = {
    ".doc": "is in the old Word format; save it as .docx",
    ".rtf": "is an RTF document; save it as .docx or .txt",
    ".odt": "is an OpenDocument text; save it as .docx",
    ".json": "is a JSON document; write one article a line into a .jsonl file",
    ".gz": "is packed; unpack it first (only .jsonl.gz is read packed)",
    ".zip": "is an archive; unpack it first",
    "": f"has no extension, so its format is unknown; {_READ} are read",
}


def list_files(paths: Sequence[Path]) -> tuple[list[SourceFile], list[Skipped]]:
    """The files under the paths that may hold articles, sorted by path, each once; and the rest.

    Folders are walked; what is hidden in them (a name that begins with a dot) is passed over.
    Raises ``UsageError`` for a path that does not exist.
    """
    files: dict[Path, SourceFile] = {}
    skipped: dict[str, Skipped] = {}
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            advice = "Name a file or a folder of articles."
            raise UsageError(f"{path} cannot be opened ({error.strerror}). {advice}") from error
        for found in _walk(path):
            entry = found if isinstance(found, Skipped) else _look_at(found)
            if isinstance(entry, SourceFile):
                files[entry.path] = entry
            else:
                skipped[entry.path] = entry
    return [files[path] for path in sorted(files)], [skipped[path] for path in sorted(skipped)]


def _walk(path: Path) -> Iterator[Path | Skipped]:
    """The files at or under the path; folders that links lead back to are entered once."""
    if not path.is_dir():
        yield path
        return
    failed: list[OSError] = []
    seen: set[tuple[int, int]] = set()
    for folder, folders, names in os.walk(path, followlinks=True, onerror=failed.append):
        try:
            status = Path(folder).stat()
        except OSError as error:
            failed.append(error)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            folders.clear()
            continue
        seen.add(identity)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))
    for failure in failed:
        yield Skipped(str(failure.filename), f"cannot be opened: {failure.strerror}")


def _look_at(path: Path) -> SourceFile | Skipped:
    try:
        resolved = path.resolve(strict=True)
        status = resolved.stat()
    except (OSError, RuntimeError):
        return Skipped(str(path.absolute()), "is a link that leads nowhere")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(str(resolved), "is a device or a pipe, not a file")
    if not resolved.name.isprintable():
        return Skipped(ascii(str(resolved))[1:-1], "has a name that cannot be shown; rename it")
    name, extension = resolved.name.lower(), resolved.suffix.lower()
    if extension not in EXTENSIONS and not name.endswith(_JSONL):
        known = f"is of a type that is not read ({extension}); {_READ} are"
        return Skipped(str(resolved), _ADVICE.get(extension, known))
    return SourceFile(resolved, status.st_size, status.st_mtime_ns)


# -------------------------------------------------------------------------------- records


def read_records(file: SourceFile) -> Iterator[Record | Skipped]:
    """The articles in a file, in order, and what in it cannot be one.

    A JSONL file is read line by line, whatever its size. Where a packed one breaks off, the
    lines before the break are good.
    """
    try:
        if file.path.name.lower().endswith(_JSONL):
            yield from _read_lines(file.path)
        else:
            yield _read_whole(file.path)
    except OSError as error:
        yield Skipped(str(file.path), f"cannot be read: {error.strerror or error}")


def _read_whole(path: Path) -> Record | Skipped:
    with path.open("rb") as stream:
        raw = stream.read(MAX_ARTICLE_BYTES + 1)
    if not raw.strip():
        return Skipped(str(path), "is empty")
    if len(raw) > MAX_ARTICLE_BYTES:
        limit = f"is larger than {MAX_ARTICLE_BYTES // 10**6} MB, which no article is"
        return Skipped(str(path), f"{limit}; divide it, or write one article a line into .jsonl")
    try:
        found = detect_format(path.suffix.lower(), raw)
    except Unreadable as error:
        return Skipped(str(path), str(error))
    return Record(str(path), hashlib.sha256(raw).hexdigest(), raw, found, None)


def _read_lines(path: Path) -> Iterator[Record | Skipped]:
    seen: set[str] = set()
    number = 0
    for number, line in _lines(path):
        place = f"{path}:{number}"
        if isinstance(line, Skipped):
            yield line
            continue
        if not line.strip():
            continue
        try:
            identifier = parse_json_line(line)["id"]
        except Unreadable as error:
            yield Skipped(place, f"line {number} {error}")
            continue
        if identifier in seen:
            yield Skipped(place, f'line {number} repeats the "id" {identifier}')
            continue
        seen.add(identifier)
        digest = hashlib.sha256(line).hexdigest()
        yield Record(f"{path}#{identifier}", digest, line, "jsonl", identifier)
    if number == 0:
        yield Skipped(str(path), "is empty")


# Text packs to a tenth at best; far beyond that it was made to fill the memory or the disk.
_MOST_EXPANSION = 200


def _lines(path: Path) -> Iterator[tuple[int, bytes | Skipped]]:
    """The numbered lines of a file, packed or not; a line longer than any article is skipped."""
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(0)
        is_packed = start.startswith(b"\x1f\x8b")
        if not is_packed and (b"\0" in start or start.startswith(b"%PDF-")):
            yield 1, Skipped(str(path), "is binary data, not lines of JSON in UTF-8")
            return
        stream: IO[bytes] = _unpacked(file) if is_packed else file
        most = max(MAX_ARTICLE_BYTES, _MOST_EXPANSION * path.stat().st_size)
        number = 1
        try:
            while line := stream.readline(MAX_ARTICLE_BYTES + 1):
                if len(line) > MAX_ARTICLE_BYTES:
                    size = f"longer than {MAX_ARTICLE_BYTES // 10**6} MB, which no article is"
                    yield number, Skipped(f"{path}:{number}", f"line {number} is {size}")
                    _skip_line(stream, most)
                else:
                    yield number, line
                if is_packed and stream.tell() > most:
                    bomb = f"unpacks to more than {_MOST_EXPANSION} times its size"
                    yield number, Skipped(f"{path}:{number}", f"{bomb}; read up to line {number}")
                    return
                number += 1
        except (EOFError, zlib.error, gzip.BadGzipFile):
            broken = f"breaks off in line {number}; the lines before it were read"
            yield number, Skipped(f"{path}:{number}", f"{broken}; get the file anew")


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    return cast(IO[bytes], gzip.GzipFile(fileobj=file))


def _skip_line(stream: IO[bytes], most: int) -> None:
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        if stream.tell() > most:
            return


# -------------------------------------------------------------------------------- parsing


def parse(record: Record) -> Document:
    """The document in a record. Raises ``Unreadable``, and nothing else, whatever the bytes."""
    try:
        return _parse(record)
    except Unreadable:
        raise
    except Exception as error:
        what = f"cannot be read as {record.format} ({type(error).__name__})"
        raise Unreadable(f"{what}; save it again, or as plain text") from error


def _parse(record: Record) -> Document:
    raw_text, stated = read_format(record.format, record.raw)
    clues, rest = read_head(paragraphs(raw_text), _tidy(stated))
    text = join(drop_furniture(rest))
    if not any(map(str.isalnum, text)):
        raise Unreadable("holds no text of an article")
    return Document(
        title=clues.title or text[:100],
        text=text,
        author=clues.author,
        outlet=clues.outlet or outlet_of_url(clues.url or ""),
        published=clues.published or date_in_url(clues.url or ""),
        url=clues.url,
        language=clues.language or detect_language(text),
    )


_MOST_OF_A_FIELD = 500  # characters


def _tidy(clues: Clues) -> Clues:
    """The clues as single clean lines; what is empty was not found."""

    def line(value: str | None) -> str | None:
        return (
            clean_line(value[: 4 * _MOST_OF_A_FIELD])[:_MOST_OF_A_FIELD] or None if value else None
        )

    return Clues(
        title=line(clues.title),
        author=line(clues.author),
        outlet=line(clues.outlet),
        published=clues.published,
        url=line(clues.url),
        language=clues.language,
    )
