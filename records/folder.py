"""DataFolder: where everything of one collection lies, and who may write to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jointcharge.records.errors import DataFolderError, LockedError


class DataFolder:
    """The data folder: ``raw/``, ``corpus.db``, ``index/`` and the lock that keeps writers apart.

    Raises `DataFolderError` where it is missing (unless ``create``) or cannot be written.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        if create:
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise DataFolderError(
                    f"cannot make the data folder {path}: {error.strerror}; "
                    "choose another with --data DIR or JOINTCHARGE_DATA"
                ) from error
        if not path.is_dir():
            raise DataFolderError(
                f"no data folder at {path}; give one with --data DIR, or begin with  jointcharge crawl sherloc  "
                "or  jointcharge import"
            )

    @property
    def raw(self) -> Path:
        """The raw archive."""
        return self.path / "raw"

    @property
    def corpus(self) -> Path:
        """The corpus database."""
        return self.path / "corpus.db"

    @property
    def index(self) -> Path:
        """The embedded search index."""
        return self.path / "index"

    @contextmanager
    def lock(self, what: str, wait_seconds: float = 0.0) -> Iterator[None]:
        """Hold the folder for writing; readers need no lock.

        Raises `LockedError` naming the command that holds it, once ``wait_seconds`` have passed.
        """
        from filelock import FileLock, Timeout

        if not os.access(self.path, os.W_OK):
            raise DataFolderError(
                f"the data folder {self.path} is read-only; make it writable or choose another with --data"
            )
        lock = FileLock(self.path / ".lock")
        holder = self.path / ".lock-holder"
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            who = holder.read_text(encoding="utf-8") if holder.exists() else "another command"
            raise LockedError(
                f"{who} is writing to {self.path}; wait for it to end and run this again (or give --wait SECONDS)"
            ) from error
        except OSError as error:
            raise DataFolderError(
                f"cannot lock the data folder {self.path}: {error.strerror}; make it writable"
            ) from error
        try:
            holder.write_text(f"jointcharge {what} (process {os.getpid()})", encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()
