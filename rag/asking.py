"""Asking from a program: one call, with the pipeline behind it kept open for the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypedDict, Unpack

from rag.errors import EmptyLibrary
from rag.pipeline import EVERYTHING, Pipeline
from rag.settings import Settings, load_settings
from rag.types import Answer, CitedClaim, Reply, Scope


class Asking(TypedDict, total=False):
    """What may be said besides the question; all of it may be left out.

    ``corpus`` is a folder or a file of articles, brought up to date first and searched alone;
    without it everything indexed in ``data`` is searched, and if that is nothing, the settings'
    corpus is indexed. ``data`` is where library and index live (default: the settings' data
    folder). ``scope``, ``as_of`` and ``history`` are as for Pipeline.ask.
    """

    corpus: str | Path | None
    data: str | Path | None
    scope: Scope
    as_of: date | None
    history: Sequence[tuple[str, Reply]]
    settings: Settings | None


def ask(question: str, **asking: Unpack[Asking]) -> Reply:
    """Answer ``question`` with citations, or refuse and say what is missing.

    Raises a DatelineError that says what to do when something is missing or wrong.
    """
    corpus, data = asking.get("corpus"), asking.get("data")
    pipeline = _pipeline(asking.get("settings") or load_settings(), Path(data) if data else None)
    scope = prepare(pipeline, Path(corpus) if corpus else None, asking.get("scope", EVERYTHING))
    return pipeline.ask(
        question, scope=scope, as_of=asking.get("as_of"), history=asking.get("history", ())
    )


async def aask(question: str, **asking: Unpack[Asking]) -> Reply:
    """As ask, without holding up the event loop."""
    return await asyncio.to_thread(ask, question, **asking)


async def astream(question: str, **asking: Unpack[Asking]) -> AsyncIterator[CitedClaim | Reply]:
    """As ask, claim by claim: each one that passed the gate, then the whole reply."""
    reply = await aask(question, **asking)
    if isinstance(reply, Answer):
        for claim in reply.claims:
            yield claim
    yield reply


def prepare(pipeline: Pipeline, corpus: Path | None, scope: Scope) -> Scope:
    """Bring ``corpus`` up to date and return ``scope`` limited to it.

    Without a corpus the scope stays as it is, and an empty library takes in the settings' corpus.
    Raises EmptyLibrary when there is no article in the corpus.
    """
    if corpus is None:
        if not pipeline.library.coverage().articles:
            pipeline.update([pipeline.settings.corpus])
        return scope
    pipeline.update([corpus])
    place = str(corpus.resolve())
    if not pipeline.library.coverage(Scope(under=(place,))).articles:
        raise EmptyLibrary(f"No articles in {corpus}. Add some, then: dateline index {corpus}")
    return replace(scope, under=(*scope.under, place))


@lru_cache(maxsize=8)
def _pipeline(settings: Settings, data: Path | None) -> Pipeline:
    return Pipeline.open(settings, data)
