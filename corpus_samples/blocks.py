"""The blocks of a case page: every ``div.case-law-detail``, its fields and its language tabs."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jointcharge.corpus_samples.sample import (
    Badge,
    ChargedPerson,
    Paragraphs,
    SampleCase,
    SampleCharge,
    SamplePerson,
    SampleProceeding,
    Tabbed,
)

BADGE_CLASSES = {
    "Trafficking in persons": "traffickingPersonsCrimeType",
    "Corruption": "corruptionCrimeType",
    "Migrant smuggling": "migrantSmugglingCrimeType",
    "Smuggling of migrants": "migrantSmugglingCrimeType",
    "Money laundering": "moneyLaunderingCrimeType",
    "Participation in an organized criminal group": "criminalGroupCrimeType",
    "Drug offences": "drugCrimeType",
    "Firearms": "illicitFirearmsCrimeType",
}
"""The second class of a badge, by the crime type that it names."""

_PANE_QUIRKS = {"duplicate_pane_ids", "no_active_pane", "several_active_panes", "unlabelled_pane"}
_PERSON_FIELDS = (
    ("gender field line", "Gender:", "gender"),
    ("nationality field line", "Nationality:", "nationality"),
    ("age field line", "Age:", "age"),
    ("born field line", "Born:", "born"),
    ("legalReasoning fieldFullWidth", "Legal Reasoning:", "legal_reasoning"),
)
_CHARGE_FIELDS = (
    ("chargeDetails fieldFullWidth", "Charge details:", "details"),
    ("verdict field", "Verdict:", "verdict"),
    ("termOfImprisonment field", "Term of Imprisonment:", "term"),
    ("finePayment field", "Fine / Payment to State:", "fine"),
    ("compensationPayment field", "Compensation / Payment to Victim:", "compensation"),
    ("appellateDecision field", "Appellate Decision:", "appellate"),
)


@dataclass
class Printer:
    """Prints values with one page's quirks; numbers the panes of its tabs."""

    quirks: frozenset[str]
    _panes: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def value(self, text: str) -> str:
        """``text`` escaped; with non-breaking spaces, or spread over lines."""
        printed = html.escape(text.strip(), quote=False)
        if "nbsp" in self.quirks:
            printed = printed.replace(" ", "&nbsp;", 1) + "&nbsp;"
        if "values_over_lines" in self.quirks:
            printed = "\n      " + printed.replace(" ", "\n      ", 2) + "\n    "
        return printed

    def field(self, classes: str, label: str, value: str | None) -> str:
        """A label beside its value; nothing for a value that the page does not state."""
        if value is None:
            return ""
        return (
            f'<div class="{classes}"><div class="label">{html.escape(label.rstrip())} </div>'
            f'<div class="value">{self.value(value)}</div></div>\n'
        )

    def paragraphs(self, texts: Iterable[str]) -> str:
        """One ``p`` for each text."""
        empty = "<p>&nbsp;</p>\n<p></p>\n" if "empty_paragraphs" in self.quirks else ""
        return "".join(f"{empty}<p>{self.value(text)}</p>\n" for text in texts)

    def tabbed(self, texts: Tabbed) -> str:
        """Paragraphs, under language tabs where there are several or a tab's quirk is asked for."""
        if isinstance(texts, tuple):
            if not self.quirks & _PANE_QUIRKS:
                return self.paragraphs(texts)
            texts = {"English": texts}
        ids = self._pane_ids(len(texts))
        return self._tabs(ids, list(texts)) + self._tab_panes(ids, list(texts.values()))

    def _pane_ids(self, count: int) -> list[str]:
        ids = [f"pane-{next(self._panes)}" for _ in range(count)]
        return ids[:1] * count if "duplicate_pane_ids" in self.quirks else ids

    def _active(self, position: int) -> str:
        if "no_active_pane" in self.quirks:
            return ""
        return " active" if position == 0 or "several_active_panes" in self.quirks else ""

    def _tabs(self, ids: list[str], labels: list[str]) -> str:
        if "unlabelled_pane" in self.quirks:
            own = labels.index("English") if "English" in labels else 0
            labels = ["" if n == own else label for n, label in enumerate(labels)]
        entries = "".join(
            f'<li class="tab{self._active(n)}"><a href="#{pane}" data-toggle="tab">{html.escape(label)}</a></li>\n'
            for n, (pane, label) in enumerate(zip(ids, labels, strict=True))
        )
        return f'<ul class="nav nav-tabs">\n{entries}</ul>\n'

    def _tab_panes(self, ids: list[str], texts: list[Paragraphs]) -> str:
        panes = "".join(
            f'<div class="tab-pane{self._active(n)}" id="{pane}">\n{self.paragraphs(body)}</div>\n'
            for n, (pane, body) in enumerate(zip(ids, texts, strict=True))
        )
        return f'<div class="tab-content">\n{panes}</div>\n'


