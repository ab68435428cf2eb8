"""The coverage table: a small one, held against simulation from end to end."""

import csv
import io
import json

import numpy as np
import pytest
from scipy import stats

from jointcharge.analysis.allocation import allocate
from jointcharge.analysis.correction import LEAST_COVERAGE, PREDICTION_POWERED, STRATIFIED, StratumCount, corrected
from jointcharge.analysis.coverage import (
    SMALL,
    WILSON_RAW,
    Cell,
    Grid,
    binomial,
    coverage_table,
    ppi_coverage,
    stratified_coverage,
    to_csv,
    to_json,
    to_text,
    wilson_coverage,
)
from jointcharge.records.errors import ReportError


@pytest.fixture(scope="module")
def table():
    return coverage_table(SMALL)


def test_ours_covers_at_least_94_times_in_100_everywhere(table):
    assert table.least(STRATIFIED).coverage >= LEAST_COVERAGE


@pytest.mark.parametrize("recall", [0.02, 0.2, 0.4])
@pytest.mark.parametrize("share", [0.02, 0.03, 0.05])
def test_ours_covers_even_where_the_tagger_misses_nearly_everything(share, recall):
    assert stratified_coverage(Cell(share, 100, recall, 0.3), 2000)[0] >= LEAST_COVERAGE


def test_ours_is_never_of_zero_width_and_never_outside_0_to_1(table):
    assert all(row.zero_width == row.outside == 0 for row in table.of(STRATIFIED))


def test_wilson_on_raw_tags_and_prediction_powered_inference_fail_where_shares_are_rare(table):
    assert table.least(WILSON_RAW).coverage < 0.1
    assert table.least(PREDICTION_POWERED).coverage < 0.7
    assert max(row.outside for row in table.of(PREDICTION_POWERED)) > 0.2


def test_the_width_of_ours_falls_with_more_reviews():
    widths = [stratified_coverage(Cell(0.01, n, 0.7, 0.7), 2000)[1] for n in (50, 100, 200)]
    assert widths == sorted(widths, reverse=True)
    assert widths[2] < 0.6 * widths[0]


def test_what_is_summed_equals_what_is_simulated_with_the_functions_of_the_report():
    cell, cases, rng = Cell(0.05, 60, 0.5, 0.7), 1000, np.random.default_rng(11)
    covered, widths = 0, []
    for _ in range(1500):
        marked = int(rng.binomial(cases, cell.marked))
        n = allocate((marked, cases - marked), cell.reviewed)
        found = corrected([
            StratumCount(name="m", flagged=True, cases=marked, reviewed=n[0], found=int(rng.binomial(n[0], cell.precision))),
            StratumCount(name="u", flagged=False, cases=cases - marked, reviewed=n[1], found=int(rng.binomial(n[1], cell.missed))),
        ])  # fmt: skip
        covered += found.low <= cell.share <= found.high
        widths.append(found.high - found.low)
    summed = stratified_coverage(cell, cases)
    assert covered / 1500 == pytest.approx(summed[0], abs=0.012)
    assert np.mean(widths) == pytest.approx(summed[1], rel=0.02)


def test_real_corpora_drawn_case_by_case_are_covered_too():
    """Every case has a truth and a tag; the sample is drawn from the very corpus, and its own share must be covered."""
    rng, cases, covered, own = np.random.default_rng(5), 1200, 0, 0
    for _ in range(400):
        truth = rng.random(cases) < 0.03
        tagged = np.where(truth, rng.random(cases) < 0.6, rng.random(cases) < 0.01)
        parts = [np.flatnonzero(tagged), np.flatnonzero(~tagged)]
        numbers = allocate([len(p) for p in parts], 100)
        found = corrected([
            StratumCount(
                name=str(h), flagged=h == 0, cases=len(p), reviewed=n, found=int(truth[rng.choice(p, n, replace=False)].sum())
            )
            for h, (p, n) in enumerate(zip(parts, numbers, strict=True))
        ])  # fmt: skip
        covered += found.low <= 0.03 <= found.high
        own += found.low <= truth.mean() <= found.high
    assert covered / 400 > 0.94
    assert own / 400 > 0.94


def test_wilsons_coverage_is_summed_right():
    cell = Cell(0.02, 100, 0.7, 0.7)
    low, high = zip(*(stats.binomtest(k, 500).proportion_ci(method="wilson") for k in range(60)), strict=True)
    weights = stats.binom.pmf(range(60), 500, 0.02)
    expected = sum(w for w, a, b in zip(weights, low, high, strict=True) if a <= 0.02 <= b)
    assert wilson_coverage(cell, 500)[0] == pytest.approx(expected, abs=1e-4)


def test_prediction_powered_inference_covers_a_large_share():
    covered = ppi_coverage(Cell(0.4, 400, 0.8, 0.8), 2000, 8000, np.random.default_rng(2))[0]
    assert covered == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize(("n", "p"), [(0, 0.3), (1, 0.0), (7, 1.0), (100, 0.02), (2000, 0.4)])
def test_the_binomial_probabilities_are_scipys(n, p):
    assert np.allclose(binomial(n, p), stats.binom.pmf(range(n + 1), n, p), atol=1e-12)


def test_the_table_is_the_same_every_time(table):
    assert coverage_table(SMALL) == table


def test_the_table_as_text_names_the_least_coverage_of_each_method(table):
    text = to_text(table)
    assert "ours: at least 94% in 8 of 8; least 9" in text
    assert "prediction-powered: at least 94% in " in text
    assert "nan" not in text
    assert len(text.splitlines()) == 3 + 8 + 1 + 3


def test_the_table_as_csv_and_json_holds_every_row(table):
    rows = list(csv.DictReader(io.StringIO(to_csv(table))))
    assert len(rows) == len(table.rows) == 24
    assert float(rows[0]["coverage"]) == pytest.approx(table.rows[0].coverage, rel=1e-5)
    assert len(json.loads(to_json(table))["rows"]) == 24


def test_progress_is_told(table):
    told = []
    coverage_table(
        Grid(shares=(0.05,), reviewed=(50,), recalls=(0.9,), precisions=(0.9,), draws=100), lambda *a: told.append(a)
    )
    assert told == [(1, 1)]


@pytest.mark.parametrize(
    "grid", [Grid(reviewed=(300,), cases=200), Grid(shares=(0.9,), precisions=(0.3,)), Grid(shares=(0.0,))]
)
def test_a_grid_that_cannot_be_is_refused(grid):
    with pytest.raises(ReportError, match="cannot be"):
        grid.cells()
