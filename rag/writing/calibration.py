"""From signals to probabilities, by weights that were measured, never set by hand.

``calibration.json`` beside this module holds them and says on what data, by which command and
with what result they were fitted (tests/benchmarks/calibrate.py).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.writing.candidates import Signals

FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over a fixed number of inputs."""

    weights: tuple[float, ...]
    intercept: float

    def logit(self, values: Sequence[float]) -> float:
        """Return the log odds for ``values``, one for each weight."""
        terms = (weight * value for weight, value in zip(self.weights, values, strict=True))
        return self.intercept + sum(terms)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the scores of one kind of reranker are worth.

    ``dated`` and ``undated`` give the log odds that a sentence holds the answer, with and
    without its age; ``reply`` those that a reply is right, from the log odds of its best
    sentence and the mean of all its sentences'.
    """

    dated: Logistic
    undated: Logistic
    reply: Logistic
    threshold: float

    def sentence(self, signals: Signals) -> float:
        """Return the log odds that a sentence holds the answer."""
        values = [signals.relevance, signals.context, signals.news]
        if signals.age is None:
            return self.undated.logit(values)
        return self.dated.logit([*values, signals.age])

    def confidence(self, sentences: Sequence[float]) -> float:
        """Return the probability that a reply of sentences with these log odds is right."""
        return probability(self.reply.logit([max(sentences), sum(sentences) / len(sentences)]))


def probability(logit: float) -> float:
    """The logistic function, without overflow."""
    if logit < 0:
        return math.exp(logit) / (1 + math.exp(logit))
    return 1 / (1 + math.exp(-logit))


@lru_cache(maxsize=2)
def load_calibration(kind: str) -> Calibration:
    """Return the weights for scores of ``kind``: "reranker" or "words"."""
    measured = json.loads(FILE.read_text(encoding="utf-8"))[kind]
    parts = {
        name: Logistic(tuple(part["weights"]), part["intercept"])
        for name, part in measured["logistic"].items()
    }
    return Calibration(**parts, threshold=measured["threshold"])
