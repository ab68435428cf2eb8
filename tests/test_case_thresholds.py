"""From which confidence a case carries a label: chosen on cases, for all labels of a dimension at once."""

from __future__ import annotations

import numpy as np
import pytest

from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.calibrate import NEVER, fit
from jointcharge.classify.learning.examples import HEADS, Example, slice_of
from jointcharge.classify.model_folder import Gate, Head

pytest.importorskip("scipy", reason="needs the extra train")
SIGNALS, FORMS = slice_of("signal"), slice_of("form")
FORGED, FEES = HEADS.index(("signal", "fraudulent_documents")), HEADS.index(("signal", "unlawful_fees"))
BRIBERY = HEADS.index(("form", "bribery"))


def held_out(cases: int, positives: dict[int, int], seed: int = 0) -> tuple[list[Example], dict[str, Answers]]:
    """Fictional cases of six sentences; of each head given, so many cases hold it, where the logit is 4 higher."""
    rng = np.random.default_rng(seed)
    examples, answers = [], {}
    for number in range(cases):
        logits = rng.normal(-3, 1, (6, len(HEADS))).astype(np.float32)
        labels = [set() for _ in range(6)]
        for head, count in positives.items():
            if number < count:
                labels[2].add(HEADS[head])
                logits[2, head] += 4
        key = f"c{number}"
        examples.append(Example(key, key, "", None, ("A sentence.",) * 6, tuple(map(frozenset, labels)), None, "real"))
        answers[key] = Answers(logits, np.zeros((6, 1), np.float32))
    return examples, answers


def logit_at(head: Head | Gate) -> float:
    """The logit whose confidence is the case's threshold."""
    return (np.log(head.case_threshold / (1 - head.case_threshold)) - head.bias) / head.scale


def test_all_signals_ask_for_one_logit_whatever_their_own_calibration() -> None:
    fitted = fit(*held_out(120, {FORGED: 30, FEES: 12}))
    asked = [logit_at(head) for head in fitted.heads[SIGNALS]]
    assert fitted.heads[FORGED].case_threshold != pytest.approx(fitted.heads[FEES].case_threshold, abs=0.001)
    assert asked == pytest.approx([asked[0]] * len(asked), abs=1e-6)
    assert all(head.threshold <= head.case_threshold for head in fitted.heads[SIGNALS])


def test_the_threshold_is_nearly_the_best_that_any_logit_could_be() -> None:
    examples, answers = held_out(200, {FORGED: 40, FEES: 20})
    highest = np.array([answers[e.key].logits[:, SIGNALS].max(0) for e in examples])
    present = np.array([[head in e.case_labels for head in HEADS[SIGNALS]] for e in examples])

    def f1(logit: float) -> float:
        given = highest >= logit
        return 2 * (given & present).sum() / (given.sum() + present.sum())

    chosen = logit_at(fit(examples, answers).heads[FORGED])
    assert f1(chosen) > 0.9 * max(f1(logit) for logit in highest.ravel())


def test_one_more_case_moves_the_gate_of_rare_forms_little() -> None:
    """Counting would put it next to one of the six: a gate fitted on few must not hang on one case."""
    gates = [fit(*held_out(150, {BRIBERY: 6}, seed)).form_gate for seed in range(8)]
    asked = [logit_at(gate) for gate in gates]
    assert max(asked) - min(asked) < 2.0


def test_where_no_case_holds_a_label_none_is_given() -> None:
    fitted = fit(*held_out(40, {}))
    assert fitted.form_gate.case_threshold == NEVER
    assert {head.case_threshold for head in fitted.heads[SIGNALS]} == {NEVER}
