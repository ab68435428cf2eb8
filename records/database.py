"""The corpus's SQLite file: opening it, bringing it to the newest version, looking at it "as of" a snapshot."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from jointcharge.records.errors import CorpusError, DataFolderError

MIGRATIONS = Path(__file__).parent / "migrations"
_STANDING = "since <= {r} AND (until IS NULL OR until > {r})"
_STOOD = "{t}.since <= {{r}} AND ({t}.until IS NULL OR {t}.until > {{r}})"
AS_OF_VIEWS = {
    "cases": f"SELECT * FROM case_rows WHERE {_STANDING}",  # noqa: S608
    "listings": f"SELECT l.* FROM listing_rows l JOIN documents d USING (document_id) WHERE {_STOOD.format(t='d')}",  # noqa: S608
    "taggings": f"SELECT t.* FROM tagging_rows t JOIN cases USING (case_row) WHERE {_STOOD.format(t='t')}",  # noqa: S608
    "current_reviews": f"SELECT * FROM reviews WHERE {_STANDING}",  # noqa: S608
    "links": "SELECT l.* FROM link_rows l JOIN cases a ON a.case_id = l.case_a JOIN cases b ON b.case_id = l.case_b"  # noqa: S608
    f" WHERE {_STOOD.format(t='l')}",
    "attachments": f"SELECT * FROM attachment_rows WHERE {_STANDING}",  # noqa: S608
    "review_samples": "SELECT * FROM sample_rows WHERE since <= {r}",
    "sample_answers": f"SELECT * FROM answer_rows WHERE {_STANDING}",  # noqa: S608
}
"""The views that name a revision; the others are built on them."""


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """The database at ``path``, brought to the newest version. Raises what `told` makes of SQLite's errors."""
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA busy_timeout = 30000")
        if create:
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        _migrate(db, path)
    except sqlite3.Error as error:
        raise told(error, path) from error
    return db


def told(error: sqlite3.Error, path: Path) -> CorpusError | DataFolderError:
    """What a user is told of SQLite's ``error``: what to do about it."""
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return CorpusError(
            f"{path} is not a readable corpus ({text}); move it away and run  jointcharge parse  "
            "to build it again from the raw archive"
        )
    if "full" in text:
        return DataFolderError(
            f"the disk of {path} is full; free some space and run the command again, nothing is lost"
        )
    if "readonly" in text or "unable to open" in text:
        return DataFolderError(f"cannot write {path} ({text}); make the folder writable or choose another with --data")
    return CorpusError(f"{path}: {text}; run  jointcharge status  to see the state of the data folder")


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    scripts = sorted(MIGRATIONS.glob("*.sql"))
    newest = int(scripts[-1].name[:3])
    if version > newest:
        raise CorpusError(
            f"{path} is of version {version}, this jointcharge knows {newest}; install a newer jointcharge"
        )
    for script in scripts:
        number = int(script.name[:3])
        if number > version:
            body = script.read_text(encoding="utf-8")
            db.executescript(f"BEGIN IMMEDIATE;\n{body}\nPRAGMA user_version = {number};\nCOMMIT;")


NOW = "now"
"""The snapshot that is the present: what stands when the corpus is opened, whatever a writer adds meanwhile."""


def latest_revision(db: sqlite3.Connection) -> int:
    """The revision of the latest change; 0 where there was none."""
    return int(db.execute("SELECT coalesce(max(revision), 0) FROM revisions").fetchone()[0])


def look_as_of(db: sqlite3.Connection, path: Path, snapshot: str) -> int:
    """Lay temporary views over the tables, so that they read as they stood at ``snapshot`` (or `NOW`), and return its revision.

    Raises `CorpusError` for a snapshot that no report has named.
    """
    found = db.execute("SELECT revision FROM snapshots WHERE snapshot = ?", (snapshot,)).fetchone()
    if found is None and snapshot != NOW:
        raise CorpusError(f"no snapshot {snapshot} in {path}; list them with  jointcharge status")
    revision = latest_revision(db) if found is None else int(found[0])
    views = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'").fetchall()
    for name, sql in views:
        body = AS_OF_VIEWS.get(name, re.split(r"\sAS\s", sql, maxsplit=1)[1])
        db.execute(f"CREATE TEMP VIEW {name} AS {body.format(r=revision)}")
    return revision
