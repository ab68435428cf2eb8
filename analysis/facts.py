"""What is known of each case and each defendant: charged, convicted, joint; yes, no, missing or not observable.

Everything is computed from the charges and for whole columns at once; the definitions are in ``docs/measures.md``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jointcharge.analysis.labels import LEVELS
from jointcharge.analysis.reading import CHARGE_CODES, DISPOSITIONS, bits_of, read_numbers
from jointcharge.analysis.states import MISSING, YES, Codes, Mask, States, any_of, both, states
from jointcharge.records.case import ActorRole, Disposition
from jointcharge.records.corpus import Corpus
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass

TRAFFICKING = frozenset({OffenceClass.TRAFFICKING})
AGGRAVATION = frozenset({OffenceClass.CORRUPTION_AGGRAVATION})
ACCUSED_ROLES = (ActorRole.DEFENDANT, ActorRole.RESPONDENT)
"""Roles that make a defendant; so does a charge against someone of any other role."""
_SIGHT = (
    "SELECT case_row, sees_charges, sees_corruption_charges, sees_verdicts, sees_text,"
    " case_row IN (SELECT case_row FROM taggings) FROM cases ORDER BY case_id"
)
_ACCUSED = f"SELECT case_row, position FROM actors WHERE role IN {tuple(r.value for r in ACCUSED_ROLES)}"  # noqa: S608


@dataclass(frozen=True)
class Sight:
    """What the source of each case (or of each defendant's case) can show."""

    charges: Mask
    corruption_charges: Mask
    verdicts: Mask
    text: Mask

    def __getitem__(self, rows: Codes) -> Sight:
        return Sight(self.charges[rows], self.corruption_charges[rows], self.verdicts[rows], self.text[rows])


@dataclass(frozen=True)
class Charges:
    """Every charge: the rows of its case and defendant (-1 for an orphan), its classes' bits and its disposition."""

    case: Codes
    defendant: Codes
    bits: Codes
    disposition: Codes

    def of(self, classes: Collection[OffenceClass]) -> Mask:
        """The charges of any of ``classes``."""
        found: Mask = (self.bits & bits_of(classes)) != 0
        return found

    def that_are(self, disposition: Disposition) -> Mask:
        """The charges of which ``disposition`` stands."""
        found: Mask = self.disposition == DISPOSITIONS.index(disposition)
        return found


@dataclass(frozen=True)
class Ledger:
    """The charges by owner: by case, or by defendant."""

    charges: Charges
    owner: Codes
    sight: Sight

    @property
    def size(self) -> int:
        """How many owners there are."""
        return len(self.sight.charges)

    def any(self, mask: Mask) -> Mask:
        """The owners of any charge in ``mask``."""
        return any_of(self.owner, mask, self.size)

    @cached_property
    def uncharged(self) -> Mask:
        """Owners of no charge at all: nothing is stated about them."""
        return ~self.any(np.ones(len(self.owner), dtype=bool))

    def _observable(self, classes: Collection[OffenceClass]) -> Mask:
        hidden_with_corruption = bool((CORRUPTION_CLASSES | AGGRAVATION) & set(classes))
        return self.sight.charges & self.sight.corruption_charges if hidden_with_corruption else self.sight.charges

    def charged(self, classes: Collection[OffenceClass]) -> States:
        """Whether a charge of any of ``classes`` is alleged."""
        return states(self.any(self.charges.of(classes)), self.uncharged, self._observable(classes))

    def convicted(self, classes: Collection[OffenceClass]) -> States:
        """Whether a conviction of any of ``classes`` stands. A pending charge is none; an unknown verdict is missing."""
        charged = self.charges.of(classes)
        unknown = self.any(charged & self.charges.that_are(Disposition.UNKNOWN))
        yes = self.any(charged & self.charges.that_are(Disposition.CONVICTED))
        return states(yes, unknown | self.uncharged, self._observable(classes) & self.sight.verdicts)

    @cached_property
    def trafficking_charged(self) -> States:
        """Trafficking is charged."""
        return self.charged(TRAFFICKING)

    @cached_property
    def corruption_charged(self) -> States:
        """Any corruption class is charged; the aggravation is not one."""
        return self.charged(CORRUPTION_CLASSES)

    @cached_property
    def trafficking_convicted(self) -> States:
        """A conviction of trafficking stands."""
        return self.convicted(TRAFFICKING)

    @cached_property
    def corruption_convicted(self) -> States:
        """A conviction of a corruption class stands."""
        return self.convicted(CORRUPTION_CLASSES)

    @cached_property
    def joint_convicted(self) -> States:
        """Both convictions stand against this owner."""
        return both(self.trafficking_convicted, self.corruption_convicted)

    def possible(self, classes: Collection[OffenceClass]) -> Mask:
        """The charges of ``classes`` that are, or for all that is known may be, convictions."""
        standing = self.charges.that_are(Disposition.CONVICTED) | self.charges.that_are(Disposition.UNKNOWN)
        return self.charges.of(classes) & standing


@dataclass(frozen=True)
class Facts:
    """Every case, in the order of its id, and every defendant, in the order of the document."""

    sight: Sight
    charges: Charges
    case_of_defendant: Codes
    filed: Mask
    """Filed under trafficking in persons, by the page or by the portal's search."""
    classified: Mask
    """Filed under some crime type at all."""
    tagged: Codes
    levels: Codes
    """Index into `labels.LEVELS`; -1 where not known: no text, or not tagged."""

    @cached_property
    def cases(self) -> Ledger:
        """The charges by case."""
        return Ledger(self.charges, self.charges.case, self.sight)

    @cached_property
    def defendants(self) -> Ledger:
        """The charges by defendant; orphans belong to none."""
        return Ledger(self.charges, self.charges.defendant, self.sight[self.case_of_defendant])

    @cached_property
    def trafficking(self) -> States:
        """Trafficking cases: filed under trafficking in persons, or trafficking charged."""
        yes = self.filed | (self.cases.trafficking_charged == YES)
        nothing = np.zeros(len(yes), dtype=bool)
        return states(yes, nothing, self.classified | self.sight.charges)

    def at_level(self, level: CorruptionLevel) -> States:
        """Whether the text of each case is of ``level``."""
        return states(self.levels == LEVELS.index(level), self.levels < 0, self.sight.text | (self.levels >= 0))

    @cached_property
    def joint_convicted_defendant(self) -> States:
        """By case: both convictions stand against one defendant.

        Missing where an unknown verdict, or a charge outside any person, may yet be the other half.
        """
        one = any_of(self.case_of_defendant, self.defendants.joint_convicted == YES, self.cases.size)
        answer = states(one, self._may_be_joint, np.ones(self.cases.size, dtype=bool))
        return np.where(one, answer, np.where(self.cases.joint_convicted < MISSING, self.cases.joint_convicted, answer))

    @cached_property
    def _may_be_joint(self) -> Mask:
        trafficking, corruption = (self.cases.possible(c) for c in (TRAFFICKING, CORRUPTION_CLASSES))
        orphan = self.charges.defendant < 0
        by_case, by_defendant = self.cases.any, self.defendants.any
        one = any_of(self.case_of_defendant, by_defendant(trafficking) & by_defendant(corruption), self.cases.size)
        orphaned = (by_case(trafficking & orphan) & by_case(corruption)) | (
            by_case(trafficking) & by_case(corruption & orphan)
        )
        return one | orphaned | self.cases.uncharged


def read_facts(corpus: Corpus, filed: Mask, classified: Mask, levels: Codes) -> Facts:
    """The facts of a corpus; ``filed``, ``classified`` and ``levels`` follow the cases in the order of their ids."""
    case_row, charged, corruption, verdicts, text, tagged = read_numbers(corpus, _SIGHT)
    _, of_case, position, bits, disposition = read_numbers(corpus, CHARGE_CODES)
    accused_case, accused_position = read_numbers(corpus, _ACCUSED)
    case = rows_of(case_row, of_case)
    width = 1 + max(position.max(initial=0), accused_position.max(initial=0))
    keys = np.where(position < 0, -1, case * width + position)
    defendants = np.unique(
        np.concatenate([keys[keys >= 0], rows_of(case_row, accused_case) * width + accused_position])
    )
    return Facts(
        sight=Sight(charged > 0, corruption > 0, verdicts > 0, text > 0),
        charges=Charges(case, np.where(keys < 0, -1, np.searchsorted(defendants, keys)), bits, disposition),
        case_of_defendant=defendants // width,
        filed=filed,
        classified=classified,
        tagged=np.flatnonzero(tagged),
        levels=np.where((text == 0) & (levels == LEVELS.index(CorruptionLevel.NONE)), -1, levels),
    )


def rows_of(keys: Codes, wanted: Codes) -> Codes:
    """The positions of ``wanted`` in ``keys``; every one of them is there, and ``keys`` holds each value once."""
    order = np.argsort(keys)
    found: Codes = order[np.searchsorted(keys, wanted, sorter=order)]
    return found
