"""One WARC record for one raw document, and back: what is written, what is read, where members end.

WARC 1.1 (https://iipc.github.io/warc-specifications/), one gzip member a record, written with warcio.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote

from jointcharge.records.raw import RawDocument, RawEntry, RawKind

Headers = Sequence[tuple[str, str]]
"""HTTP headers in the order served."""

_FILE_URN = "urn:jointcharge:file:"
_KIND, _REFERRER, _PORTAL, _MEDIA, _REVISION = (
    f"Jointcharge-{name}" for name in ("Kind", "Referrer", "Portal", "Media-Type", "Revision")
)
_REVISITS = "http://netpreserve.org/warc/1.1/revisit/"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Member:
    """One complete gzip member of a WARC file."""

    offset: int
    length: int


@dataclass(frozen=True)
class Tail:
    """Where the complete members of a file end, and whether what follows is merely unfinished."""

    end: int
    damage: str | None = None


def to_warc_date(moment: dt.datetime) -> str:
    """``2026-08-01T12:00:00.000000Z``."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def to_payload_digest(sha256: str) -> str:
    """``sha256:`` and the digest in base 32, as WARC readers check it."""
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()


def _sha256_of_digest(digest: str) -> str:
    return base64.b32decode(digest.removeprefix("sha256:")).hex()


def build_writer(out: BinaryIO) -> Any:
    """A warcio writer onto ``out``."""
    from warcio.warcwriter import WARCWriter

    return WARCWriter(out, gzip=True, warc_version="1.1")


def build_info(writer: Any, name: str, software: str) -> Any:
    """The warcinfo record that opens the file ``name``."""
    fields = {"software": software, "format": "WARC File Format 1.1", "conformsTo": _REVISITS.removesuffix("revisit/")}
    return writer.create_warcinfo_record(name, fields)


def _own_headers(raw: RawDocument) -> dict[str, str]:
    own = {
        "WARC-Date": to_warc_date(raw.fetched_at),
        "WARC-Payload-Digest": to_payload_digest(raw.sha256),
        _KIND: raw.kind.value,
        _PORTAL: raw.portal,
        _MEDIA: raw.media_type,
    }
    told = {_REFERRER: raw.referrer, _REVISION: raw.revision}
    return own | {name: value for name, value in told.items() if value is not None}


def _http_headers(status: int, headers: Headers) -> Any:
    from http.client import responses

    from warcio.statusandheaders import StatusAndHeaders

    # The body is kept without its chunks, so readers must not look for them.
    kept = [("X-Orig-" + k if k.lower() == "transfer-encoding" else k, v) for k, v in headers]
    return StatusAndHeaders(f"{status} {responses.get(status, '')}".strip(), kept, protocol="HTTP/1.1")


def build_record(writer: Any, raw: RawDocument, headers: Headers | None) -> Any:
    """A response record; a resource record for a file (``headers`` None)."""
    payload, length = io.BytesIO(raw.body), len(raw.body)
    own = _own_headers(raw)
    if headers is None:
        address = _FILE_URN + quote(raw.url)
        return writer.create_warc_record(
            address, "resource", payload, length, warc_content_type=raw.media_type, warc_headers_dict=own
        )
    http = _http_headers(raw.status, headers)
    return writer.create_warc_record(raw.url, "response", payload, length, warc_headers_dict=own, http_headers=http)


def build_revisit(writer: Any, raw: RawDocument, headers: Headers, earlier: RawEntry, profile: str) -> Any:
    """A revisit record: ``raw`` was served again and is what ``earlier`` holds.

    ``profile`` is ``identical-payload-digest`` or, after a 304, ``server-not-modified``.
    """
    own = _own_headers(raw)
    digest = own.pop("WARC-Payload-Digest")
    status = 304 if profile == "server-not-modified" else raw.status
    date = to_warc_date(earlier.fetched_at)
    http = _http_headers(status, headers)
    record = writer.create_revisit_record(raw.url, digest, earlier.url, date, http, own)
    record.rec_headers.replace_header("WARC-Profile", _REVISITS + profile)
    return record


def read_record(warc: Path, offset: int) -> tuple[Any, bytes]:
    """The record at ``offset`` and its body. OSError or warcio's ArchiveLoadFailed where there is none."""
    from warcio.archiveiterator import ArchiveIterator

    with warc.open("rb") as stream:
        stream.seek(offset)
        for record in ArchiveIterator(stream):
            return record, record.content_stream().read()
    raise EOFError(f"{warc} has no record at byte {offset}")


def headers_of(record: Any) -> list[tuple[str, str]]:
    """The HTTP headers that came with a record; none for a file."""
    return list(record.http_headers.headers) if record.http_headers else []


def is_revisit(record: Any) -> bool:
    """Whether the record only points to an earlier one."""
    return bool(record.rec_type == "revisit")


def entry_of(record: Any, warc: str, member: Member) -> RawEntry | None:
    """The index entry of a record; None for one that is not a raw document (warcinfo)."""
    own = record.rec_headers.get_header
    if own(_KIND) is None:
        return None
    url = own("WARC-Target-URI")
    if record.rec_type == "resource":
        url = unquote(url.removeprefix(_FILE_URN))
    status = 200 if is_revisit(record) or not record.http_headers else int(record.http_headers.get_statuscode())
    return RawEntry(
        portal=own(_PORTAL),
        url=url,
        kind=RawKind(own(_KIND)),
        fetched_at=dt.datetime.fromisoformat(own("WARC-Date")),
        media_type=own(_MEDIA),
        status=status,
        sha256=_sha256_of_digest(own("WARC-Payload-Digest")),
        warc=warc,
        offset=member.offset,
        length=member.length,
        referrer=own(_REFERRER),
        revision=own(_REVISION),
    )


def find_members(warc: Path, start: int) -> Iterator[Member | Tail]:
    """The complete gzip members from ``start`` on; last, the Tail that says where they end."""
    offset = start
    with warc.open("rb") as stream:
        stream.seek(start)
        data = b""
        while data := data or stream.read(_CHUNK):
            inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            length = 0
            try:
                while data and not inflate.eof:
                    inflate.decompress(data)
                    length += len(data) - len(inflate.unused_data)
                    data = inflate.unused_data if inflate.eof else stream.read(_CHUNK)
            except zlib.error as error:
                yield Tail(offset, str(error))
                return
            if not inflate.eof:
                break
            yield Member(offset, length)
            offset += length
    yield Tail(offset)
