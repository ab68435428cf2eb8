"""The report as text, JSON, CSV and a page: the same numbers in each, safe, self-contained, and the same every time."""

import csv
import datetime as dt
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames, disparity
from jointcharge.analysis.charts import MOST_ROWS, PLOT, forest, funnel, gap_and_controls
from jointcharge.analysis.country_counts import groups_to_read
from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.joint_charges import CaseLists
from jointcharge.analysis.measure_words import interval_of, numbers_of
from jointcharge.analysis.report import to_csv, to_html, to_json, to_text
from jointcharge.records.corpus import Corpus

T, B = "trafficking", "bribery_active"
HOSTILE = "=cmd()|<script>alert(1)</script>\x1b[31m"
WHEN = dt.datetime(2026, 8, 2, 9, 30, tzinfo=dt.UTC)


def some(n=60):
    """Cases with a joint conviction every tenth, fraud every fifth, missing verdicts and hostile courts."""
    for i in range(n):
        charges = [("d1", T, "convicted") if i % 7 else ("d1", T)]
        charges += [("d1", B, "convicted")] if i % 10 == 0 else []
        charges += [("d2", "fraud", "dismissed")] if i % 5 == 0 else []
        sees = "t" if i % 20 == 3 else "cxvt"
        yield a_case(
            f"{i:03}", *(charges if sees != "t" else ()), tags=["form:bribery"] if i % 4 == 0 else [], sees=sees,
            court=HOSTILE if i % 2 else "Court of Trial", country=("ROU", "ITA", "USA")[i % 3], year=2010 + i % 5,
        )  # fmt: skip


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    return Frames(build(tmp_path_factory.mktemp("corpus"), *some()))


@pytest.fixture(scope="module")
def report(frames):
    return disparity(frames, "court", generated_at=WHEN)


@pytest.fixture(scope="module")
def page(report):
    return to_html(report)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return disparity(Frames(build(tmp_path_factory.mktemp("empty"))), "country")


class Page(HTMLParser):
    """Elements, attributes and text; fails on tags that do not close in order."""

    VOID = ("meta", "link", "br", "img", "input", "hr")

    def __init__(self, source):
        super().__init__()
        self.open, self.elements, self.text = [], [], []
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


# ---- the same numbers ----


def test_json_is_the_report_and_reads_back(report):
    told = json.loads(to_json(report))
    assert Measure(**told["measures"][3]) == report.measures[3]
    assert "NaN" not in to_json(report)


def test_csv_has_the_public_columns_first_and_a_row_a_measure(report):
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert len(rows) == len(report.measures)
    assert [int(row["numerator"]) for row in rows] == [m.numerator for m in report.measures]
    assert rows[0]["snapshot"] == report.snapshot


def test_csv_gives_bounds_and_marks_small_cells(report):
    rows = {(r["name"], r["unit"], r["group"]): r for r in csv.DictReader(io.StringIO(to_csv(report)))}
    one, told = rows["trafficking_convicted", "case", ""], report.measure("trafficking_convicted")
    assert told.missing > 0
    assert float(one["bound_low"]) == told.bounds.low
    assert float(one["bound_high"]) == told.bounds.high
    assert rows["control_laundering", "case", ""]["under_five"] == "true"
    assert rows["trafficking_cases", "case", ""]["under_five"] == "false"


def test_a_group_named_as_a_formula_is_text_in_csv(report):
    groups = {row["group"] for row in csv.DictReader(io.StringIO(to_csv(report)))}
    assert f"'{HOSTILE}" in groups
    assert not any(group.startswith("=") for group in groups)


def test_the_text_gives_counts_shares_intervals_and_what_is_left_out(report):
    one = report.measure("corruption_charged")
    line = next(line for line in to_text(report).splitlines() if line.strip().startswith("Corruption charged "))
    assert line.split()[2:4] == [str(one.numerator), str(one.denominator)]
    assert line.split()[-2:] == [str(one.missing), str(one.not_observable)]


def test_the_text_says_the_disparity_in_words_with_every_caveat_and_the_command(report):
    text = to_text(report)
    flat = " ".join(text.split())
    for caveat in report.caveats:
        assert " ".join(caveat.split()) in flat
    assert "Per case: 5 joint convictions among" in flat
    assert f"jointcharge report disparity --by court --as-of {report.snapshot}" in text
    assert "made at     2026-08-02T09:30:00+00:00" in text


def test_the_text_cannot_drive_the_terminal(report):
    assert "\x1b" not in to_text(report)
    assert "<script>" in to_text(report)  # plain text is shown as it is


def test_the_page_shows_every_pooled_number(report, page):
    words = " ".join(" ".join(Page(page).text).split())
    for one in report.measures:
        if one.group is None and one.denominator:
            assert f"{one.numerator:,}" in words
    for caveat in report.caveats:
        assert caveat in words
    assert report.snapshot in words
    assert report.generated_by.command in words


