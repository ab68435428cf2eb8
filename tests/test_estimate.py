"""Intervals and bounds: against scipy, against each other, and at the edges."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jointcharge.analysis.estimate import (
    CLOPPER_PEARSON,
    EDGE,
    WILSON,
    clopper_pearson,
    interval,
    missing_bounds,
    wilson,
)

PAIRS = [
    (0, 1),
    (1, 1),
    (0, 10),
    (3, 10),
    (10, 10),
    (1, 39),
    (5, 40),
    (7, 50),
    (2, 1590),
    (131, 262),
    (999, 1000),
    (17, 250_000),
    (250_000, 500_000),
]


@st.composite
def shares(draw, most=3000):
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(("k", "n"), PAIRS)
def test_clopper_pearson_equals_scipy_to_nine_digits(k, n):
    theirs = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    ours = clopper_pearson(k, n)
    assert ours.low == pytest.approx(theirs.low, abs=1e-9)
    assert ours.high == pytest.approx(theirs.high, abs=1e-9)


@pytest.mark.parametrize(("k", "n"), PAIRS)
def test_wilson_equals_scipy_to_nine_digits(k, n):
    theirs = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    ours = wilson(k, n)
    assert ours.low == pytest.approx(theirs.low, abs=1e-9)
    assert ours.high == pytest.approx(theirs.high, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(shares())
def test_clopper_pearson_equals_scipy_for_any_share(share):
    k, n = share
    theirs = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    ours = clopper_pearson(k, n)
    assert abs(ours.low - theirs.low) < 1e-9
    assert abs(ours.high - theirs.high) < 1e-9


@settings(max_examples=200, deadline=None)
@given(shares())
def test_an_interval_holds_its_share_lies_within_0_and_1_and_is_never_of_zero_width(share):
    k, n = share
    found = interval(k, n)
    assert 0 <= found.low <= k / n <= found.high <= 1
    assert found.high > found.low


@settings(max_examples=100, deadline=None)
@given(shares())
def test_the_interval_of_the_complement_is_the_mirror_image(share):
    k, n = share
    one, other = interval(k, n), interval(n - k, n)
    assert one.method == other.method
    assert one.low == pytest.approx(1 - other.high, abs=1e-9)


def test_nothing_known_has_no_interval():
    assert interval(0, 0) is None


@pytest.mark.parametrize(
    ("k", "n", "method"),
    [
        (0, 1000, CLOPPER_PEARSON),
        (1000, 1000, CLOPPER_PEARSON),
        (EDGE - 1, 1000, CLOPPER_PEARSON),
        (1000 - EDGE + 1, 1000, CLOPPER_PEARSON),
        (15, 40, CLOPPER_PEARSON),
        (EDGE, 1000, WILSON),
        (EDGE, 2 * EDGE, WILSON),
    ],
)
def test_the_exact_interval_is_used_at_the_edges_and_wilson_elsewhere(k, n, method):
    assert interval(k, n).method == method


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_what_is_no_share_is_refused(k, n):
    with pytest.raises(ValueError, match="no share"):
        interval(k, n)


def test_no_case_among_a_hundred_allows_up_to_the_rule_of_three_and_a_bit():
    found = interval(0, 100)
    assert found.low == 0
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 100), abs=1e-12)


def limits(rule, n, most):
    """The limits for 0 to ``most`` of ``n``."""
    found = [rule(k, n) for k in range(most + 1)]
    return np.array([i.low for i in found]), np.array([i.high for i in found])


def least_coverage(rule, n, lowest, highest):
    """The least coverage over all shares in a range: it lies beside a limit, where one count more or less is covered."""
    most = min(n, int(n * highest + 9 * math.sqrt(n * highest) + 20))
    low, high = limits(rule, n, most)
    shares = np.concatenate([low - 1e-10, high + 1e-10, [lowest, highest]])
    shares = shares[(shares >= lowest) & (shares <= highest)]
    first, last = np.searchsorted(high, shares), np.searchsorted(low, shares, side="right") - 1
    return (stats.binom.cdf(last, n, shares) - stats.binom.cdf(first - 1, n, shares)).min()


@pytest.mark.parametrize("n", [20, 60, 100, 126, 145, 181, 400, 995, 2022])
def test_the_interval_covers_a_rare_share_at_least_94_times_in_100(n):
    assert least_coverage(interval, n, 0.005, 0.05) >= 0.94


@pytest.mark.parametrize("n", [5, 40, 104, 126, 181, 203, 300, 500])
def test_the_interval_covers_any_share_at_least_94_times_in_100(n):
    assert least_coverage(interval, n, 0.0005, 0.5) >= 0.94


def test_the_earlier_rule_with_an_edge_of_5_covered_less():
    def earlier(k, n):
        return clopper_pearson(k, n) if min(k, n - k) < 5 else wilson(k, n)

    assert least_coverage(earlier, 145, 0.005, 0.5) < 0.93


def coverage(n, p):
    weights = stats.binom.pmf(range(n + 1), n, p)
    return sum(w for k, w in enumerate(weights) if (i := interval(k, n)).low <= p <= i.high)


def test_wilson_alone_would_fail_at_the_edge_where_we_are_exact():
    p, n = 0.0017, 100
    weights = stats.binom.pmf(range(n + 1), n, p)
    assert sum(w for k, w in enumerate(weights) if wilson(k, n).low <= p <= wilson(k, n).high) < 0.9
    assert coverage(n, p) > 0.95


def test_bounds_put_every_missing_case_on_either_side():
    found = missing_bounds(3, 10, 5)
    assert (found.low, found.high) == (3 / 15, 8 / 15)


def test_bounds_with_nothing_missing_are_the_share_itself():
    found = missing_bounds(3, 10, 0)
    assert found.low == found.high == 0.3


def test_bounds_with_everything_missing_say_nothing():
    found = missing_bounds(0, 0, 7)
    assert (found.low, found.high) == (0, 1)


def test_bounds_of_no_case_at_all_are_none():
    assert missing_bounds(0, 0, 0) is None


def test_no_interval_is_ever_nan():
    for n in (1, 2, 39, 40, 41, 5000):
        for k in {0, 1, n // 2, n - 1, n}:
            assert not any(math.isnan(x) for x in (interval(k, n).low, interval(k, n).high))
