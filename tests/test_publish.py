"""Reports made to be published: no small cell is told, and none can be worked out, in any form."""

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build
from report_kinds import FORMS, NAMES, index_folder, kinds

from jointcharge.analysis import Frames, disparity
from jointcharge.analysis.alongside import alongside
from jointcharge.analysis.composition import composition
from jointcharge.analysis.counts import SMALL, measure_of
from jointcharge.analysis.grid import ANY, grid
from jointcharge.analysis.index_files import read_indices
from jointcharge.analysis.measure_words import WITHHELD_MARK, disparity_words
from jointcharge.analysis.panel import panel
from jointcharge.analysis.publish import RESTS_ON, published
from jointcharge.analysis.trend import trend
from jointcharge.cli.main import cli
from jointcharge.records.errors import ReportError
from jointcharge.records.folder import DataFolder

pytest.importorskip("firthmodels", reason="the extra stats is not installed")
T, B = ("d1", "trafficking", "convicted"), ("d2", "bribery_active", "convicted")
BORDER = ["form:bribery", "stage:transport_border", "actor:border_customs"]
POLICE = ["form:bribery", "stage:exploitation", "actor:police"]
PAPERS = ["form:bribery", "stage:documents", "actor:police"]
JUSTICE = ["form:bribery", "stage:justice", "actor:prosecutor_judge"]


def some():
    """Countries of 20, 14, 9 and 3 cases; bribery charged in 7, 6, 3 and 1; described at a few stages."""
    for country, size, charged in (("ROU", 20, 7), ("ITA", 14, 6), ("USA", 9, 3), ("BGR", 3, 1)):
        for n in range(size):
            charges = (T, B) if n < charged else (T,) if n % 4 else (("d1", "trafficking", "acquitted"),)
            tags = (BORDER, POLICE, JUSTICE, [], [], [])[n % 6] if n < 12 else []
            tags = PAPERS if country == "BGR" else tags
            yield a_case(f"{country}{n:02}", *charges, tags=tags, country=country, year=2010 + n % 5)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return build(tmp_path_factory.mktemp("publish"), *some())


@pytest.fixture(scope="module")
def frames(corpus):
    return Frames(corpus)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return index_folder(tmp_path_factory.mktemp("indices"))


@pytest.fixture(scope="module")
def report(frames):
    return disparity(frames, "country", publish=True)


# ---- what is withheld ----


def test_a_number_under_five_goes_with_its_share_and_interval(report):
    one = report.measure("corruption_charged", "case", "USA")
    assert (one.numerator, one.share, one.ci_low, one.ci_high, one.bounds) == (None, None, None, None, None)
    assert one.withheld
    assert not one.small


def test_a_number_goes_too_where_all_but_a_few_have_the_property():
    (one,) = published([measure_of("trafficking_convicted", None, (0, 0, 2, 60))])
    assert (one.numerator, one.denominator) == (None, 62)


def test_a_denominator_under_five_takes_the_row_with_it():
    (one,) = published([measure_of("charging_gap", None, (1, 2, 1, 3))])
    assert (one.denominator, one.missing, one.not_observable) == (None, None, None)


def test_where_nothing_is_known_nothing_is_withheld():
    (one,) = published([measure_of("charging_gap", None, (9, 2, 0, 0))])
    assert (one.numerator, one.denominator, one.missing) == (0, 0, 2)


def test_a_group_of_fewer_than_five_cases_is_withheld_whole_and_another_with_it(report):
    for one in report.measures:
        if one.group in ("BGR", "USA"):
            assert (one.numerator, one.denominator, one.missing, one.not_observable) == (None, None, None, None)
    assert report.measure("trafficking_cases", "case", "ROU").numerator == 20


def test_a_group_of_fewer_than_five_alone_is_all_that_is_withheld_if_it_is_the_whole(tmp_path):
    made = disparity(Frames(build(tmp_path, *(a_case(f"{n}", T) for n in range(3)))), publish=True)
    assert {one.denominator for one in made.measures} == {None}


def test_no_number_that_is_shown_has_a_small_cell(report):
    for one in report.measures:
        if not one.withheld and one.denominator:
            assert one.numerator >= SMALL
            assert one.name == "trafficking_cases" or one.denominator - one.numerator >= SMALL


