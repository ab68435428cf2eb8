"""How rarely corruption is charged alongside trafficking: the funnel, the disparity, the charging gap, the controls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
from pydantic import SerializerFunctionWrapHandler, model_serializer

from jointcharge.analysis.caveats import caveats_of
from jointcharge.analysis.correction import STRATIFIED
from jointcharge.analysis.counts import Measure, count_answers, measure_of
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import Grouping, group_by, one_group
from jointcharge.analysis.measures import CASE, UNITS, WORDINGS, Question, questions
from jointcharge.analysis.methods import of_disparity
from jointcharge.analysis.provenance import GeneratedBy, made_by
from jointcharge.analysis.publish import published
from jointcharge.analysis.reviewed import ReviewedShare, publishable, reviewed_share
from jointcharge.analysis.states import MISSING, NO, NOT_OBSERVABLE, YES, Codes, States
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record


class DisparityReport(Record):
    """The measures, what they were computed from, and what they do not say."""

    snapshot: str
    generated_by: GeneratedBy
    caveats: tuple[str, ...]
    measures: tuple[Measure, ...]
    corrected: ReviewedShare | None = None
    """The share of cases that describe corruption, corrected from a reviewed sample; None, and left out of the JSON, without one."""

    @model_serializer(mode="wrap")
    def _without_an_empty_correction(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        told: dict[str, Any] = write(self)
        return told if self.corrected else {name: value for name, value in told.items() if name != "corrected"}

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of the report."""
        return tuple(dict.fromkeys(m.group for m in self.measures if m.group is not None))

    def measure(self, name: str, unit: str = CASE, group: str | None = None) -> Measure:
        """One measure. Raises `ReportError` where the report has none such."""
        for one in self.measures:
            if (one.name, one.unit, one.group) == (name, unit, group):
                return one
        raise _no_such(name, unit, group)


class CaseLists(Record):
    """The cases behind one measure of one group; for defendants, the cases they stand in."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    missing: tuple[str, ...]
    not_observable: tuple[str, ...]


def _no_such(name: str, unit: str, group: str | None) -> ReportError:
    if name not in WORDINGS:
        return ReportError(f"there is no measure {name!r}; ask for one of {', '.join(WORDINGS)}")
    if unit not in UNITS:
        return ReportError(f"there is no unit {unit!r}; count each {' or each '.join(UNITS)}")
    where = "" if group is None else f" of the group {group!r}"
    return ReportError(f"there is no measure {name} per {unit}{where} in this report; see its groups with --format csv")


def disparity(
    frames: Frames,
    by: str | None = None,
    *,
    correction: str = STRATIFIED,
    publish: bool = False,
    command: str | None = None,
    generated_at: dt.datetime | None = None,
) -> DisparityReport:
    """The disparity report over all cases of ``frames``, and for each group where ``by`` names a grouping.

    ``correction`` is one of `correction.METHODS`, for the share corrected from a reviewed sample, if there is one.
    With ``publish`` small cells are withheld, and what would give them away (`publish.published`).
    ``command`` is the command a reader runs to make it again; by default that of the command line.
    """
    asked = list(questions(frames.facts))
    groupings = [(None, one_group(len(frames.raw_cases)))] + ([(by, group_by(frames, by))] if by else [])
    measures = [
        measure
        for by_what, grouping in groupings
        for measure in measures_of(frames, asked, grouping, pooled=by_what is None)
    ]
    if publish:
        measures = list(published(measures))
    pooled = {(m.name, m.unit): m for m in measures if m.group is None}
    share, why = reviewed_share(frames, correction)
    if publish and share:
        share, why = publishable(share, pooled[share.name, CASE])
    told = caveats_of(frames, by, pooled["disparity", CASE], is_corrected=share is not None, publish=publish)
    made = made_by(
        frames,
        _asked(by, correction),
        command=command,
        by=by,
        at=generated_at,
        published=publish,
        methods=of_disparity(frames, measures, len(groupings[-1][1].labels) if by else 0, share is not None),
    )
    return DisparityReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made,
        caveats=(*told, *(share.notes if share else ()), *why),
        measures=tuple(measures),
        corrected=share,
    )


def _asked(by: str | None, correction: str) -> str:
    asked = [f"--by {by}"] if by else []
    asked += [f"--correction {correction}"] if correction != STRATIFIED else []
    return " ".join(["report disparity", *asked])


def measures_of(frames: Frames, asked: list[Question], grouping: Grouping, *, pooled: bool) -> Iterator[Measure]:
    """The answers to ``asked``, group by group, in the order of the questions; ``pooled`` ones are of no group."""
    members = {unit: _members(frames, unit, grouping) for unit in UNITS}
    counts = [count_answers(one, *members[one.unit], len(grouping.labels)) for one in asked]
    for number, label in enumerate(grouping.labels):
        for question, table in zip(asked, counts, strict=True):
            yield measure_of(question.name, None if pooled else label, table[number], question.unit)


def _members(frames: Frames, unit: str, grouping: Grouping) -> tuple[Codes, Codes]:
    size = len(frames.raw_cases)
    return grouping.over(np.arange(size) if unit == CASE else frames.facts.case_of_defendant)


def cases_of(
    frames: Frames, name: str, *, unit: str = CASE, by: str | None = None, group: str | None = None
) -> CaseLists:
    """The cases behind one number of the report. Raises `ReportError` for a measure, unit or group that is not there."""
    asked = next((q for q in questions(frames.facts) if (q.name, q.unit) == (name, unit)), None)
    grouping = group_by(frames, by) if by else one_group(len(frames.raw_cases))
    wanted = "" if by is None else group
    if asked is None or wanted not in grouping.labels or (by is None and group is not None):
        raise _no_such(name, unit, group)
    return lists_of(frames, asked, grouping, grouping.labels.index(wanted))


def lists_of(frames: Frames, asked: Question, grouping: Grouping, number: int) -> CaseLists:
    """The cases behind the answers to one question in one group, by its number."""
    rows, groups = _members(frames, asked.unit, grouping)
    kept = rows[(groups == number) & asked.base[rows]]
    return CaseLists(
        numerator=_ids(frames, asked, kept, (YES,)),
        denominator=_ids(frames, asked, kept, (YES, NO)),
        missing=_ids(frames, asked, kept, (MISSING,)),
        not_observable=_ids(frames, asked, kept, (NOT_OBSERVABLE,)),
    )


def _ids(frames: Frames, asked: Question, kept: Codes, answers: tuple[int, ...]) -> tuple[str, ...]:
    given: States = asked.answers[kept]
    rows = kept[np.isin(given, answers)]
    cases = rows if asked.unit == CASE else frames.facts.case_of_defendant[rows]
    return tuple(frames.raw_cases["case_id"].iloc[np.unique(cases)])
