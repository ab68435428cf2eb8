"""Frames: the public columns, null for what cannot be known, and truths worked out by hand."""

import random
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import TIP, a_case, a_charge, a_review, add, build, stated

from jointcharge.analysis import Frames, facts, reading
from jointcharge.analysis.frames import COLUMNS, DTYPES, WHAT
from jointcharge.analysis.states import any_of, both
from jointcharge.records.case import Actor, Money, Sentence
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ReportError

T, B, A = "trafficking", "bribery_active", "corruption_aggravation"
FACTS = (
    "trafficking_charged", "corruption_charged", "trafficking_convicted", "corruption_convicted", "joint_convicted_case",
    "joint_convicted_defendant",
)  # fmt: skip
YES, NO, NULL = True, False, None


def frames(tmp_path, *told, **more):
    return Frames(build(tmp_path, *told), **more)


def plain(value):
    return None if value is pd.NA else value.item() if isinstance(value, np.generic) else value


def row(tmp_path, told, *names):
    """Values of one case's row, nulls as None."""
    found = frames(tmp_path, told).cases.iloc[0]
    values = tuple(plain(found[n]) for n in names)
    return values[0] if len(names) == 1 else values


# ---- shapes ----


@pytest.mark.parametrize("what", WHAT)
def test_each_frame_has_exactly_its_public_columns_in_order(tmp_path, what):
    full = frames(tmp_path, a_case("A", ("d1", T, "convicted"), tags=["form:bribery"])).frame(what)
    assert " ".join(full.columns) == COLUMNS[what]
    assert len(full) == 1


@pytest.mark.parametrize("what", WHAT)
def test_an_empty_corpus_gives_empty_frames_with_the_same_columns_and_types(tmp_path, what):
    (tmp_path / "full").mkdir()
    full = frames(tmp_path / "full", a_case("A", ("d1", T, "convicted"), tags=["form:bribery"])).frame(what)
    empty = frames(tmp_path).frame(what)
    assert len(empty) == 0
    assert dict(empty.dtypes) == dict(full.dtypes)


def test_the_columns_are_those_promised_to_users(tmp_path):
    page = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")
    for what, columns in COLUMNS.items():
        section = page.split(f"## `{what}`")[1].split("\n## ")[0]
        for name in columns.split():
            assert f"| `{name}` |" in section, f"{what}.{name} is not in docs/exports.md"


def test_every_column_has_one_type():
    listed = [name for names in DTYPES.values() for name in names.split()]
    assert len(listed) == len(set(listed))
    assert {name for columns in COLUMNS.values() for name in columns.split()} <= set(listed)


def test_an_unknown_frame_is_told_with_those_there_are(tmp_path):
    with pytest.raises(ReportError, match="cases, actors, charges, passages, tags"):
        frames(tmp_path).frame("judges")


# ---- charged and convicted ----


@pytest.mark.parametrize(
    ("dispositions", "convicted"),
    [
        (["convicted"], YES),
        (["acquitted"], NO),
        (["dismissed"], NO),
        (["withdrawn"], NO),
        (["pending"], NO),
        (["convicted", "reversed"], NO),
        (["acquitted", "convicted"], YES),
        (["reversed", "convicted"], YES),
        (["unknown"], NULL),
        ([], NULL),
        (["convicted", "unknown"], NULL),
    ],
)
def test_a_conviction_is_what_stands_after_the_latest_decision(tmp_path, dispositions, convicted):
    assert row(tmp_path, a_case("A", ("d1", T, *dispositions)), "trafficking_charged", "trafficking_convicted") == (
        YES,
        convicted,
    )


def test_a_dismissed_charge_is_a_charge_and_not_a_conviction(tmp_path):
    assert row(tmp_path, a_case("A", ("d1", B, "dismissed")), "corruption_charged", "corruption_convicted") == (YES, NO)


def test_one_conviction_among_unknown_verdicts_is_a_conviction(tmp_path):
    assert row(tmp_path, a_case("A", ("d1", T), ("d2", T, "convicted")), "trafficking_convicted") is YES


