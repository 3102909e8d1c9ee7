"""The conversation on a real pseudo-terminal, its screen kept by a terminal emulator."""

import json
import os
import sys
import time
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.bot.scripted import CAPTAIN, OPENING

ROOT = Path(__file__).parents[2]
TIMEOUT = 20


class Terminal:
    """A window that shows what the program wrote into it."""

    def __init__(self, data, columns=80, rows=40, arguments=(), **environment):
        self.screen = pyte.HistoryScreen(columns, rows, history=1000, ratio=0.5)
        self._stream = pyte.Stream(self.screen)
        self.written = ""
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", *(arguments or ("tests.bot.chat_launcher", str(data)))],
            dimensions=(rows, columns),
            cwd=str(ROOT),
            env={
                **kept,
                "TERM": "xterm-256color",
                "PYTHONUTF8": "1",
                "PROMPT_TOOLKIT_NO_CPR": "1",
                **environment,
            },
            encoding="utf-8",
            timeout=TIMEOUT,
        )

    def _read(self):
        try:
            got = self.process.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return
        self.written += got
        self._stream.feed(got)

    def text(self):
        """All rows so far, those that were scrolled away too."""
        columns = range(self.screen.columns)
        away = ["".join(row[x].data for x in columns) for row in self.screen.history.top]
        return "\n".join(row.rstrip() for row in [*away, *self.screen.display])

    def cells(self):
        return [cell for row in self.screen.buffer.values() for cell in row.values()]

    def squeezed(self):
        return "".join(self.text().split())

    def wait_for(self, words):
        """Until the words stand on the screen, however they are wrapped."""
        end = time.monotonic() + TIMEOUT
        while "".join(words.split()) not in self.squeezed():
            assert time.monotonic() < end, f"{words!r} is not in:\n{self.text()}"
            self._read()

    def wait_for_prompt(self):
        end = time.monotonic() + TIMEOUT
        while not self.screen.display[self.screen.cursor.y].rstrip().endswith(">"):
            assert time.monotonic() < end, self.text()
            self._read()

    def type(self, line):
        self.wait_for_prompt()
        self.process.send(line + "\r")

    def leave(self):
        """By Ctrl-D; returns the exit status."""
        self.wait_for_prompt()
        self.process.send("\x04")
        self.process.expect(pexpect.EOF)
        self.process.close()
        return self.process.exitstatus


@pytest.fixture
def open_terminal(tmp_path):
    opened = []

    def open_one(**options):
        opened.append(Terminal(tmp_path, **options))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.process.close(force=True)


def test_a_conversation(open_terminal, tmp_path):
    terminal = open_terminal()
    terminal.wait_for("2 articles, from 3 May 2024 to 9 May 2024. Ask a question.")
    terminal.type("Where did it sail?")
    terminal.wait_for(f"[1] “{OPENING}”")
    terminal.wait_for("Searching by keywords alone.")
    terminal.wait_for("Confidence: 82%")

    terminal.type("/why")
    terminal.wait_for("1. relevance 5.31, similarity 0.82, keywords 12.4 → chosen [1][2]")

    terminal.type("and who else?")  # the stand-in cites the captain alone in a follow-up
    terminal.wait_for(f"{CAPTAIN} [1]")

    terminal.type("/as-of 2024-05-05")
    terminal.wait_for("2024-05-05>")
    terminal.type("/as-of off")

    terminal.type("/save talk.md".replace("talk.md", str(tmp_path / "talk.md")))
    terminal.wait_for("Saved:")
    assert "## and who else?" in (tmp_path / "talk.md").read_text()

    terminal.type("/sources bridge")
    terminal.wait_for("copy: bridge-closed-2")
    assert terminal.leave() == 0
    assert "and who else?" in (tmp_path / "chat_history").read_text()


def test_a_cited_article_opens_at_its_quote_and_pages(open_terminal):
    terminal = open_terminal(rows=16)
    terminal.type("Where did it sail?")
    terminal.wait_for("Confidence: 82%")
    terminal.type("/open 2")
    terminal.wait_for("Enter, b or q:")
    (y, x) = next(
        (y, row.index("Captain"))
        for y, row in enumerate(terminal.screen.display)
        if f"{OPENING} Captain" in row
    )
    assert terminal.screen.buffer[y][x].reverse
    assert not terminal.screen.buffer[y][0].reverse
    assert "Paragraph 59" not in terminal.text()
    terminal.process.send("b\r")
    terminal.wait_for("Paragraph 25 tells of the harbour")
    for _ in range(12):
        terminal.process.send("\r")
        time.sleep(0.1)
    terminal.wait_for("Paragraph 59")
    for key in "\x03\x04":
        terminal.type("/open ferry-runs-again")
        terminal.wait_for("Enter, b or q:")
        terminal.process.send(key)
    assert terminal.leave() == 0
    assert "Stopped" not in terminal.text()
    assert "error" not in terminal.text()


