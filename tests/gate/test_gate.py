from __future__ import annotations

import hashlib

import pytest

from rag.gate import gate, judge
from rag.gate.gate import MAX_CHARACTERS, MAX_CLAIMS, MAX_QUOTES
from rag.types import Draft, DraftClaim, Passage, Reason, Verdict
from tests.gate.invented import BAKERY, HANDED_OUT, HARBOUR, TEXTS

LEAK = HARBOUR[2]
DENIED = HARBOUR[4]
COLD = HARBOUR[6]
MAYOR = HARBOUR[8]


def judged(text: str, *quotes: tuple[str, str]) -> Verdict:
    return judge(Draft((DraftClaim(text, quotes),)), HANDED_OUT)


def reasons(verdict: Verdict) -> list[Reason]:
    return [rejected.reason for rejected in verdict.rejected]


def test_a_quote_is_published_as_its_whole_sentence() -> None:
    verdict = judged("the crew was at fault", ("k7Qf", "the crew was at fault"))
    (claim,) = verdict.claims
    (quote,) = claim.quotes
    assert claim.text == quote.text == DENIED
    assert TEXTS["harbour"][quote.start : quote.end] == quote.text
    assert quote.version == hashlib.sha256(TEXTS["harbour"].encode()).hexdigest()
    assert quote.article.id == "harbour"
    assert verdict.rejected == ()


def test_offsets_count_in_the_version_also_from_a_later_passage() -> None:
    (claim,) = judged("", ("Zp3x", "fell to -5 degrees")).claims
    (quote,) = claim.quotes
    assert quote.text == COLD
    assert TEXTS["harbour"][quote.start : quote.end] == COLD


def test_a_quote_across_sentences_brings_all_of_them() -> None:
    (claim,) = judged("", ("Zp3x", "at fault. The temperature")).claims
    assert claim.text == f"{DENIED} {COLD}"
    assert len(claim.quotes) == 1


@pytest.mark.parametrize(
    "text", [LEAK, "We did not find a leak", "  \n", LEAK.replace("“", '"').replace("”", '"')]
)
def test_literal_wording_is_not_rejected(text: str) -> None:
    verdict = judged(text, ("k7Qf", "We did not find a leak"))
    assert [claim.text for claim in verdict.claims] == [LEAK]
    assert verdict.rejected == ()


def test_a_paraphrase_is_listed_and_the_sentence_takes_its_place() -> None:
    verdict = judged("They found a leak.", ("k7Qf", "We did not find a leak"))
    assert [claim.text for claim in verdict.claims] == [LEAK]
    assert reasons(verdict) == [Reason.NOT_LITERAL]
    assert verdict.rejected[0].text == "They found a leak."


def test_a_claim_without_a_quote_is_rejected() -> None:
    verdict = judged(DENIED)
    assert verdict.claims == ()
    assert reasons(verdict) == [Reason.NO_QUOTE]


@pytest.mark.parametrize(
    "key", ["0", "1", "[9]", "9", "", "k7Q", "k7Qf ", "K7QF", "k7qf", "harbour:0"]
)
def test_a_key_that_was_not_handed_out_fails_the_claim(key: str) -> None:
    verdict = judged(DENIED, (key, DENIED))
    assert verdict.claims == ()
    assert reasons(verdict) == [Reason.UNKNOWN_PASSAGE]


@pytest.mark.parametrize(
    "words",
    [
        "the crew was to blame",
        "1.5 million litres",
        "We did find a leak",
        "We did not find … go on looking",
        "The crew was at fault",
        "",
        "“",
        MAYOR,  # stands in the article, but not in this passage
    ],
)
def test_words_that_do_not_stand_in_the_passage_fail_the_claim(words: str) -> None:
    verdict = judged(DENIED, ("k7Qf", words))
    assert verdict.claims == ()
    assert reasons(verdict) == [Reason.QUOTE_NOT_FOUND]


def test_one_bad_quote_fails_the_claim_as_a_whole_and_no_other_claim() -> None:
    bad = DraftClaim(DENIED, (("k7Qf", DENIED), ("k7Qf", "made up")))
    good = DraftClaim(COLD, (("Zp3x", COLD),))
    verdict = judge(Draft((bad, good)), HANDED_OUT)
    assert [claim.text for claim in verdict.claims] == [COLD]
    assert reasons(verdict) == [Reason.QUOTE_NOT_FOUND]


def test_neighbouring_sentences_become_one_quote() -> None:
    (claim,) = judged("", ("k7Qf", "find a leak"), ("k7Qf", "at fault")).claims
    (quote,) = claim.quotes
    assert quote.text == claim.text == f"{LEAK}\n\n{DENIED}"


def test_a_sentence_that_was_not_quoted_stays_out() -> None:
    (claim,) = judged("", ("w9Ab", "1 June"), ("w9Ab", "for now")).claims
    assert [quote.text for quote in claim.quotes] == [BAKERY[0], BAKERY[4]]


