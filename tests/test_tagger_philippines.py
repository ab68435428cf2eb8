"""The benchmark on Philippine decisions: the gate is the card's, prints of one matter are one observation, `indicated` is what ``tag`` says."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case
from tiny_model import write_tiny_model

from jointcharge.classify.base import open_tagger
from jointcharge.classify.model_folder import Gate

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("tagger_philippines", ROOT / "benchmarks" / "tagger_philippines.py")
philippines = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = philippines  # dataclasses look their module up
spec.loader.exec_module(philippines)


def told(url, score, matter=None, *, indicated=False, forms=()):
    corrupt = url.startswith("graft_bribery/")
    return philippines.Told(url, corrupt, matter or url, score, indicated, forms)


def model(tmp_path, gate):
    write_tiny_model(tmp_path / "tiny", form_gate=gate)
    return open_tagger(f"model:{tmp_path / 'tiny'}")


def decision(name, *texts):
    return a_case(name, texts=texts).case.model_copy(update={"url": name})


def test_the_gate_is_read_from_the_card_that_runs(tmp_path):
    assert philippines.gate_of(model(tmp_path, Gate(case_threshold=0.1645))) == 0.1645


def test_a_model_without_a_gate_and_the_lexicon_have_none(tmp_path):
    assert philippines.gate_of(model(tmp_path, None)) is None
    assert philippines.gate_of(open_tagger("lexicon")) is None


@pytest.mark.parametrize(("gate", "indicated"), [(0.5, True), (0.99, False)])
def test_a_decision_is_indicated_as_the_gate_of_the_card_decides(tmp_path, gate, indicated):
    tagger = model(tmp_path, Gate(case_threshold=gate))
    one = philippines.told_of(tagger, decision("trafficking/1.json", "He bribed him.", "They went home."), "1")
    assert (one.indicated, one.corrupt) == (indicated, False)
    assert 0.9 < one.score < 0.99
    assert [(text, tagged) for _, _, text, tagged in one.forms] == [
        ("He bribed him.", indicated),
        ("They went home.", False),
    ]


def test_graft_and_bribery_are_the_corrupt_kind():
    one = philippines.told_of(open_tagger("lexicon"), decision("graft_bribery/1.json", "They went home."), "1")
    assert (one.corrupt, one.indicated, one.score, one.forms) == (True, False, 0.0, ())


def test_linked_cases_are_one_matter():
    assert philippines.matters_of([("a", "c"), ("b", "d")]) == {"a": "a", "c": "a", "b": "b", "d": "b"}


def test_the_interval_draws_matters_and_not_prints():
    corrupt, others = [np.array([0.9]), np.array([0.1])], [np.array([0.5]), np.array([0.4])]
    again = [np.repeat(one, 40) for one in corrupt]
    assert philippines.interval(again, others) == philippines.interval(corrupt, others) == (0.0, 1.0)
    low, high = philippines.interval([one[:1] for many in again for one in np.split(many, 40)], others)
    assert 0.3 < low < high < 0.7, "eighty matters of the same scores tell more than two"


def test_an_area_is_given_with_all_prints_and_with_one_of_each_matter():
    one, second = told("graft_bribery/1", 0.1, "m"), told("graft_bribery/2", 0.1, "m")
    every = [second, one, told("graft_bribery/3", 0.9), told("trafficking/1", 0.5)]
    assert philippines.area_line("all", every).startswith("all: area 0.333 [0.000, 1.000]")
    assert philippines.area_line("all", every).endswith("(3 corrupt in 2 matters, 1 others in 1 matters)")
    firsts = philippines.first_prints(every)
    assert [kept.url for kept in firsts] == ["graft_bribery/1", "graft_bribery/3", "trafficking/1"]
    assert philippines.area_line("one", firsts).startswith("one: area 0.500 ")


def test_counts_stand_at_the_gate_and_beside_it_for_each_kind():
    every = [
        told("graft_bribery/1", 0.9, indicated=True),
        told("trafficking/1", 0.2, "m", indicated=True),
        told("trafficking/2", 0.2, "m"),
        told("trafficking/3", 0.1),
    ]
    lines = [" ".join(line.split()) for line in philippines.counts(every, 0.164)]
    assert lines[:3] == [
        "indicated by `tag` corrupt 1 of 1 (1 of 1 matters) others 1 of 3 (1 of 2 matters)",
        "score from 0.164, the gate corrupt 1 of 1 (1 of 1 matters) others 2 of 3 (1 of 2 matters)",
        "score from 0.100 corrupt 1 of 1 (1 of 1 matters) others 3 of 3 (2 of 2 matters)",
    ]
    assert [line.split(" corrupt")[0] for line in lines[3:]] == [f"score from {t:.3f}" for t in (0.3, 0.5, 0.7)]
    assert len([*philippines.counts(every, None)]) == 5, "no line for a gate that is not there"


def test_false_alarms_are_the_other_kind_that_tag_calls_indicated_and_no_others():
    forms = ((0.9, "bribery", "x" * 400, True), (0.8, "embezzlement", "b", False), (0.2, "bribery", "c", True))
    every = [
        told("graft_bribery/1", 0.9, indicated=True, forms=forms),
        told("trafficking/1", 0.3, indicated=False, forms=forms),
        told("trafficking/2", 0.2, "m", indicated=True, forms=forms),
    ]
    head, *passages = philippines.false_alarms(every, 1)
    assert head == "0.200 trafficking/2 (matter m)"
    assert passages == [f"    tagged bribery 0.90: {'x' * 300}", "    tagged bribery 0.20: c"]
    assert len([*philippines.false_alarms(every, 2)]) == 4, "two surest, and the third for its tag"
