"""Turns examples into batches: crops passages, tokenises pairs, groups them by length."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from rag.models.training.examples import Entailment, Reading, Split
from rag.models.training.making import Maker, sentences

NOTHING = -100  # PyTorch's "no label here"
PADDED = 16  # odd shapes are slow to multiply
LONGEST = 320  # tokens of a pair; what is beyond is cut off
NATURAL = {"squad2-dev"}  # questions that people wrote to be unanswerable: rare, so seen twice
CHATTER = {"squadshifts-reddit", "squadshifts-amazon_reviews"}  # further from news than the rest


@dataclass(frozen=True, slots=True)
class Item:
    """A tokenised pair and its labels; those of the other task are NOTHING or empty."""

    ids: NDArray[np.int32]
    second: int  # where the second text begins
    start: int = NOTHING
    end: int = NOTHING
    answerable: float = -1.0
    labels: tuple[bool, bool, bool] = (False, False, False)


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of (items, tokens), and the labels of each item; see Item."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    start: Tensor
    end: Tensor
    answerable: Tensor
    labels: Tensor


def one_pass(split: Split, seed: int, limit: int | None = None) -> list[Reading | Entailment]:
    """Draw the examples of one pass over the data, in no order that matters.

    Every answered question comes once, or in chatter seven times in ten: as it is, or made
    unanswerable (three in seven). Those of SQuAD 2.0 come twice, and once more so.
    ``limit`` keeps that many, for a short trial.
    """
    chosen = random.Random(seed)
    maker = Maker(split.readings, seed)
    drawn: list[Reading | Entailment] = list(split.entailments)
    for reading in split.readings:
        if reading.source in NATURAL:
            drawn += [_titled(reading, chosen), reading]
        chatter = reading.source in CHATTER
        if reading.answer is None or (chatter and chosen.random() > 0.7):
            continue
        if chosen.random() < 3 / 7:
            made = maker.unanswerable(reading)
            drawn += [_titled(made, chosen)] if made else []
        else:
            drawn.append(_titled(_cropped(reading, chosen), chosen))
        if chosen.random() < (0.08 if chatter else 0.4):
            drawn += maker.claims(reading)
        if not chatter and (claim := maker.answered_claim(reading)):
            drawn.append(claim)
    chosen.shuffle(drawn)
    return drawn[:limit]


def tokenised(examples: Iterable[Reading | Entailment], tokenizer: Tokenizer) -> list[Item]:
    """Tokenise ``examples``; those whose answer lies beyond LONGEST are left out."""
    items = (
        _reading_item(example, tokenizer)
        if isinstance(example, Reading)
        else _entailment_item(example, tokenizer)
        for example in examples
    )
    return [item for item in items if item is not None]


def batched(items: Sequence[Item], tokens: int, seed: int) -> list[list[Item]]:
    """Group items of about the same length, ``tokens`` a batch, the batches in random order."""
    chosen = random.Random(seed)
    ordered = sorted(items, key=lambda item: len(item.ids) + chosen.random() * 12)
    groups: list[list[Item]] = [[]]
    for item in ordered:
        if groups[-1] and (len(groups[-1]) + 1) * len(item.ids) > tokens:
            groups.append([])
        groups[-1].append(item)
    chosen.shuffle(groups)
    return groups


def collate(items: Sequence[Item]) -> Batch:
    """Pad ``items`` to one length, a multiple of PADDED."""
    longest = -(-max(len(item.ids) for item in items) // PADDED) * PADDED
    ids = torch.zeros(len(items), longest, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, item in enumerate(items):
        length = len(item.ids)
        ids[row, :length] = torch.from_numpy(item.ids)
        types[row, item.second : length] = 1
        mask[row, :length] = 1
    return Batch(
        ids,
        types,
        mask,
        torch.tensor([item.start for item in items]),
        torch.tensor([item.end for item in items]),
        torch.tensor([item.answerable for item in items]),
        torch.tensor([item.labels for item in items]),
    )


def _titled(reading: Reading, chosen: random.Random) -> Reading:
    """Put the article's title above the passage half of the time, as the index does."""
    if not reading.title or reading.source in CHATTER or chosen.random() < 0.5:
        return reading
    head = f"{reading.title}\n"
    answer = reading.answer and (reading.answer[0] + len(head), reading.answer[1] + len(head))
    return Reading(reading.question, head + reading.passage, answer, reading.source, "")


def _cropped(reading: Reading, chosen: random.Random) -> Reading:
    """Keep a window of whole sentences around the answer, of 30 to 220 words."""
    assert reading.answer is not None
    start, end = reading.answer
    spans = sentences(reading.passage)
    first = max(i for i, (a, _) in enumerate(spans) if a <= start)
    last = min(i for i, (_, b) in enumerate(spans) if b >= end)
    wanted = chosen.choice([30, 60, 90, 130, 220])
    while len(reading.passage[spans[first][0] : spans[last][1]].split()) < wanted:
        grow = [d for d in (-1, 1) if (first > 0 if d < 0 else last < len(spans) - 1)]
        if not grow:
            break
        if chosen.choice(grow) < 0:
            first -= 1
        else:
            last += 1
    offset = spans[first][0]
    passage = reading.passage[offset : spans[last][1]]
    return Reading(
        reading.question, passage, (start - offset, end - offset), reading.source, reading.title
    )


def _reading_item(example: Reading, tokenizer: Tokenizer) -> Item | None:
    encoded = tokenizer.encode(example.question, example.passage)
    second = encoded.type_ids.index(1) if 1 in encoded.type_ids else len(encoded.ids)
    ids = np.array(encoded.ids, dtype=np.int32)
    if example.answer is None:
        return Item(ids, second, 0, 0, 0.0)
    inside = [
        place
        for place, (a, b) in enumerate(encoded.offsets)
        if place >= second and a < example.answer[1] and b > example.answer[0]
    ]
    if not inside or encoded.offsets[inside[-1]][1] < example.answer[1]:
        return None
    return Item(ids, second, inside[0], inside[-1], 1.0)


def _entailment_item(example: Entailment, tokenizer: Tokenizer) -> Item:
    encoded = tokenizer.encode(example.claim, example.evidence)
    second = encoded.type_ids.index(1) if 1 in encoded.type_ids else len(encoded.ids)
    labels = (0 in example.labels, 1 in example.labels, 2 in example.labels)
    return Item(np.array(encoded.ids, dtype=np.int32), second, labels=labels)


def load_tokenizer(path: str) -> Tokenizer:
    """Load the encoder's tokenizer, set to cut the second text at LONGEST tokens."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    return tokenizer


def stream(passes: Sequence[list[list[Item]]], skip: int) -> Iterator[Batch]:
    """Yield the batches of all passes in order, without the first ``skip``."""
    groups = [group for one in passes for group in one]
    return (collate(group) for group in groups[skip:])
