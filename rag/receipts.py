"""An answer that anyone can check, offline, with the standard library of Python alone.

This file needs nothing else of Dateline, which is why it is long. Copied to an empty folder it
checks an answer against the articles::

    python receipts.py RECEIPT.json ARTICLES

RECEIPT.json is a receipt, or what ``dateline ask --json`` printed; ARTICLES is a folder, a
file, or a ``.jsonl``/``.jsonl.gz`` file of articles. Exit status: 0 everything verified, 1 an
error, 2 wrong usage, 3 something did not verify.

What is checked: that each quote stands in the article that it is cited from, that the answer
consists of its quotes and nothing else, and that title, author, outlet, date and address are
the article's own where the article states them. Dateline quotes from cleaned text. Where that
text is at hand (``dateline verify``), its digest and the quote's offsets are checked too;
otherwise the quote is looked for in the raw article, which differs by white space, Unicode form,
the style of quotation marks and dashes, invisible characters and lines of page furniture.

A receipt carries a digest of itself, so that accidental damage is noticed. That is a checksum
and not a signature: whoever forges a receipt can compute it anew. The articles are the proof, and
they prove that the quoted words stand there, not that they are whole sentences or an answer.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import hashlib
import html.parser
import io
import itertools
import json
import re
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, cast
from xml.etree import ElementTree

FORMAT, FORMAT_VERSION = "dateline-receipt", 1

_BYTES_AT_MOST = 64_000_000  # of a receipt, an article, or a line of articles
_LINES = r"\.(?:jsonl|ndjson)(?:\.gz)?"  # how the names of files of many articles end
_NUMBERS_BELOW = 10**12  # offsets and numbers of citations

ReadArticle = Callable[
    [Path], Iterable[tuple[str, str | None, str | None, str | None, str | None, str]]
]
"""A reader of cleaned text: a file → (path or id, title, author, outlet, ISO date, text) of each
article in it. Raises OSError or ValueError where it cannot read the file."""


class ReceiptError(ValueError):
    """A receipt is unreadable or not a receipt, or there are no articles to check it against."""


class Outcome(StrEnum):
    """What became of checking one citation; the best first."""

    OK = "ok"
    EDITED = "edited since"  # the quote stands, in a newer version of the article
    MISATTRIBUTED = "attribution differs"  # the quote stands; title, author or date is another
    ALTERED = "altered"  # the quote does not stand in the article
    UNREADABLE = "unreadable here"
    MISSING = "article missing"


@dataclass(frozen=True, slots=True)
class Check:
    """The result for one citation; ``detail`` may have several lines and is safe to print."""

    number: int
    outcome: Outcome
    article: str
    detail: str = ""

    @property
    def verified(self) -> bool:
        return self.outcome in (Outcome.OK, Outcome.EDITED)


@dataclass(frozen=True, slots=True)
class Verification:
    """The result for a receipt. ``problems`` concern the receipt as a whole."""

    status: str
    checks: tuple[Check, ...]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems and all(check.verified for check in self.checks)

    def __str__(self) -> str:
        lines = [
            f"[{check.number}] {check.outcome}: {check.article}"
            + "".join(f"\n    {line}" for line in check.detail.splitlines())
            for check in self.checks
        ]
        lines += [f"Problem: {problem}" for problem in self.problems]
        if self.status == "refused" and not self.checks:
            lines.append("The question was refused: there is nothing to verify.")
        else:
            verified = sum(check.verified for check in self.checks)
            lines.append(f"{verified} of {len(self.checks)} citations verified.")
        return "\n".join(lines)


# --------------------------------------------------------------------------- receipts


@dataclass(frozen=True, slots=True)
class _Citation:
    number: int
    article_id: str
    path: str
    title: str | None
    author: str | None
    outlet: str | None
    published: str | None
    url: str | None
    version: str
    start: int
    end: int
    quote: str

    @property
    def file(self) -> Sequence[str]:
        """The parts of the path of the file that the article was read from."""
        return re.split(r"[/\\]", self._place[0])

    @property
    def line_id(self) -> str | None:
        """The id of the line, of an article that is one line of a file."""
        return self._place[1]

    @property
    def _place(self) -> tuple[str, str | None]:
        line = re.match(rf"(?is)(.*?{_LINES})#(.*)", self.path)
        return (line[1], line[2]) if line else (self.path, None)


@dataclass(frozen=True, slots=True)
class _Claim:
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Receipt:
    status: str
    text: str
    claims: tuple[_Claim, ...]
    citations: tuple[_Citation, ...]


def make_receipt(reply_dict: dict[str, Any]) -> dict[str, Any]:
    """The receipt of a reply, from ``reply.to_dict()``. Raises ReceiptError if it is not one."""
    _parse(reply_dict)
    kept = ("question", "status", "text", "claims", "citations")
    receipt = {"format": FORMAT, "format_version": FORMAT_VERSION}
    receipt |= {key: reply_dict.get(key) for key in kept}
    return receipt | {"digest": _digest(receipt)}


def _digest(receipt: dict[str, Any]) -> str:
    content = {key: value for key, value in receipt.items() if key != "digest"}
    try:
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise ReceiptError("The receipt holds values that are no plain JSON.") from error
    return "sha256:" + hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _parse(receipt: object) -> _Receipt:
    fields = _table(receipt, "The receipt")
    if fields.get("format", FORMAT) != FORMAT:
        raise ReceiptError("This is not a Dateline receipt: its format is another.")
    if fields.get("format_version", FORMAT_VERSION) != FORMAT_VERSION:
        raise ReceiptError("Another version of Dateline made this receipt: verify it with that.")
    status = _value(fields, "status", str, "The receipt")
    if status not in ("answered", "partial", "refused"):
        raise ReceiptError(f"The receipt's status is “{_show(status)}”, which is no status.")
    _value(fields, "question", str, "The receipt")
    text = _value(fields, "text", str, "The receipt")
    claims = tuple(_parse_claim(claim, what) for claim, what in _tables(fields, "claims"))
    citations = tuple(_parse_citation(row, what) for row, what in _tables(fields, "citations"))
    return _Receipt(status, text, claims, citations)


def _parse_claim(fields: dict[str, Any], what: str) -> _Claim:
    numbers = _value(fields, "citations", list, what)
    if not all(type(number) is int and abs(number) < _NUMBERS_BELOW for number in numbers):
        raise ReceiptError(f"{what}: its citations are not all numbers of citations.")
    return _Claim(_value(fields, "text", str, what), tuple(numbers))


def _parse_citation(fields: dict[str, Any], what: str) -> _Citation:
    values: dict[str, Any] = {}
    for key in ("number", "start", "end"):
        values[key] = _value(fields, key, int, what)
        if abs(values[key]) >= _NUMBERS_BELOW:
            raise ReceiptError(f"{what}: “{key}” is too large.")
    for key in ("article_id", "path", "version", "quote"):
        values[key] = _value(fields, key, str, what)
    for key in ("title", "author", "outlet", "published", "url"):
        values[key] = None if fields.get(key) is None else _value(fields, key, str, what)
    return _Citation(**values)


def _table(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ReceiptError(f"{what} is not a table of names and values.")
    return value


def _tables(fields: dict[str, Any], key: str) -> Iterator[tuple[dict[str, Any], str]]:
    for position, row in enumerate(_value(fields, key, list, "The receipt"), start=1):
        what = f"No. {position} of the {key}"
        yield _table(row, what), what


def _value(fields: dict[str, Any], key: str, kind: type, what: str) -> Any:
    value = fields.get(key)
    if type(value) is not kind:  # True is no number here
        wrong = "is missing" if value is None else f"is not of type {kind.__name__}"
        raise ReceiptError(f"{what}: “{key}” {wrong}. Is this what `dateline ask --json` printed?")
    return value


# --------------------------------------------------------------------------- verifying


def verify(
    receipt: dict[str, Any], articles: Path, read_article: ReadArticle | None = None
) -> Verification:
    """Check a receipt, or a reply's ``to_dict()``, against the articles, in one pass over them.

    With ``read_article``, Dateline's own reader, digests and offsets of the cleaned text are
    checked too. Raises ReceiptError where the receipt or the articles cannot be read at all.
    """
    parsed = _parse(receipt)
    found = _find_articles(parsed.citations, articles, read_article)
    checks = tuple(
        min(
            (_check(citation, article) for article in candidates),
            key=lambda check: list(Outcome).index(check.outcome),
            default=Check(citation.number, Outcome.MISSING, _describe(citation)),
        )
        for citation, candidates in zip(parsed.citations, found, strict=True)
    )
    problems = [*_damage(receipt), *_contradictions(parsed)]
    return Verification(parsed.status, checks, tuple(problems))


def _damage(receipt: dict[str, Any]) -> Iterator[str]:
    if receipt.get("format") == FORMAT and receipt.get("digest") != _digest(receipt):
        yield "The receipt is not as it was made: its digest does not fit its content."


def _contradictions(receipt: _Receipt) -> Iterator[str]:
    """Where the answer is anything else than its quotes."""
    quotes = {citation.number: _fold(citation.quote) for citation in receipt.citations}
    if len(quotes) < len(receipt.citations):
        yield "Two citations have the same number."
    if receipt.status == "refused":
        if receipt.claims or receipt.citations:
            yield "A refusal claims nothing, yet this one has claims or citations."
        return
    if not receipt.claims:
        yield "An answer without a claim."
    for position, claim in enumerate(receipt.claims, start=1):
        unknown = [number for number in claim.citations if number not in quotes]
        cited = [quotes[n] for n in dict.fromkeys(claim.citations) if n in quotes]
        if unknown:
            yield f"Claim {position} cites [{unknown[0]}], which is not among the citations."
        elif not cited:
            yield f"Claim {position} cites nothing."
        elif not _is_made_of(_fold(claim.text), cited):
            yield f"Claim {position} is not made of its quotes: {_show(claim.text)}"
    marked = [f"{c.text} {''.join(f'[{n}]' for n in c.citations)}" for c in receipt.claims]
    if _fold(receipt.text) != _fold(" ".join(marked)):
        yield "The text of the answer is not made of its claims and their marks."


def _is_made_of(text: str, quotes: list[str]) -> bool:
    in_order = sorted(quotes, key=lambda quote: (text.find(quote), len(quote)))
    return text in (" ".join(quotes), " ".join(in_order))


def _check(citation: _Citation, article: _Article | str) -> Check:
    """One citation against the article; a string says why the article cannot be read."""

    def result(outcome: Outcome, *details: str) -> Check:
        return Check(citation.number, outcome, _describe(citation), "\n".join(details))

    if isinstance(article, str):
        return result(Outcome.UNREADABLE, article)
    if citation.end - citation.start != len(citation.quote) or citation.start < 0:
        return result(Outcome.ALTERED, "The offsets do not fit the length of the quote.")
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    same_version = digest == citation.version
    between = _lines_between(article.text, citation.quote)
    if between is None:
        return result(Outcome.ALTERED, _difference(citation.quote, article.text))
    gap = f"Between its paragraphs the article has: {_show(' / '.join(between), 400)}"
    if between and article.cleaned:
        return result(Outcome.ALTERED, gap)
    if not all(map(_may_be_furniture, between)):
        hint = (
            "If that is page furniture, `dateline verify` can tell, which knows the cleaned text."
        )
        return result(Outcome.ALTERED, gap, hint)
    if same_version and article.text[citation.start : citation.end] != citation.quote:
        return result(Outcome.ALTERED, "The quote stands in the article, but not at its offsets.")
    if differences := list(_misattributions(citation, article)):
        return result(Outcome.MISATTRIBUTED, *differences)
    if article.cleaned and not same_version:
        return result(Outcome.EDITED, "The quote stands, but the article was edited since.")
    return result(Outcome.OK, *([gap] if between else []))


def _misattributions(citation: _Citation, article: _Article) -> Iterator[str]:
    for name in ("title", "author", "outlet", "published", "url"):
        cited, stated = getattr(citation, name) or "", getattr(article, name) or ""
        if name == "url":
            same = not cited or not stated or _fold(cited) == _fold(stated)
        elif article.cleaned:
            same = not stated or _fold(cited) == _fold(stated)
        else:
            same = not cited or _may_be_stated(name, cited, stated, article)
        if not same:
            found = f"the article says {_show(stated)}" if stated else "the article does not say so"
            yield f"{name}: cited as {_show(cited or 'none')}, {found}."


def _may_be_stated(name: str, cited: str, stated: str, article: _Article) -> bool:
    """As far as a raw article tells: what is said of it must stand in it somewhere."""
    whole = _fold(f"{article.head}\n{article.text}", _SIGHT).casefold()
    wanted = _fold(cited).casefold()
    if name == "title":  # some are shortened, and some are the file's name
        return wanted.rstrip("….") in whole or _bare(cited) == _bare(article.name)
    if name == "author":
        return all(part.strip() in whole for part in re.split(r"[,;&/|]|\band\b", wanted))
    if name == "outlet":  # some are the site's address
        return _bare(cited) in _bare(whole)
    day = re.match(r"\s*(\d{4}-\d\d-\d\d)", stated)  # else the date is in words: not compared
    return day is None or wanted in whole


def _bare(text: str) -> str:
    """The letters and digits of a text, without case: enough to compare a name by."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def _difference(quote: str, text: str) -> str:
    """The quote against the most similar run of words of the article, both cut to a length."""
    quoted, words = _fold(quote).split()[:200], _fold(text[:200_000]).split()
    match = difflib.SequenceMatcher(None, words, quoted, autojunk=False).find_longest_match()
    if match.size == 0:
        return "Nothing like the quote stands in the article."
    first = max(0, match.a - match.b)
    nearest = words[first : first + len(quoted)]
    edits = difflib.SequenceMatcher(None, nearest, quoted, autojunk=False).get_opcodes()
    parts = []
    for kind, a, b, c, d in edits:
        if kind == "equal":
            kept = nearest[a:b]
            parts.append(" ".join(kept if len(kept) < 9 else [*kept[:4], "…", *kept[-4:]]))
        else:
            parts.append(f"[{' '.join(nearest[a:b])} → {' '.join(quoted[c:d])}]")
    return f"The nearest in the article, as [article → receipt]: {_show(' '.join(parts), 600)}"


