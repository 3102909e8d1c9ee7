"""From the gate's verdict to the reply that frontends render: numbered, or refused with reasons."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import (
    Answer,
    Article,
    Citation,
    CitedClaim,
    Coverage,
    Draft,
    Quote,
    Reason,
    Refusal,
    Rejected,
    Reply,
    Trace,
    Verdict,
)

NEAREST = 3  # articles that a refusal offers


def compose(
    question: str,
    draft: Draft,
    verdict: Verdict,
    coverage: Coverage,
    timings: dict[str, float],
    trace: Trace,
) -> Reply:
    """Return an Answer of what passed the gate, or a Refusal when nothing did."""
    if not verdict.claims:
        return refuse(
            question,
            draft.reason or Reason.NOT_SUPPORTED,
            draft.missing or _MISSING[Reason.NOT_SUPPORTED],
            coverage,
            timings,
            trace,
            rejected=verdict.rejected,
            confidence=draft.confidence,
        )
    numbers: dict[Quote, int] = {}
    for claim in verdict.claims:
        for quote in claim.quotes:
            numbers.setdefault(quote, len(numbers) + 1)
    return Answer(
        question=question,
        claims=tuple(
            CitedClaim(claim, tuple(numbers[quote] for quote in claim.quotes))
            for claim in verdict.claims
        ),
        citations=tuple(Citation(number, quote) for quote, number in numbers.items()),
        rejected=verdict.rejected,
        coverage=coverage,
        confidence=draft.confidence,
        timings=timings,
        trace=trace,
    )


def refuse(
    question: str,
    reason: Reason,
    missing: str,
    coverage: Coverage,
    timings: dict[str, float],
    trace: Trace,
    *,
    rejected: tuple[Rejected, ...] = (),
    confidence: float | None = None,
) -> Refusal:
    """Return a Refusal that offers the articles nearest to the question."""
    return Refusal(
        question=question,
        reason=reason,
        missing=missing,
        nearest=_nearest(found.passage.article for found in trace.evidence),
        coverage=coverage,
        rejected=rejected,
        confidence=confidence,
        timings=timings,
        trace=trace,
    )


_MISSING = {
    Reason.NOT_SUPPORTED: "The articles touch on this, but no sentence in them answers it.",
}


def _nearest(articles: Iterable[Article]) -> tuple[Article, ...]:
    return tuple({article.id: article for article in articles}.values())[:NEAREST]
