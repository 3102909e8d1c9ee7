"""The library as its readers see it, and what it says when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from rag.errors import LibraryError
from rag.library import Library
from rag.types import Coverage, Scope
from tests.library.articles import line, story, write_file, write_lines

MODEL = "test-model/1"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Two files and a file of three lines; the second line repeats the first."""
    folder = tmp_path / "news"
    write_file(folder / "fire.md", story(1), "2024-05-03", "Fire in Linden")
    write_file(folder / "desk" / "flood.md", story(2), "2024-05-01", "Flood in Portlaw")
    lines = [line(3), {**line(4), "text": story(3)}, line(5, published="")]
    write_lines(folder / "week.jsonl", lines)
    return folder


@pytest.fixture
def library(tmp_path: Path, news: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "data") as opened:
        opened.sync([news])
        yield opened


def test_articles_by_date_then_title_without_copies(library: Library) -> None:
    assert [article.id for article in library.articles()] == ["flood", "n3", "fire", "n5"]
    fire = library.article("fire")
    assert fire is not None
    assert (fire.title, fire.outlet, fire.published) == (
        "Fire in Linden",
        "Coast Wire",
        date(2024, 5, 3),
    )
    assert [copy.id for copy in library.copies("n3")] == ["n4"]
    assert library.article("n4") is not None
    assert library.article("nobody") is None
    assert library.coverage() == Coverage(4, date(2024, 5, 1), date(2024, 5, 3))


def ids_in(library: Library, scope: Scope) -> list[str]:
    found = [article.id for article in library.articles(scope)]
    assert library.coverage(scope).articles == len(found)
    return found


def test_scope(library: Library, news: Path) -> None:
    assert ids_in(library, Scope(articles=("fire", "n3"))) == ["n3", "fire"]
    assert ids_in(library, Scope(outlets=("Coast Wire",))) == ["flood", "fire"]
    assert ids_in(library, Scope(since=date(2024, 5, 2))) == ["fire"]
    assert ids_in(library, Scope(until=date(2024, 5, 1))) == ["flood", "n3"]
    assert ids_in(library, Scope(as_of=date(2024, 5, 1))) == ["flood", "n3", "n5"]
    assert ids_in(library, Scope(under=(str(news / "desk"),))) == ["flood"]
    assert ids_in(library, Scope(under=(str(news / "des"),))) == []
    assert ids_in(library, Scope(under=(str(news).upper(),))) == []
    assert ids_in(library, Scope(under=(str(news / "week.jsonl"),))) == ["n3", "n5"]
    assert ids_in(library, Scope(under=(f"{news / 'week.jsonl'}#n5",))) == ["n5"]
    assert ids_in(library, Scope(under=(str(news),), since=date(2024, 5, 2))) == ["fire"]
    assert ids_in(library, Scope(articles=("nobody",))) == []
    assert library.coverage(Scope(articles=("n5",))) == Coverage(1, None, None)


def test_scope_does_not_depend_on_the_working_folder(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news)
    assert ids_in(library, Scope(under=("desk",))) == ["flood"]


def test_versions(library: Library, news: Path) -> None:
    [first] = library.history("fire")
    assert first.sha256 == sha256(first.text.encode()).hexdigest()
    assert library.version(first.sha256) == first
    assert first.seen_at.tzinfo is not None
    write_file(news / "fire.md", story(1) + " It rained again.", "2024-05-03", "Fire in Linden")
    library.sync([news])
    assert library.history("fire")[0] == first
    assert len(library.history("fire")) == 2
    (news / "fire.md").unlink()
    library.sync([news])
    assert library.article("fire") is None
    assert library.version(first.sha256) == first
    assert library.version(library.history("n4")[0].sha256).article_id == "n3"
    with pytest.raises(LibraryError, match="no version"):
        library.version("0" * 64)


def test_passages_carry_exact_offsets(library: Library) -> None:
    ids = library.passage_ids()
    passages = library.passages(ids)
    assert [passage.id for passage in passages] == ids
    assert len(set(ids)) == len(ids)
    for passage in passages:
        text = library.version(passage.version).text
        assert text[passage.start : passage.end] == passage.text
        for sentence in passage.sentences:
            assert text[sentence.start : sentence.end] == sentence.text
        assert passage.article == library.article(passage.article.id)
    assert {passage.article.id for passage in passages} == {"fire", "flood", "n3", "n5"}
    assert library.passages([ids[3], "unknown", ids[0]]) == [passages[3], passages[0]]
    assert library.passages([]) == []


def test_passage_size_takes_effect_at_the_next_sync(tmp_path: Path, news: Path) -> None:
    folder = tmp_path / "data"
    with Library.open(folder, passage_words=60, overlap=0) as library:
        library.sync([news])
        small, revision = library.passage_ids(), library.revision
    with Library.open(folder, passage_words=200, overlap=2) as library:
        assert library.passage_ids() == small
        report = library.sync([news])
        assert report.unchanged == 5
        assert len(library.passage_ids()) < len(small)
        assert library.revision != revision
    with Library.open(folder, passage_words=60, overlap=0) as library:
        library.sync([news])
        assert library.passage_ids() == small


