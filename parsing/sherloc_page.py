"""A SHERLOC case page as pieces: blocks with fields, paragraphs, persons, charges; nothing interpreted yet.

One walk over ``#case-law-content`` builds the pieces and the document's canonical text together. A block, a
person or a charge that lies inside another because a closing tag is missing starts a piece of its own; a charge
belongs to its nearest person, and to the block itself where it stands outside any person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from jointcharge.parsing.quote import DocumentText, Quote
from jointcharge.parsing.wordings import folded, read_vocabulary

_SKIPPED = frozenset({"script", "style", "nav", "footer", "noscript", "form", "button", "-comment", "template"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARAGRAPHS = frozenset({"p", "li", "blockquote", "pre", "td", "th", "dd", "dt"})
_INLINE = frozenset({"-text", "b", "strong", "i", "em", "u", "a", "span", "br", "sup", "sub", "font", "small"})
_FIELDS = frozenset({"field", "fieldFullWidth"})
_NO_BLOCKS = _FIELDS | {"court", "keywords", "value", "label"}


@dataclass(slots=True)
class Line:
    """One paragraph or value with the language of its tab; no language outside tabs."""

    quote: Quote
    tab: str | None = None
    """The tab's label; empty where the tab has none."""
    pane: int = 0
    """Counted over the page; 0 outside tabs."""


@dataclass(slots=True)
class Field:
    """A label with its values."""

    label: str
    classes: frozenset[str]
    values: list[Line] = field(default_factory=list)
    quote: Quote | None = None
    """The label in the text."""

    @property
    def value(self) -> Quote | None:
        """The value where there is exactly one."""
        return self.values[0].quote if len(self.values) == 1 else None


@dataclass(slots=True)
class Piece:
    """A block, badge, person, charge or proceeding."""

    kind: str
    name: str = ""
    """Of a block its section, of a badge its class."""
    heading: Quote | None = None
    fields: list[Field] = field(default_factory=list)
    paragraphs: list[Line] = field(default_factory=list)
    parts: list[Piece] = field(default_factory=list)
    links: list[tuple[str, str | None]] = field(default_factory=list)

    def of_kind(self, kind: str) -> Iterator[Piece]:
        """The parts of one kind, in page order."""
        return (part for part in self.parts if part.kind == kind)


@dataclass(slots=True)
class Page:
    """Everything a case page prints."""

    text: DocumentText
    title: Quote | None = None
    country: Quote | None = None
    blocks: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """Where the walk is."""

    piece: Piece
    """What fields and paragraphs go to."""
    block: Piece
    person: Piece | None = None
    field: Field | None = None
    tab: str | None = None
    pane: int = 0
    headings: tuple[tuple[int, str, str], ...] = ()
    """Depth, tag and wording of the headings that what follows stands under, outermost first."""
    heading_class: str = ""


def read_page(root: LexborNode, text: DocumentText) -> Page:
    """The pieces below ``root``, which is ``#case-law-content``; ``text`` is filled on the way."""
    page = Page(text)
    outside = Piece("block", "outside")
    page.blocks.append(outside)
    _Walk(page).children(root, _Place(outside, outside))
    page.blocks = [b for b in page.blocks if b.fields or b.paragraphs or b.parts or b.heading]
    return page


def text_of(node: LexborNode) -> str:
    """The text below ``node`` with single spaces; blocks and line breaks divide words."""
    return " ".join(_raw_text(node).split())


def _raw_text(node: LexborNode) -> str:
    child = node.first_child
    if child is None:
        return str(node.text(deep=True)) if node.tag == "-text" else ""
    if child.next is None and child.tag == "-text":
        return str(child.text(deep=True))
    pieces: list[str] = []
    for part in node.iter(include_text=True):
        tag = part.tag
        if tag == "-text":
            pieces.append(str(part.text(deep=True)))
        elif tag not in _SKIPPED:
            inner = _raw_text(part)
            pieces.append(inner if tag in _INLINE and tag != "br" else f" {inner} ")
    return "".join(pieces)


@lru_cache(maxsize=1)
def _section_classes() -> dict[str, str]:
    sections = read_vocabulary("sherloc")["sections"]
    return {one: name for name, known in sections.items() for one in known["classes"]}


