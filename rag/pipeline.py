"""The story of Dateline, on one screen.

question ─► retrieve ─► Evidence ─► write ─► Draft (untrusted) ─► gate ─► Verdict ─► Reply
articles ─► read, clean, split ─► Library (the truth) ─► vectors ─► index generation (derived)
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType

from rag.composing import compose, refuse
from rag.conversation import standalone
from rag.errors import EmptyLibrary, UsageError
from rag.gate import judge
from rag.index import Index
from rag.indexing import open_index, refresh_index
from rag.library import Library, read_articles
from rag.models import Models, load_models
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.stopwatch import Stopwatch
from rag.types import Evidence, Progress, Reason, Reply, Scope, SyncReport, Trace
from rag.writing import ExtractiveWriter

__all__ = ["EVERYTHING", "Pipeline", "read_articles"]

EVERYTHING = Scope()


class Pipeline:
    """Everything that one process needs to index articles and to answer from them.

    Built once at the top and passed down; several threads may ask at once.
    """

    def __init__(self, settings: Settings, library: Library, index_folder: Path) -> None:
        self.settings = settings
        self.library = library
        self._index_folder = index_folder
        self._index: Index | None = None
        self._models: Models | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, settings: Settings, data: Path | None = None) -> Pipeline:
        """Open the library in ``data`` (default: the settings' data folder); load nothing yet."""
        folder = data or settings.data_folder
        library = Library.open(
            folder,
            passage_words=settings.library.passage_words,
            overlap=settings.library.overlap_sentences,
        )
        return cls(settings, library, folder / "index")

    @property
    def models(self) -> Models:
        """The encoders, loaded when they are first needed."""
        with self._lock:
            if self._models is None:
                self._models = load_models(self.settings.models)
            return self._models

    @property
    def notices(self) -> list[str]:
        """What a user should know of how this pipeline runs, such as missing models."""
        return list(self._models.notices) if self._models else []

    def update(self, paths: Sequence[Path], on_progress: Progress | None = None) -> SyncReport:
        """Bring library, vectors and index up to date with the articles at ``paths``."""
        report = self.library.sync(paths, on_progress)
        if self.library.coverage().articles:
            with self._lock:
                self._index = refresh_index(
                    self._index_folder, self.library, self.models, on_progress
                )
        return report

    def ready(self, on_progress: Progress | None = None) -> None:
        """Load the models and open the index; one that is missing or damaged is built again.

        An index that is open is left for a newer one only when that is complete. Raises
        EmptyLibrary when there are no articles.
        """
        with self._lock:
            if self._index is not None and self._index.revision == self.library.revision:
                return
            if not self.library.coverage().articles:
                raise EmptyLibrary(
                    "There are no articles to answer from. Add some: dateline index FOLDER"
                )
            newest = open_index(self._index_folder, self.library, self.models)
            if newest is None and self._index is None:
                newest = refresh_index(self._index_folder, self.library, self.models, on_progress)
            if newest is not None:
                self._index = newest

    def ask(
        self,
        question: str,
        *,
        scope: Scope = EVERYTHING,
        as_of: date | None = None,
        history: Sequence[tuple[str, Reply]] = (),
    ) -> Reply:
        """Answer ``question`` from the articles in ``scope``, or refuse and say what is missing.

        ``as_of`` is the day on which the question is asked: articles known to be later are left
        out, and newer ones preferred. ``history`` holds the conversation so far, oldest first.
        """
        if not question.strip():
            raise UsageError('The question is empty. Try: dateline ask "Who was captured?"')
        self.ready()
        time = Stopwatch()
        asked = standalone(question, history)
        scope = replace(scope, as_of=as_of) if as_of else scope
        coverage = self.library.coverage(scope)
        if not coverage.articles:
            missing = "No article lies within the scope asked for."
            nothing = Trace(asked.question)
            return refuse(question, Reason.EMPTY_SCOPE, missing, coverage, time.stages, nothing)
        with time.stage("retrieve"):
            evidence = self.retrieve(asked.question, scope, follow_up=asked.follow_up)
        handed_out = {secrets.token_hex(8): found for found in evidence}
        with time.stage("write"):
            draft = self._writer().write(asked.question, handed_out, as_of=as_of, said=asked.said)
        with time.stage("gate"):
            verdict = judge(draft, {key: found.passage for key, found in handed_out.items()})
        trace = Trace(asked.question, evidence)
        return compose(question, draft, verdict, coverage, time.stages, trace)

    def retrieve(
        self, question: str, scope: Scope = EVERYTHING, *, follow_up: str | None = None
    ) -> tuple[Evidence, ...]:
        """Return the passages in ``scope`` that may answer ``question``, best first.

        ``follow_up`` is the part of it that was asked last, where it was put together from a
        conversation.
        """
        self.ready()
        assert self._index is not None, "ready() opens the index"
        retriever = Retriever(
            index=self._index,
            passages=lambda ids: self.library.passages(ids, scope),
            embedder=self.models.embedder,
            reader=self.models.reader,
            settings=self.settings.retrieval,
        )
        return retriever.retrieve(question, self.library.searchable(scope), follow_up=follow_up)

    def _writer(self) -> ExtractiveWriter:
        answer = self.settings.answer
        return ExtractiveWriter(answer.sentences, answer.threshold)

    def close(self) -> None:
        """Close index and library; the pipeline cannot be used afterwards."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self.library.close()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
