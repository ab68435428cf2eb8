"""Philippine decisions: what is told of several accused or several cases at once, in several wordings, in fictional decisions.

Each test gives the wordings that courts use for one thing, and what the rule for it must not catch.
"""

from __future__ import annotations

import pytest
from judgment_readings import imported, reading_of

from jointcharge.parsing.judgment_couples import has_shared_surname
from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.records.case import Absence, ActorRole, Case

SIGNED = "SO ORDERED.\nLumbao, De los Santos, and Reyes, JJ., concur.\n\n[1] Rollo, pp. 3-29."
APPEAL = "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS, ACCUSED-APPELLANT."
CHARGED = """Lito Ramos, Ana Sy and Ben Tan were charged before the Regional Trial Court of Makati with illegal recruitment in large scale in Criminal Case No. 01-501 and with estafa in Criminal Case No. 01-502.
{told}
After trial, the RTC rendered a decision, the dispositive portion of which reads:
"WHEREFORE, judgment is hereby rendered:
1. In Criminal Case No. 01-501, finding accused Lito Ramos guilty beyond reasonable doubt of illegal recruitment in large scale, and sentencing him to life imprisonment and a fine of P500,000.00;
2. In Criminal Case No. 01-502, finding accused Lito Ramos guilty of estafa and sentencing him to four (4) years and two (2) months of prision correccional, as minimum, to eight (8) years of prision mayor, as maximum.
{also}
SO ORDERED."
WHEREFORE, the decision is AFFIRMED."""
OMBUDSMAN = """Petitioner Lito Ramos filed with the Ombudsman a complaint against Ana Sy, Ben Tan and Leo Uy for violation of Section 3(e) of R.A. No. 3019, docketed as OMB-L-C-05-0417.
{told}
The Ombudsman dismissed the complaint for lack of probable cause. Hence, this petition for certiorari.
{final}"""


def case_of(parties: str, told: str) -> Case:
    return imported(f"[ G.R. No. 300001, May 05, 2030 ]\n{parties}\nD E C I S I O N\nTAGLE, J.:\n{told}\n{SIGNED}\n")


def kind_of(case: Case) -> str | None:
    told = case.proceedings[0].instance
    return told.value if told else None


def final_of(case: Case, accused: str) -> list[str]:
    """What stands against the accused of this surname, charge by charge."""
    (one,) = {a.actor_id for a in case.actors if a.label and accused.lower() in a.label.value.lower()}
    return [c.disposition.value for c in case.charges if c.actor_id == one]


def absences_of(case: Case, accused: str) -> list[Absence]:
    (one,) = (a for a in case.actors if a.label and accused.lower() in a.label.value.lower())
    return [absence.value for absence in one.absences]


@pytest.mark.parametrize(
    "also",
    [
        "3. In both cases, ACQUITTING accused Ana Sy for insufficiency of evidence.",
        "3. Accused Ana Sy is ACQUITTED in both cases on the ground of reasonable doubt.",
        "3. As for accused Ana Sy, she is hereby acquitted of all the charges.",
    ],
)
def test_an_acquittal_in_all_cases_is_one_in_each(also: str) -> None:
    case = case_of(APPEAL, CHARGED.format(told="", also=also))
    assert final_of(case, "ana sy") == ["acquitted", "acquitted"]
    assert final_of(case, "ramos") == ["convicted", "convicted"]


@pytest.mark.parametrize(
    "told",
    [
        "Ben Tan died on July 30, 1992, before he could be arraigned. Upon submission of his death certificate, the trial court dismissed both cases as against him.",
        "The charges against Ben Tan were ordered dropped by reason of his death.",
        "Ben Tan died during the trial. The cases were dismissed as to him.",
        "Ben Tan passed away while the trial was going on, and the cases against him were dismissed.",
        "Due to the death of Ben Tan during the pendency of the trial, the RTC dismissed the charges against him.",
    ],
)
def test_a_case_dismissed_for_death_before_judgment_is_dismissed_against_the_dead_alone(told: str) -> None:
    case = case_of(APPEAL, CHARGED.format(told=told, also=""))
    assert final_of(case, "ben tan") == ["dismissed", "dismissed"]
    assert final_of(case, "ramos") == ["convicted", "convicted"]
    assert absences_of(case, "ben tan") == [Absence.DIED]


