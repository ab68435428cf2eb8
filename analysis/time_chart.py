"""The chart of a share over time: only geometry; the template draws it. Read in print and without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jointcharge.analysis.charts import Point, Tick, axis_of
from jointcharge.analysis.counts import Measure
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.measure_words import interval_of, numbers_of

WIDTH, HEIGHT = 680, 190
"""Of the plot, in pixels."""
MOST_LABELS = 12
"""Periods named below the axis; with more, every second or third is."""


@dataclass(frozen=True)
class TimeChart:
    """The chart, ready to be drawn, with its words for those who can not see it."""

    key: str
    title: str
    description: str
    width: int
    height: int
    points: tuple[Point, ...]
    lines: tuple[str, ...]
    """Paths through the points of periods that follow each other without a gap."""
    across: tuple[Tick, ...]
    sizes: tuple[Tick, ...]
    """Below the axis: of how many cases something is known."""
    up: tuple[Tick, ...]


def over_time(name: str, title: str, measures: Sequence[Measure]) -> TimeChart | None:
    """One measure by period, those without a date left out; None where no share may be shown."""
    periods = [one for one in measures if one.group != NOT_STATED]
    shown = [(n, one) for n, one in enumerate(periods) if one.share is not None]
    if not shown:
        return None
    top, steps = axis_of([one.ci_high or 0.0 for _, one in shown])
    gap = WIDTH / len(periods)
    every = -(-len(periods) // MOST_LABELS)
    named = [(gap * (n + 0.5), one) for n, one in enumerate(periods) if n % every == 0]
    points = {n: _point(gap * (n + 0.5), one, top) for n, one in shown}
    return TimeChart(
        key=f"time-{name}",
        title=f"{title} over time",
        description="; ".join(f"{one.group}: {numbers_of(one)} {interval_of(one)}".strip() for one in periods),
        width=WIDTH,
        height=HEIGHT,
        points=tuple(points.values()),
        lines=tuple(_lines(points)),
        across=tuple(Tick(x, str(one.group)) for x, one in named),
        sizes=tuple(Tick(x, f"of {one.denominator:,}") for x, one in named if one.denominator),
        up=tuple(Tick(HEIGHT * (1 - share / top), f"{100 * share:.3g}%") for share in steps),
    )


def _point(x: float, one: Measure, top: float) -> Point:
    y, low, high = (HEIGHT * (1 - min(1.0, (share or 0.0) / top)) for share in (one.share, one.ci_low, one.ci_high))
    return Point(str(one.group), x, y, low, high, one.small, f"{one.group}: {numbers_of(one)}, {interval_of(one)}")


def _lines(points: dict[int, Point]) -> list[str]:
    """A path for each run of neighbouring periods."""
    runs: list[list[Point]] = []
    for n, point in points.items():
        if n - 1 in points:
            runs[-1].append(point)
        else:
            runs.append([point])
    return ["M" + " L".join(f"{p.x:.2f} {p.y:.2f}" for p in run) for run in runs if len(run) > 1]
