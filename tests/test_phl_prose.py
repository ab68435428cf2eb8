"""Philippine decisions: judgments told in prose, clauses with numbers of their own, and whom a charge is against.

Fictional decisions. Each test gives one way in which courts write, most with what the rule for it must not catch.
"""

from __future__ import annotations

import pytest
from judgment_readings import reading_of
from phl_decisions import APPEAL, BOTH_APPEAL, TRIED, case_of, charges_of, final_of, terms_of

from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.parsing.judgment_penalties import find_penalty
from jointcharge.parsing.judgment_text import sentences
from jointcharge.records.case import Case

ALONE = "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS, ACCUSED-APPELLANT."
CHARGED = "Lito Ramos was charged with illegal recruitment in large scale in Criminal Case No. 01-501 and with estafa in Criminal Cases Nos. 01-502 and 01-503. He pleaded not guilty.\n"
AFFIRMED = "\nWHEREFORE, the appeal is DENIED and the judgment of the trial court is AFFIRMED."
ESTAFA = (50.0, 96.0)


def alone(told: str, end: str = AFFIRMED) -> Case:
    return case_of(ALONE, f"{CHARGED}{told}{end}")


def reviewed(end: str, parties: str = BOTH_APPEAL) -> Case:
    return case_of(parties, f"{TRIED}Hence this appeal.\n{end}")


def test_a_heading_is_no_part_of_the_sentence_behind_it() -> None:
    text = "It was so ordered.\nThe Facts\nLito Ramos was charged with\nTheft\nand was tried."
    plain = reading_of(text).plain
    assert [text[p.start : p.end].strip() for p in sentences(plain, 0, len(plain))] == [
        "It was so ordered.",
        "The Facts",
        "Lito Ramos was charged with\nTheft\nand was tried.",
    ]


def test_the_account_may_tell_penalties_by_the_order_of_the_offences() -> None:
    case = alone(
        "The trial court convicted him of illegal recruitment in large scale and of estafa. He was sentenced, for the first, to life imprisonment and a fine of P100,000.00 "
        "and, for the second, to four (4) years and two (2) months of prision correccional, as minimum, to eight (8) years of prision mayor, as maximum, for each count."
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": ESTAFA, "01-503": ESTAFA}


def test_an_acquittal_under_one_number_outweighs_a_conviction_told_of_many() -> None:
    case = alone(
        "The trial court found him guilty of illegal recruitment in large scale and of estafa, and sentenced him for the former to life imprisonment. "
        "In Criminal Case No. 01-503 he was acquitted for insufficiency of evidence."
    )
    assert final_of(case, "ramos") == {"01-501": "convicted", "01-502": "convicted", "01-503": "acquitted"}


@pytest.mark.parametrize(
    "plea", ["To all he answered that he was not guilty.", "He entered a plea of not guilty to each."]
)
def test_a_plea_is_no_acquittal(plea: str) -> None:
    told = "The trial court found him guilty in all cases. In Criminal Case No. 01-501 it sentenced him to life imprisonment."
    case = alone(f"{plea} {told}")
    assert final_of(case, "ramos") == {"01-501": "convicted", "01-502": "convicted", "01-503": "convicted"}


def test_clauses_with_numbers_of_their_own_are_read_apart() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION in that the minimum of the penalty in Criminal Cases Nos. 01-501 and 01-502 stays, the maximum in Criminal Case No. 01-502 "
        "is reduced to six (6) years of prision correccional, and appellant Ana Sy is ACQUITTED in Criminal Case No. 01-503."
    )
    assert final_of(case, "sy") == {"01-501": "convicted", "01-502": "convicted", "01-503": "acquitted"}
    assert final_of(case, "ramos") == {"01-501": "convicted", "01-502": "convicted", "01-503": "convicted"}
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": (50.0, 72.0), "01-503": ESTAFA}


def test_of_which_points_to_the_number_told_last() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED insofar as it convicted appellants in Criminal Case No. 01-501 and Criminal Case No. 01-502, and REVERSED insofar as it convicted them "
        "in Criminal Case No. 01-503, of which they are ACQUITTED."
    )
    assert final_of(case, "ramos") == {"01-501": "convicted", "01-502": "convicted", "01-503": "acquitted"}


@pytest.mark.parametrize(
    ("changed", "low", "high"),
    [
        ("the minimum of the indeterminate sentence is reduced to two (2) years of prision correccional", 24.0, 96.0),
        ("the maximum of the penalty imposed in Criminal Case No. 01-502 is fixed at seven (7) years", 50.0, 84.0),
    ],
)
def test_one_end_of_a_term_may_be_changed_alone(changed: str, low: float, high: float) -> None:
    case = reviewed(
        f"WHEREFORE, the decision is AFFIRMED with the MODIFICATION that in Criminal Case No. 01-502, {changed}."
    )
    assert terms_of(case, "ramos")["01-502"] == (low, high)
    assert terms_of(case, "ramos")["01-503"] == ESTAFA


def test_the_same_end_of_several_terms_may_be_changed_in_one_breath() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION in that the maximum of the penalty is fixed at seven (7) years of prision mayor in Criminal Case No. 01-502 and at six (6) years in Criminal Case No. 01-503."
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": (50.0, 84.0), "01-503": (50.0, 72.0)}


def test_the_first_and_the_second_are_those_of_the_numbers_told() -> None:
    case = reviewed(
        "WHEREFORE, the decision is MODIFIED in Criminal Cases Nos. 01-502 and 01-503 in that appellants shall suffer, in the first, from one (1) year, as minimum, to five (5) years, as maximum, "
        "and in the second, from two (2) years, as minimum, to six (6) years, as maximum."
    )
    assert terms_of(case, "sy") == {"01-501": "life", "01-502": (12.0, 60.0), "01-503": (24.0, 72.0)}


