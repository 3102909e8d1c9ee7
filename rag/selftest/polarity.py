"""Hostile drafts that change whether something is so: denied, affirmed, made its opposite."""

from __future__ import annotations

import regex

from rag.selftest.antonyms import ANTONYMS
from rag.selftest.material import Maker, Material, Proposal, rewrite
from rag.selftest.texts import cased_like
from rag.selftest.words import one_of

# --------------------------------------------------------------------------- negation put in

_NEGATED = regex.compile(
    rf"\b{one_of('no not never none nobody nothing neither nor cannot without hardly')}\b|n[’']t\b",
    regex.IGNORECASE,
)
# Of some it may be so, and of others not.
_OF_SOME = regex.compile(
    rf"\b{one_of('some others many several sometimes often partly few most half part parts')}\b",
    regex.IGNORECASE,
)
_AUXILIARY = regex.compile(
    rf"(?<![/’'-])\b({one_of('is was are were will would can could should')}"
    r"|(?:has|have|had)(?=\s(?:been|\w+ed)\b))"
    rf"(?=\s(?!{one_of('only also to')}\b)[a-z]{{2,}})"
)


def negation_put_in(material: Material) -> Proposal | None:
    """A statement is denied: "was found" becomes "was not found"."""
    text = material.text
    if _NEGATED.search(text) or _OF_SOME.search(text) or "?" in text:
        return None
    word = material.random.choice(("not", "not", "never", "no longer"))
    return rewrite(material, _AUXILIARY, lambda match: f"{match[1]} {word}", spoken=False)


# --------------------------------------------------------------------------- negation lost

_BEFORE_NOT = "is was are were do does did has have had could would should can may will might"
_NEGATION = regex.compile(
    r"\b(?:(?P<kept>can)not\b"
    rf"|(?P<kept>ca|wo|{one_of(_BEFORE_NOT)})n[’']t\b|(?<=\b{one_of(_BEFORE_NOT)} )not\b"
    r"|never\b(?! mind)|no longer\b|(?P<kept>with)out\b)"
    rf"(?! {one_of('only just least even yet to_mention so_much necessarily unlike')})"
)
_NO_LOSS = regex.compile(r"\b(?:whether or|why|if) not\b")
_SPELLED = {"ca": "can", "wo": "will"}


def negation_lost(material: Material) -> Proposal | None:
    """What was denied is stated: "did not find" becomes "did find"."""
    if _NO_LOSS.search(material.text):
        return None

    def affirmed(match: regex.Match[str]) -> str:
        kept = match["kept"] or ""
        return _SPELLED.get(kept, kept)

    return rewrite(material, _NEGATION, affirmed)


_AFFIRMED = {
    "no one": "everyone",
    "nobody": "everybody",
    "nothing": "everything",
    "none of": "all of",
    "neither of": "both of",
    "no": "some",
}
_SET_PHRASES = (
    "longer more less fewer later sooner matter doubt different better idea mistake wonder means "
    "way"
)
_NO = regex.compile(
    rf"\b({'|'.join(_AFFIRMED)})\b(?=\s[a-z])(?!\s{one_of(_SET_PHRASES)}\b)", regex.IGNORECASE
)


def none_made_all(material: Material) -> Proposal | None:
    """No one becomes everyone, none all, no some."""
    return rewrite(material, _NO, lambda match: cased_like(match[1], _AFFIRMED[match[1].lower()]))


# --------------------------------------------------------------------------- opposites

_ANTONYM = regex.compile(
    r"(?<![\w’'-])(?<!\b(?:no|not) )"
    rf"({'|'.join(sorted(ANTONYMS, key=len, reverse=True))})(?![\w’'-])"
)


def opposite(material: Material) -> Proposal | None:
    """A word becomes its opposite: rose, fell; approved, rejected; before, after."""
    return rewrite(material, _ANTONYM, lambda match: ANTONYMS[match[1]])


# --------------------------------------------------------------------------- quantity

_RAISED = {
    "some": "all",
    "many": "all",
    "most": "all",
    "several": "all",
    "few": "all",
    "half": "all",
    "sometimes": "always",
    "often": "always",
    "usually": "always",
    "rarely": "often",
    "occasionally": "always",
    "partly": "entirely",
    "partially": "entirely",
    "mostly": "entirely",
    "largely": "entirely",
    "generally": "always",
    "typically": "always",
}
_QUANTIFIER = regex.compile(
    rf"(?<!\b{one_of('the as how so too not more most past next last first')} )\b("
    r"(?:some|many|most|several|few|half)(?= of (?:the|his|her|its|their)\b)"
    rf"|(?:some|many)(?= [a-z]{{3,}}s\b)|(?<=^|[.;] )Most(?= [a-z]{{3,}}s\b)"
    rf"|{one_of(' '.join(list(_RAISED)[6:]))})\b",
    regex.IGNORECASE,
)


def quantifier_raised(material: Material) -> Proposal | None:
    """Some becomes all, often always, partly entirely."""
    return rewrite(
        material, _QUANTIFIER, lambda match: cased_like(match[1], _RAISED[match[1].lower()])
    )


KINDS: dict[str, Maker] = {
    "negation_put_in": negation_put_in,
    "negation_lost": negation_lost,
    "none_made_all": none_made_all,
    "opposite": opposite,
    "quantifier_raised": quantifier_raised,
}
