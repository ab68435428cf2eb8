"""Passages chosen for review by uncertainty, the sheet out and back, and answers that outrank the tagger wherever tags are read."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, add, build, stated
from tiny_model import write_tiny_model

from jointcharge.analysis.allocation import evenly
from jointcharge.analysis.passage_sampling import draw_passages, inclusions, weight_of
from jointcharge.analysis.passage_sheets import COLUMNS, is_passage_sheet
from jointcharge.classify.base import open_tagger
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.uncertainty import open_questions
from jointcharge.cli.main import cli
from jointcharge.records.case import Actor
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ReportError
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.passage_samples import SampledPassage, read_passage_samples

BRIBE, FEES, PLAIN = "He bribed the clerk.", "They had to repay the flight.", "The house had two doors."
VICTIM = Actor(actor_id="test:A#v1", role="victim", label=stated("Zora Quill"))


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three cases tagged by the tiny model."""
    data = tmp_path / "data"
    data.mkdir()
    trafficked = ("d1", "trafficking", "convicted")
    build(
        data,
        a_case("A", trafficked, tags=None, texts=(PLAIN, BRIBE, "Zora Quill repay."), actors=["d1", VICTIM]),
        a_case("B", trafficked, tags=None, texts=(FEES,), country="PHL"),
        a_case("C", trafficked, tags=None, texts=("=SUM(1) doors", PLAIN), country="USA"),
    ).close()
    write_tiny_model(tmp_path / "tiny")
    run("tag", "--tagger", f"model:{tmp_path / 'tiny'}", "--data", data)
    return data


def sheet(folder: Path, *options: object, n: int = 20) -> list[dict[str, str]]:
    run(
        "review", "export", "--passages", n, "--tagger", f"model:{folder.parent / 'tiny'}", "--data", folder,
        "--output", folder / "sheet.csv", *options,
    )  # fmt: skip
    return list(csv.DictReader(io.StringIO((folder / "sheet.csv").read_text("utf-8"), newline="")))


def fill(folder: Path, rows: list[dict[str, str]], answers: dict[str, str], reviewer: str = "R") -> Path:
    """Answers by passage id; the rest stays empty."""
    for row in rows:
        row["present"], row["reviewer"] = answers.get(row["passage_id"], ""), reviewer
    path = folder / "filled.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(folder: Path, path: Path) -> str:
    result = CliRunner().invoke(cli, ["review", "import", str(path), "--data", str(folder)])
    assert result.exception is not None
    with Corpus(folder / "corpus.db") as corpus:
        assert list(corpus.reviews()) == []
    return str(result.exception)


# ---- drawing ----------------------------------------------------------------------------------------------


def a_frame(size: int, level: CorruptionLevel = CorruptionLevel.NONE) -> list[SampledPassage]:
    return [
        SampledPassage(
            passage_id=f"c:{level}@{n}", passage_text=f"Text {n}.", dimension="form", label="bribery", score=n / size, threshold=0.5,
            country=("PHL", "USA", None)[n % 3], level=level, inclusion=1,
        )
        for n in range(size)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "n", "shared"), [((5, 0, 50), 9, (5, 0, 4)), ((1, 1, 1), 9, (1, 1, 1)), ((9, 9, 9), 8, (3, 3, 2))]
)
def test_levels_share_the_sample_as_evenly_as_they_can(sizes, n, shared) -> None:
    assert evenly(sizes, n) == shared


@pytest.mark.parametrize("n", [1, 3, 7, 10, 12])
def test_probabilities_of_inclusion_sum_to_the_size_and_none_is_above_one(n: int) -> None:
    weights = [100.0, 50.0, 1, 1, 1, 1, 0.5, 0.5, 0.1, 0.02]
    chances = inclusions(weights, n)
    assert sum(chances) == pytest.approx(min(n, len(weights)))
    assert all(0 < chance <= 1 for chance in chances)
    assert chances == sorted(chances, reverse=True)


def test_a_passage_at_its_threshold_weighs_most_and_a_sure_one_is_not_left_out() -> None:
    weights = {one.score: weight_of(one) for one in a_frame(100)}
    assert max(weights, key=weights.__getitem__) == 0.5
    assert weights[0.0] == pytest.approx(weights[0.01], rel=0.1)
    assert min(weights.values()) > 0


