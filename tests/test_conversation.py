"""Follow-up questions, made to stand alone."""

from __future__ import annotations

import pytest

from rag.conversation import standalone
from rag.types import (
    Answer,
    Article,
    Citation,
    Coverage,
    Quote,
    Reason,
    Refusal,
    Reply,
    Trace,
)

QUOTE = Quote(Article("a", "Title", "a.md"), "v", 10, 30, "Ana Ruiz was elected")


def answered(question: str) -> Reply:
    return Answer(
        question=question,
        claims=(),
        citations=(Citation(1, QUOTE),),
        rejected=(),
        coverage=Coverage(1, None, None),
        confidence=None,
        timings={},
        trace=Trace(question),
    )


def refused(question: str) -> Reply:
    return Refusal(
        question=question,
        reason=Reason.NOT_COVERED,
        missing="Nothing.",
        nearest=(),
        coverage=Coverage(1, None, None),
        rejected=(),
        confidence=None,
        timings={},
        trace=Trace(question),
    )


FIRST = "Who was elected mayor of Cork?"


@pytest.mark.parametrize(
    "follow_up",
    [
        "And who else?",
        "and in Dublin?",
        "What about the turnout?",
        "How many votes did she get?",
        "When was that?",
        "Why?",
        "by what margin?",
    ],
)
def test_a_question_that_leans_on_the_last_one_is_completed(follow_up: str) -> None:
    found = standalone(follow_up, [(FIRST, answered(FIRST))])
    assert found.question == f"{FIRST} {follow_up}"
    assert found.follow_up == follow_up


@pytest.mark.parametrize(
    "question",
    [
        "Where will the new bridge over the Shannon be built?",
        "How much did the harbour in Rotterdam earn in the last quarter?",
        "Which countries signed the treaty on deep-sea mining?",
    ],
)
def test_a_question_that_names_its_subject_stands_alone(question: str) -> None:
    assert standalone(question, [(FIRST, answered(FIRST))]).question == question


def test_the_first_question_of_a_conversation_is_kept() -> None:
    assert standalone(" Why? ", []).question == "Why?"


def test_asking_for_more_names_what_was_said() -> None:
    history = [(FIRST, answered(FIRST))]
    assert standalone("And who else?", history).said == (QUOTE,)
    assert standalone("And why?", history).said == ()


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    second = standalone("And when?", [(FIRST, answered(FIRST))]).question
    third = standalone("And why?", [(FIRST, answered(FIRST)), ("And when?", answered(second))])
    assert third.question.startswith(FIRST)


def test_a_refusal_can_be_followed_up() -> None:
    found = standalone("And who else?", [(FIRST, refused(FIRST))])
    assert found.question == f"{FIRST} And who else?"
    assert found.said == ()
