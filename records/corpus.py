"""Corpus: cases, charges, passages, tags and reviews on disk (SQLite), incremental.

One file, WAL, foreign keys, a transaction per document. Rows are never overwritten: each carries the revision
since which and until which it stood, so that a report can be computed again "as of" its snapshot.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from jointcharge.records import attachments, database, rows
from jointcharge.records.attachments import Attached
from jointcharge.records.case import Case, Listing, Review, Tag
from jointcharge.records.errors import CorpusError, UnknownCaseError
from jointcharge.records.raw import RawEntry, RawKind, Record
from jointcharge.records.withheld import told_diagnostics


class Snapshot(Record):
    """What a report was computed from."""

    snapshot: str
    """Twelve hexadecimal digits of the SHA-256 over every case, its bytes, rules, tags and reviews."""
    revision: int
    made_at: dt.datetime
    cases: int
    rules: str
    """The parser versions that read the cases, joined by ``, ``."""
    tagger: str | None
    """The taggers and versions whose tags stand, joined by ``, ``."""


def now() -> dt.datetime:
    """The present moment, UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Corpus:
    """The corpus database. Use as a context manager, or call `close`.

    With ``as_of`` it reads as it stood at that snapshot, or, for ``"now"``, as it stands while it is open, whatever
    another command adds meanwhile. Raises `CorpusError` for a damaged or newer database and `DataFolderError` where it
    cannot be written.
    """

    def __init__(self, path: Path, *, create: bool = False, as_of: str | None = None) -> None:
        self.path = path
        if not create and not path.exists():
            raise CorpusError(f"no corpus at {path}; make one with  jointcharge parse  (after crawl or import)")
        self.db = database.connect(path, create=create)
        self._revision = None if as_of is None else database.look_as_of(self.db, path, as_of)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.db.close()

    @contextmanager
    def change(self, what: str) -> Iterator[int]:
        """One transaction and its revision: all of it stands from then on, or nothing of it."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                row = self.db.execute("INSERT INTO revisions (made_at, what) VALUES (?, ?)", (now().isoformat(), what))
                assert row.lastrowid is not None  # noqa: S101
                yield row.lastrowid
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise database.told(error, self.path) from error

    # ---- parsing ----

    def address_of(self, case_id: str) -> str | None:
        """Where the case that stands under this id was read; None where none does."""
        row = self.db.execute("SELECT url FROM cases WHERE case_id = ?", (case_id,)).fetchone()
        return None if row is None else str(row[0])

    def parsed_versions(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(portal, url) of every current document -> (sha256, ``parser/version``)."""
        found = self.db.execute(
            "SELECT portal, url, sha256, parser || '/' || parser_version FROM documents WHERE until IS NULL"
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in found}

    def add_parsed(
        self,
        entry: RawEntry,
        parser: str,
        version: str,
        text: str,
        cases: Sequence[Case] = (),
        listings: Sequence[Listing] = (),
    ) -> str | None:
        """Store what one document says, in one transaction; what it said before ends. Where its very bytes are stored already, or None.

        A case whose record did not change keeps its rows, and so its tags and reviews.
        """
        with self.change(f"parse {entry.url}") as revision:
            twin = self._twin_of(entry, parser)
            document = self._replace_document(entry, parser, version, "" if twin else text, None, revision, twin)
            self.db.executemany(rows.INSERT_LISTING, [rows.listing_row(document, one) for one in listings])
            told = () if twin else [attachments.joined(self.db, case) for case in cases]
            self._end_cases(entry, {case.case_id: case for case in told}, revision, document)
        return twin

    def add_attachment(self, entry: RawEntry, parser: str, version: str, text: str, attached: Attached) -> None:
        """Store what a file attached to a case's page says; its sentences become passages of every case that lists it."""
        with self.change(f"parse {entry.url}") as revision:
            document = self._replace_document(entry, parser, version, text, None, revision)
            attachments.store(self.db, document, entry, attached, revision)
            for case_row, page_document, case in attachments.cases_listing(self.db, entry):
                joined = attachments.joined(self.db, case)
                if joined != case:
                    self.db.execute("UPDATE case_rows SET until = ? WHERE case_row = ?", (revision, case_row))
                    rows.insert_case(self.db, page_document, joined, joined.model_dump_json(), revision)

    def _twin_of(self, entry: RawEntry, parser: str) -> str | None:
        """Where a brought file's very bytes are stored already, by whatever rules they were read; a portal's pages are each kept."""
        if entry.kind is not RawKind.FILE:
            return None
        row = self.db.execute(
            "SELECT url FROM documents WHERE sha256 = ? AND portal = ? AND url <> ? AND parser = ?"
            " AND until IS NULL AND error IS NULL AND duplicate_of IS NULL ORDER BY document_id LIMIT 1",
            (entry.sha256, entry.portal, entry.url, parser),
        ).fetchone()
        return None if row is None else str(row[0])

    def end_documents(self, entries: Iterable[RawEntry]) -> int:
        """End what these documents said, and the cases that only they tell of; how many documents stood."""
        standing = [document for entry in entries if (document := self._document_of(entry)) is not None]
        if not standing:
            return 0
        with self.change("end documents that their portal replaced") as revision:
            for document in standing:
                for table in ("case_rows", "documents"):
                    self.db.execute(
                        f"UPDATE {table} SET until = ? WHERE document_id = ? AND until IS NULL",  # noqa: S608
                        (revision, document),
                    )
        return len(standing)

    def add_failure(self, entry: RawEntry, parser: str, version: str, error: str) -> None:
        """Record that a document could not be read, and why; the cases it gave before stay.

        What was known from an earlier, readable version of the page outlives a broken fetch.
        """
        with self.change(f"fail {entry.url}") as revision:
            old = self._document_of(entry)
            document = self._replace_document(entry, parser, version, "", error, revision)
            if old is not None:
                self.db.execute(
                    "UPDATE case_rows SET document_id = ? WHERE document_id = ? AND until IS NULL",
                    (document, old),
                )

    def _document_of(self, entry: RawEntry) -> int | None:
        row = self.db.execute(
            "SELECT document_id FROM documents WHERE portal = ? AND url = ? AND until IS NULL",
            (entry.portal, entry.url),
        ).fetchone()
        return None if row is None else int(row[0])

    def _replace_document(
        self,
        entry: RawEntry,
        parser: str,
        version: str,
        text: str,
        error: str | None,
        revision: int,
        twin: str | None = None,
    ) -> int:
        """End the document's earlier row, and those of its duplicates where it changed: they are read anew."""
        self.db.execute(
            "UPDATE documents SET until = ?1 WHERE portal = ?2 AND until IS NULL"
            " AND (url = ?3 OR (duplicate_of = ?3 AND sha256 <> ?4))",
            (revision, entry.portal, entry.url, entry.sha256),
        )
        row = rows.document_row(entry, parser, version, text, error, revision)
        added = self.db.execute(rows.INSERT_DOCUMENT, (*row, twin))
        assert added.lastrowid is not None  # noqa: S101
        return added.lastrowid

    def _end_cases(self, entry: RawEntry, cases: dict[str, Case], revision: int, document: int) -> None:
        """End what the document said before and is no longer said; add what is new. A field that a record has not got yet changes nothing."""
        marks = ",".join("?" * len(cases))
        standing = self.db.execute(
            "SELECT c.case_row, c.case_id, c.record FROM case_rows c JOIN documents d USING (document_id)"  # noqa: S608
            f" WHERE c.until IS NULL AND ((d.portal = ? AND d.url = ?) OR c.case_id IN ({marks}))",
            (entry.portal, entry.url, *cases),
        ).fetchall()
        records = {case_id: case.model_dump_json() for case_id, case in cases.items()}
        unchanged = set()
        for case_row, case_id, record in standing:
            if case_id in cases and (records[case_id] == record or Case.model_validate_json(record) == cases[case_id]):
                unchanged.add(case_id)
                self.db.execute("UPDATE case_rows SET document_id = ? WHERE case_row = ?", (document, case_row))
            else:
                self.db.execute("UPDATE case_rows SET until = ? WHERE case_row = ?", (revision, case_row))
        for case_id, case in cases.items():
            if case_id not in unchanged:
                rows.insert_case(self.db, document, case, records[case_id], revision)

    def failures(self) -> list[tuple[str, str]]:
        """(url, reason) of every document that could not be read, by url."""
        found = self.db.execute(
            "SELECT url, error FROM documents WHERE until IS NULL AND error IS NOT NULL ORDER BY url"
        )
        return [(row[0], row[1]) for row in found]

    def diagnostics(self) -> list[tuple[str, str, str]]:
        """(case_id, code, wording) of everything in the cases that was not understood, names of victims struck out."""
        told = ((case.case_id, *one) for case in self.cases() for one in told_diagnostics(case))
        return sorted(told, key=lambda one: (one[1], one[2], one[0]))

    # ---- reading ----

    def cases(self, *, with_passages: bool = True) -> Iterator[Case]:
        """Every case that stands, ordered by id."""
        for row in self.db.execute("SELECT record FROM cases ORDER BY case_id"):
            case = Case.model_validate_json(row[0])
            yield case if with_passages else case.model_copy(update={"passages": ()})

    def case(self, name: str) -> Case:
        """The case with this id, portal number, citation, or unique part of an id or title. Raises `UnknownCaseError`."""
        found = self.db.execute(
            "SELECT record FROM cases WHERE ? IN (case_id, number, neutral_citation, ecli)", (name,)
        ).fetchall()
        if not found:
            found = self.db.execute(
                "SELECT record FROM cases WHERE instr(lower(case_id), lower(?)) OR instr(lower(title), lower(?)) LIMIT 6",
                (name, name),
            ).fetchall()
        if not found:
            raise UnknownCaseError(f"no case answers to {name!r}; find one with  jointcharge search")
        if len(found) > 1:
            names = ", ".join(Case.model_validate_json(row[0]).case_id for row in found[:5])
            raise UnknownCaseError(f"{name!r} may be any of {names}; give one of these ids")
        return Case.model_validate_json(found[0][0])

    def text_of(self, case_id: str) -> str:
        """The text that the spans of the case's own document point into."""
        row = self.db.execute("SELECT sha256 FROM cases WHERE case_id = ?", (case_id,)).fetchone()
        text = None if row is None else self.text_of_document(row[0])
        if text is None:
            raise UnknownCaseError(f"no case {case_id!r}; find one with  jointcharge search")
        return text

    def text_of_document(self, sha256: str) -> str | None:
        """The text that spans of this document point into, as it was last read; None for an unknown document."""
        row = self.db.execute(
            "SELECT text FROM documents WHERE sha256 = ? AND error IS NULL AND duplicate_of IS NULL"
            " ORDER BY document_id DESC LIMIT 1",
            (sha256,),
        ).fetchone()
        return None if row is None else str(row[0])

    def attached(self, case: Case) -> Iterator[Attached]:
        """What the files attached to the case's page say, as far as they were read, in the order of the page."""
        yield from attachments.read_attached(self.db, case)

    def crime_types(self) -> dict[str, tuple[str, ...]]:
        """case_id -> the crime types that a portal's search files it under."""
        found: dict[str, list[str]] = {}
        for row in self.db.execute("SELECT DISTINCT case_id, crime_type FROM listings ORDER BY case_id, crime_type"):
            found.setdefault(row[0], []).append(row[1])
        return {case_id: tuple(types) for case_id, types in found.items()}

    def tags(self, case_id: str | None = None) -> Iterator[Tag]:
        """The tags that stand, reviews not yet applied, by case and passage."""
        where, values = ("WHERE case_id = ?", (case_id,)) if case_id else ("", ())
        for row in self.db.execute(f"SELECT * FROM tags {where} ORDER BY case_id, position", values):  # noqa: S608
            yield rows.tag_of(row)

    def select(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Read-only SQL on the views (``cases``, ``actors``, ``charges``, ``charge_classes``, ``tags``, …)."""
        return self.db.execute(sql, values)

    # ---- tagging and reviews ----

    def untagged(self, tagger: str, version: str) -> Iterator[Case]:
        """Cases that this version of this tagger has not read, ordered by id; safe to add tags while iterating."""
        found = self.db.execute(
            "SELECT c.case_row FROM cases c LEFT JOIN taggings t ON t.case_row = c.case_row AND t.tagger = ? AND t.version = ?"
            " WHERE t.case_row IS NULL ORDER BY c.case_id",
            (tagger, version),
        ).fetchall()
        for (case_row,) in found:
            row = self.db.execute("SELECT record FROM case_rows WHERE case_row = ?", (case_row,)).fetchone()
            yield Case.model_validate_json(row[0])

    def count_untagged(self, tagger: str, version: str) -> int:
        """How many cases this version of this tagger has not read."""
        row = self.db.execute(
            "SELECT count(*) FROM cases WHERE case_row NOT IN (SELECT case_row FROM taggings WHERE tagger = ? AND version = ?)",
            (tagger, version),
        ).fetchone()
        return int(row[0])

    def is_tagged(self, case_id: str) -> bool:
        """Whether any tagger has read the case; without one, nothing is known of what it describes."""
        return (
            self.db.execute(
                "SELECT 1 FROM taggings JOIN cases USING (case_row) WHERE case_id = ?", (case_id,)
            ).fetchone()
            is not None
        )

    def add_tags(self, case_id: str, tagger: str, version: str, tags: Sequence[Tag]) -> None:
        """Store all tags of one case by one tagger; the tags another tagger or version gave it end."""
        with self.change(f"tag {case_id}") as revision:
            case_row = self.db.execute("SELECT case_row FROM cases WHERE case_id = ?", (case_id,)).fetchone()
            if case_row is None:
                raise UnknownCaseError(f"no case {case_id!r} to tag; run  jointcharge parse  first")
            self.db.execute(
                "UPDATE tagging_rows SET until = ? WHERE case_row = ? AND until IS NULL",
                (revision, case_row[0]),
            )
            added = self.db.execute(
                "INSERT INTO tagging_rows (case_row, tagger, version, since) VALUES (?, ?, ?, ?)",
                (case_row[0], tagger, version, revision),
            )
            self.db.executemany(rows.INSERT_TAG, [rows.tag_row(added.lastrowid, n, tag) for n, tag in enumerate(tags)])

    def add_reviews(self, reviews: Sequence[Review]) -> None:
        """Store people's answers; a later answer of the same reviewer replaces the earlier."""
        with self.change("review") as revision:
            for one in reviews:
                self.db.execute(
                    "UPDATE reviews SET until = ? WHERE passage_id = ? AND dimension = ? AND label = ? AND reviewer = ?"
                    " AND until IS NULL",
                    (revision, one.passage_id, one.dimension, one.label, one.reviewer),
                )
                self.db.execute(rows.INSERT_REVIEW, rows.review_row(one, revision))

    def reviews(self) -> Iterator[Review]:
        """The reviews that stand and whose passage still reads as it did."""
        found = self.db.execute(
            "SELECT r.* FROM current_reviews r JOIN passages p ON p.passage_id = r.passage_id AND p.text = r.passage_text"
            " ORDER BY r.passage_id, r.dimension, r.label, r.reviewer"
        )
        for row in found:
            yield rows.review_of(row)

    # ---- snapshots ----

    def snapshot(self) -> Snapshot:
        """Name what stands now (or stood "as of"); the same content always has the same name."""
        digest = hashlib.sha256()
        count = 0
        for sql in rows.SNAPSHOT_QUERIES:
            for row in self.db.execute(sql):
                digest.update("\x1f".join("" if v is None else str(v) for v in row).encode() + b"\x1e")
                count += sql is rows.SNAPSHOT_QUERIES[0]
        name = digest.hexdigest()[:12]
        found = self.db.execute("SELECT * FROM snapshots WHERE snapshot = ?", (name,)).fetchone()
        if found is not None:
            return Snapshot(**dict(found))
        revision = database.latest_revision(self.db) if self._revision is None else self._revision
        made = Snapshot(
            snapshot=name,
            revision=revision,
            made_at=now(),
            cases=count,
            rules=self._joined("SELECT DISTINCT parser || '/' || parser_version FROM cases"),
            tagger=self._joined("SELECT DISTINCT tagger || '/' || version FROM taggings") or None,
        )
        values = (made.snapshot, made.revision, made.made_at.isoformat(), made.cases, made.rules, made.tagger)
        if made.revision:  # an empty corpus has no revision to come back to
            try:
                self.db.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?)", values)
            except sqlite3.Error as error:
                raise database.told(error, self.path) from error
        return made

    def snapshots(self) -> Iterator[Snapshot]:
        """The snapshots that reports have named, oldest first."""
        for row in self.db.execute("SELECT * FROM snapshots ORDER BY revision, made_at"):
            yield Snapshot(**dict(row))

    def _joined(self, sql: str) -> str:
        return ", ".join(sorted(str(row[0]) for row in self.db.execute(sql)))
