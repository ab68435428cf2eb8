"""DocumentText: one document's canonical text with the way back to page, line and box.

The text is what every `Span` points into. A paragraph is one line of it: where the document wraps, there is a space,
where a paragraph, heading, table row or caption line ends, a newline; the cells of a table row are parted by tabs.
Footnotes follow behind the last word of the body, each a block of its own.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, overload

from jointcharge.records.case import Span


class TextStatus(StrEnum):
    """Whether the document could be read as text."""

    TEXT = "text"
    IMAGE_ONLY = "image_only"  # pages are pictures, or their letters cannot be told: needs OCR
    MIXED = "mixed"  # some pages are
    EMPTY = "empty"  # nothing is printed on any page


class BlockKind(StrEnum):
    """What a block of the text is to the document."""

    BODY = "body"
    HEADING = "heading"
    TABLE = "table"
    FOOTNOTE = "footnote"


class RemovedKind(StrEnum):
    """Why a line was taken out of the text."""

    RUNNING_HEAD = "running_head"
    PAGE_NUMBER = "page_number"
    LINE_NUMBER = "line_number"
    STAMP = "stamp"
    NAVIGATION = "navigation"  # menus and the like around an HTML text


class Box(NamedTuple):
    """A rectangle on a page, in points from the page's upper left corner as it is shown."""

    x0: float
    top: float
    x1: float
    bottom: float


class Page(NamedTuple):
    """One page: its body text is ``text[start:end]``; footnotes lie further on and know their page by their lines."""

    number: int
    start: int
    end: int
    width: float
    height: float
    image_only: bool = False


class Line(NamedTuple):
    """One line as printed."""

    start: int
    end: int
    page: int | None
    box: Box | None


class Block(NamedTuple):
    """A run of the text of one kind."""

    kind: BlockKind
    start: int
    end: int


class Removed(NamedTuple):
    """A line that is not in the text, and where it stood."""

    kind: RemovedKind
    page: int | None
    text: str
    box: Box | None


class PageBox(NamedTuple):
    """Where on which page a stretch of the text is printed."""

    page: int
    box: Box


class LineTable(Sequence[Line]):
    """The lines in the order of the text, kept in flat arrays: a long file has tens of thousands."""

    __slots__ = ("_boxes", "_ends", "_pages", "_starts")

    def __init__(self) -> None:
        self._starts = array("q")
        self._ends = array("q")
        self._pages = array("i")
        self._boxes = array("f")

    def add(self, start: int, end: int, page: int | None, box: Box | None) -> None:
        """Append a line that starts at or behind the last one's end."""
        self._starts.append(start)
        self._ends.append(end)
        self._pages.append(page or 0)
        self._boxes.extend(box or (-1.0, -1.0, -1.0, -1.0))

    @property
    def last_start(self) -> int:
        """Where the last line starts."""
        return self._starts[-1]

    def shorten_last(self, by: int) -> None:
        """Move the last line's end back: its hyphen was dropped."""
        self._ends[-1] -= by

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        position = index + len(self) if index < 0 else index
        x0, top, x1, bottom = self._boxes[4 * position : 4 * position + 4] or (-1.0,) * 4
        box = Box(x0, top, x1, bottom) if x1 >= 0 else None
        return Line(self._starts[index], self._ends[index], self._pages[index] or None, box)

    def between(self, start: int, end: int) -> Iterator[Line]:
        """The lines that share a character with ``[start, end)``."""
        for position in range(max(bisect_right(self._starts, start) - 1, 0), len(self)):
            if self._starts[position] >= end:
                return
            if self._ends[position] > start:
                yield self[position]

    def at(self, offset: int) -> Line | None:
        """The last line that starts at or before ``offset``; None before the first."""
        position = bisect_right(self._starts, offset) - 1
        return self[position] if position >= 0 else None


@dataclass(slots=True)
class DocumentText:
    """What one document says, with where it says it. Offsets are code points of `text`."""

    sha256: str
    """Digest of the document's bytes."""
    media_type: str
    """As the bytes show, not as they were labelled."""
    text: str
    status: TextStatus
    pages: tuple[Page, ...] = ()
    """Empty where the document has no pages (HTML, DOCX, XML)."""
    lines: LineTable = field(default_factory=LineTable)
    blocks: tuple[Block, ...] = ()
    """In the order of the text, without overlap; together they cover every line."""
    removed: tuple[Removed, ...] = ()
    language: str | None = None
    """ISO 639-1; a guess from script and common words, None where too little speaks."""
    notes: tuple[str, ...] = ()
    """Short stable codes of what the reader met: ``ocr``, ``ocr_not_installed``, ``page_damaged:4``, ``letters_repaired:2``."""

    @property
    def footnotes(self) -> tuple[Block, ...]:
        """The blocks that are footnotes, in order."""
        return tuple(b for b in self.blocks if b.kind is BlockKind.FOOTNOTE)

    @property
    def body_end(self) -> int:
        """Where the body ends and the footnotes kept apart begin."""
        notes = self.footnotes
        return notes[0].start if notes else len(self.text)

    @property
    def image_pages(self) -> int:
        """How many pages cannot be read without OCR."""
        return sum(page.image_only for page in self.pages)

    def line_at(self, offset: int) -> Line | None:
        """The printed line that ``text[offset]`` stands in; None outside every line."""
        line = self.lines.at(offset)
        return line if line is not None and offset < line.end else None

    def page_of(self, offset: int) -> int | None:
        """The page that ``text[offset]`` is printed on, from 1; None where the document has no pages."""
        line = self.lines.at(offset)
        return line.page if line is not None else None

    def span_of(self, start: int, end: int) -> Span:
        """The span ``[start, end)`` with the page it starts on. Raises ValueError outside the text."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} lies outside a text of {len(self.text)} characters")
        return Span(document=self.sha256, page=self.page_of(start), start=start, end=end)

    def boxes_of(self, start: int, end: int) -> list[PageBox]:
        """Where ``text[start:end]`` is printed, one box for each line it touches; empty where there are no boxes.

        Within a line the box is cut in proportion to the characters, so its sides are true to about a letter or two.
        """
        found = (_cut(line, start, end) for line in self.lines.between(start, end))
        return [box for box in found if box is not None]


def _cut(line: Line, start: int, end: int) -> PageBox | None:
    if line.box is None or line.page is None:
        return None
    per_character = (line.box.x1 - line.box.x0) / max(line.end - line.start, 1)
    left = line.box.x0 + per_character * max(start - line.start, 0)
    right = line.box.x1 - per_character * max(line.end - end, 0)
    return PageBox(line.page, Box(left, line.box.top, right, line.box.bottom))
