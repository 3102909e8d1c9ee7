"""The report of a run: one HTML page that needs nothing beside it, and the figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rag.errors import UsageError
from rag.evaluation.judging import Judged, judge
from rag.evaluation.measures import Figures
from rag.evaluation.plots import draw_plots
from rag.evaluation.predictions import Prediction, write_whole
from rag.evaluation.questions import Question

_NEEDED = ("matplotlib", "jinja2")  # the extra [report]
_TEMPLATE = Path(__file__).with_name("report.html.j2")

_HEADLINE = ("right", "refusal", "wrong", "reliability")  # the four that are read together

# The table of figures: the field, its name, whether it is shown in per cent, what it means.
_ROWS = (
    ("right", "right", True, "the gold answer stands in reply or cited quote / answerable"),
    ("refusal", "refusal", True, "refused / unanswerable"),
    ("wrong", "wrong", True, "answers that are not right, or to questions without one / all"),
    ("reliability", "reliability", True, "(right - wrong) / answerable"),
    ("coverage", "coverage", True, "answered / answerable"),
    ("right_when_answered", "right when answered", True, "right / answered, of the answerable"),
    ("cited", "cited", True, "right replies that cite an article known to tell / right"),
    ("mean_words", "mean words", False, "words in an answer to an answerable question"),
    ("answers_without_citation", "without citation", False, "such answers that cite nothing"),
    ("auc", "AUC of confidence", False, "chance that it is higher where there is an answer"),
    ("calibration", "calibration error", False, "mean gap between confidence and share right"),
    ("p50_seconds", "median seconds", False, "half of the replies took no longer"),
    ("p95_seconds", "95% seconds", False, "95 in 100 replies took no longer"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table of figures, ready to be shown."""

    name: str
    value: str
    interval: str
    meaning: str


def check_report_can_be_written(folder: Path) -> None:
    """Raise UsageError now rather than after the run, if its report could not be made."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise UsageError(
            f"A report is drawn with {' and '.join(missing)}, which is not installed:"
            " pip install 'dateline[report]'"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"Cannot make the folder {folder} for the report: {error.strerror}."
            " Give another one by --report."
        ) from error


def write_report(
    folder: Path,
    name: str,
    questions: Sequence[Question],
    predictions: Mapping[str, Prediction],
    figures: Figures,
    origin: Mapping[str, str],
) -> None:
    """Write ``report.html`` and ``figures.json`` into a folder that is there.

    ``name`` is the question file's; ``origin`` says what the replies were made with. Raises
    UsageError when the files cannot be written.
    """
    judged = [judge(q, predictions[q.id]) for q in questions if q.id in predictions]
    page = _render(name, judged, figures, origin)
    values = json.dumps({**figures.to_dict(), "origin": dict(origin)}, indent=2)
    try:
        write_whole(folder / "report.html", page)
        write_whole(folder / "figures.json", values + "\n")
    except OSError as error:
        raise UsageError(
            f"Cannot write the report into {folder}: {error.strerror}. The predictions are kept;"
            " run again with another folder."
        ) from error


def _render(
    name: str, judged: Sequence[Judged], figures: Figures, origin: Mapping[str, str]
) -> str:
    import jinja2

    seconds = [s for one in judged if (s := one.prediction.seconds) is not None]
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        name=name,
        judged=judged,
        figures=figures,
        origin=origin,
        rows=_rows(figures),
        headline=_rows(figures)[: len(_HEADLINE)],
        plots=draw_plots(figures, seconds),
        verdicts=list(dict.fromkeys(sorted(one.verdict for one in judged))),
    )


def _rows(figures: Figures) -> list[_Row]:
    values = figures.to_dict()
    calibration = figures.calibration
    values["calibration"] = calibration.error if calibration else None
    for name in _HEADLINE:
        if name not in figures.intervals:  # a share of nothing, which score.py gives as 0
            values[name] = None
    return [
        _Row(
            name,
            _number(values[field], percent),
            " to ".join(_number(end, percent) for end in figures.intervals.get(field, ())),
            meaning,
        )
        for field, name, percent, meaning in _ROWS
    ]


def _number(value: float | None, percent: bool) -> str:
    match value:
        case None:
            return "–"
        case int():
            return str(value)
        case _ if percent:
            return f"{100 * value:.1f}%"
        case _:
            return f"{value:.2f}"
