import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from rag.types import Scope, SyncReport
from tests.bot.hostile import obeyed
from tests.bot.scripted import (
    BRIDGE,
    CAPTAIN,
    FERRY,
    FERRY_TEXT,
    SKIPPED,
    ScriptedLibrary,
    ScriptedPipeline,
    answer,
    refusal,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """In an empty folder there are no settings, and no corpus but the one that is named."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def dateline(capsys):
    """Runs the command; gives its status, standard output and standard error."""

    def run(*arguments, pipeline=None):
        pipeline = pipeline or ScriptedPipeline()
        status = main(arguments, open_pipeline=lambda settings, data: pipeline)
        return status, *capsys.readouterr()

    return run


def test_an_answer_is_0_and_a_refusal_3(dateline):
    status, out, _ = dateline("ask", "Where did it sail?")
    assert (status, CAPTAIN in out) == (0, True)
    status, out, _ = dateline("ask", "Who won the regatta?")
    assert (status, out.startswith("No answer.")) == (3, True)


@pytest.mark.parametrize(
    ("question", "reply"),
    [("Where?", answer("Where?")), ("Who won?", refusal("Who won?"))],
)
def test_json_is_the_reply_and_nothing_else_is_on_standard_output(dateline, question, reply):
    pipeline = ScriptedPipeline(notices=["Searching by keywords alone."])
    _, out, err = dateline("ask", question, "--json", pipeline=pipeline)
    assert json.loads(out) == reply.to_dict()
    assert err == "Searching by keywords alone.\n"


def test_without_articles_the_corpus_is_read_first(dateline, tmp_path):
    pipeline = ScriptedPipeline(library=ScriptedLibrary([]), found=[FERRY])
    status, out, err = dateline("ask", "Where?", pipeline=pipeline)
    assert status == 0
    assert pipeline.updated == [Path("corpus")]
    assert "Reading articles: 2 of 2\nEmbedding passages: 2 of 2\nIndexing: 2 of 2\n" in err
    assert "Reading" not in out


def test_with_articles_nothing_is_read(dateline):
    pipeline = ScriptedPipeline()
    dateline("ask", "Where?", pipeline=pipeline)
    assert pipeline.updated == []
    assert pipeline.asked[0].scope == Scope()


def test_an_empty_corpus_is_an_error_that_says_what_to_do(dateline):
    pipeline = ScriptedPipeline(library=ScriptedLibrary([]))
    status, out, err = dateline("ask", "Where?", pipeline=pipeline)
    assert (status, out) == (1, "")
    assert "No articles in corpus. Add some, then: dateline index corpus" in err


def test_a_named_corpus_is_read_and_the_answer_kept_to_it(dateline, tmp_path):
    pipeline = ScriptedPipeline(report=SyncReport(skipped=SKIPPED))
    _, _, err = dateline("ask", "Where?", "--corpus", "news/../news", pipeline=pipeline)
    assert pipeline.asked[0].scope == Scope(under=(str((tmp_path / "news").resolve()),))
    assert "25 skipped; to see why: dateline index" in err


def test_options_limit_the_scope(dateline):
    pipeline = ScriptedPipeline()
    options = ["--since", "2024-05-01", "--until", "2024-05-31", "--outlet", "harbour post"]
    options += ["--article", "Ferry-Runs-Again", "--as-of", "2024-06-01"]
    assert dateline("ask", "Where?", *options, pipeline=pipeline)[0] == 0
    asked = pipeline.asked[0]
    assert asked.as_of == date(2024, 6, 1)
    assert asked.scope == Scope(
        articles=(FERRY.id,),
        outlets=("Harbour Post",),
        since=date(2024, 5, 1),
        until=date(2024, 5, 31),
    )


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["ask", "  \n "], "The question is empty"),
        (["ask"], "QUESTION"),
        (["ask", "x", "--jsno"], "did you mean --json?"),
        (["ask", "x", "--js"], "unknown argument: --js"),
        (["ask", "x", "--since", "2024-13-01"], "is not a day such as 2025-01-31"),
        (["ask", "x", "--since", "2024-05-02", "--until", "2024-05-01"], "Swap them"),
        (["ask", "x", "--outlet", "Harbor Post"], "Did you mean Harbour Post?"),
        (["ask", "x", "--article", "zzz"], "See: dateline sources"),
        (["ask", "x", "y"], "unknown argument: y"),
        (["aks", "x"], "'ask'"),
        ([], "COMMAND"),
        (["--verison", "sources"], "did you mean --version?"),
        (["eval", "q.jsonl", "--limit", "many"], "--limit"),
        (["ask", "x", "--receipt", "no/such/folder/r.json"], "cannot be written"),
    ],
)
def test_wrong_usage_is_2_with_a_hint_in_one_line(dateline, arguments, hint):
    status, out, err = dateline(*arguments)
    assert (status, out) == (2, "")
    assert hint in err
    assert err.startswith("dateline: ")
    assert err.count("\n") == 1


def test_an_argument_cannot_write_to_the_terminal(dateline):
    _, out, err = dateline("ask", "x", "--\x1b]52;c;eA==\x07")
    assert not obeyed(out + err)
    _, out, err = dateline("ask", "x", "--outlet", "\x9b2J")
    assert not obeyed(out + err)


def test_an_error_raised_on_purpose_is_1_and_its_message(dateline):
    assert dateline("ask", "fail now") == (
        1,
        "",
        "dateline: the models are away; bring them back\n",
    )


def test_an_unexpected_error_is_1_and_one_line(dateline):
    status, out, err = dateline("ask", "break now")
    assert (status, out) == (1, "")
    assert err.startswith("dateline: internal error: ZeroDivisionError: nobody")
    assert err.endswith("run with --verbose for the traceback\n")
    assert err.count("\n") == 1
    _, _, err = dateline("ask", "break now", "--verbose")
    assert "Traceback" in err
    assert not obeyed(err)


def test_an_interruption_is_130(dateline):
    assert dateline("ask", "interrupt now") == (130, "", "dateline: stopped\n")


def test_the_question_can_come_from_standard_input(dateline, monkeypatch):
    pipeline = ScriptedPipeline()
    monkeypatch.setattr(sys, "stdin", io.StringIO("Where did\nit\x1b[2J sail?\n"))
    assert dateline("ask", "-", pipeline=pipeline)[0] == 0
    assert pipeline.asked[0].question == "Where did it\N{REPLACEMENT CHARACTER}[2J sail?"


def test_options_may_stand_before_or_after_the_command(tmp_path, capsys):
    seen = []

    def open_pipeline(settings, data):
        seen.append(data)
        return ScriptedPipeline()

    assert main(["--data", "here", "sources"], open_pipeline) == 0
    assert main(["sources", "--data", "there"], open_pipeline) == 0
    assert main(["--data", "here", "sources", "--data", "there"], open_pipeline) == 0
    assert main(["sources"], open_pipeline) == 0
    assert seen == [Path("here"), Path("there"), Path("there"), None]


def test_a_settings_file_that_is_not_there_is_an_error(dateline):
    status, _, err = dateline("sources", "--config", "nowhere.toml")
    assert status == 1
    assert "nowhere.toml" in err


def test_index_tells_what_changed(dateline):
    report = SyncReport(added=("a",), skipped=SKIPPED)
    pipeline = ScriptedPipeline(report=report)
    status, out, err = dateline("index", "one", "two", pipeline=pipeline)
    assert status == 0
    assert pipeline.updated == [Path("one"), Path("two")]
    assert "added" in out
    assert "and 5 more; --verbose lists all" in out
    assert "The library holds 2 articles, from 3 May 2024 to 9 May 2024" in out
    assert "Reading articles: 2 of 2" in err


def test_sources_are_rows_for_programs(dateline):
    status, out, _ = dateline("sources", "bridge")
    assert status == 0
    assert out.split("\n")[0].split("\t")[:2] == ["bridge-closed", "2024-05-09"]
    _, out, _ = dateline("sources", "--json")
    assert [one["article_id"] for one in json.loads(out)] == [FERRY.id, BRIDGE.id]
    status, out, err = dateline("sources", "zeppelin", "--json")
    assert (status, json.loads(out)) == (0, [])
    assert "No article matches zeppelin" in err


def test_chat_reads_lines_and_goes_on_after_errors(dateline, monkeypatch):
    pipeline = ScriptedPipeline()
    lines = "Where?\n\nfail now\nbreak now\n/nothing\nand who else?\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    status, out, err = dateline("chat", pipeline=pipeline)
    assert status == 0
    assert "the models are away" in err
    assert "internal error: ZeroDivisionError" in err
    assert "There is no /nothing." in err
    assert [question for question, _ in pipeline.asked[-1].history] == ["Where?"]
    assert out.count(CAPTAIN) > 2
    assert ">" not in out


def test_eval_shows_figures_keeps_replies_and_goes_on(dateline, tmp_path):
    questions = [
        {"id": "1", "question": "How many were on board?", "answer": "212"},
        {"id": "2", "question": "Who won the regatta?", "answer": None},
        {"id": "3", "question": "interrupt now", "answer": None},
    ]
    Path("set.jsonl").write_text("".join(json.dumps(one) + "\n" for one in questions))
    status, out, err = dateline("eval", "set.jsonl", "--limit", "2")
    assert status == 0
    assert "right                        1.000" in out
    assert "Written: set.predictions.jsonl" in err
    status, _, err = dateline("eval", "set.jsonl")
    assert status == 130
    assert "the same command goes on from here" in err
    assert len(Path("set.predictions.jsonl").read_text().splitlines()) == 2


def test_verify_is_0_for_what_stands_3_for_what_does_not_and_1_for_no_receipt(dateline):
    Path("news").mkdir()
    article = Path("news/ferry.txt")
    article.write_text(f"{FERRY.title}\n\n{FERRY_TEXT}\n")
    dateline("ask", "Where?", "--receipt", "receipt.json")
    status, out, _ = dateline("verify", "receipt.json", "news")
    assert (status, "2 of 2 citations verified." in out) == (0, True)
    article.write_text(article.read_text().replace("212", "12"))
    status, out, _ = dateline("verify", "receipt.json", "news")
    assert (status, "altered" in out) == (3, True)
    status, _, err = dateline("verify", "news/ferry.txt", "news")
    assert status == 1
    assert "is not JSON" in err


# ---------------------------------------------------------------- as a process


def start(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        **options,
    )


def test_help_shows_examples_and_version_is_the_packages():
    out, err = start("bot", "--help").communicate(timeout=30)
    assert 'dateline ask "' in out
    assert "exit status" in out
    assert err == ""
    out, _ = start("bot", "--version").communicate(timeout=30)
    assert out.startswith("dateline ")


@pytest.mark.parametrize("command", ["ask", "chat", "index", "sources", "verify", "eval"])
def test_every_command_has_help(command, capsys):
    assert main([command, "--help"]) == 0
    assert "--data DIR" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--wrong"], ["--version"]])
def test_help_and_usage_errors_load_nothing_heavy(arguments):
    code = f"import sys; from bot.cli import main; main({arguments}); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    heavy = {"numpy", "sqlalchemy", "pydantic", "rich", "prompt_toolkit", "chromadb", "onnxruntime"}
    assert not loaded & heavy


def test_a_reader_that_leaves_early_is_no_error():
    process = start("tests.bot.cli_launcher", "sources")
    assert process.stdout.readline().startswith(FERRY.id)
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 141


def test_ctrl_c_stops_a_slow_answer_with_one_line():
    process = start("tests.bot.cli_launcher", "ask", "slow one", "--verbose")
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (130, "", "dateline: stopped\n")


def test_a_terminal_without_unicode_gets_question_marks():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-m", "tests.bot.cli_launcher", "ask", "Where?"],
        capture_output=True,
        env=environment,
    )
    assert run.returncode == 0
    assert b"?The ferry to Skarholm sailed again on Friday.?" in run.stdout
