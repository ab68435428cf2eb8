"""A sample of passages to review: the likelier drawn the less sure the tagger is, spread over levels and countries.

The levels are strata of equal size as far as there are passages; within a level the passages stand by country and are
drawn systematically with unequal probabilities (W. G. Madow 1949, Annals of Mathematical Statistics 20), so that every
country has its part and every passage a known probability of inclusion above zero.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

import numpy as np

from jointcharge.analysis.allocation import evenly
from jointcharge.records.corpus import now
from jointcharge.records.errors import ReportError
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.passage_samples import PassageSample, SampledPassage

REACH = 0.15
"""How far from its threshold, in confidence, a passage's weight has fallen to about a third."""
LEAST = 0.02
"""The weight of a passage about which the tagger is wholly sure, beside 1 for one at its threshold."""


def draw_passages(
    frame: Sequence[SampledPassage], n: int, seed: int | None, snapshot: str, tagger: str
) -> PassageSample:
    """A sample of ``n`` passages of ``frame`` (whose ``inclusion`` is not yet known), or of all where there are fewer.

    Without ``seed`` the frame gives it, so that nobody chooses. Raises `ReportError` where there is nothing to draw from.
    """
    if not frame:
        raise ReportError(
            "there is no passage to draw: the tagger has read none; run  jointcharge parse  and  jointcharge tag  first"
        )
    digest = _digest(frame, tagger)
    seed = int(digest[:8], 16) if seed is None else seed
    rng = np.random.default_rng(seed)
    levels = [[one for one in frame if one.level is level] for level in CorruptionLevel]
    drawn = [
        one
        for passages, number in zip(levels, evenly([len(one) for one in levels], n), strict=True)
        for one in _drawn(sorted(passages, key=lambda p: p.country or ""), number, float(rng.random()))
    ]
    name = hashlib.sha256(f"{digest} {n} {seed}".encode()).hexdigest()[:8]
    ordered = tuple(drawn[place] for place in rng.permutation(len(drawn)))
    return PassageSample(sample=name, snapshot=snapshot, tagger=tagger, seed=seed, drawn_at=now(), passages=ordered)


def _drawn(passages: Sequence[SampledPassage], n: int, start: float) -> Iterable[SampledPassage]:
    """``n`` of the passages in their order: those in whose stretch of the cumulated probabilities a whole number and ``start`` falls."""
    chances = inclusions([weight_of(one) for one in passages], n)
    ends = [0.0, *accumulate(chances)]
    ends[-1] = float(n) if passages else 0.0  # the probabilities sum to n but for rounding
    for one, chance, (low, high) in zip(passages, chances, pairwise(ends), strict=True):
        if math.ceil(low - start) < math.ceil(high - start):
            yield one.model_copy(update={"inclusion": chance})


def inclusions(weights: Sequence[float], n: int) -> list[float]:
    """Probabilities of inclusion proportional to the weights, at most 1, that sum to ``n`` (or to how many there are)."""
    if n >= len(weights):
        return [1.0] * len(weights)
    sure: set[int] = set()
    while True:
        rest = sum(weight for i, weight in enumerate(weights) if i not in sure)
        share = (n - len(sure)) / rest if rest else 0.0
        more = {i for i, weight in enumerate(weights) if i not in sure and weight * share >= 1}
        if not more:
            return [1.0 if i in sure else weight * share for i, weight in enumerate(weights)]
        sure |= more


def weight_of(one: SampledPassage) -> float:
    """Highest where the tagger's confidence is at its threshold."""
    return max(LEAST, math.exp(-abs(one.score - one.threshold) / REACH))


def _digest(frame: Sequence[SampledPassage], tagger: str) -> str:
    lines = (f"{one.passage_id} {one.dimension}:{one.label} {one.score:.9g} {one.passage_text}" for one in frame)
    return hashlib.sha256("\x1e".join([tagger, *lines]).encode("utf-8", "surrogatepass")).hexdigest()
