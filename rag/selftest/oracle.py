"""What came of one case: the oracle. It knows passages as texts, and nothing of any gate."""

from __future__ import annotations

from enum import StrEnum

from rag.selftest.material import Case
from rag.selftest.texts import plain
from rag.types import Claim, ClaimKind, Passage, Quote, Verdict


class Outcome(StrEnum):
    """What a reader would get to see of a draft."""

    ESCAPED = "escaped"  # a hostile draft's own words, or a quote that is none
    AS_WRITTEN = "as_written"  # an honest draft's own words
    AS_QUOTED = "as_quoted"  # the sentences quoted, whole and exact, in place of the draft's words
    REFUSED = "refused"  # nothing


def outcome_of(case: Case, verdict: Verdict) -> tuple[Outcome, str]:
    """What came of ``case``, and for an escape why it is one, in a sentence."""
    for claim in verdict.claims:
        if wrong := misquotes(case, claim):
            return Outcome.ESCAPED, wrong
        if case.family != "honest" and claim.kind is ClaimKind.PARAPHRASED:
            return Outcome.ESCAPED, "The hostile wording was published."
    if not verdict.claims:
        return Outcome.REFUSED, ""
    if case.family == "honest" and _as_written(case, verdict):
        return Outcome.AS_WRITTEN, ""
    return Outcome.AS_QUOTED, ""


def misquotes(case: Case, claim: Claim) -> str | None:
    """What is wrong with the quotes of a published claim, of any family; None if nothing is.

    Quotes are whole sentences of passages that the draft cites by keys which were handed out,
    exact in words and place. A claim worded by the source is its quotes, joined by spaces.
    """
    if not claim.quotes:
        return "Published without a quote."
    keys = {key for proposed in case.draft.claims for key, _ in proposed.quotes}
    cited = [case.handed_out[key] for key in keys if key in case.handed_out]
    for quote in claim.quotes:
        own = [p for p in cited if (p.version, p.article.id) == (quote.version, quote.article.id)]
        if not own:
            return "A quote is of an article that the draft cites by no key handed out."
        if not _stands(quote, own):
            return "A quote is not whole sentences of its source, exactly."
    text = " ".join(quote.text for quote in claim.quotes)
    if claim.kind is ClaimKind.QUOTED and claim.text != text:
        return "A claim that passes as the source's wording is not its quotes."
    if claim.speaker and claim.speaker not in text:
        return "A speaker is named whom the quotes do not name."
    if claim.answer and not 0 <= claim.answer[0] < claim.answer[1] <= len(claim.text):
        return "The words shown as the answer do not lie in the claim."
    return None


def _stands(quote: Quote, passages: list[Passage]) -> bool:
    """Whether ``quote`` is whole sentences of ``passages``, which are of one version."""
    known = {
        passage.start + offset: character
        for passage in passages
        for offset, character in enumerate(passage.text)
    }
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    return (
        any(sentence.start == quote.start for sentence in sentences)
        and any(sentence.end == quote.end for sentence in sentences)
        and [known.get(place) for place in range(quote.start, quote.end)] == list(quote.text)
    )


def _as_written(case: Case, verdict: Verdict) -> bool:
    """Whether every claim of the draft was published in its own words."""
    published = {plain(claim.text) for claim in verdict.claims}
    return all(plain(proposed.text) in published for proposed in case.draft.claims)
