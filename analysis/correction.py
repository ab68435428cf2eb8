"""The share of cases that a tagger marks, corrected for its mistakes from a reviewed sample drawn in strata.

`corrected` is the method of the reports: exact where one case weighs most, melded over the strata (`melding`).
`prediction_powered` is the estimator of A. N. Angelopoulos, S. Bates, C. Fannjiang, M. I. Jordan and T. Zrnic,
"Prediction-powered inference", Science 382 (2023) 669-674, here over strata; it rests on the normal distribution, so
it is refused where too few of the tagger's mistakes were seen. The reasons are in ``docs/estimation.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import Field, model_validator

from jointcharge.analysis.estimate import Interval, Z, interval
from jointcharge.analysis.melding import Melder
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record

STRATIFIED = "stratified-melded"
PREDICTION_POWERED = "prediction-powered"
METHODS = (STRATIFIED, PREDICTION_POWERED)
LEAST_COVERAGE = 0.94
"""What the corrected interval keeps whatever the share and the tagger's recall and precision."""
ENOUGH = 20
"""Cases reviewed with a property, and without it, that the normal approximation is trusted with."""


class StratumCount(Record):
    """One stratum of a reviewed sample: how many cases it holds, how many were reviewed, how many have the property."""

    name: str
    flagged: bool
    """Whether the tagger says that its cases have the property."""
    cases: int = Field(ge=0)
    reviewed: int = Field(ge=0)
    found: int = Field(ge=0)
    """Reviewed cases that have it."""
    disputed: int = Field(default=0, ge=0)
    """Reviewed cases on which the reviewers are even or unsure; neither found nor not."""

    @model_validator(mode="after")
    def _adds_up(self) -> StratumCount:
        if self.reviewed > self.cases or self.found + self.disputed > self.reviewed:
            raise ValueError(
                f"stratum {self.name!r}: {self.found} found and {self.disputed} disputed of {self.reviewed} reviewed of "
                f"{self.cases} cases do not add up; give counts of the same sample"
            )
        return self


class CorrectedShare(Record):
    """A share corrected for the tagger's mistakes, beside the raw one."""

    raw: float
    """The share that the tagger marks."""
    raw_interval: Interval
    """By the rule of the report (`estimate.interval`), as if the tagger made no mistake."""
    share: float
    low: float
    high: float
    method: str
    """``stratified-melded`` or ``prediction-powered``."""
    level: float
    """How often such an interval covers the truth at least (stratified), or nominally (prediction-powered)."""
    cases: int
    reviewed: int
    strata: tuple[StratumCount, ...]


def corrected(strata: Sequence[StratumCount]) -> CorrectedShare:
    """The corrected share with an interval that keeps `LEAST_COVERAGE`; ``strata`` run from the highest score to the lowest.

    A disputed case counts as half for the share, as none for the lower limit and as one for the upper. Raises
    `ReportError` where there is no case, or a stratum in which nothing was reviewed.
    """
    held = _held(strata)
    melder = Melder([s.cases for s in held], [s.reviewed for s in held])
    low = melder.low([s.found for s in held])
    high = melder.high([s.found + s.disputed for s in held])
    share = _weighted(held, [(s.found + s.disputed / 2) / s.reviewed for s in held])
    return _told(held, share, min(low, share), max(high, share), STRATIFIED, LEAST_COVERAGE)


def prediction_powered(strata: Sequence[StratumCount]) -> CorrectedShare:
    """The prediction-powered share and its 95 % interval.

    Raises `ReportError` with the reason where it would not cover as often as it says: a stratum that was not
    reviewed whole in which fewer than `ENOUGH` reviewed cases have the property, or fewer than that lack it, or a
    disputed case.
    """
    held = _held(strata)
    for one in held:
        _refuse_few(one)
    share = _weighted(held, [s.found / s.reviewed for s in held])
    variance = ppi_variance(held)
    half = Z * math.sqrt(variance)
    return _told(held, share, max(0.0, share - half), min(1.0, share + half), PREDICTION_POWERED, 0.95)


def ppi_variance(held: Sequence[StratumCount]) -> float:
    """The variance of the tagged share over all cases, and of its mean mistake over the reviewed ones."""
    total = sum(s.cases for s in held)
    marked = sum(s.cases for s in held if s.flagged) / total
    mistakes = 0.0
    for one in held:
        rate = one.found / one.reviewed
        mistakes += (one.cases / total) ** 2 * rate * (1 - rate) / max(one.reviewed - 1, 1)
    return marked * (1 - marked) / total + mistakes


def _refuse_few(one: StratumCount) -> None:
    why = ""
    if one.disputed:
        why = f"{one.disputed} reviewed cases of the stratum {one.name!r} are disputed"
    elif one.reviewed < one.cases and (few := min(one.found, one.reviewed - one.found)) < ENOUGH:
        which = "have" if one.found == few else "lack"
        why = (
            f"only {few} of the {one.reviewed} cases reviewed in the stratum {one.name!r} {which} the property, and the normal "
            f"distribution it rests on needs {ENOUGH} (at a share of 1 % and 100 reviewed cases it covers about 60 % instead of 95 %)"
        )
    if why:
        raise ReportError(f"prediction-powered inference is refused: {why}; use the stratified method instead")


def _held(strata: Sequence[StratumCount]) -> list[StratumCount]:
    held = [s for s in strata if s.cases]
    if not held:
        raise ReportError(
            "the sample is empty: no case was there to draw from; parse and tag cases, then draw a sample"
        )
    for one in held:
        if not one.reviewed:
            raise ReportError(
                f"none of the {one.cases:,} cases in the stratum {one.name!r} has an answer, so what the tagger does there is "
                "not known; review some of them and bring the answers with  jointcharge review import"
            )
    return held


def _weighted(held: Sequence[StratumCount], rates: Sequence[float]) -> float:
    return sum(s.cases * rate for s, rate in zip(held, rates, strict=True)) / sum(s.cases for s in held)


def _told(
    held: Sequence[StratumCount], share: float, low: float, high: float, method: str, level: float
) -> CorrectedShare:
    total, marked = sum(s.cases for s in held), sum(s.cases for s in held if s.flagged)
    raw_interval = interval(marked, total)
    assert raw_interval is not None  # noqa: S101 - there is a case, or `_held` would have raised
    return CorrectedShare(
        raw=marked / total,
        raw_interval=raw_interval,
        share=share,
        low=low,
        high=high,
        method=method,
        level=level,
        cases=total,
        reviewed=sum(s.reviewed for s in held),
        strata=tuple(held),
    )
