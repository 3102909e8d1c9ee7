"""The training examples: reads the benchmark's sets into one form, and holds a part back.

A reading example asks whether a passage answers a question, and where; an entailment example
asks what a piece of evidence says of a claim. Sets that tell less than three ways apart name
every label that would be right.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENTAILED, CONTRADICTED, NEITHER = 0, 1, 2
NOT_ENTAILED = frozenset({CONTRADICTED, NEITHER})


@dataclass(frozen=True, slots=True)
class Reading:
    """``answer`` is the span of characters in ``passage``; None: the passage does not answer.

    ``answers`` are the words of every answer that people gave, of which it is the shortest.
    """

    question: str
    passage: str
    answer: tuple[int, int] | None
    source: str
    title: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entailment:
    """``labels`` are those that count as right."""

    claim: str
    evidence: str
    labels: frozenset[int]
    source: str


@dataclass(frozen=True, slots=True)
class Split:
    """What is trained on and what is held back, from ``../shared/bench/train``."""

    readings: list[Reading]
    entailments: list[Entailment]
    held_readings: list[Reading]
    held_entailments: list[Entailment]


HELD_TITLES = {"Black_Death"}  # of SQuAD 2.0, whose articles are long


def read_split(folder: Path) -> Split:
    """Read every set in ``folder``; about one text in eighteen is held back, whole."""
    readings = [
        *read_squad(folder / "squad2.jsonl.gz"),
        *read_squad(folder / "squadshifts.jsonl.gz"),
    ]
    readings += read_qed(folder / "qed.jsonl.gz")
    entailments = list(read_entailments(folder))
    return Split(
        [r for r in readings if not _reading_held(r)],
        [e for e in entailments if not _held(e.evidence)],
        [r for r in readings if _reading_held(r)],
        [e for e in entailments if _held(e.evidence)],
    )


def read_squad(file: Path) -> list[Reading]:
    """Read a file of SQuAD's form, one question a line."""
    return [
        Reading(
            row["question"].strip(),
            row["context"],
            _shortest([(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]),
            row["source"],
            row["title"].replace("_", " "),
            tuple(answer["text"] for answer in row["answers"]),
        )
        for row in _rows(file)
    ]


def read_qed(file: Path) -> list[Reading]:
    """Read QED: Natural Questions with the answer's place in the paragraph."""
    readings = []
    for row in _rows(file):
        spans = [
            (a["paragraph_reference"]["start"], a["paragraph_reference"]["end"])
            for a in row["annotation"].get("answer", [])
        ] or [(a["start"], a["end"]) for answer in row["original_nq_answers"] for a in answer]
        passage = row["paragraph_text"]
        spans = [s for s in spans if 0 <= s[0] < s[1] <= len(passage)]
        if spans:
            readings.append(
                Reading(row["question_text"], passage, spans[0], "qed", row["title_text"])
            )
    return readings


def read_entailments(folder: Path) -> Iterator[Entailment]:
    """Read FactCheck-GPT, FEVER-symmetric, WiCE, RTE and SummEdits."""
    stances = {
        "completely-support": frozenset({ENTAILED}),
        "refute": frozenset({CONTRADICTED}),
        "irrelevant": frozenset({NEITHER}),
    }
    for row in _rows(folder / "factcheckgpt_stance.jsonl.gz"):
        if row["stance"] in stances:
            yield Entailment(row["claim"], row["evidence"], stances[row["stance"]], "factcheckgpt")
    verdicts = {"SUPPORTS": frozenset({ENTAILED}), "REFUTES": frozenset({CONTRADICTED})}
    for name in ("fever_symmetric_dev", "fever_symmetric_test"):
        for row in _rows(folder / f"{name}.jsonl.gz"):
            yield Entailment(row["claim"], row["evidence"], verdicts[row["label"]], "fever")
    for row in _rows(folder / "wice_dev.jsonl.gz"):
        labels = frozenset({ENTAILED}) if row["label"] == "supported" else NOT_ENTAILED
        yield Entailment(row["claim"], _wice_evidence(row), labels, "wice")
    for name in ("train", "dev"):
        text = gzip.decompress((folder / f"{name}.tsv.gz").read_bytes()).decode()
        for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
            labels = frozenset({ENTAILED}) if row["label"] == "entailment" else NOT_ENTAILED
            yield Entailment(row["sentence2"], row["sentence1"], labels, "rte")
    for file in sorted(folder.glob("summedits_*.jsonl.gz")):
        for row in _rows(file):
            if len(row["doc"].split()) <= 260:
                labels = frozenset({ENTAILED}) if row["label"] == 1 else NOT_ENTAILED
                yield Entailment(row["summary"], row["doc"], labels, "summedits")


def _wice_evidence(row: dict[str, Any]) -> str:
    """The sentences that a person judged by, and some others around them, in their order."""
    places, needed = row["meta"]["chunk_idx"], set(row["meta"].get("oracle_idx", ()))
    chosen = random.Random(row["claim"])
    kept = [
        sentence
        for place, sentence in zip(places, row["evidence"], strict=True)
        if place in needed or chosen.random() < 0.3
    ]
    return " ".join(kept or row["evidence"][:5])


def _reading_held(reading: Reading) -> bool:
    if reading.source.startswith("squad2"):
        return reading.title.replace(" ", "_") in HELD_TITLES
    return _held(reading.passage)


def _held(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 18 == 0


def _shortest(spans: list[tuple[int, int]]) -> tuple[int, int] | None:
    return min(spans, key=lambda span: span[1] - span[0]) if spans else None


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
