"""The writer that needs no language model: it quotes the sentences that answer best.

It proposes nothing when no sentence is likely enough to answer, since a wrong reply costs what
a right one earns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.models import Reranker
from rag.types import Draft, DraftClaim, Evidence, Quote, Reason
from rag.writing.calibration import Calibration, load_calibration
from rag.writing.candidates import Candidate, Signals, candidates, signals
from rag.writing.words import WordOverlap, unmentioned

PASSAGES_READ = 8  # of the evidence, best first, whose sentences are weighed one by one
MARGIN = 1.0  # log odds by which a further sentence may fall short of the best


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate, what speaks for it, and the log odds that it holds the answer."""

    candidate: Candidate
    signals: Signals
    odds: float


class ExtractiveWriter:
    """Evidence in, a draft of a few quoted sentences out."""

    def __init__(
        self, reranker: Reranker | None, sentences: int = 3, threshold: float | None = None
    ) -> None:
        """Quote at most ``sentences``, and refuse below the probability ``threshold``.

        Without a reranker sentences are weighed by the words that they share with the question.
        Without a threshold it is the calibrated one.
        """
        self._reranker = reranker
        self._sentences = sentences
        self._threshold = threshold

    def write(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        follow_up: str | None = None,
        as_of: date | None = None,
        said: Collection[Quote] = (),
    ) -> Draft:
        """Propose the sentences of ``evidence``, by passage key, that answer ``question``.

        ``follow_up`` is the part of it that was asked last, where it was put together from a
        conversation. ``as_of`` is the day of the question; quotes already ``said`` are not
        proposed again.
        """
        weighed = self.weigh(question, evidence, follow_up=follow_up, as_of=as_of, said=said)
        if not weighed:
            return Draft(confidence=0.0, reason=Reason.NOT_COVERED, missing=NOTHING_FOUND)
        chosen = [each for each in weighed if each.odds >= weighed[0].odds - MARGIN]
        chosen = chosen[: self._sentences]
        calibration = self._calibration(as_of)
        confidence = calibration.confidence([each.odds for each in chosen])
        threshold = calibration.threshold if self._threshold is None else self._threshold
        if confidence < threshold:
            return self._refuse(question, evidence, weighed, confidence)
        ordered = in_reading_order([each.candidate for each in chosen])
        return Draft(
            claims=tuple(
                DraftClaim(each.sentence.text, ((each.key, each.sentence.text),))
                for each in ordered
            ),
            confidence=confidence,
        )

    def weigh(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        follow_up: str | None = None,
        as_of: date | None = None,
        said: Collection[Quote] = (),
    ) -> list[Weighed]:
        """Return every candidate sentence, likeliest to hold the answer first."""
        places = {(quote.version, quote.start) for quote in said}
        found = candidates(evidence, PASSAGES_READ, places)
        scorer = self._reranker or WordOverlap()
        texts = [each.sentence.text for each in found]
        relevances = scorer.score(question, texts)
        if follow_up:  # a sentence may answer just what was asked last
            relevances = list(map(max, relevances, scorer.score(follow_up, texts)))
        contexts = self._contexts(question, evidence)
        calibration = self._calibration(as_of)
        weighed = []
        for candidate, relevance in zip(found, relevances, strict=True):
            measured = signals(question, candidate, relevance, contexts[candidate.key], as_of)
            weighed.append(Weighed(candidate, measured, calibration.odds(measured)))
        return sorted(weighed, key=lambda each: (-each.odds, each.candidate.place))

    def _calibration(self, as_of: date | None) -> Calibration:
        return load_calibration("reranker" if self._reranker else "words", dated=as_of is not None)

    def _contexts(self, question: str, evidence: Mapping[str, Evidence]) -> dict[str, float]:
        if self._reranker is not None:
            return {key: found.relevance for key, found in evidence.items()}
        texts = [found.passage.searchable for found in evidence.values()]
        return dict(zip(evidence, WordOverlap().score(question, texts), strict=True))

    def _refuse(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        weighed: Sequence[Weighed],
        confidence: float,
    ) -> Draft:
        on_topic = ON_TOPIC if self._reranker else ON_TOPIC_BY_WORDS
        if max(each.signals.context for each in weighed) < on_topic:
            return Draft(confidence=confidence, reason=Reason.NOT_COVERED, missing=NOTHING_FOUND)
        words = unmentioned(question, [found.passage.searchable for found in evidence.values()])
        missing = _not_mentioned(words) if words else NOTHING_ANSWERS
        return Draft(confidence=confidence, reason=Reason.NOT_SUPPORTED, missing=missing)


# A cross-encoder's logit of 0 means "as likely relevant as not".
ON_TOPIC = 0.0
ON_TOPIC_BY_WORDS = 0.5  # half of what the question is about

NOTHING_FOUND = "Nothing in the articles tells this."
NOTHING_ANSWERS = "The articles come near this, but no sentence in them answers it."


def _not_mentioned(words: Sequence[str]) -> str:
    listed = ", ".join(f"“{word}”" for word in words)
    return f"The articles come near this, but the passages found do not mention {listed}."


def in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Keep articles in the order of their best sentence, and each one's sentences in its own."""
    articles = list(dict.fromkeys(each.evidence.passage.article.id for each in chosen))
    return sorted(
        chosen,
        key=lambda each: (
            articles.index(each.evidence.passage.article.id),
            each.sentence.start,
        ),
    )
