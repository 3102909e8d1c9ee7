"""What is said of an error that nobody raised on purpose."""

from __future__ import annotations

from bot.printable import one_line


def unexpected(error: BaseException, *, verbose: bool) -> str:
    """One line that names it, or the whole traceback if verbose."""
    if verbose:
        import traceback

        return "internal error:\n" + "".join(traceback.format_exception(error)).rstrip()
    name = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"internal error: {one_line(name)}; run with --verbose for the traceback"