@pytest.mark.parametrize(
    "told",
    [
        "Ben Tan, the complainant's driver, remembers that she died before the trial was over.",
        "The complainant passed away before the trial.",
    ],
)
def test_the_death_of_another_dismisses_nothing(told: str) -> None:
    case = case_of(APPEAL, CHARGED.format(told=told, also=""))
    assert "dismissed" not in final_of(case, "ben tan")


@pytest.mark.parametrize(
    "told",
    [
        "Only appellant stood trial as Ben Tan has eluded arrest and remains at-large.",
        "Ben Tan evaded capture.",
        "Ben Tan could not be located at his given address.",
        "The warrant for Ben Tan was returned unserved.",
        "Ben Tan jumped bail.",
        "Ben Tan escaped from detention during the trial.",
        "The whereabouts of Ben Tan are unknown.",
        "Ben Tan is still in hiding.",
    ],
)
def test_whoever_eluded_arrest_is_at_large(told: str) -> None:
    case = case_of(APPEAL, CHARGED.format(told=told, also=""))
    assert absences_of(case, "ben tan") == [Absence.AT_LARGE]
    assert absences_of(case, "ramos") == []


@pytest.mark.parametrize(
    "told",
    [
        "Ben Tan escaped from detention but was recaptured.",
        "Ben Tan went into hiding until he surrendered to a priest.",
    ],
)
def test_whoever_was_found_again_is_not_at_large(told: str) -> None:
    assert absences_of(case_of(APPEAL, CHARGED.format(told=told, also="")), "ben tan") == []


PARTIES = "LITO RAMOS, PETITIONER, VS. OFFICE OF THE OMBUDSMAN, HON. ANA SY, BEN TAN AND LEO Y. UY, RESPONDENTS."


@pytest.mark.parametrize(
    "final",
    [
        "WHEREFORE, the petition is PARTLY GRANTED. The Resolution is AFFIRMED insofar as it dismissed the complaint against Ana Sy and Leo Uy, and REVERSED and SET ASIDE insofar as it dismissed the complaint against Ben Tan.",
        "WHEREFORE, the dismissal of the complaint is SET ASIDE as to respondent Ben Tan. The complaint against Ana Sy and Leo Uy is DISMISSED.",
        "WHEREFORE, the complaint against Ana Sy, Leo Uy and Ben Tan having been DISMISSED, the same is AFFIRMED, but the Ombudsman is ORDERED to file the necessary information against Ben Tan.",
    ],
)
def test_a_dismissal_undone_for_one_respondent_leaves_a_charge_against_that_one_alone(final: str) -> None:
    case = case_of(PARTIES, OMBUDSMAN.format(told="", final=final))
    assert final_of(case, "ben tan") == ["pending"]
    assert final_of(case, "ana sy") == final_of(case, "uy") == ["dismissed"]


@pytest.mark.parametrize(
    "told",
    [
        "He likewise charged respondent Ben Tan with falsification under Article 171 of the Revised Penal Code.",
        "Ben Tan was also accused of falsification under Article 171 of the Revised Penal Code.",
        "In addition, Ben Tan alone was charged with falsification under Article 171 of the Revised Penal Code.",
    ],
)
def test_an_offence_added_against_one_respondent_is_charged_to_that_one_alone(told: str) -> None:
    case = case_of(PARTIES, OMBUDSMAN.format(told=told, final="WHEREFORE, the petition is DISMISSED."))
    assert final_of(case, "ben tan") == ["dismissed", "dismissed"]
    assert final_of(case, "ana sy") == final_of(case, "uy") == ["dismissed"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In Criminal Case No. 39,416-97, she was convicted.", ("39,416-97",)),
        ("Criminal Cases Nos. 39,417-97, 39,418-97 and 39,419-97", ("39,417-97", "39,418-97", "39,419-97")),
        ("Criminal Cases Nos. 39,417-97 to 39,419-97", ("39,417-97", "39,418-97", "39,419-97")),
        ("the fine in Criminal Case No. 14-3310 to P2,000,000.00", ("14-3310",)),
        ("Criminal Cases Nos. 7701,7702 and P-7703", ("7701", "7702", "P-7703")),
    ],
)
def test_a_number_may_have_a_comma_and_an_amount_is_none(text: str, numbers: tuple[str, ...]) -> None:
    plain = reading_of(text).plain
    assert [value for group in find_number_groups(plain, 0, len(plain)) for value in group.values] == list(numbers)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the spouses dante and rowena ramos", True),
        ("the ramos spouses were arrested", True),
        ("the spouses ramos were arrested", True),
        ("dante ramos was arrested", False),
        ("rowena cruz and dante ramos", False),
        ("rowena ramos", True),
    ],
)
def test_a_surname_given_once_for_two_names_both(text: str, named: bool) -> None:
    assert has_shared_surname(text, "rowena", "lim-ramos") is named


