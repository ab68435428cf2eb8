"""Firth's regression against published results, and the exact odds ratios against a second implementation."""

import builtins
import math

import numpy as np
import pytest

from jointcharge.analysis import odds
from jointcharge.analysis.odds import (
    adjusted,
    pair_odds,
    pair_power,
    shifted,
    smallest_odds_ratio,
    smallest_pair_odds_ratio,
    table_odds,
    table_power,
)
from jointcharge.analysis.regression import firth, firth_pairs, require_firth
from jointcharge.records.errors import MissingExtraError, ReportError

# Endometrial cancer: histology against neovascularisation (separates: no low grade has it), pulsatility and height of
# the endometrium, 79 women. Data and results: Heinze and Schemper, Statistics in Medicine 21 (2002) 2409-2419.
NV_1 = (21, 22, 23, 24, 25, 47, 48, 49, 50, 70, 74, 75, 77)
PI = (
    13, 16, 8, 34, 20, 5, 17, 10, 26, 17, 8, 7, 20, 10, 18, 16, 18, 8, 29, 12, 20, 38, 22, 7, 25, 15, 7, 28, 11, 19, 10, 10,
    18, 14, 21, 11, 17, 25, 16, 19, 15, 33, 24, 48, 12, 19, 2, 22, 40, 5, 0, 21, 15, 29, 15, 12, 3, 20, 23, 12, 22, 42, 15,
    13, 14, 19, 12, 13, 10, 12, 49, 6, 5, 17, 11, 21, 5, 19, 33,
)  # fmt: skip
EH = (
    1.64, 2.26, 3.14, 2.68, 1.28, 2.31, 1.8, 1.68, 1.56, 2.31, 2.01, 1.89, 3.15, 1.23, 1.27, 1.76, 2, 2.64, 0.88, 1.27, 1.37,
    0.97, 1.14, 0.88, 0.91, 0.58, 0.97, 1.5, 1.33, 2.37, 1.82, 3.13, 1.31, 1.92, 1.64, 2.01, 1.88, 1.93, 2.11, 1.29, 1.72,
    0.75, 1.92, 1.84, 1.11, 1.61, 1.18, 1.44, 1.18, 0.93, 1.17, 1.19, 1.06, 2.02, 2.29, 2.33, 2.9, 1.7, 1.41, 2.25, 1.54,
    1.97, 1.75, 2.16, 2.57, 1.37, 3.61, 2.04, 2.17, 1.69, 0.27, 1.84, 1.3, 0.96, 1.01, 0.98, 0.35, 1.02, 0.85,
)  # fmt: skip
HIGH = (*range(17, 27), *range(43, 53), *range(69, 79))
ENDOMETRIAL = {  # coefficient, lower and upper limit of the profile, as published and as R's logistf gives them
    "NV": (2.9293, 0.6097, 7.8546),
    "PI": (-0.0348, -0.1245, 0.0405),
    "EH": (-2.6042, -4.3652, -1.2327),
    "(intercept)": (3.7746, 1.0825, 7.2093),
}


@pytest.fixture(scope="module")
def endometrial():
    pytest.importorskip("firthmodels", reason="the extra stats is not installed")
    neovascular = [float(n in NV_1) for n in range(79)]
    return firth([neovascular, PI, EH], ["NV", "PI", "EH"], [n in HIGH for n in range(79)])


@pytest.mark.parametrize("name", ENDOMETRIAL)
def test_firth_gives_the_published_results_of_separated_data_to_four_digits(endometrial, name):
    one = next(c for c in endometrial if c.name == name)
    found = (one.coefficient, math.log(one.ci_low), math.log(one.ci_high))
    assert [round(value, 4) for value in found] == list(ENDOMETRIAL[name])
    assert one.odds_ratio == pytest.approx(math.exp(one.coefficient))