def test_the_same_penalty_is_that_of_the_item_before() -> None:
    case = alone(
        "The RTC disposed:\n"
        '"WHEREFORE, the Court finds the accused guilty:\n1. In Criminal Case No. 01-501, of illegal recruitment in large scale, and sentences him to life imprisonment;\n'
        "2. In Criminal Case No. 01-502, of estafa, and sentences him to four (4) years and two (2) months, as minimum, to eight (8) years, as maximum;\n"
        '3. In Criminal Case No. 01-503, of estafa, and sentences him to the same penalty as in the preceding paragraph.\nSO ORDERED."\n'
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": ESTAFA, "01-503": ESTAFA}


def test_what_is_set_aside_is_not_imposed() -> None:
    told = "sentenced to imprisonment of four (4) years, as minimum, to six (6) years, as maximum, the life imprisonment and the fine being SET ASIDE."
    penalty = find_penalty(told, 0, len(told))
    assert penalty.term is not None
    assert (penalty.term.low, penalty.term.high, penalty.term.life) == (48.0, 72.0, False)
    assert penalty.without_fine


def test_each_row_of_a_table_is_of_its_own_number() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION in that appellants are each sentenced as follows:\nCriminal Case No. | Penalty\n"
        "Criminal Case No. 01-501 | Life imprisonment and a fine of P1,000,000.00\nCriminal Case No. 01-502 | 1 year, as minimum, to 5 years, as maximum\n"
        "Criminal Case No. 01-503 | 2 years, as minimum, to 6 years, as maximum"
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": (12.0, 60.0), "01-503": (24.0, 72.0)}
    fines = {
        n: c.sentence.fine.value.amount for n, c in charges_of(case, "ramos").items() if c.sentence and c.sentence.fine
    }
    assert fines == {"01-501": 1_000_000.0}


@pytest.mark.parametrize(
    "told", ['Ana Sy, whom they knew as "Ate Letty," was charged', 'Lito Ramos, known as "Tatay Lito," was charged']
)
def test_a_nickname_is_nobody_else(told: str) -> None:
    case = case_of(BOTH_APPEAL, f"{TRIED}{told} under all the informations.{AFFIRMED}")
    assert [a.label.value for a in case.actors if a.actor_id.split("#")[1].startswith("d") and a.label] == [
        "LITO RAMOS",
        "ANA SY",
    ]


def test_one_who_is_told_between_two_commas_as_at_large_is_charged_too() -> None:
    case = case_of(
        ALONE,
        f"Appellant Lito Ramos and one Ben Tan, who remains at large, were indicted for estafa in Criminal Case No. 01-502. The trial court found Lito Ramos guilty of estafa.{AFFIRMED}",
    )
    assert final_of(case, "tan") == {"01-502": "unknown"}


def test_whoever_is_left_out_of_a_charge_is_not_charged() -> None:
    case = case_of(
        BOTH_APPEAL,
        "The Facts\nLito Ramos (Lito) and Ana Sy (Ana) were charged with illegal recruitment in Criminal Case No. 01-501.\nLito, but not Ana, was also charged with estafa in Criminal Case No. 01-502.\n"
        f"The trial court found them guilty as charged.{AFFIRMED}",
    )
    assert list(final_of(case, "ramos")) == ["01-501", "01-502"]
    assert list(final_of(case, "sy")) == ["01-501"]


def test_an_initial_ends_no_clause_and_a_full_stop_does() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
        "Lito Ramos and Ana T. Sy were charged with malversation in Criminal Case No. 26118. The Sandiganbayan ruled:\n"
        '"WHEREFORE, accused LITO RAMOS is found GUILTY of malversation in Criminal Case No. 26118 and is sentenced to reclusion perpetua and to indemnify the Municipality of Tigaon in the same amount.\n'
        'For failure to prove conspiracy, accused ANA T. SY is ACQUITTED.\nSO ORDERED."\nHence this petition.\nWHEREFORE, the petition is DENIED and the decision is AFFIRMED.',
    )
    assert final_of(case, "sy") == {"26118": "acquitted"}


@pytest.mark.parametrize(
    ("told", "sy"),
    [
        (
            "On appeal, the Court of Appeals affirmed the conviction of Ramos. It found otherwise as to Sy. It thus granted the appeal and acquitted her in all cases.",
            "acquitted",
        ),
        ("The Court of Appeals affirmed. The trial court, it said, should have acquitted her.", "convicted"),
    ],
)
def test_it_acquitted_her_is_of_the_one_named_last(told: str, sy: str) -> None:
    case = case_of(APPEAL, f"{TRIED}{told}\nHence this appeal by Ramos.{AFFIRMED}")
    assert set(final_of(case, "sy").values()) == {sy}
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_its_decision_is_that_of_the_court_that_the_sentence_is_about() -> None:
    case = reviewed(
        "The Court of Appeals agreed with the RTC but recomputed the penalty. The dispositive portion of its Decision reads:\n"
        '"WHEREFORE, the decision is AFFIRMED with MODIFICATION in that in Criminal Case No. 01-502 appellants are sentenced to one (1) year, as minimum, to five (5) years, as maximum.\nSO ORDERED."\n'
        "WHEREFORE, the appeal is DISMISSED and the Decision of the Court of Appeals is AFFIRMED."
    )
    told = [v.instance.value for v in charges_of(case, "ramos")["01-502"].verdicts]
    assert told == ["trial", "appeal", "final"]
    assert terms_of(case, "ramos")["01-502"] == (12.0, 60.0)