PETITIONER = "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS."


@pytest.mark.parametrize(
    ("parties", "told", "kind"),
    [
        (PETITIONER, "Petitioner assails the order denying his motion to quash the information in Criminal Case No. 28001 for graft. The other case has since been decided, acquitting petitioner.", "certiorari_criminal"),
        (PETITIONER, "Petitioner assails the resolution finding probable cause against him for graft in Criminal Case No. 28001. The Sandiganbayan is known for convicting treasurers.", "certiorari_criminal"),
        (PETITIONER, "Petitioner asks us to annul the order of suspension in Criminal Case No. 28001 for graft. Meanwhile, a decision was rendered convicting his co-accused.", "certiorari_criminal"),
        (PETITIONER, "Petitioner assails the decision in Criminal Case No. 28001 convicting him of graft.", "criminal_appeal"),
        (PETITIONER, "Petitioner was found guilty of graft in Criminal Case No. 28001. He appealed.", "criminal_appeal"),
        ("OFFICE OF THE OMBUDSMAN, PETITIONER, VS. LITO RAMOS, RESPONDENT.", "The Ombudsman found respondent guilty of grave misconduct and ordered his dismissal from the service. The Court of Appeals reversed.", "administrative"),
        ("LITO RAMOS, PETITIONER, VS. OFFICE OF THE OMBUDSMAN, RESPONDENT.", "Petitioner was found guilty of dishonesty and gross neglect of duty, and suspended from the service.", "administrative"),
    ],
)  # fmt: skip
def test_an_order_before_judgment_and_a_matter_of_discipline_are_no_appeals(parties: str, told: str, kind: str) -> None:
    assert kind_of(case_of(parties, f"{told}\nWHEREFORE, the petition is DENIED.")) == kind


def test_who_is_disciplined_is_the_respondent_of_a_petition_by_the_ombudsman() -> None:
    told = "The Ombudsman found respondent guilty of grave misconduct.\nWHEREFORE, the petition is GRANTED."
    case = case_of("OFFICE OF THE OMBUDSMAN, PETITIONER, VS. LITO RAMOS, RESPONDENT.", told)
    assert [a.label.value for a in case.actors if a.label and a.role is ActorRole.RESPONDENT] == ["LITO RAMOS"]
    assert case.charges == ()


def test_an_acquittal_is_read_though_its_award_is_deleted() -> None:
    told = CHARGED.format(told="", also="").replace(
        "AFFIRMED.",
        "AFFIRMED with MODIFICATION. In Criminal Case No. 01-502, accused-appellant is ACQUITTED of estafa and the award of P25,000.00 is deleted.",
    )
    assert final_of(case_of(APPEAL, told), "ramos") == ["convicted", "acquitted"]


def test_a_complex_crime_is_of_both_classes_whichever_provision_is_cited() -> None:
    told = """Petitioner Lito Ramos was charged with malversation of public funds through falsification of public documents under Article 217 of the Revised Penal Code in Criminal Case No. 28001.
The Sandiganbayan rendered judgment:
"WHEREFORE, in Criminal Case No. 28001 accused Lito Ramos is found guilty of malversation of public funds through falsification of public documents and sentenced to reclusion perpetua. SO ORDERED."
WHEREFORE, the decision is AFFIRMED."""
    (charge,) = case_of(PETITIONER, told).charges
    assert {m.offence_class.value for m in charge.classes} == {"embezzlement", "document_forgery"}
