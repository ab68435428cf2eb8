"""Shares over time: each period against its cases counted by hand, and a test that finds a planted rise and keeps its level."""

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

from jointcharge.analysis import Frames, disparity
from jointcharge.analysis.counts import measure_of
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.measures import CASE
from jointcharge.analysis.trend import periods_of, trend, trend_test
from jointcharge.analysis.trend_report import to_csv, to_html, to_json, to_text
from jointcharge.cli.main import cli
from jointcharge.records.errors import ReportError
from jointcharge.records.folder import DataFolder

T, B = ("d1", "trafficking", "convicted"), ("d2", "bribery_active", "convicted")
SOME = (
    a_case("A", T, B, tags=["form:bribery"], year=2011),
    a_case("B", T, tags=["form:bribery"], year=2011),
    a_case("C", T, tags=[], year=2014),
    a_case("D", T, sees="cv", texts=(), tags=[], year=2014),
    a_case("E", T, B, tags=["form:bribery"], year=None),
)


@pytest.fixture
def frames(tmp_path):
    return Frames(build(tmp_path, *SOME))


def of(report, name):
    return {one.group: one for one in report.measures if one.name == name}


def test_each_year_counts_its_own_cases(frames):
    found = of(trend(frames), "corruption_charged")
    assert [(g, m.numerator, m.denominator) for g, m in found.items()] == [
        ("2011", 1, 2), ("2012", 0, 0), ("2013", 0, 0), ("2014", 0, 1), (NOT_STATED, 1, 1)
    ]  # fmt: skip


def test_a_source_that_cannot_show_corruption_charges_is_in_no_denominator(frames):
    found = of(trend(frames), "corruption_charged")["2014"]
    assert (found.denominator, found.not_observable) == (1, 1)


def test_the_periods_add_up_to_the_disparity_report(frames):
    whole, report = disparity(frames), trend(frames, 4)
    for name in {one.name for one in report.measures}:
        parts = of(report, name).values()
        pooled = whole.measure(name, CASE)
        for field in ("numerator", "denominator", "missing", "not_observable"):
            assert sum(getattr(one, field) for one in parts) == getattr(pooled, field), (name, field)


def test_periods_start_at_whole_multiples_and_leave_no_gap(frames):
    assert periods_of(frames, 2).labels == ("2010-2011", "2012-2013", "2014-2015", NOT_STATED)


def test_a_year_with_nothing_known_is_told_in_words_and_never_as_nan(frames):
    text = to_text(trend(frames))
    assert "nothing known" in text
    assert "nan" not in text


def counts(*pairs):
    return [measure_of("corruption_charged", str(n), (0, 0, total - k, k)) for n, (k, total) in enumerate(pairs)]


def test_a_planted_rise_is_found():
    found = trend_test("corruption_charged", counts((1, 50), (10, 50), (25, 50), (40, 50)))
    assert found.direction == "rises"
    assert found.p_value == 1 / 10_000
    assert found.words.startswith("rises")


def test_a_fall_is_a_fall_and_a_level_share_is_flat():
    assert trend_test("corruption_charged", counts((30, 40), (20, 40), (5, 40))).direction == "falls"
    level = trend_test("corruption_charged", counts((5, 20), (5, 20), (5, 20)))
    assert (level.direction, level.p_value) == ("flat", 1.0)


def test_what_chance_shows_is_not_told_as_a_trend():
    found = trend_test("corruption_charged", counts((2, 10), (3, 10), (3, 10)))
    assert found.p_value > 0.05
    assert found.words.startswith("neither rises nor falls by more than chance would show (p = 0.")


def test_a_small_p_value_is_told_as_small():
    found = trend_test("corruption_charged", counts((1, 50), (10, 50), (25, 50), (40, 50)))
    assert found.words == "rises (p < 0.001)"


def test_years_without_any_case_stand_in_one_row_of_the_table_and_each_in_the_csv(frames):
    report = trend(frames)
    assert "  2012 to 2013 " in to_text(report)
    assert '<th scope="row">2012 to 2013</th>' in to_html(report)
    assert {"2012", "2013"} <= {row["group"] for row in csv.DictReader(io.StringIO(to_csv(report)))}


def test_a_year_whose_cases_cannot_be_seen_keeps_its_own_row(tmp_path):
    told = (
        a_case("A", T, year=2010),
        a_case("B", T, sees="cv", texts=(), tags=[], year=2012),
        a_case("C", T, year=2014),
    )
    text = to_text(trend(Frames(build(tmp_path, *told))))
    assert "2011 to" not in text
    assert "  2012 " in text


def test_the_exact_p_value_of_a_small_table_is_met():
    # one positive in each of the last two of four periods of one case: 6 ways to place two, and only these
    # two and their mirror image lie as far from the middle
    found = trend_test("corruption_charged", counts((0, 1), (0, 1), (1, 1), (1, 1)))
    assert found.p_value == pytest.approx(2 / 6, abs=0.02)


def test_without_any_effect_one_test_in_twenty_or_fewer_finds_one():
    rng = np.random.default_rng(7)
    drawn = rng.binomial(12, 0.15, size=(200, 5))
    found = [trend_test("corruption_charged", counts(*((int(k), 12) for k in row)), seed=3).p_value for row in drawn]
    tested = [p for p in found if p is not None]
    assert len(tested) > 190
    assert np.mean([p < 0.05 for p in tested]) <= 0.08


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [(((1, 5), (0, 0), (2, 5)), "2 periods"), (((0, 5),) * 3, "none of the 15"), (((5, 5),) * 3, "all of the 15")],
)
def test_a_trend_that_cannot_be_tested_says_why(pairs, reason):
    found = trend_test("corruption_charged", counts(*pairs))
    assert (found.p_value, found.direction) == (None, None)
    assert reason in found.words


def test_an_empty_corpus_is_told_in_words(tmp_path):
    text = to_text(trend(Frames(build(tmp_path))))
    assert "holds no case" in text
    assert "nan" not in text


def test_a_corpus_without_dates_has_one_row_and_no_test(tmp_path):
    report = trend(Frames(build(tmp_path, a_case("A", T, year=None))))
    assert {one.group for one in report.measures} == {NOT_STATED}
    assert all(one.p_value is None for one in report.tests)
    assert "no year of decision is stated" in " ".join(report.caveats)
    assert "were tested" not in " ".join(report.caveats)


def test_an_unknown_measure_or_period_is_refused_with_the_choices(frames):
    with pytest.raises(ReportError, match="there is no measure 'luck' of cases; ask for one of trafficking_cases"):
        trend(frames, names=("luck",))
    with pytest.raises(ReportError, match="a period of 0 years is none"):
        trend(frames, 0)


def test_csv_and_json_say_what_the_text_says(frames):
    report = trend(frames)
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert len(rows) == len(report.measures) == len(json.loads(to_json(report))["measures"])
    assert {row["snapshot"] for row in rows} == {report.snapshot}
    assert rows[0]["under_five"] == "true"


def test_the_command_answers_and_names_itself(tmp_path):
    folder = DataFolder(tmp_path / "data", create=True)
    build(folder.corpus.parent, *SOME).close()
    done = CliRunner().invoke(cli, ["report", "trend", "--period", "2", "--data", str(folder.corpus.parent)])
    assert done.exit_code == 0, done.output
    assert "2010-2011" in done.stdout
    assert "jointcharge report trend --period 2 --as-of" in done.stdout
