"""The comparison as text for a terminal, JSON, CSV, or a page of HTML that needs no network."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from jointcharge.analysis.compare import Amount, CompareReport, Comparison, FactorCase, FactorRow
from jointcharge.analysis.compare_charts import (
    counts_words,
    firth_words,
    forest,
    joint_words,
    odds_words,
    other_words,
    ratio,
)
from jointcharge.analysis.compare_evidence import Quoted, left_out, named
from jointcharge.analysis.compare_publish import WITHHELD
from jointcharge.analysis.compare_tests import SMALL
from jointcharge.analysis.factors import factor_of
from jointcharge.analysis.measure_words import WITHHELD_MARK
from jointcharge.analysis.odds import ALPHA
from jointcharge.analysis.pages import report_page
from jointcharge.analysis.phrases import counted, one_line, plain, table
from jointcharge.analysis.report_parts import WIDTH, csv_of, ending
from jointcharge.analysis.report_parts import to_json as to_json

TITLE = "Where corruption was charged, and where it was not"
LIMITS = "What this cannot show"
CSV_COLUMNS = ("comparison", *(name for name in FactorRow.model_fields), "joint_evidence", "other_evidence", "snapshot")
CSV_IDS, TEXT_IDS = 100, 3
"""Ids of evidence that a cell of the CSV names, and a line of the text; what is more is counted there."""
MARK = (
    f"† a group in which fewer than {SMALL} mention it, or fewer than {SMALL} do not: read the interval and the cases."
)
GROUPS = {"joint": "joint-charge cases", "other": "cases without the charge"}


def to_csv(report: CompareReport) -> str:
    """One row per comparison and factor, with the ids of the evidence; safe to open in a spreadsheet."""
    return csv_of(CSV_COLUMNS, _csv_rows(report))


def _csv_rows(report: CompareReport) -> Iterator[tuple[Any, ...]]:
    for one in report.comparisons:
        behind = {each.factor: each for each in one.behind}
        for row in one.rows:
            told = behind.get(row.factor)
            ids = ["; ".join(named(cases, CSV_IDS)) for cases in ((told.joint, told.other) if told else ((), ()))]
            yield (one.name, *row.model_dump().values(), *ids, report.snapshot)


def p_words(value: float | None) -> str:
    """A p-value in two digits."""
    if value is None:
        return "–"
    return "<0.001" if value < 0.001 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def could_show(row: FactorRow) -> str:
    """The smallest odds ratio that would show."""
    if row.withheld:
        return "–"
    return "none" if row.smallest_odds_ratio is None else f"{row.smallest_odds_ratio:.1f}"


def amount_words(one: Amount) -> str:
    """ "2 in EUR: 400 to 600, the middle one 500"."""
    currency = one.currency or "a currency whose country is not named"
    if one.lowest is None or one.highest is None:
        return f"{one.n:,} in {currency}, the middle one {one.middle:,.0f}"
    if one.n == 1:
        return f"1 in {currency}: {one.lowest:,.0f}"
    return f"{one.n:,} in {currency}: {one.lowest:,.0f} to {one.highest:,.0f}, the middle one {one.middle:,.0f}"


def mark_of(report: CompareReport) -> str:
    """What the marks mean in this report."""
    return f"{WITHHELD_MARK} {WITHHELD}." if report.generated_by.published else MARK


def to_text(report: CompareReport) -> str:
    """The report for a terminal: plain text."""
    return plain("\n".join(_text(report))) + "\n"


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def _text(report: CompareReport) -> Iterator[str]:
    yield TITLE.upper()
    yield f"{report.generated_by.cases:,} cases, snapshot {report.snapshot}"
    for one in report.comparisons:
        yield ""
        yield from _comparison(one)
    yield ""
    yield mark_of(report)
    yield "OR: exact odds ratio with 95% interval; Firth: the same with the length of the text held equal; p adj.: corrected for the"
    yield "number of factors (Benjamini-Hochberg); would show: the smallest odds ratio found with 80% power. Passages: --cases FACTOR"
    yield ""
    yield "Bribes stated (never converted)"
    yield from (f"  {GROUPS[one.group]}: {amount_words(one)}" for one in report.amounts)
    if not report.amounts:
        yield "  none"
    yield ""
    yield from ending(report, LIMITS)


def _comparison(one: Comparison) -> Iterator[str]:
    yield one.title
    yield f"{sizes_of(one)}"
    head = ("factor", "joint", "other", "OR", "p", "p adj.", "Firth", "would show")
    rows = [
        (
            f"  {row.title}{' †' if row.small else ''}",
            joint_words(row, "/"),
            other_words(row, "/"),
            odds_words(row),
            p_words(row.p_value),
            p_words(row.p_adjusted),
            firth_words(row),
            could_show(row),
        )
        for row in one.rows
    ]
    if can_compare(one):
        yield table([head, *rows], right=range(1, 8), indent=0)
        yield from (_filled(note) for note in grouped_notes(one.rows))
    yield from (_filled(note) for note in (*one.notes, *one.power))
    if can_compare(one):
        yield from _together(one)
    yield from _behind(one)


def _behind(one: Comparison) -> Iterator[str]:
    """The ids of the evidence of each factor, a few of each group."""
    if one.behind:
        yield "  Where each count is read (passages and charges; the words: --cases FACTOR, or the page of HTML)"
    for told in one.behind:
        groups = (("joint", told.joint), ("other", told.other))
        ids = "; ".join(f"{name}: {', '.join(named(cases, TEXT_IDS))}" for name, cases in groups if cases)
        yield textwrap.fill(
            f"{told.factor}: {ids}", WIDTH, initial_indent="    ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False
        )  # fmt: skip


def _together(one: Comparison) -> Iterator[str]:
    yield _filled(f"All at once: {one.together.note}")
    for row in one.together.factors:
        low = "0" if row.ci_low is None else ratio(row.ci_low)
        yield f"      {row.factor}: {ratio(row.odds_ratio)} ({low} to {ratio(row.ci_high)}), p {p_words(row.p_value)}"


def can_compare(one: Comparison) -> bool:
    """Whether both groups hold a case, or how many they hold is withheld; else a table would be of noughts."""
    return one.n_joint != 0 and one.n_other != 0


def sizes_of(one: Comparison) -> str:
    """The groups in words, with the length of their texts."""
    if one.n_joint is None or one.n_other is None:
        return "How many cases there are is withheld"
    if one.paired:
        sizes = counted(one.n_joint, "matched pair")
    else:
        sizes = f"{counted(one.n_joint, 'joint-charge case')}, {counted(one.n_other, 'other case')}"
    if one.joint_words is None or one.other_words is None:
        return sizes
    return f"{sizes}; words of text in the middle case: {one.joint_words:,.0f} and {one.other_words:,.0f}"


def grouped_notes(rows: Iterable[FactorRow]) -> list[str]:
    """The factors' own notes, each once with the factors it holds for."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.note:
            found.setdefault(row.note, []).append(row.title)
    return [f"{note[0].upper()}{note[1:]} ({'; '.join(titles)})." for note, titles in found.items()]


