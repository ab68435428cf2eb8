"""The grid as a heat map: only geometry; the template draws it. Greys that keep apart in print, a number in every cell."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from jointcharge.analysis.counts import Measure
from jointcharge.analysis.grid import ANY, GridCell, GridReport
from jointcharge.analysis.measure_words import SMALL_MARK, interval_of, numbers_of

LABEL, WIDTH, HEAD, ROW = 166, 760, 44, 30
COLUMN_CHARACTERS = 12
SHADES = 5
"""Steps from white to the darkest; the numbers of the dark ones are white."""
DARK = 3


@dataclass(frozen=True)
class Square:
    """One cell, in pixels from the left and the top of the map."""

    x: float
    y: float
    shade: int
    """0 to `SHADES` - 1; -1 where nothing can be seen (hatched)."""
    light: bool
    """Whether the number is printed white."""
    number: str
    words: str


@dataclass(frozen=True)
class HeatMap:
    """The map, ready to be drawn, with its words for those who can not see it."""

    key: str
    title: str
    description: str
    label: float
    """Pixels kept for the names of the rows."""
    height: float
    cell: float
    columns: tuple[tuple[float, tuple[str, ...]], ...]
    """Where each column stands, and its name in short lines."""
    rows: tuple[tuple[float, str], ...]
    margin_x: float | None
    margin_y: float | None
    """Where the margins begin."""
    squares: tuple[Square, ...]
    scale: tuple[tuple[int, str], ...]
    """Each shade and what it stands for."""


def heat_map(report: GridReport, name: Callable[[str], str], *, charged: bool) -> HeatMap:
    """Cases that describe corruption by stage and actor, or the share of them in which it is charged."""
    width = (WIDTH - LABEL) / len(report.stages)
    most = max((cell.indicated for cell in report.cells if ANY not in (cell.stage, cell.actor)), default=1)
    squares = tuple(
        _square(
            cell,
            LABEL + width * report.stages.index(cell.stage),
            HEAD + ROW * report.actors.index(cell.actor),
            most,
            charged,
        )
        for cell in report.cells
    )
    title = "Of these, the share in which corruption is charged" if charged else "Cases that describe corruption"
    return HeatMap(
        key="map-charged" if charged else "map-indicated",
        title=title,
        description="; ".join(one.words for one in squares),
        label=LABEL,
        height=HEAD + ROW * len(report.actors),
        cell=width,
        columns=tuple((LABEL + width * (n + 0.5), _short(name(stage))) for n, stage in enumerate(report.stages)),
        rows=tuple((HEAD + ROW * n, name(actor)) for n, actor in enumerate(report.actors)),
        margin_x=LABEL + width * report.stages.index(ANY) if ANY in report.stages else None,
        margin_y=HEAD + ROW * report.actors.index(ANY) if ANY in report.actors else None,
        squares=squares,
        scale=tuple(_scale(most, charged)),
    )


def _short(words: str) -> tuple[str, ...]:
    """A column's name in lines that are no wider than the column."""
    return tuple(textwrap.wrap(words, COLUMN_CHARACTERS, break_long_words=False))


def _square(cell: GridCell, x: float, y: float, most: int, charged: bool) -> Square:
    place = f"{cell.stage} / {cell.actor}"
    if charged:
        shade = -1 if cell.charged.share is None else _shade(cell.charged.share)
        words = f"{place}: {numbers_of(cell.charged)} {interval_of(cell.charged)}".strip()
        return Square(x, y, shade, shade >= DARK, _fraction(cell.charged), words)
    margin = ANY in (cell.stage, cell.actor)
    shade = 0 if margin else _shade(cell.indicated / most)
    number = f"{cell.indicated:,}{SMALL_MARK if cell.small else ''}"
    return Square(x, y, shade, shade >= DARK, number, f"{place}: {cell.indicated:,}")


def _shade(part: float) -> int:
    """The step of a part of the whole; 0 only for nothing."""
    return 0 if part <= 0 else min(SHADES - 1, 1 + int(part * (SHADES - 1) - 1e-9))


def _fraction(one: Measure) -> str:
    """ "3/12†"; short, for a cell is narrow."""
    if one.denominator == 0:
        return "not seen"
    return numbers_of(one).replace(" of ", "/").replace(f" {SMALL_MARK}", SMALL_MARK)


def _scale(most: int, charged: bool) -> list[tuple[int, str]]:
    """The shades in words: shares, or numbers of cases."""
    steps = SHADES - 1
    if charged:
        return [
            (0, "0%"),
            *((n, f"to {100 * n // steps}%") for n in range(1, SHADES)),
            (-1, "no share"),
        ]
    ends = {n: most * n // steps for n in range(1, SHADES)}
    return [(n, f"to {end:,}") for n, end in ends.items() if end > ends.get(n - 1, 0)]
