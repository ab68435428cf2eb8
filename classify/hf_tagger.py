"""The ``hf:FOLDER`` tagger: a trained network run by transformers and torch, on a GPU where there is one; needs the extra ``train``.

``jointcharge train`` leaves such a folder in its work folder, beside the model folder that needs no torch.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jointcharge.classify.encoding import Encoded
from jointcharge.classify.model_folder import (
    TOKENIZER,
    WORDS,
    ModelCard,
    ModelFolder,
    read_model_folder,
    write_model_card,
)
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.classify.tag_cache import PassageCache
from jointcharge.classify.words import WordModel, write_words
from jointcharge.records.errors import MissingExtraError, TaggerError

if TYPE_CHECKING:
    from jointcharge.classify.learning.network import Network

NAME = "hf"
WEIGHTS = "network.pt"
"""The network's weights; the encoder's ``config.json`` says what it is."""


class TorchNetwork:
    """A network in memory, on the GPU where there is one."""

    def __init__(self, folder: ModelFolder) -> None:
        import torch

        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network = read_network(folder).to(self._device).eval()

    def run(self, window: Encoded) -> tuple[Sequence[float], Sequence[float]]:
        """Logits and embedding of one window."""
        import torch

        ids, types = (torch.tensor([row], device=self._device) for row in (window.input_ids, window.token_type_ids))
        with torch.inference_mode():
            logits, embedding = self._network(ids, torch.ones_like(ids), types)
        return logits[0].tolist(), embedding[0].tolist()


def open_hf(path: Path, cache: PassageCache | None = None) -> ModelTagger:
    """The tagger of a folder that `write_hf` wrote. torch uses the cores itself, so passages are read one after another.

    Raises TaggerError for a folder that is none, and MissingExtraError without the libraries of the extra ``train``.
    """
    if not all(find_spec(name) for name in ("torch", "transformers", "tokenizers")):
        raise MissingExtraError("a tagger run by transformers and torch", "train")
    folder = read_model_folder(path, WEIGHTS)
    return ModelTagger(folder, lambda: TorchNetwork(folder), cache=cache)


def write_hf(
    network: Network, tokenizer: Path, card: ModelCard, folder: Path, words: WordModel | None = None
) -> ModelFolder:
    """Write the network with all that `open_hf` needs; the card last, so that an interrupted folder is none."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    network.encoder.config.save_pretrained(folder)
    torch.save(network.state_dict(), folder / WEIGHTS)
    if tokenizer != folder / TOKENIZER:
        shutil.copyfile(tokenizer, folder / TOKENIZER)
    if words is not None:
        write_words(words, folder / WORDS)
    return write_model_card(folder, card.model_copy(update={"name": NAME}), WEIGHTS)


def read_network(folder: ModelFolder) -> Network:
    """The network of the folder. Raises TaggerError where configuration and weights do not fit each other."""
    import torch
    from transformers import AutoConfig, AutoModel

    from jointcharge.classify.learning.network import Network

    try:
        encoder = AutoModel.from_config(AutoConfig.from_pretrained(folder.path))
        network = Network(encoder, len(folder.card.heads))
        network.load_state_dict(torch.load(folder.path / WEIGHTS, map_location="cpu", weights_only=True))
    except (OSError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:160]
        raise TaggerError(f"the network in {folder.path} cannot be read ({reason}); train it again") from error
    return network
