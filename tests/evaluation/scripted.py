"""A pipeline that replies by script, so that an evaluation can be tested on its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rag.types import (
    Answer,
    Article,
    Citation,
    CitedClaim,
    Claim,
    Coverage,
    Progress,
    Quote,
    Reason,
    Refusal,
    Rejected,
    Reply,
    Scope,
    Trace,
)

EVERYTHING = Scope()
COVERAGE = Coverage(articles=2, first=date(2031, 5, 1), last=date(2031, 5, 9))


def answer(
    quote: str,
    *,
    article: str = "ferry",
    confidence: float | None = 0.8,
    url: str | None = None,
    partial: bool = False,
) -> Answer:
    """One cited sentence."""
    source = Article(article, f"About the {article}", f"{article}.txt", url=url)
    claim = Claim(quote, (Quote(source, "0" * 64, 0, len(quote), quote),))
    return Answer(
        question="",
        claims=(CitedClaim(claim, (1,)),),
        citations=(Citation(1, claim.quotes[0]),),
        rejected=(Rejected("more", Reason.QUOTE_NOT_FOUND),) if partial else (),
        coverage=COVERAGE,
        confidence=confidence,
        timings={"retrieve": 0.1},
        trace=Trace(""),
    )


def refusal(reason: Reason = Reason.NOT_SUPPORTED, *, confidence: float | None = 0.1) -> Refusal:
    """A refusal for a reason."""
    return Refusal(
        question="",
        reason=reason,
        missing="The articles do not tell.",
        nearest=(),
        coverage=COVERAGE,
        rejected=(),
        confidence=confidence,
        timings={},
        trace=Trace(""),
    )


@dataclass
class ScriptedPipeline:
    """Replies to each question by its script; an exception there is raised."""

    script: Mapping[str, Reply | BaseException | Callable[[], Reply]]
    revision: str = "revision-1"
    asked: list[tuple[str, date | None, Scope]] = field(default_factory=list)
    made_ready: int = 0

    @property
    def library(self) -> SimpleNamespace:
        return SimpleNamespace(revision=self.revision)

    def ready(self, on_progress: Progress | None = None) -> None:
        self.made_ready += 1

    def ask(self, question: str, *, scope: Scope = EVERYTHING, as_of: date | None = None) -> Reply:
        self.asked.append((question, as_of, scope))
        reply = self.script[question]
        if isinstance(reply, BaseException):
            raise reply
        return reply() if callable(reply) else reply


def write_lines(path: Path, *lines: dict[str, Any]) -> Path:
    """Write a JSONL file and hand its path back."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
