"""Every case through a judge, and what came of it, counted by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rag.selftest.drafts import Cases
from rag.selftest.material import Case
from rag.selftest.oracle import Outcome, outcome_of
from rag.selftest.report import Example, Report, Tally
from rag.types import Draft, Passage, Verdict

Judge = Callable[[Draft, Mapping[str, Passage], str], Verdict]

EXAMPLES_KEPT = 5  # of the honest drafts of a kind that were not published as written


def run(cases: Iterable[Case], judge: Judge) -> Report:
    """Judge every case and count, by kind, what a reader would have seen.

    ``judge`` takes the draft, the passages handed out and the question. What it raises is raised
    here, with a note that names the case.
    """
    tallies: dict[str, Tally] = {}
    examples: list[Example] = []
    for case in cases:
        verdict = _judged(case, judge)
        outcome, why = outcome_of(case, verdict)
        tally = tallies.setdefault(case.kind, Tally(case.kind, case.family))
        tally.count(outcome, verdict)
        escaped = outcome is Outcome.ESCAPED
        held_back = case.family == "honest" and outcome in (Outcome.AS_QUOTED, Outcome.REFUSED)
        if escaped or (held_back and tally.quoted + tally.refused <= EXAMPLES_KEPT):
            examples.append(Example(case, verdict, outcome, why))
    skipped = dict(cases.skipped) if isinstance(cases, Cases) else {}
    return Report(tuple(tallies.values()), tuple(examples), skipped)


def _judged(case: Case, judge: Judge) -> Verdict:
    try:
        return judge(case.draft, case.handed_out, case.question)
    except Exception as error:
        error.add_note(f"While judging a draft of the kind {case.kind} ({case.note!a}).")
        raise
