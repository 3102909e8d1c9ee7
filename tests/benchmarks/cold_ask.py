"""A cold ``dateline ask`` against the least that a program with Chroma can do.

The peer is a bare script that imports chromadb, opens a store with as many vectors of as many
dimensions as the index, and asks it for the nearest twenty: no model, no keyword search, no
answer. Both are started anew for every measurement, in turn, so that what else the machine does
falls on both. Memory is that of the process alone.

    dateline index articles.jsonl.gz --data /tmp/data
    python -m tests.benchmarks.cold_ask --data /tmp/data --question "Who won the election?"

``--articles`` indexes a file or folder first, into ``--data``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measuring import Usage, print_usages, run_measured

ANSWERED_OR_REFUSED = (0, 3)
FILL = """
import sys, chromadb, numpy
folder, count, dimensions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
collection = chromadb.PersistentClient(folder).create_collection(
    "passages", metadata={"hnsw:space": "cosine"}, embedding_function=None)
random = numpy.random.default_rng(0)
for start in range(0, count, 1000):
    size = min(1000, count - start)
    collection.add(ids=[str(start + i) for i in range(size)],
                   embeddings=random.standard_normal((size, dimensions), dtype="float32"))
"""
QUERY = """
import sys, chromadb
collection = chromadb.PersistentClient(sys.argv[1]).get_collection("passages")
assert len(collection.query(query_embeddings=[[1.0] * int(sys.argv[2])], n_results=20)["ids"][0])
"""


def main() -> None:
    """Measure both and print the ratios."""
    arguments = _arguments()
    count, dimensions = _size_of_index(arguments.data, arguments.articles)
    print(f"{count:,} passages of {dimensions} dimensions")
    ask = [sys.executable, "-m", "bot", "ask", arguments.question, "--json"]
    ask += ["--data", str(arguments.data)]
    with tempfile.TemporaryDirectory() as store:
        run_measured([sys.executable, "-c", FILL, store, str(count), str(dimensions)])
        bare = [sys.executable, "-c", QUERY, store, str(dimensions)]
        usages: dict[str, list[Usage]] = {"dateline ask": [], "bare chromadb script": []}
        for number in range(arguments.runs + 1):
            asked = run_measured(ask, allowed=ANSWERED_OR_REFUSED)
            queried = run_measured(bare)
            if number:  # the first pair warms the disk cache
                usages["dateline ask"].append(asked)
                usages["bare chromadb script"].append(queried)
    print_usages(usages)


def _size_of_index(data: Path, articles: Path | None) -> tuple[int, int]:
    from rag.pipeline import Pipeline
    from rag.settings import load_settings

    with Pipeline.open(load_settings(), data) as pipeline:
        if articles is not None:
            pipeline.update([articles])
        pipeline.ready()
        embedder = pipeline.models.embedder
        if embedder is None:
            sys.exit("There is no embedder, so that the index holds no vectors to compare with.")
        return len(pipeline.library.passage_ids()), len(embedder.embed_query("How long?"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of library and index")
    parser.add_argument("--articles", type=Path, help="index these first")
    parser.add_argument("--question", default="Who won the election?")
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
