"""The comparison against groups and counts worked out by hand, with planted effects, and where there is nothing to compare."""

import csv
import io
import json
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from click.testing import CliRunner
from corpus_builder import a_case, build, stated

from jointcharge.analysis import Frames
from jointcharge.analysis.brief_quotes import LINE
from jointcharge.analysis.compare import INDICATED, MATCHED, cases_with, compare
from jointcharge.analysis.compare_charts import PLOT, forest, ratio
from jointcharge.analysis.compare_evidence import PER_CASE, SHOWN
from jointcharge.analysis.compare_report import (
    CSV_COLUMNS,
    cases_to_text,
    findings_of,
    p_words,
    to_csv,
    to_html,
    to_json,
    to_text,
)
from jointcharge.analysis.compare_tests import Groups, test_factors
from jointcharge.analysis.factor_answers import FactorTable
from jointcharge.analysis.factors import factors
from jointcharge.analysis.matching import match
from jointcharge.analysis.odds import smallest_odds_ratio, table_odds
from jointcharge.analysis.phrases import cut_around
from jointcharge.cli.main import cli
from jointcharge.records.case import Actor
from jointcharge.records.errors import MissingExtraError, ReportError

pytest.importorskip("firthmodels", reason="the extra stats is not installed")
T, B = "trafficking", "bribery_active"
JOINT, PLAIN = (("d1", T, "convicted"), ("d2", B, "convicted")), (("d1", T, "convicted"),)
SAYS = {
    "intercepts": "Wiretaps ran for six weeks.",
    "undercover": "An undercover agent paid.",
    "media_or_ngo": "The NGO filed a complaint.",
    "plea_agreement": "He pleaded guilty.",
}
PLANTED = {  # factor: joint-charge cases of 30 that mention it, others of 30
    "intercepts": (24, 6),
    "undercover": (10, 9),
    "media_or_ngo": (7, 0),
    "plea_agreement": (5, 8),
}
HOSTILE = "<script>alert(1)</script>\x1b[31m"


def text_of(n, group, factor):
    """Whether the ``n``-th case of a group mentions a factor: spread so that factors do not go together."""
    shuffled = random.Random(f"{factor}{group}").sample(range(30), 30)
    return SAYS[factor] if shuffled.index(n) < PLANTED[factor][group] else None


def planted():
    """Sixty cases, half of them joint-charge, half describing corruption without the charge."""
    for group in (0, 1):
        for n in range(30):
            said = [text for factor in SAYS if (text := text_of(n, group, factor))]
            filler = ["The women lived above the bar."] * (1 + n % 3)
            yield a_case(
                f"{'joint' if group == 0 else 'plain'}{n:02}", *(JOINT if group == 0 else PLAIN), tags=["form:bribery", "actor:police"],
                texts=("A bribe was paid.", *said, *filler), country=("ROU", "ITA", "ESP")[n % 3], year=2010 + n % 10,
            )  # fmt: skip


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("planted"), *planted()))


@pytest.fixture(scope="module")
def report(frames):
    return compare(frames)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return compare(Frames(build(tmp_path_factory.mktemp("empty"))))


# ---- planted effects ----


@pytest.mark.parametrize("factor", PLANTED)
def test_every_planted_mention_is_counted(report, factor):
    row = report.row(INDICATED, factor)
    assert (row.joint_with, row.joint_n, row.other_with, row.other_n) == (
        PLANTED[factor][0],
        30,
        PLANTED[factor][1],
        30,
    )
    assert (row.n, row.not_known) == (60, 0)


@pytest.mark.parametrize("factor", PLANTED)
def test_the_test_of_a_row_is_that_of_its_table(report, factor):
    a, c = PLANTED[factor]
    row, alone = report.row(INDICATED, factor), table_odds(a, 30 - a, c, 30 - c)
    assert (row.odds_ratio, row.ci_low, row.ci_high, row.p_value) == (
        alone.odds_ratio,
        alone.ci_low,
        alone.ci_high,
        alone.p_value,
    )


