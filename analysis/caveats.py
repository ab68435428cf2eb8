"""What the numbers of a report do not say, with the numbers of this very run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jointcharge.analysis.counts import SMALL, Measure
from jointcharge.analysis.facts import AGGRAVATION, Charges, Facts
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import OVERLAPPING
from jointcharge.analysis.measure_words import disparity_words
from jointcharge.analysis.phrases import counted, percent
from jointcharge.analysis.publish import NOTE
from jointcharge.analysis.states import NO, YES, Mask
from jointcharge.records.case import Disposition
from jointcharge.records.corpus import Snapshot
from jointcharge.records.links import read_links
from jointcharge.records.matching import LinkState
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass


def caveats_of(
    frames: Frames, by: str | None, ratio: Measure, *, is_corrected: bool = False, publish: bool = False
) -> tuple[str, ...]:
    """The caveats of a report over ``frames``, the general ones first.

    ``ratio`` is the disparity as the report gives it, ``is_corrected`` where a review corrects the tagger's share; with
    ``publish`` no caveat tells a number of cases that the report withholds.
    """
    facts = frames.facts
    trafficking = facts.trafficking == YES
    return (
        *_general(facts, by),
        *([NOTE] if publish else []),
        *_linked(frames),
        *_prose(frames),
        *_attached(frames),
        *_tagging(frames.snapshot, frames, trafficking, is_corrected),
        *_observability(facts, trafficking),
        *_charges(facts.charges, facts, trafficking, publish),
        disparity_words(ratio),
    )


def caveats_among(frames: Frames, by: str | None, base: Mask, what: str) -> tuple[str, ...]:
    """The caveats of what is charged beside the offence ``what``, over the cases in ``base``."""
    facts = frames.facts
    return (
        f"The base of every share but that of the cases themselves is the cases (defendants) charged with {what}, not all cases collected.",
        *_general(facts, by),
        *_linked(frames),
        *_prose(frames),
        *_attached(frames),
        *_observability(facts, base, what),
        *_verdicts(facts.charges, base[facts.charges.case]),
    )


def _general(facts: Facts, by: str | None) -> Iterator[str]:
    if not len(facts.trafficking):
        yield "The corpus holds no case: every count is 0 and no share can be given. Begin with  jointcharge crawl  or  jointcharge import."
    yield (
        "These are shares of the cases collected, never of a country's or the world's crime: portals select the cases they publish, "
        "as UNODC says of its own."
    )
    yield (
        "The intervals (95%, Wilson; Clopper-Pearson where fewer than 60 cases stand on either side) treat cases "
        "as if drawn independently; they do not cover the portals' selection, nor that cases of one country resemble each other."
    )
    yield "A missing charge is not always under-charging: some countries have no such offence, and a charge can fail for want of evidence."
    if by in OVERLAPPING:
        yield f"A case stands in each of its groups by {by}, so the groups overlap and do not add up."


def _linked(frames: Frames) -> Iterator[str]:
    if frames.groups:
        records = sum(len(group) for group in frames.groups)
        yield (
            f"{counted(records, 'record')} of several portals tell of {counted(len(frames.groups), 'case')}; each is counted once, by the "
            "charges of the record that shows most and by what all its records describe (jointcharge link --list)."
        )
    suggested = sum(one.state is LinkState.SUGGESTED for one in read_links(frames.corpus))
    if suggested:
        yield (
            f"{counted(suggested, 'pair')} of cases may be one and the same and are counted twice until somebody says so; "
            "decide with  jointcharge link."
        )


def _tagging(snapshot: Snapshot, frames: Frames, trafficking: Mask, is_corrected: bool) -> Iterator[str]:
    described = f"What is described (corruption described, only signals, and the charging gap's denominator) was marked by {snapshot.tagger}"
    if snapshot.tagger is None:
        yield "No tagger has read these cases, so nothing can be said about what is described. Run  jointcharge tag."
    else:
        rest = (
            "only the share named as corrected is corrected for its error"
            if is_corrected
            else "the shares are not corrected for its error, which can be large: the taggers of this package found at most half of "
            "the cases that assert corrupt conduct among real summaries they were not tuned on (8 in 245), and about half of those they named do not "
            "(docs/model-card.md). Before you quote such a share, correct it with jointcharge review sample"
        )
        yield f"{described}, which errs in both directions; {rest}."
    if said := len(frames.answers.present):
        yield f"People's answers about {counted(said, 'label')} outrank the tagger's."
    if ties := frames.answers.ties:
        yield f"On {counted(ties, 'label')} reviewers disagree evenly; the tagger's answer stands there."
    untagged = trafficking & frames.facts.sight.text & (frames.facts.levels < 0)
    if frames.snapshot.tagger is not None and untagged.any():
        yield f"No tagger has read the text of {counted(int(untagged.sum()), 'trafficking case')}; that counts as missing. Run  jointcharge tag."


def _observability(facts: Facts, base: Mask, what_cases: str = "trafficking") -> Iterator[str]:
    sight, total = facts.sight, int(base.sum())
    hidden = {
        "does not state the charges": ~sight.charges,
        "states charges but could not show a corruption charge": sight.charges & ~sight.corruption_charges,
        "states charges but no verdicts": sight.charges & ~sight.verdicts,
        "has no text in which corruption could be described": ~sight.text,
    }
    for what, mask in hidden.items():
        if count := int((mask & base).sum()):
            yield f"For {count:,} of {total:,} {what_cases} cases the source {what}; they are left out of those denominators."


def _charges(charges: Charges, facts: Facts, trafficking: Mask, publish: bool) -> Iterator[str]:
    ours = trafficking[charges.case]
    if not ours.any():
        return
    yield from _unclassified(charges, facts, trafficking, int(ours.sum()), publish)
    yield from _verdicts(charges, ours)
    aggravated = facts.cases.charged(AGGRAVATION)[trafficking] == YES
    if aggravated.any():
        yield (
            f"In {_cases(int(aggravated.sum()), publish)} trafficking is charged as aggravated because the offender is an official; that is no corruption "
            "charge here and is counted in no measure above."
        )


def _verdicts(charges: Charges, ours: Mask) -> Iterator[str]:
    """Of the charges in ``ours`` those outside any person, and those without a verdict."""
    total = int(ours.sum())
    if orphans := int((ours & (charges.defendant < 0)).sum()):
        yield f"{orphans:,} of {total:,} charges stand outside any person; they count for their case and for no defendant."
    for disposition, what in (
        (Disposition.UNKNOWN, "no known verdict (missing)"),
        (Disposition.PENDING, "no verdict yet (not a conviction)"),
    ):
        if count := int((ours & charges.that_are(disposition)).sum()):
            yield f"{count:,} of {total:,} charges have {what}."


def _prose(frames: Frames) -> Iterator[str]:
    """Charges that no portal structured: how many cases' come out of a judgment's own words."""
    (count,) = frames.corpus.select("SELECT count(*) FROM cases WHERE parser = 'files' AND sees_charges").fetchone()
    if count:
        yield (
            f"The charges and verdicts of {counted(int(count), 'case')} were read by rules out of the prose of judgments, which errs far more than "
            "reading a portal's fields (docs/courts.md tells how much); no interval here covers that error."
        )


def _cases(count: int, publish: bool) -> str:
    return f"fewer than {SMALL} trafficking cases" if publish and count < SMALL else counted(count, "trafficking case")


_ATTACHED = """
SELECT count(*), coalesce(sum(NOT EXISTS (SELECT 1 FROM charge_rows h WHERE h.case_row = c.case_row)), 0) FROM cases c
WHERE EXISTS (
  SELECT 1 FROM attachments a WHERE json_array_length(a.record, '$.charges') > 0
  AND (a.referrer = c.url OR a.url IN (SELECT u.url FROM attached_url_rows u WHERE u.case_row = c.case_row)))"""
"""Cases with a judgment attached in which charges were read; those of them whose page states no charge."""


def _attached(frames: Frames) -> Iterator[str]:
    """Charges read in attached files are in no measure (docs/decisions/0009): how many cases that concerns."""
    if not frames.corpus.select("SELECT 1 FROM attachments WHERE record IS NOT NULL LIMIT 1").fetchone():
        return
    cases, without = frames.corpus.select(_ATTACHED).fetchone()
    if cases:
        yield (
            f"In a judgment attached to {counted(int(cases), 'case')} charges were read; they are shown (jointcharge case ID --evidence) "
            f"and counted nowhere, not even for the {int(without):,} whose page states no charge. To count one, import its file: the two are linked."
        )


def _unclassified(charges: Charges, facts: Facts, trafficking: Mask, total: int, publish: bool) -> Iterator[str]:
    """The unclassified charges, and the most that they could hide."""
    unknown = charges.of({OffenceClass.UNCLASSIFIED})
    if not (count := int((unknown & trafficking[charges.case]).sum())):
        return
    charged = facts.cases.corruption_charged
    seen = trafficking & (charged >= NO)
    most = seen & (facts.cases.any(unknown | charges.of(CORRUPTION_CLASSES)))
    turned = (
        ""  # it would tell in how many cases corruption is charged
        if publish
        else f"; were every one of them corruption, it would be charged in {most.sum():,} of {seen.sum():,} cases instead of {np.sum(seen & (charged == YES)):,}"
    )
    yield (
        f"{count:,} of {total:,} charges in trafficking cases ({percent(count / total)}) are of no class that the rules know and count as "
        f"neither trafficking nor corruption{turned}."
    )
