"""Words that carry meaning, in one spelling, and how much of a question a text takes up."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")

# Function words of English: what remains of a question without them is what it is about.
STOP_WORDS = frozenset(
    word
    for line in (
        "a about after all also am an and any are as at be because been before being between both",
        "but by can could did do does doing during each few for from further had has have having",
        "he her here hers him his how i if in into is it its just me more most my no nor not now",
        "of off on once only or other our out over own said say says same she should so some such",
        "than that the their them then there these they this those through to too under until up",
        "very was we were what when where which while who whom whose why will with would you your",
    )
    for word in line.split()
)


def content_words(text: str) -> frozenset[str]:
    """Return the stemmed words of ``text`` that are no function words."""
    words = (word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in STOP_WORDS)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")


class WordOverlap:
    """A scorer that needs no model: the share of a question's words that a text takes up.

    Each word counts by how rare it is among the texts compared (inverse document frequency).
    """

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a share (0 to 1) for each text, higher when better."""
        asked, words = content_words(question), [content_words(text) for text in texts]
        holding = Counter(word for each in words for word in each & asked)
        weights = {word: math.log(1 + len(texts) / (1 + holding[word])) for word in asked}
        whole = sum(weights.values()) or 1.0
        return [sum(weights[word] for word in each & asked) / whole for each in words]


def unmentioned(question: str, texts: Sequence[str]) -> list[str]:
    """Return the names and figures of ``question`` that no text holds: three at most.

    Other words do not count: a text may well say the same in words of its own.
    """
    held = frozenset[str]().union(*(content_words(text) for text in texts))
    words = (word for word in _WORD.findall(question) if not word.islower())
    return list(dict.fromkeys(word for word in words if content_words(word) - held))[:3]
