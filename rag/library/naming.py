"""Ids of articles: readable, and the same however often their files are indexed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path

_NOT_IN_A_NAME = re.compile(r"[^\w]+")


def slug(name: str) -> str:
    """``"My Story (final)"`` as ``"my-story-final"``; letters of every script are kept."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return _NOT_IN_A_NAME.sub("-", plain).strip("-") or "article"


def stem(file: str) -> str:
    """A file's name without its folder and its suffixes."""
    return Path(Path(file).name.removesuffix(".gz")).stem


def possible_ids(source: str, path: str, given: str | None, sha256: str) -> Iterator[str]:
    """Ids for the article at ``path`` in the file ``source``, the best first, without end.

    ``given`` is the id that the line itself bears. Where an id is taken, the file's stem is
    added to a given one (``id@stem``) and the parent folder's name to a slug.
    """
    if given is not None:
        first, second = given, f"{given}@{stem(source)}"
    else:
        first = slug(f"{stem(source)} {path[len(source) :]}")
        second = f"{first}-{slug(Path(source).parent.name)}"
    yield first
    yield second
    yield f"{second}-{sha256[:6]}"
    yield from (f"{second}-{sha256[:6]}-{number}" for number in count(2))