def test_vectors_belong_to_the_words(library: Library, news: Path) -> None:
    ids = library.without_vectors(MODEL)
    assert ids == library.passage_ids()
    matrix = np.random.default_rng(7).random((len(ids), 8), np.float32)
    library.store_vectors(MODEL, ids[:4], matrix[:4])
    assert library.without_vectors(MODEL) == ids[4:]
    library.store_vectors(MODEL, ids[4:], matrix[4:])
    assert library.without_vectors(MODEL) == []
    assert library.without_vectors("another") == ids
    shuffled = ids[::-1]
    np.testing.assert_array_equal(library.vectors(MODEL, shuffled), matrix[::-1])
    assert library.vectors(MODEL, []).shape == (0, 8)
    (news / "desk" / "flood.md").rename(news / "flood.md")
    library.sync([news])
    assert library.passage_ids() != ids
    assert library.without_vectors(MODEL) == []  # the same words at another path


def test_vectors_that_are_missing_or_wrong(library: Library) -> None:
    ids = library.passage_ids()
    with pytest.raises(LibraryError, match="dateline index"):
        library.vectors(MODEL, ids)
    library.store_vectors(MODEL, ids[:1], np.zeros((1, 8), np.float32))
    with pytest.raises(LibraryError, match=f"{len(ids) - 1} passages"):
        library.vectors(MODEL, ids)
    with pytest.raises(LibraryError, match="fingerprint"):
        library.store_vectors(MODEL, ids[:1], np.zeros((1, 9), np.float32))
    with pytest.raises(LibraryError, match="as many vectors"):
        library.store_vectors(MODEL, ids[:2], np.zeros((1, 8), np.float32))
    library.store_vectors(MODEL, ["unknown"], np.zeros((1, 8), np.float32))
    library.store_vectors(MODEL, [], np.zeros((0, 8), np.float32))


def test_revision(tmp_path: Path, news: Path) -> None:
    with Library.open(tmp_path / "one") as one, Library.open(tmp_path / "two") as two:
        seen = {one.revision, two.revision}
        one.sync([news])
        two.sync([news])
        seen |= {one.revision, two.revision}
        assert len(seen) == 4
        before = one.revision
        one.sync([news])
        assert one.revision == before
        ids = one.passage_ids()
        one.store_vectors(MODEL, ids, np.zeros((len(ids), 2), np.float32))
        assert one.revision == before
        (news / "fire.md").unlink()
        one.sync([news])
        assert one.revision not in seen


def test_many_threads_read_while_one_writes(library: Library, news: Path) -> None:
    expected = {passage.id: passage for passage in library.passages(library.passage_ids())}

    def read(_: int) -> bool:
        found = library.passages(list(expected))
        return all(expected[passage.id] == passage for passage in found) and len(found) > 0

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(read, range(60))
        for number in range(20, 26):
            write_file(news / f"new-{number}.md", story(number))
            library.sync([news])
        assert all(answers)


# --------------------------------------------------------------------------- what goes wrong


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(LibraryError, match="is a file"):
        Library.open(tmp_path / "data")
    with pytest.raises(LibraryError, match="is a file"):
        Library.open(tmp_path / "data" / "deeper")


def test_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"This is no database. " * 400)
    with pytest.raises(LibraryError, match="not a database"):
        Library.open(tmp_path)


def test_another_programs_database(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    with pytest.raises(LibraryError, match="another program"):
        Library.open(tmp_path)


def test_a_newer_schema(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(LibraryError, match=r"schema 99.*Update Dateline"):
        Library.open(tmp_path)


def test_a_library_whose_making_was_interrupted_is_made_again(tmp_path: Path, news: Path) -> None:
    Library.open(tmp_path / "data").close()
    with sqlite3.connect(tmp_path / "data" / "library.sqlite3") as connection:
        connection.execute("DELETE FROM meta WHERE key = 'schema'")
        connection.execute("DROP TABLE vectors")
    connection.close()
    with Library.open(tmp_path / "data") as library:
        assert len(library.sync([news]).added) == 4


def test_a_damaged_database_is_reported(tmp_path: Path, news: Path) -> None:
    with Library.open(tmp_path / "data") as library:
        library.sync([news])
    for leftover in (tmp_path / "data").glob("library.sqlite3-*"):
        leftover.unlink()
    path = tmp_path / "data" / "library.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with (
        pytest.raises(LibraryError, match="damaged"),
        Library.open(tmp_path / "data") as library,
    ):
        library.passages(library.passage_ids())


def test_a_full_disk(tmp_path: Path, news: Path) -> None:
    with Library.open(tmp_path / "data") as library:
        write_lines(news / "many.jsonl", [line(number) for number in range(10, 60)])

        @event.listens_for(library._engine, "checkout")
        def limit(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("PRAGMA max_page_count = 60")

        with pytest.raises(LibraryError, match="full"):
            library.sync([news])
        event.remove(library._engine, "checkout", limit)
    with Library.open(tmp_path / "data") as library:
        library.sync([news])
        assert library.coverage().articles == 54


OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from rag.errors import LibraryError
from rag.library import Library
if os.geteuid() == 0:
    os.setuid(65534)
try:
    Library.open(Path(sys.argv[1]))
except LibraryError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of another kind")
@pytest.mark.parametrize("existing", [False, True])
def test_a_folder_that_cannot_be_written(tmp_path: Path, existing: bool) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    if existing:
        Library.open(folder).close()
    for parent in [*tmp_path.parents][:3]:
        if parent.is_relative_to("/tmp") and parent != Path("/tmp"):
            parent.chmod(0o755)
    tmp_path.chmod(0o755)
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AS_NOBODY, str(folder)], capture_output=True, text=True
    )
    folder.chmod(0o755)
    assert "Check the permissions" in done.stdout, done.stderr
