"""Which words gave a label, in passages of any length, and how many windows that costs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import MAX_TOKENS, write_tiny_model

from jointcharge.classify.encoding import Encoder
from jointcharge.classify.explain import ExplainedPassage, explain
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.occlusion import GROUPS, NEAR
from jointcharge.classify.onnx_tagger import OnnxNetwork, open_onnx
from jointcharge.cli.explain import _lines, _withheld
from jointcharge.records.case import Actor, ActorRole, Case, Span, Stated

LONG = 20_000


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every window that a network reads."""
    read: list[int] = []
    run = OnnxNetwork.run

    def counting(self, window):
        read.append(len(window.input_ids))
        return run(self, window)

    monkeypatch.setattr(OnnxNetwork, "run", counting)
    return read


def case_of(*sentences: str) -> Case:
    return case_of_sentences("t:1", "A title", "https://example.org/1", list(sentences))


def explained(tmp_path: Path, *sentences: str, top: int = 1) -> tuple[ExplainedPassage, ...]:
    return explain(open_onnx(write_tiny_model(tmp_path / "tiny").path), case_of(*sentences), top)


def filled(words: int, at: int, *said: str) -> str:
    """So many words, no two alike so that none is remembered, and ``said`` from word ``at`` on."""
    text = [f"thing{n}" for n in range(words)]
    text[at : at + len(said)] = said
    return " ".join(text)


def test_all_words_of_a_passage_that_fits_one_window_are_weighed(tmp_path: Path, windows: list[int]) -> None:
    (one,) = explained(tmp_path, "The owner bribed two guards.")
    assert one.examined is None
    assert [word.words for word in one.words] == ["bribed"]
    assert len(windows) == 1 + 1 + 5, "the case, the sentence again, and each word left out"


def test_a_very_long_passage_costs_twice_its_windows_and_not_two_hundred_times(
    tmp_path: Path, windows: list[int]
) -> None:
    text = filled(LONG, 15_000, "bribed")
    (one,) = explained(tmp_path, text)
    size = MAX_TOKENS - 4  # three special tokens, and one before the first sentence
    step = (size - size // 4) * 3 // 4  # the tagger's own windows: a quarter for the neighbours, a quarter of overlap
    once = LONG // step
    assert 1.9 * once < len(windows) <= 2.1 * once + GROUPS
    assert max(windows) <= MAX_TOKENS
    assert [word.words for word in one.words] == ["bribed"]
    assert text[one.words[0].start : one.words[0].end] == "bribed"


def test_the_stretch_examined_holds_the_word_and_says_where_it_stands(tmp_path: Path) -> None:
    text = filled(2_000, 1_200, "bribed")
    (one,) = explained(tmp_path, text)
    examined = one.examined
    assert examined is not None
    assert examined.first_word <= 1_201 <= examined.last_word
    assert examined.words == 2_000
    assert examined.last_word - examined.first_word < MAX_TOKENS
    words = text.split()[examined.first_word - 1 : examined.last_word]
    assert text[examined.start : examined.end].split() == words
    assert examined.confidence > 0.9


def test_words_that_span_the_end_of_a_stretch_stand_together_in_another(tmp_path: Path) -> None:
    """Wherever two neighbours stand, one stretch has both."""
    for at in range(30, 75):
        (one,) = explained(tmp_path, filled(400, at, "bribed", "bribed"))
        assert len(one.words) == 2, at


def test_the_output_says_that_only_a_stretch_was_weighed_and_shows_it(tmp_path: Path) -> None:
    tagger = open_onnx(write_tiny_model(tmp_path / "tiny").path)
    case = case_of(filled(2_000, 1_200, "bribed"))
    passages = explain(tagger, case, 1)
    told = " ".join(" ".join(_lines(case, tagger, passages, {})).split())
    examined = passages[0].examined
    assert f"only words {examined.first_word} to {examined.last_word} of 2000 were weighed: the stretch" in told
    assert "bribed" in told[: told.index("only words")], "the stretch itself is shown, not the beginning"


def test_no_name_that_is_withheld_comes_out_with_the_stretch(tmp_path: Path) -> None:
    text = filled(2_000, 1_200, "Orlanda", "bribed")
    case = case_of(text)
    span = Span(document=case.passages[0].span.document, start=0, end=7)
    label = Stated(value="Orlanda Quist", wording="Orlanda Quist", span=span)
    case = case.model_copy(update={"actors": (Actor(actor_id="a", role=ActorRole.VICTIM, label=label),)})
    tagger = open_onnx(write_tiny_model(tmp_path / "tiny").path)
    passages = [_withheld(case, one) for one in explain(tagger, case, 1)]
    assert "Orlanda" in text
    assert "Orlanda" not in passages[0].model_dump_json()
    assert (passages[0].examined.start, passages[0].examined.end) == (0, 0), "its place is no longer that of the text"
    assert "Orlanda" not in "\n".join(_lines(case, tagger, passages, {}))


def test_a_sentence_beside_a_very_long_one_does_not_read_it_again_for_every_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ids = Encoder.ids
    monkeypatch.setattr(Encoder, "ids", lambda self, text: asked.append(len(text)) or ids(self, text))
    explained(tmp_path, "The owner bribed two guards at the gate.", filled(LONG, 0))
    assert sum(length > 2 * NEAR for length in asked) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "bribed" + "x" * 50_000 + " bribed thing",
        "bribed," * 3_000,
        "\u200b " * 3_000 + "bribed",
        " ".join(["y" * 5_000] * 30) + " bribed",
        "贿赂" * 3_000 + " bribed",
    ],
)
def test_words_without_end_and_without_tokens_are_bounded_too(tmp_path: Path, windows: list[int], text: str) -> None:
    explained(tmp_path, text)
    assert len(windows) <= 4 * (len(text) // 20) + GROUPS
    assert len(windows) < 2_000
