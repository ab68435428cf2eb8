"""Which corruption provisions of its country a case did not use: pointers to where to look, and no advice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from jointcharge.analysis.provisions import CountryProvisions, ListedProvision, country_provisions
from jointcharge.records.case import Case
from jointcharge.records.errors import ReportError
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass
from jointcharge.records.raw import Record

POINTERS = 5
"""How many are given; the others are counted."""
CLASSES_OF_FORM = {
    "bribery": (OffenceClass.BRIBERY_ACTIVE, OffenceClass.BRIBERY_PASSIVE, OffenceClass.OFFICIAL_EXTORTION),
    "private_bribery": (OffenceClass.BRIBERY_PRIVATE,),
    "abuse_of_functions": (OffenceClass.ABUSE_OF_FUNCTIONS,),
    "trading_in_influence": (OffenceClass.TRADING_IN_INFLUENCE,),
    "embezzlement": (OffenceClass.EMBEZZLEMENT,),
    "obstruction_of_justice": (OffenceClass.CORRUPT_OBSTRUCTION,),
    "illicit_enrichment": (OffenceClass.ILLICIT_ENRICHMENT,),
}
"""The offences that a corrupt form of the codebook may amount to, by the UNCAC articles of both."""

OF_OFFICIALS = frozenset({"official_involved", "tip_off_or_impunity", "irregular_issue", "undeclared_payment"})
"""Signals of an official's part; debts, false papers and laundering alone are everyday trafficking."""


class Pointer(Record):
    """A provision that may be worth a look; no advice."""

    law: str
    title: str
    offence: str
    uncac: str
    dates: str
    checked: bool
    fits: bool
    """Its kind of offence is that of a corrupt form which a passage is marked for."""


def find_pointers(
    case: Case, forms: Collection[str], signals: Collection[str] = ()
) -> tuple[tuple[Pointer, ...], int, tuple[str, ...]]:
    """Corruption provisions of the country whose offence is not charged here, how many are left out, and notes.

    Those that cover a corrupt form which the text describes come first. Where the text has neither a form nor a signal of an
    official's part and no corruption is charged, nothing is pointed to: there is no conduct that a provision could be held against.
    """
    if case.country is None:
        return (), 0, ("The country is not stated, so no provision can be pointed to.",)
    try:
        known = country_provisions(case.country.value)
    except ReportError as error:
        return (), 0, (str(error),)
    used = {match.offence_class for charge in case.charges for match in charge.classes}
    if not (forms or OF_OFFICIALS & set(signals) or used & CORRUPTION_CLASSES):
        return (
            (),
            0,
            (
                f"No passage is marked for corrupt conduct or for an official's part, so that no provision is set out; see  jointcharge provisions {known.country}",
            ),
        )
    fitting = {c for form in forms for c in CLASSES_OF_FORM.get(form, ())}
    day = case.decision_date.value if case.decision_date else dt.date(case.decision_year or dt.MAXYEAR, 12, 31)
    open_ones = [
        one for one in known.provisions if (set(one.classes) & CORRUPTION_CLASSES) - used and not _later(one, day)
    ]
    ranked = sorted(open_ones, key=lambda one: (not fitting & set(one.classes), one.valid_to is not None))
    chosen = tuple(_pointer(one, bool(fitting & set(one.classes))) for one in ranked[:POINTERS])
    return chosen, len(ranked) - len(chosen), tuple(_pointer_notes(known, forms))


def _later(one: ListedProvision, day: dt.date) -> bool:
    return one.valid_from is not None and one.valid_from > day


def _pointer(one: ListedProvision, fits: bool) -> Pointer:
    since = f"since {one.valid_from}" if one.valid_from else "in force since: not known"
    return Pointer(
        law=f"{one.law}: {', '.join(one.sections) or 'the whole act'}", title=one.title, uncac=", ".join(one.uncac),
        offence=", ".join(c.value.replace("_", " ") for c in one.classes if c in CORRUPTION_CLASSES),
        dates=f"{since}, until {one.valid_to}" if one.valid_to else since, checked=one.verified, fits=fits,
    )  # fmt: skip


def _pointer_notes(known: CountryProvisions, forms: Collection[str]) -> Iterator[str]:
    if not forms:
        yield "The text has no corrupt conduct that was marked, so that no provision is set before another."
    absent = [c.value.replace("_", " ") for c in known.absent if c in CORRUPTION_CLASSES]
    if absent:
        yield f"The law has no such offence, so that its absence is no under-charging: {', '.join(absent)}."