def cases_to_text(cases: Iterable[FactorCase]) -> str:
    """The cases behind one factor, one piece of evidence a line: comparison, group, answer, case, kind, id, words."""
    lines = []
    for one in cases:
        head = f"{one.comparison}\t{one.group}\t{one.answer}\t{one.case_id}"
        lines += [f"{head}\t{e.kind}\t{e.id}\t{one_line(e.words, 80)}" for e in one.evidence] or [head]
    return "\n".join(lines)


def to_html(report: CompareReport) -> str:
    """The report as one page: inline charts, no network, kept out of search engines, fit for print."""
    filters = {
        "odds": odds_words,
        "firth": firth_words,
        "counts": counts_words,
        "joint": joint_words,
        "other": other_words,
        "p": p_words,
        "ratio": ratio,
        "shows": could_show,
        "amount": amount_words,
        "split": split_words,
        "left_out": left_out,
    }
    return report_page(
        "compare",
        report,
        TITLE,
        limits=LIMITS,
        filters=filters,
        sections=[
            (
                one,
                forest(one),
                sizes_of(one),
                grouped_notes(one.rows) if can_compare(one) else [],
                {each.factor: each for each in one.behind},
            )
            for one in report.comparisons
        ],
        groups=GROUPS,
        can_compare=can_compare,
        title_of=lambda factor: factor_of(factor).title,
        finding=findings_of(report),
        mark=mark_of(report),
    )


def split_words(quote: Quoted) -> tuple[str, str, str]:
    """The sentence before the words that count, these words, and the sentence after them; no such words where it does not hold them."""
    before, words, after = quote.text.partition(quote.words)
    return before, words, after


def findings_of(report: CompareReport) -> list[tuple[str, str]]:
    """For each comparison the one sentence a reader takes away, and nothing stronger."""
    return [(one.title, _finding(one)) for one in report.comparisons]


def _finding(one: Comparison) -> str:
    tested = [row for row in one.rows if row.testable]
    if one.n_joint is None or one.n_other is None:
        return "Withheld: a group is too small to be published."
    if not one.n_joint or not one.n_other:
        return "One group is empty: nothing can be compared."
    if not tested:
        return f"{sizes_of(one)}. No factor differs within these cases, so nothing can be tested."
    shown = [row for row in tested if _found(row.p_adjusted)]
    kept = [row for row in shown if _found(row.firth_p_adjusted)]
    among = f"Of {counted(len(tested), 'factor')} tested,"
    if not shown:
        few = " With so few cases only very large differences could have shown." if _smaller(one) < FEW else ""
        return f"{among} none differs by more than chance explains once the number of tests is allowed for.{few}"
    said = _listed(kept)
    lost = _listed([row for row in shown if row not in kept])
    parts = [
        f"{among} {len(kept) or 'none'} differ by more than chance explains, also with the length of the text held equal"
        + (f": {said}." if kept else "."),
        f"Not once the length is held equal, or too few to say: {lost}." if lost else "",
        "A difference in what the texts mention is not a cause.",
    ]
    return " ".join(part for part in parts if part)


FEW = 100
"""In smaller groups the reader is told that only large differences could show."""


def _smaller(one: Comparison) -> int:
    return min(one.n_joint or 0, one.n_other or 0)


def _found(p_value: float | None) -> bool:
    return p_value is not None and p_value <= ALPHA


def _listed(rows: Iterable[FactorRow]) -> str:
    return "; ".join(f"{row.title} (odds ratio {odds_words(row)})" for row in rows)
