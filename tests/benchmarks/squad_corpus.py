"""Make a corpus and a question set, without days, out of SQuAD-like reading questions.

    python -m tests.benchmarks.squad_corpus SQUAD2.jsonl.gz OTHERS.jsonl.gz FOLDER

The paragraphs of each title of the first file become one article. Of its questions 150 that a
paragraph answers and 30 that were written to look as if one did are drawn; 60 questions of the
second file, about other articles, have no answer in the corpus. Those of the second kind are
fewer, since who asks has seldom read the text in order to mislead; how many fewer is a choice,
made after trying 90 on two articles, where it refused answers that stood there. Writes
``FOLDER/articles.jsonl`` and ``FOLDER/questions.jsonl``.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

ANSWERED, ADVERSARIAL, ELSEWHERE = 150, 30, 60
SEED = 20260101


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def articles(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """One article a title, its paragraphs in the order in which they were asked about."""
    paragraphs: dict[str, dict[str, None]] = {}
    for row in rows:
        paragraphs.setdefault(row["title"], {})[row["context"]] = None
    return [
        {"id": title, "title": title.replace("_", " "), "text": "\n\n".join(texts)}
        for title, texts in paragraphs.items()
    ]


def question(row: dict[str, Any], number: int, *, answered: bool) -> dict[str, Any]:
    answer = row["answers"][0]["text"] if answered else None
    return {"id": str(number), "question": row["question"], "answer": answer, "supporting": []}


def main(squad: Path, others: Path, folder: Path) -> None:
    """Write both files."""
    draw = random.Random(SEED)
    rows = read(squad)
    sampled = [
        *((row, True) for row in draw.sample([r for r in rows if r["answers"]], ANSWERED)),
        *((row, False) for row in draw.sample([r for r in rows if not r["answers"]], ADVERSARIAL)),
        *((row, False) for row in draw.sample(read(others), ELSEWHERE)),
    ]
    questions = [question(row, n, answered=told) for n, (row, told) in enumerate(sampled)]
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in (("articles", articles(rows)), ("questions", questions)):
        lines = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
