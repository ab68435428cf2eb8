"""Pages per second of the SHERLOC parser beside BeautifulSoup reading the same fields of the same pages.

Run:  python benchmarks/parse_sherloc.py [--pages 300] [--kilobytes 260] [--memory-pages 1590]

The pages are the sample cases, padded with menus to the portal's usual size, each with its own title and names, so
that no answer is remembered from the page before. Ours gives whole records (normalised values, spans, sentences,
offence classes); BeautifulSoup gives only the wordings. Both must agree on every wording before a figure is printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import importlib.util
import re
import resource
import time
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from jointcharge.corpus_samples.pages import build_page, load_samples
from jointcharge.parsing.formats import format_of
from jointcharge.records.case import Case
from jointcharge.records.raw import RawDocument, RawKind, sha256_of


def build_pages(count: int, kilobytes: int) -> list[RawDocument]:
    """``count`` pages of the fictional samples, each padded to ``kilobytes`` and with names of its own."""
    samples = load_samples()
    raws = []
    for number in range(count):
        sample = samples[number % len(samples)]
        body = build_page(sample, pad_to_bytes=kilobytes * 1000)
        body = re.sub(rb'(<span class="title">)', rb"\g<1>Matter %d: " % number, body)
        body = re.sub(rb"(Defendant: </div><div class=\"value\">)", rb"\g<1>P%d " % number, body)
        raws.append(
            RawDocument(
                portal="sherloc",
                url=f"https://www.unodc.org/cld/en{sample.uri.removesuffix('.html')}_{number}.html",
                kind=RawKind.CASE,
                fetched_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC),
                media_type="text/html",
                sha256=sha256_of(body),
                body=body,
            )
        )
    return raws


def ours(raw: RawDocument) -> Case:
    """A page as the record of its case."""
    return format_of(raw).parse(raw).cases[0]


def fields_of(case: Case) -> dict[str, list[str]]:
    """The wordings of our record that BeautifulSoup reads too."""
    return {
        "title": [case.title.wording],
        "country": [case.country.wording] if case.country else [],
        "summary": ["".join(p.text for p in case.passages if p.section == "fact_summary")],
        "commentary": ["".join(p.text for p in case.passages if p.section == "commentary")],
        "keywords": [k.value.wording for k in case.keywords if k.origin == "badge"],
        "legacy": [k.value.wording for k in case.keywords if k.origin == "legacy"],
        "nationalities": [n.wording for a in case.actors for n in a.nationalities],
        "provisions": [c.provision.wording for c in case.charges if c.provision],
        "details": [c.wording.wording for c in case.charges if c.wording],
        "verdicts": [c.verdicts[0].wording for c in case.charges if c.verdicts and c.verdicts[0].instance == "trial"],
        "terms": [c.sentence.imprisonment.wording for c in case.charges if c.sentence and c.sentence.imprisonment],
        "courts": [p.court.wording for p in case.proceedings if p.court],
        "descriptions": [p.description.wording for p in case.proceedings if p.description],
        "sources": [link.text for link in case.sources],
        "attachments": [link.text for link in case.attachments],
    }


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _values(root: Tag, selector: str) -> list[str]:
    return [text for tag in root.select(selector) if (text := _text(tag))]


def soup_fields(body: bytes, parser: str) -> dict[str, list[str]]:
    """The same fields with BeautifulSoup, as one would write it."""
    soup = BeautifulSoup(body, parser)
    content = soup.find(id="case-law-content")
    people = [*content.select("div.defendantsRespondents"), *content.select("div.victimsPlaintiffs")]
    nationalities = [v for block in people for v in _own(block, "nationality")]
    return {
        "title": [_text(content.select_one("h2 span.title"))],
        "country": _values(content, "div.countryNoHighlight.field h3"),
        "summary": ["".join(_own_paragraphs(content, "factSummary"))],
        "commentary": ["".join(_own_paragraphs(content, "commentaryAndSignificantFeatures"))],
        "keywords": [v.lstrip("• ") for v in _values(content, "div.crimeType-details-badge div.value")],
        "legacy": _values(content, "div.keywordCategory div.tags div.value"),
        "nationalities": nationalities,
        "provisions": _values(content, "div.charge div.legislationStatusCode div.value"),
        "details": _values(content, "div.charge div.chargeDetails div.value"),
        "verdicts": _values(content, "div.charge div.verdict div.value"),
        "terms": _values(content, "div.charge div.termOfImprisonment div.value"),
        "courts": _values(content, "div.proceeding div.proceeding_court_title div.value"),
        "descriptions": _values(content, "div.proceeding div.proceeding_proceedingDescription div.value"),
        "sources": _own_paragraphs(content, "sources"),
        "attachments": _values(content, "div.attachments a"),
    }


def _block_of(tag: Tag) -> Tag | None:
    return tag.find_parent("div", class_="case-law-detail")


def _own(block: Tag, field: str) -> list[str]:
    tags = [tag for tag in block.select(f"div.{field} div.value") if _block_of(tag) is block]
    return [part.strip() for tag in tags for part in re.split(r"\s*/\s*", _text(tag))]


def _own_paragraphs(content: Tag, name: str) -> list[str]:
    found = [(block, p) for block in content.select(f"div.{name}") for p in block.select("p")]
    return [text for block, p in found if _block_of(p) is block and (text := _text(p))]


def check(raws: list[RawDocument], parsers: list[str]) -> int:
    """Compare every field of the first pages; white space between sentences does not count."""
    compared = 0
    for raw in raws:
        mine = {k: ["".join(v.split()) for v in vs] for k, vs in fields_of(ours(raw)).items()}
        for parser in parsers:
            theirs = {k: ["".join(v.split()) for v in vs] for k, vs in soup_fields(raw.body, parser).items()}
            for name, values in theirs.items():
                if mine[name] != values and not known_difference(name, raw):
                    raise SystemExit(
                        f"{raw.url}: {name} differs with {parser}:\n  ours  {mine[name]}\n  soup  {values}"
                    )
                compared += len(values)
    return compared


def known_difference(name: str, raw: RawDocument) -> bool:
    """A country or nationality that the vocabulary does not know has no record of ours to compare."""
    case = ours(raw)
    codes = {d.code for d in case.diagnostics}
    return (
        (name == "country" and "international_body" in codes)
        or (name == "nationalities" and bool(codes & {"unknown_nationality", "stateless"}))
        or (name == "nationalities" and any(a.group_size and a.nationalities for a in case.actors))
    )


def whole(body: bytes) -> bytes:
    """The page as it was served, for parsers that are given all of it."""
    return body


def cut(body: bytes) -> bytes:
    """Our own first step, lent to BeautifulSoup: what the menus cost is then out of the comparison."""
    return body[body.index(b'<div id="case-law-content"') : body.rindex(b"</body>")]


def rate(task, raws: list[RawDocument]) -> float:
    """Pages a second of ``task``."""
    gc.collect()
    started = time.perf_counter()
    for raw in raws:
        task(raw)
    return len(raws) / (time.perf_counter() - started)


def resident_mb() -> float:
    """Resident memory of this process, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory(pages: int, kilobytes: int) -> None:
    """Print the memory after every so many pages, and by how much it grew."""
    first = None
    for start in range(0, pages, 159):
        for raw in build_pages(159, kilobytes):
            ours(raw)
        gc.collect()
        first = first or resident_mb()
        if start in (0, 159 * 4) or start + 159 >= pages:
            print(f"  resident memory after {start + 159:5d} pages: {resident_mb():6.1f} MB")
    print(f"  growth: {resident_mb() - first:+.1f} MB")


def main() -> None:
    """Print pages a second beside the other parsers, and the memory over a long run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=300)
    options.add_argument("--kilobytes", type=int, default=260)
    options.add_argument("--memory-pages", type=int, default=1590)
    chosen = options.parse_args()
    parsers = ["html.parser", *(["lxml"] if importlib.util.find_spec("lxml") else [])]
    raws = build_pages(chosen.pages, chosen.kilobytes)
    ours(build_pages(1, 1)[0])  # the vocabulary is read once a run
    own = rate(ours, raws)
    size = sum(len(r.body) for r in raws) / len(raws) / 1000
    print(f"{len(raws)} pages of {size:.0f} KB")
    print(f"  jointcharge                      {own:8.1f} pages/s")
    for parser in parsers:
        for name, prepared in ((parser, whole), (f"{parser}, cut", cut)):
            theirs = rate(lambda raw, p=parser, c=prepared: soup_fields(c(raw.body), p), raws)
            print(f"  BeautifulSoup {name:18s} {theirs:8.1f} pages/s   jointcharge is {own / theirs:.1f} times it")
    print(f"  {check(raws[: len(load_samples())], parsers)} values compared and equal")
    memory(chosen.memory_pages, chosen.kilobytes)


if __name__ == "__main__":
    main()
