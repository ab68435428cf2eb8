"""From a network's numbers to labels: calibration, thresholds and the case's rule, the same in evaluation and at work."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jointcharge.classify.model_folder import STATUS, Head, ModelCard
from jointcharge.records.case import FormStatus, TagDimension

FORM = TagDimension.FORM
DETAILS = (TagDimension.STAGE, TagDimension.ACTOR)
"""They stand only in a passage that has a form or a signal."""


@dataclass(frozen=True)
class Reading:
    """What the network says of one passage."""

    text: str
    logits: Sequence[float]
    """One for each head of the card."""
    embedding: Sequence[float]


@dataclass(frozen=True)
class Decision:
    """One label at one passage of the case."""

    passage: int
    """Position among the readings."""
    dimension: TagDimension
    label: str
    confidence: float
    """Calibrated, for the passage; for an element that of the case."""
    status: FormStatus | None = None


def pool_windows(windows: Sequence[Sequence[float]]) -> list[float]:
    """The logits of a passage read in several windows: of each head the highest."""
    return [max(values) for values in zip(*windows, strict=True)]


def confidence(head: Head, logit: float) -> float:
    """The calibrated confidence of one head."""
    return _sigmoid(head.scale * logit + head.bias)


def form_confidence(card: ModelCard, logits: Sequence[float]) -> float:
    """The confidence that a passage asserts any corrupt conduct: that of its surest form."""
    return max((confidence(card.heads[i], logits[i]) for i in card.positions(FORM)), default=0.0)


def decide(card: ModelCard, readings: Sequence[Reading]) -> tuple[Decision, ...]:
    """The labels of one case, in the order of its passages and of the card's heads."""
    if not readings:
        return ()
    chances = [[confidence(head, x) for head, x in zip(card.heads, r.logits, strict=True)] for r in readings]
    peaks = [max(column) for column in zip(*chances, strict=True)]
    open_heads = {i for i, head in enumerate(card.heads) if peaks[i] >= max(head.case_threshold, card.floor)}
    if max((peaks[i] for i in card.positions(FORM)), default=0.0) < card.form_threshold:
        open_heads -= set(card.positions(FORM))
    found = [d for n, row in enumerate(chances) for d in _passage(card, n, row, open_heads)]
    found += _elements(card, readings)
    order = {(head.dimension, head.label): i for i, head in enumerate(card.heads)}
    return tuple(sorted(found, key=lambda d: (d.passage, order[d.dimension, d.label])))


def _passage(card: ModelCard, number: int, row: Sequence[float], open_heads: set[int]) -> Iterator[Decision]:
    """The forms and signals of one passage, and where it has any, its stages and actors."""
    kept = [i for i in sorted(open_heads) if row[i] >= max(card.heads[i].threshold, card.floor)]
    facts = [i for i in kept if card.heads[i].dimension in (FORM, TagDimension.SIGNAL)]
    for i in (*facts, *(i for i in kept if facts and card.heads[i].dimension in DETAILS)):
        head = card.heads[i]
        status = _status(card, row) if head.dimension == FORM else None
        yield Decision(number, TagDimension(head.dimension), head.label, row[i], status)


def _status(card: ModelCard, row: Sequence[float]) -> FormStatus | None:
    """The likeliest status; None where the card has no head for it."""
    positions = card.positions(STATUS)
    return FormStatus(card.heads[max(positions, key=lambda i: row[i])].label) if positions else None


def _elements(card: ModelCard, readings: Sequence[Reading]) -> Iterator[Decision]:
    """The Palermo elements of the case, each at the passage that speaks for it most."""
    for i in card.positions(TagDimension.ELEMENT):
        head, logits = card.heads[i], [reading.logits[i] for reading in readings]
        chance = confidence(head, pooled(logits))
        if chance >= max(head.case_threshold, card.floor):
            best = max(range(len(logits)), key=lambda n: logits[n])
            yield Decision(best, TagDimension.ELEMENT, head.label, chance)


def pooled(logits: Sequence[float]) -> float:
    """One logit for the case from those of its passages: their log-mean-exponential, a soft maximum."""
    top = max(logits)
    return top + math.log(sum(math.exp(x - top) for x in logits) / len(logits))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
