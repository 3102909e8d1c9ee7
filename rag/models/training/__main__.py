"""Train the reader, or go on with a run that was interrupted.

    python -m rag.models.training BENCH/train --out runs/reader [--seed 20] [--batches 3100]

Needs the extra ``train`` (pip install 'dateline[train]'). The folder ``--out`` receives
``checkpoint.pt``, from which the same command goes on, ``log.jsonl``, ``curves.png`` and, at the
end, ``model.onnx`` with ``tokenizer.json``: what lies in rag/models/weights.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import fields
from hashlib import file_digest
from pathlib import Path

NEEDED = "Training needs PyTorch and ONNX. Install them with: pip install 'dateline[train]'"


def main() -> None:
    """Read the arguments, train, draw the curves, export."""
    try:
        from rag.models.training.export import export
        from rag.models.training.train import LOG, Plan, train
    except ModuleNotFoundError as error:
        sys.exit(f"{NEEDED} ({error.name} is missing)")
    from rag.models.onnx import find_weights
    from rag.models.training.examples import read_split
    from rag.models.training.plot import draw_curves
    from rag.models.training.start import CROSS_ENCODER

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="folder of the training sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of this run")
    for field in fields(Plan):
        kind = float if field.type == "float" else int
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"There is no folder {arguments.data}. Name the one with squad2.jsonl.gz in it.")
    plan = Plan(**{field.name: getattr(arguments, field.name) for field in fields(Plan)})
    files = find_weights(CROSS_ENCODER)
    try:
        encoder = train(read_split(arguments.data), files["model.onnx"], arguments.out, plan, print)
    except ValueError as error:
        sys.exit(str(error))
    lines = (arguments.out / LOG).read_text(encoding="utf-8").splitlines()
    draw_curves([json.loads(line) for line in lines], arguments.out / "curves.png")
    export(encoder, files["model.onnx"], arguments.out / "model.onnx")
    shutil.copy(files["tokenizer.json"], arguments.out / "tokenizer.json")
    with (arguments.out / "model.onnx").open("rb") as stream:
        print(f"model.onnx: sha256 {file_digest(stream, 'sha256').hexdigest()}")


if __name__ == "__main__":
    main()
