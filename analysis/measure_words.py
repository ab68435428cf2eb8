"""A measure as a reader sees it, on the terminal and on the page: counts, share, interval, and the marks of small cells."""

from __future__ import annotations

from jointcharge.analysis.counts import SMALL, Measure
from jointcharge.analysis.phrases import counted, percent, ratio_words

SMALL_MARK, WITHHELD_MARK = "†", "‡"
NOTHING = "–"


def legend(published: bool = False) -> str:
    """What the mark of a small cell means in this report."""
    if published:
        return f"{WITHHELD_MARK} withheld: fewer than {SMALL} cases (or all but fewer than {SMALL}), or a number from which such a one could be worked out."
    return f"{SMALL_MARK} fewer than {SMALL}: read the interval, not the share."


def number_words(number: int | None) -> str:
    """A count; the mark where it is withheld."""
    return WITHHELD_MARK if number is None else f"{number:,}"


def numbers_of(one: Measure) -> str:
    """ "3 of 120 †": the dagger marks cells under five."""
    if one.denominator is None:
        return WITHHELD_MARK
    if not one.denominator:
        return "nothing known"
    return f"{number_words(one.numerator)} of {one.denominator:,}{f' {SMALL_MARK}' if one.small else ''}"


def aligned(one: Measure, nothing: str = NOTHING) -> str:
    """The same for a column of text that is set flush right: the mark, or a blank in its place."""
    if one.denominator == 0:
        return f"{nothing} "
    told = numbers_of(one)
    return told.replace(f" {SMALL_MARK}", SMALL_MARK) if one.small else f"{told} "


def share_of(one: Measure) -> str:
    """ "2.5%"; a dash where there is none."""
    return NOTHING if one.share is None else percent(one.share)


def limits_of(one: Measure) -> str:
    """ "0.9% to 7.1%"; a dash where nothing is known."""
    if one.ci_low is None or one.ci_high is None:
        return NOTHING
    return f"{percent(one.ci_low)} to {percent(one.ci_high)}"


def interval_of(one: Measure) -> str:
    """ "2.5% (0.9 to 7.1%)"; empty where nothing is known."""
    if one.share is None or one.ci_low is None or one.ci_high is None:
        return ""
    return f"{percent(one.share)} ({percent(one.ci_low).removesuffix('%')} to {percent(one.ci_high)})"


def bounds_of(one: Measure, nothing: str = NOTHING) -> str:
    """The share if all that is missing were no, and if it were yes; a dash where nothing is missing."""
    bounds = one.bounds if one.missing else None
    return f"{percent(bounds.low)} / {percent(bounds.high)}" if bounds else nothing


ROW_HEAD = ("number", "of", "share", "95% interval", "missing", "not seen")
"""The columns of `measure_row`, after the first."""


def measure_row(one: Measure, title: str | None = None) -> tuple[str, ...]:
    """One measure as the cells of a table, under its group or ``title``; in words where nothing is known."""
    label = f"  {one.group if title is None else title}"
    if one.denominator == 0:
        return (label, f"{NOTHING} ", "0", "nothing known", NOTHING, number_words(one.missing), number_words(one.not_observable))  # fmt: skip
    return (
        label,
        f"{number_words(one.numerator)}{SMALL_MARK if one.small else ' '}",
        number_words(one.denominator),
        share_of(one),
        limits_of(one),
        number_words(one.missing),
        number_words(one.not_observable),
    )


def disparity_words(one: Measure) -> str:
    """The disparity in words: `phrases.ratio_words`, or what may be told of it where it is withheld."""
    if one.denominator is None:
        return f"The joint convictions and the trafficking convictions are withheld: fewer than {SMALL} of either, or all but fewer than {SMALL}."
    if one.numerator is None:
        return (
            f"Of {counted(one.denominator, 'trafficking conviction')}, the number of joint convictions is withheld: it is "
            f"fewer than {SMALL}, or all but fewer than {SMALL}, or would give such a number away."
        )
    return ratio_words(one.numerator, one.denominator)
