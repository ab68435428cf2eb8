"""Prison terms in months, from ``vocabulary/terms.yml``.

Forms met: "5 years and 6 months", "twelve (12) months", "18 mois", "From 5 to 15 years", "5-15 years", "six years
and one day, as minimum, to twelve years, as maximum", "2 years Suspended", "3 years, of which 1 year suspended",
"2 years suspended for 3 years" (the second is the time of probation), "5 years followed by 3 years of supervised
release", "at least 3 years", "Life Imprisonment", "Death penalty", "time served", "No".
Two terms for two counts in one wording are not added up: the wording stays unread.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import alternation, folded, read_vocabulary

DAYS_PER_MONTH = 30.4375
"""Mean length of a month: 365.25 days / 12."""
_MONTHS = {"years": 12.0, "months": 1.0, "weeks": 7 / DAYS_PER_MONTH, "days": 1 / DAYS_PER_MONTH}
_ORDER = ("years", "months", "weeks", "days")
_ADJACENT = 30
"""Characters beside a length of time in which a word can belong to it."""


class TermReading(NamedTuple):
    """What a wording says about imprisonment; all None and False where it says that there is none."""

    months_min: float | None = None
    months_max: float | None = None
    life: bool = False
    death: bool = False
    suspended_months: float | None = None
    concurrency: str | None = None
    remainder: str | None = None
    """Words that the vocabulary does not know."""
    partly_suspended: bool = False
    """Some part is suspended and the wording does not say how much."""


class _Duration(NamedTuple):
    months: float
    start: int
    end: int


@lru_cache(maxsize=4096)
def parse_term(wording: str) -> TermReading | None:
    """The term that ``wording`` states; None where it cannot be read."""
    vocabulary = read_vocabulary("terms")
    text = folded(wording).strip(" .;,")
    if text in _folded_words("none_stated") or not text:
        return TermReading()
    text = _with_units(_with_numerals(text))
    concurrency = _concurrency(text)
    if _pattern("death").search(text):
        return TermReading(death=True, concurrency=concurrency)
    if _pattern("life").search(_pattern("not_life").sub(" ", text)):
        return TermReading(life=True, concurrency=concurrency)
    for named in vocabulary["named_terms"]:
        if folded(named["wording"]) in text and not _durations(text):
            return TermReading(float(named["min"]), float(named["max"]), concurrency=concurrency)
    return _parse_lengths(text, concurrency)


def _parse_lengths(text: str, concurrency: str | None) -> TermReading | None:
    text, bounds = _range(text)
    durations = [d for d in _durations(text) if not _is_other_measure(text, d)]
    remainder = _remainder(text)
    if bounds:
        whole = bounds[1] if _pattern("suspended").search(text) and not durations else None
        return TermReading(*bounds, suspended_months=whole, concurrency=concurrency, remainder=remainder)
    suspended = [d for d in durations if _is_suspended_part(text, d)] if len(durations) > 1 else []
    terms = {round(d.months, 6): d for d in durations if d not in suspended}
    if len(terms) != 1 or len(suspended) > 1:
        known = not durations and _is_only_known(text)
        return TermReading(concurrency=concurrency) if known else None
    return _single(text, next(iter(terms.values())), suspended, concurrency, remainder)


def _single(
    text: str, term: _Duration, suspended: list[_Duration], concurrency: str | None, remainder: str | None
) -> TermReading:
    part = suspended[0].months if suspended else None
    partly = part is None and (bool(re.search(r"\bpart(?:ly|ially)?\b", text)) or _has_other_numbers(text))
    says = bool(_pattern("suspended").search(text))
    if says and part is None and not partly:
        part = term.months
    low, high = term.months, term.months
    before = text[max(0, term.start - 20) : term.start]
    limit = _limit(before)
    return TermReading(
        months_min=None if limit == "maximum" else low,
        months_max=None if limit == "minimum" else high,
        suspended_months=part,
        concurrency=concurrency,
        remainder=remainder,
        partly_suspended=says and partly,
    )


def _limit(before: str) -> str | None:
    """Whether what stands just before a length makes it a ``minimum`` or a ``maximum``: "not less than" is a minimum."""
    found = _limits().search(before)
    if found is None:
        return None
    return "minimum" if re.sub(r"\s+", " ", found[1]) in _folded_words("minimum") else "maximum"


@lru_cache(maxsize=1)
def _limits() -> re.Pattern[str]:
    words = read_vocabulary("terms")
    return re.compile(rf"\b({alternation([*words['minimum'], *words['maximum']])})\s*$")


def _has_other_numbers(text: str) -> bool:
    """Whether numbers are left that belong to no length of time."""
    return bool(re.search(r"\d", _length_patterns()[0].sub(" ", text)))


@lru_cache(maxsize=16)
def _folded_words(key: str) -> frozenset[str]:
    return frozenset(folded(str(w)) for w in read_vocabulary("terms")[key])


@lru_cache(maxsize=16)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(read_vocabulary('terms')[key])})\b")


def _concurrency(text: str) -> str | None:
    both = [k for k in ("concurrent", "consecutive") if _pattern(k).search(text)]
    return both[0] if len(both) == 1 else None


# --- numbers ---------------------------------------------------------------------------------------------


def _with_numerals(text: str) -> str:
    """``text`` with number words as digits: "twelve (12) months" becomes "12 months"."""
    text = _number_words().sub(_numeral, text)
    text = re.sub(r"\b(\d+)\s+and\s+(?:a|1)\s+half\b|\b(\d+)\s+(?:1/2|½)", _half, text)
    return re.sub(r"\b([\d.]+)\s*\(\s*\1\s*\)", r"\1", text)


def _with_units(text: str) -> str:
    """ "12 months, 6 of which" with the unit said again: "12 months, 6 months of which"."""
    one = _length_patterns()[0].pattern
    return re.sub(rf"({one}[^\d]{{0,30}}?)(\d+)(?=\s+of (?:which|them|these)\b)", r"\1\4 \3", text)


def _half(match: re.Match[str]) -> str:
    return f"{match[1] or match[2]}.5"


@lru_cache(maxsize=1)
def _number_words() -> re.Pattern[str]:
    words = "|".join(sorted(_numbers(), key=len, reverse=True))
    units = "|".join(sorted(_units(), key=len, reverse=True))
    # Number words count only before a unit, a bracket, a half or the other end of a range: "one" is often none.
    follows = rf"(?=\s*\(?\s*\d|\s+(?:{units})\b|\s+and\s+a\s+half|\s*(?:-|to|and)\s*(?:\d|{words}))"
    return re.compile(rf"\b(?:{words})(?:(?:[\s-]+|(?<=hundred)\s+and\s+)(?:{words}))*\b{follows}")


def _numeral(match: re.Match[str]) -> str:
    total = 0
    for word in re.split(r"[\s-]+(?:and\s+)?", match[0]):
        number = _numbers()[word]
        total = max(total, 1) * number if number == 100 else total + number
    return str(total)


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {folded(str(w)): int(n) for w, n in read_vocabulary("terms")["numbers"].items()}


# --- lengths of time -------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {folded(w): unit for unit, words in read_vocabulary("terms")["units"].items() for w in words}


@lru_cache(maxsize=1)
def _length_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """One number with its unit; what joins two of them; a range such as "5 to 15 years"."""
    one = rf"(\d+(?:[.,]\d+)?)[\s-]*({alternation(_units())})\b'?"
    joined = rf"^\s*(?:,|;)?\s*(?:(?:{alternation(read_vocabulary('terms')['joiners'])})\s+)?$"
    number = r"\d+(?:[.,]\d+)?"
    open_range = rf"(?:between\s+({number})\s+and|(?:from\s+|de\s+)?({number})\s*(?:-|to|a|bis))\s*(?=\d)"
    return re.compile(one), re.compile(joined), re.compile(open_range)


def _durations(text: str) -> list[_Duration]:
    """Lengths of time; a larger unit followed by a smaller one is one length."""
    one, joined, _ = _length_patterns()
    found: list[_Duration] = []
    last_unit = ""
    for match in one.finditer(text):
        unit = _units()[re.sub(r"\s+", " ", match[2])]
        if unit == "hours":
            continue
        months = float(match[1].replace(",", ".")) * _MONTHS[unit]
        follows = found and _ORDER.index(unit) > _ORDER.index(last_unit)
        if follows and joined.match(text[found[-1].end : match.start()]):
            found[-1] = _Duration(found[-1].months + months, found[-1].start, match.end())
        else:
            found.append(_Duration(months, match.start(), match.end()))
        last_unit = unit
    return found


def _range(text: str) -> tuple[str, tuple[float, float] | None]:
    """The two ends of a range, and ``text`` without it."""
    one, _, open_range = _length_patterns()
    opened = open_range.search(text)
    end = one.match(text, opened.end()) if opened else None
    if opened and end and _units()[end[2]] != "hours":
        months = _MONTHS[_units()[end[2]]]
        high = next(d for d in _durations(text) if d.start <= opened.end() < d.end)
        bounds = (float((opened[1] or opened[2]).replace(",", ".")) * months, high.months)
        return text[: opened.start()] + text[high.end :], _ascending(bounds)
    return _closed_range(text)


def _closed_range(text: str) -> tuple[str, tuple[float, float] | None]:
    durations = _durations(text)
    filler = r"^[\s,]*(?:of imprisonment|imprisonment|in prison)?[\s,]*(?:as (?:the )?)?(?:minimum|min\.?)?[\s,]*(?:to|-|and|bis|a)\s*(?:a maximum of\s*)?$"
    for low, high in itertools.pairwise(durations):
        between = text[low.end : high.start]
        lead = text[: low.start].rstrip()
        joined_by_and = re.search(r"\band\s*$", between) and not lead.endswith("between")
        if re.match(filler, between) and not joined_by_and and low.months < high.months:
            return text[: low.start] + " " + text[high.end :], (low.months, high.months)
    return text, _two_limits(text, durations)


def _two_limits(text: str, durations: list[_Duration]) -> tuple[float, float] | None:
    """ "Minimum 8 years, maximum 12 years"."""
    if len(durations) != 2:
        return None
    low, high = durations
    words = read_vocabulary("terms")
    is_low = re.search(rf"(?:{alternation(words['minimum'])})\s*$", text[: low.start])
    is_high = re.search(rf"(?:{alternation(words['maximum'])})\s*$", text[: high.start])
    return _ascending((low.months, high.months)) if is_low and is_high else None


def _ascending(bounds: tuple[float, float]) -> tuple[float, float] | None:
    return bounds if bounds[0] <= bounds[1] else None


# --- what a length belongs to ----------------------------------------------------------------------------


def _is_other_measure(text: str, duration: _Duration) -> bool:
    before, after = _sides()
    return bool(before.search(text[: duration.start]) or after.match(text[duration.end : duration.end + _ADJACENT]))


def _is_suspended_part(text: str, duration: _Duration) -> bool:
    words = alternation(read_vocabulary("terms")["suspended"])
    after = (
        rf"^(?:\s+(?:of\s+)?(?:imprisonment|prison|which|were|was|is|are|being|conditionally))*\s*,?\s*(?:{words})\b"
    )
    before = rf"(?:{words})(?:\s+(?:imprisonment|prison))?(?:\s+(?:of|term of))?\s*:?\s*$"
    return bool(re.search(after, text[duration.end :]) or re.search(before, text[: duration.start]))


@lru_cache(maxsize=1)
def _sides() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = read_vocabulary("terms")["not_imprisonment"]
    filler = r"(?:\s*(?:a|an|the|period|term|of|for|with|and))*\s*"
    before = re.compile(rf"\b(?:{alternation(words['before'])}){filler}$")
    return before, re.compile(rf"^[\s,]*(?:{alternation(words['after'])})\b")


def _remainder(text: str) -> str | None:
    one, _, _ = _length_patterns()
    known = _folded_words("ignorable")
    left = _pattern("suspended").sub(" ", one.sub(" ", text))
    words = [w for w in re.findall(r"[^\W\d_][\w'-]*", left) if w not in known and w.strip("'") not in known]
    return " ".join(words) or None


def _is_only_known(text: str) -> bool:
    return bool(_pattern("time_served").search(text)) or (bool(_durations(text)) and _remainder(text) is None)
