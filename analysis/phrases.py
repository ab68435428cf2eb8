"""Numbers and text as a reader sees them: the same words on the terminal and on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jointcharge.analysis.estimate import interval

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that drive a terminal or turn the direction of the text around; a line break and a tab are kept."""


def plain(text: str) -> str:
    """Text from a document, safe to show: what would drive a terminal or hide text becomes the replacement character."""
    return _CONTROL.sub("\ufffd", text)


def one_line(text: str, width: int | None = None) -> str:
    """Text on one line, cut to ``width`` characters with an ellipsis."""
    line = plain(" ".join(text.split()))
    return line if width is None or len(line) <= width else line[: max(0, width - 1)].rstrip() + "…"


def cut_around(text: str, words: str, width: int) -> str:
    """Text on one line, cut to about ``width`` characters at both ends so that ``words`` are seen; cut at its end where they are not in it."""
    line = one_line(text)
    start = line.find(words) if words else -1
    if len(line) <= width or start + len(words) < width:
        return one_line(line, width)
    first = max(0, min(start - max(0, width - len(words)) // 2, len(line) - width))
    first = line.find(" ", first, start) + 1 or first
    return f"…{one_line(line[first:], width)}"


def cut_within(text: str, width: int) -> str:
    """Text on one line, cut in the middle: of a provision, the statute's first words and the section both matter."""
    line = one_line(text)
    if len(line) <= width:
        return line
    end = width // 2
    return f"{line[: width - end - 1].rstrip()}…{line[-end:].lstrip()}"


def percent(share: float) -> str:
    """A share in per cent: one decimal, or two where one would show none or all of it."""
    value = 100 * share
    return f"{value:.2f}%" if 0 < value < 0.05 or 99.95 <= value < 100 else f"{value:.1f}%"


def counted(n: int, one: str) -> str:
    """``n`` of something: "1 case", "2,000 cases"."""
    return f"{n:,} {one}" if n == 1 else f"{n:,} {one}s"


def ratio_words(numerator: int, denominator: int) -> str:
    """The disparity in words: how many trafficking convictions for one joint conviction; without one there is no ratio."""
    found = interval(numerator, denominator)
    if found is None:
        return "No trafficking conviction is known here in which a corruption conviction would show, so there is no disparity to state."
    share = f"{percent(numerator / denominator)} (95% interval {percent(found.low)} to {percent(found.high)})"
    among = f"among {counted(denominator, 'trafficking conviction')}"
    if numerator == 0:
        return (
            f"No joint conviction is known {among}, so there is no ratio; the share is {share}, "
            f"which allows at most one in {1 / found.high:,.1f}."
        )
    return (
        f"{counted(numerator, 'joint conviction')} {among}: one in {denominator / numerator:,.1f} "
        f"(95% interval one in {1 / found.high:,.1f} to one in {1 / found.low:,.1f}); the share is {share}."
    )


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), indent: int = 2, gap: int = 2) -> str:
    """Rows of cells in aligned columns; the columns numbered in ``right`` are set flush right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []

    def cell(text: str, n: int) -> str:
        return text.rjust(widths[n]) if n in right else text.ljust(widths[n])

    lines = ((" " * gap).join(cell(text, n) for n, text in enumerate(row)).rstrip() for row in rows)
    return "\n".join(" " * indent + line for line in lines)
