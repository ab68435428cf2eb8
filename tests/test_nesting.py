"""No weight, calibration or threshold that judges a case came from a network, or a word model, that saw it.

Networks and word models are stubs that learn nothing but whom they were shown, and answer with that: the embedding of
every sentence holds a one for each case seen. So what each number was fitted on can be read from the answers on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra train: pip install 'jointcharge[train]'")
for library in ("transformers", "sklearn"):
    pytest.importorskip(library, reason="needs the extra train: pip install 'jointcharge[train]'")

from tiny_recipe import Texts, write_texts  # noqa: E402 - after the skips

from jointcharge.classify.learning import crossvalidate, heldout, pipeline  # noqa: E402
from jointcharge.classify.learning.answers import Answers  # noqa: E402
from jointcharge.classify.learning.crossvalidate import nested_folds, run_jobs  # noqa: E402
from jointcharge.classify.learning.examples import HEADS, Example  # noqa: E402
from jointcharge.classify.learning.heldout import Parts, authored_only, cross_validated  # noqa: E402
from jointcharge.classify.learning.pipeline import Recipe, authored_network, fit_held_out, said_of_held_back  # noqa: E402

Sources = tuple[Mapping[str, Answers], Mapping[str, Answers]]


@dataclass(frozen=True)
class Fit:
    """One time that weights, calibration and thresholds were fitted."""

    cases: Sequence[Example]
    sources: Sources
    card: Any


class Watch:
    """The recipe with stubs in it, and what was fitted."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.fits: list[Fit] = []

    @cached_property
    def keys(self) -> list[str]:
        """Every case, in the order of the embeddings' numbers."""
        return [case.key for case in (*self.recipe.authored_cases, *self.recipe.real_cases)]

    @cached_property
    def fold_of(self) -> dict[str, int]:
        """The fold of every real case."""
        plan = self.recipe.plan
        return {case.key: fold for case, fold in zip(plan.real, plan.folds, strict=True)}

    def shown(self, cases: Sequence[Example]) -> np.ndarray:
        """A one for each of the cases."""
        known = {case.key for case in cases}
        return np.array([key in known for key in self.keys], np.float32)

    def seen(self, answers: Answers) -> set[str]:
        """Whom the one who answered has seen."""
        (row,) = {tuple(row) for row in answers.embeddings.tolist()}
        return {key for key, one in zip(self.keys, row, strict=True) if one}

    def answers(self, seen: np.ndarray, cases: Sequence[Example]) -> dict[str, Answers]:
        """Noise, better than none, and whom the one who answers has seen."""
        found = {}
        for number, case in enumerate(cases):
            truth = np.array([[head in labels for head in HEADS] for labels in case.labels], np.float32)
            noise = np.random.default_rng(number).normal(size=truth.shape)
            rows = np.tile(seen, (len(truth), 1))
            found[case.key] = Answers((noise + truth).astype(np.float32), rows.astype(np.float32))
        return found

    def fit(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """``original``, remembered."""

        def fit_parts(parts: Parts, cases: Sequence[Example], *sources: Mapping[str, Answers]) -> Any:
            card, blend = original(parts, cases, *sources)
            self.fits.append(Fit(cases, sources, card))
            return card, blend

        return fit_parts


class Stub(torch.nn.Module):
    """A network that remembers whom it was shown, in its weights."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.register_buffer("seen", torch.zeros(size))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    return write_texts(tmp_path_factory.mktemp("nesting") / "texts")


@pytest.fixture
def watch(texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch(texts.recipe(tmp_path))

    def train(network: Stub, cases: Sequence[Example], *rest: Any) -> None:
        network.seen = torch.maximum(network.seen, torch.from_numpy(made.shown(cases)))

    for module in (crossvalidate, pipeline):
        monkeypatch.setattr(module, "train", train)
        monkeypatch.setattr(module, "predict", lambda network, cases, _: made.answers(network.seen.numpy(), cases))
        monkeypatch.setattr(module, "fit_words", made.shown)
        monkeypatch.setattr(module, "word_answers", made.answers)
    monkeypatch.setattr(pipeline, "build_network", lambda base, seed: Stub(len(made.keys)))
    monkeypatch.setattr(heldout, "fit_parts", made.fit(heldout.fit_parts))
    monkeypatch.setattr(pipeline, "fit_parts", made.fit(pipeline.fit_parts))
    return made


def seen_by_sources(watch: Watch, fit: Fit) -> Iterator[tuple[str, set[str]]]:
    for source in fit.sources:
        for case in fit.cases:
            yield case.key, watch.seen(source[case.key])


@pytest.mark.parametrize("parts", Parts)
def test_what_judges_a_case_was_fitted_by_networks_that_saw_neither_it_nor_the_case_they_answered_about(
    watch: Watch, parts: Parts
) -> None:
    recipe = watch.recipe
    authored = {case.key for case in recipe.authored_cases}
    run_jobs(recipe.plan, authored_network(recipe), recipe.encoder, nested_folds())
    tagger = cross_validated(recipe.plan, parts)
    assert len(watch.fits) == len(set(watch.fold_of.values()))
    for key, fold in watch.fold_of.items():
        (fit,) = (one for one in watch.fits if one.card is tagger._cards[key])
        judged = {other for other, f in watch.fold_of.items() if f == fold}
        assert {case.key for case in fit.cases} == watch.fold_of.keys() - judged
        for about, seen in seen_by_sources(watch, fit):
            own = {other for other, f in watch.fold_of.items() if f == watch.fold_of[about]}
            assert seen == authored | watch.fold_of.keys() - judged - own
        assert watch.seen(tagger._answers[key]) == authored | watch.fold_of.keys() - judged


def test_what_ships_was_fitted_by_networks_that_did_not_see_the_case_they_answered_about(watch: Watch) -> None:
    fit_held_out(watch.recipe)
    (fit,) = watch.fits
    authored = {case.key for case in watch.recipe.authored_cases}
    assert {case.key for case in fit.cases} == watch.fold_of.keys()
    for about, seen in seen_by_sources(watch, fit):
        own = {other for other, f in watch.fold_of.items() if f == watch.fold_of[about]}
        assert seen == authored | watch.fold_of.keys() - own


def test_without_real_cases_what_ships_was_fitted_on_authored_cases_held_back(watch: Watch, texts: Texts) -> None:
    recipe = watch.recipe
    held, taught = ({case.key for case in cases} for cases in (recipe.held_back, recipe.taught))
    alone = Recipe(recipe.work, recipe.base, None, recipe.authored, recipe.seed, recipe.first, recipe.second)
    fit_held_out(alone)
    (fit,) = watch.fits
    assert {case.key for case in fit.cases} == held
    assert held
    assert all(seen == taught and not seen & held for _, seen in seen_by_sources(watch, fit))


def test_the_network_without_any_real_case_has_seen_none_and_is_calibrated_on_what_it_did_not_see(watch: Watch) -> None:
    recipe = watch.recipe
    run_jobs(recipe.plan, authored_network(recipe), recipe.encoder, nested_folds())
    said = said_of_held_back(recipe)
    tagger = authored_only(recipe.plan, recipe.held_back, said)
    taught = {case.key for case in recipe.taught}
    assert said.keys() == {case.key for case in recipe.held_back}
    assert not said.keys() & taught
    for answers in (*said.values(), *(tagger._answers[key] for key in watch.fold_of)):
        assert watch.seen(answers) == taught
