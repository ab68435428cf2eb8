"""The offences that an English sentence lists behind words such as "was convicted of".

Forms met: ``conspiracy to …, contrary to section 1(1) of the Criminal Law Act 1977 (count 1), and two counts of …, contrary to
section 2 of the Modern Slavery Act 2015 (counts 2 and 3)``; ``sex trafficking by force, fraud, or coercion, in violation of
18 U.S.C. § 1591(a)(1), and bribery, in violation of …``; ``kidnapping, false imprisonment and assault``; ``Counts One and Three``.
A comma or "and" parts two offences only where each part is an offence that the offence rules know, or has its own
provision or count.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.terms import parse_term
from jointcharge.parsing.us_statutes import find_statutes
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Stated
from jointcharge.records.offences import OffenceClass, classify


class ListedOffence(NamedTuple):
    """One offence of a list."""

    wording: Stated[str] | None
    provision: Stated[str] | None
    counts: Stated[int] | None
    numbers: frozenset[int]
    """The counts' numbers, where it says them."""


_ACT = r"(?:of |under )?(?:the )?[A-Z][\w',() -]{2,70}?(?:Act|Code|Ordinance|Proclamation|Decree|Law(?!\s+Act))s?(?:,? (?:of )?\d{4})?"
_UK = re.compile(
    rf"(?:,?\s*(?:contrary\s+to|under|in\s+violation\s+of|in\s+contravention\s+of|punishable\s+under|as\s+defined\s+(?:in|by))\s+)?(?:the\s+)?(?:[Ss]ections?|[Ss]s?\.|[Aa]rticles?|[Aa]rts?\.)\s?\d+[A-Z]?(?:\(\w+\))*"
    rf"(?:(?:,\s|\s(?:and|to|or|read\s+with|as\s+read\s+with|together\s+with)\s)(?:[Ss]ections?\s|s\.\s?)?\(?\d*[A-Z]?\)?(?:\(\w+\))*)*\s+{_ACT}|,?\s*contrary\s+to\s+(?:the\s+)?common\s+law"
)
_LED = re.compile(
    r",?\s*(?:(?:in|under)\s+violation\s+of|contrary\s+to|under|pursuant\s+to|see|all\s+in\s+violation\s+of)?\s*\(?$",
    re.IGNORECASE,
)
_COUNTS_OF = re.compile(r"\b(\w+)\s+(?:\w+\s+)?(?:counts?|charges?|offences?|specimen counts?)\s+of\s+", re.IGNORECASE)
_COUNT_NUMBERS = re.compile(
    r"[\s,(]{0,6}(?:on\s+)?\bcounts?\s+((?:(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[ivx]+)\b(?:\s*(?:,|and|&|to|through|-)\s*)*)+)\)?(?:\s+of\s+the\s+(?:\w+\s+)?indictment)?",
    re.IGNORECASE,
)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_CUT = re.compile(
    r"\s*(?:;\s*(?:and\s+)?|,\s*and\s+|,\s+(?=(?!in violation|contrary|under|all|as|by|a\s|an\s|the\s|each|namely))|\s+and\s+)(?:of\s+|on\s+|to\s+|for\s+)?(?![\d(§])"
)
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def number_of(word: str) -> int | None:
    """The number that a word or digits say: ``two``, ``2``, ``iv``."""
    low = word.lower()
    if low.isdigit():
        return int(low)
    return _NUMBERS.index(low) if low in _NUMBERS else _ROMANS.get(low)


def count_numbers(wording: str) -> frozenset[int]:
    """The numbers of counts in ``1 and 3``, ``Two through Five``, ``1-3``; empty where a number cannot be read."""
    found: set[int] = set()
    parts = re.findall(r"\w+|-", re.sub(r"\b(?:through|thru|to)\b", "-", wording.lower()))
    for position, part in enumerate(parts):
        number = number_of(part)
        if number is None:
            continue
        ranged = position >= 2 and parts[position - 1] == "-"
        low = number_of(parts[position - 2]) if ranged else None
        found.update(range(low + 1, number + 1) if low is not None and low < number <= low + 60 else [number])
    return frozenset(found)


def find_count_numbers(plain: str, start: int, end: int) -> frozenset[int]:
    """The counts that a stretch names by number."""
    found: frozenset[int] = frozenset()
    for match in _COUNT_NUMBERS.finditer(plain, start, end):
        found |= count_numbers(match[1])
    return found


@lru_cache(maxsize=1)
def _protected() -> re.Pattern[str]:
    return re.compile("|".join(read_vocabulary("english_judgments")["protected"]), re.IGNORECASE)


def find_offences(reading: Reading, start: int, end: int, country: str | None) -> list[ListedOffence]:
    """The offences listed in ``[start, end)``, in order; what no rule knows and has no provision joins its neighbour."""
    masked = _masked(reading.plain, start, end)
    provisions = _provisions(reading, start, end)
    found: list[ListedOffence] = []
    for left, right in _pieces(reading.plain, masked, start, end, provisions, country):
        one = _listed(reading, left, right, [p for p in provisions if left <= p[0] < right])
        if one is not None:
            found.append(one)
    return found


