"""The rows of a HumanTraffickingData.org table, column by column, each value with its place in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jointcharge.parsing.cells import Cell, read_cells
from jointcharge.parsing.quote import Quote
from jointcharge.records.case import Stated
from jointcharge.records.errors import ImportFileError
from jointcharge.records.raw import RawDocument

REQUIRED = ("CaseDef", "CaseName", "CaseNum", "State", "CaseSummary")
OUTCOMES = ("CountsNolProssed", "PleaDismissed", "PleaGuilty", "TrialGuilty", "TrialNotGuilty")
"""The columns that say what became of a statute's counts, each followed by the statute's name."""
_KNOWN_REPEATED = ("FedDistrict",)
"""The first FedDistrict is the part of the state (``Eastern``), the second the number of the circuit."""
_PENALTIES = ("Fines", "Sent", "Prob")
_REMEDY = "export the table again as CSV (UTF-8, commas) with all its columns, and run  jointcharge import htd FILE"


class HtdRow:
    """One defendant's row. Where a column's name is repeated, the second is called ``Name#2``."""

    def __init__(self, document: str, text: str, columns: dict[str, int], cells: Sequence[Cell]) -> None:
        self.document = document
        self.text = text
        self.columns = columns
        self.cells = cells

    def quote(self, column: str) -> Quote | None:
        """The cell, None where it is blank or the table has no such column."""
        at = self.columns.get(column)
        if at is None or not self.cells[at].value.strip():
            return None
        cell = self.cells[at]
        return Quote(self.document, self.text[cell.start : cell.end], cell.start).without_edges(" \t")

    def stretch(self, first: str, last: str) -> Quote | None:
        """The file from one cell to another that follows it, commas included."""
        start, end = self.quote(first), self.quote(last)
        if start is None or end is None or end.start < start.start:
            return start
        return Quote(self.document, self.text[start.start : end.span.end], start.start)

    def value(self, column: str) -> str:
        """The cell's value, empty where it is blank."""
        at = self.columns.get(column)
        return "" if at is None else self.cells[at].value.strip()

    def number(self, column: str) -> float | None:
        """The number in a cell; None where it is blank. Raises ValueError for anything else."""
        value = self.value(column)
        return None if not value else float(value)

    def date(self, column: str) -> Stated[dt.date] | None:
        """The day in a cell, month first as Americans write it. Raises ValueError for anything else."""
        quote = self.quote(column)
        if quote is None:
            return None
        month, day, year = (int(part) for part in quote.wording.split("/"))
        return Stated[dt.date](value=dt.date(year, month, day), wording=quote.wording, span=quote.span)


class HtdTable(NamedTuple):
    """The whole file."""

    text: str
    header: dict[str, Quote]
    """Column to its name as printed in the first line."""
    statutes: tuple[str, ...]
    """``1591``, ``1961to1968``, … in the order of the columns."""
    rows: tuple[HtdRow, ...]
    repeated: tuple[str, ...]
    """Columns whose name stands more than once, without it being known what tells them apart."""


def read_table(raw: RawDocument) -> HtdTable:
    """The table in ``raw``. Raises `ImportFileError` for what is not such a table."""
    text = _decoded(raw)
    try:
        header, *lines = read_cells(text) or [[]]
    except ValueError as error:
        raise ImportFileError(f"{raw.url}, {error}; {_REMEDY}") from error
    places = _places(header)
    statutes = _statutes(raw, places)
    if not lines:
        raise ImportFileError(f"{raw.url} has column names and no rows; {_REMEDY}")
    for number, line in enumerate(lines, 2):
        if len(line) != len(header):
            raise ImportFileError(f"{raw.url}, row {number}: {len(line)} cells, expected {len(header)}; {_REMEDY}")
    columns = {name if not n else f"{name}#{n + 1}": one for name, at in places.items() for n, one in enumerate(at)}
    return HtdTable(
        text=text,
        header={name: Quote(raw.sha256, header[at].value, header[at].start) for name, at in columns.items()},
        statutes=statutes,
        rows=tuple(HtdRow(raw.sha256, text, columns, line) for line in lines),
        repeated=tuple(_differing(places, lines)),
    )


def _decoded(raw: RawDocument) -> str:
    if not raw.body.strip():
        raise ImportFileError(f"{raw.url} is empty; {_REMEDY}")
    try:
        text = raw.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{raw.url} is not UTF-8 text (byte {error.start}); {_REMEDY}") from error
    if "\0" in text:
        raise ImportFileError(f"{raw.url} is a binary file, not a CSV table; {_REMEDY}")
    return text


def _places(header: Sequence[Cell]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(header):
        places.setdefault(cell.value.strip(), []).append(at)
    return places


def _statutes(raw: RawDocument, places: dict[str, list[int]]) -> tuple[str, ...]:
    statutes = tuple(name for name in places if name and f"Counts{name}" in places)
    expected = [*REQUIRED, *(f"{column}{statute}" for statute in statutes for column in (*OUTCOMES, *_PENALTIES))]
    missing = [name for name in expected if name not in places]
    if missing or not statutes:
        named = ", ".join(missing[:5]) or "1591, Counts1591, …"
        raise ImportFileError(f"{raw.url} is no HumanTraffickingData.org table: without the columns {named}; {_REMEDY}")
    return statutes


def _differing(places: dict[str, list[int]], lines: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for name, at in places.items():
        if (
            len(at) > 1
            and name not in _KNOWN_REPEATED
            and any(len({line[one].value for one in at}) > 1 for line in lines)
        ):
            yield name