def test_the_spouses_are_the_two_who_share_a_name() -> None:
    case = case_of(
        "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS AND EVA RAMOS, ACCUSED-APPELLANTS.",
        "Lito Ramos, Eva Ramos and their secretary, Ana Sy, were charged with illegal recruitment in Criminal Case No. 01-501. Estafa was charged in Criminal Case No. 01-502 against the spouses alone.\n"
        'The RTC disposed:\n"WHEREFORE, in Criminal Case No. 01-501, accused Lito Ramos and Eva Ramos are found guilty of illegal recruitment. Accused Ana Sy is acquitted.\n'
        f'In Criminal Case No. 01-502, the same spouses are found guilty of estafa.\nSO ORDERED."{AFFIRMED}',
    )
    assert final_of(case, "lito") == final_of(case, "eva") == {"01-501": "convicted", "01-502": "convicted"}
    assert final_of(case, "sy") == {"01-501": "acquitted"}


def test_a_defendant_appellant_is_an_accused_appellant() -> None:
    case = case_of(
        "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS, DEFENDANT-APPELLANT.",
        f"{CHARGED}The trial court found him guilty in all cases.{AFFIRMED}",
    )
    assert [a.label.value for a in case.actors if a.actor_id.split("#")[1].startswith("d") and a.label] == [
        "LITO RAMOS"
    ]


def test_a_petition_against_a_decision_of_the_civil_service_charges_nobody() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. COURT OF APPEALS, RESPONDENT.",
        "The Civil Service Commission found petitioner guilty of dishonesty. An information for malversation was filed against Ana Sy alone. (Rollo, p. 2.)\nWHEREFORE, the petition is DENIED.",
    )
    assert not case.charges


def test_whoever_stands_beside_the_ombudsman_and_is_complained_of_is_the_accused() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. OFFICE OF THE OMBUDSMAN AND ANA SY, RESPONDENTS.",
        "Petitioner Lito Ramos is a councilor. On May 5, 2029 he lodged with the Ombudsman a complaint, docketed as OMB-1-29-0001, charging the mayor, Ana Sy, with violation of Section 3(e) of R.A. No. 3019. "
        "The Ombudsman dismissed the complaint against Sy for lack of probable cause. (Rollo, p. 2.)\nWHEREFORE, the petition is DISMISSED.",
    )
    assert [c.disposition.value for c in case.charges] == ["dismissed"]
    assert {a.label.value for a in case.actors if a.actor_id == case.charges[0].actor_id and a.label} == {"ANA SY"}


def test_death_before_the_prosecution_could_rest_ends_the_charge() -> None:
    told = "Sy died of a lingering illness on December 2, 2028, before the prosecution could rest, and the case against her was dismissed in an Order of January 14, 2029.\n"
    case = case_of(
        APPEAL,
        f"{CHARGED.replace('Lito Ramos was', 'Lito Ramos and Ana Sy were')}{told}The trial court found Lito Ramos guilty in all cases.{AFFIRMED}",
    )
    assert set(final_of(case, "sy").values()) == {"dismissed"}
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_the_former_and_the_latter_are_those_told_before() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION. Appellants are found GUILTY of illegal recruitment in Criminal Case No. 01-501 and of estafa in Criminal Case No. 01-502. "
        "They are each sentenced to life imprisonment and a fine of P1,000,000.00 in the former, and to imprisonment of from one (1) year, as minimum, to five (5) years, as maximum, in the latter."
    )
    assert terms_of(case, "sy") == {"01-501": "life", "01-502": (12.0, 60.0), "01-503": ESTAFA}


def test_one_minimum_may_lead_a_list_of_maxima() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION in that appellants are sentenced to two (2) years, as minimum, to: (i) seven (7) years, as maximum, in Criminal Case No. 01-502; "
        "and (ii) six (6) years, as maximum, in Criminal Case No. 01-503."
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": (24.0, 84.0), "01-503": (24.0, 72.0)}


def test_a_maximum_alone_takes_no_minimum_of_another_item() -> None:
    case = reviewed(
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION.\n1. In Criminal Case No. 01-502, appellants are sentenced to one (1) year, as minimum, to five (5) years, as maximum.\n"
        "2. In Criminal Case No. 01-503, appellants are sentenced to six (6) years, as maximum."
    )
    assert terms_of(case, "sy") == {"01-501": "life", "01-502": (12.0, 60.0), "01-503": (72.0, 72.0)}


def test_a_portion_may_open_in_plain_letters() -> None:
    case = reviewed(
        "Accordingly, the appeal is PARTLY GRANTED. Appellant Ana Sy is ACQUITTED in Criminal Case No. 01-503."
    )
    assert final_of(case, "sy") == {"01-501": "convicted", "01-502": "convicted", "01-503": "acquitted"}
    assert "no_dispositive_portion" not in {d.code for d in case.diagnostics}


def test_a_number_and_a_year_are_no_range() -> None:
    told = CHARGED.replace("01-501", "0341-2010").replace("01-502 and 01-503", "0342-2010 and 0343-2010")
    case = case_of(ALONE, f"{told}The trial court found him guilty in all cases.{AFFIRMED}")
    assert list(final_of(case, "ramos")) == ["0341-2010", "0342-2010", "0343-2010"]


def test_letters_with_the_number_of_the_case_are_the_same_person() -> None:
    case = case_of(
        'PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. XXX300001 A.K.A. "MAMI" AND YYY, ACCUSED, XXX300001, ACCUSED-APPELLANT.',
        "Accused XXX and YYY were charged with trafficking in persons in Criminal Case No. 18-01177. The trial court found accused XXX300001 guilty.\n"
        + AFFIRMED,
    )
    people = [a.label.value for a in case.actors if a.actor_id.split("#")[1].startswith("d") and a.label]
    assert len(people) == 2


def test_the_first_information_and_the_second_are_the_numbers_in_their_order() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
        "Petitioner was convicted in Criminal Case No. 25871 of malversation and in Criminal Case No. 25872 of violation of Section 3(e) of R.A. No. 3019.\n"
        "Two informations were filed. The first charged Lito Ramos with malversation. The second information charged Lito Ramos and Ana Sy with giving unwarranted benefits.\n"
        "The Sandiganbayan acquitted Ana Sy.\nWHEREFORE, the petition is DENIED and the conviction of petitioner is AFFIRMED.",
    )
    assert list(final_of(case, "ramos")) == ["25871", "25872"]
    assert list(final_of(case, "sy")) == ["25872"]


