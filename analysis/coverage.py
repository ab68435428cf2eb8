"""How often the intervals for a rare share cover it, and how wide they are: ours, Wilson on raw tags, prediction-powered.

Cases are drawn at random, each has corruption indicated with the true share, and a tagger marks them with its recall
and precision. Ours and Wilson are not drawn but summed: over what the tagger can mark (`SIZES` equally likely
numbers) and, for ours, over every outcome of the review. Prediction-powered inference is drawn, as published: so
many cases at random, reviewed whatever their tags. All use the functions that the reports use.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jointcharge.analysis.allocation import allocate
from jointcharge.analysis.correction import LEAST_COVERAGE, PREDICTION_POWERED, STRATIFIED
from jointcharge.analysis.estimate import Z, wilson
from jointcharge.analysis.melding import Melder
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

WILSON_RAW = "wilson-raw"
METHODS = (STRATIFIED, WILSON_RAW, PREDICTION_POWERED)
TITLES = {STRATIFIED: "ours", WILSON_RAW: "Wilson on raw tags", PREDICTION_POWERED: "prediction-powered"}
SIZES = 9
RARE = 1e-6
"""Outcomes of the review less likely than this are left out, and counted as not covered."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """What the table is computed for."""

    shares: tuple[float, ...] = (0.005, 0.01, 0.02, 0.05)
    reviewed: tuple[int, ...] = (100, 200, 400)
    recalls: tuple[float, ...] = (0.2, 0.5, 0.7, 0.9)
    precisions: tuple[float, ...] = (0.5, 0.7, 0.9)
    cases: int = 2000
    """In the corpus: about as many as the largest portal has trafficking cases."""
    draws: int = 20_000
    """For prediction-powered inference."""
    seed: int = 1

    def cells(self) -> list[Cell]:
        """Every combination. Raises `ReportError` where a tagger would have to mark more cases than there are."""
        made = [Cell(*one) for one in itertools.product(self.shares, self.reviewed, self.recalls, self.precisions)]
        for cell in made:
            if not 0 < cell.marked < 1 or not 0 < cell.reviewed <= self.cases:
                raise ReportError(
                    f"a share of {cell.share:g} with recall {cell.recall:g}, precision {cell.precision:g} and {cell.reviewed} of "
                    f"{self.cases} cases reviewed cannot be; give recalls and precisions above 0 and no more reviews than cases"
                )
        return made


SMALL = Grid(shares=(0.01, 0.05), reviewed=(100,), recalls=(0.5, 0.9), precisions=(0.5, 0.9), draws=4000)
"""A small version, for tests: seconds."""


@dataclass(frozen=True)
class Cell:
    """One true share, one number of reviews, one tagger."""

    share: float
    reviewed: int
    recall: float
    precision: float

    @property
    def marked(self) -> float:
        """The probability that a case is marked."""
        return self.share * self.recall / self.precision

    @property
    def missed(self) -> float:
        """The share among the cases that are not marked."""
        return self.share * (1 - self.recall) / (1 - self.marked)


class CoverageRow(Record):
    """One method in one cell."""

    share: float
    reviewed: int
    recall: float
    precision: float
    method: str
    coverage: float
    width: float
    """Mean width of the interval."""
    zero_width: float
    """How often the interval is a single point."""
    outside: float
    """How often it reaches below 0 or above 1."""


class CoverageTable(Record):
    """The rows, and what they were computed for."""

    cases: int
    draws: int
    seed: int
    rows: tuple[CoverageRow, ...]

    def least(self, method: str) -> CoverageRow:
        """The row in which ``method`` covers least."""
        return min((row for row in self.rows if row.method == method), key=lambda row: row.coverage)

    def of(self, method: str) -> tuple[CoverageRow, ...]:
        """The rows of one method."""
        return tuple(row for row in self.rows if row.method == method)


Measured = tuple[float, float, float, float]
"""Coverage, mean width, how often of zero width, how often outside 0 to 1."""


def coverage_table(
    grid: Grid | None = None, progress: Callable[[int, int | None], None] | None = None
) -> CoverageTable:
    """The table of coverage and width over ``grid``; the same grid always gives the same table."""
    grid = grid or Grid()
    cells, rows = grid.cells(), list[CoverageRow]()
    for number, cell in enumerate(cells):
        rng = np.random.default_rng([grid.seed, number])
        measured = {
            STRATIFIED: stratified_coverage(cell, grid.cases),
            WILSON_RAW: wilson_coverage(cell, grid.cases),
            PREDICTION_POWERED: ppi_coverage(cell, grid.cases, grid.draws, rng),
        }
        rows.extend(_row(cell, method, found) for method, found in measured.items())
        if progress:
            progress(number + 1, len(cells))
    return CoverageTable(cases=grid.cases, draws=grid.draws, seed=grid.seed, rows=tuple(rows))


def _row(cell: Cell, method: str, found: Measured) -> CoverageRow:
    coverage, width, zero, outside = (min(float(one), 1.0) if n != 1 else float(one) for n, one in enumerate(found))
    return CoverageRow(
        share=cell.share, reviewed=cell.reviewed, recall=cell.recall, precision=cell.precision, method=method,
        coverage=coverage, width=width, zero_width=zero, outside=outside,
    )  # fmt: skip


def stratified_coverage(cell: Cell, cases: int) -> Measured:
    """Ours, summed over the numbers of cases that the tagger may mark and over every outcome of the review."""
    sums = np.zeros(4)
    for marked in _likely_sizes(cases, cell.marked):
        sizes = (marked, cases - marked)
        reviewed = allocate(sizes, cell.reviewed)
        melder = Melder(sizes, reviewed)
        chances = np.outer(binomial(reviewed[0], cell.precision), binomial(reviewed[1], cell.missed))
        for found in np.argwhere(chances > RARE).tolist():
            low, high = melder.low(found), melder.high(found)
            told = (low <= cell.share <= high, high - low, high == low, low < 0 or high > 1)
            sums += chances[found[0], found[1]] / SIZES * np.array(told, dtype=np.float64)
    return sums[0], sums[1], sums[2], sums[3]


def wilson_coverage(cell: Cell, cases: int) -> Measured:
    """Wilson's interval for the share that is tagged, taken for the share that is so; summed over what may be tagged."""
    sums = np.zeros(4)
    chances = binomial(cases, cell.marked)
    for tagged in np.flatnonzero(chances > RARE).tolist():
        found = wilson(tagged, cases)
        told = (found.low <= cell.share <= found.high, found.high - found.low, found.high == found.low, False)
        sums += chances[tagged] * np.array(told, dtype=np.float64)
    return sums[0], sums[1], sums[2], sums[3]


