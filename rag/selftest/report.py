"""What a self-test found: counts by kind, the promise kept or not, and every escape in full."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rag.selftest.bounds import upper_bound
from rag.selftest.material import Case, Family
from rag.selftest.oracle import Outcome
from rag.types import Verdict

PUBLISHED_AT_LEAST = 0.90  # of the honest drafts, as written or as their quoted sentence
AS_WRITTEN_AT_LEAST = 0.60

SHOWN_IN_TEXT = 3  # escapes of a kind; ``to_dict`` holds them all


@dataclass(slots=True)
class Tally:
    """How the drafts of one kind fared. ``reasons`` counts what the judge gave for holding back."""

    kind: str
    family: Family
    drafts: int = 0
    escaped: int = 0
    written: int = 0
    quoted: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome, verdict: Verdict) -> None:
        """Add one draft."""
        self.drafts += 1
        self.escaped += outcome is Outcome.ESCAPED
        self.written += outcome is Outcome.AS_WRITTEN
        self.quoted += outcome is Outcome.AS_QUOTED
        self.refused += outcome is Outcome.REFUSED
        if outcome in (Outcome.AS_QUOTED, Outcome.REFUSED):
            self.reasons.update({rejected.reason.value for rejected in verdict.rejected})


@dataclass(frozen=True, slots=True)
class Example:
    """One case with its verdict: an escape, or an honest draft that was held back."""

    case: Case
    verdict: Verdict
    outcome: Outcome
    why: str

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON values, the passages that were cited in full."""
        case = self.case
        return {
            "kind": case.kind,
            "family": case.family,
            "outcome": self.outcome.value,
            "why": self.why,
            "note": case.note,
            "question": case.question,
            "draft": [
                {"text": claim.text, "quotes": [list(quote) for quote in claim.quotes]}
                for claim in case.draft.claims
            ],
            "published": [claim.text for claim in self.verdict.claims],
            "rejected": [
                {"reason": rejected.reason.value, "detail": rejected.detail}
                for rejected in self.verdict.rejected
            ],
            "articles": sorted({passage.article.path for passage in case.handed_out.values()}),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Counts by kind, the examples kept, and the sentences that could not serve a kind."""

    tallies: tuple[Tally, ...]
    examples: tuple[Example, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)

    def of(self, family: Family) -> tuple[Tally, ...]:
        """The tallies of one family."""
        return tuple(tally for tally in self.tallies if tally.family == family)

    def drafts(self, family: Family) -> int:
        """How many drafts of a family were judged."""
        return sum(tally.drafts for tally in self.of(family))

    def escapes(self, family: Family) -> tuple[Example, ...]:
        """Every escape of a family; of an honest draft, a quote that is none."""
        return tuple(
            example
            for example in self.examples
            if example.outcome is Outcome.ESCAPED and example.case.family == family
        )

    @property
    def published(self) -> float:
        """The share (0 to 1) of the honest drafts published, as written or as quoted."""
        honest = self.of("honest")
        return _share(sum(tally.written + tally.quoted for tally in honest), self.drafts("honest"))

    @property
    def as_written(self) -> float:
        """The share (0 to 1) of the honest drafts published in their own words."""
        return _share(sum(tally.written for tally in self.of("honest")), self.drafts("honest"))

    @property
    def as_reworded(self) -> float:
        """The same share of those honest drafts alone that are worded in another way."""
        reworded = [tally for tally in self.of("honest") if not tally.kind.startswith("exact.")]
        drafts = sum(tally.drafts for tally in reworded)
        return _share(sum(tally.written for tally in reworded), drafts)

    @property
    def passed(self) -> bool:
        """Whether the promise holds: no literal escape, no misquote, and honest drafts let through.

        A run without literal or honest drafts shows nothing, and has not passed.
        """
        return (
            self.drafts("literal") > 0
            and not self.escapes("literal")
            and not self.escapes("honest")
            and self.published >= PUBLISHED_AT_LEAST
            and self.as_written >= AS_WRITTEN_AT_LEAST
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, with every escape in full."""
        return {
            "passed": self.passed,
            "literal": self._hostile("literal"),
            "semantic": self._hostile("semantic"),
            "honest": {
                "drafts": self.drafts("honest"),
                "published": self.published,
                "as_written": self.as_written,
                "as_reworded": self.as_reworded,
                "misquoted": len(self.escapes("honest")),
            },
            "kinds": [self._kind(tally) for tally in self.tallies],
            "examples": [example.to_dict() for example in self.examples],
        }

    def _hostile(self, family: Family) -> dict[str, Any]:
        drafts, escapes = self.drafts(family), len(self.escapes(family))
        return {
            "drafts": drafts,
            "escapes": escapes,
            "rate": _share(escapes, drafts),
            "upper_bound_95": upper_bound(escapes, drafts),
        }

    def _kind(self, tally: Tally) -> dict[str, Any]:
        return {
            "kind": tally.kind,
            "family": tally.family,
            "drafts": tally.drafts,
            "escaped": tally.escaped,
            "upper_bound_95": upper_bound(tally.escaped, tally.drafts),
            "as_written": tally.written,
            "as_quoted": tally.quoted,
            "refused": tally.refused,
            "reasons": dict(sorted(tally.reasons.items())),
            "sentences_skipped": self.skipped.get(tally.kind, 0),
        }

    def to_text(self) -> str:
        """The report for a terminal: tables, the sums, and the escapes; no character is hidden."""
        return "\n".join(
            [
                *_hostile_table("Literal attacks", self.of("literal")),
                *_hostile_table("Semantic attacks", self.of("semantic")),
                *_honest_table(self.of("honest")),
                *self._sums(),
                *_shown_escapes(self.examples),
            ]
        )

    def _sums(self) -> list[str]:
        lines = []
        for family in ("literal", "semantic"):
            drafts, escapes = self.drafts(family), len(self.escapes(family))
            bound = upper_bound(escapes, drafts)
            rate = f"{_share(escapes, drafts):.2%}, at most {bound:.2%} with 95% confidence"
            lines.append(f"{family} escapes: {escapes} of {drafts:,} ({rate})")
        lines.append(
            f"honest drafts: {self.drafts('honest'):,}, {self.published:.1%} of them published, "
            f"{self.as_written:.1%} as written ({self.as_reworded:.1%} where in other words)"
        )
        lines.append("passed" if self.passed else "FAILED")
        return lines


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _hostile_table(title: str, tallies: Iterable[Tally]) -> list[str]:
    head = f"{title:<40} {'drafts':>7} {'escapes':>8} {'at most':>8} {'quoted':>7} {'refused':>8}"
    rows = [
        f"  {tally.kind:<38} {tally.drafts:>7} {tally.escaped:>8} "
        f"{upper_bound(tally.escaped, tally.drafts):>8.1%} {tally.quoted:>7} {tally.refused:>8}"
        for tally in tallies
    ]
    return [head, *rows, ""]


def _honest_table(tallies: Iterable[Tally]) -> list[str]:
    head = f"{'Honest drafts':<40} {'drafts':>7} {'written':>8} {'quoted':>7} {'refused':>8}"
    rows = []
    for tally in tallies:
        reasons = ", ".join(f"{reason} {count}" for reason, count in tally.reasons.most_common(3))
        rows.append(
            f"  {tally.kind:<38} {tally.drafts:>7} {tally.written:>8} {tally.quoted:>7} "
            f"{tally.refused:>8}  {reasons}".rstrip()
        )
    return [head, *rows, ""]


def _shown_escapes(examples: Iterable[Example]) -> list[str]:
    shown: Counter[str] = Counter()
    lines: list[str] = []
    for example in examples:
        case = example.case
        if example.outcome is not Outcome.ESCAPED or shown[case.kind] == SHOWN_IN_TEXT:
            continue
        shown[case.kind] += 1
        lines += ["", f"{case.kind}: {visible(case.note)}", f"  {example.why}"]
        lines += [f"  question   {visible(case.question)}"]
        for proposed in case.draft.claims:
            lines += [f"  draft      {visible(proposed.text)}"]
            lines += [
                f"  quote      {visible(key)}: {visible(words)}" for key, words in proposed.quotes
            ]
        lines += [f"  published  {visible(claim.text)}" for claim in example.verdict.claims]
    return lines


def visible(text: str) -> str:
    """``text`` on one line, with every character that cannot be seen spelled out."""
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character)[0] in "CM" or character in "\u2028\u2029\u115f\u3164"
        else character
        for character in unicodedata.normalize("NFC", text)
    )
