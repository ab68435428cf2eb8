"""Victims whom Philippine decisions name in full, and that their names are withheld from whatever is put out."""

from __future__ import annotations

import pytest
from judgment_readings import imported, reading_of

from jointcharge.analysis.evidence_view import to_text
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_victims import find_named_victims
from jointcharge.records.case import ActorRole, Case, Instance
from jointcharge.records.withheld import WITHHELD

DECISION = """SECOND DIVISION

[ G.R. No. 990201, March 04, 2031 ]

PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. MARISTELA QUIBOLOY-TAN, ACCUSED-APPELLANT.

D E C I S I O N

ARANETA-VILLA, J.:

This is an appeal from the decision of the Regional Trial Court of Baguio City, which convicted appellant Maristela Quiboloy-Tan of illegal recruitment in large scale in Criminal Case No. 7701-R under this information:

That in March 2030 the above-named accused did then and there willfully recruit and promise employment abroad to the following persons, to wit: 1. Belinda Sagpaey y Cruz 2. Dindo Macaraeg, Jr. 3. Fermina Oyales, without the required license from the Department of Labor and Employment.

Of the five (5) complainants in all, complainant Fermina Oyales testified. So did Loida Bautista, an employee of the POEA.

The trial court disposed: "WHEREFORE, the Court finds accused Maristela Quiboloy-Tan guilty beyond reasonable doubt of illegal recruitment in large scale in Criminal Case No. 7701-R and sentences her to life imprisonment and a fine of P100,000.00, and to pay Ms. Fermina Oyalez the sum of P20,000.00.

SO ORDERED."

WHEREFORE, the appealed decision is AFFIRMED.

SO ORDERED.

Lumbao, (Chairperson), Ysip, and De Vera-Cruz, JJ., concur.
"""


def named(text: str, *accused: str, portion: str = "", tried: bool = True) -> list[str]:
    whole = text + portion
    people = [Accused(name, 0, 1, in_caption=True) for name in accused]
    portions = [Dispositive(Instance.TRIAL, len(text), len(whole), "trial")] if portion else []
    found = find_named_victims(reading_of(whole), (0, len(whole)), portions, people, tried=tried)
    return [one.label.value for one in found]


def victims_of(case: Case) -> list[tuple[str | None, int]]:
    victims = [one for one in case.actors if one.role is ActorRole.VICTIM]
    return [(one.label and one.label.value, one.group_size.value if one.group_size else 1) for one in victims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "She did recruit and promise employment in Oman to Ana Cruz y Lim, Bo Tan and Cy delos Reyes, without a license.",
            ["Ana Cruz y Lim", "Bo Tan", "Cy delos Reyes"],
        ),
        (
            "He recruited four (4) individuals, namely, Ana Cruz, Bo Tan, Cyril Go and Dina Uy for work.",
            ["Ana Cruz", "Bo Tan", "Cyril Go", "Dina Uy"],
        ),
        (
            "recruit for employment the following persons, namely: Ana Cruz; Bo Tan; and Cyril Go, without",
            ["Ana Cruz", "Bo Tan", "Cyril Go"],
        ),
        ("did then and there defraud one ANA L. CRUZ in the following manner", ["ANA L. CRUZ"]),
        ("Lim was charged with five counts of Estafa by Ana Cruz and Bo Tan.", ["Ana Cruz", "Bo Tan"]),
        ("Private complainant Ana Cruz, jobless, testified that Bo Tan, her uncle, was there.", ["Ana Cruz"]),
        (
            "The complainants were Ana Cruz and Bo Tan; and Cyril Go, a labor officer, testified.",
            ["Ana Cruz", "Bo Tan"],
        ),
        ("The witnesses were complainants from San Pablo City. The Labor Code punishes whoever recruits.", []),
        ("Her co-complainant Ana Cruz had filed a case of her own.", []),
        ("He did not recruit complainants but only helped them by referring them to one Bo Tan.", []),
        (
            "offering and promising for a fee to one Ana Cruz y Lim and to others job placement abroad",
            ["Ana Cruz y Lim"],
        ),
        ("The prosecution witness Ana Cruz of the POEA testified.", []),
        ("The complainant, the Department of Labor, appeared.", []),
        ("AND THE DOCUMENTS PRESENTED BY COMPLAINANTS ARE THEREFORE FABRICATED", []),
    ],
)
def test_whom_a_charge_or_a_complaint_names_is_a_victim_and_who_stands_near_is_not(
    text: str, expected: list[str]
) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "award",
    [
        "to indemnify the offended party, Ana Cruz, in the amount of P5,000.00",
        "1. To Ana Cruz the sum of P5,400.00",
        "ordered to pay the complaining witnesses: Ana Cruz - P65,000.00",
        "to pay Ana Cruz P18,000.00 plus interest",
    ],
)
def test_whom_a_judgment_awards_a_sum_is_a_victim(award: str) -> None:
    assert named("An appeal. ", portion=f"WHEREFORE, accused is sentenced {award}.") == ["Ana Cruz"]


