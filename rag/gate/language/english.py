"""English as the rules of the gate read it: words with their places and their base forms."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from rag.gate.language.quotations import APOSTROPHES, read_quotations

# A number with its separators, an abbreviation with points, a word with its apostrophes, dots,
# a spaced or long dash; any other visible character by itself.
_TOKEN = regex.compile(
    rf"""
    (?P<number> \p{{N}}+ (?: [.,:] \p{{N}}+ )* )
  | (?P<word> (?: \p{{L}} [.] ){{2,}}
            | [\p{{L}}\p{{M}}\p{{N}}]+ (?: [{APOSTROPHES}] [\p{{L}}\p{{M}}]+ )* )
  | (?P<dots> [.]{{2,}} | … )
  | (?P<dash> -{{2,}} | [–—―] | (?<=\s) - (?=\s) )
  | (?P<hyphen> [-‐‑] )
  | (?P<mark> \S )
    """,
    regex.VERBOSE,
)


def listed(words: str) -> list[str]:
    """The words listed in one string, in order."""
    return words.split()


def words_of(words: str) -> frozenset[str]:
    """The set of the words listed in one string."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark of punctuation, in the text from ``start`` to ``end``.

    ``lower`` is the plain spelling; ``lemma`` is equal for the forms of a word. A contraction is
    several tokens, "can’t" being "can" and "not"; a possessive ends in the token "'s".
    ``quoted`` tokens stand in quotation marks, ``joined`` ones at a hyphen.
    """

    text: str
    lower: str
    lemma: str
    start: int
    end: int
    is_word: bool
    quoted: bool = False
    joined: bool = False

    @property
    def is_name(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.is_word and self.text[:1].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.is_word and self.text[:1].isnumeric()

    @property
    def is_content(self) -> bool:
        """Whether it says what a sentence is about, rather than how the words hang together."""
        return self.is_word and self.lower not in FUNCTION_WORDS


def read_tokens(text: str) -> list[Token]:
    """The words, numbers and marks of ``text``, in order."""
    inside = bytearray(len(text) + 1)
    for start, end in read_quotations(text).spans:
        inside[start:end] = b"\1" * (end - start)
    found = list(_TOKEN.finditer(text))
    tokens: list[Token] = []
    for position, match in enumerate(found):
        kind = match.lastgroup
        if kind == "hyphen":
            continue
        around = found[max(0, position - 1) : position] + found[position + 1 : position + 2]
        joined = any(each.lastgroup == "hyphen" for each in around)
        quoted = bool(inside[match.start()])
        for spelled in _spell(match.group(), str(kind)):
            is_word = kind in ("word", "number")
            lemma = lemma_of(spelled) if is_word else spelled
            piece = match.group() if spelled != "'s" else spelled
            tokens.append(
                Token(piece, spelled, lemma, match.start(), match.end(), is_word, quoted, joined)
            )
    return tokens


_CONTRACTED = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_ENDINGS = {"'ll": "will", "'s": "'s", "'re": "are", "'ve": "have", "'m": "am", "'d": "'d"}
_WITH_IS = words_of("it's he's she's that's there's what's who's here's")
_WITHOUT_APOSTROPHE = words_of(
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt shouldnt wasnt werent "
    "wouldnt"
)


def _spell(text: str, kind: str) -> Iterator[str]:
    """The plain spelling of a token, a contraction word by word."""
    if kind == "dots":
        yield "…"
    elif kind == "dash":
        yield "—"
    elif kind != "word":
        yield text
    else:
        word = unicodedata.normalize("NFC", text).lower()
        yield from _expand(regex.sub(f"[{APOSTROPHES}]", "'", word))


def _expand(word: str) -> Iterator[str]:
    if word == "cannot":
        yield from ("can", "not")
    elif word.endswith("n't") or word in _WITHOUT_APOSTROPHE:
        base = word[:-3] if "'" in word else word[:-2]
        yield from (_CONTRACTED.get(base, base), "not")
    else:
        if word in _WITH_IS:
            yield from (word.removesuffix("'s"), "is")
            return
        for ending, meant in _ENDINGS.items():
            if word.endswith(ending) and len(word) > len(ending):
                yield word.removesuffix(ending)
                if meant:
                    yield meant
                return
        yield word.replace(".", "") if word.count(".") > 1 else word


_IRREGULAR = """
be am is are was were been being; have has had having; do does did done doing; go goes went gone;
arise arose arisen; awake awoke; bear bore borne; beat beaten; become became; begin began begun;
bend bent; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken;
breed bred; bring brought; build built; burn burnt; buy bought; catch caught; choose chose chosen;
come came; creep crept; deal dealt; dig dug; draw drew drawn; dream dreamt; drink drank drunk;
drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found;
flee fled; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave
forgiven; freeze froze frozen; get got gotten; give gave given; grind ground; grow grew grown;
hang hung; hear heard; hide hid hidden; hold held; keep kept; know knew known; lay laid; lead led;
leave left; lend lent; lie lay lain; light lit; lose lost; make made; mean meant; meet met;
overcome overcame; pay paid; ride rode ridden; ring rang rung; rise rose risen; run ran;
say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shine shone;
shoot shot; show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat;
sleep slept; slide slid; speak spoke spoken; spend spent; spin spun; stand stood; steal stole
stolen; stick stuck; strike struck; swear swore sworn; sweep swept; swim swam swum; swing swung;
take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
undergo underwent undergone; understand understood; wake woke woken; wear wore worn; weep wept;
win won; withdraw withdrew withdrawn; write wrote written; overturn overturned; die died dying;
man men; woman women; child children; person people; deny denied denies denying denial;
refuse refusal; approve approval; arrive arrival; reject rejection; propose proposal;
"""
_BASES = {
    form: forms[0]
    for forms in (entry.split() for entry in _IRREGULAR.split(";"))
    for form in forms[1:]
}

AUXILIARIES = words_of(
    "am is are was were be been being has have had having do does did will would shall should can "
    "could may might must ought 'd"
)
_NO_PAST = words_of(
    "man woman child person deny refuse approve arrive reject propose ground bound left found "
    "denying dying denial denies refusal approval arrival rejection proposal men women children "
    "people being having doing goes does has am is are been"
)
_PAST = (frozenset(_BASES) - _NO_PAST) | {"left", "found", "cut", "hit", "put", "quit", "shut"}
_PRESENT = words_of(
    "says wants plans hopes aims remains becomes faces makes takes gives expects seems appears "
    "believes thinks claims denies warns argues insists shows means needs goes comes gets keeps "
    "leaves holds includes allows requires runs wins loses rises falls knows"
)
_NOT_VERBS_IN_ED = words_of(
    "hundred hatred naked sacred wicked indeed speed breed greed creed seed weed bed red shed "
    "embed infrared kindred biped moped"
)


@lru_cache(maxsize=100_000)
def lemma_of(word: str) -> str:
    """The base form of a word in lower case, cut to its stem; British and American alike."""
    base = _BASES.get(word, word)
    if len(base) > 5:
        base = regex.sub(r"is(?=e$|ed$|es$|ing$|ation$|er$)", "iz", base)
    if len(base) > 4:
        base = regex.sub(r"our(?=s?$|ed$|ing$)", "or", base)
    stem: str = _stemmer().stemWord(base)
    return stem


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # PyStemmer has no types
    import Stemmer

    return Stemmer.Stemmer("english")


def lemmas_of(words: str) -> frozenset[str]:
    """The lemmas of words listed in one string."""
    return frozenset(lemma_of(word) for word in words.split())


def forms_of(verb: str) -> frozenset[str]:
    """The forms of a verb given in its base form, in British and in American spelling."""
    stem = verb.removesuffix("e")
    ends_in_y = verb.endswith("y") and verb[-2] not in "aeiou"
    third = (
        verb[:-1] + "ies"
        if ends_in_y
        else verb + ("es" if verb[-2:] in ("sh", "ch", "ss") else "s")
    )
    past = verb[:-1] + "ied" if ends_in_y else stem + "ed"
    irregular = {form for form, base in _BASES.items() if base == verb}
    doubled = {verb + verb[-1] + ending for ending in ("ed", "ing")}  # admitted, labelled
    forms = {verb, third, past, stem + "ing"} | irregular | doubled
    return frozenset(forms | {form.replace("is", "iz", 1) for form in forms if "ise" in verb})


def is_past(token: Token) -> bool:
    """Whether a word has the form of a past tense or a participle."""
    if not token.is_word or token.lower in _NOT_VERBS_IN_ED:
        return False
    return token.lower in _PAST or (token.lower.endswith("ed") and len(token.lower) > 3)


def is_verb(token: Token) -> bool:
    """Whether a word has the form of a finite verb; nouns that look like one may pass."""
    if token.is_name:
        return False
    return token.lower in AUXILIARIES or token.lower in _PRESENT or is_past(token)


def shown(tokens: Iterable[Token]) -> str:
    """``tokens`` as they are spelled, for a message; a contraction once."""
    spelled: dict[int, str] = {}
    for token in tokens:
        spelled.setdefault(token.start, token.text)
    return " ".join(spelled.values()).replace(" ,", ",").strip(" ,")


def content_lemmas(tokens: Iterable[Token]) -> frozenset[str]:
    """What ``tokens`` are about."""
    return frozenset(token.lemma for token in tokens if token.is_content)


def in_english(tokens: Sequence[Token], share: float) -> bool:
    """Whether at least ``share`` of the small-letter words are ones that all English texts hold.

    English news has about 0.5 of them, other languages in Latin script 0.1 at most.
    """
    words = [token for token in tokens if token.is_word and not token.is_number]
    foreign = sum(bool(_NOT_LATIN.search(token.text)) for token in words)
    small = [token for token in words if not token.is_name]
    common = sum(token.lower in FUNCTION_WORDS for token in small)
    if foreign > len(words) / 2:
        return False
    return len(small) < _FEW_WORDS or common >= share * len(small)


_NOT_LATIN = regex.compile(r"[\p{L}--\p{Latin}]", regex.VERSION1)
_FEW_WORDS = 8

PRONOUNS = words_of("he she they it i we you who him her them me us")
DETERMINERS = words_of(
    "a an the this that these those his her its their our my your some any no every each all both "
    "another other"
)
PREPOSITIONS = words_of(
    "of for from in at on with by to near as about after before during under over into against "
    "between among through via within without across along since until"
)
WEEKDAYS_AND_MONTHS = words_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december"
)
FUNCTION_WORDS = (
    AUXILIARIES
    | PRONOUNS
    | DETERMINERS
    | PREPOSITIONS
    | words_of(
        "'s and but or nor so if unless whether while whereas although though because when where "
        "which whom whose what why how than then there here not never none neither nobody nothing "
        "nowhere hardly barely scarcely also too very just only even still yet already again ever "
        "more most less least much many few several such own same out up down off above below "
        "around roughly approximately nearly almost according said say says saying tell tells told "
        "telling added stated wrote allegedly reportedly apparently likely probably possibly "
        "perhaps maybe possible alleged suspected expected believed due able unable provided done "
        "going doing himself herself itself themselves mine hers ours yours theirs one mr mrs ms dr"
    )
)