# Urinary tract infection and contraceptives, 239 women; the diaphragm separates. Results: R's logistf, sex2.
# age, oc, vic, vicl, vis, dia, infected, how many. Data: Cytel, LogXact manual, as reduced in logistf.
SEX2 = (
    (0, 0, 0, 0, 1, 0, 1, 1), (0, 0, 1, 0, 0, 0, 1, 14), (0, 0, 1, 0, 1, 0, 1, 3), (0, 0, 1, 1, 0, 0, 1, 10), (0, 0, 1, 1, 1, 0, 1, 12),
    (0, 0, 1, 1, 1, 1, 1, 1), (0, 1, 0, 0, 0, 0, 1, 44), (0, 1, 0, 0, 0, 1, 1, 3), (0, 1, 1, 0, 0, 0, 1, 15), (0, 1, 1, 0, 0, 1, 1, 1),
    (0, 1, 1, 0, 1, 0, 1, 2), (0, 1, 1, 1, 0, 0, 1, 7), (0, 1, 1, 1, 1, 0, 1, 3), (1, 0, 1, 0, 0, 0, 1, 2), (1, 0, 1, 0, 1, 0, 1, 1),
    (1, 0, 1, 0, 1, 1, 1, 1), (1, 0, 1, 1, 0, 0, 1, 1), (1, 0, 1, 1, 1, 1, 1, 1), (1, 1, 0, 0, 0, 0, 1, 5), (1, 1, 1, 0, 0, 0, 1, 3),
    (0, 0, 0, 0, 1, 0, 0, 1), (0, 0, 1, 0, 0, 0, 0, 2), (0, 0, 1, 0, 1, 0, 0, 1), (0, 0, 1, 1, 0, 0, 0, 8), (0, 0, 1, 1, 1, 0, 0, 18),
    (0, 1, 0, 0, 0, 0, 0, 42), (0, 1, 0, 0, 1, 0, 0, 1), (0, 1, 1, 0, 0, 0, 0, 1), (0, 1, 1, 1, 0, 0, 0, 5), (0, 1, 1, 1, 1, 0, 0, 6),
    (1, 0, 1, 1, 0, 0, 0, 2), (1, 0, 1, 1, 1, 0, 0, 4), (1, 1, 0, 0, 0, 0, 0, 14), (1, 1, 0, 0, 1, 0, 0, 1), (1, 1, 1, 0, 0, 0, 0, 1),
    (1, 1, 1, 1, 1, 0, 0, 2),
)  # fmt: skip
LOGISTF = {
    "age": (-1.1060, -1.9738, -0.3074, 0.0061),
    "oc": (-0.0688, -0.9414, 0.7892, 0.8752),
    "vic": (2.2689, 1.2730, 3.4354, 0.0000),
    "vicl": (-2.1114, -3.2609, -1.1177, 0.0000),
    "vis": (-0.7883, -1.6081, 0.0152, 0.0545),
    "dia": (3.0960, 0.7746, 8.0303, 0.0050),
    "(intercept)": (0.1203, -0.8186, 1.0732, 0.8020),
}


@pytest.fixture(scope="module")
def infections():
    pytest.importorskip("firthmodels", reason="the extra stats is not installed")
    rows = [row[:7] for row in SEX2 for _ in range(row[7])]
    assert len(rows) == 239
    columns = list(zip(*rows, strict=True))
    return firth(columns[:6], list(LOGISTF)[:6], [bool(one) for one in columns[6]])


@pytest.mark.parametrize("name", LOGISTF)
def test_firth_agrees_with_r_on_the_contraceptive_data(infections, name):
    one = next(c for c in infections if c.name == name)
    found = (one.coefficient, math.log(one.ci_low), math.log(one.ci_high), one.p_value)
    assert [round(value, 4) for value in found] == pytest.approx(list(LOGISTF[name]), abs=1e-9)


def test_pairs_are_compared_by_their_differences_and_the_sign_of_a_pair_is_free():
    pytest.importorskip("firthmodels", reason="the extra stats is not installed")
    gaps = [1.0] * 14 + [-1.0] * 5 + [0.0] * 20
    one = firth_pairs([gaps], ["x"])[0]
    # conditional likelihood of 14 against 5 with Jeffreys' penalty: the estimate is log(14.5 / 5.5)
    assert one.coefficient == pytest.approx(math.log(14.5 / 5.5), abs=1e-6)
    turned = firth_pairs([gaps[::-1]], ["x"])[0]
    assert turned.coefficient == pytest.approx(one.coefficient, abs=1e-6)


@pytest.mark.parametrize(
    ("columns", "outcome", "why"),
    [
        ([[0.0, 1.0, 1.0]], [True, True, True], "empty"),
        ([[1.0, 1.0, 1.0, 1.0]], [True, False, True, False], "never varies"),
        ([[0.0, 1.0, 0.0, 1.0], [0.0, 2.0, 0.0, 2.0]], [True, False, False, True], "repeats"),
    ],
)
def test_a_model_without_an_answer_says_why_and_what_to_do(columns, outcome, why):
    pytest.importorskip("firthmodels", reason="the extra stats is not installed")
    with pytest.raises(ReportError, match=why) as told:
        firth(columns, [f"x{n}" for n in range(len(columns))], outcome)
    assert "compare fewer factors or more cases" in str(told.value)


def test_without_the_extra_the_error_names_it(monkeypatch):
    real = builtins.__import__

    def refused(name, *rest, **more):
        if name == "firthmodels":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[stats\]"):
        require_firth()


# ---- exact odds ratios ----


