"""The forest plot of odds ratios: only geometry; the template draws it. Read in print and without colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jointcharge.analysis.charts import LABEL_CHARACTERS, PLOT, Tick
from jointcharge.analysis.compare import Comparison, FactorRow
from jointcharge.analysis.measure_words import SMALL_MARK, number_words
from jointcharge.analysis.phrases import one_line

ROW = 40
AXES = (4.0, 16.0, 64.0, 256.0)
"""An axis runs from one over to one of these; limits beyond it become arrows."""
EXACT_Y, HELD_Y = 13, 26


@dataclass(frozen=True)
class Mark:
    """An odds ratio and its interval, in pixels from the left of the plot."""

    x: float | None
    """None where the ratio is beyond the axis."""
    low: float
    high: float
    open_low: bool
    """The interval goes on to the left, below the axis."""
    open_high: bool
    y: int


@dataclass(frozen=True)
class ForestRow:
    """One factor."""

    label: str
    full_label: str
    y: float
    hollow: bool
    exact: Mark | None
    held: Mark | None
    numbers: str
    interval: str


@dataclass(frozen=True)
class Forest:
    """The plot, ready to be drawn, with its words for those who can not see it."""

    key: str
    title: str
    description: str
    height: float
    rows: tuple[ForestRow, ...]
    ticks: tuple[Tick, ...]
    one: float
    """Where the odds ratio is 1."""


def ratio(value: float | None) -> str:
    """An odds ratio in few digits: 0.08, 1.4, 23; the sign of infinity where there is none."""
    if value is None:
        return "∞"
    if value == 0:
        return "0"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def odds_words(row: FactorRow) -> str:
    """ "2.4 (0.9 to 7.1)"; a dash where nothing can be tested."""
    if not row.testable:
        return "–"
    return f"{ratio(row.odds_ratio)} ({ratio(row.ci_low)} to {ratio(row.ci_high)})"


def firth_words(row: FactorRow) -> str:
    """Firth's estimate in the same form; a dash where the model has no answer."""
    if row.firth_odds_ratio is None:
        return "–"
    low = "0" if row.firth_ci_low is None else ratio(row.firth_ci_low)
    return f"{ratio(row.firth_odds_ratio)} ({low} to {ratio(row.firth_ci_high)})"


def counts_words(row: FactorRow) -> str:
    """ "5 of 15, 1 of 10 †": the dagger marks small numbers."""
    mark = f" {SMALL_MARK}" if row.small else ""
    return f"{joint_words(row)}, {other_words(row)}{mark}"


def joint_words(row: FactorRow, of: str = " of ") -> str:
    """ "5 of 15", of the joint-charge cases."""
    return f"{number_words(row.joint_with)}{of}{number_words(row.joint_n)}"


def other_words(row: FactorRow, of: str = " of ") -> str:
    """The same of the other group."""
    return f"{number_words(row.other_with)}{of}{number_words(row.other_n)}"


def forest(one: Comparison) -> Forest:
    """The odds ratios of one comparison, on a logarithmic axis around 1."""
    shown = [row for row in one.rows if row.testable]
    top = _top(shown)
    rows = tuple(_row(row, n, top) for n, row in enumerate(shown))
    told = "; ".join(f"{row.title}: {counts_words(row)}, odds ratio {odds_words(row)}" for row in shown)
    steps = range(-round(math.log2(top)), round(math.log2(top)) + 1, 2 if top > 4 else 1)
    ticks = tuple(Tick(_at(2.0**n, top), f"{2**n}" if n >= 0 else f"1/{2**-n}") for n in steps)
    return Forest(f"forest-{one.name}", one.title, told, ROW * len(rows), rows, ticks, _at(1.0, top))


def _top(rows: Sequence[FactorRow]) -> float:
    """The smallest axis that holds every ratio, and three limits in four."""
    ratios = [row.odds_ratio for row in rows] + [row.firth_odds_ratio for row in rows]
    limits = sorted(_size(v) for row in rows for v in (row.ci_low, row.ci_high))
    needed = max([_size(v) for v in ratios] + limits[: len(limits) * 3 // 4], default=1.0)
    return next((axis for axis in AXES if axis >= needed), AXES[-1])


def _size(value: float | None) -> float:
    """How far from 1, on either side; nothing where there is no number."""
    return max(value, 1 / value) if value else 1.0


def _at(value: float, top: float) -> float:
    return PLOT * (math.log(value) / math.log(top) + 1) / 2


def _row(row: FactorRow, n: int, top: float) -> ForestRow:
    exact = _mark(row.odds_ratio, row.ci_low, row.ci_high, top, EXACT_Y)
    held = None
    if row.firth_odds_ratio is not None:
        held = _mark(row.firth_odds_ratio, row.firth_ci_low or 0.0, row.firth_ci_high, top, HELD_Y)
    return ForestRow(
        label=one_line(row.title, LABEL_CHARACTERS),
        full_label=row.title,
        y=ROW * n,
        hollow=row.small,
        exact=exact,
        held=held,
        numbers=counts_words(row),
        interval=odds_words(row),
    )


def _mark(value: float | None, low: float | None, high: float | None, top: float, y: int) -> Mark:
    open_low, open_high = not low or low < 1 / top, high is None or high > top
    inside = value is not None and value > 0 and 1 / top <= value <= top
    return Mark(
        x=_at(value, top) if inside and value else None,
        low=0.0 if open_low or not low else min(_at(low, top), PLOT),
        high=float(PLOT) if open_high or high is None else max(_at(high, top), 0.0),
        open_low=open_low,
        open_high=open_high,
        y=y,
    )
