"""The names that a claim may use: those of its quotes, their titles, bylines, the question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rag.gate.placing import Item, Source, Text
from rag.gate.reading.naming import (
    TITLE_WORDS,
    Name,
    Part,
    everyday_words,
    is_shouted,
    read_names,
)
from rag.gate.reading.spelling import folded, spelled
from rag.gate.reading.tokens import Token, sentences, stem, tokenize
from rag.gate.reading.wordlists import word_set
from rag.gate.support import Support


@dataclass(frozen=True, slots=True)
class NamedSentence:
    tokens: Sequence[Token]
    names: Sequence[Name]


@dataclass(frozen=True)
class KnownNames:
    """What the support offers: its sentences, its words as written, and its runs of names."""

    sentences: Sequence[NamedSentence]
    words: frozenset[str]
    lower: frozenset[str]
    stems: frozenset[str]  # of its words that are no names
    name_words: frozenset[str]
    runs: Sequence[tuple[tuple[str, ...], frozenset[str]]]  # in order, and as a set
    long: frozenset[str]  # the words of those names that have several
    acronyms: frozenset[str]
    views: dict[str, Source] = field(default_factory=dict)

    def view(self, name: Name) -> Source:
        """The quoted sentences with those names that could be put in the place of ``name``.

        "American" before a noun is no rival of a person, and only countries are of it.
        """
        people = any(part.is_people for part in name.parts)
        kind = "countries" if name.is_adjective else "all" if people else "no adjectives"
        if kind not in self.views:
            self.views[kind] = Source(
                [
                    Text(each.tokens, name_items(filter(_RIVALS[kind], each.names)), directed=True)
                    for each in self.sentences
                ]
            )
        return self.views[kind]

    def holds(self, parts: Sequence[Part]) -> bool:
        """Whether one name of the support has all these words, in the same order.

        Countries may stand elsewhere in it: "Ukraine's army", "the army of Ukraine".
        """
        keys = frozenset(part.key for part in parts)
        first_of = len(parts) > 1 and parts[1].joint == "of"
        order = [
            part.key
            for part in parts
            if not part.is_people or part.joint == "'s" or (first_of and part is parts[0])
        ]
        return any(lies_within(keys, words) and _in_order(order, run) for run, words in self.runs)


_RIVALS: dict[str, Callable[[Name], bool]] = {
    "all": lambda name: True,
    "countries": lambda name: any(part.is_people for part in name.parts),
    "no adjectives": lambda name: not name.is_adjective,
}


def gather_names(support: Support) -> KnownNames:
    quoted = [quote.text for quote in support.quotes] + list(support.titles)
    named = [*support.bylines, support.question]
    told = [_read(text) for text in quoted]
    others = [_read(text) for text in named]
    everything = [sentence for text in told + others for sentence in text]
    tokens = [token for sentence in everything for token in sentence.tokens]
    with_first = [part for text in quoted + named for part in _read(text, True)]
    names = [name for sentence in (*everything, *with_first) for name in sentence.names]
    runs = [tuple(part.key for part in name.parts) for name in names]
    runs += [(spelled(token.text),) for token in tokens if token.text[0].isupper()]
    common = {token.lower for token in tokens if token.text.islower() or _is_common(token)}
    return KnownNames(
        sentences=[sentence for text in told for sentence in text],
        words=frozenset(token.text for token in tokens),
        lower=frozenset(token.lower for token in tokens if token.text.islower()),
        stems=frozenset(stem(word) for word in common),
        name_words=frozenset(key for run in runs for key in run),
        runs=[(run, frozenset(run)) for run in dict.fromkeys(runs) if run],
        long=frozenset(
            part.key
            for sentence in everything
            for name in sentence.names
            if len(name.parts) > 1
            for part in name.parts
        ),
        acronyms=frozenset(each for part in everything for each in _acronyms(part.tokens)),
    )


def _is_common(token: Token) -> bool:
    return token.first and token.lower in everyday_words()


def _read(text: str, with_first: bool = False) -> list[NamedSentence]:
    """The sentences of a source; ``with_first`` takes each one's first word for a name."""
    tokens = tokenize(text)
    lower = {token.lower for token in tokens if token.text.islower()}

    def is_name(token: Token) -> bool:
        if token.kind != "word" or not token.text[0].isupper():
            return any(letter.isupper() for letter in token.text) and token.kind == "word"
        if token.text.isupper() and len(token.text) > 1:
            return True
        common = token.lower in everyday_words() or token.lower in lower
        return not (common and ((token.first and not with_first) or token.lower in _LITTLE))

    parts = [tokens[start:end] for start, end in sentences(tokens)]
    return [NamedSentence(part, read_names(part, is_name)) for part in parts]


