from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DatelineError
from rag.types import Draft, DraftClaim, Reason
from rag.writing.parsing import MAX_CHARACTERS, DraftReader, UnreadableReply, parse_draft

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
QUOTE = st.tuples(WORDS, WORDS)
CLAIM = st.builds(DraftClaim, WORDS, st.lists(QUOTE, max_size=3).map(tuple))
CLAIMS = st.lists(CLAIM, max_size=4).map(tuple)


def to_json(draft: Draft) -> dict[str, Any]:
    return {
        "claims": [
            {"text": c.text, "quotes": [{"passage": k, "words": w} for k, w in c.quotes]}
            for c in draft.claims
        ],
        "missing": draft.missing,
    }


def draft_of(claims: tuple[DraftClaim, ...], missing: str) -> Draft:
    return Draft(claims, reason=None if claims else Reason.NOT_SUPPORTED, missing=missing)


@settings(max_examples=40, deadline=None)
@given(CLAIMS, WORDS, st.booleans(), st.sampled_from([None, 1]))
def test_what_was_written_is_read(
    claims: tuple[DraftClaim, ...], missing: str, escaped: bool, indent: int | None
) -> None:
    draft = draft_of(claims, missing)
    assert parse_draft(json.dumps(to_json(draft), ensure_ascii=escaped, indent=indent)) == draft


GOOD = (
    '{"claims": [{"text": "a, ]}", "quotes": [{"passage": "k", "words": "{b\\"}"}]}], '
    '"missing": ""}'
)
READ = draft_of((DraftClaim("a, ]}", (("k", '{b"}'),)),), "")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Sure! Here {{as you asked}} is the JSON: {GOOD} I hope that it helps {{you}}. {{",
        f"<think>{{{{ {GOOD[:50]} </think>{GOOD}",
        f'  <think>{{"claims": []}}</think>\n{GOOD}',
        f'{{"plan": [1, 2]}}\n{GOOD}',
        GOOD.replace("]}]", "],}, ]").replace('""}', '"",\n}'),
        GOOD.replace('"missing": ""', '"missing": null, "confidence": 0.9'),
        json.dumps(json.loads(GOOD), indent="\r\n\t"),
        "\ufeff" + GOOD,
        GOOD + GOOD.replace("a, ", "b, "),
    ],
)
def test_wrappings_are_put_up_with(text: str) -> None:
    assert parse_draft(text) == READ


def test_line_breaks_in_strings_are_put_up_with() -> None:
    assert parse_draft('{"claims": [{"text": "a\nb"}]}').claims == (DraftClaim("a\nb", ()),)


def test_no_claims_propose_to_refuse() -> None:
    assert parse_draft('{"missing": "x"}') == draft_of((), "x")
    assert parse_draft('{"claims": []}') == draft_of((), "")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no JSON object"),
        ("No.", "no JSON object"),
        ("{}", "no JSON object"),
        ('{"answer": 42}', "no JSON object"),
        ('[{"text": "a", "quotes": []}]', "no JSON object"),
        (GOOD[:-1], "not complete"),
        (GOOD[:30], "not complete"),
        ("<think>" + GOOD, "no JSON object"),
        ('{"claims": [}', "do not match"),
        ('{"claims": [{"text": "a" "quotes": []}]}', "malformed"),
        ("{\"claims\": [{'text': 'a'}]}", "malformed"),
        ('{"claims": {}}', "not a list"),
        ('{"claims": null}', "not a list"),
        ('{"claims": ["a"]}', "claim 1 is not an object"),
        ('{"claims": [[]]}', "claim 1 is not an object"),
        ('{"claims": [{"quotes": []}]}', "claim 1 has no text"),
        ('{"claims": [{"text": null}]}', "claim 1 has no text"),
        ('{"claims": [{"text": 7}]}', "text of claim 1 is not text"),
        ('{"claims": [{"text": "a", "quotes": "b"}]}', "quotes of claim 1 are not a list"),
        ('{"claims": [{"text": "a", "quotes": ["b"]}]}', "quote of claim 1 is not an object"),
        ('{"claims": [{"text": "a", "quotes": [{"passage": "k"}]}]}', "no words"),
        ('{"claims": [{"text": "a", "quotes": [{"words": "w"}]}]}', "no passage"),
        ('{"claims": [{"text": "a", "quotes": [{"passage": 9, "words": "w"}]}]}', "not text"),
        ('{"claims": [], "missing": ["x"]}', "what is missing is not text"),
        ('{"claims": [], "claims": []}', "malformed"),
        ('{"claims": [{"text": "a", "text": "b"}]}', "twice"),
        ('{"claims": [{"text": "\\ud800"}]}', "not valid Unicode"),
        ('{"x\\"claims": [{"text": "a"}], "missing": ""}', "malformed"),
        ('{"claims": ' + "[" * 5000, "nested"),
        ('{"claims": [' + "9" * 5000 + "]}", "malformed"),
        ("x" * (MAX_CHARACTERS + 1), "longer than"),
    ],
)
def test_what_is_not_a_draft_is_a_clear_error(text: str, complaint: str) -> None:
    with pytest.raises(UnreadableReply, match=complaint) as caught:
        parse_draft(text)
    assert caught.value.__cause__ is None and caught.value.__context__ is None


