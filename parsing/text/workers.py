"""read_texts: many documents, each in a worker process with time and memory limits.

A worker is used for document after document until it dies: one that overruns its time, outgrows its memory or is
brought down by a broken file is killed with its children and replaced, its document becomes a `TextFailure`, and the
run goes on. At most one document a worker is on its way, so memory does not grow with the number of documents.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import FailureKind, TextFailure, UnreadableTextError
from jointcharge.parsing.text.worker import Job, Limits, resident_megabytes, run_worker
from jointcharge.records.errors import ParseError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

Key = TypeVar("Key", bound=Hashable)

_LOOK_EVERY = 0.1
"""Seconds between two looks at how large the workers are."""
_KEEPS_AT_MOST = 0.3
"""A worker that holds more than this share of the limit when its document is done makes room for a fresh one."""
_START_SECONDS = 60.0
"""A worker has so long to start."""


class TextItem(NamedTuple, Generic[Key]):
    """One document to read: its bytes, or the path where they lie."""

    key: Key
    source: bytes | Path
    media_type: str | None = None
    name: str = ""


@dataclass(slots=True)
class _Worker(Generic[Key]):
    process: SpawnProcess
    pipe: connection.Connection
    item: TextItem[Key] | None = None
    """What it reads now; None while it waits."""
    started: float = 0.0
    born_with: float = 0.0
    """Megabytes resident before the document at hand."""
    largest: float = 0.0

    @property
    def grown(self) -> float:
        """Megabytes by which it was seen to outgrow its start."""
        return self.largest - self.born_with


def read_texts(
    items: Iterable[TextItem[Key]],
    *,
    workers: int = 2,
    seconds: float = 60.0,
    megabytes: int = 512,
    largest_megabytes: int = 200,
    ocr: bool = True,
) -> Iterator[tuple[Key, DocumentText | TextFailure]]:
    """Every item's key with its text or failure, as they are done; each item gives exactly one answer.

    ``seconds`` of wall clock and ``megabytes`` above an idle worker are what one document may take; a document of more
    than ``largest_megabytes`` is not opened. Raises ValueError for limits that are not positive.
    """
    if min(workers, seconds, megabytes, largest_megabytes) <= 0:
        raise ValueError("workers, seconds and megabytes must be greater than 0")
    pool = _Pool[Key](workers, Limits(seconds, megabytes, ocr))
    try:
        for item in items:
            failure = _oversized(item, largest_megabytes)
            if failure is not None:
                yield item.key, failure
                continue
            while (free := pool.find_free()) is None:
                yield from pool.collect()
            pool.give(free, item)
        while pool.is_busy:
            yield from pool.collect()
    finally:
        pool.close()


def _oversized(item: TextItem[Key], megabytes: int) -> TextFailure | None:
    try:
        size = item.source.stat().st_size if isinstance(item.source, Path) else len(item.source)
    except OSError as error:
        return UnreadableTextError(FailureKind.BROKEN, f"a file that cannot be opened ({error})").failure
    if size <= megabytes * 1_000_000:
        return None
    what = f"a document of {size / 1e6:,.0f} MB, more than the {megabytes:,} MB allowed"
    return UnreadableTextError(FailureKind.TOO_LARGE, what).failure


def _is_out_of_memory(answer: DocumentText | TextFailure) -> bool:
    return isinstance(answer, TextFailure) and answer.kind is FailureKind.OUT_OF_MEMORY


class _Pool(Generic[Key]):
    """Worker processes, started when first needed."""

    def __init__(self, size: int, limits: Limits) -> None:
        self._size = size
        self._limits = limits
        self._workers: list[_Worker[Key]] = []

    @property
    def is_busy(self) -> bool:
        return any(worker.item is not None for worker in self._workers)

    def find_free(self) -> _Worker[Key] | None:
        """A worker that waits for a document; a new one where there is room for it."""
        free = next((worker for worker in self._workers if worker.item is None), None)
        if free is None and len(self._workers) < self._size:
            free = self._start()
        return free

    def give(self, worker: _Worker[Key], item: TextItem[Key]) -> None:
        """Send the item to the worker; a worker that has died meanwhile is replaced."""
        job = Job(item.source, item.media_type, item.name)
        try:
            worker.pipe.send(job)
        except (BrokenPipeError, ConnectionError, OSError):
            self._end(worker)
            worker = self._start()
            worker.pipe.send(job)
        worker.item, worker.started = item, time.monotonic()
        worker.largest = worker.born_with

    def collect(self) -> Iterator[tuple[Key, DocumentText | TextFailure]]:
        """What is done now, or after a short wait."""
        busy = [(worker, worker.item) for worker in self._workers if worker.item is not None]
        ready = connection.wait([worker.pipe for worker, _ in busy], timeout=_LOOK_EVERY)
        for worker, item in busy:
            answer = self._answer(worker) if worker.pipe in ready else self._check(worker)
            if answer is not None:
                worker.item = None
                yield item.key, answer

    def close(self) -> None:
        """Stop every worker."""
        for worker in list(self._workers):
            self._end(worker)

    def _start(self) -> _Worker[Key]:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=run_worker, args=(theirs, self._limits), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker[Key](process, ours)
        self._workers.append(worker)
        try:
            if ours.poll(_START_SECONDS):
                worker.born_with = ours.recv()
                return worker
        except (EOFError, OSError):
            pass
        self._end(worker)
        raise ParseError("a process that reads documents does not start; free some memory or ask for fewer workers")

    def _end(self, worker: _Worker[Key]) -> None:
        """Kill the worker and what it started (an OCR program)."""
        if worker.process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)

    def _answer(self, worker: _Worker[Key]) -> DocumentText | TextFailure:
        try:
            answer: DocumentText | TextFailure = worker.pipe.recv()
        except (EOFError, OSError):
            return self._died(worker)
        kept = resident_megabytes(worker.process.pid or 0) - worker.born_with
        if kept > _KEEPS_AT_MOST * self._limits.megabytes or _is_out_of_memory(answer):
            self._end(worker)
        return answer

    def _died(self, worker: _Worker[Key]) -> TextFailure:
        worker.process.join()
        code = worker.process.exitcode or 0
        self._end(worker)
        if code in (-signal.SIGALRM, -signal.SIGXCPU):
            return self._overran()
        if worker.grown > 0.5 * self._limits.megabytes:
            return self._outgrew()
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return UnreadableTextError(FailureKind.CRASHED, f"a document that brings its reader down ({how})").failure

    def _check(self, worker: _Worker[Key]) -> TextFailure | None:
        """Whether a worker that has not answered is still within its limits."""
        worker.largest = max(worker.largest, resident_megabytes(worker.process.pid or 0))
        if worker.grown > self._limits.megabytes:
            self._end(worker)
            return self._outgrew()
        if time.monotonic() - worker.started > self._limits.seconds:
            self._end(worker)
            return self._overran()
        return None

    def _overran(self) -> TextFailure:
        what = f"a document that takes longer than {self._limits.seconds:g} seconds to read"
        return UnreadableTextError(FailureKind.TIMED_OUT, what).failure

    def _outgrew(self) -> TextFailure:
        what = f"a document that takes more than {self._limits.megabytes:,} MB of memory to read"
        return UnreadableTextError(FailureKind.OUT_OF_MEMORY, what).failure
