"""What a user keeps: a conversation as Markdown, an answer's receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import assert_never

from bot.printable import one_line, to_json
from bot.render import coverage_words, day_words
from rag.errors import UsageError
from rag.types import Answer, Article, Citation, Refusal, Reply

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]+")


def markdown(turns: Sequence[tuple[str, Reply]]) -> str:
    """The questions and replies, in order. Outside text is escaped: it formats nothing."""
    return "\n\n".join(["# Dateline", *(part for turn in turns for part in _turn(*turn))]) + "\n"


def _turn(question: str, reply: Reply) -> Iterator[str]:
    yield f"## {_escape(question)}"
    match reply:
        case Answer():
            yield _escape(reply.text)
            yield "\n\n".join(_citation(citation) for citation in reply.citations)
        case Refusal():
            yield f"**No answer.** {_escape(reply.missing)}"
            if reply.nearest:
                nearest = "\n".join(f"- {_byline(article)}" for article in reply.nearest)
                yield f"Nearest articles:\n\n{nearest}"
            yield f"Searched: {coverage_words(reply.coverage)}."
        case _:
            assert_never(reply)


def _citation(citation: Citation) -> str:
    article = citation.quote.article
    address = one_line(article.url or article.path)
    address = f"<{address}>" if _WEB_ADDRESS.fullmatch(address) else _escape(address)
    return (
        f"> **[{citation.number}]** “{_escape(citation.quote.text)}”\n>\n"
        f"> {_byline(article)}, {address}"
    )


def _byline(article: Article) -> str:
    day = day_words(article.published) if article.published else None
    facts = (article.title or article.id, article.outlet, day, article.author)
    return _escape(", ".join(fact for fact in facts if fact))


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))


def write_receipt(reply: Reply, path: Path) -> None:
    """Writes what ``dateline verify`` checks."""
    from rag.receipts import make_receipt

    write(path, to_json(make_receipt(reply.to_dict())) + "\n")


def write(path: Path, text: str) -> None:
    """Writes a file for the user; raises UsageError where it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
