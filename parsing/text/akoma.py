"""Reads Akoma Ntoso XML (UK Find Case Law and others): header, body, and ``authorialNote`` apart as footnotes.

Source of the element names: OASIS LegalDocML, Akoma Ntoso 1.0 part 2, and the markup of Find Case Law.
"""

from __future__ import annotations

import re

from jointcharge.parsing.text.builder import TextBuilder
from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError
from jointcharge.parsing.text.flow import Flow
from jointcharge.parsing.text.markup import Handler, read_xml
from jointcharge.records.raw import sha256_of

MEDIA_TYPE = "application/akn+xml"
_SKIPPED = frozenset(("meta", "presentation", "style", "script", "math"))
_PARAGRAPHS = frozenset(
    re.split(
        r"\s+",
        "p block heading subheading crossHeading li item point blockList listIntroduction listWrapUp intro wrapUp tblock paragraph"
        " subparagraph section level header judgmentBody introduction background motivation decision conclusions arguments remedies"
        " container attachment quotedStructure embeddedStructure table br formula longTitle",
    )
)
_HEADINGS = frozenset(("heading", "subheading", "crossHeading"))


class _Reader(Handler):
    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._skipping = 0
        self.is_akoma = False
        self.notes: list[str] = []
        self._note: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_akoma = self.is_akoma or name == "akomaNtoso"
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
        elif name == "authorialNote":
            marker = attributes.get("marker", "")
            self._flow.add(f"[{marker}]" if marker else "")
            self._note = [f"{marker} " if marker else ""]
        elif self._note is None:
            self._edge(name, leaving=False)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif name == "authorialNote" and self._note is not None:
            self.notes.append(" ".join("".join(self._note).split()))
            self._note = None
        elif self._note is None:
            self._edge(name, leaving=True)
        else:
            self._note.append(" " if name in _PARAGRAPHS else "")

    def text(self, data: str) -> None:
        if self._skipping:
            return
        if self._note is not None:
            self._note.append(data)
        else:
            self._flow.add(data)

    def _edge(self, name: str, leaving: bool) -> None:
        flow = self._flow
        if name in ("tr", "td", "th"):
            _table_edge(flow, name, leaving)
        elif name == "num":
            flow.add(" ") if leaving else flow.break_paragraph()
        elif name in _PARAGRAPHS and flow.in_cell:
            flow.add(" ")
        elif name in _PARAGRAPHS and (leaving or name != "p"):
            flow.break_paragraph()
        if name in _HEADINGS:
            flow.heading = not leaving


def _table_edge(flow: Flow, name: str, leaving: bool) -> None:
    if name == "tr":
        flow.end_row() if leaving else flow.start_row()
    else:
        flow.end_cell() if leaving else flow.start_cell()


def read_akoma(body: bytes) -> DocumentText:
    """The text of an Akoma Ntoso document; the number of a paragraph stands in front of its first words."""
    builder = TextBuilder()
    flow = Flow(builder)
    reader = _Reader(flow)
    read_xml(body, reader, "XML")
    if not reader.is_akoma:
        raise UnreadableTextError(FailureKind.UNSUPPORTED, "XML, but not Akoma Ntoso, and no other kind of XML is read")
    flow.add_notes(reader.notes)
    flow.finish()
    return builder.build(sha256_of(body), MEDIA_TYPE)
