"""A sample drawn, answered and read back; and every way in which it can be wrong."""

import csv
import io
import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, add, build

from jointcharge.analysis import Frames, disparity, report
from jointcharge.analysis.reviewed import count_strata
from jointcharge.analysis.sampling import NOT_MARKED, draw, read_frame
from jointcharge.analysis.sheets import COLUMNS, read_sheet, to_sheet
from jointcharge.cli.main import cli
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ImportFileError, ReportError
from jointcharge.records.samples import (
    CaseAnswer,
    SampleAnswer,
    add_answers,
    add_sample,
    read_answers,
    read_samples,
    sample_of,
)

MARKED, PLAIN = 12, 48


def told(marked=MARKED, plain=PLAIN):
    yield from (a_case(f"M{n:02}", tags=("form:bribery",)) for n in range(marked))
    yield from (a_case(f"P{n:02}", tags=("signal:tip_off",) if n % 5 == 0 else ()) for n in range(plain))


@pytest.fixture
def corpus(tmp_path):
    with build(
        tmp_path, *told(), a_case("U", tags=None), a_case("N", sees="cxv"), a_case("X", filed=("Drugs",))
    ) as made:
        yield made


def answered(corpus, sample, says, reviewer="A"):
    return add_answers(
        corpus,
        [
            SampleAnswer(sample=sample.sample, case_id=c.case_id, reviewer=reviewer, answer=says(c))
            for c in sample.cases
        ],
    )


def truth(case):
    return "yes" if case.case_id.startswith("test:M") and not case.case_id.endswith("1") else "no"


@pytest.fixture
def reviewed(corpus):
    sample = draw(Frames(corpus), 30)
    add_sample(corpus, sample)
    answered(corpus, sample, truth)
    return sample


# ---- drawing ----


def test_only_trafficking_cases_that_a_tagger_has_read_can_be_drawn(corpus):
    cases = read_frame(Frames(corpus)).cases
    assert len(cases) == MARKED + PLAIN
    assert not {"test:U", "test:N", "test:X"} & set(cases)


def test_a_sample_records_its_strata_its_seed_its_snapshot_and_each_probability(corpus):
    sample = draw(Frames(corpus), 30, seed=4)
    assert (sample.seed, sample.snapshot) == (4, corpus.snapshot().snapshot)
    assert [(s.cases, s.flagged) for s in sample.strata] == [(MARKED, True), (PLAIN, False)]
    assert Counter(c.stratum for c in sample.cases) == {0: sample.strata[0].drawn, 1: sample.strata[1].drawn}
    for one in sample.cases:
        stratum = sample.strata[one.stratum]
        assert one.inclusion == stratum.drawn / stratum.cases
        assert stratum.score_low <= one.score <= stratum.score_high


def test_the_same_seed_draws_the_same_and_another_seed_another(corpus):
    frames = Frames(corpus)
    first, again, other = draw(frames, 30, 4), draw(frames, 30, 4), draw(frames, 30, 5)
    assert first.cases == again.cases
    assert first.sample == again.sample != other.sample
    assert first.cases != other.cases


def test_without_a_seed_the_cases_give_it(corpus):
    assert draw(Frames(corpus), 30).seed == draw(Frames(corpus), 30).seed


def test_every_case_is_drawn_as_often_as_its_probability_says(corpus):
    frames, seen = Frames(corpus), Counter()
    for seed in range(300):
        sample = draw(frames, 20, seed)
        seen.update(one.case_id for one in sample.cases)
    chance = {one.stratum: one.inclusion for one in sample.cases}
    for case, times in seen.items():
        expected = chance[0 if case.startswith("test:M") else 1]
        assert times / 300 == pytest.approx(expected, abs=4.5 * (expected * (1 - expected) / 300) ** 0.5 + 1e-9)


