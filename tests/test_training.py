"""Training on a tiny network: it learns, is the same each time, can be killed, and exports what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra train: pip install 'jointcharge[train]'")
transformers = pytest.importorskip("transformers", reason="needs the extra train: pip install 'jointcharge[train]'")

from tests.test_context import tokenizer  # noqa: E402

from jointcharge.classify.context import compose_texts  # noqa: E402 - after the skips
from jointcharge.classify.encoding import Encoder  # noqa: E402
from jointcharge.classify.evaluate import evaluate  # noqa: E402
from jointcharge.classify.learning.examples import HEADS, Example  # noqa: E402
from jointcharge.classify.learning.network import Network, build_network  # noqa: E402
from jointcharge.classify.learning.pipeline import words_alone  # noqa: E402
from jointcharge.classify.learning.predict import predict  # noqa: E402
from jointcharge.classify.learning.training import Settings, _plan, _positive_weight, train  # noqa: E402
from jointcharge.classify.learning.windows import pack, tokenise  # noqa: E402
from jointcharge.classify.model_folder import Head, ModelCard  # noqa: E402
from jointcharge.classify.onnx_tagger import OnnxNetwork  # noqa: E402
from jointcharge.records.errors import TaggerError  # noqa: E402

BRIBE = HEADS.index(("form", "bribery"))
SETTINGS = Settings(epochs=3, learning_rate=3e-3, head_learning_rate=3e-2, batch_tokens=256, seed=5)


@pytest.fixture
def encoder() -> Encoder:
    return Encoder(tokenizer(), 64)


def network() -> Network:
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = transformers.BertConfig(vocab_size=400, max_position_embeddings=80, **sizes)
    return Network(transformers.BertModel(config, add_pooling_layer=False))


def examples(count: int = 24) -> list[Example]:
    """The word w7 is bribery; everything else is drawn."""
    rng = np.random.default_rng(3)
    made = []
    for n in range(count):
        bribed = [bool(rng.random() < 0.4) for _ in range(6)]
        texts = tuple(" ".join([f"w{rng.integers(20, 90)}" for _ in range(5)] + ["w7"] * b) for b in bribed)
        labels = tuple(frozenset({("form", "bribery"), ("status", "found")} if b else ()) for b in bribed)
        elements = frozenset({"ACT_RECRUITMENT"} if n % 2 else ()) if n % 3 else None
        made.append(Example(f"e{n}", f"e{n}", "T", "ROU", texts, labels, elements, "authored" if n % 4 else "real"))
    return made


def weights(one: Network) -> np.ndarray:
    return np.concatenate([p.detach().numpy().ravel() for p in one.parameters()])


def test_it_learns_what_the_sentences_teach(encoder: Encoder) -> None:
    made, cases = network(), examples()
    train(made, cases, encoder, replace(SETTINGS, epochs=8))
    answers = predict(made, cases, encoder)
    scores = np.concatenate([answers[one.key].logits[:, BRIBE] for one in cases])
    bribed = np.array([bool(labels) for one in cases for labels in one.labels])
    assert scores[bribed].mean() > scores[~bribed].mean() + 3


def test_the_same_seed_gives_the_same_weights_and_another_does_not(encoder: Encoder) -> None:
    made = [network(), network(), network()]
    for one, seed in zip(made, (5, 5, 6), strict=True):
        train(one, examples(), encoder, replace(SETTINGS, seed=seed))
    assert np.array_equal(weights(made[0]), weights(made[1]))
    assert not np.array_equal(weights(made[0]), weights(made[2]))


def test_a_killed_run_taken_up_gives_the_weights_of_one_that_was_not(encoder: Encoder, tmp_path: Path) -> None:
    whole, first, second = network(), network(), network()
    train(whole, examples(), encoder, SETTINGS)

    def kill(epoch: int, loss: float) -> None:
        if epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(first, examples(), encoder, SETTINGS, tmp_path / "c", kill)
    done: list[int] = []
    train(second, examples(), encoder, SETTINGS, tmp_path / "c", lambda epoch, loss: done.append(epoch))
    assert done == [2, 3]
    assert np.array_equal(weights(whole), weights(second))


def test_a_checkpoint_of_another_run_is_not_taken_up(encoder: Encoder, tmp_path: Path) -> None:
    train(network(), examples(), encoder, SETTINGS, tmp_path / "c")
    done: list[int] = []
    train(
        network(), examples(), encoder, replace(SETTINGS, seed=9), tmp_path / "c", lambda epoch, _: done.append(epoch)
    )
    assert done == [1, 2, 3]


def test_frozen_layers_stay_as_they_are(encoder: Encoder) -> None:
    made, before = network(), network()
    train(made, examples(), encoder, replace(SETTINGS, frozen_layers=1))
    same = [
        torch.equal(a, b)
        for a, b in zip(made.encoder.embeddings.parameters(), before.encoder.embeddings.parameters(), strict=True)
    ]
    assert all(same)
    lower, upper = (
        all(torch.equal(a, b) for a, b in zip(made.encoder.encoder.layer[n].parameters(), before.encoder.encoder.layer[n].parameters(), strict=True))
        for n in (0, 1)
    )  # fmt: skip
    assert (lower, upper) == (True, False)


def test_a_rare_label_weighs_by_the_root_of_its_rarity_up_to_a_bound_and_a_common_one_by_one(encoder: Encoder) -> None:
    texts = tuple(f"w{n}" for n in range(100))
    present = {
        ("form", "bribery"): 4,
        ("form", "embezzlement"): 1,
        ("signal", "laundering"): 50,
        ("signal", "unlawful_fees"): 90,
    }
    labels = tuple(frozenset(head for head, count in present.items() if n < count) for n in range(100))
    case = tokenise(Example("k", "k", "T", "ROU", texts, labels, None, "real"), encoder)
    weight = dict(zip(HEADS, _positive_weight([case], Settings(positive_weight=8.0)).tolist(), strict=True))
    assert weight["form", "bribery"] == pytest.approx((96 / 4) ** 0.5)
    assert weight["form", "embezzlement"] == 8.0
    assert weight["signal", "laundering"] == weight["signal", "unlawful_fees"] == 1.0
    assert set(_positive_weight([case], Settings(positive_weight=1.0)).tolist()) == {1.0}


def test_what_weighs_more_is_said_more_often(encoder: Encoder) -> None:
    """The same run but for the bound: a label that one sentence in twelve carries gets higher logits where it may weigh more."""
    rare = [replace(one, labels=one.labels if n % 6 == 0 else (frozenset(),) * 6) for n, one in enumerate(examples(36))]
    means = []
    for bound in (1.0, 8.0):
        made = network()
        train(made, rare, encoder, replace(SETTINGS, positive_weight=bound))
        means.append(np.mean([answers.logits[:, BRIBE].mean() for answers in predict(made, rare, encoder).values()]))
    assert means[1] > means[0] + 0.3


@pytest.mark.parametrize(("quiet", "least", "most"), [(0.0, 0, 0), (0.5, 0.3, 0.7), (1.0, 1, 1)])
def test_of_the_windows_without_a_fact_the_share_asked_for_is_seen_and_of_each_case_one(
    encoder: Encoder, quiet: float, least: float, most: float
) -> None:
    """Each case fills many windows; in the first, which is short, a bribe; the cases without any have one window at least."""
    long = " ".join(f"w{n}" for n in range(20, 60))
    bribe = frozenset({("form", "bribery")})
    cases = [
        Example(f"k{n}", f"k{n}", "T", "ROU", ("w7", *[long] * 9), (bribe if n % 2 else frozenset(), *[frozenset()] * 9), None, "real")
        for n in range(20)
    ]  # fmt: skip
    ready = {one.key: tokenise(one, encoder) for one in cases}
    batches = _plan(cases, ready, encoder, replace(SETTINGS, quiet=quiet), 0)
    seen = [(any(map(any, case.targets)), windows) for group in batches for case, windows in group]
    assert len(seen) == len(cases)
    assert all(windows for _, windows in seen), "a case is never left out whole"
    kept = of = 0
    for windows in (windows for bribed, windows in seen if bribed):
        (loud,) = (window for window in windows if 0 in window.sentences)
        kept += sum(len(window.sentences) for window in windows) - len(loud.sentences)
        of += 10 - len(loud.sentences)
    assert least <= kept / of <= most
    assert quiet or all(len(windows) == 1 for _, windows in seen)


def test_windows_hold_every_sentence_once_and_are_never_too_long(encoder: Encoder) -> None:
    case = tokenise(examples()[0], encoder)
    for first in (1, 2, 5):
        windows = list(pack(case, encoder, first))
        assert [index for window in windows for index in window.sentences] == list(range(6))
        assert len(windows[0].sentences) <= first
        assert all(len(window.ids) == len(window.owners) <= 64 for window in windows)


def test_a_sentence_read_alone_says_the_same_whoever_is_read_beside_it(encoder: Encoder) -> None:
    made, cases = network(), examples(6)
    alone, together = predict(made, cases[:1], encoder), predict(made, cases, encoder)
    assert np.allclose(alone["e0"].logits, together["e0"].logits, atol=1e-5)


def network_of_another_kind() -> Network:
    """An encoder that `ServedNetwork` does not know."""
    torch.manual_seed(0)
    sizes = {"dim": 16, "n_layers": 2, "n_heads": 2, "hidden_dim": 32}
    config = transformers.DistilBertConfig(vocab_size=400, max_position_embeddings=80, **sizes)
    return Network(transformers.DistilBertModel(config))


@pytest.mark.parametrize("make", [network, network_of_another_kind])
def test_the_export_says_what_the_network_says(make: Any, encoder: Encoder, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from jointcharge.classify.learning.export import export

    made = make().eval()
    heads = tuple(Head(dimension=d, label=label) for d, label in HEADS)
    told = {"name": "t", "base": "b", "max_tokens": 64, "heads": heads, "seed": 0, "trained_on": ()}
    tokenizer().save(str(tmp_path / "t.json"))
    folder = export(made, tmp_path / "t.json", ModelCard.model_validate(told), tmp_path / "m", eight_bits=False)
    exported = OnnxNetwork(folder)
    for text in ("w7", "w1 w2 w3 w4 w5 w6", ""):
        (window,) = encoder.encode(compose_texts(["w9", text, "w3 w4"], title="T", country=None)[1])
        logits, embedding = exported.run(window)
        ids, types = (torch.tensor([row]) for row in (window.input_ids, window.token_type_ids))
        with torch.no_grad():
            expected = made(ids, torch.ones_like(ids), types)
        assert np.allclose(logits, expected[0].numpy(), atol=1e-5)
        assert np.linalg.norm(embedding) == pytest.approx(1.0 if text else 0.0, abs=1e-4)


def test_a_base_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(TaggerError, match="give a name or a folder of transformers"):
        build_network(str(tmp_path / "absent"), 1)


def test_the_classical_baseline_learns_from_the_other_folds_and_from_the_authored_text(tmp_path: Path) -> None:
    authored = tmp_path / "authored"
    authored.mkdir()
    text = (
        "## x1-001 | register: summary | country: ROU | elements: ACT_RECRUITMENT\n# A case\nThe bar closed at night.\n"
    )
    (authored / "x1.txt").write_text(text, "utf-8")
    fees = {"label": "unlawful_fees", "sentences": [1], "stages": [], "actors": []}
    rows = [
        {
            "unodc_number": f"A{n}",
            "title": f"Case {n}",
            "url": f"u{n}",
            "sentences": [
                f"Recruitment fees of {n * 37} pesos were charged." if n % 2 else f"The trial {n * 37} ended."
            ],
            "corruption": {
                "level": "signal_only" if n % 2 else "none",
                "forms": [],
                "signals": [fees] if n % 2 else [],
            },
        }
        for n in range(1, 41)
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")
    row = evaluate(gold, words_alone(gold, authored)).row("case", "signal", "unlawful_fees")
    assert row.f1 is not None
    assert row.f1.value > 0.9
