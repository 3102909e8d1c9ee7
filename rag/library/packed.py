"""PDF and DOCX: the text that a reader would see of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from rag.library.metadata import Clues
from rag.library.unreadable import MAX_ARTICLE_BYTES, MAX_UNPACKED_BYTES, Unreadable

_JUNK_TITLE = re.compile(r"(?i)^microsoft|^untitled|^document\d*$|\.(?:docx?|pdf|indd|qxd|odt)$")


def read_pdf(raw: bytes) -> tuple[str, Clues]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is an encrypted PDF; save it without a password")
        text = _without_running_heads(_page_lines(reader))
    except DependencyError as error:
        raise Unreadable("is an encrypted PDF; save it without a password") from error
    except PyPdfError as error:
        raise Unreadable(f"is a damaged PDF ({error}); save it again") from error
    if not text.strip():
        raise Unreadable("is a PDF without text, probably scanned pages; run it through OCR first")
    stated: Any = reader.metadata or {}
    return text, _stated_clues(stated.get("/Title"), stated.get("/Author"), text)


def _page_lines(reader: Any) -> Iterator[list[str]]:
    """The lines of each page. Stops with ``Unreadable`` where they grow beyond all measure."""
    total = 0
    for page in reader.pages:
        lines = [line.rstrip() for line in page.extract_text().splitlines()]
        total += sum(map(len, lines))
        if total > MAX_ARTICLE_BYTES:
            raise Unreadable(f"unpacks to more than {MAX_ARTICLE_BYTES // 10**6} MB of text")
        yield lines


def _without_running_heads(pages: Iterator[list[str]]) -> str:
    """The pages as one text, without page numbers and the lines that top or end most pages."""
    content = [[line for line in lines if not _PAGE_NUMBER.fullmatch(line)] for lines in pages]
    content = [lines for lines in content if any(map(str.strip, lines))]
    for edge in (0, -1):
        shapes = [re.sub(r"\d+", "#", lines[edge].strip()) for lines in content if lines]
        running = {shape for shape in shapes if shapes.count(shape) > max(2, len(content) // 2)}
        for lines in content:
            if lines and re.sub(r"\d+", "#", lines[edge].strip()) in running:
                lines.pop(edge)
    return "\n".join(line for lines in content for line in lines)


_PAGE_NUMBER = re.compile(
    r"\s*(?:page\s*)?\W?\d{1,4}\W?(?:\s*(?:of|/)\s*\d{1,4})?\s*", re.IGNORECASE
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(raw: bytes) -> tuple[str, Clues]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Unreadable(f"unpacks to more than {MAX_UNPACKED_BYTES // 10**6} MB")
        document = Document(io.BytesIO(raw))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("is a damaged .docx file; save it again") from error
    titles: list[str] = []
    parts: list[str] = []
    for block in document.element.body:
        if block.tag == f"{_W}p":
            parts.append(_docx_text(block))
            if _docx_style(block) in ("Title", "Heading1") and parts[-1].strip():
                titles.append(parts[-1])
        elif block.tag == f"{_W}tbl":
            parts += [
                " | ".join(_docx_text(cell) for cell in row.iter(f"{_W}tc"))
                for row in block.iter(f"{_W}tr")
            ]
        else:
            parts += [_docx_text(inner) for inner in block.iter(f"{_W}p")]
    text = "\n\n".join(parts)
    stated = document.core_properties
    clues = Clues(title=titles[0] if titles else None)
    return text, clues.or_else(_stated_clues(stated.title, stated.author, text))


def _docx_style(paragraph: Any) -> str | None:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return None if style is None else style.get(f"{_W}val")


def _docx_text(element: Any) -> str:
    """The text that Word shows: insertions counted, deletions and hidden runs not."""
    pieces: list[str] = []
    for run in element.iter(f"{_W}r"):
        vanish = run.find(f"{_W}rPr/{_W}vanish")
        if vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false"):
            continue
        for child in run:
            if child.tag == f"{_W}t":
                pieces.append(child.text or "")
            elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                pieces.append(" ")
    return "".join(pieces)


def _stated_clues(title: object, author: object, text: str) -> Clues:
    """A document's own properties, which often name a template and a login instead.

    A title counts unless it is a file's name; an author only where the text names them too.
    """
    title = " ".join(str(title or "").split())
    author = " ".join(str(author or "").split())
    is_named = bool(author) and author.lower() in text.lower()
    return Clues(
        title=None if not title or _JUNK_TITLE.search(title) else title,
        author=author if is_named else None,
    )