def _masked(plain: str, start: int, end: int) -> str:
    """``plain`` where commas and "and" within one thing part nothing; every character in its place."""
    piece = _protected().sub(lambda m: "_" * len(m[0]), plain[start:end])
    piece = re.sub(r"\((?!counts?)[^()]{0,80}\)", lambda m: "_" * len(m[0]), piece)
    return plain[:start] + piece + plain[end:]


def _provisions(reading: Reading, start: int, end: int) -> list[tuple[int, int, str]]:
    """Where provisions stand, with the words that lead to them, and what they cite."""
    found = [(m.start(), m.end(), "") for m in _UK.finditer(reading.plain, start, end)]
    statutes = find_statutes(reading.plain[start:end])
    for one in statutes:
        at, stop = start + one.start, start + one.end
        lead = _LED.search(reading.plain, max(start, at - 22), at)
        left = lead.start() if lead else at
        if found and found[-1][2] and left - found[-1][1] <= 6:
            found[-1] = (found[-1][0], stop, f"{found[-1][2]}, {one.cited}")
        else:
            found.append((left, stop, one.cited))
    return sorted(found)


def _pieces(
    plain: str, masked: str, start: int, end: int, provisions: list[tuple[int, int, str]], country: str | None
) -> list[tuple[int, int]]:
    cuts = [m for m in _CUT.finditer(masked, start, end) if not any(a <= m.start() < b for a, b, _ in provisions)]
    edges = [start, *(m.end() for m in cuts)]
    stops = [*(m.start() for m in cuts), end]
    kept: list[tuple[int, int]] = []
    for left, right in zip(edges, stops, strict=True):
        if kept and not (_stands(plain[left:right], country) and _stands(plain[kept[-1][0] : kept[-1][1]], country)):
            kept[-1] = (kept[-1][0], right)
        else:
            kept.append((left, right))
    return kept


@lru_cache(maxsize=4096)
def _stands(piece: str, country: str | None) -> bool:
    """Whether a piece is an offence by itself."""
    if len(piece) > 400:
        return False
    if _COUNT_NUMBERS.match(piece) or _COUNTS_OF.match(piece):
        return True
    words = re.split(r",? (?:contrary|in violation)", piece)[0]
    return classify(None, words, country)[0].offence_class is not OffenceClass.UNCLASSIFIED


def _listed(reading: Reading, start: int, end: int, provisions: list[tuple[int, int, str]]) -> ListedOffence | None:
    """One offence of a list; its name ends where its provision or its count begins."""
    plain = reading.plain
    numbers = find_count_numbers(plain, start, end)
    several = _COUNTS_OF.match(plain, start) or _COUNTS_OF.match(plain, min(start + 1, end))
    name_start = several.end() if several and several.end() < end else start
    marks = [m.start() for m in _COUNT_NUMBERS.finditer(plain, name_start, end)]
    name_end = min([end, *(a for a, _, _ in provisions), *marks])
    name_start, name_end = _bare(plain, name_start, max(name_end, name_start))
    if name_end - name_start < 4 and not provisions and not numbers:
        return None
    count = number_of(several[1]) if several else (len(numbers) or None)
    at = several.span(1) if several else (start, end)
    return ListedOffence(
        wording=reading.stated(reading.words(name_start, name_end), name_start, name_end)
        if name_end > name_start
        else None,
        provision=_provision(reading, provisions),
        counts=reading.stated(count, *at) if count and several else None,
        numbers=numbers,
    )


def _bare(plain: str, start: int, end: int) -> tuple[int, int]:
    lead = re.compile(
        r"[\s,;:(]*(?:(?:an?|the|one|each|single)\s+(?:offences?|counts?|charges?|crimes?|\w*\s?)\s*of\s+)?(?:the\s+offences?\s+of\s+)?",
        re.I,
    )
    found = lead.match(plain, start, end)
    start = found.end() if found else start
    while end > start and plain[end - 1] in " ,;:.(":
        end -= 1
    return start, max(end, start)


def _provision(reading: Reading, provisions: list[tuple[int, int, str]]) -> Stated[str] | None:
    if not provisions:
        return None
    start, end = provisions[0][0], provisions[-1][1]
    lead = re.compile(
        r"[\s,(]*(?:(?:all\s+)?(?:in\s+violation|in\s+contravention)\s+of|contrary\s+to|under|punishable\s+under)?\s*(?:the\s+)?"
    ).match(reading.plain, start, end)
    start = lead.end() if lead else start
    cited = ", ".join(c for _, _, c in provisions if c)
    return reading.stated(cited or reading.words(start, end), start, end)


def term_of(wording: str) -> tuple[float | None, bool]:
    """Months and life of a term in words, months None where it cannot be read."""
    read = parse_term(wording)
    if read is None:
        return None, False
    return (read.months_max if read.months_min == read.months_max else None), read.life
