"""Where lines come out: a terminal, however narrow, or a pipe. And how far work has come."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.printable import printable, to_json
from bot.render import QUOTE_STYLE, Line
from rag.types import Progress

WIDEST = 100  # longer lines are hard to read


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise


class Screen:
    """Standard output for replies, standard error for everything about them."""

    def __init__(self) -> None:
        plain: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
        self.out = _Console(**plain)
        self.err = _Console(stderr=True, **plain)
        self._told: set[str] = set()

    def show(self, lines: Sequence[Line]) -> None:
        """Prints lines: wrapped and styled on a terminal; in a pipe plain, each as it is."""
        if self.out.is_terminal:
            return self._print(self._rows(lines))
        for line in lines:
            print(textwrap.indent(line.text.plain, " " * line.indent), file=self.out.file)
        return None

    def show_json(self, value: Any) -> None:
        """Prints one JSON document."""
        print(to_json(value), file=self.out.file)

    def tell(self, message: str) -> None:
        """Says something about the work on standard error."""
        self.err.print(Text(printable(message), "dim"), soft_wrap=not self.err.is_terminal)

    def tell_once(self, messages: Sequence[str]) -> None:
        """Tells those messages that were not told before."""
        for message in messages:
            if message not in self._told:
                self._told.add(message)
                self.tell(message)

    def busy(self, what: str) -> AbstractContextManager[object]:
        """Shows on a terminal that something goes on."""
        return self.err.status(what) if self.err.is_interactive else nullcontext()

    def page(self, lines: Sequence[Line], ask: Callable[[str], str] | None) -> None:
        """Shows lines a windowful at a time, from the highlighted quote where there is one.

        ``ask`` shows its argument and returns what was typed; without it all is shown at once.
        """
        if ask is None or not self.out.is_terminal:
            return self.show(lines)
        rows = self._rows(lines)
        height = max(self.out.height - 2, 3)
        if len(rows) <= height:
            return self._print(rows)
        top = min(max(_first_highlighted(rows) - 2, 0), len(rows) - height)
        while True:
            self._print(rows[top : top + height])
            try:
                typed = ask("Enter, b or q: ").strip().casefold()
            except (EOFError, KeyboardInterrupt):  # Ctrl-D and Ctrl-C close the pages
                return None
            if typed.startswith("q") or (not typed and top + height >= len(rows)):
                return None
            step = -height if typed.startswith("b") else height
            top = min(max(top + step, 0), len(rows) - height)

    def _rows(self, lines: Sequence[Line]) -> list[Text]:
        """The lines wrapped to the window, each row with its indent."""
        width = min(self.out.width, WIDEST)
        rows = []
        for line in lines:
            indent = min(line.indent, width // 8)
            for row in line.text.wrap(self.out, width - indent, overflow="fold"):
                row.rstrip()
                rows.append(Text.assemble(" " * indent, row))
        return rows

    def _print(self, rows: Sequence[Text]) -> None:
        for row in rows:
            self.out.print(row, soft_wrap=True)


def _first_highlighted(rows: Sequence[Text]) -> int:
    marked = (n for n, row in enumerate(rows) if any(s.style == QUOTE_STYLE for s in row.spans))
    return next(marked, 0)


_STAGES = {
    "articles": "Reading articles",
    "passages": "Cutting passages",
    "embed": "Embedding passages",
    "index": "Indexing",
    "answer": "Answering",
}


@contextmanager
def progress(screen: Screen) -> Iterator[Progress]:
    """Bars on a terminal that go when all is done; otherwise now and then a quiet line."""
    if not screen.err.is_interactive:
        quiet = _QuietProgress(screen)
        try:
            yield quiet
        finally:
            quiet.finish()
        return
    with _bars(screen.err) as bars:
        tasks: dict[str, Any] = {}

        def on_progress(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield on_progress


def _bars(console: Console) -> Any:
    from rich import progress as rich_progress

    columns = [
        rich_progress.TextColumn("{task.description}", markup=False),
        rich_progress.BarColumn(bar_width=None if console.width < 60 else 40),
        rich_progress.MofNCompleteColumn(),
    ]
    if console.width >= 60:
        columns.append(rich_progress.TimeRemainingColumn())
    return rich_progress.Progress(*columns, console=console, transient=True)


class _QuietProgress:
    """A line when a stage is over, and every ten seconds within one."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._stage = ""
        self._line = ""
        self._told_at = time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            self.finish()
        self._stage = stage
        number = f"{done:,}" if total is None else f"{done:,} of {total:,}"
        self._line = f"{_STAGES.get(stage, stage)}: {number}"
        if time.monotonic() - self._told_at > 10:
            self.finish()

    def finish(self) -> None:
        if self._line:
            self._screen.tell(self._line)
        self._line = ""
        self._told_at = time.monotonic()
