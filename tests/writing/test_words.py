"""Content words, and a question's share of them."""

from __future__ import annotations

from rag.writing.words import WordOverlap, content_words, unmentioned


def test_function_words_and_endings_do_not_count() -> None:
    assert content_words("The ministers were voting") == content_words("a minister votes")
    assert content_words("who is it that did so?") == frozenset()


def test_figures_and_possessives_keep_what_they_say() -> None:
    assert content_words("Berlin’s 1,200 trams") == content_words("1,200 trams of Berlin")
    assert content_words("1,200") != content_words("1,300")


def test_overlap_is_a_share_and_rare_words_count_more() -> None:
    texts = ["storm in Kerala", "storm in Goa", "storm in Pune", "nothing here"]
    kerala, goa, _, nothing = WordOverlap().score("Was there a storm in Kerala?", texts)
    assert kerala == 1.0
    assert 0 < goa < 0.5
    assert nothing == 0.0


def test_overlap_of_nothing_is_nothing() -> None:
    assert WordOverlap().score("", ["a text"]) == [0.0]
    assert WordOverlap().score("who?", []) == []


def test_what_is_not_mentioned_is_spelled_as_it_was_asked() -> None:
    texts = ["Spies were arrested today in Vienna.", "42 people were held."]
    assert unmentioned("Which Ruritanian spies were arrested?", texts) == ["Ruritanian"]
    assert unmentioned("Did 43 people in Vienna flee?", texts) == ["43"]


def test_common_words_may_be_said_otherwise() -> None:
    assert unmentioned("How many people were detained, and why?", ["42 spies were held."]) == []