@pytest.mark.parametrize("by", ["country", "year", "period", "exploitation", "language"])
def test_who_subtracts_from_the_whole_cannot_tell_a_withheld_group(frames, by):
    plain, shown = disparity(frames, by), disparity(frames, by, publish=True)
    assert any(one.withheld for one in shown.measures)
    for whole in shown.measures:
        if whole.group is not None or whole.withheld:
            continue
        rows = [one for one in shown.measures if (one.name, one.unit) == (whole.name, whole.unit) and one.group]
        gone = [one for one in rows if one.withheld and plain.measure(one.name, one.unit, one.group).denominator]
        left = whole.numerator - sum(one.numerator for one in rows if one.numerator is not None)
        for one in gone:
            others = sum(each.denominator if each.denominator is not None else left for each in gone if each is not one)
            least, most = max(0, left - others), left if one.denominator is None else min(left, one.denominator)
            assert most - least >= SMALL, (one.name, one.unit, one.group, least, most)


def test_a_measure_that_rests_on_a_withheld_one_is_withheld_whole(report):
    for one in report.measures:
        if base := RESTS_ON.get(one.name):
            held = report.measure(base, one.unit, one.group)
            assert not held.withheld or one.denominator is None


def test_the_disparity_and_the_joint_convictions_are_withheld_together(report):
    for group in (None, *report.groups):
        one, other = report.measure("disparity", "case", group), report.measure("joint_convicted", "case", group)
        assert other.withheld or not one.withheld or one.denominator is None
        assert one.withheld or not other.withheld or other.denominator is None


def test_a_withheld_measure_cannot_be_reckoned_with(report):
    with pytest.raises(ReportError, match="is withheld; reckon with a report made without --publish"):
        _ = report.measure("corruption_charged", "case", "BGR").known


def test_the_ratio_is_not_told_where_it_is_withheld():
    (part,) = published([measure_of("disparity", None, (0, 0, 40, 2))])
    (whole,) = published([measure_of("disparity", None, (0, 0, 2, 2))])
    assert disparity_words(part).startswith(
        "Of 42 trafficking convictions, the number of joint convictions is withheld"
    )
    assert "4" not in disparity_words(whole)


def test_caveats_tell_no_number_of_cases_with_a_property(tmp_path):
    told = [a_case(f"A{n}", ("d1", "trafficking+corruption_aggravation", "convicted")) for n in range(2)]
    told += [a_case(f"B{n}", T, ("d1", "unclassified")) for n in range(20)]
    frames = Frames(build(tmp_path, *told))
    assert "In 2 trafficking cases trafficking is charged as aggravated" in " ".join(disparity(frames).caveats)
    published_ones = " ".join(disparity(frames, publish=True).caveats)
    assert "In fewer than 5 trafficking cases trafficking is charged as aggravated" in published_ones
    assert "were every one of them corruption" not in published_ones


# ---- the other reports ----


def test_periods_protect_each_other(frames):
    made = trend(frames, publish=True)
    for name in {one.name for one in made.measures}:
        gone = [one for one in made.measures if one.name == name and one.withheld]
        assert len(gone) != 1


def test_a_trend_is_not_told_where_its_p_value_would_give_a_period_away(tmp_path):
    frames = Frames(build(tmp_path, *(a_case(f"{n:02}", T, year=2010 + n % 4) for n in range(40))))
    words = {one.name: one.words for one in trend(frames, publish=True).tests}
    assert words["corruption_charged"].startswith("not told: the p-value would give away")


def test_a_withheld_cell_of_the_grid_looks_like_an_empty_one(frames):
    plain, shown = grid(frames), grid(frames, publish=True)
    assert min(one.indicated for one in plain.cells) < SMALL
    assert min(one.indicated for one in shown.cells) >= SMALL
    assert {(one.stage, one.actor) for one in shown.cells} < {(one.stage, one.actor) for one in plain.cells}


def test_a_margin_of_the_grid_never_gives_its_only_withheld_cell_away(frames):
    plain, shown = grid(frames), grid(frames, publish=True)
    for stage in shown.stages:
        if shown.cell(stage, ANY) is None or stage == ANY:
            continue
        gone = [
            one
            for one in plain.cells
            if one.stage == stage and one.actor != ANY and shown.cell(stage, one.actor) is None
        ]
        assert not gone or sum(one.indicated for one in gone) >= SMALL
        assert len(gone) != 1


def test_the_composition_tells_nothing_that_gives_a_country_away(frames):
    (charged,) = composition(frames, ("corruption_charged",), publish=True).measures
    gone = [part for part in charged.parts if part.counts.withheld]
    assert {"BGR"} < {part.country for part in gone}
    assert all((part.weight, part.share_without, part.shift) == (None, None, None) for part in gone)
    assert [part.country for part in charged.parts] == sorted(part.country for part in charged.parts)


