"""Accused of an English judgment on whom it does not decide: at large, dead, or before another court.

The words are in ``vocabulary/english_judgments.yml`` with examples. They are said of the one accused whom the clause names
before them; where it names another subject in between, or two accused, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jointcharge.parsing.judgment_text import Reading, sentences
from jointcharge.parsing.opinion_findings import Person, lowered, named_in
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Absence, Stated

_CLAUSE = re.compile(r"[;:]|,?\s+\b(?:but|while|whereas|that)\b\s")
_NEAR = 60
"""Characters before the words in which the name must stand; farther off, another subject comes between."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Absence, re.Pattern[str]], ...]:
    told = read_vocabulary("english_judgments")["absences"]
    return tuple((Absence(kind), re.compile(rf"\b(?:{'|'.join(words)})")) for kind, words in told.items())


def find_absences(
    reading: Reading, people: Sequence[Person], start: int, end: int
) -> dict[int, tuple[Stated[Absence], ...]]:
    """For each accused, by number, why ``[start, end)`` says that they are not before the court; each reason once."""
    found: dict[int, dict[Absence, Stated[Absence]]] = {}
    for sentence in sentences(reading.plain, start, end):
        low = lowered(reading.plain[sentence.start : sentence.end])
        for absence, words in _patterns():
            for match in words.finditer(low):
                who = _subject(people, reading.plain[sentence.start : sentence.end], match.start())
                if who is not None:
                    place = (sentence.start + match.start(), sentence.start + match.end())
                    found.setdefault(who, {}).setdefault(absence, reading.stated(absence, *place))
    return {who: tuple(reasons.values()) for who, reasons in found.items()}


def _subject(people: Sequence[Person], sentence: str, at: int) -> int | None:
    """The one accused whom the clause names right before ``at``."""
    left = max((m.end() for m in _CLAUSE.finditer(sentence, 0, at)), default=0)
    named = named_in(people, sentence[max(left, at - _NEAR) : at])
    return named[0][0] if len(named) == 1 else None