def test_scores_of_two_kinds_part_what_is_marked(tmp_path):
    cases = [a_case(f"M{n}", tags=("form:bribery",)) for n in range(24)] + [a_case(f"P{n}") for n in range(40)]
    for one in cases[:12]:
        one.tags = tuple(tag.model_copy(update={"score": 0.5}) for tag in one.tags)
    with build(tmp_path, *cases) as corpus:
        strata = draw(Frames(corpus), 40).strata
    assert [(s.name, s.cases) for s in strata] == [
        ("marked, higher score", 12),
        ("marked, lower score", 12),
        (NOT_MARKED, 40),
    ]
    assert [(s.score_low, s.score_high) for s in strata] == [(0.9, 0.9), (0.5, 0.5), (0, 0)]


def test_people_s_answers_about_labels_do_not_move_a_case_between_strata(corpus):
    before = read_frame(Frames(corpus)).digest
    add(corpus, a_case("M00", tags=("form:bribery",), reviews=(("form:bribery", False),)))
    assert read_frame(Frames(corpus)).digest == before


def test_more_than_there_is_takes_all(corpus):
    sample = draw(Frames(corpus), 500)
    assert len(sample.cases) == MARKED + PLAIN
    assert all(one.inclusion == 1 for one in sample.cases)


def test_nothing_to_draw_from_is_told_with_what_to_do(tmp_path):
    with (
        build(tmp_path, a_case("U", tags=None)) as corpus,
        pytest.raises(ReportError, match=r"no case to draw.*jointcharge tag"),
    ):
        draw(Frames(corpus), 30)


def test_no_size_is_refused(corpus):
    with pytest.raises(ReportError, match="ask for 1 or more"):
        draw(Frames(corpus), 0)


def test_a_sample_is_kept_once_and_read_back_as_it_was(corpus):
    sample = draw(Frames(corpus), 30)
    assert add_sample(corpus, sample)
    assert not add_sample(corpus, sample)
    assert list(read_samples(corpus)) == [sample]
    assert sample_of(corpus, sample.sample) == sample
    with pytest.raises(ImportFileError, match=r"no sample 'nosuch'.*jointcharge review sample"):
        sample_of(corpus, "nosuch")


# ---- answers ----


def test_a_later_answer_of_the_same_reviewer_replaces_the_earlier(corpus, reviewed):
    one = reviewed.cases[0]
    changed = SampleAnswer(sample=reviewed.sample, case_id=one.case_id, reviewer="A", answer="unsure")
    assert add_answers(corpus, [changed]) == 1
    assert add_answers(corpus, [changed]) == 0
    found = {a.case_id: a.answer for a in read_answers(corpus, reviewed.sample)}
    assert found[one.case_id] is CaseAnswer.UNSURE
    assert len(found) == 30


def test_the_majority_decides_and_even_votes_are_disputed(corpus, reviewed):
    case = next(c for c in reviewed.cases if truth(c) == "yes")
    say = lambda who, what: SampleAnswer(sample=reviewed.sample, case_id=case.case_id, reviewer=who, answer=what)  # noqa: E731
    before = count_strata(reviewed, read_answers(corpus))[case.stratum]
    add_answers(corpus, [say("B", "no")])
    even = count_strata(reviewed, read_answers(corpus))[case.stratum]
    assert (even.found, even.disputed) == (before.found - 1, 1)
    add_answers(corpus, [say("C", "yes")])
    decided = count_strata(reviewed, read_answers(corpus))[case.stratum]
    assert (decided.found, decided.disputed) == (before.found, 0)


# ---- the sheet ----


def filled(corpus, sample, tmp_path, says=truth, reviewer="A", **changes):
    rows = list(csv.DictReader(io.StringIO(to_sheet(Frames(corpus), sample))))
    for row, case in zip(rows, sample.cases, strict=True):
        row.update(reviewer=reviewer, corruption_indicated=says(case), **changes)
    path = tmp_path / "sheet.csv"
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_sheet_lists_the_cases_in_the_order_drawn_and_hides_the_score(corpus, reviewed):
    rows = list(csv.DictReader(io.StringIO(to_sheet(Frames(corpus), reviewed))))
    assert [row["case_id"] for row in rows] == [c.case_id for c in reviewed.cases]
    assert rows[0]["url"].startswith("https://portal/")
    assert "score" not in rows[0]
    assert "0.9" not in to_sheet(Frames(corpus), reviewed)


