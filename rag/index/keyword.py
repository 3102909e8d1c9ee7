"""BM25 over passages, by bm25s; the only import of bm25s.

bm25s precomputes a score for every word of every passage, which holds as long as no passage
comes or goes. So a generation keeps the word counts too: a changed one counts the words of the
new passages alone and computes all scores anew from the counts, in array operations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.index.entries import Floats, Mask, Numbers, Rows, best_hits
from rag.types import Hit

COUNTS = "counts.npy"  # of a word in a passage, int32, aligned with bm25s' own arrays
LENGTHS = "lengths.npy"  # of a passage in words, int32


class KeywordIndex:
    """The BM25 part of one published generation. Safe to be searched by several threads."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._bm25 = bm25s.BM25.load(folder, mmap=True)

    def search(self, query: str, k: int, ids: Sequence[str], mask: Mask | None = None) -> list[Hit]:
        """The ``k`` best passages, of those in ``mask``, that share a word with ``query``."""
        vocabulary = self._bm25.vocab_dict
        words = [word for word in _tokenize([query], as_words=True)[0] if word in vocabulary]
        if not words:
            return []
        scores = self._bm25.get_scores(words, weight_mask=mask)
        rows = np.flatnonzero(scores > 0)
        return best_hits(ids, rows, scores[rows], k)

    def common_word(self) -> str | None:
        """A word that finds something, or None if no passage has one. For the check."""
        starts = self._bm25.scores["indptr"]
        for word, code in self._bm25.vocab_dict.items():
            if starts[code + 1] > starts[code] and _tokenize([word], as_words=True) == [[word]]:
                return str(word)
        return None


class KeywordBuilder:
    """Makes the BM25 part of a new generation, from nothing or from an older one."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._rows: Numbers = np.empty(0, dtype=np.int32)  # sorted by word, then by row
        self._counts: Numbers = np.empty(0, dtype=np.int32)
        self._starts: Rows = np.zeros(1, dtype=np.int64)  # of each word in the two above
        self._lengths: list[int] = []
        self._new: list[tuple[Numbers, Numbers, Numbers]] = []  # words, rows, counts

    @classmethod
    def load(cls, folder: Path, kept: Rows) -> KeywordBuilder:
        """Go on from the BM25 part in ``folder``, with the rows ``kept`` of it, ascending."""
        import bm25s

        old = bm25s.BM25.load(folder, mmap=True)
        rows, starts = old.scores["indices"], old.scores["indptr"]
        lengths = np.load(folder / LENGTHS)
        renumbered = np.full(len(lengths), -1, dtype=np.int32)
        renumbered[kept] = np.arange(len(kept), dtype=np.int32)
        stays = renumbered[rows] >= 0
        builder = cls()
        builder._vocabulary = old.vocab_dict
        builder._rows = renumbered[rows[stays]]
        builder._counts = np.load(folder / COUNTS, mmap_mode="r")[stays]
        builder._starts = np.concatenate([[0], np.cumsum(stays)])[starts]
        builder._lengths = lengths[kept].tolist()
        return builder

    def add(self, texts: Sequence[str]) -> None:
        """Count the words of these passages, whose rows follow those there already."""
        tokenized = _tokenize(texts, as_words=False)
        codes = np.array(
            [self._code(word) for word in sorted(tokenized.vocab, key=tokenized.vocab.__getitem__)],
            dtype=np.int64,
        )
        lengths = [len(words) for words in tokenized.ids]
        row_of_word = np.repeat(np.arange(len(lengths)) + len(self._lengths), lengths)
        words = np.fromiter((word for words in tokenized.ids for word in words), dtype=np.int64)
        pairs, counts = np.unique(row_of_word << 32 | codes[words], return_counts=True)
        self._new.append(
            (
                (pairs & 0xFFFFFFFF).astype(np.int32),
                (pairs >> 32).astype(np.int32),
                counts.astype(np.int32),
            )
        )
        self._lengths.extend(lengths)

    def save(self, folder: Path) -> None:
        """Merge, score, and write what `KeywordIndex` and `load` read."""
        import bm25s

        self._merge()
        bm25 = bm25s.BM25(backend="numpy")
        lengths = np.array(self._lengths, dtype=np.int32)
        bm25.vocab_dict = self._vocabulary
        bm25.scores = {
            "data": self._scores(lengths, k1=bm25.k1, b=bm25.b),
            "indices": self._rows,
            "indptr": self._starts,
            "num_docs": len(lengths),
        }
        bm25.nonoccurrence_array = None  # this kind of BM25 has none
        bm25.save(folder, show_progress=False)
        np.save(folder / COUNTS, self._counts)
        np.save(folder / LENGTHS, lengths)

    def _code(self, word: str) -> int:
        return self._vocabulary.setdefault(word, len(self._vocabulary))

    def _merge(self) -> None:
        """Put the new counts behind the old ones of the same word; new rows are higher."""
        if not self._new:
            return
        words, rows, counts = (np.concatenate(part) for part in zip(*self._new, strict=True))
        self._new = []
        order = np.lexsort((rows, words))
        words, rows, counts = words[order], rows[order], counts[order]
        size = len(self._vocabulary)
        starts = np.full(size + 1, self._starts[-1])
        starts[: len(self._starts)] = self._starts
        place = starts[words + 1]
        self._rows = np.insert(self._rows, place, rows)
        self._counts = np.insert(self._counts, place, counts)
        starts[1:] += np.cumsum(np.bincount(words, minlength=size))
        self._starts = starts

    def _scores(self, lengths: Numbers, k1: float, b: float) -> Floats:
        """BM25 as Lucene has it: what ``bm25s.BM25().index`` computes, without its loops."""
        frequency = np.diff(self._starts)
        idf = np.log(1 + (len(lengths) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        average = lengths.mean() if lengths.any() else 1.0
        damping = k1 * ((1 - b) + b * lengths / average)
        scores: NDArray[Any] = np.repeat(idf, frequency) * (
            self._counts / (damping[self._rows] + self._counts)
        )
        return scores.astype(np.float32)


def _tokenize(texts: Sequence[str], *, as_words: bool) -> Any:
    """English stems without stop words: lists of words, or bm25s' (ids, vocabulary).

    A stemmer of our own for each call, since one must not be shared between threads.
    """
    import bm25s
    import Stemmer

    return bm25s.tokenize(
        [_fold(text) for text in texts],
        stopwords="en",
        stemmer=Stemmer.Stemmer("english"),
        return_ids=not as_words,
        show_progress=False,
    )


def _fold(text: str) -> str:
    """Drop accents, which readers leave out: Erdoğan is found as Erdogan."""
    if text.isascii():
        return text
    valid = text.encode("utf-8", errors="replace").decode("utf-8")  # a lone surrogate is not
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", valid))


_ACCENTS = re.compile("[\u0300-\u036f]+")
