from __future__ import annotations

import multiprocessing
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.writing.budget import FILE, Budget, Spent
from rag.writing.outages import WriterUnavailable


def test_what_was_spent_outlives_the_process(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "new" / "folder", tokens=1000)
    budget.settle(budget.reserve(100, None), 700, 0.25)
    again = Budget(tmp_path / "new" / "folder", tokens=1000)
    assert again.spent() == Spent(700, 0.25)
    with pytest.raises(WriterUnavailable, match="midnight"):
        again.reserve(301, None)
    again.reserve(300, None)


def test_a_call_that_never_came_to_its_end_stays_counted(tmp_path: Path) -> None:
    Budget(tmp_path).reserve(100, 0.5)
    assert Budget(tmp_path).spent() == Spent(100, 0.5)


def test_money_is_budgeted_where_prices_are_known(tmp_path: Path) -> None:
    budget = Budget(tmp_path, money=1.0)
    budget.reserve(10**9, None)
    budget.reserve(1, 0.75)
    with pytest.raises(WriterUnavailable):
        budget.reserve(1, 0.5)
    assert budget.spent().money == 0.75


def test_a_new_day_starts_anew_and_settles_what_belongs_to_the_old(tmp_path: Path) -> None:
    days = [date(2026, 5, 4)]
    budget = Budget(tmp_path, tokens=100, today=lambda: days[-1])
    late = budget.reserve(90, None)
    days.append(date(2026, 5, 5))
    budget.reserve(100, None)
    budget.settle(late, 10, None)
    assert budget.spent().tokens == 100
    days.append(date(2026, 5, 4))
    assert budget.spent().tokens == 10


@settings(max_examples=8, deadline=None)
@given(calls=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_the_sums_are_those_of_the_calls(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[int, int]]
) -> None:
    budget = Budget(tmp_path_factory.mktemp("budget"), tokens=100)
    spent = 0
    for expected, actual in calls:
        if spent + expected > 100:
            with pytest.raises(WriterUnavailable):
                budget.reserve(expected, None)
            continue
        budget.settle(budget.reserve(expected, None), actual, None)
        spent += actual
    assert budget.spent().tokens == spent


def _reserve_all(folder: Path) -> None:
    budget = Budget(folder, tokens=25)
    with suppress(WriterUnavailable):
        for _ in range(15):
            budget.reserve(1, None)


def test_processes_share_one_budget(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_reserve_all, args=(tmp_path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert Budget(tmp_path).spent().tokens == 25


def test_a_damaged_file_is_no_licence_to_spend(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(WriterUnavailable, match="delete the file"):
        Budget(tmp_path).reserve(1, None)


@pytest.mark.parametrize("limits", [{"tokens": -1}, {"money": -0.5}, {"money": float("nan")}])
def test_a_budget_is_not_negative(tmp_path: Path, limits: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Budget(tmp_path, **limits)  # type: ignore[arg-type]
