"""Files attached to a case's page: what they say, and how their sentences join the case's passages.

A file's sentences follow the page's, with ids of their own (``<case_id>@<first 8 digits of its sha256>.<n>``), so that
a change of the page does not renumber them. What a court module reads in the file stays the file's own view: the
charges of the case are those of the portal.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from jointcharge.records.case import Case, Passage, Span
from jointcharge.records.portal_ids import canonical_url
from jointcharge.records.raw import RawEntry, Record, Sha256

SECTION = "attachment"
"""The section of a passage that stands in an attached file."""


class AttachedSentence(NamedTuple):
    """One sentence of a file, with its place in the file's text."""

    page: int | None
    start: int
    end: int
    text: str


class Attached(Record):
    """What one attached file says."""

    url: str
    sha256: Sha256
    state: str
    """``text``, ``mixed`` (some pages are pictures), ``image_only`` (all are) or ``empty``."""
    pages: int
    language: str | None = None
    sentences: tuple[AttachedSentence, ...] = ()
    court: str | None = None
    """The court module that read it as a judgment; None where none knows it."""
    judgment: Case | None = None
    """What the court module read."""
    notes: tuple[str, ...] = ()
    """Short codes of what the readers met: ``ocr``, ``no_court_knows_it``, ``judgment_not_read: …``."""


def store(db: sqlite3.Connection, document_id: int, entry: RawEntry, one: Attached, revision: int) -> None:
    """Add what a file says; what it said before ends."""
    url = canonical_url(entry.url)
    db.execute("UPDATE attachment_rows SET until = ? WHERE url = ? AND until IS NULL", (revision, url))
    db.execute(
        "INSERT INTO attachment_rows (document_id, url, referrer, sha256, language, state, pages, sentences, court, record, notes, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document_id, url, canonical_url(entry.referrer) if entry.referrer else None, entry.sha256, one.language, one.state,
            one.pages, json.dumps(one.sentences, ensure_ascii=False), one.court,
            one.judgment.model_dump_json() if one.judgment else None, json.dumps(one.notes), revision,
        ),
    )  # fmt: skip


def read_attached(db: sqlite3.Connection, case: Case) -> Iterator[Attached]:
    """The files that the case's page lists or that were fetched from it, as far as they were read; each content once."""
    listed = {canonical_url(link.url): n for n, link in reversed(list(enumerate(case.attachments))) if link.url}
    marks = ",".join("?" * len(listed))
    found = db.execute(
        f"SELECT * FROM attachments WHERE url IN ({marks}) OR referrer = ?",  # noqa: S608
        (*listed, canonical_url(case.url)),
    ).fetchall()
    seen: set[str] = set()
    for row in sorted(found, key=lambda one: (listed.get(one["url"], len(listed)), one["url"])):
        if row["sha256"] not in seen:
            seen.add(row["sha256"])
            yield _attached_of(row)


def _attached_of(row: sqlite3.Row) -> Attached:
    return Attached(
        url=row["url"],
        sha256=row["sha256"],
        state=row["state"],
        pages=row["pages"],
        language=row["language"],
        sentences=tuple(AttachedSentence(*one) for one in json.loads(row["sentences"])),
        court=row["court"],
        judgment=Case.model_validate_json(row["record"]) if row["record"] else None,
        notes=tuple(json.loads(row["notes"])),
    )


def joined(db: sqlite3.Connection, case: Case) -> Case:
    """The case with the sentences of the files attached to its page, and with none that stood there before."""
    own = tuple(p for p in case.passages if p.section != SECTION)
    attached = tuple(p for one in read_attached(db, case) for p in _passages(case.case_id, one))
    if not attached and len(own) == len(case.passages):
        return case
    has_text = case.observability.text if len(own) == len(case.passages) else bool(own)
    return case.model_copy(
        update={
            "passages": own + attached,
            "observability": case.observability.model_copy(update={"text": has_text or bool(attached)}),
        }
    )


def _passages(case_id: str, one: Attached) -> Iterator[Passage]:
    for n, sentence in enumerate(one.sentences, 1):
        yield Passage(
            passage_id=f"{case_id}@{one.sha256[:8]}.{n}",
            span=Span(document=one.sha256, page=sentence.page, start=sentence.start, end=sentence.end),
            section=SECTION,
            language=one.language,
            text=sentence.text,
        )


def cases_listing(db: sqlite3.Connection, entry: RawEntry) -> list[tuple[int, int, Case]]:
    """The standing cases whose page lists this file or from whose page it was fetched: row, document's row, case."""
    referrer = canonical_url(entry.referrer) if entry.referrer else None
    found = db.execute(
        "SELECT case_row, document_id, record FROM case_rows WHERE until IS NULL"
        " AND (url = ? OR case_row IN (SELECT case_row FROM attached_url_rows WHERE url IN (?, ?)))",
        (referrer, entry.url, canonical_url(entry.url)),
    ).fetchall()
    return [(row[0], row[1], Case.model_validate_json(row[2])) for row in found]
