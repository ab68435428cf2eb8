"""Splits of cases into folds that share no case, drawn from a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from jointcharge.classify.learning.examples import Example, related_groups
from jointcharge.records.levels import CorruptionLevel

FOLDS = 5
RARE_FIRST = (CorruptionLevel.INDICATED, CorruptionLevel.SIGNAL_ONLY, CorruptionLevel.NONE)


def draw_folds(examples: Sequence[Example], seed: int, folds: int = FOLDS) -> list[int]:
    """The fold of every example. Related cases stay together, and every fold gets its share of each level."""
    groups = related_groups(examples)
    rng = np.random.default_rng(seed)
    shuffled = [groups[index] for index in rng.permutation(len(groups))]
    fold_of, held = [0] * len(examples), [Counter[CorruptionLevel]() for _ in range(folds)]
    for level in RARE_FIRST:
        for group in (one for one in shuffled if _level(examples, one) is level):
            fold = min(range(folds), key=lambda n: (held[n][level], sum(held[n].values())))
            for index in group:
                fold_of[index] = fold
                held[fold][examples[index].level] += 1
    return fold_of


def _level(examples: Sequence[Example], group: Sequence[int]) -> CorruptionLevel:
    """The rarest level in the group."""
    levels = {examples[index].level for index in group}
    return next(level for level in RARE_FIRST if level in levels)
