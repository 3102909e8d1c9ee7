"""Honest drafts in the source's own words, fewer of them or in another order.

Each says what its sentence says, or less of it, and serves only sentences in which it does. Words
in quotation marks are never touched.
"""

from __future__ import annotations

import regex

from rag.selftest.figures import MONTHS
from rag.selftest.material import Maker, Material, Proposal, rewrite
from rag.selftest.names import SAYING
from rag.selftest.texts import (
    capitalised,
    quoted_spans,
    uncapitalised,
)
from rag.selftest.words import one_of

# --------------------------------------------------------------------------- shortened

_FINITE = (
    rf"(?:{one_of('is was are were has have had will would can could may might did does do must')}"
    rf"|{one_of('should said says told began took made gave came went saw held won lost fell')}"
    rf"|{one_of('rose left led got became found ran met')}|\w{{3,}}ed)"
)
_BRACKETS = regex.compile(r"(?<=[a-z]) \((?=[^()]*[A-Za-z]{2})[^()]{2,80}\)(?=[,.;]| [a-z])")
_DESCRIPTION = regex.compile(
    rf"(?<=[\w”’]), (?:who|which|whose|where) [^,;:—()“”]{{8,120}}, (?={_FINITE}\b)"
)
_AGE = regex.compile(rf"(?<=[a-z]), (?:aged )?\d\d, (?={_FINITE}\b|of |from )")
_LAST_DESCRIPTION = regex.compile(
    r"(?<=[\w”’]), (?:who|which|whose|where|adding that|noting that) [^,;:“”]{12,160}(?=\.$)"
)
_ADDING = one_of(
    "making leaving forcing including citing calling describing marking underscoring highlighting "
    "raising prompting sparking adding bringing causing creating allowing"
)
_LAST_PARTICIPLE = regex.compile(rf"(?<=[a-z]), {_ADDING} [^,;:“”]{{10,160}}(?=\.$)")
_LAST_CLAUSE = regex.compile(
    rf"(?<=[a-z]), and (?:he|she|it|they) (?:{one_of('also then now')} )?{_FINITE}\b"
    r"[^“”]{8,160}(?=\.$)"
)
_LINKS = "If When While Although Though Because Since As After Before Once Unless Until Whether"
_LINKED = regex.compile(
    rf"^{one_of(_LINKS)}\b"
    rf"|\b{one_of('whether not_only neither either both')}\b"
)


def _dropped(material: Material, pattern: regex.Pattern[str], put: str = "") -> Proposal | None:
    """The sentence without what ``pattern`` matches, if enough is left of it."""
    made = rewrite(material, pattern, lambda _: put, spoken=False)
    return made if made and len(made.claims[0].text.split()) >= 5 else None


def brackets_dropped(material: Material) -> Proposal | None:
    """The sentence without what it says in brackets."""
    return _dropped(material, _BRACKETS)


def description_dropped(material: Material) -> Proposal | None:
    """The sentence without a clause between commas that describes, or an age."""
    if _LINKED.search(material.text):
        return None
    return _dropped(material, _DESCRIPTION, " ") or _dropped(material, _AGE, " ")


def last_clause_dropped(material: Material) -> Proposal | None:
    """The sentence without a last clause that adds to it."""
    if _LINKED.search(material.text) or quoted_spans(material.text):
        return None
    patterns = [_LAST_DESCRIPTION, _LAST_PARTICIPLE, _LAST_CLAUSE]
    material.random.shuffle(patterns)
    return next((made for each in patterns if (made := _dropped(material, each))), None)


_OPENERS = (
    "However Meanwhile Moreover Furthermore Additionally In_addition Also Indeed Nevertheless "
    "Nonetheless Separately Elsewhere Still Similarly Likewise For_example For_instance In_fact "
    "Of_course Overall Besides Now Today Then Later Soon_after At_the_time Therefore Thus "
    "As_a_result Instead So Finally On_the_other_hand By_contrast In_contrast Notably Importantly "
    "More_recently"
)
_OPENER = regex.compile(rf"^{one_of(_OPENERS)}, (?=\S)")
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIME = (
    rf"(?:On {_DAY}(?: (?:morning|evening|night|afternoon))?|Last (?:week|month|year|night)"
    r"|Earlier this (?:week|month|year)|Yesterday|This (?:week|month|year)"
    rf"|In (?:{'|'.join(MONTHS)})(?: \d{{4}})?|In (?:19|20)\d\d)"
)
_TIME_FIRST = regex.compile(rf"^({_TIME}), (?=\S)")
# Without its time, a sentence with one of these may say more than it did.
_NARROW = regex.compile(
    rf"\b(?:{one_of('no not never nobody nothing none neither nor only all every each any')}"
    rf"|{one_of('most always first last few fewer less more without cannot if unless least')}"
    rf"|{one_of('usually often typically rarely hardly barely')}|\w+est)\b|n[’']t\b",
    regex.IGNORECASE,
)


