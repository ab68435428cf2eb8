"""Lists of persons in running text: who stands behind "informations were filed against", or before "were charged with".

Forms met: "petitioner, Juan Cruz, then Municipal Treasurer, Provincial Engineer Pedro Reyes, and one John Doe"; "accused Juan
Cruz y Lim (Cruz), Mayor of San Pedro, and Ana Tan, all public officers"; "the following: 1. Juan Cruz - Mayor; 2. Ana Tan".
A list ends with its sentence, and where a piece of it goes on with a verb or a preposition: "and Ana Tan for violation of".
The head of an information and the title of a case are formal lists: "accuses CHIEF INSP. JUAN CRUZ SPO2 PEDRO REYES. SUPT. ANA TAN,
Chief of the Records Section, Region VIII of the crime of": a rank begins a name, and offices and places end nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jointcharge.parsing.judgment_names import PARTICLES, TITLES, Accused, is_institution, pieces_of, split_names
from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.wordings import folded, read_vocabulary

_LONGEST = 900
_LONGEST_FORMAL = 4000
_FULL_STOP = re.compile(
    r"(?<=[\w)\]\"'])(?<!\b[A-Za-z])(?<!\b\d)(?<!\b\d\d)(?<!\b(?i:Jr|Sr|Dr|Ma|Mr|Ms|St|Lt))(?<!\b(?i:Mrs|Sta|Sto|Hon|Gov|Gen|Col|Maj|Sgt|Cpl|Pat|SPO))"
    r"(?<!\b(?i:Atty|Engr|Capt|Insp|Supt|Prof|Brig))\.(?=[\s\"]|$)|(?<=[a-z]):(?=\s)"
)
_MARK = re.compile(r"(?:^|(?<=[\s,;:]))[\"']?\(?(?:\d{1,2}|[a-z])[.)]\s+(?=[A-Z])|\s--?\s")
_WORD = re.compile(r"\S+")
_ELSE = re.compile(r"\s*(?:in|on|at|of|to|from|for|with|that|was|were|is|are)\s", re.IGNORECASE)
_AS_ROLE = re.compile(r"\s*as\s", re.IGNORECASE)
_BEFORE_PLACES = {"of", "in", "at", "from", "to", "for", "by", "with", "the", "near"}
_ASIDE = re.compile(
    r"\s*(?:who|whose|and who|both of whom|all of whom)\b[^,]*\b(?:at[\s-]+large|arrested|apprehended|hiding|unknown|deceased|died|fugitives?|tried|located)\b",
    re.IGNORECASE,
)
"""A clause about the one named before it: "and one Juan Cruz, who remains at large, were charged"."""
_APART = 3
"""Pieces in a row that may tell offices and places between two names."""


class Listed(NamedTuple):
    """Those whom a list names, and the words behind its last name."""

    people: tuple[Accused, ...]
    behind: str
    direct: bool
    """Whether the list begins with a name."""


@lru_cache(maxsize=1)
def _lead_words() -> frozenset[str]:
    return frozenset({*read_vocabulary("phl_supreme_court")["before_names"], *_ranks(), *TITLES})


@lru_cache(maxsize=1)
def _goes_on() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(read_vocabulary('phl_supreme_court')['list_ends'])})(?![\w-])", re.I)


@lru_cache(maxsize=1)
def _ranks() -> frozenset[str]:
    return frozenset(read_vocabulary("phl_supreme_court")["ranks"])


@lru_cache(maxsize=1)
def _formal_ends() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(read_vocabulary('phl_supreme_court')['formal_ends'])})(?![\w-])", re.IGNORECASE
    )


def find_people_formal(reading: Reading, start: int, end: int) -> tuple[Accused, ...]:
    """The persons of the formal list that begins at ``start``: of an information's head, or of the title of a case."""
    plain = reading.plain
    ends = _formal_ends().search(plain, start, min(end, start + _LONGEST_FORMAL))
    end = ends.start() if ends else min(end, start + _LONGEST)
    end = next((m.start() for m in _FULL_STOP.finditer(plain, start, end) if not _is_of_rank(plain, *m.span())), end)
    named = (one for left, right in _cut(plain, start, end) for one in _named_first(reading, left, right)[0])
    return tuple(one for one in named if not _is_post(one.name))


def _is_of_rank(plain: str, start: int, end: int) -> bool:
    """Whether a full stop ends no list: a rank stands before it, or follows it, as behind a comma misprinted."""
    after = _WORD.search(plain, end)
    if after is not None and not plain[end : after.start()].strip() and _bare(after[0]) in _ranks():
        return True
    before = plain[max(0, start - 40) : end].split()[-2:]
    in_rank = [_bare(word) in _ranks() for word in before]
    return any(in_rank[-1:]) or (len(before) == 2 and in_rank[0] and _is_short(before[1]))


def _is_post(name: str) -> bool:
    """Whether capitalised words tell an office: "Secondary School Principal"."""
    words = [_bare(word) for word in name.split()[1:]]
    return any(len(w) > 3 and w in _lead_words() and w not in TITLES for w in words)


