"""A base of a few thousand weights, fictional cases and authored text, small enough that the whole recipe runs in seconds.

``python tests/tiny_recipe.py FOLDER WORK OUT LINE`` runs the recipe and dies at once, as if killed, when it says LINE.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from jointcharge.classify.learning.pipeline import Recipe

LAYERS = 4
SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
BRIBED = "the guard took a bribe"
FEES = "she was charged unlawful recruitment fees"
ELEMENTS = ("ACT_RECRUITMENT", "MEANS_DECEPTION")
CASES = 30
SIZES: dict[str, Any] = {
    "vocab_size": 200,
    "hidden_size": 16,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 160,
}
DISTILLED = {"vocab_size": 200, "dim": 16, "n_layers": LAYERS, "n_heads": 2, "hidden_dim": 32}
SPECIAL_IDS = {"pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3}
KINDS: dict[str, dict[str, Any]] = {
    "Bert": SIZES,
    "DistilBert": {**DISTILLED, "max_position_embeddings": 160},
    "Roberta": SIZES,
    "MPNet": SIZES,
    "ModernBert": {**SIZES, **SPECIAL_IDS},
    "Albert": {**SIZES, "embedding_size": 8},
}
"""Kinds of encoder by the name of their classes in transformers; of ALBERT all layers are one."""


@dataclass(frozen=True)
class Texts:
    """Where the parts of a tiny recipe lie."""

    folder: Path

    @property
    def base(self) -> Path:
        """The pretrained encoder, with weights drawn at random."""
        return self.folder / "base"

    @property
    def gold(self) -> Path:
        """The labelled cases."""
        return self.folder / "gold.jsonl"

    @property
    def authored(self) -> Path:
        """The authored text."""
        return self.folder / "authored"

    def recipe(self, work: Path, say: Callable[[str], None] = lambda line: None) -> Recipe:
        """Two short trainings, the second with one layer held still."""
        from jointcharge.classify.learning.pipeline import Recipe
        from jointcharge.classify.learning.training import Settings

        first = Settings(epochs=2, learning_rate=3e-3, head_learning_rate=3e-2, batch_tokens=256, quiet=0.6)
        second = replace(first, frozen_layers=1, replay=0.5)
        return Recipe(work, str(self.base), self.gold, self.authored, 3, first, second, "cpu", say)


@contextmanager
def single_thread() -> Iterator[None]:
    """torch on one thread, and its settings put back: sums over several may round otherwise in another process."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
    torch.set_flush_denormal(False)


def write_texts(folder: Path, kind: str = "Bert") -> Texts:
    """Base, gold file and authored text, the same each time."""
    texts = Texts(folder)
    texts.authored.mkdir(parents=True)
    write_base(texts.base, kind)
    rng = np.random.default_rng(1)
    texts.gold.write_text("".join(json.dumps(_row(n, rng)) + "\n" for n in range(CASES)), "utf-8")
    (texts.authored / "a1.txt").write_text("\n".join(_document(n, rng) for n in range(16)) + "\n", "utf-8")
    return texts


def write_base(folder: Path, kind: str = "Bert", seed: int = 0) -> None:
    """An encoder of transformers with its tokenizer."""
    import torch
    import transformers

    torch.manual_seed(seed)
    config = getattr(transformers, f"{kind}Config")(**KINDS[kind])
    getattr(transformers, f"{kind}Model")(config).save_pretrained(folder)
    _tokenizer().save(str(folder / "tokenizer.json"))


def _tokenizer() -> Any:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    words = (*SPECIALS, *f"{BRIBED} {FEES}".split(), *(f"w{n}" for n in range(150)))
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(words))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(one, vocabulary[one]) for one in ("[CLS]", "[SEP]")],
    )
    return tokenizer


def _sentences(number: int, rng: np.random.Generator) -> list[str]:
    """Every third case has a bribe in its second sentence, every second one fees in its third."""
    drawn = [" ".join(f"w{n}" for n in rng.integers(0, 150, 7)) for _ in range(4)]
    return [drawn[0], f"{drawn[1]} {BRIBED}" if number % 3 == 0 else drawn[1], f"{drawn[2]} {FEES}" if number % 2 else drawn[2], drawn[3]]  # fmt: skip


def _row(number: int, rng: np.random.Generator) -> dict[str, Any]:
    form = {"label": "bribery", "sentences": [2], "stages": ["exploitation"], "actors": ["police"], "status": "found"}
    signal = {"label": "unlawful_fees", "sentences": [3], "stages": ["recruitment"], "actors": []}
    forms, signals = [form] if number % 3 == 0 else [], [signal] if number % 2 else []
    return {
        "unodc_number": f"N{number}",
        "title": f"Matter {number}",
        "url": f"u{number}",
        "country": "ROU",
        "sentences": _sentences(number, rng),
        "corruption": {
            "level": "indicated" if forms else "signal_only" if signals else "none",
            "forms": forms,
            "signals": signals,
        },
        "trafficking_elements": [ELEMENTS[number % 2]],
    }


def _document(number: int, rng: np.random.Generator) -> str:
    lines = [f"## a1-{number:03} | register: summary | country: ROU | elements: {ELEMENTS[number % 2]}", f"# Tale {number}"]  # fmt: skip
    for text in _sentences(number, rng):
        told = " :: form=bribery/found; stage=exploitation; actor=police" if text.endswith(BRIBED) else ""
        lines.append(text + (told or " :: signal=unlawful_fees; stage=recruitment") if told or text.endswith(FEES) else text)  # fmt: skip
    return "\n".join(lines)


def main(folder: str, work: str, out: str, last: str) -> None:
    """Run the recipe until it says ``last``."""
    import torch

    from jointcharge.classify.learning.pipeline import train_tagger

    torch.set_num_threads(1)

    def say(line: str) -> None:
        if line == last:
            os._exit(9)

    train_tagger(Texts(Path(folder)).recipe(Path(work), say), Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
