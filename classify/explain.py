"""Why a passage is tagged: the passages of a case by confidence, and the words that mattered.

For a trained tagger a word's weight is what the confidence loses when the word is left out (`occlusion`). Any other tagger
says itself which words gave its tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jointcharge.classify.base import Tagger
from jointcharge.classify.decide import Decision, Reading, confidence, decide
from jointcharge.classify.model_folder import ModelCard
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.classify.occlusion import Examined, WordWeight, weigh_words
from jointcharge.classify.run import narrative_of
from jointcharge.records.case import Case, FormStatus, Passage, Tag, TagDimension
from jointcharge.records.raw import Record

FACTS = (TagDimension.FORM, TagDimension.SIGNAL)
"""What a passage is ranked by; the other dimensions only describe these."""


class LabelConfidence(Record):
    """One label of a passage."""

    dimension: TagDimension
    label: str
    confidence: float
    threshold: float | None
    """What a passage must reach; None for elements, which the case decides, and for a tagger that gives tags alone."""
    tagged: bool
    """Whether the passage carries the label once the case's rules are applied."""
    status: FormStatus | None = None


class ExplainedPassage(Record):
    """One passage, what it says by the tagger, and why."""

    passage_id: str
    section: str
    sentence: str
    """As the tagger read it, on one line."""
    labels: tuple[LabelConfidence, ...]
    """The surest form or signal first; then what else is tagged."""
    words: tuple[WordWeight, ...]
    """The weightiest first, for the first label."""
    examined: Examined | None = None
    """The stretch whose words were weighed, in a passage too long for one window; None where all of it was."""


def explain(tagger: Tagger, case: Case, top: int) -> tuple[ExplainedPassage, ...]:
    """The ``top`` passages of the case by their surest form or signal, tagged or not; equal ones in the case's order."""
    told = narrative_of(case)
    if isinstance(tagger, ModelTagger):
        return tuple(_by_model(tagger, told, top))
    return tuple(_by_tags(told, tagger.tag(told), top))


def _by_model(tagger: ModelTagger, case: Case, top: int) -> Iterator[ExplainedPassage]:
    passages, composed = tagger.readable(case)
    readings = tagger.read_case(composed)
    given: dict[int, list[Decision]] = {}
    for decision in decide(tagger.card, readings):
        given.setdefault(decision.passage, []).append(decision)
    peaks = [_surest(tagger.card, reading) for reading in readings]
    for n in sorted(range(len(peaks)), key=lambda n: -peaks[n][1])[:top]:
        head, chance = peaks[n]
        words, examined = weigh_words(tagger, composed[n], head)
        yield ExplainedPassage(
            passage_id=passages[n].passage_id,
            section=passages[n].section,
            sentence=composed[n].sentence,
            labels=tuple(_labels(tagger.card, head, chance, given.get(n, []))),
            words=words,
            examined=examined,
        )


def _surest(card: ModelCard, reading: Reading) -> tuple[int, float]:
    """The position and the confidence of the passage's surest form or signal."""
    facts = ((i, confidence(card.heads[i], reading.logits[i])) for name in FACTS for i in card.positions(name))
    return max(facts, key=lambda one: one[1])


def _labels(card: ModelCard, head: int, chance: float, decisions: list[Decision]) -> Iterator[LabelConfidence]:
    """The surest label, tagged or not, then the others that are tagged."""
    thresholds = {(one.dimension, one.label): one.threshold for one in card.heads}
    first = (card.heads[head].dimension, card.heads[head].label)
    tagged = {(one.dimension.value, one.label): one for one in decisions}
    for key in dict.fromkeys((first, *tagged)):
        decision = tagged.get(key)
        yield LabelConfidence(
            dimension=TagDimension(key[0]),
            label=key[1],
            confidence=decision.confidence if decision else chance,
            threshold=None if key[0] == TagDimension.ELEMENT else thresholds[key],
            tagged=decision is not None,
            status=decision.status if decision else None,
        )


def _by_tags(case: Case, tags: Sequence[Tag], top: int) -> Iterator[ExplainedPassage]:
    """For a tagger that gives tags alone: the words of each tag's span."""
    found: dict[str, list[Tag]] = {}
    for tag in tags:
        found.setdefault(tag.passage_id, []).append(tag)
    told = [(passage, _ranked(found[passage.passage_id])) for passage in case.passages if passage.passage_id in found]
    for passage, ranked in sorted(told, key=lambda one: -_rank(one[1][0])[1])[:top]:
        labels = [
            LabelConfidence(
                dimension=t.dimension, label=t.label, confidence=t.score, threshold=None, tagged=True, status=t.status
            )
            for t in ranked
        ]
        yield ExplainedPassage(
            passage_id=passage.passage_id,
            section=passage.section,
            sentence=passage.text,
            labels=tuple(labels),
            words=tuple(_spanned(passage, ranked)),
        )


def _ranked(tags: list[Tag]) -> list[Tag]:
    """Forms and signals first, the surest before the others."""
    return sorted(tags, key=_rank, reverse=True)


def _rank(tag: Tag) -> tuple[bool, float]:
    return tag.dimension in FACTS, tag.score


def _spanned(passage: Passage, tags: Sequence[Tag]) -> Iterator[WordWeight]:
    """The words of each span that is not the whole passage, each once."""
    seen: set[tuple[int, int]] = set()
    for tag in tags:
        start, end = tag.span.start - passage.span.start, tag.span.end - passage.span.start
        if tag.span != passage.span and (start, end) not in seen:
            seen.add((start, end))
            yield WordWeight(words=passage.text[start:end], start=start, end=end, weight=tag.score)
