"""Archive: the raw responses of every portal on disk, write-once, with an index that opens fast.

``<folder>/<portal>/<portal>-<UTC time>-<number>.warc.gz`` holds the records and ``index.jsonl`` beside
them one RawEntry a line. A record is on disk (fsync) before its line is written, so after any crash the
index is at most behind; opening for writing mends both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from jointcharge.crawler import warc as records
from jointcharge.crawler.archive_files import (
    INDEX,
    ROTATE_AT,
    PortalWriter,
    cut_unfinished_line,
    find_unindexed,
    read_index,
    told,
)
from jointcharge.crawler.lists import Lists, Reading, State
from jointcharge.crawler.warc import Headers, Member
from jointcharge.records.errors import ArchiveError, LockedError, UnknownCaseError
from jointcharge.records.portal_ids import canonical_url, case_id_of, is_case_url
from jointcharge.records.raw import RawDocument, RawEntry, RawKind, sha256_of

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Archive:
    """The raw archive in ``folder`` (``<data>/raw``). Reading needs no lock and no folder yet.

    Writing happens one portal at a time, inside ``with archive.writing(portal):``.
    """

    def __init__(self, folder: Path, *, rotate_at: int = ROTATE_AT) -> None:
        self.folder = folder
        self._rotate_at = rotate_at
        self._entries: dict[str, list[RawEntry]] = {}
        self._latest: dict[str, RawEntry] = {}
        self._lists: dict[str, Lists] = {}
        self._writer: PortalWriter | None = None
        for index in sorted(folder.glob(f"*/{INDEX}")):
            self._load(index)

    def _load(self, index: Path) -> None:
        self._entries[index.parent.name] = []
        self._lists[index.parent.name] = Lists(index.parent)
        for entry in read_index(index):
            self._remember(entry)

    def _remember(self, entry: RawEntry) -> None:
        self._entries.setdefault(entry.portal, []).append(entry)
        self._latest[self._key(entry.portal, entry.url)] = entry

    @staticmethod
    def _key(portal: str, url: str) -> str:
        return f"{portal} {canonical_url(url)}"

    def entries(self, portal: str | None = None, kind: RawKind | None = None, *, latest: bool = True) -> list[RawEntry]:
        """What the archive holds, in the order written.

        With ``latest`` one entry for each address, and no page of a list that has been read whole since.
        """
        return [
            entry
            for name in ([portal] if portal else sorted(self._entries))
            for entry in self._entries.get(name, [])
            if (kind is None or entry.kind is kind)
            and (not latest or (self._is_latest(entry) and not self._lists[name].is_superseded(entry)))
        ]

    def superseded(self) -> list[RawEntry]:
        """The pages of lists that have been read whole since without them: what they name may be delisted."""
        return [
            entry
            for name, entries in sorted(self._entries.items())
            for entry in entries
            if self._is_latest(entry) and self._lists[name].is_superseded(entry)
        ]

    def _is_latest(self, entry: RawEntry) -> bool:
        return self._latest[self._key(entry.portal, entry.url)] is entry

    def list_begun(self, portal: str, first_url: str) -> dt.datetime | None:
        """Since when a list is being read that an earlier run broke off; None to begin anew."""
        return self._lists[portal].begun(first_url, dt.datetime.now(dt.UTC))

    def note_list(self, portal: str, first_url: str, since: dt.datetime, state: State) -> None:
        """Writes down how far the reading of a list has come."""
        self._open_writer(portal)
        self._lists[portal].write(Reading(first_url=first_url, since=since, state=state))

    def get(self, portal: str, url: str) -> RawEntry | None:
        """The latest entry of a portal's address, in any of its spellings."""
        return self._latest.get(self._key(portal, url))

    def has(self, portal: str, url: str) -> bool:
        """Whether the address was archived, in any of its spellings."""
        return self.get(portal, url) is not None

    def find(self, name: str) -> RawEntry:
        """The latest entry of an address, a file's path or a case id. UnknownCaseError for none or several."""
        known = [entry for entry in self.entries() if name in _names_of(entry)]
        if len(known) == 1:
            return known[0]
        if known:
            places = ", ".join(entry.url for entry in known[:3])
            raise UnknownCaseError(f"{name!r} is {len(known)} documents ({places}); give the whole address")
        raise UnknownCaseError(
            f"nothing in {self.folder} is called {name!r}; give a case id such as sherloc:nam/2020/…"
            " or an address, as `jointcharge export cases` lists them"
        )

    def read(self, entry: RawEntry) -> RawDocument:
        """The bytes of ``entry``. ArchiveError where they are missing or not what was archived."""
        place = self.folder / entry.portal / entry.warc
        record, body = self._record(entry)
        if records.is_revisit(record):
            _, body = self._record(self._original_of(entry))
        if sha256_of(body) != entry.sha256:
            raise ArchiveError(
                f"the bytes of {entry.url} in {place} at byte {entry.offset} do not match their digest;"
                " restore the file from a backup, or move it away and crawl again"
            )
        shared = entry.model_dump(exclude={"warc", "offset", "length"})
        return RawDocument(**shared, body=body)

    def headers(self, entry: RawEntry) -> list[tuple[str, str]]:
        """The HTTP headers served with ``entry``; none for an imported file."""
        return records.headers_of(self._record(entry)[0])

    def _record(self, entry: RawEntry) -> tuple[Any, bytes]:
        from warcio.exceptions import ArchiveLoadFailed

        place = self.folder / entry.portal / entry.warc
        try:
            return records.read_record(place, entry.offset)
        except (OSError, EOFError, ArchiveLoadFailed) as error:
            raise ArchiveError(
                f"cannot read {entry.url} from {place} at byte {entry.offset} ({error});"
                " restore the file from a backup, or move it away and crawl again"
            ) from error

    def _original_of(self, entry: RawEntry) -> RawEntry:
        """The first entry with these bytes: revisits are only written after it."""
        return next(e for e in self._entries[entry.portal] if e.sha256 == entry.sha256)

    @contextmanager
    def writing(self, portal: str, *, wait_seconds: float = 3.0) -> Iterator[Self]:
        """Opens a portal's part for writing, and mends what a crash left.

        Raises LockedError while another process writes to it, DataFolderError where nothing can be written.
        """
        place = self.folder / portal
        lock = _acquire(place, wait_seconds)
        try:
            self._mend(place)
            with told(place):
                self._writer = PortalWriter(place, self._rotate_at)
            yield self
        finally:
            if self._writer is not None:
                self._writer.close()
            self._writer = None
            lock.release()

    def _mend(self, place: Path) -> None:
        """Reads the index anew and adds the records that a crash kept out of it."""
        self._entries.pop(place.name, None)
        self._latest = {key: e for key, e in self._latest.items() if e.portal != place.name}
        with told(place):
            cut_unfinished_line(place / INDEX)
        self._load(place / INDEX)
        known = list(self._entries[place.name])
        with told(place), (place / INDEX).open("a", encoding="utf-8") as lines:
            for entry in find_unindexed(place, known):
                lines.write(entry.model_dump_json() + "\n")
                self._remember(entry)

    def write(self, raw: RawDocument, headers: Headers | None = None) -> RawEntry:
        """Archives ``raw``: a response with its HTTP ``headers``, or a file (``headers`` None).

        The same bytes at the same address again become a revisit record.
        """
        earlier = self.get(raw.portal, raw.url)
        if headers is not None and earlier is not None and earlier.sha256 == raw.sha256:
            return self._write_revisit(raw, headers, earlier, "identical-payload-digest")
        writer = self._open_writer(raw.portal)
        return self._written(raw, writer.write(lambda w: records.build_record(w, raw, headers)))

    def write_not_modified(
        self, earlier: RawEntry, fetched_at: dt.datetime, headers: Headers, revision: str | None = None
    ) -> RawEntry:
        """Archives a 304: the portal still serves ``earlier``, whatever its list calls it now."""
        update = {"fetched_at": fetched_at, "revision": revision or earlier.revision}
        raw = self.read(earlier).model_copy(update=update)
        return self._write_revisit(raw, headers, earlier, "server-not-modified")

    def _write_revisit(self, raw: RawDocument, headers: Headers, earlier: RawEntry, profile: str) -> RawEntry:
        original = self._original_of(earlier)
        writer = self._open_writer(raw.portal)
        place = writer.write(lambda w: records.build_revisit(w, raw, headers, original, profile))
        return self._written(raw, place)

    def _open_writer(self, portal: str) -> PortalWriter:
        if self._writer is None or self._writer.place.name != portal:
            raise ArchiveError(
                f"the archive of {portal} is not open for writing; use `with archive.writing({portal!r})`"
            )
        return self._writer

    def _written(self, raw: RawDocument, place: tuple[str, Member]) -> RawEntry:
        name, member = place
        entry = RawEntry(**raw.model_dump(exclude={"body"}), warc=name, offset=member.offset, length=member.length)
        self._open_writer(raw.portal).add_line(entry)
        self._remember(entry)
        return entry


def _names_of(entry: RawEntry) -> set[str]:
    names = {entry.url, canonical_url(entry.url)}
    if entry.kind is RawKind.CASE and is_case_url(entry.url):
        names.add(case_id_of(entry.url))
    return names


def _acquire(place: Path, wait_seconds: float) -> BaseFileLock:
    from filelock import FileLock, Timeout

    with told(place):
        place.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place / ".lock")
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise LockedError(f"another crawl is writing to {place}; wait for it to end and run this again") from error
    return lock
