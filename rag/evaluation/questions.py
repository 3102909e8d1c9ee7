"""Question files: one JSON object a line, checked as a whole before anything is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from rag.errors import UsageError
from rag.evaluation.wording import words


class Question(BaseModel):
    """One line of a question file; keys that are not named here are left alone.

    Only ``id`` and ``question`` are required. A line with the key ``answer`` is labelled: its
    text is the gold answer, and null says that the corpus holds none. ``supporting`` and
    ``also_mention`` are ids of the articles known to hold the answer. ``asked`` is the day on
    which the question was put.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    id: str
    question: str
    asked: date | None = None
    answer: str | None = None
    supporting: tuple[str, ...] = ()
    also_mention: tuple[str, ...] = ()

    @property
    def labelled(self) -> bool:
        """Whether the line says what the right reply is."""
        return "answer" in self.model_fields_set

    @property
    def known_articles(self) -> frozenset[str]:
        """Ids of the articles known to hold the answer."""
        return frozenset(self.supporting + self.also_mention)

    @field_validator("id", "question")
    @classmethod
    def _not_blank(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("it is empty")
        return text

    @model_validator(mode="after")
    def _labels_can_be_scored(self) -> Question:
        if self.known_articles and not self.labelled:
            raise ValueError('"supporting" stands without "answer"; give both or neither')
        if self.answer is not None and not words(self.answer):
            raise ValueError(
                '"answer" holds no Latin letter or digit to compare a reply with; write null if'
                " the corpus holds no answer, or leave the labels out"
            )
        return self


def read_questions(path: Path) -> list[Question]:
    """The questions of a UTF-8 JSONL file in its order; blank lines are passed over.

    Raises UsageError with the line number for whatever is wrong with a line, a repeated id
    included, and when the file cannot be read or holds no question.
    """
    questions: list[Question] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            question = Question.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path}, line {number}: {explain(error)}") from error
        if question.id in first_seen:
            raise UsageError(
                f'{path}, line {number}: the id "{question.id}" was given before, in line'
                f" {first_seen[question.id]}; every question needs an id of its own."
            )
        first_seen[question.id] = number
        questions.append(question)
    if not questions:
        raise UsageError(
            f'{path} holds no question. Write one a line: {{"id": "1", "question": "Who …?"}}'
        )
    return questions


def _lines(path: Path) -> list[bytes]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read the questions in {path}: {error.strerror}.") from error
    return data.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def explain(error: ValidationError) -> str:
    """The first thing that is wrong with a line, in a sentence."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ").replace(" at line 1 column", " at column")
    return f'"{place}": {message}.' if place else f"{message}."
