"""A LangChain embedder: the real openai client against a loopback server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable
from rag.langchain import LangChainEmbedder
from rag.pipeline import Pipeline
from rag.settings import ModelSettings, Settings
from tests.articles import write_articles

KEY = "sk-loopback-0123456789abcdef"
NAME = "openai:text-embedding-3-small"


class Embeddings(BaseHTTPRequestHandler):
    """Answers /embeddings with a vector of letter counts, or with the status set on the server."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        status = getattr(self.server, "status", 200)
        if status != 200:
            self._send(status, {"error": {"message": f"no: {self.headers['authorization']}"}})
            return
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        data = [
            {"object": "embedding", "index": index, "embedding": _vector(text)}
            for index, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        self._send(200, {"object": "list", "data": data, "model": body["model"], "usage": usage})

    def _send(self, status: int, body: object) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


def _vector(text: object) -> list[float]:
    letters = str(text).lower()
    return [1.0 + letters.count(letter) for letter in "abcdefghij"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Embeddings)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{httpd.server_port}/v1")
    yield httpd
    httpd.shutdown()
    httpd.server_close()


def test_an_index_can_be_built_with_another_embedder(
    server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    corpus = write_articles(tmp_path / "corpus")
    settings = Settings(models=ModelSettings(embedder=NAME))
    with Pipeline.open(settings, tmp_path / "data") as pipeline:
        pipeline.update([corpus])
        found = pipeline.retrieve("Where did the ferry sink?")
        assert any(each.similarity is not None for each in found)
        assert NAME in str(pipeline.models.fingerprint)


def test_a_failing_service_is_an_error_without_the_key(server: ThreadingHTTPServer) -> None:
    server.status = 401  # type: ignore[attr-defined]
    embedder = LangChainEmbedder(NAME)
    with pytest.raises(ModelUnavailable) as caught:
        embedder.embed_query("a question")
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "models.embedder" in str(caught.value)


def test_a_provider_that_is_not_installed_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="nosuchprovider:model"):
        LangChainEmbedder("nosuchprovider:model")


def test_a_missing_key_is_an_error_that_says_so() -> None:
    with pytest.raises(ModelUnavailable, match="key"):
        LangChainEmbedder(NAME)
