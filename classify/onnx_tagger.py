"""The ``model`` tagger: a trained model run by ONNX Runtime, without torch; needs the extra ``tag``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jointcharge.classify.encoding import Encoded
from jointcharge.classify.model_folder import CARD, ModelFolder, read_model_folder
from jointcharge.classify.model_tagger import ModelTagger, cores
from jointcharge.classify.tag_cache import PassageCache
from jointcharge.records.errors import MissingExtraError, TaggerError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SHIPPED = Path(__file__).with_name("data") / "model"
"""The model that comes with the package."""
LOUD = 3
"""ONNX Runtime's logging level from which it speaks: errors alone."""
LEFT_OUT = ("SkipLayerNormFusion",)
"""An optimisation that slows down: on 106 tokens the fused operation took 0.22 ms, addition and LayerNormalization 0.05 (ONNX Runtime 1.31)."""


class OnnxNetwork:
    """One session on one core. Sessions are not shared: each keeps its answer free of what others read."""

    def __init__(self, folder: ModelFolder) -> None:
        self._session = _open_session(folder.onnx)
        self._inputs = frozenset(one.name for one in self._session.get_inputs())
        heads = [one.shape[-1] for one in self._session.get_outputs() if one.name == "logits"]
        if heads != [len(folder.card.heads)]:
            raise TaggerError(
                f"{folder.onnx} gives {heads or 'no'} logits, its card names {len(folder.card.heads)} heads; restore the model folder"
            )

    def run(self, window: Encoded) -> tuple[Sequence[float], Sequence[float]]:
        """Logits and embedding of one window."""
        import numpy as np

        ids = np.array([window.input_ids], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.array([window.token_type_ids], dtype=np.int64),
        }
        logits, embedding = self._session.run(
            ["logits", "embedding"], {name: given[name] for name in given if name in self._inputs}
        )
        return logits[0].tolist(), embedding[0].tolist()


def open_onnx(path: Path = SHIPPED, cache: PassageCache | None = None, workers: int | None = None) -> ModelTagger:
    """The tagger of a model folder; ``workers`` sessions, a core each, by default one for every core.

    Raises TaggerError for a folder that is none, and MissingExtraError without the libraries of the extra ``tag``.
    """
    _needed()
    folder = read_model_folder(path)
    return ModelTagger(folder, lambda: OnnxNetwork(folder), cache=cache, workers=workers or cores(), ahead=True)


def shipped_name() -> str | None:
    """The name under which the shipped model tags, without opening it; None where no model is shipped."""
    try:
        return str(json.loads((SHIPPED / CARD).read_bytes())["name"])
    except (OSError, ValueError, KeyError):
        return None


def _needed() -> None:
    try:
        import onnxruntime  # noqa: F401 - to say at once what is missing
        import tokenizers  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("the trained tagger", "tag") from error


def _open_session(onnx: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = LOUD
    try:
        return onnxruntime.InferenceSession(
            str(onnx), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(LEFT_OUT)
        )
    except Exception as error:
        reason = " ".join(str(error).split())[:160]
        raise TaggerError(f"{onnx} is no network that can be run ({reason}); restore the model folder") from error
