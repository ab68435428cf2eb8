"""Cells of a CSV text with their places, so that a value read from a table can be shown where it stands.

The csv module gives values only. Read here as RFC 4180 writes it: comma, double quotes, a doubled quote within
quotes, rows ended by LF, CRLF or CR; blank lines are skipped, as the csv module's DictReader does.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CELL = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^",\r\n][^,\r\n]*|))(?P<end>,|\r\n|\n|\r|\Z)')


class Cell(NamedTuple):
    """One cell: its value, and where what it was read from starts and ends, without the quotes around it."""

    value: str
    start: int
    end: int


def read_cells(text: str) -> list[list[Cell]]:
    """The rows of ``text``. Raises ValueError naming the line where it is no CSV."""
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    at = 0
    while at < len(text) or row:
        found = _CELL.match(text, at)
        if found is None:
            raise ValueError(
                f"line {text.count(chr(10), 0, at) + 1}: a quotation mark is not closed, or text follows it"
            )
        row.append(_cell(found))
        if found["end"] != ",":
            if any(cell.value for cell in row) or len(row) > 1:
                rows.append(row)
            row = []
        at = found.end()
    return rows


def _cell(found: re.Match[str]) -> Cell:
    if found["quoted"] is not None:
        return Cell(found["quoted"].replace('""', '"'), *found.span("quoted"))
    return Cell(found["plain"], *found.span("plain"))
