"""Matched trafficking cases: one per joint-charge case, of the same country and period, as like it as there is.

Exact on country and period; then the set of pairs with the least total distance (the assignment problem), so that the
order of the cases plays no part. Distance: exploitation (share of purposes not in common), defendants and victims
(doublings apart, at most 3), crossing a border (the same or not); each from 0 to 1, unknown counts 0.5.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jointcharge.analysis.factors import FOLDER, read_yaml
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.states import Codes
from jointcharge.records.raw import Record

UNKNOWN = 0.5
"""The distance in a feature that one of the two cases does not state."""
DOUBLINGS = 3
"""So many doublings of a number apart, and more, is distance 1."""
FEATURES = ("exploitation", "number of defendants", "number of victims", "crossing a border")
Floats = NDArray[np.float64]


class Pair(Record):
    """A joint-charge case and the trafficking case matched to it."""

    case_id: str
    matched_id: str
    distance: float
    """Mean over the features, 0 (alike) to 1."""


class Unmatched(Record):
    """A joint-charge case without a match, and why."""

    case_id: str
    reason: str


class Balance(Record):
    """How far the joint-charge cases lie from the others in one feature, before and after matching (0 to 1)."""

    feature: str
    before: float | None
    """Mean distance to every case of the pool."""
    after: float | None
    """Mean distance to the case matched."""


class Matching(Record):
    """The pairs, the cases left over, and the balance."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    balance: tuple[Balance, ...]
    pool: int
    """Trafficking cases there were to choose from."""


@cache
def _settings() -> dict[str, Any]:
    return read_yaml(FOLDER / "matching.yml")


def period_years() -> int:
    """How many years make a period."""
    return int(_settings()["period_years"])


def match(frames: Frames, wanted: Codes, pool: Codes) -> Matching:
    """Match each case at ``wanted`` with one at ``pool`` (positions in the order of ids), none twice."""
    features = _Features(frames)
    strata: dict[tuple[str, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    unmatched: dict[int, str] = {}
    for row in wanted.tolist():
        if (key := features.stratum(row)) is None:
            unmatched[row] = "its country or year is not stated"
        else:
            strata[key][0].append(row)
    for row in pool.tolist():
        if (key := features.stratum(row)) is not None and key in strata:
            strata[key][1].append(row)
    pairs: list[tuple[int, int]] = []
    for key in sorted(strata):
        found = _assign(features, *strata[key])
        pairs += found
        left = set(strata[key][0]) - {one for one, _ in found}
        unmatched |= dict.fromkeys(left, "no trafficking case of its country and period is left")
    return _told(frames, features, sorted(pairs), unmatched, wanted, pool)


def _assign(features: _Features, ours: list[int], theirs: list[int]) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    if not theirs:
        return []
    chosen = linear_sum_assignment(features.distances(ours, theirs).mean(axis=0))
    return [(ours[i], theirs[j]) for i, j in zip(*chosen, strict=True)]


class _Features:
    """What cases are matched on, by position."""

    def __init__(self, frames: Frames) -> None:
        raw = frames.raw_cases
        self.countries: list[Any] = raw["country"].astype(object).tolist()
        self.years = raw["decision_year"].to_numpy(dtype=np.float64, na_value=np.nan)
        purposes = [frozenset(one) for one in raw["exploitation"]]
        kinds = {one: n for n, one in enumerate(dict.fromkeys(purposes))}
        self.purposes = np.array([kinds[one] for one in purposes], dtype=np.int64)
        self.unlike = np.array([[_unlike(a, b) for b in kinds] for a in kinds]).reshape(len(kinds), len(kinds))
        numbers = [frames.cases_once[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in _NUMBERS]
        self.numbers = [np.log2(np.maximum(one, 1)) for one in numbers]
        self.borders = np.array([_border(one) for one in raw["keywords"]], dtype=np.float64)

    def stratum(self, row: int) -> tuple[str, int] | None:
        """Country and period; None where either is not stated."""
        country, year = self.countries[row], self.years[row]
        if not isinstance(country, str) or np.isnan(year):
            return None
        return country, int(year) // period_years()

    def distances(self, ours: list[int], theirs: list[int]) -> Floats:
        """By feature, the distance of each of ``ours`` to each of ``theirs``."""
        purposes = self.unlike[self.purposes[ours][:, None], self.purposes[theirs][None, :]]
        gaps = [np.abs(one[ours][:, None] - one[theirs][None, :]) / DOUBLINGS for one in self.numbers]
        crossing = np.abs(self.borders[ours][:, None] - self.borders[theirs][None, :])
        known = [np.minimum(np.where(np.isnan(one), UNKNOWN, one), 1.0) for one in (*gaps, crossing)]
        return np.stack([purposes, *known])


_NUMBERS = ("n_defendants", "n_victims")


def _border(keywords: tuple[str, ...]) -> float:
    """1 where the portal's keywords say that a border was crossed, 0 where that it was not, else nan."""
    said = _settings()["cross_border"]
    crossing, internal = (not set(keywords).isdisjoint(said[name]) for name in ("crossing", "internal"))
    return np.nan if crossing == internal else float(crossing)


def _unlike(one: frozenset[str], other: frozenset[str]) -> float:
    return 1 - len(one & other) / len(one | other) if one and other else UNKNOWN


def _told(
    frames: Frames,
    features: _Features,
    pairs: list[tuple[int, int]],
    unmatched: dict[int, str],
    wanted: Codes,
    pool: Codes,
) -> Matching:
    ids = frames.raw_cases["case_id"]
    gaps = [features.distances([a], [b])[:, 0, 0] for a, b in pairs]
    return Matching(
        pairs=tuple(
            Pair(case_id=ids[a], matched_id=ids[b], distance=round(float(gap.mean()), 6))
            for (a, b), gap in zip(pairs, gaps, strict=True)
        ),
        unmatched=tuple(Unmatched(case_id=ids[row], reason=unmatched[row]) for row in sorted(unmatched)),
        balance=tuple(_balance(features, wanted, pool, gaps)),
        pool=len(pool),
    )


def _balance(features: _Features, wanted: Codes, pool: Codes, gaps: list[Floats]) -> list[Balance]:
    some = pool[:: max(1, len(pool) // 2000)].tolist()  # evenly through the ids; enough for a mean
    before = features.distances(wanted.tolist(), some).mean(axis=(1, 2)) if some and len(wanted) else None
    after = np.mean(gaps, axis=0) if gaps else None
    return [
        Balance(
            feature=name,
            before=None if before is None else round(float(before[n]), 6),
            after=None if after is None else round(float(after[n]), 6),
        )
        for n, name in enumerate(FEATURES)
    ]
