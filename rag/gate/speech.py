"""Rule 4: words in quotation marks are the source's, and who says something is who said it.

A claim may quote what the source quotes, in the same words, and nothing else: marks around words
that the source says itself change what is said. "X said", "according to X", "X told Y" and the
like stand only where the source has the same person say the same thing, by a verb that says no
more. That what somebody said is not told as a fact is a matter of certainty, not of this rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.gate.language.attribution import Attribution
from rag.gate.language.english import content_lemmas, lemma_of, read_tokens, shown, words_of
from rag.gate.language.quotations import read_quotations
from rag.gate.language.sentences import read_sentences
from rag.gate.language.speakers import Cast, Speaker, read_speaker
from rag.gate.language.statements import Statement, read_statements
from rag.gate.language.verbs import NEUTRAL, SAYS_OTHERWISE
from rag.gate.quotes import locate_quote
from rag.gate.support import Support


def check_speech(claim: str, support: Support) -> str | None:
    """What the claim quotes or attributes wrongly, in a sentence, or None."""
    return _check_quotations(claim, support) or _check_speakers(claim, support)


def _check_quotations(claim: str, support: Support) -> str | None:
    quotations = read_quotations(claim)
    if not quotations.balanced:
        return "A quotation mark in the claim has no partner."
    if len(quotations.spans) > _QUOTATIONS:
        return f"The claim has {len(quotations.spans)} quotations: more than can be followed."
    stretches = [each for quote in support.quotes for each in _read_stretches(quote.text)]
    told = content_lemmas(read_tokens(claim))
    for start, end in quotations.spans:
        words = claim[start:end].strip()
        holding = [each for each in stretches if _stands_in(words, [each.text])]
        quoting = [each for each in holding if _stands_in(words, each.quoted)]
        if not holding:
            return f"The source does not say “{_short(words)}”."
        nearest = max(len(told & each.keys) for each in holding)
        if not any(len(told & each.keys) == nearest for each in quoting):
            return f"The source says “{_short(words)}” without quotation marks."
    return None


_QUOTATIONS = 20  # in a claim; honest ones have two or three


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence of a source, or a whole quotation across several; what it quotes and is about."""

    text: str
    quoted: tuple[str, ...]
    keys: frozenset[str]


def _read_stretches(text: str) -> Iterator[Stretch]:
    spans = read_quotations(text).spans
    for sentence in read_sentences(text):
        start, end = sentence[0].start, sentence[-1].end
        inside = ((max(first, start), min(last, end)) for first, last in spans)
        quoted = tuple(text[first:last] for first, last in inside if first < last)
        yield Stretch(text[start:end], quoted, content_lemmas(sentence))


def _stands_in(words: str, texts: Sequence[str]) -> bool:
    """Whether the words stand there, the comma or point before a closing mark aside."""
    bare = words[:-1] if words.endswith((",", ".")) and not words.endswith("..") else words
    return any(locate_quote(each, words) or locate_quote(each, bare) for each in texts)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


