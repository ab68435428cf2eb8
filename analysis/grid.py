"""The chain of trafficking as a grid: in which stage, through which actor, corruption is described and how often charged.

The chain is that of the PACO programme (Council of Europe, 2002), with the labels of `records.codebook`. Stage and actor
are those of the passage that asserts a corrupt form; the charge is read from the charges alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from jointcharge.analysis.counts import COLUMNS, SMALL, Measure, measure_of
from jointcharge.analysis.export import guarded
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.measure_words import ROW_HEAD, aligned, legend, measure_row
from jointcharge.analysis.phrases import counted, plain, table
from jointcharge.analysis.states import NOT_OBSERVABLE, YES, Codes
from jointcharge.analysis.trend import paragraphs
from jointcharge.records.case import TagDimension
from jointcharge.records.codebook import labels_of
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    import pandas as pd

ANY = "(any)"
"""The margin: whatever the stage, or the actor."""
MEASURE = "charging_gap"
"""What a cell measures: corruption charged, of the cases that describe it there and in which a charge would show."""


class GridCell(Record):
    """One stage and one actor. A case stands in every cell that one of its passages names, in each once."""

    stage: str
    actor: str
    indicated: int = Field(ge=0)
    """Trafficking cases that describe corruption here."""
    charged: Measure
    """Of these, those that charge corruption, of those in which a charge would show."""

    @property
    def small(self) -> bool:
        """Whether fewer than `SMALL` cases stand here."""
        return self.indicated < SMALL


class GridReport(Record):
    """The cells in which there is any case, and the margins; cells that are not listed are empty."""

    snapshot: str
    command: str
    stages: tuple[str, ...]
    """In the order of the chain; `NOT_STATED` and `ANY` last."""
    actors: tuple[str, ...]
    cells: tuple[GridCell, ...]
    outside: int = Field(ge=0)
    """Cases that charge corruption without describing it, as far as known: they have no place in the grid."""
    notes: tuple[str, ...]

    def cell(self, stage: str, actor: str) -> GridCell | None:
        """The cell of ``stage`` and ``actor``; None where it is empty."""
        return next((one for one in self.cells if (one.stage, one.actor) == (stage, actor)), None)


def grid(frames: Frames) -> GridReport:
    """The grid of the trafficking cases of ``frames``; linked cases count once."""
    placed = _placed(frames)
    facts = frames.facts
    indicated = (facts.trafficking == YES) & (facts.at_level(CorruptionLevel.INDICATED) == YES)
    placed = placed[indicated[placed["row"].to_numpy(np.int64)]]
    cells = tuple(_cells(_with_margins(placed), facts.cases.corruption_charged.astype(np.int64)))
    snapshot = frames.snapshot.snapshot
    outside = (facts.trafficking == YES) & (facts.cases.corruption_charged == YES) & ~indicated
    return GridReport(
        snapshot=snapshot,
        command=f"jointcharge report grid --as-of {snapshot}",
        stages=_ordered({one.stage for one in cells}, TagDimension.STAGE),
        actors=_ordered({one.actor for one in cells}, TagDimension.ACTOR),
        cells=cells,
        outside=int(outside.sum()),
        notes=tuple(_notes(frames, int(indicated.sum()), int(outside.sum()))),
    )


def _placed(frames: Frames) -> pd.DataFrame:
    """One row per case (``row`` in the facts), stage and actor named by a passage that asserts a form."""
    tags = frames.tags
    of = {name: tags[tags["dimension"] == name.value] for name in (TagDimension.FORM, TagDimension.STAGE, TagDimension.ACTOR)}  # fmt: skip
    placed = of[TagDimension.FORM][["passage_id", "case_id"]].drop_duplicates()
    for name in (TagDimension.STAGE, TagDimension.ACTOR):
        named = of[name][["passage_id", "label"]].rename(columns={"label": name.value}).drop_duplicates()
        placed = placed.merge(named, on="passage_id", how="left")
        placed[name.value] = placed[name.value].fillna(NOT_STATED)
    row_of = {case_id: row for row, case_id in enumerate(frames.raw_cases["case_id"])}
    for group in frames.groups:  # every record's text describes the same matter
        row_of |= dict.fromkeys(group, next(row_of[one] for one in group if one in row_of))
    placed["row"] = placed["case_id"].map(row_of).astype("int64")
    return placed[["row", "stage", "actor"]].drop_duplicates()


def _with_margins(placed: pd.DataFrame) -> pd.DataFrame:
    """The same, and each case once in the margins."""
    import pandas as pd

    parts = [placed, placed.assign(stage=ANY), placed.assign(actor=ANY), placed.assign(stage=ANY, actor=ANY)]
    return pd.concat(parts).drop_duplicates()


def _cells(placed: pd.DataFrame, answers: Codes) -> Iterator[GridCell]:
    """The cells in the order of the chain."""
    groups = {key: rows["row"].to_numpy(np.int64) for key, rows in placed.groupby(["stage", "actor"], sort=False)}
    stages = _ordered({str(stage) for stage, _ in groups}, TagDimension.STAGE)
    actors = _ordered({str(actor) for _, actor in groups}, TagDimension.ACTOR)
    for stage in stages:
        for actor in actors:
            if (rows := groups.get((stage, actor))) is not None:
                counts = np.bincount(answers[rows] - NOT_OBSERVABLE, minlength=4)
                charged = measure_of(MEASURE, f"{stage} / {actor}", counts)
                yield GridCell(stage=stage, actor=actor, indicated=len(rows), charged=charged)


def _ordered(found: set[str], dimension: TagDimension) -> tuple[str, ...]:
    """The labels in the codebook's order, others by name, then those not stated, then the margin."""
    order = {name: n for n, name in enumerate(labels_of(dimension))}
    last = {NOT_STATED: 1, ANY: 2}
    return tuple(sorted(found, key=lambda one: (last.get(one, 0), order.get(one, len(order)), one)))


