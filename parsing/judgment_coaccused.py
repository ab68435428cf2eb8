"""Co-accused whom no caption names: found where the account of the charge or a judgment below names them.

The words that lead to a list of those charged, or follow it, are the vocabulary's (``charged``), each with an example; besides
them "accused A and B are found guilty" in a judgment below. Not accused: victims, witnesses, complainants, counsel, judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_lists import find_people, find_people_before, find_people_formal, split_people
from jointcharge.parsing.judgment_names import TITLES, Accused, is_same_person, split_names
from jointcharge.parsing.judgment_text import IN_CLAUSE, IN_PHRASE, Reading, Stretch, pattern, sentences
from jointcharge.parsing.wordings import read_vocabulary

_WORD = r"[A-ZÑ\[][^\s:;]*"
_NAMES = (
    rf"(?P<names>(?<![\w.])(?<!\bof\s)(?<!\bin\s)(?<!\bat\s)(?:one\s+|a\s+certain\s+)?{_WORD}"
    rf"(?:\s+(?:{_WORD}|y|de|dela|del|la|and|one|a|certain|alias|a\.k\.a\.|@|\([^()]{{2,30}}\)|\"[A-Z][^\s:;]*)){{0,60}}?)"
)
_JUDGED = re.compile(
    r"\b(?:accused|ACCUSED|Accused)(?:,|\s+(?:spouses|the|both|of))?\s+"
    + _NAMES
    + r"(?=,?\s+(?:\[?(?:are|is|was|were)\b|guilty|GUILTY|liable|on\s+the\s+other\s+hand|of\s+the|not\s+guilty|NOT\s+GUILTY|beyond|for\s+|to\s+suffer|has\b|having)|\s*:|[.;])"
)
_NOT_HERE = pattern(r"civil case|administrative (?:case|complaint|charge)|complainants?[^.]{0,30}$|SCRA|people v\. ")
_IS_COMPLAINT = pattern(
    r"complaint|ombudsman|prosecutor|preliminary investigation|co-? ?respondents?|\bGIP?O\b|graft investigat|counter-affidavit"
)
_IS_INFORMATION = pattern(
    r"informations?\b|criminal cases? no|sandiganbayan|regional trial|(?<!co-)(?<!co\s)\baccused\b(?!-)|indict|convict|guilty|arraign"
)
_NEAR = 280
"""Characters on either side in which a cue's further words must stand; an information is a sentence of a page."""
_READ = 14000
"""Characters of the account that are read for co-accused; further on it is the evidence."""


class Told(NamedTuple):
    """Somebody whom the text tells as charged."""

    person: Accused
    complaint: bool
    """Told of a complaint, and of no information."""
    where: Stretch
    """The sentence that tells it."""


class _Cue(NamedTuple):
    words: re.Pattern[str]
    is_lead: bool
    then: re.Pattern[str] | None
    near: re.Pattern[str] | None
    direct: bool
    alone: bool
    formal: bool


@lru_cache(maxsize=1)
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(
            pattern(
                one["behind"].replace("<gap>", IN_PHRASE) if "behind" in one else rf"(?<![\w-])(?:{one['before']})"
            ),
            "behind" in one,
            pattern(one["then"]) if "then" in one else None,
            pattern(one["near"]) if "near" in one else None,
            one.get("direct", False),
            one.get("alone", False),
            one.get("formal", False),
        )
        for one in read_vocabulary("phl_supreme_court")["charged"]
    )


def find_told(reading: Reading, account: tuple[int, int], portions: Sequence[Dispositive]) -> Iterator[Told]:
    """Persons whom the account, or behind it a judgment below, tells as charged, sentence by sentence."""
    stop = min(account[1], account[0] + _READ)
    below = [(p.start, p.end) for p in portions if p.by in ("trial", "sandiganbayan") and p.start >= stop]
    for start, end in [(account[0], stop), *below]:
        yield from _told_in(reading, start, end)


_TITLED = pattern(
    r"\b(?:entitled|captioned|titled) ?[,:]? ?[\"']?People of the Philippines,? (?:plaintiff,? )?v(?:s|ersus)?\.? ?,?"
)


_ACCUSES = pattern(r"\bundersigned\b[^.;]{0,160}\baccuses?\b")


def find_in_titles(reading: Reading, end: int, known: Sequence[Accused]) -> Iterator[Accused]:
    """Those whom the title of the case below (in a footnote), or an information quoted behind the account, names beside one of
    those ``known``."""
    for found in sorted(
        [*_TITLED.finditer(reading.plain, end), *_ACCUSES.finditer(reading.plain, end)], key=re.Match.start
    ):
        named = [one for one in find_people_formal(reading, found.end(), len(reading.plain)) if is_person(one)]
        if any(is_same_person(one, other) for one in named for other in known):
            yield from (one for one in named if _is_whole(one))


def _told_in(reading: Reading, start: int, stop: int) -> Iterator[Told]:
    for piece in sentences(reading.plain, start, stop):
        if _NOT_HERE.search(reading.plain, piece.start, piece.end):
            continue
        in_court = _IS_INFORMATION.search(reading.plain, piece.start, piece.end) is not None
        complaint = not in_court and _IS_COMPLAINT.search(reading.plain, piece.start, piece.end) is not None
        for cue in _cues():
            yield from (Told(one, complaint, piece) for one in _listed(reading, cue, piece, stop))


