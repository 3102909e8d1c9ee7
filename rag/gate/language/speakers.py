"""Whether two names or descriptions mean the same speaker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.gate.language.english import (
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    WEEKDAYS_AND_MONTHS,
    Token,
    is_verb,
    words_of,
)

_TITLES = words_of(
    "mr mrs ms miss dr sir lord lady dame prof professor president minister prime premier governor "
    "senator mayor judge chief captain general colonel king queen prince princess pope bishop "
    "chancellor secretary director coach sheriff sergeant officer inspector detective rep sen gov "
    "spokesman spokeswoman spokesperson mayor archbishop ambassador commissioner"
)
_COLLECTIVES = words_of("police officials authorities experts scientists")
_THIRD = words_of("he she him her they them")
_TIMES = words_of(
    "earlier later today yesterday year years month months week weeks day days last next this "
    "morning evening night afternoon recently"
)
_GENDERS = {"he": "m", "him": "m", "she": "f", "her": "f"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody as a sentence names them.

    ``names`` are the words of a proper name, ``heads`` the nouns that say who it is ("master" of
    "the harbour master"), ``words`` all that is said of them. ``pronoun`` is "he" or the like
    where that is all, else ""; ``last`` the last word of the first name in it, else "".
    """

    names: frozenset[str]
    heads: frozenset[str]
    words: frozenset[str]
    pronoun: str = ""
    last: str = ""

    @property
    def is_named(self) -> bool:
        """Whether it says who is meant without the sentences around it."""
        return bool(self.names or self.heads)


def read_speaker(tokens: Sequence[Token]) -> Speaker:
    """The speaker whom ``tokens`` name, with what is said of them between commas."""
    words = [token for token in tokens if token.is_word]
    if words and words[-1].lower in PRONOUNS:
        return Speaker(frozenset(), frozenset(), frozenset(), words[-1].lower)
    names: set[str] = set()
    heads: set[str] = set()
    joint = any(token.lower in ("and", "&") for token in tokens)
    last = ""
    for part in _parts(tokens):
        core = _core(part)
        run = _last_name(core)
        titles = {token.lemma for token in run if token.lower in _TITLES}
        if names and not joint:  # "…, a Republican": a description, however it is spelled
            heads |= {run[-1].lemma} if run else set()
        else:
            last = run[-1].lemma if run else last
            names |= {token.lemma for token in run} - titles
            heads |= titles
        plain = core[: len(core) - len(run)]
        plain = [token for token in plain if token.lower not in _TIMES]
        if plain and plain[-1].is_content:
            heads.add(plain[-1].lemma)
    said = (t.lemma for t in words if t.lower not in DETERMINERS | {"'s"} | PREPOSITIONS | _TIMES)
    return Speaker(frozenset(names), frozenset(heads), frozenset(said), last=last)


