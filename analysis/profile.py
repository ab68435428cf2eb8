"""What a case is compared by: its facts, the words of its text and, where a model can read it, the direction of its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from jointcharge.analysis.country_counts import name_of
from jointcharge.records.case import ActorRole, Case, Passage, TagDimension
from jointcharge.records.citations import fold
from jointcharge.records.withheld import VICTIM_ROLES

_WORD = re.compile(r"[^\W\d_]{4,}")
_NOT_READ = "charge_details"
"""A charge's own words are not what happened."""
_ROLE_OF_SIGNAL = {
    "official_involved": "an official takes part or profits",
    "tip_off_or_impunity": "an official warns or looks away",
    "irregular_issue": "an office issues papers on a false basis",
}
_ROUTES = {"transnational": "across borders", "internal": "within one country"}
Vectors = Sequence[tuple[Passage, Sequence[float]]]
"""Passages with what a model makes of each: one direction for each passage, all of the same length."""


class Meaning(Protocol):
    """Reads a case; a model brought by whoever asks, since this stage knows none."""

    name: str
    """The model and its version."""
    asked: str
    """The option of the command line that asks for it."""

    def __call__(self, case: Case) -> Vectors:
        """The passages that the model reads, each with its direction."""


@dataclass(frozen=True)
class Profile:
    """What a case is compared by."""

    case_id: str
    traits: Mapping[str, frozenset[str]]
    """By trait of `WEIGHTS`, its values; empty where nothing is stated."""
    defendants: int | None
    words: Mapping[str, int] = field(default_factory=dict)
    """Folded words of the text with how often they stand there; names are not among them."""
    vectors: Vectors = ()
    """Empty where no model reads the case."""


def profile_of(case: Case, labels: Collection[tuple[str, str]], meaning: Meaning | None = None) -> Profile:
    """What ``case`` is compared by; ``labels`` are its standing tags as (dimension, label)."""
    named = {
        dimension: frozenset(label for d, label in labels if d == dimension)
        for dimension in (TagDimension.FORM, TagDimension.STAGE, TagDimension.ACTOR, TagDimension.SIGNAL)
    }
    traits = {
        "form": named[TagDimension.FORM],
        "actor": named[TagDimension.ACTOR],
        "stage": named[TagDimension.STAGE],
        "role": frozenset(_roles(case, named[TagDimension.SIGNAL])),
        "exploitation": frozenset(case.exploitation),
        "country": frozenset({case.country.value} if case.country else ()),
        "route": frozenset(_routes(case)),
    }
    vectors = [one for one in meaning(case) if one[0].section != _NOT_READ] if meaning else ()
    return Profile(case.case_id, traits, _defendants(case), _words(case), vectors)


def _roles(case: Case, labels: Collection[str]) -> Iterator[str]:
    if any(
        a.role is ActorRole.DEFENDANT and ((a.is_official and a.is_official.value) or a.office) for a in case.actors
    ):
        yield "an official is among the accused"
    for label in sorted(labels):
        if label in _ROLE_OF_SIGNAL:
            yield _ROLE_OF_SIGNAL[label]


def _routes(case: Case) -> Iterator[str]:
    """Where the victims come from, as far as it is not where the case was tried; and what the portal says."""
    tried = case.country.value if case.country else None
    origins = {n.value for a in case.actors if a.role in VICTIM_ROLES for n in a.nationalities}
    for origin in sorted(origins - {tried}) if tried else ():
        yield f"victims from {name_of(origin)}"
        yield _ROUTES["transnational"]
    for keyword in case.keywords:
        told = next((words for name, words in _ROUTES.items() if keyword.value.value.strip().casefold() == name), None)
        if told:
            yield told


def _defendants(case: Case) -> int | None:
    accused = [a for a in case.actors if a.role in (ActorRole.DEFENDANT, ActorRole.RESPONDENT)]
    return sum(a.group_size.value if a.group_size else 1 for a in accused) or None


def _words(case: Case) -> dict[str, int]:
    """Words that begin with a small letter: names, and the first words of sentences, are left out."""
    found: Counter[str] = Counter()
    names = {fold(w) for a in case.actors if a.label for w in _WORD.findall(a.label.value)}
    for passage in case.passages:
        if passage.section != _NOT_READ:
            found.update(fold(w) for w in _WORD.findall(passage.text) if not w[0].isupper())
    return {word: n for word, n in found.items() if word not in names}