def _listed(reading: Reading, cue: _Cue, piece: Stretch, stop: int) -> Iterator[Accused]:
    for found in cue.words.finditer(reading.plain, piece.start, piece.end):
        around = max(piece.start, found.start() - _NEAR), min(piece.end, found.end() + _NEAR)
        if cue.near and not cue.near.search(reading.plain, *around):
            continue
        if not cue.is_lead:
            named = find_people_before(reading, piece.start, found.start())
        elif cue.formal:
            named = find_people_formal(reading, found.end(), stop)
        else:
            named, behind, direct = find_people(reading, found.end(), stop)
            if (cue.direct and not direct) or (cue.then and not cue.then.match(behind)):
                continue
        for one in (n for n in named if not _NICKNAME.search(reading.plain, max(piece.start, n.start - 40), n.start)):
            whole = one if _is_whole(one) else None if cue.direct and not cue.alone else _by_surname(reading, one)
            whole = whole or (one if cue.alone else None)
            if whole is not None and is_person(whole):
                yield whole


_NICKNAME = pattern(r"\b(?:known|knew|called|nicknamed|dubbed|goes by|went by)\b[^.;,]{0,30}[\"']$")


def _by_surname(reading: Reading, one: Accused) -> Accused | None:
    """Whoever is listed by a surname, with the full name that the text gives elsewhere: "Cruz, Lim and petitioner were charged"."""
    if len(one.surname) < 3 or not is_person(one):
        return None
    full = re.compile(rf"(?<![\w.])(?:[A-ZÑ][\w'-]*\.?\s+){{1,3}}{re.escape(one.name.split()[-1])}(?!\w)")
    for found in full.finditer(reading.plain):
        named = [n for n in split_people(reading, *found.span()) if is_person(n) and _is_whole(n)]
        if len(named) == 1 and named[0].surname == one.surname:
            return named[0]
    return None


def _is_whole(one: Accused) -> bool:
    return len(one.words) > 1 or is_unnamed(one) or is_anonymised(one.name)


def find_judged(reading: Reading, portions: Sequence[Dispositive]) -> Iterator[Accused]:
    """Persons whom a judgment below convicts or acquits."""
    for portion in portions:
        if portion.by in ("trial", "sandiganbayan"):
            for found in _JUDGED.finditer(reading.plain, portion.start, portion.end):
                around = reading.plain[max(portion.start, found.start() - 160) : found.end() + 80]
                if not _NOT_HERE.search(around):
                    named = split_names(reading, *found.span("names"), in_caption=False)
                    yield from (one for one in named if is_person(one) and _is_whole(one))


def is_person(one: Accused) -> bool:
    """Whether a name found in running text can be a person's: a guess by what it does not contain."""
    if is_anonymised(one.name) or is_unnamed(one):
        return True
    words = [w.strip(".,\"'()[]").lower() for w in one.name.split()]
    if re.search(r"[A-Za-zñÑ]{4,}\.\s|\"\.", one.name) or one.name.startswith("["):
        return False
    known = _no_person()
    return len(words) <= 7 and len(one.surname) > 1 and not any(w in known for w in words if w not in TITLES)


def _no_person() -> frozenset[str]:
    return frozenset(read_vocabulary("phl_supreme_court")["no_person"])


def is_unnamed(one: Accused) -> bool:
    """A "John Doe"."""
    return bool(re.fullmatch(r"(?:john|jane|peter|richard|mary)\s+does?", one.name.strip(" .,"), re.IGNORECASE))


def is_anonymised(name: str) -> bool:
    """Letters for a name: ``XXX``, ``AAA123``, ``A.B.C.``."""
    return bool(re.fullmatch(r"(?:([A-Z])\1\1\d*|X{3,}|(?:[A-Z]\.\s?){2,})\s?\*?", name.strip()))


def is_victim(reading: Reading, one: Accused, body: int) -> bool:
    """Whether the text calls a person complainant, or has money paid back to them, more often than it accuses them."""
    if is_unnamed(one):
        return False
    return _is_victim_named(reading.plain, body, one.surname or one.name)


@lru_cache(maxsize=64)
def _is_victim_named(plain: str, body: int, surname: str) -> bool:
    """Kept for the decision that is being read, which names the same accused again and again."""
    name = pattern(rf"\b{re.escape(surname)}\b")
    found, last = 0, 0
    for start, stop in _victims_told(plain, body):
        named = [m for m in name.finditer(plain, start, stop + _NEAR) if m.start() <= stop]
        if named and start > last:
            found, last = found + 1, named[-1].end()
    if not found:
        return False
    accused_too = rf"(?:accused|appellant|accuses|charged|indicted)\b[^.;]{{0,60}}{name.pattern}"
    return found >= 2 * len(pattern(accused_too).findall(plain, body))


_VICTIM = pattern(
    r"(?:complainants?|offended part(?:y|ies)|victims?|witness(?:es)?(?! to (?:the |an? )?(?:\w+ ){0,2}(?:deeds?|contracts?|sales?|documents?|agreements?|signing|execution|receipts?|affidavits?|instruments?|vouchers?)\b)|indemnify|reimburse|refund|defraud(?:ed)?|return to|pay to|recruit(?:ed)?)\b"
    rf"(?P<clause>{IN_CLAUSE}{{0,200}})"
)


@lru_cache(maxsize=1)
def _victims_told(plain: str, body: int) -> tuple[tuple[int, int], ...]:
    """The clauses behind words of complainants and of money paid back."""
    clauses, at = [], body
    while found := _VICTIM.search(plain, at):
        clauses.append(found.span("clause"))
        at = found.start("clause")
    return tuple(clauses)
