"""A claim is plain prose: nothing in it that a reader cannot see, or that is not text.

A chat window, a terminal and a web page each read something into a text: links, mentions,
headings, spoilers, escape codes. A claim may hold none of it. Ordinary writing in any language
passes, with its accents, quotation marks, dashes, currency signs: AT&T, C#, #MeToo, Amazon.com,
"[sic]", 10² m, Persian with its joiners.
"""

from __future__ import annotations

import unicodedata
from html.entities import html5

import regex

# Scripts that need a joiner or non-joiner within a word to be spelled at all.
_JOINING = r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}" + (
    r"\p{Telu}\p{Knda}\p{Mlym}\p{Sinh}\p{Khmr}\p{Tibt}\p{Mymr}]"
)
_HARMLESS_JOINER = regex.compile(rf"(?<={_JOINING}\p{{M}}*)[\u200c\u200d](?={_JOINING})")

_BREAK = regex.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NO_TEXT = frozenset({"Cc", "Co", "Cs", "Cn"})  # control, private, surrogate, unassigned
_STAND_INS = "\ufffc\ufffd"
_UNSEEN = regex.compile(r"[[\p{Cf}\p{DI}\u2800]--[\p{PCM}]]", regex.VERSION1)
_STACKED = regex.compile(r"\p{M}{5,}")
_PICTURE = regex.compile(
    r"[[\p{Extended_Pictographic}\U0001F1E6-\U0001F1FF]--[©®™‼⁉↔-↙]]", regex.V1
)

# What the source's own text is never made of. Each pattern and what it is, in the order tried.
_MARKUP = tuple(
    (regex.compile(pattern, regex.IGNORECASE), what)
    for pattern, what in (
        (r"!?\[[^\[\]]*\]\s?[(\[]|\]\s*:\s*\S+://", "a link"),
        (r"\b[a-z][a-z0-9+.-]{0,30}://|\b(?:mailto|javascript|data|tel|vbscript):\S", "an address"),
        (r"\bwww\d?\.\w|\b[\w-]{1,63}\.\p{L}{2,24}/\S|\bdiscord\.gg\b", "an address"),
        (r"[@＠﹫]\w|\w[@＠﹫]", "a mention or an address"),
        (r"<[@#:/!?\p{L}]", "a tag"),
        (r"(?<!\w):[a-z_+-]{2,}:(?!\w)", "a picture’s code"),
        (r"`[^`]*`|``", "code"),
        (r"\|\||~~|\$\$|[{}]", "markup"),
        (r"(?<!\w)\*{1,3}(?=[^\s*])[^*]*[^\s*]\*{1,3}(?!\w)", "emphasis"),
        (r"(?<!\w)_{1,3}(?=[^\s_])[^_]*[^\s_]_{1,3}(?!\w)", "emphasis"),
        (r"\\[\p{P}\p{S}nrtux0]", "an escape"),
        (r"^\s*(?:#{1,6}\s|-#\s|[-*+•]\s|>|\d{1,9}[.)]\s|={3,}|-{3,})", "a heading, list or quote"),
        (r"\s{3,}", "a gap"),
    )
)
_CITATION = regex.compile(
    r"""
    [\[【〔⟦［] \s* (?: \^? [\p{N}\s,;:†*–-]+ | (?:sources?|citations?|refs?|references?|passages?)
        \b [^\]】〕⟧］]* | citation\ needed ) \s* (?:† [^\]】〕⟧］]*)? [\]】〕⟧］]
  | \( \s* (?:sources?|refs?\.?|references?|citations?) \s* [:\p{N}\[] [^)]* \)
  | \b sources? \s* : \s
  | (?<=[\p{L}.,;:!?”"'’)]) [¹⁰⁴-⁹] | (?<=[.,;:!?”"'’)]) [²³]
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_ENTITY = regex.compile(r"&(?:#\w{1,8}|(\w{2,32}));")

# Letters of other scripts that look like Latin ones, so that a word of them reads as another.
_LIKE_LATIN = frozenset(
    "аеорсухѕіјԁһԛԝкАВЕКМНОРСТУХЅІЈҮԌ" + "οικνρτυχαΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "օսոհցզԼՕՍ"
)
_GREEK_IN_NAMES = frozenset("βγδεζηθλμξπσφψωΓΔΘΛΞΠΣΦΨΩ")  # μg, kΩ, TNFβ: like no Latin letter
_LATIN_IN_DISGUISE = regex.compile(
    r"[\U0001D400-\U0001D7FF\u1D00-\u1D7Fɑɡɩɪɴʀʏʟɢʙʜſ①-ⓩ\U0001F100-\U0001F1FF]"
)
_FULL_WIDTH = regex.compile(r"[Ａ-Ｚａ-ｚ０-９]")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_DIGITS = regex.compile(r"\p{Nd}+")
_EAST_ASIAN = frozenset({"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"})
_SCRIPTS = tuple(
    (script, regex.compile(rf"\p{{Script={script}}}"))
    for script in [
        "Latin",
        "Cyrillic",
        "Greek",
        "Armenian",
        "Hebrew",
        "Arabic",
        "Cherokee",
        "Georgian",
        "Coptic",
        "Lisu",
        "Han",
        "Hiragana",
        "Katakana",
        "Hangul",
        "Bopomofo",
        "Thai",
        "Devanagari",
        "Bengali",
        "Tamil",
        "Ethiopic",
    ]
)


def check_plain(claim: str) -> str | None:
    """What in ``claim`` is not plain prose, in a sentence, or None. The time taken is linear."""
    return (
        _check_characters(claim)
        or _check_scripts(claim)
        or _check_markup(claim)
        or _check_citations(claim)
    )


def _check_characters(claim: str) -> str | None:
    if _BREAK.search(claim):
        return "The claim has a line break."
    for character in dict.fromkeys(claim):
        if unicodedata.category(character) in _NO_TEXT or character in _STAND_INS:
            return f"The claim has {_name(character)}, which is not text."
    if found := _UNSEEN.search(_HARMLESS_JOINER.sub("", claim)):
        return f"The claim has {_name(found.group())}, which cannot be seen."
    if _STACKED.search(claim):
        return "The claim has a letter with a stack of accents."
    if found := _PICTURE.search(claim):
        return f"The claim has {_name(found.group())}, a picture."
    return None


def _name(character: str) -> str:
    """A character by its number, and its name where it has one."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")


