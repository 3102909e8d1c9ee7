"""Hostile and honest drafts made from any articles, and what a gate lets through of them."""

from rag.selftest.drafts import KINDS, Cases, make_cases
from rag.selftest.material import Case
from rag.selftest.report import Report
from rag.selftest.run import run

__all__ = ["KINDS", "Case", "Cases", "Report", "make_cases", "run"]
