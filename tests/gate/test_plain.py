from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.gate.plain import check_plain


@pytest.mark.parametrize(
    "claim",
    [
        "",
        "The café in Lowmere reopened on 3 May — for now.",
        "AT&T and R&D; C# and F#, the U.S., e.g. at 10:30:15 a.m.",
        "#MeToo and the #1 song on Amazon.com",
        "It cost £1,250,000 (about €1.4m or ¥220m), up 2½ per cent; −5 °C, 10² m and CO₂.",
        "“We did not find a leak,” she said, ‘and’ «non» „nein“ 「はい」.",
        "He said it was “[sic] fine [the port]”.",
        "Tomás Ferreira, Łódź, Nguyễn Văn An, Þórr, İstanbul, Ærø, Kɔkɔ and O’Neill’s",
        "Мэр Лоумира открыл мост в пятницу.",
        "Ο δήμαρχος άνοιξε τη γέφυρα.",
        "市長は金曜日にＮＨＫで橋を開いたと述べた。",
        "시장은 금요일에 다리를 열었다.",
        "می‌خواهم بروم",
        "העיר נפתחה ביום שישי",
        "नगर के मेयर ने शुक्रवार को पुल खोला।",
        "A dose of 5 μg, a 10 kΩ resistor and TNFβ",
        "f***, M*A*S*H, 5 * 3, snake_case, a < b, I <3 it, and/or, 24/7, U.S./China",
        "The ratio was 3:2; the score 2-1 (after extra time).",
        "Sources said the Source Code was (see below) lost.",
        "Prices rose from $5 to $10.",
    ],
)
def test_ordinary_writing_passes(claim: str) -> None:
    assert check_plain(claim) is None


@pytest.mark.parametrize(
    "claim",
    [
        "The mayor\nresigned.",
        "The mayor\tresigned.",
        "The mayor\u2028resigned.",
        "The mayor \x1b[31mresigned.",
        "The mayor\x9b2J resigned.",
        "The\u200bmayor resigned.",
        "The ma\u00adyor resigned.",
        "The ma\u200dyor resigned.",
        "The \u202eroyam\u202c resigned.",
        "The \u2066mayor\u2069 resigned.",
        "The mayor\U000e0041\U000e0042 resigned.",
        "The mayor\ufe0f resigned.",
        "The mayor\u3164 resigned.",
        "The mayor\u034f resigned.",
        "The mayor\ue000 resigned.",
        "The mayor\ufffd resigned.",
        "The mayor\ud800 resigned.",
        "The m\u0301\u0302\u0303\u0304\u0305ayor resigned.",
        "The mayor resigned. 🎉",
        "The flag 🇫🇷",
        "The m\u0430yor resigned.",
        "The mayor did n\u03bft resign.",
        "The \u0441\u043e\u0440 resigned.",
        "It was \u0430 mayor.",
        "The 𝐦𝐚𝐲𝐨𝐫 resigned.",
        "The ｍａｙｏｒ resigned.",
        "The mᴀyor resigned.",
        "It cost 1\u06612 pounds.",
        "See [the mayor](https://news.example).",
        "![mayor](x.png)",
        "The [mayor][1] resigned.",
        "It is at https://news.example/a",
        "It is at hxxp://news.example",
        "It is at www.news.example",
        "Join news.example/join now",
        "Join discord.gg now",
        "javascript:alert(1)",
        "Write to mayor@lowmere.example",
        "Ask @everyone",
        "Ask <@123456789>",
        "Ask <#123456789>",
        "The <b>mayor</b> resigned.",
        "The <!-- mayor --> resigned.",
        "The mayor &lt;resigned&gt;",
        "The mayor &#60;",
        "The `mayor` resigned.",
        "```mayor```",
        "The ||mayor|| resigned.",
        "The **mayor** resigned.",
        "The *mayor* resigned.",
        "The __mayor__ resigned.",
        "The _mayor_ resigned.",
        "The ~~mayor~~ resigned.",
        "# The mayor resigned.",
        "- The mayor resigned.",
        "> The mayor resigned.",
        "1. The mayor resigned.",
        "-# The mayor resigned.",
        "    The mayor resigned.",
        "The mayor \\*resigned.",
        "The {mayor} resigned.",
        "The mayor resigned. :tada:",
        "The mayor resigned [1].",
        "The mayor resigned [1, 2].",
        "The mayor resigned [^3].",
        "The mayor resigned 【4†source】.",
        "The mayor resigned [source: Gazette].",
        "The mayor resigned (source: Gazette).",
        "The mayor resigned (Source 2).",
        "The mayor resigned. Source: Gazette",
        "The mayor resigned.²",
        "The mayor¹ resigned.",
        "The mayor resigned [citation needed].",
    ],
)
def test_what_is_no_plain_text_fails(claim: str) -> None:
    detail = check_plain(claim)
    assert detail is not None
    assert detail.isprintable()


PLACES = st.integers(0, 30)
PROSE = "The mayor of Lowmere resigned on Friday, she said."


@settings(max_examples=60, deadline=None)
@given(st.characters(categories=["Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"]), PLACES)
def test_no_unseen_character_passes_anywhere(character: str, place: int) -> None:
    detail = check_plain(PROSE[:place] + character + PROSE[place:])
    visible = (
        character
        in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd\u070f"
    )
    assert visible or detail is not None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from("аеорсухіѕјοαν"), st.integers(0, len(PROSE) - 1))
def test_no_letter_is_changed_for_a_look_alike(character: str, place: int) -> None:
    changed = PROSE[:place] + character + PROSE[place + 1 :]
    assert not PROSE[place].isalpha() or check_plain(changed) is not None


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S", "M", "Z", "C"]), max_size=60))
def test_any_text_gets_an_answer_that_can_be_shown(claim: str) -> None:
    detail = check_plain(claim)
    assert detail is None or detail


@pytest.mark.parametrize(
    "piece",
    ["[", "*a ", "_a ", "<", "`", "&a", "a@", "((", "[1", "e\u0301", "(source", "a.b/", " "],
)
def test_long_texts_take_linear_time(piece: str) -> None:
    began = time.process_time()
    check_plain(piece * (10_000 // len(piece)))
    assert time.process_time() - began < 60  # quadratic time would take longer
