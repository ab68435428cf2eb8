"""Countries and nationalities as ISO 3166 alpha-3 codes, from ``records/countries.yml``.

Forms met: "Argentina", "Bolivian / Peruvian", "of the former Yugoslav Republic of Macedonia", "Of Myanmar",
"Thai nationals", "Ukrainian, Russian and Belarusian", "Bosnia and Herzegovina", "Stateless", "Unknown".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import alternation, folded, folded_in_place
from jointcharge.records.countries import read_countries

_LEAD = re.compile(r"^(?:(?:citizens?|nationals?)\s+)?(?:of\s+)?(?:the\s+)?(?:republic of\s+(?!the ))?(?:the\s+)?")
_TAIL = re.compile(r"\s+(?:nationals?|citizens?|nationality|citizenship|origin|descent|born)\.?$")
_STRONG = re.compile(r"\s*(?:/|;|\||\n|\s&\s)\s*")
_WEAK = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|y|et|e|und)\s+")


class Nationality(NamedTuple):
    """One part of a wording: its code, or None where the part is unknown."""

    code: str | None
    start: int
    end: int


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    listed = read_countries()["countries"]
    return {folded(name): code for code, names in listed.items() for name in names}


@lru_cache(maxsize=1)
def _known_as_none() -> frozenset[str]:
    vocabulary = read_countries()
    return frozenset(folded(w) for w in vocabulary["none_stated"])


@lru_cache(maxsize=4096)
def find_country(wording: str) -> str | None:
    """The code of the one country, nationality or historic state that ``wording`` names, else None."""
    text = folded(wording).strip(" .;,")
    codes = _codes()
    for candidate in (folded(wording), text, _TAIL.sub("", text), _LEAD.sub("", _TAIL.sub("", text))):
        code = codes.get(candidate) or codes.get(candidate.removesuffix("s"))
        if code:
            return code
    return None


def is_international(wording: str) -> bool:
    """Whether ``wording`` is an international body that a portal lists where a country stands."""
    return folded(wording) in {folded(w) for w in read_countries()["international"]}


def is_stateless(wording: str) -> bool:
    """Whether ``wording`` says that a person has no nationality."""
    return folded(wording) in {folded(w) for w in read_countries()["stateless"]}


def is_not_stated(wording: str) -> bool:
    """Whether ``wording`` is a known way of stating nothing: "Unknown", "N/A", "-"."""
    return folded(wording).strip(" .") in _known_as_none()


@lru_cache(maxsize=4096)
def find_nationalities(wording: str) -> tuple[Nationality, ...]:
    """The nationalities that ``wording`` joins, each with its place; an unknown part has no code."""
    found: list[Nationality] = []
    for start, end in _parts(wording, _STRONG, 0):
        found += _nationalities_of(wording, start, end)
    return tuple(n for n in found if not is_not_stated(wording[n.start : n.end]))


def find_demonyms(wording: str) -> tuple[Nationality, ...]:
    """The nationalities named anywhere in a running text such as "10 Paraguayan and 5 Argentine"."""
    folded_text = folded_in_place(wording)
    seen: dict[str, Nationality] = {}
    for match in _anywhere().finditer(folded_text):
        code = find_country(match[0])
        if code and code not in seen:
            seen[code] = Nationality(code, match.start(), match.end())
    return tuple(seen.values())


def _nationalities_of(wording: str, start: int, end: int) -> list[Nationality]:
    part = wording[start:end]
    code = find_country(part)
    pieces = [] if code else list(_parts(part, _WEAK, start))
    if code or len(pieces) < 2:
        return [Nationality(code, start, end)] if part else []
    return [Nationality(find_country(wording[s:e]), s, e) for s, e in pieces]


def _parts(text: str, separator: re.Pattern[str], offset: int) -> list[tuple[int, int]]:
    bounds, last = [], 0
    for match in separator.finditer(text):
        bounds.append((last, match.start()))
        last = match.end()
    bounds.append((last, len(text)))
    return [_trimmed(text, s, e, offset) for s, e in bounds if text[s:e].strip()]


def _trimmed(text: str, start: int, end: int, offset: int) -> tuple[int, int]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return offset + start + left, offset + start + len(piece.rstrip())


@lru_cache(maxsize=1)
def _anywhere() -> re.Pattern[str]:
    names = [name for name in _codes() if len(name) > 3]
    return re.compile(rf"\b(?:{alternation(names)})s?\b")
