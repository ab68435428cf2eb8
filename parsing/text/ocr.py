"""OCR of scanned PDFs by ``ocrmypdf`` or ``tesseract``, where one of them is found at run time (extra ``ocr``).

Both give back a PDF with an invisible layer of text, which is read as any other.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

_SECONDS = 1_800
"""The worker's own time limit is shorter and comes first."""
_DOTS_PER_INCH = 300


class OcrTool(NamedTuple):
    """A program for OCR and where it lies."""

    name: str
    path: str


def find_ocr() -> OcrTool | None:
    """The program to use: ``ocrmypdf`` before ``tesseract``; None where neither is installed."""
    found = ((name, shutil.which(name)) for name in ("ocrmypdf", "tesseract"))
    return next((OcrTool(name, path) for name, path in found if path), None)


def searchable_copy(body: bytes, tool: OcrTool) -> bytes | None:
    """The same PDF with text; None where the program fails."""
    with tempfile.TemporaryDirectory(prefix="jointcharge-ocr-") as folder:
        run = _with_ocrmypdf if tool.name == "ocrmypdf" else _with_tesseract
        try:
            return run(body, tool.path, Path(folder))
        except (subprocess.SubprocessError, OSError):
            return None


def _with_ocrmypdf(body: bytes, program: str, folder: Path) -> bytes:
    source, target = folder / "in.pdf", folder / "out.pdf"
    source.write_bytes(body)
    _run([program, "--skip-text", "--quiet", "--output-type", "pdf", "--jobs", "1", str(source), str(target)])
    return target.read_bytes()


def _with_tesseract(body: bytes, program: str, folder: Path) -> bytes:
    """Every page as a picture, and one PDF from them all; text that was there is read again from the picture."""
    names = folder / "pages.txt"
    names.write_text("\n".join(_pictures(body, folder)), encoding="utf-8")
    _run([program, str(names), str(folder / "out"), "--dpi", str(_DOTS_PER_INCH), "pdf"])
    return (folder / "out.pdf").read_bytes()


def _pictures(body: bytes, folder: Path) -> list[str]:
    import pypdfium2

    written = []
    with pypdfium2.PdfDocument(io.BytesIO(body)) as pdf:
        for number, page in enumerate(pdf):
            path = folder / f"{number}.png"
            page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil().save(path)
            page.close()
            written.append(str(path))
    return written


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own arguments only
