"""The provisions known of a country on trafficking and on corruption: a pointer to the law, and no advice."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import textwrap
from collections.abc import Iterator

from jointcharge.analysis.country_counts import name_of
from jointcharge.analysis.export import guarded
from jointcharge.analysis.phrases import counted
from jointcharge.records.countries import country_code_of, read_countries
from jointcharge.records.errors import ReportError
from jointcharge.records.offence_rules import Provision, codes_of_classes, countries, jurisdiction_of
from jointcharge.records.offences import (
    CORRUPTION_CLASSES,
    OffenceClass,
    absent_offences,
    provisions_of,
    rules_version,
)
from jointcharge.records.raw import Record

INTERNATIONAL = "INT"
WIDTH = 100
NOTICE = (
    "A pointer to where to look, and no legal advice: the list is incomplete, was gathered to read charges with, and may be out of date. "
    "Read the law itself, as in force on the day of the act; the law of a state or a part of the country applies there alone."
)
ABOUT = {
    "trafficking": frozenset({OffenceClass.TRAFFICKING}),
    "corruption": CORRUPTION_CLASSES,
    "trafficking aggravated by the offender's office": frozenset({OffenceClass.CORRUPTION_AGGRAVATION}),
}
"""What the provisions are about -> the classes that say so, in the order of the list."""
CSV_COLUMNS = (
    *("country", "about", "law", "sections", "title", "classes", "iccs", "uncac", "valid_from", "valid_to", "verified", "source", "rule"),
)  # fmt: skip


class ListedProvision(Record):
    """Sections of one law, what they are about, and how well that is known."""

    rule: str
    """The id of its entry in ``records/offences/*.yml``."""
    about: tuple[str, ...]
    law: str
    sections: tuple[str, ...]
    """Empty for the act as a whole."""
    title: str
    classes: tuple[OffenceClass, ...]
    """Those of its classes that are trafficking or corruption."""
    iccs: tuple[str, ...]
    uncac: tuple[str, ...]
    valid_from: dt.date | None
    """None where the date is not known."""
    valid_to: dt.date | None
    """None for a provision in force, as far as is known."""
    verified: bool
    source: str


class CountryProvisions(Record):
    """A country's provisions on trafficking and corruption, as far as they are known here."""

    country: str
    name: str
    notice: str
    rules: str
    """The version of the rules."""
    provisions: tuple[ListedProvision, ...]
    absent: tuple[OffenceClass, ...]
    """Classes that the country's law does not have."""
    not_listed: tuple[OffenceClass, ...]
    """Corruption classes of which no provision is listed, though the law is not known to lack them."""


def country_provisions(country: str) -> CountryProvisions:
    """The provisions of a country, by its code or name; ``INT`` for international law.

    Raises `ReportError` for a name that is no country's, and for a country of which no provision is known.
    """
    code = _code_of(country)
    if jurisdiction_of(code) is None:
        known = ", ".join(countries())
        raise ReportError(
            f"no provision of {_name(code)} ({code}) is known here; known are those of {known}; "
            "docs/offences.md tells how to add a country"
        )
    listed = tuple(_listed(one) for one in provisions_of(code) if _about(one))
    absent = absent_offences(code)
    missing = CORRUPTION_CLASSES - absent - {c for one in listed for c in one.classes}
    return CountryProvisions(
        country=code, name=_name(code), notice=NOTICE, rules=rules_version(), provisions=listed,
        absent=tuple(c for c in OffenceClass if c in absent), not_listed=tuple(c for c in OffenceClass if c in missing),
    )  # fmt: skip


def _code_of(country: str) -> str:
    wanted = country.strip()
    if wanted.upper() == INTERNATIONAL or wanted.casefold() == "international":
        return INTERNATIONAL
    try:
        return country_code_of(wanted)
    except LookupError:
        names = [name for held in read_countries()["countries"].values() for name in held]
        near = difflib.get_close_matches(wanted.title(), names, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise ReportError(
            f"{country!r} is no country that is known; give a name or an ISO 3166 code such as PHL{hint}"
        ) from None


def _name(code: str) -> str:
    return "International law" if code == INTERNATIONAL else name_of(code)


def _about(one: Provision) -> tuple[str, ...]:
    return tuple(about for about, classes in ABOUT.items() if classes & set(one.classes))


def _listed(one: Provision) -> ListedProvision:
    jurisdiction = jurisdiction_of(one.country)
    assert jurisdiction is not None  # noqa: S101 - the provision came from it
    ours = tuple(c for c in one.classes if any(c in classes for classes in ABOUT.values()))
    codes = [codes_of_classes()[c] for c in ours]
    return ListedProvision(
        rule=one.id, about=_about(one), law=jurisdiction.laws[one.law].title, title=one.title, classes=ours,
        sections=tuple(s for s in one.sections if s != "any"),
        iccs=(one.iccs,) if one.iccs else _distinct(iccs for iccs, _ in codes),
        uncac=(one.uncac,) if one.uncac else _distinct(uncac for _, uncac in codes),
        valid_from=one.valid_from, valid_to=one.valid_to, verified=one.verified, source=one.source,
    )  # fmt: skip


def _distinct(codes: Iterator[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))


def to_json(found: CountryProvisions) -> str:
    """All of it, indented, with a line break at the end."""
    return found.model_dump_json(indent=2) + "\n"


def to_csv(found: CountryProvisions) -> str:
    """One row per provision; safe to open in a spreadsheet."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for one in found.provisions:
        cells = [
            found.country, "; ".join(one.about), one.law, "; ".join(one.sections), one.title, "; ".join(one.classes), "; ".join(one.iccs),
            "; ".join(one.uncac), one.valid_from, one.valid_to, str(one.verified).lower(), one.source, one.rule,
        ]  # fmt: skip
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return held.getvalue()


def to_text(found: CountryProvisions) -> str:
    """For a terminal, by what the provisions are about."""
    return "\n".join(_text(found)) + "\n"


def _text(found: CountryProvisions) -> Iterator[str]:
    yield f"PROVISIONS ON TRAFFICKING AND CORRUPTION: {found.name} ({found.country})"
    yield textwrap.fill(found.notice, WIDTH)
    for about in ABOUT:
        ours = [one for one in found.provisions if one.about[0] == about]
        yield ""
        yield f"{about[0].upper()}{about[1:]}"
        if not ours:
            yield "  None is listed here; that does not mean that there is none."
        for one in ours:
            yield from _entry(one)
    yield ""
    yield from _gaps(found)
    checked = sum(one.verified for one in found.provisions)
    yield textwrap.fill(
        f"{counted(len(found.provisions), 'entry').replace('entrys', 'entries')}, {checked} checked against a source; rules {found.rules}.",
        WIDTH,
    )


def _entry(one: ListedProvision) -> Iterator[str]:
    sections = ", ".join(one.sections) or "the whole act"
    yield textwrap.fill(f"{one.law}: {sections}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    codes = [
        f"ICCS {', '.join(one.iccs)}" if one.iccs else "",
        f"UNCAC article {', '.join(one.uncac)}" if one.uncac else "",
    ]
    also = [f"also {about}" for about in one.about[1:]]
    checked = f"checked: {one.source}" if one.verified else f"NOT CHECKED ({one.source})"
    parts = (one.title, ", ".join(c.replace("_", " ") for c in one.classes), *codes, _dates(one), *also, checked)
    yield textwrap.fill("; ".join(filter(None, parts)), WIDTH, initial_indent="      ", subsequent_indent="      ")


def _dates(one: ListedProvision) -> str:
    if one.valid_from is None and one.valid_to is None:
        return "date not known"
    begun = f"since {one.valid_from}" if one.valid_from else "beginning not known"
    return f"{begun}, until {one.valid_to}" if one.valid_to else begun


def _gaps(found: CountryProvisions) -> Iterator[str]:
    for classes, words in (
        (found.absent, "The law has no such offence, so that its absence from a charge is no under-charging"),
        (found.not_listed, "No provision is listed here, though the law may have one"),
    ):
        if classes:
            names = ", ".join(c.replace("_", " ") for c in classes)
            yield textwrap.fill(f"{words}: {names}.", WIDTH, subsequent_indent="  ")
