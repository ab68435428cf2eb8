"""Philippine decisions with many accused and many informations: fictional ones in wordings that no labelled decision has.

Each is written for one thing that large cases do: ranges of numbers, "et al.", amended informations, tables, accused charged
under some numbers only, ranks without commas, other offences than those charged, convictions before another court.
"""

from __future__ import annotations

import pytest
from judgment_readings import imported

from jointcharge.records.case import Absence, ActorRole, Case, Charge

SIGNED = "SO ORDERED.\nLumbao, Tagle, and Reyes, JJ., concur."
MANY_ACCUSED = (
    "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS Y CRUZ, ANA SY, BEN TAN (AT LARGE), LEO UY AND CARLA DIZON, ACCUSED, LITO RAMOS Y CRUZ AND ANA SY, ACCUSED-APPELLANTS.",
    """Lito Ramos, Ana Sy, Ben Tan, Leo Uy and Carla Dizon were charged before the Regional Trial Court of Makati with illegal recruitment in large scale in Criminal Case No. 01-501 and five counts of estafa in Criminal Cases Nos. 01-502 to 01-506.
Only Ramos, Sy and Dizon were arrested; Ben Tan and Leo Uy remain at large.
After trial, the RTC rendered a decision, the dispositive portion of which reads:
"WHEREFORE, judgment is hereby rendered:
1. In Criminal Case No. 01-501, finding accused Lito Ramos y Cruz and Ana Sy guilty beyond reasonable doubt of illegal recruitment in large scale, and sentencing each of them to life imprisonment and a fine of P500,000.00;
2. In Criminal Cases Nos. 01-502 to 01-504, finding accused Lito Ramos y Cruz and Ana Sy guilty of estafa and sentencing them to four (4) years and two (2) months of prision correccional, as minimum, to eight (8) years of prision mayor, as maximum, for each count;
3. In Criminal Cases Nos. 01-505 and 01-506, acquitting both accused for insufficiency of evidence;
4. Accused Carla Dizon is acquitted in all the cases.
Let the cases against Ben Tan and Leo Uy be archived until their arrest.
SO ORDERED."
Hence, this appeal. The issues are of credibility. We find no error.
WHEREFORE, the decision appealed from is AFFIRMED.""",
)
ET_AL = (
    "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN (FIRST DIVISION) AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
    """This is a petition for certiorari to annul the resolution of the Sandiganbayan denying the motion to quash in Criminal Cases Nos. 28001 to 28003, entitled "People of the Philippines v. Lito Ramos, et al."
On June 3, 2029, three informations for violation of Section 3(e) of R.A. No. 3019 were filed with the Sandiganbayan against petitioner, then Governor of San Pablo, and members of the Bids and Awards Committee. One of the informations reads:
"The undersigned Graft Investigation and Prosecution Officer II accuses GOVERNOR LITO RAMOS, PROVINCIAL TREASURER ANA SY, PROVINCIAL ENGINEER BEN TAN, ENGR. LEO UY, DR. CARLA DIZON, and private contractor NILO LIM, owner of Lim Builders, of violation of Section 3(e) of Republic Act No. 3019, committed as follows:
That on or about May 5, 2027, in San Pablo, the above-named accused, all public officers except Nilo Lim, conspiring with one another, did then and there willfully, unlawfully and criminally cause undue injury to the government."
The two other informations are similarly worded except for the dates and amounts.
Petitioner moved to quash. The Sandiganbayan denied the motion. The issue is whether the informations state an offense.
WHEREFORE, the petition is DISMISSED for lack of merit.""",
)
AMENDED = (
    "LITO RAMOS AND ANA SY, PETITIONERS, VS. THE HONORABLE SANDIGANBAYAN AND THE PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
    """Petitioners assail the admission of an amended information in Criminal Case No. 25111.
An Information for malversation of public funds, docketed as Criminal Case No. 25111, was filed before the Sandiganbayan against petitioner Lito Ramos, Municipal Treasurer of Sta. Lucia.
Upon reinvestigation, the Ombudsman filed an Amended Information which included petitioner Ana Sy, Municipal Mayor, and two others, namely, Ben Tan, the cashier, and Leo Uy, the bookkeeper, as additional accused.
Petitioners were arraigned and pleaded not guilty. The issue is whether the amendment was substantial.
WHEREFORE, the petition is DENIED. The Sandiganbayan is directed to proceed with the trial.""",
)
TABLE = (
    "LITO RAMOS, PETITIONER, VS. PEOPLE OF THE PHILIPPINES, RESPONDENT.",
    """Petitioner Lito Ramos, Regional Director, was charged before the Sandiganbayan with violation of Section 3(e) of R.A. No. 3019 together with the suppliers, as follows:
[TABLE_CONTENT]
Criminal Case No. | Date | Amount | Name of Supplier
27001 | June 1, 2025 | P100,000.00 | Ana Sy
27002 | June 4, 2025 | P200,000.00 | Ben Tan
27003 | June 9, 2025 | P300,000.00 | Leo Uy
[END_TABLE]
In its decision, the Sandiganbayan disposed:
"WHEREFORE, accused Lito Ramos is found guilty beyond reasonable doubt of violation of Section 3(e) of R.A. No. 3019 in Criminal Cases Nos. 27001, 27002 and 27003 and is sentenced in each case to six (6) years and one (1) month, as minimum, to eight (8) years, as maximum. Accused Ana Sy, Ben Tan and Leo Uy are acquitted.
SO ORDERED."
Hence, this petition. The issue is whether there was conspiracy.
WHEREFORE, the petition is GRANTED. The decision of the Sandiganbayan is REVERSED and petitioner Lito Ramos is ACQUITTED.""",
)
LESSER = (
    "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS, ACCUSED-APPELLANT.",
    """Appellant Lito Ramos was charged with murder in Criminal Case No. 5551 of the Regional Trial Court of Iloilo City, in an Information which reads: "That on or about May 5, 2027, the accused, a policeman, with treachery, did then and there willfully and feloniously shoot the victim."
The trial court found him guilty of murder. The dispositive portion reads:
"WHEREFORE, the Court finds accused Lito Ramos GUILTY beyond reasonable doubt of the crime of murder and sentences him to reclusion perpetua. SO ORDERED."
On appeal, he claims that treachery was not proved. The issue is whether the crime is murder or homicide. Treachery was not proved.
WHEREFORE, the decision appealed from is MODIFIED. Appellant Lito Ramos is found GUILTY of the lesser crime of homicide under Article 249 of the Revised Penal Code, and is sentenced to eight (8) years of prision mayor, as minimum, to fourteen (14) years of reclusion temporal, as maximum.""",
)
INSTEAD = (
    "LITO RAMOS AND ANA SY, PETITIONERS, VS. PEOPLE OF THE PHILIPPINES, RESPONDENT.",
    """Petitioners Lito Ramos and Ana Sy were convicted by the Sandiganbayan of three counts of violation of Section 3(e) of R.A. No. 3019 in Criminal Cases Nos. 26001, 26002 and 26003.
The dispositive portion of the Sandiganbayan decision reads:
"WHEREFORE, in Criminal Cases Nos. 26001, 26002 and 26003, accused Lito Ramos and Ana Sy are found GUILTY of violation of Section 3(e) of R.A. No. 3019 and sentenced to six (6) years and one (1) month, as minimum, to ten (10) years, as maximum, for each count. SO ORDERED."
The issue is whether the elements were proved.
WHEREFORE, the petition is PARTLY GRANTED. Petitioners Lito Ramos and Ana Sy are ACQUITTED of violation of Section 3(e) of Republic Act No. 3019. Petitioner Ana Sy is found GUILTY beyond reasonable doubt of two counts of falsification of public documents under Article 172(1) of the Revised Penal Code. She is sentenced to two (2) years and four (4) months, as minimum, to four (4) years, as maximum, and to pay a fine of P5,000.00, for each count.""",
)
PARTLY_ELSEWHERE = (
    "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. ANA SY, ACCUSED-APPELLANT.",
    """Appellant Ana Sy was charged with illegal recruitment in large scale in Criminal Case No. 7701 and with estafa in Criminal Cases Nos. 7702 and 7703.
The trial court disposed as follows:
"WHEREFORE, in Criminal Case No. 7701, accused Ana Sy is found guilty of illegal recruitment in large scale and sentenced to life imprisonment and a fine of P100,000.00. In Criminal Case No. 7702, she is found guilty of estafa and sentenced to two (2) years, as minimum, to six (6) years, as maximum. In Criminal Case No. 7703, she is acquitted. SO ORDERED."
The estafa cases were appealed to the Court of Appeals, where they are pending; only the conviction for illegal recruitment is before us.
The issue is whether she recruited. She did.
WHEREFORE, the decision in Criminal Case No. 7701 is AFFIRMED.""",
)
LISTED = (
    "ANA SY, BEN TAN AND LEO UY, PETITIONERS, VS. OFFICE OF THE OMBUDSMAN AND THE SANDIGANBAYAN, RESPONDENTS.",
    """This petition for certiorari and prohibition seeks to stop the Sandiganbayan from trying the following cases:
(a) Criminal Case No. 31001, for violation of Section 3(e) of R.A. No. 3019, against Ana Sy and Ben Tan;
(b) Criminal Case No. 31002, for malversation of public funds, against Ana Sy;
(c) Criminal Case No. 31003, for falsification of public documents, against Ben Tan and Leo Uy; and
(d) Criminal Cases Nos. 31004-31006, for violation of Section 3(h) of R.A. No. 3019, against Leo Uy.
The Ombudsman found probable cause after preliminary investigation. The issue is whether the delay was inordinate.
WHEREFORE, the petition is GRANTED. The Sandiganbayan is ordered to dismiss Criminal Cases Nos. 31001 to 31006.""",
)
RANKS = (
    "MGEN. LITO RAMOS (RET.), PETITIONER, VS. PEOPLE OF THE PHILIPPINES AND SANDIGANBAYAN, RESPONDENTS.",
    """Petitioner seeks to set aside the denial of bail in Criminal Case No. 28107 for plunder.
The Information reads: "The undersigned Prosecutors of the Office of the Special Prosecutor accuse MGEN. LITO RAMOS, LTC. BEN TAN, COL. LEO UY MAJ. NILO LIM, SGT. REY GO, CAPT. JOSE DE LA CRUZ, ANA SY-RAMOS, and JOHN DOE alias "Boy", of the crime of PLUNDER, defined and penalized under Republic Act No. 7080, committed as follows: That from 2023 to 2027, accused MGEN. LITO RAMOS, a high-ranking public officer, conspiring with his co-accused, did then and there willfully, unlawfully and criminally amass ill-gotten wealth."
The issue is whether the evidence of guilt is strong.
WHEREFORE, the petition is DISMISSED.""",
)
SEPARATELY = (
    "ANA SY, BEN TAN, LEO UY AND NILO LIM, PETITIONERS, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
    """Petitioners are four mayors of Rizal. They were separately charged with violation of Section 3(b) of R.A. No. 3019 before the Sandiganbayan: Ana Sy in Criminal Case No. 24001, Ben Tan in Criminal Case No. 24002, Leo Uy in Criminal Case No. 24003, and Nilo Lim in Criminal Case No. 24004.
Their motions to quash were denied. The issue is whether the Ombudsman had jurisdiction.
WHEREFORE, the petition is DISMISSED and the orders of the Sandiganbayan are AFFIRMED.""",
)
INVERTED = (
    "ANA SY, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
    """Petitioner Ana Sy, a supplier, was indicted for violation of Section 3(e) of R.A. No. 3019 in Criminal Case No. 29001 before the Sandiganbayan. Also indicted were Mayor Ben Tan, Municipal Treasurer Leo Uy, Municipal Accountant Nilo Lim, and Rey Go, a member of the Sangguniang Bayan. Impleaded with them as co-accused was the budget officer, Carla Dizon.
The prosecution presented as witnesses the following: Tina Roa, Mia Cruz and Jose Perez.
She moved to quash. The issue is whether a private person may be charged.
WHEREFORE, the petition is DENIED.""",
)
WITHDREW = (
    "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS, ANA SY AND BEN TAN, ACCUSED-APPELLANTS.",
    """Accused-appellants Lito Ramos, Ana Sy and Ben Tan were charged with estafa under Article 315(2)(a) of the Revised Penal Code in Criminal Case No. 8801 and with illegal recruitment in large scale in Criminal Case No. 8802.
The RTC disposed:
"WHEREFORE, the Court finds all the accused guilty beyond reasonable doubt. In Criminal Case No. 8801, for estafa in the amount of P72,000.00, they are each sentenced to four (4) years and two (2) months of prision correccional, as minimum, to eight (8) years of prision mayor, plus one (1) year for each additional P10,000.00 in excess of P22,000.00, as maximum. In Criminal Case No. 8802, each is sentenced to life imprisonment and to pay a fine of P100,000.00. SO ORDERED."
Pending appeal, Ben Tan died; his criminal liability is extinguished. Ana Sy withdrew her appeal. The issue is credibility.
WHEREFORE, the appeal of Lito Ramos is DISMISSED and the decision is AFFIRMED. The cases against Ben Tan are DISMISSED by reason of his death.""",
)


