"""Documents whose text is read in worker processes, with limits on time and memory.

A format that wants this offers ``parse_text(raw, document) -> Parsed`` beside ``parse(raw)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeGuard

from jointcharge.parsing.courts import all_courts
from jointcharge.parsing.formats import Format, Parsed
from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import TextFailure
from jointcharge.parsing.text.workers import TextItem, read_texts
from jointcharge.records.errors import ArchiveError
from jointcharge.records.raw import RawDocument, RawEntry, sha256_of


class TextFormat(Format, Protocol):
    """A format that reads documents by way of their text."""

    def parse_text(self, raw: RawDocument, document: DocumentText) -> Parsed:
        """What the document says, or ParseError."""


def reads_text(one: Format) -> TypeGuard[TextFormat]:
    """Whether a format reads documents by way of their text."""
    return hasattr(one, "parse_text")


def courts_version() -> str:
    """Eight digits that change whenever a court module is added or changes its rules."""
    return sha256_of("\n".join(f"{court.NAME}/{court.VERSION}" for court in all_courts()).encode())[:8]


def read_documents(
    entries: Sequence[RawEntry], read: Callable[[RawEntry], RawDocument]
) -> Iterator[tuple[RawEntry, RawDocument | None, DocumentText | str]]:
    """Each entry with its bytes and its text, or with the reason why there is none, as they are done."""
    raws: dict[int, RawDocument] = {}
    lost: list[tuple[RawEntry, str]] = []

    def items() -> Iterator[TextItem[int]]:
        for n, entry in enumerate(entries):
            try:
                raw = read(entry)
            except ArchiveError as error:
                lost.append((entry, str(error)))
                continue
            raws[n] = raw
            yield TextItem(n, raw.body, raw.media_type, raw.url)

    for n, answer in read_texts(items()):
        raw = raws.pop(n)
        told = f"{raw.url}: {answer.message}" if isinstance(answer, TextFailure) else answer
        yield entries[n], raw, told
    for entry, reason in lost:
        yield entry, None, reason
