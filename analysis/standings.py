"""What a country's rank by a share is worth: the ranks that its interval allows, or why it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jointcharge.analysis.country_counts import SHARES, CountryCounts
from jointcharge.analysis.counts import SMALL, Measure
from jointcharge.records.raw import Record

FEWEST_CASES = 10
"""Fewer known cases than this: the country is neither ranked nor correlated."""
MOST_HIDDEN = 0.5
"""If the answer is unknown for more than this part of a country's cases, what is known is the sources' choice."""


class Standing(Record):
    """A country's place by one share, 1 the highest."""

    measure: str
    known: int | None
    """Cases in the denominator; None where their number is withheld."""
    ranked: int
    """How many countries are ranked."""
    rank_low: int | None
    """The best rank that the intervals allow; None where the country is not ranked."""
    rank_high: int | None
    """The worst."""
    withheld: tuple[str, ...]
    """Why coverage rather than crime would explain its rank."""

    @property
    def words(self) -> str:
        """ "1 to 4 of 12", or a dash."""
        if self.rank_low is None or self.rank_high is None:
            return "–"
        ranks = str(self.rank_low) if self.rank_low == self.rank_high else f"{self.rank_low} to {self.rank_high}"
        return f"{ranks} of {self.ranked}"


def standings_of(counts: Sequence[CountryCounts]) -> dict[str, tuple[Standing, ...]]:
    """For each country its standing by each of `SHARES`."""
    countries_of: Counter[str] = Counter(source for one in counts for source in one.sources)
    by_share = {name: _by(name, counts, countries_of) for name in SHARES}
    return {one.country: tuple(by_share[name][one.country] for name in SHARES) for one in counts}


def _by(name: str, counts: Sequence[CountryCounts], countries_of: Counter[str]) -> dict[str, Standing]:
    withheld = {one.country: tuple(_reasons(one, name, countries_of)) for one in counts}
    ranked = [one.measures[name] for one in counts if not withheld[one.country]]
    return {one.country: _standing(one.measures[name], ranked, withheld[one.country]) for one in counts}


def _reasons(one: CountryCounts, name: str, countries_of: Counter[str]) -> Iterator[str]:
    measure = one.measures[name]
    known = measure.known[1]
    if known < FEWEST_CASES:
        yield f"fewer than {FEWEST_CASES} cases are known"
    if measure.left_out > MOST_HIDDEN * (measure.left_out + known):
        yield "the sources do not show the answer for more than half of the cases"
    if len(countries_of) > 1 and one.sources and all(countries_of[source] == 1 for source in one.sources):
        yield f"the cases come only from {' and '.join(one.sources)}, which tells of no other country, so the country cannot be told from the source"


def _standing(measure: Measure, ranked: Sequence[Measure], withheld: tuple[str, ...]) -> Standing:
    low = high = None
    if not withheld:
        low = 1 + sum(_above(other, measure) for other in ranked)
        high = len(ranked) - sum(_above(measure, other) for other in ranked)
    return Standing(
        measure=measure.name, known=measure.known[1], ranked=len(ranked), rank_low=low, rank_high=high, withheld=withheld
    )  # fmt: skip


def hidden(one: Standing, known: int | None) -> Standing:
    """The standing by a share that is withheld: no rank; ``known`` is what may be told of the denominator."""
    why = f"the share is withheld: a cell under {SMALL}, or what would give one away"
    return one.model_copy(update={"rank_low": None, "rank_high": None, "known": known, "withheld": (why,)})


def _above(one: Measure, other: Measure) -> bool:
    """Whether the whole interval of ``one`` lies above that of ``other``."""
    return (one.ci_low or 0.0) > (1.0 if other.ci_high is None else other.ci_high)
