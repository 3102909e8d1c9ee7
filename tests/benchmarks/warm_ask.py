"""A warm ``pipeline.ask`` against its floor, the reranker alone on the very same pairs.

The pairs that the reranker was given are noted for each question and scored again, by nothing
but the reranker, right after the question; the difference is all the rest: two searches, fusion,
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

from tests.benchmarks.measuring import in_mebibytes, percentile

WARM_UP = 3  # questions that are asked before anything is measured

Call = tuple[str, list[str]]


def main() -> None:
    """Ask, replay the reranker, and print both with their ratio."""
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
        reranker = pipeline.models.reranker
        if reranker is None:
            sys.exit("There is no reranker to compare with.")
        for question in questions[:WARM_UP]:
            pipeline.ask(question.question, as_of=question.asked)
        for question in questions:
            with _noted(reranker) as calls:
                started = time.perf_counter()
                pipeline.ask(question.question, as_of=question.asked)
                asked.append(time.perf_counter() - started)
            started = time.perf_counter()
            for words, texts in calls:
                reranker.score(words, texts)
            replayed.append(time.perf_counter() - started)
            pairs += sum(len(texts) for _, texts in calls)
    peak = in_mebibytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    print(f"{len(asked)} questions, {pairs / len(asked):.1f} pairs each")
    print(f"{'seconds':<10}{'ask':>8}{'reranker alone':>18}{'ratio':>8}")
    for name, ours, floor in (
        ("p50", percentile(asked, 0.5), percentile(replayed, 0.5)),
        ("p95", percentile(asked, 0.95), percentile(replayed, 0.95)),
        ("mean", sum(asked) / len(asked), sum(replayed) / len(replayed)),
    ):
        print(f"{name:<10}{ours:>8.3f}{floor:>18.3f}{ours / floor:>8.2f}")
    print(f"peak memory {peak:.0f} MiB")


@contextmanager
def _noted(reranker: Any) -> Iterator[list[Call]]:
    """Note what the reranker is asked meanwhile; its work stays the same."""
    kind, calls = type(reranker), list[Call]()
    original = kind.score

    def score(self: Any, question: str, texts: Sequence[str]) -> Any:
        calls.append((question, list(texts)))
        return original(self, question, texts)

    kind.score = score
    try:
        yield calls
    finally:
        kind.score = original


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
