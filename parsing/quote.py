"""Quotes: a wording with its place in the document's text, and the text as it is built.

A format writes the document's canonical text line by line while it reads; what it gets back for each line is
a ``Quote``, so that every value knows its wording and where that stands: ``text[span.start:span.end] ==
wording`` holds by construction.
"""

from __future__ import annotations

from typing import NamedTuple

from jointcharge.records.case import Diagnostic, Span, Stated


class Quote(NamedTuple):
    """A wording and where it starts in the text of one document."""

    document: str
    wording: str
    start: int

    @property
    def span(self) -> Span:
        """The span of the wording."""
        return Span(document=self.document, start=self.start, end=self.start + len(self.wording))

    def part(self, start: int, end: int) -> Quote:
        """The quote of ``wording[start:end]``."""
        return Quote(self.document, self.wording[start:end], self.start + start)

    def without_edges(self, characters: str) -> Quote:
        """The quote without the leading and trailing ``characters``."""
        left = len(self.wording) - len(self.wording.lstrip(characters))
        return self.part(left, max(left, len(self.wording.rstrip(characters))))

    def as_text(self) -> Stated[str]:
        """The wording as its own value."""
        return Stated[str](value=self.wording, wording=self.wording, span=self.span)

    def diagnostic(self, code: str) -> Diagnostic:
        """A note that this wording was met and not understood."""
        return Diagnostic(code=code, wording=self.wording, span=self.span)


class DocumentText:
    """The canonical text of one document, built in the order it is read."""

    def __init__(self, document: str) -> None:
        self.document = document
        self._lines: list[str] = []
        self._length = 0

    def line(self, wording: str) -> Quote:
        """Append ``wording`` as a line of its own; an empty one leaves the text as it was."""
        quote = Quote(self.document, wording, self._length)
        if wording:
            self._append(wording)
        return quote

    def field(self, label: str, value: str) -> Quote:
        """Append ``label: value``; the quote is the value's."""
        lead = f"{label.rstrip(': ')}: " if label else ""
        quote = Quote(self.document, value, self._length + len(lead))
        self._append(lead + value)
        return quote

    def gap(self) -> None:
        """Leave an empty line, before a new block."""
        if self._lines and self._lines[-1]:
            self._append("")

    def text(self) -> str:
        """Everything appended so far."""
        return "\n".join(self._lines)

    def _append(self, line: str) -> None:
        self._lines.append(line)
        self._length += len(line) + 1
