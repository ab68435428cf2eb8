"""The comparison of countries as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

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
    finding_words,
    given,
    pair_title,
    published_words,
    reasons,
    sentence,
    shown_countries,
    unknown_words,
    value_words,
    withheld_words,
)
from jointcharge.analysis.measure_words import aligned, legend, number_words
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import one_line, percent, plain, table
from jointcharge.analysis.report_parts import WIDTH, csv_of, ending, paragraphs
from jointcharge.analysis.report_parts import to_json as to_json

TITLE = "Countries beside indices"
CSV_PARTS = ("numerator", "denominator", "share", "ci_low", "ci_high", "missing", "not_observable")


def to_csv(report: IndicesReport) -> str:
    """One row per country: its measures, its rank by corruption charged, and the indices with their years."""
    return csv_of(_csv_header(report), _csv_rows(report), lambda text: text if _is_number(text) else guarded(text))


def _csv_rows(report: IndicesReport) -> Iterator[list[object]]:
    for row in report.countries:
        rank = row.standing(RANKED_BY)
        counts = [getattr(row.measure(name), part) for name in SHARES for part in CSV_PARTS]
        values = [cell for one in report.indices for cell in (row.values[one.key], one.year)]
        sources = "; ".join(f"{source}: {n}" for source, n in row.sources.items())
        withheld = "; ".join(rank.withheld)
        ranks = (rank.rank_low, rank.rank_high, withheld)
        yield [row.country, row.name, row.cases, sources, *counts, *ranks, *values, report.snapshot]


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
    yield TITLE.upper()
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
        yield from _listed(report.left_out)
    yield from ending(report, more=_files(report))


def _listed(items: Sequence[str]) -> Iterator[str]:
    yield from paragraphs(items)
    yield ""


def _countries(report: IndicesReport) -> Iterator[str]:
    if not report.countries:
        return
    known, unknown = shown_countries(report)
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
            number_words(row.cases),
            *(aligned(row.measure(name)) for name in SHARES),
            row.standing(RANKED_BY).words,
            *(value_words(row, one) for one in report.indices),
        )
        for row in known
    ]
    yield textwrap.fill(finding_words(report), WIDTH)
    yield ""
    yield table([head, *rows], right=range(1, len(head)), indent=0)
    if said := unknown_words(unknown):
        yield textwrap.fill(said, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield "  The rank is the span that the intervals allow by corruption charged, 1 the largest share; –: none, or no value."
    yield f"  {legend(report.generated_by.published)}"
    yield ""
    if withheld := withheld_words(known):
        yield "Not ranked, because the portals' coverage would explain the rank"
        yield from _listed([f"{', '.join(names)}: {why}." for why, names in withheld.items()])


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


def _files(report: IndicesReport) -> dict[str, str]:
    """The index files with their digests, for the provenance."""
    return {"index files": "; ".join(f"{one.key}.csv {one.file_digest}" for one in report.indices)}


def to_html(report: IndicesReport) -> str:
    """The report as one page: an inline chart, no network, kept out of search engines, fit for print."""
    filters = {"share": aligned, "percent": percent, "rho": correlation_words, "sentence": sentence}
    return report_page("indices", report, TITLE, more=_files(report), filters=filters, **_page(report))


def _page(report: IndicesReport) -> dict[str, Any]:
    known, unknown = shown_countries(report)
    sections = [("Shares against indices", report.pairings), ("Indices against each other", report.between_indices)]
    return {
        "shares": [(name, SHARE_TITLES[name]) for name in SHARES],
        "ranked_by": RANKED_BY,
        "known": known,
        "unknown": unknown_words(unknown),
        "finding": finding_words(report) if report.countries else "",
        "value_words": value_words,
        "pair_title": lambda one: pair_title(report, one),
        "sections": [(title, pairs, given(pairs), _told(report, pairs)) for title, pairs in sections],
        "published": [(one, *published_words(one)) for one in report.published],
        "withheld": withheld_words(known),
        "chart": scatter(report),
        "mark": legend(report.generated_by.published),
    }
