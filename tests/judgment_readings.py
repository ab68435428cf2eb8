"""Judgments given as plain text: the reading that the finders take, and the case that an import makes."""

from __future__ import annotations

from dataclasses import dataclass

from raw_documents import raw_of

from jointcharge.parsing.formats import files
from jointcharge.parsing.judgment_text import Reading, read_judgment
from jointcharge.records.case import Case, Span


@dataclass
class Text:
    """As much of a document's text as the finders ask for."""

    text: str

    def span_of(self, start: int, end: int) -> Span:
        return Span(document="0" * 64, start=start, end=end)


def reading_of(text: str) -> Reading:
    return read_judgment(Text(text))


def imported(text: str) -> Case:
    """The case that ``jointcharge import files`` makes of a text file."""
    return files.parse(raw_of(text)).cases[0]
