"""read_text: the reader that fits a document's bytes."""

from __future__ import annotations

import re
from email.message import Message

from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|table|span|center|h[1-6]|meta|title|pre|article|main|section)\b",
    re.IGNORECASE,
)
_BINARY = {b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"II*\x00": "a TIFF picture", b"MM\x00*": "a TIFF picture", b"{\\rtf": "a Rich Text (RTF) file", b"Rar!": "a RAR archive", b"\x1f\x8b": "a gzip file", b"7z\xbc\xaf": "a 7-Zip archive"}  # fmt: skip


def read_text(body: bytes, media_type: str | None = None, *, name: str = "", ocr: bool = True) -> DocumentText:
    """The text of one document, read in this process without limits.

    What the bytes show outweighs ``media_type`` and ``name`` (a URL or file name), which only decide between text,
    JSON and HTML and must not contradict: a PDF that is an error page is `FailureKind.NOT_ITS_TYPE`.
    Raises `UnreadableTextError`, or `MissingExtraError` for a PDF without the extra ``pdf``.
    """
    if not body.strip():
        raise UnreadableTextError(
            FailureKind.EMPTY,
            "an empty document: it has no bytes" if not body else "an empty document: white space only",
        )
    labelled = kind_of_label(media_type, name)
    kind = kind_of_bytes(body, labelled)
    if labelled in ("pdf", "docx") and kind != labelled:
        raise UnreadableTextError(
            FailureKind.NOT_ITS_TYPE, f"not {_ARTICLE[labelled]}, as it is labelled: its bytes are {_ARTICLE[kind]}"
        )
    return _read(kind, body, charset_of(media_type), ocr)


def _read(kind: str, body: bytes, charset: str | None, ocr: bool) -> DocumentText:
    if kind == "pdf":
        from jointcharge.parsing.text.pdf import read_pdf

        return read_pdf(body, ocr=ocr)
    if kind == "docx":
        from jointcharge.parsing.text.docx import read_docx

        return read_docx(body)
    if kind == "xml":
        from jointcharge.parsing.text.akoma import read_akoma

        return read_akoma(body)
    if kind == "html":
        from jointcharge.parsing.text.html import read_html

        return read_html(body, charset)
    from jointcharge.parsing.text.plain import read_json, read_plain

    return read_json(body) if kind == "json" else read_plain(body, charset)


_ARTICLE = {
    "pdf": "a PDF",
    "docx": "a DOCX",
    "html": "an HTML page",
    "xml": "XML",
    "json": "JSON",
    "text": "plain text",
}


def kind_of_bytes(body: bytes, labelled: str | None = None) -> str:
    """``pdf``, ``docx``, ``html``, ``xml``, ``json`` or ``text``; raises for pictures, archives and old Word files."""
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    if head.startswith(_OLE):
        _raise_for_ole(body)
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise UnreadableTextError(FailureKind.UNSUPPORTED, f"{what}, which holds no text that can be read")
    if labelled == "json" or (labelled is None and head.startswith((b"{", b"[{"))):
        return "json"
    if head.startswith(b"<?xml") or b"<akomaNtoso" in head:
        return "html" if re.search(rb"<html[\s>]", head) else "xml"
    return "html" if labelled == "html" or (_HTML.search(head) and labelled != "text") else "text"


def _raise_for_ole(body: bytes) -> None:
    """An OLE file is an old Word document, or a DOCX under a password."""
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise UnreadableTextError(FailureKind.ENCRYPTED, "a DOCX that opens only with a password")
    raise UnreadableTextError(FailureKind.UNSUPPORTED, "a file of Word 97 to 2003 (.doc) or another OLE file")


_LABELS = (
    ("pdf", "pdf"),
    ("wordprocessingml", "docx"),
    ("html", "html"),
    ("json", "json"),
    ("xml", "xml"),
    ("text/plain", "text"),
)
_SUFFIXES = {
    "pdf": "pdf",
    "docx": "docx",
    "html": "html",
    "htm": "html",
    "json": "json",
    "xml": "xml",
    "akn": "xml",
    "txt": "text",
}


def kind_of_label(media_type: str | None, name: str) -> str | None:
    """What media type, or else the name's ending, says the document is; None where neither says."""
    for part, kind in _LABELS:
        if part in (media_type or "").lower():
            return kind
    return _SUFFIXES.get(name.split("?", 1)[0].rpartition(".")[2].lower()) if "." in name else None


def charset_of(media_type: str | None) -> str | None:
    """The charset that a media type declares."""
    message = Message()
    message["Content-Type"] = media_type or ""
    found = message.get_param("charset")
    return found if isinstance(found, str) else None
