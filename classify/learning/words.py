"""Training the word model, which is also the classical baseline: TF-IDF and logistic regression on the same cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.examples import HEADS, Example, slice_of
from jointcharge.classify.words import BUCKETS, WordModel, buckets_of, weigh

ABSENT = -9.0
"""The bias of a label that the training cases do not carry twice."""
STRENGTH = 10.0
"""Inverse regularisation, the usual one for sparse text; it was not tuned."""
AUTHORED_SHARE = 0.5
"""What an authored case counts beside a real one, for elements: authors noted them by the definition, UNODC by habit."""
LEVELS = 127


def fit_words(known: Sequence[Example]) -> WordModel:
    """Train on ``known``: sentences for what they state, whole cases for elements."""
    sentences = [[sentence] for example in known for sentence in example.sentences]
    present = np.array([[head in labels for head in HEADS] for example in known for labels in example.labels])
    rarity = _rarity(sentences)
    vectors = _vectors(sentences, rarity)
    facts, details = slice_of("signal").stop, slice_of("actor").stop
    factual = present[:, :facts].any(1)
    weights, bias = np.zeros((BUCKETS, len(HEADS)), np.float32), np.full(len(HEADS), ABSENT, np.float32)
    _regress(vectors, present, range(facts), weights, bias)
    _regress(vectors[factual], present[factual], range(facts, details), weights, bias)
    noted = [example for example in known if example.elements is not None]
    part = slice_of("element")
    elements = np.array([[head[1] in (one.elements or ()) for head in HEADS] for one in noted])
    share = np.array([AUTHORED_SHARE if one.origin == "authored" else 1.0 for one in noted])
    cases = [list(one.sentences) for one in noted]
    case_rarity = _rarity(cases)
    _regress(_vectors(cases, case_rarity), elements, range(part.start, part.stop), weights, bias, share)
    scales = np.maximum(np.abs(weights).max(0), 1e-6) / LEVELS
    small = np.round(weights / scales).astype(np.int8)
    return WordModel(rarity, case_rarity, small, scales.astype(np.float32), bias)


def word_answers(model: WordModel, examples: Sequence[Example]) -> dict[str, Answers]:
    """What the word model alone says: the elements' logits are those of the case, on every sentence."""
    part = slice_of("element")
    answers = {}
    for example in examples:
        rows = np.array([model.of_sentence(sentence) for sentence in example.sentences], np.float32)
        rows[:, part] = model.of_case(example.sentences)[part]
        answers[example.key] = Answers(rows, np.zeros((len(rows), 1), np.float32))
    return answers


def _rarity(texts: Sequence[Sequence[str]]) -> Any:
    """``1 + ln((1 + n) / (1 + n with it))``; 0 for what stands in one text only."""
    met = np.zeros(BUCKETS)
    for text in texts:
        met[sorted({place for sentence in text for place in buckets_of(sentence)})] += 1
    return np.where(met >= 2, 1 + np.log((1 + len(texts)) / (1 + met)), 0).astype(np.float32)


def _vectors(texts: Sequence[Sequence[str]], rarity: Any) -> Any:
    from scipy.sparse import csr_matrix

    weighed = [weigh(text, rarity) for text in texts]
    ends = np.cumsum([0, *map(len, weighed)])
    columns = np.fromiter((place for one in weighed for place in one), np.int64, int(ends[-1]))
    data = np.fromiter((value for one in weighed for value in one.values()), np.float64, int(ends[-1]))
    return csr_matrix((data, columns, ends), shape=(len(texts), BUCKETS))


def _regress(vectors: Any, present: Any, heads: range, weights: Any, bias: Any, share: Any = None) -> None:
    """One logistic regression a head, written into ``weights`` and ``bias``."""
    from sklearn.linear_model import LogisticRegression

    for head in heads:
        if 2 <= present[:, head].sum() < len(present):
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000, solver="liblinear")
            model.fit(vectors, present[:, head], sample_weight=share)
            weights[:, head], bias[head] = model.coef_[0], model.intercept_[0]
