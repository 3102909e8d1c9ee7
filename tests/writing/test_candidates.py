"""Which sentences are candidates, and what is measured of them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from rag.types import Article, Evidence, Passage, Sentence
from rag.writing.candidates import Candidate, candidates, is_statement, signals

DAY = date(2026, 3, 12)


def passage(text: str, sentences: list[str], *, start: int = 0, day: date | None = DAY) -> Passage:
    spans = []
    for sentence in sentences:
        at = text.index(sentence)
        spans.append(Sentence(start + at, start + at + len(sentence), sentence))
    article = Article("a", "A title", "a.md", published=day)
    return Passage(f"p{start}", article, "v", start, start + len(text), text, tuple(spans))


def one(sentence: str, day: date | None = DAY) -> Candidate:
    whole = passage(sentence, [sentence], day=day)
    return Candidate("k", Evidence(whole, 1.5), whole.sentences[0])


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was closed on Monday.",
        "“We will rebuild it,” the mayor said.",
        "The mayor said: “We will rebuild it.”",
        "It cost $4.5 million (about €4 million.)",
        "What a day it was!",
    ],
)
def test_statements(text: str) -> None:
    assert is_statement(text)


@pytest.mark.parametrize(
    "text",
    ["Who closed the bridge?", "Bridge closed on Monday after storm", "Read more.", "", "A. B."],
)
def test_no_statements(text: str) -> None:
    assert not is_statement(text)


def test_overlapping_passages_offer_a_sentence_once() -> None:
    shared, last = "The ferry sank off Cork.", "Nobody was hurt at all."
    first = passage(shared, [shared])
    second = passage(f"{shared} {last}", [shared, last])
    evidence = {"k1": Evidence(first, 2.0), "k2": Evidence(second, 1.0)}
    found = candidates(evidence, 8, ())
    assert [(each.key, each.sentence.text) for each in found] == [("k1", shared), ("k2", last)]


def test_only_the_first_passages_are_read_and_nothing_said_before() -> None:
    shared, last = "The ferry sank off Cork.", "Nobody was hurt at all."
    evidence = {
        "k1": Evidence(passage(f"{shared} {last}", [shared, last]), 2.0),
        "k2": Evidence(
            passage("Another one sank there.", ["Another one sank there."], start=90), 1
        ),
    }
    assert [each.sentence.text for each in candidates(evidence, 1, {("v", 0)})] == [last]


def news(question: str, sentence: str) -> int:
    """How many words of the kind asked for are new in the sentence."""
    return round(math.expm1(signals(question, one(sentence), 1, 1, DAY).news))


def test_news_is_what_the_question_does_not_hold() -> None:
    question = "Which mayor of Cork was elected in 2026?"
    assert news(question, "The mayor of Cork was elected in 2026.") == 0
    assert news(question, "Cork elected Ana Ruiz by 1,204 votes.") == 3  # Ana, Ruiz, 1,204


def test_news_is_of_the_kind_asked_for() -> None:
    sentence = "Ana Ruiz won 54% of the vote on Sunday."
    assert news("Who won?", sentence) == 3  # Ana, Ruiz, and Sunday, a capital too
    assert news("How many votes were there?", sentence) == 1
    assert news("When was the vote?", sentence) == 2  # Sunday, 54
    assert news("How many crossed over?", "Forty-one people, a dozen of them children.") > 1


def test_age_counts_weeks_and_never_runs_backwards() -> None:
    text = "The ferry sank off Cork."
    assert signals("q", one(text), 1, 1, date(2026, 3, 26)).age == pytest.approx(math.log1p(2))
    assert signals("q", one(text), 1, 1, date(2026, 3, 1)).age == 0.0


def test_an_unknown_day_has_no_age() -> None:
    text = "The ferry sank off Cork."
    assert signals("q", one(text, day=None), 1, 1, DAY).age is None
    assert signals("q", one(text), 1, 1, None).age is None
