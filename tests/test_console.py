"""What a user sees when something goes wrong: one line with a remedy, an exit code, never a traceback."""

import errno

import pytest

from jointcharge.cli import console
from jointcharge.records.errors import CorpusError, MissingExtraError


def raising(error: BaseException):
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CorpusError("no corpus at x; make one with  jointcharge parse"), "make one with"),
        (MissingExtraError("crawling", "crawl"), "pip install 'jointcharge[crawl]'"),
        (
            OSError(errno.ENOSPC, "No space left on device", "corpus.db"),
            "the disk is full (corpus.db); free some space",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "out.csv"), "not allowed to write or read (out.csv)"),
        (FileNotFoundError(errno.ENOENT, "No such file", "a.csv"), "no such file or folder (a.csv)"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "d"), "a folder stands where a file was expected"),
        (MemoryError(), "out of memory"),
        (ValueError("odd"), "unexpected ValueError: odd"),
    ],
)
def test_an_error_is_one_line_with_a_remedy(error, words, capsys, monkeypatch) -> None:
    monkeypatch.delenv("JOINTCHARGE_DEBUG", raising=False)
    assert console.run(raising(error)) == 1
    told = capsys.readouterr().err
    assert told.startswith("Error: ")
    assert words in told
    assert told.count("\n") == 1
    assert "Traceback" not in told


def test_an_interrupt_says_that_nothing_is_lost(capsys) -> None:
    assert console.run(raising(KeyboardInterrupt())) == 130
    assert "goes on where this one stopped" in capsys.readouterr().err


def test_success_is_silent_and_exits_with_zero(capsys) -> None:
    assert console.run(lambda: console.say("answer")) == 0
    captured = capsys.readouterr()
    assert captured.out == "answer\n"
    assert captured.err == ""


def test_debug_lets_the_traceback_through(monkeypatch) -> None:
    monkeypatch.setenv("JOINTCHARGE_DEBUG", "1")
    with pytest.raises(ValueError, match="odd"):
        console.run(raising(ValueError("odd")))


def test_warnings_go_to_standard_error(capsys) -> None:
    console.warn("the portal changed shape")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Warning: the portal changed shape\n"
