from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import LibraryError, UsageError
from rag.evaluation import Figures, run
from rag.types import Reason, Scope
from tests.evaluation.scripted import ScriptedPipeline, answer, read_lines, refusal, write_lines

LINES = (
    {
        "id": "1",
        "question": "When did the ferry sail?",
        "asked": "2031-05-09",
        "answer": "noon",
        "supporting": ["ferry"],
    },
    {"id": "2", "question": "Who steered the ferry?", "answer": "Ida Holm", "supporting": []},
    {"id": "3", "question": "What did the mayor eat?", "answer": None},
)
SCRIPT = {
    "When did the ferry sail?": answer("The ferry sailed at noon."),
    "Who steered the ferry?": answer("A pilot steered it.", confidence=0.4, partial=True),
    "What did the mayor eat?": refusal(),
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "questions.jsonl", *LINES)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "made" / "on" / "the" / "way" / "out.jsonl"


def test_asks_each_question_once_and_writes_all_of_the_reply(questions: Path, out: Path) -> None:
    pipeline = ScriptedPipeline(SCRIPT)
    told: list[tuple[str, int, int | None]] = []
    scope = Scope(outlets=("Harbour News",))
    figures = run(
        pipeline,
        questions,
        predictions=out,
        scope=scope,
        on_progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    assert pipeline.asked == [
        ("When did the ferry sail?", date(2031, 5, 9), scope),
        ("Who steered the ferry?", None, scope),
        ("What did the mayor eat?", None, scope),
    ]
    assert pipeline.made_ready == 1
    assert told == [("answer", done, 3) for done in range(4)]
    first, second, third = read_lines(out)
    expected = SCRIPT["When did the ferry sail?"].to_dict()
    assert first["seconds"] >= 0
    assert first == {
        **expected,
        "id": "1",
        "question": "When did the ferry sail?",
        "asked": "2031-05-09",
        "seconds": first["seconds"],
    }
    assert (second["status"], third["reason"]) == ("partial", "not_supported")
    assert (figures.right, figures.wrong, figures.refusal) == (0.5, 1 / 3, 1)
    assert figures.cited == 1


def test_an_interrupted_run_goes_on_where_it_stopped(questions: Path, out: Path) -> None:
    interrupted = ScriptedPipeline({**SCRIPT, LINES[1]["question"]: KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        run(interrupted, questions, predictions=out)
    assert [line["id"] for line in read_lines(out)] == ["1"]
    told: list[int] = []
    resumed = ScriptedPipeline(SCRIPT)
    figures = run(
        resumed, questions, predictions=out, on_progress=lambda _, done, total: told.append(done)
    )
    assert [question for question, *_ in resumed.asked] == [
        LINES[1]["question"],
        LINES[2]["question"],
    ]
    assert told == [1, 2, 3]
    assert figures.missing == 0
    done = ScriptedPipeline({})
    again = run(done, questions, predictions=out)
    assert again == figures
    assert (done.asked, done.made_ready) == ([], 0)


def test_an_error_of_one_question_stops_the_run_and_keeps_what_was_done(
    questions: Path, out: Path
) -> None:
    failing = ScriptedPipeline({**SCRIPT, LINES[2]["question"]: LibraryError("The disk is gone.")})
    with pytest.raises(LibraryError, match="disk is gone"):
        run(failing, questions, predictions=out)
    assert [line["id"] for line in read_lines(out)] == ["1", "2"]


@settings(max_examples=60, deadline=None)
@given(cut=st.floats(0, 1))
def test_a_file_cut_anywhere_is_completed(
    tmp_path_factory: pytest.TempPathFactory, cut: float
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    questions, out = write_lines(folder / "questions.jsonl", *LINES), folder / "out.jsonl"
    whole = run(ScriptedPipeline(SCRIPT), questions, predictions=out)
    data = out.read_bytes()
    kept = data[: int(cut * len(data))]
    out.write_bytes(kept)
    resumed = ScriptedPipeline(SCRIPT)
    figures = run(resumed, questions, predictions=out)
    assert without_times(figures) == without_times(whole)
    assert [line["id"] for line in read_lines(out)] == ["1", "2", "3"]
    assert len(resumed.asked) == 3 - kept.count(b"\n")


def without_times(figures: Figures) -> Figures:
    return replace(figures, p50_seconds=None, p95_seconds=None)


def test_a_limit_can_be_raised_later_and_questions_added(questions: Path, out: Path) -> None:
    first = run(ScriptedPipeline(SCRIPT), questions, predictions=out, limit=1)
    assert (first.questions, first.missing, first.right) == (1, 0, 1)
    write_lines(questions, *LINES, {"id": "4", "question": "Where?"})
    more = ScriptedPipeline({**SCRIPT, "Where?": refusal(Reason.NOT_COVERED)})
    figures = run(more, questions, predictions=out)
    assert len(more.asked) == 3
    assert (figures.questions, figures.unlabelled) == (3, 1)
    with pytest.raises(UsageError, match="at least one"):
        run(more, questions, predictions=out, limit=0)


@pytest.mark.parametrize("changed", [{"question": "When did it land?"}, {"asked": "2031-05-08"}])
def test_predictions_of_other_questions_are_refused_untouched(
    questions: Path, out: Path, changed: dict[str, str]
) -> None:
    run(ScriptedPipeline(SCRIPT), questions, predictions=out, limit=2)
    before = out.read_bytes()
    write_lines(questions, {**LINES[0], **changed}, *LINES[1:])
    refused = ScriptedPipeline(SCRIPT)
    with pytest.raises(UsageError, match=r"line 1, was made for another question"):
        run(refused, questions, predictions=out)
    write_lines(questions, *LINES[1:])
    with pytest.raises(UsageError, match=r'another question with the id "1"'):
        run(refused, questions, predictions=out)
    assert (out.read_bytes(), refused.asked) == (before, [])


def test_predictions_from_another_state_of_the_corpus_or_scope_are_refused(
    questions: Path, out: Path
) -> None:
    run(ScriptedPipeline(SCRIPT), questions, predictions=out, limit=1)
    edited = ScriptedPipeline(SCRIPT, revision="revision-2")
    with pytest.raises(UsageError, match="made with another state of the library"):
        run(edited, questions, predictions=out)
    with pytest.raises(UsageError, match="made with another scope"):
        run(ScriptedPipeline(SCRIPT), questions, predictions=out, scope=Scope(articles=("a",)))
    assert edited.asked == []


def test_a_file_that_is_not_an_evaluations_is_never_written_to(questions: Path) -> None:
    before = questions.read_bytes()
    with pytest.raises(UsageError, match="holds something already"):
        run(ScriptedPipeline(SCRIPT), questions, predictions=questions)
    assert questions.read_bytes() == before


@pytest.mark.parametrize("meta", ["", "[]", "{", "\udcff"])
def test_a_damaged_note_beside_the_predictions_is_refused(
    questions: Path, out: Path, meta: str
) -> None:
    run(ScriptedPipeline(SCRIPT), questions, predictions=out, limit=1)
    note = out.with_name("out.jsonl.meta.json")
    note.write_bytes(meta.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match="--predictions"):
        run(ScriptedPipeline(SCRIPT), questions, predictions=out)


def test_a_line_damaged_in_the_middle_or_repeated_is_refused(questions: Path, out: Path) -> None:
    run(ScriptedPipeline(SCRIPT), questions, predictions=out)
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(lines[0] + b'{"id": "2", "sta\n' + lines[2])
    with pytest.raises(UsageError, match="line 2, is not a prediction"):
        run(ScriptedPipeline(SCRIPT), questions, predictions=out)
    out.write_bytes(lines[0] + lines[0])
    with pytest.raises(UsageError, match='line 2, repeats "1"'):
        run(ScriptedPipeline(SCRIPT), questions, predictions=out)


def test_nothing_is_asked_when_the_question_file_is_broken(questions: Path, out: Path) -> None:
    with questions.open("a", encoding="utf-8") as file:
        file.write(json.dumps(LINES[0]) + "\n")
    pipeline = ScriptedPipeline(SCRIPT)
    with pytest.raises(UsageError, match="line 4"):
        run(pipeline, questions, predictions=out)
    assert pipeline.asked == [] and not out.exists()


def test_a_place_that_cannot_be_written_is_told_before_anything_is_asked(
    questions: Path, tmp_path: Path
) -> None:
    pipeline = ScriptedPipeline(SCRIPT)
    with pytest.raises(UsageError, match="Cannot write"):
        run(pipeline, questions, predictions=tmp_path)
    with pytest.raises(UsageError, match="--report"):
        run(pipeline, questions, predictions=tmp_path / "out.jsonl", report=questions)
    assert pipeline.asked == []
