"""What stands over an article: its title, byline, date and dateline, read and taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.library.furniture import ends_sentence, heads_links, is_furniture
from rag.library.metadata import Clues, find_dates, join_authors, outlet_of_url

_PARAGRAPHS_IN_HEAD = 10
_ALIKE = 0.5  # of the words of two headlines for one article
_SENTENCES_IN_HEAD = 2  # a summary may stand over the byline


def read_head(paragraphs: Sequence[str], known: Clues) -> tuple[Clues, list[str]]:
    """What the head of an article tells beyond what is known, and the paragraphs without it.

    Lines that were read as title, byline, date or dateline leave the text. A dateline that
    begins a sentence ("KYIV — The …") stays in it.
    """
    found = known
    kept: list[str] = []
    sentences = 0
    names = {_key(name) for name in (known.title, known.author, *_people(known)) if name}
    for paragraph in paragraphs[:_PARAGRAPHS_IN_HEAD]:
        if sentences < _SENTENCES_IN_HEAD:
            clues = read_byline(paragraph) or _read_dateline_alone(paragraph, known.url)
            if clues is not None:
                found = found.or_else(clues)
                continue
            if _key(paragraph) in names or _repeats(paragraph, known.title or ""):
                continue
        kept.append(paragraph)
        sentences += _is_body(paragraph)
    kept.extend(paragraphs[_PARAGRAPHS_IN_HEAD:])
    if found.title is None:
        title, kept = _take_title(kept)
        found = found.or_else(Clues(title=title))
    body = next((paragraph for paragraph in kept if _is_body(paragraph)), "")
    found = found.or_else(Clues(outlet=_outlet_in_dateline(body, found.url)))
    return _without_site_name(found), kept


def _repeats(paragraph: str, title: str) -> bool:
    """Whether the paragraph is the title in nearly the same words."""
    words, others = set(paragraph.lower().split()), set(title.lower().split())
    alike = len(words & others) >= _ALIKE * len(words | others) > 0
    return alike and not ends_sentence(paragraph)


def _people(known: Clues) -> list[str]:
    return (known.author or "").split(", ")


def _is_body(paragraph: str) -> bool:
    return ends_sentence(paragraph) and not is_furniture(paragraph) and len(paragraph) > 40


# ---------------------------------------------------------------------------------- title

_WORD = re.compile(r"[^\W_]{4,}")
_MOST_OF_A_TITLE = 200
_MOST_OF_A_MADE_TITLE = 100
_FIRST_SENTENCE = re.compile(r".{25,}?[.!?…][\"”’)]*(?=\s+[\"“‘(]?[^\W\d_a-z]|\s*$)")


def _take_title(paragraphs: Sequence[str]) -> tuple[str | None, list[str]]:
    """The headline over the text, and the paragraphs without it.

    Where page furniture stands between two headlines, one belongs to another article: the
    one that shares more words with the text is taken, and the other goes too. Without any
    headline the first sentence serves, and stays in the text.
    """
    top = paragraphs[:_PARAGRAPHS_IN_HEAD]
    start = next((i for i, text in enumerate(top) if _is_body(text)), len(top))
    head, body = list(top[:start]), list(paragraphs[start:])
    furniture = [i for i, text in enumerate(head) if heads_links(text) or is_furniture(text)]
    headlines = [i for i, text in enumerate(head) if i not in furniture and _is_headline(text)]
    if not headlines or len(paragraphs) == 1:
        return _first_sentence(body or head), list(paragraphs)
    best = headlines[0]
    if any(headlines[0] < i < headlines[-1] for i in furniture):
        best = max(headlines, key=lambda i: _shared_words(head[i], body[:3]))
        others = set(headlines)
    else:
        others = {best}
    return head[best], [text for i, text in enumerate(head) if i not in others] + body


def _is_headline(text: str) -> bool:
    return len(text) <= _MOST_OF_A_TITLE and not text.endswith((":", ",", ";")) and " " in text


def _shared_words(headline: str, body: Sequence[str]) -> float:
    words = set(_WORD.findall(headline.lower()))
    return len(words & set(_WORD.findall(" ".join(body).lower()))) / max(1, len(words))


def _first_sentence(paragraphs: Sequence[str]) -> str | None:
    text = paragraphs[0][:1000] if paragraphs else ""
    dateline = _DATELINE.match(text)
    text = text[dateline.end() :] if dateline else text
    sentence = _FIRST_SENTENCE.match(text)
    title = sentence[0] if sentence else text
    if len(title) > _MOST_OF_A_MADE_TITLE:
        title = title[:_MOST_OF_A_MADE_TITLE].rsplit(" ", 1)[0].rstrip(",;:–—- ") + "…"
    return title or None


_SITE_NAME = re.compile(r"(?P<title>.*\S)\s+[|–—•·-]\s+(?P<site>[^|]{2,40}?)(?:\s?(?:…|\.\.\.))?")


def _without_site_name(clues: Clues) -> Clues:
    """The title without "| CNN" behind it, which names the outlet where nothing else does."""
    match = _SITE_NAME.fullmatch(clues.title or "")
    if match is None:
        return clues
    site, outlet = _key(match["site"]), _key(clues.outlet or "")
    host = (outlet_of_url(clues.url or "") or "").partition(".")[0].replace("-", "")
    if not site or (site != outlet and site.removeprefix("the") != host.removeprefix("the")):
        return clues
    named = Clues(title=match["title"], outlet=clues.outlet or match["site"])
    return named.or_else(clues)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


# --------------------------------------------------------------------------- byline, date

_MOST_OF_A_BYLINE = 160
_PARTICLE = r"(?:d[aeiou]|del|della|v[ao]n|der|den|bin|ben|al|el|la|le|ter|ten|zu|y)"
_NAME = (
    rf"[^\W\d_a-z](?:[\w.'’-]*\w)?\.?(?: (?:{_PARTICLE} )*[^\W\d_a-z](?:[\w.'’-]*\w)?\.?){{0,4}}"
)
_BY = re.compile(
    r"(?:^|(?<=[\s|·•,]))"
    r"(?i:(?:written |reported |words |story )?by|author|von|par|por|autor)\s*:? +"
    rf"(?P<names>{_NAME}(?:(?:, | and | & | und | et | y ){_NAME}){{0,5}})"
)
_AROUND_A_DATE = re.compile(
    r"\b(?:date|dated|(?:first |last |originally )?(?:published|posted|updated|modified|created)|"
    r"update|issued|on|at|am|pm|a\.m\.|p\.m\.|[A-Z]{2,4}T|GMT|UTC|Z|(?:mon|tues?|wed(?:nes)?|"
    r"thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b\.?|T?\b\d{1,2}[:.h]\d{2}(?:[:.]\d{2})*(?:[+-]\d\d:?\d\d)?|"
    r"[^\w\s]",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:updated?|modified|edited)\W*(?:on|at)?\W*$", re.IGNORECASE)
_NOT_A_PERSON = re.compile(r"(?i)^(?:staff|admin|editor|editors|the|our|a|an|web|news|wire)\b")


def read_byline(line: str) -> Clues | None:
    """What a line says that holds a byline or a date and nothing else; None for another line."""
    if len(line) > _MOST_OF_A_BYLINE:
        return None
    dates = find_dates(line)
    rest = line
    for _, words in dates:
        rest = rest.replace(words, " ", 1)
    by = _BY.search(rest)
    if not dates and by is None:
        return None
    names = re.split(r", | and | & | und | et | y ", by["names"]) if by else []
    rest = rest.replace(by[0], " ", 1) if by else rest
    left = _AROUND_A_DATE.sub(" ", rest).split()
    if len(left) > 4 or any(word[0].islower() for word in left):
        return None
    names, outlet = _split_outlet(names, " ".join(left))
    people = [name for name in names if not _NOT_A_PERSON.match(name)]
    if not dates and not people and outlet is None:
        return None
    return Clues(
        author=join_authors(people), outlet=outlet, published=_first_published(line, dates)
    )


def _first_published(line: str, dates: Sequence[tuple[date, str]]) -> date | None:
    """The first day that is not the day of an update, or else the first."""
    original = (day for day, words in dates if not _UPDATED.search(line[: line.index(words)]))
    return next(original, dates[0][0] if dates else None)


# ----------------------------------------------------------------------- outlet, dateline

_AGENCIES = (
    "The Associated Press|Associated Press|AP|Reuters|AFP|Agence France-Presse|CNN Business|CNN|"
    "BBC News|BBC|Bloomberg|Xinhua|TASS|UPI|dpa|DPA|EFE|ANSA|NPR|PTI|ANI|Kyodo News|Kyodo|Yonhap|"
    "Anadolu Agency|Anadolu|Interfax|Ukrinform|Al Jazeera|Thomson Reuters"
)
_AGENCY_AT_END = re.compile(rf"(?:^|\s)(?P<agency>{_AGENCIES})$")
_OUTLET_WORD = re.compile(
    r"\b(?:News|Press|Times|Post|Agency|Herald|Journal|Tribune|Gazette|Chronicle|Telegraph|"
    r"Guardian|Observer|Today|TODAY|Daily|Weekly|Magazine|Radio|TV|Television|Broadcasting|Media|"
    r"Wire|Network|Register|Review|Standard|Mail|Mirror|Independent|Sentinel|Dispatch)\b"
)
_DASH = r"(?:—|–|―|--|-)"
_PLACE = r"[^\W\d_a-z][\w.'’/-]*(?:,? (?:[^\W\d_a-z][\w.'’/-]*|de|of|du|\d{1,2})){0,5}"
_DATELINE = re.compile(
    rf"(?:(?P<place>{_PLACE}) ?)?(?:\((?P<agency>[^()]{{2,40}})\) ?{_DASH}? ?|(?<=\w) ?{_DASH} )"
)


def _split_outlet(names: Sequence[str], left: str) -> tuple[list[str], str | None]:
    """The names of people among the names of a byline, and the outlet that it mentions."""
    people: list[str] = []
    outlet = left if left and _is_outlet(left) else None
    for name in names:
        agency = _AGENCY_AT_END.search(name)
        person = name[: agency.start()] if agency else "" if _is_outlet(name) else name
        outlet = outlet or (agency["agency"] if agency else None if person else name)
        people.extend([person] if person else [])
    return people, outlet


def _is_outlet(name: str) -> bool:
    return bool(_AGENCY_AT_END.fullmatch(name) or _OUTLET_WORD.search(name))


def _read_dateline_alone(line: str, url: str | None) -> Clues | None:
    """The outlet of a line such as "London CNN —"; None for another line. A city is none."""
    match = re.fullmatch(rf"(?P<words>{_PLACE}|\([^()]*\)) ?{_DASH}", line)
    if match is None or len(line) > 60:
        return None
    words = match["words"].strip("()")
    agency = _AGENCY_AT_END.search(words)
    if agency:
        return Clues(outlet=agency["agency"])
    host = (outlet_of_url(url or "") or "").partition(".")[0]
    if host and _key(words) == host:
        return Clues(outlet=words)
    return Clues() if words.isupper() else None


def _outlet_in_dateline(text: str, url: str | None) -> str | None:
    """The outlet in "NEW YORK (AP) — …", "(Reuters) - …" or "CNN — …"."""
    match = _DATELINE.match(text)
    if match is None:
        return None
    agency = match["agency"]
    if agency:
        return agency if _is_outlet(agency) else None
    found = _AGENCY_AT_END.search(match["place"] or "")
    return found["agency"] if found else None
