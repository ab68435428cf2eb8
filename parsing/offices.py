"""Public office of a defendant, from ``vocabulary/offices.yml``.

Only what the record says of the person counts: "Former immigration officer.", "He was a serving police officer."
Not "He posed as a police officer", "She was married to a police officer", "A police officer arrested him".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import alternation, folded, folded_in_place, read_vocabulary


class OfficeReading(NamedTuple):
    """An office with its place in the text."""

    office: str
    start: int
    end: int
    former: bool


_SENTENCE_START = re.compile(r"(?:^|[.;!?]\s+|\n)$")
_MISLEADING = re.compile(
    r"^\s+(?:who\s+)?(?:arrested|found|asked|testified|stated|informed|noticed|stopped|saw|held|of the victim)"
)


@lru_cache(maxsize=2048)
def find_office(text: str) -> OfficeReading | None:
    """The first public office that ``text`` says its person holds or held; None where it says none."""
    plain = folded_in_place(text)
    for found in _offices().finditer(plain):
        lead = _lead().search(plain[: found.start()])
        before = plain[: lead.start()] if lead else plain[: found.start()]
        modifiers = lead[0] if lead else ""
        if _is_of_the_person(before, plain[found.end() :], modifiers):
            former = bool(_former().search(modifiers) or _former().search(before[-20:]))
            return OfficeReading(_names()[re.sub(r"\s+", " ", found[0])], found.start(), found.end(), former)
    return None


def _is_of_the_person(before: str, after: str, modifiers: str) -> bool:
    if _impostors().search(before + modifiers) or _MISLEADING.match(after):
        return False
    if _SENTENCE_START.search(before):
        starts_bare = not modifiers.strip().startswith(("the", "a ", "an "))
        return (
            starts_bare or after.lstrip()[:1] in ("", ".", ",", ";", "(") or after.startswith((" at ", " in ", " of "))
        )
    if _subjects().search(before):
        return after.startswith((",", " of ", " in ", " at ", " from "))
    cue = _cues().search(before)
    return cue is not None and not _others().search(re.split(r"[.;!?\n]", before[: cue.start()])[-1])


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    listed = read_vocabulary("offices")["offices"]
    return {folded(word): office for office, words in listed.items() for word in words}


@lru_cache(maxsize=1)
def _offices() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternation(_names())})(?![\w-])")


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    words = alternation(read_vocabulary("offices")["modifiers"])
    return re.compile(rf"(?:(?<![\w-])(?:{words})[\s-]+)+$")


@lru_cache(maxsize=1)
def _cues() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(read_vocabulary('offices')['cues'])})[\s:,]+$")


@lru_cache(maxsize=1)
def _subjects() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(read_vocabulary('offices')['subjects'])}),\s*$")


@lru_cache(maxsize=1)
def _others() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(read_vocabulary('offices')['others'])})\b")


@lru_cache(maxsize=1)
def _impostors() -> re.Pattern[str]:
    words = alternation(read_vocabulary("offices")["impostors"])
    return re.compile(rf"\b(?:{words})\b[^.;]{{0,25}}$")


@lru_cache(maxsize=1)
def _former() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(read_vocabulary('offices')['former'])})\b[\s-]*")
