"""Who is charged under which number in Philippine decisions, where reading too widely would charge the wrong ones."""

from __future__ import annotations

import pytest
from judgment_readings import imported, reading_of

from jointcharge.parsing.judgment_against import restrict_to_judged, restrict_to_named
from jointcharge.parsing.judgment_charges import find_office_of
from jointcharge.parsing.judgment_coaccused import find_in_titles
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_lists import find_people
from jointcharge.parsing.judgment_names import Accused, is_same_person
from jointcharge.parsing.judgment_number_groups import is_same_number
from jointcharge.parsing.judgment_penalties import find_terms
from jointcharge.records.case import Instance


def people(*names: str) -> list[Accused]:
    return [Accused(name, 0, 1, in_caption=True) for name in names]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Susan Ramos", "Susana Ramos", True),
        ("Ana Fabilla", "Ana Pabela", True),
        ("Ana Valdez", "Ana Baldes", True),
        ("Mario Ramos", "Maria Ramos", False),
        ("Ana Ramos", "Ana Santos", False),
        ("Ben Lim", "Ben Lin", False),
    ],
)
def test_a_name_in_two_spellings_is_one_person_and_two_names_are_two(one: str, other: str, same: bool) -> None:
    assert is_same_person(*people(one, other)) is same


def test_a_number_in_a_sentence_of_its_own_is_against_those_of_the_sentence_before() -> None:
    text = (
        "An information was filed with the Sandiganbayan against several respondents, among them Ana Cruz. The same was docketed as Criminal Case No. 1001. "
        "The informations charged several others, among whom was Ben Diaz. The cases were docketed as Criminal Cases Nos. 1002 and 1003."
    )
    infos = [Information("RA 3019", 0, 1, n) for n in ("1001", "1002", "1003")]
    restrict_to_named(reading_of(text), (0, len(text)), infos, people("Ana Cruz", "Ben Diaz"))
    assert [i.accused for i in infos] == [{0}, {1}, {1}]


def test_who_asks_to_be_dropped_from_an_information_is_not_the_only_one_it_charges() -> None:
    text = (
        "It was recommended that Ana Cruz be dropped from the information filed against her in Criminal Case No. 1001."
    )
    infos = [Information("RA 3019", 0, 1, "1001")]
    restrict_to_named(reading_of(text), (0, len(text)), infos, people("Ana Cruz", "Ben Diaz"))
    assert infos[0].accused is None


def test_a_number_under_which_a_term_is_imposed_on_nobody_by_name_is_not_of_the_one_named_elsewhere() -> None:
    text = (
        "WHEREFORE, accused Ana Cruz is found guilty of estafa in Criminal Case No. 1002. In Criminal Case No. 1001, imprisonment of four years. "
        "Let the case against Ben Diaz in Criminal Case No. 1001 be sent to the files."
    )
    infos = [Information("estafa", 0, 1, n) for n in ("1001", "1002")]
    portion = Dispositive(Instance.TRIAL, 0, len(text), "trial")
    restrict_to_judged(reading_of(text), (portion,), infos, people("Ana Cruz", "Ben Diaz"), tried=True)
    assert infos[0].accused is None or 0 in infos[0].accused


def test_an_information_quoted_behind_the_account_names_co_accused_where_it_names_a_known_one() -> None:
    text = "The undersigned prosecutor accuses Ana Cruz, together with Ben Diaz, Carla Sy and John Doe, of the crime of plunder."
    found = [one.name for one in find_in_titles(reading_of(text), 0, people("ANA CRUZ"))]
    assert found == ["Ana Cruz", "Ben Diaz", "Carla Sy", "John Doe"]
    assert not list(find_in_titles(reading_of(text), 0, people("Dina Roa")))


def test_an_offence_is_no_name_in_a_list_and_the_list_ends_with_it() -> None:
    text = "Lito Ramos, Jr. (Ramos), Provincial Administrator, and Ana Sy, Executive Assistant IV, with violation of Section 3(e) of R.A. No. 3019."
    listed = find_people(reading_of(text), 0, len(text))
    assert [one.name for one in listed.people] == ["Lito Ramos, Jr.", "Ana Sy"] and listed.behind.startswith("with")


def test_who_complains_charges_no_one_of_another_matter() -> None:
    case = imported(
        "[ G.R. No. 990800, May 02, 2031 ]\nLUMA TRADING, INC., PETITIONER, VS. OFFICE OF THE OMBUDSMAN, PO1 BEN DIAZ AND PO2 LEO SY, RESPONDENTS.\n"
        "D E C I S I O N\nYSIP, J.:\nPetitioner filed with the Ombudsman a criminal complaint for incriminating innocent persons and grave coercion against herein "
        "respondents PO1 Ben Diaz and PO2 Leo Sy, docketed as OMB-P-C-11-0784. Rollo. An information for fencing was filed against Nilo Tan and Rey Uy. "
        "The Ombudsman dismissed the complaint.\nWHEREFORE, the petition is DISMISSED.\nSO ORDERED.\nLumbao, J., concurs."
    )
    charged = {actor.label.value for actor in case.actors if actor.label and actor.role.value == "defendant"}
    assert charged == {"PO1 BEN DIAZ", "PO2 LEO SY"}
    assert {m.offence_class.value for c in case.charges for m in c.classes} == {"other"}


def test_policemen_who_did_something_to_the_accused_do_not_make_the_accused_one() -> None:
    text = "The police officers then brought Cruz to the station. Municipal Mayor Ben Diaz was charged."
    reading = reading_of(text)
    assert find_office_of(reading, people("Ana Cruz")[0], (0, len(text))) is None
    assert find_office_of(reading, people("Ben Diaz")[0], (0, len(text))) is not None


def test_a_title_does_not_end_in_the_mark_of_a_footnote() -> None:
    case = imported(
        '[ G.R. No. 990801, May 02, 2031 ]\nPEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LEO RAMA A.K.A. "LEON," * ACCUSED-APPELLANT.\n'
        "D E C I S I O N\nYSIP, J.:\nAppellant was charged with estafa in Criminal Case No. 7001. Rollo.\n"
        "WHEREFORE, the conviction for estafa in Criminal Case No. 7001 is AFFIRMED.\nSO ORDERED.\nLumbao, J., concurs."
    )
    assert case.title is not None and case.title.value.endswith('"LEON,"')


def test_the_range_that_the_law_provides_is_no_term_imposed() -> None:
    text = "Applying the Indeterminate Sentence Law, one degree lower would be six (6) months and one (1) day to four (4) years."
    assert not find_terms(text, 0, len(text))


def test_a_number_without_its_year_is_the_same_number() -> None:
    assert is_same_number("CR-1416", "92-CR-1416") and not is_same_number("CR-141", "92-CR-141")
