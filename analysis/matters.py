"""Cases of several portals that are one matter, counted once.

Of a linked group one case stands for all, the one that shows most of what is measured: its charges, its defendants and
what its source can see are the group's. What is described is the union: every record's text describes the same matter.
The definitions are in ``docs/measures.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from jointcharge.analysis.facts import Charges, Facts, Sight
from jointcharge.analysis.labels import LEVELS
from jointcharge.analysis.states import Codes, Mask
from jointcharge.records.corpus import Corpus
from jointcharge.records.levels import CorruptionLevel

if TYPE_CHECKING:
    import pandas as pd

_STRENGTH = (CorruptionLevel.NONE, CorruptionLevel.SIGNAL_ONLY, CorruptionLevel.INDICATED)
_FILLED = ("title", "country", "court", "decision_date", "decision_year", "language")
_JOINED = ("crime_types", "exploitation", "sectors", "keywords")
_SHOWS = """
SELECT c.case_id,
  c.sees_charges AND EXISTS (SELECT 1 FROM charge_rows h WHERE h.case_row = c.case_row),
  c.sees_corruption_charges,
  c.sees_verdicts AND EXISTS (SELECT 1 FROM charge_rows h WHERE h.case_row = c.case_row AND h.disposition <> 'unknown'),
  NOT EXISTS (SELECT 1 FROM json_each(c.record, '$.diagnostics') d WHERE d.value ->> 'code' = 'generic_reader'),
  max(coalesce(c.decision_date, ''), coalesce((SELECT max(p.decision_date) FROM proceeding_rows p WHERE p.case_row = c.case_row), '')),
  (SELECT count(*) FROM charge_rows h WHERE h.case_row = c.case_row)
FROM cases c WHERE c.case_id = ?"""
"""What a case shows, the most important first; a judgment read by a language's generic reader comes after one read well."""


def primary_of(corpus: Corpus, group: Sequence[str]) -> str:
    """The case that stands for a linked group: it states charges, can show corruption, knows verdicts, was decided last."""
    shown = {case_id: tuple(corpus.select(_SHOWS, (case_id,)).fetchone())[1:] for case_id in group}
    most = max(shown.values())
    return min(case_id for case_id, shows in shown.items() if shows == most)


class Matters:
    """The linked groups of one corpus as row numbers; rows are cases in the order of their ids."""

    def __init__(self, corpus: Corpus, groups: Sequence[Sequence[str]], case_ids: Sequence[str]) -> None:
        at = {case_id: row for row, case_id in enumerate(case_ids)} if groups else {}
        self.groups: list[tuple[int, Codes]] = [
            (at[primary_of(corpus, group)], np.array([at[one] for one in group], dtype=np.int64)) for group in groups
        ]
        self.kept = np.ones(len(case_ids), dtype=bool)
        """The cases that stand for themselves or for their group."""
        for primary, members in self.groups:
            self.kept[members[members != primary]] = False

    def counted_once(self, facts: Facts) -> Facts:
        """The facts with one row a matter; charges and defendants of the other records of it are left out."""
        if not self.groups:
            return facts
        kept_charges = self.kept[facts.charges.case]
        kept_defendants = self.kept[facts.case_of_defendant]
        row, defendant = _renumbered(self.kept), _renumbered(kept_defendants)
        of = facts.charges.defendant[kept_charges]
        sight = facts.sight
        tagged = np.zeros(len(self.kept), dtype=bool)
        tagged[facts.tagged] = True
        return Facts(
            sight=Sight(
                sight.charges[self.kept],
                sight.corruption_charges[self.kept],
                sight.verdicts[self.kept],
                self._any(sight.text),
            ),
            charges=Charges(
                case=row[facts.charges.case[kept_charges]],
                defendant=np.where(of < 0, -1, defendant[of]),
                bits=facts.charges.bits[kept_charges],
                disposition=facts.charges.disposition[kept_charges],
            ),
            case_of_defendant=row[facts.case_of_defendant[kept_defendants]],
            filed=self._any(facts.filed),
            classified=self._any(facts.classified),
            tagged=np.flatnonzero(self._any(tagged)),
            levels=self._levels(facts.levels, sight.text),
        )

    def _any(self, mask: Mask) -> Mask:
        """By matter: whether any of its records is in ``mask``."""
        joined = mask.copy()
        for primary, members in self.groups:
            joined[primary] = mask[members].any()
        kept: Mask = joined[self.kept]
        return kept

    def _levels(self, levels: Codes, has_text: Mask) -> Codes:
        """By matter: the strongest level of its records; unknown where a text that nobody has read could make it stronger."""
        joined = levels.copy()
        for primary, members in self.groups:
            joined[primary] = _union(levels[members], has_text[members])
        kept: Codes = joined[self.kept]
        return kept

    def one_each(self, cases: pd.DataFrame) -> pd.DataFrame:
        """The cases' own columns with one row a matter: what the primary does not state, another record of it does."""
        if not self.groups:
            return cases
        filled = cases.copy()
        rows = [(primary, [primary, *(int(m) for m in members if m != primary)]) for primary, members in self.groups]
        for name in _FILLED:
            for primary, records in rows:
                filled.loc[primary, name] = _first(cases[name].iloc[records])
        for name in _JOINED:
            values = cases[name].to_numpy(dtype=object).copy()
            for primary, records in rows:
                values[primary] = tuple(dict.fromkeys(v for row in records for v in cases[name].iloc[row]))
            filled[name] = values
        return filled[self.kept].reset_index(drop=True)


def _renumbered(kept: Mask) -> Codes:
    """Old row -> new row; -1 for rows that are gone."""
    return np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int64)


def _union(levels: Codes, has_text: Mask) -> int:
    known = [_STRENGTH.index(LEVELS[level]) for level in levels if level >= 0]
    strongest = max(known, default=-1)
    unread = bool((has_text & (levels < 0)).any())
    if strongest < 0 or (unread and _STRENGTH[strongest] is not CorruptionLevel.INDICATED):
        return -1
    return LEVELS.index(_STRENGTH[strongest])


def _first(values: pd.Series[Any]) -> Any:
    stated = values.dropna()
    return stated.iloc[0] if len(stated) else values.iloc[0]
