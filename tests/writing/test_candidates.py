"""Which sentences are candidates, and what is measured of them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from rag.types import Article, Evidence, Passage, Reading, Sentence, ShortAnswer
from rag.writing.candidates import Candidate, Signals, candidates, is_statement, measure

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
    found = candidates(evidence)
    assert [(each.key, each.sentence.text) for each in found] == [("k1", shared), ("k2", last)]


def test_what_was_said_before_is_no_candidate() -> None:
    shared, last = "The ferry sank off Cork.", "Nobody was hurt at all."
    evidence = {"k1": Evidence(passage(f"{shared} {last}", [shared, last]), 2.0)}
    assert [each.sentence.text for each in candidates(evidence, {("v", 0)})] == [last]


def test_what_the_reader_could_not_see_is_no_candidate() -> None:
    shared, last = "The ferry sank off Cork.", "Nobody was hurt at all."
    answer = ShortAnswer(4, 9, 3.0)
    reading = Reading(relevance=2.0, answerable=1.0, answers=(answer, None))
    evidence = {"k1": Evidence(passage(f"{shared} {last}", [shared, last]), 2.0, reading=reading)}
    (found,) = candidates(evidence)
    assert (found.sentence.text, found.answer) == (shared, answer)
    (measured,) = measure("Where did it sink?", [found])
    assert (measured.answer, measured.passage, measured.relevance) == (3.0, 1.0, 2.0)


def test_without_a_reader_rare_words_that_are_shared_count() -> None:
    texts = ["The ferry Alma sank off Cork.", "A ferry sank there.", "It rained all day long."]
    found = list(candidates({"k": Evidence(passage(" ".join(texts), texts), 1.0)}))
    alma, ferry, rain = measure("Where did the ferry Alma sink?", found)
    assert 1.0 >= alma.answer > ferry.answer > rain.answer == 0.0
    assert alma.passage == ferry.passage == rain.passage > 0


def signals(question: str, candidate: Candidate, as_of: date | None = DAY) -> Signals:
    (measured,) = measure(question, [candidate], as_of)
    return measured


def news(question: str, sentence: str) -> int:
    """How many words of the kind asked for are new in the sentence."""
    return round(math.expm1(signals(question, one(sentence)).news))


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
    assert signals("q", one(text), date(2026, 3, 26)).age == pytest.approx(math.log1p(2))
    assert signals("q", one(text), date(2026, 3, 1)).age == 0.0


def test_an_unknown_day_has_no_age() -> None:
    text = "The ferry sank off Cork."
    assert signals("q", one(text, day=None)).age is None
    assert signals("q", one(text), None).age is None
