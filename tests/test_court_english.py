"""English-language judgments: every example of the vocabulary, lists of offences, and what must not be read."""

from __future__ import annotations

import datetime as dt

import pytest
from raw_documents import raw_of

from jointcharge.parsing.absences import find_absences
from jointcharge.parsing.courts import Hints, echr, gbr, generic_english, usa_federal
from jointcharge.parsing.judgment_text import read_judgment
from jointcharge.parsing.opinion_case import case_id_for, is_lower_confidence
from jointcharge.parsing.opinion_findings import (
    Person,
    appeal_words,
    find_findings,
    find_terms,
    finding_words,
    named_in,
)
from jointcharge.parsing.opinion_offences import count_numbers, find_offences
from jointcharge.parsing.text.document import DocumentText, TextStatus
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Case
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import sha256_of

VOCABULARY = read_vocabulary("english_judgments")
VASK = Person("Oren Vask", 0, 9)
DRAYCOTT = Person("Milla Draycott", 0, 14)


def document(text: str) -> DocumentText:
    return DocumentText(sha256_of(text.encode()), "text/plain", text, TextStatus.TEXT)


def federal(body: str) -> Case:
    text = (
        "United States Court of Appeals\nFor the Eighth Circuit\nNo. 31-2047\nUnited States of America\nPlaintiff - Appellee\nv.\n"
        f"Oren Vask\nDefendant - Appellant\nFiled: March 3, 2032\n{body}"
    )
    return usa_federal.parse(document(text), raw_of(text))


def offences(words: str, country: str = "GBR") -> list[tuple[str | None, str | None]]:
    found = find_offences(read_judgment(document(words)), 0, len(words), country)
    return [
        (one.wording.value if one.wording else None, one.provision.value if one.provision else None) for one in found
    ]


@pytest.mark.parametrize(("sentence", "outcome"), VOCABULARY["finding_examples"].items())
def test_words_that_lead_to_offences_say_what_was_found(sentence: str, outcome: str | None) -> None:
    found = finding_words(sentence.lower())
    assert found is not None and (found[0].value if found[0] else None) == outcome


@pytest.mark.parametrize(("sentence", "effect"), VOCABULARY["appeal_examples"].items())
def test_words_of_an_appeal_have_the_effect_the_vocabulary_says(sentence: str, effect: str | None) -> None:
    assert appeal_words(sentence) == effect


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("1 and 3", {1, 3}),
        ("Two through Five", {2, 3, 4, 5}),
        ("1-3, 7", {1, 2, 3, 7}),
        ("iv", {4}),
        ("the first", set()),
    ],
)
def test_numbers_of_counts_are_written_out(words: str, numbers: set[int]) -> None:
    assert count_numbers(words) == numbers


def test_each_offence_of_a_list_has_its_own_provision() -> None:
    assert offences(
        "holding a person in slavery or servitude, contrary to section 1 of the Modern Slavery Act 2015 (count 1), and two counts of"
        " false imprisonment contrary to common law"
    ) == [
        ("holding a person in slavery or servitude", "section 1 of the Modern Slavery Act 2015"),
        ("false imprisonment", "common law"),
    ]


def test_force_fraud_or_coercion_is_one_thing() -> None:
    found = offences("sex trafficking by force, fraud, or coercion, in violation of 18 U.S.C. § 1591(a)(1)", "USA")
    assert found == [("sex trafficking by force, fraud, or coercion", "18 U.S.C. § 1591(a)(1)")]


