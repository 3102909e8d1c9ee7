"""The names in a text: runs of capitalised words, with the titles of office that go with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rag.gate.reading.days import MONTHS, month_at
from rag.gate.reading.peoples import is_name_in_lower_case, known_names
from rag.gate.reading.spelling import folded, spelled
from rag.gate.reading.tokens import Token
from rag.gate.reading.weekdays import WEEKDAYS
from rag.gate.reading.wordlists import word_set


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name, or a country or people in whatever form ("=Ukraine").

    ``joint`` is what joins it to the part before: "", "of" or "'s".
    """

    key: str
    joint: str

    @property
    def is_people(self) -> bool:
        """Whether it is a name that is known in several forms."""
        return self.key.startswith("=")


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words at ``tokens[start:end]``, its titles apart."""

    start: int
    end: int
    parts: tuple[Part, ...]
    titles: frozenset[str] = frozenset()
    is_adjective: bool = False  # "American" before a noun

    @property
    def keys(self) -> frozenset[str]:
        """What must be found: equal for spellings of one name."""
        return frozenset(part.key for part in self.parts)


_PARTICLES = word_set(
    "of the for de del della di da do dos das du la le les el al bin ibn bint von van der",
    "den ter ten zu y e & st",
)
_HONORIFICS = {
    "mr": "man",
    "sir": "man",
    "lord": "man",
    "mrs": "woman",
    "ms": "woman",
    "miss": "woman",
    "dame": "woman",
    "lady": "woman",
}
_HEADS = word_set(
    "president premier minister chancellor secretary governor mayor senator congressman",
    "congresswoman representative king queen prince princess emperor pope cardinal bishop",
    "archbishop general colonel major captain lieutenant sergeant admiral commander judge",
    "justice chief director chairman chairwoman chair chairperson ceo professor",
    "ambassador spokesman spokeswoman spokesperson speaker attorney prosecutor sheriff",
    "detective inspector commissioner mp dr doctor coach rabbi imam sheikh ayatollah",
    "sultan emir leader analyst economist envoy vice-president",
)
_QUALIFIERS = word_set(
    "vice deputy former ex acting interim assistant shadow prime",
)
_FIELDS = word_set(
    "foreign defence defense finance interior health education justice home treasury",
    "police army navy executive first transport energy trade economy labour labor",
    "agriculture",
)
TITLE_WORDS = _HEADS | _QUALIFIERS | frozenset(_HONORIFICS)

_SHORT_WORDS = word_set(
    "a an as at be by do he if in is it me my no of on or so to up us we i am go im ive",
    "id",
)


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Words that English writes in lower case: they are no names at a sentence's start.

    Counted in 1.1 million words of encyclopaedia, forum and review text (those that stand mostly
    in lower case within a sentence), with words of news by hand, without surnames and forenames.
    """
    text = files("rag.gate.reading").joinpath("everyday_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split()) | _SHORT_WORDS


def is_shouted(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is written in capitals or as a headline, so that they tell nothing."""
    every = [token.text for token in tokens if token.kind == "word"]
    words = [word for word in every if len(word) > 3]
    if len(words) > 1 and all(word.isupper() for word in every):
        return True
    small = ("with", "from", "over", "into", "after", "amid", "that", "than")
    capital = all(word[0].isupper() or word in small for word in words)
    common = sum(word.lower() in everyday_words() for word in words)
    return len(words) > 3 and capital and 2 * common >= len(words)


def read_names(tokens: Sequence[Token], is_name: Callable[[Token], bool]) -> list[Name]:
    """Return the names of one sentence in order; ``is_name`` judges a single word."""
    names: list[Name] = []
    place = 0
    while place < len(tokens):
        name = _read_run(tokens, place, is_name)
        if name is None:
            place += 1
        else:
            names.append(name)
            place = name.end
    return names


def _read_run(tokens: Sequence[Token], place: int, is_name: Callable[[Token], bool]) -> Name | None:
    parts: list[Part] = []
    titles: set[str] = set()
    end, joint, here = place, "", place
    while here < len(tokens):
        key, after = _known(tokens, here)
        word = tokens[here].lower.rstrip(".")
        if key:
            parts.append(Part(key, joint))
        elif (
            tokens[here].text[0].isupper()
            and word in TITLE_WORDS | _FIELDS
            and (word in TITLE_WORDS or _title_follows(tokens, here))
        ):
            titles.add(word)
            after = here + 1
            if not all(part.is_people for part in parts):  # "Tarn Mayor Ann Lee"
                parts.append(Part(spelled(tokens[here].text), joint))
        elif is_name(tokens[here]) and not _is_calendar(tokens, here):
            parts.append(Part(spelled(tokens[here].text), joint))
            after = here + 1
        elif not _joins_lower(tokens, here, parts):
            break
        else:
            parts.append(Part(spelled(tokens[here].text), ""))
            after = here + 1
        end = after
        here, joint = _next_part(tokens, after)
        if here == after and joint == "stop":
            break
    if not parts and not titles:
        return None
    titles |= _titles_around(tokens, place, end)
    return Name(place, end, tuple(parts), frozenset(titles), _is_adjective(tokens, end, parts))


def _is_adjective(tokens: Sequence[Token], end: int, parts: Sequence[Part]) -> bool:
    """Whether a run is nothing but the form of a country's name that goes before a noun."""
    if not parts or not all(part.is_people for part in parts) or end >= len(tokens):
        return False
    form = " ".join(token.text for token in tokens[end - 1 : end])
    before_noun = tokens[end].text.islower() and not tokens[end - 1].text.endswith("'s")
    short = form.replace(".", "").isupper()
    return before_noun and (short or folded(form) not in folded(parts[-1].key).replace("=", ""))


def _known(tokens: Sequence[Token], place: int) -> tuple[str, int]:
    """The key of the known name at ``place`` and where it ends, or an empty key."""
    if tokens[place].kind != "word":
        return "", place
    places: list[int] = []
    here = place
    while here < len(tokens) and len(places) < 6:
        if tokens[here].kind == "word":
            places.append(here)
        elif tokens[here].text != "-" or not tokens[here].glued:
            break
        if tokens[here].text.lower().endswith("'s"):
            break
        here += 1
    for length in range(len(places), 0, -1):
        words = tuple(folded(tokens[each].text) for each in places[:length])
        key = known_names().get(words)
        if key and _is_written_as_name(tokens, places[:length], words):
            return key, places[length - 1] + 1
    return "", place


def _is_written_as_name(
    tokens: Sequence[Token], places: Sequence[int], words: tuple[str, ...]
) -> bool:
    texts = [tokens[place].text for place in places]
    if len(words) == 1 and words[0] in everyday_words() | {"us", "who", "un", "fed", "ap"}:
        return (texts[0].replace(".", "").removesuffix("'s").isupper() and len(texts[0]) > 1) or (
            words[0] not in ("us", "who", "un", "ap") and texts[0][0].isupper()
        )
    capital = all(text[0].isupper() for text in texts if text.lower() not in _PARTICLES | {"and"})
    return capital or is_name_in_lower_case(words)


def _title_follows(tokens: Sequence[Token], place: int) -> bool:
    return any(token.lower in _HEADS for token in tokens[place + 1 : place + 3])


def _is_calendar(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word is a month or a day of the week, which are figures."""
    word = tokens[place].lower
    if word in MONTHS:
        return month_at(tokens, place) is not None
    return (word in WEEKDAYS and len(word) > 4) or word.removesuffix("s") in WEEKDAYS


def _joins_lower(tokens: Sequence[Token], place: int, parts: Sequence[Part]) -> bool:
    """The "un" of "Jong-un": a word in lower case, glued by a hyphen, that is no common word."""
    token = tokens[place]
    glued = place > 0 and tokens[place - 1].text == "-" and token.glued and bool(parts)
    return glued and token.kind == "word" and token.lower not in everyday_words()


_SHORT_TITLES = word_set("mr mrs ms dr st gen col sen gov prof lt sgt rep")


def _next_part(tokens: Sequence[Token], place: int) -> tuple[int, str]:
    """Where a run may go on after a part that ends at ``place``, and what joins it."""
    if place >= len(tokens):
        return place, "stop"
    previous, text = tokens[place - 1], tokens[place].text
    joint = "'s" if previous.text.lower().endswith("'s") else ""
    if text == "'" and tokens[place].glued and previous.text.endswith("s"):
        return place + 1, "'s"
    initial = len(previous.text) == 1 or folded(previous.text) in _SHORT_TITLES
    if text == "." and initial:
        return place + 1, joint
    if text == "-" and tokens[place].glued and place + 1 < len(tokens):
        return (place + 1, joint) if tokens[place + 1].glued else (place, "stop")
    here = place
    while here < len(tokens) and here - place < 3 and tokens[here].text in _PARTICLES:
        here += 1
    if here == place:
        return place, joint
    if here < len(tokens) and tokens[here].kind == "word" and tokens[here].text[0].isupper():
        return here, "of" if tokens[place].text in ("of", "for") else joint
    return place, "stop"


def _titles_around(tokens: Sequence[Token], start: int, end: int) -> set[str]:
    """Titles in lower case before a name ("foreign minister Lavrov") or after a comma."""
    titles: set[str] = set()
    place = start - 1
    while place >= 0 and tokens[place].lower in TITLE_WORDS | _FIELDS | {"-"}:
        titles.add(tokens[place].lower)
        place -= 1
    if end < len(tokens) and tokens[end].text == ",":
        for token in tokens[end + 1 : end + 6]:
            if token.kind != "word":
                break
            if token.lower in TITLE_WORDS | _FIELDS:
                titles.add(token.lower)
            elif titles & _HEADS and token.lower in _HEADS | {"of", "and"}:
                break
    titles.discard("-")
    return titles if titles & (_HEADS | frozenset(_HONORIFICS)) else set()


def titles_conflict(claimed: frozenset[str], told: Sequence[frozenset[str]]) -> bool:
    """Whether the source gives the name titles, and none that the claim's could be."""
    told = [titles for titles in told if titles]
    return bool(claimed) and bool(told) and not any(_fits(claimed, each) for each in told)


# What says nothing of a person's office.
_COURTESY = _HONORIFICS.keys() | {"dr", "doctor", "professor"}


def _fits(claimed: frozenset[str], told: frozenset[str]) -> bool:
    sexes = {_HONORIFICS[word] for word in claimed & _HONORIFICS.keys()}
    told_sexes = {_HONORIFICS[word] for word in told & _HONORIFICS.keys()}
    if sexes and told_sexes and not sexes & told_sexes:
        return False
    office, known = claimed - _COURTESY, told - _COURTESY
    if not office or not known & _HEADS:
        return True
    return office <= known and office & _QUALIFIERS == known & _QUALIFIERS
