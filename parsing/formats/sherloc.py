"""Pages of the UNODC SHERLOC portal: case pages and the search's ``data.json`` answers.

The case page is cut to ``#case-law-content`` before it is parsed, because most of its bytes are menus; what it
holds is described in ``docs/parsing.md``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from jointcharge.parsing.countries import find_country, is_international
from jointcharge.parsing.dates import DateReading, parse_date
from jointcharge.parsing.formats import Parsed
from jointcharge.parsing.quote import DocumentText, Quote
from jointcharge.parsing.sherloc_charges import Charges
from jointcharge.parsing.sherloc_keywords import build_keywords, crime_types, values_of
from jointcharge.parsing.sherloc_labels import key_of, keyed
from jointcharge.parsing.sherloc_listing import parse_listing
from jointcharge.parsing.sherloc_page import Field, Page, Piece, read_page
from jointcharge.parsing.sherloc_people import People
from jointcharge.parsing.sherloc_text import Passages
from jointcharge.records.case import (
    Case,
    CountryCode,
    Diagnostic,
    Link,
    Observability,
    Proceeding,
    Stated,
)
from jointcharge.records.errors import ParseError
from jointcharge.records.portal_ids import canonical_url, case_id_of
from jointcharge.records.raw import RawDocument, RawEntry, RawKind

NAME = "sherloc"
VERSION = 1

_SIZE_LIMIT = 20_000_000
_CONTENT = re.compile(rb"""<div[^<>]*\bid\s*=\s*["']case-law-content["'][^<>]*>""", re.IGNORECASE)
_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_LOCALE = re.compile(rb"""pageLocale\s*=\s*["']([a-z]{2})["']""")
_YEAR = re.compile(r"/((?:19|20)\d\d)/")
_REMEDY = "fetch it again with  jointcharge crawl sherloc --refresh"


def accepts(raw: RawDocument | RawEntry) -> bool:
    """Whether ``raw`` is a case page or a search answer of the portal."""
    return raw.portal == NAME and raw.kind in (RawKind.CASE, RawKind.LISTING)


def parse(raw: RawDocument) -> Parsed:
    """The case of a case page, or the entries of a search answer; ParseError for anything else."""
    if raw.kind is RawKind.LISTING:
        return Parsed(listings=tuple(parse_listing(raw)))
    text = DocumentText(raw.sha256)
    page = _read_content(raw, text)
    case = _build_case(raw, page)
    return Parsed(text.text(), (case,))


# --- the page --------------------------------------------------------------------------------------------


def _read_content(raw: RawDocument, text: DocumentText) -> Page:
    body = raw.body
    if not body.strip():
        raise ParseError(f"{raw.url}: the page is empty; {_REMEDY}")
    if len(body) > _SIZE_LIMIT:
        raise ParseError(f"{raw.url}: the page has {len(body):,} bytes, expected at most {_SIZE_LIMIT:,}; {_REMEDY}")
    start = _CONTENT.search(body)
    if start is None or b"db-headder" not in body:
        raise ParseError(
            f"{raw.url}: not a SHERLOC case page: expected #db-headder and #case-law-content"
            f" (a challenge, an error page, or the portal changed); {_REMEDY}"
        )
    end = _END.search(body, start.end())
    if end is None:
        raise ParseError(f"{raw.url}: the page is cut short, expected </body> behind the case; {_REMEDY}")
    try:
        content = body[start.start() : end.start()].decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(f"{raw.url}: the page is not UTF-8 (byte {error.start} of the case); {_REMEDY}") from error
    root = LexborHTMLParser(content).css_first("#case-law-content")
    if root is None:
        raise ParseError(f"{raw.url}: #case-law-content cannot be read as HTML; {_REMEDY}")
    page = read_page(root, text)
    _require_title_and_blocks(raw, page)
    return page


def _require_title_and_blocks(raw: RawDocument, page: Page) -> None:
    if page.title is None:
        raise ParseError(f"{raw.url}: no title, expected a filled  h2 span.title; {_REMEDY}")
    if not any(block.name != "outside" for block in page.blocks):
        raise ParseError(f"{raw.url}: no block of the case, expected at least one  .case-law-detail; {_REMEDY}")


# --- the case --------------------------------------------------------------------------------------------


def _build_case(raw: RawDocument, page: Page) -> Case:
    case_id, url = case_id_of(raw.url), canonical_url(raw.url)
    diagnostics: list[Diagnostic] = _unknown_sections(page)
    language = _page_language(raw.body)
    country = _country(page, diagnostics)
    header = _header_fields(page, diagnostics)
    proceedings = tuple(_proceedings(page, diagnostics))
    decision, year = _decision_date(header, proceedings, diagnostics)
    people = People(case_id, diagnostics)
    people.add_all(page)
    charges = Charges(people, country.value if country else None, decision.value if decision else None)
    charges.add_all(page)
    passages = Passages(case_id, language, diagnostics)
    passages.add_all(page)
    keywords = build_keywords(page, diagnostics)
    number, court = header.get("number"), _court(page)
    has_charges = bool(charges.charges)
    return Case(
        case_id=case_id,
        source=NAME,
        number=number.wording if number else None,
        title=page.title.as_text() if page.title else None,
        country=country,
        court=court.as_text() if court else None,
        decision_date=decision,
        decision_year=year or _year_of(url),
        url=url,
        language=language,
        crime_types=crime_types(page),
        keywords=keywords,
        exploitation=values_of(keywords, "purposes"),
        sectors=values_of(keywords, "sectors"),
        proceedings=proceedings,
        actors=tuple(people.actors),
        charges=tuple(charges.charges),
        passages=tuple(passages.passages),
        sources=_links(page, "sources", raw.url),
        attachments=_links(page, "attachments", raw.url),
        sections=_sections(page),
        observability=Observability(
            charges=has_charges,
            corruption_charges=has_charges,
            verdicts=any(charge.verdicts for charge in charges.charges),
            text=bool(passages.passages),
        ),
        diagnostics=tuple(diagnostics),
        fetched_at=raw.fetched_at,
        sha256=raw.sha256,
    )


def _page_language(body: bytes) -> str | None:
    found = _LOCALE.search(body)
    return found[1].decode("ascii") if found else None


def _unknown_sections(page: Page) -> list[Diagnostic]:
    unnamed = (block.heading for block in page.blocks if not block.name)
    return [heading.diagnostic("unknown_section") for heading in unnamed if heading is not None]


def _country(page: Page, diagnostics: list[Diagnostic]) -> Stated[CountryCode] | None:
    quote = page.country
    if quote is None:
        diagnostics.append(Diagnostic(code="no_country", wording=""))
        return None
    code = find_country(quote.wording)
    if code is None:
        known = is_international(quote.wording)
        diagnostics.append(quote.diagnostic("international_body" if known else "unknown_country"))
        return None
    return Stated[CountryCode](value=code, wording=quote.wording, span=quote.span)


def _header_fields(page: Page, diagnostics: list[Diagnostic]) -> dict[str, Quote]:
    """Number and dates, wherever on the page they stand outside people, charges and proceedings."""
    found: dict[str, Quote] = {}
    for block in page.blocks:
        for one in block.fields if block.name in ("header", "outside", "") else ():
            key = key_of(one, "header_labels")
            if key is not None and one.values and key not in found:
                found[key] = one.values[0].quote
            elif key is None and one.quote is not None and "countryNoHighlight" not in one.classes:
                diagnostics.append(one.quote.diagnostic("unknown_label"))
    return found


def _proceedings(page: Page, diagnostics: list[Diagnostic]) -> Iterator[Proceeding]:
    """One proceeding for each of its elements; fields outside them begin a new one where a key repeats."""
    for block in page.blocks:
        if block.name != "procedural":
            continue
        yield from (_proceeding(part.fields, diagnostics) for part in block.of_kind("proceeding"))
        loose: list[Field] = []
        for one in block.fields:
            key = key_of(one, "procedural_labels")
            if key in ("legal_system", "latest_court_ruling", "proceeding_type"):
                continue
            if key is not None and key in {key_of(f, "procedural_labels") for f in loose}:
                yield _proceeding(loose, diagnostics)
                loose = []
            loose.append(one)
        if loose:
            yield _proceeding(loose, diagnostics)


def _proceeding(fields: list[Field], diagnostics: list[Diagnostic]) -> Proceeding:
    known, rest = keyed(Piece("proceeding", fields=fields), "procedural_labels")
    diagnostics += [one.quote.diagnostic("unknown_label") for one in rest if one.quote is not None]
    values = {key: one.values[0].quote for key, one in known.items() if one.values}
    stated = {key: quote.as_text() for key, quote in values.items()}
    date = _date(values["decision_date"], diagnostics) if "decision_date" in values else None
    return Proceeding(
        court=stated.get("court"),
        instance=stated.get("stage"),
        decision_date=date[0] if date else None,
        description=stated.get("description"),
    )


def _date(quote: Quote, diagnostics: list[Diagnostic]) -> tuple[Stated[dt.date] | None, DateReading] | None:
    reading = parse_date(quote.wording)
    if reading is None or reading.ambiguous:
        diagnostics.append(quote.diagnostic("ambiguous_date" if reading else "unknown_date"))
    if reading is None:
        return None
    stated = Stated[dt.date](value=reading.date, wording=quote.wording, span=quote.span) if reading.date else None
    return stated, reading


def _decision_date(
    header: dict[str, Quote], proceedings: tuple[Proceeding, ...], diagnostics: list[Diagnostic]
) -> tuple[Stated[dt.date] | None, int | None]:
    """The day of the latest decision or verdict known, and its year.

    The day of the sentence, which may come months after the verdict, counts only where no decision has a day.
    """
    readings = [_date(header[key], diagnostics) for key in ("decision_date", "sentence_date") if key in header]
    days = [p.decision_date for p in proceedings if p.decision_date]
    for found in readings:
        if found and found[0] and (not days or found[0].wording == header.get("decision_date", found[0]).wording):
            days.append(found[0])
    latest = max(days, key=lambda stated: stated.value) if days else None
    years = [found[1].year for found in readings if found]
    return latest, latest.value.year if latest else max(years, default=None)


def _year_of(url: str) -> int | None:
    found = _YEAR.search(urlsplit(url).path)
    return int(found[1]) if found else None


def _court(page: Page) -> Quote | None:
    for block in page.blocks:
        if block.name == "court":
            lines = [*block.paragraphs, *(line for one in block.fields for line in one.values)]
            return lines[0].quote if lines else None
    return None


def _links(page: Page, name: str, base: str) -> tuple[Link, ...]:
    found = [link for block in page.blocks if block.name == name for link in block.links]
    return tuple(Link(text=text, url=urljoin(base, href) if href else None) for text, href in found)


def _sections(page: Page) -> tuple[str, ...]:
    filled = [b.name for b in page.blocks if b.name and b.name != "outside" and (b.fields or b.paragraphs or b.parts)]
    return tuple(dict.fromkeys(filled))
