"""Precision, recall and F1 with percentile bootstrap intervals.

Counts are arrays of draws x labels x 3 (true positives, false positives, false negatives); draw 0 is the
data itself, the others are resamples of cases. Over several labels a score is the mean of the labels that
the gold carries, where a label never tagged has precision 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from jointcharge.records.raw import Record

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    IntArray: TypeAlias = npt.NDArray[np.int64]
    FloatArray: TypeAlias = npt.NDArray[np.float64]
else:
    IntArray = FloatArray = Any

LEVEL = 0.95


class Estimate(Record):
    """A share with its 95 % interval; the interval is None where resampling leaves it undefined."""

    value: float
    ci_low: float | None
    ci_high: float | None


def resampling_weights(n_cases: int, resamples: int, seed: int) -> IntArray:
    """How often each case is drawn: one row of ones for the data itself, then one row for each resample."""
    import numpy as np

    drawn = np.random.default_rng(seed).multinomial(n_cases, np.full(n_cases, 1 / n_cases), size=resamples)
    return np.vstack([np.ones((1, n_cases), dtype=np.int64), drawn])


def precision_of(counts: IntArray) -> FloatArray:
    """The share of what was tagged that is right; NaN where nothing was tagged."""
    return _ratio(counts[..., 0], counts[..., 0] + counts[..., 1])


def recall_of(counts: IntArray) -> FloatArray:
    """The share of what is there that was tagged; NaN where nothing is there."""
    return _ratio(counts[..., 0], counts[..., 0] + counts[..., 2])


def f1_of(counts: IntArray) -> FloatArray:
    """The harmonic mean of both, ``2 tp / (2 tp + fp + fn)``; NaN where that has no denominator."""
    return _ratio(2 * counts[..., 0], 2 * counts[..., 0] + counts[..., 1] + counts[..., 2])


def estimate_of(counts: IntArray, score: Callable[[IntArray], FloatArray]) -> Estimate | None:
    """The score of draw 0 with the percentile interval of the others; None where draw 0 leaves it undefined."""
    import numpy as np

    values = _mean_over_labels(counts, score(counts))
    if np.isnan(values[0]):
        return None
    drawn = values[1:][~np.isnan(values[1:])]
    if not drawn.size:
        return Estimate(value=float(values[0]), ci_low=None, ci_high=None)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value=float(values[0]), ci_low=float(low), ci_high=float(high))


def _mean_over_labels(counts: IntArray, scores: FloatArray) -> FloatArray:
    import numpy as np

    if scores.shape[1] == 1:
        return scores[:, 0]
    in_gold = (counts[0, :, 0] + counts[0, :, 2]) > 0
    if not in_gold.any():
        return np.full(len(scores), np.nan)
    return np.asarray(np.nan_to_num(scores[:, in_gold], nan=0.0).mean(1))


def _ratio(above: IntArray, below: IntArray) -> FloatArray:
    import numpy as np

    filled = np.where(below > 0, below, 1)
    return np.where(below > 0, above / filled, np.nan)