def _block(classes: str, heading: str, body: str) -> str:
    title = f"<h2>{html.escape(heading)}</h2>\n" if heading else ""
    return f'<div class="{classes} case-law-detail">\n{title}{body}</div>\n'


def _values(printer: Printer, values: Iterable[str]) -> str:
    return "".join(f'<div class="value">{printer.value(value)}</div>\n' for value in values)


def to_header(sample: SampleCase, printer: Printer) -> Iterator[str]:
    """Title, country, dates, badges; then fact summary and commentary."""
    page = sample.page
    head = f'<h2><span class="title">{printer.value(page.title)}</span></h2>\n'
    if page.country is not None:
        head += f'<div class="countryNoHighlight field"><h3>{printer.value(page.country)}</h3></div>\n'
    head += printer.field("unodcNo field", "UNODC No.:", sample.number)
    head += printer.field("sentencedDate field", "Sentence Date:", page.sentence_date)
    head += printer.field("decisionVerdictDate field", "Decision/Verdict Date:", page.decision_date)
    badges = "".join(_badge(badge, printer) for badge in _badges(sample))
    yield _block("case-law-header", "", head + badges)
    if page.fact_summary:
        yield _block("factSummary", "Fact Summary", printer.tabbed(page.fact_summary))
    if page.commentary:
        body = printer.tabbed(page.commentary)
        yield _block("commentaryAndSignificantFeatures", "Commentary and Significant Features", body)


def _badges(sample: SampleCase) -> list[Badge]:
    """The badges; a second trafficking badge takes the later half of the first one's fields."""
    badges = list(sample.page.badges)
    trafficking = [badge for badge in badges if badge.crime_type == "Trafficking in persons"]
    if "second_trafficking_badge" not in sample.quirks or len(trafficking) != 1:
        return badges
    fields = list(trafficking[0].fields.items())
    half = (len(fields) + 1) // 2
    first, second = (
        Badge(crime_type="Trafficking in persons", fields=dict(part)) for part in (fields[:half], fields[half:])
    )
    place = badges.index(trafficking[0])
    return [*badges[:place], first, *badges[place + 1 :], second]


def _badge(badge: Badge, printer: Printer) -> str:
    kind = BADGE_CLASSES[badge.crime_type]
    fields = "".join(
        f'<h4 class="crimeTypes_{kind}_{name}">{name}</h4>\n'
        f'<div class="containerListElement">\n{_values(printer, values)}</div>\n'
        for name, values in badge.fields.items()
    )
    title = f"<h3>{html.escape(badge.crime_type)}</h3>\n"
    return f'<div class="crimeType-details-badge {kind}-details-badge">\n{title}{fields}</div>\n'


def to_keywords(sample: SampleCase, printer: Printer) -> Iterator[str]:
    """The block "Keywords" and the cross-cutting issues."""
    legacy = "".join(
        f'<div class="keywordCategory field"><div class="label">{html.escape(label)} </div>\n'
        f'<div class="tags">\n{_values(printer, values)}</div></div>\n'
        for label, values in sample.page.legacy_keywords.items()
    )
    if legacy:
        yield _block("keywords", "Keywords", legacy)
    if sample.page.cross_cutting:
        issues = "".join(
            f'<div class="cross-cutting-issue"><h3>{html.escape(heading)}</h3>\n'
            + "".join(
                f'<h4>{html.escape(sub)}</h4>\n<div class="containerListElement">\n'
                f"{_values(printer, (f'• {value}' for value in values))}</div>\n"
                for sub, values in parts.items()
            )
            + "</div>\n"
            for heading, parts in sample.page.cross_cutting.items()
        )
        yield _block("cross-cutting", "Cross-Cutting Issues", issues)


