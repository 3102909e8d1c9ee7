"""Whether a claim repeats a sentence with something else in one place.

"The vote is on Tuesday in Lowmere" has "Tuesday" between "is on" and "in Lowmere". A claim with
the same words around a figure or name has put it in Tuesday's place, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.gate.placing import OCCURRENCES, Item, Same, Source, Text
from rag.gate.reading.naming import everyday_words
from rag.gate.reading.tokens import Token

_LONGEST = 8  # tokens of a name or figure


def displaced(claim: Text, item: Item, source: Source, same: Same) -> bool:
    """Whether the words around ``item`` stand around something else in a source, and not it.

    One word on either side must be the same, and a second on one of them.
    """
    replaced = False
    for text in source.texts:
        own = [other for other in text.items if same(item, other)]
        if any(_beside_alike(claim, item, text, other) for other in own):
            return False
        replaced = replaced or any(
            _is_specific(text.tokens[start:end])
            and not any(other.start < end and start < other.end for other in own)
            for start, end in _same_frame(claim, item, text)
        )
    return replaced


def _word(tokens: Sequence[Token], place: int) -> str:
    """The word at ``place``; an empty one before the first and after the last."""
    return tokens[place].text.lower() if 0 <= place < len(tokens) else ""


def _beside_alike(claim: Text, item: Item, source: Text, other: Item) -> bool:
    """Whether two words on one side of both items are the same."""
    before = all(
        _word(claim.tokens, item.start - step) == _word(source.tokens, other.start - step)
        for step in (1, 2)
    )
    after = all(
        _word(claim.tokens, item.end + step) == _word(source.tokens, other.end + step)
        for step in (0, 1)
    )
    return before or after


def _same_frame(claim: Text, item: Item, source: Text) -> Iterator[tuple[int, int]]:
    """What stands in ``source`` between the words that surround ``item`` in the claim."""
    around = [_word(claim.tokens, item.start - step) for step in (1, 2)]
    around += [_word(claim.tokens, item.end + step) for step in (0, 1, 2)]
    for start in _starts(source, around[0]):
        for end in range(start + 1, min(start + _LONGEST, len(source.tokens)) + 1):
            if _word(source.tokens, end) != around[2]:
                continue
            there = [_word(source.tokens, start - step) for step in (1, 2)]
            there += [_word(source.tokens, end + step) for step in (0, 1, 2)]
            if _alike(around, there):
                yield start, end
            break


def _alike(here: Sequence[str], there: Sequence[str]) -> bool:
    """Whether the words next to both are the same, and a third, one of them no mark.

    At the start of a sentence the three words that follow must be the same.
    """
    same = [bool(one) and one == other for one, other in zip(here, there, strict=True)]
    if not here[0]:
        return not there[0] and all(same[2:])
    words = sum(alike and here[place].isalnum() for place, alike in enumerate(same[:4]))
    return same[0] and same[2] and (same[1] or same[3]) and words > 1


def _starts(source: Text, before: str) -> list[int]:
    """The places after the word ``before``, or the first where it is empty."""
    if not before:
        return [0]
    return [place + 1 for place in source.spellings.get(before, ())][:OCCURRENCES]


def _is_specific(tokens: Sequence[Token]) -> bool:
    """Whether the words hold a capital or a number, so that they may be a name or figure."""
    return any(
        token.kind in ("number", "code")
        or (
            token.kind == "word"
            and token.text[0].isupper()
            and not (token.first and token.lower in everyday_words())
        )
        for token in tokens
    )
