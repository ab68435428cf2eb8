"""Measures fit to be published: small cells withheld, and what would give them away (``docs/publishing.md``)."""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.analysis.counts import SMALL, Measure
from jointcharge.analysis.measures import CASE
from jointcharge.analysis.suppression import Line, to_withhold

SIZE = "trafficking_cases"
"""The measure that tells how large a group is; what else a portal collects besides is no cell."""
RESTS_ON = {"disparity": "trafficking_convicted", "charging_gap": "corruption_indicated"}
"""Measure -> the one whose positive cases are its own: its denominator and what it leaves out add up to them."""
TWINS = {"disparity": "joint_convicted", "joint_convicted": "disparity"}
"""Measures with one and the same numerator."""
Group = str | None
Kind = tuple[str, str]
"""A measure's name and unit."""
Cell = tuple[str, str, Group]
_PART = ("numerator", "share", "ci_low", "ci_high", "method")
_ROW = (*_PART, "denominator", "missing", "not_observable")
NOTE = (
    f"This report is made to be published: a number is withheld where fewer than {SMALL} cases have the property or fewer than {SMALL} "
    "lack it, with its share and interval; and as many more as it takes that no withheld number can be worked out from the totals "
    "of this report. Against a reader who joins it with other tables of the same cases it protects only so far as the totals go."
)


def published(
    measures: Sequence[Measure], lines: Sequence[Line[Group]] | None = None, *, size: str = SIZE
) -> tuple[Measure, ...]:
    """The measures with small cells withheld, in the same order.

    ``lines`` are the groups that add up (or are bounded) by a total; by default all groups by the measure of no group,
    which a reader may know even where it is not among ``measures``. ``size`` is the measure that tells how large a group is.
    """
    table = _Table({(m.name, m.unit, m.group): m for m in measures}, lines, size)
    table.withhold()
    return tuple(table.shown((m.name, m.unit, m.group)) for m in measures)


def is_small(one: Measure, size: str = SIZE) -> bool:
    """Whether fewer than `SMALL` have the property, or lack it; the size of a group has no other side."""
    yes, known = one.known
    return known > 0 and (yes < SMALL or (one.name != size and known - yes < SMALL))


class _Table:
    """Measures by name, unit and group, and what of them is withheld: the whole row, or the numerator."""

    def __init__(self, cells: dict[Cell, Measure], lines: Sequence[Line[Group]] | None, size: str) -> None:
        self.cells = cells
        self.size = size
        self.kinds: list[Kind] = list(dict.fromkeys((name, unit) for name, unit, _ in cells))
        groups = list(dict.fromkeys(group for *_, group in cells))
        self.groups = groups
        whole_table = Line[Group](tuple(one for one in groups if one is not None))
        self.lines: Sequence[Line[Group]] = [whole_table] if lines is None else lines
        self.whole: set[Cell] = set()
        self.part: set[Cell] = {key for key, one in cells.items() if is_small(one, size)}

    def withhold(self) -> None:
        """Withhold until nothing more follows from what is withheld."""
        while True:
            before = len(self.whole) + len(self.part)
            for kind in self.kinds:
                self._follow(kind)
                self._denominators(kind)
                self._numerators(kind)
            if len(self.whole) + len(self.part) == before:
                return

    def _follow(self, kind: Kind) -> None:
        """What one withheld number withholds of the same group."""
        name, unit = kind
        for group in self.groups:
            key = (name, unit, group)
            rests = (RESTS_ON.get(name, self.size), unit, group)
            for base in (rests, (self.size, unit, group), (self.size, CASE, group)):
                if base != key and (base in self.part or base in self.whole) and key in self.cells:
                    self.whole.add(key)
            if (TWINS.get(name), unit, group) in self.part:
                self.part.add(key)

    def _denominators(self, kind: Kind) -> None:
        known = {group: one.known[1] for group, one in self._rows(kind).items() if one.known[1]}
        small = {g for g, n in known.items() if n < SMALL or (*kind, g) in self.whole}
        self.whole |= {(*kind, group) for group in to_withhold(known, small, self.lines)}

    def _numerators(self, kind: Kind) -> None:
        rows = {group: one for group, one in self._rows(kind).items() if one.known[1]}
        most = {g: one.known[1] for g, one in rows.items() if kind[0] != self.size and (*kind, g) not in self.whole}
        gone = {g for g in rows if (*kind, g) in self.part | self.whole}
        withheld = to_withhold({g: one.known[0] for g, one in rows.items()}, gone, self.lines, most)
        self.part |= {(*kind, group) for group in withheld} - self.whole

    def _rows(self, kind: Kind) -> dict[Group, Measure]:
        return {group: self.cells[*kind, group] for group in self.groups if (*kind, group) in self.cells}

    def shown(self, key: Cell) -> Measure:
        """The measure as it may be published."""
        one = self.cells[key]
        return withheld(one, whole=key in self.whole) if key in self.part | self.whole else one


def withheld(one: Measure, *, whole: bool) -> Measure:
    """The measure without its numerator, share and interval; ``whole``: without any of its numbers."""
    return one.model_copy(update=dict.fromkeys(_ROW if whole else _PART))
