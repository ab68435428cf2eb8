"""One case on one page for a prosecutor: facts, charges, what corruption charge was used and could have been, evidence.

Everything is extracted: sentences stand as in the document, with their places. Names of victims and witnesses are withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jointcharge import __version__
from jointcharge.analysis.brief_charges import (
    CHARGES,
    ChargeLine,
    bribes_of,
    charge_lines,
    outcome_of,
    pointed_to,
    uncharged_of,
    used_of,
)
from jointcharge.analysis.brief_quotes import (
    MARKED,
    Quote,
    facts_of,
    marked_by,
    marked_of,
    marks_of,
    techniques_of,
)
from jointcharge.analysis.citation import Citation, cite
from jointcharge.analysis.evidence_view import links_text
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.phrases import one_line
from jointcharge.analysis.pointers import Pointer, find_pointers
from jointcharge.analysis.profile import Meaning, profile_of
from jointcharge.analysis.provisions import NOTICE
from jointcharge.analysis.similar import Comparable, similar_cases
from jointcharge.records.case import Case
from jointcharge.records.links import read_links
from jointcharge.records.raw import Record
from jointcharge.records.withheld import Withheld

QUOTES, COMPARABLE = 3, 3
"""How many of each stand on the page; what is left out is counted there."""


class Brief(Record):
    """The page."""

    case_id: str
    title: str
    heading: str
    country: str | None
    facts: tuple[Quote, ...]
    charges: tuple[ChargeLine, ...]
    charges_left_out: int
    uncharged: str
    """Where there is no charge, why."""
    used: str
    """The corruption charge used, in words."""
    bribes: tuple[str, ...]
    """Advantages of a stated amount, told and not proved."""
    pointed_to: str
    """What the pointers are."""
    pointers: tuple[Pointer, ...]
    pointers_left_out: int
    pointer_notes: tuple[str, ...]
    described: tuple[Quote, ...]
    described_left_out: int
    techniques: tuple[Quote, ...]
    described_note: str
    """Who marked the passages; where none is marked, why."""
    outcome: tuple[str, ...]
    comparable: tuple[Comparable, ...]
    sources: tuple[str, ...]
    citation: Citation
    notice: str
    made: str
    make_again: str


def build_brief(frames: Frames, case: Case, meaning: Meaning | None = None) -> Brief:
    """The page of one case of the corpus that ``frames`` reads; ``meaning`` is a model that compares cases by what they tell."""
    marks = marks_of(frames, case)
    every = {label for found in marks.values() for label in found}
    withheld = Withheld(case)
    forms, signals = ({label for d, label in every if d == dimension} for dimension in MARKED)
    pointers, left_out, notes = find_pointers(case, forms, signals)
    marked = tuple(marked_of(case, marks, withheld))
    snapshot = frames.snapshot.snapshot
    return Brief(
        case_id=case.case_id,
        title=one_line(withheld.struck(case.title.value)) if case.title else "(no title)",
        heading=_heading(case),
        country=case.country.value if case.country else None,
        facts=tuple(facts_of(case, marks, withheld)),
        charges=tuple(charge_lines(case, withheld))[:CHARGES],
        charges_left_out=max(0, len(case.charges) - CHARGES),
        uncharged=uncharged_of(case),
        used=used_of(case),
        bribes=tuple(bribes_of(case)),
        pointed_to=pointed_to(case),
        pointers=pointers,
        pointers_left_out=left_out,
        pointer_notes=notes,
        described=marked[:QUOTES],
        described_left_out=max(0, len(marked) - QUOTES),
        described_note=marked_by(frames, case) or _unmarked(frames, case),
        techniques=tuple(techniques_of(case, marks, withheld)),
        outcome=tuple(outcome_of(case)),
        comparable=similar_cases(frames, profile_of(case, every, meaning), limit=COMPARABLE, meaning=meaning),
        sources=(*_sources(case, withheld), *links_text(case.case_id, read_links(frames.corpus, case.case_id))),
        citation=cite(case),
        notice=NOTICE,
        made=f"jointcharge {__version__}, snapshot {snapshot}, rules {frames.snapshot.rules or 'none'}, tagger {frames.snapshot.tagger or 'none'};"
        f" cases compared by facts and words{f', and by the meaning as {meaning.name} reads it' if meaning else ''}",
        make_again=f'jointcharge brief "{case.case_id}" {f"{meaning.asked} " if meaning else ""}--as-of {snapshot}',
    )


def _heading(case: Case) -> str:
    when = case.decision_date.value.isoformat() if case.decision_date else str(case.decision_year or "no date stated")
    country, court = case.country.value if case.country else None, case.court.value if case.court else None
    return ", ".join(one_line(part) for part in (case.number, country, court, when) if part)


def _unmarked(frames: Frames, case: Case) -> str:
    """Why no passage is marked."""
    if not case.observability.text:
        return "The source has no text, so that nothing can be described."
    if not frames.corpus.is_tagged(case.case_id):
        return "No tagger has read this case; run  jointcharge tag"
    return "Neither the tagger nor a reviewer marked a passage for corruption."


def _sources(case: Case, withheld: Withheld) -> Iterator[str]:
    yield f"the page cited below, fetched on {case.fetched_at.date().isoformat()}, sha256 {case.sha256}"
    links: Sequence[tuple[str, str, str | None]] = [
        *(("source", one.text, one.url) for one in case.sources),
        *(("attached", one.text, one.url) for one in case.attachments),
    ]
    for what, text, url in links:
        yield f"{what}: {withheld.struck(one_line(text, 200))}{f' <{one_line(url)}>' if url else ''}"
