"""Copies and scopes: a text is found once, and from the article that lies in scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.library import Library
from rag.types import Scope

STORY = (
    "The harbour of Port Ellery was closed on Monday after a crane fell into the main channel.\n\n"
    "Nobody was hurt, the harbour master Joan Pike said, but nine ships are waiting at sea.\n\n"
    "A floating crane from Holm is to lift the wreck on Friday, if the wind allows.\n\n"
    "The port handles a third of the country's grain, and millers warned of shortages.\n"
)
HEAD = "---\ntitle: {title}\noutlet: {outlet}\npublished: {day}\n---\n\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first = HEAD.format(title="Crane falls at Port Ellery", outlet="The Gazette", day="2026-02-03")
    second = HEAD.format(title="Port closed by fallen crane", outlet="The Echo", day="2026-02-04")
    (one / "crane.md").write_text(first + STORY, encoding="utf-8")
    (two / "port.md").write_text(second + STORY, encoding="utf-8")
    return one, two


@pytest.fixture
def library(folders: tuple[Path, Path], tmp_path: Path):
    with Library.open(tmp_path / "data") as opened:
        opened.sync(list(folders))
        yield opened


def test_a_copy_is_linked_and_counted_once(library: Library) -> None:
    assert [article.id for article in library.articles()] == ["crane"]
    assert [article.id for article in library.copies("crane")] == ["port"]
    assert library.coverage().articles == 1
    (passage_id,) = library.passage_ids()
    assert library.passages([passage_id])[0].article.id == "crane"


def test_a_scope_that_holds_the_original_is_searched_as_it_is(
    library: Library, folders: tuple[Path, Path]
) -> None:
    scope = Scope(under=(str(folders[0]),))
    assert library.searchable(scope) == scope
    assert library.searchable(Scope()) == Scope()


@pytest.mark.parametrize("limit", ["folder", "outlet", "article"])
def test_a_copy_stands_for_an_original_outside_the_scope(
    library: Library, folders: tuple[Path, Path], limit: str
) -> None:
    scope = {
        "folder": Scope(under=(str(folders[1]),)),
        "outlet": Scope(outlets=("the echo",)),
        "article": Scope(articles=("port",)),
    }[limit]
    assert [article.id for article in library.articles(scope)] == ["port"]
    assert library.coverage(scope).articles == 1
    assert library.searchable(scope) == Scope(articles=("crane",))
    (passage,) = library.passages(library.passage_ids(), scope)
    assert passage.article.id == "port"
    text = library.version(passage.version).text
    assert text[passage.start : passage.end] == passage.text
    for sentence in passage.sentences:
        assert text[sentence.start : sentence.end] == sentence.text


def test_words_that_the_copy_lacks_are_not_lent_to_it(
    library: Library, folders: tuple[Path, Path]
) -> None:
    copy = folders[1] / "port.md"
    cut = copy.read_text(encoding="utf-8").split("The port handles")[0]
    copy.write_text(cut, encoding="utf-8")
    library.sync(list(folders))
    scope = Scope(under=(str(folders[1]),))
    for passage in library.passages(library.passage_ids(), scope):
        if passage.article.id == "port":
            assert "grain" not in passage.text
            assert passage.text in library.version(passage.version).text


def test_outside_both_there_is_nothing(library: Library, tmp_path: Path) -> None:
    scope = Scope(under=(str(tmp_path / "elsewhere"),))
    assert library.articles(scope) == []
    assert library.coverage(scope).articles == 0
    assert library.passages(library.passage_ids(), scope) == []