_SHOWN = 80  # characters of a quotation in a message


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution, who speaks, to whom, and what the words are about."""

    attribution: Attribution
    speaker: Speaker
    addressee: Speaker
    keys: frozenset[str]
    refers_back: bool
    quoted: frozenset[str]


def _check_speakers(claim: str, support: Support) -> str | None:
    claimed = list(_read_said(read_statements([claim])))
    if not claimed:
        return None
    if len(claimed) > _ATTRIBUTIONS:
        return f"The claim tells {len(claimed)} times who says something: too often to follow."
    statements = read_statements(quote.text for quote in support.quotes)
    sources = [each for each in _read_said(statements) if not each.attribution.token.quoted]
    tokens = [token for quote in support.quotes for token in read_tokens(quote.text)]
    cast = Cast(tokens)
    for said in claimed:
        if said.attribution.token.quoted:
            continue  # within words that were found above
        plain = [each for each in statements if not each.attributions]
        told_plainly = max((len(said.keys & each.keys) for each in plain), default=0)
        reporting = _is_about_the_article(said.speaker, support)
        problem = _compare(said, sources, told_plainly, cast)
        if problem and not (reporting and told_plainly >= _best(said, sources)):
            return problem
    return None


_ATTRIBUTIONS = 30  # in a claim; honest ones have two or three
_BACK = words_of("it they he she them him her its their this that")


def _read_said(statements: Sequence[Statement]) -> Iterator[Said]:
    """Each attribution once for every sentence in which it holds."""
    governed: dict[tuple[int, int], list[Statement]] = {}
    attributions: dict[tuple[int, int], Attribution] = {}
    for statement in statements:
        for attribution in statement.attributions:
            place = (statement.sentence, attribution.verb)
            governed.setdefault(place, []).append(statement)
            attributions[place] = attribution
    for place, attribution in attributions.items():
        own = {*attribution.speaker, *attribution.addressee}
        tokens = [
            token
            for statement in governed[place]
            for token in statement.clause.tokens
            if token not in own
        ]
        keys = content_lemmas(tokens) - content_lemmas([attribution.token])
        yield Said(
            attribution,
            read_speaker(attribution.speaker),
            read_speaker(attribution.addressee),
            keys,
            any(token.lower in _BACK for token in tokens),
            content_lemmas(token for token in tokens if token.quoted) & keys,
        )


def _is_about_the_article(speaker: Speaker, support: Support) -> bool:
    """ "According to the article", or to its outlet or author: who says what nobody else does."""
    bylines = [read_speaker(read_tokens(byline)).words for byline in support.bylines]
    named = speaker.words - _ARTICLE
    return speaker.is_named and (not named or named in bylines)


def _best(said: Said, sources: Sequence[Said]) -> int:
    """The most words that any attribution of the source has in common with one of the claim."""
    return max((len(said.keys & each.keys) for each in sources), default=0)


_ARTICLE = frozenset(lemma_of(word) for word in ("article", "story", "newspaper"))


def _compare(said: Said, sources: Sequence[Said], told_plainly: int, cast: Cast) -> str | None:
    """What is wrong with one attribution of the claim."""
    who = shown(said.attribution.speaker) or "somebody"
    verb = said.attribution.token.text
    candidates = [each for each in sources if said.quoted <= each.keys]
    best = _best(said, candidates)
    if not candidates or best < told_plainly:
        return f"The source does not attribute this to anybody: “{who} {verb}”."
    nearest = [each for each in candidates if len(said.keys & each.keys) == best]
    worded_so = [e for e in nearest if e.attribution.token.lemma == said.attribution.token.lemma]
    nearest = worded_so or nearest
    same = [each for each in nearest if cast.same(said.speaker, each.speaker)]
    if not same:
        other = shown(nearest[0].attribution.speaker) or "somebody else"
        return f"The claim has {who} say what {other} says in the source."
    if stray := said.keys & _said_by_others(sources, same, cast):
        return f"In the source it is not {who} who speaks of “{min(stray)}”."
    if not any(_same_verb(said, each) for each in same):
        return f"The source says “{same[0].attribution.token.text}”, the claim “{verb}”."
    if said.addressee.is_named and not any(
        each.addressee.is_named and cast.same(said.addressee, each.addressee) for each in same
    ):
        return f"The source does not say that {who} {verb} this to the same person."
    return None


def _said_by_others(sources: Sequence[Said], same: Sequence[Said], cast: Cast) -> frozenset[str]:
    """What is spoken of by other speakers alone, and by no "it" of this one."""
    if any(each.refers_back for each in same):
        return frozenset()
    theirs: set[str] = set()
    ours: set[str] = set()
    for each in sources:
        (ours if any(cast.same(each.speaker, one.speaker) for one in same) else theirs).update(
            each.keys
        )
    return frozenset(theirs - ours)


def _same_verb(claimed: Said, source: Said) -> bool:
    ours, theirs = claimed.attribution.kind, source.attribution.kind
    return ours == theirs or (ours == NEUTRAL and theirs not in SAYS_OTHERWISE)