def case_of(decision: tuple[str, str]) -> Case:
    caption, told = decision
    text = f"[ G.R. No. 991000, May 02, 2031 ]\n{caption}\nD E C I S I O N\nYSIP, J.:\n{told}\n{SIGNED}"
    return imported(text)


def accused_of(case: Case) -> list[str]:
    return [actor.label.value for actor in case.actors if actor.role is ActorRole.DEFENDANT and actor.label]


def number_of(charge: Charge) -> str:
    return charge.wording.value.removeprefix("Criminal Case No. ").split(":")[0] if charge.wording else ""


def numbers_by_accused(case: Case) -> list[list[str]]:
    """The numbers each accused is charged under, in the order of the accused."""
    ids = [actor.actor_id for actor in case.actors if actor.role is ActorRole.DEFENDANT]
    return [[number_of(c) for c in case.charges if c.actor_id == one] for one in ids]


def final_of(case: Case, accused: int) -> dict[str, str]:
    return {number_of(c): c.disposition.value for c in case.charges if str(c.actor_id).endswith(f"#d{accused}")}


def term_of(case: Case, accused: int, number: str) -> tuple[float | None, float | None] | None:
    charge = next(c for c in case.charges if str(c.actor_id).endswith(f"#d{accused}") and number_of(c) == number)
    sentence = charge.sentence
    return (sentence.imprisonment_months_min, sentence.imprisonment_months_max) if sentence else None


