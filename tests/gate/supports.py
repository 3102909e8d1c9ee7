"""Supports made of invented sentences, for the rules that compare a claim with its quotes."""

from __future__ import annotations

from datetime import date

from rag.gate.support import Support
from rag.types import Article, Quote

SUNDAY = date(2025, 1, 12)


def supported(
    *sentences: str,
    question: str = "",
    title: str = "Harbour news",
    author: str | None = None,
    outlet: str | None = None,
    published: date | None = SUNDAY,
) -> Support:
    """Each sentence as a quote of one article."""
    article = Article("a", title, "/news/a.txt", author, outlet, published)
    quotes = tuple(Quote(article, "v", 0, len(text), text) for text in sentences)
    return Support(quotes, question)
