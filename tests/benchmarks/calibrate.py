"""Fit what scores are worth, and say by cross-validation how good the fit is.

    python -m tests.benchmarks.calibrate QUESTIONS.jsonl ARTICLES --data DIR \\
        [--kind reader|words] [--write]

Every question is searched once. The weights of a sentence (what the reader says of it and of its
passage, the news in it, and, where the questions tell the day on which they were asked, its age)
are fitted to whether it holds the gold answer, and four for a reply (its best sentence, the mean
of its sentences, the best of another article that agrees, and how well any passage answers) to
whether one of them does. The threshold is not fitted: a wrong reply costs what a right one earns,
so that a reply is worth giving above an even chance. The figures printed are of questions that the
weights were not fitted on: ten folds over the questions, by a fixed shuffle.
``--write`` then fits all and replaces the part of rag/writing/calibration.json: "dated" by
questions with days, "undated" by those without (for these see tests/benchmarks/held_corpus.py).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.evaluation.questions import Question, read_questions
from rag.evaluation.wording import holds
from rag.pipeline import Pipeline
from rag.settings import ModelSettings, load_settings
from rag.types import Scope
from rag.writing.calibration import FILE, Calibration, Logistic
from rag.writing.candidates import Signals
from rag.writing.extractive import ExtractiveWriter, Weighed, choose, standing

FOLDS = 10
SEED = 20260101
SENTENCES = 3
THRESHOLD = 0.5
NOTHING = Logistic((), 0.0)


@dataclass(frozen=True)
class Case:
    """One question, its candidate sentences, and which of them hold the gold answer."""

    question: Question
    weighed: list[Weighed]
    holding: list[bool]


def collect(pipeline: Pipeline, questions: Sequence[Question]) -> list[Case]:
    """Search every question and weigh the sentences that may answer it."""
    writer = ExtractiveWriter()
    cases = []
    for number, question in enumerate(questions, start=1):
        print(f"\rsearching {number}/{len(questions)}", end="", flush=True)
        evidence = pipeline.retrieve(question.question, Scope(as_of=question.asked))
        keyed = {str(place): found for place, found in enumerate(evidence)}
        weighed = writer.weigh(question.question, keyed, as_of=question.asked)
        gold = question.answer
        texts = [each.candidate.sentence.text for each in weighed]
        cases.append(
            Case(question, weighed, [gold is not None and holds(gold, text) for text in texts])
        )
    print()
    return cases


def fit(cases: Sequence[Case]) -> Calibration:
    """Fit all weights on ``cases``, which all have a day or all have none."""
    ages = [each.signals.age for case in cases for each in case.weighed if each.signals.age]
    typical_age = float(np.mean(ages)) if is_dated(cases) else None
    unfitted = Calibration(NOTHING, NOTHING, typical_age, THRESHOLD)
    sentences = [
        (_values(each.signals, typical_age), holding)
        for case in cases
        for each, holding in zip(case.weighed, case.holding, strict=True)
    ]
    fitted = replace(unfitted, sentence=_logistic(sentences))
    replies = [(values, right) for case in cases for values, right in reply(case, fitted)]
    return replace(fitted, reply=_logistic(replies))


def is_dated(cases: Sequence[Case]) -> bool:
    """Whether the questions tell their day."""
    return any(case.question.asked for case in cases)


def _values(signals: Signals, typical_age: float | None) -> list[float]:
    values = [signals.answer, signals.passage, signals.relevance, signals.news]
    if typical_age is None:
        return values
    return [*values, typical_age if signals.age is None else signals.age]


def _logistic(rows: Sequence[tuple[list[float], bool]]) -> Logistic:
    """Fit on standardised values, so that the penalty treats all alike; return raw weights."""
    values = np.array([row for row, _ in rows])
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit((values - mean) / scale, [label for _, label in rows])
    weights = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - weights @ mean)
    return Logistic(tuple(round(float(weight), 5) for weight in weights), round(intercept, 5))


def reply(case: Case, calibration: Calibration) -> Iterator[tuple[list[float], bool]]:
    """Yield what a reply to the case is weighed by, and whether it would be right."""
    odds = [calibration.odds(each.signals) for each in case.weighed]
    order = sorted(range(len(odds)), key=lambda place: -odds[place])
    weighed = [replace(case.weighed[place], odds=odds[place]) for place in order]
    if weighed:
        chosen = choose(weighed, SENTENCES)
        right = any(case.holding[place] for place in order[: len(chosen)])
        yield standing(chosen, weighed), right


def cross_validate(cases: Sequence[Case]) -> list[tuple[float, bool]]:
    """For each case, by weights fitted without its fold: confidence, and whether it is right."""
    folds = np.random.default_rng(SEED).permutation(len(cases)) % FOLDS
    outcomes: list[tuple[float, bool]] = [(0.0, False)] * len(cases)
    for fold in range(FOLDS):
        calibration = fit([case for case, own in zip(cases, folds, strict=True) if own != fold])
        for place in np.flatnonzero(folds == fold):
            for values, right in reply(cases[place], calibration):
                outcomes[place] = (calibration.confidence(values), right)
    return outcomes


def figures(cases: Sequence[Case], outcomes: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """The measures of the end-to-end score, for replies given above an even chance."""
    answerable = np.array([case.question.answer is not None for case in cases])
    confidence = np.array([each for each, _ in outcomes])
    right = np.array([each for _, each in outcomes])
    given = confidence >= 0.5
    return {
        "questions": len(cases),
        "right_if_forced": float(right.sum() / answerable.sum()),
        "right": float((given & right).sum() / answerable.sum()),
        "refusal": float((~given & ~answerable).sum() / (~answerable).sum()),
        "wrong": float((given & ~right).mean()),
        "reliability": float(((given & right).sum() - (given & ~right).sum()) / answerable.sum()),
        "auc_answerable": float(roc_auc_score(answerable, confidence)),
        "auc_right": float(roc_auc_score(right, confidence)),
    }


def write(kind: str, calibration: Calibration, measured: dict[str, object]) -> None:
    """Replace one part of the calibration file."""
    whole = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    part = "undated" if calibration.typical_age is None else "dated"
    whole.setdefault(kind, {})[part] = {**measured, **asdict(calibration)}
    FILE.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--kind", choices=["reader", "words"], default="reader")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    settings = load_settings()
    if arguments.kind == "words":
        without = ModelSettings(embedder="none", reader="none")
        settings = settings.model_copy(update={"models": without})
    with Pipeline.open(settings, arguments.data) as pipeline:
        pipeline.update([arguments.articles])
        cases = collect(pipeline, read_questions(arguments.questions))
    result = {key: round(v, 3) for key, v in figures(cases, cross_validate(cases)).items()}
    print(json.dumps(result, indent=2))
    if arguments.write:
        data = f"{arguments.questions.name} on {arguments.articles.name}"
        write(arguments.kind, fit(cases), {"data": data, "cross_validated": result})


if __name__ == "__main__":
    main()
