"""Hostile drafts that change a name: of a person, a place, a body, a speaker, an outlet."""

from __future__ import annotations

import regex

from rag.selftest.material import Maker, Material, Proposal, rewrite, spoken_for
from rag.selftest.names import COUNTRIES, OUTLETS, SAYING, related, related_to_any, surname
from rag.selftest.texts import quoted_spans, uncapitalised
from rag.selftest.words import words_of
from rag.types import DraftClaim

# --------------------------------------------------------------------------- persons

_INVENTED = (
    "Ottilie Brandvold",
    "Desmond Achterberg",
    "Priya Venkatesan",
    "Lukas Hromadka",
    "Marisol Etcheverry",
    "Fergus Tullibardine",
)


def _mentions(material: Material) -> list[str]:
    """The persons of the article whom the sentence names, each in full or else by surname."""
    names = [
        full if full in material.text else surname(full)
        for full in material.persons
        if surname(full) in material.text
    ]
    return [
        name
        for name in dict.fromkeys(names)
        if regex.search(rf"(?<![\w-]){regex.escape(name)}(?![\w-])", material.text)
    ]


def _stranger(material: Material, *, near: bool) -> str | None:
    """Another person, who means nobody in the sentence, its title, its byline or its question.

    With ``near`` one of the article as often as not; otherwise nobody of whom it speaks at all.
    """
    around = [material.around]
    if not near:
        around.append(material.corpus.text_of(material.article))
    elsewhere = material.random.choice(material.corpus.passages).article
    pools = [material.corpus.persons_of(elsewhere), _INVENTED]
    if near:
        pools.append(material.persons)
    free = [
        [name for name in pool if not any(related_to_any(name, text) for text in around)]
        for pool in pools
    ]
    filled = [pool for pool in free if pool]
    return material.random.choice(material.random.choice(filled)) if filled else None


def _swap(material: Material, old: str, new: str, question: str | None = None) -> Proposal | None:
    """Every mention of ``old`` made ``new``, possessives too."""
    text = regex.sub(rf"(?<![\w-]){regex.escape(old)}(?![\w-])", new, material.text)
    return material.claim(text, f"“{old}” → “{new}”", question) if text != material.text else None


def person(material: Material) -> Proposal | None:
    """A person becomes another."""
    mentions = _mentions(material)
    stranger = _stranger(material, near=True) if mentions else None
    if stranger is None:
        return None
    old = material.random.choice(mentions)
    return _swap(material, old, stranger if " " in old else surname(stranger))


def person_from_question(material: Material) -> Proposal | None:
    """A wrong person whom the question put into the writer's mouth."""
    mentions = _mentions(material)
    stranger = _stranger(material, near=True) if mentions else None
    if stranger is None:
        return None
    asked = f"{material.question} What did {stranger} have to do with it?"
    return _swap(material, material.random.choice(mentions), stranger, asked)


# --------------------------------------------------------------------------- speakers

_NAME = r"(?:[A-Z][\w’'-]*[a-z]\s){0,2}[A-Z][\w’'-]*[a-z]"
_SPEAKER_BEFORE = regex.compile(rf"(?<![\w-])()({_NAME})(?=\s(?:has\s|had\s|also\s)?{SAYING}\b)")
_SPEAKER_AFTER = regex.compile(
    rf"(?<=[,?!”\"]\s)((?:said|says|added|wrote|according to)\s)({_NAME})"
)
_NO_SPEAKER = frozenset(
    words_of(
        "The A An It They He She That This These Those What Which Who There But And As In On "
        "While When Also You We I Many Some Most Others Reports"
    )
)


def speaker(material: Material) -> Proposal | None:
    """What one person or body said is given to another."""
    persons = {surname(name) for name in material.persons}

    def other(match: regex.Match[str]) -> str | None:
        if match[2].split()[0] in _NO_SPEAKER:
            return None
        stranger = _stranger(material, near=surname(match[2]) in persons)
        return match[1] + stranger if stranger else None

    return rewrite(material, _SPEAKER_BEFORE, other) or rewrite(material, _SPEAKER_AFTER, other)


_PRONOUN_SPEAKER = regex.compile(
    rf"(?:^|(?<=[,?!”\"]\s))(?:[Hh]e|[Ss]he)(?=\s{SAYING}\b)"
    r"|(?<=[,?!”\"]\s(?:said|says) )(?:he|she)\b"
)


def speaker_for_pronoun(material: Material) -> Proposal | None:
    """What "he" or "she" said is given to a person of whom the article does not speak."""
    return rewrite(material, _PRONOUN_SPEAKER, lambda _: _stranger(material, near=False))


_SOURCED = regex.compile(rf"\b{SAYING}\b|[Aa]ccording to|reported|believe|think|quoted|\?")


def speaker_put_in(material: Material) -> Proposal | None:
    """The reporter's own statement is put into a person's mouth."""
    body = uncapitalised(material.text)
    if body is None or _SOURCED.search(material.text) or spoken_for(material):
        return None
    stranger = _stranger(material, near=True)
    if stranger is None:
        return None
    return material.claim(f"{stranger} said that {body}", f"given to {stranger}")


