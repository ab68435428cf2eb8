"""A trained tagger at work: passages in context, read one at a time, decided on by the model's card.

What runs the network is apart (`onnx_tagger`, `hf_tagger`); here are the cache, the threads, and what becomes of the
numbers. A passage is always read alone, so its numbers never depend on its neighbours in a batch or on the order.
"""

from __future__ import annotations

import os
import threading
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from jointcharge.classify.base import tag_id_of, why_unread
from jointcharge.classify.context import Composed, compose_case
from jointcharge.classify.decide import Decision, Reading, decide, pool_windows
from jointcharge.classify.encoding import Encoded
from jointcharge.classify.fusion import Fusion
from jointcharge.classify.model_folder import ModelFolder
from jointcharge.classify.ranking import Confidences, confidences_of
from jointcharge.classify.tag_cache import PassageCache, key_of
from jointcharge.records.case import Case, Passage, Tag

ENGINE = "1"
"""Raised by hand when code, and not the model, changes which tags a model's numbers give."""
CHUNK = 64
"""Passages read between two writes to the cache: what a kill can cost."""
FLOAT = "f"
"""Four bytes, as the networks give them."""


class Network(Protocol):
    """Runs the network on one window; used by one thread at a time."""

    def run(self, window: Encoded) -> tuple[Sequence[float], Sequence[float]]:
        """The logits, one a head of the card, and the embedding."""


class ModelTagger:
    """Tags with a trained model; build with `onnx_tagger.open_onnx` or `hf_tagger.open_hf`.

    It starts threads when it is opened, so a process that forks opens it afterwards.
    """

    def __init__(
        self,
        folder: ModelFolder,
        open_network: Callable[[], Network],
        *,
        cache: PassageCache | None = None,
        workers: int = 1,
        ahead: bool = False,
    ) -> None:
        """With ``ahead`` one network is opened beside the lexicon, which takes as long; else each when it is first needed."""
        self._open_network = open_network
        self._cache = cache
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=f"tagger-{folder.card.name}")
        words = self._pool.submit(lambda: folder.words)
        self._ahead = [self._pool.submit(open_network)] if ahead else []
        card = folder.card
        self.encoder = folder.encoder
        self._fusion = Fusion(card, words.result)
        self.name = card.name
        self.version = "-".join(filter(None, (ENGINE, card.version, self._fusion.version)))
        self.languages = card.languages
        self.at_once = workers
        self.card = card

    def tag(self, case: Case) -> tuple[Tag, ...]:
        """The tags of ``case``; passages that `why_unread` gives a reason for get none."""
        passages, composed = self.readable(case)
        decisions = decide(self.card, self.read_case(composed))
        return tuple(self._tag(case, passages[decision.passage], decision) for decision in decisions)

    def readable(self, case: Case) -> tuple[tuple[Passage, ...], tuple[Composed, ...]]:
        """The passages of ``case`` that can be read, and each in its context."""
        pairs = [
            (passage, composed)
            for passage, composed in zip(case.passages, compose_case(case), strict=True)
            if why_unread(passage, case, self.languages) is None
        ]
        return tuple(passage for passage, _ in pairs), tuple(composed for _, composed in pairs)

    def read_case(self, composed: Sequence[Composed]) -> tuple[Reading, ...]:
        """What is said of all readable passages of one case, its elements included."""
        return self._fusion.of_case(self.read(composed))

    def confidences(self, case: Case) -> Confidences:
        """How sure it is of every label, given or not."""
        passages, composed = self.readable(case)
        return confidences_of(self.card, passages, self.read_case(composed))

    def read(self, composed: Sequence[Composed], *, keep: bool = True) -> tuple[Reading, ...]:
        """What is said of each passage by itself, in the same order; the network's part from the cache where it was asked before.

        Without ``keep``, what is new does not enter the cache.
        """
        keys = [key_of(self.card.version, one) for one in composed]
        wanted = dict(zip(keys, composed, strict=True))
        known = self._cache.get([*wanted]) if self._cache else {}
        readings = {key: self._reading(wanted[key], answer) for key, answer in known.items()}
        missing = [key for key in wanted if key not in known]
        for start in range(0, len(missing), CHUNK):
            some = missing[start : start + CHUNK]
            new = dict(zip(some, self._pool.map(self._answer, [wanted[key] for key in some]), strict=True))
            readings.update((key, reading) for key, (_, reading) in new.items())
            if self._cache and keep:
                self._cache.put({key: answer for key, (answer, _) in new.items()})
        return tuple(readings[key] for key in keys)

    def _answer(self, composed: Composed) -> tuple[bytes, Reading]:
        """What is kept of one passage, and what is made of it."""
        answer = self._run(composed)
        return answer, self._reading(composed, answer)

    def _run(self, composed: Composed) -> bytes:
        """One passage's logits and embedding, as bytes: what the cache keeps, and so what every answer is made from."""
        windows = [self._network().run(window) for window in self.encoder.encode(composed)]
        logits = pool_windows([logits for logits, _ in windows])
        return array(FLOAT, [*logits, *_mean_direction([embedding for _, embedding in windows])]).tobytes()

    def _network(self) -> Network:
        """The thread's own network: the one opened ahead for the first that reads, a new one for every other."""
        if not hasattr(self._own, "network"):
            try:
                ahead = self._ahead.pop()
            except IndexError:
                self._own.network = self._open_network()
            else:
                self._own.network = ahead.result()
        network: Network = self._own.network
        return network

    def _reading(self, composed: Composed, answer: bytes) -> Reading:
        numbers = array(FLOAT, answer)
        heads = len(self.card.heads)
        logits = self._fusion.of_passage(composed, numbers[:heads])
        return Reading(composed.sentence, logits, tuple(numbers[heads:]))

    def _tag(self, case: Case, passage: Passage, decision: Decision) -> Tag:
        return Tag(
            tag_id=tag_id_of(passage.passage_id, decision.dimension, decision.label, self.name),
            passage_id=passage.passage_id,
            case_id=case.case_id,
            dimension=decision.dimension,
            label=decision.label,
            status=decision.status,
            score=decision.confidence,
            tagger=self.name,
            version=self.version,
            span=passage.span,
        )


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _mean_direction(embeddings: Sequence[Sequence[float]]) -> list[float]:
    """The mean of the windows' embeddings, of length one; that of one window as it is."""
    if len(embeddings) == 1:
        return list(embeddings[0])
    mean = [sum(values) / len(embeddings) for values in zip(*embeddings, strict=True)]
    length = sum(value * value for value in mean) ** 0.5
    return [value / length for value in mean] if length else mean
