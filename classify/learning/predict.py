"""A network's answers about cases, each sentence read alone in its context as the tagger at work does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from jointcharge.classify.decide import Reading, pool_windows
from jointcharge.classify.encoding import AROUND, Encoded, Encoder
from jointcharge.classify.learning.examples import Example
from jointcharge.classify.learning.network import Network

FloatArray = npt.NDArray[np.float32]
BATCH = 24


@dataclass(frozen=True)
class Answers:
    """The logits and embeddings of one case's sentences: sentences x heads, and sentences x size."""

    logits: FloatArray
    embeddings: FloatArray

    def readings(self, example: Example) -> list[Reading]:
        """As ``decide`` takes them."""
        rows = zip(example.sentences, self.logits.tolist(), self.embeddings.tolist(), strict=True)
        return [Reading(text, logits, embedding) for text, logits, embedding in rows]


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


def write_answers(path: Path, answers: dict[str, Answers]) -> None:
    """Numbers alone, no text: two arrays a case, in one compressed file written whole or not at all."""
    arrays = {f"{key}/{name}": getattr(one, name) for key, one in answers.items() for name in ("logits", "embeddings")}
    scratch = path.with_suffix(".part.npz")
    np.savez_compressed(scratch, **{name: array.astype(np.float32) for name, array in arrays.items()})  # type: ignore[arg-type]
    scratch.replace(path)


def read_answers(path: Path) -> dict[str, Answers]:
    """What ``write_answers`` wrote."""
    with np.load(path) as arrays:
        keys = {name.rsplit("/", 1)[0] for name in arrays.files}
        return {key: Answers(arrays[f"{key}/logits"], arrays[f"{key}/embeddings"]) for key in sorted(keys)}
