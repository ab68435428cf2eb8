"""A report as one page of HTML: no network, kept out of search engines, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jointcharge.analysis.phrases import plain

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
