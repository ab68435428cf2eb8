"""The commands as a user runs them: the whole line on the samples, and everything that can go wrong on the way."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from jointcharge.cli.main import cli
from jointcharge.corpus_samples.pages import build_page
from jointcharge.corpus_samples.sample import load_samples
from jointcharge.corpus_samples.server import SamplePortal
from jointcharge.crawler.archive import Archive
from jointcharge.records.corpus import Corpus, now
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

JOINTCHARGE = [sys.executable, "-c", "from jointcharge.cli.main import main; main()"]
PAGE = "https://www.unodc.org/cld/en/case-law-doc/traffickingpersonscrimetype/arg/2014/{}.html?lng=en&tmpl=sherloc"


def jointcharge(
    *words: object, stdin: bytes | None = None, stdout=subprocess.PIPE, **env: str
) -> subprocess.CompletedProcess:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("JOINTCHARGE_")} | env
    return subprocess.run(
        [*JOINTCHARGE, *map(str, words)], input=stdin, stdout=stdout, stderr=subprocess.PIPE, env=settings, timeout=120
    )


def answer(*words: object) -> str:
    """What a command answers, run in this process: quicker, for the many that go well."""
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(done: subprocess.CompletedProcess) -> str:
    """What a failed command said: one line on standard error, no traceback."""
    text = done.stderr.decode()
    assert done.returncode not in (0, None), text
    assert "Traceback" not in text
    errors = [line for line in text.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, text
    return errors[0]


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A data folder with all samples, crawled, parsed, tagged and indexed."""
    folder = tmp_path_factory.mktemp("built") / "data"
    with SamplePortal(load_samples()) as portal:
        done = jointcharge(
            "crawl", "sherloc", "--base-url", portal.base_url, "--delay", 0, "--also", "Corruption", "--data", folder
        )
    assert done.returncode == 0, done.stderr.decode()
    for stage in ("parse", "tag", "index"):
        done = jointcharge(stage, "--data", folder)
        assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture
def data(built, tmp_path) -> Path:
    """A copy of the built folder that a test may harm."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def put_page(folder: Path, name: str, body: bytes) -> str:
    url = PAGE.format(name)
    with Archive(folder / "raw").writing("sherloc") as archive:
        archive.write(
            RawDocument(
                portal="sherloc", url=url, kind=RawKind.CASE, fetched_at=now(), media_type="text/html",
                sha256=sha256_of(body), body=body,
            )
        )  # fmt: skip
    return url


def case_count(folder: Path) -> int:
    with Corpus(folder / "corpus.db") as corpus:
        assert corpus.select("PRAGMA integrity_check").fetchone()[0] == "ok"
        return corpus.select("SELECT count(*) FROM cases").fetchone()[0]


# ---- the line through the whole house ----


def test_every_sample_is_found_by_search(built) -> None:
    page = json.loads(answer("search", "--json", "--data", built))
    assert page["total"] == len(load_samples())
    assert set(page) == {"query", "total", "matters", "facets", "hits"}
    assert set(page["hits"][0]) == {"case_id", "title", "country", "decision_date", "score", "snippets"}


def test_a_search_shows_why_each_case_was_found(built) -> None:
    page = json.loads(answer("search", "brib*", "--json", "--data", built))
    assert page["total"] > 0
    for hit in page["hits"]:
        for snippet in hit["snippets"]:
            for start, end in snippet["highlights"]:
                assert snippet["text"][start:end].lower().startswith("brib")


def test_facet_counts_are_counts_of_cases(built) -> None:
    page = json.loads(answer("search", "--json", "--data", built))
    for entry in page["facets"]["country"]:
        found = answer("search", "--ids", "-f", f"country={entry['value']}", "--data", built).split()
        assert len(found) == entry["count"]


def test_a_bad_query_shows_where_and_how(built) -> None:
    done = jointcharge("search", "country:(ARG", "--data", built)
    assert done.returncode == 1
    assert "^" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_the_report_is_the_same_when_computed_again_as_of_its_snapshot(built) -> None:
    first = json.loads(answer("report", "disparity", "--format", "json", "--data", built))
    again = json.loads(answer("report", "disparity", "--format", "json", "--as-of", first["snapshot"], "--data", built))
    for report in (first, again):
        report["generated_by"].pop("generated_at")
    assert first == again


def test_every_count_of_the_report_lists_its_cases(built) -> None:
    report = json.loads(answer("report", "disparity", "--format", "json", "--data", built))
    for measure in report["measures"]:
        if measure["unit"] != "case":
            continue
        listed = answer("report", "disparity", "--cases", measure["name"], "--data", built)
        answers = [line.split("\t")[0] for line in listed.splitlines()]
        assert answers.count("yes") == measure["numerator"], measure["name"]
        assert answers.count("yes") + answers.count("no") == measure["denominator"], measure["name"]
        assert answers.count("missing") == measure["missing"], measure["name"]
        assert answers.count("not_observable") == measure["not_observable"], measure["name"]


def test_a_sample_with_joint_convictions_is_among_those_of_the_report(built) -> None:
    listed = answer("report", "disparity", "--cases", "joint_convicted", "--data", built)
    expected = [sample for sample in load_samples() if sample.expected.get("joint_convicted_case")]
    found = {line.split("\t")[1] for line in listed.splitlines() if line.startswith("yes")}
    assert len(expected) >= 8
    assert len(found) == len(expected)


def test_a_case_shows_no_name_of_a_victim(built) -> None:
    for sample in load_samples():
        names = [v.name for v in sample.page.victims if v.name and len(v.name) > 4 and not v.name[0].isdigit()]
        if names:
            shown = answer("case", sample.number, "--data", built)
            assert shown
            victims = shown.split("Victims (names withheld)")[1].split("\n\n")[0]
            assert not any(name in victims for name in names)


def test_exports_hold_every_row_and_withhold_the_names_of_victims(built) -> None:
    rows = list(csv.DictReader(io.StringIO(answer("export", "actors", "--data", built))))
    with Corpus(built / "corpus.db") as corpus:
        assert len(rows) == corpus.select("SELECT count(*) FROM actors").fetchone()[0]
    assert not any(row["label"] for row in rows if row["role"] in ("victim", "complainant", "plaintiff", "migrant"))


def test_raw_show_gives_the_bytes_as_served(built) -> None:
    sample = load_samples()[0]
    done = jointcharge("raw", "show", sample.number, "--data", built)
    assert sha256_of(done.stdout) in answer("raw", "show", sample.number, "--headers", "--data", built)
    assert done.stdout == build_page(sample)


def test_a_second_run_of_each_stage_has_nothing_to_do(built) -> None:
    assert b" 0 documents read" in b" " + jointcharge("parse", "--data", built).stdout
    assert jointcharge("tag", "--data", built).stdout.startswith(b"Nothing new to tag")
    assert jointcharge("index", "--data", built).stdout.startswith(b"0 cases added, 0 replaced, 0 removed")


def test_status_of_a_finished_folder_asks_for_nothing(built) -> None:
    status = json.loads(answer("status", "--json", "--data", built))
    assert [stage["remedy"] for stage in status["stages"]] == [None] * 4
    assert [stage["stage"] for stage in status["stages"]] == ["raw", "parse", "tag", "index"]


def test_status_names_the_command_that_mends(data) -> None:
    put_page(data, "new", build_page(load_samples()[0]))
    status = answer("status", "--data", data)
    assert "(1 stale)" in status
    assert f"jointcharge parse --data {data}" in status


def test_the_schema_of_every_record_is_published() -> None:
    schema = json.loads(answer("schema"))
    assert {"Case", "Charge", "Actor", "Tag", "Passage", "Span"} <= set(schema["$defs"])


# ---- what goes wrong ----


def test_a_missing_data_folder_says_how_to_begin(tmp_path) -> None:
    for command in (
        ("parse",),
        ("tag",),
        ("index",),
        ("search", "x"),
        ("report", "disparity"),
        ("export", "cases"),
        ("status",),
    ):
        assert "no data folder at" in told(jointcharge(*command, "--data", tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_commands_before_their_turn_name_the_one_to_run_first(tmp_path) -> None:
    assert "jointcharge parse" in told(jointcharge("tag", "--data", tmp_path))
    assert "jointcharge index" in told(jointcharge("search", "x", "--data", tmp_path))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty", b""),
        ("binary", bytes(range(256)) * 200),
        ("other_site", b"<!doctype html><html><head><title>Shop</title></head><body><h1>Shoes</h1></body></html>"),
        ("utf16", "<html><body>not the portal</body></html>".encode("utf-16")),
        ("cut", build_page(load_samples()[0])[:3000]),
    ],
)
def test_a_page_that_is_no_case_is_a_recorded_failure_and_harms_nothing(data, name, body) -> None:
    before = case_count(data)
    url = put_page(data, name, body)
    done = jointcharge("parse", "--data", data)
    assert done.returncode == 0, done.stderr.decode()
    assert b"1 failed" in done.stdout
    assert case_count(data) == before
    assert url in jointcharge("status", "--data", data).stdout.decode()


def test_a_page_in_another_encoding_is_read_or_refused_but_never_stops_the_run(data) -> None:
    before = case_count(data)
    put_page(data, "latin", build_page(load_samples()[0]).decode().encode("latin-1", "replace"))
    done = jointcharge("parse", "--data", data)
    assert done.returncode == 0, done.stderr.decode()
    assert case_count(data) in (before, before + 1)


def test_a_page_of_50_mb_does_not_stop_the_run(data) -> None:
    put_page(data, "huge", build_page(load_samples()[0], pad_to_bytes=50_000_000))
    done = jointcharge("parse", "--data", data)
    assert done.returncode == 0, done.stderr.decode()
    assert b"1 documents read" in done.stdout or b"1 failed" in done.stdout


def test_an_unknown_country_is_recorded_and_the_case_kept(data) -> None:
    sample = load_samples()[0]
    page = build_page(sample).replace(sample.page.country.encode(), b"Republic of Nowhere")
    put_page(data, "nowhere", page)
    done = jointcharge("parse", "--diagnostics", "--data", data)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Republic of Nowhere" in done.stdout
    with Corpus(data / "corpus.db") as corpus:
        assert corpus.case("sherloc:arg/2014/nowhere").country is None


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty.csv", b""),
        ("binary.csv", bytes(range(256)) * 50),
        ("columns.csv", b"a,b,c\n1,2,3\n"),
        ("ragged.csv", b'CaseDef,UniqueID,CaseName\n1.1,"unclosed\n'),
        ("utf16.csv", "CaseDef,UniqueID\n1.1,1\n".encode("utf-16")),
    ],
)
def test_a_file_that_is_no_htd_table_is_refused_and_nothing_is_stored(data, tmp_path, name, body) -> None:
    before = case_count(data)
    (tmp_path / name).write_bytes(body)
    assert name in told(jointcharge("import", "htd", tmp_path / name, "--data", data))
    assert case_count(data) == before
    assert not list((data / "raw").glob("htd/*.warc.gz"))


def test_a_missing_file_and_an_unknown_importer_are_named(tmp_path) -> None:
    assert "check the path" in told(jointcharge("import", "htd", tmp_path / "none.csv", "--data", tmp_path))
    (tmp_path / "a.csv").write_text("x")
    assert "use one of files, htd" in told(jointcharge("import", "nothing", tmp_path / "a.csv", "--data", tmp_path))


def test_no_network_is_one_line_and_nothing_is_lost(data) -> None:
    before = case_count(data)
    done = jointcharge("crawl", "sherloc", "--base-url", "http://127.0.0.1:9", "--delay", 0, "--data", data)
    assert "127.0.0.1:9" in told(done)
    assert case_count(data) == before


def test_a_full_disk_under_an_answer_is_one_line(built) -> None:
    with open("/dev/full", "wb") as full:
        assert "free some space" in told(jointcharge("export", "passages", "--data", built, stdout=full))
    with open("/dev/full", "wb") as full:
        assert "disk is full" in told(jointcharge("report", "disparity", "--data", built, stdout=full))


def test_a_full_disk_under_the_corpus_is_one_line_and_the_corpus_is_unharmed(data, monkeypatch) -> None:
    before = case_count(data)
    for n in range(40):
        put_page(data, f"more{n}", build_page(load_samples()[n]))
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); import signal; "
    limited += "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from jointcharge.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", limited, "parse", "--data", str(data)], capture_output=True, timeout=120
    )
    assert "run" in told(done)
    assert before <= case_count(data)
    assert jointcharge("parse", "--data", data).returncode == 0
    assert case_count(data) == before + 40


@contextmanager
def read_only(folder: Path):
    """A folder that nobody may write to: by its permissions, or, since root may all the same, by a read-only mount."""
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode:
        pytest.skip("root, and this machine lets no mount be made")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_read_only_folder_is_one_line_and_unharmed(data) -> None:
    before = case_count(data)
    with read_only(data):
        for command in (("tag",), ("parse",), ("index",), ("link",)):
            assert "read-only" in told(jointcharge(*command, "--data", data))
        for command in (("report", "disparity"), ("case", load_samples()[0].number), ("export", "cases")):
            assert "make the folder writable" in told(jointcharge(*command, "--data", data))
    assert case_count(data) == before


def test_a_data_folder_that_is_a_file_is_refused(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    assert jointcharge("parse", "--data", tmp_path / "file").returncode == 2
    assert "cannot make the data folder" in told(
        jointcharge(
            "crawl", "sherloc", "--base-url", "http://127.0.0.1:9", "--delay", 0, "--data", tmp_path / "file" / "below"
        )
    )


def test_a_corpus_that_is_no_database_is_one_line(data) -> None:
    (data / "corpus.db").write_bytes(b"\x00garbage" * 5000)
    for suffix in ("-wal", "-shm"):
        (data / f"corpus.db{suffix}").unlink(missing_ok=True)
    assert "not a readable corpus" in told(jointcharge("report", "disparity", "--data", data))


def test_a_damaged_index_says_how_to_build_it_again(data) -> None:
    for file in (data / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"garbage")
    assert "--rebuild" in told(jointcharge("search", "x", "--data", data))
    assert jointcharge("index", "--rebuild", "--data", data).returncode == 0
    assert jointcharge("search", "police", "--data", data).returncode == 0


def test_a_closed_pipe_ends_quietly(built) -> None:
    words = " ".join(
        f"'{word}'" for word in [*JOINTCHARGE, "export", "passages", "--format", "jsonl", "--data", str(built)]
    )
    done = subprocess.run(["bash", "-c", f"{words} | head -n 1"], capture_output=True, timeout=60)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_two_writers_on_one_folder_do_not_mix(data) -> None:
    from jointcharge.records.folder import DataFolder

    with DataFolder(data).lock("parse"):
        assert "is writing to" in told(jointcharge("tag", "--data", data))
    assert jointcharge("tag", "--data", data).returncode == 0


def test_an_unknown_tagger_portal_or_snapshot_is_named(data) -> None:
    assert "lexicon" in told(jointcharge("tag", "--tagger", "oracle", "--data", data))
    assert "sherloc" in told(jointcharge("crawl", "nowhere", "--contact", "a@example.org", "--data", data))
    assert "snapshot" in told(jointcharge("report", "disparity", "--as-of", "nope", "--data", data))


def test_a_delay_below_one_second_is_refused_for_the_real_portal(tmp_path) -> None:
    assert "--delay" in told(
        jointcharge("crawl", "sherloc", "--delay", "0.1", "--contact", "a@example.org", "--data", tmp_path)
    )


def test_hostile_text_is_escaped_in_the_report_and_guarded_in_tables(data) -> None:
    sample = load_samples()[0]
    hostile = b"=cmd|' /C calc'!A0 <script>alert(1)</script>"
    put_page(data, "hostile", build_page(sample).replace(sample.page.title.encode(), hostile))
    for stage in ("parse", "tag"):
        assert jointcharge(stage, "--data", data).returncode == 0
    table = jointcharge("export", "cases", "--data", data).stdout.decode()
    titles = [row["title"] for row in csv.DictReader(io.StringIO(table))]
    assert not any(title.startswith("=") for title in titles)
    page = jointcharge("report", "disparity", "--by", "court", "--format", "html", "--data", data).stdout.decode()
    assert "<script>alert" not in page


def test_the_environment_names_the_data_folder(built) -> None:
    assert jointcharge("status", JOINTCHARGE_DATA=str(built)).stdout.decode().startswith(f"Data folder {built}")