def test_the_planted_effect_is_found_and_the_others_are_not(report):
    found = {
        row.factor for row in report.comparison(INDICATED).rows if row.p_adjusted is not None and row.p_adjusted <= 0.05
    }
    assert "intercepts" in found
    assert not found & {"undercover", "plea_agreement"}
    one = report.row(INDICATED, "intercepts")
    assert one.firth_ci_low > 1
    assert one.firth_p_adjusted < 0.05
    assert one.firth_ci_low < one.odds_ratio < one.firth_ci_high


def test_adjusted_p_values_are_never_below_the_plain_ones(report):
    rows = [row for one in report.comparisons for row in one.rows if row.testable]
    assert rows
    assert all(row.p_value <= row.p_adjusted <= 1 for row in rows)


def test_a_factor_only_joint_cases_mention_has_no_upper_limit_and_firth_stays_finite(report):
    row = report.row(INDICATED, "media_or_ngo")
    assert row.odds_ratio is None
    assert row.ci_high is None
    assert row.ci_low > 1
    assert "no other case mentions it" in row.note
    assert 1 < row.firth_odds_ratio < 200


def test_a_factor_that_nobody_or_everybody_mentions_is_not_tested(report):
    nobody, everybody = report.row(INDICATED, "financial_investigation"), report.row(INDICATED, "official_police")
    for row in (nobody, everybody):
        assert not row.testable
        assert (row.odds_ratio, row.ci_low, row.ci_high, row.p_value, row.p_adjusted) == (None,) * 5
    assert "no case mentions it" in nobody.note
    assert "every case mentions it" in everybody.note


def test_the_smallest_odds_ratio_is_that_of_these_numbers(report):
    row = report.row(INDICATED, "undercover")
    assert row.smallest_odds_ratio == smallest_odds_ratio(30, 30, 9.5 / 31)
    power = report.comparison(INDICATED).power
    assert power[0].startswith("With 30 joint-charge cases and 30 other cases")
    assert "power 80%" in power[0]


def test_all_factors_together_need_five_cases_for_each(report):
    together = report.comparison(INDICATED).together
    assert {one.factor for one in together.factors} >= {"intercepts", "undercover", "plea_agreement"}
    assert next(one for one in together.factors if one.factor == "intercepts").ci_low > 1


SOME = tuple(f for f in factors() if not f.only_described and not f.matched_on)[:6]


def simulated(rng, shares, *, longer=1.0, n=60):
    """Two groups of ``n``; where ``longer`` is above 1 long texts mention more and joint-charge texts are longer."""
    joint = np.arange(2 * n) < n
    words = np.exp(rng.normal(np.log(250) + np.log(longer) * joint, 0.5))
    answers = {}
    for factor, (ours, theirs) in zip(SOME, shares, strict=True):
        odds = np.where(joint, ours / (1 - ours), theirs / (1 - theirs)) * (words / 250 if longer > 1 else 1)
        answers[factor.id] = (rng.random(2 * n) < odds / (1 + odds)).astype(np.int8)
    return FactorTable(np.arange(2 * n), answers, {f.id: {} for f in SOME}, words.astype(np.int64), 0)


GROUPS = Groups(np.arange(60), np.arange(60, 120), paired=False, compared=SOME)


def test_a_strong_effect_is_found_in_nearly_every_study_and_chance_seldom():
    rng = np.random.default_rng(5)
    studies = [test_factors(GROUPS, simulated(rng, [(0.6, 0.2)] + [(0.3, 0.3)] * 5)).factors for _ in range(20)]
    assert np.mean([s[0].p_adjusted <= 0.05 for s in studies]) >= 0.9
    assert np.mean([one.p_adjusted <= 0.05 for s in studies for one in s[1:]]) <= 0.05
    assert np.mean([one.firth_p_adjusted <= 0.05 for s in studies for one in s[1:]]) <= 0.05


def test_what_only_the_length_of_the_text_brings_disappears_when_it_is_held_equal():
    rng = np.random.default_rng(6)
    studies = [test_factors(GROUPS, simulated(rng, [(0.3, 0.3)] * 6, longer=3.0)).factors for _ in range(12)]
    fisher = np.mean([one.odds.p_value <= 0.05 for s in studies for one in s])
    firth = np.mean([one.firth.p_value <= 0.05 for s in studies for one in s])
    assert fisher > 0.3
    assert firth < 0.12


