"""The comparison of countries as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from jointcharge.analysis.country_counts import SHARES
from jointcharge.analysis.export import guarded
from jointcharge.analysis.index_kinds import Verdict
from jointcharge.analysis.indices import IndicesReport, Pairing
from jointcharge.analysis.indices_chart import scatter
from jointcharge.analysis.indices_words import (
    RANKED_BY,
    SHARE_TITLES,
    correlation_words,
    given,
    pair_title,
    published_words,
    reasons,
    sentence,
    value_words,
    withheld_words,
)
from jointcharge.analysis.measure_words import aligned, legend
from jointcharge.analysis.pages import render_page
from jointcharge.analysis.phrases import one_line, percent, plain, table
from jointcharge.analysis.report import WIDTH

CSV_PARTS = ("numerator", "denominator", "share", "ci_low", "ci_high", "missing", "not_observable")


def to_json(report: IndicesReport) -> str:
    """The report in its public shape, indented, with a line break at the end."""
    return report.model_dump_json(indent=2) + "\n"


def to_csv(report: IndicesReport) -> str:
    """One row per country: its measures, its rank by corruption charged, and the indices with their years."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(_csv_header(report))
    for row in report.countries:
        rank = row.standing(RANKED_BY)
        counts = [getattr(row.measure(name), part) for name in SHARES for part in CSV_PARTS]
        values = [cell for one in report.indices for cell in (row.values[one.key], one.year)]
        sources = "; ".join(f"{source}: {n}" for source, n in row.sources.items())
        withheld = "; ".join(rank.withheld)
        cells = [row.country, row.name, row.cases, sources, *counts, rank.rank_low, rank.rank_high, withheld, *values]
        writer.writerow(
            [guarded(c) if isinstance(c, str) and not _is_number(c) else c for c in (*cells, report.snapshot)]
        )
    return held.getvalue()


def _is_number(text: str) -> bool:
    """A negative value of an index begins with a minus and is no formula."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _csv_header(report: IndicesReport) -> list[str]:
    counts = [f"{name}_{part}" for name in SHARES for part in CSV_PARTS]
    indices = [name for one in report.indices for name in (one.key, f"{one.key}_year")]
    ranks = ["rank_low", "rank_high", "rank_withheld"]
    return ["country", "name", "trafficking_cases", "sources", *counts, *ranks, *indices, "snapshot"]


def to_text(report: IndicesReport) -> str:
    """The report for a terminal: plain text."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: IndicesReport) -> Iterator[str]:
    yield "COUNTRIES BESIDE INDICES"
    made = report.generated_by
    yield f"{made.cases:,} cases, snapshot {report.snapshot}; indices of the year nearest to {report.reference_year}"
    yield ""
    yield from _countries(report)
    yield "Shares against indices (Spearman's rho with 95% interval)"
    yield from _pairings(report, report.pairings)
    yield "Indices against each other"
    yield from _pairings(report, report.between_indices)
    yield from _published(report)
    if report.left_out:
        yield "What of the index files was left out"
        yield from _list(report.left_out)
    yield "What these numbers do not say"
    yield from _list(report.caveats)
    yield "How it was made"
    for name, value in provenance_of(report).items():
        yield f"  {name:<12}{value}"
    if made.generated_at:
        yield f"  {'made at':<12}{made.generated_at.isoformat()}"


def _list(items: Sequence[str]) -> Iterator[str]:
    for one in items:
        yield textwrap.fill(one, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)
    yield ""


def _countries(report: IndicesReport) -> Iterator[str]:
    if not report.countries:
        return
    head = (
        "Country",
        "cases",
        *(SHARE_TITLES[name] for name in SHARES),
        "rank",
        *(one.label for one in report.indices),
    )
    rows = [
        (
            f"  {one_line(row.name, 26)}",
            f"{row.cases:,}",
            *(aligned(row.measure(name)) for name in SHARES),
            row.standing(RANKED_BY).words,
            *(value_words(row, one) for one in report.indices),
        )
        for row in report.countries
    ]
    yield table([head, *rows], right=range(1, len(head)), indent=0)
    yield "  The rank is the span that the intervals allow by corruption charged, 1 the largest share; –: none, or no value."
    yield f"  {legend(report.generated_by.published)}"
    yield ""
    if withheld := withheld_words(report.countries):
        yield "Not ranked, because the portals' coverage would explain the rank"
        yield from _list([f"{', '.join(names)}: {why}." for why, names in withheld.items()])


def _pairings(report: IndicesReport, pairings: Sequence[Pairing]) -> Iterator[str]:
    rows = [
        (f"  {pair_title(report, one)}", f"{one.n}", correlation_words(one.correlation), "warned" if one.why else "")
        for one in given(pairings)
    ]
    if rows:
        yield table([("  of", "countries", "rho", ""), *rows], right=(1,), indent=0)
    for word, whys in _told(report, pairings):
        for why, pairs in whys.items():
            words = f"{word}, {why}: {'; '.join(pairs)}."
            yield textwrap.fill(words, WIDTH, initial_indent="  - ", subsequent_indent="    ")
    if not pairings:
        yield "  There is no pair."
    yield ""


def _told(report: IndicesReport, pairings: Sequence[Pairing]) -> list[tuple[str, dict[str, list[str]]]]:
    """What is warned of and what is refused, each with its reasons and the pairs."""
    words = {Verdict.WARNED: "Warning", Verdict.REFUSED: "Refused"}
    return [(word, reasons(report, pairings, verdict)) for verdict, word in words.items()]


def _published(report: IndicesReport) -> Iterator[str]:
    rows = [(f"  {one.title}", f"{one.n}", *published_words(one)) for one in report.published]
    yield table(
        [("Published figures, from these files", "countries", "here", "published", ""), *rows],
        right=(1, 2, 3),
        indent=0,
    )
    for note in dict.fromkeys(one.note for one in report.published if one.value is not None):
        yield textwrap.fill(sentence(note), WIDTH, initial_indent="  ", subsequent_indent="  ")
    for one in report.published:
        if one.value is None:
            yield textwrap.fill(sentence(one.note), WIDTH, initial_indent="  ! ", subsequent_indent="    ")
    yield ""


def provenance_of(report: IndicesReport) -> dict[str, str]:
    """What made the report, line by line, but for the time."""
    made = report.generated_by
    files = "; ".join(f"{one.key}.csv {one.file_digest}" for one in report.indices)
    return {
        "snapshot": f"{report.snapshot} of {made.snapshot_made_at.isoformat()}",
        "program": made.program,
        "rules": made.rules or "none",
        "tagger": made.tagger or "none",
        "index files": files,
        "make again": made.command,
    }


def to_html(report: IndicesReport) -> str:
    """The report as one page: an inline chart, no network, kept out of search engines, fit for print."""
    filters = {"share": aligned, "percent": percent, "rho": correlation_words, "sentence": sentence}
    return render_page("indices", filters, **_page(report))


def _page(report: IndicesReport) -> dict[str, Any]:
    sections = [("Shares against indices", report.pairings), ("Indices against each other", report.between_indices)]
    return {
        "report": report,
        "shares": [(name, SHARE_TITLES[name]) for name in SHARES],
        "ranked_by": RANKED_BY,
        "value_words": value_words,
        "pair_title": lambda one: pair_title(report, one),
        "sections": [(title, pairs, given(pairs), _told(report, pairs)) for title, pairs in sections],
        "published": [(one, *published_words(one)) for one in report.published],
        "withheld": withheld_words(report.countries),
        "chart": scatter(report),
        "provenance": provenance_of(report),
        "mark": legend(report.generated_by.published),
    }
