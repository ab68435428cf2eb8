"""Which characters the bytes of a text stand for: a byte order mark, what was declared, UTF-8, else cp1252."""

from __future__ import annotations

import codecs
import re

from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_TWICE = re.compile("[\xc2-\xdf][\x80-\x9f\xa1-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A character of UTF-8 whose bytes were read as Latin-1. Not capital A tilde with a no-break space, which Portuguese writes."""
_MOST_CONTROLS = 0.02
"""A text of whose characters more than this share are control characters is no text."""


def decode(body: bytes, declared: str | None = None) -> str:
    """The text; raises `UnreadableTextError` where the bytes are no text in any of these encodings."""
    text = _decoded(body, declared)
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        raise UnreadableTextError(FailureKind.NOT_ITS_TYPE, "not a text: its bytes are no characters")
    return text.replace("\x00", "")


def repaired(text: str) -> str:
    """``text`` with what was encoded twice read once: ``Ã±`` is ``ñ``, and quotation marks are marks again."""
    return _TWICE.sub(_once, text)


def _once(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def decode_html(body: bytes, declared: str | None = None) -> str:
    """The same for HTML, where a ``meta`` element may declare the encoding."""
    found = _META.search(body[:4096])
    named = found.group(1).decode("ascii", "replace") if found else None
    return decode(body, declared or named)


def _decoded(body: bytes, declared: str | None) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    for guess in (declared, _wide_guess(body), "utf-8"):
        if guess is not None and (text := _strictly(body, guess)) is not None:
            return text
    return body.decode("cp1252", "replace") if _mostly_single(body) else body.decode("utf-8", "replace")


def _strictly(body: bytes, name: str) -> str | None:
    """Latin-1 and ASCII are read as cp1252 below, as browsers do."""
    try:
        if codecs.lookup(name).name in ("iso8859-1", "ascii", "cp1252"):
            return None
        return body.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _wide_guess(body: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every second byte."""
    head = body[:400]
    if len(head) < 8 or head.count(0) * 3 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _mostly_single(body: bytes) -> bool:
    """Whether the bytes beyond ASCII stand alone, as in cp1252; a damaged UTF-8 text keeps most of its pairs."""
    damaged = body.decode("utf-8", "replace").count("\ufffd")
    return damaged * 4 > sum(byte > 0x7F for byte in body[:200_000])