def test_an_acquittal_beside_an_unknown_verdict_is_not_yet_a_no(tmp_path):
    assert row(tmp_path, a_case("A", ("d1", T), ("d2", T, "acquitted")), "trafficking_convicted") is NULL


def test_an_unknown_verdict_of_another_offence_does_not_blur_the_answer(tmp_path):
    assert row(tmp_path, a_case("A", ("d1", T, "acquitted"), ("d1", "fraud")), "trafficking_convicted") is NO


def test_an_aggravation_is_apart_and_no_corruption_charge(tmp_path):
    told = a_case("A", ("d1", f"{T}+{A}", "convicted"))
    assert row(tmp_path, told, "corruption_charged", "corruption_convicted", "corruption_aggravation") == (NO, NO, YES)


def test_an_unclassified_charge_is_neither_trafficking_nor_corruption(tmp_path):
    told = a_case("A", ("d1", "unclassified", "convicted"))
    assert row(tmp_path, told, "trafficking_charged", "corruption_charged") == (NO, NO)


@pytest.mark.parametrize(
    ("sees", "expected"),
    [
        ("cxvt", (YES, NO, YES, NO, NO, NO)),
        ("cvt", (YES, NULL, YES, NULL, NULL, NULL)),  # a table without a bribery column
        ("cxt", (YES, NO, YES, NULL, NULL, NULL)),  # no verdicts, though one was seen
        ("t", (YES, NULL, YES, NULL, NULL, NULL)),
    ],
)
def test_what_a_source_cannot_show_is_null_and_never_no(tmp_path, sees, expected):
    assert row(tmp_path, a_case("A", ("d1", T, "convicted"), sees=sees), *FACTS) == expected


def test_a_summary_without_charges_says_nothing_about_charges(tmp_path):
    assert row(tmp_path, a_case("A", sees="t"), *FACTS, "corruption_aggravation") == (NULL,) * 7


def test_a_source_that_states_charges_but_none_for_this_case_leaves_them_unknown(tmp_path):
    assert row(tmp_path, a_case("A"), *FACTS) == (NULL,) * 6


# ---- joint ----


@pytest.mark.parametrize(
    ("charges", "in_case", "in_defendant"),
    [
        ([("d1", T, "convicted"), ("d1", B, "convicted")], YES, YES),
        ([("d1", T, "convicted"), ("d2", B, "convicted")], YES, NO),
        ([("d1", f"{T}+{B}", "convicted")], YES, YES),
        ([("d1", T, "convicted"), ("d1", B, "acquitted")], NO, NO),
        ([("d1", T, "convicted", "reversed"), ("d1", B, "convicted")], NO, NO),
        ([("d1", T, "convicted"), ("d1", B)], NULL, NULL),
        ([("d1", T, "convicted"), ("d2", B)], NULL, NO),
        ([("d1", T, "convicted"), ("d2", B, "convicted"), ("d2", T)], YES, NULL),
        ([("d1", T, "convicted"), (None, B, "convicted")], YES, NULL),  # an orphan may be anyone's
        ([(None, T, "convicted"), (None, B, "convicted")], YES, NULL),
        ([("d1", T, "convicted"), (None, B, "acquitted")], NO, NO),
        ([("d1", T, "convicted"), ("d1", A, "convicted")], NO, NO),
        ([("d1", T, "acquitted"), ("d1", B, "convicted"), ("d2", T, "convicted")], YES, NO),
    ],
)
def test_joint_convictions_in_a_case_and_against_one_defendant(tmp_path, charges, in_case, in_defendant):
    assert row(tmp_path, a_case("A", *charges), "joint_convicted_case", "joint_convicted_defendant") == (
        in_case,
        in_defendant,
    )


# ---- against a reference that looks at one case at a time ----


