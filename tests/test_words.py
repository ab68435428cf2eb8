"""The word model, and words and lexicon beside the network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jointcharge.classify.context import Composed
from jointcharge.classify.decide import Reading, pooled
from jointcharge.classify.fusion import Fusion
from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.blend import MOST, Blend, blended, hits_of, lexicon_saw, weighted
from jointcharge.classify.learning.examples import HEADS, Example
from jointcharge.classify.lexicon import open_lexicon
from jointcharge.classify.model_folder import Head, ModelCard
from jointcharge.classify.words import BUCKETS, WordModel, buckets_of, read_words, weigh, write_words
from jointcharge.records.errors import TaggerError

FEES = HEADS.index(("signal", "unlawful_fees"))
ELEMENT = HEADS.index(("element", "ACT_RECRUITMENT"))


def model_of(*, everywhere: float = 1.0, bias: float = -1.0, **weights: float) -> WordModel:
    """Every head weighs the words named; all words are as rare as each other."""
    scale = max(map(abs, weights.values())) / 127
    found = np.zeros((BUCKETS, len(HEADS)), np.int8)
    for word, weight in weights.items():
        (place,) = buckets_of(word)
        found[place] = round(weight / scale)
    rarity = np.full(BUCKETS, everywhere, np.float32)
    return WordModel(
        rarity, rarity, found, np.full(len(HEADS), scale, np.float32), np.full(len(HEADS), bias, np.float32)
    )


def card(words: float = 0.0, lexicon: float = 0.0) -> ModelCard:
    heads = tuple(Head(dimension=d, label=label, words=words, lexicon=lexicon) for d, label in HEADS)
    told = {"name": "t", "base": "b", "max_tokens": 64, "heads": heads, "seed": 0, "trained_on": ()}
    return ModelCard.model_validate(told)


def case(*sentences: str) -> Example:
    return Example("k", "k", "", None, sentences, (frozenset(),) * len(sentences), None, "real")


def test_words_and_pairs_have_places_whatever_their_case() -> None:
    assert list(buckets_of("He Paid")) == list(buckets_of("he, paid!"))
    assert len(list(buckets_of("he paid him"))) == 5
    assert list(buckets_of("...")) == []


def test_a_text_is_a_vector_of_length_one_over_what_training_knew() -> None:
    rarity = np.zeros(BUCKETS, np.float32)
    places = {word: next(iter(buckets_of(word))) for word in ("bribe", "police")}
    rarity[places["bribe"]], rarity[places["police"]] = 2.0, 1.0
    vector = weigh(["Police, bribe!", "unknown police"], rarity)
    assert vector.keys() == set(places.values())
    assert sum(value**2 for value in vector.values()) == pytest.approx(1.0)
    assert vector[places["bribe"]] / vector[places["police"]] == pytest.approx(2 / (1 + np.log(2)))


def test_a_telling_word_raises_the_logit_and_an_empty_text_has_the_bias() -> None:
    model = model_of(bribe=5.0)
    assert model.of_sentence("bribe")[0] == pytest.approx(-1 + 5.0)
    assert model.of_sentence("a bribe or two")[0] > model.of_sentence("a gift or two")[0]
    assert model.of_sentence("")[0] == pytest.approx(-1.0)
    assert model.of_case([])[0] == pytest.approx(-1.0)


def test_a_word_model_reads_back_and_a_broken_file_is_named(tmp_path: Path) -> None:
    model = model_of(bribe=5.0, fee=-2.0)
    write_words(model, tmp_path / "words.npz")
    assert read_words(tmp_path / "words.npz").of_sentence("the fee") == model.of_sentence("the fee")
    (tmp_path / "broken.npz").write_bytes(b"no zip")
    for name in ("broken.npz", "absent.npz"):
        with pytest.raises(TaggerError, match="restore it or train again"):
            read_words(tmp_path / name)


def test_without_weights_nothing_is_added_and_no_lexicon_is_opened() -> None:
    fusion = Fusion(card(), lambda: model_of(bribe=5.0))
    logits = tuple(float(n) for n in range(len(HEADS)))
    assert fusion.of_passage(Composed("a bribe", "", (), ()), logits) == logits
    assert fusion.of_case([Reading("a bribe", logits, ())]) == (Reading("a bribe", logits, ()),)
    assert fusion.version == ""


def test_a_word_model_of_other_labels_is_refused() -> None:
    with pytest.raises(TaggerError, match=rf"knows {len(HEADS)} labels, the card 3; restore the model folder"):
        Fusion(card(words=0.5).model_copy(update={"heads": card(words=0.5).heads[:3]}), lambda: model_of(bribe=5.0))


def test_a_passage_takes_its_words_and_its_hits_and_elements_wait_for_the_case() -> None:
    words = model_of(bribe=5.0)
    fusion = Fusion(card(words=0.5, lexicon=3.0), lambda: words)
    sentence = "Each woman was told that she owed 30,000 dollars for her travel and had to work it off."
    found = fusion.of_passage(Composed(sentence, "", (), ()), [1.0] * len(HEADS))
    hit = (HEADS[FEES]) in {(str(d), label) for d, label in open_lexicon().labels_in(sentence, (), "en")}
    assert hit
    assert found[FEES] == pytest.approx(1 + 0.5 * words.of_sentence(sentence)[FEES] + 3)
    assert found[ELEMENT] == 1.0
    assert fusion.version == open_lexicon().version


def test_the_words_of_the_case_raise_its_elements_by_one_number() -> None:
    words = model_of(recruited=4.0)
    fusion = Fusion(card(words=2.0), lambda: words)
    readings = [Reading(text, [0.3 * n] * len(HEADS), ()) for n, text in enumerate(("she was recruited", "she left"))]
    raised = fusion.of_case(readings)
    gain = 2 * words.of_case(["she was recruited", "she left"])[ELEMENT]
    before, after = (pooled([one.logits[ELEMENT] for one in some]) for some in (readings, raised))
    assert after - before == pytest.approx(gain)
    assert [one.logits[FEES] for one in raised] == [one.logits[FEES] for one in readings]


def test_blending_in_training_adds_what_fusion_adds_at_work() -> None:
    """One half of the code is fitted, the other runs: the same case must get the same logits from both."""
    example = case("She owed 30,000 dollars for the travel and had to work it off.", "He paid the officer a bribe.")
    words, rng = model_of(bribe=5.0, owed=2.0), np.random.default_rng(0)
    network = Answers(rng.normal(size=(2, len(HEADS))).astype(np.float32), np.zeros((2, 1), np.float32))
    said = np.array([words.of_sentence(one) for one in example.sentences], np.float32)
    part = slice(ELEMENT, len(HEADS))
    said[:, part] = words.of_case(example.sentences)[part]
    lexicon = tuple(MOST if d in ("form", "signal") else 0.0 for d, _ in HEADS)
    blend = Blend((0.7,) * len(HEADS), lexicon)
    trained = blended([example], {"k": network}, {"k": Answers(said, network.embeddings)}, blend)["k"].logits
    heads = weighted(card().heads, blend)
    fusion = Fusion(card().model_copy(update={"heads": heads}), lambda: words)
    rows = zip(example.composed, network.logits.tolist(), strict=True)
    readings = [Reading(one.sentence, fusion.of_passage(one, logits), ()) for one, logits in rows]
    assert np.allclose(trained, [one.logits for one in fusion.of_case(readings)], atol=1e-4)
    assert hits_of(example).any()


def test_the_halves_of_the_lexicon_are_those_it_was_written_on() -> None:
    halves = [lexicon_saw(f"USA{n:03}") for n in range(400)]
    assert 150 < sum(halves) < 250
    assert lexicon_saw("USA001") is lexicon_saw("USA001")
