"""A network's answers about cases, each sentence read alone in its context as the tagger at work does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import torch

from jointcharge.classify.decide import pool_windows
from jointcharge.classify.encoding import AROUND, Encoded, Encoder
from jointcharge.classify.learning.answers import Answers, FloatArray
from jointcharge.classify.learning.examples import Example
from jointcharge.classify.learning.network import Network

BATCH = 24


def predict(network: Network, examples: Sequence[Example], encoder: Encoder) -> dict[str, Answers]:
    """The answers about every example, by its key."""
    network.eval()
    windows = [[encoder.encode(composed) for composed in example.composed] for example in examples]
    flat = list(chain.from_iterable(chain.from_iterable(windows)))
    logits, embeddings = _read(network, flat)
    answers, at = {}, 0
    for example, sentences in zip(examples, windows, strict=True):
        rows, vectors = [], []
        for pieces in sentences:
            rows.append(pool_windows(logits[at : at + len(pieces)].tolist()))
            vectors.append(embeddings[at])
            at += len(pieces)
        answers[example.key] = Answers(np.array(rows, np.float32), np.array(vectors, np.float32))
    return answers


def _read(network: Network, windows: Sequence[Encoded]) -> tuple[FloatArray, FloatArray]:
    """All windows in batches of like length; the answers in the order given."""
    order = sorted(range(len(windows)), key=lambda index: len(windows[index].input_ids))
    logits: list[FloatArray] = [np.empty(0, np.float32)] * len(windows)
    embeddings = list(logits)
    device = next(network.parameters()).device
    for start in range(0, len(order), BATCH):
        indices = order[start : start + BATCH]
        width = len(windows[indices[-1]].input_ids)
        ids, mask = np.zeros((len(indices), width), np.int64), np.zeros((len(indices), width), np.int64)
        types = np.full((len(indices), width), AROUND, np.int64)
        for row, index in enumerate(indices):
            length = len(windows[index].input_ids)
            ids[row, :length], mask[row, :length] = windows[index].input_ids, 1
            types[row, :length] = windows[index].token_type_ids
        with torch.no_grad():
            found, vectors = network(*(torch.from_numpy(array).to(device) for array in (ids, mask, types)))
        for index, row_logits, vector in zip(indices, found.cpu().numpy(), vectors.cpu().numpy(), strict=True):
            logits[index], embeddings[index] = row_logits, vector
    return np.stack(logits), np.stack(embeddings)
