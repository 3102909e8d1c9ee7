from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexUnavailable
from rag.index import Hit, Index, IndexEntry
from rag.index.chroma import VectorStore, write_vectors
from rag.index.entries import Floats
from rag.index.generations import read_current
from rag.types import Scope
from tests.index.conftest import PASSAGES
from tests.index.little import DIMENSION, build, entry

INLAND = Scope(outlets=("the pier",), since=date(2025, 1, 10), under=("/news/inland",))


@pytest.fixture(scope="module")
def index(built: Path) -> Iterator[Index]:
    with Index.open(built, revision="r1", embedder="e") as index:
        yield index


def vector(entry: IndexEntry) -> Floats:
    assert entry.vector is not None
    return entry.vector


def exactly(query: Floats, numbers: list[int], k: int) -> list[Hit]:
    cosines = [
        Hit(
            entry(number).id,
            float(
                query
                @ vector(entry(number))
                / np.linalg.norm(query)
                / np.linalg.norm(vector(entry(number)))
            ),
        )
        for number in numbers
    ]
    return sorted(cosines, key=lambda hit: -hit.score)[:k]


@pytest.mark.parametrize("scope", [Scope(), INLAND, Scope(until=date(2025, 1, 10))])
def test_dense_hits_are_the_nearest_in_scope(index: Index, scope: Scope) -> None:
    inside = [
        number
        for number in PASSAGES
        if scope == Scope()
        or (scope == INLAND and number % 3 == 0 and number % 4 >= 2 and number % 2 == 1)
        or (scope.until and number % 4 in (1, 2))
    ]
    query = np.random.default_rng(-1 % 2**32).standard_normal(DIMENSION).astype(np.float32)
    hits, expected = index.search_dense(query, 10, scope), exactly(query, inside, 10)
    assert [hit.id for hit in hits] == [hit.id for hit in expected]
    assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-5)


def test_the_graph_finds_nearly_all_neighbours(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    centres = random.standard_normal((100, 64))
    vectors = centres[random.integers(0, 100, 3_000)] + random.standard_normal((3_000, 64))
    vectors = vectors.astype(np.float32)
    write_vectors(tmp_path / "c", [], [str(row) for row in range(3_000)], vectors, lambda _: None)
    store = VectorStore(tmp_path / "c", tmp_path / "view")
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    shares = []
    for row in range(0, 3_000, 60):
        query = unit[row] + random.standard_normal(64).astype(np.float32) / 16
        nearest = {str(row) for row in np.argsort(-(unit @ query))[:50]}
        shares.append(len(nearest & {hit.id for hit in store.search(query, 50)}) / 50)
    store.close()
    assert np.mean(shares) >= 0.98


def test_keyword_hits_lie_in_scope_and_score_above_zero(index: Index) -> None:
    everywhere = index.search_keywords("glacier railway", 300)
    inland = index.search_keywords("glacier railway", 300, INLAND)
    assert inland == [
        hit
        for hit in everywhere
        if (number := int(hit.id[-4:])) % 3 == 0 and number % 4 >= 2 and number % 2 == 1
    ]
    assert 0 < len(inland) < len(everywhere) < 300
    assert min(hit.score for hit in everywhere) > 0
    assert index.search_keywords("item7", 5)[0].id == "passage-0007"


def test_what_cannot_be_found_is_an_empty_list(index: Index) -> None:
    nowhere, query = Scope(articles=("no such",)), vector(entry(1))
    assert index.search_dense(query, 5, nowhere) == []
    assert index.search_keywords("glacier", 5, nowhere) == []
    assert index.search_keywords("of the", 5) == []
    assert index.search_dense(query, 0) == index.search_keywords("glacier", 0) == []
    assert index.search_dense(np.zeros(DIMENSION, dtype=np.float32), 5) == []


def test_more_than_all_is_all(index: Index) -> None:
    assert len(index.search_dense(vector(entry(1)), 1_000)) == len(PASSAGES)
    assert len(index.search_dense(vector(entry(1)), 1_000, Scope(outlets=("THE PIER",)))) == 100


def test_a_vector_of_another_length_is_an_error(index: Index) -> None:
    with pytest.raises(IndexUnavailable, match="embedder"):
        index.search_dense(np.ones(3, dtype=np.float32), 5)


def test_threads_and_a_second_reader_find_the_same(index: Index, built: Path) -> None:
    def search(number: int) -> tuple[list[Hit], list[Hit]]:
        one = entry(number)
        return index.search_dense(vector(one), 20), index.search_keywords(one.text, 20, INLAND)

    alone = [search(number) for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(search, range(40))) == alone
    with Index.open(built, revision="r1", embedder="e") as other:
        assert [other.search_dense(vector(entry(number)), 20) for number in range(40)] == [
            dense for dense, _ in alone
        ]


def test_reading_changes_no_byte_and_leaves_nothing(folder: Path) -> None:
    with Index.open(folder, revision="r1", embedder="e") as index:
        index.search_dense(vector(entry(3)), 5)
        index.search_keywords("glacier", 5)
    read_current(folder).verify()
    assert list((folder / "readers").iterdir()) == []


def test_an_index_that_is_forgotten_lets_go(folder: Path) -> None:
    Index.open(folder, revision="r1", embedder="e").search_dense(vector(entry(3)), 5)
    assert list((folder / "readers").iterdir()) == []


def test_without_an_embedder_there_are_keywords_alone(tmp_path: Path) -> None:
    build(tmp_path, range(5))
    with Index.open(tmp_path, revision="r1", embedder=None) as index:
        assert index.search_keywords("item3", 5)[0].id == "passage-0003"
        with pytest.raises(IndexUnavailable, match="no vectors"):
            index.search_dense(vector(entry(1)), 5)


def test_heavy_libraries_wait_until_they_are_needed(tmp_path: Path) -> None:
    build(tmp_path, range(3))
    program = """if True:
        import sys
        from pathlib import Path
        from rag.index import Index
        assert not {"chromadb", "bm25s"} & set(sys.modules)
        with Index.open(Path(sys.argv[1]), revision="r1", embedder=None) as index:
            assert index.search_keywords("item1", 1)
        assert "chromadb" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
