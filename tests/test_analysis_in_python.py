"""The Python interface: its page runs and prints what it says, its frames are typed, and importing it costs nothing."""

import doctest
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build
from sample_corpus import run, sample_data

import jointcharge.analysis as analysis
from jointcharge.analysis import (
    composition_table,
    factor_table,
    grid_table,
    measure_table,
    open_frames,
    panel_table,
    similar_table,
    trend_table,
)
from jointcharge.records.errors import CorpusError, DataFolderError, ReportError, UnknownCaseError

PAGE = Path(__file__).resolve().parents[1] / "docs" / "analysis-in-python.md"
T, B = "trafficking", "bribery_passive"
SOME = (
    a_case("A", ("d1", T, "convicted"), ("d1", B, "convicted"), tags=["form:bribery", "actor:police"], year=2014),
    a_case("B", ("d1", T, "convicted"), ("d2", B, "dismissed"), tags=["form:bribery"], year=2016),
    a_case("C", ("d1", T, "convicted"), tags=["signal:laundering"], year=2017, sees="cv", texts=()),
    a_case("D", ("d1", T, "acquitted"), tags=["form:bribery"], country="KEN", year=None),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    build(folder, *SOME).close()
    return folder


@pytest.fixture(scope="module")
def frames(data):
    return open_frames(data)


def test_every_block_of_the_page_runs_and_prints_what_the_page_says(tmp_path, monkeypatch):
    shutil.copytree(sample_data(), tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 7
    page = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PAGE.name, str(PAGE), 0)
    said = []
    result = doctest.DocTestRunner(verbose=False).run(page, out=said.append)
    assert result.failed == 0, "".join(said)
    assert result.attempted > 15


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_is_there_and_told(name):
    assert getattr(analysis, name).__doc__
    assert name in dir(analysis)


def test_a_name_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(AttributeError, match="measure_table"):
        analysis.measure  # noqa: B018


def test_importing_the_interface_loads_no_pandas():
    told = "import sys, jointcharge.analysis; print(sorted({'pandas', 'numpy', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_measures_are_those_of_the_report(data, frames):
    told = json.loads(run("report", "disparity", "--by", "country", "--format", "json", "--data", data))
    table = measure_table(frames, "country")
    assert json.loads(table.to_json(orient="records", double_precision=15)) == [
        {name: pytest.approx(value) if isinstance(value, float) else value for name, value in one.items()}
        for one in told["measures"]
    ]
    assert table.attrs["snapshot"] == told["snapshot"]
    assert table.attrs["command"] == told["generated_by"]["command"]


@pytest.mark.parametrize("make", [measure_table, trend_table, grid_table, composition_table, factor_table])
def test_the_numbers_of_every_table_can_be_null_and_are_never_nan(make, frames):
    table = make(frames)
    assert len(table)
    assert {str(dtype) for dtype in table.dtypes} <= {"string", "Int64", "Float64", "boolean"}
    assert not any((column.astype("string") == "nan").any() for _, column in table.items())
    assert table.attrs["snapshot"] in table.attrs["command"]


@pytest.mark.parametrize("make", [measure_table, trend_table, grid_table, composition_table])
def test_an_empty_corpus_gives_tables_with_the_same_columns_and_types(make, frames, tmp_path):
    build(tmp_path).close()
    empty = make(open_frames(tmp_path))
    assert empty.dtypes.to_dict() == make(frames).dtypes.to_dict()


def test_the_grid_tells_how_often_what_is_described_is_charged(frames):
    grid = grid_table(frames).set_index(["stage", "actor"])
    told = grid.loc[("(any)", "police"), ["indicated", "charged_numerator", "charged_denominator"]]
    assert told.tolist() == [1, 1, 1]


def test_the_factors_are_those_of_the_comparison(data, frames):
    told = json.loads(run("compare", "--format", "json", "--data", data))
    table = factor_table(frames)
    assert table["comparison"].unique().tolist() == [one["name"] for one in told["comparisons"]]
    assert table["factor"].tolist() == [row["factor"] for one in told["comparisons"] for row in one["rows"]]


def test_similar_cases_come_with_their_reasons_in_words(frames):
    found = similar_table(frames, "test:D", described=True)
    assert found["case_id"].tolist() == ["test:A", "test:B"]
    assert "the same corrupt conduct is described: bribery" in found["reasons"][0]
    with pytest.raises(UnknownCaseError):
        similar_table(frames, "nobody")


def test_the_panel_stands_beside_the_indices(frames, tmp_path):
    (tmp_path / "cpi.csv").write_text("iso3,country,year,value\nROU,Romania,2014,43\n", encoding="utf-8")
    panel = panel_table(frames, tmp_path).set_index(["country", "year"])
    assert panel.loc[("ROU", 2014), ["cases", "cpi"]].tolist() == [1, 43]
    assert panel.attrs["snapshot"] == frames.snapshot.snapshot


def test_a_snapshot_can_be_read_again_after_the_corpus_grew(tmp_path):
    build(tmp_path, SOME[0]).close()
    before = measure_table(open_frames(tmp_path))
    build(tmp_path, *SOME).close()
    again = measure_table(open_frames(tmp_path, as_of=before.attrs["snapshot"]))
    pd.testing.assert_frame_equal(before, again)
    assert len(open_frames(tmp_path).cases) == len(SOME)


def test_a_folder_or_a_grouping_that_is_not_there_is_told_in_words(tmp_path, frames):
    with pytest.raises(DataFolderError, match="no data folder at"):
        open_frames(tmp_path / "none")
    with pytest.raises(CorpusError, match="jointcharge parse"):
        open_frames(tmp_path)
    with pytest.raises(ReportError, match="group by one of"):
        measure_table(frames, "weather")
