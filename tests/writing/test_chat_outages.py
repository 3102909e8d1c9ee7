"""The chat writer when the server fails: the real openai client, and all kinds of misbehaviour."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from rag.types import Draft
from rag.writing import outages
from rag.writing.budget import Budget
from rag.writing.chat import ChatWriter, Deadline, WriterUnavailable
from tests import loopback_openai as loopback
from tests.loopback_openai import Act, LoopbackOpenAI, error, says
from tests.writing.chatting import (
    DEADLINE,
    DRAFT,
    EVIDENCE,
    HALF_A_SECOND,
    KEY,
    NAME,
    QUESTION,
    WRITTEN,
    use,
    writer_at,
)

FAILING = {
    "a key refused": error(401),
    "a key without rights": error(403),
    "an unknown model": error(404),
    "a busy server": error(429),
    "a busy server that says for how long": error(429, retry_after="120"),
    "a quota spent": error(429, "insufficient_quota"),
    "a fault": error(500),
    "an overload": error(503),
    "a hang": loopback.hangs(),
    "a drip": loopback.drips(WRITTEN),
    "a cut stream": says(WRITTEN, None),
    "a broken connection": loopback.breaks_off(WRITTEN),
    "an error midway": loopback.fails_midway(WRITTEN[:40]),
    "a reply cut for its length": says(WRITTEN, "length"),
    "JSON cut for its length": says(WRITTEN[:90], "length"),
    "a filtered reply": says(WRITTEN, "content_filter"),
    "nothing, filtered": says("", "content_filter"),
    "an end of another kind": says(WRITTEN, "banana"),
    "an empty reply": says(""),
    "no choices": loopback.choiceless(),
    "malformed JSON": loopback.raw(b'{"id": '),
    "null": loopback.raw(b"null"),
    "a malformed stream": loopback.raw(b"data: {oh\n\n", "text/event-stream"),
    "bytes": loopback.raw(bytes(range(256))),
    "HTML": loopback.raw(b"<html>Welcome!</html>", "text/html"),
    "another schema": says('{"answer": 42}'),
    "prose": says("There was no leak."),
    "a draft cut off": says(WRITTEN[:90]),
    "a tool call": loopback.calls_a_tool(),
}


class Overhearing(BaseCallbackHandler):
    """A LangChain callback that remembers what it was told of errors."""

    def __init__(self) -> None:
        self.started = 0
        self.heard: list[str] = []

    def on_chat_model_start(self, *_: object, **__: object) -> None:
        self.started += 1

    def on_llm_error(self, error: BaseException, **_: object) -> None:
        self.heard += traceback.format_exception(error)


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    log, root = io.StringIO(), logging.getLogger()
    listener, level = logging.StreamHandler(log), root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(listener)
        root.setLevel(level)


@pytest.mark.parametrize("kind", FAILING)
def test_a_failing_server_is_one_error_of_ours_in_time_and_without_the_key(
    server: LoopbackOpenAI, kind: str
) -> None:
    server.will(FAILING[kind])
    writer = writer_at(server)
    for way in ("write", "stream"):
        started = time.monotonic()
        with everything_logged() as log, pytest.raises(WriterUnavailable) as caught:
            use(writer, way)
        assert time.monotonic() - started < DEADLINE + HALF_A_SECOND
        assert NAME in str(caught.value)
        assert caught.value.__cause__ is None and caught.value.__context__ is None
        told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert "HTTP" in log.getvalue()
        for text in (told, log.getvalue(), repr(vars(caught.value)), repr(writer)):
            assert KEY not in text
        assert writer.usage is not None and writer.usage.tries >= 1


def test_callbacks_work_and_are_not_told_the_key(server: LoopbackOpenAI) -> None:
    server.will(error(401), says(WRITTEN))
    writer, overhearing = writer_at(server), Overhearing()
    asked = RunnableLambda(lambda question: writer.write(question, EVIDENCE))
    with pytest.raises(WriterUnavailable):
        asked.invoke(QUESTION, {"callbacks": [overhearing]})
    assert asked.invoke(QUESTION, {"callbacks": [overhearing]}) == DRAFT
    assert overhearing.started == 2
    assert "HTTP 401" in "".join(overhearing.heard)
    assert KEY not in "".join(overhearing.heard)


def completion(**changes: object) -> dict[str, object]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant"}}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    return {**whole, "choices": [choice], "usage": loopback.USAGE, **changes}


def choice_of(**message: object) -> dict[str, object]:
    said = {"role": "assistant", "content": WRITTEN, **message}
    return {"index": 0, "finish_reason": "stop", "message": said, "delta": said}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "changes",
    [
        {"usage": {"prompt_tokens": -(10**6), "completion_tokens": -1, "total_tokens": 0}},
        {"usage": {"prompt_tokens": 10**40, "completion_tokens": 1, "total_tokens": 0}},
        {"usage": {"prompt_tokens": "many", "completion_tokens": None}},
        {"usage": [1, 2]},
        {"choices": [choice_of(role="banana")]},
        {"choices": [choice_of(role=None)]},
        {"choices": [choice_of(role="tool")]},
        {"choices": [choice_of(content=7)]},
        {"choices": [choice_of(content=[{"type": "text", "text": WRITTEN}, 3])]},
        {"choices": [choice_of(refusal=KEY, content=None)]},
        {"choices": [choice_of(tool_calls="x")]},
        {"choices": [{}]},
        {"choices": [None, 3]},
        {"choices": {"a": 1}},
        {"choices": None},
        {"error": {"message": KEY}},
        {"error": KEY},
    ],
)
def test_whatever_a_server_sends_is_a_draft_or_our_error(
    server: LoopbackOpenAI, tmp_path: Path, changes: dict[str, object], stream: bool
) -> None:
    body = json.dumps({**completion(choices=[choice_of()]), **changes}).encode()
    if stream:
        events = b"data: " + body + b"\n\ndata: [DONE]\n\n"
        server.will(loopback.raw(events, "text/event-stream"))
    else:
        server.will(loopback.raw(body))
    budget = Budget(tmp_path)
    try:
        with warnings.catch_warnings(action="error", category=UserWarning):
            writer = writer_at(server, budget=budget)
            assert use(writer, "stream" if stream else "write") == DRAFT
    except WriterUnavailable as failure:
        assert KEY not in "".join(traceback.format_exception(failure))
        assert failure.__context__ is None
    assert budget.spent().tokens >= 0


@pytest.mark.parametrize(
    ("act", "tries"),
    [
        (error(401), 1),
        (error(429, "insufficient_quota"), 1),
        (error(429, retry_after="120"), 1),
        (error(503), outages.MOST_TRIES),
        (says("", "length"), 1),
        (says("prose"), 2),
    ],
)
def test_only_what_may_help_is_tried_again(server: LoopbackOpenAI, act: Act, tries: int) -> None:
    server.will(act)
    writer = writer_at(server)
    with pytest.raises(WriterUnavailable):
        writer.write(QUESTION, EVIDENCE)
    assert writer.usage is not None
    assert len(server.requests) == writer.usage.tries == tries


def test_a_server_that_recovers_is_answered_by(server: LoopbackOpenAI) -> None:
    server.will(error(503), error(429, retry_after="0.3"), says(WRITTEN))
    started = time.monotonic()
    writer = writer_at(server, 5.0)
    assert writer.write(QUESTION, EVIDENCE) == DRAFT
    assert time.monotonic() - started > 0.3
    assert writer.usage is not None and writer.usage.tries == 3


def test_a_server_that_is_not_there(server: LoopbackOpenAI) -> None:
    writer = ChatWriter(NAME, base_url="http://127.0.0.1:9/v1", deadline=DEADLINE)
    with pytest.raises(WriterUnavailable, match="cannot be reached"):
        writer.write(QUESTION, EVIDENCE)


def test_after_some_outages_the_server_is_left_alone(server: LoopbackOpenAI) -> None:
    server.will(error(401))
    writer = writer_at(server)
    for _ in range(outages.TRIPS_AFTER + 2):
        with pytest.raises(WriterUnavailable):
            writer.write(QUESTION, EVIDENCE)
    assert len(server.requests) == outages.TRIPS_AFTER


def test_unreadable_replies_are_no_outages(server: LoopbackOpenAI) -> None:
    server.will(says("prose"))
    writer = writer_at(server)
    for _ in range(outages.TRIPS_AFTER + 1):
        with pytest.raises(WriterUnavailable, match="no draft"):
            writer.write(QUESTION, EVIDENCE)


def test_a_given_deadline_takes_the_place_of_the_writers_own(server: LoopbackOpenAI) -> None:
    server.will(loopback.hangs())
    started = time.monotonic()
    with pytest.raises(WriterUnavailable):
        writer_at(server, 30.0).write(QUESTION, EVIDENCE, deadline=Deadline.after(0.2))
    assert time.monotonic() - started < 0.2 + HALF_A_SECOND


@pytest.mark.parametrize("way", ["write", "stream"])
def test_a_drip_is_hung_up_on(server: LoopbackOpenAI, way: str) -> None:
    server.will(loopback.drips(WRITTEN))
    with pytest.raises(WriterUnavailable):
        use(writer_at(server), way)
    assert server.hung_up.wait(2)


def test_a_caller_that_leaves_a_stream_is_accounted_for(server: LoopbackOpenAI) -> None:
    server.will(loopback.drips(WRITTEN, 0.001))
    writer = writer_at(server, 5.0)
    stream = writer.stream(QUESTION, EVIDENCE)
    next(stream)
    stream.close()
    assert server.hung_up.wait(2)
    assert writer.usage is not None
    assert writer.usage.prompt_tokens > 0 and writer.usage.estimated


def test_a_stuck_thread_does_not_keep_the_interpreter(server: LoopbackOpenAI, root: Path) -> None:
    server.will(loopback.hangs())
    program = (
        "import sys, time\n"
        "from rag.writing.chat import ChatWriter, WriterUnavailable\n"
        "writer = ChatWriter('m', base_url=sys.argv[1], deadline=0.3)\n"
        "try:\n    writer.write('?', {})\n"
        "except WriterUnavailable:\n    print(time.time())\n"
    )
    # Its read timeout is as long as the deadline: were the thread waited for, so would that be.
    done = subprocess.run(
        [sys.executable, "-c", program, server.url], cwd=root, capture_output=True, timeout=60
    )
    assert done.returncode == 0 and done.stderr == b""
    assert time.time() - float(done.stdout) < 2


def test_several_threads_may_write(server: LoopbackOpenAI) -> None:
    server.will(says(WRITTEN))
    writer = writer_at(server, 10.0)
    drafts: list[Draft] = []
    threads = [
        threading.Thread(target=lambda: drafts.append(writer.write(QUESTION, EVIDENCE)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts == [DRAFT] * 6
    assert writer.usage is None  # of this thread, which made no call
