"""A trained tagger of a few kilobytes with weights set by hand: a word of the sentence gives its label, nothing else does.

Its network is of the shipped one's kind where it matters: int64 inputs, a product in eight-bit integers whose scale is
taken from the passage itself, two outputs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from jointcharge.classify.model_folder import ONNX, TOKENIZER, Head, ModelCard, ModelFolder, write_model_card

WORDS = {
    "bribed": ("form", "bribery"),
    "repay": ("signal", "unlawful_fees"),
    "forged": ("signal", "fraudulent_documents"),
    "border": ("actor", "border_customs"),
    "van": ("stage", "transport_border"),
    "brothel": ("element", "PURPOSE_SEXUAL_EXPLOITATION"),
    "allegedly": ("status", "alleged"),
    "found": ("status", "found"),
}
"""A word, and the head that it raises."""
SURE, QUIET = 6.0, -3.0
"""A head's logit with its word once is ``QUIET + SURE``, without it ``QUIET``."""
MAX_TOKENS = 64
SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def write_tiny_model(folder: Path, *, quiet: float = QUIET, **card: object) -> ModelFolder:
    """A model folder; ``quiet`` changes the network, ``card`` what is said of it."""
    pytest.importorskip("onnx", reason="the tiny model is written with onnx: pip install 'jointcharge[test]'")
    pytest.importorskip("tokenizers", reason="needs the extra tag")
    pytest.importorskip("onnxruntime", reason="needs the extra tag")
    folder.mkdir(parents=True, exist_ok=True)
    _tokenizer().save(str(folder / TOKENIZER))
    (folder / ONNX).write_bytes(_network(quiet))
    heads = tuple(
        Head(dimension=d, label=label, case_threshold=0.5 if d == "element" else 0) for d, label in WORDS.values()
    )
    told = {"name": "model", "base": "tiny", "max_tokens": MAX_TOKENS, "heads": heads, "seed": 0, "trained_on": ()}
    return write_model_card(folder, ModelCard.model_validate({**told, **card}))


def _tokenizer():
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    vocabulary = {word: number for number, word in enumerate((*SPECIALS, *WORDS))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(one, vocabulary[one]) for one in ("[CLS]", "[SEP]")],
    )
    return tokenizer


def _network(quiet: float) -> bytes:
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    size = len(WORDS)
    vectors = np.vstack([np.zeros((len(SPECIALS), size)), np.eye(size)]).astype(np.float32)
    vectors[SPECIALS.index("[UNK]")] = 0.001  # so that every word moves the scale a little, as in a real network
    constants = {
        "vectors": vectors,
        "weights": (100 * np.eye(size)).astype(np.int8),
        "weight_scale": np.array(SURE / 100, dtype=np.float32),
        "bias": np.full(size, quiet, dtype=np.float32),
        "words": np.array([1], dtype=np.int64),
        "last": np.array([2], dtype=np.int64),
        "least": np.array(1e-9, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["vectors", "input_ids"], ["tokens"]),
        helper.make_node("Sub", ["attention_mask", "token_type_ids"], ["own"]),
        helper.make_node("Cast", ["own"], ["own_float"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["own_float", "last"], ["share"]),
        helper.make_node("Mul", ["tokens", "share"], ["counted"]),
        helper.make_node("ReduceSum", ["counted", "words"], ["sum"], keepdims=0),
        helper.make_node("DynamicQuantizeLinear", ["sum"], ["eight_bits", "scale", "zero"]),
        helper.make_node("MatMulInteger", ["eight_bits", "weights", "zero"], ["product"]),
        helper.make_node("Cast", ["product"], ["product_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["product_float", "scale"], ["scaled"]),
        helper.make_node("Mul", ["scaled", "weight_scale"], ["raised"]),
        helper.make_node("Add", ["raised", "bias"], ["logits"]),
        helper.make_node("ReduceL2", ["sum", "words"], ["length"], keepdims=1),
        helper.make_node("Max", ["length", "least"], ["divisor"]),
        helper.make_node("Div", ["sum", "divisor"], ["embedding"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(n, TensorProto.INT64, [1, "n"]) for n in ("input_ids", "attention_mask", "token_type_ids")],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, size]) for n in ("logits", "embedding")],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9).SerializeToString()
