"""HTML: what a reader would see of it, and what it says about itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from rag.library.metadata import Clues, join_authors, parse_date, parse_language

Element = Any  # lxml's elements have no usable type


def parse_html(text: str) -> Element:
    """The tree of an HTML page. Raises ``ValueError`` when there is no element in it."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    parser = lxml_html.HTMLParser(
        no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml_html.document_fromstring(text, parser=parser)
    except etree.ParserError as error:
        raise ValueError("it holds no HTML element") from error
    return tree


# ----------------------------------------------------------------------------------- text

_BLOCKS = frozenset(
    """
    address article aside blockquote body caption dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section
    summary table tbody tfoot thead title tr ul
    """.split()  # noqa: SIM905
)
_NOT_ARTICLE = frozenset({"head", "nav", "footer", "aside"})


def block_text(tree: Element) -> str:
    """The text of the tree, one paragraph for each block, separated by blank lines."""
    pieces: list[str] = []
    items: Counter[Element] = Counter()
    skipping: Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if element.tag in _NOT_ARTICLE and skipping is None and element is not tree:
                skipping = element
            if skipping is None:
                items[element.getparent()] += element.tag == "li"
                pieces += _opening(element, items[element.getparent()]), _flowing(element.text)
            continue
        if skipping is None and element.tag in _BLOCKS:
            pieces.append("\n\n")
        if skipping is element:
            skipping = None
        if skipping is None and element is not tree:
            pieces.append(_flowing(element.tail))
    return "".join(pieces)


def _flowing(text: str | None) -> str:
    """In a page's source a line break is a space. (Text set in lines as they are is rare.)"""
    return " ".join(re.split(r"\s*\n\s*", text)) if text else ""


def _opening(element: Element, item: int) -> str:
    """What stands before an element's text: a paragraph's end, a list's mark, a cell's bar."""
    tag, parent = element.tag, element.getparent()
    if tag == "br":
        return "\n"
    if tag in ("td", "th"):
        return " | " if element.getprevious() is not None else ""
    if tag == "li":
        is_numbered = parent is not None and parent.tag == "ol"
        return f"\n\n{_first_number(parent) + item - 1}. " if is_numbered else "\n\n- "
    if tag == "p" and parent is not None and parent.tag == "li" and element.getprevious() is None:
        return ""
    return "\n\n" if tag in _BLOCKS else ""


def _first_number(numbered: Element) -> int:
    start = numbered.get("start", "")
    return int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1


def article_text(tree: Element) -> str:
    """The article of a page: its paragraphs, separated by blank lines. Empty if there is none.

    trafilatura finds which text is the article's; where that finds nothing, it is the whole
    page without its frame. The page itself tells where paragraphs and list items end, which
    trafilatura at times forgets.
    """
    import trafilatura

    for line_break in tree.iter("br"):
        _soften(line_break)
    blocks = [block for block in block_text(tree).split("\n\n") if block.strip()]
    is_usual = sum(1 for _ in tree.iter()) <= _MOST_ELEMENTS
    found = is_usual and trafilatura.extract(tree, include_comments=False, include_tables=True)
    return "\n\n".join(_blocks_of(found, blocks) if found else blocks)


_MOST_ELEMENTS = 50_000  # of a page; trafilatura takes too long over more
_LONG_BLOCK = 25  # letters and digits: a shorter one could stand anywhere by chance
_MOST_COVERED = 0.9
_MOST_COMPARISONS = 1_000_000_000  # characters looked through, about a second


def _blocks_of(found: str, blocks: list[str]) -> list[str]:
    """The blocks that make up the text found, in order; its lines where they do not."""
    lines = [re.sub(r"^\| ?| ?\|\s*$", "", line) for line in found.split("\n")]
    content = _letters(found)
    if len(content) * len(blocks) > _MOST_COMPARISONS:
        return lines
    kept: list[str] = []
    covered = position = 0
    for block in blocks:
        letters = _letters(_LIST_MARK.sub("", block))
        start = position if content.startswith(letters, position) else -1
        if start < 0 and len(letters) >= _LONG_BLOCK:
            start = content.find(letters, position)
        if letters and start >= 0:
            kept.append(block)
            covered += len(letters)
            position = start + len(letters)
    return kept if covered >= _MOST_COVERED * len(content) else lines


