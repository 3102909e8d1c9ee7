"""Evidence in, a Draft out: what a writer proposes to say, trusted by nobody."""

from rag.writing.extractive import ExtractiveWriter

__all__ = ["ExtractiveWriter"]
