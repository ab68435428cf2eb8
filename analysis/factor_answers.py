"""Which case says which factor, and where: every yes with the passages, charges or keywords that gave it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jointcharge.analysis.factors import Factor, Vocabulary, factors, languages, open_vocabulary
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.reading import read_columns
from jointcharge.analysis.states import MISSING, NO, NOT_OBSERVABLE, YES, Codes, Mask, States
from jointcharge.records.case import TagDimension
from jointcharge.records.citations import fold
from jointcharge.records.codebook import is_public_actor
from jointcharge.records.raw import Record

ASSUMED_LANGUAGE = "en"
"""Read where neither the passage nor the case states a language, as the tagger does."""
_OFFICIAL_SIGNALS = frozenset({"official_involved"})
_AMONG = "case_row IN (SELECT value FROM json_each(?))"
_PASSAGES = (
    "SELECT p.case_row, p.passage_id, coalesce(p.language, c.language) AS language, p.text FROM passages p"  # noqa: S608
    f" JOIN cases c USING (case_row) WHERE p.{_AMONG} ORDER BY p.case_id, p.passage_row"
)
_PLEAS = (
    "SELECT case_row, charge_id, plea AS said, coalesce(provision, wording, '') AS words FROM charges"  # noqa: S608
    f" WHERE plea IS NOT NULL AND {_AMONG} ORDER BY case_id, charge_row"
)
_CLASSES = (
    "SELECT h.case_row, h.charge_id, k.offence_class AS said, coalesce(h.provision, h.wording, '') AS words"  # noqa: S608
    f" FROM charge_classes k JOIN charges h USING (charge_row) WHERE h.{_AMONG} ORDER BY h.case_id, h.charge_row"
)


class Evidence(Record):
    """What makes one case say one factor."""

    kind: str
    """``passage``, ``charge``, ``keyword`` or ``number``."""
    id: str
    """The passage's or the charge's id; the keyword; the name of the number."""
    words: str
    """The words that gave it, as printed."""
    amount: float | None = None
    currency: str | None = None
    """ISO 4217; null where the words do not say which country's money."""


@dataclass(frozen=True)
class FactorTable:
    """The answers of some cases, in the order of ``rows``, to every factor."""

    rows: Codes
    """Positions of the cases in the order of their ids."""
    answers: dict[str, States]
    evidence: dict[str, dict[int, tuple[Evidence, ...]]]
    """By factor and row."""
    words: Codes
    """Words in the passages that were read, by case."""
    unread: int
    """Cases without any text in a language that the factors know."""


def read_factors(frames: Frames, rows: Codes) -> FactorTable:
    """The factors of the cases at ``rows`` (positions in the order of the cases' ids)."""
    found = _Reading(frames, np.unique(rows))
    readable = found.read_passages()
    found.read_charges()
    found.read_keywords()
    asked = factors()
    return FactorTable(
        rows=found.rows,
        answers={f.id: found.states(f, readable) for f in asked},
        evidence={f.id: {row: tuple(told) for row, told in found.evidence[f.id].items()} for f in asked},
        words=found.words,
        unread=int((~readable).sum()),
    )


