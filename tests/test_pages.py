"""The sample pages print what the portal prints, irregularities and all."""

import json
import re
import threading
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from jointcharge.corpus_samples.pages import build_listing, build_page, build_sample, load_samples
from jointcharge.corpus_samples.server import SEARCH_PATH, SamplePortal, build_pdf
from jointcharge.crawler.portals.sherloc import PORTAL
from jointcharge.records.portal_ids import case_id_of

SAMPLES = load_samples()
PAGE = {
    "title": "Causa N° 901 <& otros>",
    "country": "Argentina",
    "fact_summary": {"English": ["One two three."], "Español": ["Uno dos tres."], "中文": ["一二三"]},
    "sentence_date": "2014-05-12",
    "badges": [
        {"crime_type": "Trafficking in persons", "fields": {"offences": ["• A"], "meansUsed": ["Fraud"], "keywords": ["K"]}},
        {"crime_type": "Corruption", "fields": {"offences": ["Bribery of national public officials"]}},
    ],
    "legacy_keywords": {"Acts:": ["Recruitment", "Transfer"]},
    "cross_cutting": {"Liability": {"... for": ["completed offence"]}},
    "procedural": {"legal_system": "Civil Law", "proceedings": [{"court_title": "Tribunal", "decision_date": "2014"}]},
    "victims": [{"kind": "Victim", "age": 19}, {"kind": "Migrant", "name": "15 Women"}],
    "defendants": [{"kind": "Defendant", "name": "M. Testaro", "legal_reasoning": "Because."}],
    "charges": [
        {"person": None, "charges": [{"statute": "Orphan Act"}]},
        {"person": "M. Testaro", "charges": [{"statute": "S1", "term": "5 years"}, {"statute": "S2", "statute_label": "Statute:"}]},
        {"person": "N. Prova", "charges": [{"verdict": "Acquitted"}]},
    ],
    "court": "Tribunal Oral",
    "sources": [{"text": "A report", "href": "https://example.org/x?a=1&b=2"}, {"text": "A book"}],
    "attachments": [{"text": "Judgment (PDF)", "href": "/cld/uploads/res/j.pdf"}],
}  # fmt: skip


def sample(*quirks, number="ARGx901", filed_under=("Trafficking in persons",), **page):
    uri = f"/case-law-doc/traffickingpersonscrimetype/arg/2014/causa_{number.lower()}_josé.html"
    content = {"fictional": True, "number": number, "uri": uri, "filed_under": filed_under}
    return build_sample("x", {**content, "page": {**PAGE, **page}, "quirks": quirks})


def tree(*quirks, **page):
    return LexborHTMLParser(build_page(sample(*quirks, **page)))


def texts(nodes):
    return [" ".join(node.text().split()) for node in nodes]


@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.slug)
def test_every_sample_builds_a_page_that_the_crawler_accepts(one):
    page = build_page(one)
    assert PORTAL.find_case_fault(page) is None
    assert one.page.title in texts(LexborHTMLParser(page).css("h2 span.title"))[0]
    assert case_id_of(one.uri).startswith("sherloc:")
    assert re.fullmatch(r"[A-Z]{3}x9\d\d", one.number), "the number must be one that no real case has"


def test_samples_are_all_different_cases():
    assert len({case_id_of(one.uri) for one in SAMPLES}) == len({one.number for one in SAMPLES}) == len(SAMPLES) > 0


def test_a_key_that_is_misspelt_in_a_sample_is_refused():
    with pytest.raises(ValidationError, match="sentense_date"):
        sample(sentense_date="2014")


def test_a_case_that_is_not_declared_fictional_is_refused():
    with pytest.raises(ValidationError, match="fictional"):
        build_sample("x", {"fictional": False, "number": "A", "uri": "/", "filed_under": [], "page": PAGE})


