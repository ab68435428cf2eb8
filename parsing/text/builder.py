"""TextBuilder: puts lines together to the canonical text, and keeps where each one went."""

from __future__ import annotations

from itertools import chain

from jointcharge.parsing.passages import guess_language
from jointcharge.parsing.text.document import Block, BlockKind, Box, DocumentText, LineTable, Page, Removed, TextStatus
from jointcharge.parsing.text.paragraphs import Joiner, Words, glue_of, goes_on_behind_page
from jointcharge.parsing.text.printed import PrintedLine, PrintedPage

_TYPED_ON_A_SCAN = 60
"""A scan with fewer letters than this, stamps apart, has no text layer: a date, a name, a case number were typed on it."""


class TextBuilder:
    """Grows a text line by line."""

    def __init__(self) -> None:
        self.lines = LineTable()
        self._parts: list[str] = []
        self._length = 0
        self._begun: list[tuple[BlockKind, int]] = []

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def add_line(self, text: str, kind: BlockKind, page: int | None = None, box: Box | None = None) -> None:
        """Append a paragraph, or the first line of one."""
        self._glue("\n" if self._length else "")
        self._put(text, page, box)
        self._grow(kind, new=kind is BlockKind.FOOTNOTE)

    def go_on(self, text: str, glue: str | None, page: int | None = None, box: Box | None = None) -> None:
        """Append a line of the same paragraph behind ``glue``; None drops the hyphen that ends the text so far."""
        if glue is None:
            self._parts[-1] = self._parts[-1][:-1]
            self._length -= 1
            self.lines.shorten_last(1)
        self._glue(glue or "")
        self._put(text, page, box)

    def build(self, sha256: str, media_type: str, **rest: object) -> DocumentText:
        """The document; ``rest`` are the other fields of `DocumentText`."""
        text = "".join(self._parts)
        status = TextStatus.TEXT if text else TextStatus.EMPTY
        fields: dict[str, object] = {"status": status, "language": guess_of(text), **rest}
        return DocumentText(sha256, media_type, text, lines=self.lines, blocks=self._blocks(), **fields)  # type: ignore[arg-type]

    def _glue(self, glue: str) -> None:
        self._parts.append(glue)
        self._length += len(glue)

    def _put(self, text: str, page: int | None, box: Box | None) -> None:
        self.lines.add(self._length, self._length + len(text), page, box)
        self._parts.append(text)
        self._length += len(text)

    def _grow(self, kind: BlockKind, new: bool) -> None:
        if not self._begun or self._begun[-1][0] is not kind or new:
            self._begun.append((kind, self.lines.last_start))

    def _blocks(self) -> tuple[Block, ...]:
        """Each block ends at the end of the line before the next one begins."""
        starts = [start for _, start in self._begun]
        ends = [start - 1 for start in starts[1:]] + [self._length] * bool(starts)
        return tuple(Block(kind, start, end) for (kind, start), end in zip(self._begun, ends, strict=True))


def guess_of(text: str) -> str | None:
    """A guess at the language from the beginning, else from the middle: captions are names and numbers."""
    middle = len(text) // 2
    return guess_language(text[:600]) or guess_language(text[1500:2100]) or guess_language(text[middle : middle + 600])


def build_from_pages(pages: list[PrintedPage], removed: list[Removed], sha256: str, notes: list[str]) -> DocumentText:
    """The text of printed pages: bodies in page order, then the footnotes in page order."""
    builder = TextBuilder()
    words = Words([line.text for page in pages for line in chain(page.lines, page.footnotes)])
    placed = _add_bodies(builder, pages, words)
    _add_footnotes(builder, pages, words)
    return builder.build(
        sha256,
        "application/pdf",
        pages=tuple(placed),
        removed=tuple(removed),
        notes=tuple(notes),
        status=_status(pages),
    )


def is_image_only(page: PrintedPage) -> bool:
    """Whether the page is a picture, a scan with a note or two typed on it, or letters that stand for nothing."""
    if page.garbled:
        return True
    letters = sum(len(line.text) for line in chain(page.lines, page.footnotes))
    return (page.has_pictures and letters == 0) or (page.is_scan and letters < _TYPED_ON_A_SCAN)


def _add_bodies(builder: TextBuilder, pages: list[PrintedPage], words: Words) -> list[Page]:
    placed: list[Page] = []
    last: tuple[PrintedLine, Joiner] | None = None
    for page in pages:
        joiner = Joiner(page, page.lines)
        start = -1
        for position, line in enumerate(page.lines):
            before = page.lines[position - 1] if position else None
            if before is not None:
                joined = joiner.goes_on(before, line)
            else:
                joined = last is not None and goes_on_behind_page(last[0], line, last[1])
                before = last[0] if last else None
            _add(builder, line, before if joined else None, page.number, words, BlockKind.BODY)
            start = start if start >= 0 else builder.lines[-1].start
        last = (page.lines[-1], joiner) if page.lines else last
        start = start if start >= 0 else builder.length
        placed.append(Page(page.number, start, builder.length, page.width, page.height, is_image_only(page)))
    return placed


def _add_footnotes(builder: TextBuilder, pages: list[PrintedPage], words: Words) -> None:
    from jointcharge.parsing.text.footnotes import MARK

    last: PrintedLine | None = None
    for page in pages:
        joiner = Joiner(page, page.footnotes)
        for position, line in enumerate(page.footnotes):
            marked = MARK.match(line.text) is not None
            on_page = position > 0 and last is not None and (joiner.goes_on(last, line) or not marked)
            joined = last is not None and (on_page or (position == 0 and not marked))
            _add(builder, line, last if joined else None, page.number, words, BlockKind.FOOTNOTE)
            last = line


def _add(
    builder: TextBuilder, line: PrintedLine, before: PrintedLine | None, page: int, words: Words, kind: BlockKind
) -> None:
    if before is not None:
        builder.go_on(line.text, glue_of(before, line, words), page, line.box)
        return
    builder.add_line(line.text, BlockKind.TABLE if line.row and kind is BlockKind.BODY else kind, page, line.box)


def _status(pages: list[PrintedPage]) -> TextStatus:
    pictures = sum(is_image_only(page) for page in pages)
    texts = sum(bool(page.lines or page.footnotes) and not is_image_only(page) for page in pages)
    if pictures:
        return TextStatus.MIXED if texts else TextStatus.IMAGE_ONLY
    return TextStatus.TEXT if texts else TextStatus.EMPTY
