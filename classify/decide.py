"""From a network's numbers to labels: calibration, thresholds and the case's rule, the same in evaluation and at work."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jointcharge.classify.model_folder import STATUS, Gate, Head, ModelCard
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


def confidence(head: Head | Gate, logit: float) -> float:
    """The calibrated confidence of one head."""
    return _sigmoid(head.scale * logit + head.bias)


def form_confidence(card: ModelCard, logits: Sequence[float]) -> float:
    """The confidence that a passage asserts any corrupt conduct; without a gate, that of its surest form."""
    positions = card.positions(FORM)
    if not positions:
        return 0.0
    if card.form_gate is None:
        return max(confidence(card.heads[i], logits[i]) for i in positions)
    return confidence(card.form_gate, _log_sum_exp([logits[i] for i in positions]))


def chances_of(card: ModelCard, reading: Reading) -> list[float]:
    """The confidence of every head for one passage, in the card's order."""
    return [confidence(head, logit) for head, logit in zip(card.heads, reading.logits, strict=True)]


def decide(card: ModelCard, readings: Sequence[Reading]) -> tuple[Decision, ...]:
    """The labels of one case, in the order of its passages and of the card's heads."""
    if not readings:
        return ()
    chances = [chances_of(card, reading) for reading in readings]
    peaks = [max(column) for column in zip(*chances, strict=True)]
    open_heads = {i for i, head in enumerate(card.heads) if peaks[i] >= max(head.case_threshold, card.floor)}
    gates = [form_confidence(card, reading.logits) for reading in readings]
    if card.form_gate is not None and max(gates) < card.form_gate.case_threshold:
        open_heads -= set(card.positions(FORM))
    kept = [_kept(card, row, open_heads) for row in chances]
    if card.form_gate is not None and max(gates) >= card.form_gate.case_threshold:
        _keep_a_form(card, kept, chances, gates.index(max(gates)))
    found = [d for n, row in enumerate(chances) for d in _passage(card, n, row, kept[n])]
    found += elements_of(card, readings)
    order = {(head.dimension, head.label): i for i, head in enumerate(card.heads)}
    return tuple(sorted(found, key=lambda d: (d.passage, order[d.dimension, d.label])))


def _kept(card: ModelCard, row: Sequence[float], open_heads: set[int]) -> set[int]:
    return {i for i in open_heads if row[i] >= max(card.heads[i].threshold, card.floor)}


def _keep_a_form(card: ModelCard, kept: Sequence[set[int]], chances: Sequence[Sequence[float]], surest: int) -> None:
    """In a case that indicates corruption and has no form yet, the likeliest of its surest passage, above the floor."""
    forms = card.positions(FORM)
    if forms and not any(i in one for one in kept for i in forms):
        best = max(forms, key=lambda i: chances[surest][i])
        if chances[surest][best] >= card.floor:
            kept[surest].add(best)


def _passage(card: ModelCard, number: int, row: Sequence[float], kept: set[int]) -> Iterator[Decision]:
    """The forms and signals of one passage, and where it has any, its stages and actors."""
    facts = [i for i in sorted(kept) if card.heads[i].dimension in (FORM, TagDimension.SIGNAL)]
    for i in (*facts, *(i for i in sorted(kept) if facts and card.heads[i].dimension in DETAILS)):
        head = card.heads[i]
        status = _status(card, row) if head.dimension == FORM else None
        yield Decision(number, TagDimension(head.dimension), head.label, row[i], status)


def _status(card: ModelCard, row: Sequence[float]) -> FormStatus | None:
    """The likeliest status; None where the card has no head for it."""
    positions = card.positions(STATUS)
    return FormStatus(card.heads[max(positions, key=lambda i: row[i])].label) if positions else None


def element_chances(card: ModelCard, readings: Sequence[Reading]) -> dict[str, float]:
    """The confidence of every Palermo element for the case as a whole."""
    return {
        card.heads[i].label: confidence(card.heads[i], pooled([reading.logits[i] for reading in readings]))
        for i in card.positions(TagDimension.ELEMENT)
    }


def elements_of(card: ModelCard, readings: Sequence[Reading]) -> Iterator[Decision]:
    """The Palermo elements of the case, each at the passage that speaks for it most."""
    chances = element_chances(card, readings)
    for i in card.positions(TagDimension.ELEMENT):
        head = card.heads[i]
        if chances[head.label] >= max(head.case_threshold, card.floor):
            best = max(range(len(readings)), key=lambda n: readings[n].logits[i])
            yield Decision(best, TagDimension.ELEMENT, head.label, chances[head.label])


def pooled(logits: Sequence[float]) -> float:
    """One logit for the case from those of its passages: their log-mean-exponential, a soft maximum."""
    return _log_sum_exp(logits) - math.log(len(logits))


def _log_sum_exp(logits: Sequence[float]) -> float:
    top = max(logits)
    return top + math.log(sum(math.exp(x - top) for x in logits))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