def test_a_case_dismissed_before_judgment_is_no_conviction_of_all() -> None:
    case = alone(
        "On motion of the prosecution, the RTC dismissed Criminal Case No. 01-503. The RTC found Lito Ramos guilty in Criminal Cases Nos. 01-501 to 01-503 of illegal recruitment in large scale and estafa."
    )
    assert final_of(case, "ramos")["01-503"] == "dismissed"
    assert final_of(case, "ramos")["01-502"] == "convicted"


def test_what_the_court_of_appeals_reviews_of_the_ombudsman_is_discipline() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. OFFICE OF THE OMBUDSMAN, RESPONDENT.",
        "This assails the Decision of the Court of Appeals in CA-G.R. SP No. 128866, which affirmed the Decision of the Ombudsman finding petitioner guilty of grave misconduct. "
        "The complainant spoke of direct bribery. (Rollo, p. 2.)\nWHEREFORE, the petition is DENIED.",
    )
    assert not case.charges


def test_letters_before_the_number_of_the_case_name_one_of_two() -> None:
    case = case_of(
        "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. XXX300001 AND YYY300001, ACCUSED, XXX300001, ACCUSED-APPELLANT.",
        'XXX300001 (XXX) and YYY300001 (YYY) were charged with trafficking in persons in Criminal Cases Nos. 18-01177 and 18-01178. The RTC ruled:\n"WHEREFORE, accused XXX300001 '
        "is found GUILTY in Criminal Case No. 18-01177 and sentenced to life imprisonment. Accused YYY300001 is ACQUITTED in Criminal Case No. 18-01177. "
        f'Both accused are ACQUITTED in Criminal Case No. 18-01178. SO ORDERED."{AFFIRMED}',
    )
    assert final_of(case, "xxx") == {"18-01177": "convicted", "18-01178": "acquitted"}
    assert final_of(case, "yyy") == {"18-01177": "acquitted", "18-01178": "acquitted"}


@pytest.mark.parametrize(
    ("cases", "freed"), [("both cases", 2), ("the two cases", 2), ("the three cases", 3), ("all the cases", 3)]
)
def test_both_cases_are_the_two_told_before_and_not_all(cases: str, freed: int) -> None:
    case = reviewed(
        "WHEREFORE, the judgment is AFFIRMED with MODIFICATIONS:\n(1) In Criminal Case No. 01-501, the conviction of Lito Ramos is AFFIRMED;\n"
        f"(2) In Criminal Cases Nos. 01-502 and 01-503, accused Lito Ramos is found GUILTY of estafa. Accused Ana Sy is ACQUITTED in {cases}."
    )
    assert list(final_of(case, "sy").values()).count("acquitted") == freed
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_appellant_is_the_one_who_appeals_not_whom_the_sentence_before_named() -> None:
    case = case_of(
        APPEAL,
        "Lito Ramos and Ana Sy were charged with estafa in Criminal Cases Nos. 01-502 and 01-503.\nThe RTC held that there was no evidence against Ana Sy and acquitted her in both cases. "
        "Appellant was, however, found guilty. In Criminal Case No. 01-502 he was sentenced to four (4) years and two (2) months, as minimum, to eight (8) years, as maximum."
        + AFFIRMED,
    )
    assert final_of(case, "sy") == {"01-502": "acquitted", "01-503": "acquitted"}
    assert final_of(case, "ramos") == {"01-502": "convicted", "01-503": "convicted"}
    assert terms_of(case, "ramos")["01-502"] == ESTAFA


def test_a_term_in_a_clause_that_also_deletes_an_award_is_imposed() -> None:
    case = reviewed(
        "WHEREFORE, the judgment is MODIFIED: in Criminal Case No. 01-502, she shall suffer four (4) years and two (2) months, as minimum, to nine (9) years, as maximum, and in Criminal Case No. 01-503, "
        "two (2) years, as minimum, to six (6) years, as maximum, the awards of moral damages being deleted."
    )
    assert terms_of(case, "sy") == {"01-501": "life", "01-502": (50.0, 108.0), "01-503": (24.0, 72.0)}


@pytest.mark.parametrize(
    ("told", "end"),
    [
        ("the minimum of the penalty in each shall be two (2) years", (24.0, 96.0)),
        ("the maximum term in Criminal Case No. 01-502 is increased to ten (10) years", (50.0, 120.0)),
        ("this Court increases the maximum term in Criminal Case No. 01-502 to ten (10) years", (50.0, 120.0)),
    ],
)
def test_one_end_of_a_term_is_changed_and_the_other_stays(told: str, end: tuple[float, float]) -> None:
    case = reviewed(f"WHEREFORE, in Criminal Case No. 01-502, the judgment is AFFIRMED, save that {told}.")
    assert terms_of(case, "ramos")["01-502"] == end


