"""The shares taken apart by country, fit to be published: a withheld country cannot be reckoned from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jointcharge.analysis.counts import Measure
from jointcharge.analysis.publish import published

if TYPE_CHECKING:
    from jointcharge.analysis.composition import Composition, CountryPart

_WITHHELD = "What is reckoned from numbers that are withheld is withheld with them."


def counts_of(one: Composition) -> tuple[Measure, ...]:
    """The pooled measure, and that of each country."""
    return (one.pooled, *(part.counts for part in one.parts))


def publishable(one: Composition) -> Composition:
    """The composition with small cells withheld, and what was reckoned from them.

    The share without a country gives the country's number away, and so does its weight where cases are the reference. Who
    knows all other numbers can try which withheld ones give the standardised share, or (the draws being those of a stated
    seed) the limits from drawing countries.
    """
    pooled, *countries = published(counts_of(one))
    parts = [_publishable(part, counts) for part, counts in zip(one.parts, countries, strict=True)]
    gone = any(part.counts.withheld for part in parts)
    if pooled.withheld:
        parts = [part.model_copy(update={"share_without": None, "shift": None}) for part in parts]
    reckoned = {"standardised": None, "bootstrap": None, "notes": (_WITHHELD,)} if gone or pooled.withheld else {}
    return one.model_copy(
        update={"pooled": pooled, "parts": tuple(sorted(parts, key=lambda part: part.country)), **reckoned}
    )


def _publishable(part: CountryPart, counts: Measure) -> CountryPart:
    gone = dict.fromkeys(("weight", "share_without", "shift")) if counts.withheld else {}
    return part.model_copy(update={"counts": counts, **gone})
