"""Rule 3 of the gate, for names: each one in a claim stands in what the claim quotes.

It may also stand in the article's title or byline, or in the question. A surname alone will do,
and another spelling of the same name; another forename will not, nor words of two names put
together, nor another nationality or office than the source gives, nor two names that changed
places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.gate.attachment import contradicted
from rag.gate.frames import displaced
from rag.gate.known_names import (
    KnownNames,
    NamedSentence,
    gather_names,
    lies_within,
    name_items,
    names_of_claim,
    pieces_of,
)
from rag.gate.placing import Item, Source, Text, comparable, is_part
from rag.gate.reading.figure import shown
from rag.gate.reading.naming import Name, Part, titles_conflict
from rag.gate.reading.spelling import has_foreign_letter
from rag.gate.reading.tokens import sentences, tokenize
from rag.gate.support import Support


def check_names(claim: str, support: Support) -> str | None:
    """Say which name of ``claim`` is not supported as it stands there, or None.

    Deterministic; the time taken grows with the lengths of claim and support.
    """
    known = gather_names(support)
    tokens = tokenize(claim)
    for token in tokens:
        if has_foreign_letter(token.text) and token.text not in known.words:
            return f"“{token.text[:60]}” has letters that the quoted sentences do not use."
    parts = [tokens[start:end] for start, end in sentences(tokens)]
    claimed = [NamedSentence(part, names_of_claim(part, known)) for part in parts]
    if sum(len(name.parts) + 1 for sentence in claimed for name in sentence.names) > MOST_WORDS:
        return f"More than {MOST_WORDS} words of names: a claim may have as many."
    for sentence in claimed:
        repeated = any(
            is_part(Text(sentence.tokens, ()), Text(each.tokens, ())) for each in known.sentences
        )
        for name in sentence.names:
            fault = _fault(name, known)
            if fault is None and not repeated and name.parts:
                fault = _misplaced(sentence, name, known)
            if fault:
                return fault.replace("{name}", shown(sentence.tokens, name.start, name.end))
    return None


# No honest claim has as many; it bounds the time that a hostile one can take.
MOST_WORDS = 150


def _fault(name: Name, known: KnownNames) -> str | None:
    if not name.parts:
        standing = name.titles <= known.lower | known.name_words
        told = {title for each in _all_names(known) for title in each.titles}
        return None if standing or name.titles <= told else _NOT_FOUND
    if not known.holds(name.parts):
        if any(name.keys <= words for _, words in known.runs):
            return _NOT_FOUND  # its words in another order
        pieces = _pieces(name)
        if len(pieces) == 1 or not all(_stands(piece, known) for piece in pieces):
            if not _stands(name.parts, known):
                return _NOT_FOUND
        elif _other_people(name, known):
            return "The quoted sentences give “{name}” another nationality."
    core = frozenset(part.key for part in name.parts if not part.is_people) or name.keys
    told_titles = [each.titles for each in _all_names(known) if lies_within(core, each.keys)]
    if titles_conflict(name.titles, told_titles):
        return "The quoted sentences give “{name}” another title."
    return None


_NOT_FOUND = "The name “{name}” does not stand in the quoted sentences."


def _all_names(known: KnownNames) -> Iterable[Name]:
    return (name for sentence in known.sentences for name in sentence.names)


def _stands(parts: Sequence[Part], known: KnownNames) -> bool:
    """Whether these parts are one name of the support, its acronym, or what its people are."""
    if known.holds(parts):
        return True
    return len(parts) == 1 and parts[0].key in known.acronyms


def _pieces(name: Name) -> list[tuple[Part, ...]]:
    """The name without nationalities and owners before it: "Ukraine's President Zelensky"."""
    pieces: list[list[Part]] = []
    for part in name.parts:
        alone = (
            not pieces or part.joint == "'s" or (pieces[-1][-1].is_people and part.joint != "of")
        )
        if alone or (part.is_people and part.joint != "of"):
            pieces.append([part])
        else:
            pieces[-1].append(part)
    return [tuple(piece) for piece in pieces]


def _other_people(name: Name, known: KnownNames) -> bool:
    """Whether the support names the rest of ``name`` with other countries only."""
    people = frozenset(part.key for part in name.parts if part.is_people)
    rest = name.keys - people
    told = [words for _, words in known.runs if rest and rest <= words]
    with_people = [run for run in told if any(key.startswith("=") for key in run)]
    return bool(people and with_people) and not any(people <= run for run in with_people)


def _misplaced(sentence: NamedSentence, name: Name, known: KnownNames) -> str | None:
    """Say so where another name stands in the place of this one in the quoted sentences."""
    source = known.view(name)
    claim = Text(sentence.tokens, name_items(sentence.names), directed=True)
    alike = Source([text for text in source.texts if comparable(claim, text)])
    item = Item(name.start, name.end, pieces_of(name))
    if contradicted(claim, item, alike, _share) or displaced(claim, item, alike, _share):
        return "“{name}” stands where the quoted sentences have another name."
    return None


def _share(one: Item, other: Item) -> bool:
    """Whether two names may be one: "Smith" and "Jane Smith", not "Jane Smith" and "Tom Smith".

    A country that both have counts only where one of them is nothing else.
    """
    if not isinstance(one.key, tuple) or not isinstance(other.key, tuple):
        return False
    mine = [piece for piece in one.key if not _is_people(piece)]
    theirs = [piece for piece in other.key if not _is_people(piece)]
    if mine and theirs:
        return any(lies_within(a, b) or lies_within(b, a) for a in mine for b in theirs)
    return bool(set(one.key) & set(other.key))


def _is_people(piece: frozenset[str]) -> bool:
    return all(key.startswith("=") for key in piece)
