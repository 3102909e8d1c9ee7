"""Draft → Verdict: decides alone what is published, whichever model wrote the draft."""

from rag.gate.gate import judge
from rag.gate.quotes import locate_quote

__all__ = ["judge", "locate_quote"]
