"""``train``: a tagger of one's own, from the authored text and, where there are any, labelled cases."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import click

from jointcharge.cli import console

LIBRARIES = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")


@click.command("train")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The model folder to write.")
@click.option("--gold", type=click.Path(path_type=Path), help="Labelled cases (docs/tagging.md tells their form).")
@click.option("--base", help="Another pretrained encoder: a folder or a name that transformers knows.")
@click.option("--seed", type=int, help="Draws order, windows, dropout and folds.")
@click.option("--epochs", type=click.IntRange(min=1), help="Passes over the text in each training.")
@click.option("--work", type=click.Path(path_type=Path), help="Where unfinished work is kept; OUT.work by default.")
def train_command(
    out: Path, gold: Path | None, base: str | None, seed: int | None, epochs: int | None, work: Path | None
) -> None:
    """Fine-tune a tagger and write it as a model folder for  jointcharge tag --tagger model:OUT.

    Interrupted, the same command goes on after the last whole pass. A GPU is used where there is one; nothing needs it.
    """
    from jointcharge.records.errors import MissingExtraError

    if not all(find_spec(name) for name in LIBRARIES):
        raise MissingExtraError("jointcharge train", "train")
    import torch

    from jointcharge.classify.learning.pipeline import AUTHORED, DEFAULT_BASE, REAL, SEED, Recipe, train_tagger

    recipe = Recipe(
        work=work or out.with_name(f"{out.name}.work"),
        base=base or DEFAULT_BASE,
        gold=gold,
        seed=SEED if seed is None else seed,
        first=replace(AUTHORED, epochs=epochs or AUTHORED.epochs),
        second=replace(REAL, epochs=epochs or REAL.epochs),
        device="cuda" if torch.cuda.is_available() else "cpu",
        say=console.tell,
    )
    made = train_tagger(recipe, out)
    console.say(f"{made.card.name} {made.card.version} written to {out}.")
    console.say(f"Next:  jointcharge evaluate GOLD --tagger model:{out}")