def _parts(tokens: Sequence[Token]) -> list[list[Token]]:
    """Names and descriptions, one by one; clauses about them ("who …") and ages are left out."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in (",", "&") or token.lower == "and":
            parts.append([])
        elif token.is_word:
            parts[-1].append(token)
    return [
        part
        for part in parts
        if part and part[0].lower not in ("who", "whose", "which") and not part[0].is_number
    ]


def _core(part: Sequence[Token]) -> list[Token]:
    """Who it is, without "of …", "for …" behind and "in a statement …" before."""
    if part[0].lower in PREPOSITIONS:
        starts = [at for at, token in enumerate(part) if token.lower in DETERMINERS]
        return list(part[starts[-1] + 1 :]) if starts else list(part[1:])
    cut = next((at for at, token in enumerate(part) if token.lower in PREPOSITIONS), len(part))
    return [token for token in part[:cut] if token.lower not in DETERMINERS]


def _last_name(core: Sequence[Token]) -> list[Token]:
    start = len(core)
    while start and core[start - 1].is_name:
        start -= 1
    return list(core[start:])


class Cast:
    """Everybody whom a text names, and how it describes them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Read ``tokens``, all those of the text."""
        self._names: list[frozenset[str]] = []
        self._described: dict[frozenset[str], set[str]] = defaultdict(set)
        for start, end in _runs(tokens):
            run = tokens[start:end]
            name = frozenset(token.lemma for token in run if token.lower not in _TITLES)
            if not name:
                continue
            self._names.append(name)
            self._described[name] |= {token.lemma for token in run if token.lower in _TITLES}
            self._described[name] |= _descriptions(tokens, start, end)
        self._persons = self._read_persons(tokens)

    def same(self, claimed: Speaker, source: Speaker) -> bool:
        """Whether ``claimed`` can be nobody but ``source``.

        A full name and a surname are one where the text knows but one bearer of the surname. A
        description holds where the text describes the speaker so. A pronoun of the source means
        the one person whom the text names, if it names but one.
        """
        if source.pronoun:
            return self._same_as_pronoun(claimed, source.pronoun)
        if not claimed.is_named:
            return claimed.pronoun in _THIRD | {"", "it", "who"}
        if claimed.names and source.names:
            return self._same_name(claimed.names, source.names)
        if claimed.names:
            bearers = [n for n, heads in self._described.items() if heads & source.heads]
            known = bool(bearers) and all(self._same_name(claimed.names, n) for n in bearers)
            return known or self._same_description(claimed, source)
        return self._same_description(claimed, source)

    def _same_as_pronoun(self, claimed: Speaker, pronoun: str) -> bool:
        if not claimed.is_named:
            ours, theirs = _GENDERS.get(claimed.pronoun), _GENDERS.get(pronoun)
            return ours is None or theirs is None or ours == theirs
        if len(self._persons) != 1 or pronoun not in _THIRD:
            return False
        (only,) = self._persons
        if claimed.names:
            return self._same_name(claimed.names, only)
        described = set().union(
            *(heads for name, heads in self._described.items() if self._same_name(name, only))
        )
        return bool(claimed.heads & described)

    def _same_description(self, claimed: Speaker, source: Speaker) -> bool:
        known = source.words
        heads = source.heads | {source.last}
        if source.names:
            for name, described in self._described.items():
                if self._same_name(name, source.names):
                    known, heads = known | described, heads | described
        collective = claimed.words & _COLLECTIVE_LEMMAS
        same_head = (claimed.heads | claimed.names) & heads or collective & known
        return bool(same_head) and claimed.words <= known

    def _same_name(self, ours: frozenset[str], theirs: frozenset[str]) -> bool:
        if ours == theirs:
            return True
        shared = ours & theirs
        if not shared:
            return False
        bearers = {name for name in self._names if name & shared} | {ours, theirs}
        fullest = max(bearers, key=lambda each: (len(each), sorted(each)))
        return all(each <= fullest for each in bearers) and (ours <= fullest or theirs <= ours)

    def _read_persons(self, tokens: Sequence[Token]) -> list[frozenset[str]]:
        """The people whom "he" or "she" might mean, a surname and a full name taken as one."""
        persons: list[frozenset[str]] = []
        for start, end in _runs(tokens):
            name = frozenset(t.lemma for t in tokens[start:end] if t.lower not in _TITLES)
            known = any(self._same_name(name, each) for each in persons)
            if name and not known and _may_be_person(tokens, start, end):
                persons.append(name)
        return persons


_COLLECTIVE_LEMMAS = frozenset({"polic"})


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The places of capitalised words side by side, small words and days left out."""
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and _in_name(tokens[end]):
            end += 1
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _in_name(token: Token) -> bool:
    return token.is_name and token.lower not in FUNCTION_WORDS - _TITLES | WEEKDAYS_AND_MONTHS


def _descriptions(tokens: Sequence[Token], start: int, end: int) -> set[str]:
    """The nouns by which the text describes a name, just before it or behind a comma."""
    heads = set()
    if start and tokens[start - 1].is_content and not is_verb(tokens[start - 1]):
        heads.add(tokens[start - 1].lemma)
    if end < len(tokens) and tokens[end].text == ",":
        behind = []
        for token in tokens[end + 1 : end + 12]:
            if not token.is_word or is_verb(token):
                break
            behind.append(token)
        if (behind and behind[0].lower in DETERMINERS | {"who"}) or (
            behind and not behind[0].is_name
        ):
            core = _core(behind) if behind[0].lower not in PREPOSITIONS else []
            heads |= {core[-1].lemma} if core and core[-1].is_content else set()
    return heads


def _may_be_person(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a name might be a person's; in doubt it might."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if before is not None and before.lower in ("the", "in", "at", "near", "from", "across"):
        return False
    begins = before is None or before.text in (".", "!", "?", "“", '"')
    if end - start == 1 and begins:  # a capital letter that says nothing
        lower = tokens[start].lower
        plural = lower.endswith("s") or lower in _COLLECTIVES
        return not plural and after is not None and (is_verb(after) or after.text == ",")
    return True
