"""Running heads, page numbers, pleading line numbers and stamps: found by repetition and position, and kept aside.

A stamp is known by its wording (``furniture.yml``) at the edge of a page; a running head by coming back at the same
height on other pages; a page number by counting on from page to page; line numbers by counting down the margin.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jointcharge.parsing.text.document import Removed, RemovedKind
from jointcharge.parsing.text.printed import PrintedLine, PrintedPage

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(\d{1,2})\.?")
_LEADING_NUMBER = re.compile(r"(\d{1,2})[ \t]+(?=\S)")
_MOST_LINES_IN_ZONE = 4
"""How many lines at the top and at the foot of a page are looked at."""
_HEAD, _FOOT = 0.2, 0.85
"""Running heads and page numbers stand above and below these shares of the page's height."""
_SIDEWAYS = 4
"""Text along the side is a stamp where it is less than one line in so many; else the page is turned."""
_FEWEST_LINE_NUMBERS = 8


@lru_cache(maxsize=1)
def read_furniture() -> dict[str, list[dict[str, Any]]]:
    """The entries of ``furniture.yml``."""
    import yaml

    text = files(__package__).joinpath("furniture.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@lru_cache(maxsize=4)
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry['pattern']})" for entry in read_furniture()[group]), re.IGNORECASE)


def is_stamp(text: str) -> bool:
    """Whether the line is worded as a filing stamp."""
    return len(text) <= 200 and _pattern("stamps").fullmatch(text) is not None


def is_page_number(text: str) -> bool:
    """Whether the line could be nothing but a page number."""
    return len(text) <= 24 and _pattern("page_numbers").fullmatch(text) is not None


def remove_furniture(pages: list[PrintedPage]) -> list[Removed]:
    """Take every line that is not the document's own text out of ``pages``; what was taken, in page order."""
    removed: list[Removed] = []
    for page in pages:
        _remove_stamps(page, removed)
        _remove_clerk_stamp(page, removed)
        _remove_line_numbers(page, removed)
    zones = {page.number: _zones(page) for page in pages}
    heads = _repeated(zones, len(pages))
    numbers = _counted(zones)
    for page in pages:
        for key, line in zones[page.number]:
            kind = _kind(key, line, heads, numbers, page.number)
            if kind is not None:
                _take(page, line, kind, removed)
    return sorted(removed, key=lambda one: (one.page or 0, one.box.top if one.box else 0.0))


def _take(page: PrintedPage, line: PrintedLine, kind: RemovedKind, removed: list[Removed]) -> None:
    page.lines = [one for one in page.lines if one is not line]
    removed.append(Removed(kind, page.number, line.text, line.box))


def _remove_stamps(page: PrintedPage, removed: list[Removed]) -> None:
    sideways = sum(not line.is_upright for line in page.lines)
    in_margin = sideways * _SIDEWAYS < len(page.lines)
    for line in [one for one in page.lines if _at_edge(one, page)]:
        if is_stamp(line.text) or (in_margin and not line.is_upright):
            _take(page, line, RemovedKind.STAMP, removed)


def _remove_clerk_stamp(page: PrintedPage, removed: list[Removed]) -> None:
    """A clerk's stamp in several narrow lines: the one that says "FILED" and those that touch it above and below."""
    for position, line in enumerate(page.lines):
        if len(line.text) <= 20 and _pattern("clerk_stamps").fullmatch(line.text) and line.top < page.height / 2:
            stamp = [
                *_touching(page.lines[:position][::-1], line, page),
                line,
                *_touching(page.lines[position + 1 :], line, page),
            ]
            if len(stamp) >= 3:
                for one in stamp:
                    _take(page, one, RemovedKind.STAMP, removed)
            return


def _touching(lines: list[PrintedLine], last: PrintedLine, page: PrintedPage) -> list[PrintedLine]:
    """The lines, in this order, that follow each other closely in one narrow column."""
    found: list[PrintedLine] = []
    for line in lines[:6]:
        gap = max(line.top, last.top) - min(line.bottom, last.bottom)
        overlaps = min(line.x1, last.x1) > max(line.x0, last.x0)
        if not overlaps or gap > 1.2 * last.size or line.x1 - line.x0 > 0.4 * page.width or len(line.text) > 50:
            break
        found.append(line)
        last = line
    return found


