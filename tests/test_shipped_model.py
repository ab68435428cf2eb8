"""The model that ships, on fictional sentences whose labels are plain; every other test of tagging runs a tiny one."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

pytest.importorskip("onnxruntime", reason="needs the extra tag: pip install 'jointcharge[tag]'")
pytest.importorskip("tokenizers", reason="needs the extra tag: pip install 'jointcharge[tag]'")

from jointcharge.classify.base import NO_WORDS, OTHER_SCRIPT, default_tagger, open_tagger, why_unread
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.classify.onnx_tagger import SHIPPED, open_onnx
from jointcharge.records.case import Case, TagDimension

PLAIN = [
    ("The driver bribed a border guard with 300 euros so that the women could pass.", "form", "bribery"),
    ("She travelled on a forged passport that the group had bought for her.", "signal", "fraudulent_documents"),
    ("On arrival she was told that she owed 20,000 euros for the journey and had to work it off.", "signal", "unlawful_fees"),
    ("He transferred the proceeds through accounts in the names of straw men to conceal their origin.", "signal", "laundering"),
]  # fmt: skip
"""A sentence, and the label it must carry."""
QUIET = [
    "The hearing was adjourned until the following week.",
    "The police searched the house and arrested two men.",
    "She lived with her aunt and went to school in the village.",
    "The court sentenced him to six years in prison.",
    "The weather was cold and the road was long.",
]
FACTS = (TagDimension.FORM, TagDimension.SIGNAL)


@pytest.fixture(scope="module")
def tagger() -> ModelTagger:
    return open_onnx(SHIPPED)


def case_of(*sentences: str) -> Case:
    return case_of_sentences("t:1", "The State v. Doe", "https://example.org/1", list(sentences))


def facts(tagger: ModelTagger, *sentences: str) -> set[tuple[str, str]]:
    return {(tag.dimension, tag.label) for tag in tagger.tag(case_of(*sentences)) if tag.dimension in FACTS}


def test_the_shipped_model_is_what_reads_by_default() -> None:
    assert default_tagger() == "model"
    assert open_tagger("model").name == "jointcharge-minilm"


@pytest.mark.parametrize(("sentence", "dimension", "label"), PLAIN)
def test_a_plain_sentence_carries_its_label(tagger: ModelTagger, sentence: str, dimension: str, label: str) -> None:
    assert (dimension, label) in facts(tagger, sentence)


@pytest.mark.parametrize(("sentence", "dimension", "label"), PLAIN)
def test_the_label_stands_at_its_sentence_among_quiet_ones(
    tagger: ModelTagger, sentence: str, dimension: str, label: str
) -> None:
    case = case_of(QUIET[0], QUIET[2], sentence, QUIET[3], QUIET[4])
    found = {(t.passage_id, t.dimension, t.label) for t in tagger.tag(case) if t.dimension in FACTS}
    assert (case.passages[2].passage_id, dimension, label) in found
    assert {passage for passage, _, _ in found} == {case.passages[2].passage_id}


@pytest.mark.parametrize("sentence", QUIET)
def test_a_quiet_sentence_carries_none(tagger: ModelTagger, sentence: str) -> None:
    assert facts(tagger, sentence) == set()


def test_quiet_sentences_carry_none_together(tagger: ModelTagger) -> None:
    assert facts(tagger, *QUIET) == set()


def test_a_passage_gets_bit_equal_numbers_alone_and_in_any_order(tagger: ModelTagger) -> None:
    _, composed = tagger.readable(case_of(*(sentence for sentence, _, _ in PLAIN), *QUIET))
    alone = [tagger.read([one])[0] for one in composed]
    order = list(range(len(composed)))
    random.Random(5).shuffle(order)
    together = tagger.read([composed[n] for n in order])
    assert order != sorted(order)
    for n, reading in zip(order, together, strict=True):
        assert reading == alone[n]
    assert open_onnx(SHIPPED, workers=1).read(composed) == tuple(alone)


def hostile() -> Iterator[tuple[str, str | None]]:
    """A text, and why it is not read; None where it is."""
    yield "", NO_WORDS
    yield "\x00\x07\x1b[2J", None  # one letter
    yield " \t\u200b\u2028 ", NO_WORDS
    yield "1234 -- 5678 !!!", NO_WORDS
    yield "Он дал пограничнику взятку.", OTHER_SCRIPT
    yield "他向边防人员行贿。", OTHER_SCRIPT
    yield "أعطى الحارس رشوة", OTHER_SCRIPT
    yield "He bri\x00bed\x1b a guard \ud7ff\ufffe at the b\u0336o\u0336rder.", None
    yield "x" * 20_000, None
    yield "A" + "\u0301" * 500, None


@pytest.mark.parametrize(("text", "reason"), [*hostile()])
def test_hostile_text_is_read_or_skipped_with_a_reason(tagger: ModelTagger, text: str, reason: str | None) -> None:
    case = case_of(QUIET[0], text, PLAIN[0][0])
    assert why_unread(case.passages[1], case, tagger.languages) == reason
    passages, composed = tagger.readable(case)
    assert len(passages) == len(tagger.read(composed)) == (3 if reason is None else 2)
    assert any(tag.passage_id == case.passages[2].passage_id and tag.label == "bribery" for tag in tagger.tag(case))


def test_a_passage_of_five_thousand_words_is_read_in_windows_to_its_end(tagger: ModelTagger) -> None:
    quiet = " ".join(QUIET[n % len(QUIET)] for n in range(600))
    words = quiet.split()[:5_000]
    bribed = " ".join([*words[:4_900], PLAIN[0][0], *words[4_900:]])
    passages, composed = tagger.readable(case_of(bribed))
    assert len(tagger.encoder.encode(composed[0])) > 40
    assert ("form", "bribery") in facts(tagger, bribed)
    assert ("form", "bribery") not in facts(tagger, " ".join(words))
    assert len(passages) == 1
