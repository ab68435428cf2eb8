"""Factors: what the text says of how a case was investigated, tried and protected; the vocabulary and how it matches.

The vocabulary is ``analysis/factors/*.yml``: ``factors`` with examples that the tests run, ``guards`` that take a match
back, ``currencies``. A language is the files with its code (``investigation.en.yml``); a new language is new files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from jointcharge.records.case import Plea
from jointcharge.records.citations import fold
from jointcharge.records.errors import OffenceDataError, ReportError
from jointcharge.records.offences import OffenceClass
from jointcharge.records.patterns import regex_of
from jointcharge.records.raw import Record

FOLDER = Path(__file__).with_name("factors")
"""Where the vocabulary lies."""
GUARD_REACH = 60
"""How many characters before a match a guard of the clause looks at."""
_CLAUSE_BREAK = re.compile(r"[;:]|\b(?:but|whereupon|while|although|though|until)\b")


class Reach(StrEnum):
    """Which words a guard looks at."""

    CLAUSE = "clause"  # the words of the match and some before it in the same clause
    PASSAGE = "passage"


class Where(StrEnum):
    """Which passages a factor is read from."""

    ANYWHERE = "anywhere"
    DESCRIBED = "described"  # those that describe corrupt conduct or an official's part in it


class Guard(Record):
    """Wordings that take a match back."""

    id: str
    reach: Reach
    any: tuple[str, ...] = Field(min_length=1)
    because: str


class Factor(Record):
    """One factor as written: where it is read from, and what it must and must not match."""

    id: str = Field(pattern=r"^[a-z_]+$")
    title: str
    topic: str
    where: Where = Where.ANYWHERE
    any: tuple[str, ...] = ()
    """Patterns of ``records/patterns.py``."""
    unless: tuple[str, ...] = ()
    """Ids of guards."""
    keywords: tuple[str, ...] = ()
    """The portal's own keywords that say it."""
    charges: tuple[OffenceClass, ...] = ()
    """Offence classes whose charge says it."""
    pleas: tuple[Plea, ...] = ()
    """Pleas that say it."""
    actors: tuple[str, ...] = ()
    """Actor labels of the codebook, at a passage that describes corrupt conduct."""
    amount_beside: tuple[str, ...] = ()
    """An amount of money in a passage that carries one of these labels."""
    at_least: dict[str, int] = Field(default_factory=dict)
    """A number of the case that must be reached: ``{n_defendants: 3}``."""
    matched_on: bool = False
    """Cases are matched on it, so that it is not compared between matched cases."""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _told(self) -> Factor:
        if self.any and not (self.examples and self.counterexamples):
            raise ValueError("patterns need examples and counterexamples")
        if not (self.any or self.keywords or self.charges or self.actors or self.amount_beside or self.at_least):
            raise ValueError("it can be read from nothing; give it patterns or another source")
        return self

    @property
    def only_described(self) -> bool:
        """Whether it makes sense only in cases that describe corruption."""
        return self.where is Where.DESCRIBED


@dataclass(frozen=True)
class Compiled:
    """A factor's patterns as one expression, with its guards."""

    pattern: re.Pattern[str] | None
    guards: tuple[tuple[Reach, re.Pattern[str]], ...]

    def find(self, folded: str) -> tuple[int, int] | None:
        """The first match that no guard takes back, in text folded with ``records.citations.fold``."""
        for match in self.pattern.finditer(folded) if self.pattern else ():
            clause = folded[_clause_start(folded, match.start()) : match.end()]
            if not any(p.search(clause if reach is Reach.CLAUSE else folded) for reach, p in self.guards):
                return match.span()
        return None


@dataclass(frozen=True)
class Vocabulary:
    """Every factor with its patterns for one language."""

    language: str
    factors: tuple[Factor, ...]
    compiled: dict[str, Compiled]
    money: re.Pattern[str]
    currency_of: tuple[tuple[re.Pattern[str], str | None], ...]
    currency_examples: tuple[dict[str, Any], ...] = field(default=())

    def find(self, factor: str, text: str) -> tuple[int, int] | None:
        """Where ``text`` says ``factor``, in code points; None where it does not."""
        return self.compiled[factor].find(fold(text))

    def amounts(self, text: str) -> Iterator[tuple[float, str | None, int, int]]:
        """The amounts of money in ``text``: amount, ISO 4217 currency or None where its name says none, start, end."""
        folded = fold(text)
        for match in self.money.finditer(folded):
            name = (match["before"] or match["after"] or "").strip()
            amount = _number(match["number"]) * (1_000_000 if match["million"] else 1)
            code = next((code for pattern, code in self.currency_of if pattern.fullmatch(name)), None)
            yield amount, code, *match.span()


def _clause_start(text: str, start: int) -> int:
    first = max(0, start - GUARD_REACH)
    breaks = [match.end() for match in _CLAUSE_BREAK.finditer(text, first, start)]
    if breaks:
        return breaks[-1]
    return text.find(" ", first, start) + 1 if first else 0