def test_exact_odds_ratios_agree_with_scipy_on_many_tables():
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    contingency = pytest.importorskip("scipy.stats.contingency", reason="scipy is not installed")
    rng = np.random.default_rng(7)
    for a, b, c, d in rng.integers(0, 25, (60, 4)).tolist():
        if not (a + b and c + d):
            continue
        one = table_odds(a, b, c, d)
        assert one.p_value == pytest.approx(stats.fisher_exact([[a, b], [c, d]])[1], abs=1e-9)
        if one.testable:
            other = contingency.odds_ratio([[a, b], [c, d]])
            limits = other.confidence_interval(0.95)
            for ours, theirs in (
                (one.odds_ratio, other.statistic),
                (one.ci_low, limits.low),
                (one.ci_high, limits.high),
            ):
                assert (ours is None) == math.isinf(theirs)
                assert ours is None or ours == pytest.approx(theirs, rel=1e-6)


def test_the_tea_tasting_lady():
    one = table_odds(3, 1, 1, 3)
    assert one.p_value == pytest.approx(34 / 70)
    assert one.odds_ratio == pytest.approx(6.408309, abs=2e-5)  # R stops a little early
    assert (one.ci_low, one.ci_high) == pytest.approx((0.211736, 626.2435), rel=1e-5)


def test_an_empty_cell_gives_an_open_interval_and_never_an_infinity():
    above, below = table_odds(5, 5, 0, 10), table_odds(0, 10, 5, 5)
    assert above.odds_ratio is None
    assert above.ci_high is None
    assert above.ci_low > 1
    assert (below.odds_ratio, below.ci_low) == (0.0, 0.0)
    assert below.ci_high == pytest.approx(1 / above.ci_low)
    assert above.p_value == pytest.approx(below.p_value)


@pytest.mark.parametrize("table", [(0, 5, 0, 7), (5, 0, 7, 0), (0, 0, 3, 4), (3, 4, 0, 0), (0, 0, 0, 0)])
def test_a_table_that_can_be_no_other_is_not_tested(table):
    one = table_odds(*table)
    assert not one.testable
    assert (one.odds_ratio, one.ci_low, one.ci_high, one.p_value) == (None, None, None, 1.0)


def test_pairs_give_the_exact_test_of_those_that_differ():
    one = pair_odds(9, 2)
    assert one.odds_ratio == pytest.approx(4.5)
    assert one.p_value == pytest.approx(2 * sum(math.comb(11, k) for k in range(3)) / 2**11)
    assert not pair_odds(0, 0).testable
    assert pair_odds(3, 0).odds_ratio is None


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        table_odds(-1, 2, 3, 4)
    with pytest.raises(ValueError, match="0 or more"):
        pair_odds(1, -1)


def test_adjusted_p_values_follow_benjamini_and_hochberg_and_skip_the_untested():
    assert adjusted([0.01, 0.04, None, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, None, 0.16 / 3, 0.5])
    assert adjusted([]) == []
    assert adjusted([None, None]) == [None, None]


# ---- power ----


def test_the_power_over_all_tables_is_that_of_drawing_them():
    rng = np.random.default_rng(11)
    share, ratio = 0.3, 3.5
    first, second = rng.binomial(30, shifted(share, ratio), 4000), rng.binomial(40, share, 4000)
    drawn = np.mean(
        [
            table_odds(a, 30 - a, c, 40 - c).p_value <= 0.05
            for a, c in zip(first.tolist()[:600], second.tolist()[:600], strict=True)
        ]
    )
    assert table_power(30, 40, share, ratio) == pytest.approx(drawn, abs=0.06)


def test_the_smallest_odds_ratio_has_the_power_and_the_step_before_has_not():
    found = smallest_odds_ratio(60, 80, 0.3)
    assert table_power(60, 80, 0.3, found) >= 0.8
    assert table_power(60, 80, 0.3, found / 1.02) < 0.8
    pairs = smallest_pair_odds_ratio(60, 0.3)
    assert pair_power(60, 0.3, pairs) >= 0.8 > pair_power(60, 0.3, pairs / 1.02)


def test_more_cases_show_smaller_effects_and_few_show_none():
    assert smallest_odds_ratio(500, 500, 0.3) < smallest_odds_ratio(50, 50, 0.3) < smallest_odds_ratio(15, 15, 0.3)
    assert smallest_odds_ratio(3, 3, 0.5) is None
    assert smallest_odds_ratio(0, 50, 0.5) is None
    assert smallest_pair_odds_ratio(4, 0.5) is None


def test_the_approximation_for_large_tables_is_near_the_sum(monkeypatch):
    exact = table_power(250, 300, 0.2, 1.8)
    monkeypatch.setattr(odds, "EXACT_CELLS", 100)
    assert table_power(250, 300, 0.2, 1.8) == pytest.approx(exact, abs=0.02)
    assert table_power(250, 300, 0.2, 1.0) == pytest.approx(0.05)
