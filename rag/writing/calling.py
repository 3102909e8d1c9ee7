"""Calling a chat model until it has given a whole, readable reply, or there is none in time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from typing import Any, Protocol, TypeVar

from rag.types import DraftClaim
from rag.writing.budget import Budget
from rag.writing.explaining import explain
from rag.writing.metering import Meter
from rag.writing.outages import (
    Breaker,
    Deadline,
    Failure,
    Retries,
    WriterUnavailable,
    attempt,
)
from rag.writing.parsing import UnreadableReply
from rag.writing.prices import Price
from rag.writing.prompting import Messages
from rag.writing.replies import Usage

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

RESTING = Failure("failed several times in a row and is left alone for half a minute")
LEFT = Failure("was not waited for", charged=True)


class Way(Protocol):
    """One way to ask a model, such as by a JSON schema or in plain words."""

    def replies(self, messages: Messages, *, streaming: bool) -> Iterable[Any]:
        """Yield LangChain messages: the pieces of a reply, or the whole of it."""
        ...


class Reader(Protocol[T_co]):
    """Turns a reply's text, piece by piece, into claims, and at its end into what was asked."""

    def feed(self, piece: str) -> list[DraftClaim]: ...

    def finish(self) -> T_co: ...


class TextReader:
    """Reads a reply that is plain text."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> list[DraftClaim]:
        """Take in more text; it holds no claims."""
        self._text += piece
        return []

    def finish(self) -> str:
        """Return the whole text."""
        return self._text


class Service:
    """A chat model, the ways to ask it, best first, and how it has fared so far.

    A way on which it has never answered is given up for the next when the server seems not to
    know the output format; the way on which it answers is kept.
    """

    def __init__(
        self, model: str, ways: Sequence[Way], price: Price | None, budget: Budget | None
    ) -> None:
        self._model = model
        self._ways = ways
        self._price = price
        self._budget = budget
        self._way = 0
        self._proved = False
        self._breaker = Breaker()

    def ask(
        self,
        messages: Messages,
        reader: Callable[[], Reader[T]],
        deadline: Deadline,
        report: Callable[[Usage], None],
        *,
        streaming: bool = False,
    ) -> Generator[DraftClaim, None, T]:
        """Return what a reader makes of the reply; while streaming, yield its claims as they come.

        Raises WriterUnavailable when there is no whole reply before ``deadline``. A reply of
        which claims were yielded is not tried again. ``report`` is told what the call took.
        """
        meter = Meter(self._model, self._price, self._budget, messages)
        retries = Retries(deadline)
        way = self._way
        try:
            if not self._breaker.admits():
                raise self._unavailable(RESTING)
            while True:
                replies = self._replies(way, messages, streaming)
                outcome, claims = yield from _try(replies, reader(), meter, deadline, streaming)
                if not isinstance(outcome, Failure):
                    self._breaker.answered()
                    self._way, self._proved = way, True
                    return outcome
                another = outcome.refuses_format and not self._proved
                another = another and way + 1 < len(self._ways)
                if claims or not retries.wait(outcome, at_once=another):
                    self._note(outcome)
                    raise self._unavailable(outcome)
                way += another
        finally:
            report(meter.usage)

    def _replies(
        self, way: int, messages: Messages, streaming: bool
    ) -> Callable[[], Iterable[Any]]:
        return lambda: self._ways[way].replies(messages, streaming=streaming)

    def _note(self, failure: Failure) -> None:
        if failure.outage:
            self._breaker.failed()
        else:
            self._breaker.answered()

    def _unavailable(self, failure: Failure) -> WriterUnavailable:
        return WriterUnavailable(f"The model {self._model} {failure.what}. {failure.advice}")


def _try(
    replies: Callable[[], Iterable[Any]],
    reading: Reader[T],
    meter: Meter,
    deadline: Deadline,
    streaming: bool,
) -> Generator[DraftClaim, None, tuple[T | Failure, int]]:
    """Return what one try comes to, and how many claims of it were yielded."""
    received = meter.start()
    outcome: T | Failure = LEFT  # what it stays if the caller leaves in the midst
    claims = 0
    try:
        with closing(attempt(replies, deadline, explain)) as items:
            for item in items:
                if isinstance(item, Failure):
                    outcome = (received.ended and received.shortfall()) or item
                    break
                read = reading.feed(received.take(item))
                for claim in read if streaming else ():
                    claims += 1
                    yield claim
            else:
                outcome = received.shortfall() or reading.finish()
    except UnreadableReply as error:
        outcome = received.shortfall() or _unreadable(error)
    finally:
        meter.end(received, outcome if isinstance(outcome, Failure) else None)
    return outcome, claims


def _unreadable(error: UnreadableReply) -> Failure:
    return Failure(
        f"wrote no draft that can be read ({str(error).rstrip('.')})",
        "Ask again, or use a model that can write JSON.",
        tries=2,
        outage=False,
        charged=True,
    )


def result(call: Generator[Any, None, T]) -> T:
    """Run ``call`` to its end and return what it returns."""
    while True:
        try:
            next(call)
        except StopIteration as end:
            value: T = end.value
            return value
