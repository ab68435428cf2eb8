"""Every measure counted a second time in plain SQL, which shares no line with the package, is the number of the report."""

import importlib.util
import random
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import ROLES, a_case, build
from sample_corpus import run, sample_data

from jointcharge.analysis.measures import WORDINGS
from jointcharge.corpus_samples.sample import load_samples
from jointcharge.records.case import Disposition
from jointcharge.records.links import decide
from jointcharge.records.matching import LinkState
from jointcharge.records.offences import OffenceClass

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not on this machine")
spec = importlib.util.spec_from_file_location("measures_by_sql", ROOT / "benchmarks" / "measures_by_sql.py")
second = importlib.util.module_from_spec(spec)
spec.loader.exec_module(second)

CLASSES = (
    "trafficking",
    "bribery_active",
    "abuse_of_functions",
    "corruption_aggravation",
    "fraud",
    "organised_crime",
    "other",
)
LABELS = ("form:bribery", "signal:laundering", "stage:justice", "actor:police")


def equal(corpus):
    """The counts by SQL, once they are those of the report, of all cases and of every country."""
    assert second.differences(corpus) == {}
    counts = second.counts_by_sql(corpus)
    assert {name for name, unit, country in counts if unit == "case" and country is None} >= set(WORDINGS) - {
        "charging_gap"
    }
    return counts


def test_on_the_sample_cases_both_ways_of_counting_agree():
    counts = equal(sample_data() / "corpus.db")
    assert counts["trafficking_cases", "case", None][0] == len(load_samples())
    assert counts["disparity", "case", None][0] > counts["disparity", "defendant", None][0] > 0
    assert counts["charging_gap", "case", None][0] < counts["charging_gap", "case", None][1]
    assert counts["control_organised_crime", "case", None][0] > 0


@needs_data
def test_on_real_federal_prosecutions_both_ways_of_counting_agree(tmp_path):
    run("import", "htd", DATA / "us_federal_htd.csv", "--data", tmp_path)
    run("parse", "--data", tmp_path)
    run("tag", "--tagger", "lexicon", "--data", tmp_path)
    counts = equal(tmp_path / "corpus.db")
    assert counts["trafficking_cases", "defendant", None] == (290, 290, 0, 0)
    assert counts["corruption_charged", "defendant", None] == (0, 0, 0, 290)


@needs_data
def test_on_real_philippine_decisions_both_ways_of_counting_agree(tmp_path):
    folder = tmp_path / "decisions"
    for n, path in enumerate(sorted((DATA / "ph_supreme_court").rglob("*.json"))):
        if n % 8 == 0 or path.parent.name == "trafficking":  # all of them: benchmarks/measures_by_sql.py
            (folder / path.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / path.parent.name / path.name)
    run("import", "files", folder, "--data", tmp_path)
    run("parse", "--data", tmp_path)
    run("tag", "--tagger", "lexicon", "--data", tmp_path)
    counts = equal(tmp_path / "corpus.db")
    assert counts["trafficking_cases", "case", None][0] == 4
    assert counts["trafficking_convicted", "defendant", None][0] > 0


def drawn_case(draw, name):
    """A case of anything that may stand in a corpus: orphans, witnesses charged, half-blind sources, reviews, no tagger."""
    people = [f"{letter}{n}" for letter in ROLES for n in (1, 2)]
    charges = [
        (
            draw.choice([None, *people]),
            "+".join(draw.sample(CLASSES, draw.randint(1, 2))),
            *draw.choices(list(Disposition), k=draw.randint(0, 2)),
        )
        for _ in range(draw.randint(0, 5))
    ]
    texts = tuple(f"Sentence {n} of {name}." for n in (1, 2)) if draw.random() < 0.8 else ()
    marked = [f"{label}@{n}" for label in LABELS for n in (1, 2)] if texts else []
    reviews = [(what, draw.random() < 0.5, draw.choice("ABC")) for what in marked if draw.random() < 0.2]
    return a_case(
        name, *charges,
        actors=tuple(draw.sample(people, draw.randint(0, 3))) + tuple(dict.fromkeys(c[0] for c in charges if c[0])),
        tags=draw.choice([None, draw.sample(marked, draw.randint(0, min(2, len(marked))))]),
        sees="".join(letter for letter in "cxv" if draw.random() < 0.8) + ("t" if texts else ""),
        filed=draw.choice([("Trafficking in persons",), ("Corruption",), ()]),
        listed=draw.choice([(), (" trafficking in PERSONS ",), ("Migrant smuggling",)]),
        texts=texts, reviews=reviews, country=draw.choice(["ROU", "KEN", None]), year=draw.choice([2014, 2019, None]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_on_drawn_cases_with_links_and_reviews_both_ways_of_counting_agree(tmp_path, seed):
    draw = random.Random(seed)
    names = [f"N{n:02}" for n in range(40)]
    with build(tmp_path, *(without_twins(drawn_case(draw, name)) for name in names)) as corpus:
        for _ in range(8):
            decide(corpus, *(f"test:{name}" for name in draw.sample(names, 2)), LinkState.LINKED)
    counts = equal(tmp_path / "corpus.db")
    assert counts["trafficking_cases", "case", None][1] < len(names)


def without_twins(told):
    """Each person once, though drawn twice."""
    people = tuple({actor.actor_id: actor for actor in told.case.actors}.values())
    told.case = told.case.model_copy(update={"actors": people})
    return told


def test_every_offence_class_of_corruption_is_one_for_the_second_count_too(tmp_path):
    told = [
        a_case(f"K{n}", ("d1", "trafficking", "convicted"), ("d1", str(c), "convicted"))
        for n, c in enumerate(OffenceClass)
    ]
    with build(tmp_path, *told):
        pass
    counts = equal(tmp_path / "corpus.db")
    assert counts["corruption_convicted", "case", None][0] == counts["joint_convicted", "defendant", None][0] == 9


def test_a_count_that_differs_is_found(tmp_path, monkeypatch):
    with build(tmp_path, a_case("A", ("d1", "trafficking", "convicted"))):
        pass
    wrong = tmp_path / "wrong.sql"
    wrong.write_text(second.SCRIPT.read_text().replace("w.disposition = 'convicted'", "w.disposition = 'acquitted'"))
    monkeypatch.setattr(second, "SCRIPT", wrong)
    assert ("trafficking_convicted", "case", None) in second.differences(tmp_path / "corpus.db")
