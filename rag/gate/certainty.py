"""Rule 5: a claim is as sure, as complete and as far done as its quoted sentences say.

Each clause of the claim is laid beside the clauses of the quoted sentences that hold its words.
What limits these (a negation, "may", "alleged", "plans to", "if", "about", "some", somebody who
said it) must limit the claim as well, and nothing else may. A word may not be changed for its
opposite, nor what is meant to be done be told as done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.gate.language.attribution import Attribution
from rag.gate.language.english import Token, in_english, is_past, shown, words_of
from rag.gate.language.limits import CONDITION, FUTURE, PROMISE
from rag.gate.language.reservations import Reservation, is_amount, key_of, reserved_words
from rag.gate.language.sources import Sources
from rag.gate.language.statements import Statement, limited_by, read_statements
from rag.gate.opposites import find_opposite
from rag.gate.support import Support


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the claim, and the statements of the source that hold its words."""

    claimed: Statement
    sources: tuple[Statement, ...]


def check_certainty(claim: str, support: Support) -> str | None:
    """What reservation the claim loses or puts in, in a sentence, or None.

    Reads English. Where the quoted sentences are in another language it says so, since nothing
    can then be compared. The time taken grows with the product of both lengths at worst.
    """
    sources = Sources(read_statements(quote.text for quote in support.quotes))
    if not _in_english(sources, support):
        return "The quoted sentences are not in English, so the wording cannot be compared."
    for claimed in read_statements([claim]):
        if claimed.states_something:
            pair = Pair(claimed, sources.align(claimed.keys))
            problems = (rule(pair) for rule in _RULES)
            problem = next((each for each in problems if each), None)
            if problem := problem or find_opposite(claimed, sources):
                return problem
    return None


# The share of common English words asked for: what an article's language makes of the doubt.
_SHARES = {"en": 0.0, "und": 0.15}
_SHARE_IN_OTHERS = 0.35


def _in_english(sources: Sources, support: Support) -> bool:
    tokens = [token for each in sources.statements for token in each.clause.tokens]
    languages = {quote.article.language for quote in support.quotes}
    share = max((_SHARES.get(each, _SHARE_IN_OTHERS) for each in languages), default=0.0)
    return in_english(tokens, share)


def _required(pair: Pair) -> list[Reservation]:
    """The reservations of the source that hold for what the claim takes up from it.

    One about a part of a clause ("… and plans to build a museum") is not missed in a claim whose
    every word stands in other parts. A word that no part has may mean just that one, so each kind
    is then asked for once.
    """
    keys, counted = pair.claimed.keys, pair.claimed.count_keys()
    known = frozenset().union(*(each.keys | each.shared for each in pair.sources))
    required: list[Reservation] = []
    others: list[Reservation] = []
    for source in pair.sources:
        elsewhere = (each.keys | each.shared for each in pair.sources if each is not source)
        beside = source.shared.union(*elsewhere)
        for reservation in source.reservations:
            free = source.count_keys(but=limited_by(reservation, source))
            bound = [key for key in keys & known - beside if counted[key] > free[key]]
            taken_up = not keys & known or bool(bound)
            (required if taken_up else others).append(reservation)
    if not keys <= known:
        kinds = {each.kind for each in required}
        first = {each.kind: each for each in reversed(others)}
        required += [each for kind, each in first.items() if kind not in kinds]
    return required


# With one of these a clause speaks of the future anyway, "will" or not.
_OPEN = frozenset(
    {
        "a possibility",
        "a likelihood",
        "a plan",
        PROMISE,
        CONDITION,
        "a wish",
        "a proposal",
        "a threat",
    }
)


def _limits(pair: Pair) -> str | None:
    """Reservations about whole clauses: of each kind as many on both sides."""
    ours = _kinds(pair.claimed.reservations)
    theirs = _kinds([each for source in pair.sources for each in source.reservations])
    needed = _kinds(_required(pair))
    told = bool(pair.claimed.attributions)
    for kind in dict.fromkeys([*needed, *ours]):
        if kind == FUTURE and PROMISE in theirs and told:
            continue
        if kind == PROMISE and FUTURE in ours and told:
            continue  # "promised to go" told as "said that he would go"
        least, most = len(needed.get(kind, ())), len(theirs.get(kind, ()))
        if len(ours.get(kind, ())) < least:
            return f"The source has {kind} (“{needed[kind][-1]}”), which the claim leaves out."
        if len(ours.get(kind, ())) > most:
            return f"The claim has {kind} (“{ours[kind][-1]}”), which the source does not have."
    return None


def _kinds(reservations: Sequence[Reservation]) -> dict[str, list[str]]:
    """By kind, the words of the reservations about whole clauses, each taken once.

    "Will" adds nothing to "likely" about the same verb; "nor" within a clause only goes on with
    a negation, and is none without it.
    """
    kinds: dict[str, list[str]] = {}
    open_already = {each.target for each in reservations if each.kind in _OPEN}
    for each in reservations:
        goes_on = each.words.lower() == "nor" and each.start > 0
        implied = each.kind == FUTURE and each.target in open_already
        if not (each.of_word or goes_on or implied):
            kinds.setdefault(each.kind, []).append(each.words.lower())
    return kinds