def ppi_coverage(cell: Cell, cases: int, draws: int, rng: np.random.Generator) -> Measured:
    """Prediction-powered inference as published, on a simple random sample; drawn."""
    true_mark, n = cell.share * cell.recall, cell.reviewed
    kinds = [true_mark, cell.marked - true_mark, cell.share - true_mark]
    seen = rng.multinomial(n, [*kinds, 1 - sum(kinds)], size=draws)
    marked = (rng.binomial(cases - n, cell.marked, size=draws) + seen[:, 0] + seen[:, 1]) / cases
    missed, wrong = seen[:, 2] / n, seen[:, 1] / n
    mistake = missed - wrong
    variance = marked * (1 - marked) / cases + (missed + wrong - mistake**2) / (n - 1)
    half = Z * np.sqrt(variance)
    low, high = marked + mistake - half, marked + mistake + half
    covered = (low <= cell.share) & (cell.share <= high)
    outside = (low < 0) | (high > 1)
    return covered.mean(), 2 * half.mean(), (half == 0).mean(), outside.mean()


@lru_cache(maxsize=64)
def _log_factorials(n: int) -> Floats:
    found: Floats = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    return found


def binomial(n: int, p: float) -> Floats:
    """The probabilities of 0 to ``n`` hits in ``n`` trials."""
    if p in (0, 1):
        sure: Floats = np.eye(n + 1)[n if p else 0]
        return sure
    logs, k = _log_factorials(n), np.arange(n + 1)
    found: Floats = np.exp(logs[n] - logs - logs[::-1] + k * np.log(p) + (n - k) * np.log1p(-p))
    return found


def _likely_sizes(n: int, p: float) -> list[int]:
    """`SIZES` equally likely numbers of hits: the middles of as many slices of the distribution."""
    middles = (np.arange(SIZES) + 0.5) / SIZES
    return [int(one) for one in np.searchsorted(np.cumsum(binomial(n, p)), middles)]


def to_json(table: CoverageTable) -> str:
    """The table as JSON."""
    return table.model_dump_json(indent=2) + "\n"


def to_csv(table: CoverageTable) -> str:
    """One row per cell and method."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(CoverageRow.model_fields)
    writer.writerows(
        [f"{v:.6g}" if isinstance(v, float) else v for v in row.model_dump().values()] for row in table.rows
    )
    return held.getvalue()


def to_text(table: CoverageTable) -> str:
    """The table for a terminal, with the least coverage of each method below."""
    return "\n".join(_text(table)) + "\n"


def _text(table: CoverageTable) -> Iterator[str]:
    yield "COVERAGE AND MEAN WIDTH OF 95% INTERVALS FOR A SHARE READ BY A TAGGER"
    yield f"{table.cases:,} cases; {table.draws:,} draws for prediction-powered inference, the others are summed; seed {table.seed}"
    yield f"{'share':>6} {'reviewed':>8} {'recall':>6} {'precision':>9}  " + "  ".join(
        f"{TITLES[m]:>20}" for m in METHODS
    )
    for rows in zip(*(table.of(method) for method in METHODS), strict=True):
        one = rows[0]
        cells = "  ".join(f"{_cover(r.coverage):>9}{_per_cent(r.width):>11}" for r in rows)
        yield f"{one.share:>6.1%} {one.reviewed:>8} {one.recall:>6.2f} {one.precision:>9.2f}  {cells}"
    yield ""
    for method in METHODS:
        yield _summary(table, method)


def _summary(table: CoverageTable, method: str) -> str:
    rows, least = table.of(method), table.least(method)
    kept = sum(row.coverage >= LEAST_COVERAGE for row in rows)
    return (
        f"{TITLES[method]}: at least {LEAST_COVERAGE:.0%} in {kept} of {len(rows)}; least {_cover(least.coverage)} "
        f"(share {least.share:.1%}, {least.reviewed} reviewed, recall {least.recall:g}, precision {least.precision:g}); mean width "
        f"{_per_cent(_mean([r.width for r in rows]))}; of zero width {_per_cent(max(r.zero_width for r in rows))} at most, "
        f"outside 0 to 1 {_per_cent(max(r.outside for r in rows))} at most"
    )


def _cover(share: float) -> str:
    return f"{100 * share:.1f}%"


def _per_cent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