def test_overlapping_passages_of_a_version_join_at_the_shared_sentence() -> None:
    (claim,) = judged("", ("Zp3x", DENIED + " " + COLD), ("k7Qf", f"{LEAK} {DENIED}")).claims
    (quote,) = claim.quotes
    assert quote.text == f"{LEAK}\n\n{DENIED} {COLD}"
    assert TEXTS["harbour"][quote.start : quote.end] == quote.text


def test_sentences_stand_in_the_order_of_their_source() -> None:
    (claim,) = judged("", ("w9Ab", "1 June"), ("Zp3x", "chaos"), ("k7Qf", "a leak")).claims
    assert [quote.text for quote in claim.quotes] == [BAKERY[0], LEAK, MAYOR]
    assert claim.text == f"{BAKERY[0]} {LEAK} {MAYOR}"


def test_the_same_claim_is_published_once() -> None:
    claims = [
        DraftClaim(DENIED, (("k7Qf", DENIED),)),
        DraftClaim("at fault", (("Zp3x", "at fault"),)),
    ]
    verdict = judge(Draft(tuple(claims)), HANDED_OUT)
    assert [claim.text for claim in verdict.claims] == [DENIED]
    assert verdict.rejected == ()


@pytest.mark.parametrize("larger_first", [True, False])
def test_a_claim_within_another_is_published_once(larger_first: bool) -> None:
    small = DraftClaim("", (("Zp3x", COLD),))
    large = DraftClaim("", (("Zp3x", f"{DENIED} {COLD}"), ("w9Ab", BAKERY[0])))
    draft = Draft((large, small) if larger_first else (small, large))
    (claim,) = judge(draft, HANDED_OUT).claims
    assert claim.text == f"{DENIED} {COLD} {BAKERY[0]}"


def test_words_outside_every_sentence_are_not_quoted() -> None:
    whole = HANDED_OUT["w9Ab"]
    torn = Passage(
        whole.id,
        whole.article,
        whole.version,
        whole.start,
        whole.end,
        whole.text,
        whole.sentences[1:],
    )
    verdict = judge(Draft((DraftClaim("", (("key", BAKERY[0]),)),)), {"key": torn})
    assert verdict.claims == ()
    assert reasons(verdict) == [Reason.QUOTE_NOT_FOUND]


def test_excess_claims_are_rejected_with_their_number() -> None:
    examined = (DraftClaim(COLD, (("Zp3x", COLD),)),) * MAX_CLAIMS
    excess = (DraftClaim(BAKERY[0], (("w9Ab", BAKERY[0]),)),) * 30
    verdict = judge(Draft(examined + excess), HANDED_OUT)
    assert [claim.text for claim in verdict.claims] == [COLD]
    assert reasons(verdict) == [Reason.NOT_SUPPORTED]
    assert "30" in verdict.rejected[0].detail


@pytest.mark.parametrize(
    "claim",
    [
        DraftClaim("", (("Zp3x", COLD),) * (MAX_QUOTES + 1)),
        DraftClaim("x" * (MAX_CHARACTERS + 1), (("Zp3x", COLD),)),
        DraftClaim("", (("Zp3x", COLD + " " * MAX_CHARACTERS),)),
    ],
)
def test_a_claim_beyond_the_limits_is_rejected(claim: DraftClaim) -> None:
    verdict = judge(Draft((claim,)), HANDED_OUT)
    assert verdict.claims == ()
    assert reasons(verdict) == [Reason.NOT_SUPPORTED]


@pytest.mark.parametrize(
    "hostile", ["\x1b]52;c;aGk=\x07", "\u202egnp.exe", "\ud800", "a\nb" * 5000]
)
def test_what_is_said_of_a_rejected_claim_can_be_shown(hostile: str) -> None:
    for verdict in (
        judged(hostile, ("Zp3x", hostile)),
        judged(hostile, (hostile, COLD)),
        judged(hostile, ("Zp3x", COLD)),
    ):
        (rejected,) = verdict.rejected
        for shown in (rejected.text, rejected.detail):
            assert shown.isprintable()
            assert len(shown) < 5 * gate._SHOWN_CHARACTERS


@pytest.mark.parametrize(
    ("answer", "found"),
    [("-5 degrees", "−5 degrees"), ("−5  degrees", "−5 degrees"), ("9 degrees", None), ("", None)],
)
def test_the_words_that_answer_are_pointed_out_where_they_stand(
    answer: str, found: str | None
) -> None:
    proposed = DraftClaim("", (("Zp3x", "fell to -5 degrees"),), answer)
    (claim,) = judge(Draft((proposed,)), HANDED_OUT).claims
    assert claim.text == COLD
    assert (claim.answer and claim.text[slice(*claim.answer)]) == found
