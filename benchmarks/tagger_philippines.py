"""Philippine decisions ranked by corruption, and how many of each kind ``jointcharge tag`` calls `indicated`: ``benchmarks/tagger_philippines.py``.

    .venv/bin/jointcharge import files ../shared/data/ph_supreme_court --data DIR
    .venv/bin/jointcharge parse --data DIR
    .venv/bin/python benchmarks/tagger_philippines.py --data DIR [--tagger model] [--show 3]

A decision's score is the confidence of its surest passage that corrupt conduct is asserted; ties (the lexicon) count half.
Prints, for the tagger and for the lexicon, the area under the curve of graft and bribery against illegal recruitment and
trafficking, with all prints and without second ones; its interval draws matters, as ``parse`` links them, since prints of
one matter are no two observations. Then how many of each kind are `indicated` as ``tag`` decides, at the gate of the card
that runs, and how many pass elsewhere; then every decision of the second kind that is `indicated`, with the passages that
speak most for a form. Their text goes to the screen and nowhere else. What the network said is kept in the data folder's cache,
which is that of ``tag``, so a second run takes seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointcharge.classify.base import Tagger, TaggerSettings, open_tagger
from jointcharge.classify.model_tagger import ModelTagger
from jointcharge.classify.ranking import Confident, confidences_from
from jointcharge.classify.run import narrative_of
from jointcharge.classify.tag_cache import FILE
from jointcharge.records.case import Case, TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.levels import CorruptionLevel, level_of
from jointcharge.records.links import linked_groups

CORRUPT = "graft_bribery"
RESAMPLES, SEED = 2000, 20261121
ELSEWHERE = (0.1, 0.3, 0.5, 0.7)
"""Thresholds beside the gate: it is fitted on few positives and moves much from one model to the next."""
WIDTH = 300
"""Characters of a passage that are shown."""
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """What a tagger says of one decision."""

    url: str
    corrupt: bool
    """Whether it is filed under graft and bribery."""
    matter: str
    """The same for every print of one matter."""
    score: float
    """How sure the tagger is that the decision asserts corrupt conduct."""
    indicated: bool
    """Whether ``tag`` calls it so."""
    forms: tuple[tuple[float, str, str, bool], ...]
    """Confidence, form, text, and whether it is tagged, of each passage's likeliest form; the surest first."""


