"""What a comparison can not show, with the numbers of this very run."""

from __future__ import annotations

from collections.abc import Iterator

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

SHARES = (0.1, 0.25, 0.5)
"""Shares of the other group for which the power is told."""


def caveats_of(frames: Frames, joint: Codes, table: FactorTable) -> tuple[str, ...]:
    """What holds for both comparisons."""
    return (*_general(), *_left_out(frames, joint, table))


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


def _left_out(frames: Frames, joint: Codes, table: FactorTable) -> Iterator[str]:
    facts = frames.facts
    trafficking = facts.trafficking == YES
    hidden = trafficking & (facts.cases.corruption_charged < NO)
    if count := int(hidden.sum()):
        yield (
            f"In {counted(count, 'trafficking case')} the source states no charges or could not show a corruption charge; they are in no group."
        )
    other = trafficking & (facts.cases.corruption_charged >= NO) & (facts.cases.trafficking_charged != YES)
    if count := int(other.sum()):
        yield f"{counted(count, 'case')} filed under trafficking, but charged as something else, are in no group: all groups charge trafficking."
    if frames.snapshot.tagger is None:
        yield "No tagger has read these cases, so none is known to describe corruption. Run  jointcharge tag."
    else:
        yield (
            f"Which cases describe corruption, and which official, was marked by {frames.snapshot.tagger}, which errs in both directions; "
            "the other factors are read by wordings that err too. Open the passages with --cases."
        )
    silent = joint[facts.levels[joint] != LEVELS.index(CorruptionLevel.INDICATED)]
    if len(silent):
        yield (
            f"{len(silent):,} of {counted(len(joint), 'joint-charge case')} do not describe corruption in words that the tagger knows; "
            "they stay in, and count as silent on the official and the bribe."
        )
    if table.unread:
        yield f"{counted(table.unread, 'case')} of these groups have no text in a language that the factors know; their factors are not known."


def notes_of(frames: Frames, groups: Groups, matching: Matching) -> tuple[str, ...]:
    """What holds for one comparison."""
    sizes = (("joint-charge", len(groups.joint)), ("other", len(groups.other)))
    if groups.paired:
        return (*_paired_notes(frames, groups, matching), *_size_notes((("matched pair", len(groups.joint)),)))
    return tuple(_size_notes(tuple((f"{name} case", n) for name, n in sizes)))


def _size_notes(sizes: tuple[tuple[str, int], ...]) -> Iterator[str]:
    for name, n in sizes:
        if not n:
            yield f"There is no {name}, so nothing can be compared."
        elif n < SMALL:
            yield f"There are fewer than {SMALL}: {counted(n, name)}. Read the cases, not the numbers."
    if 0 < min(n for _, n in sizes) < 2 * PER_PARAMETER:
        yield f"Firth's regression needs {2 * PER_PARAMETER} cases (or pairs) in each group, for the factor and the length of the text; it is not fitted."


def _paired_notes(frames: Frames, groups: Groups, matching: Matching) -> Iterator[str]:
    yield (
        f"Each joint-charge case stands beside one trafficking case of its country and its period of {period_years()} years, the nearest in "
        "exploitation, number of defendants and of victims, and crossing a border; the tests compare within the pairs. What is matched on is not compared."
    )
    if left := len(matching.unmatched):
        yield f"{counted(left, 'joint-charge case')} found no match and are left out here: see the list; they may differ from the rest."
    levels = frames.facts.levels[groups.other]
    described = int(np.sum(levels == LEVELS.index(CorruptionLevel.INDICATED)))
    if described:
        yield f"{described:,} of the {len(groups.other):,} matched cases describe corruption themselves; they stay in, for they were matched without looking."


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
