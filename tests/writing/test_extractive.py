"""The extractive writer with a scripted reranker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from rag.types import Article, Evidence, Passage, Quote, Reason, Sentence
from rag.writing import ExtractiveWriter


class ScriptedReranker:
    """Gives each sentence the score that stands in it."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(text.rsplit(" ", 1)[1].rstrip(".")) for text in texts]


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


def evidence(*passages: Passage, relevance: float = 8.0) -> dict[str, Evidence]:
    return {f"key-{each.id}": Evidence(each, relevance) for each in passages}


QUESTION = "Which town flooded?"
LATE = "Elmsford was the town that flooded, scored 9."
EARLY = "Elmsford lies on the river Tamm, scored 7."
OTHER = "Rain fell in Norbury and in Stell, scored 8."
WEAK = "The town council of Elmsford met, scored -9."


def write(sentences: int = 3, threshold: float = 0.0, **passages: Passage):
    writer = ExtractiveWriter(ScriptedReranker(), sentences, threshold)
    return writer.write(QUESTION, evidence(*passages.values()))


def test_the_best_sentences_are_quoted_from_their_passages() -> None:
    draft = write(a=passage("a", EARLY, LATE, WEAK), b=passage("b", OTHER))
    assert [claim.text for claim in draft.claims] == [EARLY, LATE, OTHER]
    assert [claim.quotes for claim in draft.claims] == [
        (("key-a", EARLY),),
        (("key-a", LATE),),
        (("key-b", OTHER),),
    ]


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
    writer = ExtractiveWriter(ScriptedReranker(), 3, threshold=0.999)
    draft = writer.write(QUESTION, evidence(passage("a", WEAK), relevance=-7.0))
    assert draft.reason is Reason.NOT_COVERED


def test_a_name_that_nothing_mentions_is_named() -> None:
    writer = ExtractiveWriter(ScriptedReranker(), 3, threshold=0.999)
    draft = writer.write("Did Brackwater flood?", evidence(passage("a", WEAK)))
    assert "“Brackwater”" in draft.missing


def test_no_evidence_is_a_refusal() -> None:
    draft = ExtractiveWriter(ScriptedReranker()).write(QUESTION, {})
    assert (draft.claims, draft.reason, draft.confidence) == ((), Reason.NOT_COVERED, 0.0)


def test_what_was_said_is_not_said_again() -> None:
    found = passage("a", EARLY, LATE)
    said = Quote(found.article, found.version, found.sentences[1].start, found.end, LATE)
    writer = ExtractiveWriter(ScriptedReranker(), 1, threshold=0.0)
    draft = writer.write(QUESTION, evidence(found), said=[said])
    assert [claim.text for claim in draft.claims] == [EARLY]


def test_fresh_news_is_preferred_on_a_known_day() -> None:
    old = passage("old", LATE, day=date(2019, 1, 1))
    new = passage("new", LATE, day=date(2026, 1, 1))
    writer = ExtractiveWriter(ScriptedReranker(), 1, threshold=0.0)
    draft = writer.write(QUESTION, evidence(old, new), as_of=date(2026, 1, 3))
    assert draft.claims[0].quotes[0][0] == "key-new"


def test_without_a_reranker_shared_words_decide() -> None:
    flooded = "The town of Elmsford flooded on Monday night."
    other = "A play about Elmsford opened in Norbury."
    writer = ExtractiveWriter(None, 1, threshold=0.0)
    draft = writer.write(QUESTION, evidence(passage("a", other, flooded)))
    assert [claim.text for claim in draft.claims] == [flooded]


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_a_threshold_that_is_set_goes_over_the_calibrated_one(threshold: float) -> None:
    draft = write(threshold=threshold, a=passage("a", LATE))
    assert draft.confidence is not None
    assert bool(draft.claims) == (draft.confidence >= threshold)
