"""Invented articles, cut into sentences by hand, and the passages of a request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rag.types import Article, Passage, Sentence

HARBOUR = (
    "Lowmere, 3 May — Lowmere’s harbour master said on Tuesday that 21.5 million litres of oil "
    "had been pumped out of the tanker.",
    " ",
    "“We did not find a leak,” Ilse Brandt said, “but we will go on looking.”",
    "\n\n",
    "She denied that the crew was at fault.",
    " ",
    "The temperature fell to −5 degrees in the night, and 20–25 people were taken ashore.",
    "\n\n",
    "Mayor Tomás Ferreira, 58, called the work “non-violent chaos” … and left early.",
)
BAKERY = (
    "Four bakeries in Tarn Cross will close on 1 June.",
    " ",
    "Their owner, Odile Marchetti, can’t pay the rent, which rose by 2½ per cent.",
    "\n",
    "The café on Mill Lane stays open — for now.",
    " ",
    "It was bought in 2019 for $1,250,000.",
)


def text_of(pieces: Sequence[str]) -> str:
    return "".join(pieces)


def sentences_of(pieces: Sequence[str]) -> tuple[Sentence, ...]:
    """Every other piece is a sentence; those between are white space."""
    sentences = []
    offset = 0
    for position, piece in enumerate(pieces):
        if position % 2 == 0:
            sentences.append(Sentence(offset, offset + len(piece), piece))
        offset += len(piece)
    return tuple(sentences)


def passage_of(
    name: str, pieces: Sequence[str], first: int = 0, last: int | None = None
) -> Passage:
    """A passage of the sentences ``first`` to ``last`` (included) of an article."""
    text = text_of(pieces)
    chosen = sentences_of(pieces)[first : None if last is None else last + 1]
    start, end = chosen[0].start, chosen[-1].end
    return Passage(
        id=f"{name}:{first}",
        article=Article(id=name, title=name.title(), path=f"/news/{name}.txt"),
        version=hashlib.sha256(text.encode()).hexdigest(),
        start=start,
        end=end,
        text=text[start:end],
        sentences=chosen,
    )


HANDED_OUT = {
    "k7Qf": passage_of("harbour", HARBOUR, 0, 2),
    "Zp3x": passage_of("harbour", HARBOUR, 2, 4),
    "w9Ab": passage_of("bakery", BAKERY),
}
TEXTS = {"harbour": text_of(HARBOUR), "bakery": text_of(BAKERY)}
