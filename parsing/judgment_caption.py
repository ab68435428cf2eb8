"""The caption of a judgment: numbers, date, division, ponente, and who stands on which side.

Forms met: ``[ G.R. No. 110391, February 07, 1997 ]``, ``[G.R. No. 910001. March 12, 1998]``, ``G.R. No. 910530    June 17, 2003``, ``[ G.R. Nos. 115150-55, … ]``, ``G.R. Nos. 178000 and 178003``,
``[ A.M. No. RTJ-95-1308, April 12, 2000 ]``, further numbers between consolidated captions; ``X, PLAINTIFF-APPELLEE,
VS. Y, ACCUSED. Z, ACCUSED-APPELLANT.``; ``X, PETITIONER, V. Y, RESPONDENT``; ``KHO, JR., J.:``, ``PER CURIAM:``.
E-Library pages print the caption twice; the one next to the ponente is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from jointcharge.parsing.dates import parse_date
from jointcharge.parsing.judgment_text import Reading, Stretch, pattern
from jointcharge.records.case import Stated


class CaseNumber(NamedTuple):
    """One number with its place; a range gives one for each number it stands for."""

    value: str
    start: int
    end: int


class Side(NamedTuple):
    """The names before one role: ``ROSE CRUZ Y DELA PAZ`` before ``accused-appellant``."""

    role: str
    """Lower case, singular: ``petitioner``, ``accused-appellant``, ``plaintiff-appellee``."""
    start: int
    end: int
    plural: bool = False
    """Whether the role is in the plural."""


class Caption(NamedTuple):
    """What stands before the decision's first sentence."""

    numbers: tuple[CaseNumber, ...]
    date: Stated[dt.date] | None
    division: Stated[str] | None
    ponente: Stated[str] | None
    sides: tuple[Side, ...]
    start: int
    """Where the parties begin."""
    body: int
    """Where the decision's own text begins."""
    is_resolution: bool

    def side(self, *roles: str) -> tuple[Side, ...]:
        """The sides that have one of the roles."""
        return tuple(s for s in self.sides if s.role in roles)


_HEADER = pattern(
    r"\[ ?((?:G\. ?R\.|A\. ?M\.|A\. ?C\.|ADM\.)[^\[\]]{3,400}?)[.,] ?((?:[A-Z][a-z]+|[A-Z]+) \d{1,2}, \d{4}) ?\]"
)
_BARE_HEADER = re.compile(
    r"\b((?:G\.\s?R\.|A\.\s?M\.|A\.\s?C\.)\s+N[oO][sS]?\.\s[^\[\]\n]{3,200}?)[.,]?\s{1,40}((?:[A-Z][a-z]+|[A-Z]+)\s\d{1,2},\s\d{4})\b"
)
"""As the Supreme Court's and LawPhil's pages print it: no brackets, the date after spaces."""
_TOP = 1500
"""A bare header stands within so many characters; further down such words cite another decision."""
_LATER_NUMBER = pattern(r"\[? ?(G\. ?R\. Nos?\. [^\[\]A-Z]{3,200}?)(?:\]|(?= [A-Z]))")
_HEADING = re.compile(r"D\s?E\s?C\s?I\s?S\s?I\s?O\s?N|R\s?E\s?S\s?O\s?L\s?U\s?T\s?I\s?O\s?N")
_PONENTE = re.compile(
    r"(?<![\w.])((?:[A-ZÑ]\. ?)?[A-ZÑ][A-ZÑ'-]+(?:[ -][A-ZÑ][A-ZÑ'-]+){0,3}(?:,?\s+JR\.?)?(?:,\s?(?:[A-Z]\.\s?){1,3})?),?\s{0,4}"
    r"(?:Acting\s+)?(?:C\.\s?J\.?|S\.?A\.?J\.?|J\.?)\s?:|(PER\s+CURIAM)\s*:"
)
_DIVISION = re.compile(r"\b(EN\s+BANC|(?:SPECIAL\s+)?(?:FIRST|SECOND|THIRD)\s+DIVISION)\b")
_ROLE = re.compile(
    r"\b(PLAINTIFF\s?-\s?APPELLEE|PLAINTIFF|ACCUSED\s?-\s?APPELLANT|DEFENDANT\s?-\s?APPELLANT|ACCUSED|PETITIONER\s?-\s?INTERVENOR|PETITIONER|"
    r"RESPONDENT|COMPLAINANT|APPELLANT|APPELLEE|INTERVENOR)(S)?\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"(?:\b(?:VS|VERSUS|[Vv]s|[Vv]ersus)\b|(?<=[,.;:)]\s)[Vv]\b|(?<=[,.;:)]\s\s)[Vv]\b)\s?\.?,?\s{0,9}(?=[A-Z(])"
)
"""A single V between names is an initial: ``JOSE V. CRUZ``."""
_V_BEHIND_ROLE = re.compile(r"\s+[Vv]\b\s?\.?\s{0,9}(?=[A-Z(])")
_SIDE_NUMBER = re.compile(
    r"G\.\s?R\.\s+N[oO][sS]?\.[\s\d,and&-]+(?:G\.\s?R\.\s+N[oO][sS]?\.[\s\d,and&-]+)?(?:[.,]?\s*[A-Z][a-z]+\s\d{1,2},\s\d{4})?\]?"
)
_ANY_NUMBER = re.compile(
    r"(?:[A-Z]{1,6}-)*[A-Z]{0,6}-?(?:(?<!\d)\d{2,3},\d{3}(?=-\d)|(?<!\d)\d{2},\d{3}(?![\d,])|\d[\dA-Z]*)(?:-(?: (?=\d{3}))?\[?[\dA-Z]+\]?)*(?![a-z])"
)
_RANGE = re.compile(r"\s*(?:-|to|through|thru|up\s+to)\s*")


