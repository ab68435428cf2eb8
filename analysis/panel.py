"""The country-year panel: measures of the cases beside the indices, one row a country and year, for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jointcharge.analysis.country_counts import count_country_years, name_of
from jointcharge.analysis.counts import Measure
from jointcharge.analysis.export import FORMATS
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.index_files import Indices
from jointcharge.analysis.measures import CASE, questions
from jointcharge.analysis.publish import published
from jointcharge.analysis.suppression import Line
from jointcharge.records.errors import ExportError, ReportError

if TYPE_CHECKING:
    import pandas as pd

PARTS = {
    "numerator": "Int64", "denominator": "Int64", "share": "Float64", "ci_low": "Float64", "ci_high": "Float64",
    "missing": "Int64", "not_observable": "Int64",
}  # fmt: skip
"""The columns of the panel for each measure, and their types."""
PANEL_FORMATS = ("csv", "parquet")
"""The endings that the panel's file may have."""
Key = tuple[str, int]
Cells = Mapping[Key, Mapping[str, Measure]]


def panel(frames: Frames, indices: Indices, *, publish: bool = False) -> pd.DataFrame:
    """One row per country and year that has a case or a value of an index; each index in its own years only.

    Counts are 0 and shares null where there is no case. A case without a country or a year is in no row. An index whose
    wordings are no plain numbers gives two columns: ``tip_tier`` as written, ``tip_tier_number`` its place. With ``publish``
    small cells are withheld (null), and what would give them away within a country's row of years or a year's of countries.
    """
    import pandas as pd

    found: Cells = count_country_years(frames)
    if publish:
        found = _publishable(found)
    rows = sorted({*found, *(key for table in indices.tables.values() for key in table.values)})
    return pd.DataFrame(
        {
            "country": _column([country for country, _ in rows], "string"),
            "name": _column([name_of(country) for country, _ in rows], "string"),
            "year": _column([year for _, year in rows], "Int64"),
            **_count_columns(rows, found, _names(frames)),
            **_index_columns(rows, indices),
        }
    )


def _publishable(found: Cells) -> Cells:
    """The measures with small cells withheld; a country's years, a year's countries and all together are lines."""
    groups = {key: f"{key[0]} {key[1]}" for key in found}
    shown = published(
        [one.model_copy(update={"group": groups[key]}) for key, of in found.items() for one in of.values()],
        [
            Line(tuple(group for key, group in groups.items() if key[part] == value))
            for part in (0, 1)
            for value in dict.fromkeys(key[part] for key in found)
        ],
    )
    at: dict[str | None, dict[str, Measure]] = defaultdict(dict)
    for one in shown:
        at[one.group][one.name] = one
    return {key: at[group] for key, group in groups.items()}


def _names(frames: Frames) -> list[str]:
    return [one.name for one in questions(frames.facts) if one.unit == CASE]


def _column(values: Sequence[Any], dtype: str) -> Any:
    import pandas as pd

    array: Any = pd.array
    return array(values, dtype=dtype)


def _count_columns(rows: Sequence[Key], found: Cells, names: Sequence[str]) -> dict[str, Any]:
    first, *others = names
    counts = [found[row][first] if row in found else None for row in rows]
    columns = {
        "cases": _column([one.denominator if one else 0 for one in counts], "Int64"),
        first: _column([one.numerator if one else 0 for one in counts], "Int64"),
    }
    for name in others:
        for part, dtype in PARTS.items():
            nothing = 0 if dtype == "Int64" else None
            values = [getattr(found[row][name], part) if row in found else nothing for row in rows]
            columns[f"{name}_{part}"] = _column(values, dtype)
    return columns


def _index_columns(rows: Sequence[Key], indices: Indices) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for key, table in indices.tables.items():
        values = [table.get(*row) for row in rows]
        numbers = _column([value.number if value else None for value in values], "Float64")
        if table.kind.codes:
            columns[key] = _column([value.wording if value else None for value in values], "string")
            columns[f"{key}_number"] = numbers
        else:
            columns[key] = numbers
    return columns


def panel_format(path: Path) -> str:
    """The format that a file's name asks for. Raises `ReportError` for a name that asks for none."""
    ending = path.suffix.removeprefix(".").casefold()
    if ending not in PANEL_FORMATS:
        raise ReportError(
            f"--panel {path} names no format; let it end in {' or '.join('.' + one for one in PANEL_FORMATS)}"
        )
    return ending


def write_panel(frame: pd.DataFrame, path: Path) -> None:
    """Write the panel as its name's ending asks; the file appears whole or not at all. Raises `ExportError` where it cannot."""
    part = path.with_name(f".{path.name}.part")
    try:
        FORMATS[panel_format(path)](frame, "panel", part)
        part.replace(path)
    except OSError as error:
        raise ExportError(
            f"cannot write the panel to {path}: {error.strerror or error}; choose another place with --panel"
        ) from error
    finally:
        part.unlink(missing_ok=True)
