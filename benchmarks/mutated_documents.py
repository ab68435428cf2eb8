"""Thousands of damaged documents through the worker processes: no crash of the run, none over its limits, none lost.

Run:  python benchmarks/mutated_documents.py [--documents 2000] [--seconds 10] [--megabytes 256] [--workers 2] [--seed 4]

Seeds are fictional documents made here (PDF, HTML, DOCX, Akoma Ntoso, JSON, plain text) and, where they are there, real
files of ``../shared/data``. Mutations: bytes flipped, cut short, a part cut out, a part doubled, filled with zeros,
joined with another document, labelled as another type; elements nested thousands deep, and bombs: entities within
entities, a ZIP that unpacks to gigabytes, a PDF whose pages are their own parents, pages by the ten thousand.
"""

from __future__ import annotations

import argparse
import io
import random
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from jointcharge.parsing.text.document import DocumentText
from jointcharge.parsing.text.workers import TextItem, read_texts

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SENTENCE = "The accused recruited the complainants and paid an officer at the border. "
TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "docx": "application/zip",
    "xml": "application/xml",
    "json": "application/json",
    "txt": "text/plain",
}


def pdf(pages: int = 3, footer: str = "") -> bytes:
    """A born-digital PDF of ``pages`` pages, each with ``footer``."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in range(pages):
        for line in range(40):
            canvas.drawString(72, 780 - 17 * line, f"{page}.{line} {SENTENCE}")
        canvas.drawString(72, 40, footer)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def html(paragraphs: int = 60) -> bytes:
    """A page of paragraphs with notes, and a table."""
    rows = "".join(f"<tr><td>Count {i}</td><td>Dismissed</td></tr>" for i in range(20))
    body = "".join(f"<p>{i}. {SENTENCE * 4}<sup>[{i}]</sup></p>" for i in range(paragraphs))
    return f"<html><head><meta charset=utf-8></head><body><div class=single_content>{body}<table>{rows}</table></div></body></html>".encode()


def docx(document: bytes | None = None) -> bytes:
    """A Word file with ``document`` as its body, or with sixty paragraphs."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = "".join(f"<w:p><w:r><w:t>{SENTENCE * 4}</w:t></w:r></w:p>" for _ in range(60))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", document or f"<w:document {space}><w:body>{text}</w:body></w:document>".encode()
        )
    return buffer.getvalue()


def akoma() -> bytes:
    """A judgment in Akoma Ntoso."""
    text = "".join(f"<paragraph><num>{i}.</num><content><p>{SENTENCE * 4}</p></content></paragraph>" for i in range(60))
    return f'<?xml version="1.0"?><akomaNtoso><judgment><judgmentBody>{text}</judgmentBody></judgment></akomaNtoso>'.encode()


def seeds(rng: random.Random) -> list[tuple[str, bytes]]:
    """What is damaged: made documents, and real ones where they are to be had, each with its ending."""
    made = [("pdf", pdf()), ("html", html()), ("docx", docx()), ("xml", akoma())]
    made += [("json", b'{"text": "' + SENTENCE.encode() * 200 + b'"}'), ("txt", SENTENCE.encode() * 200)]
    real = [
        path
        for pattern in ("us_court_pdfs/*.pdf", "ec_judgments/*.pdf", "pacer_dockets/*.html")
        for path in DATA.glob(pattern)
    ]
    small = [path for path in sorted(real) if path.stat().st_size < 400_000]
    return made * 3 + [(path.suffix[1:], path.read_bytes()) for path in rng.sample(small, min(18, len(small)))]


def flip(body: bytes, rng: random.Random) -> bytes:
    """Some bytes changed."""
    changed = bytearray(body)
    for _ in range(rng.choice((1, 5, 50, 500))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def truncate(body: bytes, rng: random.Random) -> bytes:
    """Cut off anywhere."""
    return body[: rng.randrange(len(body) + 1)]


def cut_out(body: bytes, rng: random.Random) -> bytes:
    """A piece missing in the middle."""
    start = rng.randrange(len(body) + 1)
    return body[:start] + body[start + rng.randrange(2_000) :]


def double(body: bytes, rng: random.Random) -> bytes:
    """A piece repeated."""
    start = rng.randrange(len(body) + 1)
    part = body[start : start + rng.randrange(5_000)]
    return body[:start] + part * rng.choice((2, 20, 200)) + body[start:]


def blank(body: bytes, rng: random.Random) -> bytes:
    """A piece overwritten with zeros."""
    start = rng.randrange(len(body) + 1)
    size = rng.randrange(4_000)
    return body[:start] + b"\0" * size + body[start + size :]


def swell(body: bytes, rng: random.Random) -> bytes:
    """A number in the file becomes a huge one: lengths, counts, sizes, object numbers."""
    digits = [i for i in range(len(body)) if body[i : i + 1].isdigit()]
    if not digits:
        return body
    at = rng.choice(digits)
    return body[:at] + rng.choice((b"99999999", b"-1", b"4294967296", b"1e300")) + body[at + 1 :]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flip, truncate, cut_out, double, blank, swell)


