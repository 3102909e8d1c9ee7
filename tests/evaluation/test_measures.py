from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.measures import Figures, measure
from rag.evaluation.predictions import Prediction
from rag.evaluation.questions import Question, read_questions
from rag.evaluation.wording import holds

GOLD = "the Blue Heron"


def figures_of(*rows: tuple[str | None, str, float | None]) -> Figures:
    """Figures for rows of gold answer, reply ("" is a refusal) and confidence."""
    questions, predictions = [], {}
    for number, (gold, text, confidence) in enumerate(rows):
        values: dict[str, Any] = {"id": str(number), "question": "Which ferry?"}
        questions.append(Question(**values, answer=gold))
        predictions[str(number)] = Prediction(
            **values,
            status="answered" if text else "refused",
            text=text,
            confidence=confidence,
            seconds=float(number),
        )
    return measure(questions, predictions)


# ------------------------------------------------------------------ the benchmark's own script


def benchmark_score(shared: Path) -> Any:
    specification = importlib.util.spec_from_file_location("score", shared / "bench/score.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(8))
def test_the_figures_are_those_of_the_benchmarks_own_script(shared: Path, seed: int) -> None:
    path = shared / "bench/realtimeqa_dev/questions_small.jsonl"
    raw = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(seed)
    predictions = [
        random_prediction(question, chance) for question in raw if chance.random() < 0.95
    ]
    expected = benchmark_score(shared).score(raw, predictions)
    parsed = {
        values["id"]: Prediction.model_validate_json(json.dumps(values)) for values in predictions
    }
    ours = measure(read_questions(path), parsed).to_dict()
    assert {key: ours[key] for key in expected} == pytest.approx(expected, rel=1e-12)


def random_prediction(question: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    gold = question["answer"] or "nobody"
    wording = [gold, gold.upper() + "’s", f"It was the {gold}, they said.", "It rained.", ""]
    articles = [*question["supporting"], *question["also_mention"], "elsewhere"]
    return {
        "id": question["id"],
        "question": question["question"],
        "status": chance.choice(["answered", "partial", "refused"]),
        "text": chance.choice(wording),
        "seconds": chance.choice([None, chance.random()]),
        "confidence": chance.choice([None, chance.random()]),
        "citations": [
            {"article_id": chance.choice(articles), "quote": chance.choice(wording)}
            for _ in range(chance.randrange(3))
        ],
    }


@settings(max_examples=150, deadline=None)
@given(
    needle=st.text(alphabet="aA the.,$%'’s12é–\n", max_size=12),
    before=st.text(alphabet="ab the.,'’s 1", max_size=8),
    after=st.text(alphabet="ab the.,'’s 1", max_size=8),
)
def test_words_are_compared_as_the_benchmarks_own_script_does(
    shared: Path, needle: str, before: str, after: str
) -> None:
    text = f"{before} {needle} {after}"
    script = benchmark_score(shared)
    assert holds(needle, text) == script.holds(needle, text)
    assert holds(before, text + needle) == script.holds(before, text + needle)


@pytest.mark.parametrize(
    ("gold", "text", "expected"),
    [
        ("1,200", "About 1200 people came.", True),
        ("the mayor’s ferry", "THE MAYOR'S FERRY!", True),
        ("Blue Heron", "The Heron was blue.", False),
        ("2.5", "It took 2.5. Then it rained.", True),
        ("12", "In 2012", False),
        ("…", "…", False),
    ],
)
def test_an_answer_is_found_by_its_words(gold: str, text: str, expected: bool) -> None:
    assert holds(gold, text) is expected


# ------------------------------------------------------------------ what it has no figure for


def test_counts_right_wrong_and_refused() -> None:
    figures = figures_of(
        (GOLD, "It was Blue Heron.", 0.9),
        (GOLD, "It was the Grey Heron.", 0.6),
        (GOLD, "", 0.3),
        (None, "It was the Blue Heron.", 0.5),
        (None, "", None),
    )
    assert (figures.right, figures.coverage) == (1 / 3, 2 / 3)
    assert (figures.wrong, figures.refusal) == (2 / 5, 1 / 2)
    assert figures.reliability == -1 / 3
    assert [(row.reason, row.right, row.wrong) for row in figures.refusals] == [("unknown", 1, 1)]


def test_the_curve_ends_at_the_run_and_equal_confidences_stand_together() -> None:
    figures = figures_of(
        (GOLD, "Grey Heron", 0.5),
        (GOLD, "Blue Heron", 0.9),
        (GOLD, "Blue Heron", 0.5),
        (None, "", 0.95),
    )
    points = [(point.threshold, point.coverage, point.risk) for point in figures.curve]
    assert points == [(0.9, 0.25, 0.0), (0.5, 0.75, 1 / 3)]


def test_auc_counts_ties_as_half() -> None:
    figures = figures_of(
        (GOLD, "x", 0.9), (GOLD, "", 0.4), (None, "", 0.4), (None, "", 0.1), (None, "", None)
    )
    assert figures.auc == (1 + 1 + 0.5 + 1) / 4
    assert figures_of((GOLD, "x", 0.9)).auc is None


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=30).filter(
        lambda rows: len({side for side, _ in rows}) == 2
    )
)
@settings(max_examples=40, deadline=None)
def test_auc_is_the_chance_of_a_right_order(rows: list[tuple[bool, int]]) -> None:
    above = [value for answerable, value in rows if answerable]
    below = [value for answerable, value in rows if not answerable]
    pairs = [(high > low) + (high == low) / 2 for high in above for low in below]
    figures = figures_of(*((GOLD if side else None, "", value / 4) for side, value in rows))
    assert figures.auc == pytest.approx(sum(pairs) / len(pairs))


