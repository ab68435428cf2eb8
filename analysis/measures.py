"""What is measured: each measure's name, unit, words, and the answer it takes from every case or defendant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from jointcharge.analysis.facts import Facts, Ledger
from jointcharge.analysis.states import MISSING, NO, YES, Mask, States
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.offences import CONTROL_CLASSES, OffenceClass

CASE, DEFENDANT = "case", "defendant"
UNITS = (CASE, DEFENDANT)


@dataclass(frozen=True)
class Question:
    """One measure asked of every row of its unit: those in ``base`` answer with ``answers``."""

    name: str
    unit: str
    base: Mask
    answers: States


@dataclass(frozen=True)
class Wording:
    """How a measure is told to a reader."""

    title: str
    of: str
    """What the denominator is."""
    aspect: str
    """``collected``, ``described``, ``charged`` or ``decided``: which of the things kept apart it belongs to."""


CONTROL_TITLES = {
    OffenceClass.FRAUD: "Fraud charged",
    OffenceClass.DOCUMENT_FORGERY: "Document forgery charged",
    OffenceClass.LAUNDERING: "Money laundering charged",
    OffenceClass.ORGANISED_CRIME: "Organised crime charged",
}
_SEEN = "trafficking cases in which a corruption charge would show"
WORDINGS = {
    "trafficking_cases": Wording(title="Trafficking cases", of="cases collected", aspect="collected"),
    "corruption_indicated": Wording(
        title="Corruption described", of="trafficking cases whose text was read", aspect="described"
    ),
    "signal_only": Wording(
        title="Only signals of corruption", of="trafficking cases whose text was read", aspect="described"
    ),
    "corruption_charged": Wording(title="Corruption charged", of=_SEEN, aspect="charged"),
    "corruption_convicted": Wording(title="Corruption convicted", of=f"{_SEEN}, verdict known", aspect="decided"),
    "trafficking_convicted": Wording(
        title="Trafficking convicted", of="trafficking cases whose charges and verdicts are known", aspect="decided"
    ),
    "joint_convicted": Wording(title="Both convicted", of=f"{_SEEN}, verdicts known", aspect="decided"),
    "disparity": Wording(
        title="Both convicted, among trafficking convictions",
        of="trafficking convictions where a corruption conviction would show",
        aspect="decided",
    ),
    "charging_gap": Wording(
        title="Corruption charged where described",
        of="trafficking cases that describe corruption and in which a corruption charge would show",
        aspect="charged",
    ),
    **{f"control_{c}": Wording(title=title, of=_SEEN, aspect="charged") for c, title in CONTROL_TITLES.items()},
}
"""Measure -> its words, for cases. In the unit ``defendant`` read "defendants in …"."""
FUNNEL = ("trafficking_cases", "corruption_indicated", "corruption_charged", "corruption_convicted", "joint_convicted")
"""The funnel, top to bottom; the joint convictions stand below it."""
CONTROLS = tuple(f"control_{c}" for c in CONTROL_CLASSES)


def denominator_of(name: str, unit: str) -> str:
    """What the denominator of a measure is, in words."""
    of = WORDINGS[name].of
    if unit == CASE:
        return of
    return {
        "trafficking_cases": "defendants in the cases collected",
        "disparity": of.replace("convictions where", "convictions of a defendant where"),
    }.get(name, f"defendants in {of}")


def questions(facts: Facts) -> Iterator[Question]:
    """Every measure, asked of cases and, where it can be, of defendants."""
    everyone = np.ones(len(facts.trafficking), dtype=bool)
    trafficking = facts.trafficking == YES
    yield Question("trafficking_cases", CASE, everyone, facts.trafficking)
    yield Question("corruption_indicated", CASE, trafficking, facts.at_level(CorruptionLevel.INDICATED))
    yield Question("signal_only", CASE, trafficking, facts.at_level(CorruptionLevel.SIGNAL_ONLY))
    yield from _of_charges(CASE, facts.cases, trafficking)
    yield _charging_gap(facts, trafficking)
    of = facts.case_of_defendant
    yield Question("trafficking_cases", DEFENDANT, everyone[of], facts.trafficking[of])
    yield from _of_charges(DEFENDANT, facts.defendants, trafficking[of])


def _of_charges(unit: str, ledger: Ledger, base: Mask) -> Iterator[Question]:
    """The measures that charges and verdicts answer, for the owners in ``base``."""
    answers: dict[str, Callable[[], States]] = {
        "corruption_charged": lambda: ledger.corruption_charged,
        "corruption_convicted": lambda: ledger.corruption_convicted,
        "trafficking_convicted": lambda: ledger.trafficking_convicted,
        "joint_convicted": lambda: ledger.joint_convicted,
    }
    for name, answer in answers.items():
        yield Question(name, unit, base, answer())
    convicted = ledger.trafficking_convicted
    among = np.where(convicted == YES, ledger.joint_convicted, convicted)
    yield Question("disparity", unit, base & (convicted != NO), among)
    for offence in CONTROL_CLASSES:  # the same denominator as corruption, so that the two can be laid side by side
        found = np.where(ledger.charged({offence}) == YES, YES, NO)
        charged = np.where(ledger.corruption_charged < NO, ledger.corruption_charged, found)
        yield Question(f"control_{offence}", unit, base, charged.astype(np.int8))


def _charging_gap(facts: Facts, trafficking: Mask) -> Question:
    """Among cases that describe corruption: is it charged? Where it is not known whether they do, that is missing."""
    described = facts.at_level(CorruptionLevel.INDICATED)
    unread = np.minimum(
        described, np.where(facts.cases.corruption_charged < MISSING, facts.cases.corruption_charged, MISSING)
    )
    answers = np.where(described == YES, facts.cases.corruption_charged, unread)
    return Question("charging_gap", CASE, trafficking & (described != NO), answers.astype(np.int8))
