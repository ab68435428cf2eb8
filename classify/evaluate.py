"""How well a tagger does against gold labels, beside a tagger that never finds anything.

Two units are counted: the **case** (does it carry the label?) and the **passage** (does the tagger point at
the sentence the reader pointed at?). Intervals are percentile bootstrap intervals over cases (Efron and
Tibshirani 1993, chapter 13), since the sentences of one case are not
independent; at 0 and 1, where resampling shows no spread, they reach as far as the exact interval.

Beside the labels given stand two measures of the confidences: average precision (how well they rank) and the
calibration error (how far they are from the shares met).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from jointcharge.classify.base import Tagger
from jointcharge.classify.gold import GoldCase, Labelled, read_gold
from jointcharge.classify.learned import Learned, learned_from, warning_of
from jointcharge.classify.ranking import (
    INDICATED,
    Confidences,
    Confident,
    Ranked,
    average_precision,
    calibration_error,
    confidences_from,
    rank_label,
    rank_level,
)
from jointcharge.classify.scores import (
    Estimate,
    FloatArray,
    IntArray,
    estimate_from,
    estimate_of,
    f1_of,
    mean_of,
    precision_of,
    recall_of,
    resampling_weights,
)
from jointcharge.classify.statuses import StatusRow, status_rows, status_text
from jointcharge.records.case import Tag, TagDimension
from jointcharge.records.codebook import labels_of
from jointcharge.records.errors import ImportFileError
from jointcharge.records.levels import CorruptionLevel, level_of
from jointcharge.records.raw import Record

SENTENCE_DIMENSIONS = (TagDimension.FORM, TagDimension.SIGNAL, TagDimension.STAGE, TagDimension.ACTOR)
"""What is labelled sentence by sentence."""
DIMENSIONS = (*SENTENCE_DIMENSIONS, TagDimension.ELEMENT)
"""What is evaluated; elements belong to the case, and only cases where they were noted count for them."""
RESAMPLES = 2000
SEED = 20260821
LEVEL = "level"

Cell = tuple[str, str, str]
"""Unit (``case`` or ``passage``), dimension (or ``level``), label."""
Counts = dict[Cell, tuple[int, int, int]]
"""One case's true positives, false positives and false negatives."""


class Row(Record):
    """One label (or ``micro`` or ``macro`` over a dimension) at one unit."""

    unit: str
    dimension: str
    label: str
    gold: int
    """How many cases or passages carry it."""
    tagged: int
    """How many the tagger gave it to."""
    precision: Estimate | None
    """None where nothing was tagged."""
    recall: Estimate | None
    """None where the gold has none."""
    f1: Estimate | None
    """None where neither has any."""
    average_precision: Estimate | None
    """None where the gold has none."""
    calibration_error: float | None
    """Expected calibration error of the confidences in this label at this unit; None for levels but ``indicated``."""
    always_none_f1: float | None
    """F1 of never tagging anything, on the same gold."""


class Evaluation(Record):
    """The whole table, and what it was made from."""

    tagger: str
    version: str
    gold: str
    learned_from: Learned
    """Whether the tagger's card says that it learned from this file."""
    warning: str | None
    """What to know before any figure is used; None where nothing speaks against them."""
    n_cases: int
    n_passages: int
    resamples: int
    seed: int
    rows: tuple[Row, ...]
    statuses: tuple[StatusRow, ...]
    """How often the status of a form is right, where gold and tagger both have the form."""

    def row(self, unit: str, dimension: str, label: str) -> Row:
        """The one row asked for. Raises KeyError where the table has none."""
        for row in self.rows:
            if (row.unit, row.dimension, row.label) == (unit, dimension, label):
                return row
        raise KeyError((unit, dimension, label))

    def to_json(self) -> str:
        """The evaluation as JSON."""
        return self.model_dump_json(indent=2)

    def to_text(self) -> str:
        """The evaluation as a table to read; labels that neither gold nor tagger has are left out."""
        head = (
            f"{self.tagger} {self.version} on {self.gold}: {self.n_cases} cases, "
            f"{self.n_passages} passages; 95 % intervals from {self.resamples} resamples of cases"
        )
        warned = [] if self.warning is None else [self.warning, ""]
        columns = f"{'unit':8}{'dimension':10}{'label':24}{'gold':>6}{'tagged':>7}  "
        columns += "".join(f"{name:21}" for name in ("precision", "recall", "F1", "average precision"))
        columns += f"{'calibr.':12}F1 of always none"
        table = [columns, *(_line(row) for row in self.rows if row.gold or row.tagged)]
        return "\n".join([*warned, head, "", *table, "", *status_text(self.statuses)])


