"""Whatever happens to an index is noticed when it is opened, and building it again heals it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import LibraryBusy
from rag.index import Index, IndexStale
from tests.index.little import build, entry


def serves(folder: Path, *, revision: str = "r1", embedder: str | None = "e") -> None:
    """The index opens, and finds a passage by its words and, with an embedder, by its vector."""
    with Index.open(folder, revision=revision, embedder=embedder) as index:
        assert index.search_keywords("item7", 1)[0].id == entry(7).id
        if embedder:
            assert index.search_dense(entry(7).vector, 1)[0].id == entry(7).id


def is_stale(folder: Path, reason: str, *, embedder: str | None = "e") -> None:
    with pytest.raises(IndexStale, match=reason):
        Index.open(folder, revision="r1", embedder=embedder)
    assert not list(folder.glob("readers/*"))


def only(folder: Path, pattern: str) -> Path:
    (found,) = (folder / "generations").glob(f"*/{pattern}")
    return found


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


CHROMA_DAMAGE = {
    "graph truncated": ("chroma/*/data_level0.bin", truncate, "full length"),
    "graph with a flipped byte": ("chroma/*/data_level0.bin", flip_a_byte, "damaged"),
    "segment deleted": ("chroma/*-*", shutil.rmtree, "missing"),
    "database deleted": ("chroma/chroma.sqlite3", Path.unlink, "missing"),
    "database with a flipped byte": ("chroma/chroma.sqlite3", flip_a_byte, "damaged"),
}


@pytest.mark.parametrize("damage", CHROMA_DAMAGE)
def test_damage_to_chroma_is_noticed(folder: Path, damage: str) -> None:
    pattern, harm, reason = CHROMA_DAMAGE[damage]
    harm(only(folder, pattern))
    is_stale(folder, reason)
    if damage == "segment deleted":  # one for all: each of them is healed from scratch
        build(folder, range(300), embedder="e")
        serves(folder)


OTHER_DAMAGE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "vectors truncated": ("vectors.f32", truncate, "full length"),
    "table deleted": ("entries.json", Path.unlink, "missing"),
    "numbers with a flipped byte": ("entries.npy", flip_a_byte, "damaged"),
    "keywords truncated": ("keywords/data.csc.index.npy", truncate, "full length"),
    "vocabulary with a flipped byte": ("keywords/vocab.index.json", flip_a_byte, "damaged"),
    "manifest deleted": ("manifest.json", Path.unlink, "missing"),
    "manifest of garbage": ("manifest.json", lambda path: path.write_text("{}"), "damaged"),
    "manifest with a flipped byte": ("manifest.json", flip_a_byte, "damaged"),
}


@pytest.mark.parametrize("damage", OTHER_DAMAGE)
def test_damage_to_other_files_is_noticed(folder: Path, damage: str) -> None:
    pattern, harm, reason = OTHER_DAMAGE[damage]
    harm(only(folder, pattern))
    is_stale(folder, reason)


POINTER_DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder deleted": (shutil.rmtree, "none yet"),
    "folder emptied": (lambda folder: (shutil.rmtree(folder), folder.mkdir()), "none yet"),
    "pointer deleted": (lambda folder: (folder / "current").unlink(), "none yet"),
    "pointer truncated": (lambda folder: truncate(folder / "current"), "damaged"),
    "pointer of garbage": (lambda folder: (folder / "current").write_bytes(b"\xff"), "damaged"),
    "pointer to nowhere": (lambda folder: shutil.rmtree(folder / "generations"), "missing"),
}


@pytest.mark.parametrize("damage", POINTER_DAMAGE)
def test_a_broken_pointer_is_noticed_and_healed(folder: Path, damage: str) -> None:
    harm, reason = POINTER_DAMAGE[damage]
    harm(folder)
    is_stale(folder, reason)
    build(folder, range(10))
    serves(folder, embedder=None)


def test_another_embedder_of_the_same_dimension_is_noticed(folder: Path) -> None:
    for embedder in ("another", None):
        is_stale(folder, "embedder", embedder=embedder)


def test_another_revision_is_noticed(folder: Path) -> None:
    with pytest.raises(IndexStale, match="changed"):
        Index.open(folder, revision="r2", embedder="e")


DYING_BUILDER = """
import os, sys
from pathlib import Path
from rag.index import build_index
from tests.index.little import load, names

