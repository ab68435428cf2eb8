"""Precision, recall and F1 with percentile bootstrap intervals.

Counts are arrays of draws x labels x 3 (true positives, false positives, false negatives); draw 0 is the
data itself, the others are resamples of cases. Over several labels a score is the mean of the labels that
the gold carries, where a label never tagged has precision 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """A share with its 95 % interval; the interval is None where no case or no resample bears on it."""

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


def estimate_of(counts: IntArray, score: Callable[[IntArray], FloatArray], n_cases: int) -> Estimate | None:
    """The score of draw 0 with the percentile interval of the others; None where draw 0 leaves it undefined.

    Where the score is 0 or 1 every resample repeats it; there the interval reaches as far as the exact one
    (Clopper and Pearson 1934) for ``n_cases``, the number of cases that the score is computed from.
    """
    return estimate_from(_mean_over_labels(counts, score(counts)), n_cases)


def estimate_from(values: FloatArray, n_cases: int) -> Estimate | None:
    """The first of ``values`` with the percentile interval of the others; None where the first is NaN.

    ``n_cases`` sets the reach at 0 and 1, as in ``estimate_of``.
    """
    import numpy as np

    value = float(values[0])
    if np.isnan(value):
        return None
    drawn = values[1:][~np.isnan(values[1:])]
    if not drawn.size or not n_cases:
        return Estimate(value=value, ci_low=None, ci_high=None)
    low, high = (float(q) for q in np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    reach = ((1 - LEVEL) / 2) ** (1 / n_cases)
    if value == 1:
        low = min(low, reach)
    if value == 0:
        high = max(high, 1 - reach)
    return Estimate(value=value, ci_low=low, ci_high=high)


def mean_of(scores: Sequence[FloatArray]) -> FloatArray:
    """Draw by draw the mean over the labels for which the score is defined; NaN where it is for none."""
    import numpy as np

    stacked = np.stack(scores)
    return _ratio(np.nan_to_num(stacked).sum(0), (~np.isnan(stacked)).sum(0))


def _mean_over_labels(counts: IntArray, scores: FloatArray) -> FloatArray:
    """In each draw the mean over the labels that the gold of the draw carries; NaN where it carries none."""
    import numpy as np

    if scores.shape[1] == 1:
        return scores[:, 0]
    in_gold = (counts[..., 0] + counts[..., 2]) > 0
    total = (np.nan_to_num(scores, nan=0.0) * in_gold).sum(1)
    return _ratio(total, in_gold.sum(1))


def _ratio(above: IntArray | FloatArray, below: IntArray) -> FloatArray:
    import numpy as np

    filled = np.where(below > 0, below, 1)
    return np.where(below > 0, above / filled, np.nan)
