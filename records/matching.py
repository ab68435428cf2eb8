"""Which cases of two portals are one matter, and why: evidence, a score and the reasons in words.

Two cases are linked on a number that names the matter, with what the number needs beside it: a number that is unique in
the world or in its country suffices, one that is unique within a court needs the court, the day or the names too. Titles
and dates alone link nothing; they suggest. Two records of one portal are never linked: it lists them apart. Files that
somebody brought list nothing: two of them that share a number are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from jointcharge.records.court_names import courts_agree, shared_names, title_names
from jointcharge.records.identifiers import Identifier
from jointcharge.records.raw import Record

MATCHER = "matcher"
VERSION = 1
MOST_SHARING = 20
"""A number or a name that more cases share tells none of them from the others."""
BROUGHT = "files"
"""The source of files that somebody brought: one decision may lie there twice, as two prints of it."""
_ALIKE = 0.6
"""Share of the shorter title's names that the other must have."""


_WHERE = {
    "world": "in the world",
    "country": "in its country",
    "court": "only within its court",
    "loose": "at most within its court",
}


class LinkState(StrEnum):
    """What is held of two cases."""

    LINKED = "linked"  # one matter: counted once
    SUGGESTED = "suggested"  # perhaps one matter: counted twice until a person says so
    APART = "apart"  # a person says that they are two matters


class CaseLink(Record):
    """What is held of two cases, and why."""

    case_a: str
    """The smaller of the two ids."""
    case_b: str
    state: LinkState
    score: float
    """How sure, 0 to 1: a rank of the evidence, not a probability."""
    reasons: tuple[str, ...]
    made_by: str
    """The matcher and its version, or ``user``."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one case is known by."""

    case_id: str
    source: str
    title: str = ""
    country: str | None = None
    courts: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    """Days of its decisions, ISO 8601."""
    year: int | None = None
    own: frozenset[Identifier] = frozenset()
    """From its number, title and proceedings, and from the judgments attached to it."""
    cited: frozenset[Identifier] = frozenset()
    """From the sources that its page names, which may be other cases."""
    files: frozenset[str] = frozenset()
    """Digests of the one file that it was read from, and of those attached to it."""

    @property
    def years(self) -> frozenset[int]:
        """The years of its decisions."""
        return frozenset(int(day[:4]) for day in self.dates) | (frozenset({self.year}) if self.year else frozenset())


