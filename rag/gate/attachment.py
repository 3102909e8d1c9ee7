"""Whether a figure or a name stands with the same words in a claim as in its source.

"Five died and 12 were hurt" holds both numbers of "12 died and five were hurt". So the words
beside an item of the claim are looked up in the source: one of them must stand beside the same
item there, unless nothing else of its kind does.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.gate.placing import BARRIERS, OCCURRENCES, REACH, Item, Role, Same, Source, Text
from rag.gate.reading.tokens import Token, stem
from rag.gate.reading.wordlists import word_set

_LISTING = word_set(
    ", and or &",
)
_ANCHORS = 2  # words that are asked, on either side

# Words after which it does not matter who comes first.
_SYMMETRIC = word_set(
    "meet met marri talk agre negoti border face play speak spoke clash draw discuss",
    "divorc join fought fight date",
)
_PRONOUNS = word_set("he she they him her them")
_FORMS_OF_BE = word_set(
    "is are was were be been being",
)


def contradicted(claim: Text, item: Item, source: Source, same: Same) -> bool:
    """Whether the words beside ``item`` stand beside other items of its kind in ``source``.

    "from" and "to" with the word that they depend on tell most; then names and figures beside
    the item; then words that the source has once; then those that it has more often.
    """
    role = claim.role(item)
    if role is not None:
        in_role = [same(item, other) for other in source.in_role(role)]
        if in_role and len(set(in_role)) == 1:
            return not in_role[0]
        if not claim.directed and _is_in_other_role(item, role, source, same):
            return True
    votes: dict[int, list[bool]] = {}
    for anchor, backwards, is_next in _anchors(claim, item, source):
        found = _occurrences(claim, anchor, source)
        if not found:
            continue
        text, place = max(found, key=lambda each: _agreement(claim, anchor, each, same))
        beside, sure = _counterparts(claim, anchor, text, place, backwards)
        agrees = any(same(item, other) for other in beside)
        if beside and (agrees or (sure and not _turned(claim, item, anchor, text, place, same))):
            is_strong = is_next and _is_strong(claim.tokens[anchor])
            rank = 2 if len(found) > 1 else 0 if is_strong else 1
            votes.setdefault(rank, []).append(agrees)
    return bool(votes) and not any(votes[min(votes)])


_CHANGES = frozenset(("from", "to", "by"))


def _is_in_other_role(item: Item, role: Role, source: Source, same: Same) -> bool:
    """Whether the source has "fell to 5%" where the claim has "fell by 5%"."""
    preposition, head = role
    return preposition in _CHANGES and any(
        same(item, other)
        for instead in _CHANGES - {preposition}
        for other in source.in_role((instead, head))
    )


def _anchors(claim: Text, item: Item, source: Source) -> list[tuple[int, bool, bool]]:
    """The content words nearest to ``item``: whether it stands before each, and right beside.

    Two on either side, not counting words that the source has more than once.
    """
    found: list[tuple[int, bool, bool]] = []
    for step, start in ((1, item.end), (-1, item.start - 1)):
        place, asked, is_next = start, 0, True
        while 0 <= place < len(claim.tokens) and abs(place - start) <= REACH and asked < _ANCHORS:
            if place in claim.taken or claim.tokens[place].lower in BARRIERS:
                break
            if claim.is_content(place):
                found.append((place, step == 1, is_next))
                is_next = False
                asked += len(_occurrences(claim, place, source)) < 2
            place += step
    return found


def _occurrences(claim: Text, anchor: int, source: Source) -> list[tuple[Text, int]]:
    """Where the word at ``anchor`` stands in the source."""
    return source.places.get(stem(claim.tokens[anchor].lower), [])[:OCCURRENCES]


def _agreement(claim: Text, anchor: int, found: tuple[Text, int], same: Same) -> int:
    """On how many sides of the word the claim has what this occurrence of it has."""
    agreed = 0
    for backwards in (True, False):
        mine, _ = _beside(claim, anchor, backwards=backwards)
        theirs, _ = _counterparts(claim, anchor, *found, backwards)
        agreed += any(same(one, other) for one in mine for other in theirs)
    return agreed


def _is_strong(token: Token) -> bool:
    return token.kind != "word" or (token.text[0].isupper() and not token.first)


def _counterparts(
    claim: Text, anchor: int, source: Text, place: int, backwards: bool
) -> tuple[list[Item], bool]:
    """The source's items where the claim has its own: on the same side of the word.

    On the other side where one text has the verb in the passive; on either side for verbs
    like "meet", and for figures where the same side has none. The second value tells whether
    they are sure to belong to the word.
    """
    flipped = _is_passive(claim.tokens, anchor) != _is_passive(source.tokens, place)
    if source.directed and flipped:
        backwards = not backwards
    beside, sure = _beside(source, place, backwards=backwards)
    if source.directed and flipped and _may_be_short_passive(source.tokens, place):
        sure = False
    if source.directed and stem(source.tokens[place].lower) in _SYMMETRIC:
        return [*beside, *_beside(source, place, backwards=not backwards)[0]], sure
    if beside or source.directed:
        return beside, sure
    return _beside(source, place, backwards=not backwards)


def _turned(claim: Text, item: Item, anchor: int, source: Text, place: int, same: Same) -> bool:
    """Whether a sentence was only turned round: the item stands on the word's other side.

    Not so where a verb goes between active and passive, which is compared as such, nor where
    the claim has another item of the source there: then the two changed places.
    """
    passive = _is_passive(claim.tokens, anchor), _is_passive(source.tokens, place)
    if not source.directed or passive[0] != passive[1]:
        return False
    backwards = item.start < anchor
    here, _ = _beside(source, place, backwards=backwards)
    across, _ = _beside(source, place, backwards=not backwards)
    mine, _ = _beside(claim, anchor, backwards=not backwards)
    changed = any(same(one, other) for one in mine for other in here)
    return not changed and any(same(item, other) for other in across[:1])


def _beside(text: Text, anchor: int, *, backwards: bool) -> tuple[list[Item], bool]:
    """The item nearest to the word ``anchor`` on one side, and those listed with it.

    The second value tells whether nothing parts them: a name beyond a comma may belong to
    something else.
    """
    edges = text.lasts if backwards else text.firsts
    step = -1 if backwards else 1
    place, sure = anchor + step, True
    while 0 <= place < len(text.tokens) and abs(place - anchor) <= REACH:
        if place in edges:
            return _listed(text, edges, place, step), sure
        word = text.tokens[place].lower
        if word in BARRIERS or (text.directed and word in _PRONOUNS):
            break  # a pronoun holds the place of a name
        sure = sure and not (text.directed and word == ",")
        place += step
    return [], sure


def _listed(text: Text, edges: dict[int, Item], place: int, step: int) -> list[Item]:
    """The item at ``place`` and, of names, those listed with it: "A, B and C"."""
    found: list[Item] = []
    joints: set[str] = set()
    while place in edges:
        item = edges[place]
        found.append(item)
        if not text.directed:
            break
        place = item.start - 1 if step < 0 else item.end
        while 0 <= place < len(text.tokens) and text.tokens[place].lower in _LISTING:
            joints.add(text.tokens[place].lower)
            place += step
    return found if joints - {","} else found[:1]


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word at ``place`` is a verb in the passive: "was hit", "hit by"."""
    if tokens[place].lower.endswith("ing"):
        return False
    before = {token.lower for token in tokens[max(0, place - 2) : place]}
    after = {token.lower for token in tokens[place + 1 : place + 3]}
    return "by" in after or bool(before & _FORMS_OF_BE)


def _may_be_short_passive(tokens: Sequence[Token], place: int) -> bool:
    """Whether the verb may be passive without a form of "be": "a town known as Lowmere"."""
    following = tokens[place + 1].lower if place + 1 < len(tokens) else "."
    return following in _AFTER_PARTICIPLE


_AFTER_PARTICIPLE = word_set(
    "as in at on for to from . , with",
)