_LIST_MARK = re.compile(r"\s*(?:-|\d+\.) ")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _soften(line_break: Element) -> None:
    """A line break within a sentence becomes a space: it is a matter of the page's width."""
    after = (line_break.tail or "").lstrip()
    if after[:1].islower() or after[:1] in ",;)":
        line_break.tag, line_break.tail = "span", f" {after}"


# -------------------------------------------------------------------------------- clues


def is_linked_data(element: Element) -> bool:
    """Whether the element is a script that holds JSON-LD."""
    return element.tag == "script" and "ld+json" in (element.get("type") or "")


_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review)$")
_META = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"),
    "author": (
        "author", "citation_author", "article:author", "dc.creator", "parsely-author", "byl",
    ),
    "outlet": ("og:site_name", "citation_journal_title", "dc.publisher", "application-name"),
    "published": (
        "article:published_time", "og:published_time", "citation_publication_date",
        "citation_date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date",
        "parsely-pub-date", "pubdate", "publish-date", "publishdate", "date", "datepublished",
        "article:published", "cxenseparse:recs:publishtime", "sailthru.date",
    ),
    "url": ("og:url",),
    "language": ("og:locale", "dc.language", "content-language", "language"),
}  # fmt: skip


def page_clues(tree: Element) -> Clues:
    """What a page says about its article: JSON-LD, then meta elements, then other markup."""
    return _json_clues(tree).or_else(_meta_clues(tree)).or_else(_markup_clues(tree))


def _json_clues(tree: Element) -> Clues:
    clues = Clues()
    for script in tree.iter("script"):
        if is_linked_data(script):
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue  # other people's pages hold broken JSON; the meta elements say the same
            for node in _nodes(data):
                clues = clues.or_else(_node_clues(node))
    return clues


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The articles among JSON-LD's nodes, also those in lists and under ``@graph``."""
    if isinstance(data, list) and depth < 5:
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        names = types if isinstance(types, list) else [types]
        if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
            yield data
        yield from _nodes(data.get("@graph") or data.get("mainEntity") or [], depth + 1)


def _node_clues(node: dict[str, Any]) -> Clues:
    authors = node.get("author") or node.get("creator")
    page = node.get("url") or node.get("mainEntityOfPage")
    url = page.get("@id") if isinstance(page, dict) else page
    publisher = node.get("publisher") or node.get("sourceOrganization")
    return Clues(
        title=_string(node.get("headline") or node.get("name")),
        author=join_authors(map(_name, authors if isinstance(authors, list) else [authors])),
        outlet=_name(publisher[0] if isinstance(publisher, list) and publisher else publisher),
        published=parse_date(node.get("datePublished") or node.get("dateCreated")),
        url=_string(url) if str(url).startswith("http") else None,
        language=parse_language(_name(node.get("inLanguage"))),
    )


def _name(value: Any) -> str | None:
    return _string(value.get("name") if isinstance(value, dict) else value)


def _string(value: Any) -> str | None:
    return unescape(value).strip() or None if isinstance(value, str) else None


def _meta_clues(tree: Element) -> Clues:
    contents: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = (
            meta.get("property")
            or meta.get("name")
            or meta.get("itemprop")
            or meta.get("http-equiv")
        )
        if name and (content := _string(meta.get("content"))):
            contents.setdefault(name.lower(), []).append(content)
    values = {
        clue: next((contents[name] for name in names if name in contents), [""])
        for clue, names in _META.items()
    }
    return Clues(
        title=values["title"][0] or None,
        author=join_authors(values["author"]),
        outlet=values["outlet"][0] or None,
        published=parse_date(values["published"][0]),
        url=values["url"][0] if values["url"][0].startswith("http") else None,
        language=parse_language(values["language"][0]),
    )


def _markup_clues(tree: Element) -> Clues:
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    title = " ".join(tree.findtext(".//title", default="").split())
    times = (time.get("datetime") or time.text_content() for time in tree.iter("time"))
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    return Clues(
        title=next(filter(None, headings), title) or None,
        published=next(filter(None, map(parse_date, times)), None),
        url=next((str(url) for url in canonical if str(url).startswith("http")), None),
        language=parse_language(tree.get("lang") or tree.get("xml:lang")),
    )
