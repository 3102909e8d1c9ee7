"""Only the gate constructs a Claim or a Quote: the source of rag/ and bot/ is read for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.types import Claim, Quote

ROOT = Path(__file__).parents[2]
GUARDED = ("Claim", "Quote")
FIELDS = [set(Claim.__dataclass_fields__), set(Quote.__dataclass_fields__)]


def offences(source: str) -> list[str]:
    """Each place that could construct a Claim or a Quote, as "line: code".

    Their names may be imported, stand in annotations, and be compared against (``isinstance``,
    ``case Claim():``). Any other use counts, so that no alias carries them to a call, and so
    does a copy with other values that fit their fields.
    """
    tree = ast.parse(source)
    classes, modules = _names_of(tree)
    harmless = {id(inner) for node in _comparisons(tree) for inner in ast.walk(node)}
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if id(node) not in harmless
        and isinstance(node, ast.expr)
        and (_names_a_class(node, classes, modules) or _copies(node))
    ]


def _names_of(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The names that stand for a guarded class, and those that may stand for rag.types."""
    classes: set[str] = set()
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if name.name in GUARDED:
                    classes.add(name.asname or name.name)
                if name.name == "*" and (node.module or "").startswith("rag"):
                    classes.update(GUARDED)
                if name.name == "types":
                    modules.add(name.asname or name.name)
        elif isinstance(node, ast.Import):
            modules.update(name.asname or name.name for name in node.names if "rag" in name.name)
    return classes, modules


def _comparisons(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            yield node.returns
        elif isinstance(node, ast.MatchClass):
            yield node.cls
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            yield from node.args[1:]


def _names_a_class(node: ast.expr, classes: set[str], modules: set[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in classes
        case ast.Attribute(value=owner, attr=name):
            return name in GUARDED and ast.unparse(owner) in modules
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=name), *_]):
            return name in GUARDED
    return False


def _copies(node: ast.expr) -> bool:
    """``replace(claim, text=…)``, ``type(claim)(…)``, ``claim.__class__(…)``, ``__new__``."""
    match node:
        case ast.Call(func=ast.Name(id="replace") | ast.Attribute(attr="replace"), keywords=given):
            names = {keyword.arg for keyword in given}
            return bool(names) and (None in names or any(names <= fields for fields in FIELDS))
        case ast.Call(func=ast.Call(func=ast.Name(id="type"))):
            return True
        case ast.Call(func=ast.Attribute(attr="__class__" | "__new__" | "__replace__")):
            return True
    return False


def test_nothing_but_the_gate_constructs_claims_and_quotes() -> None:
    files = [*(ROOT / "rag").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
    assert ROOT / "rag" / "types.py" in files
    found = [
        f"{path.relative_to(ROOT)}:{offence}"
        for path in files
        if ROOT / "rag" / "gate" not in path.parents
        for offence in offences(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_gate_itself_is_seen_to_construct_them() -> None:
    assert offences((ROOT / "rag" / "gate" / "gate.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "from rag.types import Claim\nClaim('x', ())",
        "from rag.types import Claim as Said\nSaid('x', ())",
        "from rag.types import *\nQuote(a, v, 0, 1, 'x')",
        "import rag.types\nrag.types.Claim('x', ())",
        "import rag.types as t\nt.Quote(a, v, 0, 1, 'x')",
        "from rag import types\ntypes.Claim('x', ())",
        "from . import types\ntypes.Claim('x', ())",
        "from .types import Quote\nmake = Quote",
        "from rag.types import Quote\nlist(map(Quote, rows))",
        "from rag.types import Claim\nobject.__new__(Claim)",
        "from rag.types import Claim\nclass Mine(Claim): pass",
        "from rag import types\ngetattr(types, 'Claim')('x', ())",
        "from dataclasses import replace\nreplace(claim, text='x')",
        "import dataclasses\ndataclasses.replace(quote, start=0, end=3)",
        "import copy\ncopy.replace(claim, **changes)",
        "type(claim)('x', ())",
        "claim.__class__('x', ())",
    ],
)
def test_each_way_around_the_door_is_seen(source: str) -> None:
    assert offences(source)


def test_reading_them_is_allowed() -> None:
    assert not offences(
        "from rag.types import Claim, Quote\n"
        "def show(claim: Claim, quotes: tuple[Quote, ...]) -> Claim | None:\n"
        "    found: list[Quote] = [q for q in quotes if isinstance(q, Quote)]\n"
        "    match claim:\n"
        "        case Claim(text='x'):\n"
        "            return claim\n"
        "    return replace(evidence, relevance=1.0) or 'a'.replace('a', 'b')\n"
    )
