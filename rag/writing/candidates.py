"""The sentences that might answer a question, and what speaks for each of them.

Four things are measured of a sentence, all without looking at any particular corpus:

- ``relevance``: how well it answers the question, read alone;
- ``context``: how well the passage around it does;
- ``news``: how much it says of the kind asked for, and not in the question itself: "how many"
  asks for figures, "when" for times, "who" and "where" for names;
- ``age``: how long before the question it was published, since questions to a news desk are
  mostly about what is new. Unknown where either day is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from rag.types import Evidence, Sentence
from rag.writing.words import content_words

_NAMES = re.compile(r"\b[A-Z][\w’'&.-]*\w|\b[A-Z]\b")
_FIGURES = re.compile(
    r"[$€£¥]?\d[\d.,:]*%?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"twenty|thirty|forty|fifty|sixty|dozen|hundred|thousand|million|billion|trillion|half|"
    r"quarter|third|first|second|once|twice)s?\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|"
    r"(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.|today|tonight|tomorrow|yesterday|"
    r"day|night|morning|week|weekend|month|year|decade|spring|summer|autumn|fall|winter)s?\b|"
    r"\d[\d:]*"
)
_ASKS_FOR: dict[re.Pattern[str], tuple[re.Pattern[str], ...]] = {
    re.compile(
        r"\bhow (?:much|many|old|long|far|tall|big|large|high|deep|fast|often)\b|"
        r"\b(?:what|which) (?:percentage|percent|number|share|age|price|amount|proportion)\b",
        re.IGNORECASE,
    ): (_FIGURES,),
    re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|week|day|date|time)\b", re.IGNORECASE): (
        _TIMES,
    ),
    re.compile(r"\b(?:who|whom|whose|where)\b", re.IGNORECASE): (_NAMES,),
}
_ASKS_FOR_ANYTHING = (_NAMES, _FIGURES)
_ENDS = re.compile(r"[.!…][\"'”’»)\]]*$")
_FEWEST_WORDS = 4  # fewer are a caption, a label or an interjection


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the evidence. ``key`` is that of its passage in this request."""

    key: str
    evidence: Evidence
    sentence: Sentence

    @property
    def place(self) -> tuple[str, int]:
        """Where the sentence stands, so that overlapping passages offer it once."""
        return self.evidence.passage.version, self.sentence.start


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for one candidate; higher speaks for it, except ``age``.

    ``relevance`` and ``context`` are the reranker's scores, ``news`` is log(1 + words
    of the kind asked for that the question does not hold), ``age`` is log(1 + weeks), None where
    it is unknown.
    """

    relevance: float
    context: float
    news: float
    age: float | None


def candidates(
    evidence: Mapping[str, Evidence], passages: int, said: Collection[tuple[str, int]]
) -> list[Candidate]:
    """Return the whole statements in the first ``passages`` of ``evidence``, each place once.

    Headings, captions and questions answer nothing; what lies at the places ``said`` was
    quoted before.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for key, item in list(evidence.items())[:passages]:
        for sentence in item.passage.sentences:
            candidate = Candidate(key, item, sentence)
            if is_statement(sentence.text) and candidate.place not in said:
                found.setdefault(candidate.place, candidate)
    return list(found.values())


def is_statement(text: str) -> bool:
    """Whether ``text`` reads as a whole sentence that states something."""
    return bool(_ENDS.search(text)) and len(text.split()) >= _FEWEST_WORDS


def signals(
    question: str, candidate: Candidate, relevance: float, context: float, as_of: date | None
) -> Signals:
    """Measure ``candidate`` against ``question``, asked on the day ``as_of``."""
    return Signals(
        relevance=relevance,
        context=context,
        news=math.log1p(len(_news(question, candidate.sentence.text))),
        age=_age(candidate.evidence.passage.article.published, as_of),
    )


def _news(question: str, text: str) -> set[str]:
    """The words in ``text`` of the kind that the question asks for, without its own."""
    kinds = next(
        (kinds for asks, kinds in _ASKS_FOR.items() if asks.search(question)), _ASKS_FOR_ANYTHING
    )
    found = {word for kind in kinds for each in kind.findall(text) for word in content_words(each)}
    return found - content_words(question)


def _age(published: date | None, as_of: date | None) -> float | None:
    if published is None or as_of is None:
        return None
    return math.log1p(max(0, (as_of - published).days) / 7)
