"""The comparison of countries in words and cells, as the terminal and the page both show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from jointcharge.analysis.country_counts import SHARES
from jointcharge.analysis.index_kinds import Verdict
from jointcharge.analysis.indices import CountryRow, IndexColumn, IndicesReport, Pairing
from jointcharge.analysis.measure_words import number_words
from jointcharge.analysis.measures import WORDINGS
from jointcharge.analysis.phrases import counted
from jointcharge.analysis.published_figures import PublishedFigure
from jointcharge.analysis.rank_correlation import Correlation

RANKED_BY = "corruption_charged"
"""The share by which the table shows ranks; JSON has those of all shares."""
SHARE_TITLES = {
    "corruption_indicated": "described",
    "corruption_charged": "charged",
    "charging_gap": "charged where described",
    "disparity": "both convicted",
}


def value_words(row: CountryRow, column: IndexColumn) -> str:
    """One index's value, to two decimals; a dash where it has none."""
    value = row.values[column.key]
    if value is None:
        return "–"
    try:
        return f"{round(float(value), 2):g}"
    except ValueError:
        return value


def shown_countries(report: IndicesReport) -> tuple[list[CountryRow], list[CountryRow]]:
    """The countries of which a share is known (or withheld), and those that have cases and nothing known."""
    known = [row for row in report.countries if any(row.measure(name).denominator != 0 for name in SHARES)]
    return known, [row for row in report.countries if row not in known]


def unknown_words(rows: Sequence[CountryRow]) -> str:
    """The countries without a known share, each with its number of cases; empty where there is none."""
    if not rows:
        return ""
    told = ", ".join(f"{row.name} {number_words(row.cases)}" for row in rows)
    return f"Countries ({len(rows):,}) of which none of these shares is known, with the number of cases: {told}. They have no rank, and their indices stand in the CSV and the JSON."


def finding_words(report: IndicesReport) -> str:
    """What a reader takes away: how many countries can be ranked, how many pairs compared, and how many of these show anything."""
    ranked = sum(not row.standing(RANKED_BY).withheld for row in report.countries)
    found = given(report.pairings)
    away = sum(not one.correlation.ci_low <= 0 <= one.correlation.ci_high for one in found if one.correlation)
    said = (
        f"Of the countries with trafficking cases ({len(report.countries):,}), {ranked or 'none'} can be ranked by corruption charged. Of "
        f"{counted(len(report.pairings), 'pair')} of a share and an index, {len(found) or 'none'} can be compared"
    )
    if not found:
        return f"{said}."
    return (
        f"{said}, and in {away or 'none'} of them the interval of the correlation leaves out zero. These are not as many findings: the shares are "
        "parts of each other, and so are the indices; of many intervals some leave out zero by chance; and none of it is a cause."
    )


def title_of(report: IndicesReport, key: str) -> str:
    """A share or an index as a reader knows it."""
    if key in WORDINGS:
        return WORDINGS[key].title
    return next(one.label for one in report.indices if one.key == key)


def pair_title(report: IndicesReport, pairing: Pairing) -> str:
    """ "Corruption charged and CPI 2015"."""
    return f"{title_of(report, pairing.one)} and {title_of(report, pairing.other)}"


def correlation_words(one: Correlation | None) -> str:
    """ "-0.31 (-0.62 to 0.09)"; empty where there is none."""
    return f"{one.r:+.2f} ({one.ci_low:+.2f} to {one.ci_high:+.2f})" if one else ""


def given(pairings: Sequence[Pairing]) -> list[Pairing]:
    """The pairings that have a correlation."""
    return [one for one in pairings if one.correlation is not None]


def reasons(report: IndicesReport, pairings: Sequence[Pairing], verdict: Verdict) -> dict[str, list[str]]:
    """Reason -> the pairs refused or warned of for it, those of one index together, with the most countries that have both."""
    found: dict[tuple[str, str], list[Pairing]] = defaultdict(list)
    for one in pairings:
        for why in one.why if one.verdict is verdict else ():
            found[why, one.other].append(one)
    told: dict[str, list[str]] = defaultdict(list)
    for (why, other), pairs in found.items():
        every = {one.one for one in pairs} == set(SHARES)
        names = "every share" if every else ", ".join(title_of(report, one.one) for one in pairs)
        told[why].append(f"{title_of(report, other)} with {names} ({max(one.n for one in pairs)})")
    return dict(told)


def published_words(one: PublishedFigure) -> tuple[str, str, str]:
    """The value here, the published one, and whether they agree."""
    here = "–" if one.value is None else f"{one.value:.{one.decimals}f}"
    there = "not known here" if one.published is None else f"{one.published:.{one.decimals}f}"
    agrees = {True: "agrees", False: "differs", None: ""}[one.agrees]
    return here, there, agrees


def withheld_words(rows: Sequence[CountryRow]) -> dict[str, list[str]]:
    """Why countries have no rank by `RANKED_BY` -> those countries, with the number of known cases."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for why in row.standing(RANKED_BY).withheld:
            found[why].append(f"{row.name} ({number_words(row.standing(RANKED_BY).known)})")
    return dict(found)


def sentence(text: str) -> str:
    """Text with a capital at its beginning and a full stop."""
    return text[:1].upper() + text[1:] + "."
