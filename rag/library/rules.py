"""Digests of the code by which articles are read, split and compared.

What was made by other code is made again at the next sync, without anybody having to remember
to raise a number.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

_IMPORT = re.compile(r"^ *from rag\.library(?:\.(\w+)| import (\w+))", re.MULTILINE)


@cache
def digest_of(module: str) -> str:
    """Changes with the code of this module of rag.library, or of those that it imports there."""
    package = files("rag.library")
    code: dict[str, bytes] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in code:
            code[name] = package.joinpath(f"{name}.py").read_bytes()
            found = _IMPORT.findall(code[name].decode())
            waiting += [submodule or imported for submodule, imported in found]
    return sha256(b"".join(code[name] for name in sorted(code))).hexdigest()
