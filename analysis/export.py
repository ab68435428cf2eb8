"""Frames to files: CSV, XLSX, Parquet, JSON Lines; whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from jointcharge.analysis.frames import Frames
from jointcharge.records.errors import ExportError, MissingExtraError

if TYPE_CHECKING:
    import pandas as pd

LIST_SEPARATOR = "; "
"""Between the values of a list in CSV and XLSX; JSON Lines and Parquet keep real lists."""
XLSX_ROWS = 1_048_575
"""Rows below the header that one sheet holds."""
XLSX_CHARACTERS = 32_767
"""Characters that one cell holds."""
CHUNK = 20_000
_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@]|[\t\r\n]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before ``=``, ``+``, ``-``, ``@``, tab or line break.

    Blanks before the sign do not hide it. https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if _FORMULA.match(text) else text


def export(frames: Frames, what: str, fmt: str, output: Path | BinaryIO) -> None:
    """Write the frame ``what`` (`frames.WHAT`) as ``fmt`` (`FORMATS`) to a file, or to an open binary stream.

    A file appears whole or not at all. Raises `ExportError` where it cannot be written, and `ReportError` for a
    frame that there is not.
    """
    if fmt not in FORMATS:
        raise ExportError(f"there is no export format {fmt!r}; use one of {', '.join(FORMATS)}")
    frame = frames.frame(what)
    with _told(what, fmt, output):
        if isinstance(output, Path):
            _write_whole(frame, FORMATS[fmt], what, output)
        else:
            _write_stream(frame, FORMATS[fmt], what, output)


Writer = Callable[["pd.DataFrame", str, Path], None]


def _write_whole(frame: pd.DataFrame, write: Writer, what: str, output: Path) -> None:
    """By way of a file beside it, which takes its name once it is complete."""
    made, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.", suffix=".part")
    os.close(made)
    part = Path(name)
    try:
        write(frame, what, part)
        part.chmod(0o666 & ~_umask())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    """The process's umask, which can be read only by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _write_stream(frame: pd.DataFrame, write: Writer, what: str, output: BinaryIO) -> None:
    with tempfile.TemporaryDirectory(prefix="jointcharge-") as folder:
        part = Path(folder) / "export"
        write(frame, what, part)
        with part.open("rb") as held:
            while block := held.read(1 << 20):
                output.write(block)
        output.flush()


@contextmanager
def _told(what: str, fmt: str, output: Path | BinaryIO) -> Iterator[None]:
    """Say what went wrong while writing; a reader that went away is left to the command line."""
    where = str(output) if isinstance(output, Path) else "standard output"
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(
            f"cannot write {what} as {fmt} to {where}: {error.strerror or error}; nothing was left there, "
            "free some space or choose another place with --output FILE"
        ) from error


def _flat(values: pd.Series[Any], text: Callable[[str], str]) -> list[Any]:
    """A column's values as Python ones: None for null, lists joined, text through ``text`` (once per distinct text)."""
    held = values.astype(object).where(values.notna(), None).tolist()
    known: dict[Any, Any] = {}

    def cell(value: Any) -> Any:
        if isinstance(value, str | tuple):
            if value not in known:
                known[value] = text(value if isinstance(value, str) else LIST_SEPARATOR.join(value)) or None
            return known[value]
        return value

    return [cell(value) for value in held]


def write_csv(frame: pd.DataFrame, what: str, path: Path) -> None:
    """UTF-8, comma, a header, ``\\n``; null is an empty cell; true and false in small letters."""
    with path.open("w", encoding="utf-8", newline="") as held:
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(frame.columns)
        for start in range(0, len(frame), CHUNK):
            part = frame.iloc[start : start + CHUNK]
            columns = [_flat(part[name], guarded) for name in part.columns]
            writer.writerows([_csv_cell(cell) for cell in row] for row in zip(*columns, strict=True))


def _csv_cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def write_jsonl(frame: pd.DataFrame, what: str, path: Path) -> None:
    """One JSON object a line, UTF-8; null is null, lists are lists."""
    with path.open("w", encoding="utf-8", newline="\n") as held:
        for start in range(0, len(frame), CHUNK):
            part = frame.iloc[start : start + CHUNK]
            columns = [part[name].astype(object).where(part[name].notna(), None) for name in part.columns]
            for row in zip(*columns, strict=True):
                held.write(json.dumps(dict(zip(part.columns, row, strict=True)), ensure_ascii=False) + "\n")


def write_parquet(frame: pd.DataFrame, what: str, path: Path) -> None:
    """Parquet by fastparquet, Snappy; lists as JSON (Parquet's JSON type), which readers give back as lists or as text."""
    try:
        import fastparquet
    except ImportError as error:
        raise MissingExtraError("Parquet", "parquet") from error

    held = frame.copy()
    encoding = {}
    for name in held.columns:
        if held[name].dtype == object:
            held[name] = [list(value) for value in held[name]]
            encoding[name] = "json"
        elif held[name].dtype == "string":
            held[name] = held[name].astype(object).where(held[name].notna(), None)
            encoding[name] = "utf8"
    fastparquet.write(str(path), held, object_encoding=encoding or "infer", write_index=False, has_nulls=True)


def write_xlsx(frame: pd.DataFrame, what: str, path: Path) -> None:
    """One sheet with a frozen header and a filter; text stays text, numbers stay numbers, nothing is a formula or a link.

    Raises `ExportError` where the sheet cannot hold it: too many rows, or a text too long for a cell.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    if len(frame) > XLSX_ROWS:
        raise ExportError(
            f"{len(frame):,} {what} do not fit in a sheet of {XLSX_ROWS:,} rows; use --format csv, parquet or jsonl"
        )
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        book = xlsxwriter.Workbook(str(path), {**options, "tmpdir": folder})
        try:
            _fill_sheet(book, frame, what)
            book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error


def _fill_sheet(book: Any, frame: pd.DataFrame, what: str) -> None:
    import datetime as dt

    book.set_properties({"title": what, "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})  # the same bytes every time
    sheet = book.add_worksheet(what)
    bold = book.add_format({"bold": True})
    for number, name in enumerate(frame.columns):
        sheet.set_column(number, number, min(60, max(12, len(name) + 2)))
        sheet.write_string(0, number, name, bold)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)
    for start in range(0, len(frame), CHUNK):
        part = frame.iloc[start : start + CHUNK]
        columns = [_flat(part[name], partial(_sheet_text, what, str(name))) for name in part.columns]
        for number, row in enumerate(zip(*columns, strict=True), start + 1):
            _write_row(sheet, number, row)


def _write_row(sheet: Any, number: int, row: tuple[Any, ...]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value)
        elif value is not None:
            sheet.write_string(number, column, value)


def _sheet_text(what: str, name: str, text: str) -> str:
    """Text for a cell: what XML cannot hold becomes the replacement character."""
    safe = guarded(_NOT_IN_XML.sub("\ufffd", text))
    if len(safe) > XLSX_CHARACTERS:
        raise ExportError(
            f"a {name} among the {what} has {len(safe):,} characters and a cell holds {XLSX_CHARACTERS:,}; "
            "use --format csv, parquet or jsonl"
        )
    return safe


FORMATS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet, "jsonl": write_jsonl}
"""Format -> what writes it."""


def to_bytes(frames: Frames, what: str, fmt: str) -> bytes:
    """The export as bytes; for small frames and tests."""
    held = io.BytesIO()
    export(frames, what, fmt, held)
    return held.getvalue()
