"""Where things stand in the charts: a funnel of bars, and dots with whiskers. Only geometry; the templates draw it.

Charts are read in print and without colour: what is described, charged and decided differs by hatching, what is too
few by a hollow mark, and every row carries its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jointcharge.analysis.country_counts import group_words
from jointcharge.analysis.counts import Measure
from jointcharge.analysis.joint_charges import DisparityReport
from jointcharge.analysis.measure_words import interval_of, numbers_of
from jointcharge.analysis.measures import CASE, CONTROLS, WORDINGS
from jointcharge.analysis.phrases import one_line

WIDTH = 760
LABEL = 256
"""Pixels kept for the labels on the left."""
NUMBERS = 176
"""Pixels kept for the numbers on the right."""
PLOT = WIDTH - LABEL - NUMBERS
ROW = 34
LABEL_CHARACTERS = 34
MOST_ROWS = 26
"""Groups in one forest plot, as many as a printed page holds with its heading; the table has them all."""
TIMES = frozenset({"year", "period"})
"""Groupings whose groups have an order of their own."""
FUNNEL_ROWS = (
    "trafficking_cases",
    "corruption_indicated",
    "signal_only",
    "corruption_charged",
    "trafficking_convicted",
    "corruption_convicted",
    "joint_convicted",
)


@dataclass(frozen=True)
class Bar:
    """One row of the funnel, in pixels from the left of the plot."""

    label: str
    aspect: str
    y: float
    filled: float
    known: float
    left_out: float
    numbers: str
    interval: str


@dataclass(frozen=True)
class Dot:
    """One row of a dot-and-whisker chart; positions are None where there is nothing to show."""

    label: str
    full_label: str
    shape: str
    """``diamond`` for corruption, ``circle`` for the rest."""
    hollow: bool
    y: float
    x: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    numbers: str
    interval: str


@dataclass(frozen=True)
class Tick:
    """One mark of an axis, in pixels along it."""

    x: float
    label: str


@dataclass(frozen=True)
class Point:
    """One share with its interval, standing upright; pixels from the left and the top of the plot."""

    label: str
    x: float
    y: float
    low: float
    high: float
    hollow: bool
    words: str


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn, with its words for those who can not see it."""

    key: str
    title: str
    description: str
    height: float
    rows: Sequence[Bar | Dot]
    ticks: tuple[Tick, ...] = ()
    reference: float | None = None
    """Where the line of all cases together stands."""
    note: str = ""


def _description(rows: Sequence[tuple[str, Measure]]) -> str:
    return "; ".join(f"{label}: {numbers_of(m)} {interval_of(m)}".strip() for label, m in rows)


def funnel(report: DisparityReport) -> Chart:
    """The funnel of cases: what was known of how many, and of how many it was true."""
    measures = [report.measure(name) for name in FUNNEL_ROWS]
    widest = max(1, *((m.denominator or 0) + m.left_out for m in measures))
    scale = PLOT / widest
    bars = [
        Bar(
            label=WORDINGS[m.name].title,
            aspect=WORDINGS[m.name].aspect,
            y=ROW * n,
            filled=max((m.numerator or 0) * scale, 2.0 if m.numerator else 0.0),
            known=(m.denominator or 0) * scale,
            left_out=m.left_out * scale,
            numbers=numbers_of(m),
            interval=interval_of(m) if n else "",
        )
        for n, m in enumerate(measures)
    ]
    told = _description([(WORDINGS[m.name].title, m) for m in measures])
    return Chart("funnel", "From trafficking cases to joint convictions", told, ROW * len(bars), bars)


def gap_and_controls(report: DisparityReport) -> Chart:
    """The charging gap and corruption beside the offences charged alongside trafficking."""
    rows = [(WORDINGS[name].title, report.measure(name)) for name in ("charging_gap", "corruption_charged", *CONTROLS)]
    return _dots("controls", "Which offences are charged alongside trafficking", rows, None)


def forest(report: DisparityReport, name: str) -> Chart:
    """One measure of cases, group by group, beside that of all cases together (the broken line)."""
    by = report.generated_by.by or "group"
    rows = [(group_words(by, group), report.measure(name, CASE, group)) for group in report.groups]
    return forest_of(name, rows, by, report.measure(name).share, in_order=by in TIMES)


def forest_of(
    name: str,
    rows: Sequence[tuple[str, Measure]],
    by: str,
    reference: float | None,
    *,
    in_order: bool = False,
    most: int = MOST_ROWS,
) -> Chart:
    """One measure, row by row, beside ``reference``; the ``most`` rows with most cases first, unless they stand ``in_order``.

    Rows without a share to be shown stand in the table alone.
    """
    seen = [row for row in rows if row[1].share is not None]
    shown = seen if in_order else sorted(seen, key=lambda row: (-(row[1].denominator or 0), row[0]))
    left = len(rows) - len(shown[:most])
    note = (
        f"{left:,} of {len(rows):,} groups are not drawn: too many, nothing known, or withheld. The table has them."
        if left
        else ""
    )
    return _dots(f"forest-{name}", f"{WORDINGS[name].title}, by {by}", shown[:most], reference, note)


def _dots(key: str, title: str, rows: Sequence[tuple[str, Measure]], reference: float | None, note: str = "") -> Chart:
    top, steps = axis_of([m.ci_high for _, m in rows if m.ci_high is not None] + [reference or 0.0])
    ticks = tuple(Tick(PLOT * share / top, f"{100 * share:.3g}%") for share in steps)
    dots = [_dot(label, m, n, PLOT / top) for n, (label, m) in enumerate(rows)]
    line = None if reference is None else reference * PLOT / top
    return Chart(key, title, _description(rows), ROW * len(rows), dots, ticks, line, note)


def axis_of(highs: Sequence[float]) -> tuple[float, list[float]]:
    """An axis of shares: a round share at or above every whisker, and where its four or five marks stand."""
    highest = max(0.01, *highs)
    tens = 10.0 ** math.floor(math.log10(highest))
    top = min(1.0, next(step * tens for step in (1, 2, 4, 5, 8, 10) if step * tens >= highest - 1e-12))
    marks = 5 if round(top * 100) % 4 else 4
    return top, [n * top / marks for n in range(marks + 1)]


def _dot(label: str, one: Measure, number: int, scale: float) -> Dot:
    bounds = one.bounds if one.missing and one.denominator else None

    def at(share: float | None) -> float | None:
        return None if share is None else min(share * scale, PLOT)

    return Dot(
        label=one_line(label, LABEL_CHARACTERS),
        full_label=label,
        shape="circle" if one.name.startswith("control_") else "diamond",
        hollow=one.small,
        y=ROW * number,
        x=at(one.share),
        low=at(one.ci_low),
        high=at(one.ci_high),
        bound_low=at(bounds.low) if bounds else None,
        bound_high=at(bounds.high) if bounds else None,
        numbers=numbers_of(one),
        interval=interval_of(one),
    )
