import json

from hypothesis import example, given
from hypothesis import strategies as st

from bot.printable import one_line, printable, to_json
from tests.bot.hostile import hostile, obeyed


@given(hostile | st.text())
def test_nothing_that_a_terminal_obeys_is_left(text):
    assert not obeyed(printable(text))
    assert printable(printable(text)) == printable(text)
    assert "\n" not in one_line(text)


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_ordinary_text_is_left_alone(text):
    assert printable(text) == text


def test_a_control_leaves_a_trace_and_line_ends_become_one_kind():
    assert printable("a\x1b[2Jb") == "a\N{REPLACEMENT CHARACTER}[2Jb"
    assert printable("a\r\nb\rc\u2028d\te\u200bf") == "a\nb\nc\nd ef"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example("\x7f\x9b2J\u202e\u2066\U000e0041\u2028")
def test_json_reads_back_unchanged_and_holds_no_control(text):
    written = to_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not obeyed(written)


def test_json_stays_readable():
    assert to_json({"title": "Łódź — 東京"}, indent=None) == '{"title": "Łódź — 東京"}'


def test_json_of_a_lone_surrogate_can_be_written_as_utf_8():
    assert to_json("\ud800").encode() == b'"\\ud800"'
