"""The brief as plain text for a terminal, and as one page of HTML that prints and needs no network."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from jointcharge.analysis.brief import Brief
from jointcharge.analysis.brief_charges import ChargeLine
from jointcharge.analysis.brief_quotes import Quote
from jointcharge.analysis.pages import render_page
from jointcharge.analysis.phrases import plain
from jointcharge.analysis.pointers import Pointer
from jointcharge.analysis.similar import ONLY_TRAFFICKING

WIDTH = 100
REASONS = 3
"""Of each comparable case, the strongest reasons."""
FITS = "the kind of offence that a passage below is marked for; whether it fits the facts is for the reader to judge"
"""What the star at a provision says."""


def to_text(brief: Brief) -> str:
    """About 100 columns; text from the documents cannot drive the terminal."""
    return plain("\n".join(_text(brief))).rstrip() + "\n"


def to_html(brief: Brief) -> str:
    """One page; every text escaped."""
    filters = {"pointer": pointer_words, "charge": charge_words}
    return render_page("brief", filters, brief=brief, reasons=REASONS, fits=FITS, only_trafficking=ONLY_TRAFFICKING)


def _text(brief: Brief) -> Iterator[str]:
    yield from (brief.title, brief.heading, brief.case_id, "")
    yield from _part("Facts", _quotes(brief.facts), "No text tells the facts.")
    yield from _part("Charged", _charges(brief), brief.uncharged)
    yield from _part("The corruption charge", _corruption(brief))
    yield from _part("Passages marked for corruption, or for signals of it", _marked(brief))
    yield from _part(
        "Investigation and trial", _quotes(brief.techniques), "Nothing is told of it that the vocabulary knows."
    )
    yield from _part("Outcome", (_wrapped(one) for one in brief.outcome), "No verdict is stated.")
    yield from _part("Comparable cases in which corruption was charged", _comparable(brief), "None is in this corpus.")
    yield from _part("Sources", (_wrapped(one) for one in brief.sources))
    cited = (_wrapped(brief.citation.plain), _wrapped(f"OSCOLA: {brief.citation.oscola}"))
    yield from _part("Citation", (*cited, textwrap.indent(brief.citation.bibtex, "  ")))
    yield _wrapped(f"Made by {brief.made}.", 0)
    yield f"Make again: {brief.make_again}"


def _part(title: str, lines: Iterator[str] | Sequence[str], otherwise: str = "") -> Iterator[str]:
    yield title
    told = list(lines)
    yield from told or [f"  {otherwise}"]
    yield ""


def _quotes(quotes: Sequence[Quote]) -> Iterator[str]:
    for one in quotes:
        if one.says:
            yield _wrapped(one.says)
        yield _wrapped(f"“{one.text}”", 4 if one.says else 2)
        yield _wrapped(f"[{one.place}]", 6)


def _marked(brief: Brief) -> Iterator[str]:
    yield from _quotes(brief.described)
    if brief.described_left_out:
        yield f"  {brief.described_left_out:,} more: jointcharge case {brief.case_id}"
    yield _wrapped(brief.described_note)


def _charges(brief: Brief) -> Iterator[str]:
    for one in brief.charges:
        yield _wrapped(f"{one.who}: {charge_words(one)}")
    if brief.charges_left_out:
        yield f"  {brief.charges_left_out:,} more: jointcharge case {brief.case_id}"


def charge_words(one: ChargeLine) -> str:
    """The offence, the provision, what stands and the penalty."""
    penalty = f"; {one.sentence}" if one.sentence else ""
    return f"{one.offence}, {one.provision}: {one.disposition}{penalty}"


def _corruption(brief: Brief) -> Iterator[str]:
    yield _wrapped(f"Used: {brief.used}")
    yield from (_wrapped(one) for one in brief.bribes)
    if brief.pointers:
        yield _wrapped(brief.pointed_to)
    for one in brief.pointers:
        yield _wrapped(f"{'*' if one.fits else '-'} {pointer_words(one)}", 4)
    if any(one.fits for one in brief.pointers):
        yield _wrapped(f"* {FITS}")
    if brief.pointers_left_out:
        yield f"  {brief.pointers_left_out:,} more: jointcharge provisions {brief.country}"
    yield from (_wrapped(one) for one in brief.pointer_notes)
    if brief.pointers:
        yield _wrapped(brief.notice)


def pointer_words(one: Pointer) -> str:
    """The law and sections, what it punishes, since when, and whether anyone checked it."""
    uncac = f"UNCAC article {one.uncac}" if one.uncac else ""
    checked = "" if one.checked else "NOT CHECKED"
    return "; ".join(filter(None, (one.law, one.title, one.offence, uncac, one.dates, checked)))


def _comparable(brief: Brief) -> Iterator[str]:
    for one in brief.comparable:
        where = ", ".join(filter(None, (one.country, str(one.year) if one.year else None)))
        yield _wrapped(f"{one.title} ({where or 'no country'}), {one.case_id}")
        yield _wrapped(f"charged: {'; '.join(one.corruption_charges)}", 4)
        yield _wrapped(
            "; ".join(
                (
                    *([] if one.alike_in_corruption else [ONLY_TRAFFICKING]),
                    *(reason.words for reason in one.reasons[:REASONS]),
                )
            ),
            4,
        )


def _wrapped(text: str, indent: int = 2) -> str:
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)