def test_offences_without_provisions_are_parted_where_each_is_one() -> None:
    assert [w for w, _ in offences("kidnapping, false imprisonment and assault")] == [
        "kidnapping",
        "false imprisonment",
        "assault",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "In United States v. Tolland, the defendant was convicted of wire fraud and forced labor.",
        "Vask had been convicted of theft in 2019.",
        "Vask had a previous conviction for burglary.",
        "A person who is convicted of sex trafficking is liable to life imprisonment.",
        "To be convicted of bribery Vask must have known.",
        "Whether he could have been charged with bribery is not before us.",
        "The co-defendant pleaded guilty to kidnapping.",
    ],
)
def test_what_is_told_of_others_or_of_the_law_is_no_finding(sentence: str) -> None:
    case = federal(
        f"A jury convicted Vask of sex trafficking, in violation of 18 U.S.C. § 1591(a). {sentence} We affirm."
    )
    assert [c.provision.value if c.provision else None for c in case.charges] == ["18 U.S.C. § 1591(a)"]


def test_the_means_that_an_information_recites_are_no_charges() -> None:
    case = federal(
        "Vask was charged with trafficking in persons by means of threat, or other forms of coercion, abduction, fraud, deception, abuse of"
        " power or of position, for the purpose of prostitution and forced labor. A jury convicted Vask of trafficking in persons. We affirm."
    )
    assert [[m.offence_class.value for m in c.classes] for c in case.charges] == [["trafficking"]]


def test_a_long_account_that_no_rule_knows_is_recorded_and_no_charge() -> None:
    case = federal("Vask was convicted of something that the clerk wrote down in a hand nobody could read. We affirm.")
    assert case.charges == () and "unknown_offence" in {d.code for d in case.diagnostics}


@pytest.mark.timeout(120)
def test_a_text_without_an_end_costs_no_endless_time() -> None:
    assert federal("Vask was convicted of " + "fraud, and ( " * 5000 + " We affirm.").case_id


def test_letters_that_grow_in_lower_case_shift_nothing() -> None:
    case = federal("İİİ Vask was convicted of sex trafficking, in violation of 18 U.S.C. § 1591(a). İ We affirm.")
    assert [c.wording.wording for c in case.charges if c.wording] == ["sex trafficking"]


def test_a_conviction_told_three_times_is_one_charge() -> None:
    case = federal(
        "Vask appeals his conviction for sex trafficking. A jury convicted Vask of sex trafficking, in violation of 18 U.S.C. § 1591(a)"
        " (Count One). The jury found Vask guilty on Count One. We affirm."
    )
    assert [(c.disposition_trial.value, c.disposition.value) for c in case.charges] == [("convicted", "convicted")]


def test_supervised_release_and_guideline_ranges_are_no_terms() -> None:
    words = (
        "The guideline range was 120 to 150 months. The district court sentenced Vask to 90 months in prison and five years of supervised"
        " release. The statutory maximum is twenty years."
    )
    found = find_terms(read_judgment(document(words)), [VASK], 0, len(words))
    assert [t.months for t in found] == [90]


def test_life_is_a_flag_without_months() -> None:
    case = federal(
        "A jury convicted Vask of sex trafficking. The district court sentenced Vask to life imprisonment. We affirm."
    )
    (charge,) = case.charges
    assert charge.sentence and charge.sentence.life and charge.sentence.imprisonment_months_max is None


def test_one_sentence_for_two_charges_is_kept_once_and_noted() -> None:
    case = federal(
        "A jury convicted Vask of sex trafficking, in violation of 18 U.S.C. § 1591(a), and wire fraud, in violation of 18 U.S.C. § 1343."
        " The district court sentenced Vask to a total term of 150 months in prison. We affirm."
    )
    assert [c.sentence.imprisonment_months_max if c.sentence else None for c in case.charges] == [150, None]
    assert "one_sentence_for_several_charges" in {d.code for d in case.diagnostics}


def test_quashed_and_upheld_in_one_breath_without_counts_is_unknown() -> None:
    case = federal("A jury convicted Vask of bribery. We reverse the conviction. We affirm.")
    assert [c.disposition.value for c in case.charges] == ["unknown"]
    assert "unclear_appeal" in {d.code for d in case.diagnostics}