@pytest.mark.parametrize(
    "lead",
    ["", "It agreed with the trial court. ", "It rejected the claim that appellants should have been acquitted. "],
)
def test_changes_of_the_court_of_appeals_may_be_told_in_prose(lead: str) -> None:
    case = case_of(
        BOTH_APPEAL,
        f"On appeal is the Decision of the Court of Appeals which affirmed with modification that of the trial court.\n{TRIED}The CA affirmed the convictions. {lead}"
        "It raised the fine in Criminal Case No. 01-501 to P1,000,000.00. For each of the two counts of estafa, it imposed two (2) years, as minimum, to six (6) years, as maximum.\n"
        "Appellants argue that the CA should have reduced the term to one (1) year.\nWHEREFORE, the appeal is DENIED and the Decision of the Court of Appeals is AFFIRMED.",
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": (24.0, 72.0), "01-503": (24.0, 72.0)}
    sentence = charges_of(case, "ramos")["01-501"].sentence
    assert sentence and sentence.fine and sentence.fine.value.amount == 1_000_000


def test_one_information_may_end_as_two_counts() -> None:
    case = reviewed(
        "WHEREFORE, in Criminal Case No. 01-501, accused Lito Ramos and Ana Sy are found GUILTY of two (2) counts of simple illegal recruitment and each sentenced, for each count, to four (4) years, as minimum, to "
        "six (6) years, as maximum. The judgment is AFFIRMED in all other respects."
    )
    charge = charges_of(case, "ramos")["01-501"]
    assert charge.counts and charge.counts.value == 2
    assert charges_of(case, "ramos")["01-502"].counts is None


COMPLAINT = "RUBEN DIAZ, PETITIONER, VS. HON. OMBUDSMAN, MAYOR LITO RAMOS, AND ANA SY, RESPONDENTS."


def test_a_petitioner_who_would_have_others_prosecuted_is_not_the_accused() -> None:
    case = case_of(
        COMPLAINT,
        "Petitioner Ruben Diaz imputes grave abuse of discretion to the Ombudsman for dismissing his complaint in OMB-1-98-0147. Petitioner, a former councilor, filed with the Ombudsman a complaint against the two for "
        "violation of Section 3(e) of Republic Act No. 3019. In the same complaint he charged Ana Sy with falsification under Article 171 of the Revised Penal Code. It was recommended that the complaint be dismissed.\n"
        "WHEREFORE, the petition is DISMISSED. The Resolution of the Ombudsman in OMB-1-98-0147 is AFFIRMED.",
    )
    assert {c.disposition.value for c in case.charges} == {"dismissed"}
    assert len(charges_of(case, "ramos")) == 1 and all(c.counts is None for c in case.charges)
    assert sum(c.actor_id.endswith("#d2") for c in case.charges) == 2


def test_a_dismissal_undone_as_to_one_stands_as_to_the_rest() -> None:
    case = case_of(
        COMPLAINT,
        "Petitioner charged the two with violation of Section 3(e) of Republic Act No. 3019 in a complaint docketed as OMB-1-98-0147. The Ombudsman dismissed the complaint.\n"
        "WHEREFORE, the petition is PARTIALLY GRANTED. The Resolution in OMB-1-98-0147 is SET ASIDE insofar as it dismissed the charge against respondent Lito Ramos. In all other respects, it is AFFIRMED.",
    )
    assert [c.disposition.value for c in case.charges] == ["pending", "dismissed"]


def test_a_number_in_brackets_at_the_end_of_an_item_is_of_that_item() -> None:
    case = case_of(
        ALONE,
        'Lito Ramos was tried in three cases. The RTC ruled:\n"WHEREFORE, accused is found GUILTY of illegal recruitment in large scale and sentenced to life imprisonment and to pay a fine of P100,000.00 (Crim. Case No. 01-501); '
        'GUILTY of estafa and sentenced to four (4) years and two (2) months, as minimum, to eight (8) years, as maximum (Crim. Case No. 01-502); and GUILTY of estafa and sentenced to two (2) years, as minimum, to six (6) years, as maximum (Crim. Case No. 01-503). SO ORDERED."'
        + AFFIRMED,
    )
    assert terms_of(case, "ramos") == {"01-501": "life", "01-502": ESTAFA, "01-503": (24.0, 72.0)}
    words = {n: c.wording.value for n, c in charges_of(case, "ramos").items() if c.wording}
    assert "illegal recruitment" in words["01-501"] and "estafa" in words["01-502"]


def test_a_sentence_that_both_accused_bear_is_against_both() -> None:
    case = case_of(
        APPEAL,
        "Lito Ramos and Ana Sy were charged with trafficking in persons in Criminal Cases Nos. 18-01177 and 18-01178. The RTC ruled:\n"
        '"WHEREFORE, 1. in Criminal Case No. 18-01177, accused LITO RAMOS and ANA SY are found GUILTY and sentenced to life imprisonment; '
        '2. in Criminal Case No. 18-01178, the Court finds both accused GUILTY and sentences each to twenty (20) years. SO ORDERED."'
        + AFFIRMED,
    )
    assert list(final_of(case, "sy")) == ["18-01177", "18-01178"]


def test_what_an_appeal_says_of_one_who_did_not_appeal_takes_no_charge_from_them() -> None:
    case = case_of(
        APPEAL,
        f"{TRIED}Only Lito Ramos appealed.\nWHEREFORE, the judgment is AFFIRMED with MODIFICATION: 1. In Criminal Case No. 01-501, accused-appellant Lito Ramos is sentenced to life imprisonment; "
        "2. In Criminal Cases Nos. 01-502 and 01-503, accused-appellant and accused Ana Sy are each sentenced, for each count, to two (2) years, as minimum, to six (6) years, as maximum.",
    )
    for one in ("ramos", "sy"):
        assert terms_of(case, one) == {"01-501": "life", "01-502": (24.0, 72.0), "01-503": (24.0, 72.0)}


def test_numbers_with_letters_are_known_without_the_words_criminal_case() -> None:
    case = case_of(
        BOTH_APPEAL,
        "Lito Ramos and Ana Sy were charged with illegal recruitment in large scale (Crim. Case No. L-5714) and with two counts of estafa (Crim. Cases Nos. L-5715 and L-5716). According to the first "
        "information they recruited four persons, in violation of Articles 38 and 39 of the Labor Code. In L-5715 they were said to have swindled one of them under Article 315 of the Revised Penal Code.\n"
        "The RTC pronounced both accused guilty of all the charges. It imposed upon each: in L-5714, life imprisonment; in L-5715, two (2) years and six (6) months, as minimum, to six (6) years, as maximum; "
        "and in L-5716, three (3) years, as minimum, to ten (10) years, as maximum." + AFFIRMED,
    )
    assert terms_of(case, "sy") == {"L-5714": "life", "L-5715": (30.0, 72.0), "L-5716": (36.0, 120.0)}
    assert all("estafa" in c.wording.value for n, c in charges_of(case, "sy").items() if c.wording and n != "L-5714")


def test_what_stands_as_to_one_is_no_acquittal_of_another() -> None:
    case = reviewed(
        "WHEREFORE, the appeal of Lito Ramos is DENIED and, as to him, the Decision is AFFIRMED in toto, while Ana Sy is ACQUITTED of all the three charges and ordered released."
    )
    assert set(final_of(case, "ramos").values()) == {"convicted"}
    assert set(final_of(case, "sy").values()) == {"acquitted"}


def test_a_name_in_quotation_marks_tells_spouses_apart() -> None:
    case = case_of(
        'PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. RODOLFO "RUDY" RAMOS (AT LARGE) AND ALMA RAMOS, ACCUSED. ALMA RAMOS, ACCUSED-APPELLANT.',
        "The spouses Rudy and Alma Ramos were indicted for illegal recruitment in large scale (Criminal Case No. 01-501) and for two counts of estafa (Criminal Cases Nos. 01-502 and 01-503). "
        "Rudy remains at large. The RTC found Alma guilty in all three cases." + AFFIRMED,
    )
    assert len(charges_of(case, "rodolfo")) == len(charges_of(case, "alma")) == 3


def test_only_the_petitioners_are_charged_where_the_text_says_so() -> None:
    case = case_of(
        "LITO RAMOS AND ANA SY, PETITIONERS, VS. SANDIGANBAYAN, RESPONDENT.",
        "In Criminal Case No. 27914, Mayor Ben Tan, Lito Ramos and Ana Sy were indicted for violation of Section 3(e) of Republic Act No. 3019. In Criminal Case No. 27915, the two petitioners only were indicted for falsification. "
        "Petitioners moved to quash the informations.\nWHEREFORE, the petition is DISMISSED.",
    )
    assert list(final_of(case, "tan")) == ["27914"]
    assert list(final_of(case, "sy")) == ["27914", "27915"]


@pytest.mark.parametrize(
    "told",
    [
        "The first information charged petitioner and the incumbent mayor, Ben Tan, in conspiracy with each other, with malversation.",
        "The first information charged petitioner and Mayor Tan with malversation. The mayor, Ben Q. Tan, approved the vouchers.",
    ],
)
def test_a_co_accused_may_be_told_by_office_or_by_surname(told: str) -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
        f"Petitioner was convicted of malversation in Criminal Case No. 23417. {told} Mayor Tan died before he could present evidence, and the case against him was dismissed.\n"
        "WHEREFORE, the petition is DENIED and the conviction of petitioner is AFFIRMED.",
    )
    assert final_of(case, "tan") == {"23417": "dismissed"}
    assert final_of(case, "ramos") == {"23417": "convicted"}


