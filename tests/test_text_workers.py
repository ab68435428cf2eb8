"""Documents in worker processes: every one answered, limits kept, the run goes on."""

import os
import signal
import time
from pathlib import Path

import pytest

from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import FailureKind, TextFailure
from jointcharge.parsing.text.worker import Limits, resident_megabytes
from jointcharge.parsing.text.workers import TextItem, _Pool, read_texts

PAGE = b"<html><body><p>The court finds the accused guilty.</p></body></html>"
SLOW = b"<html><body>" + b"<table><tr><td><p>x" * 60_000
LARGE = b"word\n" * 6_000_000


def test_every_item_is_answered_once_and_failures_do_not_stop_the_run(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    items = [TextItem(n, PAGE, "text/html") for n in range(6)]
    items += [
        TextItem(6, b""),
        TextItem(7, path),
        TextItem(8, tmp_path / "gone.html"),
        TextItem(9, b"%PDF-1.7 nothing"),
    ]
    answers = list(read_texts(items, workers=2, seconds=30))
    assert sorted(key for key, _ in answers) == list(range(10))
    found = dict(answers)
    assert all(
        isinstance(found[n], DocumentText) and found[n].text == "The court finds the accused guilty."
        for n in (*range(6), 7)
    )
    kinds = [found[n].kind for n in (6, 8, 9)]
    assert kinds == [FailureKind.EMPTY, FailureKind.BROKEN, FailureKind.BROKEN]


def test_a_document_over_its_time_or_memory_is_named_and_the_next_is_read() -> None:
    items = [TextItem("slow", SLOW, "text/html"), TextItem("fine", PAGE, "text/html")]
    found = dict(read_texts(items, workers=1, seconds=1, megabytes=2_000))
    assert isinstance(found["slow"], TextFailure)
    assert found["slow"].kind is FailureKind.TIMED_OUT
    assert "1 seconds" in found["slow"].message
    assert isinstance(found["fine"], DocumentText)


def test_a_document_that_outgrows_its_memory_is_named() -> None:
    items = [TextItem("large", LARGE, "text/plain"), TextItem("fine", PAGE, "text/html")]
    found = dict(read_texts(items, workers=1, seconds=60, megabytes=80))
    assert isinstance(found["large"], TextFailure)
    assert found["large"].kind is FailureKind.OUT_OF_MEMORY
    assert found["large"].message.endswith("raise the memory limit, or split it")
    assert isinstance(found["fine"], DocumentText)


def test_a_worker_that_dies_is_a_named_failure_and_is_replaced() -> None:
    pool = _Pool[str](1, Limits(30, 500, False))
    try:
        worker = pool.find_free()
        assert worker is not None
        pool.give(worker, TextItem("killed", SLOW, "text/html"))
        os.kill(worker.process.pid or 0, signal.SIGSEGV)
        ((key, answer),) = _collected(pool)
        assert (key, answer.kind) == ("killed", FailureKind.CRASHED)
        assert "SIGSEGV" in answer.message
        fresh = pool.find_free()
        assert fresh is not None
        pool.give(fresh, TextItem("fine", PAGE, "text/html"))
        ((key, answer),) = _collected(pool)
        assert isinstance(answer, DocumentText)
    finally:
        pool.close()


def _collected(pool: _Pool[str]) -> list:
    answers: list = []
    until = time.monotonic() + 30
    while not answers and time.monotonic() < until:
        answers += pool.collect()
    return answers


def test_a_file_too_large_is_never_opened() -> None:
    ((_, answer),) = read_texts([TextItem("huge", b"x" * 2_000_000)], largest_megabytes=1)
    assert isinstance(answer, TextFailure)
    assert answer.kind is FailureKind.TOO_LARGE
    assert answer.message == "a document of 2 MB, more than the 1 MB allowed; split it, or raise the limit"


def test_workers_end_with_the_run_even_when_it_is_left_early() -> None:
    reads = read_texts((TextItem(n, PAGE, "text/html") for n in range(50)), workers=1)
    next(reads)
    reads.close()
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    assert not [pid for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_items_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def items():
        for n in range(100):
            taken.append(n)
            yield TextItem(n, PAGE, "text/html")

    reads = read_texts(items(), workers=1)
    next(reads)
    assert len(taken) <= 3
    reads.close()


def test_limits_must_be_positive() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        next(read_texts([], seconds=0))


def test_memory_of_a_process_that_is_gone_is_nothing() -> None:
    assert resident_megabytes(os.getpid()) > 5
    assert resident_megabytes(2**22 + 1) == 0
