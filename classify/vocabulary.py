"""The lexicon's vocabulary on disk: ``classify/lexicon/<part>.<language>.yml``, each entry with its examples.

A language is the set of files that carry its ISO 639-1 code: ``terms``, ``actors``, ``stages``, ``guards``,
``forms`` and ``signals``. A new language is new files and no edit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from jointcharge.classify.patterns import Pattern, Terms, compile_pattern
from jointcharge.records.case import FormStatus, TagDimension
from jointcharge.records.codebook import is_public_actor, label_of, labels_of
from jointcharge.records.errors import TaggerError, UnknownWordingError
from jointcharge.records.raw import Record

FOLDER = Path(__file__).with_name("lexicon")
"""Where the vocabulary lies."""
Entry = TypeVar("Entry", bound=Record)
PARTS = ("terms", "actors", "stages", "guards", "forms", "signals")


class Reach(StrEnum):
    """Which words a guard looks at."""

    CLAUSE = "clause"  # the words of the match and some before it in the same clause
    OVERLAP = "overlap"  # the guard's own match shares words with the rule's
    PASSAGE = "passage"  # the whole sentence
    AROUND = "around"  # the sentence and its context


class ActorSource(StrEnum):
    """Where a rule's actors are read from."""

    MATCH = "match"  # the words of the match
    PASSAGE = "passage"  # those, and where they name nobody, the sentence
    NONE = "none"


class RuleEntry(Record):
    """One rule as written: what it gives, to which wordings, and what it must and must not tag."""

    id: str
    label: str
    score: float = Field(gt=0, lt=1)
    any: tuple[str, ...] = Field(min_length=1)
    near: tuple[str, ...] = ()
    """One of these must stand in the sentence or within two sentences of it."""
    unless: tuple[str, ...] = ()
    """Ids of guards."""
    status: FormStatus | None = None
    """For forms: the status the wording itself tells; otherwise it is read from the sentence."""
    stages: tuple[str, ...] = ()
    """Stages that the rule implies, whatever else the sentence says."""
    actors: ActorSource = ActorSource.MATCH
    examples: tuple[str, ...] = Field(min_length=1)
    """Each must be tagged by this rule; `` || `` separates sentences."""
    counterexamples: tuple[str, ...] = Field(min_length=1)
    """Each must not get this rule's label from any rule."""


class GuardEntry(Record):
    """Wordings that take a rule's match back."""

    id: str
    reach: Reach
    any: tuple[str, ...] = Field(min_length=1)
    because: str
    """What the codebook says."""


class LabelEntry(Record):
    """The wordings of one stage or actor."""

    label: str
    of: tuple[str, ...] = ()
    """For a stage: the forms and signals that it can place."""
    any: tuple[str, ...] = Field(min_length=1)
    examples: tuple[str, ...] = Field(min_length=1)
    """Sentences that hold the label."""


