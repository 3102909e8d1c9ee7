"""What is said to a chat model: instructions of ours, and material that is marked as such.

The words are files in ``config/prompts/``, in which ``$name`` stands for a value. Whatever
comes from articles, readers or earlier replies goes between fence lines that bear a number
drawn at random for this one request, so that no text can close its fence or pose as an
instruction.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from string import Template

from rag.errors import SettingsError
from rag.types import Answer, Article, Evidence, Quote, Reply

Messages = list[tuple[str, str]]  # (role, text), the roles being "system" and "human"

PASSAGES_SHOWN = 8  # of the evidence, best first
TURNS_SHOWN = 3  # of a conversation, the last ones
TURN_CHARACTERS = 600  # of each question and reply in it

_MARK = re.compile(r"\s*\[\d+(?:\s*[,;–-]\s*\d+)*\]")
_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")


def shipped(name: str) -> Path:
    """A file or folder of ``config/`` as it came with Dateline: installed, or in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "config" / name
    return installed if installed.exists() else package.parent / "config" / name


class Prompts:
    """The prompts of one folder, checked when they are loaded."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read the prompts in ``folder``, or Dateline's own; raise SettingsError if they fail."""
        self._folder = folder or shipped("prompts")
        self._write = self._read("write.md", ())
        self._evidence = self._read("evidence.md", ("fence", "today", "material"))
        self._follow_up = self._read("follow_up.md", ())
        self._conversation = self._read("conversation.md", ("fence", "material"))

    def writing(
        self,
        question: str,
        evidence: Mapping[str, Evidence],
        *,
        follow_up: str | None = None,
        as_of: date | None = None,
        said: Collection[Quote] = (),
    ) -> Messages:
        """The request to answer ``question`` from ``evidence``, by passage key."""
        blocks = [
            (f"passage {key}", _passage(found.passage.article, found.passage.text))
            for key, found in list(evidence.items())[:PASSAGES_SHOWN]
        ]
        blocks += [("said", quote.text) for quote in said]
        blocks.append(("question", question))
        if follow_up:
            blocks.append(("asked last", follow_up))
        fence, material = fenced(blocks)
        today = as_of.isoformat() if as_of else "not known"
        human = self._evidence.substitute(fence=fence, today=today, material=material)
        return [("system", self._write.substitute()), ("human", human)]

    def rewriting(self, question: str, history: Sequence[tuple[str, Reply]]) -> Messages:
        """The request to make ``question`` stand alone; ``history`` has the oldest turn first."""
        blocks = []
        for asked, reply in history[-TURNS_SHOWN:]:
            blocks.append(("reader", without_marks(asked)[:TURN_CHARACTERS]))
            blocks.append(("reply", _said(reply)[:TURN_CHARACTERS]))
        blocks.append(("question", without_marks(question)))
        fence, material = fenced(blocks)
        human = self._conversation.substitute(fence=fence, material=material)
        return [("system", self._follow_up.substitute()), ("human", human)]

    def _read(self, name: str, values: Collection[str]) -> Template:
        file = self._folder / name
        try:
            template = Template(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            raise SettingsError(
                f"There is no prompt {file}. Copy {name} there from Dateline's config/prompts."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"The prompt {file} cannot be read. Save it as UTF-8.") from error
        if not template.is_valid() or set(template.get_identifiers()) != set(values):
            names = ", ".join(f"${value}" for value in values) or "none"
            raise SettingsError(
                f"The prompt {file} must hold these placeholders and no others: {names}. "
                "Write $$ for a dollar sign."
            )
        return template


def fenced(blocks: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return a new fence number, and the blocks, each ``(label, text)`` between its fences."""
    fence = secrets.token_hex(8)
    while any(fence in text for _, text in blocks):
        fence = secrets.token_hex(8)
    written = (f"<<<{fence} {label}\n{text}\n{fence}>>>" for label, text in blocks)
    return fence, "\n\n".join(written)


def without_marks(text: str) -> str:
    """``text`` without citation marks such as [1] or [2, 3]."""
    return _MARK.sub("", text)


def adds_nothing(rewritten: str, sources: Sequence[str]) -> bool:
    """Whether every name and figure of ``rewritten`` stands in ``sources``.

    A name is any word with a capital letter except the first. Possessive endings are left out
    of account.
    """
    known = {_bare(word) for source in sources for word in _WORD.findall(source)}
    words = _WORD.findall(rewritten)
    telling = [
        word
        for position, word in enumerate(words)
        if any(letter.isdigit() for letter in word) or (position and word != word.lower())
    ]
    return all(_bare(word) in known for word in telling)


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word).lower()


def _passage(article: Article, text: str) -> str:
    known = {
        "Title": article.title,
        "Author": article.author,
        "Outlet": article.outlet,
        "Published": article.published,
    }
    heading = "".join(f"{name}: {value}\n" for name, value in known.items() if value)
    return f"{heading}\n{text}"


def _said(reply: Reply) -> str:
    if isinstance(reply, Answer):
        return without_marks(" ".join(cited.claim.text for cited in reply.claims))
    return without_marks(reply.missing)
