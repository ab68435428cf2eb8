"""The measures taken apart by country as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from jointcharge.analysis.charts import forest_of
from jointcharge.analysis.composition import Composition, CompositionReport, CountryPart, Limits
from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.measure_words import NOTHING, ROW_HEAD, WITHHELD_MARK, legend, measure_row, numbers_of
from jointcharge.analysis.measures import WORDINGS
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import percent, plain, table
from jointcharge.analysis.report_parts import WIDTH, csv_of, ending
from jointcharge.analysis.report_parts import to_json as to_json

TITLE = "How far the mix of countries makes the shares"
MOST_ROWS = 8
"""Countries of each measure in the text; the other forms have them all."""
COUNTRY_HEAD = (*ROW_HEAD, "weight", "share without it")
MOST_DRAWN = 14
"""Countries in one chart, so that it fits on a page beside its table."""
KINDS = ("pooled", "standardised", "bootstrap", "country")
"""What a row of the CSV is."""


def to_csv(report: CompositionReport) -> str:
    """Rows of the `KINDS` for each measure; safe to open in a spreadsheet."""
    head = ("kind", *COLUMNS, "under_five", "weight", "share_without", "shift", "withheld", "snapshot")
    return csv_of(head, ((*row, report.snapshot) for one in report.measures for row in _csv_rows(one)))


def _csv_rows(one: Composition) -> Iterator[tuple[object, ...]]:
    yield (KINDS[0], *_cells(one.pooled), None, None, None, one.pooled.withheld)
    for kind, limits, method in (
        (KINDS[1], one.standardised, "melded"),
        (KINDS[2], one.bootstrap, "cluster-bootstrap"),
    ):
        if limits:
            numbers = (None, None, limits.share, limits.low, limits.high, method, None, None, None)
            yield (kind, one.name, one.pooled.unit, None, *numbers, None, None, None, False)
    for part in one.parts:
        yield (KINDS[3], *_cells(part.counts), part.weight, part.share_without, part.shift, part.counts.withheld)


def _cells(one: Measure) -> tuple[object, ...]:
    return (*(getattr(one, name) for name in COLUMNS), one.small)


def to_text(report: CompositionReport) -> str:
    """The report for a terminal."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: CompositionReport) -> Iterator[str]:
    yield TITLE.upper()
    yield f"snapshot {report.snapshot}; countries weighted as in {report.reference}; seed {report.seed}"
    for one in report.measures:
        yield ""
        yield from _measure(one)
    yield ""
    yield legend(report.generated_by.published)
    yield ""
    yield from ending(report)


def _measure(one: Composition) -> Iterator[str]:
    title = WORDINGS[one.name].title
    if rows := limits_rows(one):
        yield table([(title, "share", "95% limits"), *rows], right=(1, 2), indent=0)
        head = ("  Country", *COUNTRY_HEAD)
        yield table([head, *(country_row(part) for part in one.parts[:MOST_ROWS])], right=range(1, 9), indent=0)
        if len(one.parts) > MOST_ROWS:
            yield f"  The first {MOST_ROWS} of {len(one.parts)} countries; csv, json and the page have all."
    else:
        yield title
    for note in (*one.notes, *unstated(one)):
        yield textwrap.fill(note, WIDTH, initial_indent="  ", subsequent_indent="  ")


def limits_rows(one: Composition) -> list[tuple[str, str, str]]:
    """The share with its three limits as the cells of a table; none where nothing is known, or it is withheld."""
    pooled = one.pooled
    if pooled.share is None or pooled.ci_low is None or pooled.ci_high is None:
        return []
    alone = Limits(share=pooled.share, low=pooled.ci_low, high=pooled.ci_high)
    return [
        _row(f"  {numbers_of(pooled)} cases, as if independent", alone),
        _row("  the same, drawing whole countries", one.bootstrap),
        _row("  countries weighted as in the reference", one.standardised),
    ]


def _row(label: str, limits: Limits | None) -> tuple[str, str, str]:
    if limits is None:
        return (label, "not given", NOTHING)
    return (label, percent(limits.share), f"{percent(limits.low)} to {percent(limits.high)}")


def unstated(one: Composition) -> list[str]:
    """How many cases stand outside, for want of a country."""
    return [f"Cases left out because they state no country: {one.unstated:,}."] if one.unstated else []


def country_row(part: CountryPart) -> tuple[str, ...]:
    """A country's counts, its weight, and the share of all others, as the cells of a table."""
    hidden = part.counts.withheld
    return (
        *measure_row(part.counts),
        _percent(part.weight, WITHHELD_MARK),
        _percent(part.share_without, WITHHELD_MARK if hidden else "no other"),
    )


def _percent(share: float | None, otherwise: str) -> str:
    return otherwise if share is None else percent(share)


def to_html(report: CompositionReport) -> str:
    """The report as one page: inline charts, no network, kept out of search engines, fit for print."""
    return report_page(
        "composition",
        report,
        TITLE,
        sections=[
            (
                one,
                WORDINGS[one.name].title,
                limits_rows(one),
                forest_of(
                    one.name,
                    [(part.country, part.counts) for part in one.parts],
                    "country",
                    one.pooled.share,
                    most=MOST_DRAWN,
                ),
                [country_row(part) for part in one.parts],
                unstated(one),
            )
            for one in report.measures
        ],
        head=COUNTRY_HEAD,
        mark=legend(report.generated_by.published),
    )
