"""The line to a server: hung up when nobody waits, and cleared of what must not be repeated.

A read timeout never fires while a byte comes now and then. So the socket of a try is noted as
soon as its response begins, and shut down from outside when the caller has left.

Servers repeat the key that they were sent in the text of their errors, and clients put that
text into exceptions, which callbacks and tracers are shown. So an error status is raised here,
before the client reads it, with nothing of that text.
"""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from rag.errors import DatelineError

_current: ContextVar[Line | None] = ContextVar("line", default=None)
_KEPT_HEADERS = ("retry-after", "retry-after-ms")
QUOTA_CODES = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")


class Refused(DatelineError):
    """A server answered with an error status: that, and what helps to decide what to do."""

    def __init__(self, status_code: int, code: str | None, headers: dict[str, str]) -> None:
        super().__init__(f"The model's server answered with HTTP {status_code}. Ask again later.")
        self.status_code = status_code
        self.code = code
        self.headers = headers


class Line:
    """The connection of one try."""

    def __init__(self) -> None:
        self._socket: Any = None

    def hold(self) -> None:
        """Make this the line of the current context, in which the try is made."""
        _current.set(self)

    def note(self, response: Any) -> None:
        """Remember the socket of a response of httpx or httpx2."""
        stream = response.extensions.get("network_stream")
        self._socket = stream.get_extra_info("socket") if stream else None

    def hang_up(self) -> None:
        """Shut the connection down; the thread that reads from it comes free."""
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)


def on_response(response: Any) -> None:
    """An event hook for an HTTP client: note the line; raise Refused for an error status."""
    line = _current.get()
    if line is not None:
        line.note(response)
    if response.status_code >= 400:
        told = response.headers
        headers = {name: told[name] for name in _KEPT_HEADERS if name in told}
        raise Refused(response.status_code, _code(response.read()), headers)


def _code(body: bytes) -> str | None:
    """The error code in ``body`` if it is one that matters here."""
    told: Any = None
    with suppress(ValueError, RecursionError, AttributeError):  # bodies of errors may be anything
        told = json.loads(body).get("error").get("code")
    return told if told in QUOTA_CODES else None
