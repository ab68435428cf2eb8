"""Shares over time: by year or by period of years, with intervals, and a test of whether they rise or fall.

The test is that of Cochran and Armitage for a linear trend, its p-value taken from draws of the cases over the periods
with the totals held fixed, so that it keeps its level where counts are small: W. G. Cochran, "Some methods for
strengthening the common chi-squared tests", Biometrics 10 (1954) 417-451; P. Armitage, "Tests for linear trends in
proportions and frequencies", Biometrics 11 (1955) 375-386.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import Field

from jointcharge.analysis.counts import COLUMNS, Measure, answers_by, measure_of
from jointcharge.analysis.export import guarded
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import NOT_STATED, Grouping
from jointcharge.analysis.measure_words import ROW_HEAD, legend, measure_row
from jointcharge.analysis.measures import CASE, WORDINGS, Question, questions
from jointcharge.analysis.phrases import counted, plain, table
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

HEADLINE = ("corruption_indicated", "corruption_charged", "charging_gap", "disparity")
"""The measures shown over time and by country."""
DRAWS = 9999
"""Draws behind a p-value; the smallest it can be is 1 in 10,000."""
ALPHA = 0.05
"""A p-value under this is told as a rise or a fall."""
LEAST_PERIODS = 3
"""Periods in which something is known, for a trend to be tested."""
WIDTH = 100


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
    command: str
    years: int = Field(ge=1)
    """Years in a period."""
    notes: tuple[str, ...]
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
    labels = [_period((first + n) * years, years) for n in range(number)]
    if (stated < 0).any():
        labels.append(NOT_STATED)
    return Grouping(tuple(labels), np.arange(len(stated)), np.where(stated < 0, number, stated // years - first))


def _period(start: int, years: int) -> str:
    return str(start) if years == 1 else f"{start}-{start + years - 1}"


def trend(frames: Frames, years: int = 1, names: Sequence[str] = HEADLINE, *, seed: int = 1) -> TrendReport:
    """The measures ``names`` of cases by period of ``years``, and a test of each. Raises `ReportError` for a name that is not there."""
    grouping = periods_of(frames, years)
    measures: list[Measure] = []
    tests = []
    for question in asked_of(frames, names):
        found = [
            measure_of(question.name, *row)
            for row in zip(grouping.labels, answers_by(question, grouping).tolist(), strict=True)
        ]
        tests.append(trend_test(question.name, [one for one in found if one.group != NOT_STATED], seed))
        measures += found
    asked = (f"--period {years}" if years != 1 else "", f"--seed {seed}" if seed != 1 else "")
    snapshot = frames.snapshot.snapshot
    return TrendReport(
        snapshot=snapshot,
        command=" ".join(["jointcharge report trend", *filter(None, asked), f"--as-of {snapshot}"]),
        years=years,
        notes=tuple(_notes(measures, len(grouping.labels), sum(one.p_value is not None for one in tests))),
        measures=tuple(measures),
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
    said = (
        direction
        if p_value < ALPHA
        else f"no more than chance would show; the line {direction.replace('flat', 'is flat')}"
    )
    return TrendTest(name=name, p_value=p_value, direction=direction, words=f"{said} (p = {p_value:.4f})")


def _untested(name: str, words: str) -> TrendTest:
    return TrendTest(name=name, p_value=None, direction=None, words=words)


def to_json(report: TrendReport) -> str:
    """The report in its public shape."""
    return report.model_dump_json(indent=2) + "\n"


def to_csv(report: TrendReport) -> str:
    """One row per measure and period; safe to open in a spreadsheet."""
    return csv_of(report.measures, report.snapshot)


def csv_of(measures: Iterable[Measure], snapshot: str) -> str:
    """Measures as CSV, with the mark of small cells and the snapshot."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow((*COLUMNS, "under_five", "snapshot"))
    for one in measures:
        cells = (*(getattr(one, name) for name in COLUMNS), str(one.small).lower(), snapshot)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return held.getvalue()


def to_text(report: TrendReport) -> str:
    """The report for a terminal."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: TrendReport) -> Iterator[str]:
    yield f"OVER TIME, BY {'YEAR' if report.years == 1 else f'PERIODS OF {report.years} YEARS'}"
    yield f"snapshot {report.snapshot}"
    yield ""
    for test in report.tests:
        rows = [one for one in report.measures if one.name == test.name]
        if rows:
            head = (WORDINGS[test.name].title, *ROW_HEAD)
            yield table([head, *(measure_row(one) for one in rows)], right=range(1, 7), indent=0)
        yield f"  {WORDINGS[test.name].title} over time: {test.words}"
        yield ""
    yield legend()
    yield from paragraphs(report.notes)
    yield f"Make again:  {report.command}"


def paragraphs(notes: Iterable[str]) -> Iterator[str]:
    """Notes as an indented list."""
    for note in notes:
        yield textwrap.fill(note, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)
