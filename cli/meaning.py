"""Likeness of meaning for ``similar`` and ``brief``: the trained model's view of each passage, handed to the analysis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from jointcharge.analysis.profile import Meaning, Vectors
    from jointcharge.classify.model_tagger import ModelTagger
    from jointcharge.records.case import Case

F = TypeVar("F", bound=Callable[..., Any])


class ModelMeaning:
    """Every passage that a model reads, with the model's embedding of it; answers are kept with those of ``tag``."""

    def __init__(self, tagger: ModelTagger) -> None:
        self._tagger = tagger
        self.name = f"{tagger.name} {tagger.version}"

    def __call__(self, case: Case) -> Vectors:
        """The passages of ``case`` that the model reads, each with its direction."""
        passages, composed = self._tagger.readable(case)
        readings = self._tagger.read(composed)
        return tuple((passage, one.embedding) for passage, one in zip(passages, readings, strict=True))


def meaning_options(command: F) -> F:
    """``--model FOLDER`` and ``--words``: by what the meaning is compared, or that it is not."""
    model = click.option(
        "--model",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Compare meaning by this model folder instead of the shipped model.",
    )
    words = click.option("--words", is_flag=True, help="Compare by facts and words alone, without a model.")
    return model(words(command))


def open_meaning(model: Path | None, words: bool, data: Path) -> Meaning | None:
    """The model that compares meaning: the one asked for, else the shipped one where it can run; None compares words alone.

    Raises TaggerError for a folder that is no model, MissingExtraError for a model without the extra ``tag``.
    """
    from jointcharge.classify.base import default_tagger

    if words and model is not None:
        raise click.UsageError("--words compares without a model; leave out --model or --words")
    if words or (model is None and default_tagger() != "model"):
        return None
    from jointcharge.classify.onnx_tagger import SHIPPED, open_onnx
    from jointcharge.classify.tag_cache import FILE, PassageCache

    return ModelMeaning(open_onnx(model or SHIPPED, PassageCache(data / FILE)))
