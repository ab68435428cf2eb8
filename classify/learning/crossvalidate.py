"""Nested cross-validation: no threshold, calibration or weight that judges a case has seen that case.

Of five folds every pair is left out once and every single one once: fifteen networks. The network without folds *i*
and *j* answers about *j* as an inner fold of *i*, and about *i* as an inner fold of *j*; so the four inner folds of *i*
are answered by networks that saw neither them nor *i*, and calibration and thresholds for *i* are fitted on those
answers. The network without *i* alone then answers about *i*.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path

from filelock import FileLock, Timeout

from jointcharge.classify.encoding import Encoder
from jointcharge.classify.learning.answers import Answers, read_answers, write_answers
from jointcharge.classify.learning.examples import Example
from jointcharge.classify.learning.folds import FOLDS, draw_folds
from jointcharge.classify.learning.network import Network
from jointcharge.classify.learning.predict import predict
from jointcharge.classify.learning.training import Settings, train
from jointcharge.classify.learning.words import fit_words, word_answers

LeftOut = tuple[int, ...]
"""The folds that a network has not seen."""


@dataclass(frozen=True)
class Plan:
    """What is cross-validated, and where its answers are kept; a killed run goes on with the jobs not done."""

    real: Sequence[Example]
    authored: Sequence[Example]
    settings: Settings
    folder: Path
    seed: int

    @cached_property
    def folds(self) -> list[int]:
        """The fold of each real case."""
        return draw_folds(self.real, self.seed)

    def answers_file(self, left_out: LeftOut) -> Path:
        """Where the answers of one network lie."""
        return self.folder / f"without-{'-'.join(map(str, left_out)) or 'nothing'}.npz"


def single_folds() -> list[LeftOut]:
    """Each fold once: what calibration for a tagger trained on everything needs."""
    return [(fold,) for fold in range(FOLDS)]


def nested_folds() -> list[LeftOut]:
    """All pairs, then each fold alone, and last all folds at once: what the authored text alone teaches."""
    return [*combinations(range(FOLDS), 2), *single_folds(), tuple(range(FOLDS))]


def run_jobs(
    plan: Plan,
    start: Network,
    encoder: Encoder,
    which: Sequence[LeftOut],
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Train and answer every job that is neither done nor in work by another process; ``start`` is where each begins."""
    begin = {name: tensor.clone() for name, tensor in start.state_dict().items()}
    for left_out in which:
        file = plan.answers_file(left_out)
        try:
            with FileLock(file.with_suffix(".lock"), timeout=0):
                if not file.exists():
                    say(f"training without the folds {left_out}")
                    start.load_state_dict(begin)
                    write_answers(file, _run(plan, left_out, start, encoder))
        except Timeout:
            say(f"another process trains without the folds {left_out}")


def _run(plan: Plan, left_out: LeftOut, network: Network, encoder: Encoder) -> dict[str, Answers]:
    log = plan.answers_file(left_out).with_suffix(".log")
    known = [case for case, fold in zip(plan.real, plan.folds, strict=True) if fold not in left_out]
    unknown = [case for case, fold in zip(plan.real, plan.folds, strict=True) if fold in left_out]
    settings = replace(plan.settings, seed=plan.seed + sum(10**n * (fold + 1) for n, fold in enumerate(left_out)))

    def report(epoch: int, loss: float) -> None:
        with log.open("a") as lines:
            lines.write(json.dumps({"epoch": epoch, "loss": loss}) + "\n")

    if known:
        train(network, [*known, *plan.authored], encoder, settings, log.with_suffix(".checkpoint"), report)
        log.with_suffix(".checkpoint").unlink(missing_ok=True)
    return predict(network, unknown, encoder)


def network_file(plan: Plan, left_out: LeftOut) -> Path:
    """Where the answers of one network lie."""
    return plan.answers_file(left_out)


def word_file(plan: Plan, left_out: LeftOut) -> Path:
    """Where the answers of the word model trained on the same cases lie; they are made where they are not there yet."""
    file = plan.folder / f"words-{plan.answers_file(left_out).name}"
    if not file.exists():
        pairs = list(zip(plan.real, plan.folds, strict=True))
        model = fit_words([*(case for case, fold in pairs if fold not in left_out), *plan.authored])
        write_answers(file, word_answers(model, [case for case, fold in pairs if fold in left_out]))
    return file


def inner_answers(plan: Plan, fold: int, file_of: Callable[[Plan, LeftOut], Path] = network_file) -> dict[str, Answers]:
    """About every case outside ``fold``, the answers of a network that saw neither it nor ``fold``."""
    folds = {case.key: f for case, f in zip(plan.real, plan.folds, strict=True)}
    found: dict[str, Answers] = {}
    for other in range(FOLDS):
        if other != fold:
            answers = read_answers(file_of(plan, (min(fold, other), max(fold, other))))
            found |= {key: one for key, one in answers.items() if folds[key] == other}
    return found


def outer_answers(plan: Plan, file_of: Callable[[Plan, LeftOut], Path] = network_file) -> dict[str, Answers]:
    """About every case, the answers of the network that saw all folds but its own."""
    found: dict[str, Answers] = {}
    for left_out in single_folds():
        found |= read_answers(file_of(plan, left_out))
    return found
