"""Honest drafts in other words: numbers, dates and names in another form, words of one meaning.

Words in quotation marks are never touched.
"""

from __future__ import annotations

from functools import partial

import regex

from rag.selftest.figures import MONTHS, WEEKDAY, WORDS, resolved_weekday, written_date
from rag.selftest.material import Maker, Material, Proposal, rewrite, spoken_for
from rag.selftest.names import NOUN_PHRASE, SAYING, surname
from rag.selftest.texts import capitalised, cased_like, uncapitalised
from rag.selftest.words import one_of, words_of

_reworded = partial(rewrite, spoken=False)

# --------------------------------------------------------------------------- numbers

_NUMBER_WORD = regex.compile(
    rf"(?<![-\w] or |\b(?:in|of|No|one|or) |[.!?] |-|^)\b({'|'.join(WORDS[2:13])})\b"
    rf"(?=\s(?:[a-z]{{3,}}\s)?(?:[a-z]{{3,}}s|people|men|women|children|feet)\b)"
    rf"(?!\s{one_of('of or to and thirds')}\b)"
)
_SMALL_DIGITS = regex.compile(
    r"(?<![\w.,:/$£€–—-])(?<!\b[a-z]?[A-Z][\w.’]* )(?<!\d, )([2-9]|1[0-2])(?=\s[a-z]{4,})"
    rf"(?!\s{one_of('million billion trillion percent points degrees')}\b)(?!\s\w+\s[½⅓⅔¼¾])"
)
_RANGE = regex.compile(r"\d\s?(?:-|–|to|and|or|/)\s?\d|\d, \d")
_GROUPED = regex.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+)(?![\w,]|\.\d)")
_PERCENT_SIGN = regex.compile(r"(?<=\d)%(?!\w)")
_PERCENT_WORD = regex.compile(r"(?<=\d) per ?cent\b(?!age)")
_MILLIONS = regex.compile(r"(?<![\w.,])(\d{1,3}) (million|billion)\b(?! (?:and|or|to)\b)")
_ZEROS = {"million": ",000,000", "billion": ",000,000,000"}


def number_in_digits(material: Material) -> Proposal | None:
    """ "Two soldiers" becomes "2 soldiers"."""
    return _reworded(material, _NUMBER_WORD, lambda match: str(WORDS.index(match[1])))


def number_in_words(material: Material) -> Proposal | None:
    """ "2 soldiers" becomes "two soldiers"."""
    if _RANGE.search(material.text):
        return None
    return _reworded(material, _SMALL_DIGITS, lambda match: WORDS[int(match[1])])


def number_in_other_style(material: Material) -> Proposal | None:
    """ "11,000" becomes "11000", "5%" "5 percent", "3 million" "3,000,000"."""
    ways = [
        partial(_reworded, material, _GROUPED, lambda match: match[1].replace(",", "")),
        partial(_reworded, material, _PERCENT_SIGN, lambda _: " percent"),
        partial(_reworded, material, _PERCENT_WORD, lambda _: "%"),
        partial(_reworded, material, _MILLIONS, lambda match: match[1] + _ZEROS[match[2]]),
    ]
    material.random.shuffle(ways)
    return next((made for way in ways if (made := way())), None)


# --------------------------------------------------------------------------- dates

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_DATES = (
    regex.compile(
        rf"\b{_MONTH} (?P<day>\d\d?)(?:,? (?P<year>(?:19|20)\d\d))?"
        r"(?![\w:–-]|,? \d|\s(?:and|to|through) \d)"
    ),
    regex.compile(
        rf"(?<![\w–-])(?<!and )(?<!to )(?P<day>\d\d?) {_MONTH}"
        r"(?: (?P<year>(?:19|20)\d\d))?(?![\w–-])"
    ),
)
_SHORT_MONTH = regex.compile(rf"\b{one_of('Jan Feb Aug Sept Sep Oct Nov Dec')}\.(?= \d)")


def date_in_other_order(material: Material) -> Proposal | None:
    """ "May 3, 2024" becomes "3 May 2024", and the other way about; "Jan." becomes "January"."""

    def day_first(match: regex.Match[str]) -> str:
        return " ".join(part for part in match.group("day", "month", "year") if part)

    def month_first(match: regex.Match[str]) -> str:
        return f"{match['month']} {match['day']}" + (f", {match['year']}" if match["year"] else "")

    def in_full(match: regex.Match[str]) -> str:
        return next(month for month in MONTHS if month.startswith(match.group()[:3]))

    return (
        _reworded(material, _DATES[0], day_first)
        or _reworded(material, _DATES[1], month_first)
        or _reworded(material, _SHORT_MONTH, in_full)
    )