def reference(told):
    """The same answers by plain reading, one case at a time."""
    case = told.case
    sees = case.observability

    def convicted(charges, wanted, seen):
        mine = [c.disposition for c in charges if any(m.offence_class.value in wanted for m in c.classes)]
        if "convicted" in mine:
            return True
        return None if not (seen and sees.charges and sees.verdicts) or "unknown" in mine or not charges else False

    def hidden(answers):
        seen = sees.charges and sees.verdicts
        return (not seen and answers[0] is not True) or (
            not (seen and sees.corruption_charges) and answers[1] is not True
        )

    def joint(charges):
        answers = convicted(charges, {T}, True), convicted(charges, {B}, sees.corruption_charges)
        if hidden(answers):
            return None
        return False if False in answers else None if None in answers else True

    def in_defendant():
        owners = {c.actor_id for c in case.charges if c.actor_id}
        found = [joint([c for c in case.charges if c.actor_id == o]) for o in owners]
        if True in found:
            return True
        orphans = [c for c in case.charges if c.actor_id is None]
        if hidden((convicted(case.charges, {T}, True), convicted(case.charges, {B}, sees.corruption_charges))):
            return None

        def may(charges, name):
            return any(
                c.disposition in ("convicted", "unknown") and any(m.offence_class.value == name for m in c.classes)
                for c in charges
            )

        everything = list(case.charges)
        lost = (may(orphans, T) and may(everything, B)) or (may(orphans, B) and may(everything, T))
        one = any(
            may(mine, T) and may(mine, B) for o in owners if (mine := [c for c in case.charges if c.actor_id == o])
        )
        return None if one or lost or not everything else False

    t, b = convicted(case.charges, {T}, True), convicted(case.charges, {B}, sees.corruption_charges)
    return t, b, joint(case.charges), in_defendant()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_whole_columns_give_what_reading_case_by_case_gives(tmp_path_factory, seed):
    chance = random.Random(seed)
    told = []
    for n in range(12):
        charges = [
            (chance.choice(["d1", "d2", None]), chance.choice([T, B, f"{T}+{B}", "fraud"]), *chance.choice([("convicted",), ("acquitted",), (), ("convicted", "reversed")]))
            for _ in range(chance.randrange(5))
        ]  # fmt: skip
        told.append(a_case(f"{n:02}", *charges, sees=chance.choice(["cxvt", "cxvt", "cxvt", "cvt", "cxt", "t"])))
    found = frames(tmp_path_factory.mktemp("c"), *told).cases
    ours = found[["trafficking_convicted", "corruption_convicted", "joint_convicted_case", "joint_convicted_defendant"]]
    got = [tuple(plain(v) for v in one) for one in ours.itertuples(index=False)]
    assert got == [reference(one) for one in told]


def test_kleene_and_never_turns_an_unseen_half_into_a_no():
    one, other = np.array([1, 1, 0, 1, 0, -2], dtype=np.int8), np.array([1, 0, -1, -1, -2, 1], dtype=np.int8)
    assert both(one, other).tolist() == [1, 0, 0, -1, -2, -2]


def test_an_owner_of_no_row_has_nothing():
    assert any_of(np.array([0, -1, 2]), np.array([True, True, False]), 3).tolist() == [True, False, False]


# ---- described ----


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        (["form:bribery"], "indicated"),
        (["signal:laundering"], "signal_only"),
        (["signal:laundering", "form:bribery"], "indicated"),
        (["stage:exploitation", "actor:police", "element:ACT_RECRUITMENT"], "none"),
        ([], "none"),
        (None, NULL),
    ],
)
def test_the_level_comes_from_the_tags_and_is_null_where_none_has_read_the_case(tmp_path, tags, level):
    assert row(tmp_path, a_case("A", ("d1", B, "convicted"), tags=tags), "corruption_level") == level


def test_a_case_without_text_has_no_level(tmp_path):
    assert row(tmp_path, a_case("A", sees="cxv", tags=[], texts=()), "corruption_level") is NULL


def test_a_charge_of_corruption_does_not_make_it_described(tmp_path):
    assert row(tmp_path, a_case("A", ("d1", B, "convicted"), tags=[]), "corruption_level", "corruption_charged") == (
        "none",
        YES,
    )


