"""How a report's numbers were come by, told of this very run: which definitions, intervals, tests and draws it used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from jointcharge.analysis.counts import SMALL, Measure
from jointcharge.analysis.estimate import CLOPPER_PEARSON, EDGE, WILSON
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.phrases import counted

_COUNTING = (
    "A trafficking case is one filed under trafficking in persons by its portal, or one in which trafficking is charged. Charged and "
    "convicted are read from the charges and verdicts alone; a conviction counts if it stands after the latest decision known. "
    "Trafficking aggravated by the offender's office is no corruption charge here."
)
_ANSWERS = (
    "Each case answers a question with yes, no, missing (the source could show it and does not state it) or not observable (the source "
    "cannot show it). Only yes and no are in a denominator."
)
_JOINT = "Both convicted, per case: both convictions stand in one case; per defendant: against one defendant."


def counting(frames: Frames) -> Iterator[str]:
    """What is counted, and who read it."""
    yield _COUNTING
    yield _ANSWERS
    snapshot = frames.snapshot
    said = len(frames.answers.present)
    answers = (
        f"; people's answers about {counted(said, 'label')} outrank it" if said else "; no person's answer is here"
    )
    yield (
        f"Described is read from the text by {snapshot.tagger}{answers}."
        if snapshot.tagger
        else "Described is read from the text by a tagger, and none has read these cases."
    )
    yield (
        f"{counted(len(frames.raw_cases), 'case')} were counted, out of {counted(len(frames.records), 'record')}: linked records are one case."
        if frames.groups
        else f"{counted(len(frames.raw_cases), 'case')} counted, each by one record; no records are linked."
    )


def of_disparity(frames: Frames, measures: Sequence[Measure], groups: int, corrected: bool) -> tuple[str, ...]:
    """The methods of the disparity report, with the number of groups beside the whole."""
    told = (
        "The share described is corrected from a reviewed sample; the method stands beside it."
        if corrected
        else "No share is corrected for the tagger's mistakes."
    )
    tables = f"The same measures were computed for each of {counted(groups, 'group')}." if groups else ""
    return (*counting(frames), _JOINT, *intervals(measures), told, *([tables] if tables else []))


def of_alongside(frames: Frames, measures: Sequence[Measure], what: str) -> tuple[str, ...]:
    """The methods of the report of what is charged beside the offence ``what``."""
    return (
        *counting(frames),
        f"The base is every case (defendant) charged with {what}. The same question is put to each other offence, over the same cases: those in "
        "which a corruption charge would show.",
        *intervals(measures),
    )


def of_trend(
    frames: Frames, measures: Sequence[Measure], years: int, tested: int, draws: int, seed: int
) -> tuple[str, ...]:
    """The methods of the report over time."""
    period = "year" if years == 1 else f"period of {years} years"
    test = (
        f"Whether a share rises or falls was tested for {counted(tested, 'measure')} (Cochran 1954, Armitage 1955), with p-values from "
        f"{draws:,} draws of the cases over the periods, all totals held (seed {seed})."
        if tested
        else "No trend could be tested; beside each measure stands why."
    )
    return (*counting(frames), f"Cases stand in the {period} of the decision.", *intervals(measures), test)


def of_grid(frames: Frames, shares: Sequence[Measure], cases: int | None) -> tuple[str, ...]:
    """The methods of the grid, over the cases that describe corruption (None where their number is withheld)."""
    number = "The trafficking cases" if cases is None else f"The {counted(cases, 'trafficking case')}"
    return (
        *counting(frames),
        f"{number} that describe corruption stand in the cells of the stages and actors (Council of Europe, PACO, 2002) that a passage names "
        "which asserts a corrupt form; in each cell once, and once in each margin.",
        *intervals(shares),
    )


def of_composition(
    frames: Frames, measures: Sequence[Measure], reference: str, draws: int, seed: int, countries: int
) -> tuple[str, ...]:
    """The methods of the shares taken apart by country."""
    return (
        *counting(frames),
        f"Pooled shares are over the cases whose country is stated, of {countries:,} countries or fewer with something known.",
        *intervals(measures),
        f"Countries are weighted as in {reference}; the limits of the standardised share meld the countries' exact ones (Fay, Proschan and "
        f"Brittain 2015), by {draws:,} draws. The limits from drawing whole countries are percentiles of {draws:,} draws (Davison and Hinkley "
        f"1997). Seed {seed}.",
    )


def intervals(measures: Iterable[Measure]) -> Iterator[str]:
    """Which intervals were used how often, what is missing, and what is withheld."""
    held = list(measures)
    used = Counter(one.method for one in held if one.method)
    if used:
        wilson = f"{used[WILSON]:,} are Wilson's (1927)" if used[WILSON] else "none is Wilson's (1927)"
        yield (
            f"95% intervals: {used[CLOPPER_PEARSON]:,} here are the exact ones of Clopper and Pearson (1934), where fewer than {EDGE} stand on "
            f"either side; {wilson}."
        )
    else:
        yield "No share is given, so there is no interval."
    if missing := sum(bool(one.missing) for one in held):
        yield f"For {missing:,} of {counted(len(held), 'number')} some answers are missing; the bounds are the shares if all of them were no, and if all were yes (Manski 1990)."
    if gone := sum(one.withheld for one in held):
        yield f"{gone:,} of {counted(len(held), 'number')} are withheld: cells under {SMALL}, their complements, and what would give them away."
