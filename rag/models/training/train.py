"""The training run: four losses, a schedule, checkpoints that a later run goes on from."""

from __future__ import annotations

import copy
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as functional
from tokenizers import Tokenizer
from torch import Tensor

from rag.models.training.batches import (
    NATURAL,
    NOTHING,
    Batch,
    Item,
    batched,
    load_tokenizer,
    one_pass,
    stream,
    tokenised,
)
from rag.models.training.encoder import Encoder, from_cross_encoder
from rag.models.training.examples import Split
from rag.models.training.measure import Figures, measure


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train; the defaults are those of the weights that are shipped (see their card)."""

    passes: int = 2
    frozen: int = 4  # lowest layers that stay as they are
    tokens: int = 2048  # a batch
    rate: float = 8e-5  # AdamW's, at its highest; the new heads' is ten times that
    warmup: float = 0.05  # the part of the run in which the rate rises
    seed: int = 20
    distil_every: int = 5  # batches; in these the cross-encoder's relevance is learned too
    limit: int | None = 30_000  # examples of a pass
    batches: int | None = 3_100  # end after so many, whatever is left of the passes
    measure_every: int = 500  # batches
    save_every: int = 100


CHECKPOINT, LOG = "checkpoint.pt", "log.jsonl"
HEADS = ("span", "answerable", "entailment")


def train(split: Split, start: Path, out: Path, plan: Plan, say: Callable[[str], None]) -> Encoder:
    """Train from the cross-encoder's ONNX file ``start``, its tokenizer beside it.

    ``out`` receives a checkpoint and a log, a JSON object a line; where it holds a checkpoint of
    the same plan, the run goes on from it. Raises ValueError where the plan is another one.
    """
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    tokenizer = load_tokenizer(str(start.with_name("tokenizer.json")))
    say("Drawing and tokenising the examples …")
    passes = [
        batched(tokenised(one_pass(split, plan.seed + n, plan.limit), tokenizer), plan.tokens, n)
        for n in range(plan.passes)
    ]
    held = _held_items(split, tokenizer, plan)
    encoder = from_cross_encoder(start)
    teacher = copy.deepcopy(encoder).eval().requires_grad_(False)
    encoder.freeze(plan.frozen)
    optimizer = _optimizer(encoder, plan)
    done = _resume(out / CHECKPOINT, encoder, optimizer, plan)
    total = min(sum(map(len, passes)), plan.batches or sys.maxsize)
    say(f"{total} batches, of which {done} are done.")
    started, losses = time.monotonic(), _Means()
    with (out / LOG).open("a", encoding="utf-8") as log:
        for step, batch in zip(range(done + 1, total + 1), stream(passes, done), strict=False):
            for group in optimizer.param_groups:
                group["lr"] = group["highest"] * _schedule(step / total, plan.warmup)
            losses.add(_step(encoder, teacher if step % plan.distil_every == 0 else None, batch))
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if step % plan.measure_every == 0 or step == total:
                figures = measure(encoder, *held)
                line = {"step": step, "of": total, **losses.taken(), **asdict(figures)}
                line["seconds"] = round(time.monotonic() - started)
                print(json.dumps(line), file=log, flush=True)
                say(_sentence(step, total, figures))
            if step % plan.save_every == 0 or step == total:
                _save(out / CHECKPOINT, encoder, optimizer, plan, step)
    return encoder.eval()


def _step(encoder: Encoder, teacher: Encoder | None, batch: Batch) -> dict[str, float]:
    """Add the gradients of one batch, and return its losses."""
    encoder.train()
    with torch.autocast("cpu", torch.bfloat16):
        outputs = encoder(batch.ids, batch.types, batch.mask)
        taught = teacher(batch.ids, batch.types, batch.mask)[2] if teacher else None
    losses = _losses(tuple(output.float() for output in outputs), batch, taught)
    torch.autograd.backward(sum(losses.values(), torch.zeros(())))
    return {name: loss.item() for name, loss in losses.items()}


def _losses(outputs: tuple[Tensor, ...], batch: Batch, taught: Tensor | None) -> dict[str, Tensor]:
    span, answerable, relevance, entailment = outputs
    reading = batch.start != NOTHING
    losses = {}
    if reading.any():
        allowed = (batch.types * batch.mask).bool()
        allowed[:, 0] = True  # the first token stands for "no answer here"
        span = span.masked_fill(~allowed[:, :, None], -1e4)[reading]
        losses["span"] = 0.5 * (
            functional.cross_entropy(span[:, :, 0], batch.start[reading])
            + functional.cross_entropy(span[:, :, 1], batch.end[reading])
        )
        losses["answerable"] = functional.binary_cross_entropy_with_logits(
            answerable[reading], batch.answerable[reading]
        )
        if taught is not None:
            losses["relevance"] = 0.3 * functional.smooth_l1_loss(
                relevance[reading], taught.float()[reading]
            )
    if not reading.all():
        chances = functional.log_softmax(entailment[~reading], dim=1)
        right = chances.masked_fill(~batch.labels[~reading], -torch.inf)
        losses["entailment"] = -torch.logsumexp(right, dim=1).mean()
    return losses


def _schedule(part: float, warmup: float) -> float:
    """The rate at ``part`` of the run: up in a line, then down in a line to nothing."""
    return part / warmup if part < warmup else (1 - part) / (1 - warmup)


def _optimizer(encoder: Encoder, plan: Plan) -> torch.optim.AdamW:
    named = [(n, p) for n, p in encoder.named_parameters() if p.requires_grad]
    new = [p for n, p in named if n.startswith(HEADS)]
    old = [p for n, p in named if not n.startswith(HEADS)]
    return torch.optim.AdamW(
        [{"params": old, "highest": plan.rate}, {"params": new, "highest": plan.rate * 10}],
        lr=plan.rate,
        weight_decay=0.01,
        fused=True,
    )


def _held_items(split: Split, tokenizer: Tokenizer, plan: Plan) -> tuple[list[Item], list[Item]]:
    natural = [r for r in split.held_readings if r.source in NATURAL]
    return (
        tokenised(natural[: plan.limit], tokenizer),
        tokenised(split.held_entailments[: plan.limit], tokenizer),
    )


def _save(
    file: Path, encoder: Encoder, optimizer: torch.optim.Optimizer, plan: Plan, step: int
) -> None:
    state = {
        "plan": asdict(plan),
        "step": step,
        "encoder": encoder.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    torch.save(state, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def _resume(file: Path, encoder: Encoder, optimizer: torch.optim.Optimizer, plan: Plan) -> int:
    """Load the checkpoint, if there is one, and return the number of batches behind it."""
    if not file.exists():
        return 0
    state = torch.load(file, weights_only=True)
    if state["plan"] != asdict(plan):
        raise ValueError(
            f"{file} is of another plan: {state['plan']}. Name another folder, or remove it."
        )
    encoder.load_state_dict(state["encoder"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


class _Means:
    """The mean of each loss since the last time they were taken."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {}

    def add(self, losses: dict[str, float]) -> None:
        for name, value in losses.items():
            self._values.setdefault(name, []).append(value)

    def taken(self) -> dict[str, float]:
        means = {f"loss_{n}": round(sum(v) / len(v), 4) for n, v in self._values.items()}
        self._values.clear()
        return means


def _sentence(step: int, total: int, figures: Figures) -> str:
    return (
        f"{step}/{total}: answerable AUC {figures.answerable_auc:.3f}, span F1 "
        f"{figures.span_f1:.3f}, entailment {figures.entailment_accuracy:.3f}"
    )
