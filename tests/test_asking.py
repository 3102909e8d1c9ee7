"""Asking from a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rag
from rag import Answer, Refusal, aask, ask, astream
from rag.errors import EmptyLibrary, UsageError
from rag.types import CitedClaim
from tests.articles import write_articles

QUESTION = "Who was elected mayor of Valdoria?"

ANSWER_KEYS = {
    "status",
    "question",
    "text",
    "claims",
    "citations",
    "reason",
    "nearest",
    "coverage",
    "confidence",
    "rejected",
    "timings",
}
CITATION_KEYS = {
    "number",
    "article_id",
    "title",
    "author",
    "outlet",
    "published",
    "url",
    "path",
    "version",
    "start",
    "end",
    "quote",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def test_an_answer_is_json(corpus: Path, data: Path) -> None:
    reply = ask(QUESTION, corpus=str(corpus), data=str(data))
    assert isinstance(reply, Answer)
    told = json.loads(json.dumps(reply.to_dict()))
    assert set(told) == ANSWER_KEYS
    assert told["status"] == "answered"
    assert all(set(citation) == CITATION_KEYS for citation in told["citations"])
    assert told["text"] == " ".join(
        f"{claim['text']} {''.join(f'[{n}]' for n in claim['citations'])}"
        for claim in told["claims"]
    )
    assert told["coverage"] == {"articles": 3, "first": "2026-03-10", "last": "2026-03-12"}


def test_a_refusal_is_json_with_the_same_keys(corpus: Path, data: Path) -> None:
    reply = ask("What is the capital of Peru?", corpus=corpus, data=data)
    assert isinstance(reply, Refusal)
    told = json.loads(json.dumps(reply.to_dict()))
    assert set(told) == ANSWER_KEYS
    assert (told["status"], told["claims"], told["citations"]) == ("refused", [], [])
    assert told["reason"] in ("not_covered", "not_supported")
    assert 1 <= len(told["nearest"]) <= 3


async def test_asking_does_not_hold_up_the_loop(corpus: Path, data: Path) -> None:
    reply = await aask(QUESTION, corpus=corpus, data=data)
    assert isinstance(reply, Answer)


async def test_a_stream_gives_the_claims_and_then_the_reply(corpus: Path, data: Path) -> None:
    *claims, reply = [part async for part in astream(QUESTION, corpus=corpus, data=data)]
    assert isinstance(reply, Answer)
    assert claims == list(reply.claims)
    assert claims and all(isinstance(claim, CitedClaim) for claim in claims)


async def test_a_stream_of_a_refusal_is_the_refusal(corpus: Path, data: Path) -> None:
    parts = [part async for part in astream("Capital of Peru?", corpus=corpus, data=data)]
    assert [type(part) for part in parts] == [Refusal]


def test_a_corpus_limits_the_answer_to_itself(corpus: Path, data: Path, tmp_path: Path) -> None:
    ask(QUESTION, corpus=corpus, data=data)
    (tmp_path / "harbour.txt").write_text("The harbour of Valdoria was dredged in April, it said.")
    reply = ask(QUESTION, corpus=tmp_path, data=data)
    assert isinstance(reply, Refusal)
    assert reply.coverage.articles == 1


def test_a_corpus_that_repeats_an_article_answers_from_its_own_copy(
    corpus: Path, data: Path, tmp_path: Path
) -> None:
    ask(QUESTION, corpus=corpus, data=data)
    copy = write_articles(tmp_path / "copy")
    reply = ask(QUESTION, corpus=copy, data=data)
    assert isinstance(reply, Answer)
    assert reply.coverage.articles == 3
    assert {Path(each.quote.article.path).parent for each in reply.citations} == {copy.resolve()}


def test_a_corpus_without_articles_is_an_error_that_names_it(
    corpus: Path, data: Path, tmp_path: Path
) -> None:
    ask(QUESTION, corpus=corpus, data=data)
    with pytest.raises(EmptyLibrary, match=str(tmp_path)):
        ask(QUESTION, corpus=tmp_path, data=data)


def test_without_a_corpus_the_library_answers(corpus: Path, data: Path) -> None:
    ask(QUESTION, corpus=corpus, data=data)
    assert isinstance(ask(QUESTION, data=data), Answer)


def test_an_empty_library_takes_in_the_corpus_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="corpus cannot be opened"):
        ask(QUESTION, data=tmp_path / "data")
    (tmp_path / "corpus").mkdir()
    with pytest.raises(EmptyLibrary):
        ask(QUESTION, data=tmp_path / "data")
    write_articles(tmp_path / "corpus")
    assert isinstance(ask(QUESTION, data=tmp_path / "data"), Answer)


def test_the_public_names() -> None:
    for name in rag.__all__:
        assert getattr(rag, name) is not None
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = rag.nothing_of_the_kind
