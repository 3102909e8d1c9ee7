"""From bytes to characters: UTF-8, what the bytes say of themselves, or a sure guess."""

from __future__ import annotations

from rag.library.metadata import detect_language
from rag.library.unreadable import Unreadable

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MOST_CONTROLS = 0.02  # of the bytes of a text; binary data holds more
_SAMPLE_TO_GUESS = 65_536
_MOST_CHAOS = 10.0  # per cent, as charset-normalizer counts implausible characters
# Single-byte codes read each other's text without complaint; its language tells which it is.
_CODES_OF_LANGUAGE = {
    **dict.fromkeys(
        ("cs", "sk", "pl", "hu", "sl", "hr", "bs", "ro", "sq"), ("cp1250", "iso8859_2")
    ),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859_13", "iso8859_4")),
    "tr": ("cp1254", "iso8859_9"),
}
_WESTERN_CODES = ("cp1252", "iso8859_15", "latin_1", "mac_roman")


def decode(raw: bytes, declared: str | None = None) -> str:
    """The text: as UTF-8, as a byte order mark or ``declared`` says, or by a sure guess.

    Raises ``Unreadable`` for binary data, broken UTF-8 and what cannot be told.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decode_as(raw, encoding)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_other(raw, declared, error.start)
    controls = sum(raw.count(bytes([code])) for code in (*range(9), *range(14, 27), 127))
    if controls > _MOST_CONTROLS * len(raw):
        return _decode_wide(raw)
    return text


def _decode_other(raw: bytes, declared: str | None, first_broken: int) -> str:
    if b"\0" in raw:
        return _decode_wide(raw)
    if declared:
        try:
            return raw.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass  # pages often declare an encoding that they are not in: guess
    broken = raw.decode("utf-8", errors="replace")
    wide = sum(1 for char in broken if char > "\x7f")
    if wide > 5 * broken.count("\ufffd"):
        raise Unreadable(f"is UTF-8 with a broken byte at {first_broken}; save it again as UTF-8")
    return _decode_as(raw, _guess_encoding(raw[:_SAMPLE_TO_GUESS]))


def _decode_wide(raw: bytes) -> str:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = raw[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 0.3 * len(sample) and min(even, odd) < len(sample) / 50:
        return _decode_as(raw, "utf-16-le" if odd > even else "utf-16-be")
    raise Unreadable("is binary data, not text")


def _guess_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(sample)
    best = matches.best()
    if best is None or best.percent_chaos > _MOST_CHAOS:
        raise Unreadable("is in an encoding that cannot be told; save it as UTF-8")
    tied = {match.encoding for match in matches if match.percent_chaos <= best.percent_chaos}
    tied.update(encoding for match in matches for encoding in match.could_be_from_charset)
    if tied.isdisjoint(_WESTERN_CODES):
        return str(best.encoding)
    codes = _CODES_OF_LANGUAGE.get(detect_language(str(best)), _WESTERN_CODES)
    return next((code for code in codes if code in tied), str(best.encoding))


def _decode_as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"is not whole as {encoding} text; save it as UTF-8") from error
