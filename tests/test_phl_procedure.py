"""Philippine decisions: turns of procedure told in several wordings, in fictional decisions.

Each test gives the wordings that courts use for one thing, and what the rule for it must not catch.
"""

from __future__ import annotations

import pytest
from judgment_readings import imported, reading_of
from phl_decisions import APPEAL, BOTH_APPEAL, SIGNED, TRIED, case_of, charges_of, final_of

from jointcharge.parsing.judgment_caption import find_caption
from jointcharge.parsing.judgment_dismissed import find_dismissed
from jointcharge.parsing.judgment_number_groups import find_number_groups
from jointcharge.parsing.judgment_offences import offence_votes
from jointcharge.parsing.judgment_outcomes import Item, parts_of

PETITION = (
    "LITO RAMOS AND ANA SY, PETITIONERS, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
    """Petitioners Lito Ramos and Ana Sy were charged with violation of Section 3(e) of R.A. No. 3019 before the Sandiganbayan in Criminal Cases Nos. 28001 and 28002.
They moved to quash. The motion was denied. The issue is whether the informations state an offense.
"""
    + "The test is whether the facts alleged, if admitted, would establish the elements of the crime. " * 30
    + """
{since}
WHEREFORE, the petition is DISMISSED for lack of merit.""",
)


@pytest.mark.parametrize(
    ("since", "ramos", "sy"),
    [
        ("Criminal Case No. 28001 has since been decided, acquitting Ana Sy.", "pending", "acquitted"),
        ("Criminal Case No. 28001 has since been decided, acquitting petitioners.", "acquitted", "acquitted"),
        (
            "Criminal Case No. 28001 has in the meantime been decided, finding the accused guilty.",
            "convicted",
            "convicted",
        ),
        (
            "Criminal Case No. 28001 has since been decided, convicting Lito Ramos and acquitting Ana Sy.",
            "pending",
            "pending",
        ),
        ("Criminal Case No. 28001 has since been decided with an acquittal.", "pending", "pending"),
        ("Criminal Case No. 28001 has since been decided, acquitting Pedro Cruz.", "pending", "pending"),
    ],
)
def test_a_judgment_given_meanwhile_is_of_those_whom_its_sentence_is_about(since: str, ramos: str, sy: str) -> None:
    case = case_of(PETITION[0], PETITION[1].format(since=since))
    assert final_of(case, "ramos") == {"28001": ramos, "28002": "pending"}
    assert final_of(case, "sy") == {"28001": sy, "28002": "pending"}


def test_a_judgment_given_meanwhile_in_one_case_says_nothing_of_the_number_told_behind_it() -> None:
    since = "Criminal Case No. 28001 has since been decided, acquitting petitioners, while Criminal Case No. 28002 is being tried."
    case = case_of(PETITION[0], PETITION[1].format(since=since))
    assert final_of(case, "ramos") == {"28001": "acquitted", "28002": "pending"}


def test_a_judgment_that_names_nobody_is_of_the_one_accused_there_is() -> None:
    since = "Criminal Case No. 28001 has since been decided with an acquittal."
    told = PETITION[1].format(since=since).replace("Lito Ramos and Ana Sy were", "Lito Ramos was")
    case = case_of("LITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.", told)
    assert final_of(case, "ramos") == {"28001": "acquitted", "28002": "pending"}


INSTEAD = """WHEREFORE, the petition is PARTLY GRANTED. Petitioners are ACQUITTED of violation of Section 3(e) of Republic Act No. 3019. Petitioner Ana Sy is found GUILTY beyond reasonable doubt of {counts} of falsification of public documents under Article 172(1) of the Revised Penal Code{where}. She is sentenced to two (2) years and four (4) months, as minimum, to four (4) years, as maximum, for each count."""