class _Reading:
    """The evidence as it is gathered."""

    def __init__(self, frames: Frames, rows: Codes) -> None:
        self.frames, self.rows = frames, rows
        case_rows = frames.raw_cases["case_row"].to_numpy(np.int64)[rows]
        self.place = {int(case_row): n for n, case_row in enumerate(case_rows)}
        self.wanted = (json.dumps([int(one) for one in case_rows]),)
        self.evidence: dict[str, dict[int, list[Evidence]]] = defaultdict(lambda: defaultdict(list))
        self.words = np.zeros(len(rows), dtype=np.int64)
        self.labels = self._labels()

    def _labels(self) -> dict[str, set[tuple[str, str]]]:
        """By passage, its labels as (dimension, label)."""
        tags = self.frames.tags
        ids = set(self.frames.raw_cases["case_id"].iloc[self.rows])
        kept = tags[tags["case_id"].isin(ids)]
        labels: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for passage, dimension, label in zip(kept["passage_id"], kept["dimension"], kept["label"], strict=True):
            labels[passage].add((dimension, label))
        return labels

    def add(self, factor: str, place: int, one: Evidence) -> None:
        """Keep one piece of evidence."""
        self.evidence[factor][int(self.rows[place])].append(one)

    def read_passages(self) -> Mask:
        """Read every passage in a language that the factors know; which cases have one."""
        readable = np.zeros(len(self.rows), dtype=bool)
        vocabularies = {language: open_vocabulary(language) for language in languages()}
        columns = read_columns(self.frames.corpus, _PASSAGES, self.wanted)
        for case_row, passage, language, text in zip(*columns.values(), strict=True):
            vocabulary = vocabularies.get(language or ASSUMED_LANGUAGE)
            if vocabulary is None:
                continue
            place = self.place[case_row]
            readable[place] = True
            self.words[place] += len(text.split())
            labels = self.labels.get(passage, set())
            for factor, one in _passage_evidence(vocabulary, passage, text, labels):
                self.add(factor, place, one)
        return readable

    def read_charges(self) -> None:
        """Pleas and classes of offence that say a factor."""
        for sql in (_PLEAS, _CLASSES):
            wanted: dict[str, list[str]] = defaultdict(list)
            for factor in factors():
                for value in factor.pleas if sql is _PLEAS else factor.charges:
                    wanted[value.value].append(factor.id)
            columns = read_columns(self.frames.corpus, sql, self.wanted)
            for case_row, charge, said, words in zip(*columns.values(), strict=True):
                for factor_id in wanted.get(said, ()):
                    told = Evidence(kind="charge", id=charge, words=f"{said}: {words}" if words else said)
                    self.add(factor_id, self.place[case_row], told)

    def read_keywords(self) -> None:
        """The portal's own keywords, and the numbers of the case."""
        keywords = self.frames.raw_cases["keywords"]
        numbers = {name: self._numbers(name) for f in factors() for name in f.at_least}
        for place, row in enumerate(self.rows):
            for factor in factors():
                for word in keywords.iloc[row]:
                    if word in factor.keywords:
                        self.add(factor.id, place, Evidence(kind="keyword", id=word, words=word))
                for name, least in factor.at_least.items():
                    if (value := numbers[name][row]) >= least:
                        self.add(factor.id, place, Evidence(kind="number", id=name, words=f"{value:.0f}"))

    def _numbers(self, name: str) -> NDArray[np.float64]:
        """A number of every case; nan, which reaches no threshold, where it is not stated."""
        return self.frames.cases_once[name].to_numpy(dtype=np.float64, na_value=np.nan)

    def states(self, factor: Factor, readable: Mask) -> States:
        """Yes where there is evidence; no where the text could be read; else not observable or missing."""
        if factor.at_least:
            answers = self._stated(factor)
        else:
            seen = readable & (self.frames.facts.levels[self.rows] >= 0) if factor.only_described else readable
            answers = np.where(seen, NO, NOT_OBSERVABLE).astype(np.int8)
        yes = np.isin(self.rows, list(self.evidence[factor.id]))
        answers[yes] = YES
        return answers

    def _stated(self, factor: Factor) -> States:
        """No where every number asked for is stated."""
        stated = np.ones(len(self.rows), dtype=bool)
        for name in factor.at_least:
            stated &= ~np.isnan(self._numbers(name)[self.rows])
        return np.where(stated, NO, MISSING).astype(np.int8)


def _passage_evidence(
    vocabulary: Vocabulary, passage: str, text: str, labels: set[tuple[str, str]]
) -> Iterator[tuple[str, Evidence]]:
    folded = fold(text)
    described = describes(labels)
    for factor in vocabulary.factors:
        if factor.only_described and not (described or factor.amount_beside):
            continue
        span = vocabulary.compiled[factor.id].find(folded)
        if span is not None:
            yield factor.id, Evidence(kind="passage", id=passage, words=text[span[0] : span[1]])
        elif described and (named := [a for a in factor.actors if (TagDimension.ACTOR.value, a) in labels]):
            yield factor.id, Evidence(kind="passage", id=passage, words=", ".join(named))
        elif factor.amount_beside and any(label in factor.amount_beside for _, label in labels):
            for amount, currency, start, end in vocabulary.amounts(text):
                words = text[start:end]
                yield factor.id, Evidence(kind="passage", id=passage, words=words, amount=amount, currency=currency)


def describes(labels: set[tuple[str, str]]) -> bool:
    """Whether a passage with these labels describes corrupt conduct, or an official's part in the crime."""
    return any(
        dimension == TagDimension.FORM
        or (dimension == TagDimension.SIGNAL and label in _OFFICIAL_SIGNALS)
        or (dimension == TagDimension.ACTOR and is_public_actor(label))
        for dimension, label in labels
    )


def amounts_of(table: FactorTable, factor: str, rows: Codes) -> dict[str | None, list[float]]:
    """The amounts stated in the cases at ``rows``, by currency; never converted."""
    found: dict[str | None, list[float]] = defaultdict(list)
    told: dict[int, tuple[Any, ...]] = table.evidence.get(factor, {})
    for row in rows.tolist():
        for one in told.get(row, ()):
            if one.amount is not None:
                found[one.currency].append(one.amount)
    return {currency: sorted(found[currency]) for currency in sorted(found, key=lambda c: (c is None, c or ""))}
