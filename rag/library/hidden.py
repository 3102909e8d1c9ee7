"""What a browser would not show of a page, taken out before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.library.markup import Element, is_linked_data

_UNSEEN_TAGS = frozenset(
    """
    script style noscript template iframe object embed svg canvas select button textarea input
    datalist audio video map
    """.split()  # noqa: SIM905
)
_FRAMES = frozenset({"html", "body", "head", "article", "main"})  # hidden until a script ran
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?<![\w-])opacity:0(?:\.0*)?(?:[;!%]|$)|"
    r"content-visibility:hidden|font-size:0(?:\.0*)?(?:px|pt|em|rem|%|;|!|$)|"
    r"font-size:0?\.\d+(?:px|pt)|(?<![\w-])color:transparent|"
    r"(?:text-indent|left|top|right|bottom|margin-left|margin-top):-(?:\d{4,}|999)|"
    r"clip:rect\((?:0|1px)[^)]*\)|clip-path:inset\((?:50|100)%|transform:scale\(0\)|"
    r"(?<![\w-])(?:max-)?(?:height|width):[01](?:px)?;(?:.*;)?overflow:hidden|"
    r"overflow:hidden;(?:.*;)?(?:max-)?(?:height|width):[01](?:px)?(?:;|$)",
)
_UNSEEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|d-none|is-hidden)(?:\s|$)"
)
_HIDING_RULE = re.compile(
    r"([^{}@]+)\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^{}]*\}"
)
_AT_BLOCK = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_COLOR = re.compile(r"(?<![\w-])(color|background(?:-color)?):([^;!]+)")
_NAMED_COLORS = {"white": (255, 255, 255), "black": (0, 0, 0)}


def remove_hidden(tree: Element) -> None:
    """Takes out of the tree what a browser would not show, in place.

    ``aria-hidden`` alone hides nothing from the eye and pages set it on everything behind a
    dialogue, so it counts only for a smaller part of the page.
    """
    half = len(tree.text_content()) / 2
    by_rule = _hidden_by_rule(tree)
    for element in list(tree.iter()):
        if element.tag in _FRAMES or is_linked_data(element):
            continue
        if (
            element.tag in _UNSEEN_TAGS
            or _is_hidden(element)
            or not by_rule.isdisjoint(_names(element))
            or (element.get("aria-hidden") == "true" and len(element.text_content()) < half)
        ):
            _blank(element)


def _blank(element: Element) -> None:
    """Empties the element; the text behind it stays. (Cutting it out joins strings each time.)"""
    behind = element.tail
    element.clear()
    element.tag, element.tail = "span", behind


def _is_hidden(element: Element) -> bool:
    attributes = element.attrib
    if "hidden" in attributes or (element.tag == "dialog" and "open" not in attributes):
        return True
    if _UNSEEN_CLASS.search(attributes.get("class", "")):
        return True
    style = re.sub(r"\s+|/\*.*?\*/", "", attributes.get("style", "").lower())
    if style and _UNSEEN_STYLE.search(style):
        return True
    color = _colors(style).get("color") or _rgb(attributes.get("color", ""))
    return color is not None and color == _background(element)


def _background(element: Element) -> tuple[int, ...] | None:
    """The background stated on the element or around it; a page without one is white."""
    for around in (element, *element.iterancestors()):
        colors = _colors(re.sub(r"\s+", "", around.get("style", "").lower()))
        stated = colors.get("background") or _rgb(around.get("bgcolor", ""))
        if stated:
            return stated
    return _NAMED_COLORS["white"]


def _colors(style: str) -> dict[str, tuple[int, ...]]:
    found = ((name.partition("-")[0], _rgb(value)) for name, value in _COLOR.findall(style))
    return {name: value for name, value in found if value}


def _rgb(value: str) -> tuple[int, ...] | None:
    value = value.strip().lower()
    if value in _NAMED_COLORS:
        return _NAMED_COLORS[value]
    if match := re.match(r"rgba?\((\d+),(\d+),(\d+)", value):
        return tuple(map(int, match.groups()))
    if match := re.match(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", value):
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
        return tuple(bytes.fromhex(digits))
    return None


def _hidden_by_rule(tree: Element) -> frozenset[str]:
    """The ``.class`` and ``#id`` names that a style element of the page hides outright."""
    rules = " ".join(style.text or "" for style in tree.iter("style"))
    selectors = (match[1] for match in _HIDING_RULE.finditer(_AT_BLOCK.sub(" ", rules)))
    single = (name.strip() for group in selectors for name in group.split(","))
    return frozenset(name for name in single if re.fullmatch(r"[.#][\w-]+", name))


def _names(element: Element) -> Iterator[str]:
    yield from (f".{name}" for name in element.get("class", "").split())
    if identifier := element.get("id"):
        yield f"#{identifier}"
