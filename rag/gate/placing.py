"""A sentence as words with the items of one kind in it, and how two of them compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.gate.reading.tokens import Token, stem
from rag.gate.reading.wordlists import word_set


@dataclass(frozen=True, slots=True)
class Item:
    """A figure or name at ``tokens[start:end]``; ``key`` is what makes two of them the same."""

    start: int
    end: int
    key: object


@dataclass(frozen=True)
class Text:
    """The tokens of one sentence and the items of one kind in it.

    ``directed`` where it matters on which side of a word an item stands, as with names.
    """

    tokens: Sequence[Token]
    items: Sequence[Item]
    directed: bool = False

    @cached_property
    def taken(self) -> frozenset[int]:
        """The places that belong to items."""
        return frozenset(place for item in self.items for place in range(item.start, item.end))

    @cached_property
    def spelled(self) -> list[str]:
        """The tokens in lower case."""
        return [token.text.lower() for token in self.tokens]

    @cached_property
    def spellings(self) -> dict[str, list[int]]:
        """Where each token stands, by its lower case."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.spelled):
            places.setdefault(word, []).append(place)
        return places

    @cached_property
    def words(self) -> dict[str, list[int]]:
        """Where each content word stands, by its stem."""
        places: dict[str, list[int]] = {}
        for place in range(len(self.tokens)):
            if self.is_content(place):
                places.setdefault(stem(self.tokens[place].lower), []).append(place)
        return places

    @cached_property
    def firsts(self) -> dict[int, Item]:
        """The items by the place where they begin."""
        return {item.start: item for item in self.items}

    @cached_property
    def lasts(self) -> dict[int, Item]:
        """The items by their last place."""
        return {item.end - 1: item for item in self.items}

    def is_content(self, place: int) -> bool:
        """Whether the token at ``place`` says what an item has to do with."""
        token = self.tokens[place]
        return (
            place not in self.taken
            and (token.kind == "word" or (token.kind != "mark" and not self.directed))
            and token.lower not in _FUNCTION_WORDS
        )

    @cached_property
    def roles(self) -> dict[Role, list[Item]]:
        """The items by their role, as far as they have one."""
        found: dict[Role, list[Item]] = {}
        for item in self.items:
            if role := self.role(item):
                found.setdefault(role, []).append(item)
        return found

    def role(self, item: Item) -> Role | None:
        """The preposition before an item with the word that it depends on: "rose … to"."""
        before = self.tokens[item.start - 1].lower if item.start else ""
        if before not in _ROLES:
            return None
        for place in range(item.start - 2, max(-1, item.start - 2 * REACH), -1):
            if self.tokens[place].lower in BARRIERS:
                return None
            if self.is_content(place) and self.tokens[place].kind == "word":
                return before, stem(self.tokens[place].lower)
        return None


@dataclass(frozen=True)
class Source:
    """The sentences that a claim is compared with."""

    texts: Sequence[Text]

    @cached_property
    def places(self) -> dict[str, list[tuple[Text, int]]]:
        """Where each content word stands, by its stem."""
        found: dict[str, list[tuple[Text, int]]] = {}
        for text in self.texts:
            for word, places in text.words.items():
                found.setdefault(word, []).extend((text, place) for place in places)
        return found

    def in_role(self, role: Role) -> list[Item]:
        """The items that have this role in any sentence."""
        return [item for text in self.texts for item in text.roles.get(role, ())]


Same = Callable[[Item, Item], bool]
Role = tuple[str, str]

BARRIERS = word_set(
    "and or but while whereas ; : ( ) . ! ? -",
)
REACH = 6  # words, from a word to an item that belongs to it
_ROLES = word_set(
    "from to by than against in at near on",
)

_FUNCTION_WORDS = word_set(
    "a an the of in on at to for from by with as is are was were be been being has have",
    "had do does did will would shall may might can could that which who whom whose this",
    "these those it its he she they them their his her him there also all some any no not",
    "then than so such more other others another person people persons man men woman",
    "women including about around into over after before during under between against",
    "among i we you our your my up out off only just very still now both each per s and",
    "or but while where when",
)

OCCURRENCES = 24  # of one word that are looked at


def comparable(claim: Text, source: Text) -> bool:
    """Whether a sentence has at least half of the claim's words, names and figures aside."""
    shared = sum(word in source.words for word in claim.words)
    return 2 * shared >= len(claim.words)


def is_part(claim: Text, source: Text) -> bool:
    """Whether the claim's words stand in the source as they are, in one piece."""
    mine, theirs = claim.spelled, source.spelled
    starts = [place for place, word in enumerate(theirs) if word == mine[0]][:OCCURRENCES]
    return any(theirs[start : start + len(mine)] == mine for start in starts)
