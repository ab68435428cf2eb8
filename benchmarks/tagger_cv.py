"""The trained tagger under nested cross-validation on the real labelled summaries: every figure of docs/model-card.md.

    HF_HUB_OFFLINE=1 python benchmarks/tagger_cv.py --work DIR            (several at once share the folds between them)
    HF_HUB_OFFLINE=1 python benchmarks/tagger_cv.py --work DIR --report   (prints from what is done; --full every label)

Needs the extra ``train``. Trains one network on authored text and fifteen more on real folds (31 and 75 minutes on two busy
cores, one process a core); each answer is on disk as soon as it is there, so a killed run goes on. The work folder of
`jointcharge train` with the same gold file, seed and settings serves as well; another run's is refused (`run.json` in it).

Of five folds by case, stratified by level, no case shares number, title or half its three-word shingles with a case of
another fold. For each fold, weights of the parts, calibration and thresholds come from networks that saw neither the fold
nor the case they answer about. The lexicon's rules and a third of the authored text were written with half of these cases
in view (docs/tagging.md, docs/model-card.md), so everything is printed on the other half alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from jointcharge.classify.base import open_tagger
from jointcharge.classify.evaluate import Evaluation, Row, evaluate
from jointcharge.classify.learning.blend import lexicon_saw
from jointcharge.classify.learning.crossvalidate import nested_folds, run_jobs
from jointcharge.classify.learning.heldout import Parts, authored_only, cross_validated
from jointcharge.classify.learning.pipeline import Recipe, authored_network, open_work, said_of_held_back
from jointcharge.classify.scores import Estimate
from jointcharge.records.codebook import ELEMENTS

GOLD = Path(__file__).resolve().parents[2] / "shared" / "data" / "sherloc_summaries.jsonl"
LINES = (
    ("case", "level", "indicated"),
    ("case", "level", "macro"),
    ("case", "form", "micro"),
    ("case", "signal", "micro"),
    ("case", "signal", "macro"),
    ("passage", "signal", "micro"),
    ("case", "stage", "micro"),
    ("case", "actor", "micro"),
    ("case", "element", "micro"),
    ("case", "element", "macro"),
)


def fair(number: str) -> bool:
    """Whether the lexicon's rules and the authored text were written without this case in view."""
    return not lexicon_saw(number)


def evaluations(recipe: Recipe) -> Iterator[tuple[str, Evaluation]]:
    """Each tagger with its table on the held-out half."""
    plan = recipe.plan
    for parts in Parts:
        yield parts, evaluate(GOLD, cross_validated(plan, parts), fair)
    tagger = authored_only(plan, recipe.held_back, said_of_held_back(recipe))
    yield "network without any real case", evaluate(GOLD, tagger, fair)
    yield "lexicon", evaluate(GOLD, open_tagger("lexicon"), fair)


def cell(estimate: Estimate | None) -> str:
    """A value with its interval."""
    if estimate is None:
        return "–"
    if estimate.ci_low is None or estimate.ci_high is None:
        return f"{estimate.value:.3f}"
    return f"{estimate.value:.3f} [{estimate.ci_low:.2f}, {estimate.ci_high:.2f}]"


def line(row: Row) -> str:
    """One row of the short table."""
    error = "–" if row.calibration_error is None else f"{row.calibration_error:.3f}"
    cells = "  ".join(
        f"{name} {cell(one):20}"
        for name, one in (("P", row.precision), ("R", row.recall), ("F1", row.f1), ("AP", row.average_precision))
    )
    none = "–" if row.always_none_f1 is None else f"{row.always_none_f1:.2f}"
    return f"  {row.unit:8}{row.dimension:8}{row.label:10}{row.gold:5}{row.tagged:6}  {cells}  ECE {error}  none {none}"


def short(found: Evaluation) -> str:
    """The lines that the model card quotes, and the elements' macro F1 over all 17 labels, absent ones counted as 0."""
    lines = [line(found.row(*which)) for which in LINES]
    scores = [found.row("case", "element", label.name).f1 for label in ELEMENTS]
    over_all = sum(one.value for one in scores if one is not None) / len(scores)
    return "\n".join([*lines, f"  elements' macro F1 over 17 labels, one of which no case carries: {over_all:.3f}"])


def main() -> None:
    """Train what is missing, or print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1, help="of this process; start one process a core")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--full", action="store_true", help="with --report: every label")
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    recipe = Recipe(work=options.work, gold=GOLD, say=lambda text: print(text, flush=True))
    open_work(recipe)
    if not options.report:
        run_jobs(recipe.plan, authored_network(recipe), recipe.encoder, nested_folds(), recipe.say)
        return
    for name, found in evaluations(recipe):
        print(f"== {name}, held-out half ==\n{found.to_text() if options.full else short(found)}\n", flush=True)


if __name__ == "__main__":
    main()
