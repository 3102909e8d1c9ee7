"""Draws the curves of a training run from its log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

PANELS = (
    ("Loss", ("loss_span", "loss_answerable", "loss_entailment", "loss_relevance")),
    ("Held back", ("answerable_auc", "null_auc", "span_f1", "entailment_accuracy")),
)


def draw_curves(log: Sequence[dict[str, Any]], out: Path) -> None:
    """Write a picture of losses and held-back figures over the batches of ``log``."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.5), layout="constrained")
    for axes, (title, names) in zip(figure.subplots(1, 2), PANELS, strict=True):
        for name in names:
            points = [(line["step"], line[name]) for line in log if name in line]
            if points:
                axes.plot(*zip(*points, strict=True), marker=".", label=name.replace("_", " "))
        axes.set_title(title)
        axes.set_xlabel("batches")
        axes.grid(alpha=0.3)
        axes.legend()
    figure.savefig(out, dpi=110)
