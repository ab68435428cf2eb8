"""Shares by country beside indices of corruption, slavery and rights; what may be compared, and what is refused.

The indices are the user's files (`index_files`); what one contains of another is in `index_kinds`. Definitions and
the reasons for each refusal are in ``docs/indices.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from shlex import quote

from jointcharge.analysis.caveats import caveats_of
from jointcharge.analysis.country_counts import (
    SHARES,
    CountryCounts,
    count_all,
    count_countries,
    middle_year,
    name_of,
    without_country,
)
from jointcharge.analysis.counts import Measure
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.index_files import IndexTable, Indices
from jointcharge.analysis.index_kinds import Relation, Verdict, between, with_cases
from jointcharge.analysis.index_notes import methods_of, notes_of
from jointcharge.analysis.measures import WORDINGS
from jointcharge.analysis.provenance import GeneratedBy, made_by
from jointcharge.analysis.publish import published
from jointcharge.analysis.published_figures import PublishedFigure, published_figures
from jointcharge.analysis.rank_correlation import FEWEST, Correlation, spearman, spearman_given
from jointcharge.analysis.standings import FEWEST_CASES, Standing, hidden, standings_of
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record


class IndexColumn(Record):
    """One index as it stands in the table of countries."""

    key: str
    title: str
    short: str
    scale: str
    year: int
    """The year whose values are shown: the file's nearest to the reference year."""
    countries: int
    """How many countries have a value in that year."""
    file_digest: str

    @property
    def label(self) -> str:
        """The index and its year."""
        return self.short if self.short.endswith(str(self.year)) else f"{self.short} {self.year}"


class CountryRow(Record):
    """One country: its measures, the indices beside them, and what its ranks are worth."""

    country: str
    name: str
    cases: int | None
    """Trafficking cases; None where their number is withheld."""
    sources: Mapping[str, int]
    """Portal or table -> trafficking cases from it; not told in a published report."""
    measures: tuple[Measure, ...]
    values: Mapping[str, str | None]
    """Index -> its value as written; None where the file has none."""
    standings: tuple[Standing, ...]

    def measure(self, name: str) -> Measure:
        """One measure of this country."""
        return next(one for one in self.measures if one.name == name)

    def standing(self, name: str) -> Standing:
        """The rank of this country by one measure."""
        return next(one for one in self.standings if one.measure == name)


class Pairing(Record):
    """Two things by country: their rank correlation, or why there is none."""

    one: str
    other: str
    verdict: Verdict
    why: tuple[str, ...]
    n: int
    """Countries that have both."""
    correlation: Correlation | None = None
    with_coverage: Correlation | None = None
    """The index against the number of known cases, over the same countries."""
    given_coverage: Correlation | None = None
    """The correlation with the number of known cases held equal."""


class IndicesReport(Record):
    """Countries beside indices, what was compared and what was refused, and the published figures."""

    snapshot: str
    generated_by: GeneratedBy
    reference_year: int
    caveats: tuple[str, ...]
    indices: tuple[IndexColumn, ...]
    countries: tuple[CountryRow, ...]
    pairings: tuple[Pairing, ...]
    """Each share against each index."""
    between_indices: tuple[Pairing, ...]
    published: tuple[PublishedFigure, ...]
    left_out: tuple[str, ...]
    """What of the files was not read, in words."""


@dataclass(frozen=True)
class _Points:
    """What two things are over the countries that have both, and on how many known cases the first rests."""

    xs: list[float]
    ys: list[float]
    known: list[float]


def indices_report(
    frames: Frames,
    indices: Indices,
    *,
    year: int | None = None,
    publish: bool = False,
    generated_at: dt.datetime | None = None,
) -> IndicesReport:
    """The countries of ``frames`` beside the indices of a folder (`index_files.read_indices`).

    Each index is shown for its year nearest to ``year``; by default the median year of the trafficking cases.
    With ``publish`` small cells are withheld, and what would give them away.
    """
    counts = count_countries(frames)
    newest = max(one for table in indices.tables.values() for one in table.years)
    reference = year if year is not None else middle_year(frames) or newest
    years = {key: table.nearest_year(reference) for key, table in indices.tables.items()}
    standings = standings_of(counts)
    rows = tuple(
        sorted((_row(one, indices, years, standings[one.country]) for one in counts), key=lambda row: row.name)
    )
    columns = tuple(_column(table, years[key]) for key, table in indices.tables.items())
    pairings = tuple(_with_cases(rows, indices, years))
    told = tuple(notes_of(rows, columns, pairings, reference, without_country(frames)))
    joint = count_all(frames)["disparity"]
    if publish:
        rows, joint = publishable(rows, count_all(frames))
    methods = methods_of(frames, rows, columns, pairings)
    return IndicesReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made_by(
            frames, _asked(indices, year), by="country", at=generated_at, published=publish, methods=methods
        ),
        reference_year=reference,
        caveats=(
            *told,
            *caveats_of(frames, "country", joint, publish=publish),
        ),
        indices=columns,
        countries=rows,
        pairings=pairings,
        between_indices=tuple(_between(indices, years)),
        published=published_figures(indices),
        left_out=indices.notes,
    )