@pytest.mark.parametrize(
    ("tags", "reviews", "level"),
    [
        (["form:bribery"], [("form:bribery", False)], "none"),
        ([], [("form:bribery", True)], "indicated"),
        (None, [("form:bribery", True)], "indicated"),
        (None, [("form:bribery", False)], NULL),
        (["form:bribery", "form:bribery@2"], [("form:bribery", False)], "indicated"),
        (
            ["form:bribery"],
            [("form:bribery", False, "A"), ("form:bribery", True, "B")],
            "indicated",
        ),  # even: the tagger stands
        ([], [("form:bribery", False, "A"), ("form:bribery", True, "B")], "none"),
        (
            ["form:bribery"],
            [("form:bribery", False, "A"), ("form:bribery", False, "B"), ("form:bribery", True, "C")],
            "none",
        ),
    ],
)
def test_people_outrank_the_tagger(tmp_path, tags, reviews, level):
    told = a_case("A", tags=tags, reviews=reviews, texts=("One sentence.", "Two sentences."))
    assert row(tmp_path, told, "corruption_level") == level


def test_a_review_of_a_passage_that_reads_otherwise_now_is_open_again(tmp_path):
    told = a_case("A", tags=["form:bribery"], texts=("It now says this.",))
    corpus = build(tmp_path, told)
    old = a_review(a_case("A", texts=("It said that.",)).case, "form:bribery", False)
    corpus.add_reviews([old])
    assert Frames(corpus).cases["corruption_level"][0] == "indicated"


def test_the_tags_frame_agrees_with_the_level(tmp_path):
    told = a_case(
        "A",
        tags=["form:bribery", "actor:police"],
        reviews=[("form:bribery", False), ("signal:laundering", True, "B", 3)],
    )
    tags = frames(tmp_path, told).tags
    assert list(zip(tags["dimension"], tags["label"], tags["tagger"], tags["version"], strict=True)) == [
        ("actor", "police", "lexicon", "1"),
        ("signal", "laundering", "review", "2026-08-03"),
    ]


# ---- filed, people, groups ----


def test_crime_types_are_the_page_s_and_those_the_search_files_it_under(tmp_path):
    told = a_case("A", filed=("Money laundering", TIP), listed=(TIP, "Corruption"))
    assert row(tmp_path, told, "crime_types") == ("Money laundering", TIP, "Corruption")


def test_a_case_is_a_trafficking_case_by_badge_by_search_or_by_charge(tmp_path):
    found = frames(
        tmp_path,
        a_case("A"),
        a_case("B", filed=("Drug offences",), listed=("trafficking in persons",)),
        a_case("C", ("d1", T, "dismissed"), filed=()),
        a_case("D", ("d1", "smuggling_migrants", "convicted"), filed=("Smuggling of migrants",)),
        a_case("E", filed=(), sees="t"),
    ).facts.trafficking
    assert found.tolist() == [1, 1, 1, 0, -2]


def test_people_count_by_their_stated_number_and_are_null_where_nobody_is_recorded(tmp_path):
    group = Actor(actor_id="test:A#v1", role="victim", group_size=stated(15))
    one = Actor(actor_id="test:A#v2", role="complainant")
    assert row(
        tmp_path,
        a_case("A", ("d1", T, "convicted"), actors=(group, one, "d1", "d2", "j1")),
        "n_victims",
        "n_defendants",
    ) == (16, 2)


def test_nobody_recorded_is_not_nobody(tmp_path):
    assert row(tmp_path, a_case("A"), "n_victims", "n_defendants") == (NULL, NULL)


def test_a_charged_intermediary_is_a_defendant(tmp_path):
    assert row(tmp_path, a_case("A", ("o1", B, "convicted")), "n_defendants") == 1