def _describe(citation: _Citation) -> str:
    parts = [citation.title, citation.outlet, citation.published]
    return f"{_show(', '.join(part for part in parts if part))} ({_show(citation.article_id)})"


def _show(text: str, length: int = 160) -> str:
    """A text on one short line in which nothing can disturb a terminal."""
    line = " ".join(text[: 4 * length].split())
    cut = line if len(line) <= length else line[: length - 1] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut
    )


# --------------------------------------------------------------------------- comparing words


class _Table(dict[int, str | None]):
    """A table for ``str.translate`` that is worked out one character at a time, when met."""

    def __init__(self, rule: Callable[[str], str | None]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str | None:
        self[code] = self._rule(chr(code))
        return self[code]


_MARKS = (
    dict.fromkeys("“”„‟«»⹂〝〞〟＂「」｢｣﹁﹂", '"')
    | dict.fromkeys("‘’‚‛‹›ʼʻ＇『』﹃﹄", "'")
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
)
_SHAPERS = "\u200c\u200d\ufe0e\ufe0f"  # joiners and emoji styles: neither words nor harmful
_VISIBLE_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc"


def _is_invisible(char: str) -> bool:
    if char in "\t\n\v\f\r" or char in _VISIBLE_FORMATS:
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") or char in _BLANK_LETTERS


def _seen(char: str) -> str | None:
    """What a character of a raw article looks like; C1 codes are Windows-1252 read wrongly."""
    if "\x80" <= char <= "\x9f":
        return char.encode("latin-1").decode("cp1252", "ignore").translate(_SPELLING)
    return None if _is_invisible(char) else _MARKS.get(char, char)


_SPELLING = _Table(lambda char: None if char in _SHAPERS else _MARKS.get(char, char))
_SIGHT = _Table(lambda char: None if char in _SHAPERS else _seen(char))
_COMBINING = _Table(lambda char: "m" if unicodedata.combining(char) else ".")


def _fold(text: str, table: _Table = _SPELLING) -> str:
    """The words of a text in one spelling, on one line."""
    return " ".join(_normalise(text).translate(table).split())


def _normalise(text: str) -> str:
    # Ordering a long run of combining marks takes a time that grows with its square.
    if text.isascii() or "m" * 33 in text.translate(_COMBINING):
        return text
    return unicodedata.normalize("NFC", text)


def _lines_between(text: str, quote: str) -> list[str] | None:
    """Find a quote in an article's text, at word boundaries; None where it does not stand.

    The paragraphs of a quote stand in order; what the article has between them is returned.
    """
    parts = [part for line in quote.split("\n") if (part := _fold(line))]
    if not any(char.isalnum() for char in "".join(parts)):
        return None
    if any(_is_invisible(char) and char not in _SHAPERS for char in quote):
        return None
    text = re.sub("\u00ad[ \t]*\r?\n[ \t]*", "", text)
    lines = [line for raw in _LINE_ENDS.split(text) if (line := _fold(raw, _SIGHT))]
    joined, lined = " ".join(lines), "\n".join(lines)  # the same offsets in both
    found: list[list[str]] = []
    for start in itertools.islice(_places(joined, parts[0]), 100):
        between: list[str] = []
        end = start + len(parts[0])
        for part in parts[1:]:
            following = next(_places(joined, part, end), None)
            if following is None:
                break
            between += filter(None, (line.strip() for line in lined[end:following].split("\n")))
            end = following + len(part)
        else:
            found.append(between)
    return min(found, key=lambda lines: sum(map(len, lines)), default=None)


_LINE_ENDS = re.compile("[\n\r\v\f\u2028\u2029]")


def _may_be_furniture(line: str) -> bool:
    """Whether a line may be page furniture, such as a caption: short, and no sentence."""
    return len(line) <= 300 and not line.rstrip("\"')").endswith((".", "!", "?"))


def _places(text: str, words: str, after: int = 0) -> Iterator[int]:
    """Where the words stand, from an offset on, without dividing a word or a number."""
    while (start := text.find(words, after)) >= 0:
        if not _divides(text, start) and not _divides(text, start + len(words)):
            yield start
        after = start + 1


def _divides(text: str, offset: int) -> bool:
    """Whether a cut at ``offset`` of a folded text goes through a word, a number or its sign."""

    def word(position: int) -> bool:
        char = text[position : position + 1] if position >= 0 else ""
        return char.isalnum() or (char != "" and unicodedata.combining(char) > 0)

    def digit(position: int) -> bool:
        return position >= 0 and text[position : position + 1].isdigit()

    before = text[max(0, offset - 1) : offset]
    after = text[offset : offset + 1]
    for joint, place in ((before, offset - 1), (after, offset)):
        if joint == "'" and word(place - 1) and word(place + 1):
            return True
        if joint and joint in ".,/:-" and digit(place - 1) and digit(place + 1):
            return True
    if before in ("+", "-") and digit(offset):
        return not word(offset - 2) and text[max(0, offset - 2) : offset - 1] != "-"
    return word(offset - 1) and word(offset)


# --------------------------------------------------------------------------- reading articles


@dataclass(frozen=True, slots=True)
class _Article:
    """An article as it was read here. ``head`` is all that is stated of it beside its text.

    ``cleaned`` says whether Dateline's own reader read it: otherwise the text is raw.
    """

    name: str
    text: str
    head: str = ""
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    cleaned: bool = False


_DAMAGE = (
    OSError, EOFError, ValueError, KeyError, AssertionError, RuntimeError, NotImplementedError,
    RecursionError, zlib.error, zipfile.BadZipFile, ElementTree.ParseError,
)  # fmt: skip
"""What the standard library's readers raise at damaged, encrypted or nested files."""


def _find_articles(
    citations: Sequence[_Citation], articles: Path, read_article: ReadArticle | None
) -> list[list[_Article | str]]:
    """For each citation the articles that it may mean, or why one cannot be read.

    Articles are known by file name, by line id or by address. Of several files by one name
    those whose path is most like the cited one are meant.
    """
    best = [0] * len(citations)
    found: list[list[_Article | str]] = [[] for _ in citations]
    for file in _files(articles):
        is_lines = re.search(rf"(?i){_LINES}$", file.name)
        read = _read_lines if is_lines else _read_whole
        for position, article in read(file, citations, read_article):
            likeness = _likeness(file, citations[position])
            if likeness > best[position]:
                found[position].clear()
            if likeness >= best[position]:
                best[position] = likeness
                found[position].append(article)
    return found


def _files(articles: Path) -> list[Path]:
    if articles.is_file():
        return [articles.resolve()]
    if articles.is_dir():
        return sorted(path for path in articles.resolve().rglob("*") if path.is_file())
    raise ReceiptError(
        f"There is no file or folder {_show(str(articles))}. Say where the articles lie."
    )


def _likeness(file: Path, citation: _Citation) -> int:
    """How many parts of the two paths agree, counted from the end."""
    pairs = zip(reversed(file.parts), reversed(citation.file), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _read_whole(
    file: Path, citations: Sequence[_Citation], read_article: ReadArticle | None
) -> Iterator[tuple[int, _Article | str]]:
    wanted = [
        position
        for position, citation in enumerate(citations)
        if file.name == citation.file[-1] or file.stem == citation.article_id
    ]
    if wanted:
        article = _read_file(file, read_article)
        yield from ((position, article) for position in wanted)


def _read_file(file: Path, read_article: ReadArticle | None) -> _Article | str:
    try:
        if file.stat().st_size > _BYTES_AT_MOST:
            return f"{_show(file.name)} is too large to be an article."
        if read_article:
            for entry in read_article(file):
                return _cleaned(_Article(file.stem, ""), entry)
            return f"{_show(file.name)} holds no article that Dateline can read."
        reader = _READERS.get(file.suffix.lower())
        if reader is None:
            return (
                f"{_show(file.name)} cannot be read by Python's standard library. "
                "To check it with Dateline's reader: dateline verify RECEIPT.json ARTICLES"
            )
        return replace(reader(file.read_bytes()), name=file.stem)
    except _DAMAGE as error:
        return f"{_show(file.name)} cannot be read: {_show(str(error))}"


def _cleaned(
    raw: _Article, entry: tuple[str, str | None, str | None, str | None, str | None, str]
) -> _Article:
    _, title, author, outlet, published, text = entry
    return replace(
        raw, title=title, author=author, outlet=outlet, published=published, text=text, cleaned=True
    )


def _read_lines(
    file: Path, citations: Sequence[_Citation], read_article: ReadArticle | None
) -> Iterator[tuple[int, _Article | str]]:
    """The cited ones of a file of many articles, in one pass that keeps no others."""
    wanted: dict[tuple[str, object], set[int]] = {}
    for position, citation in enumerate(citations):
        line_id = citation.article_id if citation.line_id is None else citation.line_id
        wanted.setdefault(("id", line_id), set()).add(position)
        if citation.url:
            wanted.setdefault(("url", citation.url), set()).add(position)
    lines: dict[str, bytes] = {}
    matches: list[tuple[int, str, _Article]] = []
    try:
        with _unpacked(file) as stream:
            for line in iter(lambda: stream.readline(_BYTES_AT_MOST), b""):
                record = _record(line)
                line_id = str(record.get("id")).strip()
                positions = wanted.get(("id", line_id), set())
                if isinstance(record.get("url"), str):
                    positions = positions | wanted.get(("url", record["url"]), set())
                if positions and line_id not in lines:  # of several by one id the first counts
                    lines[line_id] = line
                    article = _article_of_record(record)
                    matches += ((position, line_id, article) for position in positions)
    except _DAMAGE as error:
        for position, citation in enumerate(citations):
            if citation.file[-1] == file.name:
                yield position, f"{_show(file.name)} is damaged: {_show(str(error))}"
    entries = _read_chosen(lines, read_article) if read_article else {}
    for position, line_id, article in matches:
        entry = entries.get(line_id)
        yield position, _cleaned(article, entry) if entry else article


def _unpacked(file: Path) -> IO[bytes]:
    with file.open("rb") as stream:
        is_packed = stream.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(file)) if is_packed else file.open("rb")


def _read_chosen(
    lines: dict[str, bytes], read_article: ReadArticle
) -> dict[str, tuple[str, str | None, str | None, str | None, str | None, str]]:
    """Dateline's reading of the chosen lines only: cleaning all of a large file takes minutes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chosen.jsonl"
        file.write_bytes(b"\n".join(line.strip() for line in lines.values()))
        try:
            entries = list(read_article(file))
        except (OSError, ValueError) as error:
            raise ReceiptError(f"The articles cannot be read: {_show(str(error))}") from error
    return {entry[0].partition(".jsonl#")[2] or entry[0]: entry for entry in entries}


def _record(line: bytes) -> dict[str, Any]:
    record = _json(line)
    return record if isinstance(record, dict) else {}


def _json(text: bytes | str) -> object:
    """The value that a text is the JSON of, or None: such a line holds no article."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _article_of_record(record: dict[str, Any]) -> _Article:
    stated = [value for key, value in record.items() if key != "text"]
    return _Article(
        name=str(record.get("id")),
        text=str(record.get("text") or ""),
        head="\n".join(_strings(stated)),
        published=_first_text(record, "published", "date"),
        url=_first_text(record, "url"),
    )


def _strings(value: object) -> Iterator[str]:
    """Every string in a JSON value, however it is nested."""
    left = [value]
    while left:
        match left.pop():
            case str(text):
                yield text
            case list(items):
                left += reversed(items)
            case dict(fields):
                left += reversed(fields.values())


def _first_text(fields: dict[str, Any], *keys: str) -> str | None:
    return next((fields[key] for key in keys if fields.get(key) and type(fields[key]) is str), None)


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _read_text(raw: bytes) -> _Article:
    if re.match(rb"(?i)\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)\b", raw):
        return _read_html(raw)
    return _Article("", _decode(raw))


def _read_markdown(raw: bytes) -> _Article:
    text = _decode(raw).replace("\r\n", "\n")
    matter = re.match(r"---\n(.*?)\n---\s*\n", text, re.DOTALL)
    head = matter[1] if matter else ""
    body = text[matter.end() :] if matter else text
    fields = dict(re.findall(r"(?m)^(\w+)\s*:\s*[\"']?(.*?)[\"']?\s*$", head))
    body = re.sub(r"!\[[^\]\n]*\]\([^)\n]*\)", "", body)  # pictures
    body = re.sub(r"\[([^\]\n]*)\]\([^)\n]*\)", r"\1", body)  # links
    body = re.sub(r"(?m)^[ \t]*(#{1,6}|>|[*+-]|\d+\.)[ \t]+", "", body)
    body = re.sub(r"\*+|`+|(?<!\w)_+|_+(?!\w)|\\(?=[^\w\s])", "", body)
    return _Article("", body, head, published=_first_text(fields, "published", "date"))


def _read_docx(raw: bytes) -> _Article:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        document, core = _part(parts, "word/document.xml"), b""
        if "docProps/core.xml" in parts.namelist():
            core = _part(parts, "docProps/core.xml")
    lines = []
    for paragraph in ElementTree.fromstring(document).iter(_WORD + "p"):
        pieces = []
        for run in paragraph.iter(_WORD + "r"):
            if run.find(f"{_WORD}rPr/{_WORD}vanish") is None:
                pieces += [
                    (node.text or "") if node.tag == _WORD + "t" else " "
                    for node in run
                    if node.tag in (_WORD + "t", _WORD + "tab", _WORD + "br")
                ]
        lines.append("".join(pieces))
    stated = ElementTree.fromstring(core).itertext() if core else []
    return _Article("", "\n".join(lines), head="\n".join(stated))


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as stream:
        content = stream.read(_BYTES_AT_MOST)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("it defines entities, which no word processor writes")
    return content


def _read_html(raw: bytes) -> _Article:
    page = _Page()
    page.feed(_decode(raw))
    page.close()
    return _Article("", "".join(page.text), "\n".join(page.head), published=page.published)


class _Page(html.parser.HTMLParser):
    """The visible text of a page, its blocks on lines of their own, and what its head states."""

    _VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
    _UNSEEN = re.compile("script|style|noscript|template|title")
    _INLINE = re.compile(
        "abbr|acronym|bdi|bdo|big|cite|code|data|del|dfn|em|font|img|ins|kbd|mark|small|span"
        "|strong|sub|sup|time|var|wbr|[abiqsu]"
    )
    _CLOSED_BY_NEXT = re.compile("p|li|dt|dd|tr|td|th|option")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.head: list[str] = []
        self.published: str | None = None
        self._open: list[tuple[str, bool]] = []  # each open element, and whether it is unseen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("meta", "link"):
            self.head.append(values.get("content") or values.get("href", ""))
            if values.get("property") == "article:published_time":
                self.published = values.get("content")
        if not self._INLINE.fullmatch(tag):
            self.text.append("\n")
        if self._VOID.fullmatch(tag):
            return
        if self._CLOSED_BY_NEXT.fullmatch(tag) and self._open and self._open[-1][0] == tag:
            self._open.pop()
        style = values.get("style", "").replace(" ", "").lower()
        hidden = "hidden" in values or "display:none" in style or "visibility:hidden" in style
        inherited = bool(self._open) and self._open[-1][1]
        unseen = inherited or hidden or self._UNSEEN.fullmatch(tag) is not None
        self._open.append((tag, unseen))

    def handle_endtag(self, tag: str) -> None:
        if not self._INLINE.fullmatch(tag):
            self.text.append("\n")
        if any(tag == name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._open or not self._open[-1][1]:
            self.text.append(data)
        elif self._open[-1][0] == "title":
            self.head.append(data)
        elif self._open[-1][0] == "script":  # JSON-LD, for the most part
            self.head.extend(_strings(_json(data)))


_READERS: dict[str, Callable[[bytes], _Article]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".docx": _read_docx,
}


# --------------------------------------------------------------------------- the command


def read_receipt(path: Path) -> dict[str, Any]:
    """The content of a receipt file. Raises ReceiptError where it is none."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_BYTES_AT_MOST + 1)
        if len(content) > _BYTES_AT_MOST:
            raise ReceiptError(f"{_show(str(path))} is too large to be a receipt.")
        receipt = json.loads(content)
    except OSError as error:
        raise ReceiptError(
            f"{_show(str(path))} cannot be read: {_show(error.strerror or '')}."
        ) from error
    except RecursionError as error:
        raise ReceiptError(
            f"{_show(str(path))} is not a receipt: it is nested too deeply."
        ) from error
    except ReceiptError:
        raise
    except ValueError as error:
        raise ReceiptError(f"{_show(str(path))} is not JSON: {_show(str(error))}.") from error
    _parse(receipt)
    return _table(receipt, "The receipt")


def main(arguments: Sequence[str] | None = None, read_article: ReadArticle | None = None) -> int:
    """Verify the receipt named on the command line, print the result, return the exit status."""
    parser = argparse.ArgumentParser(
        prog="receipts.py", description="Check a cited answer against its articles, offline."
    )
    parser.add_argument("receipt", type=Path, help="a receipt, or a reply as `ask --json` prints")
    parser.add_argument("articles", type=Path, help="a folder, a file or a .jsonl/.jsonl.gz file")
    chosen = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a terminal may not know every character
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        verification = verify(read_receipt(chosen.receipt), chosen.articles, read_article)
    except ReceiptError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(verification)
    return 0 if verification.ok else 3


if __name__ == "__main__":
    sys.exit(main())
