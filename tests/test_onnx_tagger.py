"""The trained tagger at work: the same answer whatever stands around, long and hostile text, the cache, broken folders."""

from __future__ import annotations

import random
import sys
import time
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import QUIET, SURE, WORDS, write_tiny_model

from jointcharge.classify import base, onnx_tagger
from jointcharge.classify.authored import read_authored
from jointcharge.classify.base import TaggerSettings, default_tagger, open_tagger
from jointcharge.classify.context import Composed, compose_texts
from jointcharge.classify.decide import confidence
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.model_folder import CARD, ONNX, Head, ModelFolder, write_model_card
from jointcharge.classify.model_folder import WORDS as WORD_FILE
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.classify.onnx_tagger import OnnxNetwork, open_onnx
from jointcharge.classify.tag_cache import PassageCache
from jointcharge.classify.words import BUCKETS, WordModel, write_words
from jointcharge.records.case import Case, FormStatus, Tag
from jointcharge.records.errors import MissingExtraError, TaggerError

BRIBE = "The owner allegedly bribed two border guards."
FEES = "They had to repay the flight."
PLAIN = "The house had two doors."
LONG_WORDS = 100_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny").path


def case_of(*sentences: str, name: str = "t:1") -> Case:
    return case_of_sentences(name, "A title", "https://example.org/1", list(sentences))


def told(tags: tuple[Tag, ...]) -> list[tuple[str, str]]:
    return [(tag.passage_id, tag.label) for tag in tags]


def composed(texts: list[str]) -> list[Composed]:
    return compose_texts(texts, title="A title", country=None)


def lone(sentence: str, head: str = "") -> Composed:
    return Composed(sentence, head, (), ())


# ---- what is tagged ---------------------------------------------------------------------------------------


def test_labels_carry_calibrated_confidence_status_and_the_whole_passage(folder: Path) -> None:
    case = case_of(PLAIN, BRIBE, FEES)
    tags = open_onnx(folder).tag(case)
    assert told(tags) == [("t:1@2", "bribery"), ("t:1@2", "border_customs"), ("t:1@3", "unlawful_fees")]
    assert tags[0].status is FormStatus.ALLEGED
    assert tags[0].score == pytest.approx(1 / (1 + 2.718281828 ** -(QUIET + SURE)), abs=0.02)
    assert tags[0].span == case.passages[1].span


def test_an_element_of_trafficking_is_the_cases_and_sits_on_the_passage_that_says_it_most(folder: Path) -> None:
    tags = open_onnx(folder).tag(case_of(PLAIN, "She worked in a brothel.", PLAIN))
    assert [(tag.passage_id, tag.dimension, tag.label) for tag in tags] == [
        ("t:1@2", "element", "PURPOSE_SEXUAL_EXPLOITATION")
    ]


def test_below_the_floor_the_tagger_abstains(tmp_path: Path) -> None:
    assert told(open_onnx(write_tiny_model(tmp_path / "a").path).tag(case_of(FEES)))
    assert open_onnx(write_tiny_model(tmp_path / "b", floor=0.99).path).tag(case_of(FEES)) == ()


def test_only_languages_of_the_card_are_read(folder: Path) -> None:
    case = case_of(BRIBE, FEES)
    spanish = case.passages[0].model_copy(update={"language": "es"})
    mixed = case.model_copy(update={"passages": (spanish, case.passages[1])})
    assert told(open_onnx(folder).tag(mixed)) == [("t:1@2", "unlawful_fees")]


# ---- order and company ------------------------------------------------------------------------------------


