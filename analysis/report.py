"""The disparity report as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from jointcharge.analysis.charts import (
    FUNNEL_ROWS,
    forest,
    funnel,
    gap_and_controls,
)
from jointcharge.analysis.country_counts import groups_to_read
from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.joint_charges import DisparityReport
from jointcharge.analysis.measure_words import (
    ROW_HEAD,
    aligned,
    bounds_of,
    disparity_words,
    legend,
    measure_row,
    number_words,
)
from jointcharge.analysis.measures import CASE, CONTROLS, DEFENDANT, WORDINGS, denominator_of
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import one_line, percent, plain, table
from jointcharge.analysis.report_parts import WIDTH, csv_of, ending
from jointcharge.analysis.report_parts import to_json as to_json
from jointcharge.analysis.reviewed import ReviewedShare, method_words

TITLE = "Corruption charged alongside trafficking"
CSV_EXTRA = ("bound_low", "bound_high", "under_five", "snapshot", "withheld")
"""Beside the public columns: the bounds that missing units allow, the mark of small cells, the snapshot, whether it is withheld."""
DEFENDANT_ROWS = (
    "trafficking_cases",
    "corruption_charged",
    "trafficking_convicted",
    "corruption_convicted",
    "joint_convicted",
)
ALONGSIDE = ("charging_gap", "corruption_charged", *CONTROLS)
GROUP_COLUMNS = (
    "trafficking_cases",
    "corruption_indicated",
    "corruption_charged",
    "charging_gap",
    "trafficking_convicted",
    "disparity",
)
"""The measures of the table by group."""
DEFENDANT_COLUMNS = (
    "trafficking_cases",
    "corruption_charged",
    "trafficking_convicted",
    "corruption_convicted",
    "disparity",
)
"""Those of its second table, of defendants."""
FORESTS = ("corruption_charged", "charging_gap")


def to_csv(report: DisparityReport) -> str:
    """One row per measure, unit and group; safe to open in a spreadsheet."""
    rows = [_csv_row(one, report.snapshot) for one in report.measures]
    if report.corrected:
        rows.append(_corrected_values(report.corrected, report.snapshot))
    return csv_of((*COLUMNS, *CSV_EXTRA), rows)


def _csv_row(one: Measure, snapshot: str) -> tuple[object, ...]:
    limits = (one.bounds.low, one.bounds.high) if one.bounds else (None, None)
    return (*(getattr(one, name) for name in COLUMNS), *limits, one.small, snapshot, one.withheld)


def _corrected_values(made: ReviewedShare, snapshot: str) -> tuple[object, ...]:
    """The corrected share as a row of the CSV: no numerator, for it is no count of cases."""
    one = made.estimate
    return (f"{made.name}_corrected", CASE, None, None, one.cases, one.share, one.low, one.high, one.method, None, None, None, None, False, snapshot, False)  # fmt: skip


def to_text(report: DisparityReport) -> str:
    """The report for a terminal: plain text, about 100 columns."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: DisparityReport) -> Iterator[str]:
    made = report.generated_by
    yield TITLE.upper()
    yield f"{made.cases:,} cases, snapshot {report.snapshot}"
    yield ""
    yield from _section("Cases, from described to decided", report, FUNNEL_ROWS, CASE)
    yield from _corrected(report)
    yield from _section("Defendants in these cases", report, DEFENDANT_ROWS, DEFENDANT)
    yield "Trafficking convictions to joint convictions"
    for unit in (CASE, DEFENDANT):
        one = report.measure("disparity", unit)
        said = f"Per {unit}: {disparity_words(one)}"
        yield textwrap.fill(said, WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield ""
    yield from _section("Charged alongside trafficking, by the same method", report, ALONGSIDE, CASE)
    if made.by:
        yield from _groups(report, made.by)
    yield legend(made.published)
    yield "Missing: not stated though the source could show it. Not seen: the source cannot show it. Neither is in any denominator."
    yield ""
    yield from ending(report)


def _corrected(report: DisparityReport) -> Iterator[str]:
    if report.corrected:
        head = ("Corruption described, corrected", "share", "interval", "method")
        yield table([head, *corrected_rows(report.corrected)], right=(1, 2), indent=0)
        yield textwrap.fill(method_words(report.corrected), WIDTH, initial_indent="  ", subsequent_indent="  ")
        yield ""


def corrected_rows(made: ReviewedShare) -> list[tuple[str, str, str, str]]:
    """The raw and the corrected share, each with its interval and its method."""
    one, raw = made.estimate, made.estimate.raw_interval
    return [
        ("  As tagged, as if the tagger made no mistake", percent(one.raw), f"{percent(raw.low)} to {percent(raw.high)}", raw.method),
        ("  Corrected from the reviewed sample", percent(one.share), f"{percent(one.low)} to {percent(one.high)}", one.method),
    ]  # fmt: skip


def _section(title: str, report: DisparityReport, names: tuple[str, ...], unit: str) -> Iterator[str]:
    head = (title, *ROW_HEAD, "if all missing no/yes")
    found = [(report.measure(name, unit), title_of(name, unit)) for name in names]
    rows = [(*measure_row(one, words), bounds_of(one, "")) for one, words in found]
    yield table([head, *rows], right=(1, 2, 3, 4, 5, 6, 7), indent=0)
    yield ""


def title_of(name: str, unit: str) -> str:
    """A measure's title; the trafficking cases counted by defendant are the defendants."""
    return "Defendants" if (name, unit) == ("trafficking_cases", DEFENDANT) else WORDINGS[name].title


def _groups(report: DisparityReport, by: str) -> Iterator[str]:
    titles = ("cases", "described", "charged", "charged where described", "trafficking convicted", "both convicted")
    yield from _by_group(report, f"By {by}", titles, group_rows(report, CASE))
    people = ("defendants", "corruption charged", "trafficking convicted", "corruption convicted", "both convicted")
    if found := group_rows(report, DEFENDANT):
        yield from _by_group(report, f"Defendants by {by}", people, found)
    yield "  Each number of the number known; both convicted, of the trafficking convictions."
    yield ""


def _by_group(report: DisparityReport, title: str, heads: tuple[str, ...], found: list[tuple[str, list[Measure]]]) -> Iterator[str]:  # fmt: skip
    rows: list[tuple[str, ...]] = [(title, *heads)]
    rows += [
        (f"  {one_line(group, 40)}", number_words(measures[0].numerator), *(aligned(m) for m in measures[1:]))
        for group, measures in found
    ]
    yield table(rows, right=range(1, len(heads) + 1), indent=0)


def group_rows(report: DisparityReport, unit: str) -> list[tuple[str, list[Measure]]]:
    """Each group with its measures of cases, or of defendants; no group of defendants where no defendant is known in any."""
    names = GROUP_COLUMNS if unit == CASE else DEFENDANT_COLUMNS
    by = report.generated_by.by
    rows = [(words, [report.measure(n, unit, one) for n in names]) for one, words in groups_to_read(by, report.groups)]
    return rows if unit == CASE or any(measures[0].denominator != 0 for _, measures in rows) else []


def to_html(report: DisparityReport) -> str:
    """The report as one page: inline charts, no network, kept out of search engines, fit for print."""
    return report_page("disparity", report, TITLE, **_page(report))


def _page(report: DisparityReport) -> dict[str, Any]:
    """What the template shows."""
    by = report.generated_by.by
    charts = [funnel(report), gap_and_controls(report)]
    return {
        "corrected": corrected_rows(report.corrected) if report.corrected else [],
        "corrected_words": method_words(report.corrected) if report.corrected else "",
        "funnel": charts[0],
        "controls": charts[1],
        "forests": [forest(report, name) for name in FORESTS] if by and report.groups else [],
        "disparity": {
            unit: disparity_words(m) for unit in (CASE, DEFENDANT) if (m := report.measure("disparity", unit))
        },
        "tables": _tables(report),
        "groups": group_rows(report, CASE),
        "people": group_rows(report, DEFENDANT),
        "title_of": title_of,
        "denominator_of": denominator_of,
        "mark": legend(report.generated_by.published),
    }


def _tables(report: DisparityReport) -> list[tuple[str, list[Measure]]]:
    """Every pooled measure, by unit, in the order of the report."""
    titles = {CASE: "Cases", DEFENDANT: "Defendants"}
    return [
        (title, [m for m in report.measures if m.group is None and m.unit == unit]) for unit, title in titles.items()
    ]
