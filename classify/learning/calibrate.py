"""From logits to confidences and thresholds, fitted on cases that the network has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jointcharge.classify.decide import pooled
from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.examples import HEADS, Example, slice_of
from jointcharge.classify.model_folder import STATUS, Gate, Head

FloatArray = npt.NDArray[np.float64]
FACTS = ("form", "signal")
FEW = 8
"""A label with fewer positives borrows calibration and thresholds from all labels of its dimension together."""
RIDGE = 1e-2
"""Keeps the fit of a calibration finite where a label separates perfectly."""
LEAST_SLOPE = 1e-3
"""A confidence never falls as its logit rises."""
FLOOR = 0.1
"""Below this confidence the tagger abstains."""
NEVER = 1.0
"""A confidence that no passage reaches in practice: of a label about which nothing was there to learn from."""


@dataclass(frozen=True)
class Fitted:
    """What the card of a model takes from held-out cases."""

    heads: tuple[Head, ...]
    form_gate: Gate

    def with_facts_of(self, other: Fitted) -> Fitted:
        """This one, with the other's forms, signals and gate."""
        pairs = zip(self.heads, other.heads, strict=True)
        return Fitted(tuple(b if b.dimension in FACTS else a for a, b in pairs), other.form_gate)


def fit(examples: Sequence[Example], answers: Mapping[str, Answers]) -> Fitted:
    """Calibrate every head and choose its thresholds on ``answers`` about ``examples``."""
    held = _Held(examples, answers)
    heads: list[Head] = []
    for dimension in FACTS:
        heads += _fact_heads(held, dimension)
    for dimension in ("stage", "actor"):
        heads += _detail_heads(held, dimension)
    heads += [Head(dimension=STATUS, label=label) for dimension, label in HEADS if dimension == STATUS]
    heads += _element_heads(held)
    return Fitted(tuple(heads), _form_gate(held))


class _Held:
    """Logits and targets of the held-out cases as arrays."""

    def __init__(self, examples: Sequence[Example], answers: Mapping[str, Answers]) -> None:
        self.logits = np.concatenate([answers[example.key].logits for example in examples]).astype(np.float64)
        self.present = np.array(
            [[float(head in labels) for head in HEADS] for example in examples for labels in example.labels]
        )
        self.case_of = np.repeat(np.arange(len(examples)), [len(example.sentences) for example in examples])
        self.factual = self.present[:, : slice_of("signal").stop].any(1)
        noted = [example for example in examples if example.elements is not None]
        part = slice_of("element")
        self.element_logits = np.array(
            [[pooled(column) for column in answers[one.key].logits[:, part].T.tolist()] for one in noted]
        )
        self.elements = np.array([[float(label in (one.elements or ())) for _, label in HEADS[part]] for one in noted])

    def by_case(self, values: FloatArray) -> FloatArray:
        """The highest value of each case, for every column."""
        starts = np.flatnonzero(np.diff(self.case_of, prepend=-1))
        return np.asarray(np.maximum.reduceat(values, starts, axis=0))


def _fact_heads(held: _Held, dimension: str) -> list[Head]:
    """Calibrated on sentences; one threshold for the sentence and one for the case's surest sentence."""
    part = slice_of(dimension)
    logits, present = held.logits[:, part], held.present[:, part]
    chances, curves = _calibrated(logits, present)
    thresholds, case_logit = _thresholds(chances, present), _case_logit(held, logits, present)
    case_thresholds = [_confidence(curve, case_logit) for curve in curves]
    return [
        Head(
            dimension=dimension,
            label=label,
            scale=curves[i][0],
            bias=curves[i][1],
            threshold=min(thresholds[i], case_thresholds[i]),
            case_threshold=0.0 if dimension == "form" else case_thresholds[i],
        )
        for i, (_, label) in enumerate(HEADS[part])
    ]


def _detail_heads(held: _Held, dimension: str) -> list[Head]:
    """Calibrated on the sentences that state a fact, since stage and actor stand nowhere else."""
    part = slice_of(dimension)
    logits, present = held.logits[held.factual][:, part], held.present[held.factual][:, part]
    chances, curves = _calibrated(logits, present)
    thresholds = _thresholds(chances, present)
    rows = zip(HEADS[part], curves, thresholds, strict=True)
    return [Head(dimension=dimension, label=label, scale=s, bias=b, threshold=t) for (_, label), (s, b), t in rows]


