"""Files attached to SHERLOC's case pages: judgments, mostly, as PDF.

Their sentences join the case of the page. Where a court module recognises the text as a judgment, what it reads is
kept as the file's own view; the charges of the case stay those of the portal. More in
``docs/linking.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from jointcharge.parsing.courts import Hints, court_of
from jointcharge.parsing.formats import Parsed
from jointcharge.parsing.passages import find_sentences
from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.read import read_text
from jointcharge.records.attachments import Attached, AttachedSentence
from jointcharge.records.case import Case
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument, RawEntry, RawKind

NAME = "sherloc_attachment"
VERSION = 1
_PORTAL = "sherloc"


def accepts(raw: RawDocument | RawEntry) -> bool:
    """Whether ``raw`` is a file attached to a case page, and can be read here: PDF needs the extra ``pdf``."""
    return raw.portal == _PORTAL and raw.kind is RawKind.ATTACHMENT and find_spec("pypdfium2") is not None


def parse(raw: RawDocument) -> Parsed:
    """What the file says, read in this process; a run reads the text in a worker process and calls `parse_text`."""
    return parse_text(raw, read_text(raw.body, raw.media_type, name=raw.url))


def parse_text(raw: RawDocument, document: DocumentText) -> Parsed:
    """The file's sentences, and what a court module reads in them."""
    court, judgment, notes = _read_judgment(raw, document)
    attached = Attached(
        url=raw.url,
        sha256=raw.sha256,
        state=document.status.value,
        pages=len(document.pages),
        language=document.language,
        sentences=tuple(find_document_sentences(document)),
        court=court,
        judgment=judgment,
        notes=(*document.notes, *notes),
    )
    return Parsed(document.text, attached=attached)


def find_document_sentences(document: DocumentText) -> Iterator[AttachedSentence]:
    """Every sentence of the text, paragraph by paragraph, with its page."""
    start = 0
    for paragraph in document.text.split("\n"):
        for left, right in find_sentences(paragraph, document.language) if paragraph.strip() else ():
            begin = start + left
            yield AttachedSentence(document.page_of(begin), begin, start + right, paragraph[left:right])
        start += len(paragraph) + 1


def _read_judgment(raw: RawDocument, document: DocumentText) -> tuple[str | None, Case | None, tuple[str, ...]]:
    """The court module that reads the text, what it reads, and why there is nothing where there is nothing."""
    if not document.text.strip():
        return None, None, ()
    try:
        court = court_of(document.text, Hints(name=raw.url, media_type=document.media_type))
        judgment = court.parse(document, raw) if court else None
    except ParseError as error:
        return None, None, (f"judgment_not_read: {error}",)
    if court is None or judgment is None:
        return None, None, ("no_court_knows_it",)
    return court.NAME, judgment.model_copy(update={"passages": ()}), ()
