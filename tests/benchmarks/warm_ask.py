"""A warm ``pipeline.ask`` against its floor, the reader alone on the very same pairs.

The pairs that the reader was given are noted for each question and read again, by nothing
but the reader, right after the question; the difference is all the rest: two searches, fusion,
choosing sentences, the gate.

    dateline index articles.jsonl.gz --data /tmp/data
    python -m tests.benchmarks.warm_ask --data /tmp/data --questions questions.jsonl

``--articles`` indexes a file or folder first, into ``--data``.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.types import Passage
from tests.benchmarks.measuring import in_mebibytes, percentile

WARM_UP = 3  # questions that are asked before anything is measured

Call = tuple[str, list[Passage]]


def main() -> None:
    """Ask, replay the reader, and print both with their ratio."""
    arguments = _arguments()
    from rag.evaluation.questions import read_questions
    from rag.pipeline import Pipeline
    from rag.settings import load_settings

    questions = read_questions(arguments.questions)[: arguments.limit]
    asked, replayed, pairs = [], [], 0
    with Pipeline.open(load_settings(), arguments.data) as pipeline:
        if arguments.articles is not None:
            pipeline.update([arguments.articles])
        pipeline.ready()
        reader = pipeline.models.reader
        if reader is None:
            sys.exit("There is no reader to compare with.")
        for question in questions[:WARM_UP]:
            pipeline.ask(question.question, as_of=question.asked)
        for question in questions:
            with _noted(reader) as calls:
                started = time.perf_counter()
                pipeline.ask(question.question, as_of=question.asked)
                asked.append(time.perf_counter() - started)
            started = time.perf_counter()
            for words, passages in calls:
                reader.read(words, passages)
            replayed.append(time.perf_counter() - started)
            pairs += sum(len(passages) for _, passages in calls)
    peak = in_mebibytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    print(f"{len(asked)} questions, {pairs / len(asked):.1f} pairs each")
    print(f"{'seconds':<10}{'ask':>8}{'reader alone':>18}{'ratio':>8}")
    for name, ours, floor in (
        ("p50", percentile(asked, 0.5), percentile(replayed, 0.5)),
        ("p95", percentile(asked, 0.95), percentile(replayed, 0.95)),
        ("mean", sum(asked) / len(asked), sum(replayed) / len(replayed)),
    ):
        print(f"{name:<10}{ours:>8.3f}{floor:>18.3f}{ours / floor:>8.2f}")
    print(f"peak memory {peak:.0f} MiB")


@contextmanager
def _noted(reader: Any) -> Iterator[list[Call]]:
    """Note what the reader is asked meanwhile; its work stays the same."""
    kind, calls = type(reader), list[Call]()
    original = kind.read

    def read(self: Any, question: str, passages: Sequence[Passage]) -> Any:
        calls.append((question, list(passages)))
        return original(self, question, passages)

    kind.read = read
    try:
        yield calls
    finally:
        kind.read = original


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of library and index")
    parser.add_argument("--articles", type=Path, help="index these first")
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="the first so many questions alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
