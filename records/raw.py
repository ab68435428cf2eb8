"""RawDocument: bytes as served, with where and when they came from."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest of a document's body, lower-case hexadecimal."""


class Record(BaseModel):
    """Base of every record: frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RawKind(StrEnum):
    """What a raw document is to its portal."""

    LISTING = "listing"  # a page of search results
    CASE = "case"  # a case page
    ATTACHMENT = "attachment"  # a judgment or other file linked from a case page
    FILE = "file"  # a file the user brought


def sha256_of(body: bytes) -> str:
    """The SHA-256 digest of ``body``, lower-case hexadecimal."""
    return hashlib.sha256(body).hexdigest()


class RawEntry(Record):
    """Where one raw document lies in the archive: everything about it but its bytes."""

    portal: str
    url: str
    """The address asked for; for an imported file, its path within the folder imported."""
    kind: RawKind
    fetched_at: datetime
    """When it was served (UTC)."""
    media_type: str
    status: int
    """HTTP status; 200 for an imported file."""
    sha256: Sha256
    warc: str
    """File name of the WARC within ``raw/<portal>/``."""
    offset: int
    """Byte offset of the record's gzip member in the WARC."""
    length: int
    """Length of that gzip member in bytes."""
    referrer: str | None = None
    """What led to it: for an attachment the address of the case page that links to it, for a document of a case the
    case's own address where that is another, for a page of a list the list's first page."""
    revision: str | None = None
    """What the portal's list called this version of the document (a content hash); None where it does not say."""


class RawDocument(Record):
    """Bytes as served by a portal, or as brought by the user, with their provenance."""

    portal: str
    url: str
    kind: RawKind
    fetched_at: datetime
    media_type: str
    status: int = 200
    sha256: Sha256
    body: bytes
    referrer: str | None = None
    revision: str | None = None

    @model_validator(mode="after")
    def _digest_matches(self) -> Self:
        if sha256_of(self.body) != self.sha256:
            raise ValueError(f"the body of {self.url} does not match its sha256; fetch it again")
        return self
