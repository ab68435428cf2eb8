"""`jointcharge train`, and the model that ships."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from jointcharge.classify.authored import digest_of
from jointcharge.classify.learning.examples import HEADS
from jointcharge.classify.model_folder import CARD, ONNX, TOKENIZER, WORDS, read_model_folder
from jointcharge.cli.learn import train_command
from jointcharge.records.errors import MissingExtraError, TaggerError

SHIPPED = Path(__file__).resolve().parents[1] / "classify" / "data" / "model"
MEGABYTE = 1_000_000


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    result = CliRunner().invoke(train_command, ["--out", str(tmp_path / "m")])
    assert isinstance(result.exception, MissingExtraError)
    assert "jointcharge[train]" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_model_is_whole_and_small_enough() -> None:
    folder = read_model_folder(SHIPPED)
    assert [(head.dimension, head.label) for head in folder.card.heads] == list(HEADS)
    assert folder.words is not None
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 30 * MEGABYTE
    assert {path.name for path in SHIPPED.iterdir()} == {ONNX, TOKENIZER, WORDS, CARD, "NOTICE.md"}


def test_the_shipped_card_names_what_the_weights_have_seen() -> None:
    seen = {one.name: one for one in read_model_folder(SHIPPED).card.trained_on}
    assert seen["authored"].sha256 == digest_of()
    assert (seen["sherloc_summaries.jsonl"].cases, seen["sherloc_summaries.jsonl"].passages) == (481, 5715)


def test_every_calibration_of_the_shipped_model_is_above_the_floor_and_finite() -> None:
    card = read_model_folder(SHIPPED).card
    assert card.form_gate is not None
    assert card.form_gate.case_threshold >= card.floor > 0
    for head in card.heads:
        assert 0 < head.scale < 10
        assert abs(head.bias) < 20


@pytest.mark.parametrize("name", [ONNX, TOKENIZER, WORDS])
def test_a_file_that_the_card_was_not_written_for_is_refused(tmp_path: Path, name: str) -> None:
    for path in SHIPPED.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(b"another")
    with pytest.raises(TaggerError, match="restore it or train again") as caught:
        read_model_folder(tmp_path)
    assert name in str(caught.value)


def test_the_notice_names_the_origin_and_the_licence() -> None:
    notice = (SHIPPED / "NOTICE.md").read_text("utf-8")
    assert "all-MiniLM-L6-v2" in notice
    assert "Apache License 2.0" in notice