def test_ctrl_c_stops_an_answer_and_not_the_program(open_terminal):
    terminal = open_terminal()
    terminal.type("slow question")
    terminal.wait_for("Searching")
    started = time.monotonic()
    terminal.process.send("\x03")
    terminal.wait_for("Stopped. Ctrl-D leaves.")
    assert time.monotonic() - started < 3
    terminal.type("Where did it sail?")
    terminal.wait_for("Confidence: 82%")
    assert terminal.text().count(f"[1] “{OPENING}”") == 1  # and not the abandoned one as well


def test_ctrl_c_at_the_prompt_clears_the_line(open_terminal):
    terminal = open_terminal()
    terminal.wait_for_prompt()
    terminal.process.send("half a ques\x03")
    terminal.wait_for("Stopped.")
    terminal.type("Where did it sail?")
    terminal.wait_for("Confidence: 82%")
    assert terminal.leave() == 0


def test_errors_end_a_line_and_not_the_conversation(open_terminal):
    terminal = open_terminal()
    terminal.type("fail now")
    terminal.wait_for("dateline: the models are away; bring them back")
    terminal.type("break now")
    terminal.wait_for("internal error: ZeroDivisionError: nobody")
    terminal.type("/oepn 1")
    terminal.wait_for("There is no /oepn. Did you mean /open?")
    terminal.type("/open 1")
    terminal.wait_for("Nothing to open.")
    terminal.type("/quit")
    terminal.process.expect(pexpect.EOF)
    terminal.process.close()
    assert terminal.process.exitstatus == 0


def test_commands_ids_and_outlets_are_completed(open_terminal):
    terminal = open_terminal()
    terminal.wait_for_prompt()
    terminal.process.send("/so")
    terminal.wait_for("/sources")
    terminal.process.send("\x03")
    terminal.wait_for("Stopped.")
    terminal.wait_for_prompt()
    terminal.process.send("/open brid")
    terminal.wait_for("bridge-closed")  # in the menu
    terminal.process.send("\t")
    terminal.wait_for("/open bridge-closed")
    terminal.process.send("\r")
    terminal.wait_for("The bridge over the Lenn is closed until June.")


@pytest.mark.parametrize("columns", [20, 40])
def test_a_narrow_window_breaks_nothing(open_terminal, columns):
    terminal = open_terminal(columns=columns, rows=30)
    terminal.type("Where did it sail?")
    terminal.wait_for(f"[1] “{OPENING}”")
    terminal.wait_for("https://harbour.example/ferry")
    terminal.wait_for("Confidence: 82%")
    terminal.type("/why")
    terminal.wait_for("Bridge closed for repairs — Valley Courier")
    terminal.process.send("q\r")
    terminal.type("Who won the regatta?")
    terminal.wait_for("The articles do not tell who won the regatta.")
    terminal.type("/help")
    terminal.wait_for("leave (as does Ctrl-D)")
    assert terminal.leave() == 0


def test_no_colour_is_honoured(open_terminal):
    coloured = open_terminal()
    coloured.type("Where did it sail?")
    coloured.wait_for("Confidence: 82%")
    assert "\x1b[36m" in coloured.written
    plain = open_terminal(NO_COLOR="1")
    plain.type("Where did it sail?")
    plain.wait_for("Confidence: 82%")
    for code in ("\x1b[3", "\x1b[4", "\x1b[9"):
        assert f"{code}6m" not in plain.written
    assert any(cell.bold for cell in plain.cells())
    assert all(cell.fg == "default" for cell in plain.cells())


def test_a_receipt_is_saved_and_no_other_file_overwritten(open_terminal, tmp_path):
    (tmp_path / "mine.md").write_text("mine")
    terminal = open_terminal(columns=200)
    terminal.type(f"/save {tmp_path}/early.md")
    terminal.wait_for("Nothing was asked yet.")
    terminal.type("Where did it sail?")
    terminal.type(f"/save {tmp_path}/mine.md")
    terminal.wait_for("exists already")
    assert (tmp_path / "mine.md").read_text() == "mine"
    terminal.type(f"/save {tmp_path}/receipt.json")
    terminal.wait_for("Saved:")
    receipt = json.loads((tmp_path / "receipt.json").read_text())
    assert [one["quote"] for one in receipt["citations"]] == [OPENING, CAPTAIN]


@pytest.mark.parametrize("columns", [20, 80])
def test_indexing_shows_bars_that_make_room_for_the_summary(open_terminal, columns):
    arguments = ("tests.bot.cli_launcher", "index", "--verbose")
    terminal = open_terminal(columns=columns, arguments=arguments)
    terminal.wait_for("The library holds")
    assert "Reading" in terminal.written
    assert "Reading" not in terminal.text()
    assert "unchanged" in terminal.text()