# ---- the page ----


def test_the_page_is_well_formed_and_says_its_language(page):
    assert Page(page).all("html") == [{"lang": "en"}]


def test_the_page_stays_out_of_search_engines(page):
    assert {"name": "robots", "content": "noindex,nofollow,noarchive"} in Page(page).all("meta")


def test_the_page_needs_no_network_and_runs_no_script(page):
    found = Page(page)
    assert {tag for tag, _ in found.elements} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "a",
        "form",
    } == set()
    assert not re.search(r"url\((?!#)|@import|https?://", page)
    assert not any(name.startswith("on") for _, attrs in found.elements for name in attrs)
    assert any(m.get("content", "").startswith("default-src 'none'") for m in found.all("meta"))


def test_hostile_text_is_escaped_on_the_page(page):
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page


def test_every_chart_has_a_title_and_a_description_with_its_numbers(report, page):
    charts = [attrs for attrs in Page(page).all("svg") if attrs.get("role") == "img"]
    assert len(charts) == 4  # funnel, controls, two forests
    for chart in charts:
        for name in chart["aria-labelledby"].split():
            assert page.count(f'id="{name}"') == 1
    assert f"Corruption charged: {numbers_of(report.measure('corruption_charged'))}" in page


def test_charts_differ_by_hatching_and_not_by_colour_alone(page):
    for key in ("described", "charged"):
        assert f'<pattern id="{key}"' in page
        assert f"url(#{key})" in page


def test_the_page_is_fit_for_print(page):
    assert "@media print" in page
    assert "break-inside: avoid" in page


def test_charts_are_well_formed_xml(page):
    for chart in re.findall(r"<svg.*?</svg>", page, re.S):
        ET.fromstring(chart)


def test_nothing_on_the_page_is_nan_none_or_undefined(page):
    words = " ".join(Page(page).text)
    assert not re.search(r"\b(nan|None|undefined|inf)\b", words)


# ---- the same every time ----


def test_two_reports_of_one_snapshot_are_equal_byte_for_byte(frames, report, page):
    again = disparity(Frames(Corpus(frames.corpus.path)), "court", generated_at=WHEN)
    assert to_html(again) == page
    assert (to_text(again), to_json(again), to_csv(again)) == (to_text(report), to_json(report), to_csv(report))


def test_only_the_stated_time_differs(frames, page):
    later = to_html(disparity(frames, "court", generated_at=WHEN.replace(year=2027)))
    assert later != page
    assert later.replace("2027-08-02", "2026-08-02") == page


def test_without_a_time_none_is_stated(frames):
    report = disparity(frames)
    assert "made at" not in to_text(report).casefold()
    assert "Made at" not in to_html(report)


# ---- edges ----


@pytest.mark.parametrize("render", [to_text, to_json, to_csv, to_html])
def test_a_report_on_nothing_can_be_read(empty, render):
    told = render(empty)
    assert not re.search(r"\bnan\b|Infinity", told, re.I)
    if render is not to_csv:
        assert "holds no case" in told


def test_a_group_of_which_nothing_is_known_is_shown_as_such(tmp_path):
    told = [a_case("A", ("d1", T, "convicted")), a_case("B", sees="t", country="ITA")]
    page = to_html(disparity(Frames(build(tmp_path, *told)), "country"))
    assert "<td>–</td>" in page
    assert "1 of 2 groups are not drawn" in page


# ---- geometry ----


def a_measure(numerator, denominator, name="corruption_charged", **more):
    share = numerator / denominator if denominator else None
    low, high = (None, None) if share is None else (share * 0.9, min(1, share * 1.1 + 0.01))
    fields = {"unit": "case", "group": None, "method": None, "missing": 0, "not_observable": 0, **more}
    return Measure(
        name=name, numerator=numerator, denominator=denominator, share=share, ci_low=low, ci_high=high, **fields
    )


def test_bars_end_within_the_plot_and_their_parts_are_in_proportion(report):
    chart = funnel(report)
    for bar in chart.rows:
        assert bar.filled <= bar.known + 2
        assert bar.known + bar.left_out <= PLOT + 1e-9
    one = report.measure("trafficking_convicted")
    bar = next(b for b in chart.rows if b.label == "Trafficking convicted")
    assert bar.filled / bar.known == pytest.approx(one.share)
    assert bar.left_out / bar.known == pytest.approx((one.missing + one.not_observable) / one.denominator)


def test_whiskers_stay_within_the_axis(report):
    for chart in (gap_and_controls(report), forest(report, "corruption_charged")):
        assert chart.ticks[0].x == 0
        assert chart.ticks[-1].x == pytest.approx(PLOT)
        for dot in chart.rows:
            assert dot.x is None or 0 <= dot.low <= dot.x <= dot.high <= PLOT


