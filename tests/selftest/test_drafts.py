"""Drawing cases: reproducible, spread over the kinds, never the same twice."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from rag.errors import UsageError
from rag.selftest import KINDS, Case, make_cases
from rag.selftest.texts import plain
from tests.selftest.invented import PASSAGES, passages_of


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(make_cases(PASSAGES, 2_500, seed=3))


def test_the_same_seed_makes_the_same_cases() -> None:
    first, again = make_cases(PASSAGES, 300, seed=5), make_cases(PASSAGES, 300, seed=5)
    assert list(first) == list(again)
    assert list(make_cases(PASSAGES, 300, seed=6)) != list(make_cases(PASSAGES, 300, seed=5))


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    assert list(islice(make_cases(PASSAGES, 900, seed=5), 200)) == list(
        make_cases(PASSAGES, 200, seed=5)
    )


def test_every_kind_finds_sentences_that_serve_it(cases: list[Case]) -> None:
    assert {case.kind for case in cases} == set(KINDS)


def test_every_kind_gets_its_turn_before_any_gets_a_second() -> None:
    first = list(make_cases(PASSAGES, len(KINDS), seed=3))
    assert Counter(case.kind for case in first) == Counter(list(KINDS))


def test_no_two_cases_of_a_kind_say_the_same(cases: list[Case]) -> None:
    said = Counter(
        (
            case.kind,
            case.note,
            *((c.text, tuple(w for _, w in c.quotes)) for c in case.draft.claims),
        )
        for case in cases
    )
    assert [case for case, times in said.items() if times > 1] == []


def test_sentences_that_cannot_serve_are_counted() -> None:
    cases = make_cases(PASSAGES, 500, seed=3)
    assert cases.skipped == {}
    for _ in cases:
        pass
    assert cases.skipped["exact.whole_sentence"] == 0
    assert cases.skipped["facts.currency"] > 0


def test_few_sentences_make_few_cases() -> None:
    few = passages_of("few", "The clock of the old town hall stopped at noon, the mayor said.")
    cases = list(make_cases(few, 10_000, seed=1))
    assert 100 < len(cases) < 1_000


@pytest.mark.parametrize("text", ["", "Short.", "HEADINGS AND NOTHING ELSE, OVER AND OVER AGAIN."])
def test_articles_without_a_sentence_cannot_be_tested(text: str) -> None:
    with pytest.raises(UsageError, match="--corpus"):
        make_cases(passages_of("empty", text), 10, seed=1)


def test_only_honest_drafts_quote_nothing_but_what_stands_there(cases: list[Case]) -> None:
    for case in cases:
        cited = [quote for claim in case.draft.claims for quote in claim.quotes]
        exact = bool(cited) and all(
            key in case.handed_out and plain(words) in plain(case.handed_out[key].text)
            for key, words in cited
        )
        if case.family == "honest":
            assert exact, case
        if case.kind.startswith(("quotes.spliced", "quotes.letter", "keys.")):
            assert not exact, case


def test_what_a_hostile_draft_says_differs_from_its_sentence(cases: list[Case]) -> None:
    changing = ("facts.", "dates.", "people.", "polarity.", "certainty.", "senses.")
    for case in cases:
        if case.kind.startswith(changing):
            (claim,) = case.draft.claims
            assert plain(claim.text) not in {plain(words) for _, words in claim.quotes}
            assert claim.quotes[0][1] in case.handed_out[claim.quotes[0][0]].text
