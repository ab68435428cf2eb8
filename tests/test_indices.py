"""Countries beside indices: files read strictly, what contains what refused, ranks with their limits, published figures."""

import csv
import io
import json
import math
import re
import shlex
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames, disparity
from jointcharge.analysis.country_counts import SHARES, count_all, count_countries, count_country_years
from jointcharge.analysis.country_report import to_csv, to_html, to_json, to_text
from jointcharge.analysis.index_files import read_indices
from jointcharge.analysis.index_kinds import KINDS, Verdict, between, kind_of, with_cases
from jointcharge.analysis.indices import indices_report
from jointcharge.analysis.indices_chart import HEIGHT, LABEL_HEIGHT, LABEL_WIDTH, WIDTH, scatter
from jointcharge.analysis.indices_words import (
    finding_words,
    given,
    reasons,
    shown_countries,
    unknown_words,
    value_words,
)
from jointcharge.analysis.panel import panel, panel_format, write_panel
from jointcharge.analysis.published_figures import published_figures
from jointcharge.analysis.rank_correlation import FEWEST, pearson, ranks, spearman, spearman_given
from jointcharge.analysis.standings import standings_of
from jointcharge.cli.indices import indices_command
from jointcharge.records.errors import ExportError, ReportError
from jointcharge.records.folder import DataFolder

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "indices"
T, B = "trafficking", "bribery_active"
COUNTRIES = ("ALB", "ARG", "AUS", "BEL", "BRA", "CAN", "COL", "DEU", "ESP", "FRA", "GBR", "ITA")
HOSTILE = "<script>alert(1)</script>\x1b[31m"