@pytest.mark.parametrize(
    ("counts", "where", "told"),
    [
        ("two counts", "", 2),
        ("two counts", " in Criminal Cases Nos. 26002 and 26003", 0),
        ("three counts", "", 0),
    ],
)
def test_fewer_counts_of_another_offence_than_were_charged_are_said_to_be_none_in_particular(
    counts: str, where: str, told: int
) -> None:
    case = case_of(
        "LITO RAMOS AND ANA SY, PETITIONERS, VS. PEOPLE OF THE PHILIPPINES, RESPONDENT.",
        """Petitioners Lito Ramos and Ana Sy were convicted by the Sandiganbayan of three counts of violation of Section 3(e) of R.A. No. 3019 in Criminal Cases Nos. 26001, 26002 and 26003.
The dispositive portion of the Sandiganbayan decision reads:
"WHEREFORE, in Criminal Cases Nos. 26001, 26002 and 26003, accused Lito Ramos and Ana Sy are found GUILTY of violation of Section 3(e) of R.A. No. 3019 and sentenced to six (6) years and one (1) month, as minimum, to ten (10) years, as maximum, for each count. SO ORDERED."
The issue is whether the elements were proved.
"""
        + INSTEAD.format(counts=counts, where=where),
    )
    convicted = [n for n, verdict in final_of(case, "sy").items() if verdict == "convicted"]
    assert len(convicted) == (3 if counts.startswith("three") else 2)
    assert not where or convicted == ["26002", "26003"]
    assert [d.code for d in case.diagnostics].count("which_counts_not_told") == told


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        (
            "THE PEOPLE OF THE PHILIPPINES, plaintiff-appellee,\nvs.\nLITO RAMOS y CRUZ and ANA SY, accused-appellants.",
            ["LITO RAMOS y CRUZ", "ANA SY"],
        ),
        ("PEOPLE OF THE PHILIPPINES, Plaintiff-Appellee, versus LITO RAMOS, Accused-Appellant.", ["LITO RAMOS"]),
        ("PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, V. LITO V. RAMOS, ACCUSED-APPELLANT.", ["LITO V. RAMOS"]),
    ],
)
def test_the_accused_behind_any_versus_are_found_whole(caption: str, names: list[str]) -> None:
    case = case_of(caption, TRIED + "The issue is credibility.\nWHEREFORE, the decision is AFFIRMED.")
    labels = [a.label.value for a in case.actors if a.label]
    assert labels[: len(names)] == names


def test_an_accused_with_a_maternal_name_is_the_appellant_without_it() -> None:
    parties = "PEOPLE OF THE PHILIPPINES, plaintiff-appellee, vs. LITO RAMOS y CRUZ and ANA SY, accused. LITO RAMOS, accused-appellant."
    case = case_of(
        parties,
        TRIED + "The issue is credibility.\nWHEREFORE, the decision is REVERSED and appellant Lito Ramos is ACQUITTED.",
    )
    assert set(final_of(case, "ramos").values()) == {"acquitted"}
    assert set(final_of(case, "sy").values()) == {"convicted"}


def test_the_second_of_two_captions_has_its_date_before_the_names() -> None:
    text = (
        "G.R. No. 300061               June 18, 2028\n\nLITO RAMOS, petitioner,\nvs.\nPEOPLE OF THE PHILIPPINES, respondent.\n\n"
        "x - - - - - x\n\nG.R. No. 300063               June 18, 2028\n\nANA SY and BEN TAN, petitioners,\nvs.\nPEOPLE OF THE PHILIPPINES, respondent.\n\n"
        "D E C I S I O N\n\nTAGLE, J.:\n\nThese are petitions for review."
    )
    caption = find_caption(reading_of(text))
    assert [text[s.start : s.end].strip(" ,\n") for s in caption.side("petitioner")] == [
        "LITO RAMOS",
        "ANA SY and BEN TAN",
    ]


@pytest.mark.parametrize("abbreviated", ["Nos.", "NOS."])
def test_the_caption_of_several_numbers_is_known_in_capitals_too(abbreviated: str) -> None:
    case = imported(
        f"THIRD DIVISION\n[ G.R. {abbreviated} 300071-72, June 18, 2028 ]\nLITO RAMOS, PETITIONER, VS. SANDIGANBAYAN AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.\n"
        f"D E C I S I O N\nTAGLE, J.:\nThis is a petition for review.\nWHEREFORE, the petition is DENIED.\n{SIGNED}"
    )
    assert (case.source, case.number, case.country and case.country.value) == ("files", "300071", "PHL")
    assert case.decision_date is not None and case.decision_date.value.isoformat() == "2028-06-18"