folder, signal, moment = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

def load_or_die(ids):
    if moment == "loading":
        os.kill(os.getpid(), signal)
    return load(ids)

def report_or_die(stage, done, total):
    reached = "written" if done == total else "loaded" if done <= total // 2 else "adding"
    if moment == reached:
        os.kill(os.getpid(), signal)

build_index(folder, revision="r2", embedder="e", ids=names(range(1_100)), load=load_or_die,
            on_progress=report_or_die)
"""


def kill_a_builder(folder: Path, fatal: signal.Signals, moment: str) -> None:
    command = [sys.executable, "-c", DYING_BUILDER, str(folder), str(fatal.value), moment]
    assert subprocess.run(command, check=False).returncode == -fatal.value
    assert list(folder.glob("building-*"))  # cleared up by the next builder


def test_a_killed_builder_leaves_the_old_index_serving(folder: Path) -> None:
    for fatal, moment in (
        (signal.SIGKILL, "loading"),
        (signal.SIGKILL, "loaded"),
        (signal.SIGTERM, "adding"),
        (signal.SIGKILL, "adding"),
        (signal.SIGKILL, "written"),  # but neither checked nor published
    ):
        kill_a_builder(folder, fatal, moment)
        assert len(list(folder.glob("building-*"))) == 1
        serves(folder)
    build(folder, range(1, 300), revision="r2", embedder="e")
    assert not list(folder.glob("building-*"))
    serves(folder, revision="r2")


def test_what_was_half_built_is_no_index(tmp_path: Path) -> None:
    kill_a_builder(tmp_path, signal.SIGKILL, "loaded")
    (tmp_path / "generations" / "unnamed").mkdir(parents=True)  # killed before the swap
    is_stale(tmp_path, "none yet")
    build(tmp_path, range(10))
    serves(tmp_path, embedder=None)
    assert not list(tmp_path.glob("building-*"))
    assert len(list(tmp_path.glob("generations/*"))) == 1


WAITING_BUILDER = """
import sys
from pathlib import Path
from rag.index import build_index
from tests.index.little import load, names

def load_when_told(ids):
    print("building", flush=True)
    sys.stdin.readline()
    return load(ids)

build_index(Path(sys.argv[1]), revision="r2", embedder=None, ids=names(range(20)),
            load=load_when_told)
"""


def test_a_second_builder_is_refused_and_readers_go_on(tmp_path: Path) -> None:
    build(tmp_path, range(10))
    with subprocess.Popen(
        [sys.executable, "-c", WAITING_BUILDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdin and first.stdout and first.stdout.readline() == "building\n"
        with pytest.raises(LibraryBusy, match="Another process"):
            build(tmp_path, range(10), revision="r3")
        serves(tmp_path, embedder=None)
        first.communicate("go\n")
    assert first.returncode == 0
    serves(tmp_path, revision="r2", embedder=None)


def test_a_reader_keeps_its_generation_while_new_ones_come(folder: Path) -> None:
    with Index.open(folder, revision="r1", embedder="e") as reader:
        build(folder, range(20, 310), revision="r2", embedder="e")
        build(folder, range(20, 30), revision="r3")
        assert len(list((folder / "generations").iterdir())) == 2  # the reader's, the newest
        assert reader.search_dense(entry(7).vector, 1)[0].id == entry(7).id
        assert reader.search_keywords("item7", 1)[0].id == entry(7).id
        assert reader.search_keywords("item305", 1) == []
    build(folder, range(20, 40), revision="r4")
    assert len(list((folder / "generations").iterdir())) == 1


def test_what_a_killed_reader_held_is_thrown_away(tmp_path: Path) -> None:
    build(tmp_path, range(10))
    program = """if True:
        import os, signal, sys
        from pathlib import Path
        from rag.index import Index
        index = Index.open(Path(sys.argv[1]), revision="r1", embedder=None)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert len(list((tmp_path / "readers").iterdir())) == 1
    build(tmp_path, range(20), revision="r2")
    assert list((tmp_path / "readers").iterdir()) == []
    assert len(list((tmp_path / "generations").iterdir())) == 1
