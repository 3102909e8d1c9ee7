"""Hostile drafts that are surer than their source: reservations, sources, conditions are lost."""

from __future__ import annotations

import regex

from rag.selftest.figures import WORDS
from rag.selftest.material import Maker, Material, Proposal, rewrite
from rag.selftest.names import SAYING
from rag.selftest.texts import capitalised, quoted_spans
from rag.selftest.words import one_of

# --------------------------------------------------------------------------- reservations

_ADVERB = regex.compile(
    r"(?:,\s)?\b(?:reportedly|allegedly|possibly|probably|perhaps|apparently|potentially|purportedly"
    r"|presumably|supposedly|seemingly|provisionally|tentatively"
    rf"|(?<=\b{one_of('the an a his her their its of for in over any')} )"
    r"(?:alleged|suspected|unconfirmed|reported|presumed|supposed)(?=\s[a-z]))"
    rf"(?!\s{one_of('of by that to in as at')}\b),?\s",
    regex.IGNORECASE,
)
_HELD_TO_BE = (
    "believed thought understood rumoured rumored reported alleged suspected said feared likely "
    "estimated considered assumed expected"
)
_SEEMING = regex.compile(
    rf"\b(?:(is|was|are|were) {one_of(_HELD_TO_BE)} to"
    rf"|({one_of('appears seems appear seem appeared seemed')}) to) (be|have)\b"
)
_BE = {
    "appears": "is",
    "seems": "is",
    "appear": "are",
    "seem": "are",
    "appeared": "was",
    "seemed": "was",
}
_HAVE = {"is": "has", "was": "had", "are": "have", "were": "had"}


def hedge_dropped(material: Material) -> Proposal | None:
    """A reservation is lost: reportedly, alleged, is believed to be, appears to have."""

    def sure(match: regex.Match[str]) -> str:
        be = match[1] or _BE[match[2]]
        return be if match[3] == "be" else _HAVE[be]

    def gone(match: regex.Match[str]) -> str:
        return " " if match.start() else ""

    ways = [(_ADVERB, gone), (_SEEMING, sure)]
    material.random.shuffle(ways)
    return next((made for way in ways if (made := rewrite(material, *way))), None)


_MODAL = regex.compile(
    rf"\b(?<!than )(?:may|might|could)(?=\s(?:{one_of('also soon still well even then now')}\s)?+"
    rf"(?!{one_of('not have be_able hardly only never no')}\b|\w+ly\b)[a-z]{{2,}}\b)(?![’'])"
)
# What is feared, asked or supposed stays so, whatever the verb is.
_SUPPOSING = regex.compile(
    rf"\b(?:{one_of('concern fear worr possib warn hop think believ predict suspect doubt')}\w*"
    rf"|{one_of('if whether so had unless perhaps maybe were wish')})\b"
)


def possibility_made_certain(material: Material) -> Proposal | None:
    """What may, might or could be, will be."""

    def will(match: regex.Match[str]) -> str | None:
        supposed = _SUPPOSING.search(material.text[: match.start()].lower())
        return None if supposed else "will"

    return rewrite(material, _MODAL, will)


_QUANTITY = (
    rf"(?=[$£€]?\d|{one_of(' '.join(WORDS[1:]))}\b|{one_of('half dozens hundreds thousands')}\b)"
)
_APPROXIMATE = (
    "about around roughly approximately nearly almost up_to as_many_as as_much_as at_least "
    "more_than less_than fewer_than an_estimated estimated some close_to"
)
_APPROXIMATION = regex.compile(
    rf"(?<!\b{one_of('no not how think talk worry know what')} )\b"
    rf"(?:{one_of(_APPROXIMATE)}\s{_QUANTITY}"
    rf"|over\s(?=[$£€]?\d)(?!\S+(?:\s\w+)?\s{one_of('years months weeks days decades hours')}\b))",
    regex.IGNORECASE,
)


def approximation_dropped(material: Material) -> Proposal | None:
    """A rough number is given as exact: "up to 300" becomes "300"."""
    return rewrite(material, _APPROXIMATION, lambda _: "")


