"""Files of judgments that the user brought, of any court: text, then the court that knows it, then its case.

PDF, HTML, DOCX, XML, plain text, and JSON whose longest string is the decision (its other strings are hints). A court stated with
``--court`` travels in the media type: ``application/pdf; court=phl_supreme_court``.
"""

from __future__ import annotations

import json
from email.message import Message
from typing import TYPE_CHECKING, Any

from jointcharge.parsing.courts import Hints, all_courts, court_of
from jointcharge.parsing.formats import Parsed
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument, RawEntry, RawKind

if TYPE_CHECKING:
    from jointcharge.parsing.text.document import DocumentText

NAME = "files"
_OWN_VERSION = 1
_SHORT = 300
"""Strings of a JSON file up to this length are hints; longer ones are text."""


def __getattr__(name: str) -> int:
    """``VERSION``: this module's and every court's, so that a file is read again when any court's rules change."""
    if name == "VERSION":
        return _OWN_VERSION + sum(court.VERSION for court in all_courts())
    raise AttributeError(name)


def accepts(raw: RawDocument | RawEntry) -> bool:
    """Whether ``raw`` was brought by ``jointcharge import files``."""
    return raw.portal == NAME and raw.kind is RawKind.FILE


def media_type_for(media_type: str, court: str | None) -> str:
    """The media type that carries the court the user stated."""
    return f"{media_type}; court={court}" if court else media_type


def parse(raw: RawDocument) -> Parsed:
    """The case of one judgment. Raises `ParseError` for a file without text, or of a court that nobody knows."""
    from jointcharge.parsing.text.read import read_text

    return parse_text(raw, read_text(raw.body, raw.media_type, name=raw.url))


def parse_text(raw: RawDocument, document: DocumentText) -> Parsed:
    """The case of one judgment whose text was read already. Raises `ParseError` as `parse` does."""
    if not document.text.strip():
        raise ParseError(f"{raw.url}: no text in it ({document.status.value}); run OCR on it and import it again")
    hints = hints_of(raw)
    court = court_of(document.text, hints)
    if court is None:
        known = ", ".join(c.NAME for c in all_courts())
        raise ParseError(f"{raw.url}: no court knows this judgment; say which with --court: {known}")
    return Parsed(document.text, (court.parse(document, raw),))


def hints_of(raw: RawDocument) -> Hints:
    """What the file says of itself beside its text."""
    message = Message()
    message["content-type"] = raw.media_type
    court = message.get_param("court")
    return Hints(
        court=court if isinstance(court, str) else None,
        name=raw.url,
        media_type=message.get_content_type(),
        fields=_fields(raw.body) if raw.body[:1] in (b"{", b"[") else {},
    )


def _fields(body: bytes) -> dict[str, str]:
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    strings = data.items() if isinstance(data, dict) else ()
    return {str(k): v for k, v in strings if isinstance(v, str) and len(v) <= _SHORT}