def test_calibration_is_over_published_answers_alone() -> None:
    figures = figures_of(
        (GOLD, "Blue Heron", 1.0),
        (GOLD, "Blue Heron", 0.92),
        (None, "Blue Heron", 0.55),
        (GOLD, "", 0.05),
    )
    calibration = figures.calibration
    assert calibration is not None
    assert [(one.low, one.count, one.right) for one in calibration.bins] == [
        (0.5, 1, 0.0),
        (0.9, 2, 1.0),
    ]
    assert calibration.error == pytest.approx((0.55 + 2 * 0.04) / 3)


def test_intervals_are_the_same_each_time_and_hold_the_figure() -> None:
    rows = [(GOLD, "Blue Heron", 0.9)] * 30 + [(GOLD, "no", 0.9)] * 10 + [(None, "", 0.1)] * 20
    figures = figures_of(*rows, (None, "Blue Heron", 0.5))
    assert figures.intervals == figures_of(*rows, (None, "Blue Heron", 0.5)).intervals
    for name in ("right", "refusal", "wrong", "reliability"):
        low, high = figures.intervals[name]
        assert low < figures.to_dict()[name] < high
    # a share of 3/4 of 40: the normal approximation gives .75 ± .134
    assert figures.intervals["right"] == pytest.approx((0.616, 0.884), abs=0.015)


def test_all_refused_and_all_answered() -> None:
    refused = figures_of((GOLD, "", 0.2), (None, "", 0.1))
    assert (refused.right, refused.refusal, refused.wrong, refused.reliability) == (0, 1, 0, 0)
    assert refused.curve == () and refused.calibration is None
    answered = figures_of((GOLD, "Blue Heron", None), (None, "Blue Heron", None))
    assert (answered.right, answered.refusal, answered.wrong) == (1, 0, 0.5)
    assert answered.reliability == 0
    assert answered.refusals == () and answered.curve == ()


def test_without_labels_only_counts_and_times_are_told() -> None:
    values: dict[str, Any] = {"id": "1", "question": "Which ferry?"}
    prediction = Prediction(**values, status="answered", text="x", seconds=2.0, confidence=0.5)
    figures = measure([Question(**values)], {"1": prediction})
    assert (figures.questions, figures.unlabelled, figures.p50_seconds) == (0, 1, 2.0)
    assert figures.right is figures.wrong is figures.refusal is figures.reliability is None
    assert figures.intervals == {} and figures.auc is None and figures.curve == ()
