"""What became of one count, out of the words that a US federal docket or judgment puts beside it.

Forms met: "BOP 37 months followed by three yrs supervised release. Special assessment $100.00" · "36 MONTHS PROBATION;
$500.00 P/A; $1860.00 RESTITUTION" · "committed to the custody of BOP for life. No fine. $200 SPA." · "Fine - WAIVED" ·
"Dismissed on motion of the government" · "Supervised release revoked 12/05/16. Custody of BOP for 3 months" (the term of
a revocation is no sentence for the count). A length of time or an amount belongs to the penalty named beside it:
supervised release is not imprisonment, and the special assessment ($100 a count, 18 U.S.C. 3013) is no fine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.money import parse_amount
from jointcharge.parsing.terms import parse_term
from jointcharge.parsing.wordings import alternation, folded_in_place, read_vocabulary
from jointcharge.records.case import Disposition, Plea

UNNAMED = "unnamed"
"""The kind of a length that stands beside a prison term and belongs to no penalty named: the term is not certain."""


class Penalty(NamedTuple):
    """One penalty and where its length or amount is printed."""

    kind: str
    """``imprisonment``, ``supervised_release``, ``probation``, ``fine``, ``restitution``, ``assessment``, …"""
    start: int
    end: int
    months: float | None = None
    life: bool = False
    amount: float | None = None
    counts: frozenset[int] = frozenset()
    """The counts that the wording gives it to; empty where it names none."""


class DispositionReading(NamedTuple):
    """What the words beside a count say."""

    disposition: Disposition | None = None
    """None where they state no outcome, or are blank."""
    plea: Plea | None = None
    penalties: tuple[Penalty, ...] = ()
    concurrency: str | None = None
    revoked_from: int | None = None
    """Where the words about a later revocation begin, which are not read; None without one."""
    known: bool = True
    """False where the words are not blank and the vocabulary knows none of them."""

    def of(self, kind: str) -> tuple[Penalty, ...]:
        """The penalties of one kind."""
        return tuple(one for one in self.penalties if one.kind == kind)


class _Mark(NamedTuple):
    start: int
    end: int
    kind: str
    measure: str


class _Quantity(NamedTuple):
    start: int
    end: int
    measure: str


_HARD = re.compile(r"[;\n]|\.(?=\s+[A-Z$])|,?\s(?:to be )?followed by\s|,(?=\s)", re.IGNORECASE)
_MONEY = re.compile(r"\$\s?(\d[\d,]*(?:\.\d{1,2})?)")
_WAIVED = re.compile(r"[^;,.\n]{0,25}\b(?:waived|remitted)")
_COUNTS = re.compile(
    r"[\s,]*(?:imprisonment|custody|(?:to|as to|on|for|each|of)\b|\s)*\(?counts?\s+((?:\d+[srx]*\b|[ivx]+\b|through|thru|and|[\s,&-])+)"
)


@lru_cache(maxsize=16_384)
def parse_disposition(wording: str) -> DispositionReading:
    """What ``wording`` says became of its count."""
    text = folded_in_place(wording)
    if not text.strip(" .-"):
        return DispositionReading()
    revoked = _pattern("revocation").search(text)
    before = text[: revoked.start()] if revoked else text
    penalties = tuple(_penalties(before))
    disposition = _disposition(before, penalties) or (Disposition.CONVICTED if revoked else None)
    return DispositionReading(
        disposition=disposition,
        plea=_plea(before),
        penalties=penalties if disposition is Disposition.CONVICTED else (),
        concurrency=_concurrency(before) if penalties else None,
        revoked_from=revoked.start() if revoked else None,
        known=disposition is not None or bool(_neutral(before)),
    )


def numbers_of(words: str) -> tuple[int, ...]:
    """The counts in "1, 3-5 and 7" or "1 through 3"; superseding marks ("2s-3s") and Roman numbers are understood."""
    numbers: list[int] = []
    plain = re.sub(r"\b(?:through|thru|to)\b", "-", re.sub(r"(?<=\d)[a-z]+", "", words.lower()))
    for first, last in re.findall(r"(\d+|\b[ivx]+\b)(?:\s*-\s*(\d+|\b[ivx]+\b))?", plain):
        low = _number(first)
        numbers += range(low, (_number(last) if last else low) + 1)
    return tuple(dict.fromkeys(numbers))


def _disposition(text: str, penalties: Sequence[Penalty]) -> Disposition | None:
    """A penalty is a conviction, unless the words begin with how the count ended without one."""
    found = [(m.start(), one) for one, pattern in _dispositions() if (m := pattern.search(_taken(text, one)))]
    first = min(found, key=lambda pair: pair[0], default=None)
    ended = first is not None and first[1] not in (None, Disposition.CONVICTED)
    if penalties and not (ended and first and first[0] < min(p.start for p in penalties)):
        return Disposition.CONVICTED
    return next((one for _, one in found if one is not None), None)


def _taken(text: str, outcome: Disposition | None) -> str:
    """``text`` in which a plea of not guilty is no acquittal."""
    return _neutral_pattern().sub(lambda m: " " * len(m[0]), text) if outcome is not None else text


def _neutral(text: str) -> bool:
    return bool(_neutral_pattern().search(text))


def _plea(text: str) -> Plea | None:
    for rule in read_vocabulary("us_sentences")["pleas"]:
        if re.search("|".join(rule["patterns"]), text) and not _pattern("tried").search(text):
            return Plea(rule["plea"])
    return None


def _concurrency(text: str) -> str | None:
    both = [word for word in ("concurrent", "consecutive") if word in text]
    return both[0] if len(both) == 1 else None


def _penalties(text: str) -> Iterator[Penalty]:
    plain = _pattern("not_terms").sub(lambda m: " " * len(m[0]), text)
    carried: dict[str, str] = {}
    for start, end in _clauses(plain):
        marks = [m for m in _marks(plain) if start <= m.start < end]
        quantities = [q for q in _quantities(plain) if start <= q.start < end]
        used: set[_Mark] = set()
        found: list[Penalty] = []
        for quantity in quantities:
            mark = _mark_of(quantity, marks, quantities, used)
            if mark:
                used.add(mark)
                carried[quantity.measure] = mark.kind
            kind = mark.kind if mark else carried.get(quantity.measure)
            if kind is None and _pattern("time_served").fullmatch(plain[quantity.start : quantity.end]):
                kind = "imprisonment"
            if not _WAIVED.match(plain, quantity.end):
                found.append(_penalty(plain, kind or UNNAMED, quantity))
        in_prison = any(one.kind == "imprisonment" for one in found)
        yield from (one for one in found if one.kind != UNNAMED or (in_prison and one.months))


def _mark_of(
    quantity: _Quantity, marks: Sequence[_Mark], quantities: Sequence[_Quantity], used: set[_Mark]
) -> _Mark | None:
    """The penalty named just before the quantity, else just after it, with no quantity of its measure between."""
    same = [m for m in marks if m.measure == quantity.measure and m not in used]
    others = [q for q in quantities if q.measure == quantity.measure]
    before = [m for m in same if m.end <= quantity.start]
    if before:
        return before[-1]
    after = [m for m in same if m.start >= quantity.end]
    between = [q for q in others if after and quantity.end <= q.start < after[0].start]
    return after[0] if after and not between else None


def _penalty(text: str, kind: str, quantity: _Quantity) -> Penalty:
    words = text[quantity.start : quantity.end]
    if quantity.measure == "money":
        return Penalty(kind, quantity.start, quantity.end, amount=parse_amount(words.strip("$ ").rstrip(",.")))
    counts = _COUNTS.match(text, quantity.end)
    term = parse_term(re.sub(r"\ba (?=day|month)", "1 ", words).replace("lifetime", "life"))
    return Penalty(
        kind,
        quantity.start,
        quantity.end,
        months=term.months_min if term else None,
        life=bool(term and term.life),
        counts=frozenset(numbers_of(counts[1])) if counts else frozenset(),
    )


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _HARD.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


@lru_cache(maxsize=64)
def _marks(text: str) -> tuple[_Mark, ...]:
    """The penalties named, in the order of the text; where two overlap, the one tried first."""
    found: list[_Mark] = []
    for kind, measure, pattern in _penalty_patterns():
        for m in pattern.finditer(text):
            if not any(m.start() < other.end and other.start < m.end() for other in found):
                found.append(_Mark(m.start(), m.end(), kind, measure))
    return tuple(sorted(found))


@lru_cache(maxsize=64)
def _quantities(text: str) -> tuple[_Quantity, ...]:
    times = [*_length().finditer(text), *_pattern("time_served").finditer(text), *_pattern("life").finditer(text)]
    money = [_Quantity(*m.span(), "money") for m in _MONEY.finditer(text)]
    return tuple(sorted([*(_Quantity(*m.span(), "time") for m in times), *money]))


@lru_cache(maxsize=1)
def _length() -> re.Pattern[str]:
    """ "37 months", "three yrs", "TWO HUNDRED FORTY (240) MONTHS", "12 months and one day"."""
    words = alternation(read_vocabulary("terms")["numbers"])
    number = rf"(?:\d+(?:\.\d+)?|(?:{words})(?:[\s-]+(?:and\s+)?(?:{words}))*)(?:\s*\(\s*\d+\s*\))?"
    units = {"y": r"(?:years?|yrs?)\b", "m": r"(?:months?|mos?|mths?)\b", "d": r"days?\b", "w": r"weeks?\b"}
    one = {name: rf"(?:{number}|\ba)[\s-]*\(?{unit}\)?\.?" for name, unit in units.items()}
    day = rf"(?:\s*(?:and|\+)\s*{one['d']})?"  # a larger unit behind a smaller one is another length
    month = rf"(?:,?\s*(?:and\s+)?{one['m']})?"
    return re.compile(rf"(?<![\w.$/])(?:{one['y']}{month}{day}|{one['m']}{day}|{one['w']}|{one['d']})")


@lru_cache(maxsize=1)
def _penalty_patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rules = read_vocabulary("us_sentences")["penalties"]
    return tuple((r["kind"], r["measure"], re.compile("|".join(r["patterns"]))) for r in rules)


@lru_cache(maxsize=1)
def _dispositions() -> tuple[tuple[Disposition | None, re.Pattern[str]], ...]:
    rules = read_vocabulary("us_sentences")["dispositions"]
    return tuple(
        (Disposition(r["disposition"]) if r["disposition"] else None, re.compile("|".join(r["patterns"])))
        for r in rules
    )


def _neutral_pattern() -> re.Pattern[str]:
    return next(pattern for outcome, pattern in _dispositions() if outcome is None)


@lru_cache(maxsize=8)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(read_vocabulary("us_sentences")[key]))


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    values = [{"i": 1, "v": 5, "x": 10}[c] for c in word]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