# --------------------------------------------------------------------------- who says so

# Verbs of saying that are no nouns: "states" and "claims" may be.
_SAID = one_of(
    "said says added adds wrote writes announced stated tweeted noted warned claimed explained "
    "argued insisted testified reported"
)
_ATTRIBUTIONS = (
    regex.compile(r"^According to [^,]{3,60}, (?=\S)"),
    regex.compile(r",? according to [^,“”]{3,80}(?=\.$)"),
    regex.compile(rf", (?:[\w’'.-]+\s){{1,6}}{_SAID}(?: on \w+day)?(?=\.$)"),
    regex.compile(r", said [A-Z][^,“”]{2,80}(?=\.$)"),
    regex.compile(rf"^(?!\w+ not\b)(?:[\w’'.-]+\s){{1,7}}{_SAID}\sthat\s(?=[a-zA-Z])"),
)
_ATTRIBUTED_WITHIN = regex.compile(rf"\b(?:who|which|but|not|never|n[’']t)\b.*\b{SAYING}\b")


def attribution_dropped(material: Material) -> Proposal | None:
    """What somebody said is stated as a fact."""
    text = material.text
    if quoted_spans(text):
        return None
    for pattern in _ATTRIBUTIONS:
        match = pattern.search(text)
        if not match or _ATTRIBUTED_WITHIN.search(match.group()):
            continue
        rest = capitalised((text[: match.start()] + text[match.end() :]).strip())
        if len(rest.split()) >= 5:
            return material.claim(rest, f"“{match.group().strip()}” dropped")
    return None


_PERSONAL = regex.compile(rf"\b{one_of('I we our my you your us me')}\b|\?", regex.IGNORECASE)


def speech_made_fact(material: Material) -> Proposal | None:
    """A speaker's words are stated as a fact, without speaker and quotation marks."""
    text = material.text
    spans = [span for span in quoted_spans(text) if span[1] - span[0] > 40]
    if not spans or not regex.search(rf"[”\",]\s.*\b{SAYING}\b|{SAYING}\b.*[“\"]", text):
        return None
    words = text[slice(*material.random.choice(spans))].strip('“”"«» ,')
    if _PERSONAL.search(words) or len(words.split()) < 7 or not words[0].isupper():
        return None
    return material.claim(
        words if words.endswith((".", "!")) else f"{words}.", "speech stated as fact"
    )


# --------------------------------------------------------------------------- plans and conditions

_PLANNING = (
    "expected scheduled planning hoping due set going preparing seeking aiming poised ready "
    "planned supposed"
)
_PLANS = (
    "plans planned intends intended hopes hoped wants wanted aims aimed vows vowed promises "
    "promised threatens threatened offers offered proposes proposed agrees agreed pledges pledged "
    "seeks sought tries tried attempts attempted"
)
_PLAN = rf"(?:{one_of('is are was were')} {one_of(_PLANNING)}|{one_of(_PLANS)}) to"
_PARTICIPLE = r"(?=\s(?:\w+ed|held|sent|paid|built|made|given|sold|cut|put)\b)"
_PLANNED_BE = regex.compile(rf"\b(?:{_PLAN}|will) be{_PARTICIPLE}")
_NOT_AFTER = "to his her the their of free at if when who not never was were be had has have"
_PLANNED = regex.compile(
    rf"(?<!\b{one_of(_NOT_AFTER)} )"
    rf"\b(?:{_PLAN}|(?<=[a-z] )will)(?=\s(?:{one_of('also soon now then')}\s)?+"
    rf"(?!{one_of('not be have only never no the a school work war court jail')}\b|\w+ly\b"
    rf"|{one_of('discuss speak talk comment')}\b)"
    r"[a-z]{2,}\b)(?![’'])"
)
_UNDECIDED = regex.compile(
    rf"\b{one_of('if whether when guarantee hope hopes so unless')}\b", regex.I
)