# ---- who is in which group ----

GROUPED = (
    a_case("A", *JOINT, tags=["form:bribery"]),  # joint
    a_case("B", *JOINT, tags=[]),  # joint, though the tagger saw nothing
    a_case("C", *PLAIN, tags=["form:bribery"]),  # described, not charged
    a_case("D", *PLAIN, tags=["signal:laundering"]),  # only a signal: in the pool
    a_case("E", *PLAIN, tags=["form:bribery"], sees="cvt"),  # a corruption charge would not show
    a_case("F", tags=["form:bribery"], sees="t"),  # no charges stated
    a_case("G", ("d1", "fraud", "convicted"), tags=["form:bribery"]),  # filed, but charged as fraud
    a_case("H", ("d1", B, "convicted"), tags=["form:bribery"], filed=("Corruption",)),  # corruption without trafficking
    a_case("I", *PLAIN, tags=None, country="ITA"),  # never tagged: in the pool, in another country
    a_case("J", ("d1", T, "acquitted"), ("d1", "corruption_aggravation", "acquitted"), tags=["form:bribery"]),  # aggravation is no corruption charge
)  # fmt: skip


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("grouped"), *GROUPED))


def test_the_groups_hold_the_cases_of_the_definition(grouped):
    one = compare(grouped).comparison(INDICATED)
    assert one.joint == ("test:A", "test:B")
    assert one.other == ("test:C", "test:J")


def test_cases_left_out_are_counted_in_words(grouped):
    said = " ".join(compare(grouped).caveats)
    assert "In 2 trafficking cases the source states no charges or could not show a corruption charge" in said
    assert "1 case filed under trafficking, but charged as something else" in said
    assert "1 of 2 joint-charge cases do not describe corruption in words that the tagger knows" in said


def test_fewer_than_five_cases_are_told_and_marked(grouped):
    one = compare(grouped).comparison(INDICATED)
    assert any("fewer than 5: 2 joint-charge cases. Read the cases" in note for note in one.notes)
    assert any("Firth's regression needs 10 cases" in note for note in one.notes)
    assert all(row.small for row in one.rows)
    assert all(row.firth_odds_ratio is None for row in one.rows)


# ---- matching ----


def matchable():
    yield a_case("J1", *JOINT, country="ROU", year=2011, exploitation=("sex",), tags=[])
    yield a_case("J2", *JOINT, country="ROU", year=2014, exploitation=("labour",), tags=[])
    yield a_case("J3", *JOINT, country="FRA", year=2011, tags=[])
    yield a_case("J4", *JOINT, country=None, year=2011, tags=[])
    yield a_case("P1", *PLAIN, country="ROU", year=2012, exploitation=("labour",), tags=[])
    yield a_case("P2", *PLAIN, country="ROU", year=2013, exploitation=("sex",), tags=[])
    yield a_case("P3", *PLAIN, country="ROU", year=2015, exploitation=("sex",), tags=[])  # the next period
    yield a_case("P4", *PLAIN, country="ITA", year=2011, exploitation=("sex",), tags=[])


def pairs_of(matching):
    return {(pair.case_id[5:], pair.matched_id[5:]) for pair in matching.pairs}


@pytest.fixture(scope="module")
def matchables(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("match"), *matchable()))


def test_cases_are_matched_exactly_on_country_and_period_and_nearest_on_the_rest(matchables):
    report = compare(matchables)
    assert pairs_of(report.matching) == {("J1", "P2"), ("J2", "P1")}
    assert [(one.case_id, one.reason) for one in report.matching.unmatched] == [
        ("test:J3", "no trafficking case of its country and period is left"),
        ("test:J4", "its country or year is not stated"),
    ]
    one = report.comparison(MATCHED)
    assert list(zip(one.joint, one.other, strict=True)) == [("test:J1", "test:P2"), ("test:J2", "test:P1")]
    assert any("2 joint-charge cases found no match" in note for note in one.notes)


def test_the_order_of_the_cases_plays_no_part(matchables):
    ours, pool = np.array([0, 1, 2, 3]), np.array([4, 5, 6, 7])
    turned = match(matchables, ours[::-1], pool[::-1])
    assert pairs_of(turned) == pairs_of(match(matchables, ours, pool))


