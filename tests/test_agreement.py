"""Agreement of reviewers: published examples, edges without a value, and words instead of nan."""

import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames
from jointcharge.analysis.agreement import agreement, cohen_kappa, krippendorff_alpha, to_text
from jointcharge.analysis.sampling import draw
from jointcharge.cli.main import cli
from jointcharge.records.errors import MissingExtraError, ReportError
from jointcharge.records.samples import SampleAnswer, add_answers, add_sample

pytest.importorskip("statsmodels", reason="needs the extra stats")
pytest.importorskip("krippendorff", reason="needs the extra stats")


def votes(*pairs):
    """(A's answer, B's answer, how often); None where there is none."""
    answers, case = [], 0
    for a, b, times in pairs:
        for _ in range(times):
            case += 1
            answers += [
                SampleAnswer(sample="s", case_id=f"c{case:03}", reviewer=who, answer=said)
                for who, said in (("A", a), ("B", b))
                if said
            ]
    return answers


PAIRS = votes(("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15))


def test_kappa_of_the_textbook_table():
    """20, 5, 10, 15: observed 0.7, by chance 0.5, so 0.4."""
    pair = agreement("s", PAIRS).pairs[0]
    assert pair.kappa.value == pytest.approx(0.4)
    assert pair.kappa.low < 0.4 < pair.kappa.high
    assert (pair.cases, pair.agreed) == (50, 35)
    assert pair.agreed_interval.low < 0.7 < pair.agreed_interval.high


def test_kappa_s_interval_is_that_of_its_large_sample_variance():
    kappa = agreement("s", PAIRS).pairs[0].kappa
    assert kappa.high - kappa.low == pytest.approx(2 * 1.96 * 0.1262, abs=0.01)  # Fleiss, Cohen and Everitt by hand


def test_alpha_of_two_reviewers_by_its_formula():
    """Disagreement seen 15/50; expected from the pooled 55 yes and 45 no of 100 answers: 2*55*45/(100*99)."""
    alpha = agreement("s", PAIRS).alpha
    assert alpha.value == pytest.approx(1 - (15 / 50) / (2 * 55 * 45 / (100 * 99)))
    assert -1 < alpha.low < alpha.value < alpha.high < 1


def test_alpha_s_interval_is_the_same_every_time():
    assert agreement("s", PAIRS) == agreement("s", PAIRS)


def test_unsure_and_unanswered_cases_are_left_out():
    more = votes(
        ("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15), ("unsure", "no", 7), ("yes", None, 9)
    )
    assert agreement("s", more).pairs == agreement("s", PAIRS).pairs
    assert agreement("s", more).cases == 50


def test_all_alike_has_no_kappa_and_no_alpha_but_words():
    found = agreement("s", votes(("no", "no", 30)))
    assert found.pairs[0].kappa.value is None
    assert found.alpha.value is None
    text = to_text(found)
    assert text.count("not defined: all answers are the same") == 2
    assert "nan" not in text


def test_full_agreement_has_no_interval_of_zero_width():
    found = agreement("s", votes(("no", "no", 30), ("yes", "yes", 5)))
    assert found.pairs[0].kappa.value == found.alpha.value == 1
    assert found.alpha.low is found.pairs[0].kappa.low is None
    assert "95% interval 90.0% to 100.0%" in to_text(found)


def test_a_single_disagreement_among_rare_answers_has_a_value_or_words_never_nan():
    found = agreement("s", votes(("no", "no", 3), ("yes", "no", 1)))
    for one in (found.alpha, found.pairs[0].kappa):
        assert one.value is not None
        assert not np.isnan(one.value)
        assert one.low is None or one.low < one.high
    assert "nan" not in to_text(found)


def test_three_reviewers_have_three_pairs_and_one_alpha():
    third = [
        SampleAnswer(sample="s", case_id=f"c{n:03}", reviewer="C", answer="yes" if n % 2 else "no")
        for n in range(1, 51)
    ]
    found = agreement("s", [*PAIRS, *third])
    assert [one.reviewers for one in found.pairs] == [("A", "B"), ("A", "C"), ("B", "C")]
    assert found.reviewers == ("A", "B", "C")


@pytest.mark.parametrize("answers", [[], votes(("yes", None, 4)), votes(("unsure", "no", 4))])
def test_no_case_with_two_answers_is_told(answers):
    with pytest.raises(ReportError, match=r"no case of the sample s has answers by two reviewers.*second person"):
        agreement("s", answers)


def test_chance_agreement_has_a_kappa_and_an_alpha_near_zero():
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, 2, (2, 4000)).astype(float)
    assert abs(cohen_kappa(one, other).value) < 0.05
    assert abs(krippendorff_alpha(np.array([one, other])[:, :400]).value) < 0.15


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[stats\]"):
        agreement("s", PAIRS)


def test_agreement_from_the_command_line(tmp_path):
    with build(tmp_path, *(a_case(f"C{n}", tags=("form:bribery",) if n < 8 else ()) for n in range(20))) as corpus:
        sample = draw(Frames(corpus), 20)
        add_sample(corpus, sample)
        for who, rule in (("A", lambda n: n < 8), ("B", lambda n: n < 10)):
            add_answers(
                corpus,
                [SampleAnswer(sample=sample.sample, case_id=c.case_id, reviewer=who, answer="yes" if rule(int(c.case_id[6:])) else "no") for c in sample.cases],
            )  # fmt: skip
    found = CliRunner().invoke(cli, ["review", "agreement", "--data", str(tmp_path)])
    assert "A and B: agreed on 18 of 20" in found.output
    assert "Cohen's kappa 0.80" in found.output
    empty = CliRunner().invoke(cli, ["review", "agreement", "--sample", "nosuch", "--data", str(tmp_path)])
    assert "no sample 'nosuch'" in str(empty.exception)
