"""What else is charged in the cases of one class of offence: corruption and the control offences, laid side by side.

The disparity report asks this of trafficking. Asked of another class (illegal recruitment, say) it tells whether charges are
joined at all where corruption is not: `jointcharge report disparity --among CLASS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from jointcharge.analysis.caveats import caveats_among
from jointcharge.analysis.counts import Measure
from jointcharge.analysis.facts import TRAFFICKING, Facts, Ledger
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.groupings import group_by, one_group
from jointcharge.analysis.joint_charges import CaseLists, lists_of, measures_of
from jointcharge.analysis.measures import CASE, DEFENDANT, Question
from jointcharge.analysis.methods import of_alongside
from jointcharge.analysis.provenance import GeneratedBy, made_by
from jointcharge.analysis.publish import NOTE, published
from jointcharge.analysis.states import NO, YES, Mask, both
from jointcharge.records.errors import ReportError
from jointcharge.records.offences import CONTROL_CLASSES, CORRUPTION_CLASSES, OffenceClass
from jointcharge.records.raw import Record

CORRUPTION = "corruption"
"""The family of all corruption classes, which can be asked about like a class."""
SIZE, CONVICTED = "cases", "convicted"
"""The measures of the class itself: charged, and a conviction stands."""
ANSWERS = ("charged", "convicted", "both_convicted")
"""What is asked of each other offence: ``<offence>_charged``, … ; both: a conviction of the class stands beside it."""


class AlongsideReport(Record):
    """What is charged and decided beside one class of offence."""

    snapshot: str
    generated_by: GeneratedBy
    among: str
    """The class of offence, or ``corruption`` for all classes of corruption: the base of every share but that of ``cases``."""
    alongside: tuple[str, ...]
    """The other offences, in the order of the report."""
    caveats: tuple[str, ...]
    measures: tuple[Measure, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of the report."""
        return tuple(dict.fromkeys(m.group for m in self.measures if m.group is not None))

    def measure(self, name: str, unit: str = CASE, group: str | None = None) -> Measure:
        """One measure. Raises `ReportError` where the report has none such."""
        for one in self.measures:
            if (one.name, one.unit, one.group) == (name, unit, group):
                return one
        names = ", ".join(dict.fromkeys(one.name for one in self.measures))
        raise ReportError(f"there is no measure {name!r} per {unit} among {self.among}; ask for one of {names}")


def classes_of(name: str) -> frozenset[OffenceClass]:
    """The classes that a name stands for. Raises `ReportError` for one that is no class of offence."""
    if name == CORRUPTION:
        return CORRUPTION_CLASSES
    if name not in {one.value for one in OffenceClass} - {OffenceClass.UNCLASSIFIED}:
        known = ", ".join([CORRUPTION, *(one.value for one in OffenceClass if one is not OffenceClass.UNCLASSIFIED)])
        raise ReportError(f"there is no class of offence {name!r}; ask among one of {known}")
    return frozenset({OffenceClass(name)})


def others_of(among: str) -> dict[str, frozenset[OffenceClass]]:
    """The offences that are laid beside ``among``: corruption, trafficking, the control offences, each unless it is the base."""
    told = {CORRUPTION: CORRUPTION_CLASSES, OffenceClass.TRAFFICKING.value: TRAFFICKING}
    told |= {one.value: frozenset({one}) for one in CONTROL_CLASSES}
    return {name: classes for name, classes in told.items() if not classes & classes_of(among)}


def alongside(
    frames: Frames,
    among: str,
    by: str | None = None,
    *,
    publish: bool = False,
    generated_at: dt.datetime | None = None,
) -> AlongsideReport:
    """What is charged beside the class ``among``, over all cases of ``frames`` and for each group of ``by``.

    With ``publish`` small cells are withheld, and what would give them away. Raises `ReportError` for an unknown class or
    grouping.
    """
    asked = list(questions_among(frames.facts, among))
    measures = list(measures_of(frames, asked, one_group(len(frames.raw_cases)), pooled=True))
    if by:
        measures += measures_of(frames, asked, group_by(frames, by), pooled=False)
    if publish:
        measures = list(published(measures, size=SIZE))
    words = " ".join(["report disparity", f"--among {among}", *([f"--by {by}"] if by else [])])
    return AlongsideReport(
        snapshot=frames.snapshot.snapshot,
        generated_by=made_by(
            frames,
            words,
            by=by,
            at=generated_at,
            published=publish,
            methods=of_alongside(frames, measures, in_words(among)),
        ),
        among=among,
        alongside=tuple(others_of(among)),
        caveats=(
            *caveats_among(frames, by, asked[0].answers == YES, in_words(among)),
            *([NOTE] if publish else []),
        ),
        measures=tuple(measures),
    )


def in_words(name: str) -> str:
    """A class as it is read: ``illegal recruitment``."""
    return name.replace("_", " ")


def questions_among(facts: Facts, among: str) -> Iterator[Question]:
    """Every measure of the class and of what stands beside it, of cases and of defendants; the cases of the class come first."""
    yield from _of_unit(CASE, facts.cases, among)
    yield from _of_unit(DEFENDANT, facts.defendants, among)


def _of_unit(unit: str, ledger: Ledger, among: str) -> Iterator[Question]:
    """The same denominator for corruption and for the controls, as in `measures.questions`."""
    own = classes_of(among)
    charged, convicted = ledger.charged(own), ledger.convicted(own)
    base: Mask = charged == YES
    yield Question(SIZE, unit, np.ones(len(base), dtype=bool), charged)
    yield Question(CONVICTED, unit, base, convicted)
    hidden = ledger.corruption_charged
    for name, classes in others_of(among).items():
        beside = ledger.convicted(classes)
        answers = (ledger.charged(classes), beside, both(convicted, beside))
        for what, told in zip(ANSWERS, answers, strict=True):
            yield Question(f"{name}_{what}", unit, base, np.where(hidden < NO, hidden, told).astype(np.int8))


def cases_among(frames: Frames, among: str, name: str, unit: str = CASE) -> CaseLists:
    """The cases behind one number of the report. Raises `ReportError` for a measure or a unit that it has not."""
    asked = list(questions_among(frames.facts, among))
    for one in asked:
        if (one.name, one.unit) == (name, unit):
            return lists_of(frames, one, one_group(len(frames.raw_cases)), 0)
    names = ", ".join(dict.fromkeys(one.name for one in asked))
    raise ReportError(f"there is no measure {name!r} per {unit} among {among}; ask for one of {names}")
