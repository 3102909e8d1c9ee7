"""The nouns of Dateline: plain, frozen values that the rooms hand to one another.

All offsets count characters (Python code points) in one version's cleaned text, and
``version.text[start:end]`` is the text that they mean, always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

# --------------------------------------------------------------------------- the corpus


@dataclass(frozen=True, slots=True)
class Article:
    """One news article, whatever its text says today.

    ``id`` is readable and stays the same when the file is edited, moved or indexed again.
    ``path`` is where it was read: a file, or ``file.jsonl#id`` for one line of many.
    ``language`` is an ISO 639-1 code, or "und" when it is not known.
    """

    id: str
    title: str
    path: str
    author: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's cleaned text, never overwritten.

    ``sha256`` is the hex digest of ``text`` in UTF-8.
    """

    article_id: str
    sha256: str
    text: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one version: ``version.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one version: the unit that is indexed and retrieved.

    ``version.text[start:end] == text``; the sentences' offsets count in the version too.
    ``id`` changes whenever anything that is indexed of the passage changes.
    """

    id: str
    article: Article
    version: str
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def searchable(self) -> str:
        """What is embedded, indexed and read: the title, a line break, the text."""
        return f"{self.article.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be stored, and why, in words that help to mend it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What bringing the library up to date changed: article ids, and what was skipped.

    ``copies`` are exact or near duplicates of another article: stored and linked to it, not
    indexed. An article that was both moved and edited counts as edited.
    """

    added: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()


