"""The list of articles: for people, for other programs, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from bot.printable import one_line
from bot.render import Line, byline, words
from rag.types import Article


def matching(articles: Iterable[Article], search: str) -> list[Article]:
    """The articles that have all words of ``search`` in their id, title, outlet or author."""
    sought = search.casefold().split()
    return [article for article in articles if all(word in _about(article) for word in sought)]


def _about(article: Article) -> str:
    fields = (article.id, article.title, article.outlet, article.author)
    return " ".join(field for field in fields if field).casefold()


def source_lines(article: Article, copies: Sequence[Article]) -> list[Line]:
    """An article as people read it, with its copies."""
    lines = [Line(byline(article)), Line(words(article.id, "dim"), indent=4)]
    return lines + [Line(words(f"copy: {copy.id}", "dim"), indent=4) for copy in copies]


def source_row(article: Article, copies: Sequence[Article]) -> Line:
    """For other programs: id, date, outlet, title and the ids of copies, between tabs."""
    fields = (
        article.id,
        article.published.isoformat() if article.published else "",
        article.outlet or "",
        article.title,
        " ".join(copy.id for copy in copies),
    )
    return Line(Text("\t".join(map(one_line, fields))))


def source_to_dict(article: Article, copies: Sequence[Article]) -> dict[str, Any]:
    """As JSON values, under the same names as in a reply's citations."""
    values = asdict(article)
    published = article.published.isoformat() if article.published else None
    named = {"article_id": values.pop("id"), **values, "published": published}
    return {**named, "copies": [copy.id for copy in copies]}
