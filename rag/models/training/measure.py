"""What is measured while training, on the examples held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from rag.models.training.batches import Item, batched, collate
from rag.models.training.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Figures:
    """``answerable_auc``: by the answerable head; ``null_auc``: by the span head's first token.

    ``span_f1`` is over tokens, of the best span of answered questions;
    ``entailment_accuracy`` is balanced over entailed and not entailed.
    """

    answerable_auc: float
    null_auc: float
    span_f1: float
    entailment_accuracy: float


def measure(encoder: Encoder, readings: Sequence[Item], entailments: Sequence[Item]) -> Figures:
    """Measure ``encoder`` on items held back."""
    encoder.eval()
    answered: list[bool] = []
    scores: list[float] = []
    margins: list[float] = []
    overlaps: list[float] = []
    entailed: list[tuple[bool, bool]] = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for group in batched(readings, 4096, 0):
            batch = collate(group)
            spans, answerable, _, _ = encoder(batch.ids, batch.types, batch.mask)
            for row, item in enumerate(group):
                start, end, margin = best_span(spans[row].float(), item)
                answered.append(item.answerable > 0)
                scores.append(float(answerable[row]))
                margins.append(margin)
                if item.answerable > 0:
                    overlaps.append(_overlap((start, end), (item.start, item.end)))
        for group in batched(entailments, 4096, 0):
            batch = collate(group)
            logits = encoder(batch.ids, batch.types, batch.mask)[3]
            for row, item in enumerate(group):
                entailed.append((item.labels[0], bool(logits[row].float().softmax(0)[0] > 0.5)))
    return Figures(
        round(auc(scores, answered), 4),
        round(auc(margins, answered), 4),
        round(sum(overlaps) / max(1, len(overlaps)), 4),
        round(balanced_accuracy(entailed), 4),
    )


def best_span(logits: torch.Tensor, item: Item, longest: int = 30) -> tuple[int, int, float]:
    """Return the best span's first and last token, and by how much it beats "no answer"."""
    last = len(item.ids) - 1  # the closing token is no part of the text
    start, end = logits[item.second : last, 0], logits[item.second : last, 1]
    sums = start[:, None] + end[None, :]
    places = torch.arange(len(start))
    gap = places[None, :] - places[:, None]
    sums = sums.masked_fill((gap < 0) | (gap >= longest), -torch.inf)
    best = int(sums.argmax())
    first, final = divmod(best, len(start))
    margin = float(sums[first, final] - logits[0].sum())
    return item.second + first, item.second + final, margin


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Return the chance that a positive scores above a negative (ties count half)."""
    ranked = sorted(zip(scores, positive, strict=True))
    above = [s for s, p in ranked if p]
    below = [s for s, p in ranked if not p]
    if not above or not below:
        return float("nan")
    from bisect import bisect_left, bisect_right

    wins = sum(bisect_left(below, s) + bisect_right(below, s) for s in above)
    return wins / 2 / len(above) / len(below)


def balanced_accuracy(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return the mean of the shares found right among (true, predicted) of either kind."""
    shares = []
    for kind in (True, False):
        of_kind = [predicted == kind for true, predicted in pairs if true == kind]
        shares.append(sum(of_kind) / len(of_kind) if of_kind else float("nan"))
    return sum(shares) / 2


def _overlap(found: tuple[int, int], wanted: tuple[int, int]) -> float:
    common = min(found[1], wanted[1]) - max(found[0], wanted[0]) + 1
    if common <= 0:
        return 0.0
    return 2 * common / (found[1] - found[0] + 1 + wanted[1] - wanted[0] + 1)
