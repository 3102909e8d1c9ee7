"""Runs the command with the scripted pipeline, for tests that need a process of its own."""

import sys

from bot.cli import main
from tests.bot.scripted import FERRY, ScriptedLibrary, ScriptedPipeline

if __name__ == "__main__":
    many = ScriptedPipeline(library=ScriptedLibrary([FERRY] * 20_000))
    sys.exit(main(open_pipeline=lambda settings, data: many))  # type: ignore[arg-type,return-value]
