"""ONNX encoders on a processor, and where their weights lie.

Every text is run through its model alone, never in a batch. Dynamic int8 takes its scale from
the whole batch, so a batched score would depend on the neighbours; alone, it is a function of
the text, and on a processor's cores one text a thread is as fast.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding

S = TypeVar("S")
T = TypeVar("T")

MAX_TOKENS = 512  # what the models were trained with; the rest of a longer text is not seen


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's files: their folder, the sha256 of each, and how to get them again.

    ``folder`` counts from the installed package ``package``.
    """

    name: str
    package: str
    folder: str
    sha256: tuple[tuple[str, str], ...]
    remedy: str


class OnnxEncoder:
    """One model: tokenizer, session, and the threads that share them."""

    def __init__(self, weights: Weights, threads: int, package: Path | None = None) -> None:
        """Load ``weights``, to be run on ``threads`` threads (0: all cores).

        Raises ModelUnavailable when a file is missing or not the pinned one.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        files = find_weights(weights, package)
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

    def run(self, text: str, pair: str | None = None) -> tuple[Encoding, list[NDArray[np.float32]]]:
        """Return the tokens and the model's outputs, of a batch of one."""
        import numpy as np

        tokens = self._tokenizer.encode(text, pair)
        values = {
            "input_ids": tokens.ids,
            "attention_mask": tokens.attention_mask,
            "token_type_ids": tokens.type_ids,
        }
        feed = {name: np.array([values[name]], dtype=np.int64) for name in self._inputs}
        return tokens, self._session.run(None, feed)

    def map(self, function: Callable[[S], T], values: Iterable[S]) -> Iterable[T]:
        """Run ``function`` on every value, in order, on all threads."""
        return self._threads.map(function, values)


def find_weights(weights: Weights, package: Path | None = None) -> dict[str, Path]:
    """Return the files of ``weights`` by name, after checking each against its digest.

    ``package`` is the folder of the installed package; by default it is looked up.
    Raises ModelUnavailable, which says how to get the right files.
    """
    folder = (package or _package_folder(weights)) / weights.folder
    files = {}
    for name, expected in weights.sha256:
        file = folder / name
        if not file.is_file():
            raise ModelUnavailable(
                f"The weights of {weights.name} are missing ({file}). "
                f"Install them with: {weights.remedy}"
            )
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != expected:
            raise ModelUnavailable(
                f"{file} is not the file that Dateline was built with (sha256 {found[:12]}…, "
                f"expected {expected[:12]}…). Mend it with: {weights.remedy}"
            )
        files[name] = file
    return files


def _package_folder(weights: Weights) -> Path:
    spec: Any = importlib.util.find_spec(weights.package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            f"The package {weights.package}, which carries the weights of {weights.name}, is not "
            f"installed. Install it with: {weights.remedy}"
        )
    return Path(spec.submodule_search_locations[0])
