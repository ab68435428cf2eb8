"""Tokens of a passage in context, the same in training and at work; needs the ``tokenizers`` library alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from jointcharge.classify.context import Composed, remembered
from jointcharge.records.errors import MissingExtraError, TaggerError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HEAD_TOKENS = 24
"""Country and title are cut to these."""
WINDOW_SHARE = 4
"""A sentence too long for one window leaves a quarter of each window to its surroundings."""
OVERLAP_SHARE = 4
"""Windows of one sentence share a quarter of their tokens."""
SENTENCE, AROUND = 0, 1
"""The two values of ``token_type_ids``: the network reads all tokens and pools those of the sentence."""


Tokens: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Encoded:
    """One window: token numbers, and for each whether it is of the sentence or of what is around it."""

    input_ids: Tokens
    token_type_ids: Tokens


class Encoder:
    """Turns a passage in context into one window, or into several where the sentence is too long for one."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.max_tokens = max_tokens
        self._first, self._between, self._last = specials_of(tokenizer)
        self._ids = remembered(partial(_ids, tokenizer))
        if max_tokens < 2 * HEAD_TOKENS:
            raise TaggerError(f"max_tokens is {max_tokens}, too few for a sentence; give at least {2 * HEAD_TOKENS}")

    def ids(self, text: str) -> Tokens:
        """The tokens of one sentence, without special ones."""
        return self._ids(text)

    def head_ids(self, head: str) -> Tokens:
        """The tokens of country and title."""
        return self.ids(head)[:HEAD_TOKENS]

    def encode(self, composed: Composed) -> tuple[Encoded, ...]:
        """The windows of one passage; an empty sentence gives one window without words."""
        before, after = ([self.ids(text) for text in texts] for texts in (composed.before, composed.after))
        head = self.head_ids(composed.head)
        return tuple(self._window(piece, head, before, after) for piece in self._pieces(self.ids(composed.sentence)))

    def room_for(self, head: Sequence[int]) -> int:
        """How many tokens a window has for sentences, each of which costs its own and those of ``join``."""
        return self.max_tokens - len(self._first) - len(head) - len(self._between) - len(self._last)

    def cost_of(self, sentence: Sequence[int]) -> int:
        """What one sentence takes of the room."""
        return len(sentence) + len(self._between)

    def join(self, head: Sequence[int], sentences: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
        """The window ``[CLS] head [SEP] sentence [SEP] … [SEP]``, and for every token its sentence's position or -1."""
        ids, owners = [*self._first, *head], [-1] * (len(self._first) + len(head))
        for position, sentence in enumerate(sentences):
            ids += [*self._between, *sentence]
            owners += [-1] * len(self._between) + [position] * len(sentence)
        return [*ids, *self._last], [*owners, *([-1] * len(self._last))]

    def _pieces(self, sentence: Tokens) -> Iterator[Tokens]:
        room = self.room_for(()) - len(self._between)
        if len(sentence) <= room:
            yield sentence
            return
        size = room - room // WINDOW_SHARE
        step = size - size // OVERLAP_SHARE
        for start in range(0, len(sentence) - size + step, step):
            yield sentence[start : start + size]

    def _window(self, sentence: Tokens, head: Tokens, before: list[Tokens], after: list[Tokens]) -> Encoded:
        left = self.room_for(()) - self.cost_of(sentence)
        head = head[: max(left, 0)]
        left -= len(head)
        kept_before: list[Tokens] = []
        kept_after: list[Tokens] = []
        for distance in range(max(len(before), len(after))):
            for side, kept in ((before[::-1], kept_before), (after, kept_after)):
                room = left - len(self._between)
                if distance < len(side) and room > 0:
                    text = side[distance]
                    kept.append(text[-room:] if kept is kept_before else text[:room])
                    left -= self.cost_of(kept[-1])
        ids, owners = self.join(head, [*reversed(kept_before), sentence, *kept_after])
        own = len(kept_before)
        return Encoded(tuple(ids), tuple(SENTENCE if owner == own else AROUND for owner in owners))


def _ids(tokenizer: Tokenizer, text: str) -> Tokens:
    return tuple(tokenizer.encode(text, add_special_tokens=False).ids)


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


def specials_of(tokenizer: Tokenizer) -> tuple[list[int], list[int], list[int]]:
    """The special tokens before, between and after a pair of texts, so that any base's own are used."""
    pair = tokenizer.encode("a", "b")
    words = [index for index, special in enumerate(pair.special_tokens_mask) if not special]
    firsts = [index for index in words if pair.sequence_ids[index] == 0]
    seconds = [index for index in words if pair.sequence_ids[index] == 1]
    if not firsts or not seconds:
        raise TaggerError("the tokenizer does not frame a pair of texts; use a base that reads pairs")
    return pair.ids[: firsts[0]], pair.ids[firsts[-1] + 1 : seconds[0]], pair.ids[seconds[-1] + 1 :]
