"""What the chat writer asks, and what it makes of replies: the real openai client, loopback."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable, SettingsError
from rag.types import Answer, CitedClaim, Claim, Coverage, Draft, Reason, Trace
from rag.writing.budget import Budget
from rag.writing.chat import ChatWriter, Usage, WriterUnavailable
from tests import loopback_openai as loopback
from tests.gate.invented import HANDED_OUT
from tests.loopback_openai import Act, LoopbackOpenAI, error, says
from tests.writing.chatting import (
    DRAFT,
    EVIDENCE,
    HALF_A_SECOND,
    KEY,
    NAME,
    QUESTION,
    WRITTEN,
    streamed,
    use,
    writer_at,
)

# --------------------------------------------------------------------------- replies


@pytest.mark.parametrize(
    "act",
    [
        says(WRITTEN),
        says(f"Here it is:\n```json\n{WRITTEN}\n```\nAsk me more."),
        says(f"<think>Is {{it}} so?</think>{WRITTEN}"),
        says(WRITTEN, usage=False),
        says(WRITTEN, repeats_role=True),
    ],
)
def test_a_whole_reply_is_a_draft(server: LoopbackOpenAI, act: Act) -> None:
    server.will(act)
    writer = writer_at(server, 5.0)
    assert writer.write(QUESTION, EVIDENCE) == DRAFT
    assert streamed(writer) == (list(DRAFT.claims), DRAFT)


def test_no_claims_propose_a_refusal(server: LoopbackOpenAI) -> None:
    server.will(says('{"claims": [], "missing": "Nothing is said of it."}'))
    draft = writer_at(server).write(QUESTION, EVIDENCE)
    assert draft == Draft(reason=Reason.NOT_SUPPORTED, missing="Nothing is said of it.")


def test_claims_are_streamed_before_the_reply_has_ended(server: LoopbackOpenAI) -> None:
    second = WRITTEN.index("The search")
    server.will(loopback.drips(WRITTEN[:second], 0.001))
    stream = writer_at(server).stream(QUESTION, EVIDENCE)
    assert next(stream) == DRAFT.claims[0]
    with pytest.raises(WriterUnavailable):
        next(stream)


def test_a_reply_that_fails_after_a_claim_is_not_begun_anew(server: LoopbackOpenAI) -> None:
    server.will(says(WRITTEN, None), says(WRITTEN))
    writer = writer_at(server)
    stream = writer.stream(QUESTION, EVIDENCE)
    assert [next(stream), next(stream)] == list(DRAFT.claims)
    with pytest.raises(WriterUnavailable, match="broke off"):
        next(stream)
    assert len(server.requests) == 1


# --------------------------------------------------------------------------- output formats


def forms(server: LoopbackOpenAI) -> list[str | None]:
    return [request.get("response_format", {}).get("type") for request in server.requests]


@pytest.mark.parametrize("way", ["write", "stream"])
@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_without_schemas_is_asked_otherwise_and_remembered(
    server: LoopbackOpenAI, status: int, way: str
) -> None:
    server.will(loopback.refuses_schema(status, says(WRITTEN)))
    writer = writer_at(server, 5.0)
    assert use(writer, way) == use(writer, way) == DRAFT
    assert forms(server) == ["json_schema", "json_object", "json_object"]


def test_a_server_without_any_format_is_asked_in_words(server: LoopbackOpenAI) -> None:
    server.will(loopback.refuses_schema(500, says(WRITTEN), "json_object"))
    writer = writer_at(server, 5.0)
    assert use(writer, "write") == use(writer, "stream") == DRAFT
    assert forms(server) == ["json_schema", "json_object", None, None]


def test_a_fault_does_not_cost_a_server_the_schema_that_it_knows(server: LoopbackOpenAI) -> None:
    server.will(says(WRITTEN), error(500), says(WRITTEN))
    writer = writer_at(server, 5.0)
    assert use(writer, "write") == use(writer, "write") == DRAFT
    assert forms(server) == ["json_schema"] * 3


def test_the_schema_is_strict(server: LoopbackOpenAI) -> None:
    server.will(says(WRITTEN))
    use(writer_at(server), "write")
    schema = server.requests[0]["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["required"] == ["claims", "missing"]


# --------------------------------------------------------------------------- usage and budget


def test_usage_is_told(server: LoopbackOpenAI) -> None:
    server.will(error(503), says(WRITTEN))
    writer = writer_at(server, 5.0)
    assert writer.usage is None
    for way in ("write", "stream"):
        use(writer, way)
        usage = writer.usage
        assert isinstance(usage, Usage)
        assert (usage.prompt_tokens, usage.completion_tokens) == (120, 30)
        assert (usage.model, usage.cost, usage.estimated) == (NAME, None, False)
        assert 0 < usage.seconds < 5


@pytest.mark.parametrize("way", ["write", "stream"])
def test_usage_that_is_not_told_is_estimated_and_said_to_be(
    server: LoopbackOpenAI, way: str
) -> None:
    server.will(says(WRITTEN, usage=False))
    writer = writer_at(server, 5.0)
    use(writer, way)
    assert writer.usage is not None and writer.usage.estimated
    assert writer.usage.completion_tokens == pytest.approx(len(WRITTEN) / 4, abs=1)


def test_a_budget_stops_the_calls(server: LoopbackOpenAI, tmp_path: Path) -> None:
    server.will(says(WRITTEN))
    budget = Budget(tmp_path, tokens=1_500)
    writer = writer_at(server, 5.0, budget=budget)
    with pytest.raises(WriterUnavailable, match="budget"):
        for _ in range(20):
            writer.write(QUESTION, EVIDENCE)
    calls = len(server.requests)
    assert 1 < calls < 20
    assert budget.spent().tokens == 150 * calls
    assert writer.usage is not None and writer.usage.tries == 0
    another = writer_at(server, 5.0, budget=Budget(tmp_path, tokens=1_500))
    with pytest.raises(WriterUnavailable, match="budget"):
        another.write(QUESTION, EVIDENCE)


def test_calls_that_were_refused_cost_nothing(server: LoopbackOpenAI, tmp_path: Path) -> None:
    server.will(error(503))
    budget = Budget(tmp_path)
    with pytest.raises(WriterUnavailable):
        writer_at(server, budget=budget).write(QUESTION, EVIDENCE)
    assert budget.spent().tokens == 0


def test_calls_that_were_not_waited_for_are_counted(server: LoopbackOpenAI, tmp_path: Path) -> None:
    server.will(loopback.hangs())
    budget = Budget(tmp_path)
    with pytest.raises(WriterUnavailable):
        writer_at(server, budget=budget).write(QUESTION, EVIDENCE)
    assert budget.spent().tokens > 100


# --------------------------------------------------------------------------- what is sent


def sent(server: LoopbackOpenAI) -> str:
    return "\n".join(message["content"] for message in server.requests[-1]["messages"])


def test_the_request_holds_what_it_must(server: LoopbackOpenAI) -> None:
    server.will(says(WRITTEN))
    writer_at(server, 5.0).write(QUESTION, EVIDENCE, follow_up="And when?", as_of=date(2026, 5, 4))
    assert server.requests[0]["model"] == "loopback"
    for expected in (QUESTION, "And when?", "2026-05-04", "JSON", "bakery".title(), *HANDED_OUT):
        assert expected in sent(server)


def test_models_of_a_compatible_server_need_neither_provider_nor_key(
    server: LoopbackOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.will(says(WRITTEN))
    assert ChatWriter("openai:local").write(QUESTION, EVIDENCE) == DRAFT
    assert ChatWriter("qwen3:8b", base_url=server.url).write(QUESTION, EVIDENCE) == DRAFT
    assert [request["model"] for request in server.requests] == ["local", "qwen3:8b"]


# --------------------------------------------------------------------------- follow-ups


def answer(text: str) -> Answer:
    return Answer(
        question=QUESTION,
        claims=(CitedClaim(Claim(text, ()), (1, 2)),),
        citations=(),
        rejected=(),
        coverage=Coverage(1, None, None),
        confidence=None,
        timings={},
        trace=Trace(QUESTION),
    )


HISTORY = [("Who is Ilse Brandt [3]?", answer("Ilse Brandt is Lowmere’s harbour master [7]."))]


def test_a_follow_up_is_made_to_stand_alone(server: LoopbackOpenAI) -> None:
    server.will(says(' "What did Ilse Brandt say?" [1]\n'))
    rewritten = writer_at(server, 5.0).rewrite("What did she say?", HISTORY)
    assert rewritten == "What did Ilse Brandt say?"
    assert "harbour master" in sent(server)
    assert not any(mark in sent(server) for mark in ("[1]", "[2]", "[3]", "[7]"))


@pytest.mark.parametrize(
    "act",
    [
        error(500),
        says("What did Ilse Brandt", "length"),
        says("What did she say\nIgnore all that."),
        says("What did Tomás Ferreira say?"),
        says("What did Ilse Brandt say on 4 May?"),
        says("why " * 500),
        says("  "),
        says("What did Ilse Brandt \x1b[2J say?"),
    ],
)
def test_an_unfit_rewriting_is_none(server: LoopbackOpenAI, act: Act) -> None:
    server.will(act)
    assert writer_at(server, 2.0).rewrite("What did she say?", HISTORY) is None


def test_rewriting_takes_a_part_of_the_time(server: LoopbackOpenAI) -> None:
    server.will(loopback.hangs())
    started = time.monotonic()
    assert writer_at(server, 2.0).rewrite("What did she say?", HISTORY) is None
    assert time.monotonic() - started < 0.5 + HALF_A_SECOND


# --------------------------------------------------------------------------- setting up


@pytest.mark.parametrize(
    "model", ["openai:gpt-5.4-mini", "gpt-5.4-mini", "nosuchprovider:model", "ollama:x"]
)
def test_what_cannot_be_set_up_is_said_at_once(model: str) -> None:
    with pytest.raises(ModelUnavailable, match=r"pip install|OPENAI_API_KEY") as caught:
        ChatWriter(model)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("model", ["", ":", "openai:", ":model"])
def test_a_name_is_wanted(model: str) -> None:
    with pytest.raises(SettingsError, match="provider:name"):
        ChatWriter(model)


@pytest.mark.parametrize(("model", "cost"), [("gpt-5.4-mini", 0.0), ("gpt-1", None)])
def test_the_cost_is_told_where_the_price_is_known(
    server: LoopbackOpenAI, tmp_path: Path, model: str, cost: float | None
) -> None:
    writer = ChatWriter(f"openai:{model}", budget=Budget(tmp_path, tokens=0))
    with pytest.raises(WriterUnavailable, match="budget"):
        writer.write(QUESTION, EVIDENCE)
    assert writer.usage is not None and writer.usage.cost == cost


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8080",
        "ftp://host/v1",
        "http://[::1/v1",
        "http://",
        f"http://me:{KEY}@host/v1",
        f"http://h/?k={KEY}",
    ],
)
def test_an_address_that_is_none_or_holds_a_key_is_refused(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        ChatWriter(NAME, base_url=address)
    assert KEY not in str(caught.value)


def test_prompts_can_be_replaced_and_must_fit(server: LoopbackOpenAI, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"write\.md"):
        writer_at(server, prompts=tmp_path)


def test_langchain_is_loaded_when_a_writer_is_built(root: Path) -> None:
    program = "import rag.writing.chat, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert not [name for name in done.stdout.split() if name.startswith(("langchain", "openai"))]
    assert "rag.writing.chat" in done.stdout.split()
