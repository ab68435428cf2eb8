"""Several taggers against the same labels, F1 beside F1."""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.classify.evaluate import Evaluation, Row, cell_of

WIDTH = 24
ALWAYS_NONE = "always-none"


def side_by_side(found: Sequence[Evaluation]) -> str:
    """F1 with its interval, a column for each tagger, last that of never tagging anything; rows that all leave empty are left out."""
    rows = [(first, *rest) for first, *rest in zip(*(one.rows for one in found), strict=True)]
    head = f"{'F1':8}{'':10}{'':{WIDTH}}{'gold':>6}  " + "".join(f"{name:{WIDTH}}" for name in _names(found))
    return "\n".join([head, *(_line(row) for row in rows if any(one.gold or one.tagged for one in row))])


def _names(found: Sequence[Evaluation]) -> list[str]:
    return [*(one.tagger for one in found), ALWAYS_NONE]


def _line(rows: Sequence[Row]) -> str:
    first = rows[0]
    cells = [*(cell_of(row.f1) for row in rows), "–" if first.always_none_f1 is None else f"{first.always_none_f1:.3f}"]
    return f"{first.unit:8}{first.dimension:10}{first.label:{WIDTH}}{first.gold:6}  " + "".join(
        f"{c:{WIDTH}}" for c in cells
    )
