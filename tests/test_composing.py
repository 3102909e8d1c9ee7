"""Numbering, and what a refusal offers."""

from __future__ import annotations

from rag.composing import NEAREST, compose
from rag.types import (
    Answer,
    Article,
    Claim,
    Coverage,
    Draft,
    Evidence,
    Passage,
    Quote,
    Reason,
    Refusal,
    Rejected,
    Reply,
    Trace,
    Verdict,
)

COVERAGE = Coverage(5, None, None)


def article(name: str) -> Article:
    return Article(name, f"Title {name}", f"{name}.md")


def quote(name: str, start: int = 0) -> Quote:
    return Quote(article(name), f"v-{name}", start, start + 10, "Ten words.")


def composed(verdict: Verdict, draft: Draft | None = None, *evidence: str) -> Reply:
    found = tuple(
        Evidence(Passage(f"p{place}", article(name), "v", 0, 1, "x", ()), 1.0)
        for place, name in enumerate(evidence)
    )
    return compose("q?", draft or Draft(), verdict, COVERAGE, {"total": 1.0}, Trace("q?", found))


def test_a_quote_has_one_number_however_often_it_is_cited() -> None:
    one, two = quote("a"), quote("b")
    claims = (Claim("First.", (one,)), Claim("Second.", (two, one)))
    reply = composed(Verdict(claims, ()))
    assert isinstance(reply, Answer)
    assert [each.number for each in reply.citations] == [1, 2]
    assert [each.citations for each in reply.claims] == [(1,), (2, 1)]
    assert reply.text == "First. [1] Second. [2][1]"
    assert reply.status == "answered"


def test_what_was_rejected_without_replacement_makes_an_answer_partial() -> None:
    claims = (Claim("First.", (quote("a"),)),)
    lost = Rejected("Lies.", Reason.QUOTE_NOT_FOUND)
    replaced = Rejected("Said otherwise.", Reason.NOT_LITERAL)
    assert composed(Verdict(claims, (lost,))).status == "partial"
    assert composed(Verdict(claims, (replaced,))).status == "answered"


def test_a_verdict_without_claims_is_a_refusal_with_the_drafts_reason() -> None:
    draft = Draft(confidence=0.1, reason=Reason.NOT_COVERED, missing="Nothing about it.")
    reply = composed(Verdict((), ()), draft, "a", "a", "b", "c", "d")
    assert isinstance(reply, Refusal)
    assert (reply.reason, reply.text, reply.confidence) == (
        Reason.NOT_COVERED,
        "Nothing about it.",
        0.1,
    )
    assert [each.id for each in reply.nearest] == ["a", "b", "c"][:NEAREST]


def test_a_draft_that_the_gate_rejects_whole_is_a_refusal_that_lists_it() -> None:
    lost = Rejected("Lies.", Reason.UNKNOWN_PASSAGE)
    reply = composed(Verdict((), (lost,)), Draft(confidence=0.9))
    assert isinstance(reply, Refusal)
    assert reply.reason is Reason.NOT_SUPPORTED
    assert reply.rejected == (lost,)
    assert reply.to_dict()["rejected"] == [
        {"text": "Lies.", "reason": "unknown_passage", "detail": ""}
    ]
