"""The whole story with real parts: real files, SQLite, Chroma, BM25 and encoders."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from rag.errors import EmptyLibrary, UsageError
from rag.pipeline import Pipeline, read_articles
from rag.settings import ModelSettings, Settings
from rag.types import Answer, Reason, Refusal, Reply, Scope
from tests.articles import write_articles

FERRY = "Where did the ferry Saint Brigid sink?"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_articles(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def pipeline(corpus: Path, tmp_path_factory: pytest.TempPathFactory):
    with Pipeline.open(Settings(), tmp_path_factory.mktemp("data")) as opened:
        opened.update([corpus])
        yield opened


def quotes(reply: Reply) -> str:
    assert isinstance(reply, Answer), reply
    return " ".join(citation.quote.text for citation in reply.citations)


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        (FERRY, "ferry", "two miles off Kinsale"),
        ("How many passengers were on the ferry?", "ferry", "41 passengers"),
        ("Who was elected mayor of Valdoria?", "mayor", "Ana Ruiz"),
        ("Why was the tram line closed?", "mayor", "unsafe"),
        ("What is the price of copper?", "copper", "$8,940"),
    ],
)
def test_a_question_is_answered_from_its_article_with_exact_quotes(
    pipeline: Pipeline, question: str, article: str, words: str
) -> None:
    reply = pipeline.ask(question)
    assert words in quotes(reply)
    assert isinstance(reply, Answer)
    assert article in {citation.quote.article.id for citation in reply.citations}
    for citation in reply.citations:
        quote = citation.quote
        text = pipeline.library.version(quote.version).text
        assert text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football world cup?",
        "What is the capital of Peru?",
        "How old is the captain of the ferry?",
        "How much does a tram ticket cost?",
    ],
)
def test_what_the_articles_do_not_tell_is_refused(pipeline: Pipeline, question: str) -> None:
    reply = pipeline.ask(question)
    assert isinstance(reply, Refusal), reply
    assert reply.reason in (Reason.NOT_COVERED, Reason.NOT_SUPPORTED)
    assert reply.missing and reply.nearest
    assert reply.coverage.articles == 3
    assert reply.coverage.last == date(2026, 3, 12)


def test_the_same_question_gets_the_same_answer(pipeline: Pipeline) -> None:
    def content(reply: Reply) -> dict[str, object]:
        return {key: value for key, value in reply.to_dict().items() if key != "timings"}

    assert content(pipeline.ask(FERRY)) == content(pipeline.ask(FERRY))


def test_many_may_ask_at_once(pipeline: Pipeline) -> None:
    alone = pipeline.ask(FERRY).text
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda _: pipeline.ask(FERRY).text, range(16)))
    assert set(together) == {alone}


def test_a_scope_limits_the_evidence(pipeline: Pipeline) -> None:
    elsewhere = Scope(outlets=("Valdoria Daily",))
    reply = pipeline.ask(FERRY, scope=elsewhere)
    assert isinstance(reply, Refusal)
    assert [article.id for article in reply.nearest] == ["mayor"]
    assert reply.coverage.articles == 1


def test_an_empty_scope_is_refused_as_such(pipeline: Pipeline) -> None:
    reply = pipeline.ask(FERRY, scope=Scope(since=date(2030, 1, 1)))
    assert isinstance(reply, Refusal)
    assert reply.reason is Reason.EMPTY_SCOPE


def test_later_articles_are_left_out_as_of_a_day(pipeline: Pipeline) -> None:
    question = "Who was elected mayor of Valdoria?"
    assert isinstance(pipeline.ask(question, as_of=date(2026, 3, 11)), Refusal)
    assert "Ana Ruiz" in quotes(pipeline.ask(question, as_of=date(2026, 3, 13)))


def test_a_follow_up_uses_the_conversation(pipeline: Pipeline) -> None:
    first = "Who was elected mayor of Valdoria?"
    reply = pipeline.ask(first)
    follow_up = pipeline.ask("And who was her opponent?", history=[(first, reply)])
    assert "Pavel Novak" in quotes(follow_up)


def test_an_empty_question_is_a_usage_error(pipeline: Pipeline) -> None:
    with pytest.raises(UsageError, match="dateline ask"):
        pipeline.ask("  ")


def test_an_edited_article_is_answered_from_its_new_version(tmp_path: Path, corpus: Path) -> None:
    folder = shutil.copytree(corpus, tmp_path / "corpus")
    with Pipeline.open(Settings(), tmp_path / "data") as pipeline:
        pipeline.update([folder])
        article = folder / "mayor.md"
        article.write_text(article.read_text().replace("54%", "56%"))
        assert pipeline.update([folder]).edited == ("mayor",)
        answer = quotes(pipeline.ask("What share of the vote did Ana Ruiz win?"))
        assert "56%" in answer and "54%" not in answer
        article.unlink()
        assert pipeline.update([folder]).deleted == ("mayor",)
        assert isinstance(pipeline.ask("Who was elected mayor of Valdoria?"), Refusal)


def test_a_lost_index_is_rebuilt_without_embedding(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pipeline.open(Settings(), tmp_path) as pipeline:
        pipeline.update([corpus])
        before = quotes(pipeline.ask(FERRY))
    shutil.rmtree(tmp_path / "index")
    with Pipeline.open(Settings(), tmp_path) as pipeline:
        monkeypatch.setattr(type(pipeline.models.embedder), "embed_documents", None)
        assert quotes(pipeline.ask(FERRY)) == before


def test_without_models_keywords_answer(tmp_path: Path, corpus: Path) -> None:
    settings = Settings(models=ModelSettings(embedder="none", reader="none"))
    with Pipeline.open(settings, tmp_path) as pipeline:
        pipeline.update([corpus])
        reply = pipeline.ask("Who was elected mayor of Valdoria?")
        found = reply.trace.evidence
        assert found[0].passage.article.id == "mayor"
        assert isinstance(pipeline.ask("What is the capital of Peru?"), Refusal)


def test_another_embedder_gets_an_index_of_its_own(tmp_path: Path, corpus: Path) -> None:
    words = Settings(models=ModelSettings(embedder="none"))
    with Pipeline.open(words, tmp_path) as pipeline:
        pipeline.update([corpus])
    with Pipeline.open(Settings(), tmp_path) as pipeline:
        found = pipeline.retrieve(FERRY)
        assert any(each.similarity is not None for each in found)


def test_nothing_to_answer_from_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with (
        Pipeline.open(Settings(), tmp_path) as pipeline,
        pytest.raises(EmptyLibrary, match="dateline index"),
    ):
        pipeline.ask(FERRY)


def test_a_folder_without_articles_is_reported_and_not_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "empty.txt").touch()
    with Pipeline.open(Settings(), tmp_path / "data") as pipeline:
        report = pipeline.update([folder])
    assert [Path(skipped.path).name for skipped in report.skipped] == ["empty.txt"]


def test_articles_can_be_read_again_as_they_are_stored(pipeline: Pipeline, corpus: Path) -> None:
    for path, title, _, _, _, text in read_articles(corpus):
        article = next(each for each in pipeline.library.articles() if each.path == path)
        assert article.title == title
        (newest, *_) = pipeline.library.history(article.id)
        assert newest.text == text


def test_what_cannot_be_read_again_is_named(tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.touch()
    with pytest.raises(ValueError, match="is empty"):
        list(read_articles(file))
