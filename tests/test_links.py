"""Links: only on numbers that name the matter, with reasons, undone at any time, and counted once."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, add, build, stated

from jointcharge.analysis import Frames, cases_of, disparity
from jointcharge.analysis.matters import primary_of
from jointcharge.cli.main import cli
from jointcharge.corpus_samples.pages import build_page
from jointcharge.corpus_samples.sample import load_samples
from jointcharge.crawler.archive import Archive
from jointcharge.records import court_names, database, identifiers
from jointcharge.records.case import Diagnostic, Link, Proceeding
from jointcharge.records.corpus import Corpus, now
from jointcharge.records.errors import UnknownCaseError
from jointcharge.records.identifiers import find_identifiers
from jointcharge.records.links import decide, grouped, link_cases, linked_groups, read_links, read_marks
from jointcharge.records.matching import MOST_SHARING, CaseLink, LinkState, Marks, compare, find_links
from jointcharge.records.raw import RawDocument, RawEntry, RawKind, sha256_of

T, B, F = "trafficking", "bribery_active", "fraud"
LINKED, SUGGESTED, APART = LinkState.LINKED, LinkState.SUGGESTED, LinkState.APART
EASTERN = "United States District Court for the Eastern District of VA"
EASTERN_TOO = "United States District Court, Eastern District of Virginia"
WESTERN = "United States District Court Western District of Virginia"


def values(text, country=None):
    return [one.value for one in find_identifiers(text, country)]


def marks(name, source, number="", *, title="", country="USA", courts=(), dates=(), year=None, cited="", files=()):
    return Marks(
        case_id=f"{source}:{name}", source=source, title=title, country=country, courts=frozenset(courts), dates=frozenset(dates),
        year=year, own=frozenset(find_identifiers(number, country)), cited=frozenset(find_identifiers(cited, country)),
        files=frozenset(files),
    )  # fmt: skip


def held(a, b):
    """State and score of two cases; (None, None) where nothing speaks for their being one."""
    link = compare(a, b)
    return (None, None) if link is None else (link.state, link.score)


def link(a, b, state=LINKED, score=0.9):
    return CaseLink(case_a=a, case_b=b, state=state, score=score, reasons=("a reason",), made_by="matcher/1")


# ---- numbers and names ----


@pytest.mark.parametrize(("kind", "country", "text", "expected"), list(identifiers.examples()))
def test_each_example_of_a_kind_of_number_gives_what_it_says(kind, country, text, expected):
    assert [one.value for one in find_identifiers(text, country) if one.kind == kind] == expected


@pytest.mark.parametrize(("one", "other", "same"), court_names.examples())
def test_each_example_of_courts_is_one_court_or_two(one, other, same):
    assert court_names.courts_agree(one, other) is same
    assert court_names.courts_agree(other, one) is same


def test_spellings_of_one_docket_number_are_one():
    spellings = ("3:07-cr-00011-JCH-1", "07 Cr. 11", "2007-CR-11", "No. 3:07cr11", "3:07–cr–00011")
    assert {tuple(values(one, "USA")) for one in spellings} == {("07-cr-11",)}


def test_a_number_of_another_country_is_not_read():
    assert "gr 110391" not in values("G.R. No. 110391", "USA")
    assert values("G.R. No. 110391", None) == ["gr 110391"]


def test_the_number_of_a_law_is_no_case_number():
    assert values("for violation of Republic Act No. 9208 and Law No. 8042/1995") == []


def test_a_long_range_is_read_as_its_ends_only():
    assert values("G.R. Nos. 100000-200000", "PHL") == ["gr 100000", "gr 200000"]


def test_roles_and_numbers_in_a_title_name_nobody():
    assert court_names.title_names("People of the Philippines v. Roe, G.R. No. 1234, et al.") == {"roe"}
    assert court_names.shared_names("People v. Roe", "Roe and Poe v. The State") == (1, 1)


# ---- what links and what does not ----


def test_one_neutral_citation_links_whatever_the_titles_say():
    a = marks("a", "sherloc", "Basfar v Wong 2022 UKSC 20", country="GBR", title="Basfar v Wong")
    b = marks("b", "findcaselaw", "[2022] UKSC 20", country="GBR", title="B v W")
    assert held(a, b) == (LINKED, 0.97)


def test_one_citation_of_two_countries_is_only_suggested():
    a = marks("a", "sherloc", "[2022] UKSC 20", country="GBR")
    assert held(a, marks("b", "x", "[2022] UKSC 20", country="IRL")) == (SUGGESTED, 0.3)


def test_a_docket_number_needs_its_court():
    a = marks("a", "sherloc", "1:04-cr-00123", courts=[EASTERN], year=2005)
    assert held(a, marks("b", "htd", "04 Cr. 123", courts=[EASTERN_TOO], year=2005)) == (LINKED, 0.9)
    assert held(a, marks("b", "htd", "04 Cr. 123", courts=[WESTERN], year=2005)) == (None, None)
    assert held(a, marks("b", "htd", "04 Cr. 123", year=2005)) == (SUGGESTED, 0.3)


def test_the_day_or_the_names_stand_in_for_a_court_that_is_not_stated():
    a = marks("a", "sherloc", "1:04-cr-00123", title="United States v. Roe", dates=["2005-01-31"])
    assert held(a, marks("b", "htd", "04 Cr. 123", title="USA v. Roe et al")) == (LINKED, 0.85)
    assert held(a, marks("b", "htd", "04 Cr. 123", dates=["2005-01-31"])) == (LINKED, 0.85)
    assert held(a, marks("b", "htd", "04 Cr. 123", title="USA v. Poe")) == (SUGGESTED, 0.3)


def test_one_number_in_two_courts_is_at_most_suggested():
    a = marks("a", "sherloc", "1:04-cr-00123", title="United States v. Roe", courts=[EASTERN])
    assert held(a, marks("b", "htd", "04 Cr. 123", title="USA v. Roe", courts=[WESTERN])) == (SUGGESTED, 0.4)


def test_a_loosely_read_number_does_not_link_two_cases_of_like_named_courts():
    a = marks("a", "sherloc", "Case No. 22/2018", country="ROU", courts=["Court of Appeal"], year=2018)
    b = marks("b", "files", "Case No. 22/2018", country="ROU", courts=["Court of Appeal"], year=2018)
    assert held(a, b)[0] is SUGGESTED


def test_titles_and_dates_alone_link_nothing():
    a = marks("a", "sherloc", title="S. v. Roe and Poe", country="NAM", dates=["2012-03-01"])
    b = marks("b", "files", title="State v. Roe and Poe", country="NAM", dates=["2012-03-01"])
    assert held(a, b) == (SUGGESTED, 0.4)
    year_only = marks("b", "files", title="State v. Roe and Poe", country="NAM", year=2012)
    assert held(a, year_only) == (SUGGESTED, 0.3)
    other_year = marks("b", "files", title="State v. Roe and Poe", country="NAM", dates=["2013-03-01"])
    assert held(a, other_year) == (None, None)


def test_the_same_court_suggests_over_the_turn_of_a_year():
    a = marks("a", "sherloc", title="United States v. Ann Roe", courts=[EASTERN], year=2012)
    assert held(a, marks("b", "htd", title="USA v. Roe et al", courts=[EASTERN_TOO], year=2013)) == (SUGGESTED, 0.5)
    assert held(a, marks("b", "htd", title="USA v. Roe et al", courts=[WESTERN], year=2012)) == (None, None)


def test_a_name_is_enough_to_be_looked_at():
    a, b = (
        marks("a", "sherloc", title="United States v. Ann Roe", year=2012),
        marks("b", "htd", title="USA v. Roe", year=2012),
    )
    assert [one.state for one in find_links([a, b])] == [SUGGESTED]


def test_a_docket_number_of_one_district_does_not_link_strangers():
    a = marks("a", "sherloc", "1:04-cr-00123", title="United States v. Roe", courts=[EASTERN], year=2005)
    b = marks("b", "htd", "3:04-cr-00123", title="USA v. Poe", courts=[EASTERN], year=2005)
    assert held(a, b) == (SUGGESTED, 0.5)


def test_a_cited_case_is_not_the_case_unless_day_or_names_agree():
    a = marks("a", "sherloc", title="People v. Roe", country="PHL", cited="see G.R. No. 110391")
    assert held(a, marks("b", "files", "G.R. No. 110391", title="People v. Poe", country="PHL")) == (SUGGESTED, 0.4)
    assert held(a, marks("b", "files", "G.R. No. 110391", title="People v. Roe", country="PHL")) == (LINKED, 0.85)


def test_the_same_file_links():
    assert held(marks("a", "sherloc", files=["f"]), marks("b", "files", files=["f"])) == (LINKED, 0.99)


def test_two_records_of_one_portal_are_not_compared():
    assert list(find_links([marks("a", "sherloc", "[2022] UKSC 20"), marks("b", "sherloc", "[2022] UKSC 20")])) == []


def test_two_files_that_somebody_brought_are_compared_where_they_share_a_number():
    one = marks("a", "files", "G.R. No. 110391", title="People v. Roe", country="PHL", year=1999)
    (found,) = find_links([one, marks("b", "files", "G.R. No. 110391", title="People v. Roe", country="PHL")])
    assert found.state is LINKED
    assert list(find_links([one, marks("b", "files", title="People v. Roe", country="PHL", year=1999)])) == []


def test_a_number_that_many_share_tells_nothing():
    many = [marks(str(n), f"portal{n}", "[2022] UKSC 20") for n in range(MOST_SHARING + 1)]
    assert list(find_links(many)) == []
    assert len(list(find_links(many[:3]))) == 3


def test_reasons_speak_for_and_against_and_name_nobody():
    a = marks("a", "sherloc", "1:04-cr-00123", title="United States v. Roe", courts=[EASTERN], year=2004)
    found = compare(a, marks("b", "htd", "04 Cr. 123", title="USA v. Roe", courts=[WESTERN], year=2009))
    told = "; ".join(found.reasons)
    assert "both are numbered 04-CR-123" in told
    assert "both are of USA" in told
    assert "against: they name different courts" in told
    assert "against: they were decided in different years" in told
    assert "their titles share 1 of 1 names" in told
    assert "roe" not in told.lower()


def test_the_order_of_two_cases_does_not_matter():
    a, b = marks("a", "sherloc", "[2022] UKSC 20"), marks("b", "x", "2022 UKSC 20")
    assert compare(a, b) == compare(b, a)


# ---- in the corpus ----


def docket(name, source, *charges, **more):
    told = {"number": "1:04-cr-00123", "country": "USA", "court": EASTERN, "title": "United States v. Roe"} | more
    return a_case(name, *charges, source=source, **told)


@pytest.fixture
def two(tmp_path):
    """One trafficking case, in two portals."""
    with build(
        tmp_path,
        docket("p", "sherloc", ("d1", T, "convicted"), ("d1", B, "convicted"), tags=["form:bribery"]),
        docket("h", "htd", ("d1", T, "convicted"), ("d2", T, "convicted"), sees="cv", tags=None, texts=()),
    ) as corpus:
        yield corpus


def test_search_tells_both_the_records_found_and_the_matters(two, tmp_path):
    def answer(*args):
        done = CliRunner().invoke(cli, [*args, "--data", str(tmp_path)], catch_exceptions=False)
        return done.stdout

    answer("index")
    assert answer("search").startswith("2 cases, 1 to 2 shown\n")
    link_cases(two)
    answer("index")
    assert answer("search").startswith("2 cases (1 counting linked ones once), 1 to 2 shown\n")
    told = json.loads(answer("search", "--json"))
    assert (told["total"], told["matters"]) == (2, 1)
    alone = json.loads(answer("search", "--json", "-f", "source=sherloc"))
    assert (alone["total"], alone["matters"]) == (1, 1)


def test_a_case_of_two_portals_is_linked_with_its_reasons(two):
    summary = link_cases(two)
    assert (summary.linked, summary.groups, summary.new) == (1, 1, 1)
    (found,) = read_links(two)
    assert (found.case_a, found.case_b, found.state, found.made_by) == ("test:h", "test:p", LINKED, "matcher/1")
    assert any("04-CR-123" in reason for reason in found.reasons)
    assert linked_groups(two) == (("test:h", "test:p"),)


def test_a_second_run_changes_nothing(two):
    link_cases(two)
    revisions = two.select("SELECT count(*) FROM revisions").fetchone()[0]
    assert link_cases(two).new == 0
    assert two.select("SELECT count(*) FROM revisions").fetchone()[0] == revisions


def test_an_undone_link_stays_undone(two):
    link_cases(two)
    undone = decide(two, "test:p", "test:h", APART)
    assert undone.made_by == "user"
    assert any("04-CR-123" in reason for reason in undone.reasons)
    assert linked_groups(two) == ()
    assert link_cases(two).apart == 1
    assert linked_groups(two) == ()


def test_what_was_undone_can_be_joined_again(two):
    decide(two, "test:p", "test:h", APART)
    decide(two, "test:p", "test:h", LINKED)
    assert linked_groups(two) == (("test:h", "test:p"),)
    assert [r for r in read_links(two)[0].reasons if "two matters" in r] == []


def test_a_case_cannot_be_linked_to_itself_or_to_nothing(two):
    with pytest.raises(UnknownCaseError, match="name two cases"):
        decide(two, "test:p", "test:p", LINKED)
    with pytest.raises(UnknownCaseError, match="jointcharge search"):
        decide(two, "test:p", "nobody", LINKED)


def test_a_link_ends_when_the_evidence_does(two):
    link_cases(two)
    add(two, docket("h", "htd", ("d1", T, "convicted"), number="1:09-cr-00999", title="USA v. Poe"))
    assert link_cases(two).ended == 1
    assert read_links(two) == []


def test_a_snapshot_keeps_the_links_of_its_day(two):
    before = two.snapshot().snapshot
    link_cases(two)
    linked = two.snapshot().snapshot
    decide(two, "test:p", "test:h", APART)
    apart = two.snapshot().snapshot
    assert len({before, linked, apart}) == 3
    for name, groups in ((before, 0), (linked, 1), (apart, 0)):
        with Corpus(two.path, as_of=name) as then:
            assert len(linked_groups(then)) == groups
            assert then.snapshot().snapshot == name


def test_a_corpus_without_links_keeps_the_snapshot_it_had(two):
    names = [two.snapshot().snapshot]
    add(two, a_case("other", title="Nobody v. Nothing"))
    names.append(two.snapshot().snapshot)
    link_cases(two)
    decide(two, "test:p", "test:h", LINKED)
    assert two.snapshot().snapshot not in names


def test_a_suggestion_is_no_part_of_a_snapshot(tmp_path):
    with build(
        tmp_path,
        docket("p", "sherloc", number=None, title="US v. Roe and Poe"),
        docket("h", "htd", number=None, title="USA v. Roe, Poe"),
    ) as corpus:
        before = corpus.snapshot().snapshot
        assert link_cases(corpus).suggested == 1
        assert corpus.snapshot().snapshot == before
        assert linked_groups(corpus) == ()


def test_numbers_are_found_in_proceedings_and_sources(tmp_path):
    proceeding = Proceeding(court=stated(EASTERN_TOO), description=stated("Docket No. 1:04-cr-00123, sentencing"))
    with build(
        tmp_path,
        docket(
            "p",
            "sherloc",
            number="USAx901",
            court="?",
            proceedings=(proceeding,),
            sources=(Link(text="G.R. No. 110391", url=None),),
        ),
        docket("h", "htd", title="USA v. Poe"),
    ) as corpus:
        found = {one.case_id: one for one in read_marks(corpus)}
        assert {n.value for n in found["test:p"].own} == {"04-cr-123"}
        assert "gr 110391" not in {n.value for n in found["test:p"].cited}  # a Philippine number, but a case of the USA
        assert link_cases(corpus).linked == 1


def test_a_table_of_many_cases_is_no_mark_of_one(tmp_path):
    alone, first, second = a_case("A").case, a_case("B").case, a_case("C").case
    with build(tmp_path) as corpus:
        corpus.add_parsed(file_entry("one.pdf", "a" * 64), "files", "1", "", [alone])
        corpus.add_parsed(file_entry("table.csv", "b" * 64), "htd", "1", "", [first, second])
        assert [len(one.files) for one in sorted(read_marks(corpus), key=lambda one: one.case_id)] == [1, 0, 0]


def test_a_bare_number_is_read_as_a_case_number(tmp_path):
    with build(tmp_path, a_case("n", number="22/2018", country="NAM")) as corpus:
        assert [n.value for n in read_marks(corpus)[0].own] == ["22 2018"]


# ---- groups ----


def test_links_join_to_groups():
    assert grouped([link("a", "b"), link("b", "c"), link("x", "y")]) == (("a", "b", "c"), ("x", "y"))


def test_suggestions_join_nothing():
    assert grouped([link("a", "b", SUGGESTED)]) == ()


def test_a_group_never_holds_two_cases_set_apart():
    links = [link("a", "b", score=0.99), link("b", "c", score=0.9), link("a", "c", APART, 1.0)]
    assert grouped(links) == (("a", "b"),)
    assert grouped([*links, link("c", "d", score=0.5)]) == (("a", "b"), ("c", "d"))


def test_two_groups_are_not_joined_over_a_pair_set_apart():
    links = [
        link("a", "b", score=0.99),
        link("c", "d", score=0.98),
        link("b", "c", score=0.9),
        link("a", "d", APART, 1.0),
    ]
    assert grouped(links) == (("a", "b"), ("c", "d"))


# ---- measures ----


def number(frames, name, unit="case"):
    found = disparity(frames).measure(name, unit)
    return found.numerator, found.denominator, found.missing, found.not_observable


def test_a_linked_case_is_counted_once(two):
    assert number(Frames(two), "trafficking_cases") == (2, 2, 0, 0)
    link_cases(two)
    assert number(Frames(two), "trafficking_cases") == (1, 1, 0, 0)
    assert number(Frames(two), "joint_convicted") == (1, 1, 0, 0)
    assert number(Frames(two), "trafficking_convicted", "defendant") == (1, 1, 0, 0)
    decide(two, "test:p", "test:h", APART)
    assert number(Frames(two), "trafficking_cases") == (2, 2, 0, 0)


def test_the_list_behind_a_measure_names_the_record_that_stands(two):
    link_cases(two)
    assert cases_of(Frames(two), "trafficking_cases").numerator == ("test:p",)


def test_every_record_keeps_its_own_row_in_the_export(two):
    link_cases(two)
    cases = Frames(two).cases
    assert list(cases["case_id"]) == ["test:h", "test:p"]
    assert cases["corruption_charged"].isna().tolist() == [True, False]


def test_the_frames_that_are_counted_once_keep_one_order(two):
    add(two, a_case("a", ("d1", T, "convicted")), a_case("z", ("d1", T, "convicted"), ("d2", T, "convicted")))
    link_cases(two)
    frames = Frames(two)
    assert list(frames.raw_cases["case_id"]) == list(frames.cases_once["case_id"]) == ["test:a", "test:p", "test:z"]
    assert list(frames.cases_once["n_defendants"]) == [1, 1, 2]
    assert len(frames.facts.trafficking) == 3


def test_the_record_that_can_show_corruption_stands_for_the_group(two):
    assert primary_of(two, ("test:h", "test:p")) == "test:p"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (docket("z", "x", ("d1", T, "convicted")), docket("a", "y")),
        (docket("z", "x", ("d1", T, "convicted")), docket("a", "y", ("d1", T, "convicted"), sees="cvt")),
        (docket("z", "x", ("d1", T, "convicted")), docket("a", "y", ("d1", T), ("d1", F))),
        (
            docket("z", "x", ("d1", T, "acquitted"), year=2016),
            docket("a", "y", ("d1", T, "convicted"), ("d1", F, "convicted")),
        ),
        (
            docket("z", "x", ("d1", T, "acquitted")),
            docket(
                "a",
                "y",
                ("d1", T, "convicted"),
                year=2016,
                diagnostics=(Diagnostic(code="generic_reader", wording=""),),
            ),
        ),
        (docket("z", "x", ("d1", T, "convicted"), ("d1", F, "convicted")), docket("a", "y", ("d1", T, "convicted"))),
        (docket("a", "x", ("d1", T, "convicted")), docket("b", "y", ("d1", T, "convicted"))),
    ],
    ids=[
        "states charges",
        "sees corruption",
        "knows verdicts",
        "decided later",
        "read well",
        "more charges",
        "smaller id",
    ],
)
def test_the_record_that_shows_more_stands_for_the_group(tmp_path, better, worse):
    with build(tmp_path, better, worse) as corpus:
        assert primary_of(corpus, sorted((better.case.case_id, worse.case.case_id))) == better.case.case_id


def joined(tmp_path, a, b):
    corpus = build(tmp_path, a, b)
    decide(corpus, a.case.case_id, b.case.case_id, LINKED)
    return Frames(corpus)


@pytest.mark.parametrize(
    ("a", "b", "indicated"),
    [
        ((), ("form:bribery",), (1, 1, 0, 0)),
        (("signal:official_present",), (), (0, 1, 0, 0)),
        (("form:bribery",), None, (1, 1, 0, 0)),
        ((), None, (0, 0, 1, 0)),
        (("signal:official_present",), None, (0, 0, 1, 0)),
    ],
    ids=["either", "signal", "one unread", "unread", "unread beside a signal"],
)
def test_what_is_described_is_the_union_of_the_records(tmp_path, a, b, indicated):
    frames = joined(
        tmp_path,
        docket("p", "sherloc", ("d1", T, "convicted"), tags=a),
        docket("q", "files", ("d1", T, "convicted"), tags=b),
    )
    assert number(frames, "corruption_indicated") == indicated


def test_a_record_without_text_does_not_hide_what_the_other_describes(tmp_path):
    frames = joined(
        tmp_path,
        docket("p", "sherloc", ("d1", T, "convicted"), sees="cxv", tags=(), texts=()),
        docket("q", "files", tags=("form:bribery",), sees="t"),
    )
    assert number(frames, "corruption_indicated") == (1, 1, 0, 0)
    assert number(frames, "charging_gap") == (0, 1, 0, 0)


def test_a_case_is_a_trafficking_case_if_any_record_files_it_so(tmp_path):
    frames = joined(
        tmp_path,
        docket("p", "files", ("d1", F, "convicted"), filed=()),
        docket("q", "sherloc", filed=("Trafficking in persons",), sees="t"),
    )
    assert number(frames, "trafficking_cases") == (1, 1, 0, 0)
    assert number(frames, "control_fraud") == (1, 1, 0, 0)


def test_a_group_is_grouped_by_what_any_of_its_records_states(tmp_path):
    frames = joined(
        tmp_path,
        docket("p", "sherloc", ("d1", T, "convicted"), year=None, exploitation=("Labour",)),
        docket("q", "files", year=2012, exploitation=("Sexual", "Labour")),
    )
    by_year, by_purpose = disparity(frames, "year"), disparity(frames, "exploitation")
    assert by_year.groups == ("2012",)
    assert by_purpose.groups == ("Labour", "Sexual")


def test_charges_and_defendants_of_other_cases_stay_in_their_places(tmp_path):
    corpus = build(
        tmp_path,
        a_case("a", ("d1", T, "acquitted")),
        docket("b", "htd", ("d1", T, "convicted"), ("d2", T, "convicted"), sees="cv"),
        docket("c", "sherloc", (None, B, "convicted"), ("d1", T, "convicted")),
        a_case("d", ("d1", T, "convicted"), ("d1", B, "convicted"), ("d2", F, "pending")),
    )
    decide(corpus, "test:b", "test:c", LINKED)
    frames = Frames(corpus)
    assert cases_of(frames, "joint_convicted").numerator == ("test:c", "test:d")
    assert cases_of(frames, "joint_convicted", unit="defendant").numerator == ("test:d",)
    assert number(frames, "trafficking_convicted") == (2, 3, 0, 0)
    assert number(frames, "trafficking_cases", "defendant") == (4, 4, 0, 0)


def test_the_report_says_what_is_counted_once_and_what_may_be_twice(two):
    add(
        two,
        docket("q", "files", number=None, title="US v. Moe and Poe"),
        docket("r", "books", number=None, title="Moe, Poe"),
    )
    link_cases(two)
    told = " ".join(disparity(Frames(two)).caveats)
    assert "2 records of several portals tell of 1 case" in told
    assert "1 pair of cases may be one and the same" in told


def test_a_report_as_of_a_snapshot_counts_with_the_links_of_its_day(two):
    link_cases(two)
    then = disparity(Frames(two))
    decide(two, "test:p", "test:h", APART)
    with Corpus(two.path, as_of=then.snapshot) as corpus:
        assert disparity(Frames(corpus)).measures == then.measures
    assert disparity(Frames(two)).measures != then.measures


# ---- the same file twice ----


def file_entry(url, sha):
    return RawEntry(
        portal="htd", url=url, kind=RawKind.FILE, fetched_at=now(), media_type="text/csv", status=200, sha256=sha, warc="w", offset=0, length=1
    )  # fmt: skip


def test_a_file_brought_twice_is_stored_once(tmp_path):
    one, other = a_case("A").case, a_case("B").case
    with build(tmp_path) as corpus:
        corpus.add_parsed(file_entry("a.csv", "a" * 64), "htd", "1", "the text", [one])
        corpus.add_parsed(file_entry("copy.csv", "a" * 64), "htd", "1", "the text", [other])
        assert [case.case_id for case in corpus.cases()] == ["test:A"]
        assert corpus.select("SELECT duplicate_of, text FROM documents WHERE url = 'copy.csv'").fetchone()[:] == (
            "a.csv",
            "",
        )
        assert corpus.text_of_document("a" * 64) == "the text"
        assert corpus.parsed_versions()["htd", "copy.csv"] == ("a" * 64, "htd/1")


def test_a_duplicate_is_read_again_when_the_first_changes(tmp_path):
    one = a_case("A").case
    with build(tmp_path) as corpus:
        corpus.add_parsed(file_entry("a.csv", "a" * 64), "htd", "1", "the text", [one])
        corpus.add_parsed(file_entry("copy.csv", "a" * 64), "htd", "1", "the text", [one])
        corpus.add_parsed(file_entry("a.csv", "b" * 64), "htd", "1", "new text", [])
        assert ("htd", "copy.csv") not in corpus.parsed_versions()
        corpus.add_parsed(file_entry("copy.csv", "a" * 64), "htd", "1", "the text", [one])
        assert [case.case_id for case in corpus.cases()] == ["test:A"]


# ---- older corpora, the command line, speed ----


def test_a_corpus_of_the_first_version_is_brought_up_to_date(tmp_path, monkeypatch):
    first = tmp_path / "migrations"
    first.mkdir()
    (first / "001_corpus.sql").write_text((database.MIGRATIONS / "001_corpus.sql").read_text("utf-8"), "utf-8")
    with monkeypatch.context() as old:
        old.setattr(database, "MIGRATIONS", first)
        database.connect(tmp_path / "corpus.db", create=True).close()
    with Corpus(tmp_path / "corpus.db") as corpus:
        add(corpus, docket("p", "sherloc"), docket("h", "htd"))
        assert link_cases(corpus).linked == 1
        with pytest.raises(sqlite3.IntegrityError):
            corpus.db.execute("INSERT INTO link_rows VALUES (9, 'b', 'a', 'linked', 1, '[]', 'x', 1, NULL)")


def run(two, *words):
    folder = two.path.parent
    return CliRunner().invoke(cli, ["link", *words, "--data", str(folder)])


def test_the_command_links_lists_undoes_and_joins(two):
    assert "No case is linked" in run(two, "--list").output
    assert "1 pairs of cases linked in 1 groups (1 new" in run(two).output
    assert run(two, "--list").output.startswith("linked\t0.93\ttest:h\ttest:p\tboth are numbered 04-CR-123")
    assert "set apart" in run(two, "--undo", "test:p", "test:h").output
    assert json.loads(run(two, "--list", "--json").output)[0]["state"] == "apart"
    assert "are linked" in run(two, "--join", "test:p", "test:h").output
    assert linked_groups(two) == (("test:h", "test:p"),)


def test_the_command_takes_one_thing_at_a_time(two):
    assert run(two, "--list", "--undo", "a", "b").exit_code == 2
    assert run(two, "--json").exit_code == 2


def test_parse_looks_for_links_once_it_has_read_something(tmp_path):
    samples = [one for one in load_samples() if one.page.country == "Netherlands"][:1]
    citation = b"ECLI:NL:RBXYZ:2017:951"
    page = build_page(samples[0]).replace(samples[0].page.title.encode(), b"Case " + citation)
    url = f"https://www.unodc.org/cld/en{samples[0].uri}?lng=en&tmpl=sherloc"
    raw = RawDocument(
        portal="sherloc", url=url, kind=RawKind.CASE, fetched_at=now(), media_type="text/html", sha256=sha256_of(page), body=page
    )  # fmt: skip
    build(tmp_path, a_case("n", number=citation.decode(), source="files", country="NLD")).close()
    with Archive(tmp_path / "raw").writing("sherloc") as archive:
        archive.write(raw)
    first, second = (CliRunner().invoke(cli, ["parse", "--data", str(tmp_path)]).output for _ in range(2))
    assert "1 pairs of cases linked in 1 groups (1 new" in first
    assert "linked" not in second


def test_the_case_is_shown_with_its_links(two):
    link_cases(two)
    shown = CliRunner().invoke(cli, ["case", "test:p", "--data", str(two.path.parent)]).output
    assert "one matter with test:h" in shown
    assert "04-CR-123" in shown


def test_ten_thousand_cases_are_compared_by_their_numbers_and_not_all_with_all():
    many = [
        marks(
            str(n),
            ("sherloc", "files")[n % 2],
            f"1:04-cr-{n // 2:05}",
            courts=[EASTERN],
            dates=[f"20{n // 2 % 20:02}-01-{n % 28 + 1:02}"],
        )
        for n in range(10_000)
    ]
    found = list(find_links(many))
    assert sum(one.state is LINKED for one in found) >= 5_000 - 1
