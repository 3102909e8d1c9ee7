"""Dateline's plug points, filled with LangChain parts.

``langchain`` is imported when an embedder of that kind is asked for, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from langchain_core.embeddings import Embeddings

T = TypeVar("T")


class LangChainEmbedder:
    """Any LangChain ``Embeddings``, by the name that ``init_embeddings`` understands."""

    def __init__(self, name: str) -> None:
        """Set up the embedder ``provider:model``, such as ``openai:text-embedding-3-small``.

        Keys and addresses come from the environment, as the provider's package documents.
        Raises ModelUnavailable when the package or a key is missing.
        """
        self._name = name
        self._embeddings: Embeddings = self._call("set up", lambda: _init(name))

    @property
    def fingerprint(self) -> str:
        return f"langchain-{self._name}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._call("asked", lambda: self._embeddings.embed_documents(texts))

    def embed_query(self, text: str) -> list[float]:
        return self._call("asked", lambda: self._embeddings.embed_query(text))

    def _call(self, verb: str, function: Callable[[], T]) -> T:
        # A provider may raise anything, and its message may carry the key: name the kind alone.
        try:
            return function()
        except ModelUnavailable:
            raise
        except Exception as error:  # noqa: BLE001
            raise ModelUnavailable(
                f"The embedder {self._name!r} could not be {verb} ({type(error).__name__}). "
                "Check its key, its address and the network, or set models.embedder to 'local'."
            ) from None


def _init(name: str) -> Embeddings:
    try:
        from langchain.embeddings import init_embeddings
    except ImportError:
        raise ModelUnavailable(
            f"The embedder {name!r} needs LangChain. "
            "Install it with: pip install 'dateline[embeddings]'"
        ) from None
    # OpenAI's client would fetch a tokenizer from the network to count what can never be too long.
    options: dict[str, Any] = {}
    if name.startswith("openai:"):
        options["check_embedding_ctx_length"] = False
    return init_embeddings(name, **options)
