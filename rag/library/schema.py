"""The library's tables, and the one place that knows which database holds them.

Everything outside this module is SQLAlchemy Core that SQLite and PostgreSQL both understand.
Texts, versions and vectors are only ever added; articles, records and passages follow the files.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from rag.errors import LibraryBusy, LibraryError

SCHEMA_VERSION = 1
DATABASE_NAME = "library.sqlite3"
LOCK_NAME = "library.lock"
AT_ONCE = 500  # values in one IN (…): far below the limit of either database

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_DISK_ERRORS = (*_FORBIDDEN, errno.ENOSPC, errno.EEXIST, errno.ENOTDIR)

metadata = MetaData()
_T = TypeVar("_T")

# Facts about the library itself: schema, revision, and the rules it was last derived by.
meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
texts = Table(
    "texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("text", Text, nullable=False),
)
articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("path", Text, nullable=False, index=True),
    Column("author", Text),
    Column("outlet", Text, index=True),
    Column("published", Date, index=True),
    Column("url", Text),
    Column("language", String, nullable=False),
    Column("text_id", ForeignKey("texts.id"), nullable=False, index=True),
    # The article that this one repeats; passages are kept of originals alone.
    Column(
        "copy_of",
        ForeignKey("articles.id", deferrable=True, initially="DEFERRED"),
        index=True,
    ),
    # What the stored passages were made from; NULL when there are none.
    Column("packed", String(64)),
)
# Outlives its article, so that what was once quoted can still be shown.
versions = Table(
    "versions",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("text_id", ForeignKey("texts.id"), primary_key=True, index=True),
    Column("seen_at", DateTime, nullable=False),  # UTC
)
# A file as it was when all of it had been read; size -1 while that is not so.
sources = Table(
    "sources",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("reader", String, nullable=False),  # the rules it was read by
)
# One article's raw bytes: a file, or one line of one.
records = Table(
    "records",
    metadata,
    Column("path", Text, primary_key=True),
    Column("source", ForeignKey("sources.path", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("article_id", ForeignKey("articles.id"), index=True),
    Column("problem", Text),  # why its present state could not be stored
)
passages = Table(
    "passages",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text_id", ForeignKey("texts.id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentences", JSON, nullable=False),  # [[start, end], …] in the text
    Column("searchable", String(64), nullable=False),  # sha256 of Passage.searchable
)
embedders = Table(
    "embedders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", Text, nullable=False, unique=True),
    Column("dimension", Integer, nullable=False),
)
vectors = Table(
    "vectors",
    metadata,
    Column("embedder", ForeignKey("embedders.id"), primary_key=True),
    Column("searchable", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
)
# What duplicates.py found out about texts; it never changes, since texts do not.
sketches = Table(
    "sketches",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("text_id", ForeignKey("texts.id"), primary_key=True),
)
coverings = Table(
    "coverings",
    metadata,
    Column("text_id", ForeignKey("texts.id"), primary_key=True),
    Column("covered_by", ForeignKey("texts.id"), primary_key=True, index=True),
)


def open_database(folder: Path) -> Engine:
    """The engine of the library in ``folder``, which is created where it is missing.

    Raises LibraryError if the folder or the file in it cannot be used.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / DATABASE_NAME
        # As many connections as threads ask for: each is held for milliseconds.
        engine = create_engine(URL.create("sqlite", database=str(path)), max_overflow=-1)
        event.listen(engine, "connect", _configure)
        with engine.connect() as connection:
            found = _schema_version(connection)
        if found is None:
            _create(engine, folder)
        elif found != str(SCHEMA_VERSION):
            raise LibraryError(
                f"The library in {folder} has schema {found}, and this program knows schema "
                f"{SCHEMA_VERSION}. Update Dateline, or index into another folder (--data)."
            )
    return engine


@contextmanager
def writer_lock(folder: Path, timeout: float = 0) -> Iterator[None]:
    """Held by whoever writes articles; raises LibraryBusy while another does."""
    lock = FileLock(folder / LOCK_NAME, timeout=timeout)
    try:
        with explained(folder):
            lock.acquire()
    except Timeout as error:
        raise LibraryBusy(
            f"Another process is updating the library in {folder}. Try again when it is done; "
            "questions can be asked meanwhile."
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns what a database or a disk complains about into a LibraryError that helps."""
    try:
        yield
    except DBAPIError as error:
        raise _explanation(folder, error.orig or error) from error
    except sqlite3.Error as error:
        raise _explanation(folder, error) from error
    except OSError as error:
        if error.errno not in _DISK_ERRORS:
            raise
        raise _explanation(folder, error) from error


def in_chunks(values: Sequence[_T], size: int = AT_ONCE) -> Iterator[Sequence[_T]]:
    """The values in runs that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def read_meta(connection: Connection, key: str) -> str | None:
    """The value of a fact about the library, None if it was never set."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()


def write_meta(connection: Connection, values: Mapping[str, str]) -> None:
    """Set facts about the library."""
    connection.execute(meta.delete().where(meta.c.key.in_(list(values))))
    connection.execute(
        meta.insert(), [{"key": key, "value": value} for key, value in values.items()]
    )


def renew_revision(connection: Connection) -> None:
    """Mark that what is to be indexed has changed. No two revisions are ever alike."""
    write_meta(connection, {"revision": uuid4().hex})


def now() -> datetime:
    """The time in UTC, as the DateTime columns hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


# --------------------------------------------------------------------------- SQLite alone


def _configure(connection: Any, _: Any) -> None:
    """Readers go on while one writes; a reader waits for a lock at most 30 s."""
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _schema_version(connection: Connection) -> str | None:
    """The schema found, or None for a database that is empty or was not made to the end."""
    tables = set(inspect(connection).get_table_names())
    if tables - set(metadata.tables) and "meta" not in tables:
        raise LibraryError(
            f"{connection.engine.url.database} is a database of another program. "
            "Choose another folder (--data)."
        )
    return read_meta(connection, "schema") if "meta" in tables else None


def _create(engine: Engine, folder: Path) -> None:
    """Make the tables; the schema version is written last and shows that all are there."""
    with writer_lock(folder, timeout=30), engine.begin() as connection:
        if _schema_version(connection) is None:
            metadata.create_all(connection)
            renew_revision(connection)
            write_meta(connection, {"schema": str(SCHEMA_VERSION)})


def _explanation(folder: Path, error: BaseException) -> LibraryError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    number = getattr(error, "errno", None)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return LibraryError(
            f"{folder / DATABASE_NAME} is damaged or not a database. Move it away, then run: "
            "dateline index"
        )
    if code == sqlite3.SQLITE_FULL or number == errno.ENOSPC:
        return LibraryError(
            f"The disk that holds {folder} is full. Free some space and run the same again; "
            "what was reported as stored is safe."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryBusy(f"Another process is writing to {folder}. Try again in a moment.")
    if isinstance(error, FileExistsError | NotADirectoryError):
        return LibraryError(f"{folder} is a file, not a folder. Choose another place (--data).")
    if number in _FORBIDDEN or code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return LibraryError(
            f"The library in {folder} cannot be written. Check the permissions of the folder, "
            "or choose another (--data)."
        )
    return LibraryError(
        f"The library in {folder} cannot be used: {error}. Check the disk, or choose another "
        "folder (--data)."
    )
