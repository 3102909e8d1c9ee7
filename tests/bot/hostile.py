"""Text that wants something of a terminal, and a way to see whether it got it."""

import re
import unicodedata

from hypothesis import strategies as st

ATTACKS = [
    "\x1b]52;c;ZXZpbA==\x07",  # writes the clipboard
    "\x1b[2J\x1b[H",  # clears the screen
    "\x9b31m",  # a C1 control sequence
    "\x9d0;title\x9c",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\u202egnp.exe",  # right-to-left override
    "in\u200bvis\u2060ible\ufeff",
    "\r overwritten",
    "\x08\x08\x7f",
    "\u2028\u2029\x85\x0b\x0c",
    "[bold red]markup[/bold red] [/] [link=x]y[/link]",
    ":smiley: :warning:",
    "\ud800",
    "\U000e0041",  # a tag character
    "日本語のとても長い題名です",
    "a" * 50,
]
hostile = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=8), max_size=4).map("".join)

_STYLING = re.compile(r"\x1b\[[0-9;]*m")  # what rich itself writes


def unstyled(output: str) -> str:
    return _STYLING.sub("", output)


def obeyed(output: str) -> list[str]:
    """The characters of an output, but for rich's own styling, that are not simply shown."""
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [c for c in unstyled(output) if unicodedata.category(c) in bad and c not in "\n\t"]
