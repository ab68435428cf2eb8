"""What holds for every kind of report: made again it is equal, it says how it was made, and bad input gets clear words."""

import datetime as dt
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, add, build
from report_kinds import FORMS, NAMES, WHEN, index_folder, kinds

from jointcharge.analysis import Frames
from jointcharge.analysis.grid import grid
from jointcharge.analysis.grid_chart import SHADES, heat_map
from jointcharge.analysis.groupings import GROUPINGS
from jointcharge.analysis.labels import label_words
from jointcharge.analysis.sampling import draw
from jointcharge.analysis.time_chart import HEIGHT, WIDTH, over_time
from jointcharge.analysis.trend import trend
from jointcharge.cli.main import cli
from jointcharge.cli.measure import GROUPINGS as NAMED
from jointcharge.records.corpus import Corpus
from jointcharge.records.folder import DataFolder
from jointcharge.records.samples import SampleAnswer, add_answers, add_sample

pytest.importorskip("firthmodels", reason="the extra stats is not installed")
T, B = ("d1", "trafficking", "convicted"), ("d2", "bribery_active", "convicted")
TAGS = ["form:bribery", "stage:transport_border", "actor:border_customs"]
HOSTILE = "<script>alert(1)</script>\x1b[31m"


def some():
    for n in range(24):
        yield a_case(
            f"{n:02}", *((T, B) if n % 3 == 0 else (T,)), tags=TAGS if n % 2 else [], country=("ROU", "ITA", "USA")[n % 3],
            year=2010 + n % 5, court=HOSTILE, sectors=("Construction",) if n % 2 else (),
        )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return index_folder(tmp_path_factory.mktemp("indices"))


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("reports"), *some()))


# ---- made again ----


@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_report_made_twice_is_equal_byte_for_byte_in_every_form(frames, folder, name, publish):
    kind = kinds(folder)[name]
    one = kind.make(frames, publish=publish, generated_at=WHEN)
    other = kind.make(Frames(Corpus(frames.corpus.path)), publish=publish, generated_at=WHEN)
    assert [kind.told(one, form) for form in FORMS] == [kind.told(other, form) for form in FORMS]


@pytest.mark.parametrize("name", NAMES)
def test_only_the_stated_time_differs(frames, folder, name):
    kind = kinds(folder)[name]
    early, late = (kind.make(frames, generated_at=WHEN + dt.timedelta(days=n)) for n in (0, 31))
    for form in FORMS:
        assert kind.told(late, form).replace("2026-09-02", "2026-08-02") == kind.told(early, form)
    assert kind.told(late, "html") != kind.told(early, "html")


# ---- how it was made ----


@pytest.mark.parametrize("name", NAMES)
def test_every_report_says_how_it_was_made(frames, folder, name):
    kind = kinds(folder)[name]
    made = kind.make(frames, generated_at=WHEN)
    for form in ("text", "html"):
        told = " ".join(kind.told(made, form).split())
        for word in (made.snapshot, "numpy", "python", "lexicon/1", "Method", "2026-08-02T09:30:00"):
            assert word in told, (form, word)
        for method in made.generated_by.methods:
            assert method.split("'")[0] in told
    by = json.loads(kind.told(made, "json"))["generated_by"]
    assert by["command"].endswith(f"--as-of {made.snapshot}")
    assert by["methods"]


