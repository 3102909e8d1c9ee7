"""Hostile drafts that change a figure: a number, a unit, a currency, under a true quote."""

from __future__ import annotations

from decimal import Decimal

import regex

from rag.selftest.figures import (
    ORDINALS,
    WORDS,
    Figure,
    figures,
    other_number,
    says_another,
    values_in,
)
from rag.selftest.material import Maker, Material, Proposal, rewrite
from rag.selftest.texts import cased_like
from rag.selftest.words import one_of, words_of

# --------------------------------------------------------------------------- numbers


def _taken(material: Material) -> set[Decimal]:
    """The values that the sentence's surroundings would lend to a claim."""
    return values_in(material.around, material.article.published)


def _other_figure(material: Material) -> tuple[Figure, str] | None:
    """A number of the sentence, drawn by chance, and a wrong one for it."""
    found = figures(material.text)
    if not found:
        return None
    figure = material.random.choice(found)
    new = other_number(material.text, figure, _taken(material), material.random)
    return (figure, new) if new else None


def _replaced(
    material: Material, figure: Figure, new: str, question: str | None = None
) -> Proposal:
    text = material.text
    changed = text[: figure.start] + new + text[figure.end :]
    return material.claim(changed, f"“{figure.written}” → “{new}”", question)


def number(material: Material) -> Proposal | None:
    """A number in digits becomes another: a digit changed, exchanged, dropped, or a zero more."""
    other = _other_figure(material)
    return _replaced(material, *other) if other else None


def number_from_question(material: Material) -> Proposal | None:
    """A wrong number that the question put into the writer's mouth."""
    other = _other_figure(material)
    if other is None:
        return None
    return _replaced(material, *other, f"{material.question} Is {other[1]} the right figure?")


def number_from_title(material: Material) -> Proposal | None:
    """A wrong number that stands in the article's title, where it counts something else."""
    found = figures(material.text)
    if not found:
        return None
    figure = material.random.choice(found)
    here = values_in(material.text)
    lent = [
        each.written
        for each in figures(material.article.title)
        if each.value not in here
        and says_another(material.text, figure.start, figure.end, figure.value, each.value)
    ]
    return _replaced(material, figure, material.random.choice(lent)) if lent else None


def figures_exchanged(material: Material) -> Proposal | None:
    """Two numbers of the sentence change places."""
    text, found = material.text, figures(material.text)
    pairs = [
        (one, other)
        for one in found
        for other in found
        if one.end < other.start
        and one.value != other.value
        and len(regex.findall(r"[^\W\d_]{4,}", text[one.end : other.start])) >= 2
    ]
    if not pairs:
        return None
    one, other = material.random.choice(pairs)
    middle = text[one.end : other.start]
    changed = text[: one.start] + other.written + middle + one.written + text[other.end :]
    return material.claim(changed, f"“{one.written}” and “{other.written}” exchanged")


_NUMBER_WORD = regex.compile(
    rf"(?<![-\w] or )(?<!-)\b({'|'.join(WORDS[2:])})\b(?!-)(?=\s[a-z]{{3,}})(?! or\b| to\b| and\b)",
    regex.IGNORECASE,
)


def number_word(material: Material) -> Proposal | None:
    """A number that is spelled out becomes another."""
    taken = _taken(material)

    def other(match: regex.Match[str]) -> str | None:
        value = Decimal(WORDS.index(match[1].lower()))
        free = [
            word
            for new, word in enumerate(WORDS)
            if new > 1
            and Decimal(new) not in taken
            and says_another(material.text, *match.span(1), value, Decimal(new))
        ]
        return cased_like(match[1], material.random.choice(free)) if free else None

    return rewrite(material, _NUMBER_WORD, other)


_COUNTED = one_of(
    "time day week year month round half term case person man woman world biggest largest attack "
    "wave dose quarter phase most"
)
_ORDINAL = regex.compile(
    rf"\b(?<=\b(?:[Tt]he|his|her|its|their|for a) )"
    rf"(?:{one_of(' '.join((ORDINALS[0], *ORDINALS[2:])))}|second(?=\s{_COUNTED}\b))\b(?=\s[a-z])"
)
_ORDINAL_DIGITS = regex.compile(r"(?<![\d,.])(\d+)(?:st|nd|rd|th)\b")


def ordinal(material: Material) -> Proposal | None:
    """An ordinal becomes another: the third day the fifth, the 19th century the 18th."""
    taken = _taken(material)

    def other_word(_: regex.Match[str]) -> str | None:
        free = [word for place, word in enumerate(ORDINALS) if Decimal(place + 1) not in taken]
        return material.random.choice(free) if free else None

    def other_digits(match: regex.Match[str]) -> str | None:
        value = int(match[1])
        free = [v for v in range(max(1, value - 3), value + 4) if Decimal(v) not in taken]
        return _with_suffix(material.random.choice(free)) if free else None

    return rewrite(material, _ORDINAL, other_word) or rewrite(
        material, _ORDINAL_DIGITS, other_digits
    )


