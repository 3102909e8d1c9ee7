"""What a run is worth: the measures of the benchmark's score.py, and what confidence tells.

right        the gold answer's words stand, in order, in the reply's text or in a cited quote
wrong        answers to questions without an answer, and answers that are not right
reliability  (right - wrong) / answerable: a wrong reply costs what a right one earns
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rag.evaluation.judging import Judged, judge
from rag.evaluation.predictions import Prediction
from rag.evaluation.questions import Question

RESAMPLES = 2000
SEED = 20250112
BINS = 10


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """How many questions were refused for a reason: rightly, wrongly, and without a label."""

    reason: str
    right: int
    wrong: int
    unlabelled: int

    @property
    def count(self) -> int:
        """All questions that were refused for this reason."""
        return self.right + self.wrong + self.unlabelled


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a stricter threshold on confidence would have published.

    ``coverage`` is the share of all labelled questions answered, ``risk`` the share of those
    answers that are not right.
    """

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Published answers whose confidence lies in [low, high): mean confidence, share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence can be taken at its word.

    Over published answers with a label alone: what a refused draft would have said is unknown.
    ``error`` is the expected calibration error (0 to 1); bins without an answer are left out.
    """

    error: float
    answers: int
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A run in numbers. Shares are 0 to 1, times are seconds.

    The first thirteen are score.py's, by its definitions, and cover labelled questions; a share
    of nothing is 0 as there, but None where no question was labelled. ``missing`` are questions
    without a prediction. Times cover every prediction. ``intervals`` are bootstrap 95%
    intervals. ``auc`` is the chance that an answerable question has a higher confidence than an
    unanswerable one.
    """

    questions: int
    missing: int
    coverage: float | None
    right: float | None
    right_when_answered: float | None
    cited: float | None
    refusal: float | None
    wrong: float | None
    reliability: float | None
    mean_words: float | None
    answers_without_citation: int
    p50_seconds: float | None
    p95_seconds: float | None
    answerable: int
    unanswerable: int
    unlabelled: int
    intervals: Mapping[str, tuple[float, float]]
    auc: float | None
    curve: tuple[CurvePoint, ...]
    calibration: Calibration | None
    refusals: tuple[RefusalCount, ...]

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON values."""
        return asdict(self)


def measure(questions: Sequence[Question], predictions: Mapping[str, Prediction]) -> Figures:
    """The figures of the predictions (by question id) for these questions."""
    judged = [judge(q, predictions[q.id]) for q in questions if q.id in predictions]
    labelled = [one for one in judged if one.question.labelled]
    answerable = [one for one in labelled if one.answerable]
    answered = [one for one in answerable if one.prediction.answered]
    unanswerable = len(labelled) - len(answerable)
    right = sum(one.right for one in answered)
    wrong = sum(one.wrong for one in labelled)
    refused = sum(not one.answerable and not one.prediction.answered for one in labelled)
    seconds = sorted(s for one in judged if (s := one.prediction.seconds) is not None)

    def share(part: float, whole: int) -> float | None:
        return part / (whole or 1) if labelled else None

    return Figures(
        questions=len(labelled),
        missing=len(questions) - len(judged),
        coverage=share(len(answered), len(answerable)),
        right=share(right, len(answerable)),
        right_when_answered=share(right, len(answered)),
        cited=share(sum(one.cited for one in answered), right),
        refusal=share(refused, unanswerable),
        wrong=share(wrong, len(labelled)),
        reliability=share(right - wrong, len(answerable)),
        mean_words=share(sum(len(o.prediction.text.split()) for o in answered), len(answered)),
        answers_without_citation=sum(not one.prediction.citations for one in answered),
        p50_seconds=seconds[len(seconds) // 2] if seconds else None,
        p95_seconds=seconds[int(len(seconds) * 0.95)] if seconds else None,
        answerable=len(answerable),
        unanswerable=unanswerable,
        unlabelled=len(judged) - len(labelled),
        intervals=_bootstrap(labelled),
        auc=_auc(labelled),
        curve=_risk_coverage(labelled),
        calibration=_calibrate(labelled),
        refusals=_refusals(judged),
    )


def _bootstrap(labelled: Sequence[Judged]) -> dict[str, tuple[float, float]]:
    """95% intervals of right, refusal, wrong and reliability; {} where nothing is labelled.

    Only five things can become of a question, so that drawing questions with replacement is
    drawing their five counts from a multinomial. Seeded: the same run has the same intervals.
    """
    if not labelled:
        return {}
    kinds = Counter((one.answerable, one.right, one.wrong) for one in labelled)
    # right, answered wrong, refused though answerable; answered though unanswerable, refused
    outcomes = [(True, True, False), (True, False, True), (True, False, False)]
    outcomes += [(False, False, True), (False, False, False)]
    shares = np.array([kinds[outcome] for outcome in outcomes]) / len(labelled)
    draws = np.random.default_rng(SEED).multinomial(len(labelled), shares, size=RESAMPLES)
    right, astray, unanswered, invented, refused = draws.T
    answerable, wrong = right + astray + unanswered, astray + invented
    samples = {
        "right": (right, answerable),
        "refusal": (refused, invented + refused),
        "wrong": (wrong, np.full(RESAMPLES, len(labelled))),
        "reliability": (right - wrong, answerable),
    }
    return {
        name: _interval(parts[wholes > 0] / wholes[wholes > 0])
        for name, (parts, wholes) in samples.items()
        if wholes.any()
    }


def _interval(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _risk_coverage(labelled: Sequence[Judged]) -> tuple[CurvePoint, ...]:
    """Risk against coverage, strictest threshold first, the run as it was last.

    One point for each confidence that occurs among published answers; answers without a
    confidence are left out. It cannot go on beyond the run's own coverage, as nobody knows what
    the refused drafts would have said.
    """
    published = sorted(_published(labelled), reverse=True)
    points = []
    wrong = 0
    for count, (confidence, right) in enumerate(published, start=1):
        wrong += not right
        last_of_its_kind = count == len(published) or published[count][0] != confidence
        if last_of_its_kind:
            points.append(CurvePoint(confidence, count / len(labelled), wrong / count))
    return tuple(points)


def _published(labelled: Sequence[Judged]) -> list[tuple[float, bool]]:
    return [
        (one.prediction.confidence, one.right)
        for one in labelled
        if one.prediction.answered and one.prediction.confidence is not None
    ]


def _auc(labelled: Sequence[Judged]) -> float | None:
    sides: dict[bool, list[float]] = {True: [], False: []}
    for one in labelled:
        if one.prediction.confidence is not None:
            sides[one.answerable].append(one.prediction.confidence)
    if not (sides[True] and sides[False]):
        return None
    above = np.array(sides[True])
    below = np.sort(sides[False])
    beaten = np.searchsorted(below, above, side="left")
    tied = np.searchsorted(below, above, side="right") - beaten
    return float((beaten + tied / 2).mean() / len(below))


def _calibrate(labelled: Sequence[Judged]) -> Calibration | None:
    published = _published(labelled)
    if not published:
        return None
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in published:
        filled.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    bins = tuple(
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            count=len(members),
            confidence=sum(confidence for confidence, _ in members) / len(members),
            right=sum(right for _, right in members) / len(members),
        )
        for index, members in sorted(filled.items())
    )
    gaps = sum(one.count * abs(one.confidence - one.right) for one in bins)
    return Calibration(error=gaps / len(published), answers=len(published), bins=bins)


def _refusals(judged: Sequence[Judged]) -> tuple[RefusalCount, ...]:
    counts: dict[str, Counter[str]] = {}
    for one in judged:
        if not one.prediction.answered:
            counts.setdefault(one.prediction.reason or "unknown", Counter())[one.verdict] += 1
    rows = [
        RefusalCount(reason, kinds["rightly refused"], kinds["wrongly refused"], kinds["refused"])
        for reason, kinds in counts.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.reason)))