def find_caption(reading: Reading) -> Caption:
    """The caption; parts that are not there are None or empty."""
    plain = reading.plain
    header = _HEADER.search(plain) or _BARE_HEADER.search(plain, 0, _TOP)
    top = header.end() if header else 0
    ponente = _PONENTE.search(plain, top)
    headings = list(_HEADING.finditer(plain, top, top + 6000))
    body = ponente.end() if ponente else (headings[-1].end() if headings else top)
    start = _party_start(plain, top, ponente.start() if ponente else len(plain[:6000]))
    end = ponente.start() if ponente else min(start + 3000, len(plain))
    heading = next((m for m in _HEADING.finditer(plain, start, end)), None)
    numbers = list(find_numbers(plain, *header.span(1))) if header else []
    for later in _LATER_NUMBER.finditer(plain, start, end):
        numbers += [n for n in find_numbers(plain, *later.span(1)) if n.value not in {m.value for m in numbers}]
    return Caption(
        numbers=tuple(numbers),
        date=_date(reading, *header.span(2)) if header else _promulgated(reading, body),
        division=_division(reading, top),
        ponente=_ponente(reading, ponente),
        sides=tuple(_sides(plain, start, heading.start() if heading else end)),
        start=start,
        body=body,
        is_resolution=bool(heading and heading[0].startswith("R")),
    )


def _party_start(plain: str, top: int, end: int) -> int:
    """Behind the heading that parts the two copies of the caption, where there are two."""
    starts = [top, *(m.end() for m in _HEADING.finditer(plain, top, end))]
    with_parties = [s for s in starts if _VERSUS.search(plain, s, end)]
    return with_parties[-1] if with_parties else top


def _date(reading: Reading, start: int, end: int) -> Stated[dt.date] | None:
    found = parse_date(reading.words(start, end))
    return reading.stated(found.date, start, end) if found and found.date else None


_PROMULGATED = pattern(r"\bpromulgated ?:\s{0,40}(?P<day>(?:[A-Z][a-z]+|[A-Z]+) \d{1,2}, \d{4})\b")


def _promulgated(reading: Reading, body: int) -> Stated[dt.date] | None:
    """The date that slip decisions print above the ponente's name, where the number has none behind it."""
    found = _PROMULGATED.search(reading.plain, 0, body)
    return _date(reading, *found.span("day")) if found else None


def _division(reading: Reading, top: int) -> Stated[str] | None:
    found = _DIVISION.search(reading.plain, 0, top)
    return reading.stated(reading.words(*found.span()).title(), *found.span()) if found else None


def _ponente(reading: Reading, found: re.Match[str] | None) -> Stated[str] | None:
    if found is None or found[1] is None:
        return None
    return reading.stated(reading.words(*found.span(1)), *found.span(1))


