"""What a claim may rest on: its quoted sentences, what their articles are, and the question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.types import Quote


@dataclass(frozen=True, slots=True)
class Support:
    """The quotes that a claim named, after they were found and widened to whole sentences.

    ``question`` counts only where a claim repeats it: it is the reader's word, not a source's.
    """

    quotes: tuple[Quote, ...]
    question: str = ""

    @property
    def text(self) -> str:
        """The quoted sentences, joined by spaces."""
        return " ".join(quote.text for quote in self.quotes)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the quoted articles."""
        return tuple(dict.fromkeys(quote.article.title for quote in self.quotes))

    @property
    def bylines(self) -> tuple[str, ...]:
        """Authors and outlets of the quoted articles, as far as they are known."""
        articles = [quote.article for quote in self.quotes]
        named = (name for each in articles for name in (each.author, each.outlet))
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def dates(self) -> tuple[date, ...]:
        """The days on which the quoted articles were published, as far as they are known."""
        days = (quote.article.published for quote in self.quotes)
        return tuple(dict.fromkeys(day for day in days if day))