def test_an_accused_is_no_victim_of_a_charge() -> None:
    assert named("did defraud Ana Cruz. The complainant Rosa Lim is appellant.", "ROSA LIM") == ["Ana Cruz"]


def test_a_name_printed_in_two_ways_in_two_places_is_one_victim() -> None:
    text = "did recruit the following persons: Leopoldo Wasquio, Rey Anton Umbalin and Orlindo Quesoma y Uy. "
    assert (
        len(named(text + "Complainant Leopoldo Wasquo. Complainant Rey Anton Digman. Complainant Orlinod Quesoma."))
        == 3
    )


def test_names_alike_in_one_list_are_two_victims() -> None:
    text = "did recruit the following persons: Norma Gasipo, Dorma Gasipo, Pedrito Ozuga and Pablito Ozuga."
    assert len(named(text)) == 4


def test_before_trial_whoever_complains_or_is_owed_money_is_no_victim() -> None:
    assert named("The complainant Ana Cruz owns the lot.", portion="pay Bo Tan the sum of P5,000.00", tried=False) == []


def test_those_named_are_counted_in_the_number_stated() -> None:
    assert victims_of(imported(DECISION)) == [
        ("Belinda Sagpaey y Cruz", 1),
        ("Dindo Macaraeg, Jr.", 1),
        ("Fermina Oyales", 1),
        (None, 2),
    ]


def test_the_age_right_behind_a_name_is_that_victims_and_may_make_a_minor() -> None:
    text = (
        "did recruit the following persons: Belinda Cruz, Dindo Tan, Mario Uyboco and Nelia Santos. Belinda Sagpaey Cruz, twenty-nine (29) years old, "
        "testified with 1. Dindo Tan 4. Ben Go. Her brother Mario, then 17, left on March 6, 1993 with Dindo and 12 others. Dindo Tan, Nelia, 14, and also a resident, agreed."
    )
    found = find_named_victims(reading_of(text), (0, len(text)), [], [], tried=True)
    ages = [(one.age.value if one.age else None, one.is_minor is not None) for one in found]
    assert ages == [(29, False), (None, False), (17, True), (14, True)]


def test_an_administrative_case_has_no_victims() -> None:
    head = "FIRST DIVISION\n\n[ A.M. No. MTJ-99-0001, March 04, 2031 ]\n\nANA CRUZ, COMPLAINANT, VS. JUDGE BO TAN, RESPONDENT.\n\nD E C I S I O N\n\nGO, J.:\n\n"
    text = "The complainant Ana Cruz charged respondent judge with ignorance of the law. Two complainants appeared. \n\nWHEREFORE, respondent is FINED P5,000.00.\n\nSO ORDERED.\n"
    assert victims_of(imported(head + text + "Philippine reports.")) == []


def test_the_names_of_victims_are_struck_out_of_the_evidence() -> None:
    shown = to_text(imported(DECISION), lambda document: DECISION)
    assert WITHHELD in shown
    assert not [name for name in ("Sagpaey", "Macaraeg", "Oyales", "Fermina", "Dindo") if name in shown]
