"""Shares over time: by year or by period of years, with intervals, and a test of whether they rise or fall.

The test is that of Cochran and Armitage for a linear trend, its p-value taken from draws of the cases over the periods
with the totals held fixed, so that it keeps its level where counts are small: W. G. Cochran, "Some methods for
strengthening the common chi-squared tests", Biometrics 10 (1954) 417-451; P. Armitage, "Tests for linear trends in
proportions and frequencies", Biometrics 11 (1955) 375-386.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import Field

from jointcharge.analysis.counts import Measure, answers_by, measure_of
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import NOT_STATED, Grouping, period_name
from jointcharge.analysis.measures import CASE, Question, questions
from jointcharge.analysis.methods import of_trend
from jointcharge.analysis.phrases import counted
from jointcharge.analysis.provenance import GeneratedBy, made_by
from jointcharge.analysis.publish import NOTE, published
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

HEADLINE = ("corruption_indicated", "corruption_charged", "charging_gap", "disparity")
"""The measures shown over time and by country."""
DRAWS = 9999
"""Draws behind a p-value; the smallest it can be is 1 in 10,000."""
ALPHA = 0.05
"""A p-value under this is told as a rise or a fall."""
_WITHHELD = "not told: the p-value would give away which numbers of periods are withheld"
LEAST_PERIODS = 3
"""Periods in which something is known, for a trend to be tested."""


class TrendTest(Record):
    """Whether one measure rises or falls over the periods."""

    name: str
    p_value: float | None = Field(ge=0, le=1)
    """Two-sided; None where it can not be tested."""
    direction: str | None
    """``rises``, ``falls`` or ``flat``; None where it can not be tested."""
    words: str
    """The answer, or why there is none."""


class TrendReport(Record):
    """The measures by period, the first period first; cases without a date stand last, outside the test."""

    snapshot: str
    generated_by: GeneratedBy
    years: int = Field(ge=1)
    """Years in a period."""
    caveats: tuple[str, ...]
    measures: tuple[Measure, ...]
    """The share of each measure in each period; ``group`` is the period."""
    tests: tuple[TrendTest, ...]


def asked_of(frames: Frames, names: Iterable[str]) -> list[Question]:
    """The questions of these names, asked of cases. Raises `ReportError` for a measure that is not there."""
    known = {one.name: one for one in questions(frames.facts) if one.unit == CASE}
    for name in names:
        if name not in known:
            raise ReportError(f"there is no measure {name!r} of cases; ask for one of {', '.join(known)}")
    return [known[name] for name in names]


def periods_of(frames: Frames, years: int) -> Grouping:
    """The cases by period of ``years``, every period from the first to the last; those without a date come last."""
    if years < 1:
        raise ReportError(f"a period of {years} years is none; ask for 1 year or more")
    stated = frames.raw_cases["decision_year"].fillna(-1).to_numpy(np.int64)
    known = stated[stated >= 0] // years
    first = int(known.min()) if len(known) else 0
    number = int(known.max()) - first + 1 if len(known) else 0
    labels = [period_name((first + n) * years, years) for n in range(number)]
    if (stated < 0).any():
        labels.append(NOT_STATED)
    return Grouping(tuple(labels), np.arange(len(stated)), np.where(stated < 0, number, stated // years - first))


def trend(
    frames: Frames,
    years: int = 1,
    names: Sequence[str] = HEADLINE,
    *,
    seed: int = 1,
    publish: bool = False,
    generated_at: dt.datetime | None = None,
) -> TrendReport:
    """The measures ``names`` of cases by period of ``years``, and a test of each.

    With ``publish`` small cells are withheld, and what would give them away. Raises `ReportError` for a name that is not there.
    """
    grouping = periods_of(frames, years)
    asked = asked_of(frames, names)
    found = {
        one.name: [
            measure_of(one.name, *row) for row in zip(grouping.labels, answers_by(one, grouping).tolist(), strict=True)
        ]
        for one in asked
    }
    tests = [trend_test(name, [one for one in rows if one.group != NOT_STATED], seed) for name, rows in found.items()]
    counted_all = measures = tuple(one for rows in found.values() for one in rows)
    if publish:
        measures = published(counted_all)
        gone = {one.name for one in measures if one.withheld}
        tests = [_untested(one.name, _WITHHELD) if one.name in gone else one for one in tests]
    options = "".join([f" --period {years}" if years != 1 else "", f" --seed {seed}" if seed != 1 else ""])
    tested = sum(one.p_value is not None for one in tests)
    told = tuple(_notes(counted_all, len(grouping.labels), tested))
    methods = of_trend(frames, measures, years, tested, DRAWS, seed)
    return TrendReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made_by(frames, f"report trend{options}", at=generated_at, published=publish, methods=methods),
        years=years,
        caveats=(*told, *([NOTE] if publish else [])),
        measures=measures,
        tests=tuple(tests),
    )


def _notes(measures: Sequence[Measure], periods: int, tested: int) -> Iterator[str]:
    if not periods:
        yield "The corpus holds no case, so there is nothing to show over time. Begin with  jointcharge crawl  or  jointcharge import."
        return
    without = [m for m in measures if m.group == NOT_STATED]
    if undated := max((m.known[1] + m.left_out for m in without), default=0):
        yield f"For {counted(undated, 'case')} no year of decision is stated; they stand under {NOT_STATED} and enter no test."
    yield "The year is that of the decision, not of the crime. Recent years fill up as portals add cases."
    yield (
        "The intervals and the tests treat cases as if drawn independently. A trend may be one of the mix of countries "
        "or portals instead: see  jointcharge report composition."
    )
    if tested > 1:
        yield f"{tested} measures were tested, each at its own level: of many tests one in twenty looks like a trend by chance."


def trend_test(name: str, periods: Sequence[Measure], seed: int = 1) -> TrendTest:
    """Whether the share rises or falls over ``periods``, in their order; in words where that can not be tested."""
    known = [(n, one) for n, one in enumerate(periods) if one.denominator]
    positive, total = (sum(one.known[part] for _, one in known) for part in (0, 1))
    if len(known) < LEAST_PERIODS:
        return _untested(
            name, f"not tested: something is known in {counted(len(known), 'period')}, and it takes {LEAST_PERIODS}"
        )
    if positive in (0, total):
        return _untested(
            name, f"not tested: it is so in {'none' if not positive else 'all'} of the {total:,} cases known"
        )
    times = np.array([n for n, _ in known])
    sizes = np.array([one.known[1] for _, one in known])
    expected = float(times @ sizes) * positive / total
    seen = float(times @ np.array([one.known[0] for _, one in known])) - expected
    drawn = np.random.default_rng(seed).multivariate_hypergeometric(sizes, positive, size=DRAWS, method="marginals")
    as_far = int(np.sum(np.abs(drawn @ times - expected) >= abs(seen) - 1e-9))
    p_value = (1 + as_far) / (1 + DRAWS)
    direction = "flat" if abs(seen) < 1e-9 else "rises" if seen > 0 else "falls"
    said = direction if p_value < ALPHA else "neither rises nor falls by more than chance would show"
    told = "< 0.001" if p_value < 0.001 else f"= {p_value:.3f}"
    return TrendTest(name=name, p_value=p_value, direction=direction, words=f"{said} (p {told})")


def _untested(name: str, words: str) -> TrendTest:
    return TrendTest(name=name, p_value=None, direction=None, words=words)
