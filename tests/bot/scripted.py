"""A stand-in for the pipeline: it tells prepared replies, and what it was asked is kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from rag.errors import DatelineError, EmptyLibrary
from rag.types import (
    Answer,
    Article,
    Citation,
    CitedClaim,
    Claim,
    Coverage,
    Evidence,
    Passage,
    Progress,
    Quote,
    Reason,
    Refusal,
    Rejected,
    Reply,
    Scope,
    Sentence,
    Skipped,
    SyncReport,
    Trace,
    Version,
)

FERRY = Article(
    id="ferry-runs-again",
    title="Ferry runs again after the storm",
    path="/news/ferry.txt",
    author="Ines Okafor",
    outlet="Harbour Post",
    published=date(2024, 5, 3),
    url="https://harbour.example/ferry",
    language="en",
)
BRIDGE = Article(
    id="bridge-closed",
    title="Bridge closed for repairs",
    path="/news/bridge.txt",
    outlet="Valley Courier",
    published=date(2024, 5, 9),
)
COPY = replace(BRIDGE, id="bridge-closed-2", path="/news/wire/bridge.txt")
OPENING = "The ferry to Skarholm sailed again on Friday."
CAPTAIN = "Captain Mira Voss said 212 passengers were on board."
FERRY_TEXT = "\n\n".join(
    [
        "The storm had lasted four days.",
        *(f"Paragraph {n} tells of the harbour, its cranes and its gulls." for n in range(1, 30)),
        f"{OPENING} {CAPTAIN}",
        *(f"Paragraph {n} tells of the island and its winter roads." for n in range(30, 60)),
    ]
)
BRIDGE_TEXT = "The bridge over the Lenn is closed until June."
TEXTS = {FERRY.id: FERRY_TEXT, BRIDGE.id: BRIDGE_TEXT}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def quote(article: Article, words: str) -> Quote:
    text = TEXTS[article.id]
    start = text.index(words)
    return Quote(article, sha256(text), start, start + len(words), words)


def passage(article: Article, words: str) -> Passage:
    found = quote(article, words)
    sentence = Sentence(found.start, found.end, words)
    return Passage(
        f"p-{article.id}", article, found.version, found.start, found.end, words, (sentence,)
    )


COVERAGE = Coverage(2, date(2024, 5, 3), date(2024, 5, 9))


def answer(question: str, *said: str, rejected: Sequence[Rejected] = ()) -> Answer:
    quotes = [quote(FERRY, words) for words in said or (OPENING, CAPTAIN)]
    return Answer(
        question=question,
        claims=tuple(
            CitedClaim(Claim(each.text, (each,)), (number,))
            for number, each in enumerate(quotes, start=1)
        ),
        citations=tuple(Citation(number, each) for number, each in enumerate(quotes, start=1)),
        rejected=tuple(rejected),
        coverage=COVERAGE,
        confidence=0.82,
        timings={"retrieve": 0.03, "gate": 0.01},
        trace=Trace(
            question,
            (
                Evidence(passage(FERRY, f"{OPENING} {CAPTAIN}"), 5.31, 0.82, 12.4),
                Evidence(passage(BRIDGE, BRIDGE_TEXT), -2.5, None, 3.1),
            ),
        ),
    )


def refusal(question: str, reason: Reason = Reason.NOT_SUPPORTED) -> Refusal:
    return Refusal(
        question=question,
        reason=reason,
        missing="The articles do not tell who won the regatta.",
        nearest=(FERRY, BRIDGE),
        coverage=COVERAGE,
        rejected=(),
        confidence=0.11,
        timings={"retrieve": 0.03},
        trace=Trace(question),
    )


class ScriptedLibrary:
    """Two articles, one of them with a copy."""

    def __init__(self, articles: Sequence[Article] = (FERRY, BRIDGE)) -> None:
        self._articles = list(articles)

    def articles(self, scope: Scope = Scope()) -> list[Article]:  # noqa: B008
        return list(self._articles)

    def article(self, id: str) -> Article | None:
        return next((article for article in self._articles if article.id == id), None)

    def copies(self, id: str) -> list[Article]:
        return [COPY] if id == BRIDGE.id else []

    def version(self, sha: str) -> Version:
        return next(
            v for article in self._articles for v in self.history(article.id) if v.sha256 == sha
        )

    def history(self, article_id: str) -> list[Version]:
        text = TEXTS[article_id]
        return [Version(article_id, sha256(text), text, datetime(2024, 6, 1, tzinfo=UTC))]

    def coverage(self, scope: Scope = Scope()) -> Coverage:  # noqa: B008
        return COVERAGE if self._articles else Coverage(0, None, None)


@dataclass
class Asked:
    question: str
    scope: Scope
    as_of: date | None
    history: tuple[tuple[str, Reply], ...]


@dataclass
class ScriptedPipeline:
    """Answers "slow …" after ten seconds, fails on "fail …" and "break …", refuses "who won …"."""

    library: Any = field(default_factory=ScriptedLibrary)
    replies: Mapping[str, Reply] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    report: SyncReport = field(default_factory=SyncReport)
    asked: list[Asked] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    found: Sequence[Article] = ()  # what an update puts into the library

    def update(self, paths: Sequence[Path], on_progress: Progress | None = None) -> SyncReport:
        self.updated += paths
        if self.found:
            self.library = ScriptedLibrary(self.found)
        if on_progress:
            for stage in ("articles", "embed", "index"):
                on_progress(stage, 1, 2)
                on_progress(stage, 2, 2)
        return self.report

    def ready(self, on_progress: Progress | None = None) -> None:
        if not self.library.articles():
            raise EmptyLibrary("There are no articles. Add some: dateline index FOLDER")

    def ask(
        self,
        question: str,
        *,
        scope: Scope = Scope(),  # noqa: B008
        as_of: date | None = None,
        history: Sequence[tuple[str, Reply]] = (),
    ) -> Reply:
        self.asked.append(Asked(question, scope, as_of, tuple(history)))
        match question.split(" ")[0].casefold():
            case "slow":
                time.sleep(10)
            case "fail":
                raise DatelineError("the models are away; bring them back")
            case "break":
                raise ZeroDivisionError("nobody \x1b[2J expected this")
            case "interrupt":
                raise KeyboardInterrupt
        if question in self.replies:
            return self.replies[question]
        if question.casefold().startswith("who won"):
            return refusal(question)
        return answer(question, *([CAPTAIN] if history else []))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


SKIPPED = tuple(Skipped(f"/news/broken-{n}.pdf", "it is encrypted") for n in range(25))
