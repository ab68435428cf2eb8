"""What a network, or a baseline, said of the sentences of cases: numbers alone, kept on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointcharge.classify.decide import Reading
from jointcharge.classify.learning.examples import Example

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Answers:
    """The logits and embeddings of one case's sentences: sentences x heads, and sentences x size."""

    logits: FloatArray
    embeddings: FloatArray

    def readings(self, example: Example) -> list[Reading]:
        """As ``decide`` takes them."""
        rows = zip(example.sentences, self.logits.tolist(), self.embeddings.tolist(), strict=True)
        return [Reading(text, logits, embedding) for text, logits, embedding in rows]


def write_answers(path: Path, answers: dict[str, Answers]) -> None:
    """Numbers alone, no text: two arrays a case, in one compressed file written whole or not at all."""
    arrays = {f"{key}/{name}": getattr(one, name) for key, one in answers.items() for name in ("logits", "embeddings")}
    scratch = path.with_suffix(".part.npz")
    np.savez_compressed(scratch, **{name: array.astype(np.float32) for name, array in arrays.items()})
    scratch.replace(path)


def read_answers(path: Path) -> dict[str, Answers]:
    """What ``write_answers`` wrote."""
    with np.load(path) as arrays:
        keys = {name.rsplit("/", 1)[0] for name in arrays.files}
        return {key: Answers(arrays[f"{key}/logits"], arrays[f"{key}/embeddings"]) for key in sorted(keys)}