def _with_suffix(value: int) -> str:
    teen = value % 100 in (11, 12, 13)
    return f"{value}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


_SENTENCE_END = regex.compile(r"(?<=[a-z])(?=\.[”\"]?$)")


def figure_put_in(material: Material) -> Proposal | None:
    """A sentence gains a figure that its source does not have."""
    taken, chance = _taken(material), material.random
    value = chance.choice([v for v in range(13, 99) if Decimal(v) not in taken])
    more = chance.choice(
        (
            f", at a cost of ${value} million",
            f", {value} people said",
            f" for the {_with_suffix(value)} time",
            f", {value}% more than a year earlier",
            f" in {value} cities",
        )
    )
    return rewrite(material, _SENTENCE_END, lambda _: more)


# --------------------------------------------------------------------------- scale, unit, currency

_COUNT = rf"(?:\d[\d.,]*|{one_of(' '.join(WORDS[1:]))})"
_SCALES = {"thousand": "million", "million": "billion", "billion": "million", "trillion": "billion"}
_SCALE = regex.compile(rf"(?<![\w.])({_COUNT}\s)({'|'.join(_SCALES)})\b")
_SHORT_SCALES = {"m": "bn", "bn": "m", "M": "B", "B": "M"}
_SHORT_SCALE = regex.compile(r"(?<=[$£€][\d.,]*\d)(m|bn|M|B)\b(?![’'])")


def scale(material: Material) -> Proposal | None:
    """Millions become billions, thousands millions."""
    return rewrite(material, _SCALE, lambda match: match[1] + _SCALES[match[2]]) or rewrite(
        material, _SHORT_SCALE, lambda match: _SHORT_SCALES[match[1]]
    )


_OTHER_UNIT = dict(
    pair.split(":")
    for pair in words_of(
        "miles:kilometres kilometres:miles kilometers:miles metres:feet meters:feet feet:metres "
        "inches:centimetres centimetres:inches centimeters:inches tonnes:kilograms tons:pounds "
        "kilograms:grams kilos:grams grams:kilograms pounds:kilograms acres:hectares "
        "hectares:acres litres:gallons liters:gallons gallons:litres barrels:tonnes "
        "seconds:minutes minutes:hours hours:days days:weeks weeks:months months:years "
        "years:months decades:years centuries:years minute:hour hour:day day:week week:month "
        "month:year year:month mile:kilometre foot:metre meter:foot metre:foot mph:km/h km:miles "
        "kg:grams megawatts:gigawatts gigawatts:megawatts Fahrenheit:Celsius Celsius:Fahrenheit "
        "points:goals goals:points knots:mph percent:percentage_points"
    )
)
_UNIT = regex.compile(
    rf"(?<![\w.])({_COUNT}(?:\s{one_of('hundred thousand million billion')})?(?:\s|-)"
    rf"(?:{one_of('degrees square cubic')}\s)?)({one_of(' '.join(_OTHER_UNIT))})\b"
)


def unit(material: Material) -> Proposal | None:
    """The unit after a number becomes another."""
    return rewrite(material, _UNIT, lambda match: match[1] + _OTHER_UNIT[match[2]])


_SYMBOL = regex.compile(r"(?<![A-Za-z])([$£€])(?=\d)")
_CURRENCY = regex.compile(
    r"(?<=\d )((?:thousand |million |billion |trillion )?)"
    r"((?:U\.?S\.? )?dollars|euros|yen|yuan|rupees|roubles|rubles)\b"
)


def currency(material: Material) -> Proposal | None:
    """An amount of money is in another currency."""

    def other_symbol(_: regex.Match[str]) -> str | None:
        free = [symbol for symbol in "$£€" if symbol not in material.around]
        return material.random.choice(free) if free else None

    def other_word(match: regex.Match[str]) -> str | None:
        free = [w for w in ("dollars", "euros", "yen", "rupees") if w not in material.around]
        return match[1] + material.random.choice(free) if free else None

    return rewrite(material, _SYMBOL, other_symbol) or rewrite(material, _CURRENCY, other_word)


KINDS: dict[str, Maker] = {
    "number": number,
    "number_from_question": number_from_question,
    "number_from_title": number_from_title,
    "figures_exchanged": figures_exchanged,
    "number_word": number_word,
    "ordinal": ordinal,
    "figure_put_in": figure_put_in,
    "scale": scale,
    "unit": unit,
    "currency": currency,
}