class StatusEntry(Record):
    """The wordings that tell how firmly a form is asserted; the first status with a match wins."""

    status: FormStatus
    any: tuple[str, ...] = Field(min_length=1)
    examples: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Guard:
    """A guard with its patterns compiled."""

    reach: Reach
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Rule:
    """A rule with its patterns compiled and its guards found."""

    entry: RuleEntry
    dimension: TagDimension
    patterns: tuple[Pattern, ...]
    near: tuple[Pattern, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Everything the lexicon knows of one language."""

    language: str
    digest: str
    """SHA-256 over the files, for the tagger's version."""
    rules: tuple[Rule, ...]
    actors: tuple[tuple[str, tuple[Pattern, ...]], ...]
    stages: Mapping[str, tuple[tuple[str, tuple[Pattern, ...]], ...]]
    """By form or signal, the stages that can place it."""
    statuses: tuple[tuple[FormStatus, tuple[Pattern, ...]], ...]
    stage_entries: tuple[LabelEntry, ...]
    actor_entries: tuple[LabelEntry, ...]
    status_entries: tuple[StatusEntry, ...]


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that have a vocabulary, found by walking ``folder``."""
    return tuple(sorted({path.name.split(".")[1] for path in folder.glob("*.*.yml")}))


@cache
def open_vocabulary(language: str, folder: Path = FOLDER) -> Vocabulary:
    """Read and compile the vocabulary of ``language``. Raises TaggerError that names file and entry."""
    raw = {part: _read(folder / f"{part}.{language}.yml") for part in PARTS}
    actors = _entries(LabelEntry, raw["actors"], "actors", language)
    terms = _terms(raw["terms"], actors)
    guard_entries = _entries(GuardEntry, {"entries": raw["guards"]["guards"]}, "guards", language)
    guards = {entry.id: Guard(entry.reach, _compile(entry.any, terms)) for entry in guard_entries}
    statuses = _entries(StatusEntry, {"entries": raw["guards"]["statuses"]}, "guards", language)
    stages = _entries(LabelEntry, raw["stages"], "stages", language)
    forms = _entries(RuleEntry, raw["forms"], "forms", language)
    signals = _entries(RuleEntry, raw["signals"], "signals", language)
    _check_labels(TagDimension.ACTOR, (entry.label for entry in actors))
    _check_labels(TagDimension.STAGE, (entry.label for entry in stages))
    return Vocabulary(
        language=language,
        digest=_digest(folder, language),
        rules=(*_rules(TagDimension.FORM, forms, terms, guards), *_rules(TagDimension.SIGNAL, signals, terms, guards)),
        actors=tuple((entry.label, _compile(entry.any, terms)) for entry in actors),
        stages=_stages(stages, terms),
        statuses=tuple((entry.status, _compile(entry.any, terms)) for entry in statuses),
        stage_entries=stages,
        actor_entries=actors,
        status_entries=statuses,
    )


def _read(path: Path) -> dict[str, Any]:
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    except (OSError, yaml.YAMLError) as error:
        summary = " ".join(str(error).split())
        raise TaggerError(f"the lexicon's file {path} cannot be read ({summary}); restore or mend it") from error
    if not isinstance(content, dict):
        raise TaggerError(f"the lexicon's file {path} is not a mapping; write its entries under their key")
    return content


def _entries(kind: type[Entry], content: Mapping[str, Any], part: str, language: str) -> tuple[Entry, ...]:
    entries = []
    for row in content["entries"]:
        try:
            entries.append(kind.model_validate(row))
        except ValidationError as error:
            who = row.get("id") or row.get("label") or row.get("status")
            first = error.errors()[0]
            raise TaggerError(
                f"the lexicon's entry {who!r} in {part}.{language}.yml: {first['loc']}: {first['msg']}; mend it"
            ) from error
    return tuple(entries)


def _terms(content: Mapping[str, Any], actors: Iterable[LabelEntry]) -> Terms:
    """The term lists, with every actor's wordings under its label, and ``official`` for the public ones."""
    terms = {name: tuple(str(wordings).split()) for name, wordings in content["terms"].items()}
    for entry in actors:
        terms[entry.label] = entry.any
    terms["official"] = tuple(w for entry in actors if is_public_actor(entry.label) for w in entry.any)
    return Terms(terms)


def _compile(sources: Iterable[str], terms: Terms) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(source, terms) for source in sources)


def _stages(entries: Iterable[LabelEntry], terms: Terms) -> dict[str, tuple[tuple[str, tuple[Pattern, ...]], ...]]:
    """For every form and signal the stages that name it, each with its patterns."""
    compiled = [(entry, _compile(entry.any, terms)) for entry in entries]
    labels = (*labels_of(TagDimension.FORM), *labels_of(TagDimension.SIGNAL))
    return {
        label: tuple((entry.label, patterns) for entry, patterns in compiled if label in entry.of) for label in labels
    }


def _rules(
    dimension: TagDimension,
    entries: Iterable[RuleEntry],
    terms: Terms,
    guards: Mapping[str, Guard],
) -> tuple[Rule, ...]:
    rules = []
    for entry in entries:
        _check_labels(dimension, (entry.label,))
        _check_labels(TagDimension.STAGE, entry.stages)
        unknown = [name for name in entry.unless if name not in guards]
        if unknown:
            raise TaggerError(f"the lexicon's rule {entry.id!r} names the unknown guard {unknown[0]!r}; define it")
        found = tuple(guards[name] for name in entry.unless)
        rules.append(Rule(entry, dimension, _compile(entry.any, terms), _compile(entry.near, terms), found))
    return tuple(rules)


def _check_labels(dimension: TagDimension, labels: Iterable[str]) -> None:
    for label in labels:
        try:
            label_of(dimension, label)
        except UnknownWordingError as error:
            raise TaggerError(f"the lexicon: {error}") from error


def _digest(folder: Path, language: str) -> str:
    digest = hashlib.sha256()
    for part in PARTS:
        digest.update((folder / f"{part}.{language}.yml").read_bytes())
    return digest.hexdigest()
