"""Exports: complete, whole or not at all, the same every time, and no formulas."""

import csv
import errno
import io
import json
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, a_charge, build, stated

from jointcharge.analysis import Frames
from jointcharge.analysis.export import FORMATS, export, guarded, to_bytes
from jointcharge.analysis.frames import COLUMNS, DTYPES, WHAT
from jointcharge.records.case import Money, Sentence
from jointcharge.records.errors import ExportError, MissingExtraError, ReportError

module = sys.modules["jointcharge.analysis.export"]
DTYPE_OF = {name: dtype for dtype, names in DTYPES.items() for name in names.split()}
TRICKY = ("=1+1", "-5 years", "+40", "@x", "Ș. & „quotes”, 中文 العربية", 'a "b", c\nd', "plain")


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    sentence = Sentence(
        imprisonment_months_min=24.5, imprisonment_months_max=24.5, fine=stated(Money(amount=4000, currency="EUR"))
    )
    told = (
        a_case("A", a_charge("test:A", 1, None, "trafficking+fraud", "convicted", sentence=sentence, counts=stated(2)), texts=TRICKY, tags=["form:bribery"], listed=("Corruption",)),
        a_case("B", ("d1", "trafficking"), title="=HYPERLINK(1)", court="Court\x07 of \x0bX", country=None, year=None, sees="cvt", tags=None, filed=()),
        a_case("C", sees="t", texts=("+",), actors=("v1", "d1")),
    )  # fmt: skip
    return Frames(build(tmp_path_factory.mktemp("corpus"), *told))


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("empty")))


def lists_of(frame):
    """Each column's values as plain Python, null as None, lists as lists."""

    def plain(value):
        return list(value) if isinstance(value, tuple) else None if value is pd.NA else value

    return {name: [plain(v) for v in frame[name].astype(object)] for name in frame.columns}


def read_jsonl(data):
    return [json.loads(line) for line in data.decode().splitlines()]


def read_csv(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# ---- complete ----


@pytest.mark.parametrize("what", WHAT)
def test_jsonl_holds_every_value_of_the_frame(frames, what):
    rows = read_jsonl(to_bytes(frames, what, "jsonl"))
    assert {name: [row[name] for row in rows] for name in COLUMNS[what].split()} == lists_of(frames.frame(what))


@pytest.mark.parametrize("what", WHAT)
def test_parquet_holds_every_value_and_type_of_the_frame(frames, what, tmp_path):
    import fastparquet

    export(frames, what, "parquet", tmp_path / "x.parquet")
    read = fastparquet.ParquetFile(str(tmp_path / "x.parquet")).to_pandas()
    assert " ".join(read.columns) == COLUMNS[what]
    for name, expected in lists_of(frames.frame(what)).items():
        got = [None if not isinstance(v, list) and pd.isna(v) else v for v in read[name].astype(object)]
        assert got == expected, name
        if DTYPE_OF[name] in ("Int64", "Float64", "boolean") and any(v is not None for v in expected):
            assert read[name].dtype.kind in "iufb", name


@pytest.mark.parametrize("what", WHAT)
def test_csv_holds_every_value_as_text(frames, what):
    rows = read_csv(to_bytes(frames, what, "csv"))
    for name, values in lists_of(frames.frame(what)).items():
        for row, value in zip(rows, values, strict=True):
            if isinstance(value, str | list):
                text = "; ".join(value) if isinstance(value, list) else value
                assert row[name] in (text, f"'{text}")
            elif isinstance(value, bool):
                assert row[name] == str(value).lower()
            else:
                assert (row[name] == "") if value is None else (float(row[name]) == value)


@pytest.mark.parametrize("what", WHAT)
def test_xlsx_holds_numbers_as_numbers_and_text_as_text(frames, what, tmp_path):
    export(frames, what, "xlsx", tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")[what]
    assert [cell.value for cell in sheet[1]] == COLUMNS[what].split()
    for column, (name, values) in enumerate(lists_of(frames.frame(what)).items(), 1):
        for number, value in enumerate(values, 2):
            cell = sheet.cell(number, column)
            assert cell.data_type != "f", f"{name} is a formula"
            if isinstance(value, bool | int | float):
                assert cell.value == value
                assert type(cell.value) is bool or not isinstance(value, bool)
            elif value in (None, []):
                assert cell.value is None


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("what", WHAT)
def test_an_empty_corpus_exports_its_columns(empty, what, fmt, tmp_path):
    path = tmp_path / f"x.{fmt}"
    export(empty, what, fmt, path)
    if fmt == "csv":
        assert path.read_text(encoding="utf-8").strip() == COLUMNS[what].replace(" ", ",")
    elif fmt == "jsonl":
        assert path.read_bytes() == b""
    elif fmt == "xlsx":
        assert [[c.value for c in row] for row in openpyxl.load_workbook(path)[what].iter_rows()] == [
            COLUMNS[what].split()
        ]
    else:
        import fastparquet

        read = fastparquet.ParquetFile(str(path)).to_pandas()
        assert (" ".join(read.columns), len(read)) == (COLUMNS[what], 0)


# ---- formulas ----


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\rx", "\nx", " =1", "\u00a0=1", "\x00=1", "=", "-"])
def test_what_a_spreadsheet_could_take_for_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "'=1", "Art. 5 - 6", "(=1)", " a"])
def test_other_text_is_left_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_no_cell_of_a_spreadsheet_begins_as_a_formula(frames, fmt, tmp_path):
    export(frames, "passages", fmt, tmp_path / "x")
    if fmt == "csv":
        texts = [row["text"] for row in read_csv((tmp_path / "x").read_bytes())]
    else:
        held = io.BytesIO((tmp_path / "x").read_bytes())
        sheet = openpyxl.load_workbook(held)["passages"]
        texts = [row[-1].value for row in sheet.iter_rows(min_row=2)]
    assert texts[:4] == ["'=1+1", "'-5 years", "'+40", "'@x"]
    assert not any(text.startswith(("=", "+", "-", "@")) for text in texts)


