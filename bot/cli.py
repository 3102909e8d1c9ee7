"""The command ``dateline``: its options, its exit statuses, and what it says when it fails.

Nothing heavy is imported before the arguments are known to be right.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.failures import unexpected
from bot.printable import one_line, printable
from rag.errors import DatelineError, UsageError

if TYPE_CHECKING:
    from bot.commands import OpenPipeline

ERROR, USAGE = 1, 2
INTERRUPTED, BROKEN_PIPE = 130, 141  # as shells report SIGINT and SIGPIPE

_EXAMPLES = """\
examples:
  dateline ask "Who won the election?"          answer from corpus/, indexed on first use
  dateline ask "And by how much?" --corpus news/ --since 2025-01-01
  dateline ask "Who won?" --json | jq .citations
  dateline index news/ archive.jsonl.gz         bring library and index up to date
  dateline chat                                 ask, follow up, read the sources

exit status: 0 answered, 1 an error, 2 wrong usage, 3 refused (the articles do not tell)
"""


def main(argv: Sequence[str] | None = None, open_pipeline: OpenPipeline | None = None) -> int:
    """Runs one command and returns its exit status. Shows no traceback unless asked to.

    ``open_pipeline`` takes the settings and the data folder; by default ``Pipeline.open``.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a terminal without UTF-8 shows a question mark
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse: 0 after --help, 2 after wrong usage
        return int(stop.code or 0)
    try:
        return _run(arguments, open_pipeline)
    except KeyboardInterrupt:
        return _complain("stopped", INTERRUPTED)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except UsageError as error:
        return _complain(str(error), USAGE)
    except DatelineError as error:
        return _complain(str(error), ERROR)
    except Exception as error:  # noqa: BLE001 - the last door: no traceback reaches a user
        return _complain(unexpected(error, verbose=arguments.verbose), ERROR)


def _run(arguments: argparse.Namespace, open_pipeline: OpenPipeline | None) -> int:
    from bot import commands

    commands.set_up_logging(verbose=arguments.verbose)
    status = commands.run(arguments, open_pipeline)
    sys.stdout.flush()  # a closed pipe is noticed here and not at exit
    return status


def _complain(message: str, status: int) -> int:
    print(f"dateline: {printable(message)}", file=sys.stderr)
    return status


class _Parser(argparse.ArgumentParser):
    """Exact options only; a mistake is answered in one line, with a hint."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Rejects what is unknown here, where the nearest known option can be named."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            near = get_close_matches(unknown[0], self._option_string_actions, 1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            self.error(f"unknown argument: {unknown[0]}{hint}")
        return known, unknown

    def error(self, message: str) -> NoReturn:
        print(f"dateline: {one_line(message)}. Try: {self.prog} --help", file=sys.stderr)
        raise SystemExit(USAGE)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"dateline {version('dateline')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dateline",
        description="Cited answers from news articles that cannot be made to misquote them.",
        epilog=_EXAMPLES,
        parents=[_common()],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    for add in (_add_ask, _add_chat, _add_index, _add_sources, _add_verify, _add_eval):
        # An option that is not given after the command must not undo one given before it.
        add(commands, parents=[_common(argument_default=argparse.SUPPRESS)])
    return parser


def _common(argument_default: str | None = None) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argument_default)
    options = common.add_argument_group("options of every command")
    options.add_argument("--config", type=Path, metavar="FILE", help="another settings.toml")
    options.add_argument("--data", type=Path, metavar="DIR", help="where library and index live")
    options.add_argument("-v", "--verbose", action="store_true", help="say more")
    return common


def _corpus(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", type=Path, metavar="PATH", help="answer from these articles")


def _add_ask(commands: Any, **common: Any) -> None:
    ask = commands.add_parser("ask", help="answer a question once, with citations", **common)
    ask.add_argument("question", metavar="QUESTION", help='"-" reads it from standard input')
    ask.add_argument("--json", action="store_true", help="the reply as one JSON document")
    _corpus(ask)
    ask.add_argument("--since", type=_day, metavar="DATE", help="published on that day or later")
    ask.add_argument("--until", type=_day, metavar="DATE", help="published on that day or before")
    ask.add_argument("--outlet", action="append", default=[], metavar="NAME", help="from NAME only")
    ask.add_argument("--article", action="append", default=[], metavar="ID", help="from ID only")
    ask.add_argument("--as-of", type=_day, metavar="DATE", help="the day on which it is asked")
    ask.add_argument("--receipt", type=Path, metavar="FILE", help="write the reply's receipt")


def _add_chat(commands: Any, **common: Any) -> None:
    chat = commands.add_parser("chat", help="ask, follow up, read the sources", **common)
    _corpus(chat)


def _add_index(commands: Any, **common: Any) -> None:
    index = commands.add_parser("index", help="bring library and index up to date", **common)
    index.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="default: corpus/")


def _add_sources(commands: Any, **common: Any) -> None:
    sources = commands.add_parser("sources", help="list the articles", **common)
    sources.add_argument("search", nargs="?", default="", metavar="SEARCH", help="only with this")
    sources.add_argument("--json", action="store_true", help="the list as one JSON document")


def _add_verify(commands: Any, **common: Any) -> None:
    verify = commands.add_parser("verify", help="check a receipt against articles", **common)
    verify.add_argument("receipt", type=Path, metavar="RECEIPT.json")
    verify.add_argument("articles", type=Path, metavar="ARTICLES", help="a file or folder")


def _add_eval(commands: Any, **common: Any) -> None:
    evaluate = commands.add_parser("eval", help="measure on a set of questions", **common)
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument(
        "--predictions",
        type=Path,
        metavar="OUT.jsonl",
        help="where replies are kept; goes on where it was stopped (default: beside you)",
    )
    evaluate.add_argument("--report", type=Path, metavar="DIR", help="write an HTML report")
    _corpus(evaluate)
    evaluate.add_argument("--limit", type=int, metavar="N", help="only the first N questions")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2025-01-31") from None
