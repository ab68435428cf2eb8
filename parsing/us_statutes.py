"""Statutes of the United States Code as dockets, judgments and the Sentencing Commission print them.

Forms met: ``18:2423(a)`` · ``18:513A.F`` (a docket's code: section 513(a), a felony) · ``21:952 and 960`` ·
``18:2251(a) & (e)`` · ``18:1956-4999.F`` · ``18 U.S.C. §§ 1591(a) and 1594(c)`` · ``Title 18, United States Code,
Section 1951`` · and run together ``181591A``, ``81326B``. All become ``18 U.S.C. § 1591(a)``.
Must not match: times ("10:30 AM"), numbers of cases ("1:02-cr-05210"), quantities behind a statute ("841(a)(1), 50 grams").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import alternation, read_vocabulary


class Statute(NamedTuple):
    """One statute and where it is printed."""

    cited: str
    """As lawyers cite it: ``18 U.S.C. § 1591(a)``."""
    start: int
    end: int


_HEAD = re.compile(
    r"(?<![\d:.$/-])(?P<title>\d{1,2})(?::(?!\d\d\s*[ap]\.?m\b)\s*|\s*U\.?\s?S\.?\s?C\.?(?:\s?A\.)?\s*(?:§+|Sec(?:tions?|s?\.)?)?\s*)(?=[1-9])"
    r"|\bTitle\s+(?P<long>\d{1,2}),?\s+(?:of the\s+)?United States Code,?\s+(?:§+|Sections?)\s*(?=[1-9])",
    re.IGNORECASE,
)
_SUBS = r"(?:\s?\((?:\d{1,2}|[A-Za-z]{1,2}|[ivxIVX]{1,4})\))"
_CODE_LETTERS = r"[A-Z]{1,2}(?:\d{1,2}(?:[A-Z][IVX]{0,4})?)?(?![A-Za-z0-9])"  # 841A1, 2252AA5B, 924C1AI; not 1591SEX
_SECTION = re.compile(
    rf"(?P<number>[1-9]\d{{0,4}})(?P<letters>(?:{_CODE_LETTERS})?)(?P<subs>{_SUBS}*)(?:-(?P<until>\d{{3,5}})(?!\d))?"
    r"(?:=[A-Z]{1,3})?(?:\.[A-Z](?![A-Za-z]))?"
)
_ONLY_SUBS = re.compile(rf"(?P<subs>{_SUBS}+)")
_JOIN = re.compile(r"\s*(?:,\s*and\b|,|&|\band\b)\s*(?:§+\s*)?", re.IGNORECASE)
_CODE = re.compile(r"(?P<digits>\d+)(?P<letters>[A-Z]*[A-Z0-9]*)")
_ROMAN = re.compile(r"[IVX]+")


def find_statutes(text: str) -> list[Statute]:
    """The statutes that ``text`` names, each once, in the order printed."""
    found: dict[str, Statute] = {}
    at = 0
    while head := _HEAD.search(text, at):
        at = head.end()
        title = int(head["title"] or head["long"])
        if 1 <= title <= _highest_title():
            for one in _sections(text, title, head.start(), at):
                found.setdefault(one.cited, one)
                at = one.end
    return list(found.values())


@lru_cache(maxsize=65_536)
def statute_of_code(code: str) -> str | None:
    """The statute that a code of title, section and subsections run together stands for; None where it is none.

    ``81326B`` is title 8, since there is no title 81; ``182252AA5B`` is section 2252A, ``182252A2`` is 2252(a)(2).
    """
    parted = _CODE.fullmatch(code.strip().upper().replace(" ", ""))
    if parted is None:
        return None
    digits = parted["digits"]
    for width in (2, 1):
        title, number = digits[:width], digits[width:]
        if number and number[0] != "0" and title[0] != "0" and int(title) in _code_titles():
            return _cite(int(title), *_split(int(title), number, parted["letters"]))
    return None


def _sections(text: str, title: int, start: int, at: int) -> Iterator[Statute]:
    """The sections that follow a title, and those joined to them by commas, "and" or "&"."""
    section = _SECTION.match(text, at)
    number, letters = "", ""
    while section:
        subs = re.findall(r"\((\w+)\)", section["subs"])
        if "number" in section.re.groupindex:
            number, letters, until = section["number"], section["letters"], section["until"]
            base, own = _split(title, number, letters, followed=bool(subs))
            number = base
            cited = _cite(title, base, [*own, *subs], _range_end(base, until))
        else:
            cited = _cite(title, number, subs)
        yield Statute(cited, start, section.end())
        section = _joined(text, section.end())
        start = section.start() if section else 0


def _joined(text: str, at: int) -> re.Match[str] | None:
    join = _JOIN.match(text, at)
    if join is None or _HEAD.match(text, join.end()):
        return None
    number = _SECTION.match(text, join.end())
    if number and not re.match(rf"\s*(?:[%$]|(?:{_quantities()})\b)", text[number.end() :], re.IGNORECASE):
        return number
    return _ONLY_SUBS.match(text, join.end())


def _split(title: int, number: str, letters: str, followed: bool = False) -> tuple[str, list[str]]:
    """The section and the subdivisions that a run of letters and digits writes behind it."""
    own = letters[:1]
    if own and f"{number}{own}" in _lettered(title) and (len(letters) == 1 or not letters[1].isdigit() or followed):
        number, letters = number + own, letters[1:]
    return number, _levels(letters)


def _levels(letters: str) -> list[str]:
    """``A1AII`` is (a)(1)(A)(ii): a small letter, a number, a capital letter, a small Roman number."""
    levels: list[str] = []
    while letters:
        depth = len(levels)
        roman = _ROMAN.match(letters) if depth == 3 else None
        digits = re.match(r"\d+", letters)
        part = roman[0] if roman else digits[0] if digits else letters[0]
        levels.append(part if digits or depth == 2 else part.lower())
        letters = letters[len(part) :]
    return levels


def _cite(title: int, section: str, subs: list[str], until: str | None = None) -> str:
    if until:
        return f"{title} U.S.C. §§ {section}-{until}"
    return f"{title} U.S.C. § {section}{''.join(f'({one})' for one in subs)}"


def _range_end(number: str, until: str | None) -> str | None:
    """The end of a range; None for the number of an offence code (``1956-4999``), which is none."""
    is_range = until and number.isdigit() and 0 < int(until) - int(number) <= 100
    return until if is_range else None


@lru_cache(maxsize=1)
def _code_titles() -> frozenset[int]:
    """The titles that a code can begin with: all of two digits, and the few of one digit that have crimes."""
    return frozenset((*read_vocabulary("us_statutes")["short_titles"], *range(10, _highest_title() + 1)))


@lru_cache(maxsize=1)
def _highest_title() -> int:
    return int(read_vocabulary("us_statutes")["highest_title"])


@lru_cache(maxsize=64)
def _lettered(title: int) -> frozenset[str]:
    return frozenset(read_vocabulary("us_statutes")["lettered"].get(title, ()))


@lru_cache(maxsize=1)
def _quantities() -> str:
    return alternation(read_vocabulary("us_statutes")["quantities"])
