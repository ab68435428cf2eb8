"""The factors' vocabulary on its own examples, and what makes a case say a factor."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, build

from jointcharge.analysis import Frames
from jointcharge.analysis.factor_answers import amounts_of, describes, read_factors
from jointcharge.analysis.factors import factor_of, factors, languages, open_vocabulary
from jointcharge.analysis.states import MISSING, NO, NOT_OBSERVABLE, YES
from jointcharge.records.errors import ReportError

T, B = "trafficking", "bribery_active"
VOCABULARY = {language: open_vocabulary(language) for language in languages()}
EXAMPLES = [(v.language, f.id, text) for v in VOCABULARY.values() for f in v.factors for text in f.examples]
COUNTEREXAMPLES = [
    (v.language, f.id, text) for v in VOCABULARY.values() for f in v.factors for text in f.counterexamples
]
MONEY = [(v.language, one) for v in VOCABULARY.values() for one in v.currency_examples]


@pytest.mark.parametrize(("language", "factor", "text"), EXAMPLES)
def test_every_example_says_its_factor(language, factor, text):
    assert VOCABULARY[language].find(factor, text) is not None


@pytest.mark.parametrize(("language", "factor", "text"), COUNTEREXAMPLES)
def test_no_counterexample_says_its_factor(language, factor, text):
    assert VOCABULARY[language].find(factor, text) is None


@pytest.mark.parametrize(("language", "example"), MONEY)
def test_amounts_are_read_as_the_vocabulary_says(language, example):
    found = [(amount, currency) for amount, currency, _, _ in VOCABULARY[language].amounts(example["text"])]
    assert found == ([] if example["amount"] is None else [(example["amount"], example["currency"])])


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("It was $150 a week.", 150, None),  # whose dollar?
        ("It was US$ 1,250.50 in all.", 1250.5, "USD"),
        ("It was €40 000 in all.", 40000, "EUR"),
        ("It was 500,000 lekë on the table.", 500000, "ALL"),
        ("It was 2.000 euros.", 2000, "EUR"),
    ],
)
def test_amounts_are_read_in_the_usual_spellings(text, amount, currency):
    [(found, code, start, end)] = VOCABULARY["en"].amounts(text)
    assert (found, code) == (amount, currency)
    assert text[start:end].strip(" .") in text
    assert any(char.isdigit() for char in text[start:end])


def test_every_guard_is_used_and_says_why():
    import yaml

    from jointcharge.analysis.factors import FOLDER

    guards = yaml.safe_load((FOLDER / "guards.en.yml").read_text("utf-8"))["guards"]
    used = {name for f in factors() for name in f.unless}
    assert {g["id"] for g in guards} == used
    assert all(g["because"].endswith(".") for g in guards)


def test_the_factors_asked_for_are_all_there():
    names = {f.id for f in factors()}
    assert {
        "financial_investigation", "undercover", "intercepts", "searches_and_ledgers", "international_cooperation", "specialised_unit",
        "insider", "victim_testimony", "victim_protection", "plea_agreement", "media_or_ngo", "organised_group", "bribe_amount",
        "several_defendants", "official_police", "official_senior",
    } <= names  # fmt: skip
    assert len(names) == len(factors())


def test_an_unknown_factor_is_told_which_there_are():
    with pytest.raises(ReportError, match=r"no factor 'wiretap'; ask for one of .*intercepts"):
        factor_of("wiretap")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("factors:\n  - {id: x, title: X, topic: t, any: [some words]}", "examples and counterexamples"),
        ("factors:\n  - {id: x, title: X, topic: t}", "read from nothing"),
        (
            "factors:\n  - {id: x, title: X, topic: t, any: [a], unless: [nobody], examples: [a], counterexamples: [b]}",
            "unknown guard 'nobody'",
        ),
        ("factors:\n  - &x {id: x, title: X, topic: t, keywords: [k]}\n  - *x", "defined twice"),
        (
            "factors:\n  - {id: x, title: X, topic: t, any: ['(open'], examples: [a], counterexamples: [b]}",
            "cannot be read",
        ),
        ("just words", "not a mapping"),
        ("factors: [", "cannot be read"),
    ],
)
def test_a_wrong_vocabulary_is_told_where_and_what(tmp_path, text, said):
    (tmp_path / "some.en.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=said):
        open_vocabulary("en", tmp_path)


def test_a_language_without_files_is_refused(tmp_path):
    with pytest.raises(ReportError, match=r"add <topic>\.fi\.yml"):
        open_vocabulary("fi", tmp_path)


# ---- from a corpus ----


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    told = (
        a_case(
            "A", ("d1", T, "convicted"), ("d2", B, "convicted"), ("d3", "organised_crime", "convicted"),
            tags=["form:bribery@2", "actor:police@2"], keywords=("Undercover operations", "Something else"),
            texts=("Wiretaps ran for weeks.", "He gave the sergeant 200 euros, and 50 euros to another.", "The rent was 900 euros."),
        ),
        a_case("B", ("d1", T, "convicted"), tags=["form:bribery"], texts=("No wiretap was ordered for the mayor.",)),
        a_case("C", ("d1", T, "convicted"), tags=None, texts=("A wiretap was ordered, and the constable was heard.",)),
        a_case("D", ("d1", T, "convicted"), tags=[], sees="cxv", texts=()),
        a_case("E", ("d1", T, "convicted"), actors=(), tags=["actor:recruitment_agency"], texts=("The mayor paid 300 euros of rent.",)),
    )  # fmt: skip
    return Frames(build(tmp_path_factory.mktemp("corpus"), *told))


@pytest.fixture(scope="module")
def table(frames):
    return read_factors(frames, np.arange(5))


def evidence(table, factor, row):
    return [(one.kind, one.id, one.words) for one in table.evidence[factor].get(row, ())]


def test_a_passage_says_a_factor_and_is_named_with_its_words(table):
    assert evidence(table, "intercepts", 0) == [("passage", "test:A@1", "Wiretaps")]
    assert table.answers["intercepts"].tolist() == [YES, NO, YES, NOT_OBSERVABLE, NO]


def test_a_portals_keyword_says_a_factor_though_the_text_is_silent(table):
    assert evidence(table, "undercover", 0) == [("keyword", "Undercover operations", "Undercover operations")]
    assert table.answers["undercover"].tolist() == [YES, NO, NO, NOT_OBSERVABLE, NO]


def test_a_charge_of_organised_crime_says_an_organised_group(table):
    assert evidence(table, "organised_group", 0) == [("charge", "test:A#c3", "organised_crime: s. 3")]


def test_the_number_of_defendants_is_known_only_where_someone_is_recorded(table):
    assert evidence(table, "several_defendants", 0) == [("number", "n_defendants", "3")]
    assert table.answers["several_defendants"].tolist()[:3] == [YES, NO, NO]


def test_the_official_is_read_only_where_the_tagger_read_and_the_passage_describes_corruption(table):
    assert table.answers["official_police"].tolist() == [YES, NO, NOT_OBSERVABLE, NOT_OBSERVABLE, NO]
    assert evidence(table, "official_junior", 0) == [("passage", "test:A@2", "sergeant")]
    assert table.answers["official_junior"][2] == NOT_OBSERVABLE  # nobody tagged the constable's passage
    assert table.answers["official_senior"].tolist()[1] == YES  # the mayor stands in a tagged passage
    assert table.answers["official_senior"].tolist()[4] == NO  # here it does not


def test_amounts_are_those_of_the_bribe_not_of_the_rent(table):
    assert amounts_of(table, "bribe_amount", np.array([0])) == {"EUR": [50.0, 200.0]}
    assert amounts_of(table, "bribe_amount", np.array([4])) == {}


def test_a_case_without_text_is_unread_and_has_no_words(table):
    assert table.unread == 1
    assert table.words.tolist()[3] == 0
    assert table.words.tolist()[1] == 7


def test_only_forms_public_actors_and_officials_in_the_crime_describe_corruption():
    assert describes({("form", "bribery")})
    assert describes({("actor", "police")})
    assert describes({("signal", "official_involved")})
    assert not describes({("actor", "recruitment_agency"), ("signal", "unlawful_fees"), ("stage", "recruitment")})


def test_a_plea_among_the_charges_says_a_guilty_plea(tmp_path):
    from corpus_builder import a_charge, stated

    from jointcharge.records.case import Plea

    charge = a_charge("test:P", 1, "d1", T, "convicted", plea=stated(Plea.GUILTY))
    frames = Frames(build(tmp_path, a_case("P", charge, actors=("d1",), tags=[], texts=("Nothing of the sort.",))))
    table = read_factors(frames, np.array([0]))
    assert evidence(table, "plea_agreement", 0) == [("charge", "test:P#c1", "guilty: s. 1")]


def test_a_text_in_a_language_without_vocabulary_is_not_a_no(tmp_path):
    told = a_case("X", ("d1", T, "convicted"), tags=[], texts=("Es wurde abgehört.",))
    case = told.case.model_copy(
        update={"passages": tuple(p.model_copy(update={"language": "de"}) for p in told.case.passages)}
    )
    told.case = case
    table = read_factors(Frames(build(tmp_path, told)), np.array([0]))
    assert table.answers["intercepts"].tolist() == [NOT_OBSERVABLE]
    assert table.unread == 1
    assert table.answers["several_defendants"].tolist() == [NO]
    assert MISSING not in table.answers["intercepts"]