def test_a_fine_that_is_only_raised_is_that_of_the_charge_which_bears_one() -> None:
    case = case_of(
        BOTH_APPEAL,
        f"{TRIED}The CA agreed with the RTC but raised the fine to P1,000,000.00, and corrected the maximum of the penalty in Criminal Case No. 01-502 to ten (10) years.\n"
        "WHEREFORE, the appeal is DENIED and the Decision of the Court of Appeals is AFFIRMED.",
    )
    fines = {
        n: c.sentence.fine and c.sentence.fine.value.amount for n, c in charges_of(case, "sy").items() if c.sentence
    }
    assert fines == {"01-501": 1_000_000, "01-502": None, "01-503": None}
    assert terms_of(case, "sy")["01-502"] == (50.0, 120.0)


def test_a_range_of_numbers_with_letters_is_written_out() -> None:
    text = "in Criminal Cases Nos. VI-2329-2331 and Q-93-41207"
    (group,) = find_number_groups(text, 0, len(text))
    assert group.values == ("VI-2329", "VI-2330", "VI-2331", "Q-93-41207")


def test_numbers_behind_no_are_known_where_they_are_a_criminal_case_s_elsewhere() -> None:
    case = case_of(
        ALONE,
        "Lito Ramos appeals from the judgment of the Regional Trial Court in Criminal Case Nos. 95-143870 to 95-143872. Three informations were filed. The first, docketed as Criminal Case No. 95-143870, accused him of illegal recruitment "
        "in large scale. The remaining two were for estafa, one for each of two men (No. 95-143871 and No. 95-143872). The trial court declared appellant guilty of illegal recruitment in large scale in No. 95-143870 and imposed life "
        "imprisonment. It found him guilty of estafa in No. 95-143871 and sentenced him to two (2) years, as minimum, to six (6) years, as maximum. In No. 95-143872 it pronounced a judgment of acquittal."
        + AFFIRMED,
    )
    assert terms_of(case, "ramos") == {"95-143870": "life", "95-143871": (24.0, 72.0), "95-143872": None}
    assert final_of(case, "ramos")["95-143872"] == "acquitted"


def test_whoever_is_only_called_by_the_first_name_is_told_apart() -> None:
    case = case_of(
        'PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LOURDES RAMOS A.K.A. "LULU" AND RODOLFO SY, ACCUSED, LOURDES RAMOS, ACCUSED-APPELLANT.',
        "Lulu and Rodolfo were charged with illegal recruitment in large scale in Criminal Case No. 01-501. Rodolfo explained the work. Lulu collected the money in the presence of Rodolfo. Both were found guilty."
        + AFFIRMED,
    )
    assert list(final_of(case, "rodolfo")) == ["01-501"]


