"""Where a sentence takes something back: "not", "may", "alleged", "up to", "if"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.gate.language.english import DETERMINERS, PREPOSITIONS, Token, is_verb, listed, words_of
from rag.gate.language.limits import (
    BEHIND_NUMBERS,
    FUTURE,
    NEGATION,
    NOTHING,
    OF_CLAUSES,
    OF_WORDS,
)

_UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_TENS = listed("ten twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_UNITS)} | {
    word: str(10 * value) for value, word in enumerate(_TENS, 1)
}
_AMOUNTS = words_of(
    "half third thirds quarter quarters dozen dozens hundred hundreds thousand thousands million "
    "millions billion billions trillion double twice halfway"
)
_SPANS = words_of("century decade year month week day hour minute mile kilometre kilometer")
_BEFORE_NUMBERS = words_of("a an the another $ £ € ¥ us usd eur")


@dataclass(frozen=True, slots=True)
class Reservation:
    """A kind of reservation, the words that make it, and where they stand in the sentence."""

    kind: str
    words: str
    start: int
    end: int
    target: int | None

    @property
    def of_word(self) -> bool:
        """Whether it is about the next word (the one at ``target``), not about the clause."""
        return self.kind in OF_WORDS and self.target is not None


def find_reservations(sentence: Sequence[Token]) -> list[Reservation]:
    """Every reservation in a sentence, in order, none within another."""
    found: list[Reservation] = []
    position = 0
    while position < len(sentence):
        matched = _match(sentence, position)
        kinds, length = matched if matched else ((), 1)
        spelled = {token.start: token.text for token in sentence[position : position + length]}
        words = " ".join(spelled.values())
        for kind in kinds:
            if kind != NOTHING and not _means_otherwise(sentence, position, kind):
                end = position + length
                target = _next_content(sentence, end)
                found.append(Reservation(kind, words, position, end, target))
        position += length
    return found


def _match(sentence: Sequence[Token], position: int) -> tuple[tuple[str, ...], int] | None:
    """The kinds of the longest pattern that begins at ``position``, and its length in words."""
    token = sentence[position]
    if not token.is_word:
        return None
    if is_amount(token):
        return None
    for pattern, kinds in _patterns().get(token.lower, ()):
        length = _fits(sentence, position, pattern)
        idle = kinds == (NOTHING,) and token.lower == "not" and not _goes_on(sentence, position)
        if length and not idle:
            return kinds, length
    return None


def _goes_on(sentence: Sequence[Token], position: int) -> bool:
    """Whether "not only" is followed by its "but"; it is a negation otherwise."""
    return any(each.lower == "but" for each in sentence[position : position + _REACH])


_REACH = 40  # words within which the other half of a phrase is looked for


def _fits(sentence: Sequence[Token], position: int, pattern: tuple[str, ...]) -> int:
    """How many words the pattern takes, a number or participle at its end left out; 0 if none."""
    at = position + 1
    for part in pattern[1:]:
        if at >= len(sentence):
            return 0
        token = sentence[at]
        if part == "#":
            return at - position if _is_amount(sentence, at) else 0
        if part == "+ing":
            return at - position if token.lower.endswith("ing") else 0
        if part == "~":
            if not token.is_word or token.is_name or token.is_number:
                return 0
        elif token.lower != part:
            return 0
        at += 1
    return at - position


def _is_amount(sentence: Sequence[Token], at: int) -> bool:
    for token in sentence[at : at + 3]:
        if is_amount(token):
            return True
        if token.lower in _SPANS and sentence[at].lower in ("a", "an"):
            return True
        if token.lower not in _BEFORE_NUMBERS:
            return False
    return False


@lru_cache(maxsize=1)
def _patterns() -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """By first word: the patterns, longest first, with the kinds that they stand for."""
    kinds: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for kind, phrases in (OF_CLAUSES | OF_WORDS).items():
        for phrase in phrases.split(";"):
            for pattern in _alternatives(phrase.split()):
                kinds[pattern].append(kind)
    for word in ("unlikely", "improbable"):
        kinds[(word,)] = [NEGATION, "a likelihood"]
    kinds[("unable",)] = [NEGATION, "an ability"]
    kinds[("impossible",)] = [NEGATION, "a possibility"]
    kinds[("can", "not")] = kinds[("could", "not")] = [NEGATION, "an ability"]
    for will in ("will", "would", "wo"):
        kinds[(will, "not")] = [NEGATION, FUTURE]
    kinds[("not", "only")] = [NOTHING]
    kinds[("nothing", "but")] = ["only"]
    kinds[("would", "be")] = [FUTURE]
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    for pattern in sorted(kinds, key=len, reverse=True):
        by_first[pattern[0]].append((pattern, tuple(dict.fromkeys(kinds[pattern]))))
    return by_first


def _alternatives(phrase: Sequence[str]) -> list[tuple[str, ...]]:
    patterns: list[tuple[str, ...]] = [()]
    for part in phrase:
        patterns = [(*pattern, word) for pattern in patterns for word in part.split("/")]
    return patterns


def _means_otherwise(sentence: Sequence[Token], position: int, kind: str) -> bool:
    """Whether the word is another that is only spelled alike."""
    token = sentence[position]
    before = sentence[position - 1].lower if position else ""
    after = sentence[position + 1] if position + 1 < len(sentence) else None
    if kind != NEGATION and _is_part_of_name(sentence, position):
        return True
    if token.lower in ("may", "will") and token.is_name and not token.text.isupper():
        return _is_month_or_name(sentence, position)
    if token.joined and token.lower in ("all", "must", "can", "may", "could", "no", "not", "most"):
        return token.lower not in ("no", "not")
    if token.lower == "no" and before == "," and after is not None and after.text == ",":
        return True
    if token.lower in ("acting", "then", "junior", "vice", "associate"):
        return after is None or not after.is_word or after.lower in PREPOSITIONS or is_verb(after)
    if token.lower in ("then",):
        return not token.joined
    if token.lower == "still" and position and before in ("a", "the"):
        return True
    if token.lower in ("little", "false", "certain"):
        return before in DETERMINERS and token.lower != "certain"
    if token.lower == "until":
        return after is None or after.is_name or after.is_number or after.lower in _TIMES
    if token.lower in ("whole", "fear", "fears", "doubt") and kind == "a belief":
        return before in DETERMINERS
    return False


def _is_part_of_name(sentence: Sequence[Token], position: int) -> bool:
    """Bob Hope, the Hope Trust: a capital beside a capital, but not where all words have one."""
    if not position or not sentence[position].is_name:
        return False
    beside = sentence[max(0, position - 1) : position + 2]
    words = [token for token in sentence if token.is_content]
    headline = sum(token.is_name for token in words) > len(words) / 2
    return not headline and sum(token.is_name for token in beside) > 1


_TIMES = words_of("now then next last early late the a an his her midnight noon")


def _is_month_or_name(sentence: Sequence[Token], position: int) -> bool:
    """May the month, Will the man: not before a small-letter word unless the sentence begins."""
    before = sentence[position - 1] if position else None
    after = sentence[position + 1] if position + 1 < len(sentence) else None
    if after is None or not after.is_word or after.is_number:
        return True
    if before is None:
        return after.is_name
    in_time = before.is_number or before.lower in PREPOSITIONS | {"this", "last", "next", "late"}
    return in_time or (after.is_name and not before.is_name) or is_verb(after)


def reserved_words(
    sentence: Sequence[Token], found: Sequence[Reservation]
) -> dict[int, frozenset[str]]:
    """For each word that a reservation is about, by its place, the kinds that apply to it."""
    kinds: dict[int, set[str]] = defaultdict(set)
    for reservation in found:
        if reservation.of_word and reservation.target is not None:
            kinds[reservation.target].add(reservation.kind)
    for position, token in enumerate(sentence):
        if is_amount(token):
            following = [each.lower for each in sentence[position + 1 : position + 4]]
            for behind, kind in BEHIND_NUMBERS.items():
                size = len(behind)
                next_but_one = sentence[position + 1 : position + 2]
                counted = bool(next_but_one) and next_but_one[0].is_content  # "50 people or more"
                directly = tuple(following[:size]) == behind
                if directly or (counted and tuple(following[1 : size + 1]) == behind):
                    kinds[position].add(kind)
    return {position: frozenset(each) for position, each in kinds.items()}


def _next_content(sentence: Sequence[Token], start: int) -> int | None:
    for position in range(start, min(len(sentence), start + 6)):
        token = sentence[position]
        if token.is_content or token.lower in NUMBER_WORDS:
            return position
        if token.text in (".", ";", "—", "!", "?"):
            return None
    return None


def is_amount(token: Token) -> bool:
    """Whether it is a number, in digits or as a word."""
    return token.is_number or token.lower in NUMBER_WORDS or token.lower in _AMOUNTS


def key_of(token: Token) -> str:
    """What a word or number is found again by: "twenty" and "20" are the same."""
    return NUMBER_WORDS.get(token.lower, token.lemma)
