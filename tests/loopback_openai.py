"""A server on this machine that speaks OpenAI's protocol and misbehaves as it is told to.

    with LoopbackOpenAI() as server:
        server.will(error(500), says("Hello"))
        ... a client of server.url ...

Each request takes the next act; the last one is repeated. An act writes the response. ``says``
and its kin answer in whole or as a stream, as the request asks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

USAGE = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}
PIECE = 7  # characters of a text in one event of a stream


class Exchange(BaseHTTPRequestHandler):
    """One connection. ``body`` is the request's JSON."""

    server: _Server
    body: dict[str, Any]

    def do_GET(self) -> None:
        models = [{"id": "loopback", "object": "model", "created": 1, "owned_by": "tests"}]
        self.send_json(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append({"path": self.path, **self.body})
        with self.server.lock:
            acts = self.server.acts
            act = acts.pop(0) if len(acts) > 1 else acts[0]
        act(self)

    @property
    def streaming(self) -> bool:
        return bool(self.body.get("stream"))

    def start(self, status: int, content_type: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": content_type, "connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, status: int, content_type: str, payload: bytes, **headers: str) -> None:
        self.start(status, content_type, {"content-length": str(len(payload)), **headers})
        self.put(payload)

    def send_json(self, status: int, body: object, **headers: str) -> None:
        self.send(status, "application/json", json.dumps(body).encode(), **headers)

    def put(self, payload: bytes) -> bool:
        """Send some bytes; False, and noted, when nobody takes them any more."""
        try:
            self.wfile.write(payload)
            self.wfile.flush()
        except OSError:
            self.server.hung_up.set()
            return False
        return True

    def log_message(self, *_: object) -> None:
        pass


Act = Callable[[Exchange], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.acts: list[Act] = [says("Hello.")]
        self.requests: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.hung_up = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that leave are what the tests are about."""


class LoopbackOpenAI:
    """The server, running while the context lasts. ``requests`` holds what it was sent."""

    def __init__(self) -> None:
        self._server = _Server()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self.requests = self._server.requests
        self.hung_up = self._server.hung_up  # set when a client has left in the midst

    def will(self, *acts: Act) -> None:
        """Do these acts from now on, one for each request, and forget what was before."""
        self._server.acts[:] = acts
        self.requests.clear()
        self.hung_up.clear()

    def __enter__(self) -> LoopbackOpenAI:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.closing.set()
        self._server.shutdown()
        self._server.server_close()


# --------------------------------------------------------------------------- replies


def says(
    text: str, finish: str | None = "stop", *, usage: bool = True, repeats_role: bool = False
) -> Act:
    """Answer with ``text`` and a finish reason; None leaves it out, as a cut stream does.

    Some servers send the speaker's role with each event of a stream, not with the first alone.
    """

    def act(exchange: Exchange) -> None:
        if not exchange.streaming:
            exchange.send_json(200, _completion(exchange, {"content": text}, finish, usage))
            return
        exchange.start(200, "text/event-stream", {})
        pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
        for event in _events(exchange, pieces, finish, usage, repeats_role):
            if not exchange.put(event):
                return

    return act


def calls_a_tool() -> Act:
    """Call a tool where a text is wanted."""
    function = {"name": "search", "arguments": "{}"}

    def act(exchange: Exchange) -> None:
        call: dict[str, Any] = {"id": "call_1", "type": "function", "function": function}
        if not exchange.streaming:
            message = {"content": None, "tool_calls": [call]}
            exchange.send_json(200, _completion(exchange, message, "tool_calls", True))
            return
        exchange.start(200, "text/event-stream", {})
        delta = {"role": "assistant", "content": None, "tool_calls": [{"index": 0, **call}]}
        exchange.put(_event(exchange, delta))
        exchange.put(_event(exchange, {}, "tool_calls") + b"data: [DONE]\n\n")

    return act


def error(status: int, code: str | None = None, message: str = "", **headers: str) -> Act:
    """Answer with an error that repeats the key it was sent, as some servers do."""

    def act(exchange: Exchange) -> None:
        key = exchange.headers["authorization"]
        told = {"message": f"{message} You sent {key}.", "type": "error", "code": code}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        exchange.send_json(status, {"error": told}, **named)

    return act


def refuses_schema(status: int, otherwise: Act, *kinds: str) -> Act:
    """Fail where one of these kinds of response_format is asked for, "json_schema" at least."""

    def act(exchange: Exchange) -> None:
        form = exchange.body.get("response_format", {}).get("type")
        (error(status) if form in ("json_schema", *kinds) else otherwise)(exchange)

    return act


def raw(payload: bytes, content_type: str = "application/json") -> Act:
    """Answer 200 with these very bytes."""
    return lambda exchange: exchange.send(200, content_type, payload)


def choiceless() -> Act:
    """Answer with a completion that has no choices."""

    def act(exchange: Exchange) -> None:
        if exchange.streaming:
            exchange.start(200, "text/event-stream", {})
            exchange.put(_line({**_envelope(exchange, "chat.completion.chunk"), "choices": []}))
            exchange.put(b"data: [DONE]\n\n")
        else:
            envelope = _envelope(exchange, "chat.completion")
            exchange.send_json(200, {**envelope, "choices": [], "usage": USAGE})

    return act


def breaks_off(text: str) -> Act:
    """Send ``text``, then close the connection without any end."""

    def act(exchange: Exchange) -> None:
        if exchange.streaming:
            exchange.start(200, "text/event-stream", {})
            exchange.put(_event(exchange, {"role": "assistant", "content": text}))
        else:
            whole = json.dumps(_completion(exchange, {"content": text}, "stop", True)).encode()
            exchange.start(200, "application/json", {"content-length": str(len(whole))})
            exchange.put(whole[: len(whole) // 2])

    return act


def fails_midway(text: str) -> Act:
    """Stream ``text``, then an error event that repeats the key."""

    def act(exchange: Exchange) -> None:
        exchange.start(200, "text/event-stream", {})
        exchange.put(_event(exchange, {"role": "assistant", "content": text}))
        exchange.put(_line({"error": {"message": f"no: {exchange.headers['authorization']}"}}))

    return act


def hangs() -> Act:
    """Say nothing at all."""
    return lambda exchange: exchange.server.closing.wait(30) and None


def drips(text: str, seconds: float = 0.05) -> Act:
    """Send a reply so slowly that it never ends, though something always comes."""

    def act(exchange: Exchange) -> None:
        if exchange.streaming:
            exchange.start(200, "text/event-stream", {})
            pieces = list(text) + [" "] * 10_000
            drops: Iterator[bytes] = _events(exchange, pieces, "stop", True)
        else:
            exchange.start(200, "application/json", {"content-length": "100000"})
            drops = iter([b" "] * 10_000)
        for drop in drops:
            if not exchange.put(drop) or exchange.server.closing.wait(seconds):
                return

    return act


def _envelope(exchange: Exchange, kind: str) -> dict[str, Any]:
    return {"id": "chat-1", "object": kind, "created": 1, "model": exchange.body["model"]}


def _completion(
    exchange: Exchange, message: dict[str, Any], finish: str | None, usage: bool
) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    whole = {**_envelope(exchange, "chat.completion"), "choices": [choice]}
    return {**whole, "usage": USAGE} if usage else whole


def _events(
    exchange: Exchange,
    pieces: list[str],
    finish: str | None,
    usage: bool,
    repeats_role: bool = False,
) -> Iterator[bytes]:
    for position, piece in enumerate(pieces):
        role = {"role": "assistant"} if repeats_role or position == 0 else {}
        yield _event(exchange, {**role, "content": piece})
    if finish:
        yield _event(exchange, {}, finish)
    if usage and exchange.body.get("stream_options", {}).get("include_usage"):
        envelope = _envelope(exchange, "chat.completion.chunk")
        yield _line({**envelope, "choices": [], "usage": USAGE})
    yield b"data: [DONE]\n\n"


def _event(exchange: Exchange, delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _line({**_envelope(exchange, "chat.completion.chunk"), "choices": [choice]})


def _line(event: object) -> bytes:
    return b"data: " + json.dumps(event).encode() + b"\n\n"