def test_a_slip_decision_has_its_date_above_the_ponente() -> None:
    text = "G.R. No. 300031 - PEOPLE OF THE PHILIPPINES, Plaintiff-Appellee, versus LITO RAMOS, Accused-Appellant.\nPromulgated:\n\nJuly 3, 2033\nDECISION\nTAGLE, J.:\nThis is an appeal."
    date = find_caption(reading_of(text)).date
    assert date is not None and date.value.isoformat() == "2033-07-03"


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (
            "appellant Ramos is sentenced to two (2) years; while appellant Ana Sy is ACQUITTED",
            ["convicted", "; while appellant Ana Sy is ACQUITTED"],
        ),
        (
            "Ben Tan is found GUILTY and shall pay P5,000.00, and Ana Sy and Leo Uy are hereby ACQUITTED",
            ["convicted", ", and Ana Sy and Leo Uy are hereby ACQUITTED"],
        ),
        (
            "Ana Sy is ACQUITTED of graft but is found GUILTY of falsification",
            ["acquitted", "but is found GUILTY of falsification"],
        ),
        ("convicting Ana Sy of estafa and acquitting Ben Tan thereof", ["convicted", "acquitting Ben Tan thereof"]),
    ],
)
def test_a_verdict_takes_the_names_of_its_own_clause(words: str, parts: list[str]) -> None:
    (_, first), (second, _) = parts_of(words, Item(0, len(words)))
    assert [first.value if first else None, words[second.start : second.end]] == parts


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        (
            "The trial court dismissed Criminal Cases Nos. 01-502 and 01-503 for failure of the complainants to appear.",
            ("01-502", "01-503"),
        ),
        ("Criminal Case No. 01-503 was provisionally dismissed on motion of the prosecution.", ("01-503",)),
        ("On desistance of the complainant, the dismissal of Criminal Case No. 01-502 followed.", ("01-502",)),
        ("Accused filed a motion to dismiss Criminal Case No. 01-502.", ()),
        ("The order that dismissed Criminal Case No. 01-502 was set aside.", ()),
        ("The petition in Criminal Case No. 01-502 should have been dismissed.", ()),
    ],
)
def test_a_case_dismissed_before_judgment_is_told_by_its_number(told: str, numbers: tuple[str, ...]) -> None:
    assert [v for group, _ in find_dismissed(told, 0, len(told)) for v in group.values] == list(numbers)


def test_a_case_dismissed_before_judgment_is_kept_and_dismissed() -> None:
    told = TRIED.replace("Nos. 01-502 and 01-503 were", "").replace(
        "with estafa in Criminal Cases Nos. 01-502 and 01-503.",
        "with estafa in Criminal Cases Nos. 01-502 to 01-504. Criminal Case No. 01-504 was dismissed upon the desistance of the complainant.",
    )
    case = case_of(BOTH_APPEAL, told + "The issue is credibility.\nWHEREFORE, the decision is AFFIRMED.")
    assert final_of(case, "sy") == {
        "01-501": "convicted",
        "01-502": "convicted",
        "01-503": "convicted",
        "01-504": "dismissed",
    }


def test_a_case_dismissed_against_somebody_else_stays_open_for_the_accused() -> None:
    told = TRIED.replace(
        "with estafa in Criminal Cases Nos. 01-502 and 01-503.",
        "with estafa in Criminal Cases Nos. 01-502 to 01-504. Criminal Case No. 01-504 was dismissed as against Rufo Lim.",
    )
    case = case_of(BOTH_APPEAL, told + "The issue is credibility.\nWHEREFORE, the decision is AFFIRMED.")
    assert final_of(case, "sy").get("01-504") != "dismissed"