@pytest.mark.parametrize("name", ["disparity", "grid", "trend", "composition"])
def test_the_command_in_a_report_makes_it_again(tmp_path, folder, name):
    DataFolder(tmp_path, create=True)
    corpus = build(tmp_path, *some())
    kind = kinds(folder)[name]
    command = kind.make(Frames(corpus)).generated_by.command.split()
    done = CliRunner().invoke(cli, [*command[1:], "--format", "csv", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.stdout == kind.told(kind.make(Frames(corpus)), "csv")


def test_the_method_counts_the_intervals_of_this_run(frames, folder):
    made = kinds(folder)["trend"].make(frames)
    exact = sum(one.method == "clopper-pearson" for one in made.measures)
    assert f"95% intervals: {exact} here are the exact ones" in " ".join(made.generated_by.methods)


# ---- pages ----


@pytest.mark.parametrize("name", NAMES)
def test_a_page_loads_nothing_is_kept_out_of_search_engines_and_escapes_its_text(frames, folder, name):
    page = kinds(folder)[name].told(kinds(folder)[name].make(frames), "html")
    assert '<meta name="robots" content="noindex,nofollow,noarchive">' in page
    assert "default-src 'none'" in page
    assert not re.search(r"src=|href=(?!\"#)|@import|url\((?!#)", page)  # a link within the page loads nothing
    assert "<script" not in page
    assert "\x1b" not in page


@pytest.mark.parametrize("name", NAMES)
def test_no_chart_tells_things_apart_by_colour_alone(frames, folder, name):
    page = kinds(folder)[name].told(kinds(folder)[name].make(frames), "html")
    colours = {one.lower() for one in re.findall(r"#[0-9a-fA-F]{3,6}\b(?!\))", page.split("</style>")[1])}
    assert colours <= {"#fff"}
    for svg in re.findall(r"<svg[^>]*role=\"img\".*?</svg>", page, re.S):
        assert "<title" in svg
        assert "<desc" in svg


def test_the_map_has_a_number_in_every_cell_and_darker_means_more(frames):
    made = grid(frames)
    chart = heat_map(made, label_words, charged=False)
    assert len(chart.squares) == len(made.cells)
    assert {one.number for one in chart.squares} == {"12"}
    assert max(one.shade for one in chart.squares) == SHADES - 1
    assert chart.height == 44 + 30 * len(made.actors)


def test_the_map_of_what_is_charged_is_white_at_nothing_and_hatched_where_nothing_is_seen(tmp_path):
    told = [a_case("A", T, tags=TAGS), a_case("B", sees="t", tags=["form:bribery", "stage:justice", "actor:police"])]
    chart = heat_map(grid(Frames(build(tmp_path, *told))), label_words, charged=True)
    shades = {one.words.split(":")[0]: (one.shade, one.number) for one in chart.squares}
    assert shades["transport_border / border_customs"] == (0, "0/1†")
    assert shades["justice / police"] == (-1, "not seen")


def test_the_line_over_time_breaks_where_nothing_is_known(tmp_path):
    years = (2010, 2011, 2013)
    made = trend(Frames(build(tmp_path, *(a_case(f"{y}", T, B, year=y) for y in years))))
    chart = over_time("corruption_charged", "Charged", [m for m in made.measures if m.name == "corruption_charged"])
    assert len(chart.points) == 3
    assert len(chart.lines) == 1
    assert [one.label for one in chart.across] == ["2010", "2011", "2012", "2013"]
    for point in chart.points:
        assert 0 <= point.x <= WIDTH
        assert 0 <= point.high <= point.y <= point.low <= HEIGHT


def test_many_years_are_named_now_and_then(tmp_path):
    told = (a_case(f"{year}", T, year=year) for year in (1980, 2024))
    made = trend(Frames(build(tmp_path, *told)))
    chart = over_time("corruption_charged", "Charged", [m for m in made.measures if m.name == "corruption_charged"])
    assert len(chart.across) <= 12


# ---- groups ----


def test_the_command_offers_every_grouping_there_is():
    assert set(NAMED) == set(GROUPINGS)


def test_periods_are_of_five_years_and_sectors_overlap(frames, folder):
    from jointcharge.analysis import disparity

    assert disparity(frames, "period").groups == ("2010-2014",)
    by_sector = disparity(frames, "sector")
    assert by_sector.groups == ("Construction", "(not stated)")
    assert by_sector.measure("trafficking_cases", "defendant", "Construction").numerator == 16
    assert "overlap and do not add up" in " ".join(by_sector.caveats)
    assert disparity(frames, "language").groups == ("en",)


# ---- bad input ----

EMPTY = ()
NO_CHARGES = tuple(a_case(f"{n}", sees="t", tags=TAGS) for n in range(3))
ONE_COUNTRY = tuple(a_case(f"{n}", *((T, B) if n else (T,)), tags=TAGS) for n in range(4))
ALL_MISSING = tuple(
    a_case(f"{n}", ("d1", "trafficking"), ("d2", "bribery_active"), country=None, year=None, tags=None)
    for n in range(3)
)
NOT_TRAFFICKING = (a_case("A", B, filed=("Corruption",)),)
INPUTS = {
    "empty": EMPTY,
    "no_charges": NO_CHARGES,
    "one_country": ONE_COUNTRY,
    "all_missing": ALL_MISSING,
    "not_trafficking": NOT_TRAFFICKING,
}
WORDS = {
    ("empty", "disparity"): "The corpus holds no case",
    ("empty", "grid"): "The corpus holds no case",
    ("empty", "trend"): "The corpus holds no case",
    ("empty", "composition"): "The corpus holds no case",
    ("empty", "compare"): "There is no joint-charge case, so nothing can be compared",
    ("empty", "indices"): "no country stands beside the indices",
    ("no_charges", "disparity"): "For 3 of 3 trafficking cases the source does not state the charges",
    ("no_charges", "grid"): "not seen",
    ("no_charges", "compare"): "the source states no charges or could not show a corruption charge",
    ("one_country", "composition"): "One country alone is known",
    ("one_country", "indices"): "All cases are of one country (Romania)",
    ("all_missing", "disparity"): "No tagger has read these cases",
    ("all_missing", "trend"): "no year of decision is stated",
    ("all_missing", "composition"): "Nothing is known of any case whose country is stated",
    ("all_missing", "indices"): "Trafficking cases that state no country",
    ("not_trafficking", "grid"): "so the grid is empty",
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return {name: Frames(build(tmp_path_factory.mktemp(name), *told)) for name, told in INPUTS.items()}


@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", INPUTS)
def test_on_poor_input_every_report_can_be_read_in_every_form(inputs, folder, case, name, publish):
    kind = kinds(folder)[name]
    made = kind.make(inputs[case], publish=publish, generated_at=WHEN)
    for form in FORMS:
        told = kind.told(made, form)
        assert not re.search(r"\bnan\b|\binf\b|Infinity|\bNone\b", told, re.I if form == "csv" else 0), (form, told)


@pytest.mark.parametrize(("case", "name"), WORDS)
def test_poor_input_is_told_in_words(inputs, folder, case, name):
    kind = kinds(folder)[name]
    text = " ".join(kind.told(kind.make(inputs[case]), "text").split())
    assert WORDS[case, name] in text


def test_a_country_that_no_list_knows_is_left_out_and_named(frames, folder):
    kind = kinds(folder)["indices"]
    for form in ("text", "html", "json"):
        assert "ATL" in kind.told(kind.make(frames), form)


def test_poor_input_prints_too(inputs, folder):
    pytest.importorskip("plutoprint", reason="the extra report is not installed")
    for name in NAMES:
        kind = kinds(folder)[name]
        assert kind.pdf(kind.make(inputs["empty"])).startswith(b"%PDF-")


def test_reviewers_who_contradict_each_other_and_a_stale_sample_are_told_in_every_form(tmp_path, folder):
    told = (a_case(f"{n:02}", T, tags=["form:bribery"] if n < 12 else []) for n in range(40))
    corpus = build(tmp_path, *told)
    sample = draw(Frames(corpus), 20)
    add_sample(corpus, sample)
    for reviewer, answer in (("A", "yes"), ("B", "no")):
        given = [
            SampleAnswer(sample=sample.sample, case_id=one.case_id, reviewer=reviewer, answer=answer)
            for one in sample.cases
        ]
        add_answers(corpus, given)
    kind = kinds(folder)["disparity"]
    made = kind.make(Frames(corpus))
    add(corpus, a_case("new", T, tags=["form:bribery"]))
    later = kind.make(Frames(corpus))
    for form in ("text", "json", "html"):
        assert "Reviewers contradict each other about 20 cases" in " ".join(kind.told(made, form).split())
        assert "was drawn from another snapshot" in " ".join(kind.told(later, form).split())


def test_the_strata_of_a_reviewed_sample_are_not_published(tmp_path):
    from jointcharge.analysis import disparity
    from jointcharge.analysis.report import to_html

    corpus = build(tmp_path, *(a_case(f"{n:02}", T, tags=["form:bribery"] if n < 12 else []) for n in range(40)))
    sample = draw(Frames(corpus), 20)
    add_sample(corpus, sample)
    add_answers(
        corpus,
        [SampleAnswer(sample=sample.sample, case_id=c.case_id, reviewer="A", answer="yes") for c in sample.cases],
    )
    plain, shown = (disparity(Frames(corpus), publish=publish) for publish in (False, True))
    assert plain.corrected.estimate.strata
    assert shown.corrected.estimate.strata == ()
    assert shown.corrected.estimate.share == plain.corrected.estimate.share
    assert "corruption described in" not in to_html(shown).split("Corrected from sample")[1].split("</p>")[0]
