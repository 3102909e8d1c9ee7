"""Where a conversation's lines come from: a prompt with history and completion, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory

from bot.printable import one_line

Reader = Callable[[str], str]  # takes the prompt to show; raises EOFError at the end


def read_from_pipe(prompt: str) -> str:
    """The next line of standard input. The prompt is not shown: nobody is there to see it."""
    if line := sys.stdin.readline():
        return line
    raise EOFError


def prompt_reader(
    history: Path, commands: Mapping[str, Callable[[], Iterable[str]]], names: Iterable[str]
) -> Reader:
    """A prompt that remembers what was typed, in a file, and completes it.

    ``commands`` come with what may follow each of them; ``names`` are completed in questions.
    """
    session: PromptSession[str] = PromptSession(
        history=_History(str(history)),
        completer=_Completer(commands, [one_line(name) for name in names]),
        complete_while_typing=Condition(_types_a_command),
        reserve_space_for_menu=4,
    )
    return session.prompt


def key_reader() -> Reader:
    """A bare prompt, for answers that need not be remembered."""
    session: PromptSession[str] = PromptSession(erase_when_done=True)
    return session.prompt


def _types_a_command() -> bool:
    return get_app().current_buffer.text.startswith("/")


class _History(FileHistory):
    def store_string(self, string: str) -> None:
        super().store_string(one_line(string))  # a terminal can send what UTF-8 cannot write


class _Completer(Completer):
    def __init__(
        self, commands: Mapping[str, Callable[[], Iterable[str]]], names: Iterable[str]
    ) -> None:
        self._commands = commands
        self._names = sorted(names)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        before = document.text_before_cursor
        command, space, argument = before.partition(" ")
        if not before.startswith("/"):
            typed = document.get_word_before_cursor(WORD=True)
            choices: Iterable[str] = self._names if typed else ()
        elif space:
            typed = argument
            choices = map(one_line, self._commands.get(command, tuple)())
        else:
            typed, choices = command, self._commands
        for choice in choices:
            if choice.casefold().startswith(typed.casefold()):
                yield Completion(choice, start_position=-len(typed))
