"""Hostile drafts with characters that hide, mislead or look like others.

The words are the source's own, so that only what was smuggled in is wrong.
"""

from __future__ import annotations

import regex

from rag.selftest.material import Maker, Material, Proposal
from rag.types import DraftClaim

_CONTROLS = (
    "\x00",
    "\x07",
    "\x08",
    "\x1b[2J",
    "\x1b]52;c;aGk=\x07",
    "\x1b[8m",
    "\x7f",
    "\x9b31m",
    "\x85",
    "\x0b",
)
_BIDI = ("\u202e", "\u202d", "\u202a", "\u2066", "\u2067", "\u2068", "\u200f", "\u200e", "\u061c")
_ZERO_WIDTH = (
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u180e",
    "\u2063",
    "\U000e0041\U000e0042",
    "\u115f",
    "\u3164",
    "\ufe0f",
    "\ue000",
    "\u034f",
)


def _with_character(material: Material, characters: tuple[str, ...]) -> Proposal | None:
    """One of ``characters`` put into the text, and as often as not into the quote as well."""
    character = material.random.choice(characters)
    text = material.text
    if character[0] in material.passage.text:
        return None
    place = material.random.choice(
        [0, len(text), *(m.start() for m in regex.finditer(r"(?<=\w)\w", text))]
    )
    changed = text[:place] + character + text[place:]
    shown = character.encode("unicode_escape").decode("ascii")
    quote = material.random.choice((material.sentence.text, changed))
    return Proposal((DraftClaim(changed, ((material.key, quote),)),), f"{shown} at {place}")


def control(material: Material) -> Proposal | None:
    """A control character or a terminal's escape sequence."""
    return _with_character(material, _CONTROLS)


def bidi(material: Material) -> Proposal | None:
    """A mark that turns the direction of what is read."""
    return _with_character(material, _BIDI)


def zero_width(material: Material) -> Proposal | None:
    """A character that takes no room or is not seen."""
    return _with_character(material, _ZERO_WIDTH)


_LOOK_ALIKES = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")  # to Cyrillic
_GREEK = str.maketrans("oOABEZHIKMNTXv", "οΟΑΒΕΖΗΙΚΜΝΤΧν")


def homoglyph(material: Material) -> Proposal | None:
    """A word in which letters are those of another script that look alike."""
    table = material.random.choice((_LOOK_ALIKES, _GREEK))
    words = [
        m
        for m in regex.finditer(r"[A-Za-z]{3,}", material.text)
        if m.group().translate(table) != m.group()
    ]
    if not words:
        return None
    word = material.random.choice(words)
    swapped = word.group().translate(table)
    changed = material.text[: word.start()] + swapped + material.text[word.end() :]
    quote = material.random.choice((material.sentence.text, changed))
    claim = DraftClaim(changed, ((material.key, quote),))
    return Proposal((claim,), f"“{word.group()}” in letters of another script")


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_STYLES = (
    str.maketrans(
        _LATIN, "".join(chr(0x1D41A + place) for place in range(26))
    ),  # mathematical bold
    str.maketrans(_LATIN, "".join(chr(0xFF41 + place) for place in range(26))),  # full width
    str.maketrans(_LATIN, "".join(chr(0x24D0 + place) for place in range(26))),  # in circles
    str.maketrans("0123456789", "０１２３４５６７８９"),
    str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
)


def styled_letters(material: Material) -> Proposal | None:
    """A word in letters, or a number in digits, of another style: bold, wide, raised."""
    table = material.random.choice(_STYLES)
    words = [
        m for m in regex.finditer(r"\w+", material.text) if m.group().translate(table) != m.group()
    ]
    if not words:
        return None
    word = material.random.choice(words)
    styled = word.group().translate(table)
    changed = material.text[: word.start()] + styled + material.text[word.end() :]
    return material.claim(changed, f"“{word.group()}” → “{styled}”")


def stacked_marks(material: Material) -> Proposal | None:
    """A letter under so many accents that it covers other lines."""
    place = material.random.randrange(1, len(material.text))
    marks = "".join(chr(0x300 + material.random.randrange(0x60)) for _ in range(12))
    return material.claim(
        material.text[:place] + marks + material.text[place:], "12 accents on one letter"
    )


KINDS: dict[str, Maker] = {
    "control": control,
    "bidi": bidi,
    "zero_width": zero_width,
    "homoglyph": homoglyph,
    "styled_letters": styled_letters,
    "stacked_marks": stacked_marks,
}
