"""Why a document gives no text: one name for each situation, with what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from jointcharge.records.errors import ParseError


class FailureKind(StrEnum):
    """Named so that a run can count them."""

    EMPTY = "empty"  # no bytes at all
    ENCRYPTED = "encrypted"
    BROKEN = "broken"  # truncated or damaged beyond reading
    NOT_ITS_TYPE = "not_its_type"  # the bytes are not what the label says
    UNSUPPORTED = "unsupported"  # a type that no reader reads
    TOO_LARGE = "too_large"
    UNSAFE = "unsafe"  # a bomb: entities, nesting or compression beyond all measure
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"  # the worker process died


_REMEDIES = {
    FailureKind.EMPTY: "fetch it again",
    FailureKind.ENCRYPTED: "save a copy without password and import that",
    FailureKind.BROKEN: "fetch it again",
    FailureKind.NOT_ITS_TYPE: "check where it came from and fetch it again",
    FailureKind.UNSUPPORTED: "convert it to PDF, DOCX, HTML or plain text",
    FailureKind.TOO_LARGE: "split it, or raise the limit",
    FailureKind.UNSAFE: "do not open it; ask the court for a clean copy",
    FailureKind.TIMED_OUT: "raise the time limit, or split it",
    FailureKind.OUT_OF_MEMORY: "raise the memory limit, or split it",
    FailureKind.CRASHED: "fetch it again; if it stays so, report it with the file",
}


class TextFailure(NamedTuple):
    """A document that could not be read; the run goes on."""

    kind: FailureKind
    message: str


class UnreadableTextError(ParseError):
    """A document gives no text; `kind` says why, the message ends with what to do."""

    def __init__(self, kind: FailureKind, what: str) -> None:
        super().__init__(f"{what}; {_REMEDIES[kind]}")
        self.kind = kind

    @property
    def failure(self) -> TextFailure:
        """The same as a value, for runs that count and go on."""
        return TextFailure(self.kind, str(self))