def _element_heads(held: _Held) -> list[Head]:
    """Calibrated on whole cases; where no case has its elements noted, none is ever given."""
    if not len(held.elements):
        return [Head(dimension="element", label=name, case_threshold=NEVER) for _, name in HEADS[slice_of("element")]]
    chances, curves = _calibrated(held.element_logits, held.elements)
    thresholds = [expected_threshold(column) for column in chances.T]
    rows = zip(HEADS[slice_of("element")], curves, thresholds, strict=True)
    return [Head(dimension="element", label=name, scale=s, bias=b, case_threshold=t) for (_, name), (s, b), t in rows]


def _form_gate(held: _Held) -> Gate:
    """Calibrated on sentences, its threshold chosen on cases."""
    part = slice_of("form")
    logits = np.logaddexp.reduce(held.logits[:, part], axis=1, keepdims=True)
    present = held.present[:, part].max(1, keepdims=True)
    curve = platt(logits[:, 0], present[:, 0])
    return Gate(scale=curve[0], bias=curve[1], case_threshold=_confidence(curve, _case_logit(held, logits, present)))


def _case_logit(held: _Held, logits: FloatArray, present: FloatArray) -> float:
    """What the surest sentence of a case must reach, one number for all columns.

    The surest sentences are calibrated on cases, and the best expected F1 chosen: with the few cases that hold a label
    the threshold that counts best is chance, and jumps from one training to the next.
    """
    highest, cases = held.by_case(logits).ravel(), held.by_case(present).ravel()
    if not cases.any():
        return float("inf")
    scale, bias = platt(highest, cases)
    threshold = expected_threshold(sigmoid(scale * highest + bias))
    return (float(np.log(threshold / (1 - threshold))) - bias) / scale


def _confidence(curve: tuple[float, float], logit: float) -> float:
    return float(sigmoid(np.array(curve[0] * logit + curve[1])))


def _calibrated(logits: FloatArray, present: FloatArray) -> tuple[FloatArray, list[tuple[float, float]]]:
    """Confidences, and scale and bias of each column; columns with few positives share one curve."""
    shared = platt(logits.ravel(), present.ravel())
    enough = present.sum(0) >= FEW
    curves = [platt(logits[:, i], present[:, i]) if enough[i] else shared for i in range(logits.shape[1])]
    scales, biases = (np.array(values) for values in zip(*curves, strict=True))
    return sigmoid(logits * scales + biases), curves


def _thresholds(chances: FloatArray, present: FloatArray) -> list[float]:
    """The best threshold of each column; columns with few positives share one."""
    enough = present.sum(0) >= FEW
    shared = best_threshold(chances.ravel(), present.ravel())
    return [best_threshold(chances[:, i], present[:, i]) if enough[i] else shared for i in range(chances.shape[1])]


def platt(logits: FloatArray, present: FloatArray) -> tuple[float, float]:
    """Scale and bias of the logistic curve through the logits, with the smoothed targets of Platt (1999); 1 and 0 where there is nothing to fit."""
    from scipy.optimize import minimize

    if not len(logits):
        return 1.0, 0.0
    positives, negatives = present.sum(), len(present) - present.sum()
    target = np.where(present > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    centre, spread = float(logits.mean()), float(logits.std()) or 1.0
    design = np.stack([(logits - centre) / spread, np.ones_like(logits)], 1)
    start = np.array([1.0, 0.0])

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        raw, away = design @ weights, weights - start
        value = (np.logaddexp(0, raw) - target * raw).sum() + RIDGE / 2 * (away @ away)
        return float(value), design.T @ (sigmoid(raw) - target) + RIDGE * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(LEAST_SLOPE, None), (None, None)]).x
    scale = float(found[0]) / spread
    return scale, float(found[1]) - scale * centre


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


def expected_threshold(chances: FloatArray, floor: float = FLOOR) -> float:
    """The confidence from which tagging gives the best F1 if the confidences are what they say (Ye et al. 2012).

    Steadier than counting where few cases carry a label, and fit for labels that are told in most cases.
    """
    ranked = np.sort(chances)[::-1]
    scores = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    at = int(np.argmax(scores))
    below = ranked[at + 1] if at + 1 < len(ranked) else 0.0
    return float(max((ranked[at] + below) / 2, floor))


def sigmoid(x: FloatArray) -> FloatArray:
    """The logistic function, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))
