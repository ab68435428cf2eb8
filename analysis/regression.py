"""Firth's logistic regression with profile intervals, through the library ``firthmodels`` (extra ``stats``).

Ordinary logistic regression has no finite answer where a factor stands in every case of one group (separation), and is
biased away from 1 in small samples. Firth's penalty keeps it finite and takes the bias's first term away.

Sources: D. Firth, "Bias reduction of maximum likelihood estimates", Biometrika 80 (1993) 27-38; G. Heinze and
M. Schemper, "A solution to the problem of separation in logistic regression", Statistics in Medicine 21 (2002)
2409-2419 (profile intervals and the penalised likelihood ratio test).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jointcharge.records.errors import MissingExtraError, ReportError
from jointcharge.records.raw import Record

PER_PARAMETER = 5
"""Cases the smaller group must hold for each parameter of a model of several factors."""
RUNAWAY = 15.0
"""Log odds ratios beyond this (one in three million) are no estimate: the penalised likelihood has lost its maximum."""
_EXACT = {"gtol": 1e-6, "xtol": 1e-6, "max_iter": 500}
Floats = NDArray[np.float64]


class Coefficient(Record):
    """One coefficient of a model, with its odds ratio, 95 % profile interval and penalised likelihood ratio p-value."""

    name: str
    coefficient: float
    odds_ratio: float
    ci_low: float | None
    """Of the odds ratio; None where the profile does not reach the limit."""
    ci_high: float | None
    p_value: float


def firth(
    columns: Sequence[Sequence[float]], names: Sequence[str], outcome: Sequence[bool], *, first: int | None = None
) -> tuple[Coefficient, ...]:
    """Firth's logistic regression of ``outcome`` on ``columns``; the intercept comes last, as ``(intercept)``.

    With ``first`` only so many coefficients are given, which saves the profiles of the others.

    Raises `MissingExtraError` without the extra, and `ReportError` where the model has no answer: one group empty, a
    column that never varies or repeats others, or no convergence.
    """
    x, given = np.array(columns, dtype=np.float64).T, np.array(outcome, dtype=bool)
    return _fit(x, names, given, first, intercept=True)


def firth_pairs(
    gaps: Sequence[Sequence[float]], names: Sequence[str], *, first: int | None = None
) -> tuple[Coefficient, ...]:
    """The same for matched pairs: conditional on the pair, only the difference of its two cases counts.

    ``gaps`` holds one column per name with one difference per pair. Raises as `firth` does.
    """
    x = np.array(gaps, dtype=np.float64).T
    outcome = np.arange(len(x)) % 2 == 0  # the sign of a pair is free; the library wants both outcomes
    return _fit(np.where(outcome[:, None], x, -x), names, outcome, first, intercept=False)


def require_firth() -> Any:
    """The library's model. Raises `MissingExtraError` where it is not installed."""
    try:
        from firthmodels import FirthLogisticRegression
    except ImportError as error:
        raise MissingExtraError("the comparison's Firth regression", "stats") from error
    return FirthLogisticRegression


def _fit(
    x: Floats, names: Sequence[str], outcome: NDArray[np.bool_], first: int | None, *, intercept: bool
) -> tuple[Coefficient, ...]:
    model = require_firth()(backend="numpy", fit_intercept=intercept, **_EXACT)
    _check(x, outcome, intercept=intercept)
    every = ((*names, "(intercept)") if intercept else tuple(names))[:first]
    wanted = list(range(len(every)))
    try:
        with warnings.catch_warnings(), _one_thread():
            warnings.simplefilter("ignore")
            model.fit(x, outcome.astype(np.int64))
            model.lrt(wanted)
            limits = model.conf_int(method="pl", features=wanted, max_iter=500, tol=1e-6)[wanted]
    except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
        raise _no_answer(str(error)) from error
    coefficients = (np.append(model.coef_, model.intercept_) if intercept else model.coef_)[wanted]
    p_values = model.lrt_pvalues_[wanted]
    if not model.converged_ or not np.isfinite([*coefficients, *p_values]).all():
        raise _no_answer("it does not converge")
    if np.abs(coefficients).max(initial=0.0) > RUNAWAY:
        raise _no_answer("the data hold too little to find its maximum")
    rows = zip(every, coefficients, limits, p_values, strict=True)
    return tuple(_coefficient(name, float(b), ends, float(p)) for name, b, ends, p in rows)


def _one_thread() -> Any:
    """Matrices of a few columns: threads only wait for one another (measured: 0.6 s a fit instead of 0.02 s)."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with firthmodels

    return threadpool_limits(limits=1)


def _coefficient(name: str, b: float, ends: Floats, p_value: float) -> Coefficient:
    low, high = (_exp(float(one)) for one in ends)
    return Coefficient(name=name, coefficient=b, odds_ratio=math.exp(b), ci_low=low, ci_high=high, p_value=p_value)


def _exp(one: float) -> float | None:
    return math.exp(one) if math.isfinite(one) and abs(one) < 700 else None


def _check(x: Floats, outcome: NDArray[np.bool_], *, intercept: bool) -> None:
    if not outcome.any() or outcome.all():
        raise _no_answer("one of the two groups is empty")
    design = np.column_stack([x, np.ones(len(x))]) if intercept else x
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise _no_answer("a factor never varies or repeats others")


def _no_answer(why: str) -> ReportError:
    return ReportError(f"the Firth regression has no answer ({why}); compare fewer factors or more cases")
