"""What makes an article unreadable: the exception, and the limits of size."""

from __future__ import annotations

MAX_ARTICLE_BYTES = 20_000_000  # of one article; a JSONL file of many may be larger
MAX_MARKDOWN_BYTES = MAX_ARTICLE_BYTES // 10  # parsed slowly where it was made to be
MAX_UNPACKED_BYTES = 10 * MAX_ARTICLE_BYTES  # of what one packed article unpacks to


class Unreadable(Exception):
    """Why an article cannot be read, in words that help to mend it."""
