"""Examples that are made: what makes them false must really be there."""

from __future__ import annotations

import pytest

from rag.models.training.examples import ENTAILED
from rag.models.training.making import Maker, sentences
from tests.models.training.invented import PASSAGES, READINGS

ANSWERED = [each for each in READINGS if each.answer]
SEEDS = range(25)


def made(seed: int) -> Maker:
    return Maker(READINGS, seed)


def test_the_same_seed_makes_the_same_examples() -> None:
    one, other = made(3), made(3)
    assert [one.unanswerable(r) for r in ANSWERED] == [other.unanswerable(r) for r in ANSWERED]
    assert [one.claims(r) for r in READINGS] == [other.claims(r) for r in READINGS]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_made_unanswerable_lost_its_answer_or_its_question(seed: int) -> None:
    maker = made(seed)
    kinds = set()
    for reading in ANSWERED:
        result = maker.unanswerable(reading)
        if result is None:
            continue
        kinds.add(result.source)
        assert result.answer is None
        if result.source == "made:question":
            assert result.passage == reading.passage and result.question != reading.question
        else:
            assert result.question == reading.question
            assert reading.answers[0] not in result.passage
    assert kinds <= {"made:question", "made:cut", "made:passage"} and kinds


def test_every_way_of_making_is_taken() -> None:
    results = [made(seed).unanswerable(reading) for seed in SEEDS for reading in ANSWERED]
    assert {"made:question", "made:cut"} <= {each.source for each in results if each}


def test_true_claims_take_their_words_from_the_evidence_and_false_ones_do_not() -> None:
    claims = [claim for seed in SEEDS for r in READINGS for claim in made(seed).claims(r)]
    for claim in claims:
        words = set(claim.claim.lower().rstrip(".").split())
        there = set(claim.evidence.lower().replace(".", "").split())
        if claim.labels == {ENTAILED}:
            assert {word.strip(".,") for word in words} <= {word.strip(",") for word in there}
        elif claim.source == "made:swap":
            assert not {w.strip(".,") for w in words} <= {w.strip(",") for w in there}
        else:
            assert ENTAILED not in claim.labels
    assert {"made:true", "made:swap", "made:doubt", "made:negation"} <= {c.source for c in claims}


def test_a_hedge_that_is_lost_is_no_true_claim() -> None:
    hedged = [
        claim
        for seed in SEEDS
        for claim in made(seed).claims(READINGS[0])
        if claim.source == "made:hedge"
    ]
    assert hedged
    assert all("may have" in claim.evidence and "may" not in claim.claim for claim in hedged)


def test_who_did_it_becomes_a_claim() -> None:
    reading = next(r for r in ANSWERED if r.question == "Who built the first mill?")
    claim = made(1).answered_claim(reading)
    assert claim is not None
    assert claim.claim == "Jonas Rehn built the first mill."


def test_sentences_cover_the_text() -> None:
    for text in PASSAGES.values():
        assert "".join(text[a:b] for a, b in sentences(text)) == text
        assert len(sentences(text)) == 4
