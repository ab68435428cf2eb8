"""Every court module reads its own sample judgments as a careful reader would; a court without samples fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from raw_documents import raw_of

from jointcharge.parsing.courts import Hints, all_courts, court_named, court_of, echr
from jointcharge.parsing.judgment_text import read_judgment
from jointcharge.parsing.text.read import read_text
from jointcharge.records.case import Actor, ActorRole, Bribe, Case, Charge, Confidence

SAMPLES = Path(__file__).resolve().parents[1] / "corpus_samples" / "judgments"
MINE = ("echr", "gbr", "generic_english", "generic_spanish", "usa_federal")
FILES = sorted(p for name in MINE for p in (SAMPLES / name).iterdir() if p.suffix != ".yml")
NAMES = [f"{p.parent.name}/{p.name}" for p in FILES]


def case_of(path: Path) -> tuple[Case, str]:
    body = path.read_bytes()
    document = read_text(body, name=path.name)
    return court_named(path.parent.name).parse(document, raw_of(body, path.name)), document.text


def expected_of(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))


def labels(case: Case, role: ActorRole) -> list[str]:
    return [a.label.value for a in case.actors if a.role is role and a.label]


def defendants(case: Case) -> list[Actor]:
    return [a for a in case.actors if a.role is ActorRole.DEFENDANT]


def as_written(case: Case, charge: Charge, keys: set[str]) -> dict[str, Any]:
    """One charge in the words of the expected files."""
    sentence, fine = charge.sentence, charge.sentence and charge.sentence.fine
    told = {
        "accused": [a.actor_id for a in defendants(case)].index(charge.actor_id or "") + 1,
        "provision": charge.provision.value if charge.provision else None,
        "classes": [m.offence_class.value for m in charge.classes],
        "trial": charge.disposition_trial.value,
        "final": charge.disposition.value,
        "plea": charge.plea.value.value if charge.plea else None,
        "months": sentence.imprisonment_months_max if sentence else None,
        "suspended": sentence.suspended_months if sentence else None,
        "life": bool(sentence and sentence.life),
        "counts": charge.counts.value if charge.counts else None,
        "fine_wages": sentence.fine_wages.value if sentence and sentence.fine_wages else None,
        "fine": [fine.value.amount, fine.value.currency] if fine else None,
    }
    return {key: told[key] for key in keys}


@pytest.mark.parametrize("court", [c.NAME for c in all_courts()])
def test_every_court_has_two_samples_at_least_each_with_its_expected_record(court: str) -> None:
    found = [p for p in (SAMPLES / court).glob("*") if p.suffix not in (".yml", ".md")]
    assert len(found) >= 2, (
        f"{court} has {len(found)} samples; add fictional judgments to corpus_samples/judgments/{court}"
    )
    assert all(p.with_suffix(".yml").is_file() for p in found)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_sample_is_recognised_by_its_own_court_alone(path: Path) -> None:
    text = read_text(path.read_bytes(), name=path.name).text
    found = court_of(text, Hints(name=path.name))
    assert found is not None and path.parent.name == found.NAME


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_caption_is_read(path: Path) -> None:
    case, _ = case_of(path)
    expected = expected_of(path)
    assert case.number == expected["number"]
    assert (case.decision_date.value if case.decision_date else None) == expected["date"]
    assert (case.country.value if case.country else None) == expected["country"]
    assert labels(case, ActorRole.DEFENDANT) == expected["accused"]
    assert labels(case, ActorRole.RESPONDENT) == expected.get("respondents", [])
    assert (case.neutral_citation.value if case.neutral_citation else None) == expected.get("neutral_citation")
    if "judges" in expected:
        assert len(labels(case, ActorRole.JUDGE)) == expected["judges"]


@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name == "echr"], ids=lambda p: p.name)
def test_a_violation_is_a_conclusion_and_no_conviction(path: Path) -> None:
    case, _ = case_of(path)
    expected = expected_of(path)
    (proceeding,) = case.proceedings
    assert proceeding.description is not None and proceeding.description.value == expected["conclusions"]
    assert case.charges == () and not case.observability.verdicts
    assert case.ecli is not None and case.ecli.value == expected["ecli"]
    reading = read_judgment(read_text(path.read_bytes(), name=path.name))
    assert echr.find_applications(reading)[0].value == expected["number"]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_charges_are_those_a_careful_reader_finds_and_no_others(path: Path) -> None:
    case, _ = case_of(path)
    expected = expected_of(path)["charges"]
    assert len(case.charges) == len(expected)
    for charge, wanted in zip(case.charges, expected, strict=True):
        assert as_written(case, charge, set(wanted)) == wanted


def told_victim(one: Actor) -> dict[str, Any]:
    told = {
        "label": one.label.value if one.label else None,
        "size": one.group_size.value if one.group_size else None,
        "minor": one.is_minor.value if one.is_minor else None,
        "nationalities": [n.value for n in one.nationalities] or None,
    }
    return {key: value for key, value in told.items() if value is not None}


def told_bribe(case: Case, one: Bribe) -> dict[str, Any]:
    ids = [a.actor_id for a in defendants(case)]
    sides = [
        ids.index(actor_id) + 1 if actor_id else role
        for role, actor_id in ((one.payer, one.payer_id), (one.recipient, one.recipient_id))
    ]
    return {
        "amount": one.amount.value.amount,
        "currency": one.amount.value.currency,
        "payer": sides[0],
        "recipient": sides[1],
    }


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_victims_bribes_and_absent_accused_are_those_a_careful_reader_finds(path: Path) -> None:
    case, _ = case_of(path)
    expected = expected_of(path)
    victims = [told_victim(a) for a in case.actors if a.role is ActorRole.VICTIM]
    assert victims == expected.get("victims", [])
    assert [told_bribe(case, one) for one in case.bribes] == expected.get("bribes", [])
    absent = {n: [one.value.value for one in a.absences] for n, a in enumerate(defendants(case), 1) if a.absences}
    assert absent == expected.get("absent", {})


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_was_not_understood_is_recorded(path: Path) -> None:
    codes = {one.code for one in case_of(path)[0].diagnostics}
    assert set(expected_of(path).get("diagnostics", [])) <= codes


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_wording_stands_where_its_span_says(path: Path) -> None:
    case, text = case_of(path)
    checked = 0
    stack: list[Any] = [case]
    while stack:
        one = stack.pop()
        if isinstance(one, (tuple, list)):
            stack.extend(one)
        elif hasattr(type(one), "model_fields"):
            span, wording = getattr(one, "span", None), getattr(one, "wording", getattr(one, "text", None))
            if span is not None and isinstance(wording, str):
                checked += 1
                assert text[span.start : span.end] == wording
            stack.extend(getattr(one, name) for name in type(one).model_fields)
    assert checked > 5


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_only_generic_readers_mark_their_values_as_lower_confidence(path: Path) -> None:
    case, _ = case_of(path)
    generic = path.parent.name.startswith("generic_")
    assert {charge.confidence for charge in case.charges} <= {Confidence.LOWER if generic else Confidence.FULL}
    assert any(d.code == "generic_reader" for d in case.diagnostics) is generic


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_case_without_charges_says_nothing_of_corruption_charges(path: Path) -> None:
    case, _ = case_of(path)
    assert case.observability.corruption_charges is bool(case.charges)
    assert case.observability.text and case.passages
