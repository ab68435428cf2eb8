"""Answers counted: how often each was given in each group, and the measure that these counts make."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from pydantic import Field

from jointcharge.analysis.estimate import Bounds, interval, missing_bounds
from jointcharge.analysis.groupings import Grouping
from jointcharge.analysis.measures import CASE, Question
from jointcharge.analysis.states import NOT_OBSERVABLE, Codes
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

SMALL = 5
"""Cells under this are marked: too few to say anything by, and withheld from what is published."""
COLUMNS = ("name", "unit", "group", "numerator", "denominator", "share", "ci_low", "ci_high", "method", "missing", "not_observable")  # fmt: skip
"""The public columns of a measure, in order."""


class Measure(Record):
    """One measure of one group. What is missing or not observable is in no denominator."""

    name: str
    unit: str
    """``case`` or ``defendant``."""
    group: str | None
    """None for all cases together."""
    numerator: int | None = Field(ge=0)
    """None, like every other number of it, where it is withheld from a published report."""
    denominator: int | None = Field(ge=0)
    share: float | None
    """Numerator to denominator; None where the denominator is 0."""
    ci_low: float | None
    ci_high: float | None
    method: str | None
    """Of the 95 % interval: ``wilson`` or ``clopper-pearson``."""
    missing: int | None = Field(ge=0)
    """Units whose source could show the answer and does not state it."""
    not_observable: int | None = Field(ge=0)
    """Units whose source can not show the answer."""

    @property
    def withheld(self) -> bool:
        """Whether the numerator is withheld; the denominator may be, too."""
        return self.numerator is None

    @property
    def small(self) -> bool:
        """Whether the numerator is under `SMALL`, where anything is known at all; not told of one that is withheld."""
        return self.numerator is not None and bool(self.denominator) and self.numerator < SMALL

    @property
    def known(self) -> tuple[int, int]:
        """Numerator and denominator, to reckon with. Raises `ReportError` where they are withheld."""
        if self.numerator is None or self.denominator is None:
            raise ReportError(
                f"{self.name} of {self.group or 'all cases'} is withheld; reckon with a report made without --publish"
            )
        return self.numerator, self.denominator

    @property
    def left_out(self) -> int:
        """Units in no denominator: missing or not observable; 0 where that is withheld."""
        return (self.missing or 0) + (self.not_observable or 0)

    @property
    def bounds(self) -> Bounds | None:
        """The least and the greatest share that the missing units allow."""
        if self.numerator is None or self.denominator is None or self.missing is None:
            return None
        return missing_bounds(self.numerator, self.denominator, self.missing)


def answers_by(question: Question, grouping: Grouping) -> Codes:
    """The answers of cases counted in each group of ``grouping``: `count_answers`."""
    rows, groups = grouping.over(np.arange(len(question.answers)))
    return count_answers(question, rows, groups, len(grouping.labels))


def count_answers(question: Question, rows: Codes, groups: Codes, size: int) -> Codes:
    """How often each answer was given in each of ``size`` groups: not observable, missing, no, yes; of shape (size, 4).

    ``rows`` are rows of the question's unit and ``groups`` the group of each; a row may stand in several.
    """
    kept = question.base[rows]
    cells = groups[kept] * 4 + (question.answers[rows[kept]].astype(np.int64) - NOT_OBSERVABLE)
    return np.bincount(cells, minlength=4 * size).reshape(-1, 4)


def measure_of(name: str, group: str | None, counts: Iterable[int], unit: str = CASE) -> Measure:
    """The measure that the four counts of `count_answers` make, with its interval."""
    not_observable, missing, no, yes = (int(one) for one in counts)
    found = interval(yes, yes + no)
    return Measure(
        name=name,
        unit=unit,
        group=group,
        numerator=yes,
        denominator=yes + no,
        share=yes / (yes + no) if found else None,
        ci_low=found.low if found else None,
        ci_high=found.high if found else None,
        method=found.method if found else None,
        missing=missing,
        not_observable=not_observable,
    )
