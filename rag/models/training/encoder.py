"""The network that is trained: a BERT of twelve layers with the reader's four heads.

It starts from the MS MARCO MiniLM-L12 cross-encoder, whose int8 weights are multiplied out
again (``dequantised``): its relevance head comes along, the other three begin at random.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import onnx
import torch
import torch.nn.functional as functional
from onnx import numpy_helper
from torch import Tensor, nn

HIDDEN, HEADS, LAYERS, WIDE = 384, 12, 12, 1536
WORDS, POSITIONS = 30_522, 512


class Layer(nn.Module):
    """One transformer layer, normalised after each sum, as BERT's are."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attended = nn.Linear(HIDDEN, HIDDEN)
        self.attended_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.widen = nn.Linear(HIDDEN, WIDE)
        self.narrow = nn.Linear(WIDE, HIDDEN)
        self.narrow_norm = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Map ``states`` (batch, tokens, HIDDEN) to the same shape; ``mask`` is true for tokens."""
        batch, length, _ = states.shape
        parts = self.query_key_value(states).view(batch, length, 3, HEADS, HIDDEN // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Spelt out: PyTorch's fused attention takes twice as long on a processor's way back.
        weights = (query @ key.transpose(-1, -2)) / math.sqrt(HIDDEN // HEADS)
        weights = weights.masked_fill(~mask, torch.finfo(weights.dtype).min).softmax(dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(batch, length, HIDDEN)
        states = self.attended_norm(states + self.attended(mixed))
        normed: Tensor = self.narrow_norm(states + self.narrow(functional.gelu(self.widen(states))))
        return normed


class Encoder(nn.Module):
    """(question, passage) or (claim, evidence) in, the four heads' logits out."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.types = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pooler = nn.Linear(HIDDEN, HIDDEN)
        self.relevance = nn.Linear(HIDDEN, 1)
        self.span = nn.Linear(HIDDEN, 2)
        self.answerable = nn.Linear(HIDDEN, 1)
        self.entailment = nn.Linear(HIDDEN, 3)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Return the logits of span, answerable, relevance and entailment.

        ``ids``, ``types`` and ``mask`` are (batch, tokens). Shapes of the results:
        (batch, tokens, 2) for start and end, (batch,), (batch,) and (batch, 3).
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.positions(places) + self.types(types))
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :].bool())
        first = states[:, 0]
        relevance = self.relevance(torch.tanh(self.pooler(first)))
        return (
            self.span(states),
            self.answerable(first).squeeze(-1),
            relevance.squeeze(-1),
            self.entailment(first),
        )

    def freeze(self, layers: int) -> None:
        """Hold the embeddings and the lowest ``layers`` layers as they are."""
        embeddings = (self.words, self.positions, self.types, self.norm)
        for part in (*embeddings, *list(self.layers)[:layers]):
            part.requires_grad_(False)


def from_cross_encoder(path: Path) -> Encoder:
    """Return an Encoder with the weights of the int8 ONNX cross-encoder at ``path``."""
    found = dequantised(path)
    weights = {
        "words.weight": found["bert.embeddings.word_embeddings.weight"],
        "positions.weight": found["bert.embeddings.position_embeddings.weight"],
        "types.weight": found["bert.embeddings.token_type_embeddings.weight"],
    }
    for kind in ("weight", "bias"):
        weights[f"norm.{kind}"] = found[f"bert.embeddings.LayerNorm.{kind}"]
        weights[f"pooler.{kind}"] = found[f"bert.pooler.dense.{kind}"]
        weights[f"relevance.{kind}"] = found[f"classifier.{kind}"]
        for number in range(LAYERS):
            theirs, ours = f"bert.encoder.layer.{number}", f"layers.{number}"
            weights[f"{ours}.query_key_value.{kind}"] = torch.cat(
                [found[f"{theirs}.attention.self.{x}.{kind}"] for x in ("query", "key", "value")]
            )
            for our_name, their_name in (
                ("attended", "attention.output.dense"),
                ("attended_norm", "attention.output.LayerNorm"),
                ("widen", "intermediate.dense"),
                ("narrow", "output.dense"),
                ("narrow_norm", "output.LayerNorm"),
            ):
                weights[f"{ours}.{our_name}.{kind}"] = found[f"{theirs}.{their_name}.{kind}"]
    encoder = Encoder()
    missing, unexpected = encoder.load_state_dict(weights, strict=False)
    new = {
        f"{head}.{kind}"
        for head in ("span", "answerable", "entailment")
        for kind in ("weight", "bias")
    }
    if set(missing) != new or unexpected:
        raise ValueError(f"{path} is not the cross-encoder expected: {missing} {unexpected}")
    return encoder


def dequantised(path: Path) -> dict[str, Tensor]:
    """Return the float32 weights of an ONNX file quantised to int8, under their PyTorch names.

    Matrices are turned to PyTorch's (out, in).
    """
    graph = onnx.load(str(path)).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def float_of(name: str) -> Tensor:
        whole = stored[f"{name}_quantized"].astype("float32") - float(stored[f"{name}_zero_point"])
        return torch.from_numpy(whole * float(stored[f"{name}_scale"]))

    weights = {
        name: torch.from_numpy(value.copy())
        for name, value in stored.items()
        if name.startswith(("bert.", "classifier.")) and name.endswith((".weight", ".bias"))
    }
    for name in stored:
        if name.startswith("bert.embeddings.") and name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            weights[base] = float_of(base)
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            base = node.input[1].removesuffix("_quantized")
            module = node.name.strip("/").replace("/", ".")
            module = re.sub(r"\.(MatMul|Gemm_MatMul)_quant$", "", module)
            weights[f"{module}.weight"] = float_of(base).T.contiguous()
    return weights
