"""The measures as pandas frames, for notebooks: ``docs/analysis-in-python.md``.

Each frame carries in ``attrs`` the snapshot it was computed from and the command that gives the same numbers.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from jointcharge.analysis.counts import Measure
from jointcharge.analysis.frames import Frames
from jointcharge.records.corpus import Corpus
from jointcharge.records.database import NOW
from jointcharge.records.folder import DataFolder
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {bool: "boolean", int: "Int64", float: "Float64", str: "string"}
"""Python type -> the pandas type that can be null."""


def open_frames(data: str | Path = "jointcharge-data", *, as_of: str = NOW) -> Frames:
    """The frames of the data folder ``data``, as its corpus stands while they are read, or as of a snapshot.

    Raises `DataFolderError` or `CorpusError` where there is no such folder, corpus or snapshot.
    """
    return Frames(Corpus(DataFolder(Path(data)).corpus, as_of=as_of))


def measure_table(frames: Frames, by: str | None = None) -> pd.DataFrame:
    """One row a measure, unit and group, as in ``report disparity``; ``group`` is null for all cases together."""
    from jointcharge.analysis.joint_charges import disparity

    report = disparity(frames, by)
    rows = (one.model_dump() for one in report.measures)
    return _table(rows, _types(Measure), frames, report.generated_by.command)


def trend_table(frames: Frames, years: int = 1) -> pd.DataFrame:
    """One row a headline measure and period of ``years``, as in ``report trend``; ``group`` is the period."""
    from jointcharge.analysis.trend import trend

    report = trend(frames, years)
    return _table((one.model_dump() for one in report.measures), _types(Measure), frames, report.generated_by.command)


def grid_table(frames: Frames) -> pd.DataFrame:
    """One row a stage and actor, as in ``report grid``: cases that describe corruption there, and how many charge it."""
    from jointcharge.analysis.grid import grid

    report = grid(frames)
    columns = {"stage": "string", "actor": "string", "indicated": "Int64", **_numbers("charged_")}
    rows = (
        {"stage": one.stage, "actor": one.actor, "indicated": one.indicated, **_prefixed(one.charged, "charged_")}
        for one in report.cells
    )
    return _table(rows, columns, frames, report.generated_by.command)


def composition_table(frames: Frames) -> pd.DataFrame:
    """One row a headline measure and country, as in ``report composition``: its weight, and the share without it."""
    from jointcharge.analysis.composition import CountryPart, composition

    report = composition(frames)
    own = {name: dtype for name, dtype in _types(CountryPart).items() if name != "counts"}
    rows = (
        {"name": one.name, **part.model_dump(exclude={"counts"}), **_prefixed(part.counts)}
        for one in report.measures
        for part in one.parts
    )
    return _table(rows, {"name": "string", **own, **_numbers()}, frames, report.generated_by.command)


def factor_table(frames: Frames) -> pd.DataFrame:
    """One row a comparison and factor, as in ``compare``. Raises `MissingExtraError` without the extra ``stats``."""
    from jointcharge.analysis.compare import FactorRow, compare

    report = compare(frames)
    rows = ({"comparison": one.name, **row.model_dump()} for one in report.comparisons for row in one.rows)
    return _table(rows, {"comparison": "string", **_types(FactorRow)}, frames, report.generated_by.command)


def similar_table(frames: Frames, case: str, *, limit: int = 5, described: bool = False) -> pd.DataFrame:
    """One row a case like ``case`` (an id, a number or part of a title) in which corruption was charged, as in ``similar``.

    ``reasons`` are its likenesses in words, the strongest first. Raises `UnknownCaseError`.
    """
    from jointcharge.analysis.profile import profile_of
    from jointcharge.analysis.similar import Comparable, labels_of_case, similar_cases

    asked = frames.corpus.case(case)
    found = similar_cases(
        frames, profile_of(asked, labels_of_case(frames, asked.case_id)), limit=limit, described=described
    )
    rows = ({**one.model_dump(), "reasons": tuple(reason.words for reason in one.reasons)} for one in found)
    options = f"--limit {limit}{' --described' if described else ''} --as-of {frames.snapshot.snapshot}"
    return _table(rows, _types(Comparable), frames, f'jointcharge similar "{asked.case_id}" {options}')


def panel_table(frames: Frames, indices: str | Path) -> pd.DataFrame:
    """One row a country and year, measures beside the indices in the folder ``indices``, as in ``indices --panel``."""
    from jointcharge.analysis.index_files import read_indices
    from jointcharge.analysis.panel import panel

    made = panel(frames, read_indices(Path(indices)))
    made.attrs["snapshot"] = frames.snapshot.snapshot
    return made


def _table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], frames: Frames, command: str) -> pd.DataFrame:
    """The rows as columns of the types given, in their order."""
    import pandas as pd

    told = list(rows)
    array: Any = pd.array
    made = pd.DataFrame({name: _column([row[name] for row in told], dtype, array) for name, dtype in columns.items()})
    made.attrs.update(snapshot=frames.snapshot.snapshot, command=command)
    return made


def _column(values: list[Any], dtype: str, array: Any) -> Any:
    import numpy as np

    return np.fromiter(values, dtype=object, count=len(values)) if dtype == "object" else array(values, dtype=dtype)


def _types(record: type[Record]) -> dict[str, str]:
    """The pandas type of each field; ``object`` for tuples."""
    return {name: _dtype(field.annotation) for name, field in record.model_fields.items()}


def _dtype(annotation: Any) -> str:
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    return _DTYPES.get(annotation, "object")


def _numbers(prefix: str = "") -> dict[str, str]:
    """The columns of a measure but for its name, unit and group."""
    return {
        f"{prefix}{name}": dtype for name, dtype in _types(Measure).items() if name not in ("name", "unit", "group")
    }


def _prefixed(one: Measure, prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}{name}": value for name, value in one.model_dump(exclude={"name", "unit", "group"}).items()}
