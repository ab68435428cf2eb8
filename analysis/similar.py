"""Comparable cases in which corruption was charged, by facts and by words, each with its reasons.

The definitions and the weights are told in ``docs/briefs.md``. Nothing is learned: the same corpus gives the same answer.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from jointcharge.analysis.country_counts import name_of
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.labels import LEVELS
from jointcharge.analysis.phrases import counted, one_line, plain
from jointcharge.analysis.states import NO, YES, Mask
from jointcharge.records.case import ActorRole, Case, TagDimension
from jointcharge.records.citations import fold
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.offences import CORRUPTION_CLASSES
from jointcharge.records.raw import Record
from jointcharge.records.withheld import VICTIM_ROLES, Withheld

WIDTH = 100
WEIGHTS = {
    "form": 2.0, "actor": 2.0, "stage": 1.5, "role": 1.5, "exploitation": 2.0, "country": 2.0, "route": 1.0, "defendants": 0.5, "words": 4.0,
}  # fmt: skip
"""What each likeness counts; only those that the asking case states enter the sum."""
WORDS_SHOWN = 6
COMMON = 0.2
"""A word that more of the compared cases use than this share, and more than three of them, is no likeness."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_LARGEST_BAND = 10
_NOT_READ = "charge_details"
"""A charge's own words are not what happened."""
_ROLE_OF_SIGNAL = {
    "official_involved": "an official takes part or profits",
    "tip_off_or_impunity": "an official warns or looks away",
    "irregular_issue": "an office issues papers on a false basis",
}
_ROUTES = {"transnational": "across borders", "internal": "within one country"}
_SAID = {
    "form": "the same corrupt conduct is described",
    "actor": "the same officials or intermediaries",
    "stage": "corruption at the same stage",
    "role": "the official's part is alike",
    "exploitation": "the same exploitation",
    "country": "the same country",
    "route": "the same route",
}


@dataclass(frozen=True)
class Profile:
    """What a case is compared by."""

    case_id: str
    traits: Mapping[str, frozenset[str]]
    """By trait of `WEIGHTS`, its values; empty where nothing is stated."""
    defendants: int | None
    words: Mapping[str, int] = field(default_factory=dict)
    """Folded words of the text with how often they stand there; names are not among them."""


class Reason(Record):
    """One likeness, in words."""

    trait: str
    words: str
    score: float
    """What it adds to the case's score."""


class Comparable(Record):
    """A case like the one asked for."""

    case_id: str
    title: str
    country: str | None
    year: int | None
    url: str
    corruption_charged: bool
    corruption_charges: tuple[str, ...]
    """The corruption classes charged, each with what stands of it."""
    score: float
    """0 to 1: the share of what could be alike that is."""
    reasons: tuple[Reason, ...]
    """The strongest first."""


def profile_of(case: Case, labels: Collection[tuple[str, str]]) -> Profile:
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
    return Profile(case.case_id, traits, _defendants(case), _words(case))


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


def similar_cases(frames: Frames, asked: Profile, *, limit: int = 5, described: bool = False) -> tuple[Comparable, ...]:
    """The trafficking cases most like ``asked`` in which corruption was charged, the most alike first.

    With ``described``, as many cases that describe corruption and do not charge it follow. Linked cases stand once; the case
    asked for and those linked with it are left out.
    """
    facts = frames.facts
    trafficking, charged = facts.trafficking == YES, facts.cases.corruption_charged
    sets: list[Mask] = [trafficking & (charged == YES)]
    if described:
        sets.append(trafficking & (charged == NO) & (facts.levels == LEVELS.index(CorruptionLevel.INDICATED)))
    own = {asked.case_id, *(one for group in frames.groups if asked.case_id in group for one in group)}
    labels = _labels_by_case(frames)
    found: list[Comparable] = []
    for mask in sets:
        ids = [one for one in frames.raw_cases["case_id"][mask].tolist() if one not in own]
        cases = list(_cases(frames, ids))
        profiles = [profile_of(case, labels.get(case.case_id, set())) for case in cases]
        found += _ranked(asked, cases, profiles)[:limit]
    return tuple(found)


def labels_of_case(frames: Frames, case_id: str) -> set[tuple[str, str]]:
    """The standing labels of one case as (dimension, label)."""
    return _labels_by_case(frames).get(case_id, set())


def _labels_by_case(frames: Frames) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    tags = frames.tags
    for case_id, dimension, label in zip(tags["case_id"], tags["dimension"], tags["label"], strict=True):
        found.setdefault(case_id, set()).add((dimension, label))
    return found


def _cases(frames: Frames, ids: Sequence[str]) -> Iterator[Case]:
    sql = "SELECT record FROM cases WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY case_id"
    for row in frames.corpus.select(sql, (json.dumps(list(ids)),)):
        yield Case.model_validate_json(row[0])


