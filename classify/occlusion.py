"""Which words of a passage gave a label: each is left out in turn, and what the confidence loses is its weight.

Zeiler and Fergus 2014, https://arxiv.org/abs/1311.2901; for words Li, Monroe and Jurafsky 2016,
https://arxiv.org/abs/1612.08220. A passage too long for one window is searched once for the stretch that speaks most for
the label, and words are left out of that stretch alone: leaving them out of the whole would read it all again each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jointcharge.classify.context import Composed
from jointcharge.classify.decide import confidence
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.records.raw import Record

GROUPS = 200
"""At most so many parts of one stretch are left out in turn; in a longer one, several words together."""
NEAR = 2_000
"""Characters of a stretch (but for a longer word) and of each neighbour at most: more than a window holds."""
WORDS = 8
"""Words named of a passage at most."""
LEAST = 0.005
"""A word that weighs less is not named."""
_WORD = re.compile(r"\S+")


class WordWeight(Record):
    """A word, or a few in a row, of the sentence as the tagger read it."""

    words: str
    start: int
    end: int
    """Offsets into `ExplainedPassage.sentence`."""
    weight: float
    """What the confidence loses without it; for a tagger that names its words itself, the tag's score."""


class Examined(Record):
    """The one stretch of a long passage whose words were weighed, read by itself."""

    start: int
    end: int
    """Offsets into `ExplainedPassage.sentence`."""
    first_word: int
    last_word: int
    """Counted from 1."""
    words: int
    """Of the whole passage."""
    confidence: float
    """Of the first label, in this stretch by itself; the whole passage may be surer or less sure."""


Place = tuple[int, int]
"""Start and end in the sentence."""


def weigh_words(
    tagger: ModelTagger, composed: Composed, position: int
) -> tuple[tuple[WordWeight, ...], Examined | None]:
    """The weightiest words for the head at ``position``, and what was examined where that is not the whole sentence."""
    head, sentence = tagger.card.heads[position], composed.sentence
    words = [match.span() for match in _WORD.finditer(sentence)]
    stretches = list(_stretches(tagger, sentence, words)) or [(0, 0)]
    near = composed._replace(
        before=tuple(text[-NEAR:] for text in composed.before), after=tuple(text[:NEAR] for text in composed.after)
    )
    places = [(words[first][0], words[last - 1][1]) if last else (0, 0) for first, last in stretches]
    chances = [
        confidence(head, reading.logits[position])
        for reading in tagger.read([near._replace(sentence=sentence[s:e]) for s, e in places], keep=False)
    ]
    best = max(range(len(places)), key=chances.__getitem__)
    first, last = stretches[best]
    found = _without_each(tagger, near, words[first:last], places[best], position, chances[best])
    if len(stretches) == 1:
        return found, None
    start, end = places[best]
    return found, Examined(
        start=start, end=end, first_word=first + 1, last_word=last, words=len(words), confidence=chances[best]
    )


def _without_each(
    tagger: ModelTagger, near: Composed, words: Sequence[Place], place: Place, position: int, full: float
) -> tuple[WordWeight, ...]:
    start, end = place
    sentence, size = near.sentence, -(-len(words) // GROUPS) or 1
    spans = [(words[n][0], words[min(n + size, len(words)) - 1][1]) for n in range(0, len(words), size)]
    variants = [near._replace(sentence=_one_line(sentence[start:s] + sentence[e:end])) for s, e in spans]
    weights = [
        WordWeight(
            words=sentence[s:e],
            start=s,
            end=e,
            weight=full - confidence(tagger.card.heads[position], reading.logits[position]),
        )
        for (s, e), reading in zip(spans, tagger.read(variants, keep=False), strict=True)
    ]
    return tuple(sorted((w for w in weights if w.weight >= LEAST), key=lambda w: -w.weight)[:WORDS])


def _stretches(tagger: ModelTagger, sentence: str, words: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """First word and the one after the last of each stretch: the whole where one window holds it, else windows that
    leave a quarter to the neighbours and overlap by a quarter, as the tagger's own do."""
    encoder = tagger.encoder
    room = encoder.room_for(()) - encoder.cost_of(())
    if len(sentence) <= NEAR and len(encoder.ids(sentence)) <= room:
        yield 0, len(words)
        return
    costs = [(len(encoder.ids(sentence[s:e])), e + 1 - s) for s, e in words]
    limits = (room - room // 4, NEAR)
    first = 0
    while first < len(words):
        last = _reach(costs, first, limits)
        yield first, last
        if last == len(words):
            return
        back = _reach(costs[first:last][::-1], 0, (limits[0] // 4, limits[1] // 4))
        overlap = max(last - back, first + 1)
        first = overlap if _reach(costs, overlap, limits) > last else last


def _reach(costs: Sequence[tuple[int, int]], first: int, limits: tuple[int, int]) -> int:
    """The word after the last of those from ``first`` on that keep within both limits; one at least."""
    tokens = characters = 0
    for n in range(first, len(costs)):
        tokens, characters = tokens + costs[n][0], characters + costs[n][1]
        if n > first and (tokens > limits[0] or characters > limits[1]):
            return n
    return len(costs)


def _one_line(text: str) -> str:
    return " ".join(text.split())