JSONISH = st.text(alphabet='{}[]",:\\ \nclaimstexquo<>/k0ü', max_size=60)


@settings(max_examples=40, deadline=None)
@given(st.one_of(JSONISH, st.text(), st.binary().map(lambda raw: raw.decode(errors="replace"))))
def test_whatever_comes_is_a_draft_or_our_error(text: str) -> None:
    for tried in (text, GOOD[:40] + text, GOOD[:-14] + text):
        try:
            assert isinstance(parse_draft(tried), Draft)
        except DatelineError as error:
            assert isinstance(error, UnreadableReply)


@settings(max_examples=40, deadline=None)
@given(CLAIMS, WORDS, st.data())
def test_in_pieces_the_same_is_read(
    claims: tuple[DraftClaim, ...], missing: str, data: st.DataObject
) -> None:
    draft = draft_of(claims, missing)
    text = "Here: {x} ```" + json.dumps(to_json(draft)) + "``` {"
    size = data.draw(st.integers(1, 30))
    reader, read = DraftReader(), []
    for start in range(0, len(text), size):
        read += reader.feed(text[start : start + size])
    assert tuple(read) == claims
    assert reader.finish() == draft


@settings(max_examples=40, deadline=None)
@given(JSONISH, st.integers(1, 5))
def test_pieces_never_change_what_is_read(text: str, size: int) -> None:
    text = GOOD[:40] + text + GOOD[40:]

    def whole() -> Draft:
        return parse_draft(text)

    def pieces() -> Draft:
        reader = DraftReader()
        read = [c for at in range(0, len(text), size) for c in reader.feed(text[at : at + size])]
        assert tuple(read) == reader.finish().claims
        return reader.finish()

    try:
        expected = whole()
    except UnreadableReply:
        with pytest.raises(UnreadableReply):
            pieces()
    else:
        assert pieces() == expected


def test_a_claim_is_there_as_soon_as_its_bracket_closes() -> None:
    reader = DraftReader()
    assert reader.feed('{"claims": [{"text": "a", "quotes": []') == []
    assert reader.feed("}") == [DraftClaim("a", ())]
    assert reader.feed(', {"text": "b", "quotes": [],') == []
    assert reader.feed("}, ]}") == [DraftClaim("b", ())]


def test_a_bad_claim_is_an_error_as_soon_as_it_is_read() -> None:
    reader = DraftReader()
    with pytest.raises(UnreadableReply):
        reader.feed('{"claims": [{"text": 1}')


@pytest.mark.parametrize(
    "text",
    [
        "{" * 199_000,
        '{"' * 99_000,
        "{ " * 99_000,
        '{"a":' * 39_000,
        '{"a":"' + '\\"' * 99_000,
        "," * 199_000,
        '{"claims": [' + "," * 190_000 + "]}",
        '{"claims": [' + ", " * 90_000 + "]}",
        '{"claims"' + " " * 190_000 + ": []}",
        "{}" * 20_000,
        '{"a":1}' * 10_000,
        "<think>" * 28_000,
    ],
)
def test_hostile_text_takes_little_time(text: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableReply):
        parse_draft(text + "x" * (text.startswith('{"claims"') and 10**6))
    assert time.process_time() - started < 60  # quadratic time would take longer
