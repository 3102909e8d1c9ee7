"""A model's text in, a Draft out, claim by claim as the text arrives.

Models wrap their JSON in prose and fences, think aloud before it and leave commas before
closing brackets; that is put up with. Nothing else is: what is missing or of another type is an
error, never filled in. The same reader serves whole replies and streamed ones, so that the two
cannot differ, and it takes linear time on any text.

The form is ``{"claims": [{"text": "…", "quotes": [{"passage": "key", "words": "…"}]}],
"missing": "…"}``. A claim without quotes is kept, for the gate to reject.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

from rag.types import Draft, DraftClaim, Reason
from rag.writing.outages import WriterUnavailable

_QUOTE = {
    "type": "object",
    "properties": {"passage": {"type": "string"}, "words": {"type": "string"}},
    "required": ["passage", "words"],
    "additionalProperties": False,
}
_CLAIM = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "quotes": {"type": "array", "items": _QUOTE}},
    "required": ["text", "quotes"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "title": "draft",
    "description": "Claims that answer the question, each with its quotes, and what is missing.",
    "type": "object",
    "properties": {
        "claims": {"type": "array", "items": _CLAIM},
        "missing": {"type": "string"},
    },
    "required": ["claims", "missing"],
    "additionalProperties": False,
}

MAX_CHARACTERS = 200_000  # larger than any honest reply
MAX_DEPTH = 16

_OPENING = re.compile(r'\{\s*(?=["}])|\{\s*\Z')  # of an object that may be JSON; prose has braces
_STRUCTURE = re.compile(r'["{}\[\]]')
_IN_STRING = re.compile(r'["\\]')
_CLAIMS_KEY = re.compile(r'"claims"\s*:\s*\Z')
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_THINKING, _THOUGHT = "<think>", "</think>"


class UnreadableReply(WriterUnavailable):
    """A model's text is not a draft. The message says what is wrong with it."""


def parse_draft(text: str) -> Draft:
    """Return the first draft in ``text``; raise UnreadableReply where there is none."""
    reader = DraftReader()
    reader.feed(text)
    return reader.finish()


class DraftReader:
    """Reads a draft from text that arrives in pieces."""

    def __init__(self) -> None:
        self._text = ""
        self._position = 0  # up to which the text was looked at
        self._thinking: bool | None = None  # None until the first characters tell
        self._start: int | None = None  # where the object that is being read opens
        self._closers: list[str] = []
        self._in_string = False
        self._claims_depth: int | None = None  # of the list of claims, while inside it
        self._claim_start = 0
        self._claims: list[DraftClaim] = []
        self._draft: Draft | None = None
        self._malformed = False  # an object that might have been the draft

    def feed(self, piece: str) -> list[DraftClaim]:
        """Take in more text and return the claims that it completes.

        Raises UnreadableReply as soon as the text cannot become a draft.
        """
        self._text += piece
        if len(self._text) > MAX_CHARACTERS:
            raise UnreadableReply(f"The reply is longer than {MAX_CHARACTERS} characters.")
        before = len(self._claims)
        while self._draft is None and self._advance():
            pass
        return self._claims[before:]

    def finish(self) -> Draft:
        """Return the draft, now that the text is complete; raise UnreadableReply without one."""
        if self._draft is not None:
            return self._draft
        if self._start is not None:
            raise UnreadableReply("The reply's JSON is not complete.")
        if self._malformed:
            raise UnreadableReply("The reply's JSON is malformed.")
        raise UnreadableReply("The reply holds no JSON object with claims.")

    # ------------------------------------------------------------- scanning, step by step

    def _advance(self) -> bool:
        """Take one step through the text; False where it needs more of it."""
        if self._thinking is not False:
            return self._skip_thoughts()
        if self._start is None:
            return self._find_opening()
        return self._step_in_string() if self._in_string else self._step_in_structure()

    def _skip_thoughts(self) -> bool:
        if self._thinking is None:
            head = self._text.lstrip()[: len(_THINKING)]
            if head == _THINKING:
                self._thinking = True
            elif _THINKING.startswith(head):
                return False
            else:
                self._thinking = False
            return True
        end = self._text.find(_THOUGHT, max(0, self._position - len(_THOUGHT)))
        self._position = len(self._text) if end < 0 else end + len(_THOUGHT)
        self._thinking = end < 0
        return end >= 0

    def _find_opening(self) -> bool:
        found = _OPENING.search(self._text, self._position)
        if found is None or found.end() == len(self._text):  # what follows the brace is to come
            self._position = len(self._text) if found is None else found.start()
            return False
        self._start = found.start()
        self._position = found.start() + 1
        self._closers = ["}"]
        return True

    def _step_in_string(self) -> bool:
        found = _IN_STRING.search(self._text, self._position)
        if found is None:
            self._position = len(self._text)
            return False
        if found.group() == "\\":
            if found.end() == len(self._text):
                self._position = found.start()
                return False
            self._position = found.end() + 1
            return True
        self._in_string = False
        self._position = found.end()
        return True

    def _step_in_structure(self) -> bool:
        found = _STRUCTURE.search(self._text, self._position)
        if found is None:
            self._position = len(self._text)
            return False
        self._position = found.end()
        mark = found.group()
        if mark == '"':
            self._in_string = True
        elif mark in "{[":
            self._open(mark, found.start())
        else:
            self._close(mark)
        return True

    def _open(self, mark: str, place: int) -> None:
        if len(self._closers) >= MAX_DEPTH:
            raise UnreadableReply(f"The reply's JSON is nested more than {MAX_DEPTH} deep.")
        if mark == "[" and len(self._closers) == 1 and self._follows_claims_key(place):
            self._claims_depth = 2
        elif mark == "{" and len(self._closers) == self._claims_depth:
            self._claim_start = place
        self._closers.append("}" if mark == "{" else "]")

    def _follows_claims_key(self, place: int) -> bool:
        return _CLAIMS_KEY.search(self._text, max(self._start or 0, place - 40), place) is not None

    def _close(self, mark: str) -> None:
        if self._closers.pop() != mark:
            raise UnreadableReply("The reply's JSON has brackets that do not match.")
        depth = len(self._closers)
        if depth == self._claims_depth and mark == "}":
            written = _load(self._text[self._claim_start : self._position])
            self._claims.append(_claim(written, len(self._claims) + 1))
        elif self._claims_depth and depth < self._claims_depth:
            self._claims_depth = None
        if depth == 0:
            self._take_object()

    def _take_object(self) -> None:
        """The outermost object is complete: it is the draft, or something in the prose around."""
        assert self._start is not None, "an object that closes was opened"
        whole = self._text[self._start : self._position]
        self._start = None
        try:
            written = _load(whole)
        except UnreadableReply:
            self._malformed = True
            written = {}
        if "claims" in written or "missing" in written:
            self._draft = _draft(written)
        given = self._draft.claims if self._draft else ()
        if list(given[: len(self._claims)]) != self._claims:
            raise UnreadableReply("The reply's JSON is malformed.")  # not as it was read in pieces
        self._claims = list(given)


