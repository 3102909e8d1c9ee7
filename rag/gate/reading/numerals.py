"""Numbers as English writes them, in digits or words: ``1.2m``, ``two dozen``, ``twenty-first``.

Values are exact fractions, so that spellings of one number are equal and nothing is rounded. The
libraries that were tried each lose a case that news is full of ("1.2 million" becomes two
numbers, "$1.2bn" a unit of physics, "no one" a 1), and none reads units and dates with them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rag.gate.reading.tokens import Token
from rag.gate.reading.wordlists import word_list


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that ends before the token ``end``.

    ``digits`` is its bare spelling where it is nothing but digits ("2019"), otherwise empty.
    ``maybe_scaled`` is the value that a glued "m" would give: "5m" may be metres or millions.
    """

    value: Fraction
    end: int
    ordinal: bool = False
    digits: str = ""
    maybe_scaled: Fraction | None = None


_SMALL = {
    word: number
    for number, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen",
            "fourteen fifteen sixteen seventeen eighteen nineteen",
        )
    )
} | {"nil": 0, "nought": 0}
_TENS = {
    word: number
    for number, word in zip(
        range(20, 100, 10),
        word_list(
            "twenty thirty forty fifty sixty seventy eighty ninety",
        ),
        strict=True,
    )
}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHORT_SCALES = {
    "k": 10**3,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
_IRREGULAR_ORDINALS = {
    "first": "one",
    "second": "two",
    "third": "three",
    "fifth": "five",
    "eighth": "eight",
    "ninth": "nine",
    "twelfth": "twelve",
}
_SCALES_IN_A_ROW = 4  # "two hundred thousand million"
LONGEST_NUMBER = 40  # digits; what is longer is compared as it is written


def read_number(tokens: Sequence[Token], place: int) -> Numeral | None:
    """The number that begins at ``place``, or None."""
    token = tokens[place]
    if token.kind == "number":
        return _read_digits(tokens, place)
    if token.kind == "mark":
        vulgar = _vulgar(token.text)
        return None if vulgar is None else _scaled(tokens, Numeral(vulgar, place + 1))
    word = token.text.lower()
    if word in ("a", "an") and _word(tokens, place + 1) in SCALES:
        return _read_words(tokens, place + 1)
    if word in ("half", "quarter") and _word(tokens, place + 1) in ("a", "of", "-", *SCALES):
        return _part_of_scale(tokens, place)
    if word in ("minus", "negative"):
        digits = place + 1 < len(tokens) and tokens[place + 1].kind == "number"
        below = (_read_digits if digits else _read_words)(tokens, place + 1)
        return replace(below, value=-below.value, digits="") if below else None
    found = _read_words(tokens, place)
    return found and (_year_in_words(tokens, place, found) or found)


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].text.lower() if 0 <= place < len(tokens) else ""


def _vulgar(text: str) -> Fraction | None:
    """½ as 1/2; None for any other character."""
    if len(text) != 1 or not unicodedata.decomposition(text).startswith("<fraction>"):
        return None
    return Fraction(unicodedata.numeric(text)).limit_denominator(10)


def _read_digits(tokens: Sequence[Token], place: int) -> Numeral | None:
    text = tokens[place].text
    bare = text.replace(",", "").replace(" ", "")
    if len(bare) > LONGEST_NUMBER:
        return None
    value = Fraction(bare)
    numeral = Numeral(value, place + 1, digits=bare if bare == text and bare.isdecimal() else "")
    if place and tokens[place - 1].text == "-" and tokens[place].glued and _is_sign(tokens, place):
        numeral = replace(numeral, value=-value, digits="")
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if following is None:
        return numeral
    vulgar = _vulgar(following.text)
    if vulgar is not None:
        return _scaled(tokens, Numeral(value + vulgar, place + 2))
    suffix = following.text.lower()
    if following.glued and suffix in ("st", "nd", "rd", "th"):
        return Numeral(value, place + 2, ordinal=True)
    if following.glued and following.text == "m":
        return replace(numeral, end=place + 2, maybe_scaled=value * 10**6, digits="")
    if following.glued and following.text == "M":
        return Numeral(value * 10**6, place + 2)
    if suffix in _SHORT_SCALES and (following.glued or suffix in ("bn", "mn", "mln", "tn")):
        return Numeral(value * _SHORT_SCALES[suffix], place + 2)
    return _scaled(tokens, numeral)


def _is_sign(tokens: Sequence[Token], place: int) -> bool:
    """Whether the dash before the digits at ``place`` is a minus, with nothing glued to it."""
    return not tokens[place - 1].glued


