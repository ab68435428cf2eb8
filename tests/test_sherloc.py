"""The SHERLOC parser on pages with every irregularity of the portal."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import quote

import pytest

from jointcharge.corpus_samples.pages import build_listing, build_page, build_sample
from jointcharge.parsing.formats import all_formats, format_of
from jointcharge.parsing.sherloc_page import labels_of_panes
from jointcharge.records.case import ActorRole, Disposition, Instance
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

URI = "/case-law-doc/traffickingpersonscrimetype/arg/2014/causa_n_901.html"
URL = f"https://www.unodc.org/cld/en{URI}?lng=en&tmpl=sherloc"


def raw_page(body, url=URL, kind=RawKind.CASE):
    body = body if isinstance(body, bytes) else body.encode()
    return RawDocument(
        portal="sherloc",
        url=url,
        kind=kind,
        fetched_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC),
        media_type="text/html",
        sha256=sha256_of(body),
        body=body,
    )


def parsed(body):
    return format_of(raw_page(body)).parse(raw_page(body))


def case_of(page, *quirks):
    content = {
        "fictional": True,
        "number": "ARGx901",
        "uri": URI,
        "filed_under": ["Trafficking in persons"],
        "page": {"title": "Causa 901", "country": "Argentina", **page},
        "quirks": list(quirks),
    }
    return parsed(build_page(build_sample("one", content))).cases[0]


def html_page(blocks, *, title="Causa 901", locale="en"):
    """A page written by hand, for shapes that the builder does not make."""
    return (
        f'<!DOCTYPE html><html><head><script>var pageLocale = "{locale}";</script></head><body>'
        f'<div id="db-headder"></div><div id="case-law-content"><div class="case-law-detail"><h2>'
        f'<span class="title">{title}</span></h2><div class="countryNoHighlight field"><h3>Argentina</h3></div></div>'
        f"{blocks}</div></body></html>"
    )


def codes(case):
    return [d.code for d in case.diagnostics]


def one_charge(**fields):
    return {"charges": [{"person": "M. Testaro", "charges": [{"statute": "Penal Code, Article 145 bis", **fields}]}]}


PERSON = {"kind": "Defendant", "name": "M. Testaro", "gender": "Male"}


# --- formats and bad input -------------------------------------------------------------------------------


def test_formats_are_found_by_walking():
    assert "sherloc" in [one.NAME for one in all_formats()]


def test_an_attachment_is_read_by_a_format_of_its_own():
    found = format_of(raw_page(b"%PDF-1.4", kind=RawKind.ATTACHMENT))
    assert found is not None and found.NAME == "sherloc_attachment"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"\x00\x01\x02\xff" * 50, "not a SHERLOC case page"),
        (b"<html><body>Checking your browser</body></html>", "not a SHERLOC case page"),
        (html_page("").encode("utf-16"), "not a SHERLOC case page"),
        (html_page("<p>caf\u00e9</p>").encode("latin-1"), "not UTF-8"),
        (html_page("").replace("</body></html>", "").encode(), "cut short"),
        (html_page("", title=" ").encode(), "no title"),
        (html_page("").encode() + b" " * 20_000_001, "at most 20,000,000"),
    ],
)
def test_a_bad_page_is_refused_with_one_line_that_ends_with_what_to_do(body, words):
    with pytest.raises(ParseError) as caught:
        parsed(body)
    message = str(caught.value)
    assert words in message
    assert message.startswith(URL)
    assert "\n" not in message
    assert "jointcharge crawl sherloc --refresh" in message


def test_a_page_without_a_block_is_refused():
    body = html_page("").replace('<div class="case-law-detail">', "<div>")
    with pytest.raises(ParseError, match="no block of the case"):
        parsed(body)


# --- the case --------------------------------------------------------------------------------------------


def test_title_country_number_and_language_are_read():
    case = case_of({})
    assert case.title.value == "Causa 901"
    assert case.country.value == "ARG"
    assert case.country.wording == "Argentina"
    assert (case.number, case.language, case.case_id) == ("ARGx901", "en", "sherloc:arg/2014/causa_n_901")


def test_two_document_shells_read_as_one():
    page = {"fact_summary": ["He recruited two women. They fled."]}
    assert [p.text for p in case_of(page, "two_shells").passages] == [p.text for p in case_of(page).passages]


def test_an_unknown_country_is_recorded_and_left_empty():
    case = case_of({"country": "Ruritania"})
    assert case.country is None
    assert [d.wording for d in case.diagnostics if d.code == "unknown_country"] == ["Ruritania"]


def test_an_international_body_is_no_country():
    case = case_of({"country": "International"})
    assert case.country is None
    assert "international_body" in codes(case)


def test_the_decision_date_is_the_latest_decision():
    proceedings = [{"stage": "2nd Instance", "court_title": "Court", "decision_date": "2016-01-02"}]
    case = case_of({"decision_date": "2014-05-12", "procedural": {"proceedings": proceedings}})
    assert case.decision_date.value == dt.date(2016, 1, 2)
    assert case.decision_year == 2016


def test_the_sentence_date_counts_only_where_no_decision_has_a_day():
    assert case_of({"decision_date": "2014-05-12", "sentence_date": "2014-07-01"}).decision_date.value.month == 5
    assert case_of({"sentence_date": "2014-07-01"}).decision_date.value.month == 7


def test_a_year_alone_is_no_date_and_the_path_gives_the_year_where_the_page_has_none():
    assert case_of({"decision_date": "2013"}).decision_date is None
    assert case_of({"decision_date": "2013"}).decision_year == 2013
    assert case_of({}).decision_year == 2014


def test_an_unreadable_date_is_recorded():
    assert "unknown_date" in codes(case_of({"decision_date": "sometime in spring"}))
    assert "ambiguous_date" in codes(case_of({"decision_date": "05/06/2014"}))


def test_proceedings_keep_court_stage_and_description():
    given = {
        "stage": "1st Instance",
        "court_title": "Tribunal Oral",
        "decision_date": "2014-05-12",
        "description": "A trial.",
    }
    (found,) = case_of({"procedural": {"legal_system": "Civil Law", "proceedings": [given]}}).proceedings
    assert (found.instance.value, found.court.value, found.description.value) == (
        "1st Instance",
        "Tribunal Oral",
        "A trial.",
    )
    assert found.decision_date.value == dt.date(2014, 5, 12)


def test_proceedings_without_elements_of_their_own_begin_where_a_field_repeats():
    one = '<div class="proceeding_court_title field"><div class="label">Court: </div><div class="value">{}</div></div>'
    block = f'<div class="procedural-history case-law-detail"><h2>Procedural Information</h2>{one.format("A")}{one.format("B")}</div>'
    assert [p.court.value for p in parsed(html_page(block)).cases[0].proceedings] == ["A", "B"]


def test_links_are_made_absolute():
    case = case_of(
        {
            "sources": [{"text": "Digest"}, {"text": "Judgment", "href": "https://example.org/j"}],
            "attachments": [{"text": "PDF", "href": "/cld/uploads/a.pdf"}],
            "court": "Tribunal Oral",
        }
    )
    assert [(s.text, s.url) for s in case.sources] == [("Digest", None), ("Judgment", "https://example.org/j")]
    assert case.attachments[0].url == "https://www.unodc.org/cld/uploads/a.pdf"
    assert case.court.value == "Tribunal Oral"


def test_an_unknown_section_and_label_are_kept_and_recorded():
    block = (
        '<div class="case-law-detail"><h2>Weather</h2><p>It rained all day.</p>'
        '<div class="field"><div class="label">Wind:</div><div class="value">north</div></div></div>'
    )
    found = parsed(html_page(block))
    case = found.cases[0]
    assert [(d.code, d.wording) for d in case.diagnostics] == [
        ("unknown_section", "Weather"),
        ("unknown_label", "Wind"),
    ]
    assert "Wind: north" in found.text
    assert [(p.section, p.text) for p in case.passages] == [("other", "It rained all day.")]


def test_a_sections_own_element_inside_a_bare_block_names_it():
    block = '<div class="case-law-detail"><h2>Fact Summary</h2><div class="factSummary"><p>He came.</p></div></div>'
    case = parsed(html_page(block)).cases[0]
    assert case.sections == ("fact_summary",)
    assert [p.section for p in case.passages] == ["fact_summary"]


def test_values_spread_over_lines_and_non_breaking_spaces_read_as_one_line():
    case = case_of({"title": "The  long title of a case"}, "nbsp", "values_over_lines", "empty_paragraphs")
    assert case.title.value == "The long title of a case"


def test_nested_blocks_are_recovered():
    page = {
        "fact_summary": ["He recruited her."],
        "victims": [{"kind": "Victim", "name": "A."}],
        "defendants": [PERSON],
        **one_charge(verdict="Guilty"),
        "court": "Tribunal",
    }
    nested, plain = case_of(page, "nested_blocks"), case_of(page)
    assert nested.sections == plain.sections
    assert [a.label.value for a in nested.actors] == [a.label.value for a in plain.actors]


# --- languages and passages ------------------------------------------------------------------------------

TABS = {
    "English": ["She was promised work."],
    "Español": ["Le prometieron trabajo."],
    "Français": ["On lui promit du travail."],
}


def test_languages_are_kept_apart():
    case = case_of({"fact_summary": TABS})
    assert [(p.language, p.text) for p in case.passages] == [
        ("en", "She was promised work."),
        ("es", "Le prometieron trabajo."),
        ("fr", "On lui promit du travail."),
    ]


@pytest.mark.parametrize("quirk", ["duplicate_pane_ids", "no_active_pane", "several_active_panes"])
def test_disorder_among_tabs_does_not_mix_languages(quirk):
    assert [p.language for p in case_of({"fact_summary": TABS}, quirk).passages] == ["en", "es", "fr"]


def test_the_tab_without_a_label_has_the_pages_language():
    case = case_of({"fact_summary": TABS}, "unlabelled_pane")
    assert [p.language for p in case.passages] == ["en", "es", "fr"]


def test_a_text_in_another_language_than_the_pages_is_a_guess_and_says_so():
    text = "Las víctimas fueron captadas en la provincia y trasladadas por el acusado a una casa de la ciudad."
    case = case_of({"fact_summary": [text]})
    assert [p.language for p in case.passages] == ["es"]
    assert "guessed_language" in codes(case)


def test_panes_are_named_by_id_then_by_position_and_else_not_at_all():
    tabs = [("#a", "English"), ("#b", "Español")]
    assert labels_of_panes(["b", "a"], tabs) == ["Español", "English"]
    assert labels_of_panes(["a", "a"], tabs) == ["English", "Español"]
    assert labels_of_panes(["a", "a", "a"], tabs) == ["", "", ""]


def test_a_passage_is_one_sentence_and_stands_in_the_text():
    body = build_page(
        build_sample(
            "one",
            {
                "fictional": True,
                "number": "ARGx901",
                "uri": URI,
                "filed_under": [],
                "page": {"title": "T", "fact_summary": ["He paid Mr. B. 500. She left.", "They met again."]},
            },
        )
    )
    found = parsed(body)
    passages = found.cases[0].passages
    assert [p.text for p in passages] == ["He paid Mr. B. 500.", "She left.", "They met again."]
    assert [found.text[p.span.start : p.span.end] for p in passages] == [p.text for p in passages]
    assert [p.passage_id.rpartition("@")[2] for p in passages] == ["1", "2", "3"]


def test_a_case_without_text_is_not_observable_as_text():
    observability = case_of({}).observability
    assert not observability.text
    assert not observability.charges
    assert not observability.corruption_charges
    assert not observability.verdicts


def test_a_case_with_charges_shows_corruption_charges_too():
    observability = case_of(one_charge(verdict="Guilty")).observability
    assert observability.charges
    assert observability.corruption_charges
    assert observability.verdicts
    assert not case_of(one_charge()).observability.verdicts


# --- keywords --------------------------------------------------------------------------------------------


def test_badges_legacy_and_cross_cutting_keywords_are_kept_apart():
    case = case_of(
        {
            "badges": [
                {
                    "crime_type": "Trafficking in persons",
                    "fields": {"offences": ["• Trafficking"], "exploitativePurposes": ["Forced labour"]},
                },
                {"crime_type": "Corruption", "fields": {"offences": ["• Bribery"]}},
            ],
            "legacy_keywords": {"Acts:": ["Recruitment"], "Purpose of Exploitation:": ["Servitude"]},
            "cross_cutting": {"Liability": {"... for": ["completed offence"]}, "Offending": {"Details": ["organized"]}},
        }
    )
    assert [(k.origin, k.crime_type, k.field, k.value.value) for k in case.keywords] == [
        ("badge", "Trafficking in persons", "offences", "Trafficking"),
        ("badge", "Trafficking in persons", "exploitativePurposes", "Forced labour"),
        ("badge", "Corruption", "offences", "Bribery"),
        ("legacy", None, "Acts", "Recruitment"),
        ("legacy", None, "Purpose of Exploitation", "Servitude"),
        ("cross_cutting", None, "Liability: ... for", "completed offence"),
        ("cross_cutting", None, "Offending: Details", "organized"),
    ]
    assert case.crime_types == ("Trafficking in persons", "Corruption")
    assert case.exploitation == ("Forced labour", "Servitude")


def test_two_trafficking_badges_keep_their_values_and_count_once():
    fields = {"offences": ["• A"], "actsInvolved": ["Transportation"], "meansUsed": ["Deception"]}
    case = case_of({"badges": [{"crime_type": "Trafficking in persons", "fields": fields}]}, "second_trafficking_badge")
    assert case.crime_types == ("Trafficking in persons",)
    assert [k.value.value for k in case.keywords] == ["A", "Transportation", "Deception"]


def test_nested_headings_of_cross_cutting_issues_keep_their_order():
    issues = (
        '<div class="cross-cutting"><h2>Cross-Cutting Issues</h2><div><h4>Liability</h4><div><h4>... for</h4>'
        '<div class="containerListElement"><div class="value">attempt</div></div></div></div></div>'
    )
    (keyword,) = parsed(html_page(issues)).cases[0].keywords
    assert (keyword.field, keyword.value.value) == ("Liability: ... for", "attempt")


def test_a_badge_without_a_title_is_named_by_its_class():
    badge = (
        '<div class="crimeType-details-badge traffickingPersonsCrimeType-details-badge">'
        '<h4 class="crimeTypes_traffickingPersonsCrimeType_meansUsed">Means</h4>'
        '<div class="containerListElement"><div class="value">Deception</div></div></div>'
    )
    case = parsed(html_page(f'<div class="case-law-detail">{badge}</div>')).cases[0]
    assert [(k.crime_type, k.field) for k in case.keywords] == [("Trafficking in persons", "meansUsed")]


# --- people ----------------------------------------------------------------------------------------------


def test_a_group_stays_one_record_with_its_stated_number():
    (actor,) = case_of({"victims": [{"kind": "Victim", "name": "15 Women (10 Paraguayan and 5 Argentine)"}]}).actors
    assert actor.group_size.value == 15
    assert actor.group_size.wording == "15 Women"
    assert [n.value for n in actor.nationalities] == ["PRY", "ARG"]


def test_a_group_without_a_number_is_recorded():
    case = case_of({"victims": [{"kind": "Victim", "name": "Several women"}]})
    assert case.actors[0].group_size is None
    assert "group_without_number" in codes(case)


def test_several_nationalities_are_each_read_where_they_stand():
    (actor,) = case_of({"victims": [{"kind": "Victim", "nationality": "Bolivian / Peruvian"}]}).actors
    assert [(n.value, n.wording) for n in actor.nationalities] == [("BOL", "Bolivian"), ("PER", "Peruvian")]


def test_an_unknown_nationality_is_recorded_and_the_known_one_kept():
    case = case_of({"victims": [{"kind": "Victim", "nationality": "Martian / Peruvian"}]})
    assert [n.value for n in case.actors[0].nationalities] == ["PER"]
    assert [d.wording for d in case.diagnostics if d.code == "unknown_nationality"] == ["Martian"]


def test_a_child_is_a_minor_without_a_gender():
    (actor,) = case_of({"victims": [{"kind": "Victim", "gender": "Child", "age": "15"}]}).actors
    assert actor.is_minor.value is True
    assert actor.gender is None
    assert actor.age.value == 15


@pytest.mark.parametrize("kind", ["Victim", "Complainant", "Plaintiff", "Migrant"])
def test_the_label_gives_the_role(kind):
    assert case_of({"victims": [{"kind": kind, "name": "A."}]}).actors[0].role == kind.lower()


def test_an_unknown_role_is_other_and_recorded():
    case = case_of({"victims": [{"kind": "Bystander", "name": "A."}]})
    assert case.actors[0].role is ActorRole.OTHER
    assert "unknown_role" in codes(case)


def test_defendants_come_before_victims_and_ids_count_each():
    case = case_of({"victims": [{"kind": "Victim", "name": "A."}], "defendants": [PERSON]})
    assert [a.actor_id.rpartition("#")[2] for a in case.actors] == ["d1", "v1"]


def test_a_company_is_a_guess_from_its_legal_form():
    (actor,) = case_of({"defendants": [{"kind": "Defendant", "name": "Blue Harbour Recruitment Ltd."}]}).actors
    assert actor.is_organisation.value is True
    assert actor.is_organisation.wording == "Ltd."


def test_a_person_with_a_gender_is_no_company():
    (actor,) = case_of({"defendants": [{"kind": "Defendant", "name": "Testaro AG", "gender": "Male"}]}).actors
    assert actor.is_organisation is None


def test_a_stated_public_office_makes_an_official():
    (actor,) = case_of({"defendants": [{**PERSON, "text": "He was a serving police officer."}]}).actors
    assert actor.is_official.value is True
    assert (actor.office.value, actor.office.wording) == ("police_officer", "police officer")


def test_a_former_official_is_not_a_serving_one():
    (actor,) = case_of({"defendants": [{**PERSON, "text": "Former immigration officer."}]}).actors
    assert actor.is_official.value is False
    assert actor.office.value == "former_immigration_officer"


@pytest.mark.parametrize("text", ["He posed as a police officer.", "She was married to a judge.", "Owner of the bar."])
def test_office_is_null_where_the_record_states_none(text):
    (actor,) = case_of({"defendants": [{**PERSON, "text": text}]}).actors
    assert actor.is_official is None
    assert actor.office is None


def test_unknown_gender_age_and_birth_are_recorded():
    case = case_of({"defendants": [{**PERSON, "gender": "Blue", "age": "young", "born": "long ago"}]})
    assert set(codes(case)) == {"unknown_gender", "unknown_age", "unknown_birth"}


# --- charges ---------------------------------------------------------------------------------------------


def test_a_charge_belongs_to_the_defendant_of_the_same_name():
    case = case_of({"defendants": [PERSON], **one_charge(verdict="Guilty")})
    assert len(case.actors) == 1
    assert case.charges[0].actor_id == case.actors[0].actor_id


def test_spelling_of_initials_does_not_part_a_person_from_its_charges():
    page = {"defendants": [{**PERSON, "name": "M.  TESTARO"}], **one_charge(verdict="Guilty")}
    assert len(case_of(page).actors) == 1


def test_a_charged_person_without_a_record_becomes_a_defendant():
    case = case_of(one_charge(verdict="Guilty"))
    assert [a.label.value for a in case.actors] == ["M. Testaro"]
    assert case.charges[0].actor_id == case.actors[0].actor_id
    assert "charged_person_without_record" in codes(case)


def test_two_defendants_of_one_name_are_not_guessed_between():
    case = case_of({"defendants": [PERSON, PERSON], **one_charge(verdict="Guilty")})
    assert len(case.actors) == 3
    assert case.charges[0].actor_id == case.actors[2].actor_id


def test_an_orphan_charge_is_kept_and_never_assigned():
    orphan = {"person": None, "charges": [{"statute": "Article 1", "verdict": "Guilty"}]}
    case = case_of({"defendants": [PERSON], "charges": [orphan, *one_charge(verdict="Acquitted")["charges"]]})
    assert [c.actor_id is None for c in case.charges] == [True, False]


def test_nested_persons_keep_their_own_charges():
    people = [
        {"person": f"P. {n}", "charges": [{"statute": f"Article {n}", "verdict": "Guilty"}]}
        for n in ("Uno", "Dos", "Tres")
    ]
    for case in (case_of({"charges": people}, "nested_persons"), case_of({"charges": people})):
        names = {a.actor_id: a.label.value for a in case.actors}
        assert [(names[c.actor_id], c.provision.value) for c in case.charges] == [
            ("P. Uno", "Article Uno"),
            ("P. Dos", "Article Dos"),
            ("P. Tres", "Article Tres"),
        ]


def test_a_verdict_upheld_stands():
    (charge,) = case_of(one_charge(verdict="Guilty", appellate="Upheld")).charges
    assert [(v.instance, v.disposition) for v in charge.verdicts] == [
        (Instance.TRIAL, Disposition.CONVICTED),
        (Instance.APPEAL, Disposition.CONVICTED),
    ]


def test_a_conviction_reversed_does_not_stand():
    (charge,) = case_of(one_charge(verdict="Guilty", appellate="Reversed")).charges
    assert charge.disposition is Disposition.REVERSED
    assert charge.disposition_trial is Disposition.CONVICTED


def test_a_reversed_acquittal_is_recorded():
    assert "reversed_without_conviction" in codes(case_of(one_charge(verdict="Not Guilty", appellate="Reversed")))


def test_a_pending_appeal_leaves_the_verdict():
    (charge,) = case_of(one_charge(verdict="Guilty", appellate="Pending")).charges
    assert charge.disposition is Disposition.CONVICTED
    assert len(charge.verdicts) == 1


def test_an_unknown_verdict_is_unknown_and_recorded():
    case = case_of(one_charge(verdict="Other"))
    assert case.charges[0].disposition is Disposition.UNKNOWN
    assert case.charges[0].verdicts[0].wording == "Other"
    assert [(d.code, d.wording) for d in case.diagnostics if d.code == "unknown_verdict"] == [
        ("unknown_verdict", "Other")
    ]


def test_a_sentence_keeps_its_wording_beside_the_months():
    (charge,) = case_of(
        one_charge(term="2 years and 6 months", fine="Yes 4000 EUR (Up to 10,000 USD)", compensation="No")
    ).charges
    sentence = charge.sentence
    assert (sentence.imprisonment_months_min, sentence.imprisonment_months_max) == (30, 30)
    assert sentence.imprisonment.wording == "2 years and 6 months"
    assert (sentence.fine.value.amount, sentence.fine.value.currency) == (4000, "EUR")
    assert sentence.compensation is None


def test_an_unknown_term_and_amount_keep_their_wordings():
    case = case_of(one_charge(term="as the annex says", fine="to be fixed"))
    assert case.charges[0].sentence.imprisonment.wording == "as the annex says"
    assert case.charges[0].sentence.imprisonment_months_max is None
    assert {"unknown_term", "unknown_amount"} <= set(codes(case))


def test_a_charge_that_no_rule_knows_is_unclassified_and_never_without_a_class():
    charges = {
        "charges": [{"person": "M. Testaro", "charges": [{"statute": "Tulip Ordinance"}, {"details": "Blue smoke"}]}]
    }
    assert [[m.offence_class for m in c.classes] for c in case_of(charges).charges] == [["unclassified"]] * 2


def test_the_country_of_the_case_chooses_among_provisions():
    (charge,) = case_of(one_charge()).charges
    assert "trafficking" in [m.offence_class for m in charge.classes]


def test_both_labels_of_a_statute_are_known():
    for label in ("Statute:", "Legislation / Statute / Code:"):
        assert case_of(one_charge(statute_label=label)).charges[0].provision.value == "Penal Code, Article 145 bis"


# --- search answers --------------------------------------------------------------------------------------


def listing_raw(answer, crime_type="Corruption"):
    criteria = json.dumps(
        {"filters": [{"fieldName": "en#__el.caseLaw.crimeTypes_s", "value": crime_type}], "startAt": 0}
    )
    url = f"https://www.unodc.org/cld/en/v3/sherloc/cldb/data.json?lng=en&criteria={quote(criteria)}"
    return raw_page(answer if isinstance(answer, bytes) else json.dumps(answer), url, RawKind.LISTING)


def sample_at(uri, filed_under):
    page = {"title": "A & B"}
    return build_sample(
        "x", {"fictional": True, "number": "ARGx901", "uri": uri, "filed_under": filed_under, "page": page}
    )


def test_a_search_answer_gives_its_entries_under_the_filter_of_the_request():
    raw = listing_raw(build_listing([sample_at(URI, ["Corruption"])], "Corruption", 0))
    (entry,) = format_of(raw).parse(raw).listings
    assert (entry.crime_type, entry.case_id, entry.number, entry.title) == (
        "Corruption",
        "sherloc:arg/2014/causa_n_901",
        "ARGx901",
        "A & B",
    )
    assert entry.url == URL
    assert entry.seen_at == raw.fetched_at


def test_the_listed_and_the_crawled_case_have_one_id_whatever_the_crime_type_of_the_path():
    other = URI.replace("traffickingpersonscrimetype", "corruptioncrimetype")
    raw = listing_raw(build_listing([sample_at(other, ["Corruption"])], "Corruption", 0))
    assert format_of(raw).parse(raw).listings[0].case_id == case_of({}).case_id


@pytest.mark.parametrize(
    ("answer", "words"), [(b"<html>", "not JSON"), ({"found": 1}, "no list of results"), ({"results": [{}]}, "no uri")]
)
def test_a_bad_search_answer_is_refused(answer, words):
    raw = listing_raw(answer)
    with pytest.raises(ParseError, match=words):
        format_of(raw).parse(raw)


def test_a_search_answer_without_criteria_is_refused():
    raw = raw_page(b'{"results": []}', "https://www.unodc.org/cld/en/v3/sherloc/cldb/data.json?lng=en", RawKind.LISTING)
    raw_with_result = raw.model_copy(update={"body": b'{"results": [{"uri": "/x"}]}'})
    with pytest.raises(ParseError, match="no single crime type"):
        format_of(raw).parse(raw_with_result)