def evaluate(gold: Path, tagger: Tagger, keep: Callable[[str], bool] | None = None) -> Evaluation:
    """Tag the gold's cases (those whose portal number ``keep`` accepts) and count.

    Raises ImportFileError where the file is not gold or no case is left.
    """
    cases = [case for case in read_gold(gold) if keep is None or keep(case.key)]
    if not cases:
        raise ImportFileError(f"the gold file {gold} leaves no case to evaluate on; give one with labelled cases")
    tagged = [tagger.tag(case.case) for case in cases]
    held = [
        tagger.confidences(case.case) if isinstance(tagger, Confident) else confidences_from(tags)
        for case, tags in zip(cases, tagged, strict=True)
    ]
    learned = learned_from(tagger, gold)
    table = _Table(cases, tagged, held)
    return Evaluation(
        tagger=tagger.name,
        version=tagger.version,
        gold=gold.name,
        learned_from=learned,
        warning=warning_of(learned, tagger.name, gold.name),
        n_cases=len(cases),
        n_passages=sum(len(case.case.passages) for case in cases),
        resamples=RESAMPLES,
        seed=SEED,
        rows=table.rows(),
        statuses=status_rows(cases, tagged, table.draws),
    )


def _line(row: Row) -> str:
    cells = "".join(
        f"{cell_of(estimate):21}" for estimate in (row.precision, row.recall, row.f1, row.average_precision)
    )
    error = "–" if row.calibration_error is None else f"{row.calibration_error:.4f}"
    base = "–" if row.always_none_f1 is None else f"{row.always_none_f1:.3f}"
    return f"{row.unit:8}{row.dimension:10}{row.label:24}{row.gold:6}{row.tagged:7}  {cells}{error:12}{base}"


def cell_of(estimate: Estimate | None) -> str:
    """A value with its interval, to three and two digits; a dash where there is none."""
    if estimate is None:
        return "–"
    if estimate.ci_low is None or estimate.ci_high is None:
        return f"{estimate.value:.3f}"
    return f"{estimate.value:.3f} [{estimate.ci_low:.2f}, {estimate.ci_high:.2f}]"


def _counts(gold: GoldCase, tags: Sequence[Tag]) -> Counts:
    """One case's counts in every cell it touches."""
    tagged: dict[Labelled, set[str]] = {}
    for tag in tags:
        if tag.dimension in SENTENCE_DIMENSIONS:
            tagged.setdefault((tag.dimension, tag.label), set()).add(tag.passage_id)
    counts: Counts = {}
    for dimension, label in {*gold.passages, *tagged}:
        wanted, given = gold.passages.get((dimension, label), frozenset()), tagged.get((dimension, label), set())
        counts["passage", dimension, label] = _compare(wanted, given)
        counts["case", dimension, label] = _compare({label} if wanted else set(), {label} if given else set())
    if gold.elements is not None:
        given = {tag.label for tag in tags if tag.dimension is TagDimension.ELEMENT}
        for label in gold.elements | given:
            counts["case", TagDimension.ELEMENT, label] = _compare({label} & gold.elements, {label} & given)
    level = level_of(tags)
    for name in {gold.level, level}:
        counts["case", LEVEL, name] = _compare({name} & {gold.level}, {name} & {level})
    return counts


def _compare(wanted: Iterable[str], given: Iterable[str]) -> tuple[int, int, int]:
    want, give = set(wanted), set(given)
    return len(want & give), len(give - want), len(want - give)


