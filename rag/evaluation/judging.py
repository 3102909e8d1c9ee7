"""One reply held against its question's labels."""

from __future__ import annotations

from dataclasses import dataclass

from rag.evaluation.predictions import Prediction
from rag.evaluation.questions import Question
from rag.evaluation.wording import holds


@dataclass(frozen=True, slots=True)
class Judged:
    """One prediction held against its question's labels.

    ``right`` and ``wrong`` are both False for a refusal and for an unlabelled question.
    """

    question: Question
    prediction: Prediction
    right: bool
    cited: bool
    wrong: bool

    @property
    def answerable(self) -> bool:
        """Whether the labels hold an answer."""
        return self.question.answer is not None

    @property
    def verdict(self) -> str:
        """What became of the question, in two words at most."""
        answered = self.prediction.answered
        if not self.question.labelled:
            return "answered" if answered else "refused"
        if answered:
            return "right" if self.right else "wrong"
        return "wrongly refused" if self.answerable else "rightly refused"


def judge(question: Question, prediction: Prediction) -> Judged:
    """Hold one prediction against its question's labels."""
    if not (question.labelled and prediction.answered):
        return Judged(question, prediction, right=False, cited=False, wrong=False)
    quotes = " \n ".join(citation.quote for citation in prediction.citations)
    gold = question.answer
    right = gold is not None and holds(gold, f"{prediction.text} \n {quotes}")
    known = question.known_articles
    cited = right and any(citation.article_id in known for citation in prediction.citations)
    return Judged(question, prediction, right=right, cited=cited, wrong=not right)
