"""Where the points of the countries' chart stand: the share against one index. Only geometry; the template draws it."""

from __future__ import annotations

from dataclasses import dataclass

from jointcharge.analysis.indices import IndicesReport
from jointcharge.analysis.indices_words import RANKED_BY
from jointcharge.analysis.measure_words import interval_of, numbers_of
from jointcharge.analysis.measures import WORDINGS

WIDTH, HEIGHT = 640, 320
"""Pixels of the plot."""
AXES = ("cpi", "wgi_control_of_corruption")
"""The indices that the chart may stand on, the first there is."""
STEPS = 5
TOPS = (0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1.0)
"""Round shares that the axis may end at."""


@dataclass(frozen=True)
class Point:
    """One country, in pixels from the lower left corner's left and the top."""

    label: str
    x: float
    y: float
    low: float
    high: float
    hollow: bool
    words: str


@dataclass(frozen=True)
class Mark:
    """One mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Scatter:
    """The chart, with its words for those who cannot see it."""

    title: str
    axis: str
    points: tuple[Point, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]

    @property
    def description(self) -> str:
        """Every point in words."""
        return "; ".join(one.words for one in self.points)


def scatter(report: IndicesReport) -> Scatter | None:
    """Corruption charged against the CPI (or WGI) with whiskers; None where fewer than two ranked countries have both."""
    column = next((one for key in AXES for one in report.indices if one.key == key), None)
    if column is None:
        return None
    rows = [
        (row, float(value), row.measure(RANKED_BY))
        for row in report.countries
        if (value := row.values[column.key]) is not None
        and not row.standing(RANKED_BY).withheld
        and not row.measure(RANKED_BY).withheld
    ]
    if len(rows) < 2:
        return None
    low, high = (0.0, 100.0) if column.key == "cpi" else (-2.5, 2.5)
    top = next(one for one in TOPS if one >= max(m.ci_high or 0.0 for _, _, m in rows))
    points = tuple(
        Point(
            label=row.country,
            x=WIDTH * min(1.0, max(0.0, (value - low) / (high - low))),
            y=HEIGHT * (1 - (m.share or 0.0) / top),
            low=HEIGHT * (1 - (m.ci_low or 0.0) / top),
            high=HEIGHT * (1 - (m.ci_high or 0.0) / top),
            hollow=m.small,
            words=f"{row.name}: {column.label} {value:g}, {numbers_of(m)}, {interval_of(m)}",
        )
        for row, value, m in rows
    )
    across = tuple(Mark(WIDTH * n / STEPS, f"{low + (high - low) * n / STEPS:g}") for n in range(STEPS + 1))
    up = tuple(Mark(HEIGHT * (1 - n / STEPS), f"{100 * top * n / STEPS:.3g}%") for n in range(STEPS + 1))
    return Scatter(
        f"{WORDINGS[RANKED_BY].title} against {column.label}",
        f"{column.label}: {column.scale}",
        points,
        across,
        up,
    )
