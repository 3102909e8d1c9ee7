"""Make a corpus and a question set, without days, of what the reader was not trained on.

    python -m tests.benchmarks.held_corpus BENCH/train FOLDER

The corpus is the encyclopaedic passages that training held back, one article a title. Of their
questions those that a passage answers are drawn, and those that were written to look as if one
did; others are about texts that are not in the corpus. Those written to mislead are one in eight,
since who asks has seldom read the text in order to do so. Writes ``FOLDER/articles.jsonl`` and
``FOLDER/questions.jsonl``.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.models.training.examples import Reading, read_split

IN_CORPUS = {"squad2-dev", "squadshifts-new_wiki"}
ANSWERED, ADVERSARIAL, ELSEWHERE = 160, 32, 64
SEED = 20260101


def articles(readings: Sequence[Reading]) -> list[dict[str, str]]:
    """One article a title, its passages in the order in which they were asked about."""
    passages: dict[str, dict[str, None]] = {}
    for reading in readings:
        passages.setdefault(reading.title, {})[reading.passage] = None
    return [
        {"id": title, "title": title, "text": "\n\n".join(texts)}
        for title, texts in passages.items()
    ]


def question(reading: Reading, number: int, *, answered: bool) -> dict[str, Any]:
    answer = reading.answers[0] if answered else None
    return {"id": str(number), "question": reading.question, "answer": answer, "supporting": []}


def main(train: Path, folder: Path) -> None:
    """Write both files."""
    draw = random.Random(SEED)
    held = read_split(train).held_readings
    inside = [reading for reading in held if reading.source in IN_CORPUS]
    outside = [reading for reading in held if reading.source not in IN_CORPUS]
    sampled = [
        *((r, True) for r in draw.sample([r for r in inside if r.answers], ANSWERED)),
        *((r, False) for r in draw.sample([r for r in inside if not r.answers], ADVERSARIAL)),
        *((r, False) for r in draw.sample(outside, ELSEWHERE)),
    ]
    questions = [question(reading, n, answered=told) for n, (reading, told) in enumerate(sampled)]
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in (("articles", articles(inside)), ("questions", questions)):
        lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
