"""The shares over time as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.measure_words import ROW_HEAD, legend, measure_row
from jointcharge.analysis.measures import WORDINGS
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import plain, table
from jointcharge.analysis.report_parts import csv_of, ending
from jointcharge.analysis.report_parts import to_json as to_json
from jointcharge.analysis.time_chart import over_time
from jointcharge.analysis.trend import TrendReport, TrendTest


def to_csv(report: TrendReport) -> str:
    """One row per measure and period; safe to open in a spreadsheet."""
    rows = (
        (*(getattr(one, name) for name in COLUMNS), one.small, one.withheld, report.snapshot) for one in report.measures
    )
    return csv_of((*COLUMNS, "under_five", "withheld", "snapshot"), rows)


def to_text(report: TrendReport) -> str:
    """The report for a terminal."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: TrendReport) -> Iterator[str]:
    yield title_of(report).upper()
    yield f"snapshot {report.snapshot}"
    yield ""
    for test, title, rows in _measures(report):
        if rows:
            yield table(
                [(title, *ROW_HEAD), *(measure_row(one) for one in periods_shown(rows))], right=range(1, 7), indent=0
            )
        yield f"  {title} over time: {test.words}"
        yield ""
    yield legend(report.generated_by.published)
    yield ""
    yield from ending(report)


def title_of(report: TrendReport) -> str:
    """What the report is called."""
    return f"Over time, by {'year' if report.years == 1 else f'periods of {report.years} years'}"


def _measures(report: TrendReport) -> list[tuple[TrendTest, str, list[Measure]]]:
    """Each test with its measure's title and its periods."""
    return [
        (test, WORDINGS[test.name].title, [one for one in report.measures if one.name == test.name])
        for test in report.tests
    ]


def periods_shown(measures: Sequence[Measure]) -> list[Measure]:
    """The periods as the table shows them: those without any case that follow each other in one row, "1982 to 1984"."""
    shown: list[Measure] = []
    for empty, run in groupby(measures, lambda one: not one.withheld and one.known[1] == one.left_out == 0):
        told = list(run)
        if empty and len(told) > 1:
            told = [told[0].model_copy(update={"group": f"{told[0].group} to {told[-1].group}"})]
        shown += told
    return shown


def to_html(report: TrendReport) -> str:
    """The report as one page: inline charts, no network, kept out of search engines, fit for print."""
    return report_page(
        "trend",
        report,
        title_of(report),
        sections=[
            (test, title, periods_shown(rows), over_time(test.name, title, rows))
            for test, title, rows in _measures(report)
        ],
        head=ROW_HEAD,
        mark=legend(report.generated_by.published),
    )
