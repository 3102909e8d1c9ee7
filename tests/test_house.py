"""How the house is built, as far as import-linter's contracts (pyproject.toml) cannot say it."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

HEAVY = ("chromadb", "onnxruntime", "openai", "discord", "trafilatura", "matplotlib", "langchain")


def _top_level_imports(source: Path) -> set[str]:
    """The first parts of all module names that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level or (node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("statement", ["import rag", "import rag.settings", "import bot.cli"])
def test_importing_is_cheap(statement: str, root: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", f"{statement}, sys; print(*sys.modules, sep='\\n')"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "rag" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []


def test_receipts_need_the_standard_library_alone(root: Path) -> None:
    others = _top_level_imports(root / "rag" / "receipts.py") - set(sys.stdlib_module_names)
    assert others == set()


def test_names_of_other_machines_are_not_looked_up() -> None:
    blocked = r"looked up the host 'news\.example'"
    with pytest.warns(UserWarning, match=blocked), pytest.raises(SocketBlockedError, match=blocked):
        socket.create_connection(("news.example", 80), timeout=1)


def test_other_machines_are_not_reached() -> None:
    blocked = r'with host "192\.0\.2\.1"'
    with (
        socket.socket() as client,
        pytest.warns(UserWarning, match=blocked),
        pytest.raises(SocketConnectBlockedError, match=blocked),
    ):
        client.connect(("192.0.2.1", 80))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2], timeout=5).close()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no Unix sockets on this system")
def test_unix_sockets_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a short address: their length is limited
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("s")
        server.listen()
        client.connect("s")


def test_nothing_of_the_callers_environment_is_seen(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assert [name for name in os.environ if name.startswith(("DATELINE_", "OPENAI_"))] == []
    assert Path.home().is_relative_to(tmp_path_factory.getbasetemp())
