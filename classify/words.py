"""The words of a passage or a case, weighed: a linear model over hashed words and word pairs beside the network.

A network of this size learns wordings slowly from few examples; a linear model learns them at once (TF-IDF with
logarithmic counts and vectors of length one, Salton and Buckley 1988). Words are known by a hash alone, so no text can
be read back out of the file.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from jointcharge.records.errors import TaggerError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float32]
else:
    FloatArray = Any

BUCKETS = 1 << 16
"""Words and pairs share so many places; few of the training text's fall together."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WordModel:
    """Weights of words and pairs for every head of a tagger."""

    sentence_rarity: FloatArray
    """Inverse document frequency of each bucket over the training sentences; 0 for what stands in fewer than two."""
    case_rarity: FloatArray
    """The same over whole cases."""
    weights: FloatArray
    """Buckets x heads, as small integers; ``scales`` makes them weights."""
    scales: FloatArray
    bias: FloatArray

    def of_sentence(self, sentence: str) -> list[float]:
        """One logit a head for a sentence read alone."""
        return self._logits(weigh([sentence], self.sentence_rarity))

    def of_case(self, sentences: Iterable[str]) -> list[float]:
        """One logit a head for a whole case; only those of elements were trained on cases."""
        return self._logits(weigh(sentences, self.case_rarity))

    def _logits(self, vector: Mapping[int, float]) -> list[float]:
        import numpy as np

        places = np.fromiter(vector, np.int64, len(vector))
        values = np.fromiter(vector.values(), np.float32, len(vector))
        sums = values @ self.weights[places].astype(np.float32) * self.scales + self.bias
        return [float(value) for value in sums]


def weigh(sentences: Iterable[str], rarity: FloatArray) -> dict[int, float]:
    """The vector of a text: for each bucket known to training its logarithmic count by its rarity, of length one."""
    counts = Counter(place for sentence in sentences for place in buckets_of(sentence))
    known = {place: (1 + log(n)) * float(rarity[place]) for place, n in counts.items() if rarity[place] > 0}
    length = sum(value * value for value in known.values()) ** 0.5
    return {place: value / length for place, value in known.items()}


def buckets_of(sentence: str) -> Iterator[int]:
    """The places of the words of ``sentence`` and of the pairs of neighbouring words."""
    words = _WORD.findall(sentence.lower())
    for word in (*words, *map(" ".join, pairwise(words))):
        yield zlib.crc32(word.encode()) % BUCKETS


def read_words(path: Path) -> WordModel:
    """The word model of a model folder. Raises TaggerError where it cannot be read."""
    import numpy as np

    try:
        with np.load(path) as arrays:
            return WordModel(**{name: arrays[name] for name in WordModel.__dataclass_fields__})
    except (OSError, ValueError, KeyError) as error:
        raise TaggerError(f"{path} cannot be read ({error}); restore it or train again") from error


def write_words(model: WordModel, path: Path) -> None:
    """Compressed, in one file; the same model always gives the same bytes."""
    import numpy as np

    np.savez_compressed(path, **{name: getattr(model, name) for name in WordModel.__dataclass_fields__})
