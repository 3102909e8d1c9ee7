"""One spelling for a name's word: accents, capitals and Slavic endings do not part names."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
# Zelensky, Zelenskyy, Zelenskiy, Zelenskii; Dostoevsky, Dostoevski.
_SLAVIC_ENDING = regex.compile(r"(?<=\p{L}{2}[sc]k)(?:yy|iy|yi|ii|ij|i|y)$")
# Yuri, Yury, Yuriy; Sergei, Sergey; Dmitri, Dmytriy.
_FINAL_I = regex.compile(r"(?<=\p{L}{2})(?:yy|iy|yi|ii|ij|y)$")
# A name of another script is told apart by this before any comparison.
_NOT_LATIN = regex.compile(r"(?![\p{Latin}])\p{L}")


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """The word in lower case without accents, full stops, possessive ending.

    Letters of another script stay what they are, however much they look like Latin ones, and so
    do styled letters ("𝐙").
    """
    word = word.lower().replace(".", "").removesuffix("'s").rstrip("'")
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    ).translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


@lru_cache(maxsize=20_000)
def spelled(word: str) -> str:
    """``folded`` with transliterated endings in one form: equal for variants of one name."""
    plain = folded(word)
    if len(plain) < 4:
        return plain
    plain = _SLAVIC_ENDING.sub("i", plain)
    plain = _FINAL_I.sub("i", plain)
    return plain.replace("ks", "x")


def has_foreign_letter(word: str) -> bool:
    """Whether a letter of another script than Latin is in the word."""
    return bool(_NOT_LATIN.search(word))
