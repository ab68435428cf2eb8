"""Reads plain text, and the text inside JSON records.

Plain text that a printer wrapped at a fixed width is joined to paragraphs again, as printed pages are.
"""

from __future__ import annotations

import json
import re
from typing import Any

from jointcharge.parsing.text.builder import TextBuilder
from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.encoding import decode, repaired
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError
from jointcharge.parsing.text.flow import Flow
from jointcharge.records.raw import sha256_of

_TEXT_KEYS = (
    "formatted_case_content", "plain_text", "text", "full_text", "judgment_text", "body", "content",
    "html_with_citations", "html", "html_lawbox", "html_columbia", "xml_harvard",
)  # fmt: skip
"""Where published records keep the judgment, the plainer first."""
_MARKUP = re.compile(r"<(?:p|div|br|html|body|pre|center|opinion|span)\b[^>]*>", re.IGNORECASE)
_WRAPPED = (55, 100)
"""A text is wrapped where nine in ten of its long lines end between these columns, none beyond."""


def read_plain(body: bytes, charset: str | None = None) -> DocumentText:
    """The text of a plain text file; form feeds part pages but are not kept."""
    return _from_text(decode(body, charset), sha256_of(body), "text/plain")


def read_json(body: bytes) -> DocumentText:
    """The judgment inside one JSON record: the first of the known fields that is filled."""
    try:
        record = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise UnreadableTextError(FailureKind.BROKEN, "JSON that is truncated or damaged") from error
    text = _text_in(record)
    if _MARKUP.search(text[:5_000]):
        from jointcharge.parsing.text.html import text_of_markup

        document = text_of_markup(text, sha256_of(body))
        document.media_type = "application/json"
        return document
    return _from_text(text, sha256_of(body), "application/json")


def _text_in(record: Any) -> str:
    if isinstance(record, list) and len(record) == 1:
        (record,) = record
    if isinstance(record, dict):
        filled = (record[key] for key in _TEXT_KEYS if isinstance(record.get(key), str) and record[key].strip())
        text = next(filled, None)
        if isinstance(text, str):
            return text.encode("utf-8", "replace").decode("utf-8")
    known = ", ".join(_TEXT_KEYS[:5])
    raise UnreadableTextError(
        FailureKind.UNSUPPORTED, f"JSON without a judgment's text: expected one record with one of {known}, …"
    )


def _from_text(text: str, sha256: str, media_type: str) -> DocumentText:
    builder = TextBuilder()
    flow = Flow(builder)
    lines = repaired(text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    wrapped = _is_wrapped(lines)
    for line in lines:
        if not wrapped or not line.strip() or line[:1] in " \t":
            flow.break_paragraph()
        flow.add(line + " ")
    flow.finish()
    return builder.build(sha256, media_type)


def _is_wrapped(lines: list[str]) -> bool:
    lengths = sorted(len(line.rstrip()) for line in lines if len(line.strip()) > 30)
    return len(lengths) >= 10 and lengths[-1] <= _WRAPPED[1] and lengths[len(lengths) // 2] >= _WRAPPED[0]
