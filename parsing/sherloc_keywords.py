"""The portal's own tags of a case: badges, legacy keywords and cross-cutting issues, kept apart."""

from __future__ import annotations

from collections.abc import Iterator

from jointcharge.parsing.quote import Quote
from jointcharge.parsing.sherloc_page import Field, Page, Piece
from jointcharge.parsing.wordings import folded, read_vocabulary
from jointcharge.records.case import Diagnostic, Keyword

_BULLETS = "•·▪‣-– \u00a0"


def build_keywords(page: Page, diagnostics: list[Diagnostic]) -> tuple[Keyword, ...]:
    """Every keyword of the page under its origin, crime type and field, in page order."""
    return tuple(found for block in page.blocks for found in _of_block(block, diagnostics))


def crime_types(page: Page) -> tuple[str, ...]:
    """The crime types of the badges, each once, in page order."""
    return tuple(dict.fromkeys(_crime_type(b) for block in page.blocks for b in block.of_kind("badge")))


def values_of(keywords: tuple[Keyword, ...], fields: str) -> tuple[str, ...]:
    """The values of the trafficking fields named ``fields`` in the vocabulary, badge and legacy, each once."""
    wanted = set(read_vocabulary("sherloc")[fields])
    values = (k.value.value for k in keywords if k.field in wanted)
    return tuple(dict.fromkeys(v for v in values if v))


def _of_block(block: Piece, diagnostics: list[Diagnostic]) -> Iterator[Keyword]:
    for badge in block.of_kind("badge"):
        yield from _of_badge(badge)
    if block.name == "cross_cutting":
        for one in block.fields:
            yield from _keywords("cross_cutting", None, one.label, one)
    for one in block.fields:
        if "keywordCategory" in one.classes or block.name == "keywords":
            label = one.label.strip(" :")
            if folded(label) not in {folded(w) for w in read_vocabulary("sherloc")["legacy_labels"]} and one.quote:
                diagnostics.append(one.quote.diagnostic("unknown_keyword_category"))
            yield from _keywords("legacy", None, label, one)


def _of_badge(badge: Piece) -> Iterator[Keyword]:
    crime_type = _crime_type(badge)
    for one in badge.fields:
        name = next((c.rpartition("_")[2] for c in sorted(one.classes) if c.startswith("crimeTypes_")), one.label)
        yield from _keywords("badge", crime_type, name, one)


def _keywords(origin: str, crime_type: str | None, name: str, one: Field) -> Iterator[Keyword]:
    for line in one.values:
        quote = line.quote.without_edges(_BULLETS)
        if quote.wording:
            yield Keyword(origin=origin, crime_type=crime_type, field=name, value=quote.as_text())


def _crime_type(badge: Piece) -> str:
    heading: Quote | None = badge.heading
    if heading is not None:
        return heading.wording
    return str(read_vocabulary("sherloc")["crime_types"].get(badge.name, badge.name))