class Progress(Protocol):
    """Told how far a stage has come: its name, the items done, and their number if known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the library may be used. An empty tuple or None sets no limit.

    ``since`` and ``until`` are days of publication, both included; an article without a
    date lies outside any such scope. ``as_of`` is the day on which the question is asked:
    articles known to be later are left out, undated ones stay. ``under`` holds files and folders.
    """

    articles: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the searched part of the library holds: how many articles, from when to when."""

    articles: int
    first: date | None
    last: date | None


# --------------------------------------------------------------------------- a question


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, by id: cosine (-1 to 1) or BM25 (0 and up)."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words of a sentence that answer: ``version.text[start:end]``.

    ``score`` is the logit of this span less that of "no answer here"; higher is likelier.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a passage; the scores are logits, higher when better.

    ``answers`` holds the best short answer of each of the passage's sentences, in their order;
    None where the sentence was not read.
    """

    relevance: float
    answerable: float
    answers: tuple[ShortAnswer | None, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that retrieval found, best first. Every score is higher when better.

    ``relevance`` is the reader's logit where one ran, otherwise the fused rank score.
    ``similarity`` is the cosine to the question (-1 to 1), ``keyword`` the BM25 score (0 and
    up); each is None where that search did not return the passage. ``reading`` is None where
    there is no reader.
    """

    passage: Passage
    relevance: float
    similarity: float | None = None
    keyword: float | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """What a writer would like to say, and the quotes that it rests on.

    A quote is ``(passage key, quoted words)``; the key is the one handed out for this request.
    ``answer`` holds the few words of the text that answer the question, where a writer knows.
    """

    text: str
    quotes: tuple[tuple[str, str], ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposed. Untrusted: only the gate decides what is published.

    ``confidence`` is the writer's calibrated probability (0 to 1) that the draft answers the
    question, or None where the writer has none. A draft without claims proposes to refuse, for
    ``reason``; ``missing`` then says in a sentence what the evidence does not tell.
    """

    claims: tuple[DraftClaim, ...] = ()
    confidence: float | None = None
    reason: Reason | None = None
    missing: str = ""


class Reason(StrEnum):
    """Why a claim was rejected or a question refused."""

    UNKNOWN_PASSAGE = "unknown_passage"  # a key that was not handed out for this request
    NO_QUOTE = "no_quote"  # a claim that rests on nothing
    QUOTE_NOT_FOUND = "quote_not_found"  # the quoted words do not stand in the passage
    NOT_LITERAL = "not_literal"  # strict mode: a paraphrase, replaced by its quoted sentences
    UNSAFE_TEXT = "unsafe_text"  # markup, an address or characters that cannot be seen
    FIGURE_NOT_FOUND = "figure_not_found"  # a number, amount or date that is not in the quotes
    NAME_NOT_FOUND = "name_not_found"  # a name that is not in the quotes
    WRONG_SPEAKER = "wrong_speaker"  # words in quotation marks, or who said them, differ
    CERTAINTY_CHANGED = "certainty_changed"  # a negation or a reservation lost, or put in
    NOT_ENTAILED = "not_entailed"  # the quotes do not say it
    OVER_LIMIT = "over_limit"  # larger than any honest draft
    NOT_COVERED = "not_covered"  # nothing in scope is about the question
    NOT_SUPPORTED = "not_supported"  # passages on the topic, none that answers
    EMPTY_SCOPE = "empty_scope"  # no article lies in the scope asked for


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences of one version, exactly as they stand there."""

    article: Article
    version: str
    start: int
    end: int
    text: str


class ClaimKind(StrEnum):
    """How a published claim is worded: by the source, or by a writer and checked."""

    QUOTED = "quoted"
    PARAPHRASED = "paraphrased"


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be said. Only the gate constructs one.

    ``text[answer[0]:answer[1]]`` are the few words that answer, to be shown in bold.
    """

    text: str
    quotes: tuple[Quote, ...]
    kind: ClaimKind = ClaimKind.QUOTED
    speaker: str | None = None
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """What may not be said, and why. Nothing is dropped unseen."""

    text: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's decision on a draft."""

    claims: tuple[Claim, ...]
    rejected: tuple[Rejected, ...]


# --------------------------------------------------------------------------- the reply


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote under an answer. Numbers start at 1, in order of appearance."""

    number: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A published claim and the numbers of the citations that carry it."""

    claim: Claim
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What lies behind a reply, for those who ask why: the evidence, best first."""

    question: str  # as it was searched, after a follow-up was made to stand alone
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that is published: every claim carries exact quotes.

    ``timings`` are seconds by stage, ``confidence`` a calibrated probability (0 to 1).
    """

    question: str
    claims: tuple[CitedClaim, ...]
    citations: tuple[Citation, ...]
    rejected: tuple[Rejected, ...]
    coverage: Coverage
    confidence: float | None
    timings: dict[str, float]
    trace: Trace = field(repr=False, compare=False)

    @property
    def status(self) -> str:
        """``answered``, or ``partial`` where something was proposed that nothing supports."""
        replaced = {Reason.NOT_LITERAL}
        return "answered" if {r.reason for r in self.rejected} <= replaced else "partial"

    @property
    def text(self) -> str:
        """The published words, each claim followed by its citation marks: ``… [1] … [2]``."""
        return " ".join(
            f"{cited.claim.text} {''.join(f'[{number}]' for number in cited.citations)}"
            for cited in self.claims
        )

    def to_dict(self) -> dict[str, Any]:
        """The reply as JSON values, with the same keys as a refusal's."""
        return {
            "status": self.status,
            "question": self.question,
            "text": self.text,
            "claims": [
                {
                    "text": cited.claim.text,
                    "answer": list(cited.claim.answer) if cited.claim.answer else None,
                    "citations": list(cited.citations),
                }
                for cited in self.claims
            ],
            "citations": [_citation_to_dict(citation) for citation in self.citations],
            "reason": None,
            "nearest": [],
            **_common_to_dict(self),
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply that says what the corpus does not tell. A value, not an error."""

    question: str
    reason: Reason
    missing: str
    nearest: tuple[Article, ...]
    coverage: Coverage
    rejected: tuple[Rejected, ...]
    confidence: float | None
    timings: dict[str, float]
    trace: Trace = field(repr=False, compare=False)

    @property
    def status(self) -> str:
        """Always ``refused``."""
        return "refused"

    @property
    def text(self) -> str:
        """What is missing, in a sentence."""
        return self.missing

    def to_dict(self) -> dict[str, Any]:
        """The reply as JSON values, with the same keys as an answer's."""
        return {
            "status": self.status,
            "question": self.question,
            "text": self.text,
            "claims": [],
            "citations": [],
            "reason": self.reason.value,
            "nearest": [_article_to_dict(article) for article in self.nearest],
            **_common_to_dict(self),
        }


Reply = Answer | Refusal


def _common_to_dict(reply: Reply) -> dict[str, Any]:
    coverage = reply.coverage
    return {
        "coverage": {
            "articles": coverage.articles,
            "first": _day(coverage.first),
            "last": _day(coverage.last),
        },
        "confidence": reply.confidence,
        "rejected": [
            {"text": rejected.text, "reason": rejected.reason.value, "detail": rejected.detail}
            for rejected in reply.rejected
        ],
        "timings": reply.timings,
    }


def _citation_to_dict(citation: Citation) -> dict[str, Any]:
    quote = citation.quote
    return {
        "number": citation.number,
        **_article_to_dict(quote.article),
        "version": quote.version,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.text,
    }


def _article_to_dict(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "title": article.title,
        "author": article.author,
        "outlet": article.outlet,
        "published": _day(article.published),
        "url": article.url,
        "path": article.path,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
