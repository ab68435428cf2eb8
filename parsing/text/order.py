"""The reading order of a page whose file gives its lines in another one: columns, and boxes drawn out of turn."""

from __future__ import annotations

from itertools import pairwise

from jointcharge.parsing.text.printed import PrintedLine, PrintedPage


def put_in_order(page: PrintedPage) -> None:
    """Sort the page's lines where the file's order jumps back up over text it has passed."""
    if not jumps_back(page.lines):
        return
    gutter = gutter_of(page.lines)
    if gutter is None:
        page.lines.sort(key=lambda line: (round(line.top / 4), line.x0))
    else:
        page.lines = _by_columns(page.lines, gutter)


def jumps_back(lines: list[PrintedLine]) -> bool:
    """Whether a line stands above the one before it and in the same column: no reader goes there."""
    for before, line in pairwise(lines):
        if line.bottom <= before.top - before.size and min(line.x1, before.x1) - max(line.x0, before.x0) > 0:
            return True
    return False


def gutter_of(lines: list[PrintedLine]) -> float | None:
    """The x of the white strip between two columns; None where the page has one column.

    At least a third of the lines must end left of it and a third begin right of it, beside each other.
    """
    wide = [line for line in lines if len(line.text) > 10]
    if len(wide) < 10:
        return None
    left, right = min(line.x0 for line in wide), max(line.x1 for line in wide)
    middle = (left + right) / 2
    before = [line for line in wide if line.x1 <= middle + 0.1 * (right - left) and line.x0 < middle]
    behind = [line for line in wide if line.x0 >= middle - 0.1 * (right - left)]
    if min(len(before), len(behind)) * 3 < len(wide):
        return None
    gutter = (max(line.x1 for line in before) + min(line.x0 for line in behind)) / 2
    crossing = sum(line.x0 < gutter < line.x1 for line in wide)
    return gutter if crossing * 4 < len(wide) else None


def _by_columns(lines: list[PrintedLine], gutter: float) -> list[PrintedLine]:
    """Bands between lines that cross the gutter, each read down its left column, then its right."""
    ordered: list[PrintedLine] = []
    band: list[PrintedLine] = []
    for line in sorted(lines, key=lambda one: one.top):
        if line.x0 < gutter < line.x1:
            ordered += [*_band(band, gutter), line]
            band = []
        else:
            band.append(line)
    return ordered + _band(band, gutter)


def _band(lines: list[PrintedLine], gutter: float) -> list[PrintedLine]:
    return [line for line in lines if line.x1 <= gutter] + [line for line in lines if line.x1 > gutter]
