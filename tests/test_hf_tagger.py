"""The trained network run by transformers and torch: the same labels as the folder that needs neither."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import MAX_TOKENS, write_tiny_model

from jointcharge.classify import hf_tagger
from jointcharge.classify.base import open_tagger
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.model_folder import CARD, TOKENIZER, Head, ModelCard, ModelFolder
from jointcharge.records.errors import MissingExtraError, TaggerError

CASE = case_of_sentences("t:1", "T", "u", ["He bribed the clerk.", "The house had two doors.", "bribed " * 400])
HEADS = (Head(dimension="form", label="bribery"), Head(dimension="signal", label="laundering"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    """A BERT of two small layers with weights drawn at random."""
    torch = pytest.importorskip("torch", reason="needs the extra train")
    transformers = pytest.importorskip("transformers", reason="needs the extra train")
    from jointcharge.classify.learning.network import Network

    base = tmp_path_factory.mktemp("hf")
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, max_position_embeddings=MAX_TOKENS
    )  # fmt: skip
    network = Network(transformers.BertModel(config), len(HEADS))
    torch.nn.init.normal_(network.heads.weight, std=2.0)
    tokenizer = write_tiny_model(base / "tiny").path / TOKENIZER
    card = ModelCard(name="model", base="tiny", max_tokens=MAX_TOKENS, heads=HEADS, seed=0, trained_on=())
    return hf_tagger.write_hf(network, tokenizer, card, base / "hf")


def test_the_folder_is_read_back_and_gives_the_same_numbers(folder: ModelFolder) -> None:
    first, second = (open_tagger(f"hf:{folder.path}") for _ in range(2))
    assert (first.name, first.version) == ("hf", f"1-{folder.card.version}")
    assert first.tag(CASE) == second.tag(CASE)
    assert {tag.label for tag in first.tag(CASE)} <= {"bribery", "laundering"}


def test_the_same_network_as_onnx_gives_the_same_numbers(folder: ModelFolder, tmp_path: Path) -> None:
    from jointcharge.classify.context import compose_case
    from jointcharge.classify.learning.export import export

    as_onnx = export(
        hf_tagger.read_network(folder), folder.path / TOKENIZER, folder.card, tmp_path / "onnx", eight_bits=False
    )
    passages = compose_case(CASE)
    mine, theirs = (open_tagger(spec).read(passages) for spec in (f"hf:{folder.path}", f"model:{as_onnx.path}"))
    for one, other in zip(mine, theirs, strict=True):
        assert one.logits == pytest.approx(other.logits, abs=1e-4)
        assert one.embedding == pytest.approx(other.embedding, abs=1e-4)


def test_weights_that_do_not_fit_the_configuration_are_told_in_one_line(folder: ModelFolder, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder.path, tmp_path / "copy"))
    config = (copy / "config.json").read_text().replace('"hidden_size": 16', '"hidden_size": 32')
    (copy / "config.json").write_text(config)
    with pytest.raises(TaggerError, match=r"^the network in [^\n]* cannot be read \([^\n]*\); train it again$"):
        open_tagger(f"hf:{copy}").tag(CASE)


def test_weights_that_were_changed_are_refused(folder: ModelFolder, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder.path, tmp_path / "copy"))
    (copy / hf_tagger.WEIGHTS).write_bytes(b"other")
    with pytest.raises(TaggerError, match=r"network\.pt is not the file that model\.json was written for"):
        open_tagger(f"hf:{copy}")


def test_a_folder_that_is_none_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf_tagger, "find_spec", lambda _: True)
    with pytest.raises(TaggerError, match=f"no trained tagger is in .*{CARD}"):
        open_tagger(f"hf:{tmp_path}")


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf_tagger, "find_spec", lambda name: None if name == "torch" else True)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[train\]"):
        open_tagger(f"hf:{tmp_path}")
