"""Dates as portals print them.

Forms met: ``2014-05-12``, ``2014-05-12 00:00:00``, ``12 May 2014``, ``12th of May, 2014``, ``May 12, 2014``,
``12 de mayo de 2014``, ``12 mai 2014``, ``12.05.2014``, ``25/12/2014``, ``May 2014``, ``2014-05``, ``2014``.
``05/06/2014`` could be two days: it has a year and no date.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import alternation, folded, read_vocabulary


class DateReading(NamedTuple):
    """What a wording says about a day: the date where it is certain, and the year."""

    date: dt.date | None
    year: int
    ambiguous: bool = False
    """Day and month could be exchanged."""


_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[t ][\d:.]+z?)?$")
_NUMERIC = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$")
_YEAR = re.compile(r"^\d{4}$")
_ANY_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


@lru_cache(maxsize=4096)
def parse_date(wording: str) -> DateReading | None:
    """The date that ``wording`` states, or None where it is no date."""
    text = folded(wording).strip(" .")
    if iso := _ISO.match(text):
        return _reading(int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None)
    if numeric := _NUMERIC.match(text):
        return _numeric(int(numeric[1]), numeric[2], int(numeric[3]), int(numeric[4]))
    if _YEAR.match(text):
        return _reading(int(text), None, None)
    return _named_month(text)


def parse_year(wording: str) -> int | None:
    """The one year that ``wording`` names ("Born: Cluj, 12 May 1973"); None where there is none or several."""
    years = {int(y) for y in _ANY_YEAR.findall(wording)}
    return years.pop() if len(years) == 1 else None


def _numeric(first: int, separator: str, second: int, year: int) -> DateReading | None:
    if first > 12 or first == second or separator == ".":
        return _reading(year, second, first)
    if second > 12:
        return _reading(year, first, second)
    return DateReading(None, year, ambiguous=True)


def _named_month(text: str) -> DateReading | None:
    pattern, months = _month_pattern()
    found = pattern.match(text)
    if not found:
        return None
    month = months[found["month"] or found["month2"]]
    day = found["day"] or found["day2"]
    return _reading(int(found["year"]), month, int(day) if day else None)


def _reading(year: int, month: int | None, day: int | None) -> DateReading | None:
    if not 1800 <= year <= 2100:
        return None
    if not month or not day:
        return DateReading(None, year)
    try:
        return DateReading(dt.date(year, month, day), year)
    except ValueError:
        return DateReading(None, year, ambiguous=True)


@lru_cache(maxsize=1)
def _month_pattern() -> tuple[re.Pattern[str], dict[str, int]]:
    listed = read_vocabulary("dates")["months"]
    months = {folded(name): number for number, names in listed.items() for name in names}
    names = alternation(months)
    weekday = r"(?:[a-z]+day,?\s+)?"
    day_first = rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|o)?\s+(?:of\s+|de\s+|di\s+)?)?(?P<month>{names})\.?"
    month_first = rf"(?P<month2>{names})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
    year = r",?\s+(?:of\s+|de\s+|del\s+)?(?P<year>\d{4})"
    return re.compile(rf"^{weekday}(?:{month_first}|{day_first}){year}$"), months
