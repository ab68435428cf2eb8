"""Fisher's exact test, exact odds ratios, false discoveries and power, for one table or for matched pairs.

Given its margins a 2x2 table has one free cell. Its chances under an odds ratio psi are proportional to
``weight(x) * psi**x``; every test, estimate and limit here comes from those weights. Matched pairs are the same with
other weights: only pairs that differ say anything.

Sources: R. A. Fisher, "The logic of inductive inference", JRSS 98 (1935) 39-82; J. Cornfield, "A statistical problem
arising from retrospective studies", Third Berkeley Symposium 4 (1956) 135-148 (the limits: both tails 2.5 %);
Q. McNemar, Psychometrika 12 (1947) 153-157 (pairs); Y. Benjamini and Y. Hochberg, JRSS B 57 (1995) 289-300.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jointcharge.records.raw import Record

ALPHA = 0.05
"""Level of every test, and of the false discovery rate."""
POWER = 0.8
"""The power that the smallest odds ratio is stated for."""
EXACT_CELLS = 160_000
"""Up to so many possible tables the power is summed over all of them; above, it is approximated."""
LARGEST = 1_000.0
"""Odds ratios above this are not looked for."""
_SAME = 1 + 1e-7  # two chances that differ by less are equal, as in R's fisher.test
Floats = NDArray[np.float64]


class Odds(Record):
    """An odds ratio with its exact 95 % interval and Fisher's two-sided p-value.

    A limit (and the ratio) is None where it is beyond every bound: with an empty cell. All three are None, and p is
    1, where the margins allow only one table.
    """

    odds_ratio: float | None
    ci_low: float | None
    ci_high: float | None
    p_value: float
    testable: bool


def table_odds(a: int, b: int, c: int, d: int) -> Odds:
    """Of the table with ``a`` of the first group having the factor and ``b`` not, ``c`` and ``d`` of the second."""
    if min(a, b, c, d) < 0:
        raise ValueError(f"({a}, {b}, {c}, {d}) is no table; counts are 0 or more")
    low, weights = _table_weights(a + b, c + d, a + c)
    return _odds(weights, a - low)


def pair_odds(only_first: int, only_second: int) -> Odds:
    """Of matched pairs: in ``only_first`` the first of the pair alone has the factor, in ``only_second`` the second."""
    if min(only_first, only_second) < 0:
        raise ValueError(f"({only_first}, {only_second}) are no numbers of pairs; counts are 0 or more")
    return _odds(_log_choose(only_first + only_second), only_first)


def _log_choose(n: int) -> Floats:
    gamma = _log_factorials(n)
    found: Floats = gamma[n] - gamma[: n + 1] - gamma[n::-1]
    return found


@lru_cache(maxsize=64)
def _log_factorials(n: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])


@lru_cache(maxsize=4096)
def _table_weights(n1: int, n0: int, m: int) -> tuple[int, Floats]:
    """The least value of the free cell, and the logarithm of each value's weight."""
    low, high = max(0, m - n0), min(n1, m)
    x = np.arange(low, high + 1)
    return low, _log_choose(n1)[x] + _log_choose(n0)[m - x]


def _chances(weights: Floats, log_ratio: float) -> Floats:
    tilted = weights + log_ratio * np.arange(len(weights))
    chances: Floats = np.exp(tilted - tilted.max())
    chances /= chances.sum()
    return chances


def _odds(weights: Floats, x: int) -> Odds:
    last = len(weights) - 1
    if last == 0:
        return Odds(odds_ratio=None, ci_low=None, ci_high=None, p_value=1.0, testable=False)
    p_value = float(_p_values(weights)[x])
    values, tail = np.arange(last + 1), ALPHA / 2
    ratio = low = 0.0
    if x > 0:
        low = _solve(lambda t: float(_chances(weights, t)[x:].sum()) - tail)
    if 0 < x < last:
        ratio = _solve(lambda t: float(_chances(weights, t) @ values) - x)
    high = _solve(lambda t: tail - float(_chances(weights, t)[: x + 1].sum())) if x < last else None
    return Odds(
        odds_ratio=None if x == last else ratio, ci_low=low, ci_high=high, p_value=min(1.0, p_value), testable=True
    )


def _solve(rising: Callable[[float], float]) -> float:
    """The odds ratio at which a function that rises with its logarithm is 0."""
    low, high = -40.0, 40.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return math.exp((low + high) / 2)


def _p_values(weights: Floats) -> Floats:
    """Of every value of the free cell: the chance, were there no association, of one as unlikely or more."""
    chances = _chances(weights, 0.0)
    order = np.argsort(chances, kind="stable")
    upto = np.searchsorted(chances[order], chances * _SAME, side="right")
    found: Floats = np.concatenate([[0.0], np.cumsum(chances[order])])[upto]
    return found


def adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini and Hochberg's adjusted p-values, in the same order; None stays None and counts for nothing."""
    tested = sorted((p, n) for n, p in enumerate(p_values) if p is not None)
    found: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank in range(len(tested), 0, -1):
        p, n = tested[rank - 1]
        least = min(least, p * len(tested) / rank)
        found[n] = least
    return found


# ---- power ----

_GRID: tuple[float, ...] = tuple(1.02**n for n in range(1, math.ceil(math.log(LARGEST, 1.02)) + 1))


def smallest_odds_ratio(n1: int, n0: int, share: float, *, power: float = POWER) -> float | None:
    """The smallest odds ratio that Fisher's test finds with ``power``, where ``share`` of the second group have the factor.

    None where none up to `LARGEST` would be found. At the 5 % level, before any correction for several factors.
    """
    return _first(lambda ratio: table_power(n1, n0, share, ratio), power) if n1 and n0 else None


def smallest_pair_odds_ratio(pairs: int, share: float, *, power: float = POWER) -> float | None:
    """The same for matched pairs, were the two of a pair no more alike in the factor than any two."""
    return _first(lambda ratio: pair_power(pairs, share, ratio), power) if pairs else None


def _first(power_of: Callable[[float], float], power: float) -> float | None:
    """The first of the grid with the power, by bisection: power rises with the odds ratio."""
    low, high = 0, len(_GRID) - 1
    if power_of(_GRID[high]) < power:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(_GRID[middle]) >= power else (middle + 1, high)
    return _GRID[low]


def shifted(share: float, odds_ratio: float) -> float:
    """The share whose odds are ``odds_ratio`` times those of ``share``."""
    return odds_ratio * share / (1 - share + odds_ratio * share)


def table_power(n1: int, n0: int, share: float, odds_ratio: float) -> float:
    """The chance that Fisher's test is significant, with ``share`` in the second group and the odds ratio given."""
    first, second = shifted(share, odds_ratio), share
    if (n1 + 1) * (n0 + 1) > EXACT_CELLS:
        return _normal_power(n1, n0, first, second)
    return float(_binomial(n1, first) @ _rejected(n1, n0) @ _binomial(n0, second))


def pair_power(pairs: int, share: float, odds_ratio: float) -> float:
    """The chance that the exact test of pairs is significant."""
    first = shifted(share, odds_ratio)
    one, other = first * (1 - share), share * (1 - first)
    differing = _binomial(pairs, one + other)
    total = 0.0
    for d in np.flatnonzero(differing > 1e-9):
        rejects = _p_values(_log_choose(int(d))) <= ALPHA
        total += float(differing[d] * _binomial(int(d), one / (one + other))[rejects].sum())
    return total


def _binomial(n: int, p: float) -> Floats:
    x = np.arange(n + 1)
    with np.errstate(divide="ignore"):
        terms = _log_choose(n) + np.where(x > 0, x * np.log(p), 0.0) + np.where(x < n, (n - x) * np.log1p(-p), 0.0)
    found: Floats = np.exp(terms)
    return found


@lru_cache(maxsize=16)
def _rejected(n1: int, n0: int) -> Floats:
    """1 for every table (rows: with the factor in the first group; columns: in the second) that is significant."""
    found = np.zeros((n1 + 1, n0 + 1))
    for m in range(n1 + n0 + 1):
        low, weights = _table_weights(n1, n0, m)
        x = np.arange(low, low + len(weights))
        found[x, m - x] = _p_values(weights) <= ALPHA
    return found


def _normal_power(n1: int, n0: int, first: float, second: float) -> float:
    """Casagrande, Pike and Smith's approximation for large tables (Biometrics 34 (1978) 483-486), solved for the power."""
    from statistics import NormalDist

    ratio, gap = n0 / n1, abs(first - second)
    if gap == 0:
        return ALPHA
    corrected = n1 * (1 - (ratio + 1) / (2 * n1 * ratio * gap)) ** 2 if 2 * n1 * ratio * gap > ratio + 1 else 0.0
    mean = (first + ratio * second) / (1 + ratio)
    null = math.sqrt((ratio + 1) * mean * (1 - mean))
    spread = math.sqrt(ratio * first * (1 - first) + second * (1 - second))
    z = (gap * math.sqrt(corrected * ratio) - NormalDist().inv_cdf(1 - ALPHA / 2) * null) / spread
    return NormalDist().cdf(z)
