"""How well confidences rank, and whether they mean what they say: average precision and calibration error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from jointcharge.classify.decide import Reading, chances_of, element_chances, form_confidence
from jointcharge.classify.gold import GoldCase, Labelled
from jointcharge.classify.model_folder import STATUS, ModelCard
from jointcharge.classify.scores import FloatArray, IntArray
from jointcharge.records.case import Case, Passage, Tag, TagDimension
from jointcharge.records.levels import CorruptionLevel

BINS = 10
INDICATED = str(CorruptionLevel.INDICATED)


@dataclass(frozen=True)
class Confidences:
    """What a tagger holds of every label, also of those it does not give."""

    passages: dict[str, dict[Labelled, float]]
    """By passage id; a label that is missing has confidence 0."""
    elements: dict[str, float]
    """Of the case as a whole."""
    indicated: float
    """That the case asserts any corrupt conduct."""


@runtime_checkable
class Confident(Protocol):
    """A tagger that says how sure it is of every label; others are ranked by their tags' scores."""

    def confidences(self, case: Case) -> Confidences:
        """Calibrated confidences about one case."""


@dataclass(frozen=True)
class Ranked:
    """One label's scores over all cases or passages, whether it is there, and whose case each is."""

    scores: FloatArray
    present: FloatArray
    case_of: IntArray


def confidences_of(card: ModelCard, passages: Sequence[Passage], readings: Sequence[Reading]) -> Confidences:
    """A trained tagger's confidences, from what its network says of each passage."""
    kinds = [i for i, head in enumerate(card.heads) if head.dimension not in (STATUS, TagDimension.ELEMENT)]
    labelled = {i: (TagDimension(card.heads[i].dimension), card.heads[i].label) for i in kinds}
    rows = [chances_of(card, reading) for reading in readings]
    return Confidences(
        passages={
            passage.passage_id: {labelled[i]: row[i] for i in kinds}
            for passage, row in zip(passages, rows, strict=True)
        },
        elements=element_chances(card, readings) if readings else {},
        indicated=max((form_confidence(card, reading.logits) for reading in readings), default=0.0),
    )


def confidences_from(tags: Iterable[Tag]) -> Confidences:
    """The tags' own scores; everything not tagged has confidence 0."""
    passages: dict[str, dict[Labelled, float]] = {}
    elements: dict[str, float] = {}
    indicated = 0.0
    for tag in tags:
        passages.setdefault(tag.passage_id, {})[tag.dimension, tag.label] = tag.score
        if tag.dimension is TagDimension.ELEMENT:
            elements[tag.label] = max(tag.score, elements.get(tag.label, 0.0))
        if tag.dimension is TagDimension.FORM:
            indicated = max(indicated, tag.score)
    return Confidences(passages, elements, indicated)


def rank_level(cases: Sequence[GoldCase], held: Sequence[Confidences]) -> Ranked:
    """Cases by the confidence that they indicate corruption."""
    return _ranked([(n, c.indicated, g.level == INDICATED) for n, (g, c) in enumerate(zip(cases, held, strict=True))])


def rank_label(cases: Sequence[GoldCase], held: Sequence[Confidences], unit: str, labelled: Labelled) -> Ranked:
    """Cases or passages by the confidence in one label; cases without a note on elements are left out of theirs."""
    rows: list[tuple[int, float, bool]] = []
    for number, (gold, confidences) in enumerate(zip(cases, held, strict=True)):
        if labelled[0] is TagDimension.ELEMENT:
            if gold.elements is not None:
                rows.append((number, confidences.elements.get(labelled[1], 0.0), labelled[1] in gold.elements))
            continue
        wanted = gold.passages.get(labelled, frozenset())
        scored = [
            (confidences.passages.get(passage.passage_id, {}).get(labelled, 0.0), passage.passage_id in wanted)
            for passage in gold.case.passages
        ]
        if unit == "case":
            rows.append((number, max((score for score, _ in scored), default=0.0), bool(wanted)))
        else:
            rows += [(number, score, present) for score, present in scored]
    return _ranked(rows)


def average_precision(ranked: Ranked, weights: IntArray) -> FloatArray:
    """For every row of ``weights`` (draws x cases) the mean precision at each item that is there; NaN where none is.

    Items of equal score share the precision at the last of them.
    """
    import numpy as np

    order = np.argsort(-ranked.scores, kind="stable")
    scores, present = ranked.scores[order], ranked.present[order]
    ends = np.searchsorted(-scores, -scores[present > 0], side="right") - 1
    values = np.empty(len(weights))
    for draw, row in enumerate(weights):
        weight = row[ranked.case_of[order]]
        hits = np.cumsum(weight * present)[ends]
        tagged = np.cumsum(weight)[ends]
        own = weight[present > 0]
        values[draw] = (own * hits / np.maximum(tagged, 1)).sum() / own.sum() if own.sum() else np.nan
    return values


def calibration_error(ranked: Sequence[Ranked]) -> float | None:
    """The expected calibration error over all items of the labels given: ten equal bins (Naeini et al. 2015)."""
    import numpy as np

    scores = np.concatenate([one.scores for one in ranked])
    present = np.concatenate([one.present for one in ranked])
    if not len(scores):
        return None
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs((scores - present)[bins == one].sum()) for one in range(BINS)]
    return float(sum(gaps) / len(scores))


def _ranked(rows: Sequence[tuple[int, float, bool]]) -> Ranked:
    import numpy as np

    return Ranked(
        scores=np.array([score for _, score, _ in rows], dtype=np.float64),
        present=np.array([present for _, _, present in rows], dtype=np.float64),
        case_of=np.array([number for number, _, _ in rows], dtype=np.int64),
    )