def plan_made_fact(material: Material) -> Proposal | None:
    """What is planned, promised or tried is said to have been done."""

    def done(new: str, match: regex.Match[str]) -> str | None:
        return None if _UNDECIDED.search(material.text[: match.start()]) else new

    return rewrite(material, _PLANNED_BE, lambda match: done("had already been", match)) or rewrite(
        material, _PLANNED, lambda match: done("did", match)
    )


_CONDITIONS = (
    regex.compile(
        r"^(?:If|Unless|Provided that|As long as) [^,“”]{12,120}, "
        rf"(?=(?:{one_of('the a an he she it they you we there this his her')}\s|[A-Z])\w+[^,]*\.$)"
    ),
    regex.compile(
        rf"(?<!\b{one_of('as even what or and only especially mind says')}),? "
        r"(?:only )?(?:if|unless|provided that) (?!so\b|not\b|any\b)[^,“”]{12,120}(?=\.$)"
    ),
)
_ASKING = regex.compile(
    rf"\b{one_of('ask wonder know see question sure decid determin check tell doubt matter mind')}"
    r"\w*\b[^,]{0,50}$"
)


def condition_dropped(material: Material) -> Proposal | None:
    """What holds under a condition is said to hold."""
    text = material.text
    for pattern in _CONDITIONS:
        match = pattern.search(text)
        if match and not quoted_spans(text) and not _ASKING.search(text[: match.start()]):
            rest = capitalised((text[: match.start()] + text[match.end() :]).strip())
            if len(rest.split()) > 4:
                return material.claim(rest, f"“{match.group().strip()}” dropped")
    return None


# --------------------------------------------------------------------------- surer words

_CLAUSE = rf"(?=\s{one_of('that the it he she they there')}\b)"
_SUBJECT = r"(?<=\b(?:[Hh]e|[Ss]he|[Ii]t|who|also|[A-Z][a-z]+|(?:The|the) [a-z]+) )"
_SURER = {
    r"(?:accused|suspected) of|on suspicion of": "convicted of",
    r"under investigation for|charged with": "convicted of",
    r"pleaded not guilty": "pleaded guilty",
    rf"(?<!\b{one_of('was were been being be are is')} )denied": "admitted",
    r"denies": "admits",
    rf"{_SUBJECT}(?:believes|thinks|fears|suspects|assumes){_CLAUSE}": "knows",
    rf"(?<=s |people |they )(?:believe|think|fear|suspect|assume){_CLAUSE}": "know",
    rf"{_SUBJECT}(?:suggests|claims|alleges|argues){_CLAUSE}": "proves",
    rf"{_SUBJECT}(?:suggested|claimed|alleged|argued){_CLAUSE}": "proved",
    rf"{_SUBJECT}estimates{_CLAUSE}": "has established",
    rf"{_SUBJECT}(?:estimated|predicted){_CLAUSE}": "established",
    r"(?:tried|attempted) to(?= [a-z])": "managed to",
    r"(?:un)?likely(?= to\b)": "certain",
    r"possible(?= that\b)": "certain",
    r"unclear(?= (?:whether|if|how|when|who|what|why)\b)": "clear",
}
_SURE = regex.compile("|".join(rf"(?P<s{n}>\b(?:{words})\b)" for n, words in enumerate(_SURER)))
_SURER_WORDS = tuple(_SURER.values())


def certainty_raised(material: Material) -> Proposal | None:
    """Accused becomes convicted, believes knows, suggests proves, denied admitted."""
    return rewrite(material, _SURE, lambda match: _SURER_WORDS[int(str(match.lastgroup)[1:])])


KINDS: dict[str, Maker] = {
    "hedge_dropped": hedge_dropped,
    "possibility_made_certain": possibility_made_certain,
    "approximation_dropped": approximation_dropped,
    "attribution_dropped": attribution_dropped,
    "speech_made_fact": speech_made_fact,
    "plan_made_fact": plan_made_fact,
    "condition_dropped": condition_dropped,
    "certainty_raised": certainty_raised,
}
