"""The reader with its real weights, on texts that it has never seen."""

from __future__ import annotations

import math

import pytest

from rag.models import LocalReader
from rag.types import Article, Passage, Sentence

FERRY = (
    "The ferry Alma left Port Merrin at dawn with 48 people on board.",
    "It struck a reef near Stell and sank within twenty minutes.",
    "Captain Ines Orlo said that the lighthouse had been dark for three weeks.",
)
BAKERY = ("The bakers of Elmsford raised the price of bread by a tenth in May.",)


def passage(*sentences: str, start: int = 0, title: str = "A title") -> Passage:
    """A passage that begins at the offset ``start`` of its article."""
    spans, place = [], start
    for sentence in sentences:
        spans.append(Sentence(place, place + len(sentence), sentence))
        place += len(sentence) + 1
    text = " ".join(sentences)
    article = Article("a", title, "a.md")
    return Passage("a", article, "v", start, start + len(text), text, tuple(spans))


@pytest.fixture(scope="module")
def reader() -> LocalReader:
    return LocalReader()


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("How many people were on board the ferry?", 0, "48"),
        ("Where did the ferry sink?", 1, "Stell"),
        ("Who is the captain of the ferry?", 2, "Ines Orlo"),
    ],
)
def test_it_finds_the_words_that_answer(
    reader: LocalReader, question: str, sentence: int, answer: str
) -> None:
    found = passage(*FERRY, start=1000)
    (reading,) = reader.read(question, [found])
    best = max((each for each in reading.answers if each), key=lambda each: each.score)
    assert reading.answers.index(best) == sentence
    assert answer in found.text[best.start - 1000 : best.end - 1000]


def test_it_tells_what_answers_from_what_does_not(reader: LocalReader) -> None:
    question = "How many people were on board the ferry?"
    answering, off_topic = reader.read(question, [passage(*FERRY), passage(*BAKERY)])
    (on_topic,) = reader.read("What colour was the ferry?", [passage(*FERRY)])
    assert answering.answerable > max(off_topic.answerable, on_topic.answerable)
    assert answering.relevance > off_topic.relevance


def test_every_sentence_has_the_best_words_within_it(reader: LocalReader) -> None:
    found = passage(*FERRY, start=500)
    (reading,) = reader.read("Who?", [found])
    assert len(reading.answers) == 3
    for sentence, answer in zip(found.sentences, reading.answers, strict=True):
        assert answer is not None
        assert sentence.start <= answer.start < answer.end <= sentence.end


def test_a_reading_does_not_depend_on_its_neighbours(reader: LocalReader) -> None:
    passages = [passage(*FERRY), passage(*BAKERY), passage(*FERRY * 5)]
    together = reader.read("Who sank?", passages)
    assert together == [reader.read("Who sank?", [each])[0] for each in passages]


def test_what_lies_beyond_the_models_view_is_not_read(reader: LocalReader) -> None:
    (reading,) = reader.read("Who is the captain?", [passage(*FERRY * 30)])
    assert reading.answers[0] is not None
    assert reading.answers[-1] is None


@pytest.mark.parametrize("text", ["", " ", "\u200b", "word " * 5000, "字" * 900, "🦦"])
def test_odd_texts_are_read(reader: LocalReader, text: str) -> None:
    (reading,) = reader.read(text, [passage(text)])
    assert math.isfinite(reading.relevance) and math.isfinite(reading.answerable)
    assert sum(vars_of(reader, text)) == pytest.approx(1.0, abs=1e-5)


def vars_of(reader: LocalReader, text: str) -> tuple[float, float, float]:
    judged = reader.judge(text, text)
    return judged.entailed, judged.contradicted, judged.neither


def test_a_sentence_follows_from_itself_and_not_from_another(reader: LocalReader) -> None:
    same = reader.judge(FERRY[1], FERRY[1])
    other = reader.judge(BAKERY[0], FERRY[1])
    assert same.entailed > 0.5 > other.entailed
