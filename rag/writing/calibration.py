"""From signals to probabilities, by weights that were measured, never set by hand.

``calibration.json`` beside this module holds them and says on what data, by which command and
with what result they were fitted (tests/benchmarks/calibrate.py). There is a part for each way
in which sentences are scored ("reader", or "words" without one), and within it one for
questions that are asked on a known day and one for those that are not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

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
    """What scores are worth.

    ``sentence`` weighs answer, passage, relevance and news, and on a known day the age; ``reply``
    what the writer's ``standing`` tells of a reply. ``typical_age`` stands for an age that is
    unknown, and is None where questions have no day.
    """

    sentence: Logistic
    reply: Logistic
    typical_age: float | None
    threshold: float

    def odds(self, signals: Signals) -> float:
        """Return the log odds that a sentence holds the answer."""
        values = [signals.answer, signals.passage, signals.relevance, signals.news]
        if self.typical_age is not None:
            values.append(self.typical_age if signals.age is None else signals.age)
        return self.sentence.logit(values)

    def confidence(self, standing: Sequence[float]) -> float:
        """Return the probability that a reply with such a ``standing`` is right."""
        return probability(self.reply.logit(standing))

    @classmethod
    def from_dict(cls, measured: dict[str, Any]) -> Calibration:
        """Read one part of the file."""
        sentence, reply = (
            Logistic(tuple(measured[name]["weights"]), measured[name]["intercept"])
            for name in ("sentence", "reply")
        )
        return cls(sentence, reply, measured["typical_age"], measured["threshold"])


def probability(logit: float) -> float:
    """The logistic function, without overflow."""
    if logit < 0:
        return math.exp(logit) / (1 + math.exp(logit))
    return 1 / (1 + math.exp(-logit))


@lru_cache(maxsize=4)
def load_calibration(kind: str, *, dated: bool) -> Calibration:
    """Return the weights for scores of ``kind``, "reader" or "words".

    ``dated`` says whether the day of the question is known.
    """
    measured = json.loads(FILE.read_text(encoding="utf-8"))
    return Calibration.from_dict(measured[kind]["dated" if dated else "undated"])
