"""Replies, articles and reports as lines of styled text. Pure: values in, values out.

Outside text enters through ``words`` or ``printable`` only, which let nothing through that a
terminal would obey; rich's markup is never parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, assert_never

from rich.text import Text

from bot.printable import one_line, printable
from rag.types import (
    Answer,
    Article,
    Citation,
    Claim,
    Coverage,
    Evidence,
    Reason,
    Refusal,
    Rejected,
    Reply,
    SyncReport,
)

QUOTE_STYLE = "reverse"  # seen without colour too
ANSWER_STYLE = "bold"

REASONS = {
    Reason.UNKNOWN_PASSAGE: "it cites a passage that was not handed out",
    Reason.NO_QUOTE: "it rests on no quote",
    Reason.QUOTE_NOT_FOUND: "its quote does not stand in the article",
    Reason.NOT_LITERAL: "a paraphrase; the quoted sentences stand in its place",
    Reason.UNSAFE_TEXT: "it holds markup, an address or characters that cannot be seen",
    Reason.FIGURE_NOT_FOUND: "a figure in it does not stand in what it quotes",
    Reason.NAME_NOT_FOUND: "a name in it does not stand in what it quotes",
    Reason.WRONG_SPEAKER: "its quotation marks or its speaker are not the source's",
    Reason.CERTAINTY_CHANGED: "it is more, or less, certain than what it quotes",
    Reason.NOT_ENTAILED: "what it quotes does not say it",
    Reason.OVER_LIMIT: "it is larger than any honest draft",
    Reason.NOT_COVERED: "nothing in the articles is about it",
    Reason.NOT_SUPPORTED: "articles come near it, but none supports it",
    Reason.EMPTY_SCOPE: "no article lies within the limits that were set",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line, to be wrapped to the window, and its indent in columns."""

    text: Text
    indent: int = 0


BLANK = Line(Text())


def reply_lines(reply: Reply) -> list[Line]:
    """What an answer says and rests on, or what is missing for one."""
    match reply:
        case Answer():
            return list(_answer(reply))
        case Refusal():
            return list(_refusal(reply))
        case _:
            assert_never(reply)


def _answer(answer: Answer) -> Iterator[Line]:
    claims = [
        Text.assemble(_claim(cited.claim), Text(f" {_marks(cited.citations)}", "cyan"))
        for cited in answer.claims
    ]
    yield Line(Text(" ").join(claims))
    for citation in answer.citations:
        yield BLANK
        yield from _citation(citation)
    unsupported = [r for r in answer.rejected if r.reason is not Reason.NOT_LITERAL]
    if unsupported:
        yield BLANK
        yield Line(words("Left out, because nothing supports it:", "yellow"))
        yield from _rejected(unsupported)
    if answer.confidence is not None:
        yield BLANK
        yield Line(words(f"Confidence: {answer.confidence:.0%}", "dim"))


def _claim(claim: Claim) -> Text:
    """The claim, with the few words in bold that answer the question."""
    if claim.answer is None:
        return words(claim.text)
    start, end = claim.answer
    before, answer, after = claim.text[:start], claim.text[start:end], claim.text[end:]
    return Text.assemble(
        words(before),
        " " if before[-1:].isspace() else "",
        words(answer, ANSWER_STYLE),
        " " if after[:1].isspace() else "",
        words(after),
    )


def _citation(citation: Citation) -> Iterator[Line]:
    quote = citation.quote
    yield Line(Text.assemble(Text(f"[{citation.number}] ", "cyan"), words(f"“{quote.text}”")))
    yield Line(byline(quote.article), indent=4)
    yield Line(words(address(quote.article), "dim"), indent=4)


def address(article: Article) -> str:
    """Where the article can be read: its link, or its file as seen from the current folder."""
    if article.url:
        return article.url
    path = Path(article.path)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _refusal(refusal: Refusal) -> Iterator[Line]:
    missing = refusal.missing or f"{REASONS[refusal.reason].capitalize()}."
    yield Line(Text.assemble(Text("No answer. ", "bold yellow"), words(missing)))
    if refusal.nearest:
        yield BLANK
        yield Line(words("Nearest articles:"))
        for article in refusal.nearest:
            yield Line(byline(article), indent=2)
            yield Line(words(article.id, "dim"), indent=4)
    if refusal.rejected:
        yield BLANK
        yield Line(words("Proposed, but not supported:", "yellow"))
        yield from _rejected(refusal.rejected)
    yield BLANK
    yield Line(words(f"Searched: {coverage_words(refusal.coverage)}."))
    yield Line(words(_hint(refusal.reason), "dim"))


def _hint(reason: Reason) -> str:
    match reason:
        case Reason.EMPTY_SCOPE:
            return "Widen the limits (outlet, article, dates, path) and ask again."
        case Reason.NOT_COVERED:
            return "Ask about what the articles tell, or add more of them: dateline index PATH"
        case _:
            return "Ask for something narrower, or read the nearest articles."


def _rejected(rejected: Iterable[Rejected]) -> Iterator[Line]:
    for each in rejected:
        detail = f" ({each.detail})" if each.detail else ""
        yield Line(words(f"- {each.text or '(no text)'}"), indent=2)
        yield Line(words(f"{REASONS[each.reason]}{detail}", "dim"), indent=4)


