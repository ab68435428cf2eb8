"""The cases behind each count of a comparison: who they are, how they are cited, and the words that made them count.

Names of victims and witnesses are struck from whatever is quoted. What stands on the page is bounded; every case and id is named all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jointcharge.analysis.brief_quotes import quote_of
from jointcharge.analysis.citation import cite
from jointcharge.analysis.compare_tests import Groups
from jointcharge.analysis.factor_answers import Evidence, FactorTable
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.phrases import counted, one_line
from jointcharge.analysis.states import YES, Codes
from jointcharge.records.case import Case
from jointcharge.records.raw import Record
from jointcharge.records.withheld import Withheld

SHOWN = 10
"""Cases of a group that are cited and quoted for one factor; the others are named."""
PER_CASE = 2
"""Pieces of evidence that are quoted of one case; the others are named."""
QUOTED = 120
"""Characters of what gave the answer, where that is a provision or a keyword."""


class Quoted(Record):
    """One piece of evidence as it may be read on the page."""

    kind: str
    """As of `Evidence`."""
    id: str
    """The passage's or the charge's id; the keyword; the name of the number."""
    words: str
    """The words that gave it."""
    text: str
    """The sentence in which they stand; empty for what is no passage."""
    place: str
    """Where in the documents; empty for what is no passage."""


class CaseBehind(Record):
    """One case that says a factor."""

    case_id: str
    ids: tuple[str, ...]
    """Every passage, charge, keyword and number that says it; `reference_of` tells their form."""
    citation: str
    """Empty where the case is named and not quoted."""
    quotes: tuple[Quoted, ...]


class FactorBehind(Record):
    """The cases of both groups that say one factor, in the order of their ids."""

    factor: str
    joint: tuple[CaseBehind, ...]
    other: tuple[CaseBehind, ...]


def evidence_behind(frames: Frames, groups: Groups, table: FactorTable) -> tuple[FactorBehind, ...]:
    """What stands behind the counts of one comparison, factor by factor; factors that no case says are left out."""
    ids: list[str] = frames.raw_cases["case_id"].tolist()

    def saying(factor: str, rows: Codes) -> list[tuple[str, tuple[Evidence, ...]]]:
        answers = groups.answers(table, factor, rows)
        return sorted((ids[row], table.evidence[factor].get(row, ())) for row in rows[answers == YES].tolist())

    told = {f.id: (saying(f.id, groups.joint), saying(f.id, groups.other)) for f in groups.compared}
    quoted = {case_id for both in told.values() for cases in both for case_id, _ in cases[:SHOWN]}
    records = {case.case_id: case for case in frames.read_cases(sorted(quoted))}
    found = (
        FactorBehind(factor=factor, joint=_behind(joint, records), other=_behind(other, records))
        for factor, (joint, other) in told.items()
    )
    return tuple(one for one in found if one.joint or one.other)


def reference_of(case_id: str, one: Evidence) -> str:
    """A passage's or charge's own id; a keyword or number with the id of its case."""
    return one.id if one.kind in ("passage", "charge") else f"{case_id} ({one.kind}: {one_line(one.id)})"


def struck_evidence(case: Case, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without the names that are withheld in ``case``."""
    struck = Withheld(case).struck
    return tuple(one.model_copy(update={"words": struck(one.words)}) for one in evidence)


def named(cases: Sequence[CaseBehind], most: int) -> Iterator[str]:
    """The ids of the evidence of ``cases``, at most so many, and how many more there are."""
    ids = [one for case in cases for one in case.ids]
    yield from ids[:most]
    if len(ids) > most:
        yield f"and {len(ids) - most:,} more"


def left_out(cases: Sequence[CaseBehind]) -> str:
    """How many cases of a group are named and not quoted, in words; empty where none is."""
    more = sum(not one.citation for one in cases)
    return f"{counted(more, 'more case')} not quoted here" if more else ""


def _behind(cases: Sequence[tuple[str, Sequence[Evidence]]], records: Mapping[str, Case]) -> tuple[CaseBehind, ...]:
    """The first `SHOWN` are cited and quoted from their ``records``."""
    return tuple(
        CaseBehind(
            case_id=case_id,
            ids=tuple(reference_of(case_id, one) for one in told),
            citation=cite(records[case_id]).plain if n < SHOWN else "",
            quotes=tuple(_quoted(records[case_id], told[:PER_CASE])) if n < SHOWN else (),
        )
        for n, (case_id, told) in enumerate(cases)
    )


def _quoted(case: Case, told: Sequence[Evidence]) -> Iterator[Quoted]:
    withheld = Withheld(case)
    passages = {passage.passage_id: passage for passage in case.passages}
    for one in struck_evidence(case, told):
        if one.kind == "passage":
            words = one_line(one.words)
            quote = quote_of(case, passages[one.id], withheld, around=words)
            yield Quoted(kind=one.kind, id=one.id, words=words, text=quote.text, place=quote.place)
        else:
            yield Quoted(kind=one.kind, id=one.id, words=one_line(one.words, QUOTED), text="", place="")
