"""Runs the conversation with the scripted pipeline, for tests that look at a real terminal."""

import sys
from pathlib import Path

from bot import terminal
from bot.screen import Screen
from rag.types import Scope
from tests.bot.scripted import ScriptedPipeline

if __name__ == "__main__":
    pipeline = ScriptedPipeline(notices=["Searching by keywords alone."])
    sys.exit(terminal.run(pipeline, Screen(), data=Path(sys.argv[1]), scope=Scope()))  # type: ignore[arg-type]