_LITTLE = word_set(
    "the a an in on at of for and or but to by with from as he she it they we i his her",
    "their our its this that these those",
)


def names_of_claim(sentence: Sequence[Token], known: KnownNames) -> list[Name]:
    shouted = is_shouted(sentence)
    name_words = known.name_words

    following = dict(zip(map(id, sentence), sentence[1:], strict=False))

    def goes_on(token: Token) -> bool:
        """Whether a capital or "of" follows, as in the name of a body."""
        after = following.get(id(token))
        return after is not None and (after.text[0].isupper() or after.text == "of")

    def is_name(token: Token) -> bool:
        if token.kind != "word":
            return False
        word = token.lower
        if not any(letter.isupper() for letter in token.text):
            # Lower case hides no name that the support writes with a capital.
            unknown = word not in known.lower | everyday_words() | TITLE_WORDS
            return unknown and spelled(word) in name_words
        if word in _LITTLE and not (token.text.isupper() and len(token.text) > 1 and not shouted):
            return False
        if token.first and not shouted and spelled(token.text) in known.long and goes_on(token):
            return True
        if token.first or shouted:
            return word not in everyday_words() and stem(word) not in known.stems
        return not (word in known.lower and word in everyday_words() and not token.text.isupper())

    return read_names(sentence, is_name)


def name_items(names: Iterable[Name]) -> list[Item]:
    return [Item(name.start, name.end, pieces_of(name)) for name in names if name.parts]


def pieces_of(name: Name) -> tuple[frozenset[str], ...]:
    """The names within a run, each with its words: "Smith of the Bank", "Norland's Smith"."""
    pieces: list[set[str]] = []
    for place, part in enumerate(name.parts):
        alone = part.is_people or part.joint or name.parts[place - 1].is_people
        if alone or not pieces:
            pieces.append(set())
        pieces[-1].add(part.key)
    return tuple(map(frozenset, pieces))


def _in_order(keys: Sequence[str], run: Sequence[str]) -> bool:
    """Whether the keys that ``run`` has follow one another there."""
    rest = iter(run)
    return all(key in rest for key in keys if key in run)


def lies_within(keys: frozenset[str], run: frozenset[str]) -> bool:
    """Whether all words stand in one run; a short form for the forename."""
    missing = keys - run
    if not missing:
        return True
    # "J. Smith" and "Tim Smith" for "Timothy Smith", never for a name without the Smith.
    return missing < keys and all(
        any(word.startswith(key) for word in run) and len(key) != 2 and len(missing) == 1
        for key in missing
    )


def _acronyms(tokens: Sequence[Token]) -> list[str]:
    """The initials of each run of two to six capitalised words, little words left out."""
    found: list[str] = []
    for start, token in enumerate(tokens):
        if token.kind != "word" or not token.text[0].isupper():
            continue
        initials, place = "", start
        while place < len(tokens) and len(initials) < 6:
            text = tokens[place].text
            if text[0].isupper() and tokens[place].kind == "word":
                initials += folded(text)[:1]
                if len(initials) > 1:
                    found.append(initials)
            elif text not in ("of", "the", "for", "and", "&", "on", "-"):
                break
            place += 1
    return found
