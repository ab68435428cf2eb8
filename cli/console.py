"""The only code that prints, exits and reads the environment: words for people, data for programs."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jointcharge.records.errors import JointchargeError

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


def say(text: str = "") -> None:
    """Print one line (or block) of an answer to standard output."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """Print one line about the work itself to standard error, so that answers stay clean."""
    sys.stderr.write(text + "\n")


def warn(text: str) -> None:
    """Print a warning to standard error."""
    tell(f"Warning: {text}")


def write_bytes(body: bytes) -> None:
    """Write bytes as they are to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar with rate and remaining time on standard error; one plain line where that is no terminal.

    Yields a function to be told how many are done, and of how many (None while not known).
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, rate="")

        def done(count: int, total: int | None) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            rate = f"{count / elapsed:.1f}/s" if elapsed > 1 else ""
            bar.update(task, completed=count, total=total, rate=rate)

        yield done


def message_of(error: BaseException) -> str:
    """What a user is told of an error: one line, ending with what to do."""
    if isinstance(error, JointchargeError):
        return " ".join(str(error).split("\n")) if "\n" not in str(error) else str(error)
    if isinstance(error, MemoryError):
        return "out of memory; close other programs or use a machine with more, then run the command again"
    if isinstance(error, OSError):
        return _message_of_os_error(error)
    if isinstance(error, sqlite3.Error):
        return (
            f"the corpus cannot be read or written ({error}); see  jointcharge status,  or move corpus.db away and run"
            "  jointcharge parse  to build it again from the raw archive"
        )
    kind = type(error).__name__
    return f"unexpected {kind}: {error}; run again with JOINTCHARGE_DEBUG=1 and report what it prints"


def _message_of_os_error(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{where}; free some space and run the command again, nothing committed is lost"
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"not allowed to write or read{where}; make it accessible or choose another place with --data or --output"
        )
    if error.errno == errno.ENOENT:
        return f"no such file or folder{where}; check the path"
    if error.errno == errno.EISDIR:
        return f"a folder stands where a file was expected{where}; give a file"
    return f"{error.strerror or error}{where}; check the path and the disk, then run the command again"


def run(command: Callable[[], object]) -> int:
    """Run a command and turn whatever goes wrong into one line and an exit code, never a traceback."""
    if os.environ.get("JOINTCHARGE_DEBUG"):
        command()
        return 0
    try:
        command()
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - so that the exit does not flush into the pipe
        return EXIT_PIPE
    except KeyboardInterrupt:
        tell("Interrupted; what was committed is kept, and the same command goes on where this one stopped.")
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence: a user gets words
        tell(f"Error: {message_of(error)}")
        return EXIT_FAILED
    return 0
