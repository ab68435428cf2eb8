"""Accused who share a surname that the text gives once: "the spouses Juan and Maria Cruz", "the Cruz spouses", "brothers Juan and Pedro Cruz".

A married woman's hyphenated surname (Lim-Cruz) is given in part too: "Maria Cruz". Not these: a first name that stands beside another
surname, a part of the surname that stands alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

_KIN = r"(?:spouses|couple|sisters|brothers|siblings)"
_OTHER = r"[a-z\xf1][\w\xf1'.-]*"


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
