"""The measures taken apart by country as text for a terminal, JSON or CSV."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator

from jointcharge.analysis.composition import Composition, CompositionReport, Limits
from jointcharge.analysis.counts import COLUMNS, Measure
from jointcharge.analysis.export import guarded
from jointcharge.analysis.measure_words import ROW_HEAD, legend, measure_row, numbers_of
from jointcharge.analysis.measures import WORDINGS
from jointcharge.analysis.phrases import percent, plain, table
from jointcharge.analysis.trend import WIDTH, paragraphs

MOST_ROWS = 8
"""Countries of each measure in the text; the other forms have them all."""
KINDS = ("pooled", "standardised", "bootstrap", "country")
"""What a row of the CSV is."""


def to_json(report: CompositionReport) -> str:
    """The report in its public shape."""
    return report.model_dump_json(indent=2) + "\n"


def to_csv(report: CompositionReport) -> str:
    """Rows of the `KINDS` for each measure; safe to open in a spreadsheet."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(("kind", *COLUMNS, "under_five", "weight", "share_without", "shift", "snapshot"))
    for one in report.measures:
        for row in _csv_rows(one):
            writer.writerow([guarded(c) if isinstance(c, str) else c for c in (*row, report.snapshot)])
    return held.getvalue()


def _csv_rows(one: Composition) -> Iterator[tuple[object, ...]]:
    yield (KINDS[0], *_cells(one.pooled), None, None, None)
    for kind, limits, method in (
        (KINDS[1], one.standardised, "melded"),
        (KINDS[2], one.bootstrap, "cluster-bootstrap"),
    ):
        if limits:
            numbers = (None, None, limits.share, limits.low, limits.high, method, None, None, None)
            yield (kind, one.name, one.pooled.unit, None, *numbers, None, None, None)
    for part in one.parts:
        yield (KINDS[3], *_cells(part.counts), part.weight, part.share_without, part.shift)


def _cells(one: Measure) -> tuple[object, ...]:
    return (*(getattr(one, name) for name in COLUMNS), str(one.small).lower())


def to_text(report: CompositionReport) -> str:
    """The report for a terminal."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: CompositionReport) -> Iterator[str]:
    yield "HOW FAR THE MIX OF COUNTRIES MAKES THE SHARES"
    yield f"snapshot {report.snapshot}; countries weighted as in {report.reference}; seed {report.seed}"
    for one in report.measures:
        yield ""
        yield from _measure(one)
    yield ""
    yield legend()
    yield from paragraphs(report.notes)
    yield f"Make again:  {report.command}"


def _measure(one: Composition) -> Iterator[str]:
    title = WORDINGS[one.name].title
    if one.pooled.share is not None and one.pooled.ci_low is not None and one.pooled.ci_high is not None:
        pooled = Limits(share=one.pooled.share, low=one.pooled.ci_low, high=one.pooled.ci_high)
        rows = [
            (title, "share", "95% limits"),
            _row(f"  {numbers_of(one.pooled)} cases, as if independent", pooled),
            _row("  the same, drawing whole countries", one.bootstrap),
            _row("  countries weighted as in the reference", one.standardised),
        ]
        yield table(rows, right=(1, 2), indent=0)
        yield from _left_out(one)
    else:
        yield title
    for note in (*one.notes, *_unstated(one)):
        yield textwrap.fill(note, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _row(label: str, limits: Limits | None) -> tuple[str, str, str]:
    if limits is None:
        return (label, "not given", "–")
    return (label, percent(limits.share), f"{percent(limits.low)} to {percent(limits.high)}")


def _unstated(one: Composition) -> Iterator[str]:
    if one.unstated:
        yield f"Cases left out because they state no country: {one.unstated:,}."


def _left_out(one: Composition) -> Iterator[str]:
    """Each country with the share of the others; the one that moves it most first."""
    head = ("  Country", *ROW_HEAD, "weight", "share without it")
    rows = [
        (
            *measure_row(part.counts),
            percent(part.weight),
            "no other" if part.share_without is None else percent(part.share_without),
        )
        for part in one.parts[:MOST_ROWS]
    ]
    yield table([head, *rows], right=range(1, 9), indent=0)
    if len(one.parts) > MOST_ROWS:
        yield f"  The {MOST_ROWS} of {len(one.parts)} countries that move the share most; csv and json have all."