def test_a_motion_decided_without_a_word_on_the_conviction_leaves_it_standing() -> None:
    case = federal("Vask pleaded guilty to forced labor. The motion to seal the record is denied.")
    assert [[v.instance.value for v in c.verdicts] for c in case.charges] == [["trial"]]


def test_a_finding_about_nobody_that_can_be_told_is_left_out() -> None:
    words = "Both men left. He was convicted of kidnapping."
    assert find_findings(read_judgment(document(words)), [VASK, DRAYCOTT], 0, len(words), "USA") == []


def test_a_surname_that_two_accused_share_needs_the_whole_name() -> None:
    people = [VASK, Person("Ilse Vask", 0, 9)]
    assert named_in(people, "Vask was convicted") == []
    assert [n for n, _ in named_in(people, "Ilse Vask was convicted")] == [1]


def test_british_dates_have_the_day_first() -> None:
    assert gbr.british_date("05/02/2031") == dt.date(2031, 2, 5)
    assert gbr.british_date("31/02/2031") is None


def test_an_ecli_is_built_from_number_and_date() -> None:
    assert echr.build_ecli("25965/04", dt.date(2010, 1, 7)) == "ECLI:CE:ECHR:2010:0107JUD002596504"


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("of Article 6 § 1 of the Convention", ("6 § 1",)),
        ("of Articles 3 and 8", ("3", "8")),
        ("of Article 1 of Protocol No. 1", ("1 of Protocol No. 1",)),
        ("of the Convention", ()),
    ],
)
def test_articles_of_a_conclusion(words: str, articles: tuple[str, ...]) -> None:
    assert echr.articles_in(words) == articles


@pytest.mark.parametrize("court", [echr, gbr, usa_federal, generic_english])
def test_prose_that_is_no_judgment_is_not_recognised(court) -> None:  # type: ignore[no-untyped-def]
    assert not court.recognises("A newspaper told of a motel and of the police who looked away. " * 40, Hints())


@pytest.mark.parametrize(
    ("court", "words"),
    [
        (echr, "is it a judgment of HUDOC"),
        (gbr, "say which court with --court"),
        (usa_federal, "say which court with --court"),
    ],
)
def test_a_text_of_another_court_is_an_error_that_says_what_to_do(court, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ParseError, match=words):
        court.parse(document("A letter."), raw_of("A letter."))


def test_cases_are_named_by_portal_and_path() -> None:
    assert case_id_for(raw_of("x", "https://hudoc.example/app/001-1")) == "files:app/001-1"


def test_only_a_generic_reader_is_of_lower_confidence() -> None:
    text = "REPUBLIC OF KENYA\nREPUBLIC v JOSEPH OKUNDI\nJoseph Okundi was charged with kidnapping."
    assert is_lower_confidence(generic_english.parse(document(text), raw_of(text)))
    assert not is_lower_confidence(federal("We affirm."))


def test_reported_cases_are_found_by_eyecite_when_it_is_installed() -> None:
    pytest.importorskip("eyecite", reason="the extra us is not installed")
    words = "See Bush v. Gore, 531 U.S. 98 (2000)."
    assert usa_federal.cited_cases(words) == (words.index("531"),)


@pytest.mark.parametrize(("sentence", "reason"), VOCABULARY["absence_examples"].items())
def test_words_that_say_why_an_accused_is_not_before_the_court(sentence: str, reason: str | None) -> None:
    found = find_absences(read_judgment(document(sentence)), [Person("Grace Wandera", 0, 13)], 0, len(sentence))
    assert [one.value.value for one in found.get(0, ())] == ([reason] if reason else [])


def test_of_two_accused_only_the_one_named_is_at_large() -> None:
    people = [Person("Joseph Okundi", 0, 13), Person("Grace Wandera", 0, 13)]
    text = "Okundi was tried alone, while Wandera remains at large."
    assert set(find_absences(read_judgment(document(text)), people, 0, len(text))) == {1}
