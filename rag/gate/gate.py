"""The only door: what a writer proposed goes in, what may be published comes out.

A claim is published when it quotes something, each passage key was handed out for this
request, and each quote stands in its passage. It fails as a whole otherwise, and the verdict
says why. Nothing is repaired.

Strict mode: what is published is the quoted sentences themselves, each whole and exactly as
the source has it. A writer's own wording is listed as rejected and the sentences that it
quotes take its place, so that no model, however hostile, can change a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rag.gate.quotes import fold, locate_quote
from rag.types import Claim, Draft, DraftClaim, Passage, Quote, Reason, Rejected, Verdict

# A draft is untrusted, so its size is too. Honest writers stay far below.
MAX_CLAIMS = 12
MAX_QUOTES = 12  # for one claim
MAX_CHARACTERS = 10_000  # of a claim's text, and of a quote

_SHOWN_CHARACTERS = 300  # of a rejected text, in the verdict


def judge(draft: Draft, handed_out: Mapping[str, Passage]) -> Verdict:
    """Decide what of ``draft`` is published. ``handed_out`` are this request's passages by key.

    Every published claim's text is its quotes, joined by spaces; every quote is whole sentences
    of one version. A claim whose quotes all lie within another's is published once, with the
    other. ``rejected`` holds one entry for each proposed claim that failed, for each wording
    that its quoted sentences replaced, and one for all claims beyond ``MAX_CLAIMS``; its texts
    are bounded in length and free of control characters.
    """
    claims: list[Claim] = []
    rejected: list[Rejected] = []
    for proposed in draft.claims[:MAX_CLAIMS]:
        claim = _support(proposed, handed_out)
        if isinstance(claim, Rejected):
            rejected.append(claim)
            continue
        if not _is_literal(proposed, claim):
            detail = "Not in the words of the source: the quoted sentences take its place."
            rejected.append(_reject(proposed, Reason.NOT_LITERAL, detail))
        claims.append(claim)
    if excess := draft.claims[MAX_CLAIMS:]:
        detail = f"Not examined: {len(excess)} claims beyond the limit of {MAX_CLAIMS} a draft."
        rejected.append(_reject(excess[0], Reason.NOT_SUPPORTED, detail))
    return Verdict(_without_repetition(claims), tuple(rejected))


def _support(proposed: DraftClaim, handed_out: Mapping[str, Passage]) -> Claim | Rejected:
    """The sentences that the claim quotes, as a claim, or why there are none."""
    if not proposed.quotes:
        return _reject(proposed, Reason.NO_QUOTE, "The claim quotes nothing.")
    if excess := _beyond_limits(proposed):
        return _reject(proposed, Reason.NOT_SUPPORTED, excess)
    quotes: list[Quote] = []
    passages: list[Passage] = []
    for key, words in proposed.quotes:
        passage = handed_out.get(key)
        if passage is None:
            detail = f"No passage was handed out as “{_showable(key)}”."
            return _reject(proposed, Reason.UNKNOWN_PASSAGE, detail)
        quote = _quote_sentences(passage, words)
        if quote is None:
            detail = f"These words do not stand in the passage: “{_showable(words)}”."
            return _reject(proposed, Reason.QUOTE_NOT_FOUND, detail)
        quotes.append(quote)
        passages.append(passage)
    merged = _merge(quotes, passages)
    text = " ".join(quote.text for quote in merged)
    answer = locate_quote(text, proposed.answer) if proposed.answer else None
    return Claim(text=text, quotes=merged, answer=answer)


def _beyond_limits(proposed: DraftClaim) -> str | None:
    if len(proposed.quotes) > MAX_QUOTES:
        return f"{len(proposed.quotes)} quotes: a claim may have {MAX_QUOTES}."
    words = (proposed.text, proposed.answer, *(words for _, words in proposed.quotes))
    longest = max(map(len, words))
    if longest > MAX_CHARACTERS:
        return f"{longest} characters: a claim or a quote may have {MAX_CHARACTERS}."
    return None


def _quote_sentences(passage: Passage, words: str) -> Quote | None:
    """The whole sentences of ``passage`` that ``words`` touch; None if they do not stand there."""
    place = locate_quote(passage.text, words)
    if place is None:
        return None
    first, last = (passage.start + offset for offset in place)
    touched = [s for s in passage.sentences if s.start < last and s.end > first]
    if not touched or touched[0].start > first or touched[-1].end < last:
        return None  # words outside every sentence cannot be quoted as a whole sentence
    return _quote(passage, touched[0].start, touched[-1].end)


def _quote(passage: Passage, start: int, end: int) -> Quote:
    text = passage.text[start - passage.start : end - passage.start]
    return Quote(passage.article, passage.version, start, end, text)


def _merge(quotes: Sequence[Quote], passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """The quotes without overlaps, in the order of their source.

    Overlapping quotes of one version become one, and so do neighbours with nothing but white
    space between. Versions follow one another as they were first quoted; within a version the
    source's order stands, so that no shuffling can give sentences another sense.
    """
    sources = list(dict.fromkeys(_source(quote) for quote in quotes))
    merged: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (sources.index(_source(q)), q.start, q.end)):
        joined = _join(merged[-1], quote, passages) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(quote)
    return tuple(merged)


def _source(quote: Quote) -> tuple[str, str]:
    return quote.article.id, quote.version


def _join(one: Quote, other: Quote, passages: Iterable[Passage]) -> Quote | None:
    """One quote for two of the same version that overlap or adjoin; ``one`` starts first."""
    if _source(one) != _source(other):
        return None
    end = max(one.end, other.end)
    if other.start <= one.end:
        text = one.text + other.text[one.end - other.start :]
        return Quote(one.article, one.version, one.start, end, text)
    for passage in passages:  # the white space between is known only to a passage across it
        if passage.version == one.version and passage.start <= one.end < other.start < passage.end:
            between = _quote(passage, one.end, other.start).text
            if between.isspace():
                text = one.text + between + other.text
                return Quote(one.article, one.version, one.start, end, text)
    return None


def _is_literal(proposed: DraftClaim, claim: Claim) -> bool:
    """Whether the writer's wording is the quoted words or sentences, or left to the gate."""
    drafted = fold(proposed.text)
    quoted_words = " ".join(dict.fromkeys(words for _, words in proposed.quotes))
    return drafted in ("", fold(quoted_words), fold(claim.text))


def _without_repetition(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims that say something which no other says; of equal ones the first."""
    return tuple(
        claim
        for position, claim in enumerate(claims)
        if not any(
            _lies_within(claim, other) and (earlier < position or not _lies_within(other, claim))
            for earlier, other in enumerate(claims)
            if earlier != position
        )
    )


def _lies_within(claim: Claim, other: Claim) -> bool:
    return all(
        any(
            _source(outer) == _source(inner)
            and outer.start <= inner.start
            and inner.end <= outer.end
            for outer in other.quotes
        )
        for inner in claim.quotes
    )


def _reject(proposed: DraftClaim, reason: Reason, detail: str) -> Rejected:
    return Rejected(_showable(proposed.text), reason, detail)


def _showable(text: str) -> str:
    """``text`` on one line, cut to a bounded length, with invisible characters spelled out."""
    line = " ".join(text[: 4 * _SHOWN_CHARACTERS].split())
    shown = line[:_SHOWN_CHARACTERS]
    spelled = "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
        else character
        for character in shown
    )
    cut = len(line) > _SHOWN_CHARACTERS or len(text) > 4 * _SHOWN_CHARACTERS
    return spelled + "…" if cut else spelled
