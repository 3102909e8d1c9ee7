"""Probabilities from signals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.writing.calibration import Calibration, Logistic, load_calibration, probability
from rag.writing.candidates import Signals

ODDS = st.floats(-1e6, 1e6)


@given(ODDS)
def test_a_probability_is_one(logit: float) -> None:
    assert 0.0 <= probability(logit) <= 1.0
    assert probability(logit) + probability(-logit) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["reader", "words"])
@pytest.mark.parametrize("dated", [True, False])
def test_what_was_measured_points_the_right_way(kind: str, dated: bool) -> None:
    calibration = load_calibration(kind, dated=dated)
    assert (calibration.typical_age is not None) == dated
    assert calibration.threshold == 0.5  # a wrong reply costs what a right one earns
    weak = calibration.odds(Signals(0.0, 0.0, 0.0, 0.5, 3.0))
    assert calibration.odds(Signals(1.0, 0.0, 0.0, 0.5, 3.0)) > weak
    standing = [weak, weak, -8.0, 0.0]
    for place in range(3):
        stronger = [value + (at == place) for at, value in enumerate(standing)]
        assert calibration.confidence(stronger) >= calibration.confidence(standing)


def test_older_news_is_less_likely_to_answer_a_question_of_today() -> None:
    calibration = load_calibration("reader", dated=True)
    assert calibration.odds(Signals(5, 5, 5, 1, 0.0)) > calibration.odds(Signals(5, 5, 5, 1, 5.0))


def test_an_unknown_age_counts_as_a_typical_one() -> None:
    reply = Logistic((1, 1, 0, 0), 0.0)
    calibration = Calibration(Logistic((1, 1, 1, 1, -1), 0.0), reply, 2.0, 0.5)
    assert calibration.odds(Signals(1, 1, 1, 1, None)) == calibration.odds(Signals(1, 1, 1, 1, 2.0))


def test_without_days_the_age_counts_for_nothing() -> None:
    calibration = Calibration(Logistic((1, 1, 1, 1), 0.5), Logistic((1, 1, 1, 1), 0.0), None, 0.5)
    assert calibration.odds(Signals(1, 1, 1, 1, 9.0)) == 4.5
    assert calibration.confidence([1.0, 0.5, -1.0, 0]) == pytest.approx(1 / (1 + math.exp(-0.5)))