def test_fields_print_label_and_value_as_the_portal_does():
    page = tree()
    assert texts(page.css("div.victimsPlaintiffs div.person div.age.field.line > div.label")) == ["Age:"]
    assert page.css_first("div.age .label").text() == "Age: "
    assert texts(page.css("div.age .value")) == ["19"]
    assert texts(page.css("div.sentencedDate > div.value")) == ["2014-05-12"]
    assert texts(page.css("div.countryNoHighlight.field h3")) == ["Argentina"]
    assert texts(page.css("div.proceeding_court_title.fieldFullWidth > .value")) == ["Tribunal"]
    assert texts(page.css("div.termOfImprisonment.field > .value")) == ["5 years"]
    assert texts(page.css("div.legislationStatusCode.fieldFullWidth > .label"))[1:] == [
        "Legislation / Statute / Code:",
        "Statute:",
    ]
    assert "decisionVerdictDate" not in page.html


def test_text_is_escaped_and_links_keep_their_query():
    page = tree()
    assert texts(page.css("h2 span.title")) == ["Causa N° 901 <& otros>"]
    assert [a.attributes["href"] for a in page.css("div.sources p a")] == ["https://example.org/x?a=1&b=2"]
    assert texts(page.css("div.sources p")) == ["A report", "A book"]


def test_badges_keep_their_own_fields():
    badges = tree().css("div.crimeType-details-badge")
    assert "corruptionCrimeType-details-badge" in badges[1].attributes["class"]
    heading = badges[1].css_first("h4.crimeTypes_corruptionCrimeType_offences")
    assert texts(heading.next.next.css("div.value")) == ["Bribery of national public officials"]


def test_charges_stand_under_their_persons_and_orphans_under_none():
    charges = tree().css_first("div.charges")
    persons = charges.css("div.person")
    assert [texts(p.css("div.name .value")) for p in persons] == [["M. Testaro"], ["N. Prova"]]
    assert [len(p.css("div.charge")) for p in persons] == [2, 1]
    assert texts(charges.css_first("div.charge").css(".value")) == ["Orphan Act"]
    assert "person" not in charges.css_first("div.charge").parent.attributes["class"]


def test_two_shells_are_two_doctypes_and_two_bodies():
    page = build_page(sample("two_shells"))
    assert page.count(b"<!DOCTYPE html>") == page.count(b"</html>") == page.count(b"<body") == 2
    assert build_page(sample()).count(b"<!DOCTYPE html>") == 1


def test_a_person_is_nested_in_the_one_before_it():
    nested = tree("nested_persons").css("div.charges div.person div.person")
    assert [texts(p.css("div.name .value")) for p in nested] == [["N. Prova"]]
    assert tree().css("div.charges div.person div.person") == []


def test_no_orphan_comes_to_lie_inside_a_person():
    last = [*PAGE["charges"], {"person": None, "charges": [{"statute": "Late orphan"}]}]
    page = tree("nested_persons", charges=last)
    assert len(page.css("div.charge")) == 5
    assert not any("orphan" in text for text in texts(page.css("div.charges div.person div.charge")))


def test_a_block_is_nested_in_the_one_before_it():
    assert tree("nested_blocks").css("div.case-law-detail div.case-law-detail")
    assert not tree().css("div.case-law-detail div.case-law-detail")


def test_languages_have_a_tab_and_a_pane_each():
    page = tree()
    links = page.css("div.factSummary ul.nav-tabs a")
    panes = page.css("div.factSummary div.tab-content > div.tab-pane")
    assert texts(links) == ["English", "Español", "中文"]
    assert [a.attributes["href"] for a in links] == ["#" + p.attributes["id"] for p in panes]
    assert texts(panes) == ["One two three.", "Uno dos tres.", "一二三"]
    assert len(page.css("div.tab-pane.active")) == 1


@pytest.mark.parametrize(
    ("quirk", "ids", "active", "labels"),
    [
        ("duplicate_pane_ids", 1, 1, ["English", "Español", "中文"]),
        ("no_active_pane", 3, 0, ["English", "Español", "中文"]),
        ("several_active_panes", 3, 3, ["English", "Español", "中文"]),
        ("unlabelled_pane", 3, 1, ["", "Español", "中文"]),
    ],
)
def test_panes_go_wrong_as_on_the_portal(quirk, ids, active, labels):
    page = tree(quirk)
    assert len({p.attributes["id"] for p in page.css("div.tab-pane")}) == ids
    assert len(page.css("div.tab-pane.active")) == active
    assert texts(page.css("ul.nav-tabs a")) == labels
    assert len(tree(quirk, fact_summary=["Only one."]).css("div.factSummary div.tab-pane")) == 1


