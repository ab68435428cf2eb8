"""SampleCase: what a fictional case's page prints, and what a careful reader takes from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field

from jointcharge.records.raw import Record


def _printed(value: object) -> object:
    """YAML reads ``19`` and ``2014-05-12`` as a number and a date; a page prints text."""
    return value if value is None or isinstance(value, str | dict | list) else str(value)


Text = Annotated[str, BeforeValidator(_printed)]
Paragraphs = tuple[Text, ...]
Tabbed = Paragraphs | dict[str, Paragraphs]
"""Paragraphs of the page's own language, or one list for each language tab by the tab's label."""

Quirk = Literal[
    "two_shells",
    "nested_blocks",
    "nested_persons",
    "duplicate_pane_ids",
    "no_active_pane",
    "several_active_panes",
    "unlabelled_pane",
    "second_trafficking_badge",
    "empty_paragraphs",
    "nbsp",
    "values_over_lines",
]


class Badge(Record):
    """A crime-type badge with its own fields, by the portal's field names."""

    crime_type: str
    fields: dict[str, Paragraphs] = Field(default_factory=dict)


class SampleProceeding(Record):
    """One instance as the procedural block prints it."""

    stage: Text | None = None
    court_title: Text | None = None
    decision_date: Text | None = None
    description: Text | None = None


class Procedural(Record):
    """The block "Procedural Information"."""

    legal_system: Text | None = None
    latest_court_ruling: Text | None = None
    type_of_proceeding: Text | None = None
    proceedings: tuple[SampleProceeding, ...] = ()


class SamplePerson(Record):
    """A victim or a defendant as printed."""

    kind: str
    name: Text | None = None
    gender: Text | None = None
    nationality: Text | None = None
    age: Text | None = None
    born: Text | None = None
    legal_reasoning: Text | None = None
    text: Text | None = None


class SampleCharge(Record):
    """One charge block; None prints no field."""

    statute: Text | None = None
    statute_label: str = "Legislation / Statute / Code:"
    details: Text | None = None
    verdict: Text | None = None
    term: Text | None = None
    fine: Text | None = None
    compensation: Text | None = None
    appellate: Text | None = None


class ChargedPerson(Record):
    """The charges of one person; of nobody (orphans) where ``person`` is None."""

    person: Text | None
    charges: tuple[SampleCharge, ...] = ()


class SampleLink(Record):
    """A source or an attachment."""

    text: Text
    href: str | None = None


class SamplePage(Record):
    """Everything the portal prints on one case page."""

    title: Text
    country: Text | None = None
    fact_summary: Tabbed | None = None
    commentary: Tabbed | None = None
    sentence_date: Text | None = None
    decision_date: Text | None = None
    badges: tuple[Badge, ...] = ()
    legacy_keywords: dict[str, Paragraphs] = Field(default_factory=dict)
    cross_cutting: dict[str, dict[str, Paragraphs]] = Field(default_factory=dict)
    procedural: Procedural | None = None
    victims: tuple[SamplePerson, ...] = ()
    defendants: tuple[SamplePerson, ...] = ()
    charges: tuple[ChargedPerson, ...] = ()
    court: Text | None = None
    sources: tuple[SampleLink, ...] = ()
    attachments: tuple[SampleLink, ...] = ()


class SampleCase(Record):
    """One sample: the page to build, where the portal keeps it, and the record expected of it."""

    slug: str
    fictional: Literal[True]
    number: str
    uri: str
    filed_under: tuple[str, ...]
    page: SamplePage
    quirks: tuple[Quirk, ...] = ()
    expected: dict[str, Any] = Field(default_factory=dict)
    """As the author wrote it; see the tests for its keys."""


CASES = Path(__file__).parent / "cases"


def build_sample(slug: str, content: Mapping[str, Any]) -> SampleCase:
    """The sample of one file's content; pydantic's ValidationError names a key that is wrong."""
    return SampleCase.model_validate({**content, "slug": slug})


def load_samples(folder: Path = CASES) -> list[SampleCase]:
    """Every sample case of ``folder``, in the order of their file names."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        build_sample(path.stem, yaml.load(path.read_text("utf-8"), Loader=loader))  # noqa: S506 (a safe loader)
        for path in sorted(folder.glob("*.yml"))
    ]
