"""Generations: how an index is published, opened and thrown away.

::

    folder/
      current               names the generation in use, and the sha256 of its manifest
      generations/NAME/     never changed once published: the files, and manifest.json about them
      building-NAME/        one in the making, or what a killed builder left
      readers/NAME-…/       a reader of that generation: its lock, its view of Chroma
      writer.lock           held by the one process that builds
      readers.lock          held for the instant of claiming or of swapping in

Every file is hashed into the manifest and the manifest into ``current``, so that any damage is
seen before the first answer. Whatever is wrong, the cure is the same: build again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from rag.errors import IndexUnavailable, LibraryBusy

CURRENT, MANIFEST = "current", "manifest.json"
GENERATIONS, READERS, BUILDING = "generations", "readers", "building-"
KEYWORDS, CHROMA, VECTORS = "keywords", "chroma", "vectors.f32"
LAYOUT = 1  # of the files in a generation; raise it when it changes


class IndexStale(IndexUnavailable):
    """The index must be built (again) from the library; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The index cannot be used: {reason}. To build it again: dateline index")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is, and each of its files with its size and sha256.

    ``dimension`` is None without vectors. ``drift`` counts the entries that came or went since
    the last build from scratch.
    """

    made_with: str
    revision: str
    embedder: str | None
    dimension: int | None
    entries: int
    drift: int
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation: its folder and what its manifest says."""

    folder: Path
    manifest: Manifest

    @property
    def keywords(self) -> Path:
        return self.folder / KEYWORDS

    @property
    def chroma(self) -> Path:
        return self.folder / CHROMA

    def vectors(self) -> NDArray[np.float32]:
        """[entries, dimension], of length 1, memory-mapped; only where there is a dimension."""
        plain = np.memmap(self.folder / VECTORS, dtype=np.float32, mode="r")
        return plain.reshape(self.manifest.entries, -1)

    def verify(self) -> None:
        """Raise IndexStale unless every file is there, byte for byte."""
        try:
            self._compare_files()
        except OSError as error:
            raise IndexStale(f"a file of it cannot be read ({error.strerror})") from error

    def _compare_files(self) -> None:
        for name, (size, _) in self.manifest.files.items():
            path = self.folder / name
            if not path.is_file():
                raise IndexStale(f"its file {name} is missing")
            if path.stat().st_size != size:
                raise IndexStale(f"its file {name} does not have its full length")
        digests = _digests(self.folder, self.manifest.files)
        for name, (_, sha256) in self.manifest.files.items():
            if digests[name] != sha256:
                raise IndexStale(f"its file {name} is damaged")


@dataclass(frozen=True, slots=True)
class Claim:
    """A reader's hold on a generation, which stays on the disk until ``release``.

    ``folder`` is the reader's own, to write into.
    """

    generation: Generation
    folder: Path
    lock: FileLock

    def release(self) -> None:
        self.lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)  # a builder may be clearing it up, too


@cache
def made_with() -> str:
    """The layout and the libraries that read it: another version builds its own index."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("chromadb", "bm25s", "pystemmer"))
    return f"layout {LAYOUT}, {libraries}"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only writer; raises LibraryBusy when another process is. Clears up after the dead."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "writer.lock", timeout=0):
            for leftover in folder.glob(f"{BUILDING}*"):
                shutil.rmtree(leftover)
            yield
    except Timeout as error:
        raise LibraryBusy(
            f"Another process is building the index in {folder}. Wait for it, then try again."
        ) from error


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """A new folder to build a generation in; gone afterwards unless it was published."""
    path = folder / f"{BUILDING}{uuid.uuid4().hex}"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def read_current(folder: Path) -> Generation:
    """The generation in use; its files are not verified yet. Raises IndexStale."""
    try:
        pointer = (folder / CURRENT).read_bytes().decode("ascii", errors="replace")
    except FileNotFoundError:
        raise IndexStale("there is none yet") from None
    except OSError as error:
        raise IndexStale(f"{folder / CURRENT} cannot be read") from error
    named = re.fullmatch(r"([0-9a-f]{32}) ([0-9a-f]{64})\n", pointer)
    if not named:
        raise IndexStale(f"{folder / CURRENT} is damaged")
    return _read_generation(folder / GENERATIONS / named[1], named[2])


def seal(
    path: Path,
    *,
    revision: str,
    embedder: str | None,
    dimension: int | None,
    entries: int,
    drift: int,
) -> None:
    """Write the manifest of the finished generation in ``path``: these facts and its files."""
    names = [file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()]
    digests = _digests(path, sorted(names))
    files = {name: ((path / name).stat().st_size, sha256) for name, sha256 in digests.items()}
    manifest = Manifest(made_with(), revision, embedder, dimension, entries, drift, files)
    (path / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def publish(folder: Path, path: Path) -> None:
    """Swap in the sealed generation in ``path``; throw away those that nobody reads.

    Only the pointer is forced to the disk: after a power cut the hashes tell the rest.
    """
    name = uuid.uuid4().hex
    sha256 = hashlib.sha256((path / MANIFEST).read_bytes()).hexdigest()
    (folder / GENERATIONS).mkdir(exist_ok=True)
    with _claiming(folder):
        path.rename(folder / GENERATIONS / name)
        _replace(folder / CURRENT, f"{name} {sha256}\n")
        _sweep(folder, keep=name)


def claim(folder: Path) -> Claim:
    """Hold the generation in use, so that no builder throws it away. Raises IndexStale."""
    read_current(folder)  # where there is none, nothing is written
    with _claiming(folder):
        generation = read_current(folder)
        _dismiss_dead_readers(folder)
        mine = folder / READERS / f"{generation.folder.name}-{uuid.uuid4().hex}"
        mine.mkdir(parents=True)
        lock = FileLock(mine / "lock", thread_local=False)
        lock.acquire(timeout=0)
        return Claim(generation, mine, lock)


@contextmanager
def _claiming(folder: Path) -> Iterator[None]:
    try:
        with FileLock(folder / "readers.lock", timeout=30):
            yield
    except Timeout as error:
        raise LibraryBusy(f"{folder} stays locked by another process. Try again.") from error


def _read_generation(path: Path, sha256: str) -> Generation:
    try:
        content = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise IndexStale(f"{path / MANIFEST} is missing") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise IndexStale(f"{path / MANIFEST} is damaged")
    values = json.loads(content)
    if values["made_with"] != made_with():
        raise IndexStale("it was built by another version")
    return Generation(path, Manifest(**values))


def _digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    def digest(name: str) -> str:
        with (folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    with ThreadPoolExecutor(max_workers=4) as threads:
        return dict(zip(names, threads.map(digest, names), strict=True))


def _sweep(folder: Path, keep: str) -> None:
    """Delete the generations that are neither ``keep`` nor held by a living reader."""
    held = {keep} | _dismiss_dead_readers(folder)
    for generation in (folder / GENERATIONS).iterdir():
        if generation.name not in held:
            shutil.rmtree(generation)


def _dismiss_dead_readers(folder: Path) -> set[str]:
    """Delete what dead readers left; the names of the generations that the living ones hold."""
    held = set()
    for reader in (folder / READERS).glob("*"):
        try:
            with FileLock(reader / "lock", timeout=0):
                shutil.rmtree(reader, ignore_errors=True)
        except Timeout:
            held.add(reader.name.partition("-")[0])
        except FileNotFoundError:
            continue  # it is being closed at this moment
    return held


def _replace(path: Path, content: str) -> None:
    """Write a small file so that at any moment the old or the new one stands on the disk."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