def test_passages_are_drawn_as_often_as_their_probability_says() -> None:
    frame = a_frame(30)
    drawn: Counter[str] = Counter()
    for seed in range(600):
        made = draw_passages(frame, 6, seed, "s", "t")
        assert len({one.passage_id for one in made.passages}) == 6
        drawn.update(one.passage_id for one in made.passages)
    chances = dict(zip([f.passage_id for f in frame], inclusions([weight_of(f) for f in frame], 6), strict=True))
    for passage_id, chance in chances.items():
        assert drawn[passage_id] / 600 == pytest.approx(chance, abs=4 * (chance * (1 - chance) / 600) ** 0.5 + 1e-9)


def test_the_probability_is_recorded_with_the_passage() -> None:
    frame = a_frame(30)
    chances = dict(zip([weight_of(f) for f in frame], inclusions([weight_of(f) for f in frame], 6), strict=True))
    for one in draw_passages(frame, 6, 1, "s", "t").passages:
        assert one.inclusion == pytest.approx(chances[weight_of(one)])


def test_every_level_and_every_country_has_its_part() -> None:
    frame = [*a_frame(300), *a_frame(9, CorruptionLevel.INDICATED), *a_frame(30, CorruptionLevel.SIGNAL_ONLY)]
    made = draw_passages(frame, 30, None, "s", "t")
    assert Counter(one.level for one in made.passages) == {"indicated": 9, "signal_only": 11, "none": 10}
    assert {one.country for one in made.passages if one.level is CorruptionLevel.NONE} == {"PHL", "USA", None}


def test_the_same_passages_and_seed_give_the_same_sample_and_nobody_need_choose_it() -> None:
    frame = a_frame(50)
    assert draw_passages(frame, 5, 7, "s", "t").passages == draw_passages(frame, 5, 7, "s", "t").passages
    unchosen = draw_passages(frame, 5, None, "s", "t")
    assert unchosen.sample == draw_passages(frame, 5, None, "s", "t").sample
    assert unchosen.sample != draw_passages(frame[1:], 5, None, "s", "t").sample
    assert len({draw_passages(frame, 5, seed, "s", "t").sample for seed in range(9)}) == 9


def test_more_than_there_are_means_all_and_none_is_an_error() -> None:
    made = draw_passages(a_frame(4), 99, 1, "s", "t")
    assert sorted(one.passage_id for one in made.passages) == [one.passage_id for one in a_frame(4)]
    assert {one.inclusion for one in made.passages} == {1.0}
    with pytest.raises(ReportError, match="there is no passage to draw"):
        draw_passages([], 5, 1, "s", "t")


def test_the_question_is_the_label_that_the_tagger_is_least_sure_of(tmp_path: Path) -> None:
    case = case_of_sentences("t:1", "T", "u", [PLAIN, BRIBE, "— 17 —"])
    tagger = open_tagger(f"model:{write_tiny_model(tmp_path / 'tiny', quiet=-1.0).path}")
    asked = list(open_questions(tagger, case))
    assert [one.passage_id for one in asked] == ["t:1@1", "t:1@2"]
    assert asked[0].score == pytest.approx(1 / (1 + 2.718281828), abs=0.1)
    assert asked[1].label != "bribery"


def test_a_tagger_that_gives_tags_alone_is_asked_about_what_it_tags() -> None:
    case = case_of_sentences("t:1", "T", "u", [PLAIN, "The owner of the bar bribed two border guards."])
    asked = list(open_questions(open_tagger("lexicon"), case))
    assert [(one.passage_id, one.dimension) for one in asked] == [("t:1@2", "form")]


# ---- the sheet --------------------------------------------------------------------------------------------


def test_the_sheet_asks_one_question_a_passage_with_its_context_and_without_the_score(folder: Path) -> None:
    rows = {row["passage_id"]: row for row in sheet(folder)}
    assert set(rows) == {"test:A@1", "test:A@2", "test:A@3", "test:B@1", "test:C@1", "test:C@2"}
    told = rows["test:A@2"]
    assert (told["text"], told["before"], told["country"], told["present"]) == (BRIBE, PLAIN, "ROU", "")
    assert told["question"].startswith("Does the text say this? ")
    assert not any("0.9" in value for value in told.values())


def test_the_sheet_names_no_victim_and_holds_no_formula(folder: Path) -> None:
    rows = {row["passage_id"]: row for row in sheet(folder)}
    assert rows["test:A@3"]["text"] == "(name withheld) repay."
    assert "Quill" not in (folder / "sheet.csv").read_text("utf-8")
    assert rows["test:C@1"]["text"] == "'=SUM(1) doors"


def test_the_sample_is_kept_with_its_probabilities_and_drawn_again_the_same(folder: Path) -> None:
    first = sheet(folder, n=3)
    assert [row["passage_id"] for row in sheet(folder, n=3)] == [row["passage_id"] for row in first]
    with Corpus(folder / "corpus.db") as corpus:
        (kept,) = read_passage_samples(corpus)
    assert kept.sample == first[0]["sample"]
    assert [one.passage_id for one in kept.passages] == [row["passage_id"] for row in first]
    assert kept.tagger.startswith("model/")
    assert all(0 < one.inclusion <= 1 for one in kept.passages)


