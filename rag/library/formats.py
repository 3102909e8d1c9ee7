"""From an article's bytes to its raw text, format by format.

Every reader returns the text as it stands (cleaning comes after) and what the format itself
says about the article. Each raises ``Unreadable`` in words that help to mend the file.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from rag.library.encodings import decode
from rag.library.metadata import Clues, join_authors, parse_date, parse_language
from rag.library.packed import read_docx, read_pdf
from rag.library.unreadable import MAX_MARKDOWN_BYTES, Unreadable

# These report each broken file on the terminal; it is said once, as what was skipped and why.
for _library in ("pypdf", "trafilatura", "charset_normalizer", "htmldate"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


def read_format(format_name: str, raw: bytes) -> tuple[str, Clues]:
    """The raw text of an article and what its format says about it."""
    return _READERS[format_name](raw)


# ----------------------------------------------------------------------------- detection

EXTENSIONS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip-compressed data; unpack it first (only .jsonl.gz is read packed)"),
    (b"BZh", "bzip2-compressed data; unpack it first"),
    (b"\xfd7zXZ", "xz-compressed data; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"{\\rtf", "an RTF document; save it as .docx or .txt"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"%!PS", "a PostScript document; save it as PDF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect_format(extension: str, raw: bytes) -> str:
    """The format that the content shows, which outweighs the file's name.

    Raises ``Unreadable`` for what is no article, and where a name promises a format that the
    content does not keep.
    """
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return _detect_zip(raw)
    if raw.startswith(_OLE):
        raise Unreadable(
            "is an encrypted Office file or one in the old .doc format; save it as a .docx "
            "without a password"
        )
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            raise Unreadable(f"is {what}, not an article")
    expected = EXTENSIONS[extension]
    if expected in ("pdf", "docx"):
        raise Unreadable(f"is named {extension} but holds none; name it by what it is")
    if re.match(rb"(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", start, re.IGNORECASE):
        return "html"
    if expected == "html" and not re.search(rb"<[a-zA-Z!/?]", raw) and b"\0" not in raw[:4096]:
        return "text"
    return expected


def _detect_zip(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("is a damaged ZIP or .docx file; save it again") from error
    if "word/document.xml" in names:
        return "docx"
    raise Unreadable("is a ZIP archive; unpack it first")


# ----------------------------------------------------------------------- text, Markdown, HTML


def _read_text(raw: bytes) -> tuple[str, Clues]:
    return decode(raw), Clues()


_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def _read_markdown(raw: bytes) -> tuple[str, Clues]:
    from markdown_it import MarkdownIt

    from rag.library.hidden import remove_hidden
    from rag.library.markup import block_text, parse_html

    if len(raw) > MAX_MARKDOWN_BYTES:
        raise Unreadable(f"is Markdown of more than {MAX_MARKDOWN_BYTES // 10**6} MB; make it .txt")
    text = decode(raw).replace("\r\n", "\n").removeprefix("\ufeff")
    matter = _FRONT_MATTER.match(text)
    body = text[matter.end() :] if matter else text
    clues = _fields_to_clues(_front_matter(matter[1])) if matter else Clues()
    if not body.strip():
        return "", clues
    tree = parse_html(MarkdownIt("commonmark").enable("table").render(body))
    remove_hidden(tree)
    titles = (" ".join(heading.text_content().split()) for heading in tree.iter("h1"))
    return block_text(tree), clues.or_else(Clues(title=next(filter(None, titles), None)))


def _front_matter(block: str) -> Mapping[str, Any]:
    """The keys of front matter, also where a colon in a value makes it no YAML."""
    import yaml

    try:
        fields = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        lines = re.findall(r"^(\w+)[ \t]*:[ \t]*(\S.*?)[ \t]*$", block, re.MULTILINE)
        return {key: value.strip("\"'") for key, value in lines}
    return fields if isinstance(fields, dict) else {}


def _read_html(raw: bytes) -> tuple[str, Clues]:
    from rag.library.hidden import remove_hidden
    from rag.library.markup import article_text, page_clues, parse_html

    declared = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", raw[:8192], re.IGNORECASE)
    try:
        tree = parse_html(decode(raw, declared[1].decode("ascii") if declared else None))
    except ValueError as error:
        raise Unreadable("is an HTML page without any content") from error
    clues = page_clues(tree)
    remove_hidden(tree)
    return article_text(tree), clues


# ----------------------------------------------------------------------------------- JSONL


def parse_json_line(line: bytes) -> dict[str, Any]:
    """One line of a JSONL file. Raises ``Unreadable`` unless it is an object with id and text."""
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(
            "is not JSON that can be read: a number or its nesting is too large"
        ) from error
    if not isinstance(fields, dict):
        raise Unreadable('is not a JSON object; an article is {"id": …, "title": …, "text": …}')
    identifier = fields.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        fields["id"] = identifier = str(identifier)
    if not isinstance(identifier, str) or not identifier.strip():
        raise Unreadable('has no "id"')
    if not identifier.isprintable():
        raise Unreadable('has an "id" with invisible characters')
    if not isinstance(fields.get("text"), str) or not fields["text"].strip():
        raise Unreadable('has no "text"')
    fields["id"] = identifier.strip()
    return fields


def _read_jsonl(raw: bytes) -> tuple[str, Clues]:
    fields = parse_json_line(raw)
    return fields["text"], _fields_to_clues(fields)


def _fields_to_clues(fields: Mapping[str, Any]) -> Clues:
    """Clues from the keys that front matter and JSONL share; unknown keys say nothing."""
    lowered = {key.lower(): value for key, value in fields.items() if isinstance(key, str)}
    authors = lowered.get("authors") or lowered.get("author")
    return Clues(
        title=_one_line(lowered.get("title")),
        author=join_authors(authors if isinstance(authors, list) else [authors]),
        outlet=_one_line(lowered.get("outlet")),
        published=parse_date(lowered.get("published")) or parse_date(lowered.get("date")),
        url=_one_line(lowered.get("url")),
        language=parse_language(lowered.get("language")),
    )


def _one_line(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


_READERS = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "pdf": read_pdf,
    "docx": read_docx,
    "jsonl": _read_jsonl,
}
