"""Taggers that answer each case from what a network, or a baseline, said without having seen it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from jointcharge.classify.base import tag_id_of
from jointcharge.classify.decide import decide
from jointcharge.classify.learning.answers import Answers, read_answers
from jointcharge.classify.learning.blend import (
    NO_BLEND,
    Blend,
    blended,
    learn_lexicon,
    learn_words,
    lexicon_saw,
    weighted,
)
from jointcharge.classify.learning.calibrate import FLOOR, Fitted, fit
from jointcharge.classify.learning.crossvalidate import Plan, inner_answers, network_file, word_file
from jointcharge.classify.learning.examples import Example
from jointcharge.classify.learning.folds import FOLDS
from jointcharge.classify.model_folder import ModelCard
from jointcharge.classify.ranking import Confidences, confidences_of
from jointcharge.records.case import Case, Tag


class HeldOutTagger:
    """Tags a case from stored answers, under the card fitted for the fold it stands in."""

    languages = ("en",)
    at_once = 1
    version = "held-out"

    def __init__(
        self,
        name: str,
        examples: Sequence[Example],
        answers: Mapping[str, Answers],
        cards: Mapping[str, ModelCard],
    ) -> None:
        self.name = name
        self._examples = {example.key: example for example in examples}
        self._answers, self._cards = answers, cards

    def tag(self, case: Case) -> tuple[Tag, ...]:
        """The tags that the shipped tagger would give with this fold's network, calibration and thresholds."""
        key = case.case_id
        decisions = decide(self._cards[key], self._answers[key].readings(self._examples[key]))
        return tuple(
            Tag(
                tag_id=tag_id_of(case.passages[one.passage].passage_id, one.dimension, one.label, self.name),
                passage_id=case.passages[one.passage].passage_id,
                case_id=case.case_id,
                dimension=one.dimension,
                label=one.label,
                status=one.status,
                score=one.confidence,
                tagger=self.name,
                version=self.version,
                span=case.passages[one.passage].span,
            )
            for one in decisions
        )

    def confidences(self, case: Case) -> Confidences:
        """Of every label, for average precision and calibration."""
        key = case.case_id
        return confidences_of(self._cards[key], case.passages, self._answers[key].readings(self._examples[key]))


class Parts(StrEnum):
    """What a cross-validated tagger is made of."""

    NETWORK = "network"
    WORDS = "words"  # TF-IDF and logistic regression: the classical baseline
    NETWORK_AND_WORDS = "network+words"
    ALL = "network+words+lexicon"  # what ships; fair only on cases that the lexicon's rules were not written on


def cross_validated(plan: Plan, parts: Parts) -> HeldOutTagger:
    """Nested: fold by fold the outer answers, under weights, calibration and thresholds fitted on the inner ones."""
    answers: dict[str, Answers] = {}
    cards: dict[str, ModelCard] = {}
    said_in = word_file if parts is Parts.WORDS else network_file
    for fold in range(FOLDS):
        others = [case for case, f in zip(plan.real, plan.folds, strict=True) if f != fold]
        inner = inner_answers(plan, fold, said_in), inner_answers(plan, fold, word_file)
        card, blend = fit_parts(parts, others, *inner)
        cases = [case for case, f in zip(plan.real, plan.folds, strict=True) if f == fold]
        outer = read_answers(said_in(plan, (fold,))), read_answers(word_file(plan, (fold,)))
        found = _blended(parts, cases, *outer, blend)
        answers |= found
        cards |= dict.fromkeys(found, card)
    return HeldOutTagger(parts, plan.real, answers, cards)


def authored_only(plan: Plan, held_back: Sequence[Example], said: Mapping[str, Answers]) -> HeldOutTagger:
    """The network that saw no real case, calibrated on what it ``said`` of authored cases held back."""
    answers = read_answers(plan.answers_file(tuple(range(FOLDS))))
    return HeldOutTagger("authored-only", plan.real, answers, dict.fromkeys(answers, card_of(fit(held_back, said))))


def fit_parts(
    parts: Parts, cases: Sequence[Example], network: Mapping[str, Answers], words: Mapping[str, Answers]
) -> tuple[ModelCard, Blend]:
    """Weights, then calibration and thresholds, on answers about ``cases`` that no part has seen.

    What the lexicon bears on, forms and signals, is fitted on the cases that its rules were not written on.
    """
    blend = learn_words(cases, network, words) if parts in (Parts.NETWORK_AND_WORDS, Parts.ALL) else NO_BLEND
    fitted = fit(cases, _blended(parts, cases, network, words, blend))
    if parts is Parts.ALL:
        fair = [case for case in cases if not lexicon_saw(case.number)]
        blend = learn_lexicon(fair, blended(fair, network, words, blend), blend)
        fitted = fitted.with_facts_of(fit(fair, blended(fair, network, words, blend)))
    return card_of(fitted, blend), blend


def _blended(
    parts: Parts,
    cases: Sequence[Example],
    network: Mapping[str, Answers],
    words: Mapping[str, Answers],
    blend: Blend,
) -> Mapping[str, Answers]:
    return blended(cases, words if parts is Parts.WORDS else network, words, blend)


def card_of(fitted: Fitted, blend: Blend | None = None) -> ModelCard:
    """A card for judging only; it names no files."""
    return ModelCard(
        name="cross-validated",
        base="-",
        max_tokens=128,
        heads=fitted.heads if blend is None else weighted(fitted.heads, blend),
        form_gate=fitted.form_gate,
        floor=FLOOR,
        seed=0,
        trained_on=(),
    )
