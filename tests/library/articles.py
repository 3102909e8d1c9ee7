"""Little articles for the library's tests: invented, and written where a test wants them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

PLACES = ["Portlaw", "Kestrel", "Old Harbour", "Linden", "Marrow Bay", "Stonefield", "Aldery"]


def story(number: int, sentences: int = 12) -> str:
    """A text of its own for each number, in three paragraphs."""
    place = PLACES[number % len(PLACES)]
    lines = [
        f"Report {number} from {place} says that section {number * 31 + line} of wall {line} "
        f"was repaired by crew {number + line * 7} after {line + 2} days of rain."
        for line in range(sentences)
    ]
    third = max(1, sentences // 3)
    return "\n\n".join(" ".join(lines[at : at + third]) for at in range(0, sentences, third))


def write_file(path: Path, text: str, published: str = "", title: str = "") -> Path:
    """A Markdown file with front matter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    date = f"date: {published}\n" if published else ""
    name = title or f"The title of {path.stem}"
    path.write_text(f"---\ntitle: {name}\noutlet: Coast Wire\n{date}---\n\n{text}\n", "utf-8")
    return path


def write_lines(path: Path, lines: Sequence[dict[str, str] | str]) -> Path:
    """A JSONL file; a string is written as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(written) + "\n", "utf-8")
    return path


def line(number: int, text: str = "", published: str = "2024-05-01") -> dict[str, str]:
    """One line of a JSONL file."""
    return {
        "id": f"n{number}",
        "title": f"Wall repaired, report {number}",
        "published": published,
        "text": text or story(number),
    }
