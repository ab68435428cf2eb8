"""Rank correlation with an interval, without the number of countries held equal, and with it. numpy only.

Spearman's rho is the correlation of ranks, ties at their mean. The interval is Fisher's z with the variance of Bonett
and Wright for ranks, (1 + rho^2 / 2) / (n - 3). A rho of exactly 1 or -1 has no finite z; its interval is that of the
nearest rho that ranks without ties can have (one neighbouring pair swapped), open to 1 or -1.

Sources: C. Spearman, American Journal of Psychology 15 (1904) 72-101; D. G. Bonett and T. A. Wright, "Sample size
requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65 (2000) 23-28.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from jointcharge.analysis.estimate import Z
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

FEWEST = 10
"""Fewer countries than this: no correlation is given."""
Floats = npt.NDArray[np.float64]


class Correlation(Record):
    """A correlation with its 95 % interval."""

    r: float
    ci_low: float
    ci_high: float
    n: int
    method: str

    @property
    def leaves_zero(self) -> bool:
        """Whether the interval does not hold 0."""
        return self.ci_low > 0 or self.ci_high < 0


def ranks(values: Sequence[float] | Floats) -> Floats:
    """Ranks from 1, ties at their mean."""
    held = np.asarray(values, dtype=np.float64)
    _, place, counts = np.unique(held, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)


def pearson(xs: Sequence[float] | Floats, ys: Sequence[float] | Floats) -> float:
    """Pearson's r. Raises `ReportError` for fewer than 3 pairs, or where one side never varies."""
    x, y = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
    if len(x) != len(y) or len(x) < 3:
        raise ReportError(f"{len(x)} and {len(y)} values give no correlation; bring at least 3 pairs")
    x, y = x - x.mean(), y - y.mean()
    spread = math.sqrt(float(x @ x)) * math.sqrt(float(y @ y))
    if spread == 0.0:
        raise ReportError("every country has the same value, so there is no correlation; bring values that differ")
    return max(-1.0, min(1.0, float(x @ y) / spread))


def spearman(xs: Sequence[float] | Floats, ys: Sequence[float] | Floats) -> Correlation:
    """Spearman's rho with its interval. Raises `ReportError` for fewer than `FEWEST` pairs, or where one side never varies."""
    rho = pearson(ranks(xs), ranks(ys))
    return _with_interval(rho, len(xs), 0, "spearman; fisher z, bonett-wright")


def spearman_given(
    xs: Sequence[float] | Floats, ys: Sequence[float] | Floats, held: Sequence[float] | Floats
) -> Correlation | None:
    """Spearman's rho of ``xs`` and ``ys`` with the ranks of ``held`` taken out of both.

    None where ``held`` alone gives the order of one of them, so that nothing is left to correlate.
    """
    x, y, z = ranks(xs), ranks(ys), ranks(held)
    if float(np.ptp(z)) == 0.0:
        return spearman(xs, ys)
    xy, xz, yz = pearson(x, y), pearson(x, z), pearson(y, z)
    left = (1 - xz * xz) * (1 - yz * yz)
    if left < 1e-12:
        return None
    rho = max(-1.0, min(1.0, (xy - xz * yz) / math.sqrt(left)))
    return _with_interval(rho, len(x), 1, "partial spearman; fisher z, bonett-wright")


def _with_interval(rho: float, n: int, taken_out: int, method: str) -> Correlation:
    if n < FEWEST:
        raise ReportError(f"{n} countries are too few for a correlation; bring at least {FEWEST}")
    nearest = 1 - 12 / (n * (n * n - 1))
    bounded = max(-nearest, min(nearest, rho))
    half = Z * math.sqrt((1 + bounded * bounded / 2) / (n - 3 - taken_out))
    low, high = (math.tanh(math.atanh(bounded) + sign * half) for sign in (-1, 1))
    return Correlation(
        r=rho, ci_low=-1.0 if rho < -nearest else low, ci_high=1.0 if rho > nearest else high, n=n, method=method
    )