def bombs() -> Iterator[tuple[str, str, bytes]]:
    """Name, type and bytes of documents made to bring a reader down."""
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha" * 10}">' for i in range(12))
    yield (
        "entities",
        "xml",
        f'<?xml version="1.0"?><!DOCTYPE akomaNtoso [{entities}]><akomaNtoso>&e11;</akomaNtoso>'.encode(),
    )
    yield (
        "external",
        "xml",
        b'<!DOCTYPE akomaNtoso [<!ENTITY x SYSTEM "file:///etc/hostname">]><akomaNtoso>&x;</akomaNtoso>',
    )
    yield "deep xml", "xml", b"<akomaNtoso>" + b"<p>" * 200_000
    yield "deep html", "html", b"<html><body>" + b"<div>" * 100_000 + b"text" + b"</div>" * 100_000
    yield "deep tables", "html", b"<html><body>" + b"<table><tr><td>x" * 4_000
    yield "deep json", "json", b'{"text":' * 100_000
    yield "zip bomb", "docx", docx(b"<w:document>" + b" " * 800_000_000)
    yield "xml in zip", "docx", docx(b"<w:document>" + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 5_000_000)
    yield (
        "self-parent",
        "pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>",
    )
    yield "deep array", "pdf", b"%PDF-1.4\n1 0 obj" + b"[" * 500_000 + b"endobj\ntrailer<</Root 1 0 R>>"
    yield "flate bomb", "pdf", flate_bomb()
    yield "many pages", "pdf", pdf(3_000)
    yield "long line", "txt", SENTENCE.encode() * 400_000
    yield "many lines", "txt", b"word\n" * 4_000_000
    yield "many rows", "html", b"<table>" + b"<tr><td>a<td>b" * 400_000
    yield "no bytes", "pdf", b""
    yield "zeros", "pdf", b"%PDF-1.7\n" + b"\0" * 5_000_000


def flate_bomb() -> bytes:
    """A page whose content unpacks to half a gigabyte of text operators."""
    packer = zlib.compressobj(9)
    content = (
        b"".join(packer.compress(b"BT /F1 12 Tf 1 0 0 1 9 9 Tm (x) Tj ET " * 100_000) for _ in range(130))
        + packer.flush()
    )
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    return (
        head
        + b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(content)
        + content
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )


def documents(count: int, seed: int) -> Iterator[tuple[str, TextItem[str]]]:
    """The bombs, then damaged documents until there are ``count``; some with another type's label."""
    rng = random.Random(seed)
    for name, kind, body in bombs():
        yield f"bomb: {name}", TextItem(f"bomb: {name}", body, TYPES[kind])
    sources = seeds(rng)
    for number in range(count - sum(1 for _ in bombs())):
        kind, body = rng.choice(sources)
        mutate = rng.choice(MUTATIONS)
        changed = mutate(body, rng)
        if rng.random() < 0.1:
            changed = mutate(changed + rng.choice(sources)[1], rng)
        label = TYPES[rng.choice(list(TYPES))] if rng.random() < 0.1 else TYPES[kind]
        yield mutate.__name__, TextItem(f"{number} {kind} {mutate.__name__}", changed, label)


def main() -> None:
    """Send the documents through the workers and print what became of each kind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=2_000)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--megabytes", type=int, default=256)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--seed", type=int, default=4)
    chosen = options.parse_args()
    given: dict[str, float] = {}
    crashes: Counter[str] = Counter()

    made = [item for _, item in documents(chosen.documents, chosen.seed)]

    def items() -> Iterator[TextItem[str]]:
        for item in made:
            yield item
            given[item.key] = time.monotonic()  # the reader asks for the next document when this one is with a worker

    outcomes: Counter[str] = Counter()
    bomb_lines, slowest = [], 0.0
    began = time.monotonic()
    reads = read_texts(items(), workers=chosen.workers, seconds=chosen.seconds, megabytes=chosen.megabytes, ocr=False)
    for key, answer in reads:
        outcome = f"read, {answer.status}" if isinstance(answer, DocumentText) else f"failed, {answer.kind}"
        took = time.monotonic() - given.pop(key, time.monotonic())
        if not isinstance(answer, DocumentText) and answer.kind == "crashed":
            crashes[answer.message[:110]] += 1
        slowest = max(slowest, took)
        outcomes[outcome] += 1
        if key.startswith("bomb"):
            bomb_lines.append(f"  {key:20s} {outcome:28s} {took:6.1f} s")
    print(
        f"{chosen.documents} documents, {chosen.workers} workers, limits {chosen.seconds:g} s and {chosen.megabytes} MB each"
    )
    print("\n".join(f"  {name:28s} {count:6d}" for name, count in sorted(outcomes.items())))
    print(
        f"  {'accounted for':28s} {outcomes.total():6d} of {chosen.documents}; without an answer {len(given)}; answered twice {outcomes.total() + len(given) - chosen.documents}"
    )
    print(f"  slowest answer {slowest:.1f} s; the whole run {time.monotonic() - began:.0f} s")
    print("\n".join(bomb_lines))
    print("\n".join(f"  {count:4d} {message}" for message, count in crashes.most_common(12)))


if __name__ == "__main__":
    main()
