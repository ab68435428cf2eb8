"""Reads DOCX: paragraphs, headings, tables, footnotes and endnotes of Office Open XML (ECMA-376, part 1, chapter 17).

Read as ZIP and XML rather than by a library: python-docx has no footnotes, and unpacks whatever it is given. Deleted
text of tracked changes is left out, inserted text is in; text boxes come once.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from jointcharge.parsing.text.builder import TextBuilder
from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError
from jointcharge.parsing.text.flow import Flow
from jointcharge.parsing.text.markup import Handler, read_xml
from jointcharge.records.raw import sha256_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LARGEST_PART = 200_000_000
"""Bytes of one part unpacked; a judgment of a thousand pages has some ten million."""
_SKIPPED = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "sectPr", "rPr"))


class _Reader(Handler):
    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._skipping = 0
        self._writing = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
        elif name == "t":
            self._writing = True
        elif name in ("footnoteReference", "endnoteReference"):
            self._flow.add(f"[{attributes.get('id', '')}]")
        elif name in ("tab", "br", "cr", "noBreakHyphen", "softHyphen"):
            self._flow.add({"noBreakHyphen": "-", "softHyphen": ""}.get(name, " "))
        elif name == "pStyle":
            self._flow.heading = (
                attributes.get("val", "").lower().startswith(("heading", "title", "ttulo", "berschrift"))
            )
        elif name in ("tr", "tc"):
            self._flow.start_row() if name == "tr" else self._flow.start_cell()

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif name == "t":
            self._writing = False
        elif name == "p":
            self._flow.add(" ") if self._flow.in_cell else self._flow.break_paragraph()
            self._flow.heading = False
        elif name in ("tr", "tc"):
            self._flow.end_row() if name == "tr" else self._flow.end_cell()

    def text(self, data: str) -> None:
        if self._writing and not self._skipping:
            self._flow.add(data)


class _Notes(Handler):
    """Footnotes with their marks; separators (ids -1 and 0 or typed) are none."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._pieces: list[str] | None = None
        self._writing = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("footnote", "endnote") and not attributes.get("type", "normal").endswith(("eparator", "Notice")):
            self._pieces = [f"[{attributes.get('id', '')}] "]
        self._writing = name == "t"

    def end(self, name: str) -> None:
        self._writing = False
        if self._pieces is None:
            return
        if name in ("footnote", "endnote"):
            self.notes.append(" ".join("".join(self._pieces).split()))
            self._pieces = None
        elif name == "p":
            self._pieces.append(" ")

    def text(self, data: str) -> None:
        if self._writing and self._pieces is not None:
            self._pieces.append(data)


def read_docx(body: bytes) -> DocumentText:
    """The text of a DOCX; raises `UnreadableTextError` (broken, encrypted, not a DOCX, unsafe)."""
    builder = TextBuilder()
    flow = Flow(builder)
    with _opened(body) as archive:
        if "word/document.xml" not in archive.namelist():
            raise UnreadableTextError(FailureKind.NOT_ITS_TYPE, "a ZIP file, but no DOCX: it has no word/document.xml")
        read_xml(_part(archive, "word/document.xml"), _Reader(flow), "a DOCX")
        notes = _Notes()
        for name in ("word/footnotes.xml", "word/endnotes.xml"):
            if name in archive.namelist():
                read_xml(_part(archive, name), notes, "a DOCX")
    flow.add_notes(notes.notes)
    flow.finish()
    return builder.build(sha256_of(body), MEDIA_TYPE)


def _opened(body: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableTextError(
            FailureKind.BROKEN, "a DOCX that is truncated or damaged: its table of contents is gone"
        ) from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part unpacked, never more than `_LARGEST_PART` bytes whatever the archive claims."""
    try:
        with archive.open(name) as part:
            data = part.read(_LARGEST_PART + 1)
    except RuntimeError as error:  # zipfile says so of encrypted parts
        raise UnreadableTextError(FailureKind.ENCRYPTED, "a DOCX that opens only with a password") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableTextError(
            FailureKind.BROKEN, f"a DOCX that is truncated or damaged: {name} cannot be unpacked"
        ) from error
    if len(data) > _LARGEST_PART:
        raise UnreadableTextError(
            FailureKind.UNSAFE, f"a DOCX whose {name} unpacks to more than {_LARGEST_PART // 1_000_000} MB"
        )
    return data
