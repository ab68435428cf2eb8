"""Figures that were published from country indices, computed again from the user's files.

They are descriptions that stand in print, recomputed so that a reader can check them; each says what it is no
evidence for. `docs/indices.md` has the rows and years that give them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import fmean

from jointcharge.analysis.index_files import IndexTable, Indices
from jointcharge.analysis.index_kinds import BETWEEN, TIERS
from jointcharge.analysis.rank_correlation import pearson
from jointcharge.records.raw import Record

CPI_YEAR = TIP_YEAR = 2017
GSI_YEAR = 2016
ITUC_YEAR = 2018
OUTLIERS = {"PRK": "North Korea", "UZB": "Uzbekistan"}
"""The two countries whose prevalence the Global Slavery Index 2016 puts far above all others."""
FEWEST = 3
TIER_WORDS = {"1": "Tier 1", "2": "Tier 2", "2W": "Tier 2 watch list", "3": "Tier 3"}


class PublishedFigure(Record):
    """One figure: what was published, what the files give, and from how many countries."""

    name: str
    title: str
    statistic: str
    """``mean`` or ``pearson``."""
    value: float | None
    """What the files give; None where they do not hold what it takes."""
    published: float | None
    """What stands in print; None where it is not known here."""
    decimals: int
    n: int
    note: str

    @property
    def agrees(self) -> bool | None:
        """Whether the files give the published figure, rounded as published; None where one of the two is not there."""
        if self.value is None or self.published is None:
            return None
        return math.isclose(round(self.value, self.decimals), self.published, abs_tol=1e-9)


def published_figures(indices: Indices) -> tuple[PublishedFigure, ...]:
    """The mean CPI by TIP tier, the CPI against the GSI with and without two countries, and the CPI of the ITUC's ten worst."""
    cpi = _numbers(indices, "cpi", CPI_YEAR)
    return (*_by_tier(indices, cpi), *_against_slavery(indices, cpi), _ten_worst(indices, cpi))


def _numbers(indices: Indices, key: str, year: int) -> dict[str, float]:
    table = indices.tables.get(key)
    return table.numbers(year) if table else {}


def _figure(
    name: str, title: str, values: list[float], published: float | None, decimals: int, note: str
) -> PublishedFigure:
    """A mean."""
    return PublishedFigure(
        name=name, title=title, statistic="mean", value=fmean(values) if values else None, published=published,
        decimals=decimals, n=len(values), note=note if values else _absent(title),
    )  # fmt: skip


def _absent(title: str) -> str:
    return f"the files do not hold what this takes ({title}); bring the indices and years that it names"


def _by_tier(indices: Indices, cpi: dict[str, float]) -> Iterator[PublishedFigure]:
    table: IndexTable | None = indices.tables.get("tip_tier")
    values = table.values if table else {}
    why = BETWEEN[frozenset({"tip", "cpi"})].why
    for tier in (one for one, place in TIERS.items() if place is not None):
        ours = [
            cpi[code]
            for (code, year), value in values.items()
            if year == TIP_YEAR and value.wording == tier and code in cpi
        ]
        title = f"Mean CPI {CPI_YEAR} of {TIER_WORDS[tier]} in {TIP_YEAR}"
        yield _figure(f"cpi_of_tier_{tier.lower()}", title, ours, None, 1, f"no evidence of a link: {why}")


def _against_slavery(indices: Indices, cpi: dict[str, float]) -> Iterator[PublishedFigure]:
    gsi = _numbers(indices, f"gsi_{GSI_YEAR}", GSI_YEAR)
    both = [code for code in sorted(cpi) if code in gsi]
    title = f"CPI {CPI_YEAR} against GSI {GSI_YEAR}"
    yield _correlated("cpi_gsi", title, both, cpi, gsi, -0.508)
    without = [code for code in both if code not in OUTLIERS]
    yield _correlated(
        "cpi_gsi_without_two", f"{title} without {' and '.join(OUTLIERS.values())}", without, cpi, gsi, -0.659
    )


def _correlated(
    name: str, title: str, codes: list[str], xs: dict[str, float], ys: dict[str, float], published: float
) -> PublishedFigure:
    enough = len(codes) >= FEWEST and all(len({held[code] for code in codes}) > 1 for held in (xs, ys))
    return PublishedFigure(
        name=name, title=title, statistic="pearson", published=published, decimals=3, n=len(codes),
        value=pearson([xs[c] for c in codes], [ys[c] for c in codes]) if enough else None,
        note=f"no evidence of a link: {BETWEEN[frozenset({'gsi', 'cpi'})].why}" if enough else _absent(title),
    )  # fmt: skip


def _ten_worst(indices: Indices, cpi: dict[str, float]) -> PublishedFigure:
    worst = _numbers(indices, "ituc_gri_ten_worst", ITUC_YEAR)
    ours = [cpi[code] for code in sorted(worst) if code in cpi]
    title = f"Mean CPI {CPI_YEAR} of the ITUC's ten worst countries of {ITUC_YEAR}"
    return _figure(
        "cpi_of_ituc_worst",
        title,
        ours,
        33.0,
        0,
        "ten countries chosen for being worst: no sample, and no test can be made of it",
    )
