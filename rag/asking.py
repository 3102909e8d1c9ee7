"""Asking from a program: one call, with the pipeline behind it kept open for the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from rag.errors import EmptyLibrary
from rag.pipeline import EVERYTHING, Pipeline
from rag.settings import Settings, load_settings
from rag.types import Answer, CitedClaim, Reply, Scope


def ask(
    question: str,
    *,
    corpus: str | Path | None = None,
    data: str | Path | None = None,
    scope: Scope = EVERYTHING,
    as_of: date | None = None,
    history: Sequence[tuple[str, Reply]] = (),
    settings: Settings | None = None,
) -> Reply:
    """Answer ``question`` from the articles at ``corpus``, with citations, or refuse.

    ``corpus`` is a folder or a file, brought up to date first; without it everything indexed
    in ``data`` is searched, and if that is nothing, the settings' corpus is indexed. ``data`` is
    where library and index live (default: the settings' data folder). The rest is as for
    Pipeline.ask. Raises a DatelineError that says what to do when something is missing.
    """
    pipeline = _pipeline(settings or load_settings(), Path(data) if data else None)
    scope = prepare(pipeline, Path(corpus) if corpus else None, scope)
    return pipeline.ask(question, scope=scope, as_of=as_of, history=history)


async def aask(
    question: str,
    *,
    corpus: str | Path | None = None,
    data: str | Path | None = None,
    scope: Scope = EVERYTHING,
    as_of: date | None = None,
    history: Sequence[tuple[str, Reply]] = (),
    settings: Settings | None = None,
) -> Reply:
    """As ask, without holding up the event loop."""
    return await asyncio.to_thread(
        ask,
        question,
        corpus=corpus,
        data=data,
        scope=scope,
        as_of=as_of,
        history=history,
        settings=settings,
    )


async def astream(
    question: str,
    *,
    corpus: str | Path | None = None,
    data: str | Path | None = None,
    scope: Scope = EVERYTHING,
    as_of: date | None = None,
    history: Sequence[tuple[str, Reply]] = (),
    settings: Settings | None = None,
) -> AsyncIterator[CitedClaim | Reply]:
    """As ask, claim by claim: each one that passed the gate, then the whole reply."""
    reply = await aask(
        question,
        corpus=corpus,
        data=data,
        scope=scope,
        as_of=as_of,
        history=history,
        settings=settings,
    )
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
