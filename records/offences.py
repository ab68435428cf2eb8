"""Offence classes (ICCS, UNCAC, Palermo); which one a statute or a wording means."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from jointcharge.records.offence_rules import Provision


class OffenceClass(StrEnum):
    """The classes of ``design.md``; a charge gets one or more."""

    TRAFFICKING = "trafficking"  # ICCS 0204
    SLAVERY_FORCED_LABOUR = "slavery_forced_labour"  # ICCS 0203
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    KIDNAPPING_DEPRIVATION = "kidnapping_deprivation"  # ICCS 0202
    SEXUAL_VIOLENCE = "sexual_violence"
    ASSAULT = "assault"
    SMUGGLING_MIGRANTS = "smuggling_migrants"
    IMMIGRATION = "immigration"
    ILLEGAL_RECRUITMENT = "illegal_recruitment"
    LABOUR = "labour"
    DOCUMENT_FORGERY = "document_forgery"
    FRAUD = "fraud"
    LAUNDERING = "laundering"
    ORGANISED_CRIME = "organised_crime"
    OBSTRUCTION = "obstruction"
    EXTORTION = "extortion"
    HOMICIDE = "homicide"
    DRUGS = "drugs"
    WEAPONS = "weapons"
    OTHER = "other"
    UNCLASSIFIED = "unclassified"
    BRIBERY_ACTIVE = "bribery_active"  # UNCAC 15(a), 16(1)
    BRIBERY_PASSIVE = "bribery_passive"  # UNCAC 15(b), 16(2)
    BRIBERY_PRIVATE = "bribery_private"  # UNCAC 21
    ABUSE_OF_FUNCTIONS = "abuse_of_functions"  # UNCAC 19
    TRADING_IN_INFLUENCE = "trading_in_influence"  # UNCAC 18
    EMBEZZLEMENT = "embezzlement"  # UNCAC 17, 22
    ILLICIT_ENRICHMENT = "illicit_enrichment"  # UNCAC 20
    OFFICIAL_EXTORTION = "official_extortion"
    CORRUPT_OBSTRUCTION = "corrupt_obstruction"  # UNCAC 25
    CORRUPTION_AGGRAVATION = "corruption_aggravation"


CORRUPTION_CLASSES = frozenset(
    {
        OffenceClass.BRIBERY_ACTIVE,
        OffenceClass.BRIBERY_PASSIVE,
        OffenceClass.BRIBERY_PRIVATE,
        OffenceClass.ABUSE_OF_FUNCTIONS,
        OffenceClass.TRADING_IN_INFLUENCE,
        OffenceClass.EMBEZZLEMENT,
        OffenceClass.ILLICIT_ENRICHMENT,
        OffenceClass.OFFICIAL_EXTORTION,
        OffenceClass.CORRUPT_OBSTRUCTION,
    }
)
"""The corruption classes by UNCAC article. ``corruption_aggravation`` is apart, and not one of them."""

CONTROL_CLASSES = (
    OffenceClass.FRAUD,
    OffenceClass.DOCUMENT_FORGERY,
    OffenceClass.LAUNDERING,
    OffenceClass.ORGANISED_CRIME,
)
"""Offences whose co-charging shows what is usual when it is not corruption."""


class OffenceMatch(Record):
    """One class of one charge, with what gave it."""

    offence_class: OffenceClass
    rule: str
    """The id of the entry in ``records/offences/*.yml``."""
    iccs: str | None = None
    uncac: str | None = None
    matched: str
    """The words of the provision or the wording that the rule matched; empty for ``unclassified``."""
    verified: bool = False
    """Whether the entry was checked against its source, or written from memory."""


def classify(
    provision: str | None, wording: str | None, country: str | None, on: date | None = None
) -> tuple[OffenceMatch, ...]:
    """The classes of one charge, with the rule that gave each; ``unclassified`` where no rule fits.

    ``country`` is ISO 3166 alpha-3, None for an international court; ``on`` the day of the decision, which
    chooses between provisions that shared a number at different times. ``docs/offences.md`` has the rules.
    """
    return _classify(provision or "", wording or "", country or "INT", on)


@lru_cache(maxsize=32_768)
def _classify(provision: str, wording: str, country: str, on: date | None) -> tuple[OffenceMatch, ...]:
    from jointcharge.records.charge_classes import charge_classes  # it reads the rules, which needs the classes above

    return charge_classes(provision, wording, country, on)


def provisions_of(country: str) -> tuple[Provision, ...]:
    """The provisions known of a country (ISO 3166 alpha-3; ``INT`` for international law); maybe none."""
    from jointcharge.records.offence_rules import jurisdiction_of

    jurisdiction = jurisdiction_of(country)
    return jurisdiction.provisions if jurisdiction else ()


def absent_offences(country: str) -> frozenset[OffenceClass]:
    """The classes that the country's law does not have, so that a missing charge is no under-charging."""
    from jointcharge.records.offence_rules import jurisdiction_of

    jurisdiction = jurisdiction_of(country)
    return jurisdiction.absent if jurisdiction else frozenset()


def rules_version() -> str:
    """A short digest of all rules and of the code that reads them; it changes when an answer could."""
    from jointcharge.records.offence_rules import rules_version as digest

    return digest()