def matters_of(groups: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """The matter of each linked case, named by the group's first; a case that stands alone is its own."""
    return {case_id: group[0] for group in groups for case_id in group}


def told_of(tagger: Tagger, case: Case, matter: str) -> Told:
    """What ``tagger`` says of ``case``: its confidences, and its tags as ``tag`` would store them."""
    narrative = narrative_of(case)
    tags = tagger.tag(narrative)
    held = tagger.confidences(narrative) if isinstance(tagger, Confident) else confidences_from(tags)
    tagged = {tag.passage_id for tag in tags if tag.dimension is TagDimension.FORM}
    forms = []
    for passage in narrative.passages:
        labelled = held.passages.get(passage.passage_id, {}).items()
        sure = [(chance, label) for (dimension, label), chance in labelled if dimension is TagDimension.FORM]
        if sure:
            forms.append((*max(sure), passage.text, passage.passage_id in tagged))
    return Told(
        url=case.url,
        corrupt=case.url.split("/")[0] == CORRUPT,
        matter=matter,
        score=held.indicated,
        indicated=level_of(tags) is CorruptionLevel.INDICATED,
        forms=tuple(sorted(forms, key=lambda form: -form[0])),
    )


def gate_of(tagger: Tagger) -> float | None:
    """The confidence from which a trained tagger may call a decision `indicated`; None for one that has no gate."""
    if not isinstance(tagger, ModelTagger) or tagger.card.form_gate is None:
        return None
    return tagger.card.form_gate.case_threshold


def area(corrupt: FloatArray, others: FloatArray) -> float:
    """The chance that a decision of the first kind scores above one of the second (Mann and Whitney 1947)."""
    above = (corrupt[:, None] > others).mean() + (corrupt[:, None] == others).mean() / 2
    return float(above)


def scores_by_matter(told: Sequence[Told], *, corrupt: bool) -> list[FloatArray]:
    """The scores of one kind, an array for each matter."""
    prints: dict[str, list[float]] = {}
    for one in told:
        if one.corrupt is corrupt:
            prints.setdefault(one.matter, []).append(one.score)
    return [np.array(scores) for scores in prints.values()]


def interval(corrupt: Sequence[FloatArray], others: Sequence[FloatArray]) -> tuple[float, float]:
    """95 % percentile bootstrap over matters, each drawn with all its prints."""
    rng = np.random.default_rng(SEED)

    def drawn(matters: Sequence[FloatArray]) -> FloatArray:
        return np.concatenate([matters[n] for n in rng.integers(len(matters), size=len(matters))])

    areas = [area(drawn(corrupt), drawn(others)) for _ in range(RESAMPLES)]
    low, high = np.quantile(areas, [0.025, 0.975])
    return float(low), float(high)


def area_line(name: str, told: Sequence[Told]) -> str:
    """The area of these decisions, with its interval and what was counted."""
    kinds = [scores_by_matter(told, corrupt=corrupt) for corrupt in (True, False)]
    low, high = interval(*kinds)
    decisions = [np.concatenate(kind) for kind in kinds]
    counted = ", ".join(
        f"{len(scores)} {word} in {len(kind)} matters"
        for scores, kind, word in zip(decisions, kinds, ("corrupt", "others"), strict=True)
    )
    return f"{name}: area {area(*decisions):.3f} [{low:.3f}, {high:.3f}] ({counted})"


def first_prints(told: Sequence[Told]) -> list[Told]:
    """One decision of each matter, the first by address."""
    first: dict[str, Told] = {}
    for one in sorted(told, key=lambda one: one.url):
        first.setdefault(one.matter, one)
    return [*first.values()]


def counts(told: Sequence[Told], gate: float | None) -> Iterator[str]:
    """How many decisions of each kind are called `indicated`, and how many reach each threshold, prints and matters."""
    rows = [("indicated by `tag`", [one for one in told if one.indicated])]
    for level in (*(() if gate is None else (gate,)), *ELSEWHERE):
        word = f"score from {level:.3f}{', the gate' if level == gate else ''}"
        rows.append((word, [one for one in told if one.score >= level]))
    for word, passing in rows:
        cells = [_count(passing, told, corrupt) for corrupt in (True, False)]
        yield f"  {word:28} corrupt {cells[0]:32} others {cells[1]}"


def _count(passing: Sequence[Told], told: Sequence[Told], corrupt: bool) -> str:
    some, every = ([one for one in those if one.corrupt is corrupt] for those in (passing, told))
    matters = [len({one.matter for one in those}) for those in (some, every)]
    return f"{len(some)} of {len(every)} ({matters[0]} of {matters[1]} matters)"


def false_alarms(told: Sequence[Told], show: int) -> Iterator[str]:
    """Each decision of the other kind that is `indicated`: the passages tagged with a form, and the surest up to ``show``."""
    alarms = [one for one in told if one.indicated and not one.corrupt]
    for one in sorted(alarms, key=lambda one: -one.score):
        yield f"{one.score:.3f} {one.url} (matter {one.matter})"
        for n, (sure, label, text, tagged) in enumerate(one.forms):
            if tagged or n < show:
                yield f"    {'tagged' if tagged else '      '} {label} {sure:.2f}: {text[:WIDTH]}"


def main() -> None:
    """Print the areas, the counts and the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a data folder with the decisions parsed")
    parser.add_argument("--tagger", default="model")
    parser.add_argument(
        "--show", type=int, default=3, help="how many passages of a false alarm to print, tagged or not"
    )
    options = parser.parse_args()
    with Corpus(options.data / "corpus.db") as corpus:
        cases, matters = list(corpus.cases()), matters_of(linked_groups(corpus))
    for name in dict.fromkeys((options.tagger, "lexicon")):
        tagger, start = open_tagger(name, TaggerSettings(cache=options.data / FILE)), time.perf_counter()
        told = [told_of(tagger, case, matters.get(case.case_id, case.case_id)) for case in cases]
        print(f"{name} {tagger.version} ({time.perf_counter() - start:.0f} s)")
        print(area_line("  all prints", told))
        print(area_line("  one print of each matter", first_prints(told)))
        print(*counts(told, gate_of(tagger)), sep="\n")
        if name == options.tagger:
            print(*false_alarms(told, options.show), sep="\n")


if __name__ == "__main__":
    main()
