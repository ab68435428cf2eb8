"""The classical baseline: TF-IDF and logistic regression, trained on the same cases as the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.examples import HEADS, Example, slice_of

UNKNOWN = -9.0
"""The logit of a label that the training cases do not carry twice."""
STRENGTH = 10.0
"""Inverse regularisation, the usual one for sparse text; it was not tuned."""


def tfidf_answers(known: Sequence[Example], unknown: Sequence[Example]) -> dict[str, Answers]:
    """Train on ``known`` and answer about ``unknown``: sentences alone for what they state, whole cases for elements."""
    rows, present = _sentences(known), _targets(known)
    asked = _sentences(unknown)
    logits = np.full((len(asked), len(HEADS)), UNKNOWN)
    facts, details = slice_of("signal").stop, slice_of("actor").stop
    factual = present[:, :facts].any(1)
    vectors, asked_vectors = _vectors(rows, asked)
    logits[:, :facts] = _regressions(vectors, present[:, :facts], asked_vectors)
    logits[:, facts:details] = _regressions(vectors[factual], present[factual, facts:details], asked_vectors)
    part = slice_of("element")
    noted = [example for example in known if example.elements is not None]
    elements = np.array([[label in (one.elements or ()) for _, label in HEADS[part]] for one in noted])
    cases = _vectors([_whole(one) for one in noted], [_whole(one) for one in unknown])
    of_case = np.repeat(np.arange(len(unknown)), [len(example.sentences) for example in unknown])
    logits[:, part] = _regressions(cases[0], elements, cases[1])[of_case]
    ends = np.cumsum([len(example.sentences) for example in unknown])[:-1]
    return {
        example.key: Answers(block.astype(np.float32), np.zeros((len(block), 1), np.float32))
        for example, block in zip(unknown, np.split(logits, ends), strict=True)
    }


def _sentences(examples: Sequence[Example]) -> list[str]:
    return [sentence for example in examples for sentence in example.sentences]


def _targets(examples: Sequence[Example]) -> Any:
    return np.array([[head in labels for head in HEADS] for example in examples for labels in example.labels])


def _whole(example: Example) -> str:
    return " ".join((example.head, *example.sentences))


def _vectors(known: Sequence[str], unknown: Sequence[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return vectoriser.fit_transform(known), vectoriser.transform(unknown)


def _regressions(vectors: Any, present: Any, asked: Any) -> Any:
    """One logistic regression a column; ``asked`` rows x columns of logits."""
    from sklearn.linear_model import LogisticRegression

    logits = np.full((asked.shape[0], present.shape[1]), UNKNOWN)
    for column in range(present.shape[1]):
        if 2 <= present[:, column].sum() < len(present):
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000, solver="liblinear")
            logits[:, column] = model.fit(vectors, present[:, column]).decision_function(asked)
    return logits
