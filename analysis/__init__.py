"""Frames, measures, reports and exports computed from the corpus; for notebooks, ``docs/analysis-in-python.md``."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jointcharge.analysis.counts import Measure
    from jointcharge.analysis.estimate import interval
    from jointcharge.analysis.frames import Frames
    from jointcharge.analysis.joint_charges import DisparityReport, cases_of, disparity
    from jointcharge.analysis.tables import (
        composition_table,
        factor_table,
        grid_table,
        measure_table,
        open_frames,
        panel_table,
        similar_table,
        trend_table,
    )

_PUBLIC = {
    "counts": ("Measure",),
    "estimate": ("interval",),
    "frames": ("Frames",),
    "joint_charges": ("DisparityReport", "cases_of", "disparity"),
    "tables": ("composition_table", "factor_table", "grid_table", "measure_table", "open_frames", "panel_table", "similar_table", "trend_table"),
}  # fmt: skip
"""Module -> the public names it holds; loaded when first asked for, since pandas is slow to import."""

__all__ = [
    "DisparityReport",
    "Frames",
    "Measure",
    "cases_of",
    "composition_table",
    "disparity",
    "factor_table",
    "grid_table",
    "interval",
    "measure_table",
    "open_frames",
    "panel_table",
    "similar_table",
    "trend_table",
]


def __getattr__(name: str) -> Any:
    module = next((module for module, names in _PUBLIC.items() if name in names), None)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return __all__
