"""The door for outside text: articles, file names, questions, models, exceptions.

Whatever a terminal would obey instead of show stops here: C0 and C1 controls, escape
sequences, bidirectional overrides, invisible characters, lone surrogates.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

_WORTH_A_LOOK = re.compile(r"[^\x20-\x7e\n]")
_OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Unicode's controls, formats, surrogates, separators


def printable(text: str) -> str:
    """The text as it may be shown: of all controls only ``\\n`` is left.

    A control becomes U+FFFD, so that it is seen that something was there; invisible
    characters go; a tab becomes a space and every kind of line end ``\\n``.
    """
    return _WORTH_A_LOOK.sub(_show, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Printable, on one line, with single spaces between the words."""
    return " ".join(printable(text).split())


def to_json(value: Any, *, indent: int | None = 2) -> str:
    """JSON in readable Unicode; what a terminal would obey is written as ``\\uXXXX``.

    Reading it back gives the value unchanged.
    """
    return _WORTH_A_LOOK.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def _show(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\t":
        return " "
    if character in "\r\v\f\x85":
        return "\n"
    match unicodedata.category(character):
        case "Cc" | "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf":
            return ""
        case "Zl" | "Zp":
            return "\n"
        case _:
            return character


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    obeyed = unicodedata.category(character) in _OBEYED
    return json.dumps(character)[1:-1] if obeyed else character