def opener_dropped(material: Material) -> Proposal | None:
    """The sentence without a first word that links it to the one before."""
    return _dropped(material, _OPENER)


def time_dropped(material: Material) -> Proposal | None:
    """The sentence without the time with which it begins, where it tells of one event."""
    return None if _NARROW.search(material.text) else _dropped(material, _TIME_FIRST)


# --------------------------------------------------------------------------- in another order

_MORE_THAN_A_CLAUSE = regex.compile(
    r"[;:—–(“”\"]|, |\w+ing\b"
    rf"|\b{one_of('that who which whose where when while because although though if and but')}\b"
    rf"|\b{one_of('or as after before since to until so than ago told said says earlier later')}\b"
    rf"|\b{one_of('again first')}\b"
)


def time_moved(material: Material) -> Proposal | None:
    """A time at the head of a plain sentence moves to its end."""
    match = _TIME_FIRST.match(material.text)
    body = material.text[match.end() :] if match else ""
    if match is None or _MORE_THAN_A_CLAUSE.search(body) or not body.endswith("."):
        return None
    time = match[1][0].lower() + match[1][1:]
    text = f"{capitalised(body[:-1])} {time}."
    return material.claim(text, f"“{match[1]}” moved to the end")


_TWO_CLAUSES = regex.compile(
    r"^(?P<link>When|After|Before|Although|Because|If|Once|Until) (?P<first>[^,;:“”\"—]{12,140}), "
    rf"(?P<main>(?:{one_of('the a an his her its their this these that most many')} |[A-Z])"
    r"[^,;:“”\"—]{12,160})\.$"
)
_LINKED_LATER = regex.compile(
    r"^(?P<main>[^,;:“”\"—]{20,160}) (?P<link>because|although) "
    rf"(?P<first>{one_of('the a he she it they his her its their there')} [^,;:“”\"—]{{12,140}})\.$"
)
_HOLDS_A_CLAUSE = regex.compile(
    rf"\b(?:{one_of('that who which whether asked not and but According')}|{SAYING}"
    r"|believe\w*|th(?:ink|ought)\w*)\b|n[’']t\b"
)


def clauses_exchanged(material: Material) -> Proposal | None:
    """ "When A, B" becomes "B when A"; "B because A" becomes "Because A, B"."""
    match = _TWO_CLAUSES.match(material.text)
    if match and not _HOLDS_A_CLAUSE.search(match["main"]):
        text = f"{capitalised(match['main'])} {match['link'].lower()} {match['first']}."
        return material.claim(text, f"the clause with “{match['link']}” moved to the end")
    match = _LINKED_LATER.match(material.text)
    main = uncapitalised(match["main"]) if match else None
    if match is None or main is None or _HOLDS_A_CLAUSE.search(main):
        return None
    text = f"{match['link'].capitalize()} {match['first']}, {main}."
    return material.claim(text, f"the clause with “{match['link']}” moved to the front")


_SPEECH_FIRST = regex.compile(
    r"^[“\"](?P<words>[^“”\"]+),[”\"] "
    rf"(?:(?P<verb>said|says) (?P<who>[^,“”.\"]+)|(?P<who>[^,“”.\"]+) (?P<verb>{SAYING}))"
    r"(?P<rest> on \w+day| in a statement)?\.$"
)


def speaker_moved(material: Material) -> Proposal | None:
    """The speaker, named after the quoted words, is named before them."""
    match = _SPEECH_FIRST.match(material.text)
    if match is None:
        return None
    said = f"{match['verb']}{match['rest'] or ''}"
    text = f"{capitalised(match['who'])} {said}: “{match['words']}.”"
    return material.claim(text, "the speaker named first")


KINDS: dict[str, Maker] = {
    "brackets_dropped": brackets_dropped,
    "description_dropped": description_dropped,
    "last_clause_dropped": last_clause_dropped,
    "opener_dropped": opener_dropped,
    "time_dropped": time_dropped,
    "time_moved": time_moved,
    "clauses_exchanged": clauses_exchanged,
    "speaker_moved": speaker_moved,
}
