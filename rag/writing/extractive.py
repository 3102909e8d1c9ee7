"""The writer that needs no language model: it quotes the sentences that answer best.

It proposes nothing when no sentence is likely enough to answer, since a wrong reply costs what
a right one earns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.types import Draft, DraftClaim, Evidence, Quote, Reason
from rag.writing.calibration import Calibration, load_calibration
from rag.writing.candidates import Candidate, Signals, candidates, measure
from rag.writing.words import content_words, unmentioned

MARGIN = 1.0  # log odds by which a further sentence may fall short of the best
NO_SUPPORT = -8.0  # log odds where no other article agrees, and at least
SAME = 0.5  # share of the shorter answer's words that make two answers one


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate, what speaks for it, and the log odds that it holds the answer."""

    candidate: Candidate
    signals: Signals
    odds: float


class ExtractiveWriter:
    """Evidence in, a draft of a few quoted sentences out."""

    def __init__(self, sentences: int = 3, threshold: float | None = None) -> None:
        """Quote at most ``sentences``, and refuse below the probability ``threshold``.

        Without a threshold it is the calibrated one. Evidence that no reader has read is weighed
        by the words that its sentences share with the question.
        """
        self._sentences = sentences
        self._threshold = threshold

    def write(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        as_of: date | None = None,
        said: Collection[Quote] = (),
    ) -> Draft:
        """Propose the sentences of ``evidence``, by passage key, that answer ``question``.

        ``as_of`` is the day of the question; quotes already ``said`` are not proposed again.
        """
        weighed = self.weigh(question, evidence, as_of=as_of, said=said)
        if not weighed:
            return Draft(confidence=0.0, reason=Reason.NOT_COVERED, missing=NOTHING_FOUND)
        chosen = choose(weighed, self._sentences)
        calibration = _calibration(evidence, as_of)
        confidence = calibration.confidence(standing(chosen, weighed))
        threshold = calibration.threshold if self._threshold is None else self._threshold
        if confidence < threshold:
            return _refuse(question, evidence, weighed, confidence)
        ordered = in_reading_order([each.candidate for each in chosen])
        return Draft(claims=tuple(map(_claim, ordered)), confidence=confidence)

    def weigh(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        as_of: date | None = None,
        said: Collection[Quote] = (),
    ) -> list[Weighed]:
        """Return every candidate sentence, likeliest to hold the answer first."""
        found = candidates(evidence, {(quote.version, quote.start) for quote in said})
        calibration = _calibration(evidence, as_of)
        weighed = [
            Weighed(candidate, signals, calibration.odds(signals))
            for candidate, signals in zip(found, measure(question, found, as_of), strict=True)
        ]
        return sorted(weighed, key=lambda each: (-each.odds, each.candidate.place))


def choose(weighed: Sequence[Weighed], sentences: int) -> Sequence[Weighed]:
    """Return those of ``weighed``, likeliest first, that a reply of ``sentences`` would hold."""
    near = [each for each in weighed if each.odds >= weighed[0].odds - MARGIN]
    return near[:sentences]


def standing(chosen: Sequence[Weighed], weighed: Sequence[Weighed]) -> list[float]:
    """Return what speaks for a reply of ``chosen``, out of all that were ``weighed``.

    The log odds of its best sentence and their mean; those of the likeliest sentence in another
    article that gives the same answer; and how well the best passage of all answers.
    """
    odds = [each.odds for each in chosen]
    answerable = max(each.signals.passage for each in weighed)
    return [max(odds), sum(odds) / len(odds), _support(weighed), answerable]


def _support(weighed: Sequence[Weighed]) -> float:
    best = weighed[0].candidate
    agreeing = (
        each.odds
        for each in weighed
        if each.candidate.evidence.passage.article.id != best.evidence.passage.article.id
        and _agree(each.candidate, best)
    )
    return max(NO_SUPPORT, next(agreeing, NO_SUPPORT))


def _agree(one: Candidate, other: Candidate) -> bool:
    ours, theirs = content_words(one.short_answer), content_words(other.short_answer)
    shorter = min(len(ours), len(theirs))
    return shorter > 0 and len(ours & theirs) >= SAME * shorter


def _calibration(evidence: Mapping[str, Evidence], as_of: date | None) -> Calibration:
    read = any(found.reading for found in evidence.values())
    return load_calibration("reader" if read else "words", dated=as_of is not None)


def _claim(candidate: Candidate) -> DraftClaim:
    text = candidate.sentence.text
    return DraftClaim(text, ((candidate.key, text),), candidate.short_answer)


def _refuse(
    question: str,
    evidence: Mapping[str, Evidence],
    weighed: Sequence[Weighed],
    confidence: float,
) -> Draft:
    if not any(_on_topic(each.candidate.evidence, each.signals) for each in weighed):
        return Draft(confidence=confidence, reason=Reason.NOT_COVERED, missing=NOTHING_FOUND)
    words = unmentioned(question, [found.passage.searchable for found in evidence.values()])
    missing = _not_mentioned(words) if words else NOTHING_ANSWERS
    return Draft(confidence=confidence, reason=Reason.NOT_SUPPORTED, missing=missing)


def _on_topic(evidence: Evidence, signals: Signals) -> bool:
    """A relevance of 0 means "as likely relevant as not"; without it, half of the words."""
    return evidence.reading.relevance >= 0 if evidence.reading else signals.passage >= 0.5


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