def test_json_lines_hold_the_same_sheet(folder: Path) -> None:
    rows = sheet(folder)
    out = folder / "sheet.jsonl"
    tiny = f"model:{folder.parent / 'tiny'}"
    run("review", "export", "--passages", 20, "--format", "jsonl", "--tagger", tiny, "--output", out, "--data", folder)
    told = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["passage_id"] for row in told] == [row["passage_id"] for row in rows]
    assert set(told[0]) == set(COLUMNS)


def test_a_sheet_of_passages_is_told_from_one_of_cases(tmp_path: Path) -> None:
    for text, expected in [
        (",".join(COLUMNS), True),
        ("sample,case_id,corruption_indicated", False),
        ("", False),
        ('{"a": 1}', True),
    ]:
        (tmp_path / "s").write_text(text, "utf-8")
        assert is_passage_sheet(tmp_path / "s") is expected
    (tmp_path / "s").write_bytes(b"\xff\xfe\x00")
    assert not is_passage_sheet(tmp_path / "s")


# ---- answers ----------------------------------------------------------------------------------------------


def labels_of(folder: Path) -> set[tuple[str, str]]:
    return {(row["passage_id"], row["label"]) for row in map(json.loads, run("export", "tags", "--format", "jsonl", "--data", folder).splitlines())}  # fmt: skip


def asked_about(rows: list[dict[str, str]], passage_id: str, label: str, dimension: str = "form") -> None:
    """Let the row of the passage ask about this label, as a reviewer may."""
    row = next(row for row in rows if row["passage_id"] == passage_id)
    row["dimension"], row["label"] = dimension, label


def test_an_answer_outranks_the_tagger_in_the_case_the_export_the_report_and_the_search(folder: Path) -> None:
    assert labels_of(folder) >= {("test:A@2", "bribery"), ("test:B@1", "unlawful_fees")}
    rows = sheet(folder)
    asked_about(rows, "test:A@2", "bribery")
    asked_about(rows, "test:C@2", "embezzlement")
    answers = {"test:A@2": "no", "test:C@2": "Yes", "test:B@1": "unsure"}
    told = run("review", "import", fill(folder, rows, answers), "--data", folder)
    assert told.startswith("3 answers read (1 unsure), 2 new or changed; 2 reviews stand.")
    assert ("test:A@2", "bribery") not in labels_of(folder)
    assert labels_of(folder) >= {("test:C@2", "embezzlement"), ("test:B@1", "unlawful_fees")}
    assert "described   signal only" in run("case", "test:A", "--data", folder)
    assert "form embezzlement (by a reviewer)" in run("case", "test:C", "--data", folder)
    report = json.loads(run("report", "disparity", "--format", "json", "--data", folder))
    assert next(m["numerator"] for m in report["measures"] if m["name"] == "corruption_indicated") == 1
    run("index", "--data", folder)
    found = json.loads(run("search", "form:*", "--json", "--data", folder))
    assert [hit["case_id"] for hit in found["hits"]] == ["test:C"]
    assert found["facets"]["form"] == [{"value": "embezzlement", "count": 1}]


def test_another_version_of_the_tagger_does_not_undo_an_answer(folder: Path) -> None:
    rows = sheet(folder)
    asked_about(rows, "test:A@2", "bribery")
    run("review", "import", fill(folder, rows, {"test:A@2": "no"}), "--data", folder)
    other = write_tiny_model(folder.parent / "other", floor=0.2)
    run("tag", "--tagger", f"model:{other.path}", "--data", folder)
    assert ("test:A@2", "bribery") not in labels_of(folder)


def test_explain_shows_what_a_reviewer_says(folder: Path) -> None:
    rows = sheet(folder)
    asked_about(rows, "test:A@2", "bribery")
    run("review", "import", fill(folder, rows, {"test:A@2": "no"}), "--data", folder)
    told = run("explain", "test:A", "--tagger", f"model:{folder.parent / 'tiny'}", "--data", folder)
    assert "form bribery (alleged); a reviewer says it is not there" in told


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_explain_names_no_victim_in_the_sentence_or_among_the_words(folder: Path, form: tuple[str, ...]) -> None:
    told = run("explain", "test:A", "--tagger", f"model:{folder.parent / 'tiny'}", "--data", folder, *form)
    assert "(name withheld) repay." in told
    assert "Quill" not in told
    assert "Zora" not in told