def test_a_hollow_mark_says_that_there_are_fewer_than_five(report):
    dots = {dot.label: dot for dot in gap_and_controls(report).rows}
    assert not dots["Fraud charged"].hollow
    assert dots["Money laundering charged"].hollow
    assert dots["Corruption charged"].shape == "diamond"
    assert dots["Fraud charged"].shape == "circle"


def test_missing_answers_draw_a_band_that_holds_the_dot():
    from jointcharge.analysis.charts import _dot

    dot = _dot("x", a_measure(5, 10, missing=10), 0, PLOT)
    assert dot.bound_low < dot.x < dot.bound_high
    assert _dot("x", a_measure(5, 10), 0, PLOT).bound_low is None


def test_years_stay_in_order_and_other_groups_stand_by_size(frames):
    assert [d.label for d in forest(disparity(frames, "year"), "corruption_charged").rows] == [
        "2010",
        "2011",
        "2012",
        "2013",
        "2014",
    ]
    report = disparity(frames, "country")
    sizes = [
        report.measure("corruption_charged", "case", d.full_label[-4:-1]).denominator
        for d in forest(report, "corruption_charged").rows
    ]
    assert sizes == sorted(sizes, reverse=True)


def test_countries_are_read_by_their_names_and_keep_the_code_that_group_takes(frames):
    report = disparity(frames, "country")
    assert report.groups == ("ITA", "ROU", "USA")
    for made in (to_text(report), to_html(report)):
        assert "Italy (ITA)" in made
        assert made.index("Italy (ITA)") < made.index("Romania (ROU)") < made.index("United States of America (USA)")
    assert all(d.full_label.endswith(")") for d in forest(report, "corruption_charged").rows)


def test_countries_stand_in_the_order_of_their_names_and_those_that_do_not_say_at_the_end():
    told = groups_to_read("country", ("ALB", "BEL", "BGR", "BRA", "CHE", NOT_STATED))
    assert [words for _, words in told] == [
        "Albania (ALB)", "Belgium (BEL)", "Brazil (BRA)", "Bulgaria (BGR)", "Switzerland (CHE)", NOT_STATED
    ]  # fmt: skip
    assert groups_to_read("court", ("B", "A")) == [("B", "B"), ("A", "A")]
    assert groups_to_read("country", ("XYZ",)) == [("XYZ", "XYZ")]


def test_the_tables_by_group_tell_of_defendants_as_of_cases(frames):
    report = disparity(frames, "country")
    text, page = to_text(report), to_html(report)
    one = report.measure("corruption_charged", "defendant", "ITA")
    people = text[text.index("Defendants by country") :].splitlines()[1]
    assert re.split(r"\s{2,}", people.strip())[:3] == ["Italy (ITA)", f"{report.measure('trafficking_cases', 'defendant', 'ITA').numerator}", f"{one.numerator} of {one.denominator}†"]  # fmt: skip
    table = page[page.index("<h3>Defendants</h3>") :]
    assert f"<td>{one.numerator} of {one.denominator} †<small>" in table[: table.index("</table>")]


def test_without_a_known_defendant_there_is_no_table_of_defendants(tmp_path):
    report = disparity(Frames(build(tmp_path, a_case("A", sees="t"), a_case("B", sees="t"))), "country")
    assert "Defendants by country" not in to_text(report)
    assert "Charged where described" in to_html(report)
    assert ">Defendants</th>" not in to_html(report)


def test_many_groups_are_cut_in_the_chart_and_whole_in_the_table(tmp_path):
    told = [
        a_case(f"{n:03}", ("d1", T, "convicted"), court=f"Court {n:03} of a town with a very long name indeed")
        for n in range(MOST_ROWS + 3)
    ]
    report = disparity(Frames(build(tmp_path, *told)), "court")
    chart = forest(report, "corruption_charged")
    assert len(chart.rows) == MOST_ROWS
    assert chart.note.startswith(f"3 of {MOST_ROWS + 3} groups are not drawn")
    assert chart.rows[0].label.endswith("…")
    page = to_html(report)
    assert all(f"Court {n:03} of" in page for n in range(MOST_ROWS + 3))


def test_numbers_for_a_reader():
    assert numbers_of(a_measure(1200, 4000)) == "1,200 of 4,000"
    assert numbers_of(a_measure(3, 120)) == "3 of 120 †"
    assert numbers_of(a_measure(0, 0)) == "nothing known"
    assert interval_of(a_measure(0, 0)) == ""
    assert interval_of(a_measure(10, 100)) == "10.0% (9.0 to 12.0%)"


def test_lists_of_cases_are_tuples_that_can_be_told_as_json():
    assert json.loads(
        CaseLists(numerator=("a",), denominator=("a", "b"), missing=(), not_observable=()).model_dump_json()
    )["denominator"] == ["a", "b"]
