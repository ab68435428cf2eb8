"""The network: an encoder, each sentence pooled from its tokens, and one linear layer with an output for every label."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from jointcharge.classify.learning.examples import HEADS
from jointcharge.records.errors import TaggerError

DROPOUT = 0.1
PRIOR = 0.03
"""The share of sentences that a label is taken to have before anything is learned."""


class Network(nn.Module):
    """Reads windows of tokens and gives every sentence in them its logits and its embedding."""

    def __init__(self, encoder: Any, n_heads: int = len(HEADS)) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(DROPOUT)
        self.heads = nn.Linear(2 * encoder.config.hidden_size, n_heads)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.constant_(self.heads.bias, math.log(PRIOR / (1 - PRIOR)))

    def hidden(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """The last hidden states, windows x tokens x size."""
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    def pool(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and maximum over the tokens that ``mask`` keeps; both zero where it keeps none."""
        kept = mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * kept).sum(1) / kept.sum(1).clamp(min=1)
        highest = (tokens * kept - (1 - kept) * 1e4).amax(1)
        return mean, highest * (kept.sum(1) > 0)

    def classify(self, mean: Tensor, highest: Tensor) -> Tensor:
        """Sentences x heads."""
        return self.heads(self.dropout(torch.cat([mean, highest], dim=-1)))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """One sentence a window, as at work: its logits, and its embedding of length one."""
        tokens = self.hidden(input_ids, attention_mask)
        mean, highest = self.pool(tokens, (token_type_ids == 0) & (attention_mask > 0))
        length = mean.pow(2).sum(-1, keepdim=True).clamp(min=1e-12).sqrt()
        return self.classify(mean, highest), mean / length


def build_network(base: str, seed: int) -> Network:
    """A network on the pretrained encoder ``base``, a name or a folder. Raises TaggerError where it cannot be loaded."""
    from transformers import AutoConfig, AutoModel

    try:
        config = AutoConfig.from_pretrained(base)
        if config.is_encoder_decoder:
            raise TaggerError(
                f"the base {base} is an encoder with a decoder ({config.model_type}); give one that is an encoder alone"
            )
        for name in _attention_dropouts(config):
            setattr(config, name, 0.0)
        torch.manual_seed(seed)
        encoder = AutoModel.from_pretrained(base, config=config)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise TaggerError(
            f"the base {base} cannot be loaded ({reason}); give a name or a folder of transformers"
        ) from error
    for name in ("dtype", "torch_dtype"):
        if getattr(encoder.config, name, None) is not None:
            setattr(encoder.config, name, torch.float32)
    return Network(encoder.float())


def digest_of_base(base: str, network: Network) -> str:
    """SHA-256 of the encoder that ``build_network`` loaded: its configuration as it is on disk, and every weight."""
    from transformers import PretrainedConfig

    told = {name: value for name, value in PretrainedConfig.get_config_dict(base)[0].items() if name[0] != "_"}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode())
    for name, tensor in network.encoder.state_dict().items():
        digest.update(f"{name} {tuple(tensor.shape)}".encode())
        digest.update(tensor.contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()


def tokenizer_file_of(base: str, folder: Path) -> Path:
    """The base's ``tokenizer.json``, written into ``folder`` where it is not a file yet. Raises TaggerError where there is none."""
    from transformers import AutoTokenizer

    local = Path(base) / "tokenizer.json"
    if local.is_file():
        return local
    written = folder / "tokenizer.json"
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
        tokenizer.save_pretrained(folder)
    except (OSError, ValueError, ImportError) as error:
        reason = " ".join(str(error).split())[:160]
        raise TaggerError(
            f"the tokenizer of the base {base} cannot be loaded ({reason}); give a base with tokenizer.json"
        ) from error
    if not written.is_file() or len(tokenizer) <= len(
        tokenizer.all_special_tokens
    ):  # transformers makes an empty one up
        raise TaggerError(f"the base {base} has no tokenizer that can be kept as tokenizer.json; give another base")
    return written


def freeze_lower(network: Network, layers: int) -> None:
    """Hold the token embeddings and the lowest ``layers`` of the encoder as they are; nothing where they cannot be told apart."""
    stack = layers_of(network) if layers else None
    if stack is None:
        return
    for module in (_below(network.encoder, stack), *list(stack)[:layers]):
        for parameter in module.parameters():
            parameter.requires_grad_(False)


def layers_of(network: Network) -> nn.ModuleList | None:
    """The encoder's layers from below: its one outermost list of as many modules as the configuration counts.

    None where there is no such list (ALBERT has one layer for all) or more than one.
    """
    count = network.encoder.config.num_hidden_layers
    lists = [one for one in network.encoder.modules() if isinstance(one, nn.ModuleList) and len(one) == count]
    inner = {id(part) for one in lists for part in one.modules() if part is not one}
    outermost = [one for one in lists if id(one) not in inner]
    return outermost[0] if len(outermost) == 1 else None


def _below(encoder: Any, stack: nn.ModuleList) -> nn.Module:
    """The largest module that holds the token embeddings and no layer."""
    words = encoder.get_input_embeddings()
    parts = ({id(part) for part in one.modules()} for one in encoder.modules())
    holding = zip(encoder.modules(), parts, strict=True)
    found: nn.Module = next(one for one, ids in holding if id(words) in ids and id(stack) not in ids)
    return found


def _attention_dropouts(config: Any) -> list[str]:
    """What the configuration calls the dropout of attention weights, which our training does without.

    ``attention_probs_dropout_prob`` in BERT and its like, ``attention_dropout`` in DistilBERT and ModernBERT, ``attn_pdrop`` in GPT-2.
    """
    return [name for name in config.to_dict() if name.startswith(("attention", "attn")) and "drop" in name]
