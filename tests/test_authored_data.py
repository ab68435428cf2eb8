"""How varied the authored text is, and how far from real cases: the measures, and the bounds that they must keep."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path

import pytest

from jointcharge.classify.authored import AuthoredDocument, read_authored
from jointcharge.classify.learning.examples import jaccard, shingles

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "data" / "sherloc_summaries.jsonl"
spec = importlib.util.spec_from_file_location("authored_data", ROOT / "benchmarks" / "authored_data.py")
assert spec is not None
assert spec.loader is not None
authored_data = importlib.util.module_from_spec(spec)
spec.loader.exec_module(authored_data)


@pytest.fixture(scope="module")
def documents() -> tuple[AuthoredDocument, ...]:
    return read_authored()


# ---- the measures ------------------------------------------------------------------------------------------------


def drawn_texts(count: int, seed: int) -> list[str]:
    """Short texts of five words, so that many are alike."""
    draw = random.Random(seed)
    return [" ".join(draw.choices("abcde", weights=(9, 9, 4, 2, 1), k=draw.randint(3, 8))) for _ in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_the_filter_misses_no_near_duplicate(seed: int) -> None:
    ours, others = drawn_texts(60, seed), drawn_texts(40, 100 + seed)
    alike = [[jaccard(shingles(one), shingles(other)) >= 0.5 for other in others] for one in ours]
    within = [
        any(jaccard(shingles(one), shingles(other)) >= 0.5 for m, other in enumerate(ours) if m != n)
        for n, one in enumerate(ours)
    ]
    assert 0 < sum(map(any, alike)) < len(ours)
    assert authored_data.near_duplicates(ours, others) == sum(map(any, alike))
    assert authored_data.near_duplicates(ours) == sum(within)


def test_a_run_of_eight_words_is_shared_and_one_of_seven_is_not() -> None:
    real = ["He said one two three four five six seven eight there."]
    ours = ["X one, two three four five six seven. Eight!", "one two three four five six seven and eight"]
    assert authored_data.sharing_a_run(ours, real) == [0]


def test_slang_is_counted_by_sentence_and_as_whole_words() -> None:
    texts = ["Grease money, grease money!", "The padrinos", "a padrino paid coffee money"]
    assert authored_data.slang_in(texts) == {"grease money": 1, "facilitation": 0, "coffee money": 1, "padrino": 1}


def test_the_script_prints_the_comparison_only_where_real_cases_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], documents
) -> None:
    copied = documents[0].sentences[0].text
    row = {"unodc_number": "X", "title": "t", "url": "u", "sentences": [copied]}
    row["corruption"] = {"level": "none", "forms": [], "signals": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(row), "utf-8")
    monkeypatch.setattr(authored_data, "read_authored", lambda: documents[:3])
    monkeypatch.setattr(sys, "argv", ["authored_data.py"])
    authored_data.main()
    assert "real one" not in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["authored_data.py", "--gold", str(tmp_path / "gold.jsonl")])
    authored_data.main()
    told = capsys.readouterr().out
    sentences = sum(len(document.sentences) for document in documents[:3])
    assert "sentences with the issue's slang: {'grease money': " in told
    assert f"authored sentences that are near duplicates of a real one: 1 of {sentences}" in told
    assert "authored documents that share a run of 8 words with a real one: 1 of 3" in told


# ---- the authored text itself ------------------------------------------------------------------------------------


def test_fewer_than_one_authored_sentence_in_a_hundred_has_a_near_duplicate(documents) -> None:
    """Measured: 307 of 32,910 (0.93 %), short stock sentences."""
    _, sentences = authored_data.authored_texts(documents)
    assert authored_data.near_duplicates(sentences) < 0.01 * len(sentences)


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled summaries lie outside the repository")
def test_authored_text_repeats_no_real_case(documents) -> None:
    """Measured: no document and 4 sentences are like real ones ("She was 17 years old."), 43 sentences share eight words."""
    ours, real = authored_data.authored_texts(documents), authored_data.real_texts(GOLD)
    most = {"documents": (0, 46), "sentences": (4, 43)}
    for (name, (alike, runs)), authored, of_cases in zip(most.items(), ours, real, strict=True):
        assert authored_data.near_duplicates(authored, of_cases) <= alike, name
        assert len(authored_data.sharing_a_run(authored, of_cases)) <= runs, name


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled summaries lie outside the repository")
def test_what_authored_sentences_share_with_real_ones_is_short(documents) -> None:
    """A sentence like a real one has ten words at most: a stock phrase or a heading, and nobody's story."""
    (_, ours), (_, real) = authored_data.authored_texts(documents), authored_data.real_texts(GOLD)
    long = [text for text in ours if len(text.split()) > 10]
    assert authored_data.near_duplicates(long, real) == 0
