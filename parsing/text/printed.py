"""PrintedLine and PrintedPage: a document's pages as printed, before furniture is removed and paragraphs are joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from jointcharge.parsing.text.document import Box


@dataclass(slots=True)
class PrintedLine:
    """One line of a page; coordinates in points from the upper left corner."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    """Height of the font in points, the greater of the line's first and last character."""
    smallest: float = 0.0
    """The lesser of the two: a superscript's, where one stands at either end."""
    hyphen: bool = False
    """The line ends within a word; its hyphen is not in `text`."""
    row: bool = False
    """A row of a table: joined to nothing."""

    @property
    def box(self) -> Box:
        """Where the line is printed."""
        return Box(self.x0, self.top, self.x1, self.bottom)

    @property
    def is_upright(self) -> bool:
        """False for text along the side of the page."""
        return self.bottom - self.top < 3 * (self.x1 - self.x0) or len(self.text) < 5


@dataclass(slots=True)
class PrintedPage:
    """One page with its lines in the order the file gives them."""

    number: int
    width: float
    height: float
    lines: list[PrintedLine] = field(default_factory=list)
    footnotes: list[PrintedLine] = field(default_factory=list)
    has_pictures: bool = False
    """Something is drawn on it beside text."""
    is_scan: bool = False
    """A picture covers most of it."""
    garbled: bool = False
    """Its letters cannot be told: fonts without a map to characters."""


def body_size(pages: list[PrintedPage]) -> float:
    """The height of the font that most characters have, judged by every other line; 0 without text."""
    weights: dict[int, int] = {}
    for page in pages:
        for line in page.lines[::2]:
            tenths = int(line.size * 10)
            weights[tenths] = weights.get(tenths, 0) + len(line.text)
    return max(weights, key=lambda tenths: weights[tenths]) / 10 if weights else 0.0


def leading_of(lines: list[PrintedLine]) -> float:
    """The usual step from one line to the next; 0 where there are too few."""
    steps = [b.top - a.top for a, b in pairwise(lines) if 2 < b.top - a.top < 60]
    return median(steps) if steps else 0.0
