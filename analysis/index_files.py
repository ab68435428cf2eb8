"""Country indices brought by the user: one CSV a file, with the columns iso3, country, year, value.

Other columns are left alone. A file that is not in its form stops the reading with the line; a country that the
vocabulary does not know is told in words and left out.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jointcharge.analysis.index_kinds import FORMS, IndexKind, IndexValue, kind_of
from jointcharge.analysis.phrases import counted, one_line
from jointcharge.records.countries import country_code_of
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import sha256_of

COLUMNS = ("iso3", "country", "year", "value")
"""The columns that every file has."""
YEARS = range(1900, 2101)
_YEAR = re.compile(r"\d{4}")
FORM_WORDS = "write the columns iso3,country,year,value separated by commas, as docs/indices.md shows"


@dataclass(frozen=True)
class IndexTable:
    """One index by country and year."""

    kind: IndexKind
    values: Mapping[tuple[str, int], IndexValue]
    digest: str
    """The first 12 digits of the file's SHA-256, so that a report says which file it read."""

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years it has, in order."""
        return tuple(sorted({year for _, year in self.values}))

    def nearest_year(self, year: int) -> int:
        """The year nearest to ``year``; of two equally near the earlier.

        A year with less than a quarter of the countries of the fullest year is a stray and is passed over.
        """
        countries = Counter(one for _, one in self.values)
        fullest = max(countries.values())
        return min((one for one in countries if 4 * countries[one] >= fullest), key=lambda one: (abs(one - year), one))

    def numbers(self, year: int) -> dict[str, float]:
        """Country -> place on the scale in one year; what stands outside the scale is left out."""
        return {
            code: value.number
            for (code, one), value in sorted(self.values.items())
            if one == year and value.number is not None
        }

    def get(self, country: str, year: int) -> IndexValue | None:
        """One value; None where the file has none."""
        return self.values.get((country, year))


@dataclass(frozen=True)
class Indices:
    """Every index of a folder, and in words what of the folder was left out."""

    folder: Path
    tables: Mapping[str, IndexTable]
    notes: tuple[str, ...] = ()


def read_indices(folder: Path) -> Indices:
    """Every index in ``folder``.

    Raises `ReportError` where there is no such folder, no file of a known name in it, or a file not in its form.
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise ReportError(f"--indices {folder} {what}; give the folder that holds the CSV files of the indices")
    tables, notes = {}, []
    for path in sorted(folder.glob("*.csv")):
        try:
            kind = kind_of(path.stem)
        except LookupError:
            notes.append(f"{path.name} is no index that is known and was not read; known names are {_names()}.")
            continue
        tables[kind.key], unknown = _read_table(path, kind)
        notes += unknown
    if not tables:
        raise ReportError(f"no index file is in {folder}; put in one of {_names()}, written as docs/indices.md shows")
    return Indices(folder, tables, tuple(notes))


def _names() -> str:
    return ", ".join(f"{name}.csv" for name in FORMS)


def _read_table(path: Path, kind: IndexKind) -> tuple[IndexTable, list[str]]:
    values: dict[tuple[str, int], IndexValue] = {}
    left_out: dict[str, list[int]] = defaultdict(list)
    for line, row in _rows(path):
        year, value = _year(path, line, row["year"]), _value(path, line, row["value"], kind)
        code, trouble = _country(row["iso3"], row["country"])
        if trouble or value is None:
            left_out[trouble or "a row without a value"].append(line)
        elif (code, year) in values:
            raise ReportError(f"{path}, line {line}: {code} has a second value for {year}; keep one of the two")
        else:
            values[code, year] = value
    if not values:
        raise ReportError(f"{path} has no value of a known country; {FORM_WORDS}")
    return IndexTable(kind, values, sha256_of(path.read_bytes())[:12]), [
        _told(path, what, lines) for what, lines in left_out.items()
    ]


def _told(path: Path, what: str, lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:3])) + (", …" if len(lines) > 3 else "")
    return f"{path.name}: {what}; {counted(len(lines), 'row')} left out (line {shown})."


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a file with their numbers, each with the four columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as held:
            reader = csv.reader(held, strict=True)
            header = [name.strip().casefold() for name in next(reader, [])]
            if missing := [name for name in COLUMNS if header.count(name) != 1]:
                raise ReportError(f"{path} has no column {', '.join(missing)} (or has it twice); {FORM_WORDS}")
            for row in reader:
                if len(row) not in (0, len(header)):
                    raise ReportError(
                        f"{path}, line {reader.line_num}: {len(row)} cells instead of {len(header)}; {FORM_WORDS}"
                    )
                if row:
                    cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
                    yield reader.line_num, {name: cells[name] for name in COLUMNS}
    except UnicodeDecodeError as error:
        raise ReportError(f"{path} is not UTF-8 text ({error.reason}); save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise ReportError(f"{path}, line {reader.line_num}: not CSV ({error}); {FORM_WORDS}") from error


def _year(path: Path, line: int, text: str) -> int:
    if not _YEAR.fullmatch(text) or int(text) not in YEARS:
        raise ReportError(f"{path}, line {line}: {one_line(text, 40)!r} is no year; write it with four digits")
    return int(text)


def _value(path: Path, line: int, text: str, kind: IndexKind) -> IndexValue | None:
    if not text:
        return None
    try:
        return kind.value_of(text)
    except LookupError:
        raise ReportError(
            f"{path}, line {line}: {one_line(text, 40)!r} is no value of the {kind.title}; write {kind.expected}"
        ) from None


def _country(code: str, name: str) -> tuple[str, str]:
    """The country, and what is wrong with it: by its code, or by its name where the code is not known (XKX, Kosovo)."""
    by_code, by_name = _code_of(code), _code_of(name)
    if by_code and by_name and by_code != by_name:
        return "", f"the code {one_line(code, 10)} and the name {one_line(name, 60)!r} are two countries"
    found = by_code or by_name
    if found:
        return found, ""
    return "", f"{one_line(name, 60)!r} (code {one_line(code, 10) or 'not given'}) is no country the vocabulary knows"


def _code_of(text: str) -> str:
    try:
        return country_code_of(text)
    except LookupError:
        return ""
