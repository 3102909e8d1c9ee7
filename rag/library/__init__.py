"""The library: articles, their versions and passages, and the vectors of the passages."""

from rag.library.rereading import read_articles
from rag.library.store import Library

__all__ = ["Library", "read_articles"]
