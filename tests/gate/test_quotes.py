from __future__ import annotations

import re
import time
import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gate.quotes import fold, locate_quote


def found(text: str, quote: str) -> str | None:
    place = locate_quote(text, quote)
    return None if place is None else text[slice(*place)]


@pytest.mark.parametrize(
    ("text", "quote", "stands"),
    [
        ("He said “no” twice.", 'said "no"', "said “no”"),
        ("«Da», said he.", "“Da”, said he", "«Da», said he"),
        ("It can’t be.", "can't be", "can’t be"),
        ("The war—begun in 2022—goes on.", "war-begun in 2022", "war—begun in 2022"),
        ("The war—begun in 2022—goes on.", "begun in 2022", "begun in 2022"),
        ("one\u00a0 two\n\nthree", " one two three ", "one\u00a0 two\n\nthree"),
        ("the cafe\u0301 shut", "caf\u00e9 shut", "cafe\u0301 shut"),
        ("the caf\u00e9 shut", "cafe\u0301 shut", "caf\u00e9 shut"),
        ("한국 선수", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("𝔘𝔫 👍🏽 said 𐍈 ok", "👍🏽 said 𐍈", "👍🏽 said 𐍈"),
        ("fell to −5 degrees", "-5 degrees", "−5 degrees"),
        ("dead end.5 men", "5 men", "5 men"),
        ("no, no and no", "no", "no"),
        ("東京で五人が死亡した。", "五人が死亡", "五人が死亡"),
        ("wait … what", "wait … what", "wait … what"),
        ("می\u200cخواهم گفت", "می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_the_same_words_in_another_spelling_are_found(text: str, quote: str, stands: str) -> None:
    assert found(text, quote) == stands


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It was late.", "ate"),
        ("21.5 million", "1.5 million"),
        ("21.5 million", "21"),
        ("1.5 million", "5 million"),
        ("1,500 men", "500 men"),
        ("1\u00a0500 men", "500 men"),
        ("a .5 share", "5 share"),
        ("fell to -5 degrees", "5 degrees"),
        ("lost −$5 million", "$5 million"),
        ("20–25 people", "25 people"),
        ("20–25 people", "-25 people"),
        ("1/2 of it", "2 of it"),
        ("2½ years", "2"),
        ("2½ years", "½ years"),
        ("½ a cup", "1/2 a cup"),
        ("10² metres", "102 metres"),
        ("10² metres", "10"),
        ("the ﬁre", "the fire"),
        ("a non-violent march", "violent march"),
        ("He can’t go.", "He can"),
        ("He didn't go.", "He did"),
        ("a café", "a cafe"),
        ("a cafe\u0301", "a cafe"),
        ("x ≠ 5 y", "x ="),
        ("👍🏽 ok", "👍 ok"),
        ("He said no.", "he said no"),
        ("He said no.", "He said, no"),
        ("He said, no.", "He said no"),
        ("one two three", "one … three"),
        ("one two three", "one ... three"),
        ("wait … what", "wait ... what"),
        ("one two", "onetwo"),
        ("onetwo", "one two"),
        ("the “end”", "the ‘end’"),
        ("Vladimir", "Vl\u0430dimir"),
        ("The end", "The\u200b end"),
        ("The end", "The \u202eend"),
        ("The\u200b end", "The\u200b end"),
        ("The end", "The\x1b end"),
        ("The\x1c end", "The\x1c end"),
        ("میخواهم", "می\u200cخواهم"),
        ("wait … what", "…"),
        ("“…” — !", "“”"),
        ("anything", ""),
        ("anything", " \n "),
        ("", "anything"),
    ],
)
def test_other_words_and_parts_of_words_are_not_found(text: str, quote: str) -> None:
    assert locate_quote(text, quote) is None


def test_the_first_of_several_is_meant_and_a_part_of_a_word_does_not_hide_it() -> None:
    assert locate_quote("unlikely like like", "like") == (9, 13)


# Every kind of character that a rule speaks of, so that short texts meet all the rules.
LETTERS = st.sampled_from(
    [
        *"aeé15½²_.,-–—−'’“\"$ \n\u00a0",
        "e\u0301",
        "\u0301",
        "\u0323",
        "👍",
        "🏽",
        "\u1100",
        "\u1161",
    ]
)


def naive_fold(text: str) -> str:
    for marks, plain in (('“"', '"'), ("'’", "'"), ("-–—−", "-")):
        text = re.sub(f"[{marks}]", plain, text)
    return re.sub("[ \n\u00a0]+(?![\u0301\u0323🏽])", " ", unicodedata.normalize("NFC", text))


def naive_inside(text: str, offset: int) -> bool:
    """Whether a cut at ``offset`` divides a word; the rule, character by character."""

    def at(position: int, kinds: str) -> bool:
        if not 0 <= position < len(text):
            return False
        return text[position] in kinds or unicodedata.category(text[position])[0] in kinds

    def joins(position: int) -> bool:
        words = at(position, "-–−'’") and at(position - 1, "LNM") and at(position + 1, "LN")
        return words or (
            at(position, ".,\u00a0") and at(position - 1, "N") and at(position + 1, "N")
        )

    def begins_number(position: int) -> bool:
        return at(position, "N") or (at(position, ".") and at(position + 1, "N"))

    def sign(position: int) -> bool:
        starts = at(position, "-–−") and not at(position - 1, "LNM_-–—−")
        money = at(position + 1, "$") and begins_number(position + 2)
        return starts and (begins_number(position + 1) or money)

    def point(position: int) -> bool:
        return at(position, ".") and not at(position - 1, "LNM_.") and at(position + 1, "N")

    before, after = offset - 1, offset
    if at(before, "LNM_") and at(after, "LNM_"):
        return True
    money = at(before, "$") and sign(before - 1)
    return joins(before) or joins(after) or sign(before) or money or point(before)


def naive_locate(text: str, quote: str) -> tuple[int, int] | None:
    if not any(unicodedata.category(c)[0] in "LN" for c in quote):
        return None
    cuts = {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}
    cuts = {cut for cut in cuts if not naive_inside(text, cut)}
    words = naive_fold(quote).strip(" ")
    for start in sorted(cuts):
        for end in sorted(cut for cut in cuts if cut > start):
            part = naive_fold(text[start:end])
            if part == words and naive_fold(text[start:]).startswith(part):
                return start, end
    return None


@settings(max_examples=800, deadline=None)
@given(st.lists(LETTERS, max_size=14), st.data())
def test_agrees_with_trying_every_cut(characters: list[str], data: st.DataObject) -> None:
    text = "".join(characters)
    start = data.draw(st.integers(0, len(text)))
    part = text[start : start + data.draw(st.integers(0, 5))]
    form = data.draw(st.sampled_from(["NFC", "NFD"]))
    quote = data.draw(
        st.one_of(
            st.just(unicodedata.normalize(form, part.replace("’", "'").replace("—", "-"))),
            st.lists(LETTERS, max_size=3).map("".join),
        )
    )
    assert locate_quote(text, quote) == naive_locate(text, quote)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_found_says_the_same_words(text: str, quote: str) -> None:
    place = locate_quote(text, quote)
    if place is not None:
        assert fold(text[slice(*place)]) == fold(quote)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_fold_is_one_spelling_for_canonical_forms(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFC", text)) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a" * 100_000, "a" * 50_000),
        ("1." * 50_000, "1." * 20_000 + "1"),
        ("a-" * 50_000, "a-" * 25_000 + "a"),
        ("e" + "\u0301\u0323" * 50_000, "e"),
        ("e", "e" + "\u0301\u0323" * 50_000),
        (" " * 100_000 + "\u0301a", "b a"),
        ("a", "word " * 20_000),
        ("word " * 20_000, "word " * 20_000),
    ],
)
def test_long_and_periodic_texts_take_linear_time(text: str, quote: str) -> None:
    began = time.process_time()
    locate_quote(text, quote)
    assert time.process_time() - began < 5  # quadratic time would take minutes
