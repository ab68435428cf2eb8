"""What a comparison of countries does not say, with the numbers of this very run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jointcharge.analysis.frames import Frames
from jointcharge.analysis.methods import counting, intervals
from jointcharge.analysis.phrases import counted
from jointcharge.analysis.rank_correlation import FEWEST
from jointcharge.analysis.standings import FEWEST_CASES

if TYPE_CHECKING:
    from jointcharge.analysis.indices import CountryRow, IndexColumn, Pairing

FAR = 3
"""An index more years than this from the reference year is told of."""


def notes_of(
    rows: Sequence[CountryRow],
    columns: Sequence[IndexColumn],
    pairings: Sequence[Pairing],
    reference: int,
    no_country: int,
) -> Iterator[str]:
    """The caveats that belong to countries and indices."""
    yield (
        "How many cases a country has here shows what portals publish, so the number of cases is neither ranked nor correlated; a share is "
        "a share of those published cases."
    )
    yield (
        "A correlation between countries says nothing about cases or people within a country, and an index of one year stands beside "
        "cases of many."
    )
    yield from _overlap(rows, columns)
    yield from _ranks(rows)
    yield from _many(pairings)
    if far := [one.label for one in columns if abs(one.year - reference) > FAR]:
        yield f"More than {FAR} years from the reference year {reference}: {', '.join(far)}; their files have no nearer year."
    if no_country:
        yield f"Trafficking cases that state no country, and so stand in no row: {no_country:,}."


def _overlap(rows: Sequence[CountryRow], columns: Sequence[IndexColumn]) -> Iterator[str]:
    if not rows:
        yield "No trafficking case with a country is in the corpus, so no country stands beside the indices; only the published figures are given."
        return
    if len(rows) == 1:
        yield f"All cases are of one country ({rows[0].name}): it can be read beside the indices, but not compared; collect cases of more countries."
    if not any(value is not None for row in rows for value in row.values.values()):
        years = ", ".join(one.label for one in columns)
        yield (
            f"None of the {counted(len(rows), 'country').replace('countrys', 'countries')} of the corpus has a value in the index files ({years}); bring files "
            "that hold these countries, or choose another year with --year."
        )
        return
    if bare := [row.name for row in rows if all(value is None for value in row.values.values())]:
        yield f"No index has a value for {', '.join(bare)}."


def _ranks(rows: Sequence[CountryRow]) -> Iterator[str]:
    charged = [row.standing("corruption_charged") for row in rows]
    if withheld := sum(bool(one.withheld) for one in charged):
        yield (
            f"{withheld} of {len(rows)} are not ranked by corruption charged and enter no correlation of it, because the portals' coverage would "
            f"explain the rank: fewer than {FEWEST_CASES} known cases, most answers hidden, or a source that tells of that country alone."
        )
    ranked = [one for one in charged if not one.withheld]
    if len(ranked) > 1 and (anywhere := sum((one.rank_low, one.rank_high) == (1, len(ranked)) for one in ranked)):
        yield f"For {anywhere} of {len(ranked)} ranked countries the interval allows every rank: their place says nothing."


def _many(pairings: Sequence[Pairing]) -> Iterator[str]:
    if found := sum(one.correlation is not None for one in pairings):
        yield (
            f"{counted(found, 'correlation')} of shares with indices {'is' if found == 1 else 'are'} given, each with a 95% interval and not adjusted for their "
            f"number: about {found / 20:.1f} would leave zero by chance alone."
        )


def methods_of(
    frames: Frames, rows: Sequence[CountryRow], columns: Sequence[IndexColumn], pairings: Sequence[Pairing]
) -> tuple[str, ...]:
    """How the numbers of a comparison of countries were come by."""
    given = sum(one.correlation is not None for one in pairings)
    return (
        *counting(frames),
        *intervals(one for row in rows for one in row.measures),
        f"A country is ranked and correlated by a share only with {FEWEST_CASES} known cases or more, if its sources show the answer for at "
        "least half of its cases, and if some source of its cases tells of another country too.",
        f"{given:,} of {counted(len(pairings), 'pair')} of a share and an index have a correlation: Spearman's rho over {FEWEST} countries or more, with "
        "Fisher's interval after Bonett and Wright (2000). Where one of the two contains the other it is refused or carries a warning.",
        "The published figures are Pearson's r and plain means, as they were published. The index files: "
        + "; ".join(f"{one.label}, {one.countries} countries" for one in columns)
        + ".",
    )
