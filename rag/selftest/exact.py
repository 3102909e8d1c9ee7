"""Honest drafts that say nothing but the source's sentences, and quote them exactly."""

from __future__ import annotations

import regex

from rag.selftest.material import Maker, Material, Proposal
from rag.selftest.texts import is_full_sentence, on_one_line
from rag.types import DraftClaim, Sentence


def whole_sentence(material: Material) -> Proposal:
    """The sentence, as claim and as quote."""
    words = material.sentence.text
    return Proposal((DraftClaim(words, ((material.key, words),)),), "the sentence itself")


def words_quoted(material: Material) -> Proposal | None:
    """The sentence as claim, a few words in a row of it as quote."""
    text = material.sentence.text
    words = list(regex.finditer(r"(?<=\s)[^\W_]+(?=\s)", text))
    if len(words) < 6:
        return None
    first = material.random.randrange(len(words) - 4)
    last = material.random.randrange(first + 3, len(words))
    quoted = text[words[first].start() : words[last].end()]
    return Proposal((DraftClaim(text, ((material.key, quoted),)),), f"quoting “{quoted}”")


_TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})


def typed_plainly(material: Material) -> Proposal | None:
    """Straight quotation marks and hyphens where the source has typographic ones, in both."""
    typed = material.text.translate(_TYPED)
    if typed == material.text:
        return None
    return Proposal((DraftClaim(typed, ((material.key, typed),)),), "typed plainly")


def _following(material: Material) -> Sentence | None:
    sentences = material.passage.sentences
    place = sentences.index(material.sentence) + 1
    following = sentences[place] if place < len(sentences) else None
    return following if following and is_full_sentence(following.text) else None


def two_claims(material: Material) -> Proposal | None:
    """Two neighbouring sentences, each as a claim."""
    following = _following(material)
    if following is None:
        return None
    claims = tuple(
        DraftClaim(on_one_line(each.text), ((material.key, each.text),))
        for each in (material.sentence, following)
    )
    return Proposal(claims, "two sentences, two claims")


def two_quotes(material: Material) -> Proposal | None:
    """Two neighbouring sentences as one claim that quotes both."""
    following = _following(material)
    if following is None:
        return None
    both = (material.sentence.text, following.text)
    text = " ".join(on_one_line(each) for each in both)
    claim = DraftClaim(text, tuple((material.key, each) for each in both))
    return Proposal((claim,), "two sentences, one claim")


KINDS: dict[str, Maker] = {
    "whole_sentence": whole_sentence,
    "words_quoted": words_quoted,
    "typed_plainly": typed_plainly,
    "two_claims": two_claims,
    "two_quotes": two_quotes,
}