def test_the_same_sheet_twice_changes_nothing_and_a_later_answer_replaces(folder: Path) -> None:
    rows = sheet(folder)
    filled = fill(folder, rows, {"test:A@1": "yes"})
    run("review", "import", filled, "--data", folder)
    assert "0 new or changed; 1 reviews stand" in run("review", "import", filled, "--data", folder)
    assert "1 new or changed; 1 reviews stand" in run(
        "review", "import", fill(folder, rows, {"test:A@1": "no"}), "--data", folder
    )
    assert next(row for row in sheet(folder) if row["passage_id"] == "test:A@1")["present"] == "no"


def test_an_answer_about_a_passage_that_has_changed_no_longer_counts(folder: Path) -> None:
    rows = sheet(folder)
    run("review", "import", fill(folder, rows, {"test:B@1": "no", "test:A@1": "no"}), "--data", folder)
    with Corpus(folder / "corpus.db") as corpus:
        add(corpus, a_case("B", tags=None, texts=("Another text.",), country="PHL"))
    told = run("review", "import", fill(folder, rows, {"test:A@1": "no"}), "--data", folder)
    assert "1 reviews stand" in told
    assert "1 reviews are of passages that read otherwise by now" in told


def test_the_reviewer_may_be_named_for_the_whole_sheet(folder: Path) -> None:
    filled = fill(folder, sheet(folder), {"test:A@1": "yes"}, reviewer="")
    run("review", "import", filled, "--reviewer", "Q", "--data", folder)
    with Corpus(folder / "corpus.db") as corpus:
        assert [one.reviewer for one in corpus.reviews()] == ["Q"]


def test_json_lines_are_read_back(folder: Path) -> None:
    row = {**sheet(folder)[0], "present": "yes", "reviewer": "R"}
    (folder / "filled.jsonl").write_text(f"{json.dumps(row)}\n\n", "utf-8")
    assert run("review", "import", folder / "filled.jsonl", "--data", folder).startswith("1 answers read")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"present": "maybe"},
            "line 2: 'maybe' is no answer; write yes, no or unsure and import again, nothing was taken",
        ),
        ({"reviewer": ""}, "line 2: nobody is named in the column reviewer"),
        ({"label": "graft"}, "line 2: 'graft' is no "),
        ({"dimension": "mood"}, "line 2: 'mood' is not a valid TagDimension"),
        ({"sample": "ffffffff"}, "is not in a sample 'ffffffff' drawn from this corpus (its samples: "),
        ({"passage_id": "test:A@99"}, "the passage 'test:A@99' is not in a sample"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_is_taken(
    folder: Path, change: dict[str, str], words: str
) -> None:
    rows = sheet(folder)
    filled = fill(folder, rows, {row["passage_id"]: "yes" for row in rows})
    rows[0].update(change)
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    assert words in refused(folder, filled)


def test_a_reviewer_who_contradicts_herself_is_told_the_two_lines(folder: Path) -> None:
    rows = sheet(folder)
    filled = fill(folder, [rows[0]], {rows[0]["passage_id"]: "yes"})
    filled.write_text(
        filled.read_text("utf-8") + filled.read_text("utf-8").splitlines()[1].replace(",yes,", ",no,") + "\n", "utf-8"
    )
    assert "lines 2 and 3: R answers both yes and no about" in refused(folder, filled)


@pytest.mark.parametrize("line", ["{not json", '{"a": 1}\n[1]'])
def test_lines_that_are_no_objects_are_named(folder: Path, line: str) -> None:
    (folder / "x.jsonl").write_text(line, "utf-8")
    assert "JSON object" in refused(folder, folder / "x.jsonl")


def test_a_sheet_without_answers_says_where_to_write_them(folder: Path) -> None:
    assert "write yes, no or unsure in the column present" in run(
        "review", "import", fill(folder, sheet(folder), {}), "--data", folder
    )


def test_two_reviewers_agreement_about_passages_is_told(folder: Path) -> None:
    pytest.importorskip("krippendorff", reason="needs the extra stats")
    rows = sheet(folder)
    for reviewer, last in (("P", "yes"), ("Q", "no")):
        answers = {row["passage_id"]: "yes" if n % 2 else "no" for n, row in enumerate(rows)}
        answers[rows[-1]["passage_id"]] = last
        run("review", "import", fill(folder, rows, answers, reviewer), "--data", folder)
    told = json.loads(run("review", "agreement", "--sample", rows[0]["sample"], "--json", "--data", folder))
    assert told["cases"] == len(rows)
    assert told["pairs"][0]["agreed"] == len(rows) - 1
