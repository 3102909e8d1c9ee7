"""The models that need no hub and no server: an embedder that finds, a reader that reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rag.errors import ModelUnavailable
from rag.models.embedder import LocalEmbedder
from rag.models.reader import LocalReader
from rag.settings import ModelSettings
from rag.types import Passage, Reading

__all__ = ["Embedder", "LocalEmbedder", "LocalReader", "Models", "Reader", "load_models"]

T = TypeVar("T")


class Embedder(Protocol):
    """LangChain's ``Embeddings``, with a name that changes whenever the vectors would."""

    @property
    def fingerprint(self) -> str: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class Reader(Protocol):
    """Says of each passage whether and where it answers a question."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]: ...


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a pipeline, and what its user should know about them."""

    embedder: Embedder | None
    reader: Reader | None
    notices: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str | None:
        """The embedder's, None without one."""
        return self.embedder.fingerprint if self.embedder else None


def load_models(settings: ModelSettings) -> Models:
    """Load the models that ``settings`` name.

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
    reader: Reader | None = None
    if settings.reader == "local":
        reader = local(LocalReader, "Weighing sentences by their words alone.")
    return Models(embedder, reader, tuple(notices))
