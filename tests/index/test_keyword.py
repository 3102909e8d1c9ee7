from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest
import Stemmer
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.index.keyword import KeywordBuilder, KeywordIndex
from tests.index.little import WORDS

TEXTS = st.lists(st.sampled_from([*WORDS, "the", "of", "2025"]), max_size=8).map(" ".join)


def built(folder: Path, texts: Sequence[str]) -> Path:
    builder = KeywordBuilder()
    builder.add(texts)
    builder.save(folder)
    return folder


def found(folder: Path, query: str, size: int) -> list[tuple[str, float]]:
    ids = [f"{row:03d}" for row in range(size)]
    return [(hit.id, hit.score) for hit in KeywordIndex(folder).search(query, size, ids)]


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=10), TEXTS)
def test_scores_are_those_of_bm25s(texts: list[str], query: str) -> None:
    def tokens(some: list[str]) -> list[list[str]]:
        stemmer = Stemmer.Stemmer("english")
        return bm25s.tokenize(
            some, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )

    theirs = bm25s.BM25(backend="numpy")
    if not any(tokens(texts)):
        return  # bm25s cannot index nothing
    theirs.index(tokens(texts), show_progress=False)
    words = [word for word in tokens([query])[0] if word in theirs.vocab_dict]
    expected = theirs.get_scores(words) if words else np.zeros(len(texts))
    with tempfile.TemporaryDirectory() as folder:
        scores = dict(found(built(Path(folder) / "k", texts), query, len(texts)))
    mine = [scores.get(f"{row:03d}", 0.0) for row in range(len(texts))]
    assert mine == pytest.approx(expected.tolist(), rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.data(), st.lists(TEXTS, max_size=8), st.lists(TEXTS, max_size=5), TEXTS)
def test_a_changed_index_answers_as_one_built_at_once(
    data: st.DataObject, old: list[str], new: list[str], query: str
) -> None:
    stays = data.draw(st.lists(st.booleans(), min_size=len(old), max_size=len(old)))
    left = [text for text, kept in zip(old, stays, strict=True) if kept] + new
    with tempfile.TemporaryDirectory() as folder:
        base = built(Path(folder) / "base", old)
        builder = KeywordBuilder.load(base, np.flatnonzero(stays))
        builder.add(new)
        builder.save(Path(folder) / "changed")
        changed = found(Path(folder) / "changed", query, len(left))
        at_once = found(built(Path(folder) / "at once", left), query, len(left))
    assert [hit for hit, _ in changed] == [hit for hit, _ in at_once]
    assert [score for _, score in changed] == pytest.approx([score for _, score in at_once])


def test_words_are_found_in_other_forms_and_without_accents(tmp_path: Path) -> None:
    folder = built(tmp_path / "k", ["The captured soldiers met Erdoğan.", "A quiet harbour."])
    assert [hit for hit, _ in found(folder, "Which soldier was CAPTURED?", 2)] == ["000"]
    assert [hit for hit, _ in found(folder, "erdogan", 2)] == ["000"]


def test_what_shares_no_word_is_no_hit(tmp_path: Path) -> None:
    folder = built(tmp_path / "k", ["The captured soldiers.", "A quiet harbour."])
    for query in ("", "the of and", "glacier", "?!", "\udcff", "a"):
        assert found(folder, query, 2) == []


def test_passages_without_words_are_indexed(tmp_path: Path) -> None:
    assert found(built(tmp_path / "k", ["", "…", "the"]), "harbour", 3) == []
