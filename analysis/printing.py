"""A page of HTML as PDF, byte for byte the same every time; by PlutoPrint, in the extra ``report``."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from jointcharge.records.errors import MissingExtraError, ReportError

_LETTERS = "<!doctype html><p style='font: 60px sans-serif'>letters"

_ADDRESS = "file:///report"
"""What a link within the page is read against; nothing is there to be fetched."""


def print_pdf(page: str, at: dt.datetime) -> bytes:
    """``page`` as PDF on A4, dated ``at`` (the day and hour the report states, not those of the printing); what folds is open on paper.

    Raises `MissingExtraError` without the extra ``report``, and `ReportError` on a machine without fonts, where every
    page would be blank.
    """
    try:
        import plutoprint
    except ImportError as error:
        raise MissingExtraError("--format pdf", "report") from error
    if b"/FontFile" not in _printed(plutoprint, _LETTERS, at):
        raise ReportError(
            "this machine has no fonts, so a PDF would be blank; install some (Debian: apt-get install fonts-dejavu-core) or print the "
            "page of --format html from a browser"
        )
    return _printed(plutoprint, page, at)


def _printed(plutoprint: Any, page: str, at: dt.datetime) -> bytes:
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NORMAL, plutoprint.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = _nothing(plutoprint)
    book.load_html(page.replace("<details ", "<details open "), base_url=_ADDRESS)
    for what in (plutoprint.PDF_METADATA_CREATION_DATE, plutoprint.PDF_METADATA_MODIFICATION_DATE):
        book.set_metadata(what, at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    held = io.BytesIO()
    book.write_to_pdf_stream(held)
    return held.getvalue()


def _nothing(plutoprint: Any) -> Any:
    """A fetcher that fetches nothing: a report is complete, and text from a document loads no address."""

    class Nothing(plutoprint.ResourceFetcher):  # type: ignore[misc]  # an untyped library's class
        def fetch_url(self, url: str) -> Any:
            return plutoprint.ResourceData(b"", "text/plain")

    return Nothing()
