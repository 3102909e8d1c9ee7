"""The report's four plots, as SVG that takes its colours from the page around it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rag.evaluation.measures import Calibration, CurvePoint, Figures, RefusalCount

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Stand-ins that are drawn with and then replaced by the page's own colours, so that one plot
# suits a light and a dark page.
_INK, _PAGE, _GOOD, _BAD, _PLAIN = "#010203", "#020304", "#030405", "#040506", "#050607"
_ON_PAGE = {
    _INK: "currentColor",
    _PAGE: "var(--page)",
    _GOOD: "var(--good)",
    _BAD: "var(--bad)",
    _PLAIN: "var(--accent)",
}
_SIZE = (4.8, 3.0)  # inches
_STYLE: Any = {
    "svg.fonttype": "none",  # text stays text: it can be read aloud and searched
    "svg.hashsalt": "dateline",
    "font.size": 9.5,
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "legend.frameon": False,
}


def draw_plots(figures: Figures, seconds: Sequence[float]) -> dict[str, str]:
    """SVG elements by name: risk, refusals, reliability, latency.

    One that there is nothing to draw of is left out. ``seconds`` are the times of all replies.
    """
    plots: dict[str, str] = {}
    if figures.curve:
        plots["risk"] = _draw(lambda axes: _risk(axes, figures.curve))
    if figures.refusals:
        plots["refusals"] = _draw(lambda axes: _refusals(axes, figures.refusals))
    if (calibration := figures.calibration) is not None:
        plots["reliability"] = _draw(lambda axes: _reliability(axes, calibration))
    if seconds:
        plots["latency"] = _draw(lambda axes: _latency(axes, seconds, figures))
    return plots


def _risk(axes: Axes, curve: Sequence[CurvePoint]) -> None:
    coverage = [point.coverage for point in curve]
    risk = [point.risk for point in curve]
    axes.step(coverage, risk, where="post", color=_PLAIN, linewidth=1.5)
    axes.plot(coverage[-1], risk[-1], "o", color=_PLAIN, markersize=5)
    near_the_edge = coverage[-1] > 0.7
    axes.annotate(
        "this run",
        (coverage[-1], risk[-1]),
        xytext=(-8 if near_the_edge else 8, 0),
        textcoords="offset points",
        ha="right" if near_the_edge else "left",
        va="bottom",
    )
    axes.set(xlim=(0, 1.02), ylim=(0, max(0.1, *risk) * 1.15))
    axes.set(xlabel="share of questions answered", ylabel="share of answers not right")


def _refusals(axes: Axes, refusals: Sequence[RefusalCount]) -> None:
    reasons = [row.reason.replace("_", " ") for row in refusals]
    left = [0] * len(refusals)
    for label, color, counts in (
        ("rightly refused", _GOOD, [row.right for row in refusals]),
        ("wrongly refused", _BAD, [row.wrong for row in refusals]),
        ("no label", _PLAIN, [row.unlabelled for row in refusals]),
    ):
        if any(counts):
            bars = axes.barh(reasons, counts, left=left, color=color, height=0.5, label=label)
            numbers = [str(count) if count else "" for count in counts]
            axes.bar_label(bars, numbers, label_type="center", color=_PAGE)
            left = [start + count for start, count in zip(left, counts, strict=True)]
    axes.invert_yaxis()
    axes.set(ylim=(len(reasons) - 0.4, -0.6), xlabel="questions refused")
    axes.locator_params(axis="x", integer=True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=3, columnspacing=1)


def _reliability(axes: Axes, calibration: Calibration) -> None:
    axes.plot([0, 1], [0, 1], ":", color=_INK, linewidth=0.8)
    for one in calibration.bins:
        axes.bar(
            one.low, one.right, width=one.high - one.low, align="edge", color=_PLAIN, alpha=0.25
        )
        axes.plot(one.confidence, one.right, "o", color=_PLAIN, markersize=4)
        axes.annotate(
            str(one.count),
            (one.confidence, one.right),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
        )
    axes.set(xlim=(0, 1), ylim=(0, 1.12), yticks=[0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set(xlabel="mean confidence", ylabel="share right")


def _latency(axes: Axes, seconds: Sequence[float], figures: Figures) -> None:
    axes.hist(seconds, bins=min(30, 5 + len(seconds) // 5), color=_PLAIN, alpha=0.6)
    for name, value, height in (
        ("median", figures.p50_seconds, 0.97),
        ("95%", figures.p95_seconds, 0.87),
    ):
        if value is not None:
            axes.axvline(value, color=_INK, linewidth=0.8, linestyle="--")
            axes.annotate(
                f"{name} {value:.2f} s",
                (value, height),
                xycoords=axes.get_xaxis_transform(),
                xytext=(4, 0),
                textcoords="offset points",
            )
    axes.locator_params(axis="y", integer=True)
    axes.margins(y=0.2)
    axes.set(xlim=(0, max(seconds) * 1.25 or 1), xlabel="seconds", ylabel="replies")


def _draw(onto: Callable[[Axes], None]) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    buffer = io.StringIO()
    with rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        onto(figure.add_subplot())
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]  # a page takes no XML declaration inside it
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' id="[a-z]+_?\d+(_\d+)*"', "", svg)  # the same in every plot, and unused
    for stand_in, color in _ON_PAGE.items():
        svg = svg.replace(stand_in, color)
    return svg
