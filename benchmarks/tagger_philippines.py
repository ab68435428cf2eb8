"""Philippine decisions, which the tagger was never trained on, ranked by corruption: ``benchmarks/tagger_philippines.py``.

    .venv/bin/jointcharge import files ../shared/data/ph_supreme_court --data DIR
    .venv/bin/jointcharge parse --data DIR
    .venv/bin/python benchmarks/tagger_philippines.py --data DIR [--tagger model] [--show 10]

A decision's score is the confidence of its surest passage that corrupt conduct is asserted; ties (the lexicon) count half.
Prints the area under the curve of graft and bribery against illegal recruitment and trafficking, with a bootstrap interval
over decisions, beside the lexicon; then the highest decisions of the second kind, for reading.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointcharge.classify.base import Tagger, open_tagger
from jointcharge.classify.ranking import Confident, confidences_from
from jointcharge.classify.run import narrative_of
from jointcharge.records.case import Case, TagDimension
from jointcharge.records.corpus import Corpus

CORRUPT = "graft_bribery"
RESAMPLES, SEED = 2000, 20261121
EVEN = 0.5
"""Where the shipped gate stands, to two digits."""
FloatArray = npt.NDArray[np.float64]


def score_of(tagger: Tagger, case: Case) -> float:
    """How sure the tagger is that the decision asserts corrupt conduct."""
    told = narrative_of(case)
    held = tagger.confidences(told) if isinstance(tagger, Confident) else confidences_from(tagger.tag(told))
    return held.indicated


def area(corrupt: FloatArray, others: FloatArray) -> float:
    """The chance that a decision of the first kind scores above one of the second (Mann and Whitney 1947)."""
    above = (corrupt[:, None] > others).mean() + (corrupt[:, None] == others).mean() / 2
    return float(above)


def interval(corrupt: FloatArray, others: FloatArray) -> tuple[float, float]:
    """95 % percentile bootstrap over decisions."""
    rng = np.random.default_rng(SEED)
    drawn = [area(rng.choice(corrupt, len(corrupt)), rng.choice(others, len(others))) for _ in range(RESAMPLES)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def surest(tagger: Tagger, case: Case) -> str:
    """The passage that speaks most for a form, tagged or not."""
    told = narrative_of(case)
    held = tagger.confidences(told) if isinstance(tagger, Confident) else confidences_from(tagger.tag(told))
    ranked = [
        (sure, label, passage.text)
        for passage in told.passages
        for (dimension, label), sure in held.passages.get(passage.passage_id, {}).items()
        if dimension is TagDimension.FORM
    ]
    if not ranked:
        return "no form"
    sure, label, text = max(ranked)
    return f"{label} {sure:.2f}: {text[:300]}"


def main() -> None:
    """Print the areas and the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a data folder with the decisions parsed")
    parser.add_argument("--tagger", default="model")
    parser.add_argument("--show", type=int, default=10, help="how many false alarms to print")
    options = parser.parse_args()
    with Corpus(options.data / "corpus.db") as corpus:
        cases = list(corpus.cases())
    kinds = np.array([case.url.split("/")[0] == CORRUPT for case in cases])
    for name in (options.tagger, "lexicon"):
        tagger, start = open_tagger(name), time.perf_counter()
        scores = np.array([score_of(tagger, case) for case in cases])
        low, high = interval(scores[kinds], scores[~kinds])
        took = time.perf_counter() - start
        print(
            f"{name}: area {area(scores[kinds], scores[~kinds]):.3f} [{low:.3f}, {high:.3f}] "
            f"({kinds.sum()} corrupt, {(~kinds).sum()} others; {took:.0f} s); "
            f"at {EVEN} or more: {(scores[kinds] >= EVEN).sum()} and {(scores[~kinds] >= EVEN).sum()}"
        )
        order = [n for n in np.argsort(-scores, kind="stable") if not kinds[n]][: options.show]
        for n in order if name == options.tagger else ():
            print(f"  {scores[n]:.3f} {cases[n].url}: {surest(tagger, cases[n])}")


if __name__ == "__main__":
    main()
