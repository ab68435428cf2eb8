"""Decisions of the Supreme Court of the Philippines: samples read as a careful reader would, and the parts they are read with."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from judgment_readings import imported, reading_of
from raw_documents import raw_of

from jointcharge.parsing.courts import Hints, phl_supreme_court
from jointcharge.parsing.formats import files
from jointcharge.parsing.judgment_against import restrict_to_named
from jointcharge.parsing.judgment_caption import find_caption, find_numbers
from jointcharge.parsing.judgment_citations import find_citations
from jointcharge.parsing.judgment_coaccused import find_told
from jointcharge.parsing.judgment_dispositions import find_dispositives
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_lists import find_people
from jointcharge.parsing.judgment_mentions import mentioned
from jointcharge.parsing.judgment_names import Accused, names_of_side, split_names
from jointcharge.parsing.judgment_number_groups import find_number_groups, is_same_number
from jointcharge.parsing.judgment_offences import find_mentions, offence_votes
from jointcharge.parsing.judgment_penalties import find_penalty
from jointcharge.parsing.judgment_text import sentences
from jointcharge.parsing.text.encoding import repaired
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Absence, ActorRole, Case, Charge, Disposition, Instance, Span

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = sorted((ROOT / "corpus_samples" / "judgments" / "phl_supreme_court").glob("*.txt"))
DATA = ROOT.parent / "shared" / "data" / "ph_supreme_court"


def case_of(path: Path) -> Case:
    return files.parse(raw_of(path.read_bytes(), path.name)).cases[0]


def expected_of(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))


def accused_of(case: Case) -> list[str]:
    return [a.label.value for a in case.actors if a.role is ActorRole.DEFENDANT and a.label]


def as_written(case: Case, charge: Charge, keys: set[str]) -> dict[str, Any]:
    sentence, fine = charge.sentence, charge.sentence and charge.sentence.fine
    number = re.search(r"No\. (\S+):", charge.wording.value if charge.wording else "")
    appeal = [v.disposition.value for v in charge.verdicts if v.instance is Instance.APPEAL]
    told = {
        "accused": int(str(charge.actor_id).rsplit("#d", 1)[1]),
        "information": number[1] if number else None,
        "provision": charge.provision.value if charge.provision else None,
        "classes": [m.offence_class.value for m in charge.classes],
        "trial": charge.disposition_trial.value,
        "appeal": appeal[0] if appeal else None,
        "final": charge.disposition.value,
        "months_min": sentence.imprisonment_months_min if sentence else None,
        "months": sentence.imprisonment_months_max if sentence else None,
        "life": bool(sentence and sentence.life),
        "fine": [fine.value.amount, fine.value.currency] if fine else None,
    }
    return {key: told[key] for key in keys}


@pytest.mark.parametrize(
    "header",
    [
        "[ G.R. Nos. 990001-02, March 12, 1998 ]",
        "[G.R. Nos. 990001-02. March 12, 1998]",
        "G.R. Nos. 990001-02             March 12, 1998",
        "G.R. Nos. 990001-02, March 12, 1998",
    ],
)
def test_number_and_day_are_read_as_the_different_publishers_print_them(header: str) -> None:
    told = f"EN BANC\n\n{header}\n\nPEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. A.B., ACCUSED-APPELLANT.\n\nDECISION\n\nCRUZ, J.:\n\n"
    caption = find_caption(reading_of(told + "In G.R. No. 123, May 1, 1990, the Court said so."))
    assert [number.value for number in caption.numbers] == ["990001", "990002"]
    assert caption.date is not None and caption.date.value == dt.date(1998, 3, 12)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_the_caption_of_a_sample_is_read(path: Path) -> None:
    case, expected = case_of(path), expected_of(path)
    assert case.number == expected["number"]
    assert case.decision_date is not None and case.decision_date.value == expected["date"]
    assert case.country is not None and case.country.value == expected["country"]
    assert case.proceedings[0].instance is not None and case.proceedings[0].instance.value == expected["kind"]
    assert accused_of(case) == expected["accused"]
    assert sum(a.role is ActorRole.JUDGE for a in case.actors) == expected.get("judges", 0)
    assert len(find_caption(reading_of(path.read_text(encoding="utf-8"))).numbers) == expected["numbers"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_the_charges_of_a_sample_are_those_a_careful_reader_finds_and_no_others(path: Path) -> None:
    case, expected = case_of(path), expected_of(path)["charges"]
    assert [as_written(case, c, set(w)) for c, w in zip(case.charges, expected, strict=False)] == expected
    assert len(case.charges) == len(expected)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_what_a_sample_leaves_open_is_recorded(path: Path) -> None:
    assert set(expected_of(path).get("diagnostics", [])) <= {d.code for d in case_of(path).diagnostics}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_wording_stands_where_its_span_says(path: Path) -> None:
    parsed = files.parse(raw_of(path.read_bytes(), path.name))
    stack: list[Any] = list(parsed.cases)
    checked = 0
    while stack:
        one = stack.pop()
        if isinstance(one, tuple | list):
            stack.extend(one)
        elif hasattr(type(one), "model_fields"):
            wording = getattr(one, "wording", getattr(one, "text", None))
            if isinstance(getattr(one, "span", None), Span) and isinstance(wording, str):
                assert parsed.text[one.span.start : one.span.end] == wording
                checked += 1
            stack.extend(getattr(one, name) for name in type(one).model_fields)
    assert checked > 10


def sample(name: str) -> Case:
    return case_of(next(p for p in SAMPLES if p.stem == name))


def test_an_accused_at_large_is_neither_convicted_nor_acquitted() -> None:
    case = sample("recruitment_and_estafa")
    orbeta = case.actors[1]
    assert [a.value for a in orbeta.absences] == [Absence.AT_LARGE]
    assert {c.disposition for c in case.charges if c.actor_id == orbeta.actor_id} == {Disposition.UNKNOWN}


def test_an_alias_is_kept_with_its_person() -> None:
    assert "alias STELLA" in [n.value for n in sample("recruitment_and_estafa").actors[0].notes]


def test_joint_damages_are_not_added_up_for_each_debtor() -> None:
    paid = [c.sentence.compensation for c in sample("trafficking_joint_damages").charges if c.sentence]
    assert [p.value.amount if p else None for p in paid] == [600000.0, None]


def test_letters_for_names_stay_distinct() -> None:
    case = sample("trafficking_joint_damages")
    assert [[n.value for n in a.notes if n.value == "anonymised"] for a in case.actors[:2]] == [["anonymised"]] * 2


def test_a_public_office_is_read_with_its_place() -> None:
    (mayor, *_) = sample("motion_to_quash_denied").actors
    assert mayor.is_official is not None and mayor.is_official.value
    assert mayor.office is not None and mayor.office.value == "Municipal Mayor"


def test_an_acquittal_on_appeal_leaves_no_penalty() -> None:
    assert sample("sandiganbayan_reversed").charges[0].sentence is None


def test_footnotes_are_no_passages_of_the_decision() -> None:
    texts = [p.text for p in sample("recruitment_and_estafa").passages]
    assert len(texts) > 8 and not any("murder" in t for t in texts)
    assert {p.section for p in sample("recruitment_and_estafa").passages} == {"judgment"}


def test_another_court_is_not_recognised() -> None:
    assert not phl_supreme_court.recognises("UNITED STATES COURT OF APPEALS\nNo. 21-1234", Hints())
    assert not phl_supreme_court.recognises("[ G.R. No. 1, May 1, 2001 ] a text about nothing", Hints())


def test_a_decision_cut_off_before_its_dispositive_portion_says_so_and_guesses_no_final_verdict() -> None:
    text = next(p for p in SAMPLES if p.stem == "motion_to_quash_denied").read_text(encoding="utf-8")
    cut = text[: text.index("WHEREFORE")].replace("What petitioner raises is a matter of defense.", "")
    (case,) = files.parse(raw_of(cut.encode(), "cut.txt")).cases
    assert "no_dispositive_portion" in {d.code for d in case.diagnostics}
    assert not any(c.disposition in (Disposition.CONVICTED, Disposition.ACQUITTED) for c in case.charges)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("115150-55", ["115150", "115151", "115152", "115153", "115154", "115155"]),
        ("178000 and 178003", ["178000", "178003"]),
        ("12-017, 12-018, and 12-019", ["12-017", "12-018", "12-019"]),
        ("98997 to 99000", ["98997", "98998", "98999", "99000"]),
        ("T-1672 to T-1674", ["T-1672", "T-1673", "T-1674"]),
        ("91-101884 to 101886", ["91-101884", "91-101885", "91-101886"]),
        ("RTJ-95-1308", ["RTJ-95-1308"]),
    ],
)
def test_ranges_of_case_numbers_are_written_out(text: str, expected: list[str]) -> None:
    assert [n.value for n in find_numbers(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    ("text", "law", "sections"),
    [
        ("Section 3(e) of R.A. No. 3019", "RA 3019", ("3(e)",)),
        ("Sec. 3, par. (e), of RA 3019, as amended", "RA 3019", ("3(e)",)),
        ("R.A. No. 3019, §3(e)", "RA 3019", ("3(e)",)),
        ("Section 3 (e) and (g) of RA 3019", "RA 3019", ("3(e)", "3(g)")),
        ("Sec. 3, par. (g) in relation to par. (h) of RA 3019", "RA 3019", ("3(g)", "3(h)")),
        ("paragraph 2(a), Article 315 of the Revised Penal Code", "RPC", ("315(2)(a)",)),
        ("Art. 315, par. 2(a) of the Revised Penal Code", "RPC", ("315(2)(a)",)),
        (
            "Article 38 (a) in relation to Article 13 (b) and (c) of the New Labor Code",
            "Labor Code",
            ("38(a)", "13(b)", "13(c)"),
        ),
        ("Art. 38(a) in relation to Art. 39(b) of P.D. 442", "Labor Code", ("38(a)", "39(b)")),
        (
            "Section 4(a), in relation to Sections 6(a) and (c) of Republic Act No. (RA) 9208",
            "RA 9208",
            ("4(a)", "6(a)", "6(c)"),
        ),
        ("RA 3019, as amended, specifically Sections 7 and 8", "RA 3019", ("7", "8")),
        ("Art. 38 of the Code", "Labor Code", ("38",)),
    ],
)
def test_a_provision_is_read_with_law_and_sections(text: str, law: str, sections: tuple[str, ...]) -> None:
    found = next(find_citations(text, 0, len(text)))
    assert (found.law, found.sections) == (law, sections)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (
            "four (4) years and two (2) months of prision correccional, as minimum, to eight (8) years of prision mayor, as maximum",
            50.0,
            96.0,
        ),
        ("from Four (4) Years as MINIMUM to Six (6) Years as MAXIMUM", 48.0, 72.0),
        ("imprisonment of four (4 ) years straight", 48.0, 48.0),
        ("an indeterminate penalty of 4 years and 1 day to 5 years", 48.03, 60.0),
        ("SIX (6) YEARS and ONE (1) MONTH, and perpetual disqualification", 73.0, 73.0),
    ],
)
def test_an_indeterminate_term_has_a_minimum_and_a_maximum(text: str, low: float, high: float) -> None:
    term = find_penalty(text, 0, len(text)).term
    assert term is not None and term.low is not None and term.high is not None
    assert (round(term.low, 2), round(term.high, 2)) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "suspended from office for six (6) months",
        "with subsidiary imprisonment of two (2) months",
        "a boy ten (10) years of age",
    ],
)
def test_suspension_age_and_subsidiary_imprisonment_are_no_prison_terms(text: str) -> None:
    assert find_penalty(text, 0, len(text)).term is None


def test_two_different_terms_in_one_item_are_left_unread() -> None:
    text = "to suffer life imprisonment in the one case; and four (4) years in the other"
    found = find_penalty(text, 0, len(text))
    assert found.term is None and found.several_terms


def test_a_fine_is_told_from_an_indemnity() -> None:
    text = (
        "to pay a fine of Two Million Pesos (Php2,000,000.00) and to indemnify the victim in the amount of P50,000.00"
    )
    found = find_penalty(text, 0, len(text))
    assert found.fine is not None and found.fine.amount == 2000000.0
    assert [a.amount for a in found.awards] == [50000.0]


def test_numbers_of_criminal_cases_are_told_from_other_dockets() -> None:
    text = (
        "Criminal Cases Nos. Q-94-581, Q-94-582 and Q-94-583; Civil Case No. 1234; CA-G.R. CR No. 5678; OMB-0-97-0724"
    )
    groups = find_number_groups(text, 0, len(text))
    assert [g.values for g in groups] == [("Q-94-581", "Q-94-582", "Q-94-583"), ("OMB-0-97-0724",)]
    assert [g.complaint for g in groups] == [False, True]


def test_each_number_gets_the_offence_that_stands_beside_it() -> None:
    text = "guilty of illegal recruitment in large scale in Criminal Case No. 12190-R and of two counts of estafa in Criminal Cases Nos. 12191-R and 12192-R"
    votes = offence_votes(text, [(0, len(text))])
    assert {n: v.most_common(1)[0][0] for n, v in votes.items()} == {
        "12190-R": "illegal_recruitment",
        "12191-R": "estafa",
        "12192-R": "estafa",
    }


@pytest.mark.parametrize(
    "text",
    [
        "for estafa and malversation, docketed as Criminal Cases Nos. 7001 and 7002, respectively.",
        "docketed as Criminal Cases Nos. 7001 and 7002. The first was for estafa, and the second for malversation.",
    ],
)
def test_offences_told_in_turn_go_to_the_numbers_in_their_order(text: str) -> None:
    votes = offence_votes(text, [(0, len(text))])
    assert {n: v.most_common(1)[0][0] for n, v in votes.items()} == {"7001": "estafa", "7002": "malversation"}


def test_the_same_law_is_the_one_named_last() -> None:
    text = "Section 3(h) of R.A. No. 3019, and the second for Section 3(e) of the same law"
    assert [(c.law, c.sections) for c in find_citations(text, 0, len(text))] == [
        ("RA 3019", ("3(h)",)),
        ("RA 3019", ("3(e)",)),
    ]


def test_a_range_that_goes_down_is_a_misprint_of_its_end() -> None:
    assert [n.value for n in find_numbers("25247-25226", 0, 11)] == ["25247"]


def test_offices_and_places_in_a_list_are_no_persons() -> None:
    text = (
        "Mayor Lito Ramos, Municipal Treasurer of San Isidro, Camarines Sur, and Engr. Ana Sy for graft in Quezon City"
    )
    assert [one.name for one in find_people(reading_of(text), 0, len(text)).people] == ["Lito Ramos", "Ana Sy"]


def test_a_complex_crime_is_one_offence() -> None:
    text = "estafa through falsification of public documents"
    assert [m.offence for m in find_mentions(text, 0, len(text))] == ["estafa_falsification"]


def test_names_are_split_and_bodies_left_out() -> None:
    text = "ENGR. CARLO REYES Y PINEDA, ROSA LIM @ ROSE TAN (AT LARGE), JOSE DIAZ, JR. AND PEOPLE OF THE PHILIPPINES"
    found = list(split_names(reading_of(text), 0, len(text), in_caption=True))
    assert [a.name for a in found] == ["ENGR. CARLO REYES Y PINEDA", "ROSA LIM", "JOSE DIAZ, JR."]
    assert [bool(a.at_large) for a in found] == [False, True, False]
    assert found[1].aliases == ["ROSE TAN"]


def test_a_surname_behind_another_first_name_is_another_person() -> None:
    accused = [Accused("PEDRO REYES Y DIZON", 0, 1, True), Accused("ROSA LIM", 0, 1, True)]
    assert mentioned(accused, "to indemnify Narcisa Reyes") == []
    assert mentioned(accused, "accused Reyes and Rosa Lim are guilty") == [0, 1]
    assert mentioned(accused, "Ana Cruz y Dizon testified") == []


def test_abbreviations_end_no_sentence() -> None:
    text = "In Crim. Case No. 7 the court convicted Jose Diaz, Jr. of estafa. He appealed."
    assert [text[s.start : s.end].strip() for s in sentences(text, 0, len(text))] == [
        text[:-12].strip(),
        "He appealed.",
    ]


def test_the_last_portion_before_the_signatures_is_the_courts_own() -> None:
    text = next(p for p in SAMPLES if p.stem == "trafficking_joint_damages").read_text(encoding="utf-8")
    found = find_dispositives(reading_of(text), 0, len(text))
    assert [(p.by, p.instance) for p in found] == [
        ("trial", Instance.TRIAL),
        ("court_of_appeals", Instance.APPEAL),
        ("court", Instance.FINAL),
    ]


def test_json_with_text_is_read_and_its_short_fields_are_hints() -> None:
    text = next(p for p in SAMPLES if p.stem == "motion_to_quash_denied").read_text(encoding="utf-8")
    body = json.dumps({"gr_number": "990207", "decision_date": None, "text": text}).encode()
    raw = raw_of(body, "case.json", "application/json")
    assert files.hints_of(raw).fields == {"gr_number": "990207"}
    assert files.parse(raw).cases[0].number == "990207"


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared decisions are not here")
def test_real_decisions_are_read_without_a_crash_and_with_their_numbers() -> None:
    read = []
    for path in sorted(DATA.rglob("*.json"))[::8]:
        body = path.read_bytes()
        read += files.parse(raw_of(body, path.name, "application/json")).cases
    assert len(read) == 12
    assert all(case.number and case.decision_date for case in read)
    assert sum(bool(case.charges) for case in read) >= 8


def test_characters_that_were_encoded_twice_are_read_once() -> None:
    assert repaired("\xc3\xb1 \xe2\x80\x9cAna\xe2\x80\x9d") == "ñ “Ana”"
    assert repaired("MANH\xc3\xa0 São Café ñ") == "MANH\xc3\xa0 São Café ñ"


def test_a_quoted_portion_ends_where_the_quotation_closes_and_not_at_the_account_behind_it() -> None:
    reading = reading_of(
        'The court ruled:\n"WHEREFORE, accused is found guilty.\n"Costs against him."\n'
        "The information reads that he had been acquitted before.\nWHEREFORE, the appeal is DISMISSED.\nSO ORDERED."
    )
    first, last = find_dispositives(reading, 0, len(reading.plain))
    assert reading.text[first.start : first.end].rstrip().endswith('Costs against him."')
    assert (first.by, last.by) == ("trial", "court")


def test_an_unquoted_portion_ends_where_a_paragraph_tells_on() -> None:
    reading = reading_of(
        "The trial court ruled:\nWHEREFORE, accused is sentenced to life imprisonment.\nAppellant is hereby ordered to pay costs.\n"
        "Accused-appellant is now before us.\nThe appeal is without merit.\nWHEREFORE, the decision is AFFIRMED.\nSO ORDERED."
    )
    first = find_dispositives(reading, 0, len(reading.plain))[0]
    assert reading.text[first.start : first.end].rstrip().endswith("costs.")


def test_words_in_capitals_within_a_sentence_open_no_portion() -> None:
    reading = reading_of("The court erred in finding that the charge was THEREFORE, FABRICATED. He was acquitted.")
    assert find_dispositives(reading, 0, len(reading.plain)) == ()


def test_what_a_prosecutor_resolved_is_no_judgment_of_a_court() -> None:
    reading = reading_of(
        "He ruled:\nWHEREFORE, this Office finds probable cause. So resolved.\nHence, this petition.\nWHEREFORE, it is DISMISSED.\nSO ORDERED."
    )
    assert [p.by for p in find_dispositives(reading, 0, len(reading.plain))] == ["ombudsman", "court"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("four (4) to five (5) years", 48.0, 60.0),
        ("not less than six (6) years, as minimum; and not more than eight (8) years, as maximum", 72.0, 96.0),
        ("four (4) years by way of minimum, to seven (7) years and one (1) day by way of maximum", 48.0, 84.03),
        ("ofSIX (6) YEARS and ONE (1) MONTHasminimumtoTEN (10) YEARSasmaximum", 73.0, 120.0),
        ("two years, four months, and one day, as minimum, to four years and two months", 28.03, 50.0),
        (
            "(or two (2) years ten (10) months and twenty one (21) days) to prision mayor (or to eight (8) years)",
            34.69,
            96.0,
        ),
        ("six (6) months and one (1) day to four (4) years, as minimum, to six (6) years, as maximum", 6.03, 72.0),
    ],
)
def test_a_term_is_read_however_its_ends_are_joined(text: str, low: float, high: float) -> None:
    term = find_penalty(text, 0, len(text)).term
    assert term is not None and term.low is not None and term.high is not None
    assert (round(term.low, 2), round(term.high, 2)) == (low, high)


def test_a_high_end_below_the_low_end_is_no_term() -> None:
    text = "four (4) years in the one, to two (2) months in the other"
    assert find_penalty(text, 0, len(text)).term is None


def test_community_service_and_a_penalty_that_another_is_added_to_are_no_prison_terms() -> None:
    for text in (
        "six (6) months of community service",
        "in addition to the penalty of life imprisonment, a fine of P5,000.00",
    ):
        assert find_penalty(text, 0, len(text)).term is None


def test_millions_are_read_in_brackets_too() -> None:
    text = "to pay a fine of [PHP 2 million]"
    found = find_penalty(text, 0, len(text)).fine
    assert found is not None and found.amount == 2_000_000.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("111365", "92-111365", True),
        ("96-1", "96-01", True),
        ("2398", "SB-17-CRM-2398", True),
        ("13997-R", "13998-R", False),
        ("98", "SB-17-CRM-98", False),
    ],
)
def test_a_number_is_the_same_however_much_of_it_is_written(one: str, other: str, same: bool) -> None:
    assert is_same_number(one, other) is same


def test_brackets_spaces_and_short_numbers_of_a_list_are_written_out() -> None:
    text = "Criminal Case Nos. 23145-[2014]-C, SB-17-CRM- 2398 and Crim. Cases Nos. 96-53 and 54"
    values = [v for g in find_number_groups(text, 0, len(text)) for v in g.values]
    assert values == ["23145-2014-C", "SB-17-CRM-2398", "96-53", "96-54"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Ana Cruz and her co-accused Ben Diaz and one John Doe, both at large, were charged.",
            ["Ben Diaz", "John Doe", "Ana Cruz"],
        ),
        (
            "The prosecutor filed an information charging Kim Ho, Ana Cruz and Rita Uy with estafa.",
            ["Kim Ho", "Ana Cruz", "Rita Uy"],
        ),
        ("The information was amended to include Rita Uy as co-accused.", ["Rita Uy"]),
        ("XXX's co-accused, YYY and ZZZ, were likewise charged with violation of the law.", ["YYY", "ZZZ", "XXX"]),
        ("She went to Manila together with Lea Tan, in order to ask for work.", []),
        (
            "Ana Cruz, Mayor of Sta. Lucia, was there. The Regional Trial Court of Sta. Lucia was charged with the case.",
            [],
        ),
    ],
)
def test_co_accused_are_found_where_a_charge_names_them(text: str, names: list[str]) -> None:
    reading = reading_of(text)
    found = [one.person.name for one in find_told(reading, (0, len(text)), ())]
    assert list(dict.fromkeys(found)) == names


@pytest.mark.parametrize("cue", read_vocabulary("phl_supreme_court")["charged"], ids=lambda cue: str(cue["names"]))
def test_the_example_of_a_cue_names_those_charged(cue: dict[str, Any]) -> None:
    reading = reading_of(cue["example"])
    found = [one.person.name for one in find_told(reading, (0, len(cue["example"])), ())]
    assert sorted(set(found)) == sorted(cue["names"])


def test_a_number_is_against_those_its_charge_names() -> None:
    text = "Ana Cruz, together with Ben Diaz, was charged with graft in Criminal Case No. 1001, and Ben Diaz was charged in Criminal Case No. 1002."
    accused = [Accused(n, 0, 1, True) for n in ("Ana Cruz", "Ben Diaz")]
    infos = [Information("RA 3019", 0, 1, n) for n in ("1001", "1002")]
    restrict_to_named(reading_of(text), (0, len(text)), infos, accused)
    assert [i.accused for i in infos] == [{0, 1}, {1}]


def test_a_charge_against_all_of_the_accused_is_against_all() -> None:
    text = "Ana Cruz appealed. All the accused were charged with estafa in Criminal Case No. 1001."
    accused = [Accused(n, 0, 1, True) for n in ("Ana Cruz", "Ben Diaz")]
    infos = [Information("estafa", 0, 1, "1001")]
    restrict_to_named(reading_of(text), (0, len(text)), infos, accused)
    assert infos[0].accused is None


def test_a_judge_and_a_clerk_are_respondents_without_their_posts_and_addresses() -> None:
    for text, names in (
        ("JUDGE ELIAS V. PONCE, ", ["ELIAS V. PONCE"]),
        ("LINA O. ROA, CASHIER I, OFFICE OF THE CLERK OF COURT, SAN PEDRO, LAGUNA, ", ["LINA O. ROA"]),
        ("COURT OF APPEALS JUSTICES A. B. CRUZ, JR. AND C. D. LIM, ", ["A. B. CRUZ, JR.", "C. D. LIM"]),
    ):
        assert [a.name for a in names_of_side(reading_of(text), 0, len(text), officers=True)] == names


def test_one_person_of_three_names_is_one_accused_and_three_in_the_plural_are_three() -> None:
    text = (
        "[ G.R. No. 990700, May 02, 2031 ]\nPEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LEO RAMA A.K.A. LEON REYES AND LEONARDO CRUZ, "
        "ACCUSED-APPELLANT{}.\nD E C I S I O N\nYSIP, J.:\nAppellant was charged with estafa in Criminal Case No. 7001. Rollo.\n"
        "WHEREFORE, the conviction for estafa in Criminal Case No. 7001 is AFFIRMED.\nSO ORDERED.\nLumbao, J., concurs."
    )
    for plural, number in (("", 1), ("S", 2)):
        case = imported(text.format(plural))
        assert len(accused_of(case)) == number


def test_a_lesser_offence_found_on_appeal_brings_its_own_penalty_and_the_fine_falls() -> None:
    first = sample("co_accused_in_narration").charges[0]
    assert first.sentence is not None and first.sentence.fine is None and first.sentence.imprisonment_months_max == 60.0


def test_a_bribe_is_kept_with_who_had_it() -> None:
    (bribe,) = sample("numbers_of_different_accused").bribes
    assert bribe.amount.value.amount == 200000.0 and bribe.recipient is ActorRole.DEFENDANT
    assert bribe.recipient_id is not None and bribe.recipient_id.endswith("#d1")


def test_victims_named_by_letters_are_no_accused() -> None:
    case = sample("trafficking_joint_damages")
    labels = {a.label.value for a in case.actors if a.role is ActorRole.VICTIM and a.label}
    assert not labels & set(accused_of(case))


def test_a_provision_is_that_of_its_number() -> None:
    case = sample("numbers_of_different_accused")
    assert {c.provision.value for c in case.charges if c.provision} == {
        "Section 3(b) of Republic Act No. 3019",
        "Section 3(e) of Republic Act No. 3019",
    }