def _ranked(asked: Profile, cases: Sequence[Case], profiles: Sequence[Profile]) -> list[Comparable]:
    alike = _word_likeness(asked, profiles)
    whole = sum(WEIGHTS[trait] for trait, values in asked.traits.items() if values)
    whole += (WEIGHTS["defendants"] if asked.defendants else 0) + (WEIGHTS["words"] if asked.words else 0)
    found = []
    for case, profile, (cosine, shared) in zip(cases, profiles, alike, strict=True):
        reasons = [*_trait_reasons(asked, profile, whole), *_word_reason(cosine, shared, whole)]
        if reasons:
            found.append(_comparable(case, sorted(reasons, key=lambda one: (-one.score, one.trait))))
    return sorted(found, key=lambda one: (-one.score, one.case_id))


def _trait_reasons(asked: Profile, other: Profile, whole: float) -> Iterator[Reason]:
    for trait, values in asked.traits.items():
        shared = values & other.traits[trait]
        if shared:
            share = len(shared) / float(np.sqrt(len(values) * len(other.traits[trait])))
            told = ", ".join(_told(trait, one) for one in sorted(shared))
            yield Reason(trait=trait, words=f"{_SAID[trait]}: {told}", score=_part(WEIGHTS[trait] * share, whole))
    if asked.defendants and other.defendants:
        apart = abs(_band(asked.defendants) - _band(other.defendants))
        if apart < 2:
            words = f"{counted(other.defendants, 'defendant')} beside {asked.defendants:,} here"
            yield Reason(trait="defendants", words=words, score=_part(WEIGHTS["defendants"] * (1 - apart / 2), whole))


def _part(weighted: float, whole: float) -> float:
    return round(weighted / whole, 6)


def _told(trait: str, value: str) -> str:
    if trait == "country":
        return name_of(value)
    return one_line(value.replace("_", " "), 90)


def _band(people: int) -> int:
    """One, two or three, four to nine, ten or more."""
    return 0 if people == 1 else 1 if people < 4 else 2 if people < _LARGEST_BAND else 3


def _word_reason(cosine: float, shared: Sequence[str], whole: float) -> Iterator[Reason]:
    if cosine > 0:
        words = f"words in common: {', '.join(shared[:WORDS_SHOWN])}"
        yield Reason(trait="words", words=words, score=_part(WEIGHTS["words"] * cosine, whole))


def _word_likeness(asked: Profile, others: Sequence[Profile]) -> list[tuple[float, list[str]]]:
    """For each case the cosine of its idf-weighted words with those asked for, and the shared words, the heaviest first.

    A word's weight is ``(1 + ln tf) ln((N + 1) / (df + 0.5))`` over ``N`` texts, those compared and the one asked; 0 for common words.
    """
    documents = [asked.words, *(other.words for other in others)]
    df = Counter(word for words in documents for word in words)
    weights = [_weights(words, df, len(documents)) for words in documents]
    lengths = [float(np.sqrt(sum(w * w for w in one.values()))) for one in weights]
    found = []
    for one, length in zip(weights[1:], lengths[1:], strict=True):
        products = {word: w * one[word] for word, w in weights[0].items() if word in one}
        shared = sorted((word for word, p in products.items() if p > 0), key=lambda word: (-products[word], word))
        norm = lengths[0] * length
        found.append((sum(products[word] for word in shared) / norm if norm else 0.0, shared))
    return found


def _weights(words: Mapping[str, int], df: Mapping[str, int], n: int) -> dict[str, float]:
    rare = max(3.0, COMMON * n)
    return {
        word: float((1 + np.log(count)) * max(0.0, np.log((n + 1) / (df[word] + 0.5))))
        for word, count in words.items()
        if df[word] <= rare
    }


def _comparable(case: Case, reasons: Sequence[Reason]) -> Comparable:
    charges = [
        f"{match.offence_class.value.replace('_', ' ')}: {charge.disposition.value}"
        for charge in case.charges
        for match in charge.classes
        if match.offence_class in CORRUPTION_CLASSES
    ]
    title = case.title.value if case.title else "(no title)"
    return Comparable(
        case_id=case.case_id, title=one_line(Withheld(case).struck(title)), country=case.country.value if case.country else None,
        year=case.decision_year, url=case.url, corruption_charged=bool(charges), corruption_charges=tuple(dict.fromkeys(charges)),
        score=round(sum(one.score for one in reasons), 4), reasons=tuple(reasons),
    )  # fmt: skip


def to_text(found: Iterable[Comparable]) -> str:
    """The cases for a terminal, each with its reasons."""
    lines = []
    for number, one in enumerate(found, 1):
        where = ", ".join(filter(None, (one.country, str(one.year) if one.year else None)))
        lines += [f"{number}. {one.title}", f"   {where or 'no country'}  {one.case_id}  (score {one.score:.2f})"]
        charged = "; ".join(one.corruption_charges) or "corruption described, not charged"
        lines.append(_wrapped(f"corruption charged: {charged}" if one.corruption_charges else charged))
        lines += [_wrapped(f"- {reason.words}") for reason in one.reasons]
        lines.append("")
    return (
        plain("\n".join(lines) or "No comparable case in which corruption was charged is in this corpus.\n").rstrip()
        + "\n"
    )


def to_json(found: Sequence[Comparable]) -> str:
    """The cases with their reasons, indented, with a line break at the end."""
    return json.dumps([one.model_dump() for one in found], indent=2, ensure_ascii=False) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="     ")
