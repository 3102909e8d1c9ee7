from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.index.little import build

PASSAGES = range(300)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 300 passages with vectors, not to be changed; its folder has a hard name."""
    folder = tmp_path_factory.mktemp("index") / "a b#c?d%é"
    build(folder, PASSAGES, embedder="e")
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(built, tmp_path / "index"))
