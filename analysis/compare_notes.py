"""What a comparison can not show, with the numbers of this very run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from jointcharge.analysis.compare_tests import SMALL, Groups
from jointcharge.analysis.factor_answers import FactorTable
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.labels import LEVELS
from jointcharge.analysis.matching import Matching, period_years
from jointcharge.analysis.odds import smallest_odds_ratio, smallest_pair_odds_ratio
from jointcharge.analysis.phrases import counted
from jointcharge.analysis.regression import PER_PARAMETER
from jointcharge.analysis.states import NO, YES, Codes
from jointcharge.records.levels import CorruptionLevel

if TYPE_CHECKING:
    from jointcharge.analysis.compare import Comparison

SHARES = (0.1, 0.25, 0.5)
"""Shares of the other group for which the power is told."""


def caveats_of(frames: Frames, joint: Codes, table: FactorTable, publish: bool = False) -> tuple[str, ...]:
    """What holds for both comparisons; with ``publish`` without numbers of cases under `SMALL`."""
    return (*_general(), *_left_out(frames, joint, table, publish))


def methods_of(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """How the numbers of these comparisons were come by."""
    return (*_METHODS, *(_tests_of(one) for one in comparisons))


_METHODS = (
    "A joint-charge case charges trafficking and corruption. The first comparison is with cases that charge trafficking, describe "
    "corruption, and do not charge it though their source would show such a charge. The second is with cases that charge trafficking and "
    "not corruption, matched one to one: exactly on country and period; then the set of pairs with the least distance. What cannot be "
    "seen in a source is in no group.",
    "Odds ratios are the conditional estimates with exact 95% intervals, which may reach past 1 though p is under 0.05, for Fisher's test "
    "orders tables by chance and the interval takes 2.5% at each end. Firth's regression has profile intervals and the penalised "
    "likelihood ratio test. Adjusted p-values are Benjamini and Hochberg's, over the factors tested in one comparison.",
)


def _tests_of(one: Comparison) -> str:
    """Which tests were made in one comparison, and of how many factors."""
    tested, held = (sum(value is not None for value in values) for values in ([r.p_value for r in one.rows], [r.firth_p_value for r in one.rows]))  # fmt: skip
    gone = sum(row.withheld for row in one.rows)
    test = "the exact test of pairs that differ" if one.paired else "Fisher's exact test"
    withheld = f"; {gone:,} are withheld" if gone else ""
    return (
        f"{one.title}: of {counted(len(one.rows), 'factor')} compared, {tested:,} were tested by {test} and {held:,} by Firth's regression with "
        f"the length of the text held equal{withheld}."
    )


def _cases(count: int, what: str, publish: bool) -> str:
    return f"Fewer than {SMALL} {what}s" if publish and count < SMALL else counted(count, what)


def _general() -> Iterator[str]:
    yield (
        "A factor is what the text mentions, not what was done: a summary leaves out most of an investigation, and a longer text mentions "
        "more. The Firth columns hold the length of the text equal; they can not hold equal what the author chose to tell."
    )
    yield (
        "Portals select the cases they publish, and they may like a case because an official was charged. The numbers compare published "
        "cases; they say nothing of all cases."
    )
    yield (
        "Nothing here is a cause. Wiretaps may lead to a corruption charge; a suspicion of corruption may lead to wiretaps; a special "
        "unit may take a case because an official is in it. The text seldom says which came first."
    )
    yield (
        "A charge can be missing for want of an offence in the country's law, for want of evidence, or because a plea took it away; a "
        "case without the charge is not a case in which someone failed."
    )
    yield (
        "The cases of a group are treated as if drawn independently; cases of one country resemble each other, so the intervals are "
        "rather too narrow than too wide."
    )


def _left_out(frames: Frames, joint: Codes, table: FactorTable, publish: bool) -> Iterator[str]:
    facts = frames.facts
    trafficking = facts.trafficking == YES
    hidden = trafficking & (facts.cases.corruption_charged < NO)
    if count := int(hidden.sum()):
        yield (
            f"In {counted(count, 'trafficking case')} the source states no charges or could not show a corruption charge; they are in no group."
        )
    other = trafficking & (facts.cases.corruption_charged >= NO) & (facts.cases.trafficking_charged != YES)
    if count := int(other.sum()):
        yield f"{_cases(count, 'case', publish)} filed under trafficking, but charged as something else, are in no group: all groups charge trafficking."
    if frames.snapshot.tagger is None:
        yield "No tagger has read these cases, so none is known to describe corruption. Run  jointcharge tag."
    else:
        yield (
            f"Which cases describe corruption, and which official, was marked by {frames.snapshot.tagger}, which errs in both directions; "
            f"the other factors are read by wordings that err too.{'' if publish else ' Read the passages behind a count before you quote it.'}"
        )
    silent = joint[facts.levels[joint] != LEVELS.index(CorruptionLevel.INDICATED)]
    if len(silent):
        few = publish and min(len(silent), len(joint) - len(silent)) < SMALL
        number = (
            "Some of the joint-charge cases"
            if few
            else f"{len(silent):,} of {counted(len(joint), 'joint-charge case')}"
        )
        yield (
            f"{number} do not describe corruption in words that the tagger knows; "
            "they stay in, and count as silent on the official and the bribe."
        )
    if table.unread:
        yield f"{counted(table.unread, 'case')} of these groups have no text in a language that the factors know; their factors are not known."


def notes_of(frames: Frames, groups: Groups, matching: Matching, publish: bool = False) -> tuple[str, ...]:
    """What holds for one comparison; with ``publish`` without numbers of cases under `SMALL`."""
    sizes = (("joint-charge", len(groups.joint)), ("other", len(groups.other)))
    if groups.paired:
        return (*_paired_notes(frames, groups, matching, publish), *_size_notes((("matched pair", len(groups.joint)),)))
    return tuple(_size_notes(tuple((f"{name} case", n) for name, n in sizes)))


def _size_notes(sizes: tuple[tuple[str, int], ...]) -> Iterator[str]:
    for name, n in sizes:
        if not n:
            yield f"There is no {name}, so nothing can be compared."
        elif n < SMALL:
            yield f"There are fewer than {SMALL}: {counted(n, name)}. Read the cases, not the numbers."
    if 0 < min(n for _, n in sizes) < 2 * PER_PARAMETER:
        yield f"Firth's regression needs {2 * PER_PARAMETER} cases (or pairs) in each group, for the factor and the length of the text; it is not fitted."


def _paired_notes(frames: Frames, groups: Groups, matching: Matching, publish: bool) -> Iterator[str]:
    yield (
        f"Each joint-charge case stands beside one trafficking case of its country and its period of {period_years()} years, the nearest in "
        "exploitation, number of defendants and of victims, and crossing a border; the tests compare within the pairs. What is matched on is not compared."
    )
    if left := len(matching.unmatched):
        place = "" if publish else ": see the list"
        yield f"{_cases(left, 'joint-charge case', publish)} found no match and are left out here{place}; they may differ from the rest."
    levels = frames.facts.levels[groups.other]
    described = int(np.sum(levels == LEVELS.index(CorruptionLevel.INDICATED)))
    if described:
        few = publish and min(described, len(groups.other) - described) < SMALL
        number = "Some of the matched cases" if few else f"{described:,} of the {len(groups.other):,} matched cases"
        yield f"{number} describe corruption themselves; they stay in, for they were matched without looking."


def power_words(groups: Groups, tests: int) -> tuple[str, ...]:
    """What odds ratio these numbers could show at all."""
    if not len(groups.joint) or not len(groups.other):
        return ("With an empty group no odds ratio could show.",)
    size = (
        counted(len(groups.joint), "matched pair")
        if groups.paired
        else f"{counted(len(groups.joint), 'joint-charge case')} and {counted(len(groups.other), 'other case')}"
    )
    said = "; ".join(f"{share:.0%} of the other cases: {_smallest(groups, share)}" for share in SHARES)
    return (
        f"With {size}, the smallest odds ratio that would show four times in five (power 80%, 5% level), for a factor mentioned in {said}.",
        f"That is for one factor tested alone; with {tests} tested and corrected for, it takes more. A factor that does not show here is not shown to be without effect.",
    )


def _smallest(groups: Groups, share: float) -> str:
    n1, n0 = len(groups.joint), len(groups.other)
    found = smallest_pair_odds_ratio(n1, share) if groups.paired else smallest_odds_ratio(n1, n0, share)
    return "none, however great" if found is None else f"{found:.1f}"