def test_no_case_is_matched_twice(frames):
    matched = [pair.matched_id for pair in compare(frames).matching.pairs]
    assert len(matched) == len(set(matched)) > 0


def test_crossing_a_border_and_numbers_of_people_bring_cases_together(tmp_path):
    people = ("d1", "v1", "v2", "v3", "v4")
    told = (
        a_case("J", *JOINT, actors=("d1", "d2", "v1", "v2", "v3", "v4"), keywords=("Transnational",), tags=[]),
        a_case("far", *PLAIN, actors=("d1", "v1"), keywords=("Internal",), tags=[]),
        a_case("near", *PLAIN, actors=people, keywords=("Transnational",), tags=[]),
    )
    report = compare(Frames(build(tmp_path, *told)))
    assert pairs_of(report.matching) == {("J", "near")}
    border = next(one for one in report.matching.balance if one.feature == "crossing a border")
    assert (border.before, border.after) == (0.5, 0.0)


def test_what_is_matched_on_and_what_only_describes_corruption_is_not_compared_in_pairs(report):
    names = {row.factor for row in report.comparison(MATCHED).rows}
    assert "intercepts" in names
    assert not names & {"several_defendants", "official_police", "bribe_amount"}
    with pytest.raises(ReportError, match="several_defendants is not compared in matched"):
        report.row(MATCHED, "several_defendants")


# ---- every count opens ----


def test_every_count_is_the_number_of_cases_listed_with_evidence(frames, report):
    listed = {factor: cases_with(frames, factor) for factor in (*PLANTED, "official_police", "insider")}
    for one in report.comparisons:
        for row in [row for row in one.rows if row.factor in listed]:
            told = [c for c in listed[row.factor] if c.comparison == one.name]
            yes = [c for c in told if c.answer == "yes"]
            assert sum(c.group == "joint" for c in yes) == row.joint_with
            assert sum(c.group == "other" for c in yes) == row.other_with
            assert all(c.evidence for c in yes)
            assert not any(c.evidence for c in told if c.answer == "no")


def test_the_passages_are_named_with_their_words(frames):
    told = next(c for c in cases_with(frames, "intercepts") if c.answer == "yes")
    line = cases_to_text([told]).split("\t")
    assert line[:5] == [told.comparison, told.group, "yes", told.case_id, "passage"]
    assert line[5].startswith(f"{told.case_id}@")
    assert line[6] == "Wiretaps"


# ---- nothing to compare ----


def forms(report):
    return to_text(report), to_json(report), to_csv(report), to_html(report)


def test_an_empty_corpus_is_told_in_words_without_nan(empty):
    for made in forms(empty):
        assert not re.search(r"\b(nan|inf|Infinity)\b", made, re.I)
    assert "There is no joint-charge case, so nothing can be compared." in to_text(empty)
    assert findings_of(empty)[0][1] == "One group is empty: nothing can be compared."


def test_an_empty_group_has_no_table_of_noughts(empty):
    assert "0/0" not in to_text(empty)
    assert "0 of 0" not in to_html(empty)
    assert len(list(csv.DictReader(io.StringIO(to_csv(empty))))) == sum(len(one.rows) for one in empty.comparisons)


@pytest.mark.parametrize("some", [[JOINT] * 6, [PLAIN] * 6], ids=["no others", "no joint-charge cases"])
def test_one_empty_group_is_told_in_words_without_nan(tmp_path, some):
    report = compare(Frames(build(tmp_path, *(a_case(f"X{n}", *c, tags=["form:bribery"]) for n, c in enumerate(some)))))
    assert not any(row.testable for one in report.comparisons for row in one.rows)
    assert "With an empty group no odds ratio could show." in report.comparison(INDICATED).power
    for made in forms(report):
        assert not re.search(r"\b(nan|inf|Infinity)\b", made, re.I)


def test_untagged_cases_say_to_run_the_tagger(tmp_path):
    report = compare(Frames(build(tmp_path, *(a_case(f"X{n}", *JOINT, tags=None) for n in range(3)))))
    assert any("Run  jointcharge tag" in one for one in report.caveats)


