"""Counting a tagger's hits and misses against gold labels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from jointcharge.classify.base import open_tagger, tag_id_of
from jointcharge.classify.evaluate import DIMENSIONS, RESAMPLES, evaluate
from jointcharge.classify.gold import read_gold
from jointcharge.classify.scores import estimate_of, f1_of, precision_of, recall_of, resampling_weights
from jointcharge.classify.side_by_side import side_by_side
from jointcharge.cli.main import cli
from jointcharge.records.case import Case, Tag, TagDimension
from jointcharge.records.errors import ImportFileError
from jointcharge.records.levels import CorruptionLevel

GOLD = Path(__file__).resolve().parents[2] / "shared" / "data" / "sherloc_summaries.jsonl"


class Scripted:
    """Gives the labels it was told, by the text of the sentence."""

    name = "scripted"
    version = "1"
    languages = ("en",)

    def __init__(self, **labels: tuple[TagDimension, str]) -> None:
        self.labels = labels

    def tag(self, case: Case) -> tuple[Tag, ...]:
        return tuple(self._tag(case, p, *self.labels[p.text]) for p in case.passages if p.text in self.labels)

    def _tag(self, case, passage, dimension, label) -> Tag:
        return Tag(
            tag_id=tag_id_of(passage.passage_id, dimension, label, self.name),
            passage_id=passage.passage_id,
            case_id=case.case_id,
            dimension=dimension,
            label=label,
            score=0.5,
            tagger=self.name,
            version=self.version,
            span=passage.span,
        )


FEES = (TagDimension.SIGNAL, "unlawful_fees")
BRIBERY = (TagDimension.FORM, "bribery")


def gold_row(number: str, sentences: list[str], forms: list[dict] = (), signals: list[dict] = ()) -> str:
    level = "indicated" if forms else "signal_only" if signals else "none"
    corruption = {"level": level, "forms": list(forms), "signals": list(signals)}
    row = {"unodc_number": number, "title": "t", "url": "u", "sentences": sentences, "corruption": corruption}
    return json.dumps(row)


def item(label: str, *sentences: int, stages: tuple[str, ...] = (), actors: tuple[str, ...] = ()) -> dict:
    return {"label": label, "sentences": list(sentences), "stages": list(stages), "actors": list(actors)}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    rows = [
        gold_row("A1", ["a1", "a2", "a3"], signals=[item("unlawful_fees", 1, 2, stages=("exploitation",))]),
        gold_row("A2", ["b1", "b2"], signals=[item("unlawful_fees", 1)]),
        gold_row("A3", ["c1"], forms=[item("bribery", 1, actors=("police",))]),
        gold_row("A4", ["d1"]),
    ]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


# ---- counting ---------------------------------------------------------------------------------------------


def test_passages_and_cases_are_counted_apart(gold: Path) -> None:
    """a1 is right, a2 and b1 are missed, b2 and d1 are wrong; but the case of b2 does carry the label."""
    found = evaluate(gold, Scripted(a1=FEES, b2=FEES, d1=FEES))
    passage = found.row("passage", "signal", "unlawful_fees")
    assert (passage.gold, passage.tagged) == (3, 3)
    assert (passage.precision.value, passage.recall.value, passage.f1.value) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    case = found.row("case", "signal", "unlawful_fees")
    assert (case.gold, case.tagged) == (2, 3)
    assert (case.precision.value, case.recall.value) == pytest.approx((2 / 3, 1.0))


def test_levels_follow_the_tags(gold: Path) -> None:
    found = evaluate(gold, Scripted(a1=FEES, c1=BRIBERY, d1=FEES))
    assert found.row("case", "level", "indicated").f1.value == 1.0
    assert found.row("case", "level", "signal_only").precision.value == pytest.approx(1 / 2)
    assert found.row("case", "level", "signal_only").recall.value == pytest.approx(1 / 2)
    assert found.row("case", "level", "none").recall.value == 0.0


def test_stages_and_actors_are_counted_where_their_form_or_signal_stands(gold: Path) -> None:
    found = evaluate(gold, Scripted())
    assert found.row("passage", "stage", "exploitation").gold == 2
    assert found.row("passage", "actor", "police").gold == 1


def test_a_perfect_tagger_scores_one_everywhere(gold: Path) -> None:
    tags = {"a1": FEES, "a2": FEES, "b1": FEES, "c1": BRIBERY}
    found = evaluate(gold, Scripted(**tags))
    for unit in ("case", "passage"):
        for dimension in ("form", "signal"):
            assert found.row(unit, dimension, "micro").f1.value == 1.0
            assert found.row(unit, dimension, "macro").f1.value == 1.0


def test_always_none_stands_beside_and_finds_only_the_level_none(gold: Path) -> None:
    silent = evaluate(gold, Scripted())
    for row in silent.rows:
        assert (row.f1.value if row.f1 else None) == row.always_none_f1
    assert silent.row("case", "level", "none").always_none_f1 == pytest.approx(2 * 1 / (1 + 4))
    assert silent.row("case", "signal", "micro").always_none_f1 == 0.0


def test_what_cannot_be_computed_is_null_and_not_zero(gold: Path) -> None:
    found = evaluate(gold, Scripted())
    assert found.row("case", "signal", "unlawful_fees").precision is None
    assert found.row("case", "form", "illicit_enrichment").recall is None
    assert found.row("case", "form", "illicit_enrichment").f1 is None


def test_macro_is_the_mean_over_the_labels_of_the_gold() -> None:
    counts = np.array([[[1, 0, 0], [0, 0, 1], [0, 5, 0]]])
    assert estimate_of(counts, f1_of, 3).value == pytest.approx(0.5)
    assert estimate_of(counts, precision_of, 3).value == pytest.approx(0.5)


def test_only_the_cases_kept_are_counted(gold: Path) -> None:
    found = evaluate(gold, Scripted(a1=FEES), keep=lambda number: number == "A1")
    assert (found.n_cases, found.n_passages) == (1, 3)


def test_elements_are_counted_by_case_and_only_where_somebody_noted_them(tmp_path: Path) -> None:
    rows = [json.loads(gold_row(f"E{n}", [f"e{n}"])) for n in range(3)]
    for row, elements in zip(rows, (["ACT_RECRUITMENT"], [], None), strict=True):
        row["trafficking_elements"] = elements
    (tmp_path / "g.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    given = (TagDimension.ELEMENT, "ACT_RECRUITMENT")
    row = evaluate(tmp_path / "g.jsonl", Scripted(e0=given, e1=given, e2=given)).row(
        "case", "element", "ACT_RECRUITMENT"
    )
    assert (row.gold, row.tagged) == (1, 2)
    assert (row.precision.value, row.recall.value) == (0.5, 1.0)


def test_confidences_are_ranked_and_their_error_is_told(gold: Path) -> None:
    """All three tags have score 0.5 at passages: one right, two wrong; the four other passages hold two fees at 0."""
    row = evaluate(gold, Scripted(a1=FEES, b2=FEES, d1=FEES)).row("passage", "signal", "unlawful_fees")
    assert row.average_precision.value == pytest.approx((1 / 3 + 3 / 7 + 3 / 7) / 3)
    assert row.calibration_error == pytest.approx((abs(1.5 - 1) + 2) / 7)


def test_ranking_of_cases_by_corruption_stands_with_the_level(gold: Path) -> None:
    found = evaluate(gold, Scripted(c1=BRIBERY))
    assert found.row("case", "level", "indicated").average_precision.value == 1.0
    assert found.row("case", "level", "none").average_precision is None


# ---- intervals --------------------------------------------------------------------------------------------


def test_an_interval_holds_its_value_and_is_the_same_each_time(gold: Path) -> None:
    first, second = (evaluate(gold, Scripted(a1=FEES, b2=FEES, d1=FEES)) for _ in range(2))
    assert first == second
    recall = first.row("passage", "signal", "unlawful_fees").recall
    assert recall.ci_low <= recall.value <= recall.ci_high
    assert recall.ci_low < recall.ci_high


def test_cases_and_not_sentences_are_resampled() -> None:
    """Ten right sentences in one case and ten wrong ones in another: the precision is 0, 1/2 or 1."""
    per_case = np.array([[10, 0, 0], [0, 10, 0]])
    totals = (resampling_weights(2, 500, 1) @ per_case).reshape(501, 1, 3)
    assert set(np.unique(precision_of(totals))) == {0.0, 0.5, 1.0}
    estimate = estimate_of(totals, precision_of, 2)
    assert (estimate.value, estimate.ci_low, estimate.ci_high) == (0.5, 0.0, 1.0)


def test_the_first_draw_is_the_data_itself() -> None:
    weights = resampling_weights(7, 20, 3)
    assert weights.shape == (21, 7)
    assert weights[0].tolist() == [1] * 7
    assert (weights.sum(axis=1) == 7).all()


def test_an_interval_of_many_cases_has_the_width_that_theory_gives() -> None:
    """Recall of 60 in 100 independent cases: the normal approximation is 0.6 +- 0.096."""
    per_case = np.array([[1, 0, 0]] * 60 + [[0, 0, 1]] * 40)
    totals = (resampling_weights(100, 4000, 5) @ per_case).reshape(-1, 1, 3)
    estimate = estimate_of(totals, recall_of, 100)
    assert estimate.ci_low == pytest.approx(0.6 - 0.096, abs=0.02)
    assert estimate.ci_high == pytest.approx(0.6 + 0.096, abs=0.02)


def test_four_right_of_four_is_not_certainty() -> None:
    """The exact lower limit of 4 in 4 at 95 % is 0.398 (Clopper and Pearson), of 0 in 4 the upper is 0.602."""
    right, wrong = np.array([[1, 0, 0]] * 4), np.array([[0, 1, 0]] * 4)
    for per_case, low, high in ((right, 0.398, 1.0), (wrong, 0.0, 0.602)):
        totals = (resampling_weights(4, 200, 1) @ per_case).reshape(-1, 1, 3)
        estimate = estimate_of(totals, precision_of, 4)
        assert (estimate.ci_low, estimate.ci_high) == pytest.approx((low, high), abs=0.001)


def test_no_interval_has_zero_width(gold: Path) -> None:
    for row in evaluate(gold, Scripted(a1=FEES, a2=FEES, c1=BRIBERY)).rows:
        for estimate in (row.precision, row.recall, row.f1):
            if estimate and estimate.ci_low is not None:
                assert estimate.ci_low < estimate.ci_high, row


def test_a_label_missing_from_a_resample_is_no_miss() -> None:
    """Both labels are always found; a resample without one of them must not count it as recall 0."""
    per_case = np.array([[[1, 0, 0], [0, 0, 0]], [[0, 0, 0], [1, 0, 0]]])
    totals = np.tensordot(resampling_weights(2, 200, 1), per_case, axes=1)
    assert np.unique(recall_of(totals)[~np.isnan(recall_of(totals))]).tolist() == [1.0]
    assert estimate_of(totals, recall_of, 2).ci_low == pytest.approx(0.025**0.5)


# ---- what is printed --------------------------------------------------------------------------------------


def test_the_text_names_the_tagger_and_shows_only_labels_that_occur(gold: Path) -> None:
    text = evaluate(gold, Scripted(a1=FEES)).to_text()
    assert text.startswith(f"scripted 1 on gold.jsonl: 4 cases, 7 passages; 95 % intervals from {RESAMPLES}")
    assert "unlawful_fees" in text
    assert "illicit_enrichment" not in text


def test_the_json_reads_back(gold: Path) -> None:
    found = evaluate(gold, Scripted(a1=FEES))
    row = next(r for r in json.loads(found.to_json())["rows"] if r["label"] == "unlawful_fees")
    assert row["recall"]["value"] == 0.5
    assert {r["dimension"] for r in json.loads(found.to_json())["rows"]} == {"level", *map(str, DIMENSIONS)}


def test_each_column_of_the_text_stands_under_its_name(gold: Path) -> None:
    _, _, head, *rows = evaluate(gold, Scripted(a1=FEES)).to_text().splitlines()
    row = next(line for line in rows if "unlawful_fees" in line)
    found = evaluate(gold, Scripted(a1=FEES)).row("case", "signal", "unlawful_fees")
    for name, value in (("recall", found.recall), ("F1 ", found.f1), ("average precision", found.average_precision)):
        assert row[head.index(name) :].startswith(f"{value.value:.3f} ")
    assert float(row[head.index("calibr.") :].split()[0]) == pytest.approx(found.calibration_error, abs=1e-4)
    assert row[head.index("F1 of always none") :] == "0.000"


def test_several_taggers_stand_side_by_side_with_never_tagging_last(gold: Path) -> None:
    silent = Scripted()
    silent.name = "silent"
    head, *rows = side_by_side([evaluate(gold, Scripted(a1=FEES)), evaluate(gold, silent)]).splitlines()
    row = next(line for line in rows if "unlawful_fees" in line)
    assert head.split()[1:] == ["gold", "scripted", "silent", "always-none"]
    cells = [row[head.index(name) :].split()[0] for name in head.split()[2:]]
    assert cells == ["0.667", "0.000", "0.000"]
    assert not any("illicit_enrichment" in line for line in rows)


def test_the_command_prints_other_taggers_beside_the_one_asked_for(gold: Path) -> None:
    done = CliRunner().invoke(cli, ["evaluate", str(gold), "--tagger", "lexicon", "--beside", "lexicon", "--json"])
    assert done.exit_code == 0, done.output
    assert [one["tagger"] for one in json.loads(done.output)] == ["lexicon", "lexicon"]
    text = CliRunner().invoke(cli, ["evaluate", str(gold), "--tagger", "lexicon", "--beside", "lexicon"]).output
    assert "always-none" in text


def test_a_row_that_is_not_there_is_an_error(gold: Path) -> None:
    with pytest.raises(KeyError):
        evaluate(gold, Scripted()).row("case", "form", "graft")


# ---- reading gold -----------------------------------------------------------------------------------------


def test_gold_keeps_the_sentences_that_carry_each_label(gold: Path) -> None:
    first = read_gold(gold)[0]
    assert first.passages[FEES] == {"gold:A1:1@1", "gold:A1:1@2"}
    assert first.level is CorruptionLevel.SIGNAL_ONLY


def test_spans_of_gold_sentences_point_into_the_joined_text(gold: Path) -> None:
    case = read_gold(gold)[0].case
    text = " ".join(p.text for p in case.passages)
    assert [text[p.span.start : p.span.end] for p in case.passages] == ["a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "line 1: expected a labelled case"),
        ("{}", "KeyError: 'unodc_number'"),
        ("[1]", "TypeError"),
        (gold_row("X", ["a"], signals=[item("graft", 1)]), "'graft' is no signal of the codebook"),
        (gold_row("X", ["a"], signals=[item("laundering", 2)]), "IndexError"),
        (gold_row("X", ["a"], signals=[item("laundering", 0)]), "sentences are counted from 1"),
        (gold_row("X", ["a"], signals=[item("laundering", 1, stages=("dock",))]), "'dock' is no stage"),
    ],
)
def test_a_line_that_is_not_gold_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(ImportFileError, match=message) as caught:
        read_gold(path)
    assert "bad.jsonl, line 1" in str(caught.value)
    assert str(caught.value).endswith("mend the line or leave it out")


def test_a_missing_or_binary_or_empty_file_says_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x81")
    (tmp_path / "empty").write_text("", "utf-8")
    for name in ("absent", "binary"):
        with pytest.raises(ImportFileError, match="give a JSON Lines file"):
            evaluate(tmp_path / name, Scripted())
    with pytest.raises(ImportFileError, match="leaves no case to evaluate on"):
        evaluate(tmp_path / "empty", Scripted())


# ---- the real summaries -----------------------------------------------------------------------------------


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled summaries lie outside the repository")
def test_the_lexicon_beats_always_none_on_the_real_summaries() -> None:
    found = evaluate(GOLD, open_tagger("lexicon"))
    assert (found.n_cases, found.n_passages) == (481, 5715)
    gold = {str(level): found.row("case", "level", level).gold for level in CorruptionLevel}
    assert gold == {"indicated": 12, "signal_only": 118, "none": 351}
    levels = found.row("case", "level", "macro")
    assert levels.f1.ci_low > levels.always_none_f1
    assert found.row("case", "signal", "micro").f1.ci_low > 0.6
    assert found.row("case", "level", "none").f1.ci_low > found.row("case", "level", "none").always_none_f1
