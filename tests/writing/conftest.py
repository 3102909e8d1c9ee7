from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.writing import outages
from tests.loopback_openai import LoopbackOpenAI, says
from tests.writing.chatting import KEY, WRITTEN


@pytest.fixture(scope="module")
def running() -> Iterator[LoopbackOpenAI]:
    with LoopbackOpenAI() as server:
        yield server


@pytest.fixture
def server(running: LoopbackOpenAI, monkeypatch: pytest.MonkeyPatch) -> LoopbackOpenAI:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(outages, "FIRST_PAUSE", 0.02)
    running.will(says(WRITTEN))
    return running
