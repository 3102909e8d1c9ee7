"""The sentences that might answer a question, and what speaks for each of them.

Five things are measured of a sentence, all without looking at any particular corpus:

- ``answer``: how well the likeliest few words of it answer the question;
- ``passage``: how well the passage around it answers;
- ``relevance``: how much that passage is about the question at all;
- ``news``: how much it says of the kind asked for, and not in the question itself: "how many"
  asks for figures, "when" for times, "who" and "where" for names;
- ``age``: how long before the question it was published, since questions to a news desk are
  mostly about what is new. Unknown where either day is.

The first three are the reader's. Where none read the evidence, shared words stand for the first
two, each word counting by how rare it is among the texts found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.types import Evidence, Sentence, ShortAnswer
from rag.writing.words import WordOverlap, content_words

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
    """A sentence of the evidence. ``key`` is that of its passage in this request.

    ``answer`` are the words of it that answer best, where a reader has read it.
    """

    key: str
    evidence: Evidence
    sentence: Sentence
    answer: ShortAnswer | None = None

    @property
    def short_answer(self) -> str:
        """The words of ``answer``, empty without one."""
        if self.answer is None:
            return ""
        start = self.sentence.start
        return self.sentence.text[self.answer.start - start : self.answer.end - start]

    @property
    def place(self) -> tuple[str, int]:
        """Where the sentence stands, so that overlapping passages offer it once."""
        return self.evidence.passage.version, self.sentence.start


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for one candidate; higher speaks for it, except ``age``.

    With a reader the first three are logits, without one shares of words (0 to 1) and nothing.
    ``news`` is log(1 + words of the kind asked for that the question does not hold), ``age`` is
    log(1 + weeks), None where it is unknown.
    """

    answer: float
    passage: float
    relevance: float
    news: float
    age: float | None


def candidates(
    evidence: Mapping[str, Evidence], said: Collection[tuple[str, int]] = ()
) -> list[Candidate]:
    """Return the whole statements in ``evidence``, each place once.

    Headings, captions and questions answer nothing, nor does what the reader could not see;
    what lies at the places ``said`` was quoted before.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for key, item in evidence.items():
        sentences = item.passage.sentences
        answers = item.reading.answers if item.reading else (None,) * len(sentences)
        for sentence, answer in zip(sentences, answers, strict=True):
            candidate = Candidate(key, item, sentence, answer)
            seen = answer is not None or item.reading is None
            if seen and is_statement(sentence.text) and candidate.place not in said:
                found.setdefault(candidate.place, candidate)
    return list(found.values())


def measure(question: str, found: Sequence[Candidate], as_of: date | None = None) -> list[Signals]:
    """Measure all candidates ``found`` for ``question``, asked on the day ``as_of``."""
    return [
        Signals(
            *read,
            news=math.log1p(len(_news(question, candidate.sentence.text))),
            age=_age(candidate.evidence.passage.article.published, as_of),
        )
        for candidate, read in zip(found, _read(question, found), strict=True)
    ]


def _read(question: str, found: Sequence[Candidate]) -> list[tuple[float, float, float]]:
    """What the reader says of each candidate's answer, passage and relevance, or shared words."""
    if all(each.answer for each in found):
        return [
            (each.answer.score, reading.answerable, reading.relevance)
            for each in found
            if each.answer and (reading := each.evidence.reading)
        ]
    overlap = WordOverlap()
    sentences = overlap.score(question, [each.sentence.text for each in found])
    evidence = {each.key: each.evidence.passage.searchable for each in found}
    shares = overlap.score(question, list(evidence.values()))
    passages = dict(zip(evidence, shares, strict=True))
    return [(share, passages[each.key], 0.0) for each, share in zip(found, sentences, strict=True)]


def is_statement(text: str) -> bool:
    """Whether ``text`` reads as a whole sentence that states something."""
    return bool(_ENDS.search(text)) and len(text.split()) >= _FEWEST_WORDS


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
