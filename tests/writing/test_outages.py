from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.writing import outages
from rag.writing.outages import NO_TIME, TOO_LATE, Breaker, Deadline, Failure, Retries, attempt

BROKEN = Failure("broke")


def explained(error: Exception) -> Failure:
    return BROKEN


def pieces(*items: int, then: float = 0.0, fails: bool = False) -> Iterator[int]:
    yield from items
    time.sleep(then)
    if fails:
        raise ValueError("a secret")


def test_what_is_produced_is_yielded() -> None:
    assert list(attempt(lambda: pieces(1, 2, 3), Deadline.after(5), explained)) == [1, 2, 3]


def test_an_error_comes_last_and_in_our_words() -> None:
    tried = attempt(lambda: pieces(1, fails=True), Deadline.after(5), explained)
    assert list(tried) == [1, BROKEN]


def test_the_caller_waits_no_longer_than_the_deadline() -> None:
    started = time.monotonic()
    tried = attempt(lambda: pieces(1, then=3), Deadline.after(0.2), explained)
    assert list(tried) == [1, TOO_LATE]
    assert time.monotonic() - started < 3


def test_what_has_come_is_given_out_even_when_the_deadline_has_passed() -> None:
    tried = attempt(lambda: pieces(1, 2), Deadline.after(0.3), explained)
    assert next(tried) == 1
    time.sleep(0.4)
    assert list(tried) == [2]


def test_where_no_time_is_left_nothing_is_begun() -> None:
    begun: list[int] = []

    def begin() -> Iterator[int]:
        begun.append(1)
        yield 1

    assert list(attempt(begin, Deadline.after(0), explained)) == [NO_TIME]
    time.sleep(0.05)
    assert begun == []


def test_a_producer_that_nobody_listens_to_is_stopped() -> None:
    stopped = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                time.sleep(0.01)
                yield 1
        finally:
            stopped.set()

    tried = attempt(endless, Deadline.after(5), explained)
    next(tried)
    tried.close()
    assert stopped.wait(2)


def test_a_deadline_can_be_brought_forward_only() -> None:
    deadline = Deadline.after(10)
    assert deadline.within(60) == deadline
    assert 0 < deadline.within(1).left <= 1
    assert Deadline.after(-1).left == 0


def test_pauses_grow_have_jitter_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for _ in range(40):
        retries = Retries(Deadline.after(60))
        while retries.wait(Failure("fails", tries=99)):
            pass
        assert retries.tries == outages.MOST_TRIES
    for number in range(outages.MOST_TRIES - 1):
        pauses = slept[number :: outages.MOST_TRIES - 1]
        longest = outages.FIRST_PAUSE * 2**number
        assert len(set(pauses)) > 1
        assert longest / 2 <= min(pauses) and max(pauses) <= longest


@settings(max_examples=30, deadline=None)
@given(wanted=st.floats(0, 100), left=st.floats(0, 100))
def test_retry_after_is_respected_inside_the_deadline_alone(wanted: float, left: float) -> None:
    slept: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", slept.append)
        again = Retries(Deadline.after(left)).wait(Failure("", tries=3, retry_after=wanted))
    assert again == bool(slept)
    assert all(wanted <= pause < left for pause in slept)
    if wanted + outages.FIRST_PAUSE < left - 0.1:
        assert again


def test_what_is_not_worth_another_try_gets_none() -> None:
    assert not Retries(Deadline.after(60)).wait(Failure("refused"))


def test_something_else_can_be_tried_at_once() -> None:
    retries = Retries(Deadline.after(60))
    started = time.monotonic()
    assert retries.wait(Failure("refused"), at_once=True)
    assert time.monotonic() - started < 2
    assert not Retries(Deadline.after(0)).wait(Failure("refused"), at_once=True)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_trips_rests_and_probes() -> None:
    clock = Clock()
    breaker = Breaker(trips_after=2, rests_for=10, clock=clock)
    breaker.failed()
    assert breaker.admits()
    breaker.failed()
    assert not breaker.admits()
    clock.now = 10
    assert breaker.admits()  # the probe
    assert not breaker.admits()
    breaker.failed()
    clock.now = 19
    assert not breaker.admits()
    clock.now = 20
    assert breaker.admits()
    breaker.answered()
    assert breaker.admits() and breaker.admits()


def test_an_answer_makes_up_for_earlier_outages() -> None:
    breaker = Breaker(trips_after=2)
    for _ in range(5):
        breaker.failed()
        breaker.answered()
    assert breaker.admits()