class _Name(NamedTuple):
    """A name in the titles of one country's cases."""

    country: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against two cases being one; None where one of them does not say."""

    same_file: bool
    numbers: tuple[Identifier, ...]
    cited: tuple[Identifier, ...]
    country: bool | None
    court: bool | None
    day: str | None
    """A day on which both were decided."""
    years_apart: int | None
    """Between the two decisions that lie nearest to each other."""
    names: tuple[int, int]
    """Names that the titles share, and those of the shorter one."""

    @property
    def names_alike(self) -> bool:
        """Whether the titles name the same people as far as titles go."""
        shared, of = self.names
        return of > 0 and shared / of >= _ALIKE

    def unique_in(self, *ranges: str) -> bool:
        """Whether a shared number is unique within one of ``ranges``."""
        return any(number.unique in ranges for number in self.numbers)


def find_links(cases: Iterable[Marks]) -> Iterator[CaseLink]:
    """Every pair of cases of different sources that is, or may be, one matter, ordered by their ids."""
    known = {one.case_id: one for one in cases}
    for a, b in sorted(_candidates(known.values())):
        link = compare(known[a], known[b])
        if link is not None:
            yield link


def _candidates(cases: Iterable[Marks]) -> set[tuple[str, str]]:
    """Pairs of different sources that share a number, a file, or within one country a day or a name; of files brought, a number."""
    sharing: dict[object, list[Marks]] = defaultdict(list)
    for one in cases:
        keys: set[object] = {*one.own, *one.cited, *one.files, *((one.country, day) for day in one.dates)}
        keys |= {_Name(one.country, name) for name in title_names(one.title)}
        for key in keys:
            sharing[key].append(one)
    pairs: set[tuple[str, str]] = set()
    for key, found in sharing.items():
        if isinstance(key, Identifier | _Name) and len(found) > MOST_SHARING:
            continue
        for a, b in combinations(found, 2):
            if a.source != b.source or (a.source == BROUGHT and key in a.own & b.own):
                pairs.add((min(a.case_id, b.case_id), max(a.case_id, b.case_id)))
    return pairs


def compare(a: Marks, b: Marks) -> CaseLink | None:
    """What is held of two cases on the evidence; None where nothing speaks for their being one."""
    evidence = weigh(a, b)
    state, score = judge(evidence)
    if state is None:
        return None
    first, second = sorted((a.case_id, b.case_id))
    return CaseLink(
        case_a=first,
        case_b=second,
        state=state,
        score=score,
        reasons=tuple(_reasons(evidence, a, b)),
        made_by=f"{MATCHER}/{VERSION}",
    )


def weigh(a: Marks, b: Marks) -> Evidence:
    """The evidence about two cases."""
    numbers = a.own & b.own
    return Evidence(
        same_file=bool(a.files & b.files),
        numbers=tuple(sorted(numbers)),
        cited=tuple(sorted(((a.own & b.cited) | (a.cited & b.own)) - numbers)),
        country=None if a.country is None or b.country is None else a.country == b.country,
        court=_same_court(a.courts, b.courts),
        day=min(a.dates & b.dates, default=None),
        years_apart=min((abs(one - other) for one in a.years for other in b.years), default=None),
        names=shared_names(a.title, b.title),
    )


def _same_court(ours: frozenset[str], theirs: frozenset[str]) -> bool | None:
    if not ours or not theirs:
        return None
    return any(courts_agree(one, other) for one in ours for other in theirs)


def judge(evidence: Evidence) -> tuple[LinkState | None, float]:
    """The state and the score that the evidence allows."""
    if evidence.same_file:
        return LinkState.LINKED, 0.99
    if evidence.numbers:
        return _by_number(evidence)
    if evidence.cited and evidence.country is not False:
        sure = any(n.unique in ("world", "country") for n in evidence.cited) and (evidence.day or evidence.names_alike)
        return (LinkState.LINKED, 0.85) if sure else (LinkState.SUGGESTED, 0.4)
    if evidence.country and evidence.names_alike and evidence.court is not False:
        return _by_names(evidence)
    return None, 0.0


def _by_names(evidence: Evidence) -> tuple[LinkState | None, float]:
    """Without a number nothing is linked; the same year and names suggest, or the next year with the same court."""
    apart = evidence.years_apart
    if evidence.court and apart is not None and apart <= 1:
        return LinkState.SUGGESTED, 0.5
    if evidence.day and evidence.names[0] >= 2:
        return LinkState.SUGGESTED, 0.4
    return (LinkState.SUGGESTED, 0.3) if apart == 0 else (None, 0.0)


def _by_number(evidence: Evidence) -> tuple[LinkState | None, float]:
    if evidence.country is False:
        return (LinkState.SUGGESTED, 0.3) if evidence.unique_in("world") else (None, 0.0)
    if evidence.unique_in("world"):
        return LinkState.LINKED, 0.97
    if evidence.unique_in("country"):
        return LinkState.LINKED, 0.95
    supported = evidence.names_alike or evidence.day is not None
    if evidence.court is False:
        return (LinkState.SUGGESTED, 0.4) if supported else (None, 0.0)
    if evidence.court and supported:
        return LinkState.LINKED, 0.93
    no_stranger = evidence.names[1] == 0 or evidence.names[0] > 0
    if evidence.court and evidence.unique_in("court") and evidence.country and no_stranger and not evidence.years_apart:
        return LinkState.LINKED, 0.9
    if evidence.court is None and supported and evidence.country is not None:
        return LinkState.LINKED, 0.85
    return LinkState.SUGGESTED, 0.5 if supported or evidence.court else 0.3


def _reasons(evidence: Evidence, a: Marks, b: Marks) -> Iterator[str]:
    """For and against, in words; no names, since the titles may hold victims'."""
    if evidence.same_file:
        yield "the very same file stands behind both"
    for number in evidence.numbers:
        yield f"both are numbered {number.value.upper()} ({number.kind}, unique {_WHERE[number.unique]})"
    for number in evidence.cited:
        yield f"one is numbered {number.value.upper()} ({number.kind}), which the other names among its sources"
    if evidence.country is not None:
        yield (
            f"both are of {a.country}"
            if evidence.country
            else f"against: one is of {a.country}, the other of {b.country}"
        )
    if evidence.court is not None:
        yield "both name the same court" if evidence.court else "against: they name different courts"
    if evidence.day:
        yield f"both were decided on {evidence.day}"
    elif evidence.years_apart is not None:
        apart = evidence.years_apart
        yield "against: they were decided in different years" if apart else "both were decided in the same year"
    shared, of = evidence.names
    if of:
        yield f"their titles share {shared} of {of} names"
