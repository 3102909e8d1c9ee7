"""Building a generation: from the last one where little changed, otherwise from scratch."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rag.errors import IndexUnavailable
from rag.index import generations
from rag.index.check import Unsound, check
from rag.index.chroma import ChromaFailed, write_vectors
from rag.index.entries import Floats, IndexEntry, Rows, Table
from rag.index.generations import CHROMA, KEYWORDS, VECTORS, Generation, IndexStale
from rag.index.keyword import KeywordBuilder
from rag.types import Progress

LOAD_AT_ONCE = 1_000
DRIFT_LIMIT = 0.2  # share of entries: removed vectors stay in the graph and slow every search
CHECK_SECONDS = 600

Load = Callable[[Sequence[str]], Sequence[IndexEntry]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What the new generation takes over from ``base``, and what it adds."""

    base: Generation | None
    table: Table  # of the base
    kept: Rows
    removed: list[str]
    added: list[str]
    drift: int


def build_index(
    folder: Path,
    *,
    revision: str,
    embedder: str | None,
    ids: Sequence[str],
    load: Callable[[Sequence[str]], Sequence[IndexEntry]],
    on_progress: Progress | None = None,
) -> None:
    """Make the index in ``folder`` hold exactly the passages ``ids``, as the library has them.

    ``load`` is asked only for entries that are not indexed yet. Readers keep what they opened.
    Raises LibraryBusy when another process is building, and IndexUnavailable when the disk, the
    library or a vector is at fault; the index that was there before still serves then.
    """
    wanted = list(dict.fromkeys(ids))
    try:
        with generations.writing(folder):
            base = _sound_base(folder, embedder)
            if base is not None and base.manifest.revision == revision:
                return
            plan = _plan(base, wanted)
            try:
                _build(folder, plan, revision, embedder, load, on_progress)
            except (Unsound, ChromaFailed) as error:
                if plan.base is None:
                    raise
                log.info("Building the index from scratch: %s", error)
                _build(folder, _plan(None, wanted), revision, embedder, load, on_progress)
    except OSError as error:
        raise IndexUnavailable(
            f"The index in {folder} cannot be written: {error.strerror or error}. "
            "Make room or mend the permissions, then: dateline index"
        ) from error


def _sound_base(folder: Path, embedder: str | None) -> Generation | None:
    """The generation in use, if it can be built upon."""
    try:
        base = generations.read_current(folder)
        base.verify()
    except IndexStale as stale:
        log.info("Building the index from scratch: %s", stale.reason)
        return None
    return base if base.manifest.embedder == embedder else None


def _plan(base: Generation | None, wanted: list[str]) -> _Plan:
    table = Table.load(base.folder) if base else Table.empty()
    wanted_set, present = set(wanted), set(table.ids)
    kept = np.array([row for row, id in enumerate(table.ids) if id in wanted_set], dtype=np.int64)
    removed = [id for id in table.ids if id not in wanted_set]
    added = [id for id in wanted if id not in present]
    drift = len(removed) + len(added) + (base.manifest.drift if base else 0)
    if base and drift > DRIFT_LIMIT * len(wanted):
        return _plan(None, wanted)
    return _Plan(base, table, kept, removed, added, drift if base else 0)


def _build(
    folder: Path,
    plan: _Plan,
    revision: str,
    embedder: str | None,
    load: Load,
    on_progress: Progress | None,
) -> None:
    """Write, check and publish one generation."""
    with generations.building(folder) as path:
        stages = 2 if embedder else 1

        def report(done: int) -> None:
            if on_progress:
                on_progress("index", done // stages, len(plan.added))

        dimension = _write_entries(path, plan, embedder, load, report)
        if dimension:
            _write_graph(path, plan, dimension, lambda done: report(len(plan.added) + done))
        generations.seal(
            path,
            revision=revision,
            embedder=embedder,
            dimension=dimension,
            entries=len(plan.kept) + len(plan.added),
            drift=plan.drift,
        )
        _check(path, has_vectors=bool(dimension))
        generations.publish(folder, path)


def _write_entries(
    path: Path, plan: _Plan, embedder: str | None, load: Load, report: Callable[[int], None]
) -> int | None:
    """Write table, keywords and plain vectors; the dimension, or None without vectors."""
    base = plan.base
    dimension = base.manifest.dimension if base else None
    keywords = KeywordBuilder.load(base.keywords, plan.kept) if base else KeywordBuilder()
    added: list[IndexEntry] = []
    with (path / VECTORS).open("wb") as vectors:
        if base and dimension:
            old = base.vectors()
            for start in range(0, len(plan.kept), LOAD_AT_ONCE):
                old[plan.kept[start : start + LOAD_AT_ONCE]].tofile(vectors)
        for batch in _load_batches(plan.added, load):
            keywords.add([entry.text for entry in batch])
            if embedder:
                unit = _unit_vectors(batch, dimension)
                dimension = unit.shape[1]
                unit.tofile(vectors)
            added += [replace(entry, text="", vector=None) for entry in batch]
            report(len(added))
    plan.table.changed(plan.kept, added).save(path)
    keywords.save(path / KEYWORDS)
    return dimension


def _write_graph(
    path: Path, plan: _Plan, dimension: int, on_written: Callable[[int], None]
) -> None:
    """Bring the copied or empty Chroma store to what the plain vectors' file holds."""
    if plan.base:
        shutil.copytree(plan.base.chroma, path / CHROMA)
    if plan.removed or plan.added:
        vectors = np.memmap(path / VECTORS, dtype=np.float32, mode="r").reshape(-1, dimension)
        new = vectors[len(plan.kept) :]
        write_vectors(path / CHROMA, plan.removed, plan.added, new, on_written)


def _load_batches(ids: Sequence[str], load: Load) -> Iterator[list[IndexEntry]]:
    for start in range(0, len(ids), LOAD_AT_ONCE):
        batch = ids[start : start + LOAD_AT_ONCE]
        loaded = {entry.id: entry for entry in load(batch)}
        if len(loaded) < len(batch):
            raise IndexUnavailable(
                "The library changed while it was being indexed. Try again: dateline index"
            )
        yield [loaded[id] for id in batch]


def _unit_vectors(entries: Sequence[IndexEntry], dimension: int | None) -> Floats:
    """The vectors, float32 [n, dimension], each of length 1, or 0 where it has no direction."""
    shapes = {None if entry.vector is None else entry.vector.shape for entry in entries}
    vectors = np.array([entry.vector for entry in entries if len(shapes) == 1], dtype=np.float32)
    wrong = vectors.ndim != 2 or dimension not in (None, vectors.shape[1])
    if wrong or not np.isfinite(vectors).all():
        raise IndexUnavailable(
            "The embedder's vectors are missing, of different lengths or not finite numbers. "
            "Check the embedder in config/settings.toml, then: dateline index"
        )
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _check(path: Path, *, has_vectors: bool) -> None:
    """Check a sealed generation, in a process of its own where a broken Chroma can crash it."""
    if not has_vectors:
        check(path)
        return
    try:
        checked = subprocess.run(
            # -P: the working directory may hold another package called rag.
            [sys.executable, "-P", "-m", "rag.index", str(path)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=CHECK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unsound(f"its check took more than {CHECK_SECONDS} seconds") from error
    if checked.returncode:
        said = checked.stderr.strip().splitlines() or [f"exit status {checked.returncode}"]
        raise Unsound(said[-1])
