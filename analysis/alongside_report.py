"""What is charged beside one class of offence, as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from jointcharge.analysis.alongside import ANSWERS, CONVICTED, SIZE, AlongsideReport, in_words
from jointcharge.analysis.country_counts import groups_to_read
from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.measure_words import ROW_HEAD, aligned, bounds_of, legend, measure_row, number_words
from jointcharge.analysis.measures import CASE, UNITS
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import one_line, plain, table
from jointcharge.analysis.report_parts import WIDTH, csv_of, ending
from jointcharge.analysis.report_parts import to_json as to_json

HEAD = (*ROW_HEAD, "if all missing no/yes")
CSV_EXTRA = ("among", "bound_low", "bound_high", "under_five", "snapshot", "withheld")
"""Beside the public columns: the class that every share is among, the bounds that missing units allow, the mark of small cells, whether it is withheld."""
_PLURAL = {CASE: "cases"}


def title(report: AlongsideReport) -> str:
    """The report's title, which names its base."""
    return f"Charged alongside {in_words(report.among)}"


def base_words(report: AlongsideReport, unit: str = CASE) -> str:
    """What every share is a share of."""
    units = _PLURAL.get(unit, "defendants")
    return (
        f"Of the {units} charged with {in_words(report.among)} in which a corruption charge would show; convicted: of those whose verdict is "
        f"known; both: {in_words(report.among)} and the other offence convicted together."
    )


def words_of(name: str, among: str) -> str:
    """A measure's name as it is read: ``Fraud charged``."""
    if name == SIZE:
        return f"{in_words(among).capitalize()} charged"
    if name == CONVICTED:
        return f"{in_words(among).capitalize()} convicted"
    offence, what = next((name.removesuffix(f"_{one}"), one) for one in reversed(ANSWERS) if name.endswith(f"_{one}"))
    return f"{in_words(offence).capitalize()} {in_words(what)}"


def to_csv(report: AlongsideReport) -> str:
    """One row per measure, unit and group; safe to open in a spreadsheet."""
    return csv_of((*COLUMNS, *CSV_EXTRA), (_csv_row(one, report) for one in report.measures))


def _csv_row(one: Measure, report: AlongsideReport) -> tuple[object, ...]:
    limits = (one.bounds.low, one.bounds.high) if one.bounds else (None, None)
    return (*(getattr(one, name) for name in COLUMNS), report.among, *limits, one.small, report.snapshot, one.withheld)


def to_text(report: AlongsideReport) -> str:
    """The report for a terminal: plain text, about 100 columns."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: AlongsideReport) -> Iterator[str]:
    yield title(report).upper()
    yield f"{report.generated_by.cases:,} cases, snapshot {report.snapshot}"
    yield ""
    for unit in UNITS:
        yield table(
            [(_PLURAL.get(unit, "defendants").capitalize(), *HEAD), *_rows(report, unit)], right=range(1, 8), indent=0
        )
        yield textwrap.fill(base_words(report, unit), WIDTH, initial_indent="  ", subsequent_indent="  ")
        yield ""
    if report.generated_by.by:
        yield from _groups(report)
    yield legend(report.generated_by.published)
    yield "Missing: not stated though the source could show it. Not seen: the source cannot show it. Neither is in any denominator."
    yield ""
    yield from ending(report)


def _rows(report: AlongsideReport, unit: str) -> list[tuple[str, ...]]:
    told = [one for one in report.measures if one.group is None and one.unit == unit]
    return [(*measure_row(one, words_of(one.name, report.among)), bounds_of(one, "")) for one in told]


def _group_rows(report: AlongsideReport) -> list[tuple[str, ...]]:
    """For each group the cases of the class, and of each other offence how often it was charged in them."""
    names = [f"{offence}_{ANSWERS[0]}" for offence in report.alongside]
    return [
        (
            f"  {one_line(words, 40)}",
            number_words(report.measure(SIZE, CASE, group).numerator),
            *(aligned(report.measure(name, CASE, group)) for name in names),
        )
        for group, words in groups_to_read(report.generated_by.by, report.groups)
    ]


def _group_head(report: AlongsideReport) -> tuple[str, ...]:
    return ("cases", *(f"{in_words(one)} charged" for one in report.alongside))


def _groups(report: AlongsideReport) -> Iterator[str]:
    head = (f"By {report.generated_by.by}", *_group_head(report))
    yield table([head, *_group_rows(report)], right=range(1, len(head)), indent=0)
    yield ""


def to_html(report: AlongsideReport) -> str:
    """The report as one page: no network, kept out of search engines, fit for print."""
    return report_page(
        "alongside",
        report,
        title(report),
        units=[
            (_PLURAL.get(unit, "defendants").capitalize(), base_words(report, unit), _rows(report, unit))
            for unit in UNITS
        ],
        head=HEAD,
        by=report.generated_by.by,
        group_head=_group_head(report),
        groups=_group_rows(report),
        mark=legend(report.generated_by.published),
    )
