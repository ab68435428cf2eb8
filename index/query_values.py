"""Years and days as a query writes them."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from jointcharge.index.fields import FieldKind

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def year_or_days(kind: FieldKind, text: str) -> tuple[int, int]:
    """The first and last year, or the first and last day as proleptic ordinals, that ``text`` stands for.

    ``2014`` and ``2014-05`` as a date stand for all their days. Raises ValueError for anything else.
    """
    found = _DAY.fullmatch(text)
    if found is None or (kind is FieldKind.YEAR and found[2]):
        raise ValueError(text)
    year = int(found[1])
    if kind is FieldKind.YEAR:
        return year, year
    first_month, last_month = (int(found[2]), int(found[2])) if found[2] else (1, 12)
    if found[3]:
        day = dt.date(year, first_month, int(found[3])).toordinal()
        return day, day
    first = dt.date(year, first_month, 1)
    last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first.toordinal(), last.toordinal()
