"""The judicial districts of the United States, as headings and statistics print them.

Forms met: "Eastern District of California - Live System (Fresno)" · "California Northern District (San Francisco)" ·
"SOUTHERN DISTRICT OF TEXAS" · "District of Utah (Central)" · the Sentencing Commission's CIRCDIST, 1 to 94.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import alternation, read_vocabulary

_PARTS = {"northern": "n", "southern": "s", "eastern": "e", "western": "w", "middle": "m", "central": "c"}
_WITH_THE = ("Northern Mariana Islands", "Virgin Islands")


class District(NamedTuple):
    """One district and where it is printed."""

    code: str
    """``caed``."""
    start: int
    end: int

    @property
    def name(self) -> str:
        """``Eastern District of California``."""
        return district_name(self.code)

    @property
    def court(self) -> str:
        """The court's full name."""
        return court_name(self.code)


def find_district(text: str) -> District | None:
    """The first district that ``text`` names; None where it names none of the 94."""
    for found in _pattern().finditer(text):
        state = " ".join((found["state"] or found["first"]).split()).lower()
        part = (found["part"] or found["behind"] or "").lower()
        code = f"{_postal()[state]}{_PARTS.get(part, '')}d"
        if code in _codes():
            return District(code, *found.span())
    return None


def district_name(code: str) -> str:
    """``caed`` is the Eastern District of California. Raises KeyError for a code of no district."""
    if code not in _codes():
        raise KeyError(code)
    for state, postal in read_vocabulary("us_districts")["postal"].items():
        part = code[len(postal) : -1]
        if code.startswith(postal) and part in ("", *_PARTS.values()):
            direction = next((f"{word.capitalize()} " for word, letter in _PARTS.items() if letter == part), "")
            return f"{direction}District of {'the ' if state in _WITH_THE else ''}{state}"
    raise KeyError(code)


def court_name(code: str) -> str:
    """``utd`` is the United States District Court for the District of Utah. Raises KeyError as `district_name`."""
    return f"United States District Court for the {district_name(code)}"


def district_of_circdist(number: int) -> str:
    """The code of the district that the Sentencing Commission numbers so. Raises KeyError outside 1 to 94."""
    codes = read_vocabulary("us_districts")["circdist"]
    if not 1 <= number <= len(codes):
        raise KeyError(number)
    return str(codes[number - 1])


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(read_vocabulary("us_districts")["circdist"])


@lru_cache(maxsize=1)
def _postal() -> dict[str, str]:
    return {state.lower(): postal for state, postal in read_vocabulary("us_districts")["postal"].items()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    states, parts = alternation(_postal()), "|".join(_PARTS)
    return re.compile(
        rf"\b(?:(?P<part>{parts})\s+)?district\s+of\s+(?:the\s+)?(?P<state>{states})\b"
        rf"|\b(?P<first>{states})\s+(?P<behind>{parts})\s+district\b",
        re.IGNORECASE,
    )
