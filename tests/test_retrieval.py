"""Fusing, reading and spreading, over scripted searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval import RANK_OFFSET, Retriever, fuse, spread
from rag.settings import RetrievalSettings
from rag.types import Article, Evidence, Hit, Passage, Reading, Scope, Sentence


def passage(name: str, article: str = "a") -> Passage:
    text = f"Passage {name}."
    return Passage(
        id=name,
        article=Article(id=article, title="Title", path=f"{article}.md"),
        version="v",
        start=0,
        end=len(text),
        text=text,
        sentences=(Sentence(0, len(text), text),),
    )


@dataclass
class ScriptedIndex:
    dense: list[Hit]
    keywords: list[Hit]
    scopes: list[Scope] = field(default_factory=list)

    def search_dense(self, vector: Sequence[float], k: int, scope: Scope) -> list[Hit]:
        self.scopes.append(scope)
        return self.dense[:k]

    def search_keywords(self, query: str, k: int, scope: Scope) -> list[Hit]:
        self.scopes.append(scope)
        return self.keywords[:k]


class ScriptedModels:
    fingerprint = "scripted"

    def __init__(self, scores: dict[str, float]) -> None:
        self.scores = scores
        self.seen: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0]

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        self.seen.extend(each.id for each in passages)
        return [Reading(self.scores[each.id], 0.0, (None,)) for each in passages]


def retriever(index: ScriptedIndex, models: ScriptedModels | None, **settings: int) -> Retriever:
    return Retriever(
        index=index,
        passages=lambda ids: [passage(each) for each in ids if each != "gone"],
        embedder=models,
        reader=models,
        settings=RetrievalSettings(**settings),
    )


def hits(*names: str) -> list[Hit]:
    return [Hit(name, 1.0 - place / 100) for place, name in enumerate(names)]


def test_the_reader_has_the_last_word() -> None:
    models = ScriptedModels({"x": -1.0, "y": 5.0, "z": 2.0})
    found = retriever(ScriptedIndex(hits("x", "y"), hits("z", "x")), models).retrieve("q", Scope())
    assert [each.passage.id for each in found] == ["y", "z", "x"]
    assert [each.relevance for each in found] == [5.0, 2.0, -1.0]
    assert found[0].reading == Reading(5.0, 0.0, (None,))
    assert (found[0].similarity, found[0].keyword) == (0.99, None)
    assert (found[2].similarity, found[2].keyword) == (1.0, 0.99)


def test_only_the_best_of_the_fused_list_are_read() -> None:
    models = ScriptedModels({"x": 0.0, "y": 1.0, "z": 2.0})
    index = ScriptedIndex(hits("x", "y", "z"), hits("x", "y"))
    found = retriever(index, models, rerank=2).retrieve("q", Scope())
    assert [each.passage.id for each in found] == ["y", "x"]
    assert len(models.seen) == 2


def test_without_models_the_keywords_order_stands() -> None:
    found = retriever(ScriptedIndex([], hits("b", "a")), None).retrieve("q", Scope())
    assert [each.passage.id for each in found] == ["b", "a"]
    assert found[0].relevance > found[1].relevance
    assert found[0].reading is None


def test_the_scope_reaches_both_searches() -> None:
    index = ScriptedIndex(hits("x"), hits("x"))
    scope = Scope(outlets=("The Courier",))
    retriever(index, ScriptedModels({"x": 0.0})).retrieve("q", scope)
    assert index.scopes == [scope, scope]


def test_a_passage_that_has_left_the_library_is_left_out() -> None:
    index = ScriptedIndex(hits("gone", "x"), [])
    found = retriever(index, ScriptedModels({"x": 1.0})).retrieve("q", Scope())
    assert [each.passage.id for each in found] == ["x"]


def test_fusion_rewards_agreement() -> None:
    fused = fuse((hits("a", "b"), 1.0), (hits("c", "b"), 1.0))
    assert list(fused) == ["b", "a", "c"]
    assert fused["b"] == pytest.approx(2 / (RANK_OFFSET + 2))


def test_a_search_of_weight_zero_changes_no_order() -> None:
    fused = fuse((hits("a", "b"), 1.0), (hits("b", "a"), 0.0))
    assert list(fused) == ["a", "b"]


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.lists(st.sampled_from("abcdef"), unique=True),
)
def test_fusion_keeps_every_passage_once_in_falling_order(one: list[str], two: list[str]) -> None:
    fused = fuse((hits(*one), 1.0), (hits(*two), 0.5))
    assert sorted(fused) == sorted({*one, *two})
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


@given(st.lists(st.sampled_from("abc")), st.integers(1, 4))
def test_spreading_keeps_the_order_and_bounds_each_article(articles: list[str], most: int) -> None:
    evidence = [
        Evidence(passage(str(place), article), -float(place))
        for place, article in enumerate(articles)
    ]
    kept = spread(evidence, most)
    assert kept == [each for each in evidence if each in kept]
    for article in set(articles):
        expected = min(most, articles.count(article))
        assert sum(each.passage.article.id == article for each in kept) == expected
