"""Shares taken apart by country, against sums done by hand, a plain loop, and coverage on simulated countries."""

import csv
import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames, disparity, interval
from jointcharge.analysis.composition import (
    cluster_bootstrap,
    composition,
    read_reference,
    shares_without,
    standardised,
)
from jointcharge.analysis.composition_report import to_csv, to_json, to_text
from jointcharge.cli.main import cli
from jointcharge.records.errors import ReportError
from jointcharge.records.folder import DataFolder

T, B = ("d1", "trafficking", "convicted"), ("d2", "bribery_active", "convicted")
SOME = (
    # Romania: 3 of 4
    *(a_case(f"R{n}", T, B, tags=["form:bribery"], country="ROU") for n in range(3)),
    a_case("R3", T, tags=[], country="ROU"),
    # Italy: 0 of 2
    *(a_case(f"I{n}", T, tags=[], country="ITA") for n in range(2)),
    # the United States: two tables that cannot show corruption charges
    *(a_case(f"U{n}", T, sees="cv", texts=(), tags=[], country="USA", source="htd") for n in range(2)),
    # no country
    a_case("N", T, B, tags=["form:bribery"], country=None),
)


@pytest.fixture
def frames(tmp_path):
    return Frames(build(tmp_path, *SOME))


def charged(frames, reference="cases", **more):
    return composition(frames, ("corruption_charged",), reference, **more).measures[0]


def test_the_standardised_share_is_the_weighted_sum_of_the_countries(frames):
    assert charged(frames, "equal").standardised.share == pytest.approx((3 / 4 + 0) / 2)
    assert charged(frames, {"ROU": 1, "ITA": 3}).standardised.share == pytest.approx(3 / 16)


def test_a_country_whose_source_cannot_show_it_is_no_zero(frames):
    found = charged(frames)
    assert [one.country for one in found.parts] == ["ROU", "ITA"]
    assert found.pooled.not_observable == 2
    assert found.covered == pytest.approx(6 / 8)
    assert found.standardised.share == pytest.approx((4 * 3 / 4 + 2 * 0) / 6)
    assert "Only 75.0% of the reference's weight" in " ".join(found.notes)


def test_cases_without_a_country_are_left_out_and_counted(frames):
    found = charged(frames)
    assert (found.pooled.numerator, found.pooled.denominator, found.unstated) == (3, 6, 1)
    assert disparity(frames).measure("corruption_charged").denominator == 7


def test_leaving_a_country_out_gives_the_share_of_the_others(frames):
    without = {one.country: (one.share_without, one.shift) for one in charged(frames).parts}
    assert without["ROU"] == (0, -0.5)
    assert without["ITA"] == (0.75, 0.25)


def test_leaving_out_agrees_with_a_plain_loop():
    rng = np.random.default_rng(1)
    n = rng.integers(1, 40, 25)
    k = rng.binomial(n, 0.3)
    plain = [sum(np.delete(k, i)) / sum(np.delete(n, i)) for i in range(25)]
    assert shares_without(k, n) == pytest.approx(plain)


def test_cases_of_countries_outside_the_reference_are_told(frames):
    found = charged(frames, {"ITA": 1})
    assert found.standardised.share == 0
    assert "4 of 6 cases are of countries without a weight" in " ".join(found.notes)


def test_of_one_country_the_limits_are_the_exact_ones():
    found = standardised(np.array([3]), np.array([40]), np.array([2.0]), draws=200_000)
    exact = interval(3, 40)
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=0.002)


@pytest.mark.parametrize("k", [(0, 0, 0), (5, 8, 3)])
def test_none_and_all_have_limits_of_some_width_within_0_and_1(k):
    found = standardised(np.array(k), np.array([5, 8, 3]), np.ones(3))
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.high - found.low > 0.1
    assert found.share in (found.low, found.high)


@pytest.mark.parametrize(
    ("sizes", "rates"),
    [([5] * 20, [0.05] * 20), ([200, 10, 3], [0.02, 0.3, 0.5]), ([40] * 5, [0.5] * 5), ([2] * 30, [0.3] * 30)],
)
def test_the_standardised_limits_cover_the_truth(sizes, rates):
    rng = np.random.default_rng(5)
    n, truth = np.array(sizes), float(np.mean(rates))
    drawn = [standardised(rng.binomial(n, rates), n, np.ones(len(n)), seed=i, draws=500) for i in range(150)]
    assert np.mean([one.low <= truth <= one.high for one in drawn]) >= 0.94


def test_where_countries_differ_drawing_them_is_wider_than_drawing_cases():
    n = np.full(40, 50)
    k = np.where(np.arange(40) % 2, 45, 5)
    found, naive = cluster_bootstrap(k, n), interval(int(k.sum()), int(n.sum()))
    assert found.high - found.low > 3 * (naive.high - naive.low)


