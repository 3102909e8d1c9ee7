"""Makes examples that the sets lack: facts swapped, answers cut out, claims and their evidence.

Everything here works on words alone, so now and then it makes an example that is wrong in
grammar or even in its label; what it is for is to show the model that a single word decides.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag.models.training.examples import (
    CONTRADICTED,
    ENTAILED,
    NOT_ENTAILED,
    Entailment,
    Reading,
)

SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
NAME = re.compile(r"\b[A-Z][\w'’-]+(?:\s+(?:of\s+|de\s+|van\s+)?[A-Z][\w'’-]+)*")
NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+|(?<![\w.])\d+(?:\.\d+)?(?!\w)")
WORDS = re.compile(r"\w+")

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
COUNTED = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "fifty",
]
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
FAMILIES = (MONTHS, WEEKDAYS, COUNTED, ORDINALS, ["million", "billion", "thousand"])

OPPOSITES = [
    "first/last",
    "largest/smallest",
    "biggest/smallest",
    "highest/lowest",
    "before/after",
    "more/fewer",
    "most/least",
    "increase/decrease",
    "increased/decreased",
    "rise/fall",
    "rose/fell",
    "gain/lose",
    "gained/lost",
    "won/lost",
    "win/lose",
    "accept/reject",
    "accepted/rejected",
    "agreed/refused",
    "allow/forbid",
    "allowed/forbade",
    "support/oppose",
    "supported/opposed",
    "supporter/opponent",
    "arrived/left",
    "began/ended",
    "begin/end",
    "start/stop",
    "started/stopped",
    "open/close",
    "opened/closed",
    "north/south",
    "northern/southern",
    "east/west",
    "eastern/western",
    "old/new",
    "older/younger",
    "male/female",
    "men/women",
    "man/woman",
    "major/minor",
    "public/private",
    "early/late",
    "earlier/later",
    "above/below",
    "positive/negative",
    "strong/weak",
    "stronger/weaker",
    "success/failure",
    "successful/unsuccessful",
    "always/never",
    "better/worse",
    "best/worst",
    "bought/sold",
    "buy/sell",
    "built/destroyed",
    "legal/illegal",
    "married/divorced",
    "friend/enemy",
    "enemy/ally",
    "allies/enemies",
    "victory/defeat",
    "winner/loser",
    "attacked/defended",
    "inside/outside",
    "rich/poor",
    "rural/urban",
    "hot/cold",
    "confirmed/denied",
    "confirm/deny",
    "released/arrested",
    "live/die",
    "lived/died",
    "born/killed",
]
OPPOSITE = {a: b for pair in OPPOSITES for a, b in (pair.split("/"), reversed(pair.split("/")))}
AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|should|did|does|do)\b(?! not)"
)
HEDGE = re.compile(
    r"\b(?:may|might|could)(?= (?:be|have|not|also)?\b)|"
    r"\b(?:reportedly|allegedly|possibly|probably|"
    r"perhaps|apparently|likely|is thought to|are thought to|is believed to|are believed to)\b ?"
)
ASKS_WHO = re.compile(r"(?i)who (?!did|do|does|is|are|was|were|else)(.+?)\??$")
DOUBTS = (
    "It is not known whether {}",
    "It was unclear on the day whether {}",
    "Officials denied that {}",
    "There were rumours that {}",
    "Critics say it is false that {}",
    "If the plan goes ahead, {}",
    "Some had expected that {}",
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text``."""
    cuts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


