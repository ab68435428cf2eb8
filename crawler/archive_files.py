"""The files of one portal's archive: the WARC file written to, the index beside it, and their repair."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any

from jointcharge import __version__
from jointcharge.crawler import warc as records
from jointcharge.crawler.warc import Member, Tail
from jointcharge.records.errors import ArchiveError, DataFolderError
from jointcharge.records.raw import RawEntry

INDEX = "index.jsonl"
ROTATE_AT = 500 * 1000 * 1000
"""A new WARC file begins once the last one has grown to so many bytes."""


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Turns a failing disk into a DataFolderError that says what to do."""
    try:
        yield
    except OSError as error:
        raise DataFolderError(
            f"cannot write to {place}: {error.strerror or error}; nothing already archived is lost: make room there"
            " or make the folder writable, or choose another with --data, and run the same command again"
        ) from error


class PortalWriter:
    """The WARC file and the index of one portal, open at their ends.

    Both are unbuffered: what a full disk refuses must not linger in a buffer and come out later.
    """

    def __init__(self, place: Path, rotate_at: int) -> None:
        self.place = place
        self._rotate_at = rotate_at
        self._out: FileIO | None = None
        self._index = FileIO(place / INDEX, "a")
        self._name = ""

    def close(self) -> None:
        """Closes both files."""
        self._index.close()
        if self._out:
            self._out.close()

    def write(self, build: Callable[[Any], Any]) -> tuple[str, Member]:
        """Writes the record that ``build(writer)`` gives; on disk when this returns."""
        with told(self.place):
            return self._append_record(self._stream(), build)

    def _stream(self) -> FileIO:
        if self._out and self._out.tell() < self._rotate_at:
            return self._out
        if self._out:
            self._out.close()
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        number = len(list(self.place.glob("*.warc.gz"))) + 1
        self._name = f"{self.place.name}-{stamp}-{number:05d}.warc.gz"
        self._out = FileIO(self.place / self._name, "x")
        software = f"jointcharge/{__version__}"
        self._append_record(self._out, lambda w: records.build_info(w, self._name, software))
        return self._out

    def _append_record(self, out: FileIO, build: Callable[[Any], Any]) -> tuple[str, Member]:
        member = io.BytesIO()
        writer = records.build_writer(member)
        writer.write_record(build(writer))
        offset = out.tell()
        _append(out, member.getbuffer())
        return self._name, Member(offset, out.tell() - offset)

    def add_line(self, entry: RawEntry) -> None:
        """Appends ``entry`` to the index."""
        with told(self.place):
            _append(self._index, memoryview(entry.model_dump_json().encode() + b"\n"), sync=False)


def _append(out: FileIO, data: memoryview, *, sync: bool = True) -> None:
    """All of ``data``, or nothing and OSError."""
    offset = out.seek(0, os.SEEK_END)
    try:
        while data:
            data = data[out.write(data) :]
        if sync:
            os.fsync(out.fileno())
    except OSError:
        # Half a record would make the file unreadable from here on.
        with suppress(OSError):
            out.truncate(offset)
            out.seek(offset)
        raise


def read_index(index: Path) -> Iterator[RawEntry]:
    """The entries of an index; an unfinished last line is not one yet. ArchiveError for a line that is none."""
    data = index.read_bytes()
    for number, line in enumerate(data[: data.rfind(b"\n") + 1].splitlines(), 1):
        try:
            yield RawEntry.model_validate_json(line)
        except ValueError as error:
            raise ArchiveError(
                f"line {number} of {index} is not an entry of the archive; delete that file and run"
                " `jointcharge crawl` again: it is rebuilt from the WARC files"
            ) from error


def cut_unfinished_line(index: Path) -> None:
    """Leaves only whole lines in an index; makes an empty one where there is none."""
    index.touch()
    data = index.read_bytes()
    if not data.endswith(b"\n"):
        os.truncate(index, data.rfind(b"\n") + 1)


def find_unindexed(place: Path, known: Sequence[RawEntry]) -> Iterator[RawEntry]:
    """The records of every WARC file that ``known`` misses; what is unfinished behind them is cut off.

    A tail that is damaged, not merely unfinished, is first kept beside as ``….damaged``.
    """
    ends: dict[str, int] = {}
    for entry in known:
        ends[entry.warc] = max(ends.get(entry.warc, 0), entry.offset + entry.length)
    for file in sorted(place.glob("*.warc.gz")):
        yield from _mend_file(file, ends.get(file.name, 0))


def _mend_file(file: Path, known_end: int) -> Iterator[RawEntry]:
    size = file.stat().st_size
    if size < known_end:
        raise ArchiveError(
            f"{file} ends at byte {size} but the index knows records up to {known_end}: it was cut from outside;"
            f" restore it from a backup, or move it and {INDEX} away and crawl again"
        )
    if size == known_end:
        return
    for found in list(records.find_members(file, known_end)):
        if isinstance(found, Member):
            record, _ = records.read_record(file, found.offset)
            entry = records.entry_of(record, file.name, found)
            if entry is not None:
                yield entry
        else:
            _cut(file, found)


def _cut(file: Path, tail: Tail) -> None:
    if tail.damage is not None:
        kept = file.with_name(f"{file.name}.{tail.end}.damaged")
        kept.write_bytes(file.read_bytes()[tail.end :])
    os.truncate(file, tail.end)
