"""Hostile drafts: whatever is proposed, only whole sentences of the sources come out."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from hypothesis import event, given, settings
from hypothesis import strategies as st

from rag.gate import judge
from rag.types import Claim, Draft, DraftClaim
from tests.gate.invented import BAKERY, HANDED_OUT, HARBOUR, TEXTS

SENTENCES = {"harbour": HARBOUR[::2], "bakery": BAKERY[::2]}
KEYS = list(HANDED_OUT)


@st.composite
def spans(draw: st.DrawFn) -> str:
    """Any stretch of a passage, cut anywhere or at sentences."""
    passage = HANDED_OUT[draw(st.sampled_from(KEYS))]
    if draw(st.booleans()):
        return draw(st.sampled_from(passage.sentences)).text
    start = draw(st.integers(0, len(passage.text)))
    return passage.text[start : start + draw(st.integers(0, 120))]


@st.composite
def altered(draw: st.DrawFn) -> str:
    """A stretch of a passage with one small thing wrong with it, as often as not visible."""
    words = draw(spans())
    place = draw(st.integers(0, len(words)))
    before, after = words[:place], words[place:]
    character = st.characters(codec="utf-8")
    invisible = st.sampled_from("\u200b\u200d\u202e\u2066\ufeff\u00ad\u2060\x00\x1b\x1c\U000e0061")
    return draw(
        st.one_of(
            character.map(lambda c: before + c + after),
            character.map(lambda c: before + c + after[1:]),
            invisible.map(lambda c: before + c + after),
            st.just(before + after[1:]),
            st.just(before + " … " + after[5:]),
            st.just(words.translate(str.maketrans("0123456789", "1032547698"))),
            st.just(words.translate(str.maketrans("aceopx", "асеорх"))),
            st.just(words.swapcase()),
            st.just(words.replace("not ", "").replace("denied", "said")),
            st.just(unicodedata.normalize("NFKC", words)),
            st.just(unicodedata.normalize("NFD", words)),
        )
    )


@st.composite
def honest(draw: st.DrawFn) -> tuple[str, str]:
    """A key and a run of words that stands in its passage."""
    key = draw(st.sampled_from(KEYS))
    starts = [match.start() for match in re.finditer(r"\S+", HANDED_OUT[key].text)]
    first = draw(st.integers(0, len(starts) - 2))
    after = draw(st.integers(first + 1, min(len(starts) - 1, first + 30)))
    return key, HANDED_OUT[key].text[starts[first] : starts[after]]


spliced = st.lists(spans(), min_size=2, max_size=3).map(" ".join)
words = st.one_of(spans(), altered(), spliced, st.text(max_size=30))
keys = st.one_of(
    st.sampled_from(KEYS),
    st.sampled_from(["0", "1", "[9]", "9", "harbour", *(key.swapcase() for key in KEYS)]),
    st.sampled_from(KEYS).map(lambda key: key[:-1]),
    st.text(max_size=6),
)
draft_claims = st.builds(
    DraftClaim,
    text=words,
    quotes=st.lists(st.one_of(honest(), honest(), st.tuples(keys, words)), max_size=3).map(tuple),
)
drafts = st.builds(Draft, claims=st.lists(draft_claims, max_size=4).map(tuple))


def is_made_of_whole_sentences(claim: Claim) -> bool:
    """The oracle. It knows the articles as lists of sentences, and nothing of the gate."""
    for quote in claim.quotes:
        text = TEXTS[quote.article.id]
        if quote.version != hashlib.sha256(text.encode()).hexdigest():
            return False
        if text[quote.start : quote.end] != quote.text:
            return False
        left = quote.text
        for sentence in SENTENCES[quote.article.id]:
            if left.startswith(sentence):
                left = left.removeprefix(sentence).lstrip()
        if left:
            return False
    return bool(claim.quotes) and claim.text == " ".join(quote.text for quote in claim.quotes)


def bare(text: str) -> str:
    """Letters, digits and everything else that is not a mark of style, in one Unicode form."""
    return re.sub(
        "[\\s\"'“”‘’«»‹›„‚‛‟⹂〝〞〟＂＇「」『』｢｣﹁﹂﹃﹄ʼʻ‐‑‒–—―−﹘﹣－-]",
        "",
        unicodedata.normalize("NFC", text),
    )


def may_stand(claim: DraftClaim) -> bool:
    """Whether every quote of the claim is at least made of its passage's characters in a row."""
    return bool(claim.quotes) and all(
        key in HANDED_OUT and bare(quoted) and bare(quoted) in bare(HANDED_OUT[key].text)
        for key, quoted in claim.quotes
    )


@settings(max_examples=250, deadline=None)
@given(drafts)
def test_only_whole_sentences_of_the_sources_are_published(draft: Draft) -> None:
    verdict = judge(draft, HANDED_OUT)
    event(f"{len(verdict.claims)} published")
    assert all(is_made_of_whole_sentences(claim) for claim in verdict.claims)
    published = [quote for claim in verdict.claims for quote in claim.quotes]
    possible = [claim for claim in draft.claims if may_stand(claim)]
    assert bool(published) <= bool(possible)
    assert len(verdict.claims) <= len(possible)
    assert len(draft.claims) - len(possible) <= len(verdict.rejected)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(KEYS), altered())
def test_an_altered_quote_is_found_only_where_the_alteration_says_the_same(
    key: str, quoted: str
) -> None:
    verdict = judge(Draft((DraftClaim(quoted, ((key, quoted),)),)), HANDED_OUT)
    if verdict.claims:
        assert bare(quoted) in bare(HANDED_OUT[key].text)
    else:
        assert len(verdict.rejected) == 1


def test_the_oracle_can_fail() -> None:
    passage = HANDED_OUT["w9Ab"]
    (claim,) = judge(Draft((DraftClaim("", (("w9Ab", BAKERY[0]),)),)), {"w9Ab": passage}).claims
    (quote,) = claim.quotes
    assert is_made_of_whole_sentences(claim)
    forged = Claim("Four bakeries will open.", claim.quotes)
    assert not is_made_of_whole_sentences(forged)
    cut = type(quote)(quote.article, quote.version, 0, 13, "Four bakeries")
    assert not is_made_of_whole_sentences(Claim("Four bakeries", (cut,)))
