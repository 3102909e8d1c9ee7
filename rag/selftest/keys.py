"""Hostile drafts that cite what was not handed out, or something else than they quote."""

from __future__ import annotations

from rag.selftest.material import Maker, Material, Proposal
from rag.selftest.texts import plain
from rag.types import DraftClaim, Passage


def _cited(material: Material, key: str, note: str) -> Proposal | None:
    """The sentence, true and exact, under ``key``; None if the key was handed out after all."""
    if key in material.handed_out:
        return None
    claim = DraftClaim(material.text, ((key, material.sentence.text),))
    return Proposal((claim,), f"{note}: “{key}”")


def unknown(material: Material) -> Proposal | None:
    """A key of the right form that was never minted."""
    return _cited(material, f"{material.random.getrandbits(64):016x}", "a key never handed out")


def near_miss(material: Material) -> Proposal | None:
    """A key that is nearly one that was handed out."""
    key, chance = material.key, material.random
    place = chance.randrange(len(key))
    other = chance.choice([digit for digit in "0123456789abcdef" if digit != key[place]])
    ways = (
        key[:place] + other + key[place + 1 :],
        key[:-1],
        key[1:],
        key.upper(),
        f" {key}",
        f"{key}\n",
        f"[{key}]",
        f"{key}\u200b",
        key.replace("a", "а").replace("c", "с").replace("e", "е"),  # Cyrillic
        key.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "",
    )
    return _cited(material, chance.choice(ways), "nearly a key")


def ordinal(material: Material) -> Proposal | None:
    """A number in place of a key."""
    number = material.random.randint(0, 12)
    forms = (
        "{}",
        "[{}]",
        "({})",
        "#{}",
        "{}.",
        "source {}",
        "[^{}]",
        "Passage {}",
        "doc_{}",
        "-{}",
    )
    return _cited(material, material.random.choice(forms).format(number), "an ordinal")


def identity(material: Material) -> Proposal | None:
    """What else names the passage or its article: id, title, path, version."""
    article, passage = material.article, material.passage
    names = (passage.id, article.id, article.title, article.path, passage.version, article.url)
    known = [name for name in names if name]
    return _cited(material, material.random.choice(known), "a name of the passage, not its key")


def several_in_one(material: Material) -> Proposal | None:
    """Two keys that were handed out, written as one."""
    others = [key for key in material.handed_out if key != material.key]
    if not others:
        return None
    joint = material.random.choice((",", ", ", ";", " ", "][", "+"))
    return _cited(material, material.key + joint + others[0], "two keys in one")


def stale(material: Material) -> Proposal | None:
    """The key of an earlier request, for a passage that this one does not hold."""
    rest = {key: passage for key, passage in material.handed_out.items() if key != material.key}
    if not rest or any(_holds(passage, material.sentence.text) for passage in rest.values()):
        return None
    claim = DraftClaim(material.text, ((material.key, material.sentence.text),))
    return Proposal((claim,), "a key of an earlier request", handed_out=rest)


def stale_minted_anew(material: Material) -> Proposal | None:
    """The key of an earlier request, though its passage was handed out again under another."""
    anew = f"{material.random.getrandbits(64):016x}"
    moved = {
        (anew if key == material.key else key): passage
        for key, passage in material.handed_out.items()
    }
    claim = DraftClaim(material.text, ((material.key, material.sentence.text),))
    return Proposal((claim,), "a stale key; the passage has a new one", handed_out=moved)


def other_passage(material: Material) -> Proposal | None:
    """A true sentence under the key of another passage of its article."""
    return _under_key_of(material, same_article=True)


def other_article(material: Material) -> Proposal | None:
    """A true sentence under the key of another article."""
    return _under_key_of(material, same_article=False)


def _under_key_of(material: Material, *, same_article: bool) -> Proposal | None:
    others = [
        (key, passage)
        for key, passage in material.others(same_article=same_article)
        if not _holds(passage, material.sentence.text)
    ]
    if not others:
        return None
    key, passage = material.random.choice(others)
    claim = DraftClaim(material.text, ((key, material.sentence.text),))
    return Proposal((claim,), f"cited from “{passage.article.title}”, passage {passage.id}")


def _holds(passage: Passage, words: str) -> bool:
    return plain(words) in plain(passage.text)


KINDS: dict[str, Maker] = {
    "unknown": unknown,
    "near_miss": near_miss,
    "ordinal": ordinal,
    "identity": identity,
    "several_in_one": several_in_one,
    "stale": stale,
    "stale_minted_anew": stale_minted_anew,
    "other_passage": other_passage,
    "other_article": other_article,
}
