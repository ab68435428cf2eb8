"""The entries of ``records/offences/*.yml``: read, checked, and kept per country."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jointcharge.records.citations import (
    Citation,
    LawMention,
    find_citations,
    full_end,
    natural_key,
    split_section,
)
from jointcharge.records.errors import OffenceDataError
from jointcharge.records.law_names import names_pattern
from jointcharge.records.offences import OffenceClass

FOLDER = Path(__file__).with_name("offences")
CODE_VERSION = "1"
"""Raise it when the reading of citations or wordings changes what a charge is classed as."""

_BARE = {"article": r"art|neni|pasal|ст|чл|cl", "section": r"s|§|u/s", "any": r""}
_RANGE = re.compile(r"(\d+:)?(\d+)-(\d+[a-z]*)")
_PARAGRAPH = re.compile(r"(\d+[a-z]?)-(\d+)")


@dataclass(frozen=True, slots=True)
class Law:
    """One law of one country, by the names that charges give it."""

    key: str
    title: str
    names: tuple[str, ...]
    former: str | None
    """The law that this one replaced under the same name; its sections answer where this one's do not."""
    slash_paragraph: bool
    """Whether ``246/1`` is paragraph 1 of section 246, not a section of its own."""


@dataclass(frozen=True, slots=True, eq=False)  # one object per entry: compared by identity
class Provision:
    """Sections of one law that mean one or more classes of offence."""

    id: str
    country: str
    law: str
    sections: tuple[str, ...]
    """As written in the rules; ``any`` stands for the whole act where no section of it matches."""
    classes: tuple[OffenceClass, ...]
    iccs: str | None
    uncac: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    title: str
    source: str
    verified: bool
    broad: bool
    """The section covers so much (conspiracy, a general part) that a telling wording replaces it."""
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    base: str
    subs: tuple[str, ...]
    provision: Provision


class Jurisdiction:
    """One country's laws and provisions, ready to be matched."""

    def __init__(self, country: str, data: Mapping[str, Any], where: str) -> None:
        self.country = country
        self.laws = {key: _law(key, law) for key, law in (data.get("laws") or {}).items()}
        self.absent = frozenset(OffenceClass(name) for name in data.get("absent") or ())
        self.provisions = tuple(
            build_provision(country, entry, data["laws"], where) for entry in data.get("provisions") or ()
        )
        self.sections: dict[str, dict[str, list[_Section]]] = {}
        for provision in self.provisions:
            self._index(provision)
        self._default = _default_of(data.get("laws") or {})
        self._names, self._keys = names_pattern(data.get("laws") or {})

    def _index(self, provision: Provision) -> None:
        law = self.sections.setdefault(provision.law, {})
        for text in provision.sections:
            for part in _expanded(text):
                base, subs = split_section(part)
                law.setdefault(base, []).append(_Section(base, subs, provision))

    def find(self, text: str, on: dt.date | None) -> tuple[list[tuple[Provision, int, int]], list[tuple[int, int]]]:
        """The provisions that folded ``text`` cites with their spans, and the spans of the laws' names."""
        laws = [
            LawMention((self._keys[m.lastindex - 1],) if m.lastindex else (), m.start(), m.end())
            for m in self._names.finditer(text)
        ]
        found: list[tuple[Provision, int, int]] = []
        cited: set[str] = set()
        for citation in find_citations(text, laws, self._default):
            for key in self._laws_of(citation.law, laws):
                hits = self._hits(key, citation, on)
                if not hits and (former := self.laws[key].former):
                    hits = self._hits(former, citation, on)
                found += [(p, citation.start, citation.end) for p in hits]
                cited |= {key} if hits else set()
        for law in laws:
            for key in set(law.keys) - cited:
                whole = self.sections.get(key, {}).get("any", [])
                found += [(p, law.start, law.end) for p in in_force([s.provision for s in whole], on)]
                cited.add(key)
        return found, [(law.start, law.end) for law in laws]

    def _laws_of(self, law: str, laws: list[LawMention]) -> list[str]:
        """``law``; or the others named, where it is an amending act whose sections mean nothing here.

        ``Art. 145 bis (Ley 26.364), Código Penal``: Ley 26.364 put article 145 bis into the code.
        """
        if set(self.sections.get(law, {})) - {"any"}:
            return [law]
        return list(dict.fromkeys(key for mention in laws for key in mention.keys if key != law))

    def _hits(self, law: str, citation: Citation, on: dt.date | None) -> list[Provision]:
        index = self.sections.get(law, {})
        base, until, paths = citation.base, citation.until, citation.paths
        if " " in base:
            base, paths = _without_space(base, paths, index)
        if until is None and base not in index:
            if self.laws[law].slash_paragraph and (parts := _PARAGRAPH.fullmatch(base)):
                base, paths = parts[1], tuple((parts[2], *path) for path in paths)
            elif ends := _RANGE.fullmatch(base):
                base, until = (ends[1] or "") + ends[2], (ends[1] or "") + full_end(ends[2], ends[3])
        if until is not None:
            return _between(index, base, until, on)
        sections = index.get(base, [])
        return list(dict.fromkeys(p for path in paths for p in _most_specific(sections, path, on)))


def _between(index: Mapping[str, list[_Section]], base: str, until: str, on: dt.date | None) -> list[Provision]:
    low, high = natural_key(base), natural_key(until)
    bases = [b for b in index if b != "any" and low <= natural_key(b) <= high]
    return [p for b in bases for p in in_force([s.provision for s in index[b] if not s.subs], on)]