def test_numbers_below_zero_would_stay_numbers():
    frame = pd.DataFrame({"score": pd.array([-1.5, None], dtype="Float64")})
    path = io.StringIO()
    rows = [module._flat(frame[name], guarded) for name in frame.columns]
    csv.writer(path).writerows(zip(*rows, strict=True))
    assert path.getvalue().split() == ["-1.5", '""']


def test_lists_are_guarded_too(tmp_path):
    told = a_case("A", filed=("=1", "b"))
    assert read_csv(to_bytes(Frames(build(tmp_path, told)), "cases", "csv"))[0]["crime_types"] == "'=1; b"


def test_json_and_parquet_keep_text_as_it_is(frames):
    assert [row["text"] for row in read_jsonl(to_bytes(frames, "passages", "jsonl"))][:2] == ["=1+1", "-5 years"]


def test_characters_that_xml_cannot_hold_do_not_break_the_sheet(frames, tmp_path):
    export(frames, "cases", "xlsx", tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["cases"]
    assert [row[4].value for row in sheet.iter_rows(min_row=2)][1] == "Court\ufffd of \ufffdX"


# ---- the same every time, whole or not at all ----


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_corpus_gives_the_same_bytes(frames, fmt):
    one = to_bytes(frames, "charges", fmt)
    assert to_bytes(Frames(frames.corpus), "charges", fmt) == one


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_file_and_a_stream_hold_the_same(frames, fmt, tmp_path):
    export(frames, "cases", fmt, tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == to_bytes(frames, "cases", fmt)
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


class FullDisk(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")


def full_disk(frame, what, path):
    path.write_bytes(b"half of it")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_parquet_without_its_extra_names_the_extra_and_leaves_no_file(frames, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastparquet", None)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[parquet\]"):
        export(frames, "cases", "parquet", tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_full_disk_leaves_the_old_file_and_nothing_half_written(frames, fmt, tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_bytes(b"as it was")
    monkeypatch.setitem(FORMATS, fmt, full_disk)
    with pytest.raises(
        ExportError, match=r"cannot write cases as .*No space left on device; nothing was left there, free some space"
    ):
        export(frames, "cases", fmt, path)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x", b"as it was")]


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_stream_that_is_full_is_told(frames, fmt):
    with pytest.raises(ExportError, match="to standard output: No space left"):
        export(frames, "cases", fmt, FullDisk())


def test_a_reader_that_went_away_is_left_to_the_command_line(frames):
    class Gone(FullDisk):
        def write(self, data):
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        export(frames, "cases", "csv", Gone())


def test_a_folder_that_is_not_there_is_told_with_what_to_do(frames, tmp_path):
    with pytest.raises(ExportError, match=r"No such file or directory; .*choose another place with --output FILE"):
        export(frames, "cases", "csv", tmp_path / "no" / "x.csv")


def test_a_new_file_has_ordinary_permissions(frames, tmp_path):
    export(frames, "cases", "csv", tmp_path / "x.csv")
    (tmp_path / "y").touch()
    assert (tmp_path / "x.csv").stat().st_mode == (tmp_path / "y").stat().st_mode


# ---- what cannot be done ----


def test_an_unknown_format_and_an_unknown_frame_are_told(frames, tmp_path):
    with pytest.raises(ExportError, match="no export format 'pdf'; use one of csv, xlsx, parquet, jsonl"):
        export(frames, "cases", "pdf", tmp_path / "x")
    with pytest.raises(ReportError, match="no frame 'judges'"):
        export(frames, "judges", "csv", tmp_path / "x")


def test_more_rows_than_a_sheet_holds_are_refused(frames, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "XLSX_ROWS", 2)
    with pytest.raises(
        ExportError, match="3 cases do not fit in a sheet of 2 rows; use --format csv, parquet or jsonl"
    ):
        export(frames, "cases", "xlsx", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path):
    long = Frames(build(tmp_path, a_case("A", texts=("x" * 32_768,))))
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ExportError, match="a text among the passages has 32,768 characters"):
        export(long, "passages", "xlsx", out / "x")
    assert list(out.iterdir()) == []


def test_a_sheet_is_a_zip_without_a_time_of_its_own(frames):
    with zipfile.ZipFile(io.BytesIO(to_bytes(frames, "tags", "xlsx"))) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 31, 0, 0, 0)}
