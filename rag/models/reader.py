"""The reader: says whether a passage answers a question, where, and what follows from it.

One encoder of 33M parameters with four heads, trained by ``rag.models.training`` and shipped in
``weights/`` beside this module; ``MODEL_CARD.md`` there says on what and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.models.onnx import OnnxEncoder, Weights
from rag.types import Passage, Reading, ShortAnswer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding

READER = Weights(
    "dateline-reader-int8",
    "rag",
    "models/weights",
    (
        ("model.onnx", "3be3f5763656dd0a15c563b98f16b349d88e0cede1591b5fbbf1b7064a2a6447"),
        ("tokenizer.json", "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448"),
    ),
    "pip install --force-reinstall --no-deps dateline",
)
LONGEST_ANSWER = 30  # tokens


@dataclass(frozen=True, slots=True)
class Judgement:
    """What evidence says of a claim: three probabilities that sum to 1."""

    entailed: float
    contradicted: float
    neither: float


class LocalReader:
    """The reader on this machine's processor; each pair is read alone, one a thread."""

    def __init__(self, threads: int = 0, package: Path | None = None) -> None:
        """As for OnnxEncoder."""
        self._encoder = OnnxEncoder(READER, threads, package)

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """Read each passage, title and text, for an answer to ``question``.

        Of a text beyond 512 tokens the rest is not seen; its sentences have no answer.
        """
        return list(self._encoder.map(lambda passage: self._read(question, passage), passages))

    def judge(self, evidence: str, claim: str) -> Judgement:
        """Say what ``evidence`` makes of ``claim``."""
        import numpy as np

        _, (_, heads, _) = self._encoder.run(claim, evidence)
        logits = heads[0, 1:]
        chances = np.exp(logits - logits.max())
        entailed, contradicted, neither = (chances / chances.sum()).tolist()
        return Judgement(entailed, contradicted, neither)

    def _read(self, question: str, passage: Passage) -> Reading:
        tokens, (spans, heads, relevance) = self._encoder.run(question, passage.searchable)
        shift = passage.start - (len(passage.searchable) - len(passage.text))
        return Reading(
            relevance=float(relevance[0, 0]),
            answerable=float(heads[0, 0]),
            answers=tuple(
                _best_answer(spans[0], tokens, sentence.start - shift, sentence.end - shift, shift)
                for sentence in passage.sentences
            ),
        )


def _best_answer(
    logits: NDArray[np.float32], tokens: Encoding, start: int, end: int, shift: int
) -> ShortAnswer | None:
    """The likeliest span within the characters ``start`` to ``end`` of the second text."""
    import numpy as np

    inside = [
        place
        for place, (first, last) in enumerate(tokens.offsets)
        if tokens.type_ids[place] == 1 and first >= start and last <= end and first < last
    ]
    if not inside:
        return None
    low, high = inside[0], inside[-1] + 1
    sums = logits[low:high, 0][:, None] + logits[low:high, 1][None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(
        np.ones_like(sums, dtype=bool), LONGEST_ANSWER
    )
    best = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(best, high - low)
    return ShortAnswer(
        start=tokens.offsets[low + first][0] + shift,
        end=tokens.offsets[low + last][1] + shift,
        score=float(sums[first, last] - logits[0].sum()),
    )
