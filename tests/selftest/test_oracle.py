"""What counts as an escape, whichever gate is tested."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.selftest.material import Case, Family
from rag.selftest.oracle import Outcome, outcome_of
from rag.types import Claim, ClaimKind, Draft, DraftClaim, Passage, Quote, Verdict
from tests.selftest.invented import PASSAGES

HERE, NEXT = PASSAGES[0], PASSAGES[1]
ELSEWHERE = PASSAGES[-1]
KEYS = {"a1": HERE, "b2": NEXT, "c3": ELSEWHERE}
SENTENCE = HERE.sentences[1]
ALTERED = "The slick was seen by nobody."


def quote(passage: Passage = HERE, first: int = 1, last: int = 1) -> Quote:
    start, end = passage.sentences[first].start, passage.sentences[last].end
    text = passage.text[start - passage.start : end - passage.start]
    return Quote(passage.article, passage.version, start, end, text)


def published(text: str, *quotes: Quote, kind: ClaimKind = ClaimKind.QUOTED) -> Verdict:
    return Verdict((Claim(text, quotes, kind),), ())


def outcome(verdict: Verdict, family: Family = "literal", text: str = ALTERED) -> Outcome:
    draft = Draft((DraftClaim(text, (("a1", SENTENCE.text),)),))
    return outcome_of(Case("kind", family, draft, KEYS, "What was seen?", ""), verdict)[0]


def test_a_hostile_wording_that_is_published_is_an_escape() -> None:
    verdict = published(ALTERED, quote(), kind=ClaimKind.PARAPHRASED)
    assert outcome(verdict) is Outcome.ESCAPED
    assert outcome(verdict, "semantic") is Outcome.ESCAPED
    assert outcome(verdict, "honest") is Outcome.AS_WRITTEN


def test_the_true_sentence_in_its_place_is_none() -> None:
    assert outcome(published(SENTENCE.text, quote())) is Outcome.AS_QUOTED
    assert outcome(published(SENTENCE.text, quote()), "honest") is Outcome.AS_QUOTED
    assert outcome(Verdict((), ())) is Outcome.REFUSED


def test_a_hostile_wording_cannot_pass_as_the_sources() -> None:
    assert outcome(published(ALTERED, quote())) is Outcome.ESCAPED


def test_more_sentences_of_the_cited_passage_may_be_quoted() -> None:
    wide = quote(HERE, 0, 2)
    assert outcome(published(wide.text, wide)) is Outcome.AS_QUOTED


@pytest.mark.parametrize(
    "wrong",
    [
        replace(quote(), start=quote().start + 1),
        replace(quote(), end=quote().end - 1, text=quote().text[:-1]),
        replace(quote(), text=quote().text.replace("once", "last")),
        replace(quote(), version="0" * 64),
        quote(ELSEWHERE, 0, 0),  # handed out, but not cited
    ],
)
@pytest.mark.parametrize("family", ["literal", "semantic", "honest"])
def test_a_quote_that_is_none_is_an_escape_of_any_family(wrong: Quote, family: Family) -> None:
    assert outcome(published(wrong.text, wrong), family) is Outcome.ESCAPED


def test_a_claim_without_a_quote_is_an_escape() -> None:
    assert outcome(Verdict((Claim("Nothing.", ()),), ()), "honest") is Outcome.ESCAPED


def test_a_speaker_whom_the_quotes_do_not_name_is_an_escape() -> None:
    claim = Claim(SENTENCE.text, (quote(),), ClaimKind.QUOTED, speaker="Aron Helm")
    assert outcome(Verdict((claim,), ())) is Outcome.ESCAPED
    named = replace(claim, speaker="Ilse Brandt")
    assert outcome(Verdict((named,), ())) is Outcome.AS_QUOTED


def test_the_words_that_answer_lie_in_the_claim() -> None:
    claim = Claim(SENTENCE.text, (quote(),), answer=(0, len(SENTENCE.text)))
    assert outcome(Verdict((claim,), ())) is Outcome.AS_QUOTED
    beyond = replace(claim, answer=(5, len(SENTENCE.text) + 1))
    assert outcome(Verdict((beyond,), ())) is Outcome.ESCAPED


def test_honest_words_count_as_written_in_any_style_of_marks_but_not_cut() -> None:
    typed = SENTENCE.text.replace("“", '"').replace("”", '"')
    assert outcome(published(SENTENCE.text, quote()), "honest", typed) is Outcome.AS_WRITTEN
    part = SENTENCE.text[: len(SENTENCE.text) // 2]
    assert outcome(published(SENTENCE.text, quote()), "honest", part) is Outcome.AS_QUOTED