@pytest.mark.parametrize(
    "told",
    [
        "Criminal Cases Nos. 44121 to 44124, one for illegal recruitment in large scale and three for estafa",
        "one information for illegal recruitment and three (3) counts of estafa, docketed as Criminal Cases Nos. 44121 to 44124",
    ],
)
def test_offences_with_counts_share_a_list_of_numbers_in_their_order(told: str) -> None:
    votes = offence_votes(told, [(0, len(told))])
    best = {number: counted.most_common(1)[0][0] for number, counted in votes.items()}
    assert best == {"44121": "illegal_recruitment", "44122": "estafa", "44123": "estafa", "44124": "estafa"}


@pytest.mark.parametrize(
    "told",
    [
        "In Criminal Case No. 28002, Ana Sy and Ben Tan were further charged with estafa.",
        "Criminal Case No. 28002 charges Ana Sy and Ben Tan with estafa.",
        "Criminal Case No. 28002, for estafa under Article 315 of the Revised Penal Code, was filed against Ana Sy and Ben Tan.",
        "Criminal Case No. 28002 is for estafa, against Ana Sy and Ben Tan.",
        "In Criminal Case No. 28002, Ana Sy and Ben Tan alone stood accused of estafa.",
    ],
)
def test_an_information_is_against_those_named_behind_its_number(told: str) -> None:
    case = case_of(
        "LITO RAMOS, ANA SY AND BEN TAN, PETITIONERS, VS. COURT OF APPEALS AND PEOPLE OF THE PHILIPPINES, RESPONDENTS.",
        f"Petitioners assail the denial of their motion to quash in Criminal Cases Nos. 28001 and 28002. In Criminal Case No. 28001, Lito Ramos was charged with perjury. {told} The issue is whether the court erred.\nWHEREFORE, the petition is DENIED.",
    )
    assert [list(charges_of(case, name)) for name in ("ramos", "sy", "tan")] == [["28001"], ["28002"], ["28002"]]


@pytest.mark.parametrize(
    "told",
    [
        "The CA acquitted Ana Sy of all the charges, holding that she was a mere employee.",
        "The Court of Appeals, however, acquitted Ana Sy on reasonable doubt.",
        "Ana Sy was acquitted of all charges by the appellate court.",
        "The CA affirmed the conviction of Lito Ramos but acquitted Ana Sy for want of proof.",
    ],
)
def test_whom_the_court_of_appeals_acquitted_in_passing_is_acquitted(told: str) -> None:
    case = case_of(APPEAL, f"{TRIED}{told} The issue is credibility.\nWHEREFORE, the appeal is DENIED.")
    assert set(final_of(case, "sy").values()) == {"acquitted"}
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_what_an_accused_argues_of_an_acquittal_acquits_nobody() -> None:
    told = "Appellant argues that the Court of Appeals should have acquitted Ana Sy."
    case = case_of(APPEAL, f"{TRIED}{told} The issue is credibility.\nWHEREFORE, the appeal is DENIED.")
    assert set(final_of(case, "sy").values()) == {"convicted"}


def test_who_died_on_appeal_below_is_dismissed_and_the_appellant_is_not() -> None:
    told = "While the appeal was pending in the Court of Appeals, Ana Sy died of illness. The appellate court declared her criminal liability extinguished and dismissed the cases as against her, and affirmed in all other respects."
    case = case_of(APPEAL, f"{TRIED}{told} The issue is credibility.\nWHEREFORE, the appeal is DENIED.")
    assert set(final_of(case, "sy").values()) == {"dismissed"}
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_the_cases_against_somebody_who_died_are_all_of_them() -> None:
    own = "WHEREFORE, the decision is AFFIRMED as to Lito Ramos, with the modification that in Criminal Cases Nos. 01-502 and 01-503 he shall suffer two (2) years, as minimum, to six (6) years, as maximum. By reason of her death, the cases against Ana Sy are DISMISSED."
    case = case_of(BOTH_APPEAL, f"{TRIED}The issue is credibility.\n{own}")
    assert set(final_of(case, "sy").values()) == {"dismissed"}
    assert set(final_of(case, "ramos").values()) == {"convicted"}


