"""Rule 3 of the gate, for figures: each one in a claim stands in what the claim quotes.

The same value of the same kind, in whatever spelling, with the same bound ("more than"), and
beside the same words where the source has others of its kind. A figure may also come from the
article's title or day of publication, or from the question where nothing quoted speaks against
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rag.gate.attachment import contradicted
from rag.gate.frames import displaced
from rag.gate.placing import Item, Source, Text, is_part
from rag.gate.reading.amounts import read_figures
from rag.gate.reading.figure import Figure, Reading, shown
from rag.gate.reading.tokens import Token, sentences, stem, tokenize
from rag.gate.support import Support

# No honest claim has as many; it bounds the time that a hostile one can take.
MOST_FIGURES = 60


def check_figures(claim: str, support: Support) -> str | None:
    """Say which figure of ``claim`` is not supported as it stands there, or None.

    Deterministic; the time taken grows with the length of claim plus support.
    """
    published = support.dates[0] if len(support.dates) == 1 else None
    claimed = list(_read(claim, published))
    if sum(len(sentence.figures) for sentence in claimed) > MOST_FIGURES:
        return f"More than {MOST_FIGURES} figures: a claim may have as many."
    evidence = _gather(support)
    for sentence in claimed:
        repeated = any(
            is_part(Text(sentence.tokens, ()), Text(each.tokens, ())) for each in evidence.sentences
        )
        for figure in sentence.figures:
            if figure.implied:
                continue
            fault = _missing(sentence, figure, evidence)
            if fault is None and not repeated and _is_misplaced(sentence, figure, evidence):
                words = shown(sentence.tokens, figure.start, figure.end)
                fault = f"The figure “{words}” belongs to something else in the quoted sentences."
            if fault:
                return fault
    return None


@dataclass(frozen=True, slots=True)
class _Sentence:
    tokens: Sequence[Token]
    figures: Sequence[Figure]


@dataclass(frozen=True)
class _Evidence:
    """The sentences of quotes and titles, the figures of the question, days of publication.

    ``views`` keeps the sentences as they look to one kind of figure, once they are asked for.
    """

    sentences: Sequence[_Sentence]
    asked: Sequence[Figure]
    published: Sequence[date]
    views: dict[tuple[frozenset[str], bool], Source] = field(default_factory=dict)

    @property
    def figures(self) -> Iterable[Figure]:
        return (figure for sentence in self.sentences for figure in sentence.figures)

    def view(self, like: Figure) -> Source:
        """The sentences with their figures of the kind of ``like``."""
        key = _kinds(like), _is_one(like)
        if key not in self.views:
            self.views[key] = Source([_text(each, *key) for each in self.sentences])
        return self.views[key]


def _gather(support: Support) -> _Evidence:
    quoted = [(quote.text, quote.article.published) for quote in support.quotes]
    titles = {quote.article.title: quote.article.published for quote in support.quotes}
    told = [sentence for text, day in (*quoted, *titles.items()) for sentence in _read(text, day)]
    asked = [figure for sentence in _read(support.question, None) for figure in sentence.figures]
    return _Evidence(told, asked, support.dates)


def _read(text: str, published: date | None) -> Iterator[_Sentence]:
    tokens = tokenize(text)
    for start, end in sentences(tokens):
        part = tokens[start:end]
        yield _Sentence(part, read_figures(part, published))


def _missing(claim: _Sentence, figure: Figure, evidence: _Evidence) -> str | None:
    """Say so where the figure stands nowhere, or with another bound."""
    words = shown(claim.tokens, figure.start, figure.end)
    bounds = {
        other.bound
        for source in evidence.sentences
        for other in source.figures
        if _same_value(figure, other) and _may_imply(claim, figure, source, other)
    }
    if not bounds:
        if _is_published_or_asked(figure, evidence):
            return None
        return f"The figure “{words}” does not stand in the quoted sentences."
    if figure.bound not in bounds:
        told = ", ".join(sorted(_spelled(bound) for bound in bounds))
        return f"With “{words}” the source has {told}, the claim {_spelled(figure.bound)}."
    return None


def _spelled(bound: str) -> str:
    return f"“{bound}”" if bound else "no bound"


def _readings(figure: Figure) -> tuple[Reading, ...]:
    """What a claim's figure says by itself, without what was worked out from it."""
    if figure.kind in ("weekday", "date", "days", "decade of", "time"):
        counts = tuple(reading for reading in figure.readings[1:] if reading[0] == "count")
        return figure.readings[:1] + counts
    if figure.kind.startswith("relative"):
        return tuple(reading for reading in figure.readings if reading[0] != "weekday")
    return figure.readings