def weekday_resolved(material: Material) -> Proposal | None:
    """ "On Saturday" becomes the date that it means, counted from the day of publication."""
    published = material.article.published
    day = resolved_weekday(material.text, published) if published else None
    if day is None or day == published:  # of its own weekday a report may mean last week's
        return None
    return _reworded(material, WEEKDAY, lambda _: written_date(day))


# --------------------------------------------------------------------------- names


def surname_alone(material: Material) -> Proposal | None:
    """A person named in full is named by a surname that the article also uses alone."""
    article = material.corpus.text_of(material.article)
    for person in material.persons:
        last = surname(person)
        if person not in material.text or last in material.text.replace(person, ""):
            continue
        acts = rf"(?<!\w){regex.escape(last)}(?:[’']s)? (?:{SAYING}|has|had|was|is|will)\b"
        if regex.search(acts, article.replace(person, "")):
            whole = rf"(?<![\w-])(?<![A-Z][a-z]* ){regex.escape(person)}(?![\w-]|\s[A-Z])"
            return _reworded(material, regex.compile(whole), partial(_put, last))
    return None


def _put(words: str, _: regex.Match[str]) -> str:
    return words


_SOURCED = regex.compile(rf"\b(?:{SAYING}|alleged|according|reported)\b", regex.IGNORECASE)


def outlet_named(material: Material) -> Proposal | None:
    """A report with the outlet that published it named as its source."""
    outlet, body = material.article.outlet, uncapitalised(material.text)
    if not outlet or "." in outlet or body is None or outlet in material.text:
        return None
    if spoken_for(material) or _SOURCED.search(material.text):
        return None
    return material.claim(f"According to {outlet}, {body}", f"{outlet} named as the source")


# --------------------------------------------------------------------------- words

_SAID = regex.compile(
    r"(?<=[\w,”\"] )(said|stated|added|noted)\b"
    rf"(?= {one_of('that the he she it they in on')}\b|[.,:])(?! in a statement)(?!,? to\b)"
)
_SAID_OTHERWISE = {"said": "stated", "stated": "said", "added": "said", "noted": "said"}


def said_otherwise(material: Material) -> Proposal | None:
    """ "Said" becomes "stated"; "stated", "added" and "noted" become "said"."""
    return _reworded(material, _SAID, lambda match: _SAID_OTHERWISE[match[1]])


_AUXILIARIES = one_of("is was are were do does did has have had could would should")
_FULL = regex.compile(rf"\b({_AUXILIARIES}) not\b(?! only\b)")
_SHORT = regex.compile(rf"\b({_AUXILIARIES})n[’']t\b")
_OF_CAN = regex.compile(r"\b(?:cannot|(?:ca|wo)n[’']t)\b")
_CAN = {"cannot": "can’t", "can't": "cannot", "won't": "will not"}


def contraction(material: Material) -> Proposal | None:
    """ "Did not" becomes "didn’t", "can’t" "cannot"."""
    if "?" in material.text:
        return None
    return (
        _reworded(material, _FULL, lambda match: f"{match[1]}n’t")
        or _reworded(material, _SHORT, lambda match: f"{match[1]} not")
        or _reworded(material, _OF_CAN, lambda match: _CAN[match.group().replace("’", "'").lower()])
    )


_QUANTITY = r"(?= [$£€]?\d)"
_SYNONYMS = {
    rf"more than{_QUANTITY}": "over",
    rf"over{_QUANTITY}": "more than",
    rf"about{_QUANTITY}": "around",
    r"approximately": "about",
    rf"roughly{_QUANTITY}": "about",
    rf"nearly{_QUANTITY}": "almost",
    rf"almost{_QUANTITY}": "nearly",
    r"began(?= (?:on|in|at|with)\b)": "started",
    r"started(?= (?:on|in)\b)": "began",
    r"purchased": "bought",
    r"biggest": "largest",
    r"largest": "biggest",
    r"in order to": "to",
    r"prior to": "before",
    r"because of": "due to",
    r"despite": "in spite of",
    r"across the country": "nationwide",
    r"attempted to": "tried to",
    r"tried to": "attempted to",
    r"numerous": "many",
    r"obtained": "got",
    r"commenced": "began",
    r"additional(?= [a-z]+s\b)": "further",
    r"(?<=\b(?:the|a|an|his|her|their) )(?:second-largest)": "second-biggest",
}
_SYNONYM_WORDS = tuple(_SYNONYMS.values())
_SYNONYM = regex.compile(
    "|".join(rf"(?P<s{place}>\b(?:{words})\b)" for place, words in enumerate(_SYNONYMS)),
    regex.IGNORECASE,
)


