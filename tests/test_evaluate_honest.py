"""What `evaluate` says against its own figures, and whether the status of a form is right."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import write_tiny_model

from jointcharge.classify import onnx_tagger
from jointcharge.classify.base import tag_id_of
from jointcharge.classify.evaluate import evaluate
from jointcharge.classify.learned import Learned
from jointcharge.classify.side_by_side import side_by_side
from jointcharge.cli.main import cli
from jointcharge.records.case import Case, FormStatus, Tag, TagDimension
from jointcharge.records.raw import sha256_of

BRIBED = "The owner bribed a guard."
WHERE = "docs/model-card.md"


def gold_row(number: str, sentences: list[str], *forms: tuple[str, list[int], str | None]) -> str:
    told = [
        {"label": label, "sentences": where, "stages": [], "actors": []} | ({"status": status} if status else {})
        for label, where, status in forms
    ]
    corruption = {"level": "indicated" if forms else "none", "forms": told, "signals": []}
    row = {"unodc_number": number, "title": "t", "url": "u", "sentences": sentences, "corruption": corruption}
    return json.dumps(row) + "\n"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(gold_row("A1", [BRIBED], ("bribery", [1], "found")) + gold_row("A2", ["Nothing."]), "utf-8")
    return path


def model_of(tmp_path: Path, name: str, digest: str) -> str:
    """A tiny model whose card says that it learned from a file of that name and digest."""
    seen = [{"name": name, "sha256": digest, "cases": 2, "passages": 2}]
    return f"model:{write_tiny_model(tmp_path / 'tiny', trained_on=seen).path}"


def run(*given: object) -> str:
    done = CliRunner().invoke(cli, ["evaluate", *map(str, given)])
    assert done.exit_code == 0, done.output
    return done.stdout


class Scripted:
    """Gives each sentence the forms it was told, with their status."""

    name, version, languages, at_once = "scripted", "1", ("en",), 1

    def __init__(self, **forms: tuple[str, FormStatus | None]) -> None:
        self.forms = forms

    def tag(self, case: Case) -> tuple[Tag, ...]:
        return tuple(
            Tag(
                tag_id=tag_id_of(passage.passage_id, TagDimension.FORM, self.forms[passage.text][0], self.name),
                passage_id=passage.passage_id,
                case_id=case.case_id,
                dimension=TagDimension.FORM,
                label=self.forms[passage.text][0],
                status=self.forms[passage.text][1],
                score=0.5,
                tagger=self.name,
                version=self.version,
                span=passage.span,
            )
            for passage in case.passages
            if passage.text in self.forms
        )


# ---- cases that were learned from ----------------------------------------------------------------------------


def test_a_tagger_that_learned_from_the_file_is_named_above_its_figures(gold: Path, tmp_path: Path) -> None:
    tagger = model_of(tmp_path, "any.jsonl", sha256_of(gold.read_bytes()))
    first, *rest = run(gold, "--tagger", tagger).splitlines()
    assert first.startswith("NOT NEW TO model: it learned from these cases (gold.jsonl stands in its card)")
    assert "say nothing about new cases" in first
    assert WHERE in first
    assert any("precision" in line for line in rest)


def test_the_json_says_so_too(gold: Path, tmp_path: Path) -> None:
    tagger = model_of(tmp_path, "any.jsonl", sha256_of(gold.read_bytes()))
    told = json.loads(run(gold, "--tagger", tagger, "--json"))
    assert told["learned_from"] == "same_file"
    assert WHERE in told["warning"]


def test_beside_others_it_is_marked_above_the_table_and_at_its_column(gold: Path, tmp_path: Path) -> None:
    tagger = model_of(tmp_path, "any.jsonl", sha256_of(gold.read_bytes()))
    text = run(gold, "--tagger", "lexicon", "--beside", tagger)
    beside = text[text.index("* NOT NEW TO model") :]
    assert beside.index("NOT NEW") < beside.index("F1   ")
    heads = [line.split() for line in beside.splitlines() if line.startswith(("F1 ", "precision ", "recall "))]
    assert [head[2:4] for head in heads] == [["lexicon", "model*"]] * 3
    assert not text.startswith("NOT NEW"), "the lexicon's own table has no warning"


def test_another_version_of_the_file_is_noticed_by_its_name(gold: Path, tmp_path: Path) -> None:
    tagger = model_of(tmp_path, "gold.jsonl", "0" * 64)
    told = json.loads(run(gold, "--tagger", tagger, "--json"))
    assert told["learned_from"] == "same_name"
    assert told["warning"].startswith("PERHAPS NOT NEW TO model: it learned from another version of gold.jsonl")


def test_nothing_is_said_against_cases_that_are_not_in_the_card(gold: Path, tmp_path: Path) -> None:
    tagger = model_of(tmp_path, "other.jsonl", "0" * 64)
    told = json.loads(run(gold, "--tagger", tagger, "--json"))
    assert (told["learned_from"], told["warning"]) == ("not_known", None)
    assert run(gold, "--tagger", tagger).startswith("model 1-")


def test_a_tagger_without_a_card_is_not_known_to_have_learned(gold: Path) -> None:
    assert evaluate(gold, Scripted()).learned_from is Learned.NOT_KNOWN


def test_the_default_is_the_tagger_that_tag_reads_with(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_tagger, "SHIPPED", write_tiny_model(tmp_path / "shipped").path)
    assert json.loads(run(gold, "--json"))["tagger"] == "model"
    monkeypatch.setattr(onnx_tagger, "SHIPPED", tmp_path / "absent")
    assert json.loads(run(gold, "--json"))["tagger"] == "lexicon"


# ---- the status of a form ----------------------------------------------------------------------------------------


def status_row(tmp_path: Path, rows: list[str], **forms: tuple[str, FormStatus | None]):
    path = tmp_path / "statuses.jsonl"
    path.write_text("".join(rows), "utf-8")
    passage, case = evaluate(path, Scripted(**forms)).statuses
    assert (passage.unit, case.unit) == ("passage", "case")
    return passage, case


def test_only_forms_that_both_have_are_judged_for_their_status(tmp_path: Path) -> None:
    """a is right, b is wrong, c is missed, d is invented, e has another form in the gold."""
    rows = [
        gold_row("A", ["a"], ("bribery", [1], "found")),
        gold_row("B", ["b"], ("bribery", [1], "alleged")),
        gold_row("C", ["c"], ("bribery", [1], "found")),
        gold_row("D", ["d"]),
        gold_row("E", ["e"], ("embezzlement", [1], "found")),
    ]
    found = ("bribery", FormStatus.FOUND)
    passage, case = status_row(tmp_path, rows, a=found, b=found, d=found, e=found)
    for row in (passage, case):
        assert (row.right, row.both, row.untold) == (1, 2, 0)
        assert row.share.value == 0.5
        assert row.share.ci_low < 0.5 < row.share.ci_high
        assert row.met == {"alleged": {"found": 1}, "found": {"found": 1}}


def test_the_status_of_a_case_is_the_firmest_of_its_passages(tmp_path: Path) -> None:
    """By passage one of two is right; the case is convicted for both."""
    rows = [gold_row("A", ["a", "b"], ("bribery", [1], "alleged"), ("bribery", [2], "convicted"))]
    convicted = ("bribery", FormStatus.CONVICTED)
    passage, case = status_row(tmp_path, rows, a=convicted, b=convicted)
    assert (passage.right, passage.both) == (1, 2)
    assert (case.right, case.both) == (1, 1)


def test_a_form_without_a_status_is_wrong_and_one_whose_gold_tells_none_is_not_judged(tmp_path: Path) -> None:
    rows = [gold_row("A", ["a"], ("bribery", [1], "found")), gold_row("B", ["b"], ("bribery", [1], None))]
    passage, _ = status_row(tmp_path, rows, a=("bribery", None), b=("bribery", FormStatus.FOUND))
    assert (passage.right, passage.both, passage.untold) == (0, 1, 1)
    assert passage.met == {"found": {"none": 1}}


def test_beside_the_share_stands_that_of_always_giving_the_commonest(tmp_path: Path) -> None:
    rows = [gold_row(f"A{n}", [f"a{n}"], ("bribery", [1], "found" if n else "charged")) for n in range(4)]
    charged = ("bribery", FormStatus.CHARGED)
    passage, _ = status_row(tmp_path, rows, a0=charged, a1=charged, a2=charged, a3=charged)
    assert passage.share.value == 0.25
    assert (passage.commonest, passage.always_commonest) == ("found", 0.75)


def test_statuses_stand_in_the_text_with_count_share_and_interval(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(gold_row("A", ["a"], ("bribery", [1], "found")) + gold_row("B", ["b"]), "utf-8")
    text = evaluate(path, Scripted(a=("bribery", FormStatus.FOUND))).to_text()
    assert "passage 1 of 1 right: 1.000 [0.03, 1.00]; always found: 1.000" in text
    assert "found: given found 1" in text
    assert "no form in common" in evaluate(path, Scripted()).to_text()


# ---- side by side ------------------------------------------------------------------------------------------------


def test_precision_and_recall_stand_side_by_side_below_f1(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(gold_row("A", ["a", "b"], ("bribery", [1, 2], "found")) + gold_row("B", ["c"]), "utf-8")
    found = FormStatus.FOUND
    one = evaluate(path, Scripted(a=("bribery", found), c=("bribery", found)))
    two = evaluate(path, Scripted(a=("bribery", found)))
    values = {}
    for table in side_by_side([one, two]).split("\n\n"):
        head, *rows = table.splitlines()
        (row,) = [line for line in rows if line.startswith("passage form      bribery")]
        columns = [head.index("scripted"), head.rindex("scripted")]
        values[head.split()[0]] = [row[column:].split()[0] for column in columns]
    assert values == {"F1": ["0.500", "0.667"], "precision": ["0.500", "1.000"], "recall": ["0.500", "0.500"]}
