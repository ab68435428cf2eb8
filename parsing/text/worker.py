"""What runs inside a worker process of `workers`: read a document, send its text, wait for the next."""

from __future__ import annotations

import gc
import os
import resource
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import FailureKind, TextFailure, UnreadableTextError
from jointcharge.records.errors import MissingExtraError

_ADDRESS_SPACE_FACTOR = 1.5
"""Address space allowed for each megabyte: allocators reserve more than they use."""


class Limits(NamedTuple):
    """What one document may take."""

    seconds: float
    megabytes: int
    ocr: bool


class Job(NamedTuple):
    """One document on its way to a worker."""

    source: bytes | Path
    media_type: str | None
    name: str


def run_worker(pipe: Connection, limits: Limits) -> None:
    """Serve documents until the other end closes. First says how many megabytes it holds when idle."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _import_readers()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_address_space(limits.megabytes)
    gc.freeze()
    pipe.send(resident_megabytes(os.getpid()))
    while True:
        try:
            job: Job = pipe.recv()
        except (EOFError, OSError):
            return
        _limit_processor_time(limits.seconds)
        signal.setitimer(
            signal.ITIMER_REAL, limits.seconds
        )  # ends this process, also while the parent is busy elsewhere
        answer = _answer(job, limits)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(pipe, answer)
        gc.collect()


def _answer(job: Job, limits: Limits) -> DocumentText | TextFailure:
    from jointcharge.parsing.text.read import read_text

    gc.disable()  # a document's thousands of lines live until it is sent: looking for garbage among them finds none
    try:
        body = job.source.read_bytes() if isinstance(job.source, Path) else job.source
        return read_text(body, job.media_type, name=job.name, ocr=limits.ocr)
    except UnreadableTextError as error:
        return error.failure
    except MissingExtraError as error:
        return TextFailure(FailureKind.UNSUPPORTED, str(error))
    except MemoryError:
        what = f"a document that takes more than {limits.megabytes:,} MB of memory to read"
        return UnreadableTextError(FailureKind.OUT_OF_MEMORY, what).failure
    except Exception as error:  # noqa: BLE001 - whatever a broken file provokes is that file's failure, named and counted
        what = f"a document that its reader cannot make out ({type(error).__name__}: {str(error)[:120]})"
        return UnreadableTextError(FailureKind.CRASHED, what).failure
    finally:
        gc.enable()


def _send(pipe: Connection, answer: DocumentText | TextFailure) -> None:
    try:
        pipe.send(answer)
    except MemoryError:
        pipe.send(
            UnreadableTextError(FailureKind.OUT_OF_MEMORY, "a document whose text does not fit into memory").failure
        )


def _import_readers() -> None:
    """Load the libraries before memory is limited, so that they count as the idle worker's."""
    import importlib

    for name in ("pdf", "html", "docx", "akoma", "plain", "read"):
        importlib.import_module(f"jointcharge.parsing.text.{name}")
    for name in ("pypdfium2", "pypdfium2.raw", "selectolax.lexbor"):
        try:
            importlib.import_module(name)
        except ImportError:
            continue


def _limit_address_space(megabytes: int) -> None:
    held = _status_kilobytes(os.getpid(), "VmSize") * 1024
    limit = int(held + _ADDRESS_SPACE_FACTOR * megabytes * 1024 * 1024)
    _lower(resource.RLIMIT_AS, limit)


def _limit_processor_time(seconds: float) -> None:
    """Ends a worker whose parent has died, too: nobody else would stop it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 2)


def _lower(what: int, soft: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def resident_megabytes(pid: int) -> float:
    """Memory that a process holds now; 0 where it is gone or the system does not tell (no ``/proc``)."""
    return _status_kilobytes(pid, "VmRSS") / 1024


def _status_kilobytes(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
