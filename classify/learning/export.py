"""The trained network as a model folder that needs no torch: ONNX, weights in eight bits, tokenizer and card."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import torch
from torch import nn

from jointcharge.classify.encoding import AROUND, SENTENCE
from jointcharge.classify.learning.network import Network
from jointcharge.classify.learning.served import ServedNetwork, serves
from jointcharge.classify.model_folder import ONNX, TOKENIZER, ModelCard, ModelFolder, write_model_card

OPSET = 17


def export(network: Network, tokenizer: Path, card: ModelCard, folder: Path, *, eight_bits: bool = True) -> ModelFolder:
    """Write ``folder`` whole: the card last, so that an interrupted export is no model folder."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / "plain.onnx"
    write_onnx(network, plain)
    if eight_bits:
        quantise(plain, folder / ONNX)
        plain.unlink()
    else:
        plain.replace(folder / ONNX)
    if tokenizer != folder / TOKENIZER:
        shutil.copyfile(tokenizer, folder / TOKENIZER)
    return write_model_card(folder, card)


def write_onnx(network: Network, path: Path) -> None:
    """The network for one window of any length, in 32 bits."""
    network.eval()
    ids = torch.ones((1, 8), dtype=torch.int64)
    types = torch.tensor([[AROUND] * 4 + [SENTENCE] * 4])
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": types}
    served: nn.Module = network
    if serves(network):
        served = ServedNetwork(network).eval()
        del inputs["attention_mask"]
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the newer exporter needs two more libraries
        torch.onnx.export(
            served,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=["logits", "embedding"],
            dynamic_axes={name: {1: "tokens"} for name in inputs},
            opset_version=OPSET,
            dynamo=False,
        )


def quantise(plain: Path, path: Path) -> None:
    """Weights in eight bits, activations as they come (dynamic quantisation)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True)
