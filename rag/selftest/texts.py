"""Texts: on one line, in one style of marks, in quotation marks, with and without capitals."""

from __future__ import annotations

import unicodedata

import regex

from rag.selftest.words import words_of

_SAME_MARKS = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›ʼ", "'") | dict.fromkeys("‐‑‒–—―−", "-")
)


def on_one_line(text: str) -> str:
    """``text`` with each run of white space made one space."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """``text`` in one style of quotation marks and dashes, one Unicode form, on one line."""
    return on_one_line(unicodedata.normalize("NFC", text).translate(_SAME_MARKS))


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but the style of marks, white space and Unicode form."""
    return plain(one) == plain(other)


_LONGEST, _SHORTEST = 420, 40  # characters
_FEWEST_WORDS = 6
_BEGINS = regex.compile(r"[“\"‘']?[A-Z0-9$£€]")
_ENDS = regex.compile(r"[.!?][”\"’')]{0,3}$")
_CAPITAL = regex.compile(r"\p{Lu}")


def is_full_sentence(text: str) -> bool:
    """Whether ``text`` looks like a whole sentence of prose: no heading, list or furniture."""
    line = on_one_line(text)
    return (
        _SHORTEST <= len(line) <= _LONGEST
        and line.count(" ") >= _FEWEST_WORDS - 1
        and _BEGINS.match(line) is not None
        and _ENDS.search(line) is not None
        and len(_CAPITAL.findall(line)) < len(line) / 4
    )


_QUOTED = regex.compile(r"[“\"«][^”\"»]*(?:[”\"»]|$)")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where words stand in double quotation marks; one that is never closed runs to the end."""
    return [match.span() for match in _QUOTED.finditer(text)]


_FIRST_LETTER = regex.compile(r"[“\"‘']*[a-z]")


def capitalised(text: str) -> str:
    """``text`` with its first letter made a capital, after any quotation marks."""
    match = _FIRST_LETTER.match(text)
    return match.group().upper() + text[match.end() :] if match else text


def cased_like(old: str, new: str) -> str:
    """``new`` with a capital where ``old`` has one."""
    return capitalised(new) if old[:1].isupper() else new


# Words that lose their capital when a sentence no longer begins with them.
_COMMON_STARTS = frozenset(
    words_of(
        "The A An This That These Those He She It They We In On At By For From With After Before "
        "When While Although Though Because Since As If Its His Her Their Our My Some Many Most "
        "Several Two Three Four Five Six Seven Eight Nine Ten All Both Each Every No One Another "
        "Other Officials Police Authorities Experts Analysts Scientists Researchers People There"
    )
)
_FIRST_WORD = regex.compile(r"[A-Za-z]+(?![\w’'-])")


def uncapitalised(text: str) -> str | None:
    """``text`` as it stands within a sentence, or None where its first word may be a name."""
    first = _FIRST_WORD.match(text)
    if first and first.group() in _COMMON_STARTS:
        return text[0].lower() + text[1:]
    return None
