"""The training code needs PyTorch, which only those who train install."""

from __future__ import annotations

import os

import pytest

try:
    import onnx  # noqa: F401
    import torch  # noqa: F401

    INSTALLED = True
except ModuleNotFoundError:
    INSTALLED = False

REASON = "PyTorch or ONNX is not installed: pip install 'dateline[train]'"


@pytest.fixture(scope="package", autouse=True)
def _training_packages() -> None:
    if not INSTALLED:
        if os.environ.get("CI") == "true":
            pytest.fail(REASON)
        pytest.skip(REASON)
