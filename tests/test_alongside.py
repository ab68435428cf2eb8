"""What is charged beside one class of offence, against truths worked out by hand; every form names its base."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames, alongside_report
from jointcharge.analysis.alongside import alongside, cases_among, others_of
from jointcharge.analysis.measures import DEFENDANT
from jointcharge.cli.main import cli
from jointcharge.records.errors import ReportError

R, F, B = "illegal_recruitment", "fraud", "bribery_active"
SOME = (
    a_case("A", ("d1", R, "convicted"), ("d1", F, "convicted"), filed=(), country="PHL"),
    # the fraud is another defendant's, and was dismissed
    a_case("B", ("d1", R, "convicted"), ("d2", F, "dismissed"), filed=(), country="PHL"),
    a_case("C", ("d1", R, "acquitted"), ("d1", B, "convicted"), filed=(), country="KEN"),
    # the verdict on recruitment is not known
    a_case("D", ("d1", R), filed=(), country="KEN"),
    # a table without a column for corruption: in no denominator
    a_case("E", ("d1", R, "convicted"), ("d1", F, "convicted"), sees="cv", filed=()),
    # another offence alone, and a source without charges
    a_case("F", ("d1", F, "convicted"), filed=()),
    a_case("G", sees="t", filed=()),
)


@pytest.fixture
def frames(tmp_path):
    with build(tmp_path, *SOME) as corpus:
        yield Frames(corpus)


def counts(report, name, unit="case", group=None):
    one = report.measure(name, unit, group)
    return one.numerator, one.denominator, one.missing, one.not_observable


@pytest.mark.parametrize(
    ("name", "unit", "expected"),
    [
        ("cases", "case", (5, 6, 0, 1)),
        ("convicted", "case", (3, 4, 1, 0)),
        ("corruption_charged", "case", (1, 4, 0, 1)),
        ("corruption_convicted", "case", (1, 4, 0, 1)),
        ("corruption_both_convicted", "case", (0, 4, 0, 1)),
        ("fraud_charged", "case", (2, 4, 0, 1)),
        ("fraud_convicted", "case", (1, 4, 0, 1)),
        ("fraud_both_convicted", "case", (1, 4, 0, 1)),
        ("trafficking_charged", "case", (0, 4, 0, 1)),
        ("cases", "defendant", (5, 7, 0, 0)),
        ("fraud_charged", "defendant", (1, 4, 0, 1)),
        ("fraud_both_convicted", "defendant", (1, 4, 0, 1)),
    ],
)
def test_numbers_worked_out_by_hand(frames, name, unit, expected):
    assert counts(alongside(frames, R), name, unit) == expected


def test_groups_are_counted_each_for_itself(frames):
    report = alongside(frames, R, "country")
    assert counts(report, "fraud_charged", group="PHL") == (2, 2, 0, 0)
    assert counts(report, "corruption_charged", group="KEN") == (1, 2, 0, 0)


def test_a_number_names_its_cases(frames):
    lists = cases_among(frames, R, "fraud_charged")
    assert [one.rpartition(":")[2] for one in lists.numerator] == ["A", "B"]
    assert [one.rpartition(":")[2] for one in lists.not_observable] == ["E"]
    assert len(cases_among(frames, R, "fraud_charged", DEFENDANT).numerator) == 1


def test_the_base_stands_beside_nothing_of_its_own():
    assert "fraud" not in others_of("fraud") and "corruption" in others_of("fraud")
    assert "corruption" not in others_of(B) and "corruption" not in others_of("corruption")


def test_an_unknown_class_or_measure_is_answered_with_those_there_are(frames):
    with pytest.raises(ReportError, match="no class of offence 'estafa'; ask among one of corruption, trafficking"):
        alongside(frames, "estafa")
    with pytest.raises(
        ReportError, match="no measure 'control_fraud' per case among illegal_recruitment; ask for one of"
    ):
        cases_among(frames, R, "control_fraud")
    with pytest.raises(ReportError, match="no measure 'x' per case among illegal_recruitment"):
        alongside(frames, R).measure("x")


def test_every_form_says_what_the_base_is(frames):
    report = alongside(frames, R, "country")
    assert json.loads(alongside_report.to_json(report))["among"] == R
    rows = list(csv.DictReader(io.StringIO(alongside_report.to_csv(report))))
    assert {row["among"] for row in rows} == {R} and len(rows) == len(report.measures)
    for told in (alongside_report.to_text(report), alongside_report.to_html(report)):
        flat = " ".join(told.split())
        assert "Of the cases charged with illegal recruitment in which a corruption charge would show" in flat
        assert "Fraud both convicted" in flat
        assert f"--among {R} --by country --as-of {report.snapshot}" in flat
    assert alongside_report.to_text(report).startswith("CHARGED ALONGSIDE ILLEGAL RECRUITMENT\n")


def test_the_command_asks_it_of_a_class(tmp_path):
    build(tmp_path, *SOME).close()
    asked = ["report", "disparity", "--among", R, "--data", str(tmp_path)]
    told = CliRunner().invoke(cli, [*asked, "--format", "json"], catch_exceptions=False)
    assert json.loads(told.stdout)["among"] == R
    listed = CliRunner().invoke(cli, [*asked, "--cases", "corruption_charged"], catch_exceptions=False)
    assert listed.stdout.startswith("yes\t") and listed.stdout.count("\n") == 5
    for refused in (["--cases", "cases", "--publish"], ["--cases", "cases", "--by", "country"]):
        assert CliRunner().invoke(cli, [*asked, *refused]).exit_code == 2