def publishable(rows: Sequence[CountryRow], whole: Mapping[str, Measure]) -> tuple[tuple[CountryRow, ...], Measure]:
    """The rows with small cells withheld, and the disparity of all cases as it may be told."""
    pooled = [one.model_copy(update={"group": None}) for one in whole.values()]
    measures = [one.model_copy(update={"group": row.country}) for row in rows for one in row.measures]
    shown = published([*pooled, *measures])
    of = {row.country: tuple(one for one in shown if one.group == row.country) for row in rows}
    joint = next(one for one in shown if (one.name, one.group) == ("disparity", None))
    return tuple(_publishable(row, of[row.country]) for row in rows), joint


def _publishable(row: CountryRow, measures: tuple[Measure, ...]) -> CountryRow:
    at = {one.name: one for one in measures}
    standings = tuple(
        hidden(one, known=at[one.measure].denominator) if at[one.measure].withheld else one for one in row.standings
    )
    return row.model_copy(
        update={"cases": at["trafficking_cases"].numerator, "sources": {}, "measures": measures, "standings": standings}
    )


def _asked(indices: Indices, year: int | None) -> str:
    return f"indices --indices {quote(str(indices.folder))}{'' if year is None else f' --year {year}'}"


def _column(table: IndexTable, year: int) -> IndexColumn:
    kind = table.kind
    return IndexColumn(
        key=kind.key, title=kind.title, short=kind.short, scale=kind.scale, year=year,
        countries=sum(one == year for _, one in table.values), file_digest=table.digest,
    )  # fmt: skip


def _row(
    counts: CountryCounts, indices: Indices, years: Mapping[str, int], standings: tuple[Standing, ...]
) -> CountryRow:
    values = {key: table.get(counts.country, years[key]) for key, table in indices.tables.items()}
    return CountryRow(
        country=counts.country, name=name_of(counts.country), cases=counts.cases, sources=counts.sources,
        measures=tuple(counts.measures.values()), standings=standings,
        values={key: value.wording if value else None for key, value in values.items()},
    )  # fmt: skip


def _with_cases(rows: Sequence[CountryRow], indices: Indices, years: Mapping[str, int]) -> Iterator[Pairing]:
    for name in SHARES:
        usable = [row for row in rows if not row.standing(name).withheld]
        for key, table in indices.tables.items():
            numbers = table.numbers(years[key])
            both = [(row.measure(name), numbers[row.country]) for row in usable if row.country in numbers]
            points = _Points(
                [m.share or 0.0 for m, _ in both], [number for _, number in both], [m.known[1] for m, _ in both]
            )
            yield _pairing(name, key, with_cases(table.kind, WORDINGS[name].aspect), points)


def _between(indices: Indices, years: Mapping[str, int]) -> Iterator[Pairing]:
    for one, other in combinations(indices.tables.values(), 2):
        xs, ys = (table.numbers(years[table.kind.key]) for table in (one, other))
        both = sorted(set(xs) & set(ys))
        points = _Points([xs[c] for c in both], [ys[c] for c in both], [])
        yield _pairing(one.kind.key, other.kind.key, between(one.kind, other.kind), points)


def _pairing(one: str, other: str, relation: Relation, points: _Points) -> Pairing:
    """The correlation where nothing speaks against it; else why there is none."""
    n = len(points.xs)

    def refused(why: str) -> Pairing:
        return Pairing(one=one, other=other, verdict=Verdict.REFUSED, why=(why,), n=n)

    if relation.verdict is Verdict.REFUSED:
        return refused(relation.why)
    if n < FEWEST:
        of = f" with {FEWEST_CASES} known cases or more" if one in SHARES else ""
        return refused(f"fewer than {FEWEST} countries{of} have both")
    try:
        found = spearman(points.xs, points.ys)
    except ReportError:
        return refused("one of the two is the same in every country")
    warned = [relation.why] if relation.why else []
    with_coverage, given, told = _coverage(points, found) if points.known else (None, None, [])
    why = (*warned, *told)
    verdict = Verdict.WARNED if why else Verdict.OK
    return Pairing(
        one=one, other=other, verdict=verdict, why=why, n=n,
        correlation=found, with_coverage=with_coverage, given_coverage=given,
    )  # fmt: skip


def _coverage(points: _Points, found: Correlation) -> tuple[Correlation | None, Correlation | None, list[str]]:
    """Whether the number of known cases, which is the portals' doing, orders the countries like the index does."""
    if len(set(points.known)) == 1:
        return None, None, []
    with_coverage = spearman(points.known, points.ys)
    given = spearman_given(points.xs, points.ys, points.known)
    if found.leaves_zero and (given is None or not given.leaves_zero):
        return with_coverage, given, [
            "with the number of known cases held equal it no longer leaves zero: how many cases the portals have of each "
            "country, rather than crime, may explain the order"
        ]  # fmt: skip
    if with_coverage.leaves_zero:
        return with_coverage, given, [
            f"the number of known cases goes with this index too (rho {with_coverage.r:+.2f}): the portals cover one end of it better"
        ]  # fmt: skip
    return with_coverage, given, []