def why_lines(reply: Reply) -> list[Line]:
    """What was retrieved, with scores, what of it was chosen, and what was rejected."""
    citations = reply.citations if isinstance(reply, Answer) else ()
    lines = [Line(words(f"Searched: {reply.trace.question}", "bold"))]
    for rank, evidence in enumerate(reply.trace.evidence, start=1):
        lines += _evidence(rank, evidence, citations)
    if not reply.trace.evidence:
        lines.append(Line(words("Nothing was retrieved.")))
    heading = "Rejected:" if reply.rejected else "Nothing was rejected."
    lines += [BLANK, Line(Text(heading, "bold")), *_rejected(reply.rejected)]
    facts = [f"{stage} {seconds:.2f} s" for stage, seconds in reply.timings.items()]
    if reply.confidence is not None:
        facts.insert(0, f"confidence {reply.confidence:.0%}")
    return [*lines, BLANK, Line(words(", ".join(facts), "dim"))] if facts else lines


def _evidence(rank: int, evidence: Evidence, citations: Sequence[Citation]) -> Iterator[Line]:
    passage = evidence.passage
    numbers = [
        citation.number
        for citation in citations
        if citation.quote.version == passage.version
        and passage.start <= citation.quote.start < passage.end
    ]
    scores = [f"relevance {evidence.relevance:.2f}"]
    if evidence.similarity is not None:
        scores.append(f"similarity {evidence.similarity:.2f}")
    if evidence.keyword is not None:
        scores.append(f"keywords {evidence.keyword:.1f}")
    chosen = f" → chosen {_marks(numbers)}" if numbers else ""
    yield BLANK
    yield Line(Text.assemble(f"{rank}. {', '.join(scores)}", Text(chosen, "cyan")))
    yield Line(byline(passage.article), indent=3)
    yield Line(words(_shorten(passage.text, 160), "dim"), indent=3)


def article_lines(article: Article, text: str, quote: tuple[int, int] | None) -> list[Line]:
    """The whole article, the characters of ``text[start:end]`` highlighted where given."""
    start, end = quote or (0, 0)
    body = Text.assemble(
        Text(printable(text[:start])),
        Text(printable(text[start:end]), QUOTE_STYLE),
        Text(printable(text[end:])),
    )
    head = [Line(byline(article)), Line(words(address(article), "dim")), BLANK]
    return [*head, *(Line(paragraph) for paragraph in body.split("\n", allow_blank=True))]


def sync_lines(report: SyncReport, *, verbose: bool) -> list[Line]:
    """What changed in the library, and what was skipped and why (all of it if verbose)."""
    changes = {
        "added": report.added,
        "edited": report.edited,
        "moved": report.moved,
        "deleted": report.deleted,
        "copies linked": report.copies,
    }
    lines = []
    for label, ids in changes.items():
        shown = ids if verbose else ids[:3]
        names = ", ".join(shown) + (", …" if len(shown) < len(ids) else "")
        lines.append(_count(label, len(ids), names))
    lines.append(_count("unchanged", report.unchanged))
    lines.append(_count("skipped", len(report.skipped)))
    listed = report.skipped if verbose else report.skipped[:20]
    lines += [Line(words(f"{skip.path}: {skip.reason}", "yellow"), indent=2) for skip in listed]
    if more := len(report.skipped) - len(listed):
        lines.append(Line(words(f"and {more:,} more; --verbose lists all"), indent=2))
    return lines


def _count(label: str, number: int, names: str = "") -> Line:
    line = Text(f"{label:<14}{number:>6,}")
    return Line(Text.assemble(line, "  ", words(names, "dim")) if names else line)


def report_lines(report: str) -> list[Line]:
    """The rows of a text that was laid out elsewhere, with their indents."""
    return [Line(words(row), len(row) - len(row.lstrip())) for row in report.splitlines()]


def figure_lines(figures: Mapping[str, Any]) -> list[Line]:
    """An evaluation's numbers, one a line, with their 95% intervals where there are any."""
    intervals = figures.get("intervals", {})
    lines = []
    for name, value in figures.items():
        if isinstance(value, int | float):
            number = f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
            low, high = intervals.get(name, (None, None))
            spread = "" if low is None else f"  ({low:.3f} to {high:.3f})"
            lines.append(Line(Text(f"{name:<26}{number:>8}{spread}")))
    return lines


def coverage_words(coverage: Coverage) -> str:
    """Such as ``2 articles, from 3 May 2024 to 9 May 2024``."""
    counted = f"{coverage.articles:,} article{'' if coverage.articles == 1 else 's'}"
    if coverage.first is None or coverage.last is None:
        return counted if coverage.articles == 0 else f"{counted} without a date"
    if coverage.first == coverage.last:
        return f"{counted}, of {day_words(coverage.first)}"
    return f"{counted}, from {day_words(coverage.first)} to {day_words(coverage.last)}"


def day_words(day: date) -> str:
    """Such as ``3 May 2024``."""
    return f"{day.day} {day:%B %Y}"


def byline(article: Article) -> Text:
    """Title, outlet, day and author, as far as they are known."""
    outlet = [article.outlet] if article.outlet else []
    days = [day_words(article.published)] if article.published else []
    author = [f"by {article.author}"] if article.author else []
    facts = ", ".join([*outlet, *days, *author])
    title = words(article.title or article.id, "bold")
    return Text.assemble(title, " — ", words(facts)) if facts else title


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _shorten(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"


def words(text: str, style: str = "") -> Text:
    """Outside text, or a sentence with some in it: printable, on one line."""
    return Text(one_line(text), style)