def to_procedural(sample: SampleCase, printer: Printer) -> Iterator[str]:
    """The block "Procedural Information" with its proceedings."""
    procedural = sample.page.procedural
    if procedural is None:
        return
    body = printer.field("legalSystem field", "Legal System:", procedural.legal_system)
    body += printer.field("presentCourt field", "Latest Court Ruling:", procedural.latest_court_ruling)
    body += printer.field("proceedingType field", "Type of Proceeding:", procedural.type_of_proceeding)
    body += "".join(_proceeding(n, p, printer) for n, p in enumerate(procedural.proceedings, 1))
    yield _block("procedural-history", "Procedural Information", body)


def _proceeding(number: int, proceeding: SampleProceeding, printer: Printer) -> str:
    fields = (
        printer.field("proceeding_stage field", "Stage:", proceeding.stage)
        + printer.field("proceeding_court_title fieldFullWidth", "Court:", proceeding.court_title)
        + printer.field("proceeding_decisionDate field", "Decision Date:", proceeding.decision_date)
        + printer.field("proceeding_proceedingDescription fieldFullWidth", "Description:", proceeding.description)
    )
    return f'<div class="proceeding"><h4>Proceeding #{number}:</h4>\n{fields}</div>\n'


def _close_persons(persons: list[tuple[str, bool]], printer: Printer) -> str:
    """Persons and orphans one after another; with the quirk, the last pair loses one closing tag.

    Only a person that no orphan follows stays open, so that no orphan comes to lie inside a person.
    """
    unclosed = None
    if "nested_persons" in printer.quirks and len(persons) > 1 and all(is_person for _, is_person in persons[-2:]):
        unclosed = len(persons) - 2
    return "".join(
        body if n == unclosed or not is_person else f"{body}</div>\n" for n, (body, is_person) in enumerate(persons)
    )


def to_people(sample: SampleCase, printer: Printer) -> Iterator[str]:
    """Victims, then defendants."""
    blocks = (
        ("victimsPlaintiffs", "Victims / Plaintiffs in the first instance", sample.page.victims),
        ("defendantsRespondents", "Defendants / Respondents in the first instance", sample.page.defendants),
    )
    for classes, heading, people in blocks:
        if people:
            persons = [(_person(person, printer), True) for person in people]
            yield _block(classes, heading, _close_persons(persons, printer))


def _person(person: SamplePerson, printer: Printer) -> str:
    body = printer.field("name field line", f"{person.kind}:", person.name or "")
    for classes, label, attribute in _PERSON_FIELDS:
        body += printer.field(classes, label, getattr(person, attribute))
    return f'<div class="person">\n{body}{printer.paragraphs([person.text] if person.text else [])}'


def to_charges(sample: SampleCase, printer: Printer) -> Iterator[str]:
    """Charges under their persons; orphans outside any."""
    if sample.page.charges:
        entries = [(_charged(entry, printer), entry.person is not None) for entry in sample.page.charges]
        yield _block("charges", "Charges / Claims / Decisions", _close_persons(entries, printer))


def _charged(entry: ChargedPerson, printer: Printer) -> str:
    charges = "".join(_charge(charge, printer) for charge in entry.charges)
    if entry.person is None:
        return charges
    return f'<div class="person">\n{printer.field("name field line", "Defendant:", entry.person)}{charges}'


def _charge(charge: SampleCharge, printer: Printer) -> str:
    body = printer.field("legislationStatusCode fieldFullWidth", charge.statute_label, charge.statute)
    for classes, label, attribute in _CHARGE_FIELDS:
        body += printer.field(classes, label, getattr(charge, attribute))
    return f'<div class="charge">\n{body}</div>\n'


def to_rest(sample: SampleCase, printer: Printer) -> Iterator[str]:
    """Court, sources, attachments."""
    page = sample.page
    if page.court is not None:
        yield _block("court", "Court", f'<div class="value">{printer.value(page.court)}</div>\n')
    if page.sources:
        body = "".join(
            f'<p><a href="{html.escape(s.href)}">{printer.value(s.text)}</a></p>\n'
            if s.href
            else f"<p>{printer.value(s.text)}</p>\n"
            for s in page.sources
        )
        yield _block("sources", "Sources / Citations", body)
    if page.attachments:
        links = "".join(
            f'<p><a href="{html.escape(a.href or "")}">{printer.value(a.text)}</a></p>\n' for a in page.attachments
        )
        yield _block("attachments", "Attachments", links)
