"""Dateline: cited answers from news articles that cannot be made to misquote their sources.

    from rag import ask
    reply = ask("Where were the soldiers captured?", corpus="articles/")
    print(reply.text)

``ask`` returns an Answer or a Refusal; ``reply.to_dict()`` is JSON. Importing this package is
cheap: what needs a library loads it when it is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.asking import aask, ask, astream
    from rag.library import Library
    from rag.pipeline import Pipeline
    from rag.types import Answer, Refusal, Reply, Scope

__all__ = [
    "Answer",
    "Library",
    "Pipeline",
    "Refusal",
    "Reply",
    "Scope",
    "aask",
    "ask",
    "astream",
]

_HOMES = {
    "rag.asking": ("aask", "ask", "astream"),
    "rag.library": ("Library",),
    "rag.pipeline": ("Pipeline",),
    "rag.types": ("Answer", "Refusal", "Reply", "Scope"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
