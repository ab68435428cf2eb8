"""Answers of a model about passages, kept beside the corpus so that nothing is read twice.

A cache and nothing more: it may be deleted at any time, a damaged one is begun anew, and where it cannot be
written the work goes on without it. Answers are found by a digest of the model's version and of the very text
that the model was given, so that a changed model never meets an old answer.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from jointcharge.classify.context import Composed

FILE = "tag-cache.db"
"""Its name in the data folder."""
LIMIT = 100_000
"""How many answers are kept; the oldest go first. An answer of the shipped model takes about 2 KB."""
CHUNK = 500
"""Keys looked up in one query, well below SQLite's limit on variables."""
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answers (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, answer BLOB NOT NULL)"
)


def key_of(version: str, composed: Composed) -> bytes:
    """The key of one passage in context, read by one version of one model."""
    digest = hashlib.sha256()
    before, after = composed.before, composed.after
    for part in (version, composed.sentence, composed.head, str(len(before)), *before, *after):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()


class PassageCache:
    """Answers by key, in an SQLite file that several processes and threads may use at once."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self.path = path
        self._limit = limit
        self._lock = threading.Lock()
        self._db = self._opened()

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The answers that are known, by key."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        for start in range(0, len(wanted), CHUNK):
            found.update(self._known(wanted[start : start + CHUNK]))
        return found

    def put(self, answers: Mapping[bytes, bytes]) -> None:
        """Keep these answers, all of them or, were the process killed now, none; the oldest beyond the limit go."""
        with self._lock:
            if self._db is None or not answers:
                return
            try:
                with self._db:
                    self._db.executemany("INSERT OR IGNORE INTO answers (key, answer) VALUES (?, ?)", answers.items())
                    self._db.execute(
                        "DELETE FROM answers WHERE number <= (SELECT max(number) FROM answers) - ?", (self._limit,)
                    )
            except sqlite3.Error as error:
                self._give_up(error)

    def close(self) -> None:
        """Close the file; from then on nothing is found and nothing kept."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    def _known(self, keys: list[bytes]) -> dict[bytes, bytes]:
        marks = ",".join("?" * len(keys))
        with self._lock:
            if self._db is None:
                return {}
            try:
                return dict(self._db.execute(f"SELECT key, answer FROM answers WHERE key IN ({marks})", keys))  # noqa: S608
            except sqlite3.Error as error:
                self._give_up(error)
                return {}

    def _opened(self) -> sqlite3.Connection | None:
        """The database; a file that is none is put aside once, and where that fails too there is no cache."""
        for _ in range(2):
            try:
                return _connect(self.path)
            except sqlite3.OperationalError:
                return None  # read-only, full or locked: what lies there may be sound
            except sqlite3.DatabaseError:
                _remove(self.path)
        return None

    def _give_up(self, error: sqlite3.Error) -> None:
        """Work on without a cache; a damaged file is removed, so that the next run begins a new one."""
        if self._db is not None:
            self._db.close()
        self._db = None
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            _remove(self.path)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(OSError):
            path.with_name(name).unlink(missing_ok=True)
