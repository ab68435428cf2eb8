"""Where the points of the countries' chart stand: the share against one index. Only geometry; the template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jointcharge.analysis.charts import Point, Tick
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


LABEL_WIDTH, LABEL_HEIGHT = 30.0, 12.0
"""Room of a country's code beside its point."""


@dataclass(frozen=True)
class Label:
    """A country's code, where it covers no other."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Scatter:
    """The chart, with its words for those who cannot see it."""

    title: str
    axis: str
    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]

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
    across = tuple(Tick(WIDTH * n / STEPS, f"{low + (high - low) * n / STEPS:g}") for n in range(STEPS + 1))
    up = tuple(Tick(HEIGHT * (1 - n / STEPS), f"{100 * top * n / STEPS:.3g}%") for n in range(STEPS + 1))
    return Scatter(
        f"{WORDINGS[RANKED_BY].title} against {column.label}",
        f"{column.label}: {column.scale}",
        points,
        _labels(points),
        across,
        up,
    )


def _labels(points: Sequence[Point]) -> tuple[Label, ...]:
    """The codes beside their points, from the left; one that would cover another stands higher."""
    placed: list[Label] = []
    for point in sorted(points, key=lambda one: (one.x, one.y, one.label)):
        x, y = point.x + 8, point.y - 6
        while any(abs(x - one.x) < LABEL_WIDTH and abs(y - one.y) < LABEL_HEIGHT for one in placed):
            y -= LABEL_HEIGHT
        placed.append(Label(x, y, point.label))
    return tuple(placed)
