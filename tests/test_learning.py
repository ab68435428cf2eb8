"""What the tagger learns from, how it is calibrated, and that training can be stopped and taken up."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from jointcharge.classify.authored import FOLDER, REGISTERS, read_authored
from jointcharge.classify.learning.answers import Answers, read_answers, write_answers
from jointcharge.classify.learning.blend import ELEMENT_WORDS, MOST, Blend, hits_of, learn_lexicon, learn_words
from jointcharge.classify.learning.calibrate import best_threshold, expected_threshold, fit, platt, sigmoid
from jointcharge.classify.learning.examples import (
    HEADS,
    Example,
    authored_examples,
    jaccard,
    real_examples,
    related_groups,
    shingles,
    slice_of,
)
from jointcharge.classify.learning.folds import FOLDS, draw_folds
from jointcharge.classify.learning.passages import passages_of
from jointcharge.records.errors import ImportFileError

GOLD = Path(__file__).resolve().parents[2] / "shared" / "data" / "sherloc_summaries.jsonl"
real_data = pytest.mark.skipif(not GOLD.exists(), reason="the labelled summaries lie outside the repository")
HEADER = "## t1-001 | register: judgment | country: ROU | elements: ACT_RECRUITMENT"


def example(key: str, *sentences: str, labels: tuple = (), number: str = "", title: str = "") -> Example:
    found = tuple(frozenset(labels) if n == 0 else frozenset() for n in range(len(sentences)))
    return Example(key, number or key, title or key, "ROU", sentences, found, None, "real")


def authored(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "t1.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


# ---- the authored text --------------------------------------------------------------------------------------------


def test_a_line_of_authored_text_carries_its_labels_and_a_form_its_status(tmp_path: Path) -> None:
    folder = authored(
        tmp_path, HEADER, "# A title", "Quiet.", "Paid. :: form=bribery/alleged; actor=police; stage=justice"
    )
    (document,) = read_authored(folder)
    assert (document.title, document.country, document.elements) == ("A title", "ROU", {"ACT_RECRUITMENT"})
    assert document.sentences[0].labels == frozenset()
    assert document.sentences[1].text == "Paid."
    assert document.sentences[1].labels == {
        ("form", "bribery"), ("status", "alleged"), ("actor", "police"), ("stage", "justice"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Paid. :: form=graft/found", "'graft' is no form"),
        ("Paid. :: form=bribery", "takes a status after a slash"),
        ("Paid. :: signal=laundering/found", "and nothing else, takes a status"),
        ("Paid. :: crime=bribery", "'crime' is not a valid TagDimension"),
        ("Paid. :: form=bribery/rumoured", "'rumoured' is not a valid FormStatus"),
    ],
)
def test_a_wrong_label_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        read_authored(authored(tmp_path, HEADER, "Quiet.", line))
    assert "t1.txt, line 3" in str(caught.value)


def test_an_unknown_register_and_a_missing_field_are_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="'ballad' is no register"):
        read_authored(authored(tmp_path, HEADER.replace("judgment", "ballad"), "Quiet."))
    with pytest.raises(ImportFileError, match="country"):
        read_authored(authored(tmp_path, HEADER.replace("| country: ROU ", ""), "Quiet."))


def test_two_documents_of_one_name_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="same id"):
        read_authored(authored(tmp_path, HEADER, "One.", HEADER, "Two."))
    with pytest.raises(ImportFileError, match="no authored text"):
        read_authored(tmp_path / "none")


def test_the_authored_text_is_as_large_and_as_varied_as_it_claims() -> None:
    documents = read_authored()
    sentences = [sentence for document in documents for sentence in document.sentences]
    assert len(sentences) >= 4000
    assert {document.register for document in documents} == set(REGISTERS)
    assert len({document.country for document in documents}) >= 60
    for dimension, label in HEADS:
        if dimension in ("form", "signal", "stage", "actor"):
            assert sum((dimension, label) in one.labels for one in sentences) >= 30, (dimension, label)


def test_stage_and_actor_stand_only_where_a_form_or_a_signal_stands() -> None:
    for document in read_authored():
        for sentence in document.sentences:
            kinds = {dimension for dimension, _ in sentence.labels}
            assert not kinds & {"stage", "actor"} or kinds & {"form", "signal"}, sentence.text


def test_no_two_authored_documents_are_near_duplicates() -> None:
    texts = [shingles(" ".join(example.sentences)) for example in authored_examples()]
    assert max(jaccard(one, other) for n, one in enumerate(texts) for other in texts[:n]) < 0.1


def test_the_passages_file_says_what_the_authored_text_says() -> None:
    written = [json.loads(line) for line in (FOLDER.parent / "authored.jsonl").read_text("utf-8").splitlines()]
    assert written == [row for document in read_authored() for row in passages_of(document)]


# ---- splits -------------------------------------------------------------------------------------------------------


def test_cases_of_one_number_one_title_or_one_text_stay_together() -> None:
    text = "The officer at the gate waved the bus through after he had spoken with the driver for a minute."
    cases = [
        example("a", "One thing happened here.", number="N1"),
        example("b", "Something else altogether was told.", number="N1"),
        example("c", text),
        example("d", text + " Then it left."),
        example("e", "A third story.", title="State v. X."),
        example("f", "And a fourth one.", title="state v x"),
        example("g", "Alone."),
    ]
    assert sorted(map(sorted, related_groups(cases))) == [[0, 1], [2, 3], [4, 5], [6]]


def test_shingles_of_equal_texts_agree_and_of_strangers_do_not() -> None:
    assert jaccard(shingles("a b c d"), shingles("A, b; c d!")) == 1.0
    assert jaccard(shingles("a b c d"), shingles("e f g h")) == 0.0
    assert jaccard(shingles("a"), shingles("a")) == 0.0


@real_data
def test_no_fold_shares_a_number_or_a_title_with_another_and_each_has_its_share() -> None:
    cases = real_examples(GOLD)
    folds = draw_folds(cases, 1)
    for what in ("number", "title"):
        homes: dict[str, set[int]] = {}
        for case, fold in zip(cases, folds, strict=True):
            homes.setdefault(getattr(case, what).casefold(), set()).add(fold)
        assert all(len(found) == 1 for found in homes.values()), what
    for fold in range(FOLDS):
        levels = [case.level.value for case, f in zip(cases, folds, strict=True) if f == fold]
        assert levels.count("indicated") in (2, 3)
        assert levels.count("signal_only") in (23, 24)
    assert draw_folds(cases, 1) == folds != draw_folds(cases, 2)


# ---- calibration --------------------------------------------------------------------------------------------------


def test_calibration_finds_the_curve_that_made_the_labels() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, 20_000)
    present = (rng.random(20_000) < sigmoid(0.7 * logits - 1.2)).astype(float)
    scale, bias = platt(logits, present)
    assert (scale, bias) == pytest.approx((0.7, -1.2), abs=0.05)


def test_calibration_of_large_logits_and_of_perfect_separation_stays_finite() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(-80, 60, 5_000)
    present = (rng.random(5_000) < sigmoid(0.05 * logits + 1)).astype(float)
    assert platt(logits, present) == pytest.approx((0.05, 1.0), abs=0.15)
    scale, bias = platt(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0.0, 0, 1, 1]))
    assert 0 < scale < 100
    assert abs(bias) < 10


def test_calibration_of_a_rare_label_finds_its_curve_whatever_the_start() -> None:
    """Met in fold 2 of the cross-validation: steps that overshot left a bias of +5 where -1.5 was right."""
    rng = np.random.default_rng(4)
    for centre in (-20.0, -9.0, 0.0, 9.0):
        logits = rng.normal(centre, 3.5, 4_000)
        present = (rng.random(4_000) < sigmoid(0.45 * (logits - centre) - 4)).astype(float)
        scale, bias = platt(logits, present)
        assert scale == pytest.approx(0.45, abs=0.12)
        assert scale * centre + bias == pytest.approx(-4, abs=0.5)


def test_the_best_threshold_is_found_and_never_below_the_floor() -> None:
    chances, present = np.array([0.9, 0.8, 0.7, 0.2, 0.1]), np.array([1.0, 1, 0, 0, 0])
    assert best_threshold(chances, present, 0.1) == pytest.approx(0.75)
    assert best_threshold(np.array([0.05, 0.04]), np.array([1.0, 0]), 0.1) == 0.5
    assert best_threshold(chances, np.zeros(5), 0.1) == 0.5
    assert best_threshold(np.array([0.3, 0.02]), np.array([1.0, 0]), 0.25) == 0.25


def test_the_expected_threshold_is_half_the_best_expected_f1() -> None:
    """For many calibrated confidences the threshold that is best for F1 is half of it (Zhao et al. 2013)."""
    chances = np.random.default_rng(2).random(20_000)
    ranked = np.sort(chances)[::-1]
    best = (2 * np.cumsum(ranked) / (np.arange(1, 20_001) + ranked.sum())).max()
    assert expected_threshold(chances, 0.1) == pytest.approx(best / 2, abs=0.01)


def held_out_case(n: int, present: bool) -> tuple[Example, Answers]:
    labels = frozenset({("signal", "laundering")} if present else ())
    one = Example(f"c{n}", f"c{n}", "", None, ("a", "b"), (labels, frozenset()), frozenset({"ACT_RECRUITMENT"}), "real")
    logits = np.full((2, len(HEADS)), -4.0, np.float32)
    logits[0, HEADS.index(("signal", "laundering"))] = 3.0 if present else -3.0
    return one, Answers(logits, np.zeros((2, 3), np.float32))


def test_fitting_gives_every_head_its_place_and_a_separable_label_a_threshold_between() -> None:
    pairs = [held_out_case(n, n % 3 == 0) for n in range(60)]
    fitted = fit([one for one, _ in pairs], {one.key: answers for one, answers in pairs})
    assert [(head.dimension, head.label) for head in fitted.heads] == list(HEADS)
    head = fitted.heads[HEADS.index(("signal", "laundering"))]
    low, high = (1 / (1 + np.exp(-(head.scale * x + head.bias))) for x in (-3.0, 3.0))
    assert low < head.case_threshold < high
    assert fitted.form_gate.case_threshold >= 0.1


def test_answers_read_back_as_they_were_written(tmp_path: Path) -> None:
    answers = {f"gold:{n}": Answers(np.full((n, 4), 0.1 * n, np.float32), np.ones((n, 2), np.float32)) for n in (1, 3)}
    write_answers(tmp_path / "x.npz", answers)
    found = read_answers(tmp_path / "x.npz")
    assert found.keys() == answers.keys()
    assert all(np.array_equal(found[key].logits, one.logits) for key, one in answers.items())
    assert [path.name for path in tmp_path.iterdir()] == ["x.npz"]


def test_the_heads_of_a_dimension_stand_together() -> None:
    assert [HEADS[n][0] for n in range(len(HEADS))][slice_of("signal")] == ["signal"] * 7
    assert slice_of("element").stop == len(HEADS) == 62


# ---- weights of words and lexicon ---------------------------------------------------------------------------------

SIGNALS = slice_of("signal")
FEES = HEADS.index(("signal", "unlawful_fees"))
OWED = "Each woman was told that she owed 30,000 dollars for her travel and had to work it off."
TOLD = (("form", "bribery"), ("signal", "unlawful_fees"), ("stage", "recruitment"), ("actor", "police"))


def taught_cases(count: int = 60) -> list[Example]:
    """Every second case carries a label of each dimension in its first sentence, which the lexicon knows for fees."""
    return [
        example(f"k{n}", OWED if n % 2 else "The house had two doors.", "He left.", labels=TOLD if n % 2 else ())
        if n % 3
        else example(f"k{n}", "She lived there.", "He left.", labels=TOLD[1:2] if n % 2 else TOLD[:1])
        for n in range(count)
    ]


def said_of(cases: list[Example], strength: float, seed: int) -> dict[str, Answers]:
    """Noise, and the truth times ``strength``."""
    rng = np.random.default_rng(seed)
    answers = {}
    for one in cases:
        truth = np.array([[head in labels for head in HEADS] for labels in one.labels], float)
        logits = rng.normal(size=truth.shape) + strength * (truth - 0.5)
        answers[one.key] = Answers(logits.astype(np.float32), np.zeros((len(truth), 1), np.float32))
    return answers


def test_words_that_know_count_and_words_that_do_not_do_not() -> None:
    pytest.importorskip("sklearn")
    cases = taught_cases()
    network = said_of(cases, 2.0, 1)
    weights = {strength: learn_words(cases, network, said_of(cases, strength, 2)).words for strength in (0.0, 2.0, 6.0)}
    for dimension in ("form", "signal", "stage", "actor"):
        part = slice_of(dimension)
        none, some, much = (set(weights[strength][part]) for strength in (0.0, 2.0, 6.0))
        assert max(map(len, (none, some, much))) == 1, "one weight a dimension"
        assert max(none) < 0.4 < min(some) < min(much)
    assert set(weights[0.0][slice_of("element")]) == {ELEMENT_WORDS}
    assert learn_words(cases, network, network).lexicon == (0.0,) * len(HEADS)


def test_words_that_speak_against_the_truth_are_left_out_and_not_turned_round() -> None:
    pytest.importorskip("sklearn")
    cases = taught_cases()
    found = learn_words(cases, said_of(cases, 2.0, 1), said_of(cases, -3.0, 2)).words
    assert set(found[SIGNALS]) == {0.0}


def test_hits_that_are_right_count_and_a_label_with_too_few_takes_the_weight_of_all() -> None:
    pytest.importorskip("sklearn")
    cases = [*taught_cases(), *(example(f"f{n}", OWED, "He left.") for n in range(12))]
    assert any(hits_of(one)[:, FEES].any() for one in cases)
    words = Blend((0.5,) * len(HEADS), (0.0,) * len(HEADS))
    right = learn_lexicon(cases, said_of(cases, 0.5, 1), words)
    assert right.words == words.words
    assert set(right.lexicon[slice_of("form")]) == {MOST}
    assert 0 < right.lexicon[FEES] < MOST
    others = set(right.lexicon[SIGNALS.start : FEES] + right.lexicon[FEES + 1 : SIGNALS.stop])
    assert len(others) == 1
    assert others != {right.lexicon[FEES]}
    assert set(right.lexicon[slice_of("stage").start :]) == {0.0}


def test_hits_that_are_wrong_count_for_nothing() -> None:
    pytest.importorskip("sklearn")
    turned = [example(one.key, *one.sentences, labels=() if OWED in one.sentences else TOLD) for one in taught_cases()]
    blend = learn_lexicon(turned, said_of(turned, 2.0, 1), Blend((0.0,) * len(HEADS), (0.0,) * len(HEADS)))
    assert blend.lexicon[FEES] == 0.0


def test_a_dimension_that_no_case_carries_leaves_the_words_out_and_stops_nothing() -> None:
    pytest.importorskip("sklearn")
    cases = [example(f"k{n}", OWED, "He left.", labels=TOLD[1:2] if n % 2 else ()) for n in range(30)]
    weights = learn_words(cases, said_of(cases, 2.0, 1), said_of(cases, 2.0, 2)).words
    assert set(weights[slice_of("form")]) == {0.0} != set(weights[SIGNALS])
