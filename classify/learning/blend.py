"""How much the word model and the lexicon count beside the network, learned from answers about cases not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.examples import HEADS, Example, slice_of
from jointcharge.classify.lexicon import ASSUMED_LANGUAGE, open_lexicon
from jointcharge.classify.model_folder import Head
from jointcharge.records.raw import sha256_of

LEARNED = ("form", "signal", "stage", "actor")
ENOUGH = 8
"""A label with fewer positives takes its dimension's lexicon weight."""
RIDGE = 1.0
MOST = 8.0
"""No hit of the lexicon counts more than this. A form's always counts so much: too few real cases hold one to learn from."""
ELEMENT_WORDS = 10.0
"""Elements are decided by the words of the whole case, beside which the network only says where they stand."""


@dataclass(frozen=True)
class Blend:
    """Of every head the weight of the word model's logit and that of a hit of the lexicon; the network's is 1."""

    words: tuple[float, ...]
    lexicon: tuple[float, ...]


NO_BLEND = Blend((0.0,) * len(HEADS), (0.0,) * len(HEADS))
"""The network alone."""


def weighted(heads: Sequence[Head], blend: Blend) -> tuple[Head, ...]:
    """The heads with the blend's weights on their card."""
    rows = zip(heads, blend.words, blend.lexicon, strict=True)
    return tuple(head.model_copy(update={"words": words, "lexicon": lexicon}) for head, words, lexicon in rows)


def lexicon_saw(number: str) -> bool:
    """Whether the lexicon's rules, and parts c1 to c6 of the authored text, were written with the sentences of this case in view.

    There the lexicon's hits look better than they are, so nothing about them is learned or judged on such cases
    (``docs/tagging.md`` tells how the halves were drawn).
    """
    return int(sha256_of(number.encode())[0], 16) % 2 == 0


def learn_words(examples: Sequence[Example], network: Mapping[str, Answers], words: Mapping[str, Answers]) -> Blend:
    """The word model's weights, one for each dimension."""
    weights = np.zeros(len(HEADS))
    for dimension in LEARNED:
        part = slice_of(dimension)
        first, second, present = _columns(examples, network, words, dimension)
        own, other = _logistic(np.stack([first.ravel(), second.ravel()], 1), present.ravel())[:2]
        weights[part] = max(other, 0.0) / max(own, 1e-3)
    weights[slice_of("element")] = ELEMENT_WORDS
    return Blend(tuple(weights.tolist()), (0.0,) * len(HEADS))


def learn_lexicon(examples: Sequence[Example], fused: Mapping[str, Answers], words: Blend) -> Blend:
    """The lexicon's weights beside network and words, from ``examples`` that its rules were not written on."""
    weights = np.zeros(len(HEADS))
    logits, present = (np.concatenate(rows) for rows in zip(*_rows(examples, fused), strict=True))
    hits = np.concatenate([hits_of(example) for example in examples])
    weights[slice_of("form")] = MOST
    part = slice_of("signal")
    shared = _weight_of_hits(logits[:, part].ravel(), hits[:, part].ravel(), present[:, part].ravel())
    for head in range(part.start, part.stop):
        enough = min(present[:, head].sum(), hits[:, head].sum()) >= ENOUGH
        columns = (logits[:, head], hits[:, head], present[:, head])
        weights[head] = _weight_of_hits(*columns) if enough else shared
    return Blend(words.words, tuple(weights.tolist()))


def blended(
    examples: Sequence[Example], network: Mapping[str, Answers], words: Mapping[str, Answers], blend: Blend
) -> dict[str, Answers]:
    """The network's answers with words and lexicon added, as ``Fusion`` adds them at work."""
    found = {}
    for example in examples:
        one = network[example.key]
        logits = one.logits + np.array(blend.words, np.float32) * words[example.key].logits
        if any(blend.lexicon):
            logits = logits + np.array(blend.lexicon, np.float32) * hits_of(example)
        found[example.key] = Answers(logits.astype(np.float32), one.embeddings)
    return found


def hits_of(example: Example) -> Any:
    """Sentences x heads: 1 where the lexicon gives the label."""
    return _hits(example).copy()


@cache
def _hits(example: Example) -> Any:
    position = {head: index for index, head in enumerate(HEADS)}
    lexicon = _lexicon()
    hits = np.zeros((len(example.sentences), len(HEADS)), np.float32)
    for row, composed in enumerate(example.composed):
        around = (*composed.before, *composed.after)
        for dimension, label in lexicon.labels_in(composed.sentence, around, ASSUMED_LANGUAGE):
            hits[row, position[str(dimension), label]] = 1
    return hits


@cache
def _lexicon() -> Any:
    return open_lexicon()


def _rows(examples: Sequence[Example], answers: Mapping[str, Answers]) -> list[tuple[Any, Any]]:
    """Logits and targets of every case."""
    return [
        (answers[e.key].logits, np.array([[float(head in labels) for head in HEADS] for labels in e.labels]))
        for e in examples
    ]


def _columns(
    examples: Sequence[Example], network: Mapping[str, Answers], words: Mapping[str, Answers], dimension: str
) -> tuple[Any, Any, Any]:
    """Network, words and truth of one dimension: for stage and actor of the sentences that state a fact."""
    part = slice_of(dimension)
    first, present = (np.concatenate(rows) for rows in zip(*_rows(examples, network), strict=True))
    second = np.concatenate([words[example.key].logits for example in examples])
    factual = present[:, : slice_of("signal").stop].any(1)
    rows = factual if dimension in ("stage", "actor") else np.ones(len(first), bool)
    return first[rows][:, part], second[rows][:, part], present[rows][:, part]


def _weight_of_hits(logits: Any, hits: Any, present: Any) -> float:
    own, other = _logistic(np.stack([logits, hits], 1), present)[:2]
    return float(np.clip(max(other, 0.0) / max(own, 1e-3), 0.0, MOST))


def _logistic(features: Any, present: Any) -> Any:
    """Coefficients and intercept of a ridge logistic regression; the first alone counts where there is nothing to tell apart."""
    from sklearn.linear_model import LogisticRegression

    if present.all() or not present.any():
        return np.array([1.0, *[0.0] * features.shape[1]])
    model = LogisticRegression(C=1 / RIDGE, max_iter=1000).fit(features, present)
    return np.append(model.coef_[0], model.intercept_[0])
