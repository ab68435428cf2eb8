"""The chain of trafficking as a grid: in which stage, through which actor, corruption is described and how often charged.

The chain is that of the PACO programme (Council of Europe, 2002), with the labels of `records.codebook`. Stage and actor
are those of the passage that asserts a corrupt form; the charge is read from the charges alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from jointcharge.analysis.counts import SMALL, Measure, measure_of
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import NOT_STATED
from jointcharge.analysis.methods import of_grid
from jointcharge.analysis.phrases import counted
from jointcharge.analysis.provenance import GeneratedBy, made_by
from jointcharge.analysis.publish import NOTE, is_small, withheld
from jointcharge.analysis.states import NOT_OBSERVABLE, YES, Codes
from jointcharge.analysis.suppression import Line, to_withhold
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
Place = tuple[str, str]
"""A stage and an actor."""
_UNLISTED = f"Cells that are not listed hold fewer than {SMALL} cases, or are withheld so that such a number cannot be worked out."


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
    """The cells in which there is any case, and the margins; cells that are not listed are empty.

    In a published report cells that are withheld are not listed either, so that they look like empty ones.
    """

    snapshot: str
    generated_by: GeneratedBy
    caveats: tuple[str, ...]
    stages: tuple[str, ...]
    """In the order of the chain; `NOT_STATED` and `ANY` last."""
    actors: tuple[str, ...]
    cells: tuple[GridCell, ...]
    outside: int | None = Field(ge=0)
    """Cases that charge corruption without describing it, as far as known: they have no place in the grid."""

    def cell(self, stage: str, actor: str) -> GridCell | None:
        """The cell of ``stage`` and ``actor``; None where it is empty."""
        return next((one for one in self.cells if (one.stage, one.actor) == (stage, actor)), None)


def grid(frames: Frames, *, publish: bool = False, generated_at: dt.datetime | None = None) -> GridReport:
    """The grid of the trafficking cases of ``frames``; linked cases count once.

    With ``publish`` small cells are withheld, and what would give them away.
    """
    facts = frames.facts
    trafficking, charged = facts.trafficking == YES, facts.cases.corruption_charged
    indicated = trafficking & (facts.at_level(CorruptionLevel.INDICATED) == YES)
    placed = _placed(frames)
    placed = placed[indicated[placed["row"].to_numpy(np.int64)]]
    cells = tuple(_cells(_with_margins(placed), charged.astype(np.int64)))
    outside: int | None = int((trafficking & (charged == YES) & ~indicated).sum())
    if publish:
        cells = published_grid(cells)
        outside = outside if outside is not None and outside >= SMALL else None
    whole = next((one.indicated for one in cells if (one.stage, one.actor) == (ANY, ANY)), None if publish else 0)
    methods = of_grid(frames, [one.charged for one in cells], whole)
    return GridReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made_by(frames, "report grid", at=generated_at, published=publish, methods=methods),
        caveats=(*_notes(frames, bool(indicated.any()), outside), *([NOTE, _UNLISTED] if publish else [])),
        stages=_ordered({one.stage for one in cells}, TagDimension.STAGE),
        actors=_ordered({one.actor for one in cells}, TagDimension.ACTOR),
        cells=cells,
        outside=outside,
    )


def published_grid(cells: Sequence[GridCell]) -> tuple[GridCell, ...]:
    """The cells that may be published, with the numbers of those charged that may be.

    A row of the grid, a column, and each margin is a line whose total must give no withheld cell away.
    """
    at = {(one.stage, one.actor): one for one in cells}
    lines = _lines(at)
    gone = to_withhold(
        {key: one.indicated for key, one in at.items()}, [k for k, one in at.items() if one.small], lines
    )
    known = {key: one.charged.known for key, one in at.items() if one.charged.denominator}
    sizes = {key: size for key, (_, size) in known.items()}
    whole = to_withhold(sizes, [key for key, size in sizes.items() if size < SMALL or key in gone], lines)
    small = [key for key in known if key in whole or is_small(at[key].charged)]
    most = {key: size for key, size in sizes.items() if key not in whole}
    part = to_withhold({key: yes for key, (yes, _) in known.items()}, small, lines, most)
    return tuple(
        one.model_copy(update={"charged": withheld(one.charged, whole=key in whole)}) if key in part else one
        for key, one in at.items()
        if key not in gone
    )


def _lines(cells: Collection[Place]) -> list[Line[Place]]:
    """Each stage and each actor with its margin, and the margins with the whole."""
    stages, actors = (sorted({key[part] for key in cells}) for part in (0, 1))
    rows = [Line(tuple((one, actor) for actor in actors if actor != ANY), (one, ANY)) for one in stages]
    columns = [Line(tuple((stage, one) for stage in stages if stage != ANY), (ANY, one)) for one in actors]
    return [*rows, *columns]


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


def _notes(frames: Frames, indicated: bool, outside: int | None) -> Iterator[str]:
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
