"""The network's numbers, the word model's and the lexicon's hits as one logit a head, in the proportions of the card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jointcharge.classify.context import Composed
from jointcharge.classify.decide import Reading
from jointcharge.classify.model_folder import ModelCard
from jointcharge.classify.words import WordModel
from jointcharge.records.case import TagDimension
from jointcharge.records.errors import TaggerError

if TYPE_CHECKING:
    from jointcharge.classify.lexicon import LexiconTagger


class Fusion:
    """Completes a network's logits; does nothing where the card gives neither words nor lexicon a weight."""

    def __init__(self, card: ModelCard, words: Callable[[], WordModel | None]) -> None:
        self._card = card
        self._lexicon = _open_lexicon() if any(head.lexicon for head in card.heads) else None
        self._words = words() if any(head.words for head in card.heads) else None
        if self._words is not None and len(self._words.bias) != len(card.heads):
            raise TaggerError(
                f"the word model knows {len(self._words.bias)} labels, the card {len(card.heads)}; restore the model folder or train again"
            )
        of_passages = [(i, head) for i, head in enumerate(card.heads) if head.dimension != TagDimension.ELEMENT]
        self._word_weights = [(i, head.words) for i, head in of_passages if head.words]
        self._hit_weights = {(head.dimension, head.label): (i, head.lexicon) for i, head in of_passages if head.lexicon}

    @property
    def version(self) -> str:
        """What beside the card decides; empty where the lexicon has no say."""
        return "" if self._lexicon is None else self._lexicon.version

    def of_passage(self, composed: Composed, logits: Sequence[float]) -> tuple[float, ...]:
        """The logits of one passage with what its words and the lexicon say; elements wait for the whole case."""
        fused = list(logits)
        if self._words is not None:
            words = self._words.of_sentence(composed.sentence)
            for index, weight in self._word_weights:
                fused[index] += weight * words[index]
        for index, weight in map(self._hit_weights.__getitem__, self._hits(composed) & self._hit_weights.keys()):
            fused[index] += weight
        return tuple(fused)

    def of_case(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """The readings of all passages of one case, their elements' logits raised by what the words of the case say.

        One number for all passages: the soft maximum over them, by which elements are decided, rises by as much.
        """
        if self._words is None or not readings:
            return tuple(readings)
        of_case = self._words.of_case([reading.text for reading in readings])
        raised = [
            head.words * word if head.dimension == TagDimension.ELEMENT else 0.0
            for head, word in zip(self._card.heads, of_case, strict=True)
        ]
        return tuple(
            replace(one, logits=tuple(a + b for a, b in zip(one.logits, raised, strict=True))) for one in readings
        )

    def _hits(self, composed: Composed) -> frozenset[tuple[str, str]]:
        if self._lexicon is None:
            return frozenset()
        around = (*composed.before, *composed.after)
        language = self._card.languages[0]
        found = self._lexicon.labels_in(composed.sentence, around, language)
        return frozenset((str(dimension), label) for dimension, label in found)


def _open_lexicon() -> LexiconTagger:
    from jointcharge.classify.lexicon import open_lexicon

    return open_lexicon()
