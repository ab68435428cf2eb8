"""What was different where corruption was charged: joint-charge cases beside two groups of cases without such a charge.

Definitions and limits: ``docs/comparison.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from jointcharge.analysis.compare_evidence import FactorBehind, evidence_behind, struck_evidence
from jointcharge.analysis.compare_notes import caveats_of, methods_of, notes_of, power_words
from jointcharge.analysis.compare_publish import NOTE, publishable
from jointcharge.analysis.compare_tests import Adjusted, Groups, Tested, test_factors
from jointcharge.analysis.factor_answers import Evidence, FactorTable, amounts_of, read_factors
from jointcharge.analysis.factors import factor_of, factors
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.matching import Matching, match
from jointcharge.analysis.provenance import LIBRARIES, GeneratedBy, made_by
from jointcharge.analysis.states import NO, YES, Codes
from jointcharge.records.errors import ReportError
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.raw import Record

INDICATED, MATCHED = "indicated_not_charged", "matched"
TITLES = {
    INDICATED: "beside cases that describe corruption and do not charge it",
    MATCHED: "beside matched trafficking cases without a corruption charge",
}
"""Comparison -> its title, after "joint-charge cases"."""


class FactorRow(Record):
    """One factor in one comparison."""

    factor: str
    title: str
    topic: str
    joint_with: int | None = Field(ge=0)
    """This and every number below is null where it is withheld from a published report."""
    joint_n: int | None = Field(ge=0)
    other_with: int | None = Field(ge=0)
    other_n: int | None = Field(ge=0)
    n: int | None = Field(ge=0)
    """Cases in which the answer is known; in matched pairs both cases of a pair."""
    not_known: int | None = Field(ge=0)
    """Cases left out: the text cannot be read or the number is not stated."""
    odds_ratio: float | None
    """Exact conditional estimate; null where a cell is empty and it is beyond every bound, or nothing can be tested."""
    ci_low: float | None
    ci_high: float | None
    """Null where there is no upper limit, or nothing can be tested."""
    p_value: float | None
    p_adjusted: float | None
    """Benjamini-Hochberg, over the factors of this comparison that can be tested."""
    firth_odds_ratio: float | None
    """Firth's estimate, with the length of the text held equal; null where the model has no answer."""
    firth_ci_low: float | None
    firth_ci_high: float | None
    firth_p_value: float | None
    firth_p_adjusted: float | None
    smallest_odds_ratio: float | None
    """What these numbers could show with 80 % power; null where no odds ratio up to 1,000 would show."""
    testable: bool
    small: bool
    """Fewer than five cases mention it, or fail to, in one group at least."""
    note: str
    """In words, what the numbers cannot say; empty where there is nothing to add."""

    @property
    def withheld(self) -> bool:
        """Whether its numbers are withheld."""
        return self.joint_with is None


class Together(Record):
    """Firth's regression of all factors at once, where the numbers allow it."""

    factors: tuple[Adjusted, ...]
    note: str


class Comparison(Record):
    """The joint-charge cases beside one other group."""

    name: str
    title: str
    joint: tuple[str, ...]
    """The cases; not listed in a published report."""
    other: tuple[str, ...]
    n_joint: int | None
    """How many they are; None where that is withheld."""
    n_other: int | None
    paired: bool
    joint_words: float | None
    """Words of text that were read in the middle case; the longer a text, the more it mentions."""
    other_words: float | None
    rows: tuple[FactorRow, ...]
    together: Together
    power: tuple[str, ...]
    notes: tuple[str, ...]
    behind: tuple[FactorBehind, ...]
    """The cases and passages behind the counts, of each factor that a case says; none in a published report."""


class Amount(Record):
    """The bribes stated, by group and currency; never converted."""

    group: str
    currency: str | None
    n: int
    lowest: float | None
    """Not told in a published report."""
    middle: float
    highest: float | None


class CompareReport(Record):
    """Both comparisons, what they were computed from, and what they cannot show."""

    snapshot: str
    generated_by: GeneratedBy
    caveats: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    matching: Matching
    amounts: tuple[Amount, ...]

    def comparison(self, name: str) -> Comparison:
        """One comparison. Raises `ReportError` where there is none such."""
        for one in self.comparisons:
            if one.name == name:
                return one
        raise ReportError(f"there is no comparison {name!r}; ask for {' or '.join(TITLES)}")

    def row(self, name: str, factor: str) -> FactorRow:
        """One factor of one comparison. Raises `ReportError` where it is not compared."""
        for one in self.comparison(name).rows:
            if one.factor == factor:
                return one
        factor_of(factor)
        raise ReportError(f"{factor} is not compared in {name}; see docs/comparison.md for where each factor is")


