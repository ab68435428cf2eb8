"""Which cells are withheld from a published table: the small ones, and others so that these cannot be worked out.

A cell is withheld where fewer than `counts.SMALL` have the property. A total less its other cells would give that number
away; so further cells are withheld (complementary suppression), the smallest first, until whoever knows the totals and
the denominators can only tell that each withheld number lies somewhere in a range of more than `SMALL` values. Marks do
not tell which cells are the small ones. A. Hundepool et al., "Statistical Disclosure Control" (Wiley 2012), chapter 4.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from jointcharge.analysis.counts import SMALL

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Line(Generic[K]):
    """Cells and the total that they make, or (where a case may stand in several) that bounds them."""

    cells: tuple[K, ...]
    total: K | None = None
    """A cell too; where it is not in the table, a reader may know it from another and it cannot be withheld."""


def to_withhold(
    values: Mapping[K, int], small: Collection[K], lines: Sequence[Line[K]], most: Mapping[K, int] | None = None
) -> frozenset[K]:
    """The cells to withhold of ``values``: those in ``small``, and what protects them along every line.

    ``most`` holds what a reader knows a cell's number cannot exceed (its denominator). Where withholding every cell of a
    line is not enough, its total is withheld as well.
    """
    hidden = set(small)
    limits = most or {}
    while True:
        before = len(hidden)
        for line in lines:
            _protect(line, values, limits, hidden)
        if len(hidden) == before:
            return frozenset(hidden)


def _protect(line: Line[K], values: Mapping[K, int], most: Mapping[K, int], hidden: set[K]) -> None:
    """Withhold the smallest cells of one line, then its total, until nothing withheld can be worked out."""
    shown = sorted((one for one in line.cells if one in values and one not in hidden), key=lambda one: values[one])
    while line.total not in hidden and not _is_safe(line, values, most, hidden):
        if shown:
            hidden.add(shown.pop(0))
        elif line.total in values:
            hidden.add(cast(K, line.total))
        else:
            return


def _is_safe(line: Line[K], values: Mapping[K, int], most: Mapping[K, int], hidden: set[K]) -> bool:
    """Whether every withheld cell may, for all that the total tells, lie in a range of more than `SMALL` numbers."""
    gone = [one for one in line.cells if one in values and one in hidden]
    total = sum(values[one] for one in gone)
    limits = {one: min(total, most.get(one, total)) for one in gone}
    room = sum(limits.values())
    return all(limit - max(0, total - (room - limit)) >= SMALL for limit in limits.values())