def test_a_filled_sheet_comes_back_as_answers(corpus, reviewed, tmp_path):
    answers = read_sheet(filled(corpus, reviewed, tmp_path, reviewer="B"))
    assert [a.answer for a in answers] == [truth(c) for c in reviewed.cases]
    assert {a.reviewer for a in answers} == {"B"}
    sheet = to_sheet(Frames(corpus), reviewed, answers)
    (tmp_path / "again.csv").write_text(sheet)
    assert read_sheet(tmp_path / "again.csv") == answers


def test_rows_without_an_answer_are_passed_over(corpus, reviewed, tmp_path):
    assert read_sheet(filled(corpus, reviewed, tmp_path, says=lambda c: "")) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"corruption_indicated": "maybe"}, "line 2: 'maybe' is no answer; write yes, no or unsure"),
        ({"reviewer": ""}, "line 2: nobody is named.*--reviewer NAME"),
        ({"sample": ""}, "line 2: the sample or the case is not named"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_line(corpus, reviewed, tmp_path, changes, words):
    path = filled(corpus, reviewed, tmp_path)
    rows = list(csv.DictReader(path.open()))
    rows[0].update(changes)
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(ImportFileError, match=words):
        read_sheet(path)


def test_one_reviewer_who_contradicts_herself_in_one_sheet_is_told(corpus, reviewed, tmp_path):
    path = filled(corpus, reviewed, tmp_path)
    case = reviewed.cases[0]
    other = "no" if truth(case) == "yes" else "yes"
    path.write_text(path.read_text() + f"{reviewed.sample},{case.case_id},A,{other},,,,\n")
    with pytest.raises(ImportFileError, match=f"lines 2 and 32: A answers both .* about {case.case_id}; keep one"):
        read_sheet(path)


def test_a_file_without_the_columns_is_told(tmp_path):
    (tmp_path / "x.csv").write_text("case,answer\n1,yes\n")
    with pytest.raises(ImportFileError, match=r"has no column sample, case_id.*review export"):
        read_sheet(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ImportFileError, match="not UTF-8"):
        read_sheet(tmp_path / "x.csv")


# ---- the report ----


def test_without_a_sample_the_report_says_that_shares_are_not_corrected(corpus):
    made = disparity(Frames(corpus))
    assert made.corrected is None
    assert any("the shares are not corrected" in one for one in made.caveats)
    assert "corrected" not in json.loads(report.to_json(made))


def test_the_report_shows_raw_corrected_interval_and_method(corpus, reviewed):
    made = disparity(Frames(corpus))
    one = made.corrected.estimate
    assert one.raw == MARKED / (MARKED + PLAIN)
    assert one.low < one.share < one.raw < one.high
    text = report.to_text(made)
    assert "As tagged, as if the tagger made no mistake" in text
    assert "Corrected from the reviewed sample" in text
    assert "stratified-melded" in text
    assert f"sample {reviewed.sample} (seed {reviewed.seed}" in " ".join(text.split())
    assert "the shares are not corrected" not in text
    assert "Corrected from the reviewed sample" in report.to_html(made)
    assert json.loads(report.to_json(made))["corrected"]["estimate"]["share"] == one.share
    row = next(
        r for r in csv.DictReader(io.StringIO(report.to_csv(made))) if r["name"] == "corruption_indicated_corrected"
    )
    assert float(row["share"]) == one.share
    assert row["numerator"] == ""


def test_the_report_can_be_made_again_as_of_its_snapshot(corpus, reviewed, tmp_path):
    made = disparity(Frames(corpus))
    answered(corpus, reviewed, lambda c: "no", reviewer="B")
    with Corpus(corpus.path, as_of=made.snapshot) as then:
        assert report.to_json(disparity(Frames(then))) == report.to_json(made)
    assert disparity(Frames(corpus)).corrected != made.corrected


def test_a_sample_drawn_from_another_snapshot_corrects_nothing_and_says_so(corpus, reviewed):
    add(corpus, a_case("Z", tags=("form:bribery",)))
    made = disparity(Frames(corpus))
    assert made.corrected is None
    assert any(
        f"sample {reviewed.sample} was drawn from another snapshot" in one and "60 cases then, 61 now" in one
        for one in made.caveats
    )


def test_a_sample_without_an_answer_is_named(corpus):
    sample = draw(Frames(corpus), 30)
    add_sample(corpus, sample)
    assert (
        f"The sample {sample.sample} was drawn and has no answer yet, so no share is corrected."
        in disparity(Frames(corpus)).caveats
    )


def test_answers_in_one_stratum_alone_correct_nothing_and_say_why(corpus):
    sample = draw(Frames(corpus), 30)
    add_sample(corpus, sample)
    add_answers(
        corpus,
        [
            SampleAnswer(sample=sample.sample, case_id=c.case_id, reviewer="A", answer="yes")
            for c in sample.cases
            if c.stratum == 0
        ],
    )
    made = disparity(Frames(corpus))
    assert made.corrected is None
    assert any("none of the 48 cases in the stratum 'not marked' has an answer" in one for one in made.caveats)


def test_contradictions_and_gaps_are_told_in_the_report(corpus, reviewed):
    case = reviewed.cases[0]
    other = "no" if truth(case) == "yes" else "yes"
    add_answers(corpus, [SampleAnswer(sample=reviewed.sample, case_id=case.case_id, reviewer="B", answer=other)])
    caveats = disparity(Frames(corpus)).caveats
    assert "Reviewers contradict each other about 1 case; the majority decides." in caveats
    assert any(one.startswith("1 case of the sample stayed undecided") for one in caveats)


def test_prediction_powered_inference_is_refused_in_the_report_with_the_reason(corpus, reviewed):
    made = disparity(Frames(corpus), correction="prediction-powered")
    assert made.corrected.estimate.method == "stratified-melded"
    assert any(one.startswith("Prediction-powered inference is refused: only") for one in made.caveats)
    assert "--correction prediction-powered" in made.generated_by.command


# ---- the commands ----


def run(*args):
    return CliRunner().invoke(cli, [str(a) for a in args])


def test_sample_fill_import_report_and_export_from_the_command_line(tmp_path):
    with build(tmp_path, *told()):
        pass
    sheet = tmp_path / "sheet.csv"
    drawn = run("review", "sample", "--n", 20, "--seed", 3, "--output", sheet, "--data", tmp_path)
    assert drawn.exit_code == 0, drawn.output
    lines = sheet.read_text().splitlines()
    sheet.write_text("\n".join([lines[0], *(line.replace(",,,,", ",,yes,,", 1) for line in lines[1:])]) + "\n")
    taken = run("review", "import", sheet, "--reviewer", "A", "--data", tmp_path)
    assert "20 answers read, 20 new or changed; 20 answers in all." in taken.output
    assert "Corrected from the reviewed sample" in run("report", "disparity", "--data", tmp_path).output
    exported = run("review", "export", "--data", tmp_path).output
    assert exported.count(",A,yes,") == 20
    assert "nan" not in exported


def test_a_sheet_of_a_sample_of_another_corpus_is_refused(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with build(tmp_path / name, *told(plain=40 if name == "one" else 45)):
            pass
        run("review", "sample", "--n", 20, "--output", tmp_path / f"{name}.csv", "--data", tmp_path / name)
    sheet = tmp_path / "one.csv"
    sheet.write_text(sheet.read_text().replace(",,,,", ",A,no,,", 1))
    wrong = run("review", "import", sheet, "--data", tmp_path / "two")
    assert isinstance(wrong.exception, ImportFileError)
    assert "was not drawn from this corpus" in str(wrong.exception)
    sheet.write_text(sheet.read_text().replace("test:", "nosuch:"))
    wrong = run("review", "import", sheet, "--data", tmp_path / "one")
    assert "is not in the sample" in str(wrong.exception)


def test_the_coverage_table_from_the_command_line():
    told = run("simulate", "coverage", "--small", "--format", "csv")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) == 25
