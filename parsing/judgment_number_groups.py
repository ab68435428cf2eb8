"""The numbers of informations and complaints, as a text writes them.

Forms met: ``Criminal Case No. 93871``; ``Crim. Cases Nos. Q-94-58107, Q-94-58108 and Q-94-58111``; ``Criminal Case Nos. 12-017 to 12-019``;
``SB-12-CRM-0244``; ``in L-5715``, of a number that is told as a criminal case's elsewhere; ``OMB-0-97-0724``. Court of Appeals dockets and
civil cases are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_caption import find_numbers
from jointcharge.parsing.judgment_text import pattern


class NumberGroup(NamedTuple):
    """``Criminal Cases Nos. 98850, 98851 and 98853``: the informations named at one place."""

    values: tuple[str, ...]
    start: int
    end: int
    complaint: bool = False
    """A case of the Ombudsman or a prosecutor: no information yet."""


_NUMBER = r"(?!P ?\d{1,3}(?:,\d{3})+|P ?\d+\.\d\d)(?:[A-Z]{1,5}-)*(?:[A-Z]{1,5}[- ]?)?(?:\d{2,3},\d{3}(?=-\d)|\d{2},\d{3}(?![\d,])|\d[\dA-Z]*)(?:-\[?\d[\dA-Z]*\]?|-[A-Z]{1,3}(?!\w)(?:- ?\d+)?|- ?[A-Z]{1,4}- ?\d+)*"


_NUMBERS = (
    rf"{_NUMBER}(?: ?(?:,? ?and|,? ?&|,|;|to|up to|through|-) ?(?:Nos?\.? ?|Criminal Cases? Nos?\.? ?)?{_NUMBER})*"
)


_CRIMINAL = rf"(?:(?<![\w-])|(?<=In))(?:Criminal|Crim\.?) (?:and \w+ )?Cases?(?: \(?s\)?)?,? ?(?:Nos?\.?,?|Numbers?|\#)? ?({_NUMBERS})"


_DOCKET = r"(?<![\w-])((?:SB-\d\d-CRM-\d{3,4}|R-[A-Z]{3}-\d\d-\d{4,5}-CR)(?:(?:,? and|,|;| to) (?:SB-\d\d-CRM-\d{3,4}|R-[A-Z]{3}-\d\d-\d{4,5}-CR|\d{4}(?![\d,.]\d)))*)"


_IN_NUMBER = r"(?<=\bin\s)((?:[A-Z]{1,3}-)\d\d-\d{4,6}(?:(?:,? and|,|;| to) (?:[A-Z]{1,3}-)\d\d-\d{4,6})*)(?![\w-])"
"""Numbers that only criminal cases have, where the words "Criminal Case No." are left out."""


_COMPLAINT = r"(?<![\w-])((?:OMB|TBP|CPL|I\.?S\.?)(?:-[A-Z]+)*[- ]?(?:(?:Cases? )?Nos?\. ?)?\d[\w-]*(?:(?: and|,) (?:OMB)?[- ]?\d[\w-]*)*)"


def find_number_groups(plain: str, start: int, end: int) -> list[NumberGroup]:
    """The informations named in ``plain[start:end]``, in order; for cases before the Ombudsman, complaints."""
    found = [_group(plain, *m.span(1), m.start()) for m in pattern(_CRIMINAL).finditer(plain, start, end)]
    found += [
        _group(plain, *m.span(1), m.start())
        for words in (_DOCKET, _IN_NUMBER)
        for m in pattern(words).finditer(plain, start, end)
        if not any(g.start <= m.start() < g.end for g in found)
    ]
    known = _known(plain)
    for m in pattern(_BARE).finditer(plain, start, end):
        group = _group(plain, *m.span("numbers" if m["numbers"] else "number"), m.start())
        values = tuple(v for v in group.values if v in known)
        if values and not any(g.start <= m.start() < g.end for g in found):
            found.append(group._replace(values=values))
    found += [
        NumberGroup((re.sub(r"\s+", " ", m[1]),), m.start(), m.end(), complaint=True)
        for m in pattern(_COMPLAINT).finditer(plain, start, end)
        if sum(c.isdigit() for c in m[1]) >= 4
    ]
    return sorted((g for g in found if g.values), key=lambda g: g.start)


_BARE = rf"\bNos?\.\s(?P<numbers>{_NUMBERS})(?![\w-])|\b(?:in|of|for|under|and|or)\s(?P<number>(?=[A-Z]{{1,3}}-\d){_NUMBER})(?![\w-])"
"""Numbers behind "No.", and one with letters behind "in" or the like: "in No. 95-143871", "in L-5715". Only of those known as a criminal case's."""


@lru_cache(maxsize=2)
def _known(plain: str) -> frozenset[str]:
    """The numbers that the text tells as a criminal case's somewhere. Kept for the decision that is being read."""
    groups = (_group(plain, *m.span(1), m.start()) for m in pattern(_CRIMINAL).finditer(plain))
    return frozenset(v for g in groups for v in g.values if len(v) > _SHORT)


_SHORT = 4
"""A number of so few characters is only known with its words."""


def find_known_numbers(plain: str, start: int, end: int, known: Collection[str]) -> list[str]:
    """Which of the ``known`` numbers ``plain[start:end]`` calls "No. 7" or "Nos. 7 and 8" without the words "Criminal Case"."""
    told = [
        n.value for m in pattern(_BARE_NUMBERS).finditer(plain, start, end) for n in find_numbers(plain, *m.span(1))
    ]
    return [one for one in known if any(is_same_number(one, value) for value in told)]


_BARE_NUMBERS = rf"(?<![\w.-])(?:Cases?,? )?Nos?\. ?({_NUMBERS})"


def _group(plain: str, start: int, end: int, from_: int) -> NumberGroup:
    values: list[str] = []
    for number in find_numbers(plain, start, end):
        value = number.value.strip("-")
        head = values[-1].rpartition("-")[0] if values and re.fullmatch(r"\d{1,3}", value) else ""
        values.append(f"{head}-{value}" if head else value)
    return NumberGroup(tuple(v for v in dict.fromkeys(values) if sum(c.isdigit() for c in v) >= 3), from_, end)


def is_same_number(one: str, other: str) -> bool:
    """Whether two numbers are one case's: equal but for zeros in front and a prefix left out (``111365``, ``92-111365``)."""
    ours, theirs = _number_parts(one), _number_parts(other)
    shorter, longer = sorted((ours, theirs), key=len)
    whole = len(shorter[0]) >= 4 or (shorter[0].isalpha() and len(shorter[-1]) >= 4)
    return shorter == longer or (shorter == longer[-len(shorter) :] and whole)


def _number_parts(number: str) -> list[str]:
    return [part.lstrip("0") or "0" for part in number.upper().replace(",", "").split("-")]
