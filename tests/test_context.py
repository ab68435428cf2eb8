"""A passage in its context, and its tokens: the same in training and at work."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from jointcharge.classify.context import (
    LONG,
    NEIGHBOURS,
    TITLE_CHARACTERS,
    Composed,
    compose_case,
    compose_texts,
    head_of,
    remembered,
)
from jointcharge.classify.encoding import AROUND, HEAD_TOKENS, SENTENCE, Encoder, read_encoder
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.learning.examples import HEADS, Example
from jointcharge.classify.learning.windows import pack, tokenise
from jointcharge.records.errors import TaggerError

tokenizers = pytest.importorskip("tokenizers", reason="needs the extra tag: pip install 'jointcharge[tag]'")
CLS, SEP = 1, 2


def tokenizer(pairs: bool = True):
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    words = ["[UNK]", "[CLS]", "[SEP]", *[f"w{n}" for n in range(300)], "|", "ROU", "T"]
    made = tokenizers.Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    if pairs:
        special = [("[CLS]", CLS), ("[SEP]", SEP)]
        made.post_processor = TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=special
        )
    return made


def words(start: int, count: int) -> str:
    return " ".join(f"w{n % 300}" for n in range(start, start + count))


@pytest.fixture
def encoder() -> Encoder:
    return Encoder(tokenizer(), 64)


def test_a_passage_has_its_neighbours_of_the_same_section_in_reading_order() -> None:
    composed = compose_texts(["a", "b", "c", "d"], title="T", country="ROU")
    assert composed[0] == Composed("a", "ROU | T", (), ("b", "c"))
    assert composed[2] == Composed("c", "ROU | T", ("a", "b"), ("d",))
    assert NEIGHBOURS == 2


def test_another_section_is_no_neighbour() -> None:
    case = case_of_sentences("x", "T", "u", ["a", "b", "c"])
    passages = (case.passages[0], *(p.model_copy(update={"section": "notes"}) for p in case.passages[1:]))
    composed = compose_case(case.model_copy(update={"passages": passages}))
    assert [(one.before, one.after) for one in composed] == [((), ()), ((), ("c",)), (("b",), ())]


def test_control_characters_and_line_breaks_become_single_spaces() -> None:
    (composed,) = compose_texts(["a\x00b\r\n\t c\u200b"], title=None, country=None)
    assert composed == Composed("a b c", "", (), ())


def test_a_long_title_is_cut_and_a_missing_one_leaves_the_country() -> None:
    assert len(head_of("x" * 500, None)) == TITLE_CHARACTERS
    assert head_of(None, "ROU") == "ROU"


def test_the_tokens_of_the_sentence_alone_are_marked(encoder: Encoder) -> None:
    (window,) = encoder.encode(Composed("w1 w2", "ROU | T", ("w3",), ("w4",)))
    marked = [one for one, kind in zip(window.input_ids, window.token_type_ids, strict=True) if kind == SENTENCE]
    assert tuple(marked) == encoder.ids("w1 w2")
    head, before, after = encoder.ids("ROU | T"), encoder.ids("w3"), encoder.ids("w4")
    assert list(window.input_ids) == [CLS, *head, SEP, *before, SEP, *marked, SEP, *after, SEP]
    assert set(window.token_type_ids) == {SENTENCE, AROUND}


def test_what_is_farthest_is_cut_first_and_the_window_is_never_too_long(encoder: Encoder) -> None:
    around = [words(50, 20), words(100, 20), words(150, 20), words(200, 20)]
    (window,) = encoder.encode(Composed(words(0, 20), "ROU", tuple(around[:2]), tuple(around[2:])))
    ids = window.input_ids
    assert 62 <= len(ids) <= 64
    nearest = encoder.ids(around[1])
    assert any(ids[n : n + 20] == nearest for n in range(len(ids)))
    assert encoder.ids(around[0])[0] not in ids
    assert encoder.ids(around[2])[0] in ids


def test_a_sentence_too_long_becomes_windows_that_overlap_and_lose_no_word(encoder: Encoder) -> None:
    long = Composed(words(0, 300), "ROU", ("w5",), ("w6",))
    windows = encoder.encode(long)
    assert len(windows) > 5
    seen = [{one for one, kind in zip(w.input_ids, w.token_type_ids, strict=True) if kind == SENTENCE} for w in windows]
    assert set().union(*seen) == set(encoder.ids(long.sentence))
    assert all(a & b for a, b in pairwise(seen))
    assert max(len(w.input_ids) for w in windows) <= 64


def test_an_empty_sentence_is_one_window_without_words(encoder: Encoder) -> None:
    (window,) = encoder.encode(Composed("", "ROU", ("w1",), ()))
    assert SENTENCE not in window.token_type_ids


def test_a_long_head_leaves_room(encoder: Encoder) -> None:
    assert len(encoder.head_ids(words(0, 100))) == HEAD_TOKENS


def test_a_window_of_a_case_says_whose_each_token_is(encoder: Encoder) -> None:
    ids, owners = encoder.join([9], [[10, 11], [12]])
    assert ids == [CLS, 9, SEP, 10, 11, SEP, 12, SEP]
    assert owners == [-1, -1, -1, 0, 0, -1, 1, -1]
    assert encoder.room_for([9]) == 64 - 4
    assert encoder.cost_of([10, 11]) == 3


def test_too_small_a_window_and_a_tokenizer_without_pairs_are_refused() -> None:
    with pytest.raises(TaggerError, match="give at least 48"):
        Encoder(tokenizer(), 20)


def test_a_tokenizer_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")
    for name in ("tokenizer.json", "absent.json"):
        with pytest.raises(TaggerError, match="restore the model folder") as caught:
            read_encoder(tmp_path / name, 64)
        assert name in str(caught.value)


def test_windows_of_a_case_hold_every_sentence_once_and_are_never_too_long(encoder: Encoder) -> None:
    texts = tuple(words(20 * n, 12) for n in range(9))
    labels = (frozenset({("form", "bribery")}), *[frozenset[tuple[str, str]]()] * 8)
    case = tokenise(Example("k", "k", "T", "ROU", texts, labels, frozenset({"ACT_RECRUITMENT"}), "real"), encoder)
    for first in (1, 2, 5):
        windows = list(pack(case, encoder, first))
        assert [index for window in windows for index in window.sentences] == list(range(9))
        assert len(windows[0].sentences) <= first
        assert all(len(window.ids) == len(window.owners) <= 64 for window in windows)
    assert [row[HEADS.index(("form", "bribery"))] for row in case.targets] == [1.0] + [0.0] * 8
    assert {row[HEADS.index(("element", "ACT_RECRUITMENT"))] for row in case.targets} == {1.0}


def test_a_short_text_is_made_once_and_a_long_one_is_not_kept() -> None:
    asked: list[str] = []
    make = remembered(lambda text: asked.append(text) or text.upper())
    assert [make("a"), make("b"), make("a")] == ["A", "B", "A"]
    assert asked == ["a", "b"]
    long = "x" * (LONG + 1)
    assert make(long) == make(long) == long.upper()
    assert asked == ["a", "b", long, long]