def test_without_the_extra_the_comparison_says_how_to_get_it(frames, monkeypatch):
    monkeypatch.setitem(sys.modules, "firthmodels", None)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[stats\]"):
        compare(frames)


# ---- the forms ----


def test_json_is_the_report_and_holds_the_names_that_stay(report):
    read = json.loads(to_json(report))
    assert read["snapshot"] == report.snapshot
    row = next(r for r in read["comparisons"][0]["rows"] if r["factor"] == "intercepts")
    assert {"odds_ratio", "ci_low", "ci_high", "p_adjusted", "n"} <= set(row)
    assert row["joint_with"] == 24


def test_csv_has_a_row_for_each_factor_and_comparison(report):
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == sum(len(one.rows) for one in report.comparisons)
    found = next(r for r in rows if (r["comparison"], r["factor"]) == (INDICATED, "media_or_ngo"))
    assert (found["odds_ratio"], found["ci_high"], found["testable"], found["other_with"]) == ("", "", "true", "0")


def test_text_tells_counts_notes_and_limits(report):
    made = to_text(report)
    flowing = " ".join(made.split())
    assert re.search(r"Intercepts and surveillance\s+24/30\s+6/30", made)
    assert (
        "No other case mentions it, so the odds ratio has no upper bound; read the lower limit (Report by the media or an NGO)."
        in flowing
    )
    assert "Nothing here is a cause." in flowing
    assert "Portals select the cases they publish" in flowing
    assert "\x1b" not in made


def test_two_reports_of_one_snapshot_are_the_same_bytes(frames, report):
    assert forms(compare(Frames(frames.corpus))) == forms(report)


def test_the_page_is_whole_safe_and_needs_no_network(tmp_path):
    told = [a_case(f"{HOSTILE}{n}", *(JOINT if n % 2 else PLAIN), tags=["form:bribery"]) for n in range(8)]
    page = to_html(compare(Frames(build(tmp_path, *told))))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert not re.search(r"src=|href=(?!\"#)|url\((?!#)", page)
    assert "default-src 'none'" in page
    assert page.count("<svg") == page.count("</svg>")


# ---- every count opens at its passages ----

VICTIM = "Zorabeth Quillmoor"