# --------------------------------------------------------------------------- values


def _load(text: str) -> Any:
    """The JSON value in ``text``, which may have commas before closing brackets."""
    with suppress(UnreadableReply):
        return _strictly(text)
    return _strictly(_TRAILING_COMMA.sub(lambda found: found[1] or "", text))


def _strictly(text: str) -> Any:
    with suppress(ValueError):  # raised below, so that it does not carry the reply's text along
        # Line breaks inside strings are let through: small models write them.
        return json.loads(text, strict=False, object_pairs_hook=_object)
    raise UnreadableReply("The reply's JSON is malformed.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    written = dict(pairs)
    if len(written) < len(pairs):  # readers would differ in which of them counts
        raise UnreadableReply("The reply's JSON names something twice.")
    return written


def _draft(written: dict[str, Any]) -> Draft:
    claims = written.get("claims", [])
    if not isinstance(claims, list):
        raise UnreadableReply("The reply's claims are not a list.")
    missing = written.get("missing")
    read = tuple(_claim(claim, number) for number, claim in enumerate(claims, 1))
    return Draft(
        claims=read,
        reason=None if read else Reason.NOT_SUPPORTED,
        missing="" if missing is None else _text(missing, "what is missing"),
    )


def _claim(written: Any, number: int) -> DraftClaim:
    place = f"claim {number}"
    quotes = _field(written, "quotes", place, [])
    if not isinstance(quotes, list):
        raise UnreadableReply(f"In the reply, the quotes of {place} are not a list.")
    return DraftClaim(
        text=_text(_field(written, "text", place), f"the text of {place}"),
        quotes=tuple(_quote(quote, f"a quote of {place}") for quote in quotes),
    )


def _quote(written: Any, place: str) -> tuple[str, str]:
    passage, words = (_field(written, name, place) for name in ("passage", "words"))
    return _text(passage, f"the passage of {place}"), _text(words, f"the words of {place}")


def _field(written: Any, name: str, place: str, otherwise: Any = None) -> Any:
    if not isinstance(written, dict):
        raise UnreadableReply(f"In the reply, {place} is not an object.")
    value = written.get(name, otherwise)
    if value is None:
        raise UnreadableReply(f"In the reply, {place} has no {name}.")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise UnreadableReply(f"In the reply, {place} is not text.")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise UnreadableReply(f"In the reply, {place} is not valid Unicode.")
    return value