class Maker:
    """Makes examples from those of the sets; the same seed makes the same ones."""

    def __init__(self, readings: Sequence[Reading], seed: int) -> None:
        self._random = random.Random(seed)
        self._passages: dict[str, list[str]] = defaultdict(list)
        for passage, group in dict.fromkeys((r.passage, _group(r)) for r in readings):
            self._passages[group].append(passage)
        self._names = {
            group: sorted({n for p in passages for n in _names(p)})
            for group, passages in self._passages.items()
        }

    def unanswerable(self, reading: Reading) -> Reading | None:
        """Turn an answered reading into one that its passage does not answer.

        A fact of the question is swapped, the answer is cut out of the passage, or the passage
        is exchanged for a similar one. None where that cannot be done.
        """
        ways = [self._without_answer, self._other_passage]
        self._random.shuffle(ways)
        ways.insert(self._random.randint(0, 1), self._swapped_question)
        for way in ways:
            made = way(reading)
            if made is not None:
                return made
        return None

    def _swapped_question(self, reading: Reading) -> Reading | None:
        passage = reading.passage.lower()
        question = reading.question
        names = [n for n in _names(question) if n.lower() in passage]
        swapped = self._swap(question, names, _group(reading), avoid=reading.passage)
        if swapped is None or swapped == question:
            return None
        return Reading(swapped, reading.passage, None, "made:question", _title(reading))

    def _without_answer(self, reading: Reading) -> Reading | None:
        assert reading.answer is not None
        start, end = reading.answer
        spans = sentences(reading.passage)
        kept = [reading.passage[a:b].strip() for a, b in spans if b <= start or a >= end]
        text = " ".join(kept)
        if len(kept) < 2 or reading.passage[start:end].lower() in text.lower():
            return None
        return Reading(reading.question, text, None, "made:cut", _title(reading))

    def _other_passage(self, reading: Reading) -> Reading | None:
        assert reading.answer is not None
        answer = reading.passage[slice(*reading.answer)].lower()
        others = self._passages[_group(reading)]
        drawn = self._random.sample(others, min(len(others), 40))
        wanted = set(WORDS.findall(reading.question.lower()))
        close = [p for p in drawn if p != reading.passage and answer not in p.lower()]
        if not close:
            return None
        best = max(close, key=lambda p: len(wanted & set(WORDS.findall(p.lower()))))
        return Reading(reading.question, best, None, "made:passage", _title(reading))

    def claims(self, reading: Reading) -> list[Entailment]:
        """Make a true claim and a false one from one sentence of a passage, both with evidence."""
        passage = reading.passage
        spans = sentences(passage)
        usable = [s for s in spans if 6 <= len(passage[slice(*s)].split()) <= 45]
        if not usable:
            return []
        chosen = self._random.choice(usable)
        place = spans.index(chosen)
        first = max(0, place - self._random.randint(0, 2))
        last = min(len(spans), place + 1 + self._random.randint(0, 2))
        evidence = passage[spans[first][0] : spans[last - 1][1]].strip()
        sentence = passage[slice(*chosen)].strip()
        made = [Entailment(self._shortened(sentence), evidence, frozenset({ENTAILED}), "made:true")]
        false = self._false_claim(sentence, evidence, _group(reading))
        if false is not None:
            made.append(false)
        return made

    def answered_claim(self, reading: Reading) -> Entailment | None:
        """Turn "Who did it?" and its answer into "X did it."."""
        assert reading.answer is not None
        match = ASKS_WHO.match(reading.question)
        answer = reading.passage[slice(*reading.answer)].strip()
        if match is None or not answer or len(answer.split()) > 6:
            return None
        claim = f"{answer[0].upper()}{answer[1:]} {match[1].strip()}."
        return Entailment(claim, reading.passage, frozenset({ENTAILED}), "made:answer")

    def _false_claim(self, sentence: str, evidence: str, group: str) -> Entailment | None:
        way = self._random.random()
        if way < 0.12:
            doubt = self._random.choice(DOUBTS)
            lowered = sentence if NAME.match(sentence) else sentence[0].lower() + sentence[1:]
            doubted = evidence.replace(sentence, doubt.format(lowered))
            return Entailment(sentence, doubted, NOT_ENTAILED, "made:doubt")
        if HEDGE.search(sentence):
            certain = re.sub(r"\s+", " ", HEDGE.sub("", sentence, count=1)).strip()
            return Entailment(certain, evidence, NOT_ENTAILED, "made:hedge")
        if way < 0.3 and AUXILIARY.search(sentence):
            denied = AUXILIARY.sub(lambda m: f"{m[0]} not", sentence, count=1)
            if " not" not in sentence:
                return Entailment(denied, evidence, frozenset({CONTRADICTED}), "made:negation")
        swapped = self._swap(sentence, _names(sentence), group, avoid=evidence)
        if swapped is None or swapped == sentence:
            return None
        return Entailment(self._shortened(swapped), evidence, NOT_ENTAILED, "made:swap")

    def _shortened(self, sentence: str) -> str:
        """Leave away what a sentence can do without, half of the time."""
        if self._random.random() < 0.5:
            return sentence
        shorter = re.sub(r"\s*\([^)]*\)", "", sentence)
        if self._random.random() < 0.5:
            shorter = re.sub(r"^(?:In|On|At|During|After|Since) [^,]{3,40}, (?=[A-Z])", "", shorter)
        if self._random.random() < 0.5:
            shorter = re.sub(r", (?:which|who|where|while|and) [^,]+\.$", ".", shorter)
        return shorter if len(shorter.split()) >= 4 else sentence

    def _swap(self, text: str, names: Iterable[str], group: str, avoid: str) -> str | None:
        """Replace one fact of ``text``: a name, number, month, day, count or word by its opposite.

        The new one does not stand in ``avoid``.
        """
        avoided = avoid.lower()
        options: list[tuple[str, str]] = []
        for name in names:
            alike = [n for n in self._names[group] if n.lower() not in avoided]
            if alike and name.split()[0] not in {"The", "In", "What", "Who", "When", "Where"}:
                options.append((name, self._random.choice(alike)))
        for number in NUMBER.findall(text):
            options.append((number, self._other_number(number)))
        for word in WORDS.findall(text):
            family = next((f for f in FAMILIES if word in f), None)
            if family is not None:
                options.append((word, self._random.choice([w for w in family if w != word])))
            elif word in OPPOSITE:
                options.append((word, OPPOSITE[word]))
        options = [(old, new) for old, new in options if new.lower() not in avoided]
        if not options:
            return None
        old, new = self._random.choice(options)
        return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, count=1)

    def _other_number(self, number: str) -> str:
        value = float(number.replace(",", ""))
        if number.isdigit() and len(number) == 4 and 1000 <= value <= 2100:
            return str(int(value) + self._random.choice([-30, -10, -5, -2, -1, 1, 2, 4, 10, 20]))
        if "." in number:
            return f"{value * self._random.choice([0.5, 1.3, 2, 3]) + 0.1:.1f}"
        other = int(value * self._random.choice([0.4, 0.7, 1.5, 2, 3])) + self._random.randint(1, 3)
        other += other == int(value)
        return f"{other:,}" if "," in number else str(other)


def _title(reading: Reading) -> str:
    return "" if _group(reading) == reading.source else reading.title


def _group(reading: Reading) -> str:
    """Where similar passages are found: the same article, or for reviews the same source."""
    article = reading.source in {"squad2-dev", "squadshifts-new_wiki"}
    return reading.title if article and reading.title else reading.source


def _names(text: str) -> list[str]:
    """Return capitalised runs that do not merely begin a sentence."""
    starts = {a for a, _ in sentences(text)}
    counts = Counter(m[0] for m in NAME.finditer(text) if m.start() not in starts)
    return [name for name in counts if len(name) > 2]