def people():
    """Two accused and a victim of the case ``test:J``."""
    named = (("d1", "defendant", "A. A."), ("d2", "defendant", "B. B."), ("v1", "victim", VICTIM))
    return tuple(Actor(actor_id=f"test:J#{one}", role=role, label=stated(label)) for one, role, label in named)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Fourteen joint-charge cases with wiretaps, the last with three passages; eight others with a keyword."""
    told = [a_case(f"J{n:02}", *JOINT, texts=("The women slept upstairs.", "Wiretaps ran.")) for n in range(13)]
    told.append(a_case("J13", *JOINT, texts=("Wiretaps ran.", "A wiretap ran.", "Wiretaps ran again.")))
    told += [a_case(f"P{n}", *PLAIN, tags=["form:bribery"], keywords=["Undercover operations"]) for n in range(8)]
    return Frames(build(tmp_path_factory.mktemp("opened"), *told))


@pytest.fixture(scope="module")
def behind(opened):
    return {one.factor: one for one in compare(opened).comparison(INDICATED).behind}


def test_every_count_names_its_cases_and_the_ids_that_made_them_count(opened, behind):
    report = compare(opened)
    for one in report.comparisons:
        told = {each.factor: each for each in one.behind}
        for row in one.rows:
            cases = told.get(row.factor)
            assert (row.joint_with, row.other_with) == ((len(cases.joint), len(cases.other)) if cases else (0, 0))
    assert behind["intercepts"].joint[13].ids == ("test:J13@1", "test:J13@2", "test:J13@3")
    assert behind["undercover"].other[0].ids == ("test:P0 (keyword: Undercover operations)",)


def test_cases_are_cited_and_quoted_up_to_a_bound_and_the_rest_are_named(behind):
    quoted = [bool(case.citation) for case in behind["intercepts"].joint]
    assert quoted == [True] * SHOWN + [False] * 4
    assert [len(case.quotes) for case in behind["intercepts"].joint] == [1] * SHOWN + [0] * 4
    first = behind["intercepts"].joint[0]
    assert first.citation.startswith("Case J00 (Romania, Court of Trial, 12 May 2014). UNODC SHERLOC Case Law Database")
    assert (first.quotes[0].text, first.quotes[0].words) == ("Wiretaps ran.", "Wiretaps")
    assert first.quotes[0].place.endswith("fact summary, characters 0 to 13")


def test_of_one_case_few_passages_are_quoted_and_the_rest_are_counted(tmp_path):
    texts = tuple(f"Wiretaps ran in week {n}." for n in range(5))
    report = compare(
        Frames(build(tmp_path, a_case("J", *JOINT, texts=texts), a_case("P", *PLAIN, tags=["form:bribery"])))
    )
    [case] = next(one for one in report.comparison(INDICATED).behind if one.factor == "intercepts").joint
    assert (len(case.ids), len(case.quotes)) == (5, PER_CASE)
    assert "And 3 more in this case." in to_html(report)


def test_what_is_quoted_is_escaped_cut_to_its_words_and_names_no_victim(tmp_path):
    hostile = f"{'Long before that nothing happened. ' * 30}{HOSTILE} Wiretaps showed that {VICTIM} & Quillmoor's sister were held."
    case = a_case(
        "J", *JOINT, tags=["form:bribery"], texts=(hostile,), title=f"P v. {HOSTILE}", actors=people()
    )  # fmt: skip
    report = compare(Frames(build(tmp_path, case, a_case("P", *PLAIN, tags=["form:bribery"]))))
    page = to_html(report)
    assert "<mark>Wiretaps</mark> showed that (name withheld) &amp; (name withheld)&#39;s sister were held." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    for made in (page, to_text(report), to_json(report), to_csv(report)):
        assert "Quillmoor" not in made
        assert "Zorabeth" not in made
        assert "\x1b" not in made
    [quote] = next(one for one in report.comparison(INDICATED).behind if one.factor == "intercepts").joint[0].quotes
    assert quote.text.startswith("…")
    assert len(quote.text) <= LINE + 1


@pytest.mark.parametrize("words", ["found here", "y " * 70])
def test_a_long_sentence_is_cut_so_that_the_words_that_count_begin_in_it(words):
    words = words.strip()
    told = cut_around(f"{'x ' * 200}{words}{' z' * 200}", words, 100)
    assert len(told) <= 101
    assert words[:10] in told
    assert cut_around("A short one.", "short", 100) == "A short one."


def test_the_list_of_cases_names_no_victim_either(tmp_path):
    case = a_case("J", *JOINT, texts=(f"Two journalists met {VICTIM} and filmed.", f"They searched {VICTIM}'s house."), actors=people())  # fmt: skip
    told = cases_to_text(cases_with(Frames(build(tmp_path, case)), "searches_and_ledgers"))
    assert "searched (name withheld)'s house" in told
    assert "Quillmoor" not in told


def test_each_count_of_the_page_leads_to_its_own_passages_without_a_script(report):
    page = to_html(report)
    wanted = re.findall(r'href="#([^"]+)"', page)
    assert f"{INDICATED}-intercepts" in wanted
    assert all(page.count(f'id="{one}"') == 1 for one in wanted)
    assert page.count("<details ") == page.count("</details>") == sum(len(one.behind) for one in report.comparisons)


def test_the_text_names_a_few_ids_of_each_factor_and_counts_the_rest(opened):
    flowing = " ".join(to_text(compare(opened)).split())
    assert "intercepts: joint: test:J00@2, test:J01@2, test:J02@2, and 13 more" in flowing
    assert "undercover: other: test:P0 (keyword: Undercover operations), " in flowing


def test_the_csv_names_the_ids_of_each_count(opened):
    rows = csv.DictReader(io.StringIO(to_csv(compare(opened))))
    row = next(r for r in rows if (r["comparison"], r["factor"]) == (INDICATED, "intercepts"))
    assert row["joint_evidence"].split("; ")[:2] == ["test:J00@2", "test:J01@2"]
    assert row["joint_evidence"].endswith("test:J13@1; test:J13@2; test:J13@3")
    assert row["other_evidence"] == ""


def test_a_published_comparison_opens_no_case(frames):
    report = compare(frames, publish=True)
    assert all(one.behind == () for one in report.comparisons)
    page = to_html(report)
    assert "<details" not in page
    assert "--cases" not in page
    assert "test:joint" not in page


def test_the_page_shows_every_tested_factor_with_its_interval(report):
    page = to_html(report)
    assert 'class="whisker dashed"' in page
    for row in report.comparison(INDICATED).rows:
        assert row.title in page
    assert "∞ (" in page


def test_the_forest_stays_inside_its_frame_and_one_is_its_middle(report):
    for one in report.comparisons:
        chart = forest(one)
        assert chart.one == pytest.approx(PLOT / 2)
        assert len(chart.rows) == sum(row.testable for row in one.rows)
        for row in chart.rows:
            for mark in (row.exact, row.held):
                if mark is not None:
                    assert 0 <= mark.low <= mark.high <= PLOT
                    assert mark.x is None or mark.low - 1e-9 <= mark.x <= mark.high + 1e-9


def test_an_open_interval_is_drawn_with_an_arrow_and_no_mark(report):
    one = report.comparison(INDICATED)
    row = next(r for r in forest(one).rows if r.full_label == "Report by the media or an NGO")
    assert row.exact.open_high
    assert row.exact.x is None
    assert not row.exact.open_low
    assert row.hollow


@pytest.mark.parametrize(
    ("value", "said"), [(None, "∞"), (0.0, "0"), (0.084, "0.08"), (1.44, "1.4"), (23.4, "23"), (1234.5, "1,234")]
)
def test_odds_ratios_are_told_in_few_digits(value, said):
    assert ratio(value) == said


def test_p_values_are_told_in_two_digits():
    assert [p_words(v) for v in (None, 0.0004, 0.0512, 0.5)] == ["–", "<0.001", "0.051", "0.50"]


def test_the_finding_names_what_differs_and_calls_it_no_cause(report):
    said = dict(findings_of(report))[report.comparison(INDICATED).title]
    assert "Intercepts and surveillance (odds ratio" in said
    assert said.endswith("A difference in what the texts mention is not a cause.")


# ---- the command ----


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data")
    build(path, *planted()).close()
    return path


def test_the_command_gives_the_report_and_the_cases(folder, report):
    made = CliRunner().invoke(cli, ["compare", "--format", "json", "--data", str(folder)])
    assert made.exit_code == 0
    read = json.loads(made.output)
    assert read["comparisons"] == json.loads(to_json(report))["comparisons"]
    listed = CliRunner().invoke(cli, ["compare", "--cases", "intercepts", "--data", str(folder)])
    assert (
        len({line.split("\t")[3] for line in listed.output.splitlines() if line.startswith(f"{INDICATED}\tjoint\tyes")})
        == 24
    )
    as_json = CliRunner().invoke(cli, ["compare", "--cases", "intercepts", "--format", "json", "--data", str(folder)])
    assert sum(c["answer"] == "yes" and c["comparison"] == INDICATED for c in json.loads(as_json.output)) == 30


def test_the_command_writes_a_page_and_makes_the_same_again_as_of_its_snapshot(folder, tmp_path):
    page = tmp_path / "compare.html"
    assert (
        CliRunner().invoke(cli, ["compare", "--format", "html", "--output", str(page), "--data", str(folder)]).exit_code
        == 0
    )
    made = page.read_text(encoding="utf-8")
    snapshot = re.search(r"jointcharge compare --as-of (\w+)", made)[1]
    again = CliRunner().invoke(cli, ["compare", "--format", "html", "--as-of", snapshot, "--data", str(folder)])

    def without_time(text):
        return re.sub(r"<dt>Made at</dt>.*", "", text).strip()

    assert without_time(again.output) == without_time(made)


def test_an_unknown_factor_is_an_error_that_names_the_known(folder):
    made = CliRunner().invoke(cli, ["compare", "--cases", "wiretaps", "--data", str(folder)])
    assert isinstance(made.exception, ReportError)
    assert "ask for one of" in str(made.exception)