def test_victims_stand_without_their_labels_unless_asked_for(tmp_path):
    told = a_case("A", actors=("d1", "v1", "c1", "w1", "m1"))
    corpus = build(tmp_path, told)
    shown = dict(zip(Frames(corpus).actors["actor_id"], Frames(corpus).actors["label"].notna(), strict=True))
    assert shown == {"test:A#d1": True, "test:A#v1": False, "test:A#c1": False, "test:A#w1": False, "test:A#m1": False}
    assert Frames(corpus, include_victim_names=True).actors["label"].notna().all()


def test_a_victims_name_is_struck_out_of_the_passages_unless_asked_for(tmp_path):
    victim = Actor(actor_id="test:A#v1", role="victim", label=stated("Lunamara Ell"))
    texts = ("Lunamara Ell was sold. Lunamara wept.", "Lunamara is a town.")
    corpus = build(tmp_path, a_case("A", actors=(victim,), texts=texts[:1]), a_case("B", texts=texts[1:]))
    shown = Frames(corpus).passages["text"].tolist()
    assert shown == ["(name withheld) was sold. (name withheld) wept.", "Lunamara is a town."]
    assert Frames(corpus, include_victim_names=True).passages["text"].tolist() == list(texts)


def test_a_charge_keeps_its_classes_rules_term_and_place(tmp_path):
    sentence = Sentence(
        imprisonment_months_min=24,
        imprisonment_months_max=30,
        suspended_months=6,
        fine=stated(Money(amount=4000, currency="EUR")),
    )
    charge = a_charge("test:A", 1, None, f"{B}+{T}", "convicted", sentence=sentence, counts=stated(3))
    found = frames(tmp_path, a_case("A", charge)).charges.iloc[0]
    assert found["classes"] == (T, B)  # in the order of the classes, not of the rules
    assert set(found["rule"].split("; ")) == {f"rule.{B}", f"rule.{T}"}
    assert found["actor_id"] is pd.NA
    assert (found["imprisonment_months_min"], found["imprisonment_months_max"], found["suspended_months"]) == (
        24,
        30,
        6,
    )
    assert (found["fine_amount"], found["fine_currency"], found["counts"], found["start"], found["end"]) == (
        4000,
        "EUR",
        3,
        10,
        14,
    )
    assert bool(found["life"]) is False


def test_a_charge_without_a_sentence_is_not_a_charge_without_life(tmp_path):
    assert frames(tmp_path, a_case("A", ("d1", T, "convicted"))).charges["life"][0] is pd.NA


def test_cases_come_in_the_order_of_their_ids(tmp_path):
    found = frames(tmp_path, a_case("B"), a_case("C"), a_case("A", ("d1", T, "convicted")))
    assert found.cases["case_id"].tolist() == ["test:A", "test:B", "test:C"]
    assert found.cases["trafficking_convicted"].tolist()[0] is True


def test_frames_as_of_a_snapshot_are_those_of_its_time(tmp_path):
    corpus = build(tmp_path, a_case("A", ("d1", T, "convicted"), ("d1", B, "convicted"), tags=["form:bribery"]))
    before, name = Frames(corpus).cases, corpus.snapshot().snapshot
    charges = Frames(corpus).charges
    add(corpus, a_case("A", ("d1", T, "acquitted"), tags=[], title="Changed"), a_case("B", ("d1", T, "convicted")))
    assert len(Frames(corpus).cases) == 2
    then = Frames(Corpus(corpus.path, as_of=name))
    assert then.cases.equals(before)
    assert then.charges.equals(charges)
    assert then.tags["label"].tolist() == ["bribery"]


@pytest.mark.parametrize("sql", [facts._SIGHT, facts._ACCUSED, reading.CHARGE_CODES])
def test_no_query_of_the_report_goes_through_a_whole_table_once_for_every_case(tmp_path, sql):
    build(tmp_path, a_case("A", ("d1", T, "convicted"), tags=["form:bribery"])).close()
    with Corpus(tmp_path / "corpus.db", as_of="now") as corpus:
        steps = corpus.select(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    inner = {step["id"] for step in steps if "CORRELATED" in step["detail"]}
    assert steps
    assert not [step["detail"] for step in steps if step["parent"] in inner and step["detail"].startswith("SCAN")]