def _sides(plain: str, start: int, end: int) -> Iterator[Side]:
    """The names before each role. What follows the last role is no side."""
    last = start
    for role in _ROLE.finditer(plain, start, end):
        behind_role = _V_BEHIND_ROLE.match(plain, last)
        versus = list(_VERSUS.finditer(plain, last, role.start())) or ([behind_role] if behind_role else [])
        begin = versus[-1].end() if versus else last
        numbered = list(_SIDE_NUMBER.finditer(plain, begin, role.start()))
        begin = numbered[-1].end() if numbered else begin
        name = re.sub(r"\s", "", role[1]).lower().replace("defendant-", "accused-")
        if re.search(r"[A-Z]{2}", plain[begin : role.start()]):
            yield Side(name, begin, role.start(), role[2] is not None)
        last = role.end()


def find_numbers(plain: str, start: int, end: int) -> Iterator[CaseNumber]:
    """The case numbers of a list such as ``98850, 98851 and 98853 to 98855``; ranges are written out.

    ``115150-55`` is a range where the second part is shorter and the number has no other hyphen; ``12-017`` and
    ``Q-94-59470`` are single numbers. Brackets and spaces within a number (``23145-[2014]-C``) are left out.
    """
    found = [m for m in _ANY_NUMBER.finditer(plain, start, end) if len(re.sub(r"\D", "", m[0])) >= 2]
    position = 0
    while position < len(found):
        here = found[position]
        number = re.sub(r"[\s\[\]]", "", here[0])
        after = found[position + 1] if position + 1 < len(found) else None
        joined = after and _RANGE.fullmatch(plain, here.end(), after.start())
        if after and joined:
            yield from (CaseNumber(v, here.start(), after.end()) for v in _written_out(number, after[0]))
            position += 2
            continue
        short = re.fullmatch(r"(\d{5,6})-(\d{1,4})", number)
        short = short or _short_range(number)
        short = short or re.fullmatch(r"(\d{4,6})-(?!(?:19|20)\d\d$)(\d{4,6})", number)
        values = _written_out(short[1], short[2]) if short else [number]
        yield from (CaseNumber(v, here.start(), here.end()) for v in values)
        position += 1


_LONGEST_RANGE = 100


def _short_range(number: str) -> re.Match[str] | None:
    """``Q-11-171234-36``, ``VI-2329-2331``: a number whose last part goes on from its end; ``29115-2017`` is none."""
    found = re.fullmatch(r"((?:[A-Z]{1,6}-)*\d{1,4}-\d{5,6})-(\d{1,3})", number)
    found = found or re.fullmatch(r"((?:[A-Z]{1,6}-)+(?!(?:19|20)\d\d-)\d{4,6})-(\d{4,6})", number)
    low = found[1][-len(found[2]) :] if found else ""
    return found if found and low.isdigit() and 0 < int(found[2]) - int(low) < _LONGEST_RANGE else None


def _written_out(first: str, last: str) -> list[str]:
    """Every number of a range, ``91-101884 to 101892`` and ``7701-R to 7705-R`` included; both ends where unsure."""
    tail = re.search(r"-(?:[A-Z]+|\d\d)$", first)
    if tail and last.endswith(tail[0]):
        return [n + tail[0] for n in _written_out(first[: tail.start()], last[: -len(tail[0])])]
    head, low = _split_tail(first)
    _, high = _split_tail(last)
    if len(high) < len(low):
        high = low[: len(low) - len(high)] + high
    if len(low) > 3 and len(high) == len(low) and low.isdigit() and high.isdigit() and 0 < int(low) - int(high) < 60:
        return [first]
    if not low.isdigit() or not high.isdigit() or not 0 < int(high) - int(low) < _LONGEST_RANGE:
        return [first, last]
    return [f"{head}{n:0{len(low)}d}" for n in range(int(low), int(high) + 1)]


def _split_tail(number: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)(\d+)", number)
    return (found[1], found[2]) if found else (number, "")


def parties_stretch(caption: Caption) -> Stretch | None:
    """From the first side's first name to the last side's last; for the title."""
    if not caption.sides:
        return None
    return Stretch(caption.sides[0].start, caption.sides[-1].end)