def find_people(reading: Reading, start: int, end: int) -> Listed:
    """The persons of the list that begins at ``start``."""
    stop = _FULL_STOP.search(reading.plain, start, min(end, start + _LONGEST))
    end = stop.start() if stop else min(end, start + _LONGEST)
    people: list[Accused] = []
    between, direct = 0, None
    for left, right in _cut(reading.plain, start, end):
        found, name_end = _named_first(reading, left, right)
        people += found
        if direct is None and (found or name_end < right):
            direct = bool(found) and not _ELSE.match(reading.plain, left)
        between = 0 if found else between + 1
        name_end = left if _AS_ROLE.match(reading.plain, left, right) else name_end
        ends = _goes_on().search(reading.plain, name_end, right)
        if ends or between > _APART:
            return Listed(tuple(people), reading.plain[ends.start() if ends else right : end], bool(direct))
    return Listed(tuple(people), "", bool(direct))


def find_people_before(reading: Reading, start: int, end: int) -> tuple[Accused, ...]:
    """The persons of the list that ends at ``end``, from its last piece back to the first that is none of it."""
    people: list[Accused] = []
    between = 0
    for left, right in reversed(list(_cut(reading.plain, start, end))):
        if _ASIDE.match(reading.plain, left, right):
            continue
        found, name_end = _named_first(reading, left, right)
        goes_on = _goes_on().search(reading.plain, name_end, right) is not None
        if goes_on or not found:
            found = [] if between else _named_last(reading, left, right)
        people[:0] = found
        between = 0 if found else between + 1
        if goes_on or between > _APART:
            break
    return tuple(people)


def _cut(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The list's pieces: at commas, semicolons, "and", list marks and dashes, and before a rank that begins the next name."""
    edges = [(start, start), *(m.span() for m in _MARK.finditer(plain, start, end)), (end, end)]
    for (_, left), (right, _) in pairwise(edges):
        if left < right:
            yield from (
                p for a, b in pieces_of(plain, left, right) if plain[a:b].strip() for p in _at_ranks(plain, a, b)
            )


def _at_ranks(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece cut where a rank stands behind a whole name: "SPO4 JUAN CRUZ SPO2 PEDRO REYES"."""
    words, last, named = list(_WORD.finditer(plain, start, end)), start, 0
    for word, after in pairwise(words):
        is_rank = _bare(word[0]) in _ranks()
        if is_rank and named > 1 and _is_of_name(after[0]):
            yield last, word.start()
            last, named = word.start(), 0
        named += not is_rank and _is_of_name(word[0])
    yield last, end


def _named_first(reading: Reading, start: int, end: int) -> tuple[list[Accused], int]:
    """The person whom a piece names behind titles and offices (nobody, where it tells but an office), and the name's end."""
    words = list(_WORD.finditer(reading.plain, start, end))
    first = _behind_leads(words)
    last = first
    while last < len(words) and _is_of_name(words[last][0]):
        last += 1
    if last == first:
        if words and _bare(words[0][0]) == "with":
            return [], start
        return [], words[first].start() if first < len(words) else end
    if last < len(words) and words[last][0].rstrip(".,;:") in read_vocabulary("phl_supreme_court")["behind_bodies"]:
        return [], words[last].start()
    return _persons(reading, words[first].start(), words[last - 1].end()), words[last - 1].end()


def _named_last(reading: Reading, start: int, end: int) -> list[Accused]:
    """The person whose name ends a piece: "it was found that Juan Cruz"."""
    words = list(_WORD.finditer(reading.plain, start, end))
    first = len(words)
    while first and _is_of_name(words[first - 1][0]):
        first -= 1
    if first and _bare(words[first - 1][0]) in _BEFORE_PLACES:
        return []
    kept = words[first:]
    kept = kept[_behind_leads(kept) :]
    return _persons(reading, kept[0].start(), kept[-1].end()) if kept else []


def _behind_leads(words: list[re.Match[str]]) -> int:
    first = 0
    while first < len(words) and (_bare(words[first][0]) in _lead_words() or (first and _is_short(words[first][0]))):
        first += 1
    return first


def _is_short(word: str) -> bool:
    """Whether a word behind a rank or an office is another that is cut short, as printed: "SENIOR INISP. JUAN CRUZ"."""
    return re.fullmatch(r"[A-Z][A-Za-z]{3,5}\.", word) is not None


def split_people(reading: Reading, start: int, end: int) -> list[Accused]:
    """The persons of ``plain[start:end]`` behind titles and offices; bodies and places are none."""
    return _named_first(reading, start, end)[0]


def _persons(reading: Reading, start: int, end: int) -> list[Accused]:
    return [one for one in split_names(reading, start, end, in_caption=False) if not is_body(one.name)]


def _bare(word: str) -> str:
    return folded(word).strip(".,;:\"'()[]")


def _is_of_name(word: str) -> bool:
    inner = word.strip("\"'([])")
    small = _bare(word) in PARTICLES or _bare(word) in ("y", "e", "alias", "a.k.a", "aka") or word == "@"
    return small or (bool(inner) and inner[0].isupper())


def is_body(name: str) -> bool:
    """Whether a name is that of a body, an office or a place."""
    words = [_bare(w) for w in name.split()]
    vocabulary = read_vocabulary("phl_supreme_court")
    of_saint = len(words) < 3 and words[0] in ("san", "santa", "sta", "santo", "sto")
    listed = " ".join(words) in vocabulary["places"] or words[-1] in vocabulary["place_words"]
    return of_saint or listed or is_institution(name) or bool(re.search(r"[/\d]", name))
