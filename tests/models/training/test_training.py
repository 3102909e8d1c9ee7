"""The training run on a tiny set: it learns, goes on where it stopped, and exports the result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.models.onnx import OnnxEncoder, Weights, find_weights
from rag.models.training.start import CROSS_ENCODER
from tests.models.training.invented import READINGS, SPLIT


@pytest.fixture(scope="module")
def start() -> Path:
    return find_weights(CROSS_ENCODER)["model.onnx"]


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def plan(**changes: object):  # type: ignore[no-untyped-def]
    from rag.models.training.train import Plan

    small = Plan(passes=2, frozen=10, tokens=512, rate=2e-4, measure_every=2, save_every=1)
    return replace(small, **changes)


def test_the_start_scores_as_the_cross_encoder_does(start: Path) -> None:
    import torch

    from rag.models.training.batches import collate, load_tokenizer, tokenised
    from rag.models.training.encoder import from_cross_encoder

    encoder = from_cross_encoder(start).eval()
    tokenizer = load_tokenizer(str(start.with_name("tokenizer.json")))
    int8 = OnnxEncoder(CROSS_ENCODER, 1)
    for reading, item in zip(READINGS, tokenised(READINGS, tokenizer), strict=True):
        batch = collate([item])
        with torch.inference_mode():
            ours = float(encoder(batch.ids, batch.types, batch.mask)[2])
        theirs = float(int8.run(reading.question, reading.passage)[1][0][0, 0])
        assert ours == pytest.approx(theirs, abs=1.0)  # logits of about -11 to 11


def test_answers_are_found_again_in_tokens(start: Path) -> None:
    from rag.models.training.batches import load_tokenizer, tokenised

    tokenizer = load_tokenizer(str(start.with_name("tokenizer.json")))
    for reading, item in zip(READINGS, tokenised(READINGS, tokenizer), strict=True):
        if reading.answer is None:
            assert (item.start, item.end, item.answerable) == (0, 0, 0.0)
        else:
            words = tokenizer.decode(item.ids[item.start : item.end + 1].tolist())
            assert words == reading.answers[0].lower()


def test_training_lowers_the_loss_and_writes_a_log(start: Path, tmp_path: Path) -> None:
    from rag.models.training.plot import draw_curves
    from rag.models.training.train import LOG, train

    train(SPLIT, start, tmp_path, plan(passes=6), lambda line: None)
    log = [json.loads(line) for line in (tmp_path / LOG).read_text().splitlines()]
    assert log[-1]["loss_span"] < log[0]["loss_span"]
    assert log[-1]["step"] == log[-1]["of"]
    draw_curves(log, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").stat().st_size > 5_000


def test_an_interrupted_run_goes_on_to_the_same_end(start: Path, tmp_path: Path) -> None:
    import torch

    from rag.models.training.train import train

    class Interrupted(Exception):
        pass

    def interrupt(line: str) -> None:
        if line.startswith("2/"):
            raise Interrupted

    whole = train(SPLIT, start, tmp_path / "whole", plan(), lambda line: None)
    with pytest.raises(Interrupted):
        train(SPLIT, start, tmp_path / "parts", plan(), interrupt)
    resumed = train(SPLIT, start, tmp_path / "parts", plan(), lambda line: None)
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_checkpoint_of_another_plan_is_not_overwritten(start: Path, tmp_path: Path) -> None:
    from rag.models.training.train import train

    train(SPLIT, start, tmp_path, plan(passes=1), lambda line: None)
    with pytest.raises(ValueError, match=r"another plan.*Name another folder"):
        train(SPLIT, start, tmp_path, plan(passes=1, seed=21), lambda line: None)


def test_the_exported_model_says_what_the_trained_one_does(start: Path, tmp_path: Path) -> None:
    import torch

    from rag.models.training.batches import collate, load_tokenizer, tokenised
    from rag.models.training.encoder import from_cross_encoder
    from rag.models.training.export import export

    torch.manual_seed(1)
    encoder = from_cross_encoder(start).eval()
    with torch.no_grad():  # away from the start, in every layer
        for parameter in encoder.layers.parameters():
            parameter.mul_(1 + 0.01 * torch.randn_like(parameter))
    export(encoder, start, tmp_path / "model.onnx")
    tokenizer = load_tokenizer(str(start.with_name("tokenizer.json")))
    (tmp_path / "tokenizer.json").write_bytes(start.with_name("tokenizer.json").read_bytes())
    exported = OnnxEncoder(Weights("tried", "", "", _digests(tmp_path), ""), 1, tmp_path)
    for reading, item in zip(READINGS, tokenised(READINGS, tokenizer), strict=True):
        batch = collate([item])
        with torch.inference_mode():
            outputs = [o.numpy() for o in encoder(batch.ids, batch.types, batch.mask)]
        _, (spans, heads, relevance) = exported.run(reading.question, reading.passage)
        length = len(item.ids)
        assert spans.shape == (1, length, 2)
        assert np.corrcoef(spans[0].ravel(), outputs[0][0, :length].ravel())[0, 1] > 0.98
        assert heads[0, 0] == pytest.approx(outputs[1][0], abs=0.3)
        assert heads[0, 1:] == pytest.approx(outputs[3][0], abs=0.3)
        assert relevance[0, 0] == pytest.approx(outputs[2][0], abs=1.0)


def _digests(folder: Path) -> tuple[tuple[str, str], ...]:
    from hashlib import sha256

    names = ("model.onnx", "tokenizer.json")
    return tuple((name, sha256((folder / name).read_bytes()).hexdigest()) for name in names)


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    import subprocess
    import sys

    run = subprocess.run(
        [sys.executable, "-m", "rag.models.training", str(tmp_path / "no"), "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode != 0
    assert "There is no folder" in run.stderr and "Traceback" not in run.stderr
