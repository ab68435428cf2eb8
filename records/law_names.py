"""How laws' names are printed: one pattern for all that a country's charges may call its laws."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jointcharge.records.citations import fold

_CODE_NAMES = ("Penal Code", "Criminal Code", "Code Penal", "Codigo Penal", "Codul Penal", "Codice Penale", "CP", "PC")
"""What a charge may call a country's own code without naming the country."""

_UNKNOWN_LAW = (
    r"(?:republic act|law|act|ley|lei|loi|legea?|decree|decreto|order|ordinance|uu|zakon|dz)\s*"
    r"(?:no\.?|n[o.]|nr\.?|number)?\s*[a-z]?\d[\d./-]*(?:\s*(?:of|de|din|/)\s*(?:\d{1,2} \w+ )?\d{4})?"
    r"|code of (?:criminal|penal) procedure|(?:criminal|penal) procedure code|crpc"
    r"|act|code|law|ley|lei|loi|legea?|codigo|codul|codice|convention|protocol|ordinance|decree|constitution|statute|u\.?s\.?c\.?"
)


def _name_pattern(name: str, year: bool) -> str:
    """A law's name with the punctuation, ``No.`` and spacing that printed names vary in; ``18:`` for 18:1591."""
    if name.endswith(":"):
        return re.escape(name[:-1]) + r"\s?:\s?(?=\d)"
    words = [word.strip(".") for word in re.findall(r"[\w.]+", name) if word.strip(".")]
    pattern = ""
    for before, word in zip([None, *words], words, strict=False):
        if before is not None:
            pattern += _joint(before, word)
        pattern += _word_pattern(word)
    return pattern + r"(?!\w)" + (r"(?:(?:,|\s|\(|of)*(?:19|20)\d\d\b\)?)?" if year and not words[-1].isdigit() else "")


def _word_pattern(word: str) -> str:
    """CP is also printed C.P. and c. p.; 25871 also 25.871 and 25,871; D.Lgs also DLgs."""
    plain, folded = word.replace(".", ""), fold(word)
    if plain.isdigit():
        return f"{plain[:-3]}[.,]?{plain[-3:]}" if len(plain) > 3 else plain
    if re.fullmatch(r"(?:\w\.)+\w", word) or (plain.isupper() and plain.isalpha() and 1 < len(plain) <= 6):
        return r"\.?\s?".join(fold(plain)) + r"\.?"
    return re.escape(folded).replace(r"\.", r"\.?")


def _joint(before: str, word: str) -> str:
    if before.replace(".", "").isdigit() and word.replace(".", "").isdigit():
        return r"\s*(?:/|-|\.|,|\bof\b|\bde\b|\bdin\b|\btahun\b|\byear\b|:|\s)\s*"
    if word[0].isdigit():
        return r"[\s.,()'-]*(?:(?:number|num|no|nro|nr|n|#)?[\s.,:o°º]*)"
    return r"[\s.,'/()\"-]+"


def names_pattern(laws: Mapping[str, Any]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern for every law's names, the longest first, and the law of each of its groups.

    Names of laws that are not ours match outside any group, so that their sections are not taken for ours.
    """
    names = [(name, key) for key, law in laws.items() for name in _names_of(law)]
    names.sort(key=lambda pair: -len(pair[0]))
    # A year may follow any name, unless the law has sections that look like years (18 U.S.C. 1952).
    known = [f"({_name_pattern(name, not laws[key].get('yearlike'))})" for name, key in names]
    unknown = rf"(?:{_UNKNOWN_LAW})(?!\w)"
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join([*known, unknown])})")
    return pattern, tuple(key for _, key in names)


def _names_of(law: Mapping[str, Any]) -> list[str]:
    return [*law["names"], *(_CODE_NAMES if law.get("code") else ())]
