"""One module per portal format, found by walking this package.

A format module has ``NAME``, ``VERSION`` (an int, raised whenever its rules change), ``accepts(raw) -> bool`` and
``parse(raw) -> Parsed``; ``parse`` raises ``ParseError`` for a document that is not what the format expects.
"""

from __future__ import annotations

import datetime as dt
import importlib
import mimetypes
import pkgutil
from functools import lru_cache
from typing import NamedTuple, Protocol, cast

from jointcharge.records.attachments import Attached
from jointcharge.records.case import Case, Listing
from jointcharge.records.errors import ImportFileError, ParseError
from jointcharge.records.raw import RawDocument, RawEntry, RawKind, sha256_of


class Parsed(NamedTuple):
    """What one document says."""

    text: str = ""
    """The document's canonical text; every span of its cases points into it."""
    cases: tuple[Case, ...] = ()
    listings: tuple[Listing, ...] = ()
    """Entries of a page of search results."""
    attached: Attached | None = None
    """What a file says that is attached to a case's page: no case of its own."""


class ParsedFile(NamedTuple):
    """A file the user brought, with what it says."""

    raw: RawDocument
    parsed: Parsed


class Format(Protocol):
    """What a module of this package offers."""

    NAME: str
    VERSION: int

    def accepts(self, raw: RawDocument | RawEntry) -> bool:
        """Whether the format reads this document; told by portal and kind, never by its content."""

    def parse(self, raw: RawDocument) -> Parsed:
        """What the document says, or ParseError."""


@lru_cache(maxsize=1)
def all_formats() -> tuple[Format, ...]:
    """Every format of this package, by name."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return tuple(sorted((cast(Format, m) for m in modules if hasattr(m, "NAME")), key=lambda f: f.NAME))


def format_of(raw: RawDocument | RawEntry) -> Format | None:
    """The one format that reads ``raw``; None where none does (an attachment, another portal's page)."""
    found = [one for one in all_formats() if one.accepts(raw)]
    if len(found) > 1:
        names = ", ".join(one.NAME for one in found)
        raise ParseError(
            f"{raw.url}: several formats would read it ({names}); report this, it is a fault of the program"
        )
    return found[0] if found else None


def to_raw_file(kind: str, name: str, body: bytes) -> RawDocument:
    """A file the user brings as ``kind``, named by its path within the folder imported."""
    return RawDocument(
        portal=kind,
        url=name,
        kind=RawKind.FILE,
        fetched_at=dt.datetime.now(dt.UTC),
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        sha256=sha256_of(body),
        body=body,
    )


def parse_file(kind: str, name: str, body: bytes) -> ParsedFile:
    """A file the user brings as ``kind`` (the format's name), read whole, so that a bad one never enters the archive.

    Raises `ImportFileError` for a kind that no format has, or a file that is none of that kind.
    """
    raw = to_raw_file(kind, name, body)
    one = format_of(raw)
    if one is None:
        known = ", ".join(f.NAME for f in all_formats() if f.accepts(raw.model_copy(update={"portal": f.NAME})))
        raise ImportFileError(f"no kind of file is called {kind!r}: use one of {known}")
    try:
        return ParsedFile(raw, one.parse(raw))
    except ParseError as error:
        raise ImportFileError(str(error)) from error