@lru_cache(maxsize=512)
def _section_of_heading(heading: str) -> str | None:
    sections = read_vocabulary("sherloc")["sections"]
    wanted = folded(heading).strip(" :")
    return next((n for n, known in sections.items() if wanted in {folded(h) for h in known["headings"]}), None)


@lru_cache(maxsize=2048)
def _classes(value: str | None) -> frozenset[str]:
    return frozenset((value or "").split())


def _is_block(classes: frozenset[str]) -> bool:
    """A block of the case; "court" and "keywords" are too common to be one without ``case-law-detail``."""
    if "case-law-detail" in classes:
        return True
    return not classes.isdisjoint(_section_classes()) and classes.isdisjoint(_NO_BLOCKS)


class _Walk:
    """The walk over one page's content."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.text
        self.panes = 0
        self.depth = 0

    def children(self, node: LexborNode, place: _Place) -> None:
        """Read what is below ``node``."""
        self.depth += 1
        tabs: list[tuple[str, str]] = []
        loose: list[str] = []
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                loose.append(str(child.text(deep=True)))
                continue
            if tag in _INLINE and not self._is_marked(child):
                loose.append(_raw_text(child) if tag != "br" else "\n")
                self._links(child, place)
                continue
            self._loose(loose, place)
            if tag not in _SKIPPED:
                tabs = self._element(child, str(tag), place, tabs)
        self._loose(loose, place)
        self.depth -= 1

    def _is_marked(self, node: LexborNode) -> bool:
        """Whether an inline element is more than text: the title, a label, a value."""
        return node.tag == "span" and bool(_classes(node.attributes.get("class")) & {"title", "label", "value"})

    def _loose(self, loose: list[str], place: _Place) -> None:
        wording = " ".join("".join(loose).split())
        loose.clear()
        if wording:
            self._add(wording, place)

    def _element(self, node: LexborNode, tag: str, place: _Place, tabs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Read one element; the tabs it announces, or those that still wait for their panes."""
        classes = _classes(node.attributes.get("class"))
        if "nav-tabs" in classes:
            return [(a.attributes.get("href") or "", text_of(a)) for a in node.css("a")]
        if "tab-content" in classes:
            self._panes(node, place, tabs)
            return []
        if tag in _HEADINGS:
            self._heading(node, tag, classes, place)
        elif "title" in classes and tag == "span":
            self._title(node)
        elif "label" in classes and place.field is not None:
            place.field.label = text_of(node)
        elif tag in _PARAGRAPHS or "value" in classes:
            self._paragraph(node, classes, place)
        else:
            self.children(node, self._entered(classes, place))
        return tabs

    def _entered(self, classes: frozenset[str], place: _Place) -> _Place:
        """The place inside an element: a new piece, a new field, or where we were."""
        if _is_block(classes):
            return self._entered_block(classes, place)
        if "crimeType-details-badge" in classes:
            name = next(
                (c for c in sorted(classes) if c.endswith("-details-badge") and not c.startswith("crimeType-")), ""
            )
            return self._entered_piece(Piece("badge", name.removesuffix("-details-badge")), place.block, place, None)
        if "person" in classes:
            person = Piece("person")
            return self._entered_piece(person, place.block, place, person)
        if "charge" in classes:
            return self._entered_piece(Piece("charge"), place.person or place.block, place, place.person)
        if "proceeding" in classes:
            return self._entered_piece(Piece("proceeding"), place.block, place, None)
        if not classes.isdisjoint(_FIELDS):
            return self._entered_field(classes, place)
        if "containerListElement" in classes and place.headings:
            return self._entered_list(place)
        return place

    def _entered_block(self, classes: frozenset[str], place: _Place) -> _Place:
        name = next((_section_classes()[c] for c in sorted(classes) if c in _section_classes()), "")
        block = place.block
        if not block.name and name and not (block.fields or block.paragraphs or block.parts):
            block.name = name  # the section's own element inside a bare case-law-detail
            return _Place(block, block, tab=place.tab, pane=place.pane)
        self.text.gap()
        block = Piece("block", name)
        self.page.blocks.append(block)
        return _Place(block, block)

    @staticmethod
    def _entered_piece(piece: Piece, owner: Piece, place: _Place, person: Piece | None) -> _Place:
        owner.parts.append(piece)
        return _Place(piece, place.block, person, tab=place.tab, pane=place.pane)

    @staticmethod
    def _entered_field(classes: frozenset[str], place: _Place) -> _Place:
        one = Field("", classes)
        place.piece.fields.append(one)
        return _Place(place.piece, place.block, place.person, one, place.tab, place.pane)

    @staticmethod
    def _entered_list(place: _Place) -> _Place:
        label = ": ".join(wording for _, _, wording in place.headings if wording)
        one = Field(label, _classes(place.heading_class))
        place.piece.fields.append(one)
        return _Place(place.piece, place.block, place.person, one, place.tab, place.pane)

    def _heading(self, node: LexborNode, tag: str, classes: frozenset[str], place: _Place) -> None:
        for span in node.css("span.title"):
            self._title(span)
            return
        wording = text_of(node)
        if not wording:
            return
        if place.field is not None and "countryNoHighlight" in place.field.classes:
            self.page.country = self.text.field("Country", wording)
            return
        above = (h for h in place.headings if h[0] < self.depth or (h[0] == self.depth and h[1] < tag))
        place.headings = (*above, (self.depth, tag, wording))
        place.heading_class = " ".join(classes)
        piece = place.piece
        quote = self.text.line(wording)
        if piece.heading is None and not place.heading_class.startswith("crimeTypes_"):
            piece.heading = quote
            if piece.kind == "block" and not piece.name:
                piece.name = _section_of_heading(wording) or ""
            if piece.name != "cross_cutting" or tag == "h2" or piece.kind == "badge":
                place.headings = ()

    def _title(self, node: LexborNode) -> None:
        wording = text_of(node)
        if wording and self.page.title is None:
            self.page.title = self.text.line(wording)

    def _paragraph(self, node: LexborNode, classes: frozenset[str], place: _Place) -> None:
        if any(part.tag not in _INLINE for part in node.iter(include_text=False)):
            self.children(node, self._entered(classes - {"value"}, place))
            return
        self._links(node, place)
        wording = text_of(node)
        if wording:
            self._add(wording, place)

    def _add(self, wording: str, place: _Place) -> None:
        if place.field is None:
            place.piece.paragraphs.append(Line(self.text.line(wording), place.tab, place.pane))
            return
        one = place.field
        value = self.text.field(one.label, wording)
        one.values.append(Line(value, place.tab, place.pane))
        if one.quote is None:
            label = one.label.rstrip(": ")
            one.quote = Quote(value.document, label, value.start - len(label) - 2) if label else value

    def _links(self, node: LexborNode, place: _Place) -> None:
        if place.block.name not in ("sources", "attachments"):
            return
        anchors = [node] if node.tag == "a" else node.css("a")
        found = [(text_of(a), a.attributes.get("href")) for a in anchors]
        if not found and node.tag == "p" and (wording := text_of(node)):
            found = [(wording, None)]
        place.block.links += found

    def _panes(self, node: LexborNode, place: _Place, tabs: list[tuple[str, str]]) -> None:
        panes = [p for p in node.iter(include_text=False) if "tab-pane" in _classes(p.attributes.get("class"))]
        for pane, label in zip(panes, labels_of_panes([p.id or "" for p in panes], tabs), strict=True):
            self.panes += 1
            inside = _Place(place.piece, place.block, place.person, place.field, label, self.panes)
            self.children(pane, inside)


def labels_of_panes(ids: list[str], tabs: list[tuple[str, str]]) -> list[str]:
    """The tab label of each pane; empty where it cannot be told.

    By id where ids and links are unique on the page's part; else by position where there are as many tabs as
    panes, because real pages repeat one id over several panes.
    """
    links = [href.rpartition("#")[2] for href, _ in tabs]
    if len(set(ids)) == len(ids) and len(set(links)) == len(links):
        named = dict(zip(links, (label for _, label in tabs), strict=True))
        return [named.get(one, "") for one in ids]
    if len(ids) == len(tabs):
        return [label for _, label in tabs]
    return ["" for _ in ids]