def _telling(statement: Statement) -> list[Attribution]:
    """The attributions by which it is somebody's word; what is said in quoted words is not."""
    return [
        each
        for each in statement.attributions
        if each.kind not in _DEEDS and (not each.token.quoted or statement.only_quoted)
    ]


# What is done by speaking: to ask, to promise. Nothing that they say can be told as a fact.
_DEEDS = frozenset(
    {"ask", "demand", "accuse", "praise", "threaten", "agree", "promise", "call", "believe"}
)


def _attribution(pair: Pair) -> str | None:
    """What somebody said may not be told as a fact."""
    quoted = [e for one in pair.sources for e in one.attributions if e.token.quoted]
    inner = {each.token.lemma for each in quoted}  # "he could tell", within somebody's words
    own = {e.token.lemma for one in pair.sources for e in _telling(one)}
    told = [e for e in _telling(pair.claimed) if e.token.lemma in own or e.token.lemma not in inner]
    for source in pair.sources:
        telling = _telling(source)
        if source.carried and pair.claimed.only_quoted:
            continue
        if len(told) < len(telling) and not (told and source is not pair.sources[0]):
            who = shown(telling[0].speaker) or "somebody"
            return f"In the source {who} says this, and the claim does not say so."
        if source.quoted and not (pair.claimed.quoted or told):
            return "In the source this stands in quotation marks; the claim tells it as a fact."
    return None


def _words(pair: Pair) -> str | None:
    """Reservations about single words: "about 50", "most schools", "the former mayor"."""
    theirs: dict[str, list[tuple[frozenset[str], str]]] = {}
    for source in pair.sources:
        for key, following, kinds in _reserved(source):
            theirs.setdefault(key, []).append((kinds, following))
    somewhere = {kind for places in theirs.values() for kinds, _ in places for kind in kinds}
    for key, following, kinds in _reserved(pair.claimed):
        places = theirs.get(key)
        if places is None:
            if new := kinds - somewhere:
                return f"The claim says “{min(new)}”, which the source does not."
            continue
        same = [each for each, after in places if after == following] or [
            each for each, _ in places
        ]
        if kinds not in same:
            lost = min(same[0] - kinds, default=None)
            if lost:
                return f"The source says “{lost}” of “{key}”, and the claim does not."
            return f"The claim says “{min(kinds - same[0])}” of “{key}”, and the source does not."
    return None


def _reserved(statement: Statement) -> list[tuple[str, str, frozenset[str]]]:
    """Each content word, the one after it, and the kinds of reservation about it."""
    tokens = statement.clause.tokens
    kinds = reserved_words(tokens, statement.own)
    places = [at for at, token in enumerate(tokens) if token.is_content or is_amount(token)]
    keys = [key_of(tokens[at]) for at in places]
    following = [*keys, ""][1:]
    return [
        (key, after, kinds.get(at, frozenset()))
        for at, key, after in zip(places, keys, following, strict=False)
    ]


def _told_as_done(pair: Pair) -> str | None:
    """What was to be done, or was being done, told as done."""
    ours = _kinds(pair.claimed.reservations).keys()
    if FUTURE in ours:
        return None
    tokens = [token for each in pair.sources for token in each.clause.tokens]
    will = [e.words for each in pair.sources for e in each.own if e.kind == FUTURE]
    if will and _has_happened(pair.claimed.clause.tokens) and not _has_happened(tokens):
        return f"The source speaks of {FUTURE} (“{will[0]}”), the claim of what has happened."
    done: set[str] = set()
    meant: dict[str, str] = {}
    for source in pair.sources:
        for at, token in enumerate(source.clause.tokens):
            if phrase := _not_yet(source.clause.tokens, at):
                meant[token.lemma] = phrase
            elif token.is_word:
                done.add(token.lemma)
    for at, token in enumerate(pair.claimed.clause.tokens):
        told_as_done = is_past(token) and not _not_yet(pair.claimed.clause.tokens, at)
        if told_as_done and not ours & _OPEN and token.lemma in meant.keys() - done:
            return f"The source says “{meant[token.lemma]}”, the claim tells it as done."
    return None


def _has_happened(tokens: Sequence[Token]) -> bool:
    """Whether there is a perfect: "has", with what follows neither "to" nor a thing."""
    return any(
        token.lower in ("has", "have", "had") and after.lower not in ("to", "a", "the", "no")
        for token, after in pairwise(tokens)
    )


_DONE_ALL_THE_SAME = words_of("manage manag continu go went happen help forc come use began")
_BE = words_of("am is are was were be been")


def _not_yet(tokens: Sequence[Token], at: int) -> str | None:
    """The words "to X" or "is X-ing" that end at ``at``."""
    before = tokens[max(0, at - 2) : at]
    if not before:
        return None
    if before[-1].lower == "to" and not is_past(tokens[at]):
        return None if before[0].lemma in _DONE_ALL_THE_SAME else f"to {tokens[at].text}"
    if tokens[at].lower.endswith("ing") and any(each.lower in _BE for each in before):
        return f"{before[-1].text} {tokens[at].text}"
    return None


_RULES: tuple[Callable[[Pair], str | None], ...] = (
    _limits,
    _attribution,
    _words,
    _told_as_done,
)