def write(folder, name, *rows, header="iso3,country,year,value"):
    """An index file: rows are ``CODE,Name,year,value`` or lists of cells."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder


def scores(values, year=2014, codes=COUNTRIES):
    return [f"{code},,{year},{value}" for code, value in zip(codes, values, strict=False)]


def cases_of_countries(charged, known=12, codes=COUNTRIES, **more):
    """In each country ``known`` cases (a number, or one a country), of which ``charged[i]`` charge bribery."""
    for place, code in enumerate(codes):
        size = known if isinstance(known, int) else known[place]
        for i in range(size):
            charges = [("d1", T, "convicted"), *([("d1", B, "convicted")] if i < charged[place] else [])]
            yield a_case(
                f"{code}{i}", *charges, tags=["form:bribery"] if i % 2 else [], country=code, year=2013 + i % 3, **more
            )


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    """Twelve countries: the more bribery is charged the lower the CPI; one more with few cases, one source alone, one without a country."""
    return Frames(
        build(
            tmp_path_factory.mktemp("corpus"),
            *cases_of_countries(range(12)),
            a_case("few", ("d1", T, "convicted"), country="THA"),
            *(a_case(f"alone{i}", ("d1", T, "convicted"), ("d1", B, "convicted"), country="USA", source="htd") for i in range(11)),
            *(a_case(f"hidden{i}", *([("d1", T, "convicted")] if i < 11 else []), sees="cxvt" if i < 11 else "t", country="ROU") for i in range(30)),
            a_case("nowhere", ("d1", T, "convicted"), country=None),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("indices")
    codes = (*COUNTRIES, "THA", "USA", "ROU")
    write(made, "cpi", *scores(range(90, 0, -6), codes=codes), *scores(range(90, 0, -6), 2017, codes))
    write(made, "tip_tier", *scores(["1", "2", "2W", "3"] * 3, codes=codes), "ROU,,2014,SC")
    write(made, "gsi_2016", *scores([n / 10 for n in range(1, 16)], 2016, codes))
    write(made, "wgi_control_of_corruption", *scores([2 - n / 3 for n in range(15)], codes=codes))
    write(made, "ituc_gri_ten_worst", "COL,,2014,1", "THA,,2014,1")
    return made


@pytest.fixture(scope="module")
def report(frames, folder):
    return indices_report(frames, read_indices(folder))


def pairing(report, one, other):
    return next(p for p in (*report.pairings, *report.between_indices) if {p.one, p.other} == {one, other})


def test_each_country_stands_beside_its_index_values(report):
    row = next(row for row in report.countries if row.country == "ARG")
    assert (row.name, row.cases, row.sources) == ("Argentina", 12, {"sherloc": 12})
    assert row.values == {"cpi": "84", "gsi_2016": "0.2", "ituc_gri_ten_worst": None, "tip_tier": "2", "wgi_control_of_corruption": "1.6666666666666667"}  # fmt: skip


def test_the_measures_by_country_are_those_of_the_disparity_report(frames, report):
    other = disparity(frames, "country")
    for row in report.countries:
        for name in SHARES:
            assert row.measure(name) == other.measure(name, "case", row.country)


def test_measures_over_all_cases_are_the_pooled_ones(frames):
    pooled = disparity(frames)
    for name, one in count_all(frames).items():
        assert one.model_copy(update={"group": None}) == pooled.measure(name)


def test_the_years_of_a_country_add_up_to_the_country(frames):
    years = count_country_years(frames)
    for one in count_countries(frames):
        for name, measure in one.measures.items():
            parts = [m[name] for (country, _), m in years.items() if country == one.country]
            assert sum(p.numerator for p in parts) == measure.numerator
            assert sum(p.denominator + p.missing + p.not_observable for p in parts) == measure.denominator + measure.missing + measure.not_observable  # fmt: skip


def test_cases_without_a_country_are_told_and_stand_in_no_row(report):
    assert any("that state no country, and so stand in no row: 1." in one for one in report.caveats)
    assert sum(row.cases for row in report.countries) == 12 * 12 + 1 + 11 + 30


# ---- what is refused, and what is warned of ----


def test_shares_rise_as_the_cpi_falls(report):
    found = pairing(report, "corruption_charged", "cpi")
    assert found.verdict is Verdict.OK
    assert found.n == 12
    assert found.correlation.r == pytest.approx(-1)
    assert -1 <= found.correlation.ci_low < found.correlation.ci_high < -0.9


@pytest.mark.parametrize("share", ["corruption_charged", "charging_gap", "disparity"])
def test_tip_tiers_are_refused_beside_charges_because_they_count_complicity(report, share):
    found = pairing(report, share, "tip_tier")
    assert found.verdict is Verdict.REFUSED
    assert found.correlation is None
    assert "22 U.S.C. 7106(b)(7)" in found.why[0]


def test_the_slavery_index_is_refused_beside_the_cpi_that_it_counts(report):
    found = pairing(report, "gsi_2016", "cpi")
    assert (found.verdict, found.correlation) == (Verdict.REFUSED, None)
    assert "counts corruption by the CPI" in found.why[0]


def test_the_slavery_index_beside_a_share_carries_a_warning(report):
    found = pairing(report, "corruption_charged", "gsi_2016")
    assert found.verdict is Verdict.WARNED
    assert found.correlation.r > 0.9


def test_two_editions_of_one_index_are_refused():
    assert between(kind_of("gsi_2016"), kind_of("gsi_2023")).verdict is Verdict.REFUSED


def test_a_list_of_the_worst_is_no_scale(report):
    found = pairing(report, "corruption_charged", "ituc_gri_ten_worst")
    assert found.verdict is Verdict.REFUSED
    assert "no scale" in found.why[0]


def test_a_tier_beside_what_is_described_is_warned_of():
    assert with_cases(KINDS["tip_tier"], "described").verdict is Verdict.WARNED
    assert with_cases(KINDS["cpi"], "charged").verdict is Verdict.OK


def test_fewer_than_ten_countries_are_refused(tmp_path):
    frames = Frames(build(tmp_path, *cases_of_countries(range(9), codes=COUNTRIES[:9])))
    made = indices_report(frames, read_indices(write(tmp_path / "i", "cpi", *scores(range(9)))))
    assert {one.verdict for one in made.pairings} == {Verdict.REFUSED}
    assert pairing(made, "corruption_charged", "cpi").why == (
        "fewer than 10 countries with 10 known cases or more have both",
    )


def test_shares_that_are_the_same_everywhere_are_refused_and_give_no_nan(tmp_path):
    frames = Frames(build(tmp_path, *cases_of_countries([0] * 12)))
    made = indices_report(frames, read_indices(write(tmp_path / "i", "cpi", *scores(range(12)))))
    assert pairing(made, "corruption_charged", "cpi").why == ("one of the two is the same in every country",)
    assert not re.search(r"\bnan\b", to_text(made), re.I)


def test_a_correlation_that_the_number_of_cases_explains_carries_a_warning(tmp_path):
    """Shares and the CPI both follow how many cases there are, with noise of their own."""
    known = [10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32]
    charged = [0, 1, 1, 3, 2, 5, 4, 7, 6, 9, 8, 11]
    cpi = [12, 8, 14, 22, 28, 26, 40, 38, 46, 60, 58, 54]
    frames = Frames(build(tmp_path, *cases_of_countries(charged, known)))
    made = indices_report(frames, read_indices(write(tmp_path / "i", "cpi", *scores(cpi))))
    found = pairing(made, "corruption_charged", "cpi")
    assert found.correlation.leaves_zero
    assert not found.given_coverage.leaves_zero
    assert found.verdict is Verdict.WARNED
    assert "rather than crime" in found.why[0]


def test_better_coverage_at_one_end_of_an_index_is_warned_of_even_where_nothing_else_shows(tmp_path):
    known = list(range(10, 34, 2))
    charged = [n * share // 10 for n, share in zip(known, [1, 5, 2, 4, 3, 5, 1, 4, 2, 5, 1, 3], strict=True)]
    frames = Frames(build(tmp_path, *cases_of_countries(charged, known)))
    made = indices_report(frames, read_indices(write(tmp_path / "i", "cpi", *scores(range(12)))))
    found = pairing(made, "corruption_charged", "cpi")
    assert not found.correlation.leaves_zero
    assert "cover one end of it better" in found.why[0]


# ---- ranks ----


def test_a_country_with_few_known_cases_has_no_rank(report):
    row = next(row for row in report.countries if row.country == "THA")
    assert row.standing("corruption_charged").withheld == ("fewer than 10 cases are known",)
    assert row.standing("corruption_charged").rank_low is None


def test_a_country_with_a_source_of_its_own_has_no_rank(report):
    row = next(row for row in report.countries if row.country == "USA")
    assert "come only from htd" in row.standing("corruption_charged").withheld[0]
    assert row.standing("corruption_charged").words == "–"


def test_a_country_whose_answers_are_mostly_hidden_has_no_rank(report):
    row = next(row for row in report.countries if row.country == "ROU")
    assert row.standing("corruption_charged").known == 11
    assert row.standing("corruption_charged").withheld == (
        "the sources do not show the answer for more than half of the cases",
    )


def test_a_rank_is_the_span_that_the_intervals_allow(report):
    highest, lowest = (
        next(r for r in report.countries if r.country == c).standing("corruption_charged") for c in ("ITA", "ALB")
    )
    assert highest.ranked == lowest.ranked == 12
    assert (highest.rank_low, lowest.rank_high) == (1, 12)
    assert highest.rank_high < 12
    assert lowest.rank_low > 1


def test_one_source_for_all_countries_withholds_nothing(tmp_path):
    counts = count_countries(Frames(build(tmp_path, *cases_of_countries([3] * 2, codes=COUNTRIES[:2]))))
    standings = standings_of(counts)
    assert standings["ALB"][1].withheld == ()
    assert standings["ALB"][1].words == "1 to 2 of 2"


# ---- the reference year ----


def test_the_year_shown_is_the_files_nearest_to_the_median_year(report):
    assert report.reference_year == 2014
    assert {one.key: one.year for one in report.indices}["gsi_2016"] == 2016
    assert {one.key: one.year for one in report.indices}["cpi"] == 2014


def test_another_year_can_be_asked_for(frames, folder):
    made = indices_report(frames, read_indices(folder), year=2030)
    assert {one.key: one.year for one in made.indices}["cpi"] == 2017
    assert "--year 2030" in made.generated_by.command
    assert any("More than 3 years from the reference year 2030" in one for one in made.caveats)


def test_a_year_with_a_stray_row_is_passed_over(tmp_path):
    write(tmp_path / "i", "p3_index", *scores([9] * 12, 2013), "ALB,,2014,9")
    table = read_indices(tmp_path / "i").tables["p3_index"]
    assert table.years == (2013, 2014)
    assert table.nearest_year(2014) == 2013


def test_of_two_years_equally_near_the_earlier_is_shown(tmp_path):
    write(tmp_path / "i", "cpi", "ALB,,2012,1", "ALB,,2016,2")
    assert read_indices(tmp_path / "i").tables["cpi"].nearest_year(2014) == 2012


# ---- the files ----


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["ALB,Albania,2014"], r"line 2: 3 cells instead of 4; write the columns"),
        (["ALB,Albania,14,3"], r"line 2: '14' is no year; write it with four digits"),
        (["ALB,Albania,2014,high"], r"line 2: 'high' is no value of the Corruption Perceptions Index; write a score from 0 to 100"),
        (["ALB,Albania,2014,101"], r"'101' is no value"),
        (["ALB,Albania,2014,nan"], r"'nan' is no value"),
        (["ALB,Albania,2014,inf"], r"'inf' is no value"),
        (["ALB,,2014,1", "ALB,,2014,1"], r"line 3: ALB has a second value for 2014; keep one of the two"),
        (['ALB,"Alb,2014,1'], r"not CSV"),
        ([], r"has no value of a known country; write the columns"),
        (["FRD,Freedonia,2014,1"], r"has no value of a known country"),
    ],
)  # fmt: skip
def test_a_file_not_in_its_form_is_refused_with_the_line_and_what_to_do(tmp_path, rows, words):
    with pytest.raises(ReportError, match=words):
        read_indices(write(tmp_path / "i", "cpi", *rows))


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(ReportError, match=r"has no column iso3, value .*separated by commas"):
        read_indices(write(tmp_path / "i", "cpi", "Albania,2014", header="country,year"))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "cpi.csv").write_bytes(b"iso3,country,year,value\nALB,\xff\xfe,2014,1\n")
    with pytest.raises(ReportError, match=r"not UTF-8 text .*; save it as CSV in UTF-8"):
        read_indices(tmp_path)


def test_a_tier_that_is_none_is_refused(tmp_path):
    with pytest.raises(ReportError, match="one of 1, 2, 2W, 3, SC"):
        read_indices(write(tmp_path / "i", "tip_tier", "ALB,,2014,2w/l"))


def test_a_missing_folder_a_file_and_an_empty_folder_are_told_apart(tmp_path):
    with pytest.raises(ReportError, match="does not exist; give the folder"):
        read_indices(tmp_path / "none")
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportError, match="is no folder; give the folder"):
        read_indices(tmp_path / "file")
    with pytest.raises(ReportError, match=r"no index file is in .*cpi\.csv.*gsi_YEAR\.csv"):
        read_indices(tmp_path)


def test_unknown_countries_are_left_out_in_words(tmp_path):
    rows = [
        "ALB,Albania,2014,1",
        "FRD,Freedonia,2013,2",
        "FRD,Freedonia,2014,2",
        "ALB,Argentina,2015,3",
        "BEL,Belgium,2014,",
    ]
    found = read_indices(write(tmp_path / "i", "cpi", *rows))
    assert set(found.tables["cpi"].values) == {("ALB", 2014)}
    assert found.notes == (
        "cpi.csv: 'Freedonia' (code FRD) is no country the vocabulary knows; 2 rows left out (line 3, 4).",
        "cpi.csv: the code ALB and the name 'Argentina' are two countries; 1 row left out (line 5).",
        "cpi.csv: a row without a value; 1 row left out (line 6).",
    )


def test_a_country_whose_code_is_not_known_is_found_by_its_name(tmp_path):
    found = read_indices(write(tmp_path / "i", "cpi", "XKX,Kosovo,2014,33", ",Viet Nam,2014,31", "alb,,2014,1"))
    assert set(found.tables["cpi"].values) == {("XXK", 2014), ("VNM", 2014), ("ALB", 2014)}


def test_a_file_of_another_name_is_told_and_not_read(tmp_path):
    write(tmp_path / "i", "cpi", "ALB,,2014,1")
    write(tmp_path / "i", "weather", "ALB,,2014,1")
    assert read_indices(tmp_path / "i").notes[0].startswith("weather.csv is no index that is known and was not read")


def test_a_byte_order_mark_blank_lines_and_other_columns_do_no_harm(tmp_path):
    (tmp_path / "cpi.csv").write_bytes(
        "\ufeffISO3, country,year,value,rank\r\n\r\nALB, Albania ,2014, 33 ,\r\n".encode()
    )
    assert read_indices(tmp_path).tables["cpi"].get("ALB", 2014) == ("33", 33.0)


def test_a_special_case_stands_outside_the_tiers(folder):
    tiers = read_indices(folder).tables["tip_tier"]
    assert tiers.get("ROU", 2014) == ("SC", None)
    assert "ROU" not in tiers.numbers(2014)
    assert tiers.numbers(2014)["AUS"] == 2.5


def test_the_slavery_index_is_in_per_cent_until_2016_and_per_thousand_since():
    assert kind_of("gsi_2016").high == 100
    assert kind_of("gsi_2018").high == 1000
    with pytest.raises(LookupError):
        kind_of("gsi_latest")


# ---- correlation ----


def test_ranks_put_ties_at_their_mean():
    assert ranks([10, 30, 20, 20]).tolist() == [1, 4, 2.5, 2.5]


def test_spearman_is_that_of_scipy_with_and_without_ties():
    scipy = pytest.importorskip("scipy.stats")
    draw = np.random.default_rng(7)
    for n in (10, 25, 90):
        xs, ys = draw.normal(size=n), draw.integers(0, 5, size=n)
        assert spearman(xs, ys).r == pytest.approx(scipy.spearmanr(xs, ys).statistic)


def test_pearson_is_that_of_numpy():
    draw = np.random.default_rng(8)
    xs, ys = draw.normal(size=40), draw.normal(size=40)
    assert pearson(xs, ys) == pytest.approx(np.corrcoef(xs, ys)[0, 1])


def test_the_interval_covers_the_true_correlation_at_its_level():
    """2,000 samples of 20 from a bivariate normal whose rho of ranks is known: 6 / pi arcsin(r / 2)."""
    draw, r = np.random.default_rng(9), 0.5
    true = 6 / math.pi * math.asin(r / 2)
    covered = 0
    for _ in range(2000):
        x, noise = draw.normal(size=20), draw.normal(size=20)
        found = spearman(x, r * x + math.sqrt(1 - r * r) * noise)
        covered += found.ci_low <= true <= found.ci_high
    assert covered / 2000 >= 0.935


@pytest.mark.parametrize("sign", [1, -1])
def test_a_perfect_order_has_an_interval_of_some_width_within_its_limits(sign):
    found = spearman(range(12), [sign * n for n in range(12)])
    ends = sorted((sign * found.ci_low, sign * found.ci_high))
    assert found.r == pytest.approx(sign)
    assert ends[1] == 1
    assert 0.9 < ends[0] < 1


def test_too_few_or_constant_values_give_words_and_no_nan():
    with pytest.raises(ReportError, match=f"9 countries are too few for a correlation; bring at least {FEWEST}"):
        spearman(range(9), range(9))
    with pytest.raises(ReportError, match=r"every country has the same value.*; bring values that differ"):
        spearman(range(12), [1.0] * 12)
    with pytest.raises(ReportError, match="bring at least 3 pairs"):
        pearson([1, 2], [1, 2])


def test_what_a_third_thing_explains_is_taken_out():
    draw = np.random.default_rng(10)
    held = draw.normal(size=300)
    xs, ys = held + draw.normal(size=300), held + draw.normal(size=300)
    assert spearman(xs, ys).leaves_zero
    assert abs(spearman_given(xs, ys, held).r) < 0.15
    assert spearman_given(xs, held, held) is None
    assert spearman_given(xs, ys, [1] * 300) == spearman(xs, ys)


# ---- published figures ----


def test_figures_whose_rows_are_missing_are_told_not_guessed(report, frames, tmp_path):
    bare = read_indices(write(tmp_path / "i", "wgi_control_of_corruption", "ALB,,2014,1"))
    for one in published_figures(bare):
        assert (one.value, one.n, one.agrees) == (None, 0, None)
        assert "bring the indices and years" in one.note


def test_published_figures_come_from_the_rows_of_their_own_years(folder, tmp_path):
    write(tmp_path / "i", "cpi", "ALB,,2017,10", "BEL,,2017,20", "ITA,,2017,60", "ALB,,2016,99")
    write(tmp_path / "i", "tip_tier", "ALB,,2017,1", "BEL,,2017,1", "ITA,,2017,SC", "ITA,,2018,1")
    write(tmp_path / "i", "ituc_gri_ten_worst", "ITA,,2018,1", "BEL,,2018,1", "ALB,,2017,1")
    found = {one.name: one for one in published_figures(read_indices(tmp_path / "i"))}
    assert (found["cpi_of_tier_1"].value, found["cpi_of_tier_1"].n) == (15, 2)
    assert found["cpi_of_tier_3"].value is None
    assert (found["cpi_of_ituc_worst"].value, found["cpi_of_ituc_worst"].agrees) == (40, False)


def test_the_two_outliers_are_left_out_of_the_second_correlation(tmp_path):
    codes, cpi, gsi = ("ALB", "BEL", "ITA", "PRK", "UZB"), (10, 20, 40, 15, 16), (3, 2, 1, 9, 9)
    write(tmp_path / "i", "cpi", *scores(cpi, 2017, codes))
    write(tmp_path / "i", "gsi_2016", *scores(gsi, 2016, codes))
    found = {one.name: one for one in published_figures(read_indices(tmp_path / "i"))}
    assert (found["cpi_gsi"].n, found["cpi_gsi_without_two"].n) == (5, 3)
    assert found["cpi_gsi"].value == pytest.approx(np.corrcoef(cpi, gsi)[0, 1])
    assert found["cpi_gsi_without_two"].value == pytest.approx(np.corrcoef(cpi[:3], gsi[:3])[0, 1])


@pytest.mark.skipif(not DATA.is_dir(), reason="the real index files are not here")
def test_the_real_files_give_the_published_figures():
    found = {one.name: one for one in published_figures(read_indices(DATA))}
    assert (round(found["cpi_gsi"].value, 3), found["cpi_gsi"].n) == (-0.508, 167)
    assert (round(found["cpi_gsi_without_two"].value, 3), found["cpi_gsi_without_two"].n) == (-0.659, 165)
    assert (round(found["cpi_of_ituc_worst"].value), found["cpi_of_ituc_worst"].n) == (33, 10)
    assert [round(found[f"cpi_of_tier_{t}"].value, 1) for t in ("1", "2", "2w", "3")] == [66.8, 42.7, 35.7, 23.5]
    assert all(one.agrees is not False for one in found.values())


@pytest.mark.skipif(not DATA.is_dir(), reason="the real index files are not here")
def test_the_real_files_are_read_whole_but_for_places_that_are_no_country_here():
    found = read_indices(DATA)
    assert set(found.tables) == {"cpi", "gsi_2016", "gsi_2023", "ituc_gri_partial", "ituc_gri_ten_worst", "p3_index", "tip_tier", "wgi_control_of_corruption"}  # fmt: skip
    assert all("is no country the vocabulary knows" in one for one in found.notes)
    assert len(found.tables["cpi"].values) == 2309


# ---- the panel ----


def test_the_panel_has_a_row_per_country_and_year_of_cases_or_indices(frames, folder):
    made = panel(frames, read_indices(folder)).set_index(["country", "year"])
    assert made.index.is_unique
    row = made.loc[("ITA", 2013)]
    assert (
        row["cases"],
        row["trafficking_cases"],
        row["corruption_charged_numerator"],
        row["corruption_charged_denominator"],
    ) == (4, 4, 4, 4)
    bare = made.loc[("ITA", 2017)]
    assert (bare["cases"], bare["corruption_charged_denominator"], bare["cpi"]) == (0, 0, 24)
    assert bare["corruption_charged_share"] is made["cpi"].dtype.na_value
    assert made.loc[("ROU", 2014), "tip_tier"] == "SC"
    assert made["corruption_charged_numerator"].sum() == 66 + 11


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_panel_reads_back_from_its_file(frames, folder, tmp_path, ending):
    import fastparquet
    import pandas as pd

    made, path = panel(frames, read_indices(folder)), tmp_path / f"panel.{ending}"
    write_panel(made, path)
    back = pd.read_csv(path) if ending == "csv" else fastparquet.ParquetFile(path).to_pandas()
    assert list(back.columns) == list(made.columns)
    assert back["disparity_numerator"].sum() == made["disparity_numerator"].sum()
    assert back["cpi"].sum() == made["cpi"].sum()
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_panel_of_another_ending_or_in_no_folder_is_refused(frames, folder, tmp_path):
    with pytest.raises(ReportError, match=r"names no format; let it end in \.csv or \.parquet"):
        panel_format(tmp_path / "panel.xlsx")
    with pytest.raises(ExportError, match="choose another place with --panel"):
        write_panel(panel(frames, read_indices(folder)), tmp_path / "none" / "p.csv")


def test_the_panel_of_no_cases_still_has_every_column(tmp_path, folder):
    made = panel(Frames(build(tmp_path)), read_indices(folder))
    assert made["cases"].sum() == 0
    assert made["disparity_share"].isna().all()


# ---- the report in its forms ----


def test_an_empty_corpus_gives_only_the_published_figures(tmp_path, folder):
    made = indices_report(Frames(build(tmp_path)), read_indices(folder))
    assert made.countries == ()
    assert any("only the published figures are given" in one for one in made.caveats)
    assert not re.search(r"\bnan\b", to_text(made) + to_html(made), re.I)


def test_one_country_can_be_read_but_not_compared(tmp_path, folder):
    made = indices_report(Frames(build(tmp_path, *cases_of_countries([1], codes=["ALB"]))), read_indices(folder))
    assert any(
        "All cases are of one country (Albania)" in one and "collect cases of more countries" in one
        for one in made.caveats
    )
    assert {one.verdict for one in made.pairings} == {Verdict.REFUSED}


def test_no_overlap_with_the_corpus_is_told_in_words(tmp_path):
    frames = Frames(build(tmp_path, *cases_of_countries([1, 2], codes=["ALB", "ARG"])))
    made = indices_report(frames, read_indices(write(tmp_path / "i", "cpi", "THA,,2014,35")))
    assert any(
        "None of the 2 countries of the corpus has a value in the index files (CPI 2014)" in one for one in made.caveats
    )


def test_the_json_has_every_number_and_no_nan(report):
    held = json.loads(to_json(report), parse_constant=lambda name: pytest.fail(f"{name} in the JSON"))
    assert held["published"][4]["name"] == "cpi_gsi"
    assert {row["country"] for row in held["countries"]} == {*COUNTRIES, "THA", "USA", "ROU"}


def test_the_csv_has_a_row_per_country_and_its_numbers_stay_numbers(report):
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert len(rows) == len(report.countries)
    italy = next(row for row in rows if row["country"] == "ITA")
    assert float(italy["corruption_charged_share"]) == pytest.approx(11 / 12)
    assert float(italy["wgi_control_of_corruption"]) == pytest.approx(2 - 11 / 3)
    assert (italy["cpi"], italy["cpi_year"], italy["rank_low"]) == ("24", "2014", "1")
    assert next(row for row in rows if row["country"] == "USA")["rank_withheld"].startswith(
        "the cases come only from htd"
    )


def test_the_text_tells_refusals_once_with_every_share(report):
    text = to_text(report)
    assert "Refused, TIP tiers are given in part" in text
    assert "the file names only some countries" in text
    told = reasons(report, report.pairings, Verdict.REFUSED)
    assert any(
        pairs == ["ITUC worst 2014 with every share (2)"] or "with every share" in pairs[0] for pairs in told.values()
    )
    assert re.search(r"Corruption charged and CPI 2014 +12 +-1\.00", text)


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.outside = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "circle", "line", "path", "rect"):
            self.open.append(tag)
        self.outside += [v for k, v in attrs if k in ("src", "href") or (v or "").startswith("http")]

    def handle_startendtag(self, tag, attrs):
        self.outside += [v for k, v in attrs if k in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_first_words_say_how_many_countries_and_pairs_can_be_told_of(report):
    said = finding_words(report)
    ranked = sum(not row.standing("corruption_charged").withheld for row in report.countries)
    assert f"({len(report.countries)}), {ranked} can be ranked by corruption charged" in said
    assert "none of it is a cause" in said
    assert said in " ".join(to_text(report).split())
    assert 'class="finding"' in to_html(report)


def test_the_correlations_whose_interval_leaves_out_zero_are_counted_and_called_no_findings(report):
    away = sum(not one.correlation.ci_low <= 0 <= one.correlation.ci_high for one in given(report.pairings))
    assert away
    assert (
        f"in {away} of them the interval of the correlation leaves out zero. These are not as many findings"
        in finding_words(report)
    )


def test_names_in_the_chart_do_not_cover_each_other(tmp_path, folder):
    cases = cases_of_countries([3] * len(COUNTRIES), known=12)
    crowded = write(tmp_path / "indices", "cpi", *scores([60 + n % 3 for n in range(len(COUNTRIES))]))
    labels = scatter(indices_report(Frames(build(tmp_path, *cases)), read_indices(crowded))).labels
    assert len(labels) == len(COUNTRIES)
    for n, one in enumerate(labels):
        for other in labels[:n]:
            assert abs(one.x - other.x) >= LABEL_WIDTH or abs(one.y - other.y) >= LABEL_HEIGHT


def test_countries_of_which_no_share_is_known_stand_in_one_line_and_whole_in_the_csv(tmp_path, folder):
    told = [*cases_of_countries((3,), codes=("ITA",)), *(a_case(f"N{n}", country="ESP", sees="") for n in range(4))]
    report = indices_report(Frames(build(tmp_path, *told)), read_indices(folder))
    known, unknown = shown_countries(report)
    assert [row.country for row in known] == ["ITA"]
    assert [row.country for row in unknown] == ["ESP"]
    for made in (" ".join(to_text(report).split()), to_html(report)):
        assert "Countries (1) of which none of these shares is known, with the number of cases: Spain 4." in made
        assert made.count("Spain") == 1
    assert "ESP" in {row["country"] for row in csv.DictReader(io.StringIO(to_csv(report)))}
    assert unknown_words([]) == ""


def test_values_of_an_index_have_two_decimals_at_most(report):
    column, row = report.indices[0], report.countries[0]
    for value, said in (("-0.0236", "-0.02"), ("12.8", "12.8"), ("2W", "2W"), ("85", "85"), (None, "–")):
        changed = row.model_copy(update={"values": {**row.values, column.key: value}})
        assert value_words(changed, column) == said


def test_the_page_is_well_formed_and_loads_nothing(report):
    page = _Page()
    page.feed(to_html(report))
    assert page.open == []
    assert page.outside == []


def test_a_hostile_source_can_not_script_the_page_or_drive_the_terminal(tmp_path, folder):
    told = list(cases_of_countries(range(12), source=HOSTILE))
    made = indices_report(Frames(build(tmp_path, *told)), read_indices(folder))
    assert "<script>" not in to_html(made)
    assert "\x1b" not in to_html(made) + to_text(made)


def test_the_chart_shows_ranked_countries_within_its_frame(report):
    chart = scatter(report)
    assert {one.label for one in chart.points} == set(COUNTRIES)
    assert all(0 <= one.x <= WIDTH and 0 <= one.high <= one.y <= one.low <= HEIGHT for one in chart.points)
    assert "Italy: CPI 2014 24, 11 of 12, 91.7%" in chart.description


def test_there_is_no_chart_without_an_index_of_corruption(frames, tmp_path):
    made = indices_report(frames, read_indices(write(tmp_path / "i", "tip_tier", *scores(["1", "2"]))))
    assert scatter(made) is None
    assert "<svg" not in to_html(made)


def test_two_runs_over_one_snapshot_are_equal(frames, folder, report):
    assert to_html(indices_report(frames, read_indices(folder))) == to_html(report)


# ---- the command ----


@pytest.fixture
def data(tmp_path):
    DataFolder(tmp_path / "data", create=True)
    build(tmp_path / "data", *cases_of_countries(range(12))).close()
    return tmp_path / "data"


def run(*arguments):
    return CliRunner().invoke(indices_command, [str(one) for one in arguments])


@pytest.mark.parametrize(("fmt", "start"), [("text", "COUNTRIES BESIDE INDICES"), ("json", "{"), ("csv", "country,name"), ("html", "<!doctype html>")])  # fmt: skip
def test_the_command_gives_each_form(data, folder, fmt, start):
    found = run("--indices", folder, "--format", fmt, "--data", data)
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith(start)


def test_the_command_writes_report_and_panel(data, folder, tmp_path):
    found = run("--indices", folder, "--data", data, "--output", tmp_path / "r.txt", "--panel", tmp_path / "p.csv")
    assert found.exit_code == 0, found.output
    assert (tmp_path / "r.txt").read_text(encoding="utf-8").startswith("COUNTRIES")
    assert (tmp_path / "p.csv").read_text(encoding="utf-8").startswith("country,name,year,cases")


def test_the_command_that_a_report_names_makes_it_again_though_the_folder_has_a_blank(data, folder, tmp_path):
    folder = Path(shutil.copytree(folder, tmp_path / "my indices"))
    first = run("--indices", folder, "--format", "csv", "--data", data).stdout
    command = json.loads(run("--indices", folder, "--format", "json", "--data", data).stdout)["generated_by"]["command"]
    again = run(*shlex.split(command)[2:], "--format", "csv", "--data", data)
    assert again.stdout == first


def test_a_panel_without_a_format_is_refused_before_anything_is_computed(folder, tmp_path):
    found = run("--indices", folder, "--data", tmp_path / "nowhere", "--panel", tmp_path / "p.txt")
    assert isinstance(found.exception, ReportError)
