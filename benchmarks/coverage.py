"""Coverage and width of ways to an interval for a rare share read by a tagger: is anything that keeps 94 % narrower?

Run: python benchmarks/coverage.py. Every method but prediction-powered inference and Wilson gets the same
strata, reviews and answers, and is summed over every outcome. Two sets of taggers: those of the table (recall 0.2 to
0.9) and taggers that miss nearly everything, beside many shares from 0.5 to 5 %, where the least coverage shows.
"""

import time
from functools import cache

import numpy as np

from jointcharge.analysis.allocation import allocate
from jointcharge.analysis.coverage import RARE, Cell, Grid, binomial, ppi_coverage, wilson_coverage
from jointcharge.analysis.estimate import clopper_pearson
from jointcharge.analysis.melding import POINTS, beta_points

CASES = 2000
SIZES = 3
TABLE = Grid(recalls=(0.2, 0.5, 0.9), precisions=(0.5, 0.9)).cells()
HARD = [
    Cell(share, n, recall, 0.5) for share in np.linspace(0.0125, 0.05, 16) for n in (100, 200) for recall in (0.01, 0.2)
]


def melded(coarse, other, below, above):
    """Betas melded with so much added in the coarsest stratum and in the other, and these tails."""

    def limits(cases, reviewed, found):
        coarsest = max(range(2), key=lambda h: cases[h] / max(reviewed[h], 1))
        weights = {True: beta_points(cases[0] + 1, cases[1], 2, 3), False: beta_points(cases[0], cases[1] + 1, 2, 3)}
        ends = []
        for upper in (False, True):
            rates = []
            for h, (k, n) in enumerate(zip(found, reviewed, strict=True)):
                more = coarse if h == coarsest else other
                a, b = (k + more, n - k + 1 - more) if upper else (k + 1 - more, n - k + more)
                a, b = (1, 0) if upper and k == n else (0, 1) if not upper and k == 0 else (a, b)
                rates.append(beta_points(a, b, h, 3))
            total = weights[upper] * rates[0] + (1 - weights[upper]) * rates[1]
            place = int((1 - above) * POINTS) if upper else int(below * POINTS)
            ends.append(np.partition(total, place)[place])
        return ends

    return limits


@cache
def exact(k, n):
    """Clopper and Pearson's limits at half the level, for two strata that both have to hold."""
    return np.quantile(beta_points(k, n - k + 1, 0, 1), 0.0125), np.quantile(beta_points(k + 1, n - k, 0, 1), 0.9875)


def each_stratum(cases, reviewed, found):
    """Clopper-Pearson in each stratum at 1 - 0.05 / 2, the limits added up (Bonferroni)."""
    low = high = 0.0
    for size, n, k in zip(cases, reviewed, found, strict=True):
        if size:
            a, b = exact(k, n)
            low, high = low + size / CASES * a, high + size / CASES * b
    return low, high


def normal(cases, reviewed, found):
    """The stratified (Horvitz-Thompson) share with the normal approximation."""
    share = variance = 0.0
    for size, n, k in zip(cases, reviewed, found, strict=True):
        if size and n:
            share += size / CASES * k / n
            variance += (size / CASES) ** 2 * k / n * (1 - k / n) / max(n - 1, 1)
    return share - 1.96 * variance**0.5, share + 1.96 * variance**0.5


def summed(limits, cell):
    """Coverage and mean width of ``limits`` in one cell of the table, summed over what may be found instead of drawn."""
    coverage = width = 0.0
    for middle in (np.arange(SIZES) + 0.5) / SIZES:
        marked = int(np.searchsorted(np.cumsum(binomial(CASES, cell.marked)), middle))
        sizes = (marked, CASES - marked)
        reviewed = allocate(sizes, cell.reviewed)
        chances = np.outer(binomial(reviewed[0], cell.precision), binomial(reviewed[1], cell.missed))
        for found in np.argwhere(chances > 10 * RARE).tolist():
            low, high = limits(sizes, reviewed, found)
            chance = chances[found[0], found[1]] / SIZES
            coverage, width = coverage + chance * (low <= cell.share <= high), width + chance * (high - low)
    return coverage, width


def no_tagger(cell):
    """The tags ignored: so many cases at random, Clopper-Pearson."""
    chances = binomial(cell.reviewed, cell.share)
    ends = [clopper_pearson(k, cell.reviewed) for k in range(cell.reviewed + 1) if chances[k] > RARE]
    where = np.flatnonzero(chances > RARE)
    return (
        sum(chances[k] * (e.low <= cell.share <= e.high) for k, e in zip(where, ends, strict=True)),
        sum(chances[k] * (e.high - e.low) for k, e in zip(where, ends, strict=True)),
    )


RIVALS = {
    "ours": lambda cell: summed(melded(1, 0.5, 0.01, 0.05), cell),
    "melded, tails of 2.5 %": lambda cell: summed(melded(1, 1, 0.025, 0.025), cell),
    "Clopper-Pearson by stratum, added": lambda cell: summed(each_stratum, cell),
    "tags ignored, Clopper-Pearson": no_tagger,
    "Bayesian (Jeffreys), tails of 2.5 %": lambda cell: summed(melded(0.5, 0.5, 0.025, 0.025), cell),
    "Bayesian (Jeffreys), our tails": lambda cell: summed(melded(0.5, 0.5, 0.01, 0.05), cell),
    "stratified, normal": lambda cell: summed(normal, cell),
    "prediction-powered": lambda cell: ppi_coverage(cell, CASES, 4000, np.random.default_rng(1))[:2],
    "Wilson on raw tags": lambda cell: wilson_coverage(cell, CASES)[:2],
}


def main():
    """Print, for each rival, its least coverage and its mean width over the table, and the least over the hard cells."""
    print(f"{'method':<38}{'least, table':>13}{'least, hard':>13}{'mean width, table':>19}{'seconds':>9}")
    for name, rival in RIVALS.items():
        start = time.perf_counter()
        table, hard = (np.array([rival(cell) for cell in cells]) for cells in (TABLE, HARD))
        seconds = time.perf_counter() - start
        print(
            f"{name:<38}{table[:, 0].min():>13.1%}{hard[:, 0].min():>13.1%}{table[:, 1].mean():>19.2%}{seconds:>9.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
