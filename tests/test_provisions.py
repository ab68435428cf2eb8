"""A country's provisions: complete against the rules, marked as unchecked where they are, and never advice."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from jointcharge.analysis.provisions import ABOUT, NOTICE, country_provisions, to_csv, to_json, to_text
from jointcharge.cli.provisions import provisions_command
from jointcharge.records.errors import ReportError
from jointcharge.records.offence_rules import countries
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass, absent_offences, provisions_of

OURS = CORRUPTION_CLASSES | {OffenceClass.TRAFFICKING, OffenceClass.CORRUPTION_AGGRAVATION}


@pytest.mark.parametrize("country", countries())
def test_every_trafficking_and_corruption_rule_of_a_country_is_listed_and_no_other(country):
    listed = {one.rule for one in country_provisions(country).provisions}
    assert listed == {one.id for one in provisions_of(country) if OURS & set(one.classes)}


@pytest.mark.parametrize("country", countries())
def test_each_form_tells_every_provision_and_that_it_is_no_advice(country):
    found = country_provisions(country)
    text = to_text(found)
    assert "no legal advice" in text
    unchecked = " ".join(text.split()).count("NOT CHECKED (")
    assert unchecked == sum(not one.verified for one in found.provisions)
    assert len(list(csv.DictReader(io.StringIO(to_csv(found))))) == len(found.provisions)
    assert json.loads(to_json(found))["notice"] == NOTICE


@pytest.mark.parametrize("name", ["PHL", "phl", "Philippines", " filipino "])
def test_a_country_is_found_by_code_name_or_demonym(name):
    assert country_provisions(name).country == "PHL"


def test_a_provision_has_its_law_sections_codes_dates_and_source():
    found = next(one for one in country_provisions("THA").provisions if one.rule == "tha-atp-74")
    assert found.law == "Anti-Trafficking in Persons Act B.E. 2551 (2008)"
    assert found.sections == ("7(4)",)
    assert found.about == tuple(ABOUT)
    assert found.classes == (
        OffenceClass.TRAFFICKING,
        OffenceClass.BRIBERY_PASSIVE,
        OffenceClass.CORRUPTION_AGGRAVATION,
    )
    assert found.uncac == ("15(b)",)
    assert "070312" in found.iccs
    assert str(found.valid_from) == "2008-06-05"
    assert found.valid_to is None
    assert found.verified
    assert found.source


def test_a_provision_from_memory_is_marked_as_not_checked():
    found = country_provisions("THA")
    assert not next(one for one in found.provisions if one.rule == "tha-pc-147").verified
    assert "NOT CHECKED (from memory)" in " ".join(to_text(found).split())


def test_a_whole_act_has_no_section_and_is_told_so():
    found = country_provisions("THA")
    assert all("any" not in one.sections for one in found.provisions)
    assert "the whole act" in to_text(country_provisions("PHL"))


def test_an_absent_offence_is_told_as_no_undercharging():
    found = country_provisions("PHL")
    assert set(found.absent) == absent_offences("PHL") == {OffenceClass.BRIBERY_PRIVATE}
    assert "absence from a charge is no under-charging: bribery private." in " ".join(to_text(found).split())


def test_a_class_without_a_provision_is_not_said_to_be_absent():
    found = country_provisions("INT")
    assert found.absent == ()
    assert set(found.not_listed) == CORRUPTION_CLASSES
    assert "though the law may have one" in to_text(found)
    assert "None is listed here; that does not mean that there is none." in to_text(found)


@pytest.mark.parametrize("country", countries())
def test_absent_listed_and_not_listed_are_apart_and_make_up_all_corruption_classes(country):
    found = country_provisions(country)
    listed = {c for one in found.provisions for c in one.classes}
    assert not set(found.not_listed) & (listed | set(found.absent))
    assert listed | set(found.absent) | set(found.not_listed) >= CORRUPTION_CLASSES


def test_an_unknown_name_gives_the_nearest_ones():
    with pytest.raises(
        ReportError, match=r"'Phillipines' is no country that is known; give a name or .* did you mean Philippines"
    ):
        country_provisions("Phillipines")
    with pytest.raises(ReportError, match=r"such as PHL$"):
        country_provisions("")


def test_a_country_without_provisions_is_told_which_are_known():
    with pytest.raises(
        ReportError,
        match=r"no provision of Tuvalu \(TUV\) is known here; known are those of ALB.*; docs/offences.md tells",
    ):
        country_provisions("TUV")


def test_the_csv_is_safe_in_a_spreadsheet():
    for country in countries():
        for row in csv.reader(io.StringIO(to_csv(country_provisions(country)))):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


@pytest.mark.parametrize(("fmt", "start"), [("text", "PROVISIONS ON"), ("json", "{"), ("csv", "country,about,law")])
def test_the_command_gives_each_form(fmt, start):
    found = CliRunner().invoke(provisions_command, ["Thailand", "--format", fmt])
    assert found.exit_code == 0
    assert found.stdout.startswith(start)
