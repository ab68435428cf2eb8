"""``search``, ``case`` and ``export``: the corpus as people and programs read it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jointcharge.cli import console
from jointcharge.cli.engines import Engine, engine_options, open_search_index
from jointcharge.cli.options import as_of_option, data_option, open_folder, output_option
from jointcharge.records.corpus import Corpus

if TYPE_CHECKING:
    from jointcharge.index.base import SearchPage, SearchSnippet


@click.command("search")
@click.argument("query", nargs=-1)
@click.option(
    "--filter",
    "-f",
    "filters",
    multiple=True,
    metavar="FACET=VALUE",
    help="Only cases with this facet value; repeatable.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "-date"]),
    default="relevance",
    show_default=True,
    help="Order of hits.",
)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page of hits.")
@click.option("--per-page", type=click.IntRange(1, 1000), default=10, show_default=True, help="Hits on a page.")
@click.option("--facets", "show_facets", is_flag=True, help="Show the facets and their counts too.")
@click.option("--ids", is_flag=True, help="Print the ids of all cases found, one a line.")
@click.option("--json", "as_json", is_flag=True, help="As JSON: query, total, matters, facets, hits.")
@engine_options("--from", "Search the index in this Elasticsearch")
@data_option
def search_command(
    query: tuple[str, ...],
    filters: tuple[str, ...],
    sort: str,
    page: int,
    per_page: int,
    show_facets: bool,
    ids: bool,
    as_json: bool,
    engine: Engine,
    data: Path,
) -> None:
    """Find cases. QUERY takes words, "phrases", "near words"~5, prefix*, field:value, ranges, AND OR NOT.

    Without QUERY every case is found. docs/search.md tells the language and the fields.
    """
    from jointcharge.index.base import SearchQuery, Sort

    asked = SearchQuery(
        text=" ".join(query), filters=read_filters(filters), sort=Sort(sort), page=page, per_page=per_page
    )
    index = open_search_index(data, engine)
    if ids:
        for case_id in index.iter_case_ids(asked):
            console.say(case_id)
        return
    found = index.search(asked)
    matters = count_found(data / "corpus.db", lambda: index.iter_case_ids(asked), found.total)
    if as_json:
        told = {"query": found.query, "total": found.total, "matters": matters, **found.model_dump(mode="json")}
        console.say(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        console.say(page_text(found, asked.page, asked.per_page, show_facets=show_facets, matters=matters))


def count_found(corpus: Path, case_ids: Callable[[], Iterable[str]], total: int) -> int:
    """How many matters the cases found are: linked ones count once. The ids are asked for only where anything is linked."""
    from jointcharge.records.links import count_matters, linked_groups

    if not corpus.exists():
        return total
    with Corpus(corpus) as opened:
        groups = linked_groups(opened)
    return count_matters(case_ids(), groups) if groups else total


def read_filters(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """``("country=ARG", "country=ROU")`` -> ``{"country": ("ARG", "ROU")}``."""
    from jointcharge.index.fields import FACETS

    filters: dict[str, tuple[str, ...]] = {}
    for one in given:
        facet, equals, value = one.partition("=")
        if not equals or facet not in FACETS:
            raise click.UsageError(f"--filter {one!r}: write FACET=VALUE with a facet of {', '.join(FACETS)}")
        filters[facet] = (*filters.get(facet, ()), value)
    return filters


def page_text(found: SearchPage, page: int, per_page: int, *, show_facets: bool, matters: int | None = None) -> str:
    """One page of hits for a terminal; ``matters`` is told where linked cases make it smaller than the total."""
    first = (page - 1) * per_page + 1
    shown = f", {first} to {first + len(found.hits) - 1} shown" if found.hits else ""
    linked = f" ({matters} counting linked ones once)" if matters not in (None, found.total) else ""
    lines = [f"{found.total} case{'' if found.total == 1 else 's'}{linked}{shown}"]
    for hit in found.hits:
        when = hit.decision_date.isoformat() if hit.decision_date else "undated"
        lines += ["", f"{hit.title or '(untitled)'}", f"  {hit.country or 'no country'}, {when}  {hit.case_id}"]
        lines += [f"    … {_marked(snippet)}" for snippet in hit.snippets]
    if show_facets:
        for name, counts in found.facets.items():
            values = ", ".join(f"{one.value} {one.count}" for one in counts[:12])
            lines += ["", f"{name}: {values or '(none)'}"]
    return "\n".join(lines)


def _marked(snippet: SearchSnippet) -> str:
    text = snippet.text
    for start, end in reversed(snippet.highlights):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@click.command("case")
@click.argument("case")
@click.option("--evidence", is_flag=True, help="Each value beside its sentence and page, attached judgments too.")
@data_option
def case_command(case: str, evidence: bool, data: Path) -> None:
    """Show one case by id, number or part of its title: charges by actor, verdicts, evidence.

    Victims are shown without names.
    """
    from jointcharge.analysis import evidence_view
    from jointcharge.analysis.case_view import to_text
    from jointcharge.records.links import read_links

    with Corpus(open_folder(data).corpus) as corpus:
        found = corpus.case(case)
        links = read_links(corpus, found.case_id)
        if evidence:
            console.say(evidence_view.to_text(found, corpus.text_of_document, list(corpus.attached(found)), links))
            return
        tags = list(corpus.tags(found.case_id))
        reviews = [one for one in corpus.reviews() if one.passage_id.startswith(f"{found.case_id}@")]
        tagged = corpus.is_tagged(found.case_id)
    console.say(to_text(found, tags, reviews, tagged=tagged))
    for line in evidence_view.links_text(found.case_id, links):
        console.say(line)


@click.command("export")
@click.argument("what", type=click.Choice(["cases", "actors", "charges", "passages", "tags"]))
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["csv", "xlsx", "parquet", "jsonl"]),
    default="csv",
    show_default=True,
    help="File format.",
)
@output_option
@click.option(
    "--victim-names",
    is_flag=True,
    help="Put out the labels of victims too, and passages as printed; names are withheld by default.",
)
@as_of_option
@data_option
def export_command(what: str, fmt: str, output: Path | None, victim_names: bool, as_of: str, data: Path) -> None:
    """Write one table of the corpus, complete, safe to open in a spreadsheet."""
    from jointcharge.analysis.export import export
    from jointcharge.analysis.frames import Frames

    if output is None and fmt in ("xlsx", "parquet") and sys.stdout.isatty():
        raise click.UsageError(f"{fmt} is not text; give --output FILE or redirect standard output")
    with Corpus(open_folder(data).corpus, as_of=as_of) as corpus:
        frames = Frames(corpus, include_victim_names=victim_names)
        export(frames, what, fmt, output if output is not None else sys.stdout.buffer)
