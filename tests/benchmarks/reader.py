"""Measure the reader on questions and claims that it was not trained on.

    python -m tests.benchmarks.reader BENCH_FOLDER [--part squad2 clapnq entailment ranking speed]

BENCH_FOLDER holds ``train/`` and ``reader_dev/``. Where a threshold is needed it is chosen on the
questions of ``train/`` that training held back. ``ranking`` and ``speed`` compare with the
cross-encoder that the reader was trained from, in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import string
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from rag.library.splitting import split_sentences
from rag.models.onnx import OnnxEncoder
from rag.models.reader import LocalReader
from rag.models.training.examples import ENTAILED, Reading, read_split, read_squad
from rag.models.training.making import Maker
from rag.models.training.start import CROSS_ENCODER
from rag.types import Article, Evidence, Passage
from rag.types import Reading as Read
from rag.writing import ExtractiveWriter

SEED = 20260101


def passage(text: str, title: str = "") -> Passage:
    """One passage of the whole of ``text``."""
    sentences = tuple(split_sentences(text))
    article = Article(title, title, title)
    return Passage(text[:40], article, "version", 0, len(text), text, sentences)


# --------------------------------------------------------------------------- SQuAD 2.0


def squad2(reader: LocalReader, bench: Path) -> None:
    """Answerable against not, and the F1 of the answers given above one threshold."""
    held = read_split(bench / "train").held_readings
    chosen_on = _scored(reader, [r for r in held if r.source == "squad2-dev"])
    measured = _scored(reader, read_squad(bench / "reader_dev" / "squad2.jsonl.gz"))
    threshold = max((score for score, *_ in chosen_on), key=lambda t: _f1(chosen_on, t))
    print(f"SQuAD 2.0, {len(measured)} questions")
    print(f"  AUC of answerable against not  {_auc(measured):.3f}")
    print(f"  F1, threshold from training    {100 * _f1(measured, threshold):.1f}")
    print(f"  F1 of the answered, forced     {100 * _f1(_answered(measured), -1e9):.1f}")


Scored = tuple[float, float, bool]  # score, F1 of the best span, whether there is an answer


def _scored(reader: LocalReader, readings: Sequence[Reading]) -> list[Scored]:
    scored = []
    for each in readings:
        text = each.passage
        (read,) = reader.read(each.question, [passage(text, each.title)])
        answers = [answer for answer in read.answers if answer]
        best = max(answers, key=lambda answer: answer.score)
        overlap = max(
            (_overlap(text[best.start : best.end], gold) for gold in each.answers), default=0.0
        )
        scored.append((passage_score(read), overlap, each.answer is not None))
    return scored


def passage_score(read: Read) -> float:
    """How sure the reader is that the passage answers: both heads that say so."""
    return read.answerable + max(answer.score for answer in read.answers if answer)


def _answered(scored: Iterable[Scored]) -> list[Scored]:
    return [each for each in scored if each[2]]


def _auc(scored: Sequence[Scored]) -> float:
    return float(roc_auc_score([told for *_, told in scored], [score for score, *_ in scored]))


def _f1(scored: Sequence[Scored], threshold: float) -> float:
    """SQuAD's F1: that of the words where an answer is given, 1 where rightly none is."""
    credits = (f1 if score >= threshold else float(not told) for score, f1, told in scored)
    return sum(credits) / len(scored)


def _overlap(found: str, gold: str) -> float:
    """The F1 of two answers' words, as SQuAD's evaluation script normalises them."""

    def words(text: str) -> list[str]:
        plain = "".join(c for c in text.lower() if c not in string.punctuation)
        return re.sub(r"\b(a|an|the)\b", " ", plain).split()

    ours, theirs = words(found), words(gold)
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs)) if common else 0.0


# --------------------------------------------------------------------------- CLAPnq


