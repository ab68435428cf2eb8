"""PDF text: words beside pdftotext, pages per second beside pdfplumber and pdftotext, memory, and two workers.

Run:  python benchmarks/pdf_text.py [--folder DIR ...] [--repeats 3] [--long-pages 400]

Reads the PDFs of ``../shared/data/us_court_pdfs`` and ``ec_judgments`` where they are there, else of ``--folder``, and a
fictional file of 400 pages that it makes itself. Needs ``pdftotext`` (poppler-utils) and the extras ``pdf`` and ``test``.
"""

from __future__ import annotations

import argparse
import gc
import io
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.failures import UnreadableTextError
from jointcharge.parsing.text.read import read_text
from jointcharge.parsing.text.workers import TextItem, read_texts

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WORDS = re.split(
    r"\s+",
    "the accused officer court trial evidence recruited victims passport border money received testimony appeal charge finding "
    "sentence imprisonment months district prosecutor agency worker transport permit witness statement house because although",
)


def long_pdf(pages: int) -> bytes:
    """A fictional judgment with running head, page numbers, footnotes and words parted at line ends."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 800, "PEOPLE v. D1 AND OTHERS")
        canvas.drawCentredString(297, 40, str(page))
        chance = random.Random(page)
        for line in range(40):
            words = chance.choices(WORDS, k=13)
            canvas.drawString(72, 770 - 15 * line, " ".join(words) + ("." if line % 6 == 5 else ""))
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(72, 90, f"{page} {' '.join(chance.choices(WORDS, k=15))}.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def words_of(text: str) -> Counter[str]:
    """Words without regard to hyphens, since pdftotext drops every hyphen at a line's end."""
    plain = re.sub(r"[-\xad\u2010\u2011]", "", unicodedata.normalize("NFKC", text))
    return Counter(re.findall(r"[^\W_]+", plain.casefold()))


def pdftotext(path: Path) -> str:
    """The file's text as poppler's ``pdftotext`` gives it."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def all_text(document: DocumentText) -> str:
    """The text and what was removed from it: pdftotext keeps both."""
    return document.text + "\n" + "\n".join(one.text for one in document.removed)


def word_table(paths: list[Path]) -> None:
    """Print, file by file, the outcome and the share of ``pdftotext``'s words that are found."""
    print(f"{'file':36s} {'outcome':12s} {'pages':>5s} {'pdftotext':>9s} {'found':>7s} {'share':>8s}  removed")
    total = found_total = 0
    for path in paths:
        theirs = words_of(pdftotext(path))
        size = sum(theirs.values())
        try:
            document = read_text(path.read_bytes(), "application/pdf")
        except UnreadableTextError as error:
            print(f"{path.name:36s} {error.kind:12s} {'-':>5s} {size:9d} {'-':>7s} {'-':>8s}  {error}")
            continue
        found = sum((theirs & words_of(all_text(document))).values())
        share = f"{100 * found / size:.2f} %" if size else "-"
        removed = ", ".join(
            f"{n} {kind}" for kind, n in sorted(Counter(r.kind.value for r in document.removed).items())
        )
        print(
            f"{path.name:36s} {document.status:12s} {len(document.pages):5d} {size:9d} {found:7d} {share:>8s}  {removed}"
        )
        total, found_total = total + size, found_total + found
    print(f"{'all':36s} {'':12s} {'':5s} {total:9d} {found_total:7d} {100 * found_total / max(total, 1):6.2f} %")


def plumber(path: Path) -> None:
    """Read the text with pdfplumber, page by page."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()


def plumber_lines(path: Path) -> None:
    """Lines with their boxes, which ours gives."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text_lines(return_chars=False)
            page.close()


def readable(paths: list[Path]) -> list[Path]:
    """Files that give text with both; pdfplumber cannot open some with bytes in front of the PDF."""
    kept = []
    for path in paths:
        try:
            text = read_text(path.read_bytes(), ocr=False).text
            pdfplumber.open(path).close()
        except (UnreadableTextError, pdfplumber.utils.exceptions.PdfminerException) as error:
            print(f"  not timed: {path.name}, {type(error).__name__}")
            continue
        kept += [path] if text else []
    return kept


