"""What a hostile or an honest draft is made of: one sentence, where it stands, and what is around.

A *maker* takes a Material and returns a Proposal, or None where its sentence cannot serve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal

import regex

from rag.selftest.names import persons_in
from rag.selftest.texts import (
    capitalised,
    is_full_sentence,
    on_one_line,
    plain,
    quoted_spans,
    same_words,
)
from rag.types import Article, Draft, DraftClaim, Passage, Sentence

Family = Literal["literal", "semantic", "honest"]

_BESIDE = (2, 3)  # other passages handed out: of the same article, of any articles


@dataclass(frozen=True, slots=True)
class Case:
    """One draft to be judged, with all that the gate is told.

    A ``literal`` or ``semantic`` draft is hostile: what it says, or how it cites, is not what the
    passages hold. An ``honest`` one is true and well cited. ``note`` says what was done.
    """

    kind: str
    family: Family
    draft: Draft
    handed_out: Mapping[str, Passage]
    question: str
    note: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a maker made. ``question`` and ``handed_out`` replace the material's, where given."""

    claims: tuple[DraftClaim, ...]
    note: str
    question: str | None = None
    handed_out: Mapping[str, Passage] | None = None


class Corpus:
    """The passages that cases are drawn from, by article, and the people whom articles name."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self._of_article: dict[str, list[Passage]] = {}
        for passage in self.passages:
            self._of_article.setdefault(passage.article.id, []).append(passage)
        self._texts: dict[str, str] = {}
        self._plain_texts: dict[str, str] = {}
        self._persons: dict[str, tuple[str, ...]] = {}

    def passages_of(self, article: Article) -> Sequence[Passage]:
        """The passages of one article, in its order."""
        return self._of_article[article.id]

    def text_of(self, article: Article) -> str:
        """The passages of one article as one text, with a blank line between."""
        if article.id not in self._texts:
            texts = [passage.text for passage in self._of_article[article.id]]
            self._texts[article.id] = "\n\n".join(texts)
        return self._texts[article.id]

    def plain_text_of(self, article: Article) -> str:
        """The text of one article on one line, in one style of marks."""
        if article.id not in self._plain_texts:
            self._plain_texts[article.id] = plain(self.text_of(article))
        return self._plain_texts[article.id]

    def persons_of(self, article: Article) -> tuple[str, ...]:
        """The full names of those who speak or hold an office in an article."""
        if article.id not in self._persons:
            self._persons[article.id] = persons_in(self.text_of(article))
        return self._persons[article.id]


class Material:
    """One sentence of one passage, as it would be handed to a writer. All chance is ``random``."""

    def __init__(
        self, corpus: Corpus, passage: Passage, sentence: Sentence, random: Random
    ) -> None:
        self.corpus = corpus
        self.passage = passage
        self.sentence = sentence
        self.random = random

    @cached_property
    def text(self) -> str:
        """The sentence on one line."""
        return on_one_line(self.sentence.text)

    @property
    def article(self) -> Article:
        """The article in which the sentence stands."""
        return self.passage.article

    @property
    def persons(self) -> tuple[str, ...]:
        """The full names of those who speak or hold an office in the article."""
        return self.corpus.persons_of(self.article)

    @property
    def question(self) -> str:
        """A question that the sentence may answer, and that says nothing but the title."""
        return f"What was reported under “{self.article.title}”?"

    @cached_property
    def around(self) -> str:
        """All that may lend a claim its names and figures: sentence, title, byline, question."""
        article = self.article
        known = (self.text, article.title, article.author, article.outlet)
        return " \n ".join(part for part in known if part)

    @cached_property
    def handed_out(self) -> dict[str, Passage]:
        """The passage and some others, of its article and of any, in no order, by opaque keys."""
        near, far = _BESIDE
        same = [p for p in self.corpus.passages_of(self.article) if p.id != self.passage.id]
        chosen = [self.passage, *self.random.sample(same, min(near, len(same)))]
        for other in self.random.choices(self.corpus.passages, k=far):
            if all(other.id != each.id for each in chosen):
                chosen.append(other)
        self.random.shuffle(chosen)
        return {f"{self.random.getrandbits(64):016x}": each for each in chosen}

    @cached_property
    def key(self) -> str:
        """The key under which the passage was handed out."""
        return next(key for key, each in self.handed_out.items() if each.id == self.passage.id)

    def claim(self, text: str, note: str, question: str | None = None) -> Proposal:
        """Propose ``text`` as what this sentence, quoted exactly, says."""
        return Proposal((DraftClaim(text, ((self.key, self.sentence.text),)),), note, question)

    def others(self, *, same_article: bool) -> list[tuple[str, Passage]]:
        """The other passages that were handed out, of this article or of others."""
        return [
            (key, passage)
            for key, passage in self.handed_out.items()
            if key != self.key and (passage.article.id == self.article.id) == same_article
        ]

    def other_sentence(self, *, same_article: bool) -> tuple[str, Passage, Sentence] | None:
        """A full sentence of another passage that was handed out, with its key."""
        found = [
            (key, passage, sentence)
            for key, passage in self.others(same_article=same_article)
            for sentence in passage.sentences
            if is_full_sentence(sentence.text) and sentence.text != self.sentence.text
        ]
        return self.random.choice(found) if found else None


Maker = Callable[[Material], Proposal | None]


def from_two(material: Material, text: str, key: str, other: Sentence, note: str) -> Proposal:
    """Propose ``text`` as what the sentence and another one, of the passage ``key``, say."""
    quotes = ((material.key, material.sentence.text), (key, other.text))
    return Proposal((DraftClaim(text, quotes),), note)


# --------------------------------------------------------------------------- rewriting

Replacement = Callable[[regex.Match[str]], str | None]


def rewrite(
    material: Material,
    pattern: regex.Pattern[str],
    replacement: Replacement,
    *,
    spoken: bool = True,
) -> Proposal | None:
    """The sentence with one match of ``pattern``, drawn by chance, replaced; nothing else.

    ``replacement`` returns the new words, or None for a match that must stay. With ``spoken``
    False, matches in quotation marks stay. None if no match serves.
    """
    text = material.text
    matches = list(pattern.finditer(text))
    if not spoken and matches:
        if _holds_half_a_quotation(material):
            return None
        speech = quoted_spans(text)
        matches = [
            match
            for match in matches
            if not any(start < match.end() and match.start() < end for start, end in speech)
        ]
    material.random.shuffle(matches)
    for match in matches:
        new = replacement(match)
        if new is not None:
            changed = _put_in(text, match, new)
            if not same_words(changed, text):
                return material.claim(changed, f"“{match.group().strip()}” → “{new.strip()}”")
    return None


_SPACE_BEFORE_MARK = regex.compile(r"\s+([,.;:!?])(?=\s|$|[”\"])")
_INDEFINITE = regex.compile(r"\b([Aa])n?\s+$")


def _put_in(text: str, match: regex.Match[str], new: str) -> str:
    """``text`` with ``new`` for the match; "a" or "an" before it, spaces and capital are right."""
    before, old = text[: match.start()], match.group()
    after = new + text[match.end() :]
    article = _INDEFINITE.search(before)
    if article and _begins_with_vowel(old) != (vowel := _begins_with_vowel(after)):
        before = before[: article.start()] + article[1] + ("n " if vowel else " ")
    changed = capitalised(on_one_line(before + after))
    return _SPACE_BEFORE_MARK.sub(r"\1", changed)


def _begins_with_vowel(text: str) -> bool:
    return text.lstrip()[:1].lower() in "aeio" or text.startswith(("8", "11,", "18,", "un"))


# --------------------------------------------------------------------------- speech

_PERSONAL = regex.compile(r"\b(?:I|we|our|my|you|your|us|me|mine|ours)\b|\?", regex.IGNORECASE)


def _holds_half_a_quotation(material: Material) -> bool:
    """Whether quoted words begin or end in the sentence and not in it alone, or may surround it."""
    text = material.text
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1 or _is_in_speech(material)


def _is_in_speech(material: Material) -> bool:
    """Whether a quotation mark before the sentence, in its paragraph, is still open."""
    before = material.passage.text[: material.sentence.start - material.passage.start]
    paragraph = before.rsplit("\n\n", 1)[-1]
    return paragraph.count("“") > paragraph.count("”") or paragraph.count('"') % 2 == 1


def spoken_for(material: Material) -> bool:
    """Whether the sentence may be somebody's speech: quoted, in the first person, or a question."""
    marked = any(mark in material.text for mark in '“”"«»')
    return marked or _is_in_speech(material) or _PERSONAL.search(material.text) is not None