def _at_edge(line: PrintedLine, page: PrintedPage) -> bool:
    return line.top < 0.12 * page.height or line.bottom > 0.88 * page.height or not line.is_upright


def _remove_line_numbers(page: PrintedPage, removed: list[Removed]) -> None:
    """Numbers that count down the left margin: alone on their lines, or in front of the text."""
    alone = _longest_count([one for one in page.lines if _NUMBER.fullmatch(one.text)], _NUMBER)
    if alone:
        taken = {id(one) for one in alone}
        page.lines = [one for one in page.lines if id(one) not in taken]
        removed.extend(Removed(RemovedKind.LINE_NUMBER, page.number, one.text, one.box) for one in alone)
        return
    in_front = _longest_count([one for one in page.lines if _LEADING_NUMBER.match(one.text)], _LEADING_NUMBER)
    if 2 * len(in_front) >= len(page.lines):
        for line in in_front:
            _cut_number(page, line, removed)


def _longest_count(lines: list[PrintedLine], pattern: re.Pattern[str]) -> list[PrintedLine]:
    """The lines whose numbers count up by one down one margin, if they are enough to be line numbers."""
    if len(lines) < _FEWEST_LINE_NUMBERS:
        return []
    best: list[PrintedLine] = []
    run: list[PrintedLine] = []
    for line in sorted(lines, key=lambda one: one.top):
        value = _value(line, pattern)
        counts_on = run and value == _value(run[-1], pattern) + 1 and abs(line.x0 - run[0].x0) < 2 * line.size
        run = [*run, line] if counts_on else [line]
        best = run if len(run) > len(best) else best
    return best if len(best) >= _FEWEST_LINE_NUMBERS and _value(best[0], pattern) <= 2 else []


def _value(line: PrintedLine, pattern: re.Pattern[str]) -> int:
    match = pattern.match(line.text)
    return int(match.group(1)) if match else -1


def _cut_number(page: PrintedPage, line: PrintedLine, removed: list[Removed]) -> None:
    match = _LEADING_NUMBER.match(line.text)
    if match is None:
        return
    removed.append(
        Removed(RemovedKind.LINE_NUMBER, page.number, match.group(1), line.box._replace(x1=line.x0 + line.size))
    )
    line.text = line.text[match.end() :]
    line.x0 += line.size
    line.row = "\t" in line.text


_Key = tuple[str, int]
_Zone = list[tuple[_Key, PrintedLine]]


def _zones(page: PrintedPage) -> _Zone:
    """The outermost lines at the top and the foot of a page, each with its wording (digits masked) and height."""
    down = sorted(page.lines, key=lambda one: one.top)
    head = [one for one in down[:_MOST_LINES_IN_ZONE] if one.top < _HEAD * page.height]
    foot = [one for one in down[-_MOST_LINES_IN_ZONE:] if one.bottom > _FOOT * page.height]
    near = {id(one): one for one in [*head, *foot]}
    return [((_masked(one.text), round(one.top / 6)), one) for one in near.values()]


def _masked(text: str) -> str:
    return "#" if is_page_number(text) else _DIGITS.sub("#", text).casefold()


def _repeated(zones: dict[int, _Zone], pages: int) -> set[_Key]:
    """Wordings that come back at about the same height on at least three pages, or on both of two."""
    seen = Counter(key for zone in zones.values() for key in {key for key, _ in zone})
    least = 2 if pages <= 3 else 3
    return {key for key in seen if sum(seen[key[0], key[1] + step] for step in (-1, 0, 1)) >= least}


def _counted(zones: dict[int, _Zone]) -> set[int]:
    """The differences between printed and counted page number that at least two pages share."""
    offsets = Counter(
        int(found.group()) - page
        for page, zone in zones.items()
        for _, line in zone
        if is_page_number(line.text) and (found := _DIGITS.search(line.text))
    )
    return {offset for offset, times in offsets.items() if times >= 2}


def _kind(key: _Key, line: PrintedLine, heads: set[_Key], offsets: set[int], page: int) -> RemovedKind | None:
    if key[0] != "#":
        return RemovedKind.RUNNING_HEAD if key in heads and any(c.isalpha() for c in key[0]) else None
    found = _DIGITS.search(line.text)
    counts_on = found is not None and int(found.group()) - page in offsets
    return RemovedKind.PAGE_NUMBER if counts_on or key in heads else None
