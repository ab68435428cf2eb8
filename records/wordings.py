"""Wordings: offences in words (``trafficking in persons``, ``cohecho activo``), and their false friends.

``records/patterns.py`` describes how the patterns are written. The longest match wins where two overlap, so a false friend is an entry whose words are longer
(``corruption of minors``); ``unless`` names words whose presence anywhere silences an entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from jointcharge.records.errors import OffenceDataError
from jointcharge.records.offence_rules import FOLDER, check_entry, classes_of, read_yaml
from jointcharge.records.offences import OffenceClass
from jointcharge.records.patterns import KEY_LENGTH, keys_of, regex_of

_KEYS = {"id", "classes", "patterns", "unless", "generic", "source", "verified", "examples", "not", "iccs", "uncac"}


@dataclass(frozen=True, eq=False)  # one object per entry: compared by identity
class Wording:
    """Words that mean one or more classes of offence; none for a false friend of no offence."""

    id: str
    classes: tuple[OffenceClass, ...]
    patterns: tuple[str, ...]
    unless: tuple[str, ...]
    generic: bool
    """So loose (``corruption``, ``fraud``) that a provision that matches outranks it."""
    iccs: str | None
    uncac: str | None
    source: str
    verified: bool
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    @cached_property
    def silencers(self) -> tuple[re.Pattern[str], ...]:
        """``unless``, compiled."""
        return tuple(re.compile(rf"(?<!\w){regex_of(words)}") for words in self.unless)


@dataclass(frozen=True, slots=True)
class WordingMatch:
    """One wording at one place of the text."""

    wording: Wording
    start: int
    end: int


@dataclass(frozen=True)
class Tail:
    """What follows an offence as its purpose or means and is no offence of its own.

    ``trafficking in persons for sexual exploitation by abuse of power`` is trafficking and nothing else.
    """

    after: frozenset[OffenceClass]
    connective: re.Pattern[str]
    swallows: frozenset[OffenceClass]


@dataclass
class Vocabulary:
    """Every wording, found by the first letters of its first word."""

    wordings: dict[str, Wording] = field(default_factory=dict)
    tails: list[Tail] = field(default_factory=list)
    _by_key: dict[str, list[tuple[Wording, str]]] = field(default_factory=dict)
    _compiled: dict[str, list[tuple[Wording, re.Pattern[str]]]] = field(default_factory=dict)

    def add(self, wording: Wording, where: str) -> None:
        """Add one entry; its id must be new."""
        if wording.id in self.wordings:
            raise OffenceDataError(f"{where}: the id {wording.id} is used twice; give one of them another")
        self.wordings[wording.id] = wording
        for pattern in wording.patterns:
            for key in keys_of(pattern):
                self._by_key.setdefault(key, []).append((wording, pattern))

    def find(self, text: str) -> list[WordingMatch]:
        """The wordings in folded ``text``, in its order, without those inside a longer one."""
        matches: list[WordingMatch] = []
        for word in _WORD.finditer(text):
            key = word.group()[:KEY_LENGTH]
            patterns = self._compiled.get(key)
            for wording, pattern in self._patterns(key) if patterns is None else patterns:
                match = pattern.match(text, word.start())
                if match and not any(s.search(text) for s in wording.silencers):
                    matches.append(WordingMatch(wording, match.start(), match.end()))
        kept = _longest(matches) if len(matches) > 1 else matches
        return self._without_tails(kept, text) if len(kept) > 1 else kept

    def _patterns(self, key: str) -> list[tuple[Wording, re.Pattern[str]]]:
        starred = f"{key[: KEY_LENGTH - 1]}*"  # "paying" is found under "payi" and, for pay*, under "pay*"
        entries = self._by_key.get(key, []) + self._by_key.get(starred, [])
        compiled = [(wording, re.compile(regex_of(words))) for wording, words in dict.fromkeys(entries)]
        self._compiled[key] = compiled
        return compiled

    def _without_tails(self, matches: list[WordingMatch], text: str) -> list[WordingMatch]:
        swallowed = {
            id(later)
            for number, first in enumerate(matches)
            for later in matches[number + 1 :]
            if any(_is_tail(tail, first, later, text) for tail in self.tails)
        }
        return [m for m in matches if id(m) not in swallowed]


_WORD = re.compile(r"[^\W_]+")


def _is_tail(tail: Tail, first: WordingMatch, later: WordingMatch, text: str) -> bool:
    if not tail.after.intersection(first.wording.classes) or not tail.swallows.issuperset(later.wording.classes):
        return False
    between = text[first.end : later.start]
    return not re.search(r"[;.\n]", between) and bool(tail.connective.search(between + text[later.start : later.end]))


def _longest(matches: list[WordingMatch]) -> list[WordingMatch]:
    kept: list[WordingMatch] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        if all(match.end <= other.start or other.end <= match.start for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def build_wording(entry: Mapping[str, Any], where: str) -> Wording:
    """One entry of a wordings file.

    Raises:
        OffenceDataError: a key is missing or unknown, or a class does not exist.
    """
    check_entry(entry, _KEYS, {"id", "patterns", "source", "examples"}, where)
    for words in entry.get("unless", ()):
        regex_of(words)
    return Wording(
        id=entry["id"],
        classes=classes_of(entry, where),
        patterns=tuple(entry["patterns"]),
        unless=tuple(entry.get("unless", ())),
        generic=entry.get("generic", False),
        iccs=entry.get("iccs"),
        uncac=entry.get("uncac"),
        source=entry["source"],
        verified=entry.get("verified", False),
        examples=tuple(entry["examples"]),
        counterexamples=tuple(entry.get("not", ())),
    )


def _tail(data: Mapping[str, Any]) -> Tail:
    connective = "|".join(regex_of(words) for words in data["connectives"])
    return Tail(
        frozenset(OffenceClass(c) for c in data["after"]),
        re.compile(rf"^[\s,()]*(?:[^\s,]+[\s,()]+){{0,4}}?(?<!\w)(?:{connective})(?!\w)"),
        frozenset(OffenceClass(c) for c in data["swallows"]),
    )


@cache
def vocabulary() -> Vocabulary:
    """Every wording of every language, with the false friends."""
    every = Vocabulary()
    for path in [*sorted(FOLDER.glob("wordings_*.yml")), FOLDER / "false_friends.yml"]:
        data = read_yaml(path)
        every.tails += [_tail(tail) for tail in data.get("tails", ())]
        for entry in data["wordings"]:
            every.add(build_wording(entry, path.name), path.name)
    return every
