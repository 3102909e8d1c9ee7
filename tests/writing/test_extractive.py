"""The extractive writer on evidence as a reader would leave it."""

from __future__ import annotations

from datetime import date

import pytest

from rag.types import Article, Evidence, Passage, Quote, Reading, Reason, Sentence, ShortAnswer
from rag.writing import ExtractiveWriter


def passage(article: str, *sentences: str, day: date | None = None) -> Passage:
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence)
        spans.append(Sentence(start, start + len(sentence), sentence))
    return Passage(
        id=article,
        article=Article(article, "A title", f"{article}.md", published=day),
        version=f"v-{article}",
        start=0,
        end=len(text),
        text=text,
        sentences=tuple(spans),
    )


def answer(sentence: Sentence) -> ShortAnswer:
    """The first word, with the score that stands in the sentence."""
    score = float(sentence.text.rsplit(" ", 1)[1].rstrip("."))
    return ShortAnswer(sentence.start, sentence.start + sentence.text.index(" "), score)


def evidence(*passages: Passage, relevance: float = 8.0) -> dict[str, Evidence]:
    return {
        f"key-{each.id}": Evidence(
            each, relevance, reading=Reading(relevance, 0.0, tuple(map(answer, each.sentences)))
        )
        for each in passages
    }


QUESTION = "Which town flooded?"
LATE = "Elmsford was the town that flooded, scored 9."
EARLY = "Elmsford lies on the river Tamm, scored 7."
OTHER = "Rain fell in Norbury and in Stell, scored 8."
WEAK = "The town council of Elmsford met, scored -9."


def write(sentences: int = 3, threshold: float = 0.0, **passages: Passage):
    writer = ExtractiveWriter(sentences, threshold)
    return writer.write(QUESTION, evidence(*passages.values()))


def test_the_best_sentences_are_quoted_from_their_passages() -> None:
    draft = write(a=passage("a", EARLY, LATE, WEAK), b=passage("b", OTHER))
    assert [claim.text for claim in draft.claims] == [EARLY, LATE, OTHER]
    assert [claim.quotes for claim in draft.claims] == [
        (("key-a", EARLY),),
        (("key-a", LATE),),
        (("key-b", OTHER),),
    ]


def test_the_few_words_that_answer_are_told() -> None:
    draft = write(a=passage("a", LATE))
    assert [claim.answer for claim in draft.claims] == ["Elmsford"]


def test_a_sentence_far_behind_the_best_is_left_out() -> None:
    draft = write(a=passage("a", LATE, WEAK))
    assert [claim.text for claim in draft.claims] == [LATE]


def test_no_more_sentences_than_asked_for() -> None:
    draft = write(sentences=1, a=passage("a", EARLY, LATE), b=passage("b", OTHER))
    assert [claim.text for claim in draft.claims] == [LATE]


def test_below_the_threshold_it_proposes_to_refuse() -> None:
    draft = write(threshold=0.999, a=passage("a", WEAK))
    assert draft.claims == ()
    assert draft.reason is Reason.NOT_SUPPORTED
    assert draft.missing
    assert draft.confidence is not None and draft.confidence < 0.999


def test_what_is_not_about_the_question_is_said_to_be_so() -> None:
    writer = ExtractiveWriter(3, threshold=0.999)
    draft = writer.write(QUESTION, evidence(passage("a", WEAK), relevance=-7.0))
    assert draft.reason is Reason.NOT_COVERED


def test_a_name_that_nothing_mentions_is_named() -> None:
    writer = ExtractiveWriter(3, threshold=0.999)
    draft = writer.write("Did Brackwater flood?", evidence(passage("a", WEAK)))
    assert "“Brackwater”" in draft.missing


def test_no_evidence_is_a_refusal() -> None:
    draft = ExtractiveWriter().write(QUESTION, {})
    assert (draft.claims, draft.reason, draft.confidence) == ((), Reason.NOT_COVERED, 0.0)


def test_what_was_said_is_not_said_again() -> None:
    found = passage("a", EARLY, LATE)
    said = Quote(found.article, found.version, found.sentences[1].start, found.end, LATE)
    writer = ExtractiveWriter(1, threshold=0.0)
    draft = writer.write(QUESTION, evidence(found), said=[said])
    assert [claim.text for claim in draft.claims] == [EARLY]


def test_fresh_news_is_preferred_on_a_known_day() -> None:
    old = passage("old", LATE, day=date(2019, 1, 1))
    new = passage("new", LATE, day=date(2026, 1, 1))
    writer = ExtractiveWriter(1, threshold=0.0)
    draft = writer.write(QUESTION, evidence(old, new), as_of=date(2026, 1, 3))
    assert draft.claims[0].quotes[0][0] == "key-new"


def test_another_article_that_agrees_strengthens_an_answer() -> None:
    alone = write(a=passage("a", LATE))
    agreed = write(a=passage("a", LATE), b=passage("b", "Elmsford was flooded, scored 5."))
    other = write(a=passage("a", LATE), b=passage("b", "Norbury was flooded, scored 5."))
    assert agreed.confidence is not None and alone.confidence is not None
    assert agreed.confidence > alone.confidence
    assert other.confidence == alone.confidence


def test_without_a_reader_shared_words_decide() -> None:
    flooded = "The town of Elmsford flooded on Monday night."
    other = "A play about Elmsford opened in Norbury."
    writer = ExtractiveWriter(1, threshold=0.0)
    draft = writer.write(QUESTION, {"key": Evidence(passage("a", other, flooded), 1.0)})
    assert [claim.text for claim in draft.claims] == [flooded]


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_a_threshold_that_is_set_goes_over_the_calibrated_one(threshold: float) -> None:
    draft = write(threshold=threshold, a=passage("a", LATE))
    assert draft.confidence is not None
    assert bool(draft.claims) == (draft.confidence >= threshold)
