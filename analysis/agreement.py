"""How far reviewers agree beyond chance: Cohen's kappa of two, Krippendorff's alpha of any number, with intervals.

Kappa and its interval are statsmodels' (J. Cohen 1960; J. L. Fleiss, J. Cohen and B. S. Everitt 1969), alpha that of
the package ``krippendorff`` (K. Krippendorff, "Content Analysis", ch. 11), its interval the percentiles over cases
drawn anew. "unsure" is taken as no answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jointcharge.analysis.estimate import Interval, clopper_pearson
from jointcharge.analysis.phrases import counted, percent
from jointcharge.records.errors import MissingExtraError, ReportError
from jointcharge.records.raw import Record
from jointcharge.records.samples import CaseAnswer, SampleAnswer

DRAWS = 1000
SEED = 1
LEAST_DEFINED = 0.95
"""An interval is given if at least so many of the draws define alpha."""
Answers = NDArray[np.float64]
"""Reviewers by cases: 1 yes, 0 no, nan without an answer."""


class Coefficient(Record):
    """A coefficient of agreement; None where it is not defined, with the reason in ``note``."""

    value: float | None
    low: float | None
    high: float | None
    note: str = ""


class Pair(Record):
    """Two reviewers and the cases both answered for."""

    reviewers: tuple[str, str]
    cases: int
    agreed: int
    agreed_interval: Interval
    """Clopper and Pearson's, for the share of cases agreed on."""
    kappa: Coefficient


class Agreement(Record):
    """Agreement in one sample."""

    sample: str
    reviewers: tuple[str, ...]
    cases: int
    """Cases with two answers or more."""
    pairs: tuple[Pair, ...]
    alpha: Coefficient


def agreement(sample: str, answers: Sequence[SampleAnswer]) -> Agreement:
    """How far the reviewers of a sample agree.

    Raises `ReportError` where no case has two answers, and `MissingExtraError` without the extra ``stats``.
    """
    reviewers, matrix = _matrix(answers)
    shared = matrix[:, (~np.isnan(matrix)).sum(0) >= 2] if matrix.size else matrix
    if not shared.size:
        raise ReportError(
            f"no case of the sample {sample} has answers by two reviewers, so their agreement cannot be told; let a second person answer "
            "for some of the cases and import the sheet"
        )
    return Agreement(
        sample=sample,
        reviewers=reviewers,
        cases=shared.shape[1],
        pairs=tuple(_pairs(reviewers, shared)),
        alpha=krippendorff_alpha(shared),
    )


def _matrix(answers: Sequence[SampleAnswer]) -> tuple[tuple[str, ...], Answers]:
    said = [one for one in answers if one.answer is not CaseAnswer.UNSURE]
    reviewers, cases = sorted({a.reviewer for a in said}), sorted({a.case_id for a in said})
    matrix = np.full((len(reviewers), len(cases)), np.nan)
    for one in said:
        matrix[reviewers.index(one.reviewer), cases.index(one.case_id)] = one.answer is CaseAnswer.YES
    return tuple(reviewers), matrix


def _pairs(reviewers: tuple[str, ...], matrix: Answers) -> Iterator[Pair]:
    for one, other in itertools.combinations(range(len(reviewers)), 2):
        both = ~np.isnan(matrix[one]) & ~np.isnan(matrix[other])
        if cases := int(both.sum()):
            agreed = int((matrix[one][both] == matrix[other][both]).sum())
            yield Pair(
                reviewers=(reviewers[one], reviewers[other]),
                cases=cases,
                agreed=agreed,
                agreed_interval=clopper_pearson(agreed, cases),
                kappa=cohen_kappa(matrix[one][both], matrix[other][both]),
            )


def cohen_kappa(one: Answers, other: Answers) -> Coefficient:
    """Cohen's kappa of two reviewers' answers (0 and 1) about the same cases, with statsmodels' 95 % interval."""
    if len(np.unique(np.concatenate([one, other]))) < 2:
        return _undefined()
    if (one == other).all():
        return _perfect()
    inter_rater = _library("statsmodels.stats.inter_rater")
    table = np.array([[np.sum((one == a) & (other == b)) for b in (0, 1)] for a in (0, 1)])
    with np.errstate(divide="ignore", invalid="ignore"):  # of the z test, which is not used
        found = inter_rater.cohens_kappa(table)
    low, high = max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))
    if not low < high:
        return Coefficient(value=float(found.kappa), low=None, high=None, note="too few cases for an interval")
    return Coefficient(value=float(found.kappa), low=low, high=high)


def krippendorff_alpha(matrix: Answers) -> Coefficient:
    """Krippendorff's alpha (nominal) of answers, reviewers by cases, with the 95 % percentiles of `DRAWS` draws of cases."""
    seen = matrix[~np.isnan(matrix)]
    if len(np.unique(seen)) < 2:
        return _undefined()
    library = _library("krippendorff")
    value = float(library.alpha(reliability_data=matrix, level_of_measurement="nominal"))
    if value == 1:
        return _perfect()
    rng = np.random.default_rng(SEED)
    draws = [matrix[:, rng.integers(0, matrix.shape[1], matrix.shape[1])] for _ in range(DRAWS)]
    defined = [one for one in draws if len(np.unique(one[~np.isnan(one)])) == 2]
    if len(defined) < LEAST_DEFINED * DRAWS:
        return Coefficient(value=value, low=None, high=None, note="one answer is too rare for an interval")
    values = [library.alpha(reliability_data=one, level_of_measurement="nominal") for one in defined]
    low, high = np.quantile(values, [0.025, 0.975])
    return Coefficient(value=value, low=float(low), high=float(high))


def _undefined() -> Coefficient:
    return Coefficient(
        value=None, low=None, high=None, note="all answers are the same, so chance alone would agree as well"
    )


def _perfect() -> Coefficient:
    return Coefficient(
        value=1.0,
        low=None,
        high=None,
        note="no disagreement was seen; the interval of the share agreed says how much there may be",
    )


def _library(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtraError("the agreement of reviewers", "stats") from error


def to_text(found: Agreement) -> str:
    """The agreement for a terminal."""
    lines = [
        f"Sample {found.sample}: {counted(found.cases, 'case')} answered by two reviewers or more ({', '.join(found.reviewers)})"
    ]
    for one in found.pairs:
        shares = f"{percent(one.agreed_interval.low)} to {percent(one.agreed_interval.high)}"
        lines.append(
            f"  {' and '.join(one.reviewers)}: agreed on {one.agreed} of {one.cases} (95% interval {shares}); Cohen's kappa {_told(one.kappa)}"
        )
    lines.append(f"  Krippendorff's alpha {_told(found.alpha)}")
    return "\n".join(lines) + "\n"


def _told(one: Coefficient) -> str:
    if one.value is None:
        return f"not defined: {one.note}"
    if one.low is None or one.high is None:
        return f"{one.value:.2f}, without an interval: {one.note}"
    return f"{one.value:.2f} (95% interval {one.low:.2f} to {one.high:.2f})"
