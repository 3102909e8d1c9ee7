"""What each command of ``dateline`` does, once its arguments are known to be right."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from bot import render
from bot.printable import one_line, printable
from bot.render import Line
from bot.saving import write_receipt
from bot.screen import Screen, progress
from bot.sources import matching, source_lines, source_row, source_to_dict
from rag.errors import EmptyLibrary, ReceiptError, UsageError
from rag.settings import Settings, load_settings
from rag.types import Answer, Refusal, Scope

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

DONE, REFUSED = 0, 3


@dataclass(frozen=True, slots=True)
class Task:
    """What a command works with."""

    arguments: argparse.Namespace
    settings: Settings
    pipeline: Pipeline
    screen: Screen

    @property
    def data(self) -> Path:
        """The folder of library and index."""
        return self.arguments.data or self.settings.data_folder


OpenPipeline = Callable[[Settings, Path | None], "Pipeline"]


def run(arguments: argparse.Namespace, open_pipeline: OpenPipeline | None = None) -> int:
    """Runs the command that the arguments name and returns its exit status."""
    screen = Screen()
    if arguments.command == "verify":
        return _verify(arguments, screen)
    settings = load_settings(arguments.config)
    with (open_pipeline or _open_pipeline)(settings, arguments.data) as pipeline:
        return _COMMANDS[arguments.command](Task(arguments, settings, pipeline, screen))


def _open_pipeline(settings: Settings, data: Path | None) -> Pipeline:
    from rag.pipeline import Pipeline

    return Pipeline.open(settings, data)


def set_up_logging(*, verbose: bool) -> None:
    """Logs to standard error: what is seen can hold a file's content, so it is made printable."""
    handler = logging.StreamHandler()
    handler.setFormatter(_PrintableFormatter("%(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.INFO if verbose else logging.ERROR)
    logging.captureWarnings(True)


class _PrintableFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


# --------------------------------------------------------------------------- ask and chat


def _ask(task: Task) -> int:
    arguments, screen, pipeline = task.arguments, task.screen, task.pipeline
    question = _read_question(arguments.question)
    _bring_up_to_date(task)
    scope = _scope(task)
    with screen.busy("Searching"):
        reply = pipeline.ask(question, scope=scope, as_of=arguments.as_of)
    screen.tell_once(pipeline.notices)
    if arguments.receipt:
        write_receipt(reply, arguments.receipt)
    if arguments.json:
        screen.show_json(reply.to_dict())
    else:
        screen.show(render.reply_lines(reply))
    match reply:
        case Answer():
            return DONE
        case Refusal():
            return REFUSED


def _chat(task: Task) -> int:
    from bot import terminal

    _bring_up_to_date(task)
    return terminal.run(
        task.pipeline,
        task.screen,
        data=task.data,
        scope=_scope(task),
        verbose=task.arguments.verbose,
    )


def _read_question(words: str) -> str:
    question = one_line(sys.stdin.read() if words == "-" else words)
    if not question:
        raise UsageError('The question is empty. Try: dateline ask "Who won the election?"')
    return question


def _bring_up_to_date(task: Task) -> None:
    """Reads the corpus that was named, or the usual one where nothing was ever read."""
    corpus, pipeline = task.arguments.corpus, task.pipeline
    if corpus or not pipeline.library.coverage().articles:
        paths = [corpus or task.settings.corpus]
        with progress(task.screen) as on_progress:
            report = pipeline.update(paths, on_progress)
        if skipped := len(report.skipped):
            task.screen.tell(f"{skipped:,} skipped; to see why: dateline index {paths[0]}")
        _check_not_empty(pipeline, paths)
    with progress(task.screen) as on_progress:
        pipeline.ready(on_progress)


def _check_not_empty(pipeline: Pipeline, paths: Sequence[Path]) -> None:
    scope = Scope(under=tuple(str(path.resolve()) for path in paths))
    if not pipeline.library.coverage(scope).articles:
        where = " or ".join(map(str, paths))
        raise EmptyLibrary(f"No articles in {where}. Add some, then: dateline index {paths[0]}")


def _scope(task: Task) -> Scope:
    arguments = task.arguments
    since, until = getattr(arguments, "since", None), getattr(arguments, "until", None)
    if since and until and since > until:
        raise UsageError(f"--since {since} lies after --until {until}. Swap them.")
    articles, outlets = getattr(arguments, "article", ()), getattr(arguments, "outlet", ())
    listed = task.pipeline.library.articles() if articles or outlets else []
    return Scope(
        articles=_known("--article", articles, {article.id for article in listed}),
        outlets=_known("--outlet", outlets, {a.outlet for a in listed if a.outlet}),
        since=since,
        until=until,
        under=(str(arguments.corpus.resolve()),) if arguments.corpus else (),
    )


def _known(option: str, wanted: Iterable[str], names: set[str]) -> tuple[str, ...]:
    """The names as the library spells them, whatever their case; raises on one it lacks."""
    by_folded = {name.casefold(): name for name in sorted(names)}
    for name in wanted:
        if name.casefold() not in by_folded:
            near = get_close_matches(name.casefold(), by_folded, 1)
            hint = f"Did you mean {by_folded[near[0]]}?" if near else "See: dateline sources"
            raise UsageError(f"No article has {option} {name}. {hint}")
    return tuple(by_folded[name.casefold()] for name in wanted)


# --------------------------------------------------------------------------- the library


def _index(task: Task) -> int:
    paths = task.arguments.paths or [task.settings.corpus]
    started = time.monotonic()
    with progress(task.screen) as on_progress:
        report = task.pipeline.update(paths, on_progress)
    task.screen.tell_once(task.pipeline.notices)
    task.screen.show(render.sync_lines(report, verbose=task.arguments.verbose))
    held = render.coverage_words(task.pipeline.library.coverage())
    took = time.monotonic() - started
    task.screen.show([Line(Text(f"The library holds {held} ({took:.1f} s)."))])
    _check_not_empty(task.pipeline, paths)
    return DONE


def _sources(task: Task) -> int:
    search, library = task.arguments.search, task.pipeline.library
    articles = matching(library.articles(), search)
    if not articles:
        what = f"No article matches {search}" if search else "There are no articles yet"
        task.screen.tell(f"{what}. To list all: dateline sources. To add some: dateline index PATH")
    listed = [(article, library.copies(article.id)) for article in articles]
    if task.arguments.json:
        task.screen.show_json([source_to_dict(*one) for one in listed])
    elif task.screen.out.is_terminal:
        task.screen.show([line for one in listed for line in source_lines(*one)])
    else:
        task.screen.show([source_row(*one) for one in listed])
    return DONE


# --------------------------------------------------------------------------- checks


def _verify(arguments: argparse.Namespace, screen: Screen) -> int:
    from rag import receipts
    from rag.pipeline import read_articles

    try:
        receipt = receipts.read_receipt(arguments.receipt)
        verification = receipts.verify(receipt, arguments.articles, read_articles)
    except receipts.ReceiptError as error:  # of a module that knows nothing of Dateline
        raise ReceiptError(str(error)) from error
    screen.show(render.report_lines(str(verification)))
    return DONE if verification.ok else REFUSED


def _eval(task: Task) -> int:
    from rag import evaluation

    arguments = task.arguments
    questions: Path = arguments.questions
    evaluation.check(questions, report=arguments.report, limit=arguments.limit)
    predictions = arguments.predictions or Path(f"{questions.name.split('.')[0]}.predictions.jsonl")
    _bring_up_to_date(task)
    scope = _scope(task)
    try:
        with progress(task.screen) as on_progress:
            figures = evaluation.run(
                task.pipeline,
                questions,
                predictions=predictions,
                report=arguments.report,
                limit=arguments.limit,
                scope=scope,
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        task.screen.tell("The replies so far are kept: the same command goes on from here.")
        raise
    task.screen.tell_once(task.pipeline.notices)
    task.screen.show(render.figure_lines(figures.to_dict()))
    where = f"{predictions} and {arguments.report}" if arguments.report else predictions
    task.screen.tell(f"Written: {where}")
    return DONE


_COMMANDS: dict[str, Callable[[Task], int]] = {
    "ask": _ask,
    "chat": _chat,
    "index": _index,
    "sources": _sources,
    "eval": _eval,
}
