"""Taggers that answer each case from what a network, or a baseline, said without having seen it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jointcharge.classify.base import tag_id_of
from jointcharge.classify.decide import decide
from jointcharge.classify.learning.answers import Answers, read_answers
from jointcharge.classify.learning.calibrate import FLOOR, Fitted, fit
from jointcharge.classify.learning.crossvalidate import Plan, inner_answers, outer_answers
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


def cross_validated(plan: Plan) -> HeldOutTagger:
    """The tagger under nested cross-validation: fold by fold the outer answers under a card fitted on the inner ones."""
    answers: dict[str, Answers] = {}
    cards: dict[str, ModelCard] = {}
    for fold in range(FOLDS):
        others = [case for case, f in zip(plan.real, plan.folds, strict=True) if f != fold]
        card = card_of(fit(others, inner_answers(plan, fold)))
        for key, one in outer_answers(plan, fold).items():
            answers[key], cards[key] = one, card
    return HeldOutTagger("cross-validated", plan.real, answers, cards)


def authored_only(plan: Plan, fitted: Fitted) -> HeldOutTagger:
    """The network that saw no real case, under a card fitted on authored cases alone."""
    answers = outer_answers_of_all(plan)
    return HeldOutTagger("authored-only", plan.real, answers, dict.fromkeys(answers, card_of(fitted)))


def outer_answers_of_all(plan: Plan) -> dict[str, Answers]:
    """What the network that saw no real case says of each."""
    return read_answers(plan.answers_file(tuple(range(FOLDS))))


def card_of(fitted: Fitted) -> ModelCard:
    """A card for judging only; it names no files."""
    return ModelCard(
        name="cross-validated",
        base="-",
        max_tokens=128,
        heads=fitted.heads,
        form_gate=fitted.form_gate,
        floor=FLOOR,
        seed=0,
        trained_on=(),
    )
