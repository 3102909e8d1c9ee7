"""A model that does not answer must not hold up anybody: deadlines, retries, a breaker.

One deadline counts for all tries of a call. Each try runs in a daemon thread, so that one stuck
in a socket can be left behind by its caller and by the interpreter's exit. What a provider
raises stays in that thread: its text, or that of its causes, may carry the key. A Failure, in
our own words, is all that comes out.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextvars import copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar

from rag.errors import DatelineError
from rag.writing.lines import Line

T = TypeVar("T")

MOST_TRIES = 4
FIRST_PAUSE = 0.4  # seconds before the second try, doubled before each further one
LONGEST_PAUSE = 4.0

TRIPS_AFTER = 3  # outages in a row
RESTS_FOR = 30.0  # seconds without a call after those


class WriterUnavailable(DatelineError):
    """No complete reply came from the chat model in time. Another writer can still answer."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, after which nobody waits any more."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The moment ``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds until then; 0 when it has passed."""
        return max(0.0, self.at - time.monotonic())

    def within(self, seconds: float) -> Deadline:
        """This deadline, or the one ``seconds`` from now if that is sooner."""
        return Deadline(min(self.at, time.monotonic() + seconds))


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try gave nothing. It holds no text that came from a server.

    ``what`` ends the sentence "The model …" and ``advice`` is a sentence of its own. ``tries``
    says up to how many tries in all this failure is worth, ``retry_after`` how many seconds the
    server wants to be left alone. ``outage``: the service is at fault, not the reply.
    ``charged``: the model may have worked, so that the try may be on the bill; ``tokens`` are
    those of prompt and completion where they are known. ``refuses_format``: the server may not
    know the output format that was asked for.
    """

    what: str
    advice: str = "Ask again later, or without a model."
    tries: int = 1
    retry_after: float | None = None
    outage: bool = True
    charged: bool = False
    tokens: tuple[int, int] | None = None
    refuses_format: bool = False


NO_TIME = Failure("was not asked, since no time was left", outage=False)
TOO_LATE = Failure("did not finish its reply in time", charged=True)


@dataclass(frozen=True, slots=True)
class _End:
    """The last thing that a try says: None where it came to its end."""

    failure: Failure | None


def attempt(
    produce: Callable[[], Iterable[T]], deadline: Deadline, explain: Callable[[Exception], Failure]
) -> Generator[T | Failure, None, None]:
    """Yield what ``produce()`` yields, as it comes, or until ``deadline``.

    Where it raises or is too late, a Failure comes last. ``produce`` runs in a daemon thread
    with the caller's context variables. When the caller leaves before the end, the line is hung
    up, and the iterator left at its next item.
    """
    if not deadline.left:
        yield NO_TIME
        return
    items: SimpleQueue[T | _End] = SimpleQueue()
    caller_left = threading.Event()
    line = Line()

    def work() -> None:
        failure = None
        try:
            for item in produce():
                if caller_left.is_set():
                    return
                items.put(item)
        except Exception as error:  # noqa: BLE001  a provider may raise anything
            failure = explain(error)
        items.put(_End(failure))

    context = copy_context()
    context.run(line.hold)
    threading.Thread(target=context.run, args=(work,), name="writer", daemon=True).start()
    item: T | _End | None = None
    try:
        while not isinstance(item := _next(items, deadline), _End):
            yield item
        if item.failure is not None:
            yield item.failure
    finally:
        caller_left.set()
        if not isinstance(item, _End) or item.failure is TOO_LATE:
            line.hang_up()


def _next(items: SimpleQueue[T | _End], deadline: Deadline) -> T | _End:
    try:
        return items.get(timeout=deadline.left)
    except Empty:
        return _End(TOO_LATE)


class Retries:
    """Whether and when to try again: a few times, with jitter, never beyond the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self.tries = 1

    def wait(self, failure: Failure, *, at_once: bool = False) -> bool:
        """Sleep until the next try is due, and say whether there is to be one.

        ``at_once``: something else is tried, and only a server that is busy is waited for.
        """
        worth = MOST_TRIES if at_once else min(failure.tries, MOST_TRIES)
        if self.tries >= worth:
            return False
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.tries - 1))
        pause = max(random.uniform(longest / 2, longest), failure.retry_after or 0.0)
        if at_once and failure.tries == 1:
            pause = 0.0
        if pause >= self._deadline.left:
            return False
        time.sleep(pause)
        self.tries += 1
        return True


class Breaker:
    """Stops calling a service that is down: after some outages in a row it rests for a while.

    Then it lets one call through, and no other until that one has answered or the same time
    has passed again. Several threads may use it.
    """

    def __init__(
        self,
        trips_after: int = TRIPS_AFTER,
        rests_for: float = RESTS_FOR,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._trips_after = trips_after
        self._rests_for = rests_for
        self._clock = clock
        self._lock = threading.Lock()
        self._outages = 0
        self._rests_until = 0.0

    def admits(self) -> bool:
        """Whether a call may be made now."""
        with self._lock:
            if self._outages < self._trips_after:
                return True
            if self._clock() < self._rests_until:
                return False
            self._rests_until = self._clock() + self._rests_for  # this call is the probe
            return True

    def answered(self) -> None:
        """Take note that the service works."""
        with self._lock:
            self._outages = 0

    def failed(self) -> None:
        """Take note of an outage."""
        with self._lock:
            self._outages += 1
            self._rests_until = self._clock() + self._rests_for
