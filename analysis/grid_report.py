"""The stage and actor grid as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.grid import ANY, GridCell, GridReport
from jointcharge.analysis.grid_chart import heat_map
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.labels import label_words
from jointcharge.analysis.measure_words import ROW_HEAD, SMALL_MARK, aligned, legend, measure_row
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import plain, table
from jointcharge.analysis.report_parts import csv_of, ending
from jointcharge.analysis.report_parts import to_json as to_json

TITLE = "Where in the chain, and through whom"


def to_csv(report: GridReport) -> str:
    """One row per cell that is not empty; safe to open in a spreadsheet."""
    head = ("stage", "actor", "indicated", "indicated_under_five", *COLUMNS, "under_five", "withheld", "snapshot")
    return csv_of(head, (_csv_row(one, report.snapshot) for one in report.cells))


def _csv_row(one: GridCell, snapshot: str) -> tuple[object, ...]:
    measured = (getattr(one.charged, name) for name in COLUMNS)
    marks = (one.charged.small, one.charged.withheld, snapshot)
    return (one.stage, one.actor, one.indicated, one.small, *measured, *marks)


def to_text(report: GridReport) -> str:
    """The report for a terminal: what is described, then what is charged, then the margins with intervals."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: GridReport) -> Iterator[str]:
    yield TITLE.upper()
    yield f"snapshot {report.snapshot}"
    yield ""
    if report.cells:
        yield from _square(report, "Cases that describe corruption", _indicated)
        yield from _square(report, "Of these, charged (of those in which a charge would show)", _charged)
        yield table(
            [("Charged where described", *ROW_HEAD), *map(measure_row, margins(report))], right=range(1, 7), indent=0
        )
        yield mark_of(report)
        yield ""
    yield from ending(report)


def mark_of(report: GridReport) -> str:
    """What the marks and the margins mean."""
    return f"{legend(report.generated_by.published)} (any): each case once."


def _square(report: GridReport, title: str, told: Callable[[GridCell], str]) -> Iterator[str]:
    yield title
    head = ("", *(label_words(stage) for stage in report.stages))
    rows = [
        (label_words(actor), *(told(cell) if (cell := report.cell(stage, actor)) else "· " for stage in report.stages))
        for actor in report.actors
    ]
    yield table([head, *rows], right=range(1, len(head)))
    yield ""


def _indicated(cell: GridCell) -> str:
    return f"{cell.indicated:,}{SMALL_MARK if cell.small else ' '}"


def _charged(cell: GridCell) -> str:
    return aligned(cell.charged, "not seen")


def margins(report: GridReport) -> list[Measure]:
    """The share charged by stage, then by actor, each under its name."""
    found = [(in_words(stage, "stage"), report.cell(stage, ANY)) for stage in report.stages]
    found += [(in_words(actor, "actor"), report.cell(ANY, actor)) for actor in report.actors if actor != ANY]
    return [cell.charged.model_copy(update={"group": name}) for name, cell in found if cell]


def in_words(label: str, what: str) -> str:
    """A label as the name of a margin."""
    return {NOT_STATED: f"({what} not stated)", ANY: "(any stage, any actor)"}.get(label, label_words(label))


def to_html(report: GridReport) -> str:
    """The report as one page: inline heat maps, no network, kept out of search engines, fit for print."""
    return report_page(
        "grid",
        report,
        TITLE,
        maps=[heat_map(report, label_words, charged=False), heat_map(report, label_words, charged=True)]
        if report.cells
        else [],
        margins=margins(report),
        head=ROW_HEAD,
        mark=mark_of(report),
    )
