"""Passages of a SHERLOC page: one sentence each, languages kept apart.

Every language tab gives passages of its own with its own language; nothing is joined across tabs. A tab's language
is its label's; without a label, and outside tabs, it is the page's own (``pageLocale``) unless script or stop-words
speak clearly for another, which is a guess and leaves the diagnostic ``guessed_language``.
"""

from __future__ import annotations

from collections.abc import Iterator

from jointcharge.parsing.passages import find_sentences, guess_language, language_of_label
from jointcharge.parsing.sherloc_labels import key_of
from jointcharge.parsing.sherloc_page import Line, Page, Piece
from jointcharge.records.case import Diagnostic, Passage

_BLOCKS = {
    "fact_summary": "fact_summary",
    "commentary": "commentary",
    "procedural": "proceeding",
    "victims": "victim",
    "defendants": "defendant",
    "charges": "charge_details",
    "cross_cutting": "commentary",
    "": "other",
}
"""The passages' section by the block that a paragraph stands in."""
_FIELDS = {"legal_reasoning": "legal_reasoning", "details": "charge_details", "description": "proceeding"}
"""Fields whose values are prose."""
_GROUPS = {"victims": "person_labels", "defendants": "person_labels", "charges": "charge_labels"}


class Passages:
    """Cuts a page's prose into passages, in page order."""

    def __init__(self, case_id: str, page_language: str | None, diagnostics: list[Diagnostic]) -> None:
        self.case_id = case_id
        self.page_language = page_language
        self.diagnostics = diagnostics
        self.passages: list[Passage] = []

    def add_all(self, page: Page) -> None:
        """Add the passages of every block, ordered by their place in the text."""
        for block in page.blocks:
            lines = sorted(_prose(block), key=lambda found: found[1].quote.start)
            for section, tab, texts in _runs(lines):
                self._add(section, tab, texts)

    def _add(self, section: str, tab: str | None, lines: list[Line]) -> None:
        language = self._language(tab, lines)
        for line in lines:
            quote = line.quote
            for start, end in find_sentences(quote.wording, language):
                part = quote.part(start, end)
                self.passages.append(
                    Passage(
                        passage_id=f"{self.case_id}@{len(self.passages) + 1}",
                        span=part.span,
                        section=section,
                        language=language,
                        text=part.wording,
                    )
                )

    def _language(self, tab: str | None, lines: list[Line]) -> str | None:
        if tab and (named := language_of_label(tab)):
            return named
        if tab:
            self.diagnostics.append(Diagnostic(code="unknown_tab_language", wording=tab))
        guessed = guess_language(" ".join(line.quote.wording for line in lines[:8]))
        if guessed is None or guessed == self.page_language:
            return self.page_language
        self.diagnostics.append(lines[0].quote.diagnostic("guessed_language"))
        return guessed


def _runs(lines: list[tuple[str, Line]]) -> Iterator[tuple[str, str | None, list[Line]]]:
    """Lines that follow each other in one section and one tab."""
    run: list[Line] = []
    for position, (section, line) in enumerate(lines):
        run.append(line)
        after = lines[position + 1] if position + 1 < len(lines) else None
        if after is None or after[0] != section or after[1].tab != line.tab or _pane_ends(line, after[1]):
            yield section, line.tab, run
            run = []


def _pane_ends(line: Line, after: Line) -> bool:
    """Two unlabelled panes, one behind the other, are two runs."""
    return line.pane != after.pane


def _prose(piece: Piece, block: str | None = None) -> Iterator[tuple[str, Line]]:
    name = piece.name if block is None else block
    section = _BLOCKS.get(name)
    if section is not None and piece.kind != "badge":
        yield from ((section, line) for line in piece.paragraphs)
    group = _GROUPS.get(name, "procedural_labels")
    for one in piece.fields:
        key = key_of(one, group)
        if key in _FIELDS:
            yield from ((_FIELDS[key], line) for line in one.values)
    for part in piece.parts:
        yield from _prose(part, name)
