"""The network: an encoder, each sentence pooled from its tokens, and one linear layer with an output for every label."""

from __future__ import annotations

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
    from transformers import AutoModel

    torch.manual_seed(seed)
    try:
        encoder = AutoModel.from_pretrained(base, attention_probs_dropout_prob=0.0)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise TaggerError(
            f"the base {base} cannot be loaded ({reason}); give a name or a folder of transformers"
        ) from error
    return Network(encoder)


def tokenizer_file_of(base: str, folder: Path) -> Path:
    """The base's ``tokenizer.json``, written into ``folder`` where it is not a file yet."""
    from transformers import AutoTokenizer

    local = Path(base) / "tokenizer.json"
    if local.is_file():
        return local
    AutoTokenizer.from_pretrained(base).save_pretrained(folder)
    return folder / "tokenizer.json"


def freeze_lower(network: Network, layers: int) -> None:
    """Hold the token embeddings and the lowest ``layers`` of the encoder as they are."""
    encoder = network.encoder
    held = [encoder.embeddings, *encoder.encoder.layer[:layers]] if layers else []
    for module in held:
        for parameter in module.parameters():
            parameter.requires_grad_(False)