def _check_scripts(claim: str) -> str | None:
    """Letters of one script that pass for those of another."""
    if found := _LATIN_IN_DISGUISE.search(claim):
        return f"The claim has {_name(found.group())}, which looks like another letter."
    words = [word.group() for word in _WORD.finditer(claim)]
    scripts = [_scripts_of(word) for word in words]
    anywhere = frozenset().union(*scripts)
    east_asian = sum(bool(used & _EAST_ASIAN) for used in scripts) > len(words) / 2
    if _FULL_WIDTH.search(claim) and not east_asian:
        return "The claim has letters or digits of full width, which look like others."
    for word, used in zip(words, scripts, strict=True):
        if len(used) > 1 and not used <= (_EAST_ASIAN | {"Latin"} if east_asian else _EAST_ASIAN):
            return f"The claim mixes scripts within a word: {' and '.join(sorted(used))}."
        if "Latin" in anywhere - used and used and set(word) <= _LIKE_LATIN:
            return f"The claim has a word of {min(used)} letters that looks like a Latin one."
    for digits in _DIGITS.finditer(claim):
        if len({ord(digit) - unicodedata.digit(digit) for digit in digits.group()}) > 1:
            return "The claim mixes scripts within a number."
    return None


def _scripts_of(word: str) -> frozenset[str]:
    if word.isascii():
        return frozenset({"Latin"})
    letters = "".join(dict.fromkeys(word))
    used = {script for script, letter in _SCRIPTS if letter.search(letters)}
    if used == {"Latin", "Greek"} and not set(letters) & _LIKE_LATIN:
        used = {"Latin"} if _has_only_named_greek(letters) else used
    return frozenset(used)


def _has_only_named_greek(letters: str) -> bool:
    greek = {letter for letter in letters if regex.match(r"\p{Script=Greek}", letter)}
    return greek <= _GREEK_IN_NAMES


def _check_markup(claim: str) -> str | None:
    for pattern, what in _MARKUP:
        if pattern.search(claim):
            return f"The claim has {what} in it, and is to be plain text."
    for entity in _ENTITY.finditer(claim):
        if entity.group(1) is None or f"{entity.group(1)};" in html5:
            return "The claim has a character written as HTML."
    return None


def _check_citations(claim: str) -> str | None:
    if found := _CITATION.search(claim):
        return f"The claim has a citation mark of its own: “{found.group()[:40].strip()}”."
    return None