@pytest.mark.parametrize(
    ("decision", "accused"),
    [
        (ET_AL, ["LITO RAMOS", "ANA SY", "BEN TAN", "LEO UY", "CARLA DIZON", "NILO LIM"]),
        (AMENDED, ["LITO RAMOS", "ANA SY", "Ben Tan", "Leo Uy"]),
        (TABLE, ["LITO RAMOS", "Ana Sy", "Ben Tan", "Leo Uy"]),
        (
            RANKS,
            [
                "MGEN. LITO RAMOS",
                "BEN TAN",
                "LEO UY",
                "NILO LIM",
                "REY GO",
                "JOSE DE LA CRUZ",
                "ANA SY-RAMOS",
                "JOHN DOE",
            ],
        ),
        (INVERTED, ["ANA SY", "Ben Tan", "Leo Uy", "Nilo Lim", "Rey Go", "Carla Dizon"]),
    ],
    ids=["et al.", "amended information", "table", "ranks", "inverted"],
)
def test_those_whom_the_caption_leaves_out_are_found_and_witnesses_are_not(
    decision: tuple[str, str], accused: list[str]
) -> None:
    assert accused_of(case_of(decision)) == accused


def test_all_informations_of_a_range_are_against_everybody_who_is_charged_with_them() -> None:
    assert numbers_by_accused(case_of(ET_AL)) == [["28001", "28002", "28003"]] * 6
    assert numbers_by_accused(case_of(RANKS)) == [["28107"]] * 8
    assert numbers_by_accused(case_of(AMENDED)) == [["25111"]] * 4