def test_an_acquittal_of_one_is_no_acquittal_of_the_other_who_is_sentenced_anew() -> None:
    own = "WHEREFORE, the Court resolves: 1. Accused-appellant Lito Ramos is found GUILTY of illegal recruitment in large scale in Criminal Case No. 01-501, for which he is sentenced to life imprisonment, and of estafa in Criminal Cases Nos. 01-502 and 01-503, for which he is sentenced to two (2) years, as minimum, to six (6) years, as maximum, for each count; 2. Accused-appellant Ana Sy is ACQUITTED of all the charges."
    case = case_of(BOTH_APPEAL, f"{TRIED}The issue is credibility.\n{own}")
    assert set(final_of(case, "ramos").values()) == {"convicted"}
    assert set(final_of(case, "sy").values()) == {"acquitted"}


def test_each_information_has_the_provision_that_it_closes_with_and_a_conviction_its_own() -> None:
    quoted = "That on or about May 5, 2027, the accused, conspiring together, did then and there willfully and unlawfully recruit and harbor {who} for prostitution. CONTRARY TO {law}."
    told = (
        "Lito Ramos and Ana Sy were charged with trafficking in persons in two Informations:\nCriminal Case No. 12-881\n"
        + quoted.format(who="AAA", law="Section 4(a) in relation to Section 6(a) of R.A. No. 9208")
        + "\nCriminal Case No. 12-882\n"
        + quoted.format(who="BBB", law="Section 4(e) of R.A. No. 9208")
        + '\nThe RTC disposed: "WHEREFORE, accused Lito Ramos and Ana Sy are found GUILTY of trafficking in persons in Criminal Cases Nos. 12-881 and 12-882 and sentenced to life imprisonment and a fine of P2,000,000.00 in each case. SO ORDERED."\nThe issue is credibility.\n'
        "WHEREFORE, the decision is AFFIRMED with MODIFICATION. Accused-appellant Ana Sy is found GUILTY of violation of Section 5(a) of Republic Act No. 9208 in Criminal Case No. 12-881 and is sentenced to fifteen (15) years."
    )
    case = case_of(BOTH_APPEAL, told)
    provisions = {
        (name, n): c.provision.value.split(" of ")[0].split(" in ")[0]
        for name in ("ramos", "sy")
        for n, c in charges_of(case, name).items()
        if c.provision
    }
    assert provisions == {
        ("ramos", "12-881"): "Section 4(a)",
        ("ramos", "12-882"): "Section 4(e)",
        ("sy", "12-881"): "Section 5(a)",
        ("sy", "12-882"): "Section 4(e)",
    }


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        (
            "Those in SB-17-CRM-0611, SB-17-CRM-0612 and SB-17-CRM-0613 charge graft.",
            ("SB-17-CRM-0611", "SB-17-CRM-0612", "SB-17-CRM-0613"),
        ),
        ("Criminal Case Nos. SB-17-CRM-0611 and SB-17-CRM-0612", ("SB-17-CRM-0611", "SB-17-CRM-0612")),
        ("R-MKT-18-01234-CR was raffled to Branch 5.", ("R-MKT-18-01234-CR",)),
        ("A.M. No. SB-17-24-P was an administrative case.", ()),
    ],
)
def test_dockets_of_criminal_cases_are_numbers_without_the_words(told: str, numbers: tuple[str, ...]) -> None:
    assert [v for group in find_number_groups(told, 0, len(told)) for v in group.values] == list(numbers)


def test_accused_at_large_are_charged_under_the_numbers_their_archiving_does_not_repeat() -> None:
    told = TRIED.replace("Lito Ramos and Ana Sy were charged", "Lito Ramos, Ana Sy and Ben Tan were charged").replace(
        "SO ORDERED.", "Let the cases against Ben Tan, who is at large, be archived until his arrest. SO ORDERED."
    )
    parties = "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS, ANA SY AND BEN TAN (AT LARGE), ACCUSED, LITO RAMOS AND ANA SY, ACCUSED-APPELLANTS."
    case = case_of(parties, f"{told}The issue is credibility.\nWHEREFORE, the decision is AFFIRMED.")
    assert final_of(case, "tan") == {"01-501": "unknown", "01-502": "unknown", "01-503": "unknown"}
