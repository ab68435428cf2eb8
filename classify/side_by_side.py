"""Several taggers against the same labels: F1 beside F1, then precision and recall."""

from __future__ import annotations

from collections.abc import Sequence

from jointcharge.classify.evaluate import Evaluation, Row, cell_of

WIDTH = 24
ALWAYS_NONE = "always-none"
NOT_NEW = "*"
"""Stands behind the name of a tagger that learned, or may have learned, from these cases."""


def side_by_side(found: Sequence[Evaluation]) -> str:
    """Three tables, a column for each tagger; beside F1 that of never tagging anything, whose precision and recall say nothing.

    Rows that all leave empty are left out. Warnings stand above.
    """
    rows = [(first, *rest) for first, *rest in zip(*(one.rows for one in found), strict=True)]
    kept = [some for some in rows if any(one.gold or one.tagged for one in some)]
    names = [one.tagger + (NOT_NEW if one.warning else "") for one in found]
    warnings = dict.fromkeys(f"{NOT_NEW} {one.warning}" for one in found if one.warning)
    tables = [_table(score, names, kept) for score in ("F1", "precision", "recall")]
    return "\n\n".join([*warnings, *tables])


def _table(score: str, names: Sequence[str], rows: Sequence[Sequence[Row]]) -> str:
    columns = [*names, ALWAYS_NONE] if score == "F1" else names
    head = f"{score:18}{'':{WIDTH}}{'gold':>6}  " + "".join(f"{name:{WIDTH}}" for name in columns)
    return "\n".join([head, *(_line(score, some) for some in rows)])


def _line(score: str, rows: Sequence[Row]) -> str:
    first = rows[0]
    cells = [cell_of(getattr(row, score.lower())) for row in rows]
    if score == "F1":
        cells.append("–" if first.always_none_f1 is None else f"{first.always_none_f1:.3f}")
    start = f"{first.unit:8}{first.dimension:10}{first.label:{WIDTH}}{first.gold:6}  "
    return start + "".join(f"{cell:{WIDTH}}" for cell in cells)