def test_accused_told_in_a_sentence_without_number_are_charged_under_the_number_before() -> None:
    assert numbers_by_accused(case_of(INVERTED)) == [["29001"]] * 6


def test_a_row_of_a_table_is_against_the_one_it_names_and_those_whom_no_row_names() -> None:
    assert numbers_by_accused(case_of(TABLE)) == [["27001", "27002", "27003"], ["27001"], ["27002"], ["27003"]]


def test_a_row_of_victims_takes_nobody_out_of_an_information() -> None:
    caption, told = TABLE
    case = case_of((caption, told.replace("Name of Supplier", "Name of Victim").replace("| Ana Sy", "| Tina Roa")))
    assert numbers_by_accused(case)[0] == ["27001", "27002", "27003"]


def test_accused_charged_separately_have_each_the_number_told_behind_their_name() -> None:
    assert numbers_by_accused(case_of(SEPARATELY)) == [["24001"], ["24002"], ["24003"], ["24004"]]


def test_accused_listed_under_numbers_are_charged_under_these_alone() -> None:
    case = case_of(LISTED)
    assert numbers_by_accused(case) == [
        ["31001", "31002"],
        ["31001", "31003"],
        ["31003", "31004", "31005", "31006"],
    ]
    assert {c.disposition.value for c in case.charges} == {"dismissed"}


def test_an_acquittal_in_all_the_cases_is_one_in_each() -> None:
    case = case_of(MANY_ACCUSED)
    assert list(final_of(case, 1).values()) == ["convicted"] * 4 + ["acquitted"] * 2
    assert list(final_of(case, 5).values()) == ["acquitted"] * 6


def test_those_at_large_are_neither_acquitted_nor_convicted() -> None:
    case = case_of(MANY_ACCUSED)
    assert set(final_of(case, 3).values()) == set(final_of(case, 4).values()) == {"unknown"}


