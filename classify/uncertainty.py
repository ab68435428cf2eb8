"""What a tagger is least sure about: for each passage the one form or signal that a person should be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jointcharge.classify.base import Tagger
from jointcharge.classify.decide import confidence
from jointcharge.classify.explain import FACTS
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.classify.run import narrative_of
from jointcharge.records.case import Case, TagDimension

EVEN = 0.5
"""Where a tagger that gives tags alone counts as unsure."""


class OpenQuestion(NamedTuple):
    """Does this passage carry this label? The tagger is nearest to not knowing."""

    passage_id: str
    dimension: TagDimension
    label: str
    score: float
    threshold: float


def open_questions(tagger: Tagger, case: Case) -> Iterator[OpenQuestion]:
    """One question about each passage read: the form or signal whose confidence is nearest to its threshold.

    A tagger that gives tags alone has nothing to say about the passages that it does not tag, so they are left out.
    """
    told = narrative_of(case)
    if not isinstance(tagger, ModelTagger):
        tags = sorted((t for t in tagger.tag(told) if t.dimension in FACTS), key=lambda t: abs(t.score - EVEN))
        asked = {tag.passage_id: tag for tag in reversed(tags)}
        yield from (OpenQuestion(t.passage_id, t.dimension, t.label, t.score, EVEN) for t in asked.values())
        return
    passages, composed = tagger.readable(told)
    heads = [(i, tagger.card.heads[i]) for name in FACTS for i in tagger.card.positions(name)]
    for passage, reading in zip(passages, tagger.read(composed), strict=True):
        yield min(
            (
                OpenQuestion(
                    passage.passage_id,
                    TagDimension(head.dimension),
                    head.label,
                    confidence(head, reading.logits[i]),
                    max(head.threshold, tagger.card.floor),
                )
                for i, head in heads
            ),
            key=lambda one: abs(one.score - one.threshold),
        )