def _same_value(figure: Figure, other: Figure) -> bool:
    return any(_agrees(mine, theirs) for mine in _readings(figure) for theirs in other.readings)


def _agrees(mine: Reading, theirs: Reading) -> bool:
    """Whether a source's reading says what the claim's says; a date may say more than that."""
    if mine == theirs:
        return True
    said, known = mine[1], theirs[1]
    if mine[0] != "date" or theirs[0] != "date":
        return False
    if not isinstance(said, tuple) or not isinstance(known, tuple):
        return False
    return all(part is None or part == other for part, other in zip(said, known, strict=True))


def _may_imply(claim: _Sentence, figure: Figure, source: _Sentence, other: Figure) -> bool:
    """Whether "a soldier" may support "one soldier": what follows is the same thing."""
    word = source.tokens[other.start].lower
    if not other.implied or other.kind != "count" or word not in ("a", "an", "another"):
        return True
    mine = {stem(token.lower) for token in claim.tokens[figure.end : figure.end + 3]}
    theirs = {stem(token.lower) for token in source.tokens[other.end : other.end + 3]}
    return bool((mine - {"of", "the"}) & theirs)


def _is_published_or_asked(figure: Figure, evidence: _Evidence) -> bool:
    """Whether the day of publication or the question has the figure, and no quote another."""
    if figure.bound:
        return False
    kinds = _kinds(figure)
    for other in evidence.figures:
        if not other.implied and _kinds(other) & kinds and not _same_value(figure, other):
            return False
    days = [Figure(0, 0, _day(each)) for each in evidence.published]
    asked = [other for other in evidence.asked if not other.implied]
    return any(_same_value(figure, other) for other in (*days, *asked))


def _day(day: date) -> tuple[Reading, ...]:
    return ("date", (day.year, day.month, day.day)), ("weekday", day.weekday())


_DAYS = frozenset(("date", "weekday", "days"))


def _kinds(figure: Figure) -> frozenset[str]:
    """The kinds of figure that could be put in this one's place; all days are of one kind."""
    kinds = frozenset(kind for kind, _ in figure.readings)
    return kinds | _DAYS if kinds & _DAYS or figure.kind.startswith("relative") else kinds


def _is_one(figure: Figure) -> bool:
    return any(value == 1 for _, value in figure.readings)


def _is_misplaced(claim: _Sentence, figure: Figure, evidence: _Evidence) -> bool:
    """Whether the words around the figure belong to another one in the source."""
    item = Item(figure.start, figure.end, figure)
    mine = _text(claim, _kinds(figure), _is_one(figure))
    source = evidence.view(figure)
    return displaced(mine, item, source, _same_item) or contradicted(mine, item, source, _same_item)


def _same_item(mine: Item, theirs: Item) -> bool:
    if not isinstance(mine.key, Figure) or not isinstance(theirs.key, Figure):
        return False
    return _same_value(mine.key, theirs.key)


def _text(sentence: _Sentence, kinds: frozenset[str], one: bool) -> Text:
    """A sentence and its figures of some kinds; "a" and its like only beside a figure of one."""
    items = [
        Item(other.start, other.end, other)
        for other in sentence.figures
        if _kinds(other) & kinds and (not other.implied or one or not _is_one(other))
    ]
    return Text(sentence.tokens, items)
