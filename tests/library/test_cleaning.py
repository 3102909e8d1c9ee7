from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.library.cleaning import clean, clean_characters, paragraphs

NEWS = st.sampled_from(
    [
        "The mayor opened the bridge on Monday.",
        "Read more",
        "More from Author",
        "— Ann Lee",
        "“We won,” she said.",
        "A crowd waits on Sunday. Ann Lee/AFP/Getty Images Another crowd. Bo Ray/Reuters Prev Next",
        "Sign up for our newsletter to get the news in your inbox.",
        "\n",
        "\n\n",
        " ",
        "\u00ad\n",
        "\u200b",
        "\u0344",
        "👩\u200d👧\ufe0f",
        "\ue000",
        "\u202e",
    ]
)


@given(st.lists(st.one_of(NEWS, st.text(max_size=40)), max_size=12).map("".join))
@example("e\u200d\u0301\ufe0f\u200d")
@example("\u0344" * 40)
def test_cleaning_is_idempotent_and_keeps_its_form(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    for paragraph in cleaned.split("\n\n") if cleaned else []:
        assert paragraph == " ".join(paragraph.split()) != ""
    for char in cleaned.replace("\n", ""):
        if char not in "\u200c\u200d":  # where Persian, Indic scripts and emoji need them
            assert unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"}
            assert not 0xE0000 <= ord(char) <= 0xE01EF
            assert char not in "\u200b\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2069"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zero\u200bwidth \ufeffmark", "zerowidth mark"),
        ("a\u202eright\u2069 b", "aright b"),
        ("tag\U000e0041\U000e0042ged", "tagged"),
        ("don\x92t \x93stop\x94", "don’t “stop”"),
        ("bell\x07 escape\x1b[2J", "bell escape[2J"),
        ("private\ue000 use", "private use"),
        ("soft\u00adhyphen", "softhyphen"),
        ("cafe\u0301", "café"),
        ("heart ❤\ufe0f, letter a\ufe0f", "heart ❤\ufe0f, letter a"),
        ("family 👩\u200d👧", "family 👩\u200d👧"),
        ("lone\ud800 surrogate", "lone surrogate"),
        ("می\u200cخواهم and a\u200cb", "می\u200cخواهم and ab"),
    ],
)
def test_what_cannot_be_seen_is_gone(text: str, expected: str) -> None:
    assert clean_characters(text) == expected


def test_marks_upon_marks_take_no_quadratic_time() -> None:
    began = time.process_time()
    cleaned = clean_characters("a" + "\u0300\u0316" * 200_000)

    assert len(cleaned) < 40
    assert time.process_time() - began < 2


def test_white_space_within_a_paragraph_is_one_space() -> None:
    assert paragraphs("One\u00a0 two\tthree.\r\n\r\n\r\n \u2003Four.") == [
        "One two three.",
        "Four.",
    ]


def test_text_wrapped_at_a_column_is_joined() -> None:
    text = (
        "The council voted on Tuesday to close the old harbour road to cars, a\n"
        "step that residents have asked for since the storm of last winter and\n"
        "that shop owners fear.\n"
        "\n"
        "Work begins in May. It will take until the autumn, the engineers exam-\n"
        "ining the quay wall said, because the well-known mole beside it must be\n"
        "made good first.\n"
        "- Stage one: the quay wall\n"
        "- Stage two: the road"
    )
    assert paragraphs(text) == [
        "The council voted on Tuesday to close the old harbour road to cars, a step that residents "
        "have asked for since the storm of last winter and that shop owners fear.",
        "Work begins in May. It will take until the autumn, the engineers examining the quay wall "
        "said, because the well-known mole beside it must be made good first.",
        "- Stage one: the quay wall",
        "- Stage two: the road",
    ]


def test_lines_of_whole_sentences_stay_paragraphs() -> None:
    lines = [
        "The ferry sank at noon.",
        "A long inquiry followed",
        "Forty people were saved by fishermen who heard the horn, the coast guard said.",
        "“Nobody ran,” said the captain.",
    ]
    assert paragraphs("\n".join(lines)) == lines


def test_a_sentence_broken_by_a_link_is_whole_again() -> None:
    text = "The minister, who was elected last year,\nresigned on Friday.\nNobody was surprised."
    assert paragraphs(text) == [
        "The minister, who was elected last year, resigned on Friday.",
        "Nobody was surprised.",
    ]


def test_a_compound_keeps_its_hyphen_at_the_end_of_a_line() -> None:
    text = (
        "A state that is well run has a known cost, and so the plan is a well-\n"
        "known one that the towns along the river have carried out before with\n"
        "some success."
    )
    assert "a well-known one" in paragraphs(text)[0]
