"""Footnotes of a printed page: small print at the foot that begins with a mark."""

from __future__ import annotations

import re

from jointcharge.parsing.text.printed import PrintedLine, PrintedPage

MARK = re.compile(r"(?:\[?\d{1,3}\]?|[*†‡§]{1,3})[.)]?(?=\s|[^\W\d_]|[“\"(])")
"""``12 See id.``, ``12See``, ``[3] Rollo``, ``* Justice``; not ``12,`` nor ``1.5``."""
_FEWEST_BODY_LINES = 2
"""Below a single large line ("Held:") small print is text, as in a syllabus."""
_SMALL = 0.93
"""Footnotes are set at most this share of the body's height."""


def set_footnotes_apart(pages: list[PrintedPage], body: float) -> None:
    """Move each page's footnotes from its lines to its `footnotes`. ``body`` is the height of the body's font."""
    continues = False
    for page in pages:
        start = _start_of_notes(page.lines, body, continues)
        page.footnotes, page.lines = page.lines[start:], page.lines[:start]
        continues = bool(page.footnotes)


def _start_of_notes(lines: list[PrintedLine], body: float, continues: bool) -> int:
    """Where the small print at the end begins; the number of lines where it is none or bears no mark.

    A page may begin its small print without a mark where a note runs on from the page before.
    """
    first = len(lines)
    while first and _is_small(lines[first - 1], body, first < len(lines)):
        first -= 1
    if first == len(lines) or (first and lines[first].top < lines[first - 1].top):
        return len(lines)
    if continues:
        return first
    if sum(line.size > _SMALL * body for line in lines[:first]) < _FEWEST_BODY_LINES:
        return len(lines)
    marked = (i for i in range(first, len(lines)) if MARK.match(lines[i].text))
    return next(marked, len(lines))


def _is_small(line: PrintedLine, body: float, below: bool) -> bool:
    """A lone superscript mark on a line of its own counts as what stands below it."""
    return line.smallest <= _SMALL * body and (below or len(line.text) > 3)