def test_a_standardised_share_is_not_told_where_it_would_give_a_country_away(frames):
    (plain,) = composition(frames, ("corruption_charged",), "equal").measures
    (shown,) = composition(frames, ("corruption_charged",), "equal", publish=True).measures
    assert plain.standardised and plain.bootstrap
    assert (shown.pooled.numerator, shown.standardised, shown.bootstrap) == (17, None, None)
    assert "withheld" in shown.notes[0]


def test_what_is_reckoned_from_a_withheld_pooled_share_is_withheld(tmp_path):
    told = [a_case(f"{n:02}", *((T, B) if n < 3 else (T,)), country=("ROU", "ITA")[n % 2]) for n in range(40)]
    (charged,) = composition(Frames(build(tmp_path, *told)), ("corruption_charged",), publish=True).measures
    assert (charged.pooled.numerator, charged.standardised, charged.bootstrap) == (None, None, None)
    assert all(part.share_without is None for part in charged.parts)


def test_the_panel_withholds_small_cells(frames, folder):
    table = panel(frames, read_indices(folder), publish=True)
    shown = table["corruption_charged_numerator"].dropna()
    assert ((shown >= SMALL) | (shown == 0)).all()
    assert table["trafficking_cases"].isna().any()


def test_what_is_charged_beside_another_offence_is_withheld_alike(frames):
    made = alongside(frames, "corruption", "country", publish=True)
    assert made.measure("cases", "case").numerator == 17
    assert made.measure("cases", "case", "USA").withheld
    for one in made.measures:
        if not one.withheld and one.denominator:
            assert one.numerator >= SMALL
            assert one.name == "cases" or one.denominator - one.numerator >= SMALL


def test_the_comparison_lists_no_case_and_no_small_table(frames, folder):
    kind = kinds(folder)["compare"]
    made = kind.make(frames, publish=True)
    for one in made.comparisons:
        assert one.joint == one.other == ()
        for row in one.rows:
            cells = (row.joint_with, row.other_with)
            assert row.withheld or min(*cells, row.joint_n - row.joint_with, row.other_n - row.other_with) >= SMALL
    assert not re.search(r"test:[A-Z]{3}\d\d", kind.told(made, "json") + kind.told(made, "html"))


# ---- every report, every form ----


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_every_report_can_be_published_in_every_form(frames, folder, name, form):
    kind = kinds(folder)[name]
    told = kind.told(kind.make(frames, publish=True), form)
    assert not re.search(r"\bNone\b|\bnan\b|Traceback", told)
    if form in ("text", "html"):
        assert "--publish --as-of" in told
        assert "made to be published" in " ".join(told.split())


def test_the_published_csv_says_which_rows_are_withheld(frames, folder):
    kind = kinds(folder)["disparity"]
    rows = list(csv.DictReader(io.StringIO(kind.told(kind.make(frames, publish=True), "csv"))))
    assert {row["numerator"] for row in rows if row["withheld"] == "true"} == {""}
    assert all(row["numerator"] for row in rows if row["withheld"] == "false")


def test_the_published_json_has_null_for_what_is_withheld(report, folder):
    told = json.loads(kinds(folder)["disparity"].told(report, "json"))
    assert told["generated_by"]["published"] is True
    assert {one["numerator"] for one in told["measures"] if one["group"] == "BGR"} == {None}


def test_the_page_marks_what_is_withheld_and_says_what_the_mark_means(report, folder):
    page = kinds(folder)["disparity"].told(report, "html")
    assert f"{WITHHELD_MARK} withheld: fewer than 5 cases" in page
    assert "small cells are withheld" in page


@pytest.mark.parametrize(
    "command", [["report", "disparity", "--cases", "disparity"], ["compare", "--cases", "undercover"]]
)
def test_single_cases_are_not_listed_to_be_published(tmp_path, command):
    DataFolder(tmp_path, create=True)
    build(tmp_path, a_case("A", T))
    done = CliRunner().invoke(cli, [*command, "--publish", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "--cases lists single cases, which --publish withholds" in done.output


def test_publish_is_an_option_of_every_report():
    group = cli.get_command(None, "report")
    assert set(group.commands) == set(NAMES)
    for name, command in group.commands.items():
        assert "publish" in {one.name for one in command.params}, name
        (form,) = (one for one in command.params if one.name == "fmt")
        assert list(form.type.choices) == ["text", "json", "csv", "html", "pdf"], name