def test_money_for_some_months_is_no_prison_term() -> None:
    text = "ordered to pay a fine equivalent to their salaries for eight months"
    assert find_penalty(text, 0, len(text)).term is None


def test_against_whom_an_offence_was_committed_is_no_accused() -> None:
    case = reviewed(
        "Criminal Case Nos. 01-502 and 01-503 were for estafa, committed against Maria Diaz in the amount of P60,000.00."
        + AFFIRMED
    )
    assert not any("Diaz" in a.label.value for a in case.actors if a.label and a.actor_id.split("#")[1].startswith("d"))


def test_a_killed_co_accused_whose_case_was_dismissed_is_not_convicted_with_the_others() -> None:
    case = case_of(
        BOTH_APPEAL,
        'In Criminal Case No. 01-501, Lito Ramos and Ana Sy, with one Teodoro "Dodong" Tan, were charged with illegal recruitment in large scale. Before he could be arraigned Tan was stabbed to death, whereupon Criminal Case '
        "No. 01-501 was dismissed as to him. Finding that three persons, the dead Tan included, had acted in concert, the trial court sentenced both appellants in Criminal Case No. 01-501 to life imprisonment.\n"
        "IN LIGHT OF ALL THE FOREGOING, the judgment is MODIFIED. Appellant Ana Sy is ACQUITTED in Criminal Case No. 01-501. The conviction of Lito Ramos is AFFIRMED.",
    )
    assert final_of(case, "tan") == {"01-501": "dismissed"}
    assert final_of(case, "sy") == {"01-501": "acquitted"}
    assert final_of(case, "ramos") == {"01-501": "convicted"}


def test_a_death_before_the_prosecution_s_evidence_ends_the_case() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
        "Criminal Case No. 23417 charged Lito Ramos and Ben Tan with malversation. Tan died on June 30, 2012, after arraignment but before the prosecution could call its first witness. Upon proof of his death, the "
        "Sandiganbayan dismissed the case as to him. The Sandiganbayan convicted petitioner.\nWHEREFORE, the petition is DENIED and the conviction is AFFIRMED.",
    )
    assert final_of(case, "tan") == {"23417": "dismissed"}


def test_guilt_of_misconduct_is_no_conviction_of_the_crime_that_is_pending() -> None:
    case = case_of(
        "OFFICE OF THE OMBUDSMAN, PETITIONER, VS. LITO RAMOS, RESPONDENT.",
        "Lito Ramos was charged before the Regional Trial Court with direct bribery in Criminal Case No. Q-09-157724, where he pleaded not guilty. The other matter was docketed as OMB-C-A-09-0219-C.\n"
        "WHEREFORE, the petition is GRANTED. The Decision of the Ombudsman finding respondent Lito Ramos guilty of grave misconduct and dismissing him from the service is REINSTATED.",
    )
    assert not any(c.disposition.value == "convicted" for c in case.charges)


def test_a_charge_that_is_added_against_some_is_not_against_all() -> None:
    case = case_of(
        COMPLAINT,
        "Petitioner's complaint in OMB-1-98-0147 was dismissed. He charged the two with violation of Section 3(e) of Republic Act No. 3019. Against Ana Sy he added a charge of falsification under Article 171 of the Revised Penal Code. "
        "It was resolved that the complaint for violation of Section 3(e) against both, and against the first two for falsification, be dismissed.\nWHEREFORE, the petition is DISMISSED. The Resolution in OMB-1-98-0147 is AFFIRMED.",
    )
    assert len(charges_of(case, "ramos")) == 1
    assert all(c.counts is None for c in case.charges)


@pytest.mark.parametrize(
    "order", ["granted the motion of the prosecution to dismiss", "dismissed", "ordered the dismissal of"]
)
def test_a_motion_to_dismiss_that_was_granted_ends_a_case(order: str) -> None:
    case = alone(
        f"On March 12, 1996, the RTC {order} Criminal Case No. 01-503. The RTC found Lito Ramos guilty of illegal recruitment in large scale in Criminal Case No. 01-501 and of estafa in Criminal Case No. 01-502."
    )
    assert final_of(case, "ramos") == {"01-501": "convicted", "01-502": "convicted", "01-503": "dismissed"}


# ---- what the rules above must not catch -----------------------------------------------------------------


@pytest.mark.parametrize(
    "end",
    [
        "Ana Sy is ACQUITTED, without prejudice to her being held administratively liable.",
        "Ana Sy is ACQUITTED of all the charges; she was found guilty of simple misconduct in another case.",
    ],
)
def test_an_acquittal_beside_words_of_discipline_is_one(end: str) -> None:
    case = reviewed(f"WHEREFORE, the Decision is AFFIRMED as to Lito Ramos. {end}")
    assert set(final_of(case, "sy").values()) == {"acquitted"}
    assert set(final_of(case, "ramos").values()) == {"convicted"}


@pytest.mark.parametrize(
    "cases", ["Cases Nos. 01-501, 01-502 and 01-503", "Nos. 01-501 to 01-503", "Nos. 01-501, 01-502, and 01-503"]
)
def test_every_number_of_a_list_behind_nos_is_read(cases: str) -> None:
    case = reviewed(
        f"WHEREFORE, in {cases}, the conviction of Ana Sy is REVERSED and she is ACQUITTED. That of Lito Ramos is AFFIRMED."
    )
    assert set(final_of(case, "sy").values()) == {"acquitted"}


def test_the_verdict_on_a_fugitive_is_not_that_of_whom_the_sentence_before_named() -> None:
    case = case_of(
        BOTH_APPEAL,
        'Lito Ramos and Ana Sy were charged with estafa in Criminal Case No. 01-502. The RTC ruled:\n"WHEREFORE, accused Lito Ramos is ACQUITTED. The fugitive Ana Sy is found GUILTY of estafa and sentenced to '
        f'two (2) years, as minimum, to six (6) years, as maximum. SO ORDERED."{AFFIRMED}',
    )
    assert final_of(case, "ramos") == {"01-502": "acquitted"}
    assert final_of(case, "sy") == {"01-502": "convicted"}


