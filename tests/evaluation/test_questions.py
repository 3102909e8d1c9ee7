from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.evaluation.questions import read_questions
from tests.evaluation.scripted import write_lines


def test_reads_all_keys_and_passes_over_blank_lines_and_foreign_keys(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(
        "\ufeff".encode()
        + b'{"id": "1", "question": "When did the ferry sail?", "asked": "2031-05-09",'
        b' "answer": "at noon", "supporting": ["ferry"], "also_mention": ["port"], "who": 1}\r\n'
        b"\n"
        b'{"id": "2", "question": "Who steered?", "answer": null}\n'
        b'{"id": "3", "question": "Why\xe2\x80\xa8so?"}'
    )
    first, second, third = read_questions(path)
    assert (first.asked, first.answer) == (date(2031, 5, 9), "at noon")
    assert first.known_articles == {"ferry", "port"}
    assert second.labelled and second.answer is None
    assert not third.labelled
    assert third.question == "Why\u2028so?"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "2", "question": ', "Invalid JSON"),
        ('["2", "Who?"]', "object"),
        ('{"id": "2"}', '"question": Field required'),
        ('{"question": "Who?"}', '"id": Field required'),
        ('{"id": 2, "question": "Who?"}', '"id": Input should be a valid string'),
        ('{"id": "2", "question": "  "}', '"question": it is empty'),
        ('{"id": "1", "question": "Who?"}', "given before, in line 1"),
        ('{"id": "2", "question": "Who?", "asked": "last May"}', '"asked"'),
        ('{"id": "2", "question": "Who?", "asked": 1700000000}', '"asked"'),
        ('{"id": "2", "question": "Who?", "answer": 7}', '"answer"'),
        ('{"id": "2", "question": "Who?", "answer": "…"}', "no Latin letter"),
        ('{"id": "2", "question": "Who?", "answer": "x", "supporting": "a1"}', '"supporting"'),
        ('{"id": "2", "question": "Who?", "answer": "x", "supporting": [1]}', '"supporting.0"'),
        ('{"id": "2", "question": "Who?", "supporting": ["a1"]}', 'without "answer"'),
        (
            '{"id": "2", "question": "Who \\ud800?"}',
            "end of hex escape at column",
        ),
        ('{"id": "2", "question": "Who\udcff?"}', "invalid unicode"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "q.jsonl"
    line = '{"id": "1", "question": "When?"}\n\n' + line
    path.write_bytes(line.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match="line 3") as raised:
        read_questions(path)
    assert said in str(raised.value)


def test_an_empty_a_missing_and_a_folder_for_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no question"):
        read_questions(write_lines(tmp_path / "q.jsonl"))
    with pytest.raises(UsageError, match="No such file"):
        read_questions(tmp_path / "absent.jsonl")
    with pytest.raises(UsageError, match="directory"):
        read_questions(tmp_path)
