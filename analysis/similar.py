"""Comparable cases in which corruption was charged, by facts, by words and by meaning, each with its reasons.

The definitions and the weights are told in ``docs/briefs.md``. Nothing is learned: the same corpus gives the same answer.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence

from jointcharge.analysis.frames import Frames
from jointcharge.analysis.labels import LEVELS
from jointcharge.analysis.likeness import OF_CORRUPTION, Reason, reasons_of
from jointcharge.analysis.phrases import one_line, plain
from jointcharge.analysis.profile import Meaning, Profile, profile_of
from jointcharge.analysis.states import NO, YES, Mask
from jointcharge.records.case import Case
from jointcharge.records.levels import CorruptionLevel
from jointcharge.records.offences import CORRUPTION_CLASSES
from jointcharge.records.raw import Record
from jointcharge.records.withheld import Withheld

WIDTH = 100
ONLY_TRAFFICKING = "nothing that is alike in the corruption itself is stated, only in the trafficking"


class Comparable(Record):
    """A case like the one asked for."""

    case_id: str
    title: str
    country: str | None
    year: int | None
    url: str
    corruption_charged: bool
    corruption_charges: tuple[str, ...]
    """The corruption classes charged, each with what stands of it."""
    score: float
    """0 to 1: the share of what could be alike that is."""
    alike_in_corruption: bool
    """Whether form, stage, actor or the official's part is alike, and not the trafficking alone."""
    reasons: tuple[Reason, ...]
    """The strongest first."""


def similar_cases(
    frames: Frames, asked: Profile, *, limit: int = 5, described: bool = False, meaning: Meaning | None = None
) -> tuple[Comparable, ...]:
    """The trafficking cases most like ``asked`` in which corruption was charged, the most alike first.

    With ``described``, as many cases that describe corruption and do not charge it follow. Linked cases stand once; the case
    asked for and those linked with it are left out. ``meaning`` is the model that ``asked`` was read by.
    """
    facts = frames.facts
    trafficking, charged = facts.trafficking == YES, facts.cases.corruption_charged
    sets: list[Mask] = [trafficking & (charged == YES)]
    if described:
        sets.append(trafficking & (charged == NO) & (facts.levels == LEVELS.index(CorruptionLevel.INDICATED)))
    own = {asked.case_id, *(one for group in frames.groups if asked.case_id in group for one in group)}
    labels = _labels_by_case(frames)
    found: list[Comparable] = []
    for mask in sets:
        ids = [one for one in frames.raw_cases["case_id"][mask].tolist() if one not in own]
        cases = list(frames.read_cases(ids))
        profiles = [profile_of(case, labels.get(case.case_id, set()), meaning) for case in cases]
        found += _ranked(asked, cases, profiles)[:limit]
    return tuple(found)


def labels_of_case(frames: Frames, case_id: str) -> set[tuple[str, str]]:
    """The standing labels of one case as (dimension, label)."""
    return _labels_by_case(frames).get(case_id, set())


def _labels_by_case(frames: Frames) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    tags = frames.tags
    for case_id, dimension, label in zip(tags["case_id"], tags["dimension"], tags["label"], strict=True):
        found.setdefault(case_id, set()).add((dimension, label))
    return found


def _ranked(asked: Profile, cases: Sequence[Case], profiles: Sequence[Profile]) -> list[Comparable]:
    told = zip(cases, reasons_of(asked, profiles), strict=True)
    found = [_comparable(case, reasons) for case, reasons in told if reasons]
    return sorted(found, key=lambda one: (-one.score, one.case_id))


def _comparable(case: Case, reasons: Sequence[Reason]) -> Comparable:
    charges = [
        f"{match.offence_class.value.replace('_', ' ')}: {charge.disposition.value}"
        for charge in case.charges
        for match in charge.classes
        if match.offence_class in CORRUPTION_CLASSES
    ]
    title, withheld = case.title.value if case.title else "(no title)", Withheld(case)
    struck = tuple(one.model_copy(update={"words": withheld.struck(one.words)}) for one in reasons)
    return Comparable(
        case_id=case.case_id, title=one_line(withheld.struck(title)), country=case.country.value if case.country else None,
        year=case.decision_year, url=case.url, corruption_charged=bool(charges), corruption_charges=tuple(dict.fromkeys(charges)),
        score=round(sum(one.score for one in reasons), 4), reasons=struck,
        alike_in_corruption=any(one.trait in OF_CORRUPTION for one in reasons),
    )  # fmt: skip


def to_text(found: Iterable[Comparable]) -> str:
    """The cases for a terminal, each with its reasons."""
    lines = []
    for number, one in enumerate(found, 1):
        where = ", ".join(filter(None, (one.country, str(one.year) if one.year else None)))
        lines += [f"{number}. {one.title}", f"   {where or 'no country'}  {one.case_id}  (score {one.score:.2f})"]
        charged = "; ".join(one.corruption_charges) or "corruption described, not charged"
        lines.append(_wrapped(f"corruption charged: {charged}" if one.corruption_charges else charged))
        lines += [] if one.alike_in_corruption else [_wrapped(f"({ONLY_TRAFFICKING})")]
        lines += [_wrapped(f"- {reason.words}") for reason in one.reasons]
        lines.append("")
    return (
        plain("\n".join(lines) or "No comparable case in which corruption was charged is in this corpus.\n").rstrip()
        + "\n"
    )


def to_json(found: Sequence[Comparable]) -> str:
    """The cases with their reasons, indented, with a line break at the end."""
    return json.dumps([one.model_dump() for one in found], indent=2, ensure_ascii=False) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="     ")
