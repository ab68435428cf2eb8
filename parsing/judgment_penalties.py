"""Penalties as Philippine dispositive portions state them.

Forms met: ``an indeterminate prison term of four (4) years and two (2) months of prision correccional, as minimum, to eight
(8) years of prision mayor, as maximum``; ``ranging from … to …``; ``imprisonment of four (4) years straight``; ``life
imprisonment``, ``reclusion perpetua``, ``three (3) life imprisonment``; ``a fine of P100,000.00``, ``a fine of Two Million
Pesos (Php2,000,000.00)``; ``to indemnify A the amount of P50,000.00``. Subsidiary imprisonment, suspension and disqualification
are no prison terms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import IN_CLAUSE, pattern
from jointcharge.parsing.terms import DAYS_PER_MONTH
from jointcharge.parsing.wordings import folded, read_vocabulary


class Term(NamedTuple):
    """A prison term in months, per count; the ends are equal where one term is fixed."""

    low: float | None
    high: float | None
    life: bool
    death: bool
    start: int
    end: int


class Amount(NamedTuple):
    """An amount in pesos, with its place."""

    amount: float
    currency: str
    start: int
    end: int


class Bound(NamedTuple):
    """A new end, in months, of a term that stands."""

    is_low: bool
    months: float
    start: int
    end: int

    def of(self, term: Term) -> Term:
        """``term`` with this end."""
        return term._replace(low=self.months) if self.is_low else term._replace(high=self.months)

    def again(self, told: Term) -> Bound | None:
        """The same end, changed to another length: "the maximum is fixed at ten years in the first and at eight in the second"."""
        if told.high is None or told.low != told.high:
            return None
        return Bound(self.is_low, told.high, told.start, told.end)


class Penalty(NamedTuple):
    """What one item of a dispositive portion imposes."""

    term: Term | None = None
    fine: Amount | None = None
    awards: tuple[Amount, ...] = ()
    joint: bool = False
    """The awards are owed jointly and severally."""
    bound: Bound | None = None
    """One end of the term is changed, and the other stays: "the minimum is reduced to four years"."""
    without_fine: bool = False
    """The fine imposed below is taken away."""
    per_count: bool = False
    several_terms: bool = False
    """More than one different term stands in the item: none is chosen."""


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {folded(str(w)): int(n) for w, n in read_vocabulary("terms")["numbers"].items()}


_UNIT = {"year": 12.0, "month": 1.0, "day": 1 / DAYS_PER_MONTH}
_ONE = (
    r"(?:(?:(?!to\b|and\b|of\b|than\b|from\b|be\b|is\b|at\b)[A-Za-z]+(?:[- ][A-Za-z]+)? ?)?\( ?(?P<d{n}>\d{{1,3}}) ?\)|(?P<b{n}>\d{{1,3}})|(?P<w{n}>[A-Za-z]+(?:-[A-Za-z]+)?))"
    r" ?(?:\[ ?sic ?\] ?)?(?P<u{n}>year|month|day)(?:s|\[s\]|\(s\))?(?!ly|light)"
)


@lru_cache(maxsize=1)
def _length() -> re.Pattern[str]:
    first, second, third = (_ONE.replace("{n}", n).replace("{{", "{").replace("}}", "}") for n in "123")
    joined = r"(?: ?[,;] ?(?:and )?| (?:and )?)"
    return pattern(rf"(?<![\w(]){first}(?:{joined}{second})?(?:{joined}{third})?")


class _Length(NamedTuple):
    months: float
    unit: float
    """Months of its first unit."""
    start: int
    end: int


def _lengths(text: str) -> list[_Length]:
    found = []
    for match in _length().finditer(text):
        parts = [_part(match, n) for n in "123" if match[f"u{n}"]]
        if all(p is not None for p in parts):
            months = sum(p for p in parts if p is not None)
            found.append(_Length(months, _UNIT[match["u1"].lower()], match.start(), match.end()))
    return found


def _part(match: re.Match[str], n: str) -> float | None:
    number = _number(match[f"d{n}"] or match[f"b{n}"], match[f"w{n}"])
    return None if number is None else number * _UNIT[match[f"u{n}"].lower()]


def _word_number(word: str) -> int | None:
    values = [_numbers().get(part) for part in folded(word).split("-")]
    return sum(v for v in values if v) if values and all(values) else None


_BETWEEN = pattern(
    r"(?:[^.;\d]|(?<=[\w])\.(?! ?[A-Z])){0,90}?(?:\bto\b|minimumto|\buntil\b|\bnot more than\b|(?:as|by way of) (?:the )?minimum,? (?:and|or)\b|-)[^.;\d]{0,45}|"
    r"[^.;\d]{0,60}; ?and not more than "
)
_APART = pattern(r"\b(?:indemnif|pay\b|fine\b|another|case\b|count\b|both|likewise|plus\b|excess)")
_LIFE = pattern(
    r"(?:\blife (?:imprisonment|sentences?|terms?)|\bimprisonment for life|\breclusion perpetua|life \(?imprisonment)"
)
_DEATH = pattern(r"(?:penalty of|supreme penalty of|sentenced to) death|death penalty")
_NO_TERM = pattern(
    r"(?:suspen\w+|disqualif\w+|preventive\w*|subsidiary\w*|within|from the filing|reckoned|interest|probation|prescri\w+|after|age of|credited|lapse of)"
    r"[^.;]{0,40}$"
)
_SALARIES = pattern(r"\bsalar(?:y|ies)(?: for)? ?$")
"""What leads to months of pay: "a fine equivalent to their salaries for eight months"."""
_IN_LAW = pattern(r"\b(?:one|two|a|the next) degrees? lower\b(?:(?!sentenc|suffer|impos)[^.;]){0,40}$")
"""What leads to a range that the law provides, out of which a court then imposes its term."""
_NOT_BEHIND = pattern(
    r"[\s,]*(?:old|of age|from|after|suspension|per annum|each of suspension|salar|\]? ?of community)"
)


_UNDONE = pattern(
    r"(?: (?:imposed|and the fine|of (?:\w+ ){1,4}))?[^.;,]{0,60}? (?:being|is|are|was|were) (?:hereby |accordingly |likewise )?(?:set aside|deleted|vacated|lifted|removed)\b"
)
"""What follows a penalty that no longer stands."""
_FINE_UNDONE = pattern(
    r"\bfines?\b[^.;,]{0,60}? (?:being|is|are|was|were) (?:hereby |accordingly |likewise )?(?:set aside|deleted|vacated|lifted|removed)\b|\bdelet(?:ing|ion of) (?:of )?the (?:\w+ ){0,3}fine\b"
)
_BESIDES = pattern(r"in addition,?(?: however,?)? to [^.;]{0,40}$")
"""What a further penalty is added to: told, not imposed."""


def find_penalty(plain: str, start: int, end: int) -> Penalty:
    """What ``plain[start:end]`` imposes: the one term, the fine, and the awards."""
    text = plain[start:end]
    terms = find_terms(plain, start, end)
    distinct = {(t.low, t.high, t.life, t.death) for t in terms}
    bound = _bound(plain, start, terms) if len(distinct) == 1 else None
    fine = _fine(text, start)
    awards = tuple(a for a in _amounts(text, start) if fine is None or a.start != fine.start) if _awards(text) else ()
    return Penalty(
        term=terms[0] if len(distinct) == 1 and bound is None else None,
        bound=bound,
        fine=fine,
        awards=_without_sums(awards, text, start),
        joint=bool(pattern(r"joint(?:ly)? and (?:several|solidar)|solidar(?:y|ily)|jointly").search(text)),
        without_fine=fine is None and _FINE_UNDONE.search(text) is not None,
        per_count=bool(pattern(r"(?:each|per|every) (?:count|case|of the)|in each|for each").search(text)),
        several_terms=len(distinct) > 1,
    )


_END_CHANGED = pattern(
    rf"\b(?:the |its |their )(?P<end>minimum|maximum)\b(?! period)(?:(?!\b(?:minimum|maximum)\b){IN_CLAUSE}){{0,140}}\b(?:reduced|lowered|increased|raised|modified|changed|fixed|set|adjusted|corrected|shall be)\b[^.;\d]{{0,40}}$|"
    rf"\b(?:reduc|lower|increas|rais|modif|chang|fix|sett|adjust|correct)(?:ing|es|ed|s|ies|ied|ying)?\b[^.;\d]{{0,20}}\bthe (?P<that>minimum|maximum)\b(?! period)(?:(?!\byears?\b){IN_CLAUSE}){{0,120}}\b(?:to|at)\b[^.;\d]{{0,40}}$"
)


def _bound(plain: str, start: int, terms: Sequence[Term]) -> Bound | None:
    """The end that a single length replaces, where the words before it say that it alone is changed."""
    term = terms[0]
    told = _END_CHANGED.search(plain, max(start, term.start - 200), term.start)
    if told is None or term.low is None or term.low != term.high:
        return None
    return Bound((told["end"] or told["that"]).lower() == "minimum", term.low, term.start, term.end)


_MORE = pattern(r"\b(?:plus|adding|added|additional|another|further)\b")
_FOR_EACH = pattern(
    r"[^.;]{0,40}?\b(?:for|per) (?:each|every)?(?: additional| excess| further)*(?: of)? ?(?:₱|PHP|P)? ?(?P<step>10,000(?:\.00)?)\b(?:[^;]{0,60}?22,000)?"
)
_LEAST, _MOST = 22_000, 240.0
"""Estafa of more than P22,000 costs a year more for each P10,000 beyond, up to twenty years in all: Revised Penal Code, article
315, as it stood until Republic Act No. 10951 of 2017."""


def _longer(term: Term, more: _Length, text: str) -> Term | None:
    """The term with what a sum adds to it, "plus one year for every P10,000.00 in excess of P22,000.00", where the item states
    one such sum; else None."""
    if not _MORE.search(text, max(0, more.start - 30), more.end) or not _FOR_EACH.match(text, more.end):
        return None
    sums = {a.amount for a in _amounts(text, 0) if a.amount > _LEAST}
    if term.high is None or len(sums) != 1:
        return None
    high = min(term.high + (sums.pop() - _LEAST) // 10_000 * more.months, _MOST)
    return term._replace(low=high if term.low == term.high else term.low, high=high)


def find_terms(plain: str, offset: int, end: int) -> list[Term]:
    """Every prison term that ``plain[offset:end]`` states, in order."""
    text = plain[offset:end]
    lengths = [
        one
        for one in _lengths(text)
        if not _NO_TERM.search(text[max(0, one.start - 70) : one.start])
        and not _SALARIES.search(text, max(0, one.start - 20), one.start)
        and not _NOT_BEHIND.match(text, one.end)
    ]
    found: list[Term] = []
    position = 0
    while position < len(lengths):
        run = [lengths[position]]
        while position + 1 < len(lengths) and _ranges(text, run[-1], lengths[position + 1]):
            position += 1
            run.append(lengths[position])
        term = _term(run, text, offset)
        more = lengths[position + 1] if position + 1 < len(lengths) else None
        longer = _longer(term, more, text) if more is not None else None
        position += 1 if longer is None else 2
        if not _IN_LAW.search(text, max(0, run[0].start - 80), run[0].start) and not _UNDONE.match(text, run[-1].end):
            found.append(longer or term)
    for life in _LIFE.finditer(text):
        besides = _BESIDES.search(text, max(0, life.start() - 80), life.start())
        if not besides and not _UNDONE.match(text, life.end()):
            found.append(Term(None, None, True, False, offset + life.start(), offset + life.end()))
    for death in _DEATH.finditer(text):
        found.append(Term(None, None, False, True, offset + death.start(), offset + death.end()))
    return sorted(found, key=lambda t: t.start)


def _ranges(text: str, low: _Length, high: _Length) -> bool:
    """Whether one indeterminate term goes from ``low`` to ``high``: "… of prision correccional, as minimum, to …"."""
    between = text[low.end : high.start]
    return low.months <= high.months and bool(_BETWEEN.fullmatch(between)) and not _APART.search(between)


_LOW_END = pattern(r"(?:\( ?(?P<digits>\d{1,3}) ?\)|(?<![\d-])(?P<bare>\d{1,3})|(?P<word>[a-z]+)) to ?$")


def _term(run: list[_Length], text: str, offset: int) -> Term:
    """One length, or the first and last of a run, whatever ranges the low end itself has; "four (4) to five (5) years"."""
    low, start = run[0].months, run[0].start
    before = _LOW_END.search(text, max(0, start - 20), start) if len(run) == 1 else None
    if before and (number := _number(before["digits"] or before["bare"], before["word"])):
        low, start = number * run[0].unit, before.start()
    return Term(low, run[-1].months, False, False, offset + start, offset + run[-1].end)


def _number(digits: str | None, word: str | None) -> int | None:
    return int(digits) if digits else _word_number(word or "")


_MONEY = pattern(
    r"(?:(?P<sign>₱|PHP|P|US\$|\$)\]? ?(?P<amount>\d{1,3}(?:, ?\d{3})+(?:\.\d\d)?|\d+(?:\.\d\d?)?)(?P<million> million)?|(?P<plain>\d{1,3}(?:,\d{3})+(?:\.\d\d)?) ?(?:pesos))(?![\d-])"
)
_FINE = pattern(r"\bfines?\b(?! for )")


def _amounts(text: str, offset: int) -> list[Amount]:
    found = []
    for match in _MONEY.finditer(text):
        digits = re.sub(r"[,\s]", "", match["amount"] or match["plain"])
        currency = "USD" if (match["sign"] or "").endswith("$") else "PHP"
        millions = 1_000_000 if match["million"] else 1
        found.append(Amount(float(digits) * millions, currency, offset + match.start(), offset + match.end()))
    return found


def _fine(text: str, offset: int) -> Amount | None:
    """The amount behind "fine", in the same clause."""
    for fine in _FINE.finditer(text):
        clause = re.split(r";|\b(?:indemnif|reimburs|refund|return)", text[fine.end() : fine.end() + 160])[0]
        amounts = _amounts(clause, offset + fine.end())
        if amounts:
            return amounts[0]
    return None


def _awards(text: str) -> bool:
    return bool(
        pattern(
            r"indemni|reimburs|refund|return|restitut|\bpay\b|damages|actual|moral|exemplary|civil liability|the sum of|the amounts? of|jointly|fees|award|legal interest|-\s*P"
        ).search(text)
    )


def _without_sums(awards: tuple[Amount, ...], text: str, offset: int) -> tuple[Amount, ...]:
    """The awards without amounts that only describe ("estafa involving P50,000.00", "the total of")."""
    kept = []
    for award in awards:
        lead = text[max(0, award.start - offset - 40) : award.start - offset]
        if not pattern(
            r"(?:involving|totaling|total of|recovery of|deducting|reduced from|instead of|value of|for every|excess of)[^;]{0,25}$"
        ).search(lead):
            kept.append(award)
    return tuple(kept)
