"""The whole recipe on a tiny base: killed and taken up again, and never on what another run left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="needs the extra train: pip install 'jointcharge[train]'")
for library in ("transformers", "sklearn", "onnx", "onnxruntime"):
    pytest.importorskip(library, reason="needs the extra train: pip install 'jointcharge[train]'")

import tiny_recipe  # noqa: E402 - after the skips
from tiny_recipe import Texts, single_thread, write_base, write_texts  # noqa: E402

from jointcharge.classify.authored import digest_of  # noqa: E402
from jointcharge.classify.base import open_tagger  # noqa: E402
from jointcharge.classify.gold import read_gold  # noqa: E402
from jointcharge.classify.learning import pipeline  # noqa: E402
from jointcharge.classify.learning.pipeline import Recipe, open_work, train_tagger  # noqa: E402
from jointcharge.classify.model_folder import CARD, ONNX, TOKENIZER, WORDS, read_model_folder  # noqa: E402
from jointcharge.cli.learn import train_command  # noqa: E402
from jointcharge.records.errors import ImportFileError, TaggerError  # noqa: E402
from jointcharge.records.raw import sha256_of  # noqa: E402


@dataclass(frozen=True)
class Made:
    """An uninterrupted run."""

    texts: Texts
    work: Path
    out: Path
    said: list[str]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """The killed run is another process; sums over several threads may round otherwise there."""
    with single_thread():
        yield


@pytest.fixture(scope="module")
def made(one_thread: None, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("recipe")
    run = Made(write_texts(folder / "texts"), folder / "work", folder / "out", [])
    train_tagger(run.texts.recipe(run.work, run.said.append), run.out)
    return run


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_recipe_writes_a_tagger_that_both_runtimes_read(made: Made) -> None:
    assert {path.name for path in made.out.iterdir()} == {ONNX, TOKENIZER, WORDS, CARD}
    case = read_gold(made.texts.gold)[0].case
    tags = [{tag.label for tag in open_tagger(spec).tag(case)} for spec in (f"model:{made.out}", f"hf:{made.work}/hf")]
    assert tags[0] == tags[1]
    assert "bribery" in tags[0]


def test_the_card_names_seed_base_and_the_digests_of_what_was_read(made: Made) -> None:
    card = read_model_folder(made.out).card
    assert (card.seed, card.base) == (3, str(made.texts.base))
    assert [(one.sha256, one.cases) for one in card.trained_on] == [
        (digest_of(made.texts.authored), 16),
        (sha256_of(made.texts.gold.read_bytes()), tiny_recipe.CASES),
    ]


def test_a_run_killed_between_two_jobs_ends_with_the_bytes_of_one_that_was_not(made: Made, tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "out"
    stop = "training without the folds (2,)"
    places = (str(made.texts.folder), str(work), str(out))
    killed = subprocess.run(
        [sys.executable, tiny_recipe.__file__, *places, stop], env={**os.environ, "HF_HUB_OFFLINE": "1"}, check=False
    )
    assert killed.returncode == 9
    assert (work / "without-1.npz").exists()
    assert not (work / "without-2.npz").exists()
    said: list[str] = []
    train_tagger(made.texts.recipe(work, said.append), out)
    rest = made.said[made.said.index(stop) :]
    assert said[:-1] == rest[:-1]  # the last line names OUT
    assert files_of(out) == files_of(made.out)
    assert files_of(work / "hf") == files_of(made.work / "hf")


def other_seed(recipe: Recipe) -> Recipe:
    return replace(recipe, seed=4)


def other_settings(recipe: Recipe) -> Recipe:
    return replace(recipe, second=replace(recipe.second, epochs=7, quiet=1.0))


def no_gold(recipe: Recipe) -> Recipe:
    return replace(recipe, gold=None)


def edited_gold(recipe: Recipe) -> Recipe:
    assert recipe.gold is not None
    recipe.gold.write_text(recipe.gold.read_text().replace("w7 ", "w8 "))
    return replace(recipe)


def edited_authored_text(recipe: Recipe) -> Recipe:
    file = recipe.authored / "a1.txt"
    file.write_text(file.read_text().replace("w7 ", "w8 "))
    return replace(recipe)


def other_weights(recipe: Recipe) -> Recipe:
    write_base(Path(recipe.base), seed=1)
    return replace(recipe)


def other_configuration(recipe: Recipe) -> Recipe:
    file = Path(recipe.base) / "config.json"
    file.write_text(file.read_text().replace('"num_attention_heads": 2', '"num_attention_heads": 4'))
    return replace(recipe)


def other_tokenizer(recipe: Recipe) -> Recipe:
    file = Path(recipe.base) / "tokenizer.json"
    file.write_text(file.read_text().replace('"w7"', '"x7"'))
    return replace(recipe)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (other_seed, r"seed \(3 there, 4 now\)"),
        (other_settings, r"epochs \(2 there, 7 now\) of second training, quiet \(0.6 there, 1.0 now\) of second training"),
        (no_gold, r"gold file, sentences \(184 there, 64 now\)"),
        (edited_gold, "gold file"),
        (edited_authored_text, "authored text"),
        (other_weights, "base"),
        (other_configuration, "base"),
        (other_tokenizer, "tokenizer"),
    ],
)  # fmt: skip
def test_a_work_folder_of_another_run_is_refused_and_left_as_it_is(
    made: Made, tmp_path: Path, change: Callable[[Recipe], Recipe], named: str
) -> None:
    texts = Texts(Path(shutil.copytree(made.texts.folder, tmp_path / "texts")))
    before = files_of(made.work)
    with pytest.raises(TaggerError, match=rf"differs in: {named}; name another with --work .* or delete the folder$"):
        train_tagger(change(texts.recipe(made.work)), tmp_path / "out")
    assert files_of(made.work) == before
    assert not (tmp_path / "out").exists()


def test_the_same_run_goes_on_from_other_places_and_on_another_device(made: Made, tmp_path: Path) -> None:
    texts = Texts(Path(shutil.copytree(made.texts.folder, tmp_path / "texts")))
    work = Path(shutil.copytree(made.work, tmp_path / "work"))
    gold = texts.gold.rename(tmp_path / "cases.jsonl")
    open_work(replace(texts.recipe(work), gold=gold, device="cuda"))
    assert files_of(work) == files_of(made.work)


def test_results_without_the_file_that_says_of_which_run_are_refused(made: Made, tmp_path: Path) -> None:
    work = Path(shutil.copytree(made.work, tmp_path / "work"))
    (work / "run.json").unlink()
    with pytest.raises(TaggerError, match=r"holds results and no run\.json that says of which run; delete it, or name"):
        train_tagger(made.texts.recipe(work), tmp_path / "out")


def test_a_gold_file_that_is_none_is_told_before_anything_is_written(made: Made, tmp_path: Path) -> None:
    recipe = replace(made.texts.recipe(tmp_path / "work"), gold=tmp_path / "absent.jsonl")
    with pytest.raises(ImportFileError, match=r"absent\.jsonl cannot be read"):
        train_tagger(recipe, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_the_command_and_the_cross_validation_make_one_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`benchmarks/tagger_cv.py --work OUT.work` goes on with what `jointcharge train --out OUT` left."""
    asked: list[Recipe] = []

    def remember(recipe: Recipe, out: Path) -> None:
        asked.append(recipe)
        raise TaggerError("enough")

    monkeypatch.setattr(pipeline, "train_tagger", remember)
    CliRunner().invoke(train_command, ["--out", str(tmp_path / "out"), "--gold", "g"])
    (recipe,) = asked
    plain = Recipe(work=tmp_path / "out.work", gold=Path("g"))
    assert replace(recipe, say=plain.say, device=plain.device) == plain


def test_the_command_says_in_one_line_whose_the_folder_is(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(made.texts.recipe(made.work), seed=5)
    monkeypatch.setattr(pipeline, "Recipe", lambda **given: other)
    told = CliRunner().invoke(train_command, ["--out", str(tmp_path / "out"), "--seed", "5"])
    assert isinstance(told.exception, TaggerError)
    assert "\n" not in str(told.exception)
    assert "seed (3 there, 5 now)" in str(told.exception)
