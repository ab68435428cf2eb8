"""The disparity report against truths worked out by hand, and every number against its own list of cases."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, add, build

from jointcharge.analysis import Frames, cases_of, disparity
from jointcharge.analysis.groupings import GROUPINGS, NOT_STATED, group_by
from jointcharge.analysis.measures import CASE, DEFENDANT, WORDINGS, denominator_of
from jointcharge.analysis.phrases import counted, cut_within, one_line, percent, plain, ratio_words, table
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ReportError

T, B = "trafficking", "bribery_active"
SOME = (
    # two defendants: joint in the case, not against one defendant
    a_case("A", ("d1", T, "convicted"), ("d2", B, "convicted"), tags=["form:bribery"], country="ROU", year=2014, exploitation=("sex", "labour")),
    # joint against one defendant; fraud alongside
    a_case("B", ("d1", T, "convicted"), ("d1", B, "convicted"), ("d1", "fraud", "dismissed"), tags=["form:bribery"], country="ROU", year=2015, exploitation=("sex",)),
    # corruption described and not charged
    a_case("C", ("d1", T, "convicted"), ("d2", "laundering", "convicted"), tags=["form:abuse_of_functions"], country="ITA", year=2014),
    # the trafficking conviction was reversed; only signals
    a_case("D", ("d1", T, "convicted", "reversed"), tags=["signal:laundering"], country="ITA", year=2015),
    # a table that cannot show corruption, and has no text
    a_case("E", ("d1", T, "convicted"), ("d2", T, "acquitted"), tags=[], sees="cv", texts=(), country="USA", year=2015, source="htd"),
    # an orphan trafficking charge with no known verdict
    a_case("F", (None, T), tags=["form:bribery"], country="USA", year=None),
    # a summary without charges
    a_case("G", tags=["form:bribery"], sees="t", country=None),
    # never tagged
    a_case("H", ("d1", T, "acquitted"), tags=None, country="USA"),
    # not a trafficking case, though corruption is charged and convicted
    a_case("I", ("d1", B, "convicted"), tags=["form:bribery"], filed=("Corruption",)),
)  # fmt: skip
# name, unit: numerator, denominator, missing, not observable
TRUTHS = {
    ("trafficking_cases", CASE): ("ABCDEFGH", "ABCDEFGHI", "", ""),
    ("corruption_indicated", CASE): ("ABCFG", "ABCDFG", "H", "E"),
    ("signal_only", CASE): ("D", "ABCDFG", "H", "E"),
    ("corruption_charged", CASE): ("AB", "ABCDFH", "", "EG"),
    ("corruption_convicted", CASE): ("AB", "ABCDFH", "", "EG"),
    ("trafficking_convicted", CASE): ("ABCE", "ABCDEH", "F", "G"),
    ("joint_convicted", CASE): ("AB", "ABCDFH", "", "EG"),
    ("disparity", CASE): ("AB", "ABC", "F", "EG"),
    ("charging_gap", CASE): ("AB", "ABCF", "H", "EG"),
    ("control_fraud", CASE): ("B", "ABCDFH", "", "EG"),
    ("control_laundering", CASE): ("C", "ABCDFH", "", "EG"),
    ("control_document_forgery", CASE): ("", "ABCDFH", "", "EG"),
    ("control_organised_crime", CASE): ("", "ABCDFH", "", "EG"),
}
PER_DEFENDANT = {
    "trafficking_cases": (9, 10, 0, 0),  # A2 B1 C2 D1 E2 H1, and I's one
    "corruption_charged": (2, 7, 0, 2),
    "corruption_convicted": (2, 7, 0, 2),
    "trafficking_convicted": (4, 9, 0, 0),
    "joint_convicted": (1, 7, 0, 2),
    "disparity": (1, 3, 0, 1),
    "control_fraud": (1, 7, 0, 2),
    "control_laundering": (1, 7, 0, 2),
}


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("corpus"), *SOME))


@pytest.fixture(scope="module")
def report(frames):
    return disparity(frames)


def ids(letters):
    return tuple(f"test:{letter}" for letter in letters)


@pytest.mark.parametrize(("name", "unit"), TRUTHS)
def test_each_measure_of_cases_is_as_worked_out_by_hand(frames, report, name, unit):
    numerator, denominator, missing, not_observable = TRUTHS[name, unit]
    found = report.measure(name, unit)
    assert (found.numerator, found.denominator) == (len(numerator), len(denominator))
    assert (found.missing, found.not_observable) == (len(missing), len(not_observable))
    behind = cases_of(frames, name, unit=unit)
    assert behind.numerator == ids(numerator)
    assert behind.denominator == ids(denominator)
    assert behind.missing == ids(missing)
    assert behind.not_observable == ids(not_observable)


@pytest.mark.parametrize("name", PER_DEFENDANT)
def test_each_measure_of_defendants_is_as_worked_out_by_hand(report, name):
    found = report.measure(name, DEFENDANT)
    assert (found.numerator, found.denominator, found.missing, found.not_observable) == PER_DEFENDANT[name]


def test_two_defendants_are_joint_in_the_case_and_not_in_one_defendant(frames):
    assert cases_of(frames, "joint_convicted").numerator == ids("AB")
    assert cases_of(frames, "joint_convicted", unit=DEFENDANT).numerator == ids("B")


def test_the_measures_are_those_promised_and_each_stands_once(report):
    names = [(m.name, m.unit, m.group) for m in report.measures]
    assert len(names) == len(set(names))
    assert {name for name, unit, _ in names if unit == CASE} == set(WORDINGS)
    assert all(denominator_of(name, unit) for name, unit, _ in names)


def test_the_json_has_exactly_the_public_shape(report):
    told = json.loads(report.model_dump_json())
    assert list(told) == ["snapshot", "generated_by", "caveats", "measures"]
    assert list(told["measures"][0]) == [
        "name", "unit", "group", "numerator", "denominator", "share", "ci_low", "ci_high", "method", "missing", "not_observable",
    ]  # fmt: skip
    assert told["measures"][0]["group"] is None
    assert told["generated_by"]["command"] == f"jointcharge report disparity --as-of {report.snapshot}"


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_number_of_every_group_lists_its_cases(frames, by):
    for one in disparity(frames, by).measures:
        behind = cases_of(frames, one.name, unit=one.unit, by=by if one.group is not None else None, group=one.group)
        if one.unit == CASE:
            counts = (len(behind.numerator), len(behind.denominator), len(behind.missing), len(behind.not_observable))
            assert counts == (one.numerator, one.denominator, one.missing, one.not_observable)
        else:
            assert bool(behind.numerator) == bool(one.numerator)
            assert len(behind.denominator) <= one.denominator


@pytest.mark.parametrize("by", ["country", "year", "court", "source"])
def test_groups_that_do_not_overlap_add_up_to_the_whole(frames, by):
    found = disparity(frames, by)
    for name, unit in {(m.name, m.unit) for m in found.measures}:
        whole = found.measure(name, unit)
        parts = [found.measure(name, unit, group) for group in found.groups]
        for field in ("numerator", "denominator", "missing", "not_observable"):
            assert sum(getattr(p, field) for p in parts) == getattr(whole, field), (name, unit, field)


def test_groups_are_named_as_stated_and_those_that_do_not_say_come_last(frames):
    assert disparity(frames, "country").groups == ("ITA", "ROU", "USA", NOT_STATED)
    assert disparity(frames, "year").groups == ("2014", "2015", NOT_STATED)
    assert disparity(frames, "source").groups == ("htd", "sherloc")


def test_a_case_of_two_purposes_stands_under_both(frames):
    found = disparity(frames, "exploitation")
    assert found.groups == ("labour", "sex", NOT_STATED)
    assert found.measure("joint_convicted", CASE, "sex").numerator == 2
    assert found.measure("joint_convicted", CASE, "labour").numerator == 1
    assert found.measure("joint_convicted", DEFENDANT, "sex").denominator == 3  # two defendants of A, one of B
    assert any("overlap" in caveat for caveat in found.caveats)


def test_a_grouping_maps_rows_of_defendants_to_all_groups_of_their_case(frames):
    rows, groups = group_by(frames, "exploitation").over(np.array([1, 0, 2]))
    assert rows.tolist() == [0, 1, 1, 2]
    assert [("labour", "sex", NOT_STATED)[g] for g in groups] == ["sex", "sex", "labour", NOT_STATED]


# ---- what cannot be asked ----


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"name": "joint"}, "no measure 'joint'; ask for one of"),
        ({"name": "disparity", "unit": "victim"}, "no unit 'victim'; count each case or each defendant"),
        ({"name": "charging_gap", "unit": "defendant"}, "no measure charging_gap per defendant"),
        ({"name": "disparity", "by": "country", "group": "FRA"}, "of the group 'FRA'"),
        ({"name": "disparity", "by": "country"}, "no measure disparity per case"),
        ({"name": "disparity", "group": "ROU"}, "of the group 'ROU'"),
        (
            {"name": "disparity", "by": "planet", "group": "Mars"},
            "no grouping by 'planet'; group by one of country, year",
        ),
    ],
)
def test_what_is_not_there_is_told_with_what_is(frames, asked, words):
    with pytest.raises(ReportError, match=words):
        cases_of(frames, **asked)


def test_a_report_names_the_measures_it_has(report):
    with pytest.raises(ReportError, match="no measure 'guilt'"):
        report.measure("guilt")


# ---- edges ----


def test_no_cases_give_zeros_without_shares_and_say_so(tmp_path):
    found = disparity(Frames(build(tmp_path)), "country")
    assert found.groups == ()
    for one in found.measures:
        assert (one.numerator, one.denominator, one.missing, one.not_observable) == (0, 0, 0, 0)
        assert one.share is one.ci_low is one.ci_high is one.method is None
        assert one.bounds is None
    assert any("holds no case" in caveat for caveat in found.caveats)
    assert any("no disparity to state" in caveat for caveat in found.caveats)


def test_all_verdicts_missing_leave_bounds_from_nothing_to_everything(tmp_path):
    found = disparity(Frames(build(tmp_path, *(a_case(n, ("d1", T)) for n in "ABC")))).measure("trafficking_convicted")
    assert (found.numerator, found.denominator, found.missing, found.share) == (0, 0, 3, None)
    assert (found.bounds.low, found.bounds.high) == (0, 1)


def test_a_source_without_corruption_is_not_observable_and_gives_no_zero(tmp_path):
    found = disparity(Frames(build(tmp_path, *(a_case(n, ("d1", T, "convicted"), sees="cv", texts=()) for n in "ABC"))))
    assert found.measure("trafficking_convicted").share == 1
    for name in ("corruption_charged", "joint_convicted", "disparity", "control_fraud"):
        one = found.measure(name)
        assert (one.denominator, one.not_observable, one.share) == (0, 3, None), name


def test_without_a_joint_conviction_there_is_no_ratio_but_a_share_and_what_it_allows(tmp_path):
    told = [a_case(f"{n:02}", ("d1", T, "convicted")) for n in range(50)]
    found = disparity(Frames(build(tmp_path, *told)))
    one = found.measure("disparity")
    assert (one.numerator, one.denominator, one.share) == (0, 50, 0)
    assert one.ci_high == pytest.approx(0.0711, abs=1e-4)
    assert any("so there is no ratio" in caveat and "at most one in 14.1" in caveat for caveat in found.caveats)


def test_cells_under_five_are_marked(tmp_path):
    told = [
        a_case(f"{n}", ("d1", T, "convicted"), *([("d1", "fraud", "convicted")] if n < 5 else [])) for n in range(8)
    ]
    found = disparity(Frames(build(tmp_path, *told)))
    assert found.measure("corruption_charged").small
    assert not found.measure("control_fraud").small
    assert (
        not found.measure("corruption_charged").model_copy(update={"denominator": 0}).small
    )  # nothing known is no small cell


def test_a_snapshot_gives_the_same_report_again(tmp_path):
    corpus = build(tmp_path, *SOME[:5])
    before = disparity(Frames(corpus), "country")
    add(corpus, *SOME[5:])
    assert disparity(Frames(corpus), "country").measures != before.measures
    assert disparity(Frames(Corpus(corpus.path, as_of=before.snapshot)), "country") == before


# ---- caveats ----


def caveats(tmp_path, *told):
    return "\n".join(disparity(Frames(build(tmp_path, *told))).caveats)


def test_the_caveats_of_every_report_say_that_portals_select_and_that_the_tagger_errs(report):
    told = "\n".join(report.caveats)
    assert "portals select the cases they publish, as UNODC says of its own" in told
    assert "lexicon/1, which errs in both directions; the shares are not corrected" in told
    assert "correct it with jointcharge review sample" in told
    assert "world rate" not in told


def test_the_caveats_count_what_is_left_out(report):
    told = "\n".join(report.caveats)
    assert "For 1 of 8 trafficking cases the source does not state the charges" in told
    assert "For 1 of 8 trafficking cases the source states charges but could not show a corruption charge" in told
    assert "For 1 of 8 trafficking cases the source has no text" in told
    assert "No tagger has read the text of 1 trafficking case;" in told
    assert "1 of 12 charges stand outside any person" in told
    assert "1 of 12 charges have no known verdict" in told


def test_the_caveats_say_how_much_the_unclassified_charges_could_hide(tmp_path):
    told = caveats(
        tmp_path,
        a_case("A", ("d1", T, "convicted"), ("d1", "unclassified", "convicted")),
        a_case("B", ("d1", T, "convicted"), ("d1", B, "pending")),
        a_case("C", ("d1", T, "convicted")),
    )
    assert "1 of 5 charges in trafficking cases (20.0%) are of no class" in told
    assert "it would be charged in 2 of 3 cases instead of 1" in told
    assert "1 of 5 charges have no verdict yet (not a conviction)" in told


def test_the_caveats_tell_aggravations_and_even_reviewers(tmp_path):
    told = caveats(
        tmp_path,
        a_case("A", ("d1", "trafficking+corruption_aggravation", "convicted"), tags=["form:bribery"], reviews=[("form:bribery", True, "A"), ("form:bribery", False, "B"), ("signal:laundering", True)]),
    )  # fmt: skip
    assert "In 1 trafficking case trafficking is charged as aggravated" in told
    assert "On 1 label reviewers disagree evenly" in told
    assert "People's answers about 1 label outrank" in told


def test_an_untagged_corpus_says_that_nothing_is_known_of_what_is_described(tmp_path):
    told = caveats(tmp_path, a_case("A", ("d1", T, "convicted"), tags=None))
    assert "No tagger has read these cases" in told


# ---- words ----


def test_the_disparity_in_words():
    assert ratio_words(2, 100).startswith(
        "2 joint convictions among 100 trafficking convictions: one in 50.0 (95% interval one in 14.2 to one in 411.3)"
    )
    assert ratio_words(1, 1).startswith("1 joint conviction among 1 trafficking conviction: one in 1.0")


def test_a_share_too_small_for_one_decimal_gets_two():
    assert [percent(x) for x in (0, 0.0004, 0.1234, 0.9996, 1)] == ["0.0%", "0.04%", "12.3%", "99.96%", "100.0%"]


def test_text_cannot_drive_the_terminal_or_turn_its_direction():
    assert plain("a\x1b[31m\x07b\u202ec\x9b\n\td") == "a\ufffd[31m\ufffdb\ufffdc\ufffd\n\td"
    assert one_line("  a\n b  " + "c" * 20, 8) == "a b ccc…"


def test_a_provision_is_cut_in_the_middle():
    assert cut_within("short", 10) == "short"
    assert cut_within("Criminal Code of the Land, Article 149", 21) == "Criminal C…rticle 149"


def test_tables_align_their_columns():
    assert table([("a", "1"), ("bbb", "22")], right=(1,)) == "  a     1\n  bbb  22"
    assert table([]) == ""
    assert counted(1, "case") == "1 case"
    assert counted(2000, "case") == "2,000 cases"
