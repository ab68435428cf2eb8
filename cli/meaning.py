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

    def __init__(self, tagger: ModelTagger, asked: str) -> None:
        self._tagger = tagger
        self.name = f"{tagger.name} {tagger.version}"
        self.asked = asked

    def __call__(self, case: Case) -> Vectors:
        """The passages of ``case`` that the model reads, each with its direction."""
        passages, composed = self._tagger.readable(case)
        readings = self._tagger.read(composed)
        return tuple((passage, one.embedding) for passage, one in zip(passages, readings, strict=True))


def meaning_options(command: F) -> F:
    """``--meaning`` and ``--model FOLDER``: whether, and by what model, the meaning is compared."""
    meaning = click.option(
        "--meaning", is_flag=True, help="Compare by meaning too, as the shipped model reads it (extra `tag`)."
    )
    model = click.option(
        "--model",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Compare by meaning too, as the model in this folder reads it (extra `tag`).",
    )
    return meaning(model(command))


def open_meaning(meaning: bool, model: Path | None, data: Path) -> Meaning | None:
    """The model that compares meaning: the one in the folder, or the shipped one where it is asked for; None compares words alone.

    Raises TaggerError for a folder that is no model, MissingExtraError without the extra ``tag``.
    """
    if meaning and model is not None:
        raise click.UsageError("--meaning takes the shipped model, --model another one; give one of the two")
    if not meaning and model is None:
        return None
    from jointcharge.classify.onnx_tagger import SHIPPED, open_onnx
    from jointcharge.classify.tag_cache import FILE, PassageCache

    asked = "--meaning" if model is None else f'--model "{model}"'
    return ModelMeaning(open_onnx(model or SHIPPED, PassageCache(data / FILE)), asked)