def _without_space(
    base: str, paths: tuple[tuple[str, ...], ...], index: Mapping[str, object]
) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """``149 A`` is 149a where the law has it, else letter (a) of 149."""
    number, letter = base.split(" ")
    joined = number + letter
    return (joined, paths) if joined in index else (number, tuple((letter, *path) for path in paths))


def _most_specific(sections: list[_Section], path: tuple[str, ...], on: dt.date | None) -> list[Provision]:
    fitting = [s for s in sections if path[: len(s.subs)] == s.subs]
    for depth in sorted({len(s.subs) for s in fitting}, reverse=True):
        standing = in_force([s.provision for s in fitting if len(s.subs) == depth], on)
        if standing:
            return standing
    return []


def in_force(provisions: list[Provision], on: dt.date | None) -> list[Provision]:
    """Those in force on the day; else those repealed before it, which old acts are still charged under.

    A provision that came into force after the day never matches. Without a day all match.
    """
    if on is None:
        return provisions
    begun = [p for p in provisions if p.valid_from is None or p.valid_from <= on]
    return [p for p in begun if p.valid_to is None or on <= p.valid_to] or begun


def _expanded(text: str) -> list[str]:
    if " to " not in text:
        return [text]
    low, high = text.split(" to ")
    return [str(n) for n in range(int(low), int(high) + 1)]


def _law(key: str, data: Mapping[str, Any]) -> Law:
    return Law(key, data["title"], tuple(data["names"]), data.get("former"), data.get("slash_paragraph", False))


def _default_of(laws: Mapping[str, Any]) -> tuple[str, str] | None:
    for key, law in laws.items():
        if "bare" in law:
            return key, _BARE[law["bare"]]
    return None


_PROVISION_KEYS = {
    *("id", "law", "sections", "classes", "iccs", "uncac", "from", "to", "title", "source", "verified"),
    *("broad", "examples", "not"),
}


def build_provision(country: str, entry: Mapping[str, Any], laws: Mapping[str, Any], where: str) -> Provision:
    """One entry of a country's file.

    Raises:
        OffenceDataError: a key is missing or unknown, or the class or the law does not exist.
    """
    check_entry(entry, _PROVISION_KEYS, {"id", "law", "sections", "classes", "source", "examples"}, where)
    if entry["law"] not in laws:
        raise OffenceDataError(
            f"{where}: {entry['id']} names the law {entry['law']!r}; add it under laws: or correct it"
        )
    return Provision(
        id=entry["id"],
        country=country,
        law=entry["law"],
        sections=tuple(str(s) for s in entry["sections"]),
        classes=classes_of(entry, where),
        iccs=entry.get("iccs"),
        uncac=entry.get("uncac"),
        valid_from=entry.get("from"),
        valid_to=entry.get("to"),
        title=entry.get("title", ""),
        source=entry["source"],
        verified=entry.get("verified", False),
        broad=entry.get("broad", False),
        examples=tuple(entry["examples"]),
        counterexamples=tuple(entry.get("not", ())),
    )


def check_entry(entry: Mapping[str, Any], known: set[str], required: set[str], where: str) -> None:
    """Stop at a misspelt or missing key, rather than read past it."""
    wrong = (set(entry) - known) | {key for key in required if not entry.get(key)}
    if wrong:
        name = entry.get("id", entry)
        raise OffenceDataError(f"{where}: {name} has unknown or missing keys {sorted(wrong)}; keys are {sorted(known)}")


def classes_of(entry: Mapping[str, Any], where: str) -> tuple[OffenceClass, ...]:
    """The entry's offence classes."""
    try:
        return tuple(OffenceClass(name) for name in entry["classes"])
    except ValueError as error:
        raise OffenceDataError(f"{where}: {entry['id']}: {error}; use a class of OffenceClass") from error


def read_yaml(path: Path) -> dict[str, Any]:
    """One file of the folder."""
    import yaml  # 15 ms that a command without charges need not pay

    try:
        data = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise OffenceDataError(f"{path.name} is not YAML: {' '.join(str(error).split())}; correct it") from error
    return dict(data)


@cache
def jurisdiction_of(country: str) -> Jurisdiction | None:
    """The country's rules (ISO 3166 alpha-3), or None where there is no file for it."""
    path = FOLDER / f"{country}.yml"
    return Jurisdiction(country, read_yaml(path), path.name) if path.is_file() else None


@cache
def countries() -> tuple[str, ...]:
    """The countries that have a file of provisions; ``INT`` is for international courts."""
    return tuple(sorted(p.stem for p in FOLDER.glob("[A-Z][A-Z][A-Z].yml")))


@cache
def codes_of_classes() -> dict[OffenceClass, tuple[str | None, str | None]]:
    """ICCS code and UNCAC article of each class, for the entries that give none of their own."""
    rows = read_yaml(FOLDER / "classes.yml")["classes"]
    return {OffenceClass(name): (row.get("iccs"), row.get("uncac")) for name, row in rows.items()}


@cache
def rules_version() -> str:
    """A short digest of the code's version and of every rule: it changes when an answer could."""
    digest = hashlib.sha256(CODE_VERSION.encode())
    for path in sorted(FOLDER.glob("*.yml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