def test_the_bootstrap_agrees_with_a_plain_loop_over_countries():
    rng = np.random.default_rng(2)
    n = rng.integers(5, 60, 30)
    k = rng.binomial(n, rng.beta(2, 5, 30))
    slow = []
    for _ in range(4000):
        rows = rng.integers(0, 30, 30)
        slow.append(k[rows].sum() / n[rows].sum())
    found = cluster_bootstrap(k, n, draws=20_000)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(slow, (0.025, 0.975))), abs=0.01)


def test_the_bootstrap_covers_where_there_are_many_countries():
    rng = np.random.default_rng(4)
    hits = []
    for i in range(150):
        n = np.full(60, 20)
        found = cluster_bootstrap(rng.binomial(n, rng.beta(2, 6, 60)), n, seed=i, draws=500)
        hits.append(found.low <= 0.25 <= found.high)
    assert np.mean(hits) >= 0.9


def test_the_same_seed_gives_the_same_report_and_another_seed_other_limits(frames):
    assert composition(frames) == composition(frames)
    assert charged(frames, seed=2).standardised != charged(frames).standardised


def test_with_few_countries_the_reader_is_warned(frames):
    assert "With 2 countries, fewer than 20" in " ".join(charged(frames).notes)


def test_one_country_is_told_in_words(tmp_path):
    found = charged(Frames(build(tmp_path, *SOME[:4])))
    assert found.bootstrap is None
    assert found.parts[0].share_without is None
    assert "One country alone" in " ".join(found.notes)


def test_where_no_case_has_it_the_bootstrap_is_refused_with_the_reason(tmp_path):
    found = charged(Frames(build(tmp_path, *SOME[4:6], a_case("F", T, country="FRA"))))
    assert found.bootstrap is None
    assert found.standardised.high > 0
    assert "always give the same share" in " ".join(found.notes)


@pytest.mark.parametrize("told", [(), SOME[6:8], SOME[8:]])
def test_no_case_nothing_observable_and_no_country_are_told_without_nan(tmp_path, told):
    report = composition(Frames(build(tmp_path, *told)), ("corruption_charged",))
    assert (report.measures[0].standardised, report.measures[0].parts) == (None, ())
    assert "Nothing is known of any case" in to_text(report)
    for text in (to_text(report), to_json(report), to_csv(report)):
        assert "nan" not in text.lower().replace("finan", "")


def test_a_reference_file_is_read_and_wrong_ones_are_refused_by_line(tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text("country,weight\nrou,2\nITA,1.5\n", encoding="utf-8")
    assert read_reference(path) == {"ROU": 2, "ITA": 1.5}
    for wrong in ("ROU,-1", "ROU,nan", "ROU,much", ",3", "ITA,1\nITA,2"):
        path.write_text(f"country,weight\n{wrong}\n", encoding="utf-8")
        with pytest.raises(ReportError, match=r"weights.csv line \d .* under the heads country,weight"):
            read_reference(path)
    with pytest.raises(ReportError, match="can not be read as a reference"):
        read_reference(tmp_path / "absent.csv")


def test_unknown_references_and_weights_of_nothing_are_refused(frames):
    with pytest.raises(ReportError, match="there is no reference 'luck'; use cases or equal"):
        charged(frames, "luck")
    for wrong in ({}, {"ROU": 0.0}, {"ROU": 2.0, "ITA": -1.0}):
        with pytest.raises(ReportError, match="no country a weight above 0"):
            charged(frames, wrong)


def test_csv_holds_the_whole_and_every_country(frames):
    rows = list(csv.DictReader(io.StringIO(to_csv(composition(frames, ("corruption_charged",))))))
    assert [row["kind"] for row in rows] == ["pooled", "standardised", "bootstrap", "country", "country"]
    assert rows[3]["group"] == "ROU"
    assert float(rows[3]["share_without"]) == 0


def test_the_command_weighs_by_a_file(tmp_path):
    folder = DataFolder(tmp_path / "data", create=True)
    build(folder.corpus.parent, *SOME).close()
    weights = tmp_path / "my weights.csv"
    weights.write_text("country,weight\nROU,1\nITA,3\n", encoding="utf-8")
    words = ["report", "composition", "--reference", str(weights), "--data", str(folder.corpus.parent)]
    done = CliRunner().invoke(cli, [*words, "--format", "json"])
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made["measures"][1]["standardised"]["share"] == pytest.approx(3 / 16)
    assert f"--reference '{weights}'" in made["generated_by"]["command"]
