"""What a chat model may cost in a day, kept across restarts and shared by all processes.

The sums lie in a small SQLite file in the data folder, a row for each day in UTC. A call is
counted before it is made, by an estimate, and put right afterwards; a process that dies in
between leaves the estimate counted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rag.errors import UsageError
from rag.writing.outages import WriterUnavailable

FILE = "budget.sqlite"
_PATIENCE = 1.0  # seconds for which a locked file is waited for; others hold it for milliseconds


@dataclass(frozen=True, slots=True)
class Spent:
    """What one day has cost so far; ``money`` in US dollars, where prices are known."""

    tokens: int = 0
    money: float = 0.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a call was counted as before it was made."""

    day: str
    tokens: int
    money: float


def utc_today() -> date:
    """Today's date in UTC, in which the days of a budget are counted."""
    return datetime.now(UTC).date()


class Budget:
    """Tokens and US dollars for a day; None sets no limit. Several threads may use it.

    A call is let through while its estimate still fits, so that a day may overrun by what one
    call in flight writes. Models whose price is unknown count by tokens alone.
    """

    def __init__(
        self,
        folder: Path,
        *,
        tokens: int | None = None,
        money: float | None = None,
        today: Callable[[], date] = utc_today,
    ) -> None:
        """Keep the sums in ``folder``, which is made where it is missing."""
        if (tokens is not None and tokens < 0) or (money is not None and not money >= 0):
            raise UsageError("A budget cannot be negative. Give 0 or more, or none at all.")
        self._file = folder / FILE
        self._tokens = tokens
        self._money = money
        self._today = today

    def reserve(self, tokens: int, money: float | None) -> Reservation:
        """Count a call as ``tokens`` and ``money``; raise WriterUnavailable if it does not fit."""
        wanted = Reservation(self._today().isoformat(), tokens, money or 0.0)
        with self._open() as store:
            spent = _read(store, wanted.day)
            fits = self._fits(spent.tokens + wanted.tokens, spent.money + wanted.money)
            if fits:
                _add(store, wanted.day, wanted.tokens, wanted.money)
        if not fits:
            raise WriterUnavailable(
                "Today's budget for the chat model is spent. Raise it in the settings, or ask "
                "again after midnight UTC."
            )
        return wanted

    def settle(self, reserved: Reservation, tokens: int, money: float | None) -> None:
        """Put right what a call was counted as, now that it is known what it cost."""
        with self._open() as store:
            surplus = (money or 0.0) - reserved.money
            _add(store, reserved.day, tokens - reserved.tokens, surplus)

    def spent(self) -> Spent:
        """What today has cost so far."""
        with self._open() as store:
            return _read(store, self._today().isoformat())

    def _fits(self, tokens: int, money: float) -> bool:
        within_tokens = self._tokens is None or tokens <= self._tokens
        return within_tokens and (self._money is None or money <= self._money)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, locked for this thread alone; what is done to it is done as a whole."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None)
            with closing(connection) as store:
                store.execute("BEGIN IMMEDIATE")
                store.execute(
                    "CREATE TABLE IF NOT EXISTS spent "
                    "(day TEXT PRIMARY KEY, tokens INTEGER NOT NULL, money REAL NOT NULL)"
                )
                yield store
                store.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise WriterUnavailable(
                f"The budget's file {self._file} cannot be used. Make its folder writable, or "
                "delete the file to start today's sums anew."
            ) from error


def _read(store: sqlite3.Connection, day: str) -> Spent:
    row = store.execute("SELECT tokens, money FROM spent WHERE day = ?", (day,)).fetchone()
    return Spent(*row) if row else Spent()


def _add(store: sqlite3.Connection, day: str, tokens: int, money: float) -> None:
    store.execute(
        "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE "
        "SET tokens = tokens + excluded.tokens, money = money + excluded.money",
        (day, tokens, money),
    )
