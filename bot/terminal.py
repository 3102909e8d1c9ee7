"""The conversation on a terminal, or with whatever writes one line after another."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.text import Text

from bot import render
from bot.failures import unexpected
from bot.printable import one_line
from bot.prompt import Reader, key_reader, prompt_reader, read_from_pipe
from bot.render import Line
from bot.saving import markdown, write, write_receipt
from bot.screen import Screen
from bot.sources import matching, source_lines
from rag.errors import DatelineError, UsageError
from rag.types import Answer, Article, Quote, Reply, Scope

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

PATIENCE = 5.0  # seconds that leaving waits for a stopped answer to end

_Result = TypeVar("_Result")


def run(
    pipeline: Pipeline,
    screen: Screen,
    *,
    data: Path,
    scope: Scope,
    verbose: bool = False,
) -> int:
    """Converses until the end of input and returns the exit status, 0.

    With a terminal on both sides there are prompts, history (in ``data``) and paging;
    otherwise each line of standard input is taken as it comes.
    """
    chat = Chat(pipeline, screen, scope=scope, verbose=verbose)
    if not (sys.stdin.isatty() and screen.out.is_terminal):
        return chat.converse(read_from_pipe)
    articles = pipeline.library.articles(scope)
    outlets = {article.outlet for article in articles if article.outlet}
    ids = [article.id for article in articles]
    follows = {name: command.follows for name, command in chat.commands.items()}
    follows |= {"/open": lambda: [*chat.numbers(), *ids], "/sources": lambda: sorted(outlets)}
    chat.pager = key_reader()
    held = render.coverage_words(pipeline.library.coverage(scope))
    screen.tell(f"{held}. Ask a question. /help tells more, Ctrl-D leaves.")
    return chat.converse(prompt_reader(data / "chat_history", follows, outlets.union(ids)))


@dataclass(frozen=True, slots=True)
class Command:
    """A word after a slash: what it takes, what it is for, and what it does."""

    takes: str
    purpose: str
    run: Callable[[str], None]
    follows: Callable[[], Iterable[str]] = tuple


class Chat:
    """One conversation: what was asked and replied, and what may be asked of it."""

    def __init__(
        self, pipeline: Pipeline, screen: Screen, *, scope: Scope, verbose: bool = False
    ) -> None:
        self.pager: Reader | None = None
        self.commands = {
            "/sources": Command("[SEARCH]", "the articles", self._sources),
            "/why": Command("", "what was found, chosen and rejected", self._why),
            "/open": Command("N|ID", "a cited article, from its quote", self._open),
            "/as-of": Command("DATE|off", "ask as if on that day", self._as_of, lambda: ["off"]),
            "/save": Command("FILE", "as Markdown; .json: the receipt", self._save),
            "/clear": Command("", "forget what was said", self._clear),
            "/help": Command("", "this", self._help),
            "/quit": Command("", "leave (as does Ctrl-D)", self._quit),
        }
        self._pipeline = pipeline
        self._screen = screen
        self._scope = scope
        self._verbose = verbose
        self._leaving = False
        self._day: date | None = None
        self._turns: list[tuple[str, Reply]] = []
        self._saved: set[Path] = set()
        self._abandoned: list[Future[Reply]] = []

    def converse(self, read: Reader) -> int:
        """Takes lines until there are no more; an error or Ctrl-C ends a line's work only."""
        while not self._leaving:
            try:
                self._take_whatever_comes_of_it(self._line(read))
            except KeyboardInterrupt:
                if read is read_from_pipe:  # nobody sits there to ask something else
                    raise
                self._screen.tell("Stopped. Ctrl-D leaves.")
        wait(self._abandoned, timeout=PATIENCE)
        return 0

    def _line(self, read: Reader) -> str:
        try:
            return read(f"{self._day}> " if self._day else "> ")
        except EOFError:
            return "/quit"

    def _take_whatever_comes_of_it(self, line: str) -> None:
        try:
            self._take(line)
        except BrokenPipeError:
            raise
        except DatelineError as error:
            self._screen.tell(f"dateline: {error}")
        except Exception as error:  # noqa: BLE001 - a conversation outlives a failed answer
            self._screen.tell(f"dateline: {unexpected(error, verbose=self._verbose)}")

    def numbers(self) -> list[str]:
        """The citation numbers of the last reply, as they may be typed."""
        return [str(number) for number in self._quotes()]

    def _take(self, line: str) -> None:
        words = one_line(line)
        if not words.startswith("/"):
            return self._ask(words) if words else None
        name, _, argument = words.partition(" ")
        if name not in self.commands:
            near = get_close_matches(name, self.commands, 1)
            hint = f"Did you mean {near[0]}?" if near else "/help lists the commands."
            raise UsageError(f"There is no {name}. {hint}")
        return self.commands[name].run(argument)

    def _ask(self, question: str) -> None:
        history = tuple(self._turns)
        asked = in_background(
            lambda: self._pipeline.ask(
                question, scope=self._scope, as_of=self._day, history=history
            )
        )
        try:
            with self._screen.busy("Searching"):
                reply = result(asked)
        except KeyboardInterrupt:
            self._abandoned.append(asked)  # it runs on, and nobody looks at what it returns
            raise
        self._turns.append((question, reply))
        self._screen.tell_once(self._pipeline.notices)
        self._screen.show([render.BLANK, *render.reply_lines(reply), render.BLANK])

    # ------------------------------------------------------------------ commands

    def _sources(self, search: str) -> None:
        library = self._pipeline.library
        articles = matching(library.articles(self._scope), search)
        if not articles:
            raise UsageError(f"No article matches {search}. /sources alone lists them all.")
        listed = ((article, library.copies(article.id)) for article in articles)
        self._screen.page([line for one in listed for line in source_lines(*one)], self.pager)

    def _why(self, _: str) -> None:
        self._screen.page(render.why_lines(self._last_reply()), self.pager)

    def _open(self, wanted: str) -> None:
        library, quotes = self._pipeline.library, self._quotes()
        if wanted.isdecimal() and int(wanted) in quotes:
            quote = quotes[int(wanted)]
            text = library.version(quote.version).text
            lines = render.article_lines(quote.article, text, (quote.start, quote.end))
        elif article := self._article(wanted):
            lines = render.article_lines(article, library.history(article.id)[-1].text, None)
        else:
            cited = f"a citation ({', '.join(self.numbers())})" if quotes else "a citation's number"
            raise UsageError(f"Nothing to open. Give {cited} or an article's id; see /sources.")
        self._screen.page(lines, self.pager)

    def _article(self, wanted: str) -> Article | None:
        """By its id, as it is or as it was shown."""
        if found := self._pipeline.library.article(wanted):
            return found
        articles = self._pipeline.library.articles()
        return next((one for one in articles if one_line(one.id) == wanted), None)

    def _as_of(self, day: str) -> None:
        if day == "off":
            self._day = None
            return self._screen.tell("Asked as of today.")
        try:
            self._day = date.fromisoformat(day)
        except ValueError:
            raise UsageError("Give a day, such as /as-of 2025-01-31, or /as-of off.") from None
        return self._screen.tell(f"Asked as of {render.day_words(self._day)}.")

    def _save(self, name: str) -> None:
        if not name:
            raise UsageError("Give a file, such as /save conversation.md or /save receipt.json.")
        reply, path = self._last_reply(), Path(name).expanduser()
        if path.exists() and path not in self._saved:
            raise UsageError(f"{path} exists already. Give another name.")
        if path.suffix == ".json":
            write_receipt(reply, path)
        else:
            write(path, markdown(self._turns))
        self._saved.add(path)
        self._screen.tell(f"Saved: {path}")

    def _clear(self, _: str) -> None:
        self._turns.clear()
        self._screen.tell("Forgotten. The next question stands alone.")

    def _help(self, _: str) -> None:
        lines = [Line(Text("Ask a question, then follow up: and who else?"))]
        for name, command in self.commands.items():
            lines.append(Line(Text(f"{name} {command.takes}".rstrip(), "bold")))
            lines.append(Line(Text(command.purpose), indent=4))
        self._screen.show(lines)

    def _quit(self, _: str) -> None:
        self._leaving = True

    # ------------------------------------------------------------------ what was said

    def _last_reply(self) -> Reply:
        if not self._turns:
            raise UsageError("Nothing was asked yet. Ask a question first.")
        return self._turns[-1][1]

    def _quotes(self) -> dict[int, Quote]:
        """The last answer's quotes, by citation number."""
        answers = (reply for _, reply in reversed(self._turns) if isinstance(reply, Answer))
        last = next(answers, None)
        return {one.number: one.quote for one in last.citations} if last else {}


def in_background(work: Callable[[], _Result]) -> Future[_Result]:
    """Runs ``work`` on a thread of its own, which does not keep the program from ending."""
    future: Future[_Result] = Future()

    def run_work() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
            future.set_exception(error)

    threading.Thread(target=run_work, daemon=True).start()
    return future


def result(future: Future[_Result]) -> _Result:
    """Waits so that Ctrl-C is noticed on every system."""
    while not future.done():
        wait([future], timeout=0.1)
    return future.result()
