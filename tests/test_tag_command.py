"""``jointcharge tag``: who reads by default, what a second run does, and the same corpus after a kill."""

from __future__ import annotations

import importlib.util
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import write_tiny_model

from jointcharge.classify import onnx_tagger
from jointcharge.cli.main import cli
from jointcharge.records.corpus import Corpus

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("tag_kill", ROOT / "benchmarks" / "tag_kill.py")
assert spec is not None
assert spec.loader is not None
tag_kill = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tag_kill)
CASES = 24
KILLER = """
import itertools, os, signal, sys
from jointcharge.classify import tag_cache
from jointcharge.cli.main import main
from jointcharge.records import corpus, rows

owner = {"rows": rows, "corpus": corpus.Corpus, "cache": tag_cache.PassageCache}[sys.argv.pop(1)]
name, count, when = sys.argv.pop(1), int(sys.argv.pop(1)), sys.argv.pop(1)
original = getattr(owner, name)
calls = itertools.count(1)  # one step under the interpreter's lock: cases are read by several threads

def killing(*given, **more):
    last = next(calls) == count
    if last and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    made = original(*given, **more)
    if last:
        os.kill(os.getpid(), signal.SIGKILL)
    return made

setattr(owner, name, killing)
main()
"""


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of fictional cases that nobody has tagged, beside a tiny model."""
    base = tmp_path_factory.mktemp("tag")
    write_tiny_model(base / "tiny")
    (base / "data").mkdir()
    sentences = [
        "The house had two doors.",
        "He bribed the police in town.",
        "They had to repay the flight.",
        "A van crossed.",
    ]
    tag_kill.build(base / "data", [(f"Case {n}", [f"{n}.", *sentences[n % 3 :], *sentences]) for n in range(CASES)])
    return base / "data"


@pytest.fixture
def data(untouched: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(untouched, tmp_path / "data"))


@pytest.fixture(scope="module")
def tiny(untouched: Path) -> str:
    return f"model:{untouched.parent / 'tiny'}"


@pytest.fixture(scope="module")
def expected(untouched: Path, tiny: str) -> str:
    """The checksum of an uninterrupted run."""
    whole = Path(shutil.copytree(untouched, untouched.parent / "whole"))
    run("tag", "--tagger", tiny, "--data", whole)
    return str(tag_kill.checksum(whole / "corpus.db"))


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


# ---- killed and run again ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "name", "count", "when"),
    [
        ("rows", "tag_row", 9, "before"),  # in the middle of a case's transaction
        ("corpus", "add_tags", 11, "after"),
        ("cache", "put", 6, "after"),
    ],
)
def test_a_run_killed_anywhere_and_run_again_gives_the_corpus_of_an_uninterrupted_one(
    data: Path, tiny: str, expected: str, owner: str, name: str, count: int, when: str
) -> None:
    command = [
        sys.executable,
        "-c",
        KILLER,
        owner,
        name,
        str(count),
        when,
        "tag",
        "--tagger",
        tiny,
        "--data",
        str(data),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert tag_kill.tagged(data / "corpus.db") < CASES
    run("tag", "--tagger", tiny, "--data", data)
    assert tag_kill.checksum(data / "corpus.db") == expected


def test_the_checksum_sees_a_tag_that_differs(data: Path, tiny: str, expected: str) -> None:
    run("tag", "--tagger", tiny, "--data", data)
    assert tag_kill.checksum(data / "corpus.db") == expected
    with Corpus(data / "corpus.db") as corpus:
        corpus.db.execute("UPDATE tag_rows SET score = score + 1e-9 WHERE position = 0")
    assert tag_kill.checksum(data / "corpus.db") != expected


def test_one_worker_or_many_write_the_same_corpus(
    data: Path, tiny: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_tagger, "cores", lambda: 5)
    run("tag", "--tagger", tiny, "--data", data)
    assert tag_kill.checksum(data / "corpus.db") == expected


# ---- who reads --------------------------------------------------------------------------------------------


def test_without_a_trained_model_the_lexicon_reads_and_it_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_tagger, "SHIPPED", data / "none")
    told = run("tag", "--data", data)
    assert "Reading with the lexicon: " in told
    assert f"{CASES} cases" in told
    assert "read by lexicon" in told
    assert run("tag", "--tagger", "lexicon", "--data", data).startswith("Nothing new to tag")


def test_the_shipped_model_reads_where_it_can_and_status_knows_it(
    data: Path, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_tagger, "SHIPPED", Path(tiny.removeprefix("model:")))
    told = run("tag", "--data", data)
    assert "Reading with the lexicon" not in told
    assert "read by model " in told
    assert run("tag", "--data", data).startswith("Nothing new to tag")
    stage = next(one for one in json.loads(run("status", "--json", "--data", data))["stages"] if one["stage"] == "tag")
    assert stage["holds"].split(" by ")[1].startswith("model/1-")
    assert (stage["stale"], stage["remedy"]) == (0, None)


def test_another_tagger_takes_over_every_case_and_status_tells_how_to_go_on(
    data: Path, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("tag", "--tagger", "lexicon", "--data", data)
    run("tag", "--tagger", tiny, "--data", data)
    with Corpus(data / "corpus.db") as corpus:
        assert {tag.tagger for tag in corpus.tags()} == {"model"}
    monkeypatch.setattr(onnx_tagger, "SHIPPED", data / "none")
    stage = next(one for one in json.loads(run("status", "--json", "--data", data))["stages"] if one["stage"] == "tag")
    assert (stage["stale"], stage["remedy"]) == (0, None)
    with Corpus(data / "corpus.db") as corpus:
        corpus.db.execute("DELETE FROM tagging_rows WHERE tagging_row = (SELECT max(tagging_row) FROM tagging_rows)")
    stage = next(one for one in json.loads(run("status", "--json", "--data", data))["stages"] if one["stage"] == "tag")
    assert (stage["stale"], stage["remedy"]) == (1, f"jointcharge tag --tagger TAGGER --data {data}")


def test_a_tag_says_how_sure_it_is_and_the_cache_lies_in_the_data_folder(data: Path, tiny: str) -> None:
    run("tag", "--tagger", tiny, "--data", data)
    with Corpus(data / "corpus.db") as corpus:
        scores = {tag.score for tag in corpus.tags()}
    assert scores
    assert all(0.5 <= score <= 1 for score in scores)
    assert (data / "tag-cache.db").stat().st_size > 0


# ---- explain ----------------------------------------------------------------------------------------------


def test_explain_ranks_passages_and_names_the_word_that_gave_the_label(data: Path, tiny: str) -> None:
    run("tag", "--tagger", tiny, "--data", data)
    with Corpus(data / "corpus.db") as corpus:
        tag = next(tag for tag in corpus.tags() if tag.label == "bribery")
    told = json.loads(run("explain", tag.case_id, "--tagger", tiny, "--top", 3, "--json", "--data", data))
    chances = [one["labels"][0]["confidence"] for one in told["passages"]]
    assert len(chances) == 3
    assert chances == sorted(chances, reverse=True)
    first = next(one for one in told["passages"] if one["passage_id"] == tag.passage_id)
    assert first["labels"][0]["label"] == "bribery"
    assert first["labels"][0]["tagged"]
    assert first["words"][0]["words"].lower().strip(".,") == "bribed"
    start, end = first["words"][0]["start"], first["words"][0]["end"]
    assert first["sentence"][start:end] == first["words"][0]["words"]


def test_explain_shows_untagged_passages_with_what_they_lack(data: Path, tiny: str) -> None:
    told = run("explain", "authored:00000", "--tagger", tiny, "--data", data)
    assert "Read by model/1-" in told
    assert ", not tagged: below 0.50" in told


def test_explain_by_the_lexicon_names_the_words_of_its_rule(data: Path) -> None:
    run("tag", "--tagger", "lexicon", "--data", data)
    with Corpus(data / "corpus.db") as corpus:
        case_id = next(tag.case_id for tag in corpus.tags() if tag.dimension == "form")
    told = run("explain", case_id, "--data", data)
    assert "Read by lexicon/" in told
    assert "words: " in told
