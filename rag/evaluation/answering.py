"""Ask every question of a file, write the replies down, and say what they are worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Protocol

from pydantic import BaseModel

from rag.errors import UsageError
from rag.evaluation.measures import Figures, measure
from rag.evaluation.predictions import PredictionFile
from rag.evaluation.questions import Question, read_questions
from rag.evaluation.report import check_report_can_be_written, write_report
from rag.types import Progress, Reply, Scope

EVERYTHING = Scope()


class Asks(Protocol):
    """What is evaluated: a `rag.pipeline.Pipeline`, or whatever answers like one."""

    def ready(self, on_progress: Progress | None = None) -> None:
        """Do now what would otherwise make the first question slow."""

    def ask(self, question: str, *, scope: Scope = ..., as_of: date | None = None) -> Reply:
        """Answer or refuse one question; raise DatelineError when neither is possible."""


def run(
    pipeline: Asks,
    questions: Path,
    *,
    predictions: Path,
    report: Path | None = None,
    limit: int | None = None,
    scope: Scope = EVERYTHING,
    on_progress: Progress | None = None,
) -> Figures:
    """Ask the file's questions (the first ``limit`` of them) and measure the replies.

    Each reply is written to ``predictions`` as it comes; replies that stand there from an
    earlier run are kept and their questions not asked again, so that a run that was interrupted,
    or ended by the DatelineError of a question, goes on where it stopped. ``report`` names a
    folder for ``report.html`` and ``figures.json``. Progress is told as the stage "answer".

    Raises UsageError before anything is asked when the question file is broken, when the
    predictions are of other questions or of another corpus or settings, and when a report is
    asked for that could not be drawn.
    """
    whole_file = check(questions, report=report, limit=limit)
    chosen = whole_file[:limit]
    origin = _origin(pipeline, scope)
    with PredictionFile(predictions, origin, whole_file) as file:
        _ask_what_is_left(pipeline, chosen, file, scope, on_progress)
    figures = measure(chosen, file.predictions)
    if report is not None:
        write_report(report, questions.name, chosen, file.predictions, figures, origin)
    return figures


def check(
    questions: Path, *, report: Path | None = None, limit: int | None = None
) -> list[Question]:
    """All questions of the file; raises UsageError for whatever `run` would refuse of these.

    For callers who have something slow to do before they run, such as indexing.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"The limit is {limit}; ask at least one question.")
    if report is not None:
        check_report_can_be_written(report)
    return read_questions(questions)


def _ask_what_is_left(
    pipeline: Asks,
    questions: Sequence[Question],
    file: PredictionFile,
    scope: Scope,
    on_progress: Progress | None,
) -> None:
    left = [question for question in questions if question.id not in file.predictions]
    if left:
        pipeline.ready(on_progress)
    kept = len(questions) - len(left)
    if on_progress:
        on_progress("answer", kept, len(questions))
    for done, question in enumerate(left, start=kept + 1):
        started = perf_counter()
        reply = pipeline.ask(question.question, scope=scope, as_of=question.asked)
        file.add(question, reply, seconds=perf_counter() - started)
        if on_progress:
            on_progress("answer", done, len(questions))


def _origin(pipeline: Asks, scope: Scope) -> dict[str, str]:
    """What replies depend on besides the question: two runs that agree in it may be joined."""
    library = getattr(pipeline, "library", None)
    models = getattr(pipeline, "models", None)
    settings = getattr(pipeline, "settings", None)
    chosen = None
    if isinstance(settings, BaseModel):  # without what says where and how fast, not what
        chosen = settings.model_dump(exclude={"data": True, "corpus": True, "models": {"threads"}})
    return {
        "version of Dateline": metadata.version("dateline"),
        "state of the library": str(getattr(library, "revision", "")),
        "embedder": str(getattr(models, "fingerprint", "")),
        "set of settings": _digest(chosen),
        "scope": _digest(asdict(scope)),
    }


def _digest(values: object) -> str:
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]