def test_a_second_trafficking_badge_takes_some_of_the_fields():
    badges = tree("second_trafficking_badge").css("div.traffickingPersonsCrimeType-details-badge")
    assert [len(badge.css("h4")) for badge in badges] == [2, 1]
    assert len(tree().css("div.traffickingPersonsCrimeType-details-badge")) == 1


def test_values_keep_their_words_through_spaces_and_lines():
    for quirk in ("nbsp", "values_over_lines", "empty_paragraphs"):
        page = tree(quirk)
        assert texts(page.css("div.termOfImprisonment .value")) == ["5 years"], quirk
        assert "One two three." in texts(page.css("div.factSummary p"))
    assert "\xa0" in tree("nbsp").css_first("div.termOfImprisonment .value").text()
    assert "\n" in tree("values_over_lines").css_first("div.termOfImprisonment .value").text().strip()
    assert "" in texts(tree("empty_paragraphs").css("div.factSummary p"))


@pytest.mark.parametrize("size", [100_000, 260_000, 2_000_000])
def test_menus_in_front_bring_a_page_to_the_size_asked_for(size):
    page = build_page(sample("two_shells"), pad_to_bytes=size)
    assert abs(len(page) - size) < 1000
    assert page.index(b'id="case-law-content"') > size / 2
    assert PORTAL.find_case_fault(page) is None


def test_the_listing_has_ten_results_a_page_and_facets_on_the_first_only():
    both = ("Trafficking in persons", "Corruption")
    many = [sample(number=f"ARGx{900 + n}", filed_under=both if n < 3 else both[:1]) for n in range(23)]
    first, last, past = (build_listing(many, "Trafficking in persons", n) for n in (0, 20, 30))
    assert (first["found"], len(first["results"]), len(last["results"]), past["results"]) == (23, 10, 3, [])
    assert first["facetFields"][0]["values"] == [
        {"value": "Corruption", "count": 3},
        {"value": "Trafficking in persons", "count": 23},
    ]
    assert "facetFields" not in last and "criteria" not in last
    assert build_listing(many, "Corruption", 0)["found"] == 3
    result = first["results"][0]
    assert result["values"]["caseLaw@unodcNo_s1"] == "ARGx900" and result["id"].endswith(result["uri"])


def fetch(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read(), answer.headers.get_content_type()


def test_the_local_portal_serves_search_pages_attachments_and_robots():
    one = sample()
    with SamplePortal([one]) as portal:
        criteria = quote(json.dumps({"filters": [{"fieldName": "x", "value": "Trafficking in persons"}], "startAt": 0}))
        answer = json.loads(fetch(f"{portal.base_url}{SEARCH_PATH}?lng=en&criteria={criteria}")[0])
        assert answer["found"] == 1
        for start in ("/cld/en", "/cld"):
            address = portal.base_url + start + quote(answer["results"][0]["uri"])
            assert fetch(f"{address}?lng=en&tmpl=sherloc") == (build_page(one), "text/html")
        assert fetch(portal.base_url + "/cld/uploads/res/j.pdf") == (build_pdf("Judgment (PDF)"), "application/pdf")
        assert fetch(portal.base_url + "/robots.txt")[1] == "text/plain"
        for path, status in (("/nowhere", 404), (f"{SEARCH_PATH}?criteria=x", 400)):
            with pytest.raises(urllib.error.HTTPError) as refused:
                fetch(portal.base_url + path)
            assert refused.value.code == status


def test_the_local_portal_leaves_no_thread_behind():
    before = threading.active_count()
    with SamplePortal([sample()]) as portal:
        fetch(portal.base_url + "/robots.txt")
    assert threading.active_count() <= before + 1


def test_the_built_pdf_can_be_read():
    pdfium = pytest.importorskip("pypdfium2", reason="the extra 'pdf' is not installed")
    text = pdfium.PdfDocument(build_pdf("Judgment (PDF)"))[0].get_textpage().get_text_bounded()
    assert text.strip() == "Judgment [PDF] [fictional]"