def _number(text: str) -> float:
    """ "1,500", "2.5" and "40 000" as numbers; a separator before exactly three digits groups thousands."""
    grouped = re.sub(r"[., ](?=\d{3}(?:\D|$))", "", text.strip(" .,"))
    return float(grouped.replace(",", "."))


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that have a vocabulary, found by walking ``folder``."""
    return tuple(sorted({path.name.split(".")[1] for path in folder.glob("*.*.yml")}))


@cache
def open_vocabulary(language: str = "en", folder: Path = FOLDER) -> Vocabulary:
    """Read and compile the factors of ``language``. Raises ReportError that names file and entry."""
    paths = sorted(folder.glob(f"*.{language}.yml"))
    if not paths:
        raise ReportError(f"no factors for the language {language!r} in {folder}; add <topic>.{language}.yml there")
    content = {path.name: read_yaml(path) for path in paths}
    guards = {g.id: g for name, part in content.items() for g in _entries(Guard, part, "guards", name)}
    factors = tuple(f for name, part in content.items() for f in _entries(Factor, part, "factors", name))
    codes, unnamed = _currencies(content.values())
    _check_ids(factors, guards)
    return Vocabulary(
        language=language,
        factors=factors,
        compiled={f.id: _compile(f, guards) for f in factors},
        money=_money([name for names in codes.values() for name in names] + unnamed),
        currency_of=tuple((_names(names), code) for code, names in codes.items()),
        currency_examples=tuple(e for part in content.values() for e in part.get("currency_examples", ())),
    )


def factors(folder: Path = FOLDER) -> tuple[Factor, ...]:
    """Every factor, in the order of the files; the languages share them by id."""
    found = {f.id: f for language in reversed(languages(folder)) for f in open_vocabulary(language, folder).factors}
    return tuple(sorted(found.values(), key=lambda f: _TOPICS.index(f.topic) if f.topic in _TOPICS else len(_TOPICS)))


_TOPICS = ("investigation", "sources", "procedure", "official")


def factor_of(factor: str) -> Factor:
    """The factor called ``factor``. Raises ReportError where there is none."""
    known = {f.id: f for f in factors()}
    if factor not in known:
        raise ReportError(f"there is no factor {factor!r}; ask for one of {', '.join(known)}")
    return known[factor]


def read_yaml(path: Path) -> dict[str, Any]:
    """One file of the vocabulary. Raises ReportError where it cannot be read."""
    import yaml

    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ReportError(
            f"the factors' file {path} cannot be read ({' '.join(str(error).split())}); mend it"
        ) from error
    if not isinstance(content, dict):
        raise ReportError(f"the factors' file {path} is not a mapping; write its entries under their key")
    return content


def _entries(kind: type[Any], content: dict[str, Any], key: str, name: str) -> Iterator[Any]:
    for row in content.get(key, ()):
        try:
            yield kind.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            raise ReportError(
                f"the entry {row.get('id')!r} in {name}: {first['loc']}: {first['msg']}; mend it"
            ) from error


def _check_ids(found: Iterable[Factor], guards: dict[str, Guard]) -> None:
    seen: set[str] = set()
    for factor in found:
        if factor.id in seen:
            raise ReportError(f"the factor {factor.id!r} is defined twice; give one of them another id")
        seen.add(factor.id)
        for name in factor.unless:
            if name not in guards:
                raise ReportError(f"the factor {factor.id!r} names the unknown guard {name!r}; define it")


def _compile(factor: Factor, guards: dict[str, Guard]) -> Compiled:
    found = tuple((guards[name].reach, _pattern(guards[name].any)) for name in factor.unless)
    return Compiled(_pattern(factor.any) if factor.any else None, found)


def _pattern(patterns: Iterable[str]) -> re.Pattern[str]:
    try:
        return re.compile(r"(?<!\w)(?:" + "|".join(regex_of(words) for words in patterns) + ")")
    except OffenceDataError as error:
        raise ReportError(f"a factor: {error}") from error


def _currencies(parts: Iterable[dict[str, Any]]) -> tuple[dict[str, list[str]], list[str]]:
    codes: dict[str, list[str]] = {}
    unnamed: list[str] = []
    for part in parts:
        codes |= part.get("currencies", {})
        unnamed += part.get("unnamed_currencies", [])
    return codes, unnamed


def _names(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_name(fold(name)) for name in sorted(names, key=len, reverse=True)))


def _name(name: str) -> str:
    return re.escape(name.removesuffix("*")) + (r"\w*" if name.endswith("*") else "")


def _money(names: list[str]) -> re.Pattern[str]:
    """A currency before or after a number, the longest name first."""
    if not names:
        return re.compile(r"(?!)(?P<before>)(?P<number>)(?P<million>)(?P<after>)")
    name = _names(names).pattern
    number = r"\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?"
    return re.compile(
        rf"(?<![\w])(?:(?P<before>{name})\s?)?(?<!\d)(?P<number>{number})(?P<million>\s?(?:million|m)(?!\w))?"
        rf"(?(before)(?!\d)|\s?(?P<after>{name})(?!\w))"
    )
