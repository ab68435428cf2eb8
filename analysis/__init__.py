"""Frames, measures, reports and exports computed from the corpus."""

from __future__ import annotations

import importlib
from typing import Any

_PUBLIC = {
    "Frames": "frames",
    "disparity": "joint_charges",
    "cases_of": "joint_charges",
    "DisparityReport": "joint_charges",
    "Measure": "counts",
    "interval": "estimate",
}
"""Public name -> the module that holds it; loaded when first asked for, since pandas is slow to import."""

__all__ = ["DisparityReport", "Frames", "Measure", "cases_of", "disparity", "interval"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_PUBLIC[name]}"), name)
