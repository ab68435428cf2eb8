"""Tokens of a passage in context, the same in training and at work; needs the ``tokenizers`` library alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jointcharge.classify.context import Composed
from jointcharge.records.errors import MissingExtraError, TaggerError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CONTEXT_SHARE = 4
"""A sentence too long for one window leaves a quarter of each window to its surroundings."""
OVERLAP_SHARE = 4
"""Windows of one sentence share a quarter of their words."""


@dataclass(frozen=True)
class Encoded:
    """One window: token numbers, and for each whether it is of the sentence (0) or of its surroundings."""

    input_ids: tuple[int, ...]
    token_type_ids: tuple[int, ...]


class Encoder:
    """Turns a passage in context into one window, or into several where the sentence is too long for one."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._frame = _frame_of(tokenizer)
        self._room = max_tokens - sum(len(ids) for ids in self._frame.specials)
        if self._room < 2 * CONTEXT_SHARE:
            raise TaggerError(f"max_tokens is {max_tokens}, too few for a sentence; give at least 16")

    def encode(self, composed: Composed) -> tuple[Encoded, ...]:
        """The windows of one passage; an empty sentence gives one window without words."""
        sentence, around = (self._ids(text) for text in composed)
        return tuple(self._window(piece, around) for piece in self._pieces(sentence))

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _pieces(self, sentence: list[int]) -> Iterator[list[int]]:
        if len(sentence) <= self._room:
            yield sentence
            return
        size = self._room - self._room // CONTEXT_SHARE
        step = size - size // OVERLAP_SHARE
        for start in range(0, len(sentence) - size + step, step):
            yield sentence[start : start + size]

    def _window(self, sentence: list[int], around: list[int]) -> Encoded:
        first, middle, last = self._frame.specials
        kept = around[: self._room - len(sentence)]
        front = [*first, *sentence, *middle]
        back = [*kept, *last]
        types = [self._frame.first_type] * len(front) + [self._frame.second_type] * len(back)
        return Encoded((*front, *back), tuple(types))


@dataclass(frozen=True)
class _Frame:
    """The special tokens before, between and after two texts, and the type numbers of the two."""

    specials: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    first_type: int
    second_type: int


def read_encoder(tokenizer_file: Path, max_tokens: int) -> Encoder:
    """The encoder of a ``tokenizer.json``. Raises TaggerError where that cannot be read, MissingExtraError without the library."""
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtraError("the trained tagger", "tag") from error
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
    except Exception as error:
        reason = " ".join(str(error).split())[:120]
        raise TaggerError(
            f"the tokenizer {tokenizer_file} cannot be read ({reason}); restore the model folder"
        ) from error
    return Encoder(tokenizer, max_tokens)


def _frame_of(tokenizer: Tokenizer) -> _Frame:
    """Read off how the tokenizer frames a pair, so that any base's own special tokens are used."""
    pair = tokenizer.encode("a", "b")
    inner = [index for index, special in enumerate(pair.special_tokens_mask) if not special]
    if len(inner) < 2 or pair.sequence_ids[inner[0]] == pair.sequence_ids[inner[-1]]:
        raise TaggerError("the tokenizer does not frame a pair of texts; use a base that was trained on pairs")
    split = next(index for index in inner if pair.sequence_ids[index] == 1)
    end_of_first = max(index for index in inner if index < split)
    return _Frame(
        specials=(
            tuple(pair.ids[: inner[0]]),
            tuple(pair.ids[end_of_first + 1 : split]),
            tuple(pair.ids[inner[-1] + 1 :]),
        ),
        first_type=pair.type_ids[inner[0]],
        second_type=pair.type_ids[split],
    )
