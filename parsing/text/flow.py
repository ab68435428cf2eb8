"""Flow: running text that comes in pieces (HTML, XML, DOCX) becomes paragraphs, table rows and footnotes."""

from __future__ import annotations

import re

from jointcharge.parsing.text.builder import TextBuilder
from jointcharge.parsing.text.document import BlockKind

_NUMBERED = re.compile(r"\[(\d{1,4})\]")


class Flow:
    """Collects pieces; white space within a paragraph is collapsed, footnotes are kept for the end."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._pieces: list[str] = []
        self._cells: list[str] | None = None
        self._held: list[tuple[str, BlockKind]] = []
        self._notes: list[str] = []
        self.in_cell = False
        self.heading = False
        """What comes now is a heading."""
        self.notes = 0
        """Greater than 0 within a footnote."""

    def add(self, piece: str) -> None:
        """More of the paragraph, or of the cell."""
        self._pieces.append(piece)

    def break_paragraph(self) -> None:
        """The paragraph ends here."""
        text = " ".join("".join(self._pieces).replace("\x00", "").split())
        self._pieces.clear()
        if text and self.notes > 0:
            self._notes.append(text)
        elif text:
            self._held.append((text, BlockKind.HEADING if self.heading else BlockKind.BODY))

    def add_notes(self, notes: list[str]) -> None:
        """Footnotes that the reader kept itself."""
        self._notes.extend(note for note in notes if note)

    def start_row(self) -> None:
        """A table row begins; within a cell of another table it is only more of that cell."""
        if not self.in_cell:
            self.break_paragraph()
            self._cells = []

    def end_row(self) -> None:
        """The row ends; its cells are parted by tabs, and a row of one cell is a paragraph."""
        if self.in_cell or self._cells is None:
            return
        cells, self._cells = [cell for cell in self._cells if cell], None
        kind = BlockKind.TABLE if len(cells) > 1 else BlockKind.BODY
        if cells and self.notes == 0:
            self._held.append(("\t".join(cells), kind))
        elif cells:
            self._notes.append(" ".join(cells))

    def start_cell(self) -> None:
        """A cell begins. A cell as long as a page is layout, not a table, and is told by `end_cell`."""
        if not self.in_cell and self._cells is not None:
            self._pieces.clear()
            self.in_cell = True

    def end_cell(self) -> None:
        """The cell ends."""
        if self.in_cell and self._cells is not None:
            self._cells.append(" ".join("".join(self._pieces).split()))
            self._pieces.clear()
            self.in_cell = False

    def finish(self) -> None:
        """Write everything to the builder: body first, then the footnotes."""
        self.in_cell = False
        self.break_paragraph()
        body = len(self._held) - (0 if self._notes else _trailing_notes([text for text, _ in self._held]))
        for text, kind in self._held[:body]:
            self._builder.add_line(text, kind)
        for text in [*(text for text, _ in self._held[body:]), *self._notes]:
            self._builder.add_line(text, BlockKind.FOOTNOTE)


def _trailing_notes(paragraphs: list[str]) -> int:
    """How many paragraphs at the end are footnotes: ``[1] …``, ``[2] …`` and on to the last, at least two.

    A paragraph between two marks belongs to the note before it; a note list that does not begin with 1 is none.
    """
    for position in range(len(paragraphs) - 1, -1, -1):
        match = _NUMBERED.match(paragraphs[position])
        if match and match.group(1) == "1":
            marks = [m.group(1) for text in paragraphs[position:] if (m := _NUMBERED.match(text))]
            counts_up = [int(mark) for mark in marks] == list(range(1, len(marks) + 1))
            return len(paragraphs) - position if counts_up and len(marks) >= 2 else 0
    return 0
