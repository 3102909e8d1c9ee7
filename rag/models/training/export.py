"""Writes the trained encoder as int8 ONNX, in the graph of the cross-encoder it started from.

Weights become int8 with one scale a column; the embeddings, which training leaves alone, stay as
they were. The new heads are small and stay in float32. Dynamic quantisation of activations is the
graph's own.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from rag.models.training.encoder import HIDDEN, Encoder

STATES = "/bert/encoder/layer.11/output/LayerNorm/Add_1_output_0"
OURS = {
    "attention.self.query": ("query_key_value", 0),
    "attention.self.key": ("query_key_value", 1),
    "attention.self.value": ("query_key_value", 2),
    "attention.output.dense": ("attended", None),
    "attention.output.LayerNorm": ("attended_norm", None),
    "intermediate.dense": ("widen", None),
    "output.dense": ("narrow", None),
    "output.LayerNorm": ("narrow_norm", None),
}


def export(encoder: Encoder, cross_encoder: Path, out: Path) -> None:
    """Write ``encoder`` to the file ``out``; ``cross_encoder`` is the ONNX file it started from.

    The outputs are ``spans`` (1, tokens, 2), ``heads`` (1, 4): answerable, entailed, contradicted
    and neither, and ``logits`` (1, 1): relevance. All are logits.
    """
    model = onnx.load(str(cross_encoder))
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    trained = {name: value.float().numpy() for name, value in encoder.state_dict().items()}

    def put(name: str, value: NDArray[np.generic]) -> None:
        stored[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value), name))

    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            module = re.sub(r"/(Gemm_)?MatMul_quant$", "", node.name).strip("/").replace("/", ".")
            weight = _of(trained, f"{module}.weight").T
            scale = np.abs(weight).max(axis=0) / 127 + 1e-12
            base = node.input[1].removesuffix("_quantized")
            put(f"{base}_quantized", np.rint(weight / scale).astype(np.int8))
            put(f"{base}_scale", scale.astype(np.float32))
            put(f"{base}_zero_point", np.zeros_like(scale, dtype=np.int8))
    for name in stored:
        if name.endswith((".bias", "LayerNorm.weight")) and "embeddings" not in name:
            put(name, _of(trained, name))
    span = (trained["span.weight"], trained["span.bias"])
    _add_head(model.graph, "spans", STATES, *span, "batch", "tokens", 2)
    first = next(n.output[0] for n in model.graph.node if n.name == "/bert/pooler/Gather")
    weight, bias = (
        np.concatenate([trained[f"answerable.{kind}"], trained[f"entailment.{kind}"]])
        for kind in ("weight", "bias")
    )
    _add_head(model.graph, "heads", first, weight, bias, "batch", 4)
    order = ("spans", "heads", "logits")
    outputs = {value.name: value for value in model.graph.output}
    del model.graph.output[:]
    model.graph.output.extend(outputs[name] for name in order)
    onnx.checker.check_model(model)
    out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(out))


def _of(trained: dict[str, NDArray[np.float32]], theirs: str) -> NDArray[np.float32]:
    """Return our weights under their name."""
    module, kind = theirs.rsplit(".", 1)
    if module == "classifier":
        return trained[f"relevance.{kind}"]
    if module == "bert.pooler.dense":
        return trained[f"pooler.{kind}"]
    match = re.fullmatch(r"bert\.encoder\.layer\.(\d+)\.(.+)", module)
    if match is None:
        raise ValueError(f"There is no place for {theirs} in the encoder.")
    name, part = OURS[match[2]]
    value = trained[f"layers.{match[1]}.{name}.{kind}"]
    return value if part is None else value[part * HIDDEN : (part + 1) * HIDDEN]


def _add_head(
    graph: onnx.GraphProto,
    name: str,
    states: str,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
    *shape: str | int,
) -> None:
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.ascontiguousarray(weight.T), f"{name}_weight"),
            numpy_helper.from_array(bias, f"{name}_bias"),
        ]
    )
    graph.node.extend(
        [
            helper.make_node("MatMul", [states, f"{name}_weight"], [f"{name}_sum"]),
            helper.make_node("Add", [f"{name}_sum", f"{name}_bias"], [name]),
        ]
    )
    graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
