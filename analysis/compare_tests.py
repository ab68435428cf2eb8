"""The tests of one comparison: every factor by itself, with the length of the text held equal, and all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jointcharge.analysis.factor_answers import FactorTable
from jointcharge.analysis.factors import Factor
from jointcharge.analysis.odds import (
    Odds,
    adjusted,
    pair_odds,
    smallest_odds_ratio,
    smallest_pair_odds_ratio,
    table_odds,
)
from jointcharge.analysis.regression import PER_PARAMETER, Coefficient, firth, firth_pairs, require_firth
from jointcharge.analysis.states import NO, YES, Codes, Mask, States
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

SMALL = 5
"""Fewer cases than this with a factor, or without it, in one group are marked."""
LENGTH = "length of the text (doubling)"
"""The column that is held equal."""


@dataclass(frozen=True)
class Groups:
    """Two groups of cases, by position; in matched pairs the n-th of one belongs to the n-th of the other."""

    joint: Codes
    other: Codes
    paired: bool
    compared: tuple[Factor, ...]

    def answers(self, table: FactorTable, factor: str, rows: Codes) -> States:
        """The answers of the cases at ``rows``."""
        found: States = table.answers[factor][np.searchsorted(table.rows, rows)]
        return found


class Adjusted(Record):
    """One factor of the regression of all factors together."""

    factor: str
    odds_ratio: float
    ci_low: float | None
    ci_high: float | None
    p_value: float


@dataclass(frozen=True)
class Tested:
    """One factor, counted and tested."""

    factor: Factor
    joint_with: int
    joint_n: int
    other_with: int
    other_n: int
    not_known: int
    odds: Odds
    firth: Coefficient | None
    smallest: float | None
    note: str
    p_adjusted: float | None = None
    firth_p_adjusted: float | None = None

    @property
    def small(self) -> bool:
        """Whether a group is too small to say much."""
        without = (self.joint_n - self.joint_with, self.other_n - self.other_with)
        return min(self.joint_with, self.other_with, *without) < SMALL


class AllTested(NamedTuple):
    """Every factor by itself, and all together where the numbers allow it."""

    factors: tuple[Tested, ...]
    together: tuple[Adjusted, ...]
    together_note: str


def test_factors(groups: Groups, table: FactorTable) -> AllTested:
    """Count and test every factor that is compared. Raises `MissingExtraError` without the extra ``stats``."""
    require_firth()
    found = [_tested(factor, groups, table) for factor in groups.compared]
    plain = adjusted([one.odds.p_value if one.odds.testable else None for one in found])
    held = adjusted([one.firth.p_value if one.firth else None for one in found])
    every = tuple(
        Tested(**{**vars(one), "p_adjusted": p, "firth_p_adjusted": q})
        for one, p, q in zip(found, plain, held, strict=True)
    )
    return AllTested(every, *_together(groups, table, every))


test_factors.__test__ = False  # type: ignore[attr-defined]  # its name is a verb, not a test's


def _tested(factor: Factor, groups: Groups, table: FactorTable) -> Tested:
    ours = groups.answers(table, factor.id, groups.joint)
    theirs = groups.answers(table, factor.id, groups.other)
    known, known_other = ours >= NO, theirs >= NO
    if groups.paired:
        known = known_other = known & known_other
    a, c = int((ours[known] == YES).sum()), int((theirs[known_other] == YES).sum())
    n1, n0 = int(known.sum()), int(known_other.sum())
    if groups.paired:
        one, other = ours[known] == YES, theirs[known] == YES
        odds = pair_odds(int((one & ~other).sum()), int((other & ~one).sum()))
    else:
        odds = table_odds(a, n1 - a, c, n0 - c)
    share = (c + 0.5) / (n0 + 1)
    smallest = smallest_pair_odds_ratio(n1, share) if groups.paired else smallest_odds_ratio(n1, n0, share)
    model = _held(factor, groups, table, known, known_other) if odds.testable else None
    note = _note(groups, odds, a, n1, c, n0)
    return Tested(factor, a, n1, c, n0, len(ours) + len(theirs) - n1 - n0, odds, model, smallest, note)


def _note(groups: Groups, odds: Odds, a: int, n1: int, c: int, n0: int) -> str:
    if not n1 or not n0:
        return "one group has no case whose answer is known, so nothing can be compared"
    if not a + c:
        return "no case mentions it, so nothing can be compared"
    if a + c == n1 + n0:
        return "every case mentions it, so nothing can be compared"
    if not odds.testable:
        return "the two cases of every pair agree, so nothing can be compared"
    if odds.odds_ratio is None:
        where = "no pair has it in the other case alone" if groups.paired else _empty(c, "other", "joint-charge")
        return f"{where}, so the odds ratio has no upper bound; read the lower limit"
    if odds.odds_ratio == 0:
        where = "no pair has it in the joint-charge case alone" if groups.paired else _empty(a, "joint-charge", "other")
        return f"{where}, so the odds ratio has no lower bound above 0; read the upper limit"
    return ""


def _empty(with_it: int, first: str, second: str) -> str:
    return f"no {first} case mentions it" if with_it == 0 else f"every {second} case mentions it"


def _lengths(table: FactorTable, rows: Codes) -> NDArray[np.float64]:
    words = table.words[np.searchsorted(table.rows, rows)]
    return np.log2(np.maximum(words, 1).astype(np.float64))


def _held(factor: Factor, groups: Groups, table: FactorTable, known: Mask, known_other: Mask) -> Coefficient | None:
    """The factor with the length of the text held equal; None where there are too few cases or no answer."""
    columns, outcome = _columns([factor], groups, table, known, known_other)
    if not _enough(groups.paired, columns[0], int(known.sum()), int(known_other.sum())):
        return None
    names = [factor.id, LENGTH]
    if not np.ptp(columns[1]):  # texts of one length: nothing to hold equal
        columns, names = columns[:1], names[:1]
    try:
        return (firth_pairs(columns, names, first=1) if groups.paired else firth(columns, names, outcome, first=1))[0]
    except ReportError:
        return None


def _enough(paired: bool, factor: list[float], n1: int, n0: int) -> bool:
    """`PER_PARAMETER` cases in each group for the factor and for the length; in pairs, as many that differ in it."""
    differing = sum(1 for one in factor if one) if paired else PER_PARAMETER
    return min(n1, n0) >= 2 * PER_PARAMETER and differing >= PER_PARAMETER


def _columns(
    asked: list[Factor], groups: Groups, table: FactorTable, known: Mask, known_other: Mask
) -> tuple[list[list[float]], list[bool]]:
    """One column per factor and the length, over the cases (or as differences of pairs), and who is a joint-charge case."""
    ours, theirs = groups.joint[known], groups.other[known_other]

    def column(of_ours: NDArray[np.float64], of_theirs: NDArray[np.float64]) -> list[float]:
        joined = of_ours - of_theirs if groups.paired else np.concatenate([of_ours, of_theirs])
        return [float(one) for one in joined]

    columns = [
        column(
            (groups.answers(table, f.id, ours) == YES).astype(np.float64),
            (groups.answers(table, f.id, theirs) == YES).astype(np.float64),
        )
        for f in asked
    ]
    lengths = column(_lengths(table, ours), _lengths(table, theirs))
    middle = 0.0 if groups.paired or not lengths else float(np.mean(lengths))
    return [*columns, [one - middle for one in lengths]], [True] * len(ours) + [False] * len(theirs)


def _together(groups: Groups, table: FactorTable, found: tuple[Tested, ...]) -> tuple[tuple[Adjusted, ...], str]:
    """All factors at once: those whose every cell holds `SMALL` cases, if the groups are large enough for so many."""
    asked = [one.factor for one in found if one.odds.testable and not one.small and not one.not_known]
    smaller, needed = min(len(groups.joint), len(groups.other)), PER_PARAMETER * (len(asked) + 1)
    if len(asked) < 2:
        return (
            (),
            f"Fewer than two factors stand in {SMALL} cases and are missing in {SMALL} of each group, so no model holds them together.",
        )
    if smaller < needed:
        return (), (
            f"A model of {len(asked)} factors and the length of the text needs {needed} cases in each group "
            f"({PER_PARAMETER} for each); the smaller has {smaller}. It is not fitted, for it would fit chance."
        )
    every = np.ones(len(groups.joint), dtype=bool), np.ones(len(groups.other), dtype=bool)
    columns, outcome = _columns(asked, groups, table, *every)
    names = [*(f.id for f in asked), LENGTH]
    try:
        fitted = firth_pairs(columns, names) if groups.paired else firth(columns, names, outcome)
    except ReportError as error:
        return (), f"No model holds the factors together: {error}"
    kept = [one for one in fitted if not one.name.startswith("(")]
    return tuple(
        Adjusted(
            factor=one.name, odds_ratio=one.odds_ratio, ci_low=one.ci_low, ci_high=one.ci_high, p_value=one.p_value
        )
        for one in kept
    ), f"{len(asked)} factors and the length of the text in one model; factors that hang together share their effect."
