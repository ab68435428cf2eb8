"""Builds the HTML of a sample case and the portal's search answers, with the portal's irregularities.

The shapes are those of the UNODC case-law portal: see ``docs/crawling.md``. Missing closing tags are
left out for real: what follows is then nested where a browser would nest it.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jointcharge.corpus_samples.blocks import (
    Printer,
    to_charges,
    to_header,
    to_keywords,
    to_people,
    to_procedural,
    to_rest,
)
from jointcharge.corpus_samples.sample import CASES, SampleCase, build_sample, load_samples

__all__ = ["CASES", "SampleCase", "build_listing", "build_page", "build_sample", "load_samples"]

PAGE_SIZE = 10
"""Results on one page of the portal's search."""
FILTER_FIELD = "en#__el.caseLaw.crimeTypes_s"

_SHELL = '<!DOCTYPE html>\n<html lang="en" xmlns="http://www.w3.org/1999/xhtml">\n<head>\n'
_MENU_ENTRY = (
    '<li class="dropdown"><a class="dropdown-toggle" href="/cld/en/v3/sherloc/menu/entry_{n}.html'
    '?lng=en&amp;tmpl=sherloc" data-toggle="dropdown" title="Section {n}">Section {n}</a></li>\n'
)


def build_page(sample: SampleCase, *, pad_to_bytes: int | None = None) -> bytes:
    """The case page of ``sample`` in UTF-8, with menus in front up to about ``pad_to_bytes`` bytes."""
    content = _content(sample)
    page = _document(sample, content, "")
    missing = (pad_to_bytes or 0) - len(page.encode())
    return (_document(sample, content, _menus(missing)) if missing > 0 else page).encode()


def _menus(size: int) -> str:
    """Menus of ``size`` bytes, give or take one entry."""
    entry = len(_MENU_ENTRY.format(n=10000).encode())
    entries = "".join(_MENU_ENTRY.format(n=10000 + n) for n in range(max(1, size // entry)))
    return f'<ul class="nav navbar-nav">\n{entries}</ul>\n'


def _document(sample: SampleCase, content: str, menus: str) -> str:
    title = html.escape(sample.page.title)
    address = html.escape(f"https://www.unodc.org/cld/en{sample.uri}")
    head = (
        f'<meta charset="utf-8"/>\n<title>{title}</title>\n<meta property="og:url" content="{address}"/>\n'
        '<script type="text/javascript">var pageLocale = "en"; var pageMenu = {"div": "</h2>"};</script>\n'
    )
    body = (
        f'<div id="db-headder"><h1>SHERLOC Case Law Database</h1>\n{menus}</div>\n'
        f'<div id="case-law-content" class="container">\n{content}</div>\n'
        '<div id="footer"><p>Sharing Electronic Resources and Laws on Crime</p></div>\n'
    )
    if "two_shells" not in sample.quirks:
        return f"{_SHELL}{head}</head>\n<body>\n{body}</body>\n</html>\n"
    outer = f'{_SHELL}<meta charset="utf-8"/>\n<title>SHERLOC</title>\n</head>\n<body class="outer">\n'
    return f"{outer}{_SHELL}{head}</head>\n<body>\n{body}</body>\n</html>\n</body>\n</html>\n"


def _content(sample: SampleCase) -> str:
    printer = Printer(frozenset(sample.quirks))
    parts: Sequence[Callable[[SampleCase, Printer], Iterable[str]]] = (
        to_header,
        to_keywords,
        to_procedural,
        to_people,
        to_charges,
        to_rest,
    )
    blocks = [block for part in parts for block in part(sample, printer)]
    if "nested_blocks" in sample.quirks and len(blocks) > 2:
        middle = len(blocks) // 2
        blocks[middle] = blocks[middle].removesuffix("</div>\n")
    return "".join(blocks)


def build_listing(samples: Sequence[SampleCase], crime_type: str, start_at: int) -> dict[str, Any]:
    """The body of ``data.json`` for the filter ``crime_type``, ten results from ``start_at``.

    Only the first page echoes the criteria and carries the facets.
    """
    filed = [sample for sample in samples if crime_type in sample.filed_under]
    answer: dict[str, Any] = {"found": len(filed)}
    answer["results"] = [_result(n, s) for n, s in enumerate(filed)][start_at : start_at + PAGE_SIZE]
    if start_at == 0:
        chosen = {"fieldName": FILTER_FIELD, "value": crime_type}
        answer["criteria"] = {"filters": [chosen], "startAt": 0, "sortings": ""}
        answer["facetFields"] = [{"name": FILTER_FIELD, "values": _facet(samples)}]
    return answer


def _result(position: int, sample: SampleCase) -> dict[str, Any]:
    summary = sample.page.fact_summary or ()
    paragraphs = summary if isinstance(summary, tuple) else next(iter(summary.values()), ())
    values = {
        "page_title": sample.page.title,
        "uri": sample.uri,
        "caseLaw@unodcNo_s1": sample.number,
        "caseLaw@factSummary_s": "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs),
    }
    return {"id": f"{2200 + position},en,{sample.uri}", "uri": sample.uri, "values": values}


def _facet(samples: Sequence[SampleCase]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for sample in samples:
        for crime_type in sample.filed_under:
            counts[crime_type] = counts.get(crime_type, 0) + 1
    return [{"value": value, "count": count} for value, count in sorted(counts.items())]
