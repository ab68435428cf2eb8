"""The network as it is served: one window at a time, so nothing is padded, nothing masked, and nothing computed that no answer needs.

The same weights and, but for rounding, the same numbers as `Network.forward`: query, key and value are one multiplication,
and the last layer is computed for the tokens of the sentence alone, since the others are not pooled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from jointcharge.classify.encoding import SENTENCE
from jointcharge.classify.learning.network import Network


def serves(network: Network) -> bool:
    """Whether the encoder is of the one kind that this file takes apart: BERT with its usual positions and activation."""
    config = network.encoder.config
    positions = getattr(config, "position_embedding_type", None) or "absolute"
    return bool(config.model_type == "bert" and positions == "absolute" and config.hidden_act == "gelu")


class ServedNetwork(nn.Module):
    """Logits (1 x heads) and embedding (1 x size) of one window; its inputs are 1 x tokens."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        encoder = network.encoder
        self.embeddings = encoder.embeddings
        self.layers = nn.ModuleList(
            _Layer(layer, encoder.config.num_attention_heads) for layer in encoder.encoder.layer
        )
        self.heads = network.heads

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """What is said of the tokens whose type is ``SENTENCE``; zeros are pooled where there is none."""
        tokens = self._embedded(input_ids[0])
        kept = (token_type_ids[0] == SENTENCE).to(tokens.dtype)
        some = kept.amax()
        first = (torch.arange(kept.shape[0]) == 0).to(tokens.dtype)
        own = (kept + (1 - some) * first).nonzero()[:, 0]
        for layer in self.layers[:-1]:
            tokens = layer(tokens, tokens)
        tokens = self.layers[-1](tokens, tokens[own]) * some
        mean, highest = tokens.mean(0, keepdim=True), tokens.amax(0, keepdim=True)
        return self.heads(torch.cat([mean, highest], dim=-1)), F.normalize(mean, dim=-1)

    def _embedded(self, ids: Tensor) -> Tensor:
        """Tokens x size. Every token has type 0 to the encoder, as in training."""
        parts = self.embeddings
        places = parts.position_embeddings.weight[: ids.shape[0]] + parts.token_type_embeddings.weight[0]
        return parts.LayerNorm(parts.word_embeddings(ids) + places)


class _Layer(nn.Module):
    """One layer of the encoder over the tokens x size of one window."""

    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        own = layer.attention.self
        self.heads, self.size = heads, own.query.out_features // heads
        self.query = _joined([own.query], self.size**-0.5)
        self.key_value = _joined([own.key, own.value])
        self.query_key_value = _joined([self.query, own.key, own.value])
        self.out, self.out_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.up, self.down, self.down_norm = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm

    def forward(self, tokens: Tensor, asking: Tensor) -> Tensor:
        """The new states of the tokens ``asking``, which look at all ``tokens``."""
        if asking is tokens:
            query, key, value = self.query_key_value(tokens).chunk(3, dim=-1)
        else:
            query, (key, value) = self.query(asking), self.key_value(tokens).chunk(2, dim=-1)
        scores = self._split(query).permute(1, 0, 2) @ self._split(key).permute(1, 2, 0)
        mixed = scores.softmax(dim=-1) @ self._split(value).permute(1, 0, 2)
        states = self.out_norm(self.out(mixed.permute(1, 0, 2).reshape(-1, self.heads * self.size)) + asking)
        return self.down_norm(self.down(F.gelu(self.up(states))) + states)

    def _split(self, states: Tensor) -> Tensor:
        """Tokens x heads x size of a head."""
        return states.reshape(-1, self.heads, self.size)


def _joined(parts: Sequence[nn.Linear], scale: float = 1.0) -> nn.Linear:
    """One linear layer whose output is those of ``parts`` side by side, times ``scale``."""
    joined = nn.Linear(parts[0].in_features, sum(part.out_features for part in parts))
    with torch.no_grad():
        joined.weight.copy_(torch.cat([part.weight for part in parts]) * scale)
        joined.bias.copy_(torch.cat([part.bias for part in parts]) * scale)
    return joined
