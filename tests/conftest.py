"""What every test stands on: no network, an empty home, no settings from outside.

pytest-socket lets connections go to this machine alone (the options stand in pyproject.toml);
here the look-up of other machines' names is refused as well, so that a test which depends on
the network fails at once and in the same way everywhere.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pytest_socket import SocketBlockedError

ROOT = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = {None, "", "localhost", "127.0.0.1", "::1"}


def _local_only(look_up: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(look_up)
    def guarded(host: str | bytes | None, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in LOCAL_HOSTS:
            raise SocketBlockedError(f"A test looked up the host {name!r}.")
        return look_up(host, *args, **kwargs)

    return guarded


for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, _name, _local_only(getattr(socket, _name)))


# How long an example takes depends on the machine and on what else it does.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")


# A shell starts what runs in the background with SIGINT ignored, and children inherit that; tests
# that press Ctrl-C would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _move_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    patch.setenv("HOME", str(home))
    patch.setenv("USERPROFILE", str(home))
    for kind in ("DATA", "CONFIG", "CACHE", "STATE"):
        patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))


@pytest.fixture(scope="session", autouse=True)
def _clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take away what the caller's shell says, before any other fixture is built."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith(("DATELINE_", "OPENAI_")):
                patch.delenv(name)
        _move_home(patch, tmp_path_factory.mktemp("home"))
        yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home of its own, so that none finds another's default data folder."""
    _move_home(monkeypatch, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``../shared`` beside the checkout, with articles that are not ours to publish.

    Without it the tests that need it are skipped, or fail where CI=true says that it must be
    there.
    """
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        reason = f"{folder} is missing: it holds the original articles and the benchmark"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