def seconds(task: Callable[[Path], object], paths: list[Path], repeats: int) -> float:
    """Processor seconds, of programs started too: what other work on the machine takes does not count."""
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        started = processor_seconds()
        for path in paths:
            task(path)
        best = min(best, processor_seconds() - started)
    return best


def processor_seconds() -> float:
    """Processor time of this process and of the processes it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def speed_table(title: str, paths: list[Path], repeats: int, sample: int = 0) -> None:
    """Print pages a second of each reader over ``paths``, the best of ``repeats``."""
    pages = sum(len(read_text(path.read_bytes(), ocr=False).pages) for path in paths)
    ours = seconds(lambda path: read_text(path.read_bytes(), ocr=False), paths, repeats)
    rows = {
        "jointcharge": ours,
        "pdftotext": seconds(pdftotext, paths, repeats),
        "pdfplumber, text": seconds(plumber, paths, 1),
        "pdfplumber, lines with boxes": seconds(plumber_lines, paths, 1),
    }
    print(f"\n{title}: {len(paths)} files, {pages} pages, processor time, best of {repeats} (pdfplumber once)")
    for name, took in rows.items():
        print(f"  {name:30s} {pages / took:8.1f} pages/s   jointcharge is {took / ours:6.1f} times it")


MEMORY = """
import sys
from pathlib import Path
from jointcharge.parsing.text import pdf, read
import pypdfium2, pypdfium2.raw
def status(name):
    return next(int(l.split()[1]) for l in Path("/proc/self/status").read_text().splitlines() if l.startswith(name)) / 1024
read.read_text(Path(sys.argv[2]).read_bytes(), ocr=False)
before = status("VmHWM")
document = read.read_text(Path(sys.argv[1]).read_bytes(), ocr=False)
print(len(document.pages), before, status("VmHWM"))
"""


def memory(path: Path, small: Path) -> None:
    """Print the peak memory of reading a long file in a process of its own."""
    command = [sys.executable, "-c", MEMORY, str(path), str(small)]
    pages, before, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    print(
        f"\npeak memory on {pages} pages: {float(peak):.1f} MB, {float(peak) - float(before):.1f} MB above the {float(before):.1f} MB after import and one page"
    )


def workers(path: Path, copies: int, repeats: int) -> None:
    """Print documents a second of one worker and of two."""

    def run(count: int) -> float:
        items = (TextItem(i, path) for i in range(copies + count))
        answers = read_texts(items, workers=count, seconds=600, ocr=False)
        for _ in range(count):
            next(answers)  # every process has started
        started = time.perf_counter()
        done = sum(isinstance(answer, DocumentText) for _, answer in answers)
        return (time.perf_counter() - started) / done

    one, two = (min(run(count) for _ in range(repeats)) for count in (1, 2))
    print(
        f"\nworkers on {copies} copies of it: one {one * 1000:.0f} ms a file, two {two * 1000:.0f} ms: {one / two:.2f} times as fast"
    )


def main() -> None:
    """Print outcomes, speed, memory and what a second worker gives."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, nargs="*", default=[DATA / "us_court_pdfs", DATA / "ec_judgments"])
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--long-pages", type=int, default=400)
    options.add_argument("--copies", type=int, default=24)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        long, small = Path(folder) / "long.pdf", Path(folder) / "small.pdf"
        long.write_bytes(long_pdf(chosen.long_pages))
        small.write_bytes(long_pdf(1))
        for one in chosen.folder:
            if paths := sorted(one.glob("*.pdf")):
                print(f"\n{one.name}")
                word_table(paths)
        for one in chosen.folder:
            if paths := readable(sorted(one.glob("*.pdf"))):
                speed_table(one.name, paths, chosen.repeats)
        speed_table("fictional judgment", [long], chosen.repeats)
        memory(long, small)
        workers(long, chosen.copies, chosen.repeats)


if __name__ == "__main__":
    main()