@pytest.mark.parametrize(
    "motion",
    ["his motion to withdraw his plea of not guilty in", "the motion of counsel to withdraw his appearance in"],
)
def test_a_motion_to_withdraw_something_else_ends_no_case(motion: str) -> None:
    case = alone(
        f"The RTC granted {motion} Criminal Case No. 01-503. The RTC found Lito Ramos guilty in all the cases."
    )
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_a_petition_dismissed_for_lack_of_merit_ends_no_charge() -> None:
    case = case_of(
        "PEOPLE OF THE PHILIPPINES, PETITIONER, VS. SANDIGANBAYAN AND LITO RAMOS, RESPONDENTS.",
        "Lito Ramos was charged with malversation in Criminal Case No. 23417. The Sandiganbayan granted him bail.\n"
        "WHEREFORE, the petition is DISMISSED for lack of merit. The Sandiganbayan is DIRECTED to proceed with the trial.",
    )
    assert {c.disposition.value for c in case.charges} <= {"pending", "unknown"}


@pytest.mark.parametrize(
    "told",
    [
        "The Court of Appeals agreed that the law punishes estafa with imprisonment of six (6) years and one (1) day to fifteen (15) years and that the RTC correctly imposed it.",
        "The Court of Appeals noted that the trial court sentenced Ana Sy to one (1) year in another case.",
    ],
)
def test_a_term_that_another_court_or_the_law_sets_is_no_change_on_appeal(told: str) -> None:
    case = case_of(
        BOTH_APPEAL,
        f"{TRIED}{told}\nWHEREFORE, the appeal is DENIED and the Decision of the Court of Appeals is AFFIRMED.",
    )
    assert terms_of(case, "sy") == {"01-501": "life", "01-502": ESTAFA, "01-503": ESTAFA}


def test_not_only_the_petitioner_is_more_than_the_petitioner() -> None:
    case = case_of(
        "LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN, RESPONDENT.",
        "Petitioner's co-accused Ben Tan was charged too. Not only petitioner but also Tan was charged with malversation in Criminal Case No. 93871. Petitioner moved to quash the information.\nWHEREFORE, the petition is DISMISSED.",
    )
    assert list(final_of(case, "tan")) == ["93871"]


@pytest.mark.parametrize(
    ("number", "values"),
    [("Q-2004-127889", ("Q-2004-127889",)), ("Q-2010-2045", ("Q-2010-2045",)), ("OR-2008-123456", ("OR-2008-123456",))],
)
def test_a_number_with_a_year_is_one_number(number: str, values: tuple[str, ...]) -> None:
    text = f"Criminal Case No. {number} was filed"
    (group,) = find_number_groups(text, 0, len(text))
    assert group.values == values


def test_a_month_names_nobody() -> None:
    case = case_of(
        "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. JUNE RAMOS AND ANA SY, ACCUSED-APPELLANTS.",
        "June Ramos and Ana Sy were charged with estafa in Criminal Case No. 01-502 on June 5, 2005. They were arraigned on June 7, 2005 and tried on June 9, 2005. The RTC found both accused guilty.\n"
        "WHEREFORE, Ana Sy, detained since June 3, 2004, is ACQUITTED. The conviction of June Ramos is AFFIRMED.",
    )
    assert final_of(case, "sy") == {"01-502": "acquitted"}
    assert final_of(case, "ramos") == {"01-502": "convicted"}


def test_all_the_accused_including_appellant_are_all() -> None:
    case = case_of(
        APPEAL,
        "Lito Ramos and Ana Sy were charged with estafa in Criminal Case No. 01-502. The RTC convicted all the accused, including appellant, of estafa."
        + AFFIRMED,
    )
    assert final_of(case, "sy") == final_of(case, "ramos") == {"01-502": "convicted"}


def test_a_term_that_is_deleted_is_not_imposed() -> None:
    case = reviewed(
        "WHEREFORE, the judgment is AFFIRMED with the MODIFICATION that in Criminal Case No. 01-502 the additional penalty of six (6) months imprisonment is DELETED."
    )
    assert terms_of(case, "sy")["01-502"] == ESTAFA


@pytest.mark.parametrize("lead", ["with Salary Grade 27, to suffer", "forfeiture of his salaries and to suffer"])
def test_a_term_behind_words_of_pay_is_one(lead: str) -> None:
    text = f"{lead} imprisonment of six (6) years"
    assert find_penalty(text, 0, len(text)).term is not None


def test_what_stands_is_cut_at_the_last_turn() -> None:
    case = reviewed(
        "WHEREFORE, the appeal is DENIED, and accused Lito Ramos shall be recommitted; but Ana Sy is ACQUITTED."
    )
    assert set(final_of(case, "ramos").values()) == {"convicted"}
    assert set(final_of(case, "sy").values()) == {"acquitted"}


def test_a_court_s_number_beside_the_complaint_at_issue_is_left_out_and_it_is_said() -> None:
    case = case_of(
        COMPLAINT,
        "Petitioner Ruben Diaz assails the dismissal of his complaint in OMB-1-98-0147. Petitioner filed a complaint against respondents for violation of Section 3(e) of Republic Act No. 3019. "
        + "The parties exchanged many pleadings before the Ombudsman. " * 25
        + "An information for falsification against Ana Sy was filed in Criminal Case No. 5521-V.\n"
        "WHEREFORE, the petition is DISMISSED. The Resolution of the Ombudsman in OMB-1-98-0147 is AFFIRMED.",
    )
    assert {c.wording.value.split(":")[0] for c in case.charges if c.wording} == {"complaint OMB-1-98-0147"}
    assert "number_of_a_court_left_out" in {d.code for d in case.diagnostics}