def speakers_exchanged(material: Material) -> Proposal | None:
    """One person's quoted words are given to another, who is quoted too, both under true quotes."""
    speech = _quoted_speech(material.text)
    persons = material.persons
    if speech is None or not _speaks(material.text, persons):
        return None
    for key, passage in material.handed_out.items():
        for sentence in passage.sentences:
            name = _speaks(sentence.text, persons)
            same = passage.article.id == material.article.id
            if same and name and not related_to_any(name, material.text):
                quotes = ((material.key, material.sentence.text), (key, sentence.text))
                claim = DraftClaim(f"{name} said: {speech}", quotes)
                return Proposal((claim,), f"{speech} given to {name}")
    return None


def _speaks(text: str, persons: tuple[str, ...]) -> str | None:
    """The person who speaks in ``text``, as it names them."""
    match = _SPEAKER_BEFORE.search(text) or _SPEAKER_AFTER.search(text)
    if match is None:
        return None
    return match[2] if any(surname(match[2]) == surname(person) for person in persons) else None


def _quoted_speech(text: str) -> str | None:
    """The one stretch of at least five words in quotation marks, with its marks."""
    spans = [span for span in quoted_spans(text) if len(text[slice(*span)].split()) >= 5]
    if len(spans) != 1 or not text[spans[0][0] + 1].isupper():
        return None
    return text[slice(*spans[0])].replace(",”", ".”").replace(',"', '."')


# --------------------------------------------------------------------------- places and bodies


def _country_pattern(form: int) -> regex.Pattern[str]:
    names = sorted({entry[form] for entry in COUNTRIES}, key=len, reverse=True)
    return regex.compile(rf"(?<![\w’'-])(?<![A-Z][a-z]* )({'|'.join(names)})(?![\w-]|\s[A-Z])")


_COUNTRY, _ADJECTIVE, _CAPITAL = (_country_pattern(form) for form in range(3))


def _place(material: Material, pattern: regex.Pattern[str], form: int) -> Proposal | None:
    """A country, none of whose names is near the sentence, in the place of another."""

    def other(_: regex.Match[str]) -> str | None:
        free = [
            entry[form]
            for entry in COUNTRIES
            if not any(related_to_any(name, material.around) for name in entry)
        ]
        return material.random.choice(free) if free else None

    return rewrite(material, pattern, other)


def country(material: Material) -> Proposal | None:
    """A country becomes another."""
    return _place(material, _COUNTRY, 0)


def nationality(material: Material) -> Proposal | None:
    """What is of one country is said to be of another."""
    return _place(material, _ADJECTIVE, 1)


def capital(material: Material) -> Proposal | None:
    """A capital city becomes another."""
    return _place(material, _CAPITAL, 2)


_BODIES = words_of("NATO OPEC UNESCO WTO FIFA IMF UNICEF OECD FBI NASA UEFA")
_NO_BODY = frozenset(
    words_of("TV AM PM CEO OK II III IV VI DNA AI IT US UK ID PDF HIV MP GDP GMT ET NGO COVID")
)
_ACRONYM = regex.compile(r"(?<![\w.&/’'-])([A-Z]{2,5})(?![\w&/-]|\.[A-Z]|\s[—–(-])")


def organisation(material: Material) -> Proposal | None:
    """A body known by its initials becomes another."""
    free = [name for name in _BODIES if name not in material.around.upper()]

    def other(match: regex.Match[str]) -> str | None:
        return None if match[1] in _NO_BODY or not free else material.random.choice(free)

    return rewrite(material, _ACRONYM, other)


# --------------------------------------------------------------------------- outlets

_OUTLET = regex.compile(
    "|".join(
        rf"(?<![\w-]){regex.sub('^the ', '[Tt]he ', name)}\b"
        for name in sorted(OUTLETS, key=len, reverse=True)
    )
)


def _other_outlet(material: Material) -> str | None:
    """An outlet of which the article, its byline and its address say nothing."""
    article = material.article
    text = material.corpus.text_of(article)
    known = f"{material.around} {article.url} {article.path} {text}".casefold()
    free = [
        name
        for name in OUTLETS
        if name.split()[-1].casefold() not in known and not related(name, article.outlet or "")
    ]
    return material.random.choice(free) if free else None


def outlet(material: Material) -> Proposal | None:
    """What one outlet reported is given to another."""
    return rewrite(material, _OUTLET, lambda _: _other_outlet(material))


def outlet_put_in(material: Material) -> Proposal | None:
    """The sentence is given to an outlet that has nothing to do with it."""
    new, body = _other_outlet(material), uncapitalised(material.text)
    if new is None or body is None:
        return None
    form = material.random.choice(("According to {}, {}", "As {} reported, {}"))
    return material.claim(form.format(new, body), f"given to {new}")


KINDS: dict[str, Maker] = {
    "person": person,
    "person_from_question": person_from_question,
    "speaker": speaker,
    "speaker_for_pronoun": speaker_for_pronoun,
    "speaker_put_in": speaker_put_in,
    "speakers_exchanged": speakers_exchanged,
    "country": country,
    "nationality": nationality,
    "capital": capital,
    "organisation": organisation,
    "outlet": outlet,
    "outlet_put_in": outlet_put_in,
}
