"""Ruled tables of a PDF page by pdfplumber, one line for each row, cells parted by tabs.

pdfplumber takes some sixty times as long as pdfium, so it is asked only about pages that look like a table and bear
rulings; the page is closed behind each, since pdfplumber keeps every page's objects otherwise.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from jointcharge.parsing.text.printed import PrintedLine, PrintedPage

if TYPE_CHECKING:
    import pypdfium2

_FEWEST_TABULAR_LINES = 2
_SHARE_OF_ROWS = 0.3
_FEWEST_ACROSS, _FEWEST_DOWN = 3, 2
_SEGMENTS_OF_A_BOX = 6
"""A path of more segments may hold a whole grid."""
_MOST_OBJECTS = 5_000


def looks_tabular(page: PrintedPage) -> bool:
    """Whether rows stand close together with something between them: cells of several lines, which only rulings tell.

    Rows that follow each other without a break need no second look, and a form with a few wide gaps is no table.
    """
    lines = page.lines
    parts = [i for i, line in enumerate(lines) if line.row or _stands_beside(lines, i)]
    if len(parts) < _FEWEST_TABULAR_LINES:
        return False
    stretch = parts[-1] - parts[0] + 1
    whole = stretch == len(parts) and all(lines[i].row for i in parts)
    return not whole and len(parts) >= _SHARE_OF_ROWS * stretch


def _stands_beside(lines: list[PrintedLine], index: int) -> bool:
    if index + 1 == len(lines):
        return False
    a, b = lines[index], lines[index + 1]
    return abs(a.top - b.top) < 0.3 * a.size and (a.x1 < b.x0 or b.x1 < a.x0)


def has_rulings(page: pypdfium2.PdfPage) -> bool:
    """Whether lines are ruled across and down, or boxes drawn; false for a page of countless objects (a map)."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page.raw)
    across = down = 0
    for index in range(count if count <= _MOST_OBJECTS else 0):
        one = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_PATH:
            width, height = _extent(one)
            many = raw.FPDFPath_CountSegments(one) > _SEGMENTS_OF_A_BOX
            across += (width > 20) * (_FEWEST_ACROSS if many else 1)
            down += (height > 8) * (_FEWEST_DOWN if many else 1)
        if across >= _FEWEST_ACROSS and down >= _FEWEST_DOWN:
            return True
    return False


def _extent(path: Any) -> tuple[float, float]:
    import ctypes

    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(path, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top))
    return right.value - left.value, top.value - bottom.value


class TableReader:
    """Opens a PDF with pdfplumber when first asked."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._pdf: Any = None

    def replace_tables(self, page: PrintedPage) -> bool:
        """Put rows in the place of the lines that stand in ruled tables; whether any did."""
        import pdfplumber

        if self._pdf is None:
            self._pdf = pdfplumber.open(io.BytesIO(self._body))
        source = self._pdf.pages[page.number - 1]
        try:
            tables = [
                (t.bbox, [(row.bbox, cells) for row, cells in zip(t.rows, t.extract(), strict=True)])
                for t in source.find_tables()
            ]
        finally:
            source.close()
        return sum([_put_rows(page, bbox, rows) for bbox, rows in tables if _is_table(rows)]) > 0

    def close(self) -> None:
        """Let the document go; pdfplumber's own `close` reads every page again, which fails where one is damaged."""
        self._pdf = None


_Rows = list[tuple[tuple[float, float, float, float], list[str | None]]]


def _is_table(rows: _Rows) -> bool:
    """Two rows or more with two filled cells: not the box around a caption."""
    return sum(sum(bool(cell) for cell in cells) >= 2 for _, cells in rows) >= 2


def _put_rows(page: PrintedPage, bbox: tuple[float, float, float, float], rows: _Rows) -> bool:
    inside = [line for line in page.lines if _holds(bbox, line)]
    built = [_row(box, cells, inside) for box, cells in rows if any(cells)]
    if not inside or not _same_words(inside, built):
        return False
    first = next(i for i, line in enumerate(page.lines) if line is inside[0])
    taken = {id(line) for line in inside}
    rest = [line for line in page.lines[:first] if id(line) not in taken]
    page.lines = [*rest, *built, *(line for line in page.lines[first:] if id(line) not in taken)]
    return True


def _row(box: tuple[float, float, float, float], cells: list[str | None], inside: list[PrintedLine]) -> PrintedLine:
    text = "\t".join(" ".join((cell or "").split()) for cell in cells)
    size = min(line.size for line in inside) if inside else 0.0
    return PrintedLine(text.strip("\t"), *box, size=size, smallest=size, row=True)


def _holds(bbox: tuple[float, float, float, float], line: PrintedLine) -> bool:
    middle = (line.top + line.bottom) / 2
    return bbox[1] <= middle <= bbox[3] and bbox[0] - 2 <= line.x0 and line.x1 <= bbox[2] + 2


def _same_words(lines: list[PrintedLine], rows: list[PrintedLine]) -> bool:
    """The rows hold what the lines hold, spacing apart: nothing is lost for a table's sake."""
    before = sorted("".join(line.text.replace("-", "") for line in lines).replace(" ", "").replace("\t", ""))
    return before == sorted("".join(row.text.replace("-", "") for row in rows).replace(" ", "").replace("\t", ""))
