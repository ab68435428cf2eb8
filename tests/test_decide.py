"""From a network's numbers to labels: calibration, thresholds, the gate, and elements of whole cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jointcharge.classify.decide import Decision, Reading, confidence, decide, form_confidence, pool_windows, pooled
from jointcharge.classify.gold import GoldCase
from jointcharge.classify.gold import case_of_sentences as case_of
from jointcharge.classify.model_folder import Gate, Head, ModelCard
from jointcharge.classify.ranking import (
    Ranked,
    average_precision,
    calibration_error,
    confidences_from,
    confidences_of,
    rank_label,
    rank_level,
)
from jointcharge.classify.scores import resampling_weights
from jointcharge.records.case import FormStatus, TagDimension
from jointcharge.records.levels import CorruptionLevel

HEADS = (
    ("form", "bribery"),
    ("form", "abuse_of_functions"),
    ("signal", "laundering"),
    ("stage", "justice"),
    ("actor", "police"),
    ("status", "alleged"),
    ("status", "found"),
    ("element", "ACT_RECRUITMENT"),
)
NO = -6.0
YES = 6.0


def card(*, gate: Gate | None = None, floor: float = 0.0, **case_thresholds: float) -> ModelCard:
    heads = tuple(
        Head(dimension=d, label=label, case_threshold=case_thresholds.get(label, 0.5 if d == "element" else 0.0))
        for d, label in HEADS
    )
    told = {"name": "t", "base": "b", "max_tokens": 64, "heads": heads, "seed": 0, "trained_on": ()}
    return ModelCard.model_validate({**told, "form_gate": gate, "floor": floor})


def reading(**raised: float) -> Reading:
    return Reading("text", [raised.get(label, NO) for _, label in HEADS], [])


def labels(decisions: tuple[Decision, ...]) -> list[tuple[int, str]]:
    return [(one.passage, one.label) for one in decisions]


def test_a_label_stands_at_the_passages_that_reach_its_threshold() -> None:
    assert labels(decide(card(), [reading(), reading(laundering=YES), reading(bribery=YES)])) == [
        (1, "laundering"),
        (2, "bribery"),
    ]


def test_stage_and_actor_stand_only_beside_a_form_or_a_signal() -> None:
    found = decide(card(), [reading(police=YES, justice=YES), reading(police=YES, laundering=YES)])
    assert labels(found) == [(1, "laundering"), (1, "police")]


def test_a_form_takes_the_likeliest_status_and_nothing_else_takes_one() -> None:
    found = decide(card(), [reading(bribery=YES, laundering=YES, alleged=1.0, found=0.5)])
    assert {one.label: one.status for one in found} == {"bribery": FormStatus.ALLEGED, "laundering": None}


def test_a_case_below_its_threshold_carries_no_label_though_a_passage_does() -> None:
    readings = [reading(laundering=1.0)]
    assert labels(decide(card(laundering=0.7), readings)) == [(0, "laundering")]
    assert decide(card(laundering=0.8), readings) == ()


def test_below_the_floor_the_tagger_abstains_whatever_the_threshold() -> None:
    model = card(floor=0.6)
    assert decide(model, [reading(laundering=0.2)]) == ()
    assert labels(decide(model, [reading(laundering=0.6)])) == [(0, "laundering")]


def test_the_gate_keeps_forms_out_of_a_case_that_does_not_reach_it() -> None:
    shut, ajar = (card(gate=Gate(case_threshold=t)) for t in (0.99, 0.7))
    readings = [reading(bribery=1.0, laundering=YES)]
    assert labels(decide(shut, readings)) == [(0, "laundering")]
    assert labels(decide(ajar, readings)) == [(0, "bribery"), (0, "laundering")]


def test_a_case_through_the_gate_has_a_form_even_where_no_label_reaches_its_own_threshold() -> None:
    readings = [reading(), reading(bribery=-0.5, abuse_of_functions=-0.6)]
    found = decide(card(gate=Gate(case_threshold=0.5)), readings)
    assert labels(found) == [(1, "bribery")]
    assert decide(card(gate=Gate(case_threshold=0.5), floor=0.5), readings) == ()


def test_an_element_is_decided_by_the_whole_case_and_stands_where_it_is_told_most() -> None:
    told, silent = reading(ACT_RECRUITMENT=3.0), reading(ACT_RECRUITMENT=-3.0)
    assert labels(decide(card(), [silent, told, silent])) == [(1, "ACT_RECRUITMENT")]
    assert decide(card(), [silent] * 40 + [told]) == ()


def test_no_passages_no_labels() -> None:
    assert decide(card(gate=Gate(case_threshold=0.1)), []) == ()


def test_pooling_is_a_soft_maximum() -> None:
    assert pooled([2.0]) == pytest.approx(2.0)
    assert pooled([2.0, 2.0]) == pytest.approx(2.0)
    assert pooled([50.0, 0.0]) == pytest.approx(50 - math.log(2))
    assert pooled([1000.0, -1000.0]) == pytest.approx(1000 - math.log(2))
    assert pool_windows([[1.0, -2.0], [0.0, 3.0]]) == [1.0, 3.0]


def test_confidence_is_the_calibrated_logistic_and_never_overflows() -> None:
    head = Head(dimension="form", label="bribery", scale=2.0, bias=-1.0)
    assert confidence(head, 1.0) == pytest.approx(1 / (1 + math.exp(-1)))
    assert (confidence(head, -1e6), confidence(head, 1e6)) == (0.0, 1.0)


def test_the_chance_of_any_form_grows_with_each_form() -> None:
    model = card(gate=Gate(case_threshold=0.5))
    one, two = ([1.0, b, *[NO] * 6] for b in (NO, 1.0))
    assert form_confidence(model, one) < form_confidence(model, two)
    assert form_confidence(card(), one) == pytest.approx(confidence(card().heads[0], 1.0))


# ---- ranking ------------------------------------------------------------------------------------------------------


def gold(key: str, n: int, carrying: frozenset[int] = frozenset(), level: str = "none") -> GoldCase:
    case = case_of(key, "t", "u", [f"s{i}" for i in range(n)])
    passages = {(TagDimension.FORM, "bribery"): frozenset(case.passages[i].passage_id for i in carrying)}
    elements = None if key == "d" else frozenset({"ACT_RECRUITMENT"} if carrying else ())
    return GoldCase(case, key, CorruptionLevel(level), passages if carrying else {}, {}, elements)


CASES = [
    gold("a", 2, frozenset({1}), "indicated"),
    gold("b", 1),
    gold("c", 1, frozenset({0}), "indicated"),
    gold("d", 1),
]
SCORES = {"a": [NO, 2.0], "b": [1.0], "c": [0.0], "d": [NO]}


def held() -> list:
    model = card()
    readings = [[reading(bribery=s, ACT_RECRUITMENT=s) for s in SCORES[one.key]] for one in CASES]
    return [confidences_of(model, one.case.passages, found) for one, found in zip(CASES, readings, strict=True)]


def test_average_precision_is_the_mean_precision_at_each_hit() -> None:
    """Ranked a2, b1, c1, …: hits at ranks 1 and 3, so (1 + 2/3) / 2."""
    ranked = rank_label(CASES, held(), "passage", (TagDimension.FORM, "bribery"))
    weights = resampling_weights(len(CASES), 50, 1)
    found = average_precision(ranked, weights)
    assert found[0] == pytest.approx((1 + 2 / 3) / 2)
    assert rank_label(CASES, held(), "case", (TagDimension.FORM, "bribery")).present.tolist() == [1, 0, 1, 0]
    assert average_precision(rank_level(CASES, held()), weights)[0] == pytest.approx((1 + 2 / 3) / 2)


def test_equal_scores_share_their_precision() -> None:
    silent = [confidences_from(()) for _ in CASES]
    ranked = rank_label(CASES, silent, "case", (TagDimension.FORM, "bribery"))
    assert average_precision(ranked, resampling_weights(4, 1, 1))[0] == pytest.approx(0.5)


def test_cases_without_a_note_on_elements_do_not_count_for_them() -> None:
    ranked = rank_label(CASES, held(), "case", (TagDimension.ELEMENT, "ACT_RECRUITMENT"))
    assert ranked.case_of.tolist() == [0, 1, 2]


def test_calibration_error_is_zero_where_shares_are_met_and_one_where_all_is_wrong() -> None:
    met = Ranked(np.full(10, 0.3), np.array([1.0] * 3 + [0.0] * 7), np.zeros(10, int))
    wrong = Ranked(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.zeros(2, int))
    assert calibration_error([met]) == pytest.approx(0.0)
    assert calibration_error([wrong]) == pytest.approx(1.0)
    assert calibration_error([met, wrong]) == pytest.approx(2 / 12)