def texts_of(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    words = [*WORDS, "house", "door", "She", "paid", "then", "never"]
    return [" ".join(rng.choices(words, k=rng.randint(1, 60))) for _ in range(count)]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_passage_gets_bit_equal_numbers_alone_and_in_any_order(folder: Path, workers: int) -> None:
    passages = composed(texts_of(60, seed=1))
    alone = {one: open_onnx(folder, workers=1).read([one])[0] for one in passages[:20]}
    tagger = open_onnx(folder, workers=workers)
    straight = dict(zip(passages, tagger.read(passages), strict=True))
    assert all(straight[one] == reading for one, reading in alone.items())
    shuffled = random.Random(2).sample(passages, len(passages))
    assert dict(zip(shuffled, open_onnx(folder, workers=workers).read(shuffled), strict=True)) == straight


def test_words_and_lexicon_are_bit_equal_on_any_number_of_threads(tmp_path: Path) -> None:
    made = write_tiny_model(tmp_path / "a")
    rng = np.random.default_rng(0)
    rarity, size = rng.random(BUCKETS, np.float32), len(made.card.heads)
    weights = rng.integers(-100, 100, (BUCKETS, size)).astype(np.int8)
    scales = np.full(size, 0.01, np.float32)
    write_words(WordModel(rarity, rarity, weights, scales, scales), made.path / WORD_FILE)
    heads = tuple(head.model_copy(update={"words": 0.5, "lexicon": 3.0}) for head in made.card.heads)
    write_model_card(made.path, made.card.model_copy(update={"heads": heads}))
    documents = list(read_authored())[::300]
    passages = [
        one
        for document in documents
        for one in compose_texts([s.text for s in document.sentences], title=document.title, country=document.country)
    ]
    one_by_one = open_onnx(made.path, workers=1)
    straight = {one: one_by_one.read([one])[0] for one in passages}
    plain = open_onnx(write_tiny_model(tmp_path / "b").path).read(passages)
    assert not any(straight[one] == bare for one, bare in zip(passages, plain, strict=True)), "words must count"
    for seed in range(3):
        shuffled = random.Random(seed).sample(passages, len(passages))
        assert dict(zip(shuffled, open_onnx(made.path, workers=4).read(shuffled), strict=True)) == straight


@pytest.mark.parametrize("slow", ["words", "network"])
def test_the_network_opened_ahead_reads_the_first_passage(
    folder: Path, slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever thread is free first, it takes the network that is there."""
    opened: list[float] = []
    begin, words = OnnxNetwork.__init__, ModelFolder.words.func
    monkeypatch.setattr(
        OnnxNetwork,
        "__init__",
        lambda self, made: (time.sleep(0.3 * (slow == "network")), opened.append(1), begin(self, made))[2],
    )
    late = cached_property(lambda self: (time.sleep(0.3 * (slow == "words")), words(self))[1])
    late.__set_name__(ModelFolder, "words")
    monkeypatch.setattr(ModelFolder, "words", late)
    tagger = open_onnx(folder, workers=2)
    assert told(tagger.tag(case_of(BRIBE)))
    assert len(opened) == 1


def test_a_passage_that_stands_twice_in_one_context_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    run = OnnxNetwork.run
    monkeypatch.setattr(OnnxNetwork, "run", lambda self, window: asked.append(window) or run(self, window))
    readings = open_onnx(folder).read([lone(BRIBE), lone(FEES), lone(BRIBE)])
    assert readings[0] == readings[2] != readings[1]
    assert len(asked) == 2


# ---- long and hostile text --------------------------------------------------------------------------------


def test_a_passage_of_100000_words_is_read_to_its_last_word(folder: Path) -> None:
    case = case_of("word " * (LONG_WORDS - 1) + "bribed", PLAIN)
    assert told(open_onnx(folder).tag(case)) == [("t:1@1", "bribery")]


def test_the_surest_window_speaks_for_a_long_passage_and_its_vector_has_length_one(folder: Path) -> None:
    tagger = open_onnx(folder)
    short, long = tagger.read([lone("bribed"), lone("bribed " + "forged " * 200)])
    bribery = tagger.card.heads[0]
    assert confidence(bribery, long.logits[0]) >= confidence(bribery, short.logits[0]) - 0.01
    assert sum(x * x for x in long.embedding) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\x01\x1b[31m\x7f",
        "— 17 —",
        "她向两名军官行贿。",
        "Она дала взятку.",
        "\u202ebribed\u202c\ufeff",
        "bribed\x00bribed\x1b[2J",
        "x" * 50_000,
        "[CLS] [SEP] [PAD] bribed",
        "😀" * 300 + " bribed",
    ],
)
def test_hostile_text_is_tagged_or_passed_over_and_its_neighbours_are_not_lost(folder: Path, text: str) -> None:
    tags = open_onnx(folder).tag(case_of(FEES, text, FEES))
    assert {("t:1@1", "unlawful_fees"), ("t:1@3", "unlawful_fees")} <= set(told(tags))


# ---- the cache --------------------------------------------------------------------------------------------


def cached(folder: Path, file: Path) -> ModelTagger:
    opened = open_tagger(f"model:{folder}", TaggerSettings(cache=file))
    assert isinstance(opened, ModelTagger)
    return opened


def test_what_was_read_is_not_read_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(PLAIN, BRIBE, FEES)
    first = cached(folder, tmp_path / "c.db").tag(case)
    monkeypatch.setattr(OnnxNetwork, "run", lambda *_: pytest.fail("it was read again"))
    assert cached(folder, tmp_path / "c.db").tag(case) == first


def test_an_answer_from_the_cache_is_bit_equal_to_a_fresh_one(folder: Path, tmp_path: Path) -> None:
    passages = composed(texts_of(30, seed=3))
    fresh = open_onnx(folder).read(passages)
    assert cached(folder, tmp_path / "c.db").read(passages) == fresh
    assert cached(folder, tmp_path / "c.db").read(passages) == fresh


def test_a_changed_model_never_meets_an_old_answer(folder: Path, tmp_path: Path) -> None:
    old = cached(folder, tmp_path / "c.db")
    new = cached(write_tiny_model(tmp_path / "new", quiet=QUIET + 1).path, tmp_path / "c.db")
    assert old.name == new.name
    assert old.version != new.version
    assert new.read([lone(BRIBE)])[0].logits[0] == pytest.approx(old.read([lone(BRIBE)])[0].logits[0] + 1)


def test_a_changed_threshold_is_another_version(folder: Path, tmp_path: Path) -> None:
    heads = tuple(Head(dimension=d, label=label, threshold=0.7) for d, label in WORDS.values())
    assert open_onnx(write_tiny_model(tmp_path / "b", heads=heads).path).version != open_onnx(folder).version


def test_other_surroundings_are_another_question(folder: Path, tmp_path: Path) -> None:
    tagger = cached(folder, tmp_path / "c.db")
    tagger.read([lone(BRIBE, "one")])
    tagger.read([lone(BRIBE, "two")])
    assert PassageCache(tmp_path / "c.db")._db.execute("SELECT count(*) FROM answers").fetchone()[0] == 2


# ---- folders that cannot be used --------------------------------------------------------------------------


def test_a_folder_without_a_model_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(TaggerError, match=r"no trained tagger is in .*model\.json.* jointcharge train"):
        open_tagger(f"model:{tmp_path}")


def test_a_network_that_was_changed_is_refused(folder: Path) -> None:
    (folder / ONNX).write_bytes((folder / ONNX).read_bytes() + b"x")
    with pytest.raises(TaggerError, match=r"model\.onnx is not the file"):
        open_onnx(folder)


def test_a_network_that_cannot_run_is_told_in_one_line(tmp_path: Path) -> None:
    made = write_tiny_model(tmp_path / "a")
    (made.path / ONNX).write_bytes(b"no network")
    with pytest.raises(TaggerError, match=r"^[^\n]*is no network that can be run[^\n]*; restore the model folder$"):
        OnnxNetwork(made)


def test_a_card_with_other_heads_than_the_network_is_refused(tmp_path: Path) -> None:
    made = write_tiny_model(tmp_path / "a", heads=(Head(dimension="form", label="bribery"),))
    with pytest.raises(TaggerError, match=rf"gives \[{len(WORDS)}\] logits, its card names 1 heads"):
        OnnxNetwork(made)


def test_a_network_opened_by_a_thread_that_fails_tells_its_error(tmp_path: Path) -> None:
    made = write_tiny_model(tmp_path / "a")
    (made.path / ONNX).write_bytes(b"no network")
    write_model_card(made.path, made.card)
    tagger = open_onnx(made.path)
    for _ in range(2):
        with pytest.raises(TaggerError, match="is no network that can be run"):
            tagger.tag(case_of(BRIBE))


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_without_the_extra_the_error_names_it(folder: Path, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[tag\]"):
        open_onnx(folder)


# ---- which tagger reads where none is chosen --------------------------------------------------------------


def test_the_trained_tagger_is_the_default_where_it_can_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_tagger, "SHIPPED", folder)
    assert default_tagger() == "model"
    assert open_tagger("model").tag(case_of(BRIBE))


def test_the_lexicon_is_the_default_without_a_model_or_its_libraries(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_tagger, "SHIPPED", folder / "none")
    assert default_tagger() == "lexicon"
    monkeypatch.setattr(onnx_tagger, "SHIPPED", folder)
    monkeypatch.setattr(base, "find_spec", lambda _: None)
    assert default_tagger() == "lexicon"


def test_the_card_says_what_it_says(folder: Path) -> None:
    assert f'"version": "{open_onnx(folder).card.version}"' in (folder / CARD).read_text()
