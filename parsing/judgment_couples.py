"""Accused who share a surname that the text gives once: "the spouses Juan and Maria Cruz", "the Cruz spouses", "brothers Juan and Pedro Cruz".

A married woman's hyphenated surname (Lim-Cruz) is given in part too: "Maria Cruz". Not these: a first name that stands beside another
surname, a part of the surname that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_KIN = r"(?:spouses|couple|sisters|brothers|siblings)"
_OTHER = r"[a-z\xf1][\w\xf1'.-]*"


_THE_COUPLE = re.compile(r"\b(?:spouses|couple|husband and wife)\b(?! [A-ZÑ])")


def couple_among(text: str, surnames: Sequence[str]) -> list[int]:
    """The two of the accused, known by their ``surnames``, whom ``text`` calls "the spouses": those two alone who share one."""
    if not _THE_COUPLE.search(text):
        return []
    shared = [i for i, surname in enumerate(surnames) if surname and surnames.count(surname) > 1]
    return shared if len(shared) == 2 else []


def has_shared_surname(plain: str, first: str, surname: str) -> bool:
    """Whether ``plain`` (folded) names somebody, known by first name and surname, by a surname shared with others."""
    return bool(first and surname and _shared(first, surname).search(plain))


@lru_cache(maxsize=512)
def _shared(first: str, surname: str) -> re.Pattern[str]:
    parts = [part for part in surname.split("-") if len(part) > 2]
    last = "|".join(re.escape(part) for part in dict.fromkeys([surname, *parts]))
    name, end = rf"(?<![\w-]){re.escape(first)}", rf"(?:{last})(?![\w-])"
    forms = [
        rf"{name} (?:[a-z]\. ?)?(?:and|&) {_OTHER}(?: [a-z]\.)? {end}",
        rf"(?<![\w-]){_KIN} {end}(?!,? (?:and|&|,)| {_OTHER} (?:and|&))",
        rf"(?<![\w-]){end} {_KIN}\b",
    ]
    forms += [rf"{name} (?:[a-z]\. ?)?{end}"] if len(parts) > 1 else []
    return re.compile("|".join(forms))
