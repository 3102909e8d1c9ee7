"""Indexing against its floor, the embedder alone on the same passages in the same process.

Everything but the embedder (reading, cleaning, splitting, storing, building and checking the
index) is what Dateline adds; the ratio says what share of the embedder's own speed is left. By
the clock it needs a machine that does nothing else meanwhile; processor seconds do not.

    python -m tests.benchmarks.indexing --articles articles.jsonl.gz --limit 1000

``--articles`` is a ``.jsonl`` or ``.jsonl.gz`` file; ``--limit`` takes its first articles;
``--sample`` bounds how many passages the embedder is timed on alone, spread over all of them.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import in_mebibytes


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds by the clock, and on processors, of this process and those it ran to their end."""

    clock: float
    processor: float

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        return cls(time.perf_counter(), sum(os.times()[:4]))

    def until_now(self) -> Moment:
        """The seconds since."""
        now = Moment.now()
        return Moment(now.clock - self.clock, now.processor - self.processor)


class Stages:
    """Remembers how long each stage of an update took, as its progress is told."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Count the time since anything was told towards this stage."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


def main() -> None:
    """Index into an empty folder, then embed alone, and print both speeds and their ratio."""
    arguments = _arguments()
    from rag.pipeline import Pipeline
    from rag.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        articles = _cut(arguments.articles, arguments.limit, Path(folder))
        with Pipeline.open(load_settings(), Path(folder) / "data") as pipeline:
            embedder = pipeline.models.embedder
            if embedder is None:
                sys.exit("There is no embedder to compare with.")
            embedder.embed_documents(["The first run of a model is slower than the rest."])
            stages, began = Stages(), Moment.now()
            report = pipeline.update([articles], stages)
            indexing = began.until_now()
            peak = in_mebibytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

            ids = pipeline.library.passage_ids()
            chosen = ids[:: -(-len(ids) // arguments.sample)]
            texts = [passage.searchable for passage in pipeline.library.passages(chosen)]
            began = Moment.now()
            embedder.embed_documents(texts)
            floor = began.until_now()
    print(f"{len(report.added):,} articles, {len(ids):,} passages, {len(report.skipped)} skipped")
    print(f"{len(report.added) / indexing.clock:.1f} articles a second; {peak:.0f} MiB at the peak")
    print(f"{'passages a second of':<22}{'indexing':>10}{'embedder alone':>16}{'ratio':>8}")
    for name in ("clock", "processor"):
        ours, alone = len(ids) / getattr(indexing, name), len(texts) / getattr(floor, name)
        print(f"{name:<22}{ours:>10.1f}{alone:>16.1f}{ours / alone:>8.2f}")
    for stage, seconds in stages.seconds.items():
        print(f"  until the last word of stage {stage!r}: {seconds:.1f} s")


def _cut(articles: Path, limit: int | None, folder: Path) -> Path:
    if limit is None:
        return articles
    opener = gzip.open if articles.suffix == ".gz" else open
    with opener(articles, "rb") as source:
        lines = list(itertools.islice(source, limit))
    cut = folder / "articles.jsonl"
    cut.write_bytes(b"".join(lines))
    return cut


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="the first so many articles alone")
    parser.add_argument("--sample", type=int, default=3000, help="passages to time alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