def synonym(material: Material) -> Proposal | None:
    """A word or two become others of the same meaning."""

    def other(match: regex.Match[str]) -> str:
        return cased_like(match.group(), _SYNONYM_WORDS[int(str(match.lastgroup)[1:])])

    return _reworded(material, _SYNONYM, other)


_SPELLINGS = dict(
    pair.split(":")
    for pair in words_of(
        "center:centre centre:center color:colour colour:color labor:labour labour:labor "
        "defense:defence defence:defense program:programme programme:program "
        "organization:organisation organisation:organization organizations:organisations "
        "organised:organized organized:organised neighbors:neighbours neighbours:neighbors "
        "neighboring:neighbouring traveled:travelled travelled:traveled canceled:cancelled "
        "cancelled:canceled theater:theatre theatre:theater behavior:behaviour behaviour:behavior "
        "favor:favour honor:honour recognize:recognise recognized:recognised realized:realised "
        "gray:grey toward:towards towards:toward meters:metres metres:meters "
        "kilometers:kilometres kilometres:kilometers rumors:rumours favorite:favourite "
        "harbor:harbour harbour:harbor apologized:apologised criticized:criticised "
        "emphasized:emphasised among:amongst"
    )
)
_SPELLING = regex.compile(rf"(?<![\w’'-])({'|'.join(_SPELLINGS)})(?![\w’'-])")


def spelling(material: Material) -> Proposal | None:
    """A word in British spelling becomes American, and the other way about."""
    return _reworded(material, _SPELLING, lambda match: _SPELLINGS[match[1]])


# --------------------------------------------------------------------------- passive and active

_PAST_OF = dict(
    pair.split(":")
    for pair in words_of(
        "taken:took given:gave shot:shot held:held won:won made:made built:built led:led "
        "found:found hit:hit sent:sent seen:saw written:wrote sold:sold bought:bought "
        "struck:struck driven:drove chosen:chose broken:broke caught:caught drawn:drew run:ran "
        "met:met fought:fought"
    )
)
_VERB = (
    rf"(?:{one_of('that who which said say says told was is are were had has not no none and')}"
    r"|or|if|\w+ed)"
)
_PASSIVE = regex.compile(
    rf"^(?P<object>[A-Z][\w’-]*(?: (?!{_VERB}\b)[\w’-]+){{0,7}}) (?:was|were) "
    rf"(?P<verb>\w+ed|{'|'.join(_PAST_OF)}) by "
    rf"(?P<subject>{NOUN_PHRASE}|(?:several |two |many )?(?:[a-z]+ ){{0,2}}(?:[a-z]{{4,}}s|police))"
    rf"(?P<rest> {one_of('on in at last earlier during after for to')}"
    rf" (?:(?!{_VERB}\b)[^,;:“”\"])+)?"
    r"\.$"
)
_NO_AGENT = regex.compile(
    rf"^(?:the {one_of('time end year river sea side way')}|{'|'.join(MONTHS)}|\w+day)\b"
)
_AS_OBJECT = {"He": "him", "She": "her", "They": "them", "We": "us", "I": "me", "It": "it"}


def active_for_passive(material: Material) -> Proposal | None:
    """ "The ferry was built by Harcourt" becomes "Harcourt built the ferry"."""
    match = _PASSIVE.match(material.text)
    if match is None or _NO_AGENT.match(match["subject"]):
        return None
    verb = _PAST_OF.get(match["verb"], match["verb"])
    whole = match["object"]
    lowered = _AS_OBJECT.get(whole) or uncapitalised(whole) or whole
    text = f"{capitalised(match['subject'])} {verb} {lowered}{match['rest'] or ''}."
    return material.claim(text, f"“{match['verb']} by” made active")


KINDS: dict[str, Maker] = {
    "number_in_digits": number_in_digits,
    "number_in_words": number_in_words,
    "number_in_other_style": number_in_other_style,
    "date_in_other_order": date_in_other_order,
    "weekday_resolved": weekday_resolved,
    "surname_alone": surname_alone,
    "outlet_named": outlet_named,
    "said_otherwise": said_otherwise,
    "contraction": contraction,
    "synonym": synonym,
    "spelling": spelling,
    "active_for_passive": active_for_passive,
}
