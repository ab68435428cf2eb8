"""The stage and actor grid against cells counted by hand: one passage names both, linked cases count once."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames, disparity
from jointcharge.analysis.grid import ANY, grid
from jointcharge.analysis.grid_chart import heat_map
from jointcharge.analysis.grid_report import to_csv, to_json, to_text
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.labels import IN_TWO, label_words
from jointcharge.cli.main import cli
from jointcharge.records.case import TagDimension
from jointcharge.records.codebook import labels_of
from jointcharge.records.folder import DataFolder

T, B = ("d1", "trafficking", "convicted"), ("d2", "bribery_active", "convicted")
TWO = ("One sentence.", "Another sentence.")
BORDER = ["form:bribery", "stage:transport_border", "actor:border_customs"]
SOME = (
    a_case("A", T, B, tags=BORDER),
    a_case("B", T, tags=[*BORDER, "actor:police"]),
    # stage and actor in different passages: no cell holds both
    a_case("C", T, tags=["form:bribery", "stage:documents", "form:bribery@2", "actor:police@2"], texts=TWO),
    # the stage stands beside a signal, not beside the form
    a_case("D", T, tags=["form:bribery", "signal:laundering@2", "stage:proceeds@2"], texts=TWO),
    # only a signal: not in the grid
    a_case("E", T, tags=["signal:laundering", "stage:proceeds", "actor:financial"]),
    # described, and the source shows no charges
    a_case("F", tags=BORDER, sees="t"),
    # charged, and not described
    a_case("G", T, B, tags=[]),
    # not trafficking
    a_case("H", B, tags=BORDER, filed=("Corruption",)),
)


@pytest.fixture
def frames(tmp_path):
    return Frames(build(tmp_path, *SOME))


@pytest.fixture
def report(frames):
    return grid(frames)


def numbers(report, stage, actor):
    cell = report.cell(stage, actor)
    return cell and (cell.indicated, cell.charged.numerator, cell.charged.denominator, cell.charged.not_observable)


def test_a_cell_counts_the_cases_whose_passage_names_both(report):
    assert numbers(report, "transport_border", "border_customs") == (3, 1, 2, 1)


def test_a_case_stands_in_each_cell_its_passage_names_and_once_in_the_margin(report):
    assert numbers(report, "transport_border", "police") == (1, 0, 1, 0)
    assert numbers(report, "transport_border", ANY) == (3, 1, 2, 1)


def test_a_source_without_charges_describes_and_is_in_no_denominator(report):
    cell = report.cell("transport_border", "border_customs")
    assert cell.indicated == cell.charged.denominator + cell.charged.not_observable


def test_stage_and_actor_of_different_passages_do_not_meet(report):
    assert report.cell("documents", "police") is None
    assert numbers(report, "documents", NOT_STATED) == (1, 0, 1, 0)
    assert numbers(report, NOT_STATED, "police") == (1, 0, 1, 0)


def test_a_stage_beside_a_signal_is_not_the_stage_of_the_form(report):
    assert "proceeds" not in report.stages
    assert numbers(report, NOT_STATED, NOT_STATED) == (1, 0, 1, 0)


def test_the_whole_is_what_the_disparity_report_counts(frames, report):
    whole, gap = report.cell(ANY, ANY), disparity(frames).measure("charging_gap")
    assert whole.indicated == disparity(frames).measure("corruption_indicated").numerator == 5
    assert (whole.charged.numerator, whole.charged.denominator) == (gap.numerator, gap.denominator)


def test_charged_cases_that_nothing_describes_are_told_apart(report):
    assert report.outside == 1
    assert "In 1 case corruption is charged that no text" in " ".join(report.caveats)


def test_stages_come_in_the_order_of_the_chain_and_margins_last(report):
    assert report.stages == ("documents", "transport_border", NOT_STATED, ANY)
    assert report.actors == ("police", "border_customs", NOT_STATED, ANY)


def test_a_reviewer_moves_a_case_out_of_a_cell(tmp_path):
    told = a_case("A", T, B, tags=BORDER, reviews=[("actor:border_customs", False), ("actor:police", True)])
    found = grid(Frames(build(tmp_path, told)))
    assert found.actors == ("police", ANY)


def test_linked_cases_count_once_with_the_cells_of_all_their_records(tmp_path, monkeypatch):
    monkeypatch.setattr(Frames, "groups", (("test:A", "test:C"),))
    found = grid(Frames(build(tmp_path, *SOME)))
    assert found.cell(ANY, ANY).indicated == 4
    assert numbers(found, "documents", NOT_STATED) == (1, 1, 1, 0)  # A, who stands for both, is charged


def test_cells_under_five_are_marked_and_others_are_not(tmp_path, tmp_path_factory):
    few_path = tmp_path_factory.mktemp("few")
    found = grid(Frames(build(tmp_path, *(a_case(f"A{n}", T, B, tags=BORDER) for n in range(5)))))
    assert not found.cell("transport_border", "border_customs").small
    assert "†" not in to_text(found).split("† fewer than")[0]
    few = grid(Frames(build(few_path, *(a_case(f"A{n}", T, B, tags=BORDER) for n in range(4)))))
    assert few.cell("transport_border", "border_customs").small
    assert "4†" in to_text(few)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ((), "holds no case"),
        ((a_case("A", T, tags=None),), "No tagger has read"),
        ((a_case("A", T, tags=[]),), "No trafficking case that was read describes corruption"),
    ],
)
def test_an_empty_grid_says_why(tmp_path, told, words):
    text = to_text(grid(Frames(build(tmp_path, *told))))
    assert words in text
    assert "nan" not in text


def test_where_no_charge_would_show_the_cell_says_so(tmp_path):
    text = to_text(grid(Frames(build(tmp_path, SOME[5]))))
    assert "not seen" in text
    assert "nothing known" in text


def test_csv_and_json_hold_every_cell(report):
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert len(rows) == len(report.cells) == len(json.loads(to_json(report))["cells"])
    both = next(r for r in rows if (r["stage"], r["actor"]) == ("transport_border", "border_customs"))
    assert (both["indicated"], both["numerator"], both["denominator"]) == ("3", "1", "2")
    assert both["indicated_under_five"] == "true"


def test_the_command_answers_in_each_form(tmp_path):
    folder = DataFolder(tmp_path / "data", create=True)
    build(folder.corpus.parent, *SOME).close()
    for form, sign in (("text", "WHERE IN THE CHAIN"), ("json", '"cells"'), ("csv", "stage,actor,indicated")):
        words = ["report", "grid", "--format", form, "--data", str(folder.corpus.parent)]
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, done.output
        assert sign in done.stdout


def test_every_label_that_joins_two_words_for_two_things_is_read_as_two():
    known = {label for dimension in (TagDimension.STAGE, TagDimension.ACTOR) for label in labels_of(dimension)}
    assert set(IN_TWO) <= known
    assert label_words("prosecutor_judge") == "prosecutor or judge"
    assert label_words("recruitment_agency") == "recruitment agency"


def test_every_stage_is_named_whole_above_its_column_in_two_lines_at_most(tmp_path):
    stages = (*labels_of(TagDimension.STAGE), NOT_STATED, ANY)
    everywhere = [a_case(str(n), T, tags=["form:bribery", f"stage:{one}"]) for n, one in enumerate(stages[:-2])]
    frames = Frames(build(tmp_path, *everywhere, a_case("X", T, tags=["form:bribery"])))
    chart = heat_map(grid(frames), label_words, charged=False)
    named = [lines for _, lines in chart.columns]
    assert {" ".join(lines) for lines in named} == {label_words(one) for one in stages}
    assert max(len(lines) for lines in named) <= 2
