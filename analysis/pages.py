"""A report as one page of HTML: no network, kept out of search engines, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jointcharge.analysis.charts import LABEL, PLOT
from jointcharge.analysis.measure_words import (
    bounds_of,
    interval_of,
    limits_of,
    measure_row,
    number_words,
    numbers_of,
    share_of,
)
from jointcharge.analysis.phrases import percent, plain
from jointcharge.analysis.provenance import provenance_of
from jointcharge.analysis.report_parts import LIMITS, Report

TEMPLATES = Path(__file__).parent / "templates"


def render_page(template: str, filters: Mapping[str, Any], **values: Any) -> str:
    """The page that ``templates/<template>.html.j2`` makes of ``values``; a name it lacks is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters, plain=lambda text: plain(str(text)))
    return environment.get_template(f"{template}.html.j2").render(**values) + "\n"


def report_page(
    template: str,
    report: Report,
    title: str,
    *,
    limits: str = LIMITS,
    more: Mapping[str, str] | None = None,
    filters: Mapping[str, Any] | None = None,
    **values: Any,
) -> str:
    """A report as a page: title, the template's own part, then limits, method and provenance, as every report has them.

    ``more`` stands among the provenance.
    """
    measures = {
        "percent": percent,
        "numbers": numbers_of,
        "number": number_words,
        "share_of": share_of,
        "bounds_of": bounds_of,
        "limits_of": limits_of,
        "interval": interval_of,
        "row": measure_row,
    }
    return render_page(
        template,
        {**measures, **(filters or {})},
        report=report,
        title=title,
        limits=limits,
        label_width=LABEL,
        plot=PLOT,
        provenance=provenance_of(report.snapshot, report.generated_by, more),
        **values,
    )
