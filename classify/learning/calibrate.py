"""From logits to confidences and thresholds, fitted on cases that the network has not seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
FEW = 8
"""A label with fewer positives borrows the calibration and the threshold of its whole dimension."""
RIDGE = 1e-2
"""Keeps the fit of a calibration finite where a label separates perfectly."""
FLOOR = 0.2
"""Below this confidence the tagger abstains."""


def platt(logits: FloatArray, present: FloatArray, steps: int = 50) -> tuple[float, float]:
    """Scale and bias of the logistic curve through the logits (Platt 1999, with his smoothed targets), by Newton's method."""
    positives, negatives = present.sum(), len(present) - present.sum()
    target = np.where(present > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.stack([logits, np.ones_like(logits)], 1)
    weights = np.array([1.0, 0.0])
    for _ in range(steps):
        chance = sigmoid(design @ weights)
        gradient = design.T @ (chance - target) + RIDGE * (weights - [1.0, 0.0])
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-9))
    return max(float(weights[0]), 0.05), float(weights[1])


def best_threshold(chances: FloatArray, present: FloatArray, floor: float = FLOOR) -> float:
    """The confidence, at least ``floor``, from which tagging gives the best F1; halfway to the next below it."""
    order = np.argsort(-chances, kind="stable")
    ranked, hits = chances[order], np.cumsum(present[order])
    last = np.append(ranked[1:] < ranked[:-1], True) & (ranked >= floor)
    if not last.any() or not present.any():
        return max(0.5, floor)
    scores = np.where(last, 2 * hits / (np.arange(1, len(hits) + 1) + present.sum()), -1.0)
    at = int(np.argmax(scores))
    below = ranked[at + 1] if at + 1 < len(ranked) else 0.0
    return float(max((ranked[at] + below) / 2, floor))


def sigmoid(x: FloatArray) -> FloatArray:
    """The logistic function, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))
