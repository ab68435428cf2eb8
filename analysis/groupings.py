"""Groups of cases: by country, year, court, exploitation, period, sector, language or source. A new grouping is a new function here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from jointcharge.analysis.frames import Frames
from jointcharge.analysis.states import Codes
from jointcharge.records.errors import ReportError

NOT_STATED = "(not stated)"
"""The group of the cases that do not say."""

PERIOD = 5
"""Years of a period; `trend.periods_of` takes any other."""


@dataclass(frozen=True)
class Grouping:
    """Which case is in which group; a case may be in several: row ``case[i]`` is in ``labels[group[i]]``."""

    labels: tuple[str, ...]
    case: Codes
    group: Codes

    def over(self, case_of_row: Codes) -> tuple[Codes, Codes]:
        """The rows (of cases, or of defendants with ``case_of_row``) and their groups."""
        order = np.argsort(self.case, kind="stable")
        cases, groups = self.case[order], self.group[order]
        first, last = np.searchsorted(cases, case_of_row), np.searchsorted(cases, case_of_row, side="right")
        rows = np.repeat(np.arange(len(case_of_row)), last - first)
        offsets = np.arange(len(rows)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        return rows, groups[first[rows] + offsets]


def _grouping(pairs: Iterable[Any]) -> Grouping:
    """From one value, or one tuple of values, per case."""
    import pandas as pd

    spread = pd.Series(list(pairs), dtype=object).explode()  # an empty tuple becomes a null
    spread = spread.where(spread.notna(), NOT_STATED).astype(str)
    codes, labels = pd.factorize(spread, sort=True)
    order = np.argsort(labels == NOT_STATED, kind="stable")  # those that do not say come last
    names = tuple(str(one) for one in labels[order])
    return Grouping(names, spread.index.to_numpy(np.int64), np.argsort(order)[codes].astype(np.int64))


def _values(frames: Frames, column: str) -> list[Any]:
    """A column of the cases with None where nothing is stated."""
    held = frames.raw_cases[column]
    return list(held.astype(object).where(held.notna(), None))


def _period(year: int | None) -> str | None:
    """The period of `PERIOD` years that a year lies in: "2010-2014"."""
    return None if year is None else period_name(year // PERIOD * PERIOD, PERIOD)


def period_name(start: int, years: int) -> str:
    """A year, or a period by its first and its last: "2010-2014"."""
    return str(start) if years == 1 else f"{start}-{start + years - 1}"


def _single(column: str) -> Callable[[Frames], Grouping]:
    return lambda frames: _grouping(frames.raw_cases[column].astype(object))


GROUPINGS: dict[str, Callable[[Frames], Grouping]] = {
    "country": _single("country"),
    "year": _single("decision_year"),
    "period": lambda frames: _grouping(_period(one) for one in _values(frames, "decision_year")),
    "court": _single("court"),
    "exploitation": lambda frames: _grouping(frames.raw_cases["exploitation"]),
    "sector": lambda frames: _grouping(frames.raw_cases["sectors"]),
    "source": _single("source"),
    "language": _single("language"),
}
"""The groupings there are. ``exploitation`` puts a case under each of its purposes, ``sector`` under each of its sectors."""
OVERLAPPING = frozenset({"exploitation", "sector"})
"""Groupings whose groups share cases, so that they do not add up."""


def group_by(frames: Frames, by: str) -> Grouping:
    """The cases grouped ``by`` one of `GROUPINGS`. Raises `ReportError` for another."""
    if by not in GROUPINGS:
        raise ReportError(f"there is no grouping by {by!r}; group by one of {', '.join(GROUPINGS)}")
    return GROUPINGS[by](frames)


def one_group(size: int) -> Grouping:
    """All cases in one group."""
    return Grouping(("",), np.arange(size), np.zeros(size, dtype=np.int64))
