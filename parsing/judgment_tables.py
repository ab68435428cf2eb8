"""Informations that a decision lists in a table, each row with its number and whom it is against besides the others.

Forms met: ``[TABLE_CONTENT] Criminal Case No. | Date | … | Name of Vendor``, a row for each number, in a decision that quotes
one information and says that the others are worded alike except for what the table gives; a column ``Accused``, which names
all whom the row's number is against. A column of victims or of amounts restricts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_mentions import mentioned
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_number_groups import is_same_number
from jointcharge.parsing.judgment_text import Reading, pattern

_TABLE = re.compile(r"\[TABLE_CONTENT\](?P<rows>.*?)\[END_TABLE\]", re.DOTALL)
_ALL_OF_THEM = pattern(r"\s*(?:names?(?:/s|\(s\))? of )?(?:the )?accused\s*")
_ROLE = pattern(r"\s*(?:names?(?:/s|\(s\))? of )?(?:the )?(?P<role>[a-z]+?)s?\s*")


class _Row(NamedTuple):
    """A row of a table that gives an information's number, and somebody whom it is against."""

    position: int
    """Of the information."""
    named: frozenset[int]
    heading: str
    """Of the column that names them."""


def restrict_to_rows(
    reading: Reading, account: tuple[int, int], infos: Sequence[Information], accused: Sequence[Accused]
) -> None:
    """Note whom an information is against, where the rows of a table tell it: those of its row, and of the others those
    whom no row names and who are not, like those in the rows, vendors or suppliers. Another information for the same
    offence, quoted beside the table, is against none of those who change from row to row."""
    told: dict[int, set[int]] = {}
    for table in _TABLE.finditer(reading.text, *account):
        rows = list(_rows(reading, table, infos, accused))
        apart = {p for row in rows for p in row.named}
        apart |= {p for heading in {row.heading for row in rows} for p in _alike(reading, account, accused, heading)}
        for row in rows:
            rest = set() if _ALL_OF_THEM.fullmatch(row.heading) else set(range(len(accused))) - apart
            told.setdefault(row.position, set()).update(row.named | rest)
    changing = {p for named in told.values() for p in named if any(p not in others for others in told.values())}
    for position, info in enumerate(infos):
        if position in told:
            info.accused = told[position]
        elif any(infos[other].offence == info.offence for other in told):
            info.accused = set(range(len(accused))) - changing


def _rows(
    reading: Reading, table: re.Match[str], infos: Sequence[Information], accused: Sequence[Accused]
) -> Iterator[_Row]:
    lines = [reading.text[a:b].split("|") for a, b in reading.paragraphs(*table.span("rows"))]
    for cells in lines[1:]:
        positions = {i for i, info in enumerate(infos) for c in cells[:2] if _is_number(c, info)}
        if len(positions) != 1:
            continue
        named = [(column, found) for column, c in enumerate(cells) if (found := mentioned(accused, c))]
        if named:
            column = named[0][0]
            heading = lines[0][column] if column < len(lines[0]) else ""
            yield _Row(positions.pop(), frozenset(p for _, found in named for p in found), heading)


def _is_number(cell: str, info: Information) -> bool:
    value = cell.strip(" \n.;,").rpartition(" ")[2]
    return info.number is not None and any(c.isdigit() for c in value) and is_same_number(info.number, value)


def _alike(reading: Reading, account: tuple[int, int], accused: Sequence[Accused], heading: str) -> Iterator[int]:
    """Those whom the account calls what the heading of the column says: "Vendor Juan Cruz", under "Name of Vendor"."""
    role = _ROLE.fullmatch(heading)
    for position, one in enumerate(accused):
        if role and one.surname:
            words = rf"\b{re.escape(role['role'])} (?:(?-i:[A-Z])[\w.]* ){{0,3}}{re.escape(one.surname)}\b"
            if pattern(words).search(reading.plain, *account):
                yield position
