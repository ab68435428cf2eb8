"""A trained tagger on disk: ``model.onnx``, ``tokenizer.json``, ``words.npz`` and ``model.json``, which says what the numbers mean.

``model.onnx`` takes int64 ``[1, n]`` arrays, those of ``input_ids``, ``attention_mask`` and ``token_type_ids`` that its
graph declares, and gives float32 ``logits`` ``[1, L]``, one for each of the card's ``heads`` in order, and float32
``embedding`` ``[1, D]``, the mean of the last hidden states over the tokens of the sentence (``token_type_ids`` 0), of
length one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field, ValidationError

from jointcharge.classify.encoding import Encoder, read_encoder
from jointcharge.classify.words import WordModel, read_words
from jointcharge.records.errors import TaggerError
from jointcharge.records.raw import Record

ONNX, TOKENIZER, WORDS, CARD = "model.onnx", "tokenizer.json", "words.npz", "model.json"
STATUS = "status"
"""The dimension of the heads that tell a form's status."""


class Head(Record):
    """One output of the network, and how to read it."""

    dimension: str
    """``form``, ``stage``, ``actor``, ``signal``, ``element``, or ``status`` for a form's status."""
    label: str
    words: float = 0.0
    """What the word model's logit counts beside the network's: ``logit = network + words * word model``."""
    lexicon: float = 0.0
    """What is added to the logit where the lexicon gives the label."""
    scale: float = Field(default=1.0, gt=0)
    bias: float = 0.0
    """Confidence is ``1 / (1 + exp(-(scale * logit + bias)))`` (Platt 1999), fitted on held-out cases."""
    threshold: float = Field(default=0.5, ge=0, le=1)
    """A passage whose confidence reaches it carries the label."""
    case_threshold: float = Field(default=0.0, ge=0, le=1)
    """A case carries the label only where its surest passage reaches this; for elements, where the whole case does."""


class Gate(Record):
    """Whether anything of one dimension is there at all, read from the log-sum-exp of the dimension's logits."""

    scale: float = Field(default=1.0, gt=0)
    bias: float = 0.0
    """Calibrated as a head's."""
    case_threshold: float = Field(ge=0, le=1)
    """A case carries the dimension only where its surest passage reaches this."""


class TrainedOn(Record):
    """One data set that the weights have seen."""

    name: str
    sha256: str
    cases: int
    passages: int


class ModelCard(Record):
    """What ``model.json`` holds."""

    name: str
    """The tagger's name, part of every tag's id."""
    version: str = ""
    """Twelve hexadecimal digits of a digest of the files; changes with any of them."""
    base: str
    """The encoder that was fine-tuned, by name."""
    languages: tuple[str, ...] = ("en",)
    max_tokens: int = Field(ge=16)
    heads: tuple[Head, ...] = Field(min_length=1)
    form_gate: Gate | None = None
    """Decides whether a case indicates corruption; the forms' own heads decide which and where."""
    floor: float = Field(default=0.0, ge=0, le=1)
    """Below this confidence the tagger abstains, whatever a label's threshold."""
    seed: int
    trained_on: tuple[TrainedOn, ...]
    onnx_sha256: str = ""
    tokenizer_sha256: str = ""
    words_sha256: str | None = None
    """None where there is no word model, and no head's ``words`` counts."""

    def positions(self, dimension: str) -> tuple[int, ...]:
        """Where the heads of ``dimension`` stand among the logits."""
        return tuple(index for index, head in enumerate(self.heads) if head.dimension == dimension)


@dataclass(frozen=True)
class ModelFolder:
    """A model folder whose card was read and whose files are those the card was written for."""

    path: Path
    card: ModelCard

    @property
    def onnx(self) -> Path:
        """The network."""
        return self.path / ONNX

    @cached_property
    def encoder(self) -> Encoder:
        """Text to tokens. Raises MissingExtraError without the library ``tokenizers``."""
        return read_encoder(self.path / TOKENIZER, self.card.max_tokens)

    @cached_property
    def words(self) -> WordModel | None:
        """The word model; None where the folder has none."""
        return None if self.card.words_sha256 is None else read_words(self.path / WORDS)


def read_model_folder(path: Path, weights: str = ONNX) -> ModelFolder:
    """Read the card and check the files against it; ``weights`` names the network's file. Raises TaggerError that says what is missing or changed."""
    try:
        card = ModelCard.model_validate_json((path / CARD).read_bytes())
    except OSError as error:
        raise TaggerError(
            f"no trained tagger is in {path} ({CARD}: {error.strerror}); give a folder that  jointcharge train  wrote"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise TaggerError(f"{path / CARD}: {where}: {first['msg']}; restore it or train again") from error
    expected_of = {weights: card.onnx_sha256, TOKENIZER: card.tokenizer_sha256}
    if card.words_sha256 is not None:
        expected_of[WORDS] = card.words_sha256
    for name, expected in expected_of.items():
        if _digest(path / name) != expected:
            raise TaggerError(f"{path / name} is not the file that {CARD} was written for; restore it or train again")
    if card.version != version_of(card):
        raise TaggerError(f"{path / CARD} was changed by hand: its version does not fit; restore it or train again")
    return ModelFolder(path, card)


def write_model_card(path: Path, card: ModelCard, weights: str = ONNX) -> ModelFolder:
    """Write ``model.json`` beside the other files, with their digests and the version they make together."""
    digests = {
        "onnx_sha256": _digest(path / weights),
        "tokenizer_sha256": _digest(path / TOKENIZER),
        "words_sha256": _digest(path / WORDS) if (path / WORDS).exists() else None,
    }
    filled = card.model_copy(update=digests)
    filled = filled.model_copy(update={"version": version_of(filled)})
    (path / CARD).write_text(filled.model_dump_json(indent=1) + "\n", "utf-8")
    return ModelFolder(path, filled)


def version_of(card: ModelCard) -> str:
    """Twelve hexadecimal digits over everything in the card but the version itself, the files' digests included."""
    return hashlib.sha256(card.model_copy(update={"version": ""}).model_dump_json().encode()).hexdigest()[:12]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TaggerError(f"{path} cannot be read ({error.strerror}); restore it or train again") from error
