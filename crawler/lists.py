"""The lists of a portal in ``lists.jsonl``: when a list was last read whole, and which is being read.

A page of an earlier reading stays in the archive, but where a whole reading came after it, it no longer says
what the portal lists: a list that has become shorter leaves its last pages behind.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path

from jointcharge.crawler.archive_files import cut_unfinished_line, told
from jointcharge.records.errors import ArchiveError
from jointcharge.records.raw import RawEntry, RawKind, Record

LISTS = "lists.jsonl"
STALE_AFTER = dt.timedelta(days=30)
"""A reading that was broken off longer ago is begun anew."""


class State(StrEnum):
    """How far a reading came."""

    BEGUN = "begun"
    ENDED = "ended"  # read to its last page, but cases were missing
    WHOLE = "whole"


class Reading(Record):
    """One reading of a list, from its first page on."""

    first_url: str
    since: dt.datetime
    """Every page of the reading was fetched at this moment or later."""
    state: State


class Lists:
    """The readings of one portal's lists, in ``place``."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._whole: dict[str, dt.datetime] = {}
        self._begun: dict[str, dt.datetime] = {}
        file = place / LISTS
        if file.exists():
            for line in file.read_bytes().split(b"\n")[:-1]:
                self._remember(self._parsed(line))

    def _parsed(self, line: bytes) -> Reading:
        try:
            return Reading.model_validate_json(line)
        except ValueError as error:
            raise ArchiveError(
                f"{self._place / LISTS} has a line that is no reading of a list; delete that file and crawl again:"
                " only the memory of which list pages are superseded is lost"
            ) from error

    def _remember(self, one: Reading) -> None:
        self._begun.pop(one.first_url, None)
        if one.state is State.WHOLE:
            self._whole[one.first_url] = one.since
        elif one.state is State.BEGUN:
            self._begun[one.first_url] = one.since

    def begun(self, first_url: str, now: dt.datetime) -> dt.datetime | None:
        """Since when a list is being read that was broken off not too long ago."""
        since = self._begun.get(first_url)
        return since if since is not None and now - since < STALE_AFTER else None

    def write(self, one: Reading) -> None:
        """A reading begins or has come to its end."""
        file = self._place / LISTS
        with told(self._place):
            cut_unfinished_line(file)
            with file.open("a", encoding="utf-8") as lines:
                lines.write(one.model_dump_json() + "\n")
        self._remember(one)

    def is_superseded(self, entry: RawEntry) -> bool:
        """Whether the list that this page was of has been read whole since."""
        if entry.kind is not RawKind.LISTING:
            return False
        since = self._whole.get(entry.referrer or entry.url)
        return since is not None and entry.fetched_at < since
