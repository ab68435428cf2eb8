"""`jointcharge train --base FOLDER` on encoders of several kinds, each with names of its own for dropout and layers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the extra train: pip install 'jointcharge[train]'")
for library in ("transformers", "sklearn", "onnx", "onnxruntime"):
    pytest.importorskip(library, reason="needs the extra train: pip install 'jointcharge[train]'")

import transformers  # noqa: E402 - after the skips
from tiny_recipe import KINDS, LAYERS, Texts, single_thread, write_base, write_texts  # noqa: E402

from jointcharge.classify.base import open_tagger  # noqa: E402
from jointcharge.classify.context import compose_case  # noqa: E402
from jointcharge.classify.gold import case_of_sentences  # noqa: E402
from jointcharge.classify.learning import pipeline  # noqa: E402
from jointcharge.classify.learning.network import (  # noqa: E402
    build_network,
    freeze_lower,
    layers_of,
    tokenizer_file_of,
)
from jointcharge.classify.learning.pipeline import Recipe  # noqa: E402
from jointcharge.cli.learn import train_command  # noqa: E402
from jointcharge.records.errors import TaggerError  # noqa: E402

CASE = case_of_sentences("t:1", "T", "u", ["the guard took a bribe", "w5 w6 w7", "w8 " * 90])
ONE_FOR_ALL = "Albert"
SEVERAL = sorted(KINDS.keys() - {ONE_FOR_ALL})


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    with single_thread():
        yield


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    return write_texts(tmp_path_factory.mktemp("bases") / "texts")


def of_kind(kind: str, folder: Path) -> Any:
    write_base(folder, kind)
    return build_network(str(folder), 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_base_of_any_kind_becomes_a_folder_that_both_runtimes_read(
    kind: str, texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_base(tmp_path / "base", kind)
    # Without labelled cases: the second training and its frozen layers are tried below and in test_recipe.
    monkeypatch.setattr(pipeline, "Recipe", partial(Recipe, authored=texts.authored))
    out = tmp_path / "out"
    asked = ["--out", str(out), "--base", str(tmp_path / "base"), "--epochs", "1"]
    told = CliRunner().invoke(train_command, asked, catch_exceptions=False)
    assert f"written to {out}" in told.output
    passages = compose_case(CASE)
    mine, theirs = (open_tagger(spec).read(passages) for spec in (f"model:{out}", f"hf:{out}.work/hf"))
    for one, other in zip(mine, theirs, strict=True):
        assert np.isfinite(one.logits).all()
        assert one.logits == pytest.approx(other.logits, abs=0.1)  # eight bits beside 32


@pytest.mark.parametrize("kind", SEVERAL)
def test_token_embeddings_and_the_lower_layers_are_held_whatever_they_are_called(kind: str, tmp_path: Path) -> None:
    network = of_kind(kind, tmp_path)
    stack = layers_of(network)
    assert stack is not None
    assert len(stack) == LAYERS
    freeze_lower(network, 3)
    learns = [any(p.requires_grad for p in layer.parameters()) for layer in stack]
    assert learns == [False, False, False, True]
    assert not network.encoder.get_input_embeddings().weight.requires_grad
    held = {name for name, p in network.encoder.named_parameters() if not p.requires_grad}
    below = {name for name in held if "embeddings" in name}
    assert below == {name for name, _ in network.encoder.named_parameters() if "embeddings" in name}
    assert any("norm" in name.casefold() for name in below)


def test_of_bert_the_very_parts_are_held_that_were_before(tmp_path: Path) -> None:
    network = of_kind("Bert", tmp_path)
    freeze_lower(network, 2)
    encoder = network.encoder
    expected = {id(p) for part in (encoder.embeddings, *encoder.encoder.layer[:2]) for p in part.parameters()}
    assert {id(p) for p in network.parameters() if not p.requires_grad} == expected


def test_where_one_layer_serves_for_all_nothing_is_held_and_it_is_said(texts: Texts, tmp_path: Path) -> None:
    network = of_kind(ONE_FOR_ALL, tmp_path / "base")
    freeze_lower(network, 3)
    assert all(p.requires_grad for p in network.parameters())
    said: list[str] = []
    recipe = texts.recipe(tmp_path / "work", said.append)
    pipeline.open_work(
        Recipe(recipe.work, str(tmp_path / "base"), recipe.gold, recipe.authored, second=recipe.second, say=said.append)
    )
    assert said == [
        f"the layers of {tmp_path / 'base'} cannot be told apart; the second training holds none of them still"
    ]
    said.clear()
    pipeline.open_work(texts.recipe(tmp_path / "other", said.append))
    assert said == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("Bert", "attention_probs_dropout_prob"), ("DistilBert", "attention_dropout"), ("ModernBert", "attention_dropout")],
)  # fmt: skip
def test_attention_weights_are_never_dropped_whatever_the_base_calls_it(kind: str, name: str, tmp_path: Path) -> None:
    write_base(tmp_path, kind)
    config = transformers.AutoConfig.from_pretrained(tmp_path)
    setattr(config, name, 0.3)
    config.save_pretrained(tmp_path)
    encoder = build_network(str(tmp_path), 1).encoder
    assert getattr(encoder.config, name) == 0.0
    rates = [part.p for path, part in encoder.named_modules() if isinstance(part, torch.nn.Dropout) and "att" in path]
    assert 0.3 not in rates


def test_a_base_kept_in_sixteen_bits_is_trained_in_thirty_two(tmp_path: Path) -> None:
    write_base(tmp_path)
    transformers.AutoModel.from_pretrained(tmp_path).bfloat16().save_pretrained(tmp_path)
    network = build_network(str(tmp_path), 1)
    assert {p.dtype for p in network.parameters()} == {torch.float32}
    assert "16" not in str(network.encoder.config.dtype)


def test_an_encoder_with_a_decoder_is_refused(tmp_path: Path) -> None:
    transformers.T5Config(d_model=16, num_layers=1).save_pretrained(tmp_path)
    with pytest.raises(TaggerError, match=r"encoder with a decoder \(t5\); give one that is an encoder alone"):
        build_network(str(tmp_path), 1)


def test_a_base_without_a_tokenizer_says_so(tmp_path: Path) -> None:
    write_base(tmp_path / "base")
    (tmp_path / "base" / "tokenizer.json").unlink()
    with pytest.raises(
        TaggerError, match=r"the base .* has no tokenizer that can be kept as tokenizer\.json; give another"
    ):
        tokenizer_file_of(str(tmp_path / "base"), tmp_path)
