"""Which texts repeat another one: wire copies, and pages that were fetched twice.

A false link hides evidence, a missed one merely indexes a text twice. So a text counts as
covered by another only if each of its sentences stands there word for word, but for slips of
a letter in a lower-case word and a few lines that carry no fact (a dateline, a credit, a
byline). A changed figure, name or date, an added sentence: not a copy. A text may lack
paragraphs of the one that covers it, never the other way round.

Candidates are found by sketches: a fixed sample of the hashes of a text's eight-word
shingles. Both the sketch and the verdict depend on the texts alone, so both are kept for good.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rag.library.splitting import split_sentences

LEAST_SHARED = 3  # hashes in common that make two texts candidates: low, the check is exact
_SHINGLE = 8  # words
_SAMPLE = 64  # one shingle in so many is kept …
_FEWEST = 24  # … but at least these
_LINES_ALLOWED = 3  # lines without facts that a copy may add
_WORDS_IN_LINE = 12

_WORD = re.compile(r"\w+")
_DATELINE = re.compile(  # "KYIV, Ukraine (AP) — "
    r"(?:[A-Z][\w.'’-]*,?\s){1,5}(?:\([^)]{2,30}\)\s)?(?:[—–]|--?)\s(?=\S)"
)
_SENTENCE_ENDS = '.!?…"”’'
_NOTICE = re.compile(
    r"\b(?:originally|first) (?:appeared|published)\b|\brepublished\b|\bcopyright\b|©"
    r"|\b(?:reporting|editing|writing|additional reporting) by\b|\bcontributed to this\b"
    r"|\ball rights reserved\b|\bnews agency\b|\bwire (?:service|story|report)\b",
    re.IGNORECASE,
)


def sketch(text: str) -> list[int]:
    """A sample of the text's shingle hashes, 64 bits signed; empty below eight words."""
    words = _WORD.findall(text.casefold())
    count = len(words) - _SHINGLE + 1
    if count < 1:
        return []
    encoded = "\n".join(words).encode().split(b"\n")
    hashes = np.fromiter(map(zlib.crc32, encoded), np.uint64, len(words))
    mixed = np.zeros(count, np.uint64)
    for offset in range(_SHINGLE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + hashes[offset : offset + count]
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    smallest = np.unique(mixed)
    kept = int(np.searchsorted(smallest, np.uint64(2**64 // _SAMPLE)))
    return [int(value) for value in smallest[: max(kept, _FEWEST)].view(np.int64)]


def akin(text: str, other: str) -> bool:
    """Whether two texts look like two states of one article: a third of a sketch in common."""
    one, two = set(sketch(text)), set(sketch(other))
    return bool(one and two) and 3 * len(one & two) >= min(len(one), len(two))


# --------------------------------------------------------------------------- the exact check


class Wording:
    """A text as the exact check sees it. Made once and compared with several."""

    def __init__(self, text: str) -> None:
        self._sentences = [sentence.text for sentence in split_sentences(text)]
        self._place = ""
        for index, sentence in enumerate(self._sentences[:3]):
            if dateline := _DATELINE.match(sentence):
                self._sentences[index] = sentence[dateline.end() :]
                self._place = _key(re.split(r"[,(]", dateline[0])[0])
                break
        self._keys = [_key(sentence) for sentence in self._sentences]
        self._known = frozenset(self._keys)

    def covered_by(self, other: Wording) -> bool:
        """Whether ``other`` says, in the same words, everything that this text says."""
        if self._place and other._place and self._place != other._place:
            return False
        missing = [i for i, key in enumerate(self._keys) if key and key not in other._known]
        if len(missing) > 0.2 * len(self._keys) + _LINES_ALLOWED:
            return False
        unmatched = [
            s for s, k in zip(other._sentences, other._keys, strict=True) if k not in self._known
        ]
        rewritten = [words for sentence in unmatched if (words := _WORD.findall(sentence))]
        rivals = {
            w.casefold() for words in rewritten if len(words) <= _WORDS_IN_LINE for w in words
        }
        added = 0
        for index in missing:
            words = _WORD.findall(self._sentences[index])
            if any(_slips_only(words, others) for others in rewritten):
                continue
            added += 1
            if added > _LINES_ALLOWED or not self._carries_no_fact(index, rivals):
                return False
        return sum(map(bool, self._keys)) > 2 * added

    def _carries_no_fact(self, index: int, rivals: set[str]) -> bool:
        """A byline, credit or notice at either end of the text, without figures.

        A line that shares a word with ``rivals``, the short lines that only the other text
        has, may be the same heading with another name in it.
        """
        sentence = self._sentences[index]
        at_an_end = index < 3 or index >= len(self._sentences) - 3
        if not at_an_end or any(character.isdigit() for character in sentence):
            return False
        words = _WORD.findall(sentence.casefold())
        bare = len(words) <= _WORDS_IN_LINE and sentence[-1] not in _SENTENCE_ENDS
        return (bare and rivals.isdisjoint(words)) or _NOTICE.search(sentence) is not None


def _key(sentence: str) -> str:
    return "".join(_WORD.findall(sentence.casefold()))


def _slips_only(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the same words stand in the same order, at most two of them with a slip."""
    if len(words) != len(others):
        return False
    slips = 0
    for word, other in zip(words, others, strict=True):
        if word.casefold() == other.casefold():
            continue
        slips += 1
        if slips > 2 or not _is_slip(word, other):
            return False
    return True


def _is_slip(word: str, other: str) -> bool:
    """A letter missing, doubled or swapped inside a long lower-case word, never at its ends.

    One letter for another is no slip: million and billion, affect and effect.
    """
    if min(len(word), len(other)) < 5 or not (word.islower() and other.islower()):
        return False
    if word[0] != other[0] or word[-1] != other[-1] or not (word + other).isalpha():
        return False
    short, long = sorted((word, other), key=len)
    if len(long) == len(short) + 1:
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    differing = [at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]]
    return (
        len(word) == len(other)
        and len(differing) == 2
        and differing[1] == differing[0] + 1
        and word[differing[0]] == other[differing[1]]
        and word[differing[1]] == other[differing[0]]
    )


# --------------------------------------------------------------------------- originals


@dataclass(frozen=True, slots=True)
class Member:
    """An article as far as the choice of originals is concerned; ``text`` numbers its text."""

    id: str
    published: date | None
    text: int

    @property
    def rank(self) -> tuple[date, str]:
        """Earlier is more original; an article without a date comes last."""
        return self.published or date.max, self.id


def choose_originals(
    members: Collection[Member], covered: Collection[tuple[int, int]]
) -> dict[str, str | None]:
    """For each article the original that it copies, or None if it is one.

    ``covered`` holds pairs (text, text that covers it). The earliest published of two that
    cover each other is the original, then the one with the first id. Of two where one has
    more, the fuller one is, unless it came out on a later day: then neither hides the other.
    The result does not depend on the order of the arguments.
    """
    first: dict[int, Member] = {}
    for member in sorted(members, key=lambda member: member.rank):
        first.setdefault(member.text, member)
    hiders: dict[int, list[Member]] = defaultdict(list)
    pairs = set(covered)
    for text, by in pairs:
        if text in first and by in first and _hides(first[by], first[text], (by, text) in pairs):
            hiders[text].append(first[by])
    originals: dict[str, str | None] = {}
    for member in members:
        shown = [hider for hider in hiders.get(member.text, ()) if hider.text not in hiders]
        original = min(shown, key=lambda hider: hider.rank, default=first[member.text])
        originals[member.id] = None if original.id == member.id else original.id
    return originals


def _hides(original: Member, copy: Member, mutual: bool) -> bool:
    if mutual:
        return original.rank < copy.rank
    return original.rank[0] <= copy.rank[0]