def _groups() -> list[tuple[str, str, tuple[str, ...]]]:
    """Unit, dimension and labels of each block of the table, in the order printed."""
    blocks = [("case", LEVEL, tuple(str(level) for level in CorruptionLevel))]
    blocks += [("case", str(d), labels_of(d)) for d in DIMENSIONS]
    return blocks + [("passage", str(d), labels_of(d)) for d in SENTENCE_DIMENSIONS]


class _Table:
    """What the rows of the table are computed from."""

    def __init__(self, cases: Sequence[GoldCase], tagged: Sequence[Sequence[Tag]], held: Sequence[Confidences]) -> None:
        self._cases, self._held = cases, held
        self._counts = [_counts(case, tags) for case, tags in zip(cases, tagged, strict=True)]
        self._silent = [_counts(case, ()) for case in cases]
        self.draws = resampling_weights(len(cases), RESAMPLES, SEED)
        """Draw 0 is the data itself."""

    def rows(self) -> tuple[Row, ...]:
        """Each block's labels, then micro and macro over it."""
        rows: list[Row] = []
        for unit, dimension, labels in _groups():
            cells = [(unit, dimension, label) for label in labels]
            counts, silent = _stack(self._counts, cells), _stack(self._silent, cells)
            ranked = [self._ranked(cell) for cell in cells]
            precisions = [self._average_precision(one) for one in ranked]
            for i, cell in enumerate(cells):
                row = self._row(cell, counts[:, [i]], silent[:, [i]])
                rows.append(row.model_copy(update=_sureness([ranked[i]], [precisions[i]])))
            for name, some, none in (
                ("micro", counts.sum(1, keepdims=True), silent.sum(1, keepdims=True)),
                ("macro", counts, silent),
            ):
                sureness = _sureness(ranked, precisions) if name == "macro" else {}
                rows.append(self._row((unit, dimension, name), some, none).model_copy(update=sureness))
        return tuple(rows)

    def _ranked(self, cell: Cell) -> Ranked | None:
        unit, dimension, label = cell
        if dimension == LEVEL:
            return rank_level(self._cases, self._held) if label == INDICATED else None
        return rank_label(self._cases, self._held, unit, (TagDimension(dimension), label))

    def _average_precision(self, ranked: Ranked | None) -> FloatArray | None:
        """Of every draw; None where no item is there to be found."""
        return average_precision(ranked, self.draws) if ranked and ranked.present.any() else None

    def _row(self, cell: Cell, counts: IntArray, silent: IntArray) -> Row:
        import numpy as np

        totals = np.tensordot(self.draws, counts, axes=1)
        tp, fp, fn = (int(n) for n in totals[0].sum(0))
        base = estimate_of(silent.sum(0, keepdims=True), f1_of, 0)
        tagged, wanted, touched = (_cases_with(counts, columns) for columns in ([0, 1], [0, 2], [0, 1, 2]))
        return Row(
            unit=cell[0],
            dimension=cell[1],
            label=cell[2],
            gold=tp + fn,
            tagged=tp + fp,
            precision=estimate_of(totals, precision_of, tagged),
            recall=estimate_of(totals, recall_of, wanted),
            f1=estimate_of(totals, f1_of, touched),
            average_precision=None,
            calibration_error=None,
            always_none_f1=None if base is None else base.value,
        )


def _sureness(ranked: Sequence[Ranked | None], precisions: Sequence[FloatArray | None]) -> dict[str, object]:
    """Average precision (over several labels its mean) and calibration error of the labels given."""
    found = [values for values in precisions if values is not None]
    known = [one for one in ranked if one is not None]
    if not known:
        return {}
    cases = sum(len(set(one.case_of[one.present > 0].tolist())) for one in known)
    return {
        "average_precision": estimate_from(mean_of(found), cases) if found else None,
        "calibration_error": calibration_error(known),
    }


def _stack(per_case: Sequence[Counts], cells: Sequence[Cell]) -> IntArray:
    """Cases x cells x 3: true positives, false positives and false negatives."""
    import numpy as np

    return np.array([[counts.get(cell, (0, 0, 0)) for cell in cells] for counts in per_case])


def _cases_with(cases: IntArray, columns: list[int]) -> int:
    """How many cases have a count in one of the columns."""
    return int((cases[..., columns].sum((1, 2)) > 0).sum())