class FactorCase(Record):
    """One case behind one factor of one comparison, and where it says so."""

    comparison: str
    group: str
    """``joint`` or ``other``."""
    case_id: str
    answer: str
    """``yes``, ``no`` or ``not_known``."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class _Compared:
    """The groups of cases, by position, and what they say."""

    groups: dict[str, Groups]
    matching: Matching
    table: FactorTable


def compare(
    frames: Frames, *, publish: bool = False, command: str | None = None, generated_at: dt.datetime | None = None
) -> CompareReport:
    """The comparison report over all cases of ``frames``.

    With ``publish`` tables with small cells are withheld, and no case is listed. Raises `MissingExtraError` without the extra ``stats``.
    """
    found = _compared(frames)
    comparisons = tuple(_comparison(frames, found, name, publish) for name in TITLES)
    made = made_by(
        frames,
        "compare",
        command=command,
        at=generated_at,
        published=publish,
        methods=methods_of(comparisons),
        libraries=(*LIBRARIES, "scipy", "firthmodels"),
    )
    report = CompareReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made,
        caveats=(
            *caveats_of(frames, found.groups[INDICATED].joint, found.table, publish),
            *([NOTE] if publish else []),
        ),
        comparisons=comparisons,
        matching=found.matching,
        amounts=tuple(_amounts(found)),
    )
    return publishable(report) if publish else report


def cases_with(frames: Frames, factor: str) -> tuple[FactorCase, ...]:
    """The cases behind one factor in every comparison it stands in. Raises `ReportError` for an unknown factor."""
    asked, found = factor_of(factor), _compared(frames)
    ids, told = frames.raw_cases["case_id"], found.table.evidence[factor]
    records = {case.case_id: case for case in frames.read_cases(ids.iloc[sorted(told)])}
    return tuple(
        FactorCase(
            comparison=name,
            group=group,
            case_id=ids[row],
            answer="yes" if answer == YES else "no" if answer == NO else "not_known",
            evidence=struck_evidence(records[ids[row]], told[row]) if row in told else (),
        )
        for name, groups in found.groups.items()
        if asked in groups.compared
        for group, rows in (("joint", groups.joint), ("other", groups.other))
        for row, answer in zip(rows.tolist(), groups.answers(found.table, factor, rows).tolist(), strict=True)
    )


def _compared(frames: Frames) -> _Compared:
    joint, indicated, pool = (np.flatnonzero(mask) for mask in _masks(frames))
    matching = match(frames, joint, pool)
    place = {case_id: n for n, case_id in enumerate(frames.raw_cases["case_id"])}
    first = np.array([place[pair.case_id] for pair in matching.pairs], dtype=np.int64)
    second = np.array([place[pair.matched_id] for pair in matching.pairs], dtype=np.int64)
    groups = {
        INDICATED: Groups(joint, indicated, paired=False, compared=factors()),
        MATCHED: Groups(
            first, second, paired=True, compared=tuple(f for f in factors() if not (f.only_described or f.matched_on))
        ),
    }
    table = read_factors(frames, np.concatenate([joint, indicated, second]))
    return _Compared(groups, matching, table)


def _masks(frames: Frames) -> Sequence[Codes]:
    """Joint-charge cases; those that describe corruption and do not charge it; the pool for matching.

    All three among cases that charge trafficking and in which a corruption charge would show.
    """
    facts = frames.facts
    charged = facts.cases.corruption_charged
    trafficking = facts.cases.trafficking_charged == YES
    without = trafficking & (charged == NO)
    return trafficking & (charged == YES), without & (facts.at_level(CorruptionLevel.INDICATED) == YES), without


def _comparison(frames: Frames, found: _Compared, name: str, publish: bool) -> Comparison:
    groups, table = found.groups[name], found.table
    ids = frames.raw_cases["case_id"]
    tested = test_factors(groups, table)
    return Comparison(
        name=name,
        title=f"Joint-charge cases {TITLES[name]}",
        joint=tuple(ids.iloc[groups.joint]),
        other=tuple(ids.iloc[groups.other]),
        n_joint=len(groups.joint),
        n_other=len(groups.other),
        paired=groups.paired,
        joint_words=_middle(table, groups.joint),
        other_words=_middle(table, groups.other),
        rows=tuple(_row(one) for one in tested.factors),
        together=Together(factors=tested.together, note=tested.together_note),
        power=power_words(groups, len([one for one in tested.factors if one.odds.testable])),
        notes=notes_of(frames, groups, found.matching, publish),
        behind=evidence_behind(frames, groups, table),
    )


def _row(one: Tested) -> FactorRow:
    odds, firth = one.odds, one.firth
    return FactorRow(
        factor=one.factor.id,
        title=one.factor.title,
        topic=one.factor.topic,
        joint_with=one.joint_with,
        joint_n=one.joint_n,
        other_with=one.other_with,
        other_n=one.other_n,
        n=one.joint_n + one.other_n,
        not_known=one.not_known,
        odds_ratio=odds.odds_ratio,
        ci_low=odds.ci_low,
        ci_high=odds.ci_high,
        p_value=odds.p_value if odds.testable else None,
        p_adjusted=one.p_adjusted,
        firth_odds_ratio=firth.odds_ratio if firth else None,
        firth_ci_low=firth.ci_low if firth else None,
        firth_ci_high=firth.ci_high if firth else None,
        firth_p_value=firth.p_value if firth else None,
        firth_p_adjusted=one.firth_p_adjusted,
        smallest_odds_ratio=one.smallest,
        testable=odds.testable,
        small=one.small,
        note=one.note,
    )


def _middle(table: FactorTable, rows: Codes) -> float | None:
    return float(np.median(table.words[np.searchsorted(table.rows, rows)])) if len(rows) else None


def _amounts(found: _Compared) -> list[Amount]:
    groups = found.groups[INDICATED]
    rows = {"joint": groups.joint, "other": groups.other}
    return [
        Amount(
            group=group,
            currency=currency,
            n=len(values),
            lowest=values[0],
            middle=float(np.median(values)),
            highest=values[-1],
        )
        for group, of in rows.items()
        for currency, values in amounts_of(found.table, "bribe_amount", of).items()
    ]
