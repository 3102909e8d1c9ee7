"""Names in news text: who speaks, which places are meant, and whether two names may be one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

from rag.selftest.words import words_of

SAYING = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|announced|announces|stated|states|tweeted"
    r"|noted|notes|warned|warns|claimed|claims|explained|explains|argued|argues|insisted|insists"
    r"|replied|testified|revealed|reveals|denied|acknowledged|confirmed)"
)
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ]\w*+(?:[’'-](?!s\b)\w++)*+"
_RUN = regex.compile(
    rf"(?<![\w’'-]){_CAPITALISED}"
    rf"(?:\s(?:[A-Z]\.\s)?(?:(?:de|van|von|der|al|bin|da|di|la|el)\s){{0,2}}{_CAPITALISED})++"
)
_OFFICES = frozenset(
    words_of(
        "President Minister Senator Governor Mayor Chancellor Secretary General Judge Justice "
        "Professor Sir Dame Pope Captain Commissioner Chairman Chairwoman Director Coach Sheriff "
        "Superintendent Ambassador Speaker Representative Dr Mr Mrs Ms"
    )
)
_OFFICE_BEFORE = regex.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Gen|Prof|Capt|Lt|Sgt|spokesman|spokeswoman|spokesperson"
    r"|director|analyst|economist|coach|captain|chairman|CEO|author|attorney|lawyer|owner|officer"
    r"|mayor|minister|president|secretary|governor|senator|chief|leader|founder)[.,]?\s$"
)
_SAID_BEFORE = regex.compile(r"(?:[,?!”\"]\s?(?:said|says|wrote|added)|[Aa]ccording to)\s$")
_SPEAKS_AFTER = regex.compile(
    rf"(?:,\s[^,.“”\"]{{2,70}},|,)?\s(?:has\s|had\s|also\s)?{SAYING}\b|,\s\d\d[,.]"
)

# Words of organisations, places and offices, which no name of a person holds.
_NO_PERSON = frozenset(
    words_of(
        "The A An In On At And But For If As He She It They We This That These Those His Her Its "
        "Their When While After Before According Also However Meanwhile Last Next Some Many Most "
        "Both Other House Council Court Police Guard Department Ministry Agency Office Bank Union "
        "University College School Hospital Institute Center Centre Company Corporation Group "
        "Association Commission Committee Party Parliament Congress Senate Government Army Navy "
        "Force Forces News Times Post Journal Herald Tribune Guardian Reuters Press Service "
        "Services State States United National International Federal Royal World Human Rights "
        "Watch City County Street Road River Lake North South East West New Security Justice "
        "Supreme Prime Minister President Secretary Senator Chief Officer Executive Director "
        "General Foreign Health Defense Defence Treasury Republican Republicans Democrat "
        "Democrats Democratic Labour Conservative Tory White Black Google Apple Amazon Meta "
        "Facebook Twitter Microsoft Tesla Netflix Boeing Airbus Research Line Lines Airlines "
        "Motors Records Studios Pictures Games League Cup Club Team Street Wall Air January "
        "February March April May June July August September October November December Monday "
        "Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter Covid Twitter "
        "Instagram Museum Foundation Society Trust Fund Board Authority Administration Survey "
        "Center Capital Energy Water Weather Space Earth Day Act Bill Inc Ltd Corp Co Sachs "
        "Partners Management Associates Securities Markets Bureau Intelligence Investigation "
        "Prosecutor Attorney District Judge Mayor Governor Representative King Queen Prince "
        "Princess Duke Pope Sir Dame Lord Lady Commissioner Manager Chairman Chairwoman "
        "Enterprises Communications Magazine Cities Coordinator Sheriff Councilman Councilwoman "
        "Superintendent Ambassador Coach Speaker Lieutenant Leader Township Films Music "
        "Publishing Systems Former Acting Deputy Vice Professor Doctor CEO Medical Church Island "
        "Islands Valley Beach Hollywood Broadway America American British English French German "
        "Russian Chinese Japanese"
    )
)


# A plain noun phrase, as far as it can be told without a parser: "the third report", a name.
NOUN_PHRASE = (
    r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)(?: [A-Za-z]+(?<!ed|ly)){1,3}"
    r"|[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,3})"
)


def persons_in(text: str) -> tuple[str, ...]:
    """The full names of persons who speak, hold an office or are given an age in ``text``."""
    line = " ".join(text.split())
    found: dict[str, None] = {}
    for run in _RUN.finditer(line):
        words = run.group().split(" ")
        last = max((place for place, word in enumerate(words) if _is_no_person(word)), default=-1)
        name = words[last + 1 :]
        before = line[max(0, run.start() - 30) : run.start()]
        known = (
            not _OFFICES.isdisjoint(words[: last + 1])
            or _OFFICE_BEFORE.search(before)
            or _SAID_BEFORE.search(before)
            or _SPEAKS_AFTER.match(line, run.end())
        )
        if 2 <= len(name) <= 4 and known:
            found[" ".join(name)] = None
    return tuple(found)


def _is_no_person(word: str) -> bool:
    return word in _NO_PERSON or word in _PLACE_WORDS or (word.isupper() and len(word) > 2)


def surname(name: str) -> str:
    """The last word of a full name."""
    return name.rsplit(" ", 1)[-1]


def related(one: str, other: str) -> bool:
    """Whether two names may mean the same person or thing, as far as letters can tell.

    They do if any of their words begin alike (four letters, accents and case aside), or if one
    is made of the other's initials. Meant to err on the side of yes.
    """
    ones, others = _roots(one), _roots(other)
    return bool(ones & others) or _initials(one) in others or _initials(other) in ones


def related_to_any(name: str, text: str) -> bool:
    """Whether any word of ``text`` begins like one of ``name``, so that it may be meant there."""
    return bool(_roots(name) & _roots(text))


_WORD = regex.compile(r"[a-z]+")
_DROPPED = regex.compile(r"[\u0300-\u036f’']")  # accents and apostrophes


@lru_cache(maxsize=1024)
def _roots(text: str) -> frozenset[str]:
    bare = _DROPPED.sub("", unicodedata.normalize("NFD", text).casefold())
    return frozenset(word[:4] for word in _WORD.findall(bare) if len(word) > 1)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper()).casefold()[:4]


# Country, its adjective, its capital. The adjective may be the country's where it has no other.
_COUNTRIES = """
Argentina Argentine Buenos_Aires|Australia Australian Canberra|Austria Austrian Vienna
Belgium Belgian Brussels|Brazil Brazilian Brasília|Canada Canadian Ottawa|Chile Chilean Santiago
China Chinese Beijing|Colombia Colombian Bogotá|Denmark Danish Copenhagen|Egypt Egyptian Cairo
Ethiopia Ethiopian Addis_Ababa|Finland Finnish Helsinki|France French Paris|Germany German Berlin
Ghana Ghanaian Accra|Greece Greek Athens|Hungary Hungarian Budapest|India Indian New_Delhi
Indonesia Indonesian Jakarta|Iran Iranian Tehran|Iraq Iraqi Baghdad|Ireland Irish Dublin
Israel Israeli Jerusalem|Italy Italian Rome|Japan Japanese Tokyo|Kenya Kenyan Nairobi
Mexico Mexican Mexico_City|Morocco Moroccan Rabat|Nigeria Nigerian Abuja
North_Korea North_Korean Pyongyang|Norway Norwegian Oslo|Pakistan Pakistani Islamabad
Peru Peruvian Lima|Philippines Philippine Manila|Poland Polish Warsaw|Portugal Portuguese Lisbon
Qatar Qatari Doha|Romania Romanian Bucharest|Russia Russian Moscow|Saudi_Arabia Saudi Riyadh
Somalia Somali Mogadishu|South_Korea South_Korean Seoul|Spain Spanish Madrid|Sudan Sudanese Khartoum
Sweden Swedish Stockholm|Switzerland Swiss Bern|Syria Syrian Damascus|Taiwan Taiwanese Taipei
Thailand Thai Bangkok|Tunisia Tunisian Tunis|Ukraine Ukrainian Kyiv|Venezuela Venezuelan Caracas
Vietnam Vietnamese Hanoi|Yemen Yemeni Sanaa
"""
COUNTRIES: tuple[tuple[str, str, str], ...] = tuple(
    (country, adjective, capital)
    for entry in regex.split(r"[|\n]", _COUNTRIES.strip())
    for country, adjective, capital in [[word.replace("_", " ") for word in entry.split(" ")]]
)
_PLACE_WORDS = frozenset(
    word for entry in COUNTRIES for name in entry for word in name.split() if len(word) > 3
)

OUTLETS = (
    "Reuters",
    "the Associated Press",
    "Agence France-Presse",
    "the BBC",
    "CNN",
    "NBC News",
    "CBS News",
    "Fox News",
    "Al Jazeera",
    "the New York Times",
    "the Washington Post",
    "the Wall Street Journal",
    "the Financial Times",
    "the Guardian",
    "the Daily Telegraph",
    "USA Today",
    "Bloomberg",
    "Politico",
    "Le Monde",
    "Der Spiegel",
    "El País",
)
