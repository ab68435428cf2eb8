"""PDF: the same bytes every time, dated by the report, nothing fetched, and a clear word where it cannot be."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build
from report_kinds import NAMES, WHEN, index_folder, kinds

from jointcharge.analysis import Frames
from jointcharge.analysis.printing import print_pdf
from jointcharge.cli.main import cli
from jointcharge.records.errors import MissingExtraError
from jointcharge.records.folder import DataFolder

pytest.importorskip("plutoprint", reason="the extra report is not installed")
pytest.importorskip("firthmodels", reason="the extra stats is not installed")
T, B = ("d1", "trafficking", "convicted"), ("d2", "bribery_active", "convicted")


def words_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return index_folder(tmp_path_factory.mktemp("indices"))


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    told = (a_case(f"{n}", *((T, B) if n % 3 else (T,)), tags=["form:bribery"] if n % 2 else []) for n in range(12))
    return Frames(build(tmp_path_factory.mktemp("printing"), *told))


@pytest.mark.parametrize("name", NAMES)
def test_every_report_prints_the_same_bytes_twice_and_holds_its_method_and_command(frames, folder, name):
    kind = kinds(folder)[name]
    made = kind.make(frames, generated_at=WHEN)
    pdf = kind.pdf(made)
    assert pdf.startswith(b"%PDF-")
    assert kind.pdf(kind.make(Frames(frames.corpus), generated_at=WHEN)) == pdf
    words = words_of(pdf)
    assert "Method, in this run" in words
    assert f"--as-of{made.snapshot}" in "".join(words.split()), "a line may break within the command"
    assert "1 / " in words


def test_a_pdf_is_dated_by_the_report_and_not_by_the_clock():
    import pypdfium2

    pdf = print_pdf(
        "<!doctype html><title>A title</title><p>words",
        dt.datetime(2026, 8, 2, 11, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    )
    told = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert told["CreationDate"].removeprefix("D:").startswith("20260802093000")
    assert told["ModDate"].removeprefix("D:").startswith("20260802093000")
    assert told["Title"] == "A title"


def test_printing_fetches_nothing(tmp_path, capfd):
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'fetched' }")
    pdf = print_pdf(f"<!doctype html><link rel=stylesheet href='{secret.as_uri()}'><p>words", WHEN)
    assert words_of(pdf) == "words"
    assert "Traceback" not in capfd.readouterr().err


def test_a_machine_without_fonts_is_told_so(tmp_path):
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    code = "import datetime as dt\nfrom jointcharge.analysis.printing import print_pdf\nprint_pdf('<p>words', dt.datetime.now(dt.UTC))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        pytest.skip("fonts are not found by fontconfig on this system")
    assert "this machine has no fonts, so a PDF would be blank; install some" in done.stderr


def test_without_the_extra_the_message_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'jointcharge\[report\]'"):
        print_pdf("<p>words", WHEN)


def test_the_commands_write_a_pdf(tmp_path):
    DataFolder(tmp_path, create=True)
    build(tmp_path, a_case("A", T, B, tags=["form:bribery"]))
    for command in (["report", "grid"], ["brief", "test:A"]):
        out = tmp_path / "out.pdf"
        done = CliRunner().invoke(cli, [*command, "--format", "pdf", "--output", str(out), "--data", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert out.read_bytes().startswith(b"%PDF-")
        out.unlink()


def test_a_pdf_goes_to_standard_output_as_bytes(tmp_path):
    DataFolder(tmp_path, create=True)
    build(tmp_path, a_case("A", T))
    done = CliRunner().invoke(cli, ["report", "trend", "--format", "pdf", "--data", str(tmp_path)])
    assert done.stdout_bytes.startswith(b"%PDF-")
