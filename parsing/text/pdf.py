"""Reads PDF: pdfium for the text of every page, pdfplumber for ruled tables, OCR where a tool for it is installed.

Textual forms met in court PDFs: bytes before ``%PDF-`` (mail headers, a stray ``%%EOF``), a page stamped by the filing
system on top of an older stamp, pleading paper with line numbers of its own, scans with a stamp as their only text,
scans with an invisible OCR layer (read as text), redaction boxes (what a box covers is not looked for behind it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jointcharge.parsing.text.builder import build_from_pages, is_image_only
from jointcharge.parsing.text.document import DocumentText, Removed
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError
from jointcharge.parsing.text.footnotes import set_footnotes_apart
from jointcharge.parsing.text.furniture import remove_furniture
from jointcharge.parsing.text.order import put_in_order
from jointcharge.parsing.text.pdf_lines import PageText
from jointcharge.parsing.text.printed import PrintedPage, body_size
from jointcharge.parsing.text.tables import TableReader, has_rulings, looks_tabular
from jointcharge.records.errors import MissingExtraError
from jointcharge.records.raw import sha256_of

if TYPE_CHECKING:
    import pypdfium2

_GARBLED = 0.2
"""A page of whose characters more than this share stand for no letter needs OCR."""
_HEADER_WITHIN = 1024
"""Bytes in which a reader looks for ``%PDF-`` (ISO 32000, implementation note 13)."""


def is_pdf(body: bytes) -> bool:
    """Whether the bytes claim to be a PDF."""
    return b"%PDF-" in body[:_HEADER_WITHIN]


def read_pdf(body: bytes, *, ocr: bool = True) -> DocumentText:
    """The text of a PDF. Raises `UnreadableTextError` (encrypted, broken, not a PDF), `MissingExtraError` without pypdfium2."""
    if not is_pdf(body):
        raise UnreadableTextError(FailureKind.NOT_ITS_TYPE, "not a PDF: there is no %PDF- in its first 1,024 bytes")
    notes: list[str] = []
    pages, removed = _read_pages(body, notes)
    if ocr and any(is_image_only(page) for page in pages):
        pages, removed = _with_ocr(body, pages, removed, notes)
    return build_from_pages(pages, removed, sha256_of(body), notes)


def _with_ocr(
    body: bytes, pages: list[PrintedPage], removed: list[Removed], notes: list[str]
) -> tuple[list[PrintedPage], list[Removed]]:
    from jointcharge.parsing.text.ocr import find_ocr, searchable_copy

    tool = find_ocr()
    if tool is None:
        notes.append("ocr_not_installed")
        return pages, removed
    copy = searchable_copy(body, tool)
    if copy is None:
        notes.append("ocr_failed")
        return pages, removed
    notes.append("ocr")
    return _read_pages(copy, notes)


def _read_pages(body: bytes, notes: list[str]) -> tuple[list[PrintedPage], list[Removed]]:
    pdf = open_pdf(body)
    tables = TableReader(body)
    try:
        pages = [_read_page(pdf, number, notes) for number in range(1, len(pdf) + 1)]
        if all(page is None for page in pages):
            raise UnreadableTextError(FailureKind.BROKEN, f"a PDF of which none of its {len(pages)} pages can be read")
        found = [page for page in pages if page is not None]
        removed = remove_furniture(found)
        for page in found:
            put_in_order(page)
            _read_tables(pdf, page, tables, notes)
    finally:
        tables.close()
        pdf.close()
    set_footnotes_apart(found, body_size(found))
    return found, removed


def open_pdf(body: bytes) -> pypdfium2.PdfDocument:
    """The document, opened; or `UnreadableTextError` with what pdfium says is wrong."""
    try:
        import pypdfium2
        import pypdfium2.raw as raw
    except ImportError as error:
        raise MissingExtraError("reading PDF", "pdf") from error
    try:
        pdf = pypdfium2.PdfDocument(body)
        pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableTextError(FailureKind.ENCRYPTED, "a PDF that opens only with a password") from error
        raise UnreadableTextError(
            FailureKind.BROKEN, "a PDF that is truncated or damaged: its pages cannot be found"
        ) from error
    if pages == 0:
        raise UnreadableTextError(FailureKind.BROKEN, "a PDF without pages")
    return pdf


def _read_page(pdf: pypdfium2.PdfDocument, number: int, notes: list[str]) -> PrintedPage | None:
    """One page; None with a note where it alone is damaged."""
    import pypdfium2

    page = None
    try:
        page = pdf[number - 1]
        if _flatten(page):
            page.close()
            page = pdf[number - 1]
        return _printed(page, number, notes)
    except pypdfium2.PdfiumError:
        notes.append(f"page_damaged:{number}")
        return None
    finally:
        if page is not None:
            page.close()


def _flatten(page: pypdfium2.PdfPage) -> bool:
    """Make what is typed, stamped or signed on top of the page part of it; whether there was any such thing."""
    import pypdfium2.raw as raw

    shown = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in shown:
            return bool(raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS)
    return False


_MOST_ANNOTATIONS = 1_000


def _printed(page: pypdfium2.PdfPage, number: int, notes: list[str]) -> PrintedPage:
    textpage = page.get_textpage()
    try:
        text = PageText(page, textpage)
        printed = PrintedPage(number, text.width, text.height, text.find_lines())
        notes.extend([f"letters_repaired:{number}"] if text.was_repaired else [])
        printed.garbled = text.unreadable_share > _GARBLED
        if len(printed.lines) <= _STAMPS_AT_MOST:
            printed.has_pictures, printed.is_scan = find_pictures(page)
    finally:
        textpage.close()
    return printed


_STAMPS_AT_MOST = 12
"""A page with more lines than stamps and a heading would give is no scan."""
_SCAN_COVERS = 0.4
"""A picture that covers this share of the page, or more, is a scan of it."""


_FEWEST_STROKES = 20
"""Letters drawn as outlines take more strokes than a frame or a rule."""


def find_pictures(page: pypdfium2.PdfPage) -> tuple[bool, bool]:
    """Whether anything is drawn on the page beside text, and whether an image covers most of it."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    pictures = list(
        page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING), max_depth=4)
    )
    paths = sum(one.type == raw.FPDF_PAGEOBJ_PATH for one in pictures)
    areas = [
        (b[2] - b[0]) * (b[3] - b[1])
        for one in pictures
        if one.type == raw.FPDF_PAGEOBJ_IMAGE
        for b in [one.get_bounds()]
    ]
    return len(pictures) > paths or paths >= _FEWEST_STROKES, any(
        area >= _SCAN_COVERS * width * height for area in areas
    )


def _read_tables(pdf: pypdfium2.PdfDocument, page: PrintedPage, tables: TableReader, notes: list[str]) -> None:
    if not looks_tabular(page):
        return
    source = pdf[page.number - 1]
    try:
        ruled = has_rulings(source)
    finally:
        source.close()
    if ruled:
        _replace(page, tables, notes)


def _replace(page: PrintedPage, tables: TableReader, notes: list[str]) -> None:
    """pdfplumber raises a dozen kinds of error on odd files; the text of pdfium stands then, with a note."""
    try:
        tables.replace_tables(page)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        notes.append(f"table_unread:{page.number}:{type(error).__name__}")
