"""A follow-up question, made to stand alone without a language model.

"And who else?" means nothing to a search. What it lacks is taken from the question before it,
whose words are put in front: a search and a reader take the two as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Answer, Quote, Reply

# Words that lean on what was said before, where the question itself names nothing.
_OPENERS = re.compile(
    r"^\s*(and|but|or|so|also|then|what about|how about|why|how so|who else|what else|"
    r"where else|when else|anything else|anyone else|tell me more|more|go on|really)\b",
    re.IGNORECASE,
)
_POINTERS = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|"
    r"then|one|ones|both|former|latter|same)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(else|other|others|another|more|besides|apart from that)\b", re.IGNORECASE)
_SHORT = 4  # words: "and the second soldier?" cannot stand alone


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that needs no history, and the quotes that it asks to go beyond.

    ``follow_up`` is what was asked, where the question had to be completed.
    """

    question: str
    follow_up: str | None = None
    said: tuple[Quote, ...] = ()


def standalone(question: str, history: Sequence[tuple[str, Reply]]) -> Standalone:
    """Return ``question`` with what it lacks taken from the last question of ``history``.

    ``history`` holds earlier questions and their replies, oldest first. A question that can
    stand alone is returned as it is. One that asks for more ("and who else?") also names the
    sentences already quoted, so that they are not offered again.
    """
    question = question.strip()
    if not history or not _leans(question):
        return Standalone(question)
    _, previous = history[-1]
    said = tuple(_quotes(history)) if _MORE.search(question) else ()
    return Standalone(f"{previous.trace.question} {question}", question, said)


def _leans(question: str) -> bool:
    if _OPENERS.match(question):
        return True
    names = re.findall(r"(?<!^)\b[A-Z][\w’'-]+", question)
    return not names and (bool(_POINTERS.search(question)) or len(question.split()) <= _SHORT)


def _quotes(history: Sequence[tuple[str, Reply]]) -> list[Quote]:
    replies = (reply for _, reply in history if isinstance(reply, Answer))
    return [citation.quote for reply in replies for citation in reply.citations]
