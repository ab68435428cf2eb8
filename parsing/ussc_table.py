"""Rows of the US Sentencing Commission's individual offender datafiles, read one at a time.

A fiscal year has some 65,000 offenders and up to 22,000 columns, of which a few dozen are needed here. The bytes are
decoded and split as they are read, so that memory holds one row however long the file is. CSV, or a zip of one CSV.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

from jointcharge.records.errors import ParseError

_ZIP = b"PK\x03\x04"
MAX_UNZIPPED = 16 * 1024**3
"""Bytes that a zip may unpack to; a year's CSV has up to about 3 GB."""
_REMEDY = (
    "export the Commission's individual offender datafile as CSV (commas, one row per offender, with NWSTAT1 or STA1_1)"
)
_UNIQUE = re.compile(r"NWSTAT(\d+)")
_PER_COUNT = re.compile(r"STA([123])_(\d+)")
_SCALARS = ("USSCIDN", "DISPOSIT", "DISTRICT", "CIRCDIST", "NOCOUNTS", "NOUSTAT", "TOTPRISN", "SENTYR", "MONSEX", "AGE",
            "PROBATN", "SUPREL", "AMTFINEC", "FINE", "AMTREST", "TOTREST", "SPECASSM", "FY")  # fmt: skip


class Offender(NamedTuple):
    """The cells of one row that are used, blank and "." left out."""

    number: int
    """The row's number in the file; the first behind the column names is 2."""
    values: Mapping[str, str]
    unique: tuple[str, ...]
    """Columns NWSTAT…: each statute of conviction once."""
    per_count: tuple[tuple[str, ...], ...]
    """Columns STA1_n, STA2_n and STA3_n: up to three statutes for each count of conviction."""


class _Columns(NamedTuple):
    scalars: tuple[tuple[str, int], ...]
    unique: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    width: int


def read_offenders(body: bytes, name: str) -> Iterator[Offender]:
    """The rows of ``body``, one by one. Raises `ParseError`, naming ``name`` and the row, for what is no such file."""
    if not body.strip():
        raise ParseError(f"{name} is empty; {_REMEDY}")
    if b"\0" in body[:65536] and not body.startswith(_ZIP):
        raise ParseError(f"{name} is a binary file or UTF-16 (SAS and SPSS files are not read); {_REMEDY}")
    with _opened(body, name) as stream:
        # Free-text columns, which are not used, have stray bytes in some years; all columns used are ASCII.
        yield from _rows(io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline=""), name)


def _rows(text: Iterable[str], name: str) -> Iterator[Offender]:
    rows = csv.reader(text, strict=True)
    number = 1
    try:
        columns = _columns(next(rows, []), name)
        for number, row in enumerate(rows, 2):
            if row:
                yield _offender(row, number, columns, name)
    except csv.Error as error:
        raise ParseError(f"{name}, behind row {number}: {error}; {_REMEDY}") from error
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise ParseError(f"{name}: the zip breaks off behind row {number} ({error}); download it again") from error
    if number == 1:
        raise ParseError(f"{name} has column names and no rows; {_REMEDY}")


def _offender(row: Sequence[str], number: int, columns: _Columns, name: str) -> Offender:
    if len(row) != columns.width:
        raise ParseError(f"{name}, row {number}: {len(row)} cells, expected {columns.width}; {_REMEDY}")
    return Offender(
        number,
        {column: value for column, at in columns.scalars if (value := row[at].strip()) not in ("", ".")},
        tuple(value for at in columns.unique if (value := row[at].strip()) not in ("", ".")),
        tuple(
            cells
            for places in columns.counts
            if (cells := tuple(v for at in places if (v := row[at].strip()) not in ("", ".")))
        ),
    )


def _columns(header: Sequence[str], name: str) -> _Columns:
    at = {column.strip().upper(): n for n, column in enumerate(header)}
    unique = sorted((int(m[1]), n) for column, n in at.items() if (m := _UNIQUE.fullmatch(column)))
    counts: dict[int, list[int]] = {}
    for _, n, column in sorted((m[1], n, m) for c, n in at.items() if (m := _PER_COUNT.fullmatch(c))):
        counts.setdefault(int(column[2]), []).append(n)
    missing = [column for column in ("USSCIDN", "DISPOSIT") if column not in at]
    if missing or not (unique or counts):
        wanted = ", ".join(missing) or "NWSTAT1 or STA1_1"
        raise ParseError(f"{name} is no offender datafile of the Sentencing Commission: no column {wanted}; {_REMEDY}")
    scalars = tuple((column, at[column]) for column in _SCALARS if column in at)
    ordered = tuple(tuple(counts[n]) for n in sorted(counts))
    return _Columns(scalars, tuple(n for _, n in unique), ordered, len(header))


@contextmanager
def _opened(body: bytes, name: str) -> Iterator[IO[bytes]]:
    """The CSV's bytes as a stream, out of a zip where ``body`` is one."""
    if not body.startswith(_ZIP):
        yield io.BytesIO(body)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if len(inside) != 1:
                raise ParseError(f"{name}: the zip holds {len(inside)} CSV files, expected one; {_REMEDY}")
            if inside[0].file_size > MAX_UNZIPPED:
                raise ParseError(f"{name}: the CSV in the zip unpacks to more than 16 GB; {_REMEDY}")
            with archive.open(inside[0]) as stream:
                yield stream
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ParseError(f"{name}: the zip cannot be opened ({error}); download it again") from error
