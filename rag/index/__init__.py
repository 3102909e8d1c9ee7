"""The index: derived from the library, disposable, never trusted without being checked.

Dense vectors lie in Chroma, words in BM25 (bm25s), and what scopes ask about in small arrays,
together in one *generation* that is never changed once it is published. See `generations.py`
for how one is built aside, checked and swapped in.
"""

from __future__ import annotations

from rag.index.build import build_index
from rag.index.entries import IndexEntry
from rag.index.generations import IndexStale
from rag.index.search import Index
from rag.types import Hit

__all__ = ["Hit", "Index", "IndexEntry", "IndexStale", "build_index"]
