"""Hostile drafts with the source's words in a wrong order, or said of more than the source does."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from rag.selftest.material import Maker, Material, Proposal, from_two, rewrite
from rag.selftest.names import NOUN_PHRASE
from rag.selftest.texts import capitalised, on_one_line, quoted_spans, uncapitalised
from rag.selftest.words import one_of, words_of
from rag.types import Sentence

# --------------------------------------------------------------------------- wrong cause and time

_CAUSAL = regex.compile(
    rf"\b{one_of('because so therefore thus since due after led result why as')}\b"
)


def cause_put_in(material: Material) -> Proposal | None:
    """Two true sentences that have nothing to do with each other, joined by "because"."""
    other = material.other_sentence(same_article=material.random.random() < 0.3)
    if other is None or "?" in material.text or quoted_spans(material.text):
        return None
    reason = uncapitalised(on_one_line(other[2].text))
    if reason is None or quoted_spans(reason) or "?" in reason or _CAUSAL.search(reason):
        return None
    link = material.random.choice(
        (" because ", ", which is why ", " as a result of the fact that ")
    )
    text = f"{material.text.rstrip('.')}{link}{reason}"
    return from_two(material, text, other[0], other[2], f"joined by “{link.strip()}”")


_REASONED = regex.compile(
    r"^(?P<first>[^,;“”\"]{15,160}) (?P<link>because) (?!of\b)(?P<second>[^,;“”\"]{15,160})\.$"
)
_VERB = (
    rf"(?:{one_of('was were had has is are did could said told began took won lost left')}"
    r"|\w{3,}ed)"
)
_SEQUENCE = regex.compile(
    rf"^(?P<first>{NOUN_PHRASE} {_VERB}\b[^,;“”\"]{{8,140}}?) (?P<link>after|before) "
    rf"(?P<second>{NOUN_PHRASE} {_VERB}\b[^,;“”\"]{{5,140}})\.$"
)
_SPAN_OF_TIME = regex.compile(
    rf"\b{one_of('days weeks months years hours minutes day week month year shortly just even')}$"
)


def order_reversed(material: Material) -> Proposal | None:
    """The effect becomes the cause, and what came after came first."""
    match = _REASONED.match(material.text) or _SEQUENCE.match(material.text)
    if match is None or _SPAN_OF_TIME.search(match["first"]):
        return None
    if match["first"].startswith(("And ", "But ", "So ", "One ")):
        return None
    first = uncapitalised(match["first"]) or match["first"]
    text = f"{capitalised(match['second'])} {match['link']} {first}."
    return material.claim(text, f"the clauses around “{match['link']}” exchanged")


_REASON = regex.compile(
    r"\b(?:(?P<clause>because(?! of\b))|because of|due to|as a result of|thanks to|owing to)\s"
    r"(?P<reason>(?:[^,.;“”\"]|[.,]\d){12,})"
)


def cause_from_other_sentence(material: Material) -> Proposal | None:
    """A true effect gets, as its cause, the cause of something else that is quoted too."""
    match = _REASON.search(material.text)
    if match is None:
        return None
    for key, sentence, other in _reasons(material):
        if bool(other["clause"]) == bool(match["clause"]) and other["reason"] != match["reason"]:
            text = material.text[: match.start()] + other.group() + material.text[match.end() :]
            note = f"“{match['reason']}” → “{other['reason']}”"
            return from_two(material, text, key, sentence, note)
    return None


def _reasons(material: Material) -> Iterator[tuple[str, Sentence, regex.Match[str]]]:
    """The reasons given in the other sentences that were handed out."""
    for key, passage in material.handed_out.items():
        for sentence in passage.sentences:
            found = _REASON.search(on_one_line(sentence.text))
            if found and sentence.text != material.sentence.text:
                yield key, sentence, found


# --------------------------------------------------------------------------- over-generalised

_PART = regex.compile(
    rf"(?<=^|, |\bthat )(?:{one_of('some many most half several dozens hundreds')}"
    r"|critics|opponents|supporters|relatives"
    rf"|(?:a|the) {one_of('number minority majority handful few third quarter')})"
    r" of (?=(?:the|his|her|its|their|these|those)\s[\w’-]+\s\w)",
    regex.IGNORECASE,
)


def part_for_whole(material: Material) -> Proposal | None:
    """What is said of some of them, or of their critics, is said of them all."""
    return rewrite(material, _PART, lambda _: "", spoken=False)


_QUALIFIER = regex.compile(
    r"\b(?:(?<!\b[Tt]he )former(?=\s[A-Za-z])|former(?=\s[a-z])|[Vv]ice[ -](?=[Pp]resident)"
    rf"|{one_of('[Dd]eputy [Aa]cting assistant interim would-be attempted aspiring prospective')}"
    r"|(?:failed|unsuccessful)(?! (?:attempt|bid|effort))"
    rf"|{one_of('mock fake retired suspended self-proclaimed partial')}"
    rf"|{one_of('temporary proposed planned possible potential ex- non-')})\s?(?=[A-Za-z]{{4,}})"
)


def qualifier_dropped(material: Material) -> Proposal | None:
    """A former president is called president, an attempted murder a murder, a partial ban a ban."""

    def gone(match: regex.Match[str]) -> str | None:
        listed = regex.search(r"\b(?:and|or|is|was|be)\s$|,\s$", material.text[: match.start()])
        return None if listed else ""

    return rewrite(material, _QUALIFIER, gone)


_EXCEPTION = regex.compile(
    rf",? {one_of('except apart_from other_than excluding with_the_exception_of until unless')}\b"
    r"(?:[^,“”.\"]|[.,]\d){6,90}(?=\.$|, [a-z])"
)
_CUT_SHORT = regex.compile(rf"\b{one_of('was were is are be been have has had not but or and')}$")
_WITHOUT_EXCEPTION = regex.compile(
    rf"\b{one_of('all every any no not none everyone everything entire whole never nothing')}\b"
    r"|n[’']t\b|\bcannot\b",
    regex.IGNORECASE,
)


def exception_dropped(material: Material) -> Proposal | None:
    """A rule is stated without the exception that its sentence makes."""

    def gone(match: regex.Match[str]) -> str | None:
        before = material.text[: match.start()]
        return "" if _WITHOUT_EXCEPTION.search(before) and not _CUT_SHORT.search(before) else None

    return rewrite(material, _EXCEPTION, gone)


_ONE = regex.compile(
    r"^(?:The|A|An|This|That|One) "
    r"(?P<noun>[a-z]{4,}(?<!s|ness|ment|tion|ing|ity|people|y|ch|sh|x|man))"
    r"(?= (?P<verb>was|is|has|had|will)\b)"
)
_ABSTRACT = frozenset(
    words_of("problem issue belief work staff mark rest thing fact idea point number")
)
_PLURAL = {"was": "were", "is": "are", "has": "have", "had": "had", "will": "will"}


def one_for_all(material: Material) -> Proposal | None:
    """What is said of one is said of the kind: "the school was" becomes "schools were"."""
    match = _ONE.match(material.text)
    if match is None or match["noun"] in _ABSTRACT:
        return None
    rest = material.text[match.end() :].removeprefix(f" {match['verb']}")
    kind = f"{match['noun'].capitalize()}s"
    return material.claim(f"{kind} {_PLURAL[match['verb']]}{rest}", f"“{match.group()}” → “{kind}”")


KINDS: dict[str, Maker] = {
    "cause_put_in": cause_put_in,
    "order_reversed": order_reversed,
    "cause_from_other_sentence": cause_from_other_sentence,
    "part_for_whole": part_for_whole,
    "qualifier_dropped": qualifier_dropped,
    "exception_dropped": exception_dropped,
    "one_for_all": one_for_all,
}
