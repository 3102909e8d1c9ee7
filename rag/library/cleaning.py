"""From raw text to clean paragraphs: what is invisible, broken or page furniture goes.

Clean text is paragraphs separated by exactly ``"\\n\\n"``, each without line breaks and with
single spaces. Cleaning twice changes nothing: ``clean(clean(text)) == clean(text)``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rag.library.furniture import drop_furniture, ends_sentence


def clean(text: str) -> str:
    """The cleaned form of an article's text; empty when nothing but furniture was there."""
    return join(drop_furniture(paragraphs(text)))


def join(parts: Sequence[str]) -> str:
    """Paragraphs as one text, in the form that all offsets count in."""
    return "\n\n".join(parts)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without anything invisible, in Unicode form NFC.

    Blank lines divide paragraphs. Whether a single line break does is decided by the look of
    the text: lines wrapped at a column are joined, lines that each hold whole sentences stay
    apart.
    """
    blocks = [
        [line.rstrip() for line in block.split("\n") if line.strip()]
        for block in _BLANK_LINES.split(clean_characters(text))
    ]
    width = _wrap_width(blocks)
    words = frozenset(_WORD.findall(_BREAK_AT_HYPHEN.sub(" ", text.lower()) if width else ""))
    merged = [part for lines in blocks for part in _merge_lines(lines, width, words)]
    return [part for part in (" ".join(line.split()) for line in merged) if part]


def clean_line(text: str) -> str:
    """The text as one line: nothing invisible, any white space as a single space, NFC."""
    return " ".join(clean_characters(text).split())


# ---------------------------------------------------------------------------- characters

_LINE_ENDS = re.compile("\r\n?|[\v\f\u2028]")
_OTHER_LINE_ENDS = frozenset("\r\v\f\u2028\u2029")
_SOFT_BREAK = re.compile("\u00ad[ \t]*\n[ \t]*")

_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
_EMOJI_STYLED = _EMOJI + "©®\u203c\u2049™ℹ↔-↪⌚-⏺Ⓜ▪-◾⤴⤵⬅-⭕〰〽㊗㊙"
_NEEDLESS_STYLE = re.compile(f"(?<![{_EMOJI_STYLED}])\ufe0f")
# Joiners shape words in Persian and Indic scripts, and families of emoji; nowhere else.
_JOINED = f"{_EMOJI}\ufe0f\u0620-\u06ff\u0900-\u0dff"
_NEEDLESS_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")
_JUDGED_IN_PLACE = frozenset("\u200c\u200d\ufe0f")

_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd")
_INVISIBLE_LETTERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc"
    + "".join(map(chr, [*range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0)]))
)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# NFC sorts a run of marks in a time that grows with its square; no script stacks this many.
_MARKS_AT_MOST = 16


def clean_characters(text: str) -> str:
    """The text in NFC, its lines ended by ``"\\n"``, without a character that cannot be seen.

    Gone are control, format (zero-width, direction, tag), private, unassigned and surrogate
    characters. What stands in the C1 range is read as Windows-1252, whence it always comes.
    """
    seen = set(text)
    cleaned = text
    if not seen.isdisjoint(_OTHER_LINE_ENDS):
        cleaned = _LINE_ENDS.sub("\n", cleaned).replace("\u2029", "\n\n")
    if "\u00ad" in seen:
        cleaned = _SOFT_BREAK.sub("", cleaned)
    table = {ord(char): visible for char in seen if (visible := _visible(char)) != char}
    if table:
        cleaned = cleaned.translate(table)
    if not seen.isdisjoint(_JUDGED_IN_PLACE):
        cleaned = _NEEDLESS_JOINER.sub("", _NEEDLESS_STYLE.sub("", cleaned))
    marks = "".join(char for char in seen if unicodedata.combining(char))
    if marks:
        cleaned = re.sub(f"([{marks}]{{{_MARKS_AT_MOST}}})[{marks}]+", r"\1", cleaned)
    cleaned = unicodedata.normalize("NFC", cleaned)
    # One removal can bring together what asks for another; an unchanged text is finished.
    return cleaned if cleaned == text else clean_characters(cleaned)


@lru_cache(maxsize=16384)
def _visible(char: str) -> str:
    """The character itself, what it stands for, or "" when it cannot be seen."""
    if char in "\n\t" or char in _JUDGED_IN_PLACE or char in _VISIBLE_FORMATS:
        return char
    if "\x80" <= char <= "\x9f":
        return char.encode("latin-1").decode("cp1252", errors="ignore")
    if char == "\u2800" or "\x1c" <= char <= "\x1f":
        return " "
    hidden = char in _INVISIBLE_LETTERS or unicodedata.category(char) in _HIDDEN_CATEGORIES
    return "" if hidden else char


# -------------------------------------------------------------------------------- layout

_BLANK_LINES = re.compile(r"\n\s*\n")
_LIST_ITEM = re.compile(r"\s*(?:[-–—*•·▪►‣]\s|\(?\d{1,3}[.)]\s)")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W\d_]+")
_BREAK_AT_HYPHEN = re.compile(r"\w+-\s*\n\s*\w+")

# Wrapped text is this wide; a line of fewer of these parts of the width ends a paragraph.
_WRAP_COLUMNS = range(35, 121)
_FULL_LINE = 0.8
_RUNS_ON_AT_LEAST = 0.3  # of the line breaks in wrapped text stand before a small letter
_BROKEN_LINE_AT_LEAST = 30  # letters in a line that a small letter on the next one continues


def _wrap_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """The column at which the text was wrapped, or None when its lines are paragraphs."""
    breaks = [pair for lines in blocks for pair in pairwise(lines)]
    if not breaks:
        return None
    lengths = sorted(len(line) for line, _ in breaks)
    width = lengths[len(lengths) * 9 // 10]
    running_on = sum(_runs_on(line, following) for line, following in breaks)
    wrapped = width in _WRAP_COLUMNS and running_on >= _RUNS_ON_AT_LEAST * len(breaks)
    return width if wrapped else None


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence clearly goes on over the line break."""
    return not ends_sentence(line) and following.lstrip()[:1].islower()


def _merge_lines(lines: Sequence[str], width: int | None, words: frozenset[str]) -> list[str]:
    """The lines of one block, joined where they belong to one paragraph."""
    merged: list[str] = []
    last = ""
    for line in lines:
        if merged and _continues(last, line, width):
            merged[-1] = _glue(merged[-1], line.strip(), words)
        else:
            merged.append(line)
        last = line
    return merged


def _continues(last: str, line: str, width: int | None) -> bool:
    if _LIST_ITEM.match(line):
        return False
    if _runs_on(last, line):
        return width is not None or len(last) >= _BROKEN_LINE_AT_LEAST
    if width is None:
        return False
    indented = line[:2].isspace() and not last[:1].isspace()
    first_word = len(line.split(maxsplit=1)[0])
    return not indented and len(last) + 1 + first_word > _FULL_LINE * width


def _glue(text: str, line: str, words: frozenset[str]) -> str:
    """Two lines as one; a word broken at a hyphen is whole again, a compound keeps its own."""
    broken, rest = _BROKEN_WORD.search(text), _WORD.match(line)
    if broken is None or rest is None or not line[0].islower():
        return f"{text} {line}"
    first, second = broken[1].lower(), rest[0].lower()
    is_compound = first + second not in words and first in words and second in words
    return text + line if is_compound else text[:-1] + line
