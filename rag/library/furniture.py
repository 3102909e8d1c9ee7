"""Page furniture: the lines of a page that are about the page, not about the news.

A line is judged by how it is built, never by a list of what some site prints:

- it is no sentence, and every word of it belongs to the page (share, print, comments, …);
- it is no sentence, and calls on the reader to do something with the page;
- it calls on the reader in a way that reporting does not (sign up for our newsletter), speaks
  without quotation marks and reports no one's words;
- it is built as a credit, a signature, a copyright notice, a link to another article;
- it stands under a heading such as "More from …", in a list of headlines.

A whole sentence of reporting, or a quotation, stays. When in doubt the line stays: a heading
that is left over harms less than evidence that is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.library import page_language as page

_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'“”’»」』)\]*]*$")


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does."""
    return _SENTENCE_END.search(line.rstrip()[-12:]) is not None


def drop_furniture(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without page furniture; dropping again from the result drops nothing."""
    before: list[str] = []
    kept = list(paragraphs)
    while kept != before:
        before, kept = kept, list(_drop_once(kept))
    return kept


def _drop_once(paragraphs: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    in_link_list = False
    previous = ""
    for number, paragraph in enumerate(paragraphs):
        heads_list = heads_links(paragraph)
        in_link_list = heads_list or (in_link_list and _is_headline(paragraph))
        if in_link_list or (len(paragraph) >= _LONG_ENOUGH_TO_REPEAT and paragraph in seen):
            continue
        if page.SIGNATURE.match(paragraph) and not (
            _QUOTED_START.match(previous) or _is_listed(paragraphs, number)
        ):
            continue
        seen.add(paragraph)
        for part in _without_credits(paragraph):
            if not is_furniture(part):
                previous = part
                yield part


def _is_listed(paragraphs: Sequence[str], number: int) -> bool:
    """Whether the paragraph stands in a list: one beside it begins with the same mark."""
    beside = (*paragraphs[max(0, number - 1) : number], *paragraphs[number + 1 : number + 2])
    return any(other[:1] == paragraphs[number][:1] for other in beside)


_LONG_ENOUGH_TO_REPEAT = 60  # characters: shorter lines repeat for good reasons
_QUOTED_START = re.compile(r"[\"'“‘«„]")


# -------------------------------------------------------------------- words of the page

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|&")


def _all_page_words(line: str) -> bool:
    tokens = [token.lower().replace("’", "'") for token in _TOKEN.findall(line)]
    words = [token for token in tokens if not token.isdigit()]
    of_page = [word for word in words if word in page.PAGE_WORDS]
    if not of_page or any(w not in page.PAGE_WORDS and w not in page.LINKING_WORDS for w in words):
        return False
    return any(word not in page.NEEDS_COMPANY for word in of_page) or len(tokens) > 1


# ----------------------------------------------------------------- calls on the reader

_MOST_OF_A_CALL = 450  # characters: longer paragraphs tell something
# An end after a figure or three small letters: "Dr." and "Gov." end no sentence.
_SENTENCE_START = re.compile(r"(?:(?<=[a-z)”\"’%]{3})|(?<=\d))[.!?…][\"”’)]* (?=[A-Z])")


@lru_cache(maxsize=4096)
def _start_of_call(paragraph: str) -> int | None:
    """Where in the paragraph a call on the reader begins that lasts to its end, if one does."""
    window = max(0, len(paragraph) - _MOST_OF_A_CALL)
    lowered = paragraph[window:].lower()
    if not any(hint in lowered for hint in page.CALL_HINTS):
        return None
    contact = page.CONTACT.search(paragraph, window)
    call = contact or page.STRONG_CALL.search(paragraph, window)
    if call is None:
        return None
    starts = [0, *(match.end() for match in _SENTENCE_START.finditer(paragraph, window))]
    starts = [start for start in starts if start <= call.end() - 1 and start <= call.start() + 3]
    while len(starts) > 1 and "?" in paragraph[starts[-2] : starts[-1]][-3:]:
        starts.pop()  # "Want more? Sign up …"
    start = 0 if contact and len(paragraph) <= _MOST_OF_A_CALL else starts[-1]
    tail = paragraph[start:]
    reports = page.REPORTS.search(tail) and not (page.CALL.match(tail) and '"' not in tail)
    return None if reports or len(tail) > _MOST_OF_A_CALL else start


def _calls_on_reader(line: str) -> bool:
    if _start_of_call(line) == 0:
        return True
    start = page.LABEL.sub("", line, count=1)
    starts_as_call = page.CALL.match(line) or page.CALL.match(start)
    return bool(not ends_sentence(line) and starts_as_call and page.PAGE_THING.search(line))


# ------------------------------------------------- credits, signatures, links and the like

_MOST_OF_A_LINK = 240  # characters
_MOST_WORDS_OF_A_LINK = 22  # where it ends as a sentence does

_MOST_WORDS_OF_A_HEADLINE = 22


def heads_links(line: str) -> bool:
    """Whether the line is a heading over links to other articles ("Trending on …")."""
    return len(line) <= 70 and page.LIST_HEADER.match(line) is not None


def _is_headline(line: str) -> bool:
    return len(line.split()) <= _MOST_WORDS_OF_A_HEADLINE and (
        not ends_sentence(line) or line.endswith("?")
    )


def _is_navigation(line: str) -> bool:
    parts = page.NAVIGATION.split(line)
    return len(parts) >= 4 and all(len(part.split()) <= 3 for part in parts)


def _is_link(line: str) -> bool:
    if len(line) > _MOST_OF_A_LINK:
        return False
    if page.LINK_LABEL.match(line):
        return True
    short = len(line.split()) <= _MOST_WORDS_OF_A_LINK or not line.endswith(".")
    return short and page.GLUED_LINK.match(line) is not None


@lru_cache(maxsize=4096)
def is_furniture(line: str) -> bool:
    """Whether the paragraph is about the page, judged by itself alone."""
    if len(line) > _MOST_OF_A_CALL:
        return False
    if not any(char.isalnum() for char in line):
        return True
    if page.ABOUT_THE_STORY.match(line) or _is_contribution(line):
        return '"' not in line and "“" not in line
    if _calls_on_reader(line) or _is_link(line):
        return True
    if ends_sentence(line):
        return False
    return bool(
        _all_page_words(line)
        or page.CREDIT_LINE.search(line)
        or page.BYLINE.match(line)
        or page.DATELINE_ALONE.match(line)
        or page.TAG_LIST.match(line)
        or _is_navigation(line)
    )


def _is_contribution(line: str) -> bool:
    return bool(
        page.CONTRIBUTORS.match(line) or ("ontributed" in line and page.CONTRIBUTED.search(line))
    )


@lru_cache(maxsize=4096)
def _without_credits(paragraph: str) -> tuple[str, ...]:
    """The paragraph without photo credits and closing calls; captions stand each alone."""
    if "/" not in paragraph:
        return (_without_tail(paragraph),)
    captions = [part.strip() for part in page.CREDIT.split(paragraph)]
    if len(captions) > 1 and not ends_sentence(captions[-1]):
        captions.pop()  # empty, or the name of the gallery
    return tuple(kept for part in captions if (kept := _without_tail(part)))


_MOST_OF_A_CREDIT = 160  # characters


def _without_tail(paragraph: str) -> str:
    """The paragraph without a closing credit or a closing call on the reader."""
    if not ends_sentence(paragraph):
        split = max(0, len(paragraph) - _MOST_OF_A_CREDIT)
        paragraph = paragraph[:split] + page.CREDIT_TAIL.sub("", paragraph[split:])
    start = _start_of_call(paragraph)
    return paragraph if start is None else paragraph[:start].rstrip()
