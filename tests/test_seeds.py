"""The main job on the two real articles that the project began with.

They are not part of the project, so these tests run where they lie beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from rag import receipts
from rag.pipeline import Pipeline, read_articles
from rag.settings import Settings
from rag.types import Answer, Refusal

MUNTHALI, DEFTECHTIMES = "000_73d2c028511a9fad", "004_d4c46e5a6d676b3c"


def known_failure(*values: str) -> ParameterSet:
    """A question that Dateline gets wrong today; the test fails as soon as it does not."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, raises=AssertionError))


@pytest.fixture(scope="module")
def seeds(shared: Path) -> Path:
    return shared / "seeds"


@pytest.fixture(scope="module")
def pipeline(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with Pipeline.open(Settings(), tmp_path_factory.mktemp("data")) as opened:
        opened.update([seeds])
        yield opened


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("Where were the two soldiers captured?", DEFTECHTIMES, "Kursk region"),
        ("Where were the soldiers captured?", MUNTHALI, "Kursk region"),
        ("How many North Korean troops are in Kursk?", DEFTECHTIMES, "11,000"),
        ("Who estimates how many North Korean troops there are?", DEFTECHTIMES, "intelligence"),
        ("What exchange did Zelenskyy offer to Kim Jong Un?", DEFTECHTIMES, "prisoners"),
        ("What injuries did the soldiers have?", DEFTECHTIMES, "bandage"),
        known_failure(
            "What did the captured soldiers say they want?", DEFTECHTIMES, "willingness to stay"
        ),
        known_failure(
            "What do the captured North Korean soldiers want?", DEFTECHTIMES, "if ordered"
        ),
        ("Where did Zelensky write about the soldiers?", MUNTHALI, "Instagram"),
        ("What did Zelensky write on Instagram?", MUNTHALI, "though wounded, survived"),
        known_failure(
            "Who wrote about North Korea’s complicity in the war?", MUNTHALI, "complicity"
        ),
    ],
)
def test_what_stands_there_is_answered_from_the_right_article(
    pipeline: Pipeline, seeds: Path, question: str, article: str, words: str
) -> None:
    reply = pipeline.ask(question)
    assert isinstance(reply, Answer), reply
    cited = [each.quote for each in reply.citations if words in each.quote.text]
    assert article in {quote.article.id for quote in cited}
    assert receipts.verify(reply.to_dict(), seeds, read_articles).ok
    assert receipts.verify(reply.to_dict(), seeds).ok


@pytest.mark.parametrize(
    "question",
    [
        "How old are the two soldiers?",
        "What are the soldiers' names?",
        known_failure("What are the names of the captured soldiers?"),
        known_failure("Did Kim Jong Un accept the offer?"),
        "How many North Koreans were killed?",
        "How many soldiers died in the battle?",
        "Who won the Champions League final?",
        "What is the inflation rate in Ukraine?",
        "When will the United States hold its next election?",
        "How much did the tickets cost?",
        "What did the Pope say about the hurricane?",
    ],
)
def test_something_else_is_refused(pipeline: Pipeline, question: str) -> None:
    assert isinstance(pipeline.ask(question), Refusal)
