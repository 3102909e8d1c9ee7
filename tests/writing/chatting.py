"""A chat writer at the loopback server: a question, its evidence, and the draft that is said."""

from __future__ import annotations

import json

from rag.types import Draft, DraftClaim, Evidence
from rag.writing.chat import ChatWriter
from tests.gate.invented import HANDED_OUT
from tests.loopback_openai import LoopbackOpenAI

KEY = "sk-loopback-0123456789abcdef"
NAME = "openai:loopback"
QUESTION = "Was there a leak?"
EVIDENCE = {key: Evidence(passage, 1.0) for key, passage in HANDED_OUT.items()}
DRAFT = Draft(
    claims=(
        DraftClaim("No leak was found.", (("k7Qf", "We did not find a leak"),)),
        DraftClaim("The search goes on.", (("k7Qf", "we will go on looking"),)),
    ),
    missing="The articles do not say when it ends.",
)
WRITTEN = json.dumps(
    {
        "claims": [
            {"text": claim.text, "quotes": [{"passage": k, "words": w} for k, w in claim.quotes]}
            for claim in DRAFT.claims
        ],
        "missing": DRAFT.missing,
    }
)
DEADLINE = 0.4
HALF_A_SECOND = 0.5


def writer_at(server: LoopbackOpenAI, deadline: float = DEADLINE, **options: object) -> ChatWriter:
    return ChatWriter(NAME, base_url=server.url, deadline=deadline, **options)  # type: ignore[arg-type]


def streamed(writer: ChatWriter) -> tuple[list[DraftClaim], Draft]:
    stream = writer.stream(QUESTION, EVIDENCE)
    claims = []
    while True:
        try:
            claims.append(next(stream))
        except StopIteration as end:
            return claims, end.value


def use(writer: ChatWriter, way: str) -> Draft:
    return writer.write(QUESTION, EVIDENCE) if way == "write" else streamed(writer)[1]