def test_a_conviction_of_a_lesser_offence_takes_the_place_of_the_one_charged() -> None:
    case = case_of(LESSER)
    assert [c.wording.value for c in case.charges if c.wording] == ["Criminal Case No. 5551: homicide"]
    assert term_of(case, 1, "5551") == (96.0, 168.0)
    assert "convicted_of_another_offence" in {d.code for d in case.diagnostics}


def test_two_counts_of_another_offence_are_two_of_the_three_that_were_charged() -> None:
    case = case_of(INSTEAD)
    assert set(final_of(case, 1).values()) == {"acquitted"}
    assert list(final_of(case, 2).values()) == ["convicted", "convicted", "acquitted"]
    provisions = [c.provision.value for c in case.charges if c.provision and str(c.actor_id).endswith("#d2")]
    assert provisions[:2] == ["Article 172(1) of the Revised Penal Code"] * 2


def test_a_conviction_that_is_merely_affirmed_is_of_the_offence_charged() -> None:
    caption, told = LESSER
    affirmed = told[: told.index("WHEREFORE, the decision appealed from is MODIFIED")]
    case = case_of((caption, affirmed + "WHEREFORE, the decision finding appellant guilty of homicide is AFFIRMED."))
    assert "convicted_of_another_offence" not in {d.code for d in case.diagnostics}


def test_convictions_before_another_court_are_unknown_and_acquittals_stand() -> None:
    case = case_of(PARTLY_ELSEWHERE)
    assert final_of(case, 1) == {"7701": "convicted", "7702": "unknown", "7703": "acquitted"}
    absences = [absence.value for actor in case.actors for absence in actor.absences]
    assert absences == [Absence.APPEALED_ELSEWHERE]


def test_a_year_for_each_ten_thousand_is_added_where_the_sum_is_told() -> None:
    case = case_of(WITHDREW)
    assert term_of(case, 1, "8801") == (50.0, 156.0)
    caption, told = WITHDREW
    unknown = case_of((caption, told.replace("for estafa in the amount of P72,000.00", "for estafa")))
    assert term_of(unknown, 1, "8801") in (None, (None, None))


def test_only_the_one_who_died_is_dead_and_who_withdrew_an_appeal_stays_convicted() -> None:
    case = case_of(WITHDREW)
    assert [[a.value for a in actor.absences] for actor in case.actors[:3]] == [[], [], [Absence.DIED]]
    assert set(final_of(case, 2).values()) == {"convicted"} and set(final_of(case, 3).values()) == {"dismissed"}


@pytest.mark.parametrize(
    "told",
    [
        "The Sandiganbayan dismissed the charges against him due to his death.",
        "He died before final judgment, thus, the Sandiganbayan granted the motion to dismiss filed by his counsel.",
    ],
)
def test_charges_against_somebody_who_died_before_judgment_are_dismissed(told: str) -> None:
    caption, account = TABLE
    account = account.replace("In its decision,", f"Accused Leo Uy was never arraigned. {told}\nIn its decision,")
    case = case_of(
        (caption, account.replace("Accused Ana Sy, Ben Tan and Leo Uy are", "Accused Ana Sy and Ben Tan are"))
    )
    assert final_of(case, accused_of(case).index("Leo Uy") + 1) == {"27003": "dismissed"}
    assert set(final_of(case, accused_of(case).index("Ana Sy") + 1).values()) == {"acquitted"}


def test_a_judgment_given_while_the_petition_was_pending_is_what_stands() -> None:
    caption, told = RANKS
    since = "Criminal Case No. 28107 has since been decided by the Sandiganbayan, acquitting petitioner.\nWHEREFORE,"
    case = case_of((caption, told.replace("WHEREFORE,", since)))
    assert final_of(case, 1) == {"28107": "acquitted"}


def test_a_case_named_after_somebody_accuses_nobody() -> None:
    caption, told = RANKS
    case = case_of(
        (caption, told.replace("The issue is", "It applies to the accused in the Tito Roces case. The issue is"))
    )
    assert "Tito Roces" not in accused_of(case)


def test_who_witnessed_a_deed_is_no_witness_of_the_crime() -> None:
    caption, told = INVERTED
    signed = "They signed as witnesses to the deeds of sale of Rey Go and Nilo Lim. They again signed as witnesses to the contract of Rey Go."
    assert {"Rey Go", "Nilo Lim"} <= set(
        accused_of(case_of((caption, told.replace("The prosecution", f"{signed} The prosecution"))))
    )
