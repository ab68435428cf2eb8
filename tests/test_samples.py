"""Every sample case, built into a page and parsed, is what its author wrote down by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from jointcharge.corpus_samples.pages import build_page, load_samples
from jointcharge.parsing.formats import Parsed, format_of
from jointcharge.records.case import Case, Diagnostic, Disposition, Span, Stated, Verdict
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

SAMPLES = load_samples()
BY_SLUG = {sample.slug: sample for sample in SAMPLES}
_PARSED: dict[str, Parsed] = {}
DAY = 0.034
"""Months; authors may count a month with 30 days where we count 30.4375."""


@pytest.fixture(params=list(BY_SLUG))
def slug(request):
    return request.param


def parsed(slug) -> Parsed:
    if slug not in _PARSED:
        body = build_page(BY_SLUG[slug])
        raw = RawDocument(
            portal="sherloc",
            url=f"https://www.unodc.org/cld/en{BY_SLUG[slug].uri}?lng=en&tmpl=sherloc",
            kind=RawKind.CASE,
            fetched_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC),
            media_type="text/html",
            sha256=sha256_of(body),
            body=body,
        )
        _PARSED[slug] = format_of(raw).parse(raw)
    return _PARSED[slug]


def value(stated):
    return None if stated is None else stated.value


def money(stated):
    return None if stated is None else [stated.value.amount, stated.value.currency]


def told_actor(actor) -> dict:
    return {
        "role": str(actor.role),
        "label": value(actor.label),
        "gender": value(actor.gender),
        "nationalities": [n.value for n in actor.nationalities],
        "age": value(actor.age),
        "birth_year": value(actor.birth_year),
        "is_organisation": value(actor.is_organisation),
        "group_size": value(actor.group_size),
        "is_minor": value(actor.is_minor),
        "is_official": value(actor.is_official),
        "office": value(actor.office),
    }


def told_charge(case: Case, charge) -> dict:
    labels = {a.actor_id: value(a.label) for a in case.actors}
    sentence = charge.sentence
    return {
        "person": labels.get(charge.actor_id),
        "classes": sorted(m.offence_class for m in charge.classes),
        "disposition": charge.disposition,
        "disposition_trial": charge.disposition_trial,
        "plea": value(charge.plea),
        "months_min": sentence and sentence.imprisonment_months_min,
        "months_max": sentence and sentence.imprisonment_months_max,
        "life": bool(sentence and sentence.life),
        "suspended_months": sentence and sentence.suspended_months,
        "fine": sentence and money(sentence.fine),
        "compensation": sentence and money(sentence.compensation),
    }


def expected_charge(given: dict) -> dict:
    months = {k: pytest.approx(v, abs=DAY) for k, v in given.items() if "months" in k and v is not None}
    return {**given, **months, "classes": sorted(given["classes"])}


def test_there_are_as_many_samples_as_were_promised():
    assert len(SAMPLES) >= 60
    assert len({s.expected["country"] for s in SAMPLES} - {None}) >= 15


def test_country_and_date(slug):
    case, expected = parsed(slug).cases[0], BY_SLUG[slug].expected
    assert value(case.country) == expected["country"]
    assert value(case.decision_date) == expected["decision_date"]


def test_actors(slug):
    case, expected = parsed(slug).cases[0], BY_SLUG[slug].expected["actors"]
    told = [told_actor(actor) for actor in case.actors]
    assert [{k: one[k] for k in wanted} for one, wanted in zip(told, expected, strict=True)] == expected


def test_charges_but_their_classes(slug):
    case, expected = parsed(slug).cases[0], BY_SLUG[slug].expected["charges"]
    told = [{**told_charge(case, charge), "classes": []} for charge in case.charges]
    assert told == [{**expected_charge(one), "classes": []} for one in expected]


def test_classes_of_charges(slug):
    case, expected = parsed(slug).cases[0], BY_SLUG[slug].expected["charges"]
    assert [told_charge(case, c)["classes"] for c in case.charges] == [sorted(one["classes"]) for one in expected]


def test_what_was_charged_and_what_stands(slug):
    case, expected = parsed(slug).cases[0], BY_SLUG[slug].expected
    told = outcome(case) if case.observability.charges else dict.fromkeys(outcome(case))
    assert told == {name: expected[name] for name in told}


def outcome(case: Case) -> dict[str, bool]:
    """Of a case whose page states charges; without any, nothing of this can be observed."""
    classes = [({m.offence_class for m in c.classes}, c) for c in case.charges]
    convicted = [(found, c) for found, c in classes if c.disposition is Disposition.CONVICTED]
    trafficking = {c.actor_id for found, c in convicted if OffenceClass.TRAFFICKING in found}
    corruption = {c.actor_id for found, c in convicted if found & CORRUPTION_CLASSES}
    return {
        "trafficking_charged": any(OffenceClass.TRAFFICKING in found for found, _ in classes),
        "corruption_charged": any(found & CORRUPTION_CLASSES for found, _ in classes),
        "trafficking_convicted": bool(trafficking),
        "corruption_convicted": bool(corruption),
        "joint_convicted_case": bool(trafficking and corruption),
        "joint_convicted_defendant": bool((trafficking & corruption) - {None}),
        "corruption_aggravation": any(OffenceClass.CORRUPTION_AGGRAVATION in found for found, _ in classes),
    }


def quoted(record: BaseModel) -> Iterator[tuple[str, Span]]:
    """Every wording with its span, at any depth."""
    if isinstance(record, Stated | Verdict):
        yield record.wording, record.span
    if isinstance(record, Diagnostic) and record.span is not None:
        yield record.wording, record.span
    for name in type(record).model_fields:
        inside = getattr(record, name)
        for one in inside if isinstance(inside, tuple) else (inside,):
            if isinstance(one, BaseModel):
                yield from quoted(one)


def test_every_wording_stands_where_its_span_says(slug):
    found = parsed(slug)
    spans = [*quoted(found.cases[0]), *((p.text, p.span) for p in found.cases[0].passages)]
    assert len(spans) > 20
    wrong = [(wording, span) for wording, span in spans if found.text[span.start : span.end] != wording]
    assert wrong == []
    assert {span.document for _, span in spans} == {found.cases[0].sha256}


def test_the_record_is_valid_and_survives_its_json(slug):
    case = parsed(slug).cases[0]
    assert Case.model_validate(case.model_dump()) == case
    assert Case.model_validate_json(case.model_dump_json()) == case


def test_every_sentence_the_author_points_to_lies_in_one_passage(slug):
    texts = [p.text for p in parsed(slug).cases[0].passages]
    expected = BY_SLUG[slug].expected
    for tag in [*expected.get("forms", ()), *expected.get("signals", ())]:
        wanted = " ".join(tag["sentence"].split())
        assert sum(wanted in text for text in texts) >= 1, wanted


def test_every_paragraph_of_the_summary_is_in_the_passages_with_its_language(slug):
    summary = BY_SLUG[slug].page.fact_summary or ()
    paragraphs = [p for part in summary.values() for p in part] if isinstance(summary, dict) else list(summary)
    passages = [p for p in parsed(slug).cases[0].passages if p.section == "fact_summary"]
    assert "".join("".join(p.text.split()) for p in passages) == "".join("".join(p.split()) for p in paragraphs)
    assert all(p.language for p in passages)


def test_names_the_page_prints_are_in_the_documents_text(slug):
    found, page = parsed(slug), BY_SLUG[slug].page
    for person in [*page.defendants, *page.victims]:
        for printed in (person.name, person.gender, person.nationality, person.text, person.legal_reasoning):
            assert printed is None or " ".join(printed.split()) in found.text


def test_keywords_are_all_kept(slug):
    page, case = BY_SLUG[slug].page, parsed(slug).cases[0]
    for origin, given in (
        ("badge", [v for b in page.badges for vs in b.fields.values() for v in vs]),
        ("legacy", [v for vs in page.legacy_keywords.values() for v in vs]),
        ("cross_cutting", [v for parts in page.cross_cutting.values() for vs in parts.values() for v in vs]),
    ):
        kept = [k.value.value for k in case.keywords if k.origin == origin]
        assert sorted(kept) == sorted(" ".join(v.lstrip("• ").split()) for v in given)
