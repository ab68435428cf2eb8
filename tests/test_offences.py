"""Which offence classes a provision or a wording means; the rules' own examples are the larger half."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from jointcharge.records.citations import find_citations, fold, natural_key, section_key, split_section
from jointcharge.records.errors import OffenceDataError
from jointcharge.records.offence_rules import (
    FOLDER,
    Provision,
    build_provision,
    codes_of_classes,
    countries,
    jurisdiction_of,
    read_yaml,
)
from jointcharge.records.offences import (
    CORRUPTION_CLASSES,
    OffenceClass,
    absent_offences,
    classify,
    provisions_of,
    rules_version,
)
from jointcharge.records.patterns import keys_of, regex_of
from jointcharge.records.wordings import Vocabulary, Wording, build_wording, vocabulary

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
TODAY = dt.date(2021, 1, 1)


def classes(provision: str | None, wording: str | None, country: str | None, on: dt.date | None = None) -> set[str]:
    return {str(m.offence_class) for m in classify(provision, wording, country, on)}


def rules(provision: str | None, wording: str | None, country: str | None, on: dt.date | None = None) -> set[str]:
    return {m.rule for m in classify(provision, wording, country, on)}


def day_in_force(provision: Provision) -> dt.date | None:
    if provision.valid_to:
        return provision.valid_to
    return max(provision.valid_from, TODAY) if provision.valid_from else None


# ---- the rules' own examples ----


@pytest.mark.parametrize("country", countries())
def test_every_provision_answers_its_examples_and_no_counterexample(country: str) -> None:
    for provision in provisions_of(country):
        on = day_in_force(provision)
        expected = {str(c) for c in provision.classes}
        for example in provision.examples:
            matches = classify(example, None, country, on)
            assert provision.id in {m.rule for m in matches}, (provision.id, example)
            assert expected <= {str(m.offence_class) for m in matches}, (provision.id, example)
        for other in provision.counterexamples:
            assert provision.id not in rules(other, None, country, on), (provision.id, other)


@pytest.mark.parametrize("wording", vocabulary().wordings.values(), ids=lambda w: w.id)
def test_every_wording_answers_its_examples_and_no_counterexample(wording: Wording) -> None:
    for example in wording.examples:
        expected = {str(c) for c in wording.classes} or {"unclassified"}
        assert expected <= classes(None, example, None), example
    for other in wording.counterexamples:
        assert wording.id not in rules(None, other, None), other


def test_ids_are_unique_across_all_files() -> None:
    ids = [p.id for c in countries() for p in provisions_of(c)] + list(vocabulary().wordings)
    assert [i for i, n in Counter(ids).items() if n > 1] == []


def test_no_entry_is_without_source_or_example() -> None:
    entries: list[Provision | Wording] = [p for c in countries() for p in provisions_of(c)]
    entries += vocabulary().wordings.values()
    assert [e.id for e in entries if not e.source.strip() or not e.examples] == []


def test_what_is_from_memory_is_never_called_verified() -> None:
    every = [p for c in countries() for p in provisions_of(c)]
    assert [p.id for p in every if p.verified and p.source.startswith("from memory")] == []
    assert any(p.verified for p in every)


def test_an_entry_with_several_classes_gives_no_code_of_its_own() -> None:
    every = [p for c in countries() for p in provisions_of(c)]
    assert [p.id for p in every if len(p.classes) > 1 and (p.iccs or p.uncac)] == []


def test_files_are_named_by_country_and_their_entries_agree() -> None:
    for country in countries():
        assert {p.country for p in provisions_of(country)} == {country}
        assert all(p.id.startswith(country.lower() + "-") for p in provisions_of(country))


def test_validity_runs_forwards() -> None:
    every = [p for c in countries() for p in provisions_of(c)]
    assert [p.id for p in every if p.valid_from and p.valid_to and p.valid_from > p.valid_to] == []


def test_every_class_has_its_codes() -> None:
    codes = codes_of_classes()
    assert set(codes) == set(OffenceClass)
    assert all(codes[c][1] for c in CORRUPTION_CLASSES)


# ---- provisions as printed ----


@pytest.mark.parametrize(
    "provision",
    [
        "18 U.S.C. § 1591(a)",
        "18 USC 1591",
        "Title 18, United States Code, Section 1591",
        "18 U.S.C. §§ 1591 and 1594",
        "sections 1591 and 1594 of Title 18",
        "18:1591(a)(1)",
        "18 U.S.C. § 1591 – Sex trafficking of children or by force, fraud, or coercion",
    ],
)
def test_one_section_of_the_us_code_in_many_spellings(provision: str) -> None:
    assert "usa-usc18-1591" in rules(provision, None, "USA")
    assert classes(provision, None, "USA") == {"trafficking"}


def test_the_same_number_in_another_law_is_another_offence() -> None:
    assert classes("8 U.S.C. § 1324", None, "USA") == {"smuggling_migrants"}
    assert classes("18 U.S.C. § 1324", None, "USA") == {"unclassified"}
    assert classes("Article 145 bis of the Water Code", None, "ARG") == {"unclassified"}
    assert classes("Article 145 of the Code of Criminal Procedure", None, "ARG") == {"unclassified"}


def test_a_range_covers_the_sections_between() -> None:
    assert classes("18 U.S.C. 2421-2423", None, "USA") == {"sexual_exploitation"}
    assert classes("18 U.S.C. 1581 to 1588", None, "USA") == {"slavery_forced_labour"}
    assert classes("18 U.S.C. 1581-88", None, "USA") == {"slavery_forced_labour"}
    assert classes("articles 225-4-1 à 225-4-9 du Code pénal", None, "FRA") == {"trafficking"}


def test_numbers_with_hyphens_are_sections_where_the_law_has_them() -> None:
    assert classes("Article 362-1 of the Criminal Code", None, "MDA") == {"smuggling_migrants"}
    assert classes("Article 362 of the Criminal Code", None, "MDA") == {"immigration"}


def test_several_laws_in_one_provision_keep_their_own_sections() -> None:
    text = "Law 678/2001, art. 12; Law 39/2003, art. 7"
    assert classes(text, None, "ROU") == {"trafficking", "organised_crime"}
    text = "Articles 12 and 13 of Law 678/2001 and Article 329 of the old Criminal Code"
    assert classes(text, None, "ROU") == {"trafficking", "sexual_exploitation"}
    text = "Sections 366A/372/376 IPC and Sections 3/4/5/6 ITPA"
    assert rules(text, None, "IND") >= {"ind-ipc-366a", "ind-ipc-375"}
    assert classes(text, None, "IND") == {"sexual_exploitation", "sexual_violence"}


def test_the_deepest_subdivision_decides() -> None:
    assert classes("18 U.S.C. § 201(b)(1)(A)", None, "USA") == {"bribery_active"}
    assert classes("18 U.S.C. § 201(b)(2)", None, "USA") == {"bribery_passive"}
    assert classes("18 U.S.C. § 201", None, "USA") == {"bribery_active", "bribery_passive"}
    assert classes("Código Penal, art. 268 (2)", None, "ARG") == {"illicit_enrichment"}


def test_a_code_without_its_country_is_the_country_of_the_case() -> None:
    assert classes("Criminal Code, Article 210", None, "ROU") == {"trafficking"}
    assert classes("Criminal Code, Article 210", None, "ARG") == {"organised_crime"}
    assert classes("Article 145 bis", None, "ARG") == {"trafficking"}


def test_a_state_code_is_not_the_federal_one() -> None:
    assert classes("California Penal Code § 236.1(b)", None, "USA") == {"trafficking"}
    assert classes("Criminal Code (Qld) s 217", None, "AUS") == {"sexual_exploitation"}


def test_swedish_sections_stand_under_their_chapter() -> None:
    assert classes("4 kap. 1 a § brottsbalken", None, "SWE", TODAY) == {"trafficking"}
    assert classes("4 kap. 1 § brottsbalken", None, "SWE", TODAY) == {"kidnapping_deprivation"}
    assert classes("10 kap. 1-3 § brottsbalken", None, "SWE", TODAY) == {"embezzlement"}


def test_a_law_named_without_a_section_speaks_by_its_subject() -> None:
    assert classes("Republic Act No. 9208", None, "PHL") == {"trafficking"}
    assert classes("Racketeer Influenced and Corrupt Organizations Act", None, "USA") == {"organised_crime"}


def test_the_match_names_the_words_and_the_rule() -> None:
    (match,) = classify("Penal Code, Article 145 bis", None, "ARG")
    assert (match.rule, match.matched, match.iccs, match.verified) == ("arg-cp-145bis", "Article 145 bis", "0204", True)


def test_a_bribe_carries_its_uncac_article() -> None:
    (match,) = classify("Penal Code, Article 258 bis", None, "ARG")
    assert (match.offence_class, match.uncac) == (OffenceClass.BRIBERY_ACTIVE, "16")
    (match,) = classify("Penal Code, Article 258", None, "ARG")
    assert (match.iccs, match.uncac) == ("070311", "15(a)")


# ---- dates ----


def test_a_provision_does_not_apply_before_it_existed() -> None:
    assert classes("Article 149-A of the Penal Code", None, "BRA", dt.date(2012, 1, 1)) == {"unclassified"}
    assert classes("Article 149-A of the Penal Code", None, "BRA", dt.date(2018, 1, 1)) == {"trafficking"}


def test_a_repealed_provision_still_answers_for_old_acts() -> None:
    assert classes("Article 231 of the Penal Code", None, "BRA", dt.date(2018, 1, 1)) == {"trafficking"}


def test_a_renumbered_code_is_read_by_the_day_of_the_decision() -> None:
    assert classes("Article 189 of the Criminal Code", None, "ROU", dt.date(2012, 1, 1)) == {"kidnapping_deprivation"}
    assert classes("Article 189 of the Criminal Code", None, "ROU", dt.date(2016, 1, 1)) == {"homicide"}
    assert classes("Prevention of Corruption Act, s. 8", None, "IND", dt.date(2015, 1, 1)) == {"trading_in_influence"}
    assert classes("Prevention of Corruption Act, s. 8", None, "IND", dt.date(2020, 1, 1)) == {"bribery_active"}


# ---- corruption aggravation ----


@pytest.mark.parametrize(
    ("provision", "country"),
    [
        ("Art. 165 alin. (2) lit. e) Codul penal", "MDA"),
        ("Article 149(2) of the Criminal Code", "UKR"),
        ("Part 2 of Article 149 of the Criminal Code of Ukraine", "UKR"),
        ("Article 159a(2)(5) of the Criminal Code", "BGR"),
        ("Section 7(4) of the Anti-Trafficking in Persons Act B.E. 2551", "THA"),
        ("Article 110/a, paragraph 6, of the Criminal Code", "ALB"),
        ("Section 370(7) of the Indian Penal Code", "IND"),
        ("Article 4(3) of Directive 2011/36/EU", None),
    ],
)
def test_trafficking_by_an_official_is_its_own_class(provision: str, country: str | None) -> None:
    assert {"trafficking", "corruption_aggravation"} <= classes(provision, None, country)


def test_trafficking_without_the_official_is_not_aggravated_by_corruption() -> None:
    assert classes("Art. 165 alin. (2) lit. b) Codul penal", None, "MDA") == {"trafficking"}
    assert classes("Article 149(1) of the Criminal Code", None, "UKR") == {"trafficking"}
    assert OffenceClass.CORRUPTION_AGGRAVATION not in CORRUPTION_CLASSES


# ---- provision and wording together ----


def test_a_generic_wording_yields_to_the_provision() -> None:
    assert classes("Penal Code, Article 258", "Bribery", "ARG") == {"bribery_active"}


def test_a_telling_wording_adds_its_class() -> None:
    got = classes("Penal Code, Article 145 bis", "Trafficking in persons and money laundering", "ARG")
    assert got == {"trafficking", "laundering"}
    got = classes("Penal Code, Article 145 bis", "Trafficking; passive bribery", "ARG")
    assert got == {"trafficking", "bribery_passive"}


def test_an_account_of_the_facts_adds_nothing_to_the_provision() -> None:
    account = "Recruited girls in Romania, corrupted a border guard, raped them and forged their passports"
    assert classes("Article 601 c.p.", account, "ITA") == {"trafficking"}


def test_the_purpose_of_trafficking_is_no_further_offence() -> None:
    assert classes(None, "Trafficking in persons for the purpose of sexual exploitation", None) == {"trafficking"}
    assert classes(None, "Sex trafficking by force, fraud, or coercion", None) == {"trafficking"}
    assert classes(None, "Human trafficking by abuse of power", None) == {"trafficking"}
    assert classes("18 U.S.C. § 1590", "Trafficking with respect to forced labor", "USA") == {"trafficking"}


def test_conspiracy_takes_the_class_of_what_it_aims_at() -> None:
    assert classes("18 U.S.C. § 371", "Conspiracy", "USA") == {"other"}
    assert classes("18 U.S.C. § 371", "Conspiracy to commit sex trafficking", "USA") == {"trafficking"}
    assert classes("18 U.S.C. §§ 371 and 1591", None, "USA") == {"trafficking"}
    assert classes(None, "Attempted murder", None) == {"homicide"}


def test_the_hobbs_act_is_official_extortion_only_when_it_says_so() -> None:
    worded = "Extortion under color of official right"
    assert classes("18 U.S.C. § 1951", worded, "USA") == {"official_extortion"}
    assert classes("18 U.S.C. § 1951", "Hobbs Act robbery", "USA") == {"extortion"}
    assert classes("18 U.S.C. § 1951", None, "USA") == {"extortion"}


def test_the_name_of_an_unknown_law_is_the_last_resort() -> None:
    assert classes("Anti-Trafficking in Persons Act, s. 4", None, None) == {"trafficking"}
    assert classes("Anti-Trafficking in Persons Act, s. 4", "Money laundering", None) == {"trafficking", "laundering"}


def test_nothing_known_is_unclassified_and_never_empty() -> None:
    for provision, wording, country in [(None, None, None), ("", "", "XXX"), ("Zorblax 7", "zorblax", "ARG")]:
        (match,) = classify(provision, wording, country)
        assert (match.offence_class, match.rule, match.matched) == (OffenceClass.UNCLASSIFIED, "none", "")


# ---- false friends ----


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("Drug trafficking", "drugs"),
        ("Trafficking in narcotic drugs", "drugs"),
        ("Trafficking in firearms", "weapons"),
        ("Arms trafficking", "weapons"),
        ("Trafficking in counterfeit goods", "other"),
        ("Wildlife trafficking", "other"),
        ("Illicit trafficking in cultural property", "other"),
        ("Trafficking in migrants", "smuggling_migrants"),
        ("People smuggling", "smuggling_migrants"),
        ("Human smuggling", "smuggling_migrants"),
        ("Tráfico ilícito de migrantes", "smuggling_migrants"),
        ("Tráfico de drogas", "drugs"),
        ("Trata de personas", "trafficking"),
        ("Tráfico de pessoas", "trafficking"),
        ("Tráfico de influencias", "trading_in_influence"),
        ("Trafic d’influence", "trading_in_influence"),
        ("Traficul de migranți", "smuggling_migrants"),
        ("Traficul de persoane", "trafficking"),
        ("Corruption of minors", "sexual_exploitation"),
        ("Conspiring to corrupt a child", "sexual_exploitation"),
        ("Corrupción de menores", "sexual_exploitation"),
        ("Corruption de mineurs", "sexual_exploitation"),
        ("Racketeer Influenced and Corrupt Organizations", "organised_crime"),
        ("Report of the official receiver", "unclassified"),
        ("Abuse of a position of vulnerability", "unclassified"),
        ("Corrupt data", "unclassified"),
        ("Abuse of public authority", "abuse_of_functions"),
        ("Misconduct in public office", "abuse_of_functions"),
        ("Malfeasance", "abuse_of_functions"),
        ("Witness tampering", "obstruction"),
        ("Perverting the course of justice", "obstruction"),
        ("Bribery of a witness", "corrupt_obstruction"),
    ],
)
def test_false_friends_and_their_neighbours(wording: str, expected: str) -> None:
    assert classes(None, wording, None) == {expected}


@pytest.mark.parametrize(
    "wording", ["Drug trafficking", "Corruption of minors", "Racketeer Influenced and Corrupt Organizations"]
)
def test_false_friends_are_neither_trafficking_nor_corruption(wording: str) -> None:
    wrong = {"trafficking", *(str(c) for c in CORRUPTION_CLASSES)}
    assert not classes("Some Act, s. 3", wording, None) & wrong


def test_every_class_can_be_reached_in_english() -> None:
    english = [w for w in vocabulary().wordings.values() if w.id.startswith(("en-", "ff-"))]
    reached = {c for w in english for c in w.classes}
    assert set(OffenceClass) - reached == {OffenceClass.UNCLASSIFIED}


@pytest.mark.parametrize("language", ["es", "pt", "fr", "ro"])
def test_the_core_classes_are_worded_in_each_language(language: str) -> None:
    reached = {c for w in vocabulary().wordings.values() if w.id.startswith(f"{language}-") for c in w.classes}
    core = {"trafficking", "slavery_forced_labour", "sexual_exploitation", "smuggling_migrants", "document_forgery"}
    core |= {"fraud", "laundering", "organised_crime", "bribery_active", "bribery_passive", "abuse_of_functions"}
    assert core | {"trading_in_influence", "embezzlement", "illicit_enrichment"} <= {str(c) for c in reached}


# ---- the country, and the version ----


def test_offences_that_a_country_lacks_are_known() -> None:
    for country in ("BRA", "PHL", "IND", "ISR"):
        assert OffenceClass.BRIBERY_PRIVATE in absent_offences(country)
    for country in ("NLD", "DEU", "ZAF"):
        assert OffenceClass.TRADING_IN_INFLUENCE in absent_offences(country)
    assert absent_offences("ARG") == frozenset() == absent_offences("XXX")


def test_no_country_has_a_provision_for_an_offence_it_lacks() -> None:
    for country in countries():
        given = {c for p in provisions_of(country) if p.valid_to is None for c in p.classes}
        assert not given & absent_offences(country), country


def test_an_unknown_country_has_no_provisions() -> None:
    assert provisions_of("XXX") == ()


def test_the_version_of_the_rules_is_short_and_stable() -> None:
    assert rules_version() == rules_version()
    assert len(rules_version()) == 12 and int(rules_version(), 16) >= 0


# ---- reading citations and patterns ----


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("145 bis", "145bis"),
        ("145-bis", "145bis"),
        ("149-A", "149a"),
        ("110/a", "110a"),
        ("245/1", "245-1"),
        ("225-4-1", "225-4-1"),
        ("362¹", "362-1"),
        ("192.", "192"),
        ("279.01", "279.01"),
    ],
)
def test_sections_have_one_spelling(text: str, key: str) -> None:
    assert section_key(fold(text)) == key


def test_a_section_of_the_rules_splits_into_base_and_subdivisions() -> None:
    assert split_section("201(b)(1)") == ("201", ("b", "1"))
    assert split_section("145 ter(7)") == ("145ter", ("7",))


def test_sections_sort_as_in_a_statute_book() -> None:
    names = ["10", "9", "433sexies", "433quinquies", "433octies", "10a"]
    assert sorted(names, key=natural_key) == ["9", "10", "10a", "433quinquies", "433sexies", "433octies"]


def test_siblings_go_back_to_their_own_level() -> None:
    (citation,) = find_citations(fold("Section 1591(a)(1) and (b)(2)"), [], ("law", "s"))
    assert citation.paths == (("a", "1"), ("b", "2"))


def test_folding_keeps_every_offset() -> None:
    text = "Artículo 145 ter — Trata, İstanbul; ﬁn ß Наказателен кодекс"
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("words", ["", "(a|b", "a)b", ".. fraud", "fraud ..", "(the)?", "? b", "()"])
def test_a_pattern_that_cannot_be_read_says_so(words: str) -> None:
    with pytest.raises(OffenceDataError, match="cannot be read; use words"):
        regex_of(words)


def test_a_pattern_must_begin_with_three_letters() -> None:
    with pytest.raises(OffenceDataError, match="give three letters"):
        keys_of("ab* fraud")


def test_a_short_stem_is_found_in_longer_words() -> None:
    assert classes(None, "Paying bribes to a border guard", None) == {"bribery_active"}


def test_an_optional_beginning_is_found_under_each_word() -> None:
    assert keys_of("(the|some)? abuse of power") == {"the", "some", "abus"}


ENTRY = {"id": "x", "law": "cp", "sections": ["1"], "classes": ["fraud"], "source": "s", "examples": ["e"]}


def test_a_misspelt_key_stops_the_reading() -> None:
    with pytest.raises(OffenceDataError, match=r"ARG\.yml: x has unknown or missing keys \['sectoins'\]"):
        build_provision("ARG", {**ENTRY, "sectoins": ["2"]}, {"cp": {}}, "ARG.yml")


def test_an_entry_without_source_stops_the_reading() -> None:
    with pytest.raises(OffenceDataError, match=r"missing keys \['source'\]"):
        build_provision("ARG", {**ENTRY, "source": ""}, {"cp": {}}, "ARG.yml")


def test_an_unknown_law_or_class_stops_the_reading() -> None:
    with pytest.raises(OffenceDataError, match="add it under laws"):
        build_provision("ARG", ENTRY, {}, "ARG.yml")
    with pytest.raises(OffenceDataError, match="use a class of OffenceClass"):
        build_provision("ARG", {**ENTRY, "classes": ["frod"]}, {"cp": {}}, "ARG.yml")


def test_a_wording_id_used_twice_stops_the_reading() -> None:
    entry = {"id": "w", "classes": ["fraud"], "patterns": ["fraud"], "source": "s", "examples": ["fraud"]}
    words = Vocabulary()
    words.add(build_wording(entry, "a.yml"), "a.yml")
    with pytest.raises(OffenceDataError, match=r"b\.yml: the id w is used twice"):
        words.add(build_wording(entry, "b.yml"), "b.yml")


def test_broken_yaml_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ARG.yml"
    path.write_text("laws: [", encoding="utf-8")
    with pytest.raises(OffenceDataError, match=r"ARG\.yml is not YAML"):
        read_yaml(path)


def test_every_file_of_the_folder_is_read() -> None:
    read = {f"{c}.yml" for c in countries()} | {"classes.yml", "false_friends.yml"}
    read |= {p.name for p in FOLDER.glob("wordings_*.yml")}
    assert {p.name for p in FOLDER.iterdir()} == read
    assert all(jurisdiction_of(c) for c in countries())


# ---- against real data ----

_COMPATIBLE = {
    "forced_labour": {"slavery_forced_labour", "trafficking"},
    "trafficking": {"trafficking"},
    "slavery": {"slavery_forced_labour", "trafficking"},
    "exploitation": {"slavery_forced_labour", "trafficking", "labour"},
    "sexual_exploitation": {"sexual_exploitation", "trafficking"},
    "sexual_exploitation_child": {"sexual_exploitation"},
    "bribery_active": {"bribery_active"},
    "bribery_passive": {"bribery_passive"},
    "bribery": {"bribery_active", "bribery_passive", "bribery_private"},
    "bribery_foreign": {"bribery_active", "bribery_passive"},
    "bribery_private": {"bribery_private", "bribery_active", "bribery_passive"},
    "extortion_by_official": {"official_extortion", "abuse_of_functions"},
    "abuse_of_office": {"abuse_of_functions", "official_extortion", "trading_in_influence"},
    "embezzlement_official": {"embezzlement", "other", "fraud"},
    "document_forgery": {"document_forgery"},
    "money_laundering": {"laundering"},
    "migrant_smuggling": {"smuggling_migrants", "immigration"},
    "migration_other": {"immigration", "smuggling_migrants", "illegal_recruitment", "labour"},
    "obstruction": {"obstruction", "corrupt_obstruction"},
    "organized_crime": {"organised_crime"},
    "trading_in_influence": {"trading_in_influence", "bribery_active", "bribery_passive"},
    "illicit_enrichment": {"illicit_enrichment", "embezzlement"},
}


@pytest.mark.skipif(not (DATA / "statutes.csv").is_file(), reason="the collected statutes are not on this machine")
def test_collected_statutes_come_back_with_a_compatible_class() -> None:
    with (DATA / "statutes.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["law"] != "(none)" and "no " not in r["provision"]]
    full = [
        bool(classes(f"{r['law']}, {r['provision']}", r["offence_en"], r["iso3"]) & _COMPATIBLE[r["category"]])
        for r in rows
    ]
    alone = [bool(classes(f"{r['law']}, {r['provision']}", None, r["iso3"]) & _COMPATIBLE[r["category"]]) for r in rows]
    assert len(rows) > 600
    assert sum(full) / len(full) >= 0.99
    assert sum(alone) / len(alone) >= 0.97