def _scaled(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """``numeral`` times the scale words that follow it: "1.2 million", "two hundred thousand"."""
    value, end = numeral.value, numeral.end
    while end < numeral.end + _SCALES_IN_A_ROW:
        after = end + 1 if _word(tokens, end) == "-" and _word(tokens, end + 1) in SCALES else end
        scale = SCALES.get(_word(tokens, after))
        if scale is None:
            break
        value, end = value * scale, after + 1
    if end == numeral.end:
        return numeral
    if [_word(tokens, end + step) for step in range(3)] == ["and", "a", "half"]:
        previous = SCALES[_word(tokens, end - 1)]
        return Numeral(value + Fraction(previous, 2), end + 3)
    return Numeral(value, end)


def _part_of_scale(tokens: Sequence[Token], place: int) -> Numeral | None:
    """ "half a million", "half-dozen", "a quarter of a million"."""
    part = Fraction(1, 2) if _word(tokens, place) == "half" else Fraction(1, 4)
    end = place + 1
    while end < place + 3 and _word(tokens, end) in ("a", "of", "-"):
        end += 1
    scaled = _scaled(tokens, Numeral(part, end))
    return None if scaled.end == end else scaled


def _cardinal(word: str) -> tuple[str, bool]:
    """The cardinal that a word spells, and whether it spells it as an ordinal."""
    if word in _IRREGULAR_ORDINALS:
        return _IRREGULAR_ORDINALS[word], True
    for ending, instead in (("ieth", "y"), ("th", "")):
        cardinal = word.removesuffix(ending) + instead
        if word.endswith(ending) and (cardinal in _SMALL | _TENS or cardinal in SCALES):
            return cardinal, True
    return word, False


def _read_words(tokens: Sequence[Token], place: int) -> Numeral | None:
    total, current, end = 0, None, place
    smallest_scale = 10**15
    ordinal = False
    while end < len(tokens) and not ordinal:
        step = _joining(tokens, end, started=end > place)
        word, ordinal_here = _cardinal(_word(tokens, end + step))
        small = _SMALL.get(word, _TENS.get(word))
        if small is not None and _may_follow(current, small) and (step < 2 or end > place):
            current = (current or 0) + small
        elif word == "hundred" and (current is None or 0 < current < 100):
            current = (1 if current is None else current) * 100
        elif word in SCALES and SCALES[word] < smallest_scale and current != 0:
            if current is None and end > place:
                break
            smallest_scale = SCALES[word]
            total, current = total + (1 if current is None else current) * smallest_scale, None
        else:
            break
        ordinal = ordinal_here
        end += step + 1
    if end == place:
        return None
    if ordinal:
        return Numeral(Fraction(total + (current or 0)), end, ordinal=True)
    return _and_a_half(tokens, Numeral(Fraction(total + (current or 0)), end))


def _joining(tokens: Sequence[Token], place: int, *, started: bool) -> int:
    """How many tokens join the number words before ``place`` to the next: "-", "and"."""
    if not started:
        return 0
    if _word(tokens, place) == "-" and tokens[place].glued:
        return 1
    following = _word(tokens, place + 1)
    before = _cardinal(_word(tokens, place - 1))[0]
    small = _cardinal(following)[0] in _SMALL | _TENS
    return 1 if _word(tokens, place) == "and" and before in SCALES and small else 0


def _may_follow(current: int | None, small: int) -> bool:
    if current is None:
        return True
    if current >= 100 and current % 100 == 0:
        return True
    return current % 100 >= 20 and current % 10 == 0 and 0 < small < 10


def _and_a_half(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """ "two and a half (million)", "a million and a half"."""
    words = [_word(tokens, numeral.end + step) for step in range(3)]
    if words == ["and", "a", "half"] or words == ["and", "a", "quarter"]:
        part = Fraction(1, 2 if words[2] == "half" else 4)
        scale = SCALES.get(_word(tokens, numeral.end - 1), 1)
        return _scaled(tokens, Numeral(numeral.value + part * scale, numeral.end + 3))
    point = _decimal_words(tokens, numeral)
    return point if point is not None else _scaled(tokens, numeral)


def _decimal_words(tokens: Sequence[Token], numeral: Numeral) -> Numeral | None:
    """ "two point five"."""
    if _word(tokens, numeral.end) != "point":
        return None
    digits, end = "", numeral.end + 1
    while (digit := _SMALL.get(_word(tokens, end), 10)) < 10 and len(digits) < LONGEST_NUMBER:
        digits, end = digits + str(digit), end + 1
    if not digits:
        return None
    return _scaled(tokens, Numeral(numeral.value + Fraction(f"0.{digits}"), end))


def _year_in_words(tokens: Sequence[Token], place: int, found: Numeral) -> Numeral | None:
    """ "nineteen eighty-four", "twenty twenty-five"."""
    if found.ordinal or found.value not in (16, 17, 18, 19, 20) or found.end != place + 1:
        return None
    rest = _read_words(tokens, found.end) if found.end < len(tokens) else None
    if rest is None or rest.ordinal or not 10 <= rest.value < 100:
        return None
    year = found.value * 100 + rest.value
    return Numeral(year, rest.end, digits=str(year))
