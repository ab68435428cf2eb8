"""The corrected share: against other ways of computing it, at the edges, and where a method is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jointcharge.analysis.allocation import LEAST, allocate
from jointcharge.analysis.correction import (
    ENOUGH,
    LEAST_COVERAGE,
    PREDICTION_POWERED,
    STRATIFIED,
    StratumCount,
    corrected,
    prediction_powered,
)
from jointcharge.analysis.melding import ABOVE, BELOW, POINTS, Melder, beta_points, coarsest
from jointcharge.records.errors import ReportError


def strata(*counts, disputed=0):
    """(cases, reviewed, found) of each stratum; all but the last are flagged."""
    last = len(counts) - 1
    return [
        StratumCount(
            name=f"s{h}", flagged=h < last, cases=c, reviewed=n, found=k, disputed=disputed if h == last else 0
        )
        for h, (c, n, k) in enumerate(counts)
    ]


@st.composite
def reviewed_strata(draw):
    counts = []
    for _ in range(draw(st.integers(1, 3))):
        cases = draw(st.integers(1, 3000))
        n = draw(st.integers(1, min(cases, 150)))
        counts.append((cases, n, draw(st.integers(0, n))))
    return strata(*counts)


# ---- the distributions ----


@pytest.mark.parametrize(("a", "b"), [(1, 100), (3, 50), (0.5, 20.5), (200, 1800), (1, 1), (50, 1), (31, 20000)])
def test_the_points_of_a_beta_distribution_are_scipys_quantiles(a, b):
    found = np.sort(beta_points(a, b, 0, 1))
    levels = (np.arange(POINTS) + 0.5) / POINTS
    inner = (levels > 0.005) & (levels < 0.995)
    assert np.allclose(found[inner], stats.beta.ppf(levels, a, b)[inner], rtol=2e-4)


def test_a_distribution_without_cases_on_one_side_is_a_point():
    assert not beta_points(0, 5, 0, 1).any()
    assert (beta_points(5, 0, 0, 1) == 1).all()


def test_every_dimension_of_the_lattice_is_spread_evenly():
    for dimension in range(5):
        assert np.allclose(np.sort(beta_points(1, 1, dimension, 5)), (np.arange(POINTS) + 0.5) / POINTS, atol=1e-3)


# ---- the interval ----


@pytest.mark.parametrize(("k", "n"), [(0, 50), (1, 50), (7, 300), (50, 50)])
def test_one_stratum_reviewed_whole_gives_the_exact_binomial_limits(k, n):
    found = corrected(strata((n, n, k)))
    low = stats.beta.ppf(BELOW, k, n - k + 1) if k else 0
    high = stats.beta.ppf(1 - ABOVE, k + 1, n - k) if k < n else 1
    assert found.low == pytest.approx(low, abs=2e-4)
    assert found.high == pytest.approx(high, abs=2e-4)


@pytest.mark.parametrize(
    ("cases", "reviewed", "found"),
    [
        ((50, 1950), (12, 188), (8, 0)),
        ((30, 70, 1900), (10, 15, 175), (9, 8, 1)),
        ((300, 900, 3000), (60, 40, 100), (40, 5, 2)),
    ],
)
def test_the_limits_are_those_of_millions_of_random_draws(cases, reviewed, found):
    rng = np.random.default_rng(7)
    draws, exact = 400_000, coarsest(cases, reviewed)
    for name, quantile, extra in (("high", 1 - ABOVE, 0), ("low", BELOW, len(cases) - 1)):
        weights = rng.standard_gamma([c + (h == extra) for h, c in enumerate(cases)], (draws, len(cases)))
        total = 0
        for h, (k, n) in enumerate(zip(found, reviewed, strict=True)):
            more = 1.0 if h == exact else 0.5
            a, b = (k + more, n - k + 1 - more) if name == "high" else (k + 1 - more, n - k + more)
            rates = rng.beta(a, b, draws) if name == "high" or k else 0
            total = total + weights[:, h] / weights.sum(1) * rates
        ours = getattr(Melder(cases, reviewed), name)(found)
        assert ours == pytest.approx(np.quantile(total, quantile), rel=0.012)


@settings(max_examples=60, deadline=None)
@given(reviewed_strata())
def test_an_interval_holds_its_share_lies_within_0_and_1_and_is_never_of_zero_width(counts):
    found = corrected(counts)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.high > found.low
    assert not any(math.isnan(x) for x in (found.low, found.share, found.high, found.raw))


def test_the_same_counts_always_give_the_same_limits():
    counts = strata((60, 20, 11), (1900, 180, 1))
    assert corrected(counts) == corrected(counts)


def test_one_more_case_found_moves_both_limits_up():
    melder = Melder((60, 1900), (20, 180))
    lows, highs = ([limit((10, k)) for k in range(6)] for limit in (melder.low, melder.high))
    assert lows == sorted(lows)
    assert highs == sorted(highs)
    assert len(set(highs)) == 6


def test_without_a_missed_case_the_upper_limit_is_three_in_the_number_reviewed_and_what_was_marked():
    found = corrected(strata((20, 20, 0), (100_000, 300, 0)))
    assert found.low == 0
    assert found.high == pytest.approx(3.0 / 300, rel=0.02)


def test_a_disputed_case_is_no_in_the_lower_limit_and_yes_in_the_upper():
    disputed = corrected(strata((60, 20, 11), (1900, 180, 1), disputed=2))
    assert disputed.low == corrected(strata((60, 20, 11), (1900, 180, 1))).low
    assert disputed.high == corrected(strata((60, 20, 11), (1900, 180, 3))).high


def test_the_raw_share_is_what_the_tagger_marks():
    found = corrected(strata((60, 20, 11), (1940, 180, 1)))
    assert found.raw == 60 / 2000
    assert found.raw_interval.method == "wilson"
    assert found.share == pytest.approx((60 * 11 / 20 + 1940 / 180) / 2000)
    assert (found.method, found.level) == (STRATIFIED, LEAST_COVERAGE)


def test_an_empty_sample_is_refused_in_words():
    with pytest.raises(ReportError, match=r"sample is empty.*draw a sample"):
        corrected([])
    with pytest.raises(ReportError, match="sample is empty"):
        corrected(strata((0, 0, 0)))


def test_a_stratum_without_an_answer_is_refused_in_words():
    with pytest.raises(ReportError, match=r"none of the 1,900 cases in the stratum 's1' has an answer.*review import"):
        corrected(strata((60, 20, 11), (1900, 0, 0)))


def test_a_stratum_without_a_case_is_passed_over():
    assert corrected(strata((60, 20, 11), (0, 0, 0))).cases == 60


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        StratumCount(name="s", flagged=True, cases=5, reviewed=6, found=0)


# ---- prediction-powered inference ----


def test_prediction_powered_inference_is_refused_for_a_rare_share_with_the_reason():
    with pytest.raises(
        ReportError, match=r"refused: only 1 of the 180 cases.*'s1' have the property.*about 60 %.*stratified"
    ):
        prediction_powered(strata((60, 60, 40), (1900, 180, 1)))


def test_prediction_powered_inference_is_refused_where_too_few_lack_the_property():
    with pytest.raises(ReportError, match="only 2 of the 60 cases reviewed in the stratum 's0' lack"):
        prediction_powered(strata((600, 60, 58), (1900, 180, 90)))


def test_prediction_powered_inference_is_refused_over_disputed_cases():
    with pytest.raises(ReportError, match="2 reviewed cases of the stratum 's1' are disputed"):
        prediction_powered(strata((600, 60, 30), (1900, 180, 90), disputed=2))


def test_prediction_powered_inference_equals_its_formula():
    found = prediction_powered(strata((800, 100, 70), (1200, 100, 25)))
    share = (800 * 0.7 + 1200 * 0.25) / 2000
    variance = 0.4 * 0.6 / 2000 + 0.4**2 * 0.7 * 0.3 / 99 + 0.6**2 * 0.25 * 0.75 / 99
    assert found.share == pytest.approx(share)
    assert found.high - found.share == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-6)
    assert (found.method, found.level) == (PREDICTION_POWERED, 0.95)


def test_where_it_is_not_refused_prediction_powered_inference_covers_as_often_as_it_says():
    rng = np.random.default_rng(3)
    truth, cases, covered, asked = 0.4 * 0.8 + 0.6 * 0.15, 2000, 0, 0
    for _ in range(1500):
        marked = int(rng.binomial(cases, 0.4))
        counts = ((marked, 160, int(rng.binomial(160, 0.8))), (cases - marked, 240, int(rng.binomial(240, 0.15))))
        try:
            found = prediction_powered(strata(*counts))
        except ReportError:
            continue
        asked += 1
        covered += found.low <= truth <= found.high
    assert asked > 1000
    assert covered / asked > 0.935


def test_both_methods_agree_where_both_may_be_used():
    counts = strata((800, 160, 120), (1200, 240, 60))
    ours, theirs = corrected(counts), prediction_powered(counts)
    assert ours.share == theirs.share
    assert ours.low < theirs.high
    assert theirs.low < ours.high
    assert (ours.high - ours.low) / (theirs.high - theirs.low) < 1.15
    assert min(120, 40, 60, 180) >= ENOUGH


# ---- how many to review where ----


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=4), st.integers(1, 800))
def test_a_sample_is_as_large_as_asked_and_takes_no_more_than_there_is(cases, n):
    given_out = allocate(cases, n)
    assert sum(given_out) == min(n, sum(cases))
    assert all(0 <= drawn <= held for drawn, held in zip(given_out, cases, strict=True))


@pytest.mark.parametrize("n", [100, 200, 400])
@pytest.mark.parametrize("marked", [20, 60, 200])
def test_most_of_the_review_goes_where_nothing_is_marked(n, marked):
    of_marked, rest = allocate((marked, 2000 - marked), n)
    assert LEAST <= of_marked < rest


def test_every_stratum_with_cases_is_reviewed():
    assert min(allocate((3, 40, 1900), 100)) >= 1
    assert min(allocate((40, 3, 1900), 100)) >= 1


def test_a_review_of_everything_takes_everything():
    assert allocate((3, 40, 57), 500) == (3, 40, 57)