def _notes(frames: Frames, indicated: int, outside: int) -> Iterator[str]:
    if not len(frames.raw_cases):
        yield "The corpus holds no case. Begin with  jointcharge crawl  or  jointcharge import."
    elif not len(frames.facts.tagged):
        yield "No tagger has read these cases, so nothing can be said about what is described. Run  jointcharge tag."
    elif not indicated:
        yield "No trafficking case that was read describes corruption, so the grid is empty."
    if outside:
        yield f"In {counted(outside, 'case')} corruption is charged that no text read here describes; without a stage and an actor, they are not in the grid."
    yield (
        "A case stands in every cell that one of its passages names, so cells do not add up to the margins. Stage and actor are "
        "those of the passage that asserts the corrupt form, as the tagger or a reviewer marked them, uncorrected for errors."
    )
    yield "A case whose source can not show a corruption charge counts as describing and is in no denominator of the charged."


def to_json(report: GridReport) -> str:
    """The report in its public shape."""
    return report.model_dump_json(indent=2) + "\n"


def to_csv(report: GridReport) -> str:
    """One row per cell that is not empty; safe to open in a spreadsheet."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(("stage", "actor", "indicated", "indicated_under_five", *COLUMNS, "under_five", "snapshot"))
    for one in report.cells:
        measured = (getattr(one.charged, name) for name in COLUMNS)
        small = (str(one.small).lower(), str(one.charged.small).lower())
        cells = (one.stage, one.actor, one.indicated, small[0], *measured, small[1], report.snapshot)
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return held.getvalue()


def to_text(report: GridReport) -> str:
    """The report for a terminal: what is described, then what is charged, then the stages with intervals."""
    return plain("\n".join(_text(report))) + "\n"


def _text(report: GridReport) -> Iterator[str]:
    yield "WHERE IN THE CHAIN, AND THROUGH WHOM"
    yield f"snapshot {report.snapshot}"
    yield ""
    if report.cells:
        yield from _square(report, "Cases that describe corruption", _indicated)
        yield from _square(report, "Of these, charged (of those in which a charge would show)", _charged)
        yield from _margin(report)
        yield f"{legend()} (any): each case once."
    yield from paragraphs(report.notes)
    yield f"Make again:  {report.command}"


def _square(report: GridReport, title: str, told: Callable[[GridCell], str]) -> Iterator[str]:
    yield title
    head = ("", *(_name(stage) for stage in report.stages))
    rows = [
        (_name(actor), *(told(cell) if (cell := report.cell(stage, actor)) else "· " for stage in report.stages))
        for actor in report.actors
    ]
    yield table([head, *rows], right=range(1, len(head)))
    yield ""


def _indicated(cell: GridCell) -> str:
    return f"{cell.indicated:,}{'†' if cell.small else ' '}"


def _charged(cell: GridCell) -> str:
    return aligned(cell.charged, "not seen")


def _margin(report: GridReport) -> Iterator[str]:
    """The share charged by stage and by actor, with its interval."""
    head = ("Charged where described", *ROW_HEAD)
    margins = [(_in_words(stage, "stage"), report.cell(stage, ANY)) for stage in report.stages]
    margins += [(_in_words(actor, "actor"), report.cell(ANY, actor)) for actor in report.actors if actor != ANY]
    shares = [cell.charged.model_copy(update={"group": name}) for name, cell in margins if cell]
    yield table([head, *(measure_row(one) for one in shares)], right=range(1, 7), indent=0)


def _name(label: str) -> str:
    return label.replace("_", " ")


def _in_words(label: str, what: str) -> str:
    return {NOT_STATED: f"({what} not stated)", ANY: "(any stage, any actor)"}.get(label, _name(label))
