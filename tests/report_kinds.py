"""Every kind of report with its renderer, for tests that hold for all: ``KINDS["grid"].make(frames, publish=True)``."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jointcharge.analysis import (
    compare_report,
    composition_report,
    country_report,
    disparity,
    grid_report,
    report,
    trend_report,
)
from jointcharge.analysis.compare import compare
from jointcharge.analysis.composition import composition
from jointcharge.analysis.grid import grid
from jointcharge.analysis.index_files import read_indices
from jointcharge.analysis.indices import indices_report
from jointcharge.analysis.printing import print_pdf
from jointcharge.analysis.trend import trend

WHEN = dt.datetime(2026, 8, 2, 9, 30, tzinfo=dt.UTC)
FORMS = ("text", "json", "csv", "html")
CPI = "iso3,country,year,value\nROU,,2014,43\nITA,,2014,43\nUSA,,2014,74\nATL,Atlantis,2014,50\n"


@dataclass(frozen=True)
class Kind:
    """How one kind of report is made, and the module that renders it."""

    make: Callable[..., Any]
    renderer: Any

    def told(self, made: Any, form: str) -> str:
        return getattr(self.renderer, f"to_{form}")(made)

    def pdf(self, made: Any) -> bytes:
        return print_pdf(self.renderer.to_html(made), made.generated_by.generated_at or WHEN)


def index_folder(folder: Path) -> Path:
    """One index file, with a country that no list knows."""
    folder.mkdir(exist_ok=True)
    (folder / "cpi.csv").write_text(CPI, encoding="utf-8")
    return folder


def kinds(folder: Path) -> dict[str, Kind]:
    """Name -> kind; ``folder`` holds the index files."""
    return {
        "disparity": Kind(lambda frames, **more: disparity(frames, "country", **more), report),
        "compare": Kind(compare, compare_report),
        "indices": Kind(lambda frames, **more: indices_report(frames, read_indices(folder), **more), country_report),
        "grid": Kind(grid, grid_report),
        "trend": Kind(trend, trend_report),
        "composition": Kind(composition, composition_report),
    }


NAMES = ("disparity", "compare", "indices", "grid", "trend", "composition")