def clapnq(reader: LocalReader, bench: Path) -> None:
    """What the extractive writer does with one passage a question: answer or refuse, and cite."""
    writer = ExtractiveWriter()
    answered, refused, cited, gold_cited = [], [], 0, 0
    with gzip.open(bench / "reader_dev" / "clapnq.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        given = row["passages"][0]
        found = passage(given["text"], given["title"])
        (read,) = reader.read(row["input"], [found])
        evidence = {"key": Evidence(found, read.relevance, reading=read)}
        draft = writer.write(row["input"], evidence)
        gold = [_squeezed(s) for o in row["output"] for s in o["selected_sentences"]]
        (answered if gold else refused).append(bool(draft.claims))
        if gold:
            quotes = [_squeezed(claim.text) for claim in draft.claims]
            cited += len(quotes)
            gold_cited += sum(any(q in g or g in q for g in gold) for q in quotes)
    print(f"CLAPnq, {len(answered)} answerable and {len(refused)} unanswerable questions")
    print(f"  answered, of the answerable    {sum(answered) / len(answered):.2f}")
    print(f"  refused, of the unanswerable   {1 - sum(refused) / len(refused):.2f}")
    print(f"  gold among cited sentences     {gold_cited / max(1, cited):.2f}  of {cited}")


def _squeezed(text: str) -> str:
    return "".join(text.split())


# --------------------------------------------------------------------------- entailment


def entailment(reader: LocalReader, bench: Path) -> None:
    """Balanced accuracy of entailed against not, by kind of claim."""
    unseen = read_squad(bench / "reader_dev" / "squad2.jsonl.gz")
    passages = list({reading.passage: reading for reading in unseen}.values())
    maker = Maker(passages, SEED)
    cases = [claim for reading in passages for _ in range(2) for claim in maker.claims(reading)]
    cases += read_split(bench / "train").held_entailments
    kinds: dict[str, list[tuple[bool, bool]]] = {}
    for case in cases:
        says = reader.judge(case.evidence, case.claim).entailed > 0.5
        kind = "swapped facts (made)" if case.source.startswith("made") else case.source
        kinds.setdefault(kind, []).append((ENTAILED in case.labels, says))
    print("Entailment, balanced accuracy of entailed against not")
    for kind, pairs in kinds.items():
        truth, said = zip(*pairs, strict=True)
        print(f"  {kind:<30} {balanced_accuracy_score(truth, said):.3f}  of {len(pairs)}")


# --------------------------------------------------------------------------- ranking and speed


@dataclass(frozen=True)
class CrossEncoder:
    """The model that the reader started from, as it scored passages before."""

    encoder: OnnxEncoder

    def score(self, question: str, passages: Sequence[Passage]) -> list[float]:
        def one(each: Passage) -> float:
            return float(self.encoder.run(question, each.searchable)[1][0][0, 0])

        return list(self.encoder.map(one, passages))


def ranking(reader: LocalReader, bench: Path) -> None:
    """MRR@10 over the 20 passages of the articles that share most words with the question."""
    unseen = read_squad(bench / "reader_dev" / "squad2.jsonl.gz")
    texts = {r.passage: passage(r.passage, r.title) for r in unseen}
    words = {text: set(re.findall(r"\w+", text.lower())) for text in texts}
    asked = random.Random(SEED).sample([r for r in unseen if r.answer], 150)
    cross = CrossEncoder(OnnxEncoder(CROSS_ENCODER, 0))
    found: dict[str, float] = defaultdict(float)
    for each in asked:
        wanted = set(re.findall(r"\w+", each.question.lower()))
        near = sorted(texts, key=lambda text: -len(wanted & words[text]))[:20]
        passages = [texts[text] for text in near]
        readings = reader.read(each.question, passages)
        for name, scores in (
            ("cross-encoder", cross.score(each.question, passages)),
            ("reader, relevance", [read.relevance for read in readings]),
            ("reader, answer", [passage_score(read) for read in readings]),
        ):
            order = [text for _, text in sorted(zip(scores, near, strict=True), reverse=True)]
            rank = order.index(each.passage) + 1 if each.passage in order else 11
            found[name] += 1 / rank if rank <= 10 else 0
    print(f"Ranking 20 passages, MRR@10 over {len(asked)} questions")
    for name, total in found.items():
        print(f"  {name:<30} {total / len(asked):.3f}")


def speed(reader: LocalReader, bench: Path) -> None:
    """Seconds for 20 passages, by turns with the cross-encoder."""
    unseen = read_squad(bench / "reader_dev" / "squad2.jsonl.gz")
    passages = [passage(text) for text in list({r.passage: None for r in unseen})[:20]]
    cross = CrossEncoder(OnnxEncoder(CROSS_ENCODER, 0))
    taken: dict[str, list[float]] = {"cross-encoder": [], "reader": []}
    for reading in unseen[:25]:
        for name, run in (("cross-encoder", cross.score), ("reader", reader.read)):
            started = time.perf_counter()
            run(reading.question, passages)
            taken[name].append(time.perf_counter() - started)
    medians = {name: sorted(times)[len(times) // 2] for name, times in taken.items()}
    ratio = medians["reader"] / medians["cross-encoder"]
    print(f"Reading 20 passages takes {ratio:.2f} times what the cross-encoder takes")


PARTS = {f.__name__: f for f in (squad2, clapnq, entailment, ranking, speed)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--part", nargs="*", choices=list(PARTS), default=list(PARTS))
    arguments = parser.parse_args()
    reader = LocalReader()
    for part in arguments.part:
        PARTS[part](reader, arguments.bench)


if __name__ == "__main__":
    main()
