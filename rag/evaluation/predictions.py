"""The file of predictions: written line by line, so that a run can stop anywhere and go on.

Beside ``OUT.jsonl`` lies ``OUT.jsonl.meta.json``, which says what the predictions were made
with. Every line of the predictions themselves is one reply in score.py's format, with all that
``reply.to_dict()`` holds, the question and the day on which it was asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import UsageError
from rag.evaluation.questions import Question
from rag.types import Reason, Reply


class CitedQuote(BaseModel):
    """A citation under a prediction, as far as the figures and the report read it."""

    model_config = ConfigDict(frozen=True, strict=True)

    article_id: str
    quote: str
    number: int | None = None
    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None


class Prediction(BaseModel):
    """One line of a predictions file, as far as the figures and the report read it."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: str
    question: str
    asked: date | None = None
    status: Literal["answered", "partial", "refused"]
    text: str
    seconds: float | None = None
    citations: tuple[CitedQuote, ...] = ()
    confidence: float | None = None
    reason: Reason | None = None

    @property
    def answered(self) -> bool:
        """Whether an answer was published, in whole or in part."""
        return self.status != "refused"


class PredictionFile:
    """The predictions of one run; a context manager while they are written.

    Opening it keeps what an earlier, interrupted run has written, and drops a torn last line.
    It raises UsageError when the file is not this run's to go on with: of other questions, made
    with something else than ``origin`` (the library's revision, the settings, …), or not a file
    of predictions at all. Nothing is lost then: the file is left as it is.
    """

    def __init__(self, path: Path, origin: Mapping[str, str], questions: Sequence[Question]):
        self.path = path
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes() if path.exists() else b""
        if data:
            self._check_origin(origin)
        lines = data.split(b"\n")[:-1]  # what follows the last line break is torn, or nothing
        self.predictions = _parse(path, lines, {question.id: question for question in questions})
        with _told(path):
            if not data:
                write_whole(self._meta, json.dumps(dict(origin), indent=2) + "\n")
            self._file = path.open("ab")
            self._file.truncate(sum(len(line) + 1 for line in lines))

    def add(self, question: Question, reply: Reply, seconds: float) -> None:
        """Write the reply down, and keep it even if the process is killed right after."""
        values = {
            "id": question.id,
            **reply.to_dict(),
            "question": question.question,
            "asked": question.asked.isoformat() if question.asked else None,
            "seconds": seconds,
        }
        line = json.dumps(values, ensure_ascii=False).encode()
        with _told(self.path):
            self._file.write(line + b"\n")
            self._file.flush()
        self.predictions[question.id] = Prediction.model_validate_json(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with _told(self.path):
            self._file.close()

    @property
    def _meta(self) -> Path:
        return self.path.with_name(self.path.name + ".meta.json")

    def _check_origin(self, origin: Mapping[str, str]) -> None:
        advice = "Give another file by --predictions, or delete it to start again."
        try:
            found = json.loads(self._meta.read_bytes())
        except FileNotFoundError as error:
            raise UsageError(
                f"{self.path} holds something already, and no {self._meta.name} beside it tells"
                f" that it was written by an evaluation. {advice}"
            ) from error
        except (OSError, ValueError) as error:
            raise UsageError(f"{self._meta} cannot be read ({error}). {advice}") from error
        if not isinstance(found, dict):
            raise UsageError(f"{self._meta} does not say what {self.path} was made with. {advice}")
        differing = [name for name, value in origin.items() if found.get(name) != value]
        if differing:
            raise UsageError(
                f"{self.path} was made with another {' and another '.join(differing)} than this"
                f" run has. {advice}"
            )


def _parse(
    path: Path, lines: Sequence[bytes], questions: Mapping[str, Question]
) -> dict[str, Prediction]:
    advice = "Give another file by --predictions, or delete it to start again."
    predictions: dict[str, Prediction] = {}
    for number, line in enumerate(lines, start=1):
        try:
            prediction = Prediction.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path}, line {number}, is not a prediction. {advice}") from error
        question = questions.get(prediction.id)
        asked_now = question and (question.question, question.asked)
        if asked_now != (prediction.question, prediction.asked):
            raise UsageError(
                f"{path}, line {number}, was made for another question with the id"
                f' "{prediction.id}" than the question file holds. {advice}'
            )
        if prediction.id in predictions:
            raise UsageError(f'{path}, line {number}, repeats "{prediction.id}". {advice}')
        predictions[prediction.id] = prediction
    return predictions


def write_whole(path: Path, text: str) -> None:
    """Write a whole file or none of it."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"Cannot write {path}: {error.strerror}. What was done so far is kept; give another"
            " file, or make room for this one, and run again."
        ) from error
