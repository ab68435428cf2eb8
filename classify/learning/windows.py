"""Cases as windows: consecutive sentences read together, each pooled on its own, so that every token is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jointcharge.classify.encoding import Encoder
from jointcharge.classify.learning.examples import HEADS, Example

PIECE_SHARE = 2
"""In training a sentence longer than half a window is cut there."""


@dataclass(frozen=True)
class Window:
    """A run of sentences of one case, tokenised."""

    ids: tuple[int, ...]
    owners: tuple[int, ...]
    """For every token the position of its sentence among the case's, or -1."""
    sentences: tuple[int, ...]
    """The positions of its sentences."""


@dataclass(frozen=True)
class Tokenised:
    """A case ready for the network."""

    head: tuple[int, ...]
    sentences: tuple[tuple[int, ...], ...]
    targets: tuple[tuple[float, ...], ...]
    """Sentences x heads: 1 where the label stands; the elements' heads are those of the case, on every sentence."""
    has_elements: bool


def tokenise(example: Example, encoder: Encoder) -> Tokenised:
    """Tokens and targets of one case."""
    head = encoder.head_ids(example.head)
    room = encoder.room_for(head) // PIECE_SHARE
    elements = {("element", label) for label in example.elements or ()}
    return Tokenised(
        head=tuple(head),
        sentences=tuple(tuple(encoder.ids(text)[:room]) for text in example.sentences),
        targets=tuple(tuple(float(one in labels or one in elements) for one in HEADS) for labels in example.labels),
        has_elements=example.elements is not None,
    )


def pack(case: Tokenised, encoder: Encoder, first: int) -> Iterator[Window]:
    """All sentences of ``case`` in windows as full as they get; the first window holds at most ``first`` sentences.

    Different firsts put the same sentence at different places between different neighbours.
    """
    room = encoder.room_for(case.head)
    run: list[int] = []
    left, limit = room, max(first, 1)
    for index, sentence in enumerate(case.sentences):
        cost = encoder.cost_of(sentence)
        if run and (cost > left or len(run) >= limit):
            yield _window(case, encoder, run)
            run, left, limit = [], room, len(case.sentences)
        run.append(index)
        left -= cost
    if run:
        yield _window(case, encoder, run)


def _window(case: Tokenised, encoder: Encoder, run: Sequence[int]) -> Window:
    ids, owners = encoder.join(case.head, [case.sentences[index] for index in run])
    return Window(tuple(ids), tuple(-1 if owner < 0 else run[owner] for owner in owners), tuple(run))
