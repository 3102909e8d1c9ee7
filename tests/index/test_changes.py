from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexUnavailable
from rag.index import Index, IndexEntry, build_index, generations
from rag.index.chroma import write_vectors
from tests.index.little import build, entry, load, names


class Recorder:
    """Loads entries and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, ids: Sequence[str]) -> list[IndexEntry]:
        self.asked += ids
        return load(ids)


def test_a_small_change_loads_what_is_new_and_answers_like_a_new_index(folder: Path) -> None:
    loaded = Recorder()
    numbers = [*range(5, 300), *range(300, 310)]
    build(folder, numbers, revision="r2", embedder="e", load=loaded)
    assert loaded.asked == names(range(300, 310))
    generations.read_current(folder).verify()
    with Index.open(folder, revision="r2", embedder="e") as index:
        for number in (5, 299, 300, 309):
            assert index.search_keywords(f"item{number}", 1)[0].id == entry(number).id
            nearest = index.search_dense(entry(number).vector, 1)[0]
            assert (nearest.id, nearest.score) == (entry(number).id, pytest.approx(1, abs=1e-5))
        everything = index.search_dense(entry(7).vector, 400)
        assert sorted(hit.id for hit in everything) == names(numbers)
        assert index.search_keywords("item4", 1) == []


def test_the_same_revision_is_not_built_twice(folder: Path) -> None:
    loaded = Recorder()
    build(folder, range(300), embedder="e", load=loaded)
    assert loaded.asked == []


def test_only_the_revision_changes(tmp_path: Path) -> None:
    loaded = Recorder()
    for revision in ("r1", "r2"):
        build(tmp_path, range(9), revision=revision, load=loaded)
    assert loaded.asked == names(range(9))
    with Index.open(tmp_path, revision="r2", embedder=None) as index:
        assert len(index.search_keywords("report", 400)) == 9


def test_many_small_changes_end_in_a_build_from_scratch(tmp_path: Path) -> None:
    sizes = []
    for number in range(3):
        loaded = Recorder()
        build(tmp_path, range(10 * number, 100), revision=f"r{number}", load=loaded)
        sizes.append(len(loaded.asked))
    assert sizes == [100, 0, 80]  # 10 of 90 is less than a fifth, 20 of 80 is more


def test_an_embedder_that_was_exchanged_needs_everything_anew(folder: Path) -> None:
    loaded = Recorder()
    build(folder, range(30), load=loaded)
    assert loaded.asked == names(range(30))


def test_an_empty_library_makes_an_index_that_finds_nothing(tmp_path: Path) -> None:
    build(tmp_path, [], embedder="e")
    with Index.open(tmp_path, revision="r1", embedder="e") as index:
        assert index.search_keywords("glacier", 5) == []
        assert index.search_dense(entry(1).vector, 5) == []


def test_vectors_that_chroma_lost_are_noticed_and_put_back(folder: Path) -> None:
    """The store agrees with its manifest and yet lacks passages: only the check can tell."""
    base = generations.read_current(folder)
    with generations.building(folder) as path:
        shutil.copytree(base.folder, path, dirs_exist_ok=True)
        nothing = np.empty((0, 24), dtype=np.float32)
        write_vectors(path / "chroma", names(range(40)), [], nothing, lambda _: None)
        (path / "manifest.json").unlink()
        generations.seal(path, revision="r1", embedder="e", dimension=24, entries=300, drift=0)
        generations.publish(folder, path)
    loaded = Recorder()
    build(folder, range(301), revision="r2", embedder="e", load=loaded)
    assert loaded.asked == [*names([300]), *names(range(301))]
    with Index.open(folder, revision="r2", embedder="e") as index:
        assert index.search_dense(entry(7).vector, 1)[0].id == entry(7).id


@pytest.mark.parametrize(
    "vector",
    [None, np.ones(23, dtype=np.float32), np.full(24, np.nan, dtype=np.float32)],
    ids=["missing", "too short", "not a number"],
)
def test_a_wrong_vector_is_an_error_and_the_old_index_serves(
    folder: Path, vector: np.ndarray | None
) -> None:
    def load_wrong(ids: Sequence[str]) -> list[IndexEntry]:
        first, second, *rest = load(ids)
        return [first, replace(second, vector=vector), *rest]

    with pytest.raises(IndexUnavailable, match="embedder"):
        build(folder, range(310), revision="r2", embedder="e", load=load_wrong)
    Index.open(folder, revision="r1", embedder="e").close()
    assert not list(folder.glob("building-*"))


def test_entries_that_do_not_come_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="library changed"):
        build(tmp_path, range(5), load=lambda ids: load(ids)[:-1])


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnavailable, match="cannot be written"):
        build(tmp_path / "file", range(5))


def test_progress_goes_up_to_the_number_of_new_passages(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    build_index(
        tmp_path,
        revision="r1",
        embedder=None,
        ids=names(range(1_500)),
        load=load,
        on_progress=lambda stage, done, total: seen.append((stage, done, total)),
    )
    assert seen == [("index", 1_000, 1_500), ("index", 1_500, 1_500)]
