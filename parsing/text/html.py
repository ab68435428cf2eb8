"""Reads HTML with selectolax: the judgment's own text, menus apart.

Textual forms met: portals that wrap the judgment in one element (``div.single_content`` of the Philippine e-Library,
``main``, ``article``, ``#content``); HUDOC's Word-made paragraphs; footnotes as list items or divisions named
``footnote``, ``endnote``, ``fn1``, ``ftn1``; footnotes that only follow behind the text as ``[1] …`` paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jointcharge.parsing.text.builder import TextBuilder
from jointcharge.parsing.text.document import DocumentText, Removed, RemovedKind
from jointcharge.parsing.text.encoding import decode_html
from jointcharge.parsing.text.flow import Flow
from jointcharge.records.raw import sha256_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAIN = (
    "div.single_content",
    "main",
    "[role=main]",
    "article",
    "#content",
    "#main-content",
    "div.judgment",
    "div.opinion",
)
"""Where judgments stand on portals' pages; the first that selects exactly one element with most of the text is taken."""
_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "button", "title")
)
_NAVIGATION = frozenset(("nav", "header", "footer", "form", "aside"))
_PARAGRAPHS = frozenset(
    re.split(
        r"\s+",
        "address article blockquote body center dd details div dl dt fieldset figure figcaption hr li main ol p pre section summary ul"
        " table tbody thead tfoot caption tr h1 h2 h3 h4 h5 h6 html br aside header footer nav form",
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NOTE_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:foot|end)notes?(?:[-_ ]?(?:body|text|content|item|list)?)?\d*|(?:sd)?f(?:oot|t)?n(?:ote)?[-_]?\d+)(?:$|[\s])",
    re.I,
)
_NOTE_TAGS = frozenset(("div", "li", "p", "aside", "section", "ol", "td", "dd"))
_LONGEST_CELL = 600


@dataclass(slots=True)
class _Walk:
    """What is open while the tree is walked."""

    flow: Flow
    removed: list[Removed] = field(default_factory=list)
    layout_cells: list[bool] = field(default_factory=list)
    """For every cell that is open, whether it only lays out the page."""


def read_html(body: bytes, charset: str | None = None) -> DocumentText:
    """The text of an HTML page; ``charset`` is what the server declared."""
    document = text_of_markup(decode_html(body, charset), sha256_of(body))
    document.media_type = "text/html"
    return document


def text_of_markup(markup: str, sha256: str) -> DocumentText:
    """The text of HTML that is already decoded."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(markup).root
    builder = TextBuilder()
    walk = _Walk(Flow(builder))
    if root is not None:
        _read(_main_of(root), walk)
    walk.flow.finish()
    return builder.build(sha256, "text/html", removed=tuple(walk.removed))


def _main_of(root: LexborNode) -> LexborNode:
    whole = len(root.text(deep=True, separator=""))
    for selector in _MAIN:
        found = root.css(selector)
        if len(found) == 1 and (selector == _MAIN[0] or 2 * len(found[0].text(deep=True, separator="")) > whole):
            return found[0]
    return root


def _read(root: LexborNode, walk: _Walk) -> None:
    """Walk the tree without recursion: hostile pages nest thousands deep."""
    for node, leaving in _steps(root, walk):
        tag = node.tag or ""
        if tag == "-text":
            walk.flow.add(node.text(deep=False) or "")
        elif tag in ("td", "th"):
            _cell(node, leaving, walk)
        elif tag in _PARAGRAPHS:
            _edge(node, tag, leaving, walk)


def _cell(node: LexborNode, leaving: bool, walk: _Walk) -> None:
    """A cell that holds paragraphs of some length only lays out the page."""
    if leaving:
        layout = walk.layout_cells.pop()
        walk.flow.break_paragraph() if layout else walk.flow.end_cell()
        return
    blocks = None if walk.flow.in_cell else node.css_first("p, div, table, br")
    layout = blocks is not None and len(node.text(deep=True, separator="")) > _LONGEST_CELL
    walk.layout_cells.append(layout)
    walk.flow.break_paragraph() if layout else walk.flow.start_cell()


def _edge(node: LexborNode, tag: str, leaving: bool, walk: _Walk) -> None:
    flow = walk.flow
    if tag == "tr":
        flow.end_row() if leaving else flow.start_row()
    elif flow.in_cell:
        flow.add(" ")
    else:
        flow.break_paragraph()
    if tag in _HEADINGS:
        flow.heading = not leaving
    if tag in _NOTE_TAGS and _is_note(node):
        flow.notes += -1 if leaving else 1


def _is_note(node: LexborNode) -> bool:
    named = node.attributes
    return any(_NOTE_NAME.search(named.get(name) or "") for name in ("id", "class", "role"))


def _steps(root: LexborNode, walk: _Walk) -> Iterator[tuple[LexborNode, bool]]:
    """Every node of the tree as it is entered and, for elements, left; what is skipped is not entered."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            yield node, True
            continue
        if _is_skipped(node, root, walk):
            continue
        yield node, False
        if node.tag == "-text":
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))


def _is_skipped(node: LexborNode, root: LexborNode, walk: _Walk) -> bool:
    tag = node.tag or ""
    if tag in _SKIPPED or tag in ("-comment", "-doctype", "!doctype"):
        return True
    if tag not in _NAVIGATION or node == root or (tag == "aside" and _is_note(node)):
        return False
    text = " ".join(node.text(deep=True, separator=" ").split())
    if tag in ("form", "header") and len(text) > 600:
        return False  # a page wrapped in a form, a judgment whose caption is its header
    if text:
        walk.removed.append(Removed(RemovedKind.NAVIGATION, None, text, None))
    return True
