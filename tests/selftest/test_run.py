"""Whole runs: the strict gate keeps the promise, scripted judges are found out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gate import gate
from rag.selftest import Report, make_cases, run
from rag.selftest.bounds import upper_bound
from rag.types import Claim, ClaimKind, Draft, Passage, Quote, Reason, Rejected, Verdict
from tests.selftest.invented import PASSAGES

COUNT = 1_500


def whole_sentences(draft: Draft, handed_out: Mapping[str, Passage], question: str) -> Verdict:
    """A judge that publishes the quoted sentence, where a quote is exactly one."""
    claims = [
        Claim(sentence.text, (_quote(handed_out[key], sentence.start, sentence.end),))
        for proposed in draft.claims
        for key, words in proposed.quotes
        if key in handed_out
        for sentence in handed_out[key].sentences
        if sentence.text == words
    ]
    rejected = [Rejected(proposed.text, Reason.NOT_LITERAL) for proposed in draft.claims]
    return Verdict(tuple(claims), tuple(rejected))


def obedient(draft: Draft, handed_out: Mapping[str, Passage], question: str) -> Verdict:
    """A judge that publishes whatever cites a passage."""
    claims = [
        Claim(proposed.text, (_quote(passage, first.start, first.end),), ClaimKind.PARAPHRASED)
        for proposed in draft.claims
        for key, _ in proposed.quotes[:1]
        if (passage := handed_out.get(key)) and (first := passage.sentences[0])
    ]
    return Verdict(tuple(claims), ())


def refusing(draft: Draft, handed_out: Mapping[str, Passage], question: str) -> Verdict:
    """A judge that publishes nothing."""
    return Verdict((), tuple(Rejected(claim.text, Reason.NO_QUOTE) for claim in draft.claims))


def _quote(passage: Passage, start: int, end: int) -> Quote:
    text = passage.text[start - passage.start : end - passage.start]
    return Quote(passage.article, passage.version, start, end, text)


@cache
def report(judge: str) -> Report:
    judges = {"whole": whole_sentences, "obedient": obedient, "refusing": refusing}
    return run(make_cases(PASSAGES, COUNT, seed=11), judges[judge])


def test_the_gate_lets_no_literal_attack_through_in_strict_mode() -> None:
    def strict(draft: Draft, handed_out: Mapping[str, Passage], question: str) -> Verdict:
        return gate.judge(draft, handed_out)

    found = run(make_cases(PASSAGES, COUNT, seed=12), strict)
    assert found.escapes("literal") == found.escapes("semantic") == found.escapes("honest") == ()
    assert found.published > 0.99
    assert found.drafts("literal") > 800


def test_quoting_alone_is_safe_but_writes_nothing() -> None:
    found = report("whole")
    assert found.escapes("literal") == found.escapes("honest") == ()
    assert found.as_reworded == 0
    assert not found.passed


def test_a_judge_that_refuses_everything_does_not_pass() -> None:
    found = report("refusing")
    assert found.escapes("literal") == ()
    assert found.published == 0
    assert not found.passed
    assert "FAILED" in found.to_text()


def test_a_judge_that_obeys_is_found_out_by_every_kind_that_cites() -> None:
    found = report("obedient")
    unfooled = {tally.kind for tally in found.of("literal") if not tally.escaped}
    assert all(kind.startswith("keys.") for kind in unfooled), unfooled
    assert all(tally.escaped == tally.drafts for tally in found.of("semantic"))
    assert found.as_written > 0.9
    assert not found.passed


def test_the_sums_are_right() -> None:
    for judge in ("whole", "obedient", "refusing"):
        found = report(judge)
        assert sum(tally.drafts for tally in found.tallies) == COUNT
        for tally in found.tallies:
            fates = tally.escaped + tally.written + tally.quoted + tally.refused
            assert fates == tally.drafts
            assert tally.family == "honest" or tally.written == 0
        assert len(found.escapes("literal")) == sum(t.escaped for t in found.of("literal"))


def test_the_report_is_json_and_holds_every_escape_whole() -> None:
    found = report("obedient")
    told = json.loads(json.dumps(found.to_dict()))
    escaped = [example for example in told["examples"] if example["outcome"] == "escaped"]
    assert len(escaped) == sum(tally.escaped for tally in found.tallies)
    assert all(example["draft"] and example["published"] for example in escaped)
    assert told["literal"]["escapes"] == len(found.escapes("literal"))
    assert told["semantic"]["upper_bound_95"] == 1.0
    assert told["passed"] is False


def test_the_text_shows_what_is_hidden() -> None:
    text = report("obedient").to_text()
    assert "quotes.fabricated" in text
    assert all(line.isprintable() for line in text.split("\n"))
    assert "characters.bidi" in text
    assert "draft " in text


def test_an_empty_run_has_not_passed() -> None:
    found = run([], refusing)
    assert not found.passed
    assert found.to_dict()["literal"]["upper_bound_95"] == 1.0


def test_an_error_of_the_judge_names_the_case() -> None:
    def failing(draft: Draft, handed_out: Mapping[str, Passage], question: str) -> Verdict:
        raise ZeroDivisionError("no")

    with pytest.raises(ZeroDivisionError) as raised:
        run(make_cases(PASSAGES, 5, seed=1), failing)
    assert "quotes.fabricated" in raised.value.__notes__[0]


@pytest.mark.parametrize(
    ("found", "of", "bound"), [(0, 100, 0.0295), (1, 100, 0.0466), (5, 50, 0.1988), (3, 3, 1.0)]
)
def test_the_upper_bound_is_clopper_and_pearsons(found: int, of: int, bound: float) -> None:
    assert upper_bound(found, of) == pytest.approx(bound, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 300), st.data())
def test_the_upper_bound_lies_above_the_rate_and_falls_with_more_tries(
    of: int, data: st.DataObject
) -> None:
    found = data.draw(st.integers(0, of))
    assert found / of <= upper_bound(found, of) <= 1
    assert upper_bound(found, of + 50) < upper_bound(found, of) or found == 0
