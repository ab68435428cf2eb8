"""How like two cases are, trait by trait, each likeness in words. The weights are told in ``docs/briefs.md``; nothing is learned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from jointcharge.analysis.country_counts import name_of
from jointcharge.analysis.labels import label_words
from jointcharge.analysis.phrases import counted, one_line
from jointcharge.analysis.profile import Profile
from jointcharge.records.case import Passage
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = {
    "form": 1.5, "actor": 2.0, "stage": 1.0, "role": 1.0, "exploitation": 2.0, "country": 2.0, "route": 1.0, "defendants": 0.5,
    "words": 4.0, "meaning": 6.0,
}  # fmt: skip
"""What each likeness counts; only those that the asking case states enter the sum."""
WORDS_BESIDE_MEANING = 2.0
"""What the words count where the meaning is compared, too."""
OF_CORRUPTION = frozenset({"form", "actor", "stage", "role"})
"""Traits that are of the corruption, not of the trafficking alone."""
WORDS_SHOWN = 6
COMMON = 0.2
"""A word that more of the compared cases use than this share, and more than three of them, is no likeness."""
_LARGEST_BAND = 10
_LONGEST = 160
_SAID = {
    "form": "the same corrupt conduct is described",
    "actor": "the same officials or intermediaries",
    "stage": "corruption at the same stage",
    "role": "the official's part is alike",
    "exploitation": "the same exploitation",
    "country": "the same country",
    "route": "the same route",
}


class Reason(Record):
    """One likeness, in words."""

    trait: str
    words: str
    score: float
    """What it adds to the case's score."""


def reasons_of(asked: Profile, others: Sequence[Profile]) -> list[list[Reason]]:
    """For each of ``others`` its likenesses with the case asked for, the strongest first; scores add up to at most 1."""
    by_words = _word_likeness(asked, others)
    by_meaning = _meaning_likeness(asked, others)
    weight_of_words = WORDS_BESIDE_MEANING if by_meaning else WEIGHTS["words"]
    whole = sum(WEIGHTS[trait] for trait, values in asked.traits.items() if values)
    whole += WEIGHTS["defendants"] if asked.defendants else 0
    whole += (weight_of_words if asked.words else 0) + (WEIGHTS["meaning"] if by_meaning else 0)
    found = []
    for n, (other, (cosine, shared)) in enumerate(zip(others, by_words, strict=True)):
        reasons = [*_trait_reasons(asked, other, whole)]
        if cosine > 0:
            words = f"words in common: {', '.join(shared[:WORDS_SHOWN])}"
            reasons.append(Reason(trait="words", words=words, score=_part(weight_of_words * cosine, whole)))
        likeness, passage = by_meaning[n] if by_meaning else (0.0, None)
        if passage is not None and likeness > 0:
            words = f"tells of something alike: “{one_line(passage.text, _LONGEST)}”"
            reasons.append(Reason(trait="meaning", words=words, score=_part(WEIGHTS["meaning"] * likeness, whole)))
        found.append(sorted(reasons, key=lambda one: (-one.score, one.trait)))
    return found


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
    return one_line(label_words(value), 90)


def _band(people: int) -> int:
    """One, two or three, four to nine, ten or more."""
    return 0 if people == 1 else 1 if people < 4 else 2 if people < _LARGEST_BAND else 3


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


def _meaning_likeness(asked: Profile, others: Sequence[Profile]) -> list[tuple[float, Passage | None]]:
    """For each case how its sentences point the way of those asked for, 0 to 1, and its sentence that does so most.

    A case's direction is the mean of its sentences', each less the mean of all that are compared: what every case of
    trafficking says is no likeness. Nothing is alike where the model read nothing; empty where it did not read the case asked for.
    """
    if not asked.vectors:
        return []
    rows = [np.array([vector for _, vector in one.vectors], dtype=np.float64) for one in (asked, *others)]
    common = np.concatenate([one for one in rows if len(one)]).mean(axis=0)
    ours, *theirs = (_directions(one - common) if len(one) else one for one in rows)
    way = _mean_direction(ours)
    found: list[tuple[float, Passage | None]] = []
    for other, sentences in zip(others, theirs, strict=True):
        if len(sentences):
            likeness = min(1.0, max(0.0, float(_mean_direction(sentences) @ way)))
            found.append((likeness, other.vectors[int((sentences @ way).argmax())][0]))
        else:
            found.append((0.0, None))
    return found


def _mean_direction(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    made: NDArray[np.float64] = _directions(rows.mean(axis=0, keepdims=True))[0]
    return made


def _directions(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row at length one; a row of nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1.0)
    return made
