"""Raw documents as an import or a crawl archives them, for the tests of what reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jointcharge.records.raw import RawDocument, RawKind, sha256_of

FETCHED = dt.datetime(2032, 1, 1, tzinfo=dt.UTC)


def raw_of(
    body: bytes | str, url: str = "one.txt", media_type: str = "text/plain", portal: str = "files", **more: Any
) -> RawDocument:
    """A file of ``body``; ``more`` are other fields of the document."""
    body = body if isinstance(body, bytes) else body.encode()
    told = {"kind": RawKind.FILE, "fetched_at": FETCHED, **more}
    return RawDocument(portal=portal, url=url, media_type=media_type, sha256=sha256_of(body), body=body, **told)
