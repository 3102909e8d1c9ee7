"""A few invented passages with questions, enough to train some steps on."""

from __future__ import annotations

from rag.models.training.examples import (
    CONTRADICTED,
    ENTAILED,
    NEITHER,
    Entailment,
    Reading,
    Split,
)

PASSAGES = {
    "Ferry Alma": (
        "The ferry Alma left Port Merrin at dawn with 48 people on board. It struck a reef near "
        "Stell in March 1987 and sank within twenty minutes. Captain Ines Orlo may have seen the "
        "lighthouse of Stell too late. The largest part of the wreck was raised by the Merrin "
        "Salvage Company in 1990."
    ),
    "Elmsford": (
        "Elmsford is a town on the river Tamm. The bakers of Elmsford raised the price of bread "
        "by 12 percent in May. Mayor Tova Lind said that the town would buy 300 tonnes of flour "
        "from Norbury. The first mill was built before 1720 by Jonas Rehn."
    ),
}
ASKED = [
    ("Ferry Alma", "How many people were on board?", "48"),
    ("Ferry Alma", "Where did the ferry Alma strike a reef?", "near Stell"),
    ("Ferry Alma", "Who raised the wreck in 1990?", "the Merrin Salvage Company"),
    ("Ferry Alma", "Who was the ferry's owner?", None),
    ("Elmsford", "Which river does Elmsford lie on?", "Tamm"),
    ("Elmsford", "Who built the first mill?", "Jonas Rehn"),
    ("Elmsford", "Who built the last mill?", None),
]


def reading(title: str, question: str, answer: str | None) -> Reading:
    text = PASSAGES[title]
    start = text.index(answer) if answer else 0
    span = (start, start + len(answer)) if answer else None
    answers = (answer,) if answer else ()
    return Reading(question, text, span, "squad2-dev", title, answers)


READINGS = [reading(*asked) for asked in ASKED]
ENTAILMENTS = [
    Entailment("The Alma carried 48 people.", PASSAGES["Ferry Alma"], frozenset({ENTAILED}), "x"),
    Entailment("The Alma never sank.", PASSAGES["Ferry Alma"], frozenset({CONTRADICTED}), "x"),
    Entailment("Elmsford has a port.", PASSAGES["Elmsford"], frozenset({NEITHER}), "x"),
]
SPLIT = Split(READINGS, ENTAILMENTS, READINGS, ENTAILMENTS)
