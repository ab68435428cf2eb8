"""``index``: the search index, in the data folder or in Elasticsearch."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jointcharge.cli import console
from jointcharge.cli.engines import Engine, elastic_standing, engine_options
from jointcharge.cli.options import data_option, open_folder, wait_option
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import SearchIndexError
from jointcharge.records.folder import DataFolder

if TYPE_CHECKING:
    from jointcharge.index.elastic import ElasticIndex
    from jointcharge.index.elastic_address import ElasticAccess, ElasticAddress
    from jointcharge.index.run import IndexState, IndexSummary, Progress


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Build the index from the corpus afresh.")
@click.option("--status", is_flag=True, help="Only tell what the index holds and what is stale.")
@click.option("--keep", is_flag=True, help="Let later commands work with this index too; keys are never kept.")
@click.option("--shards", type=click.IntRange(1, 1024), default=1, show_default=True, help="Of a new one there.")
@engine_options("--to", "Build the index in this Elasticsearch")
@data_option
@wait_option
def index_command(
    rebuild: bool, status: bool, keep: bool, shards: int, engine: Engine, data: Path, wait: float
) -> None:
    """Build the search index from the corpus; later runs add what changed and remove what ended."""
    folder, address = open_folder(data), engine.address(data)
    if status:
        console.say(status_text(folder, address, engine.access()))
        return
    with folder.lock("index", wait), Corpus(folder.corpus) as corpus, console.progress("Indexing") as bar:
        if address is None:
            summary = _index_here(folder, corpus, bar, rebuild=rebuild)
        else:
            summary = _index_there(address, engine.access(), corpus, bar, rebuild=rebuild, shards=shards)
        if keep:
            engine.keep(data)
    console.say(
        f"{summary.added} cases added, {summary.replaced} replaced, {summary.removed} removed, {summary.unchanged} unchanged;"
        f" {summary.passages} passages in {summary.seconds:.1f} s."
    )
    there = "" if address is None or engine.where is None or keep else f" --from {engine.where}"
    console.say(f"Next:  jointcharge search 'brib* AND police'{there} --data {data}")


def status_text(folder: DataFolder, address: ElasticAddress | None, access: ElasticAccess) -> str:
    """What the index holds and what is stale, for a terminal."""
    from jointcharge.index.run import index_state

    with Corpus(folder.corpus) as corpus:
        if address is None:
            return f"Search index in {folder.index}\n{_state_text(index_state(corpus, folder.index))}"
        return _text_of_there(corpus, address, access)


def _text_of_there(corpus: Corpus, address: ElasticAddress, access: ElasticAccess) -> str:
    from jointcharge.index.elastic import ElasticIndex
    from jointcharge.index.elastic_client import open_client
    from jointcharge.index.elastic_status import read_health
    from jointcharge.index.run import IndexState, case_digests

    with closing(open_client(address, access)) as client:
        health = read_health(client, address)
    if health.served is None:
        return f"{health.to_text()}\n{_state_text(IndexState(exists=False, missing=len(case_digests(corpus))))}"
    with closing(ElasticIndex(address, access)) as index:
        stats, state = index.stats(), elastic_standing(corpus, index)
    size = f"  {stats.passages} passages, {stats.size_bytes / 1e6:.1f} MB"
    return f"{health.to_text()}\n{_state_text(state)}\n{size}"


def _state_text(state: IndexState) -> str:
    if state.problem:
        return f"  {state.problem}"
    held = f"{state.cases} cases" if state.exists else "no index yet"
    stale = f"{state.missing} cases missing, {state.changed} changed, {state.ended} ended; run  jointcharge index"
    return f"  {held}, {stale if state.stale else 'as the corpus is now'}"


def _index_here(folder: DataFolder, corpus: Corpus, bar: Progress, *, rebuild: bool) -> IndexSummary:
    from jointcharge.index.run import index_corpus, remove_index
    from jointcharge.index.tantivy import TantivyIndex

    if rebuild:
        remove_index(folder.index)
    index = TantivyIndex(folder.index, create=True)
    summary = index_corpus(corpus, index, bar)
    index.close()
    return summary


def _index_there(
    address: ElasticAddress, access: ElasticAccess, corpus: Corpus, bar: Progress, *, rebuild: bool, shards: int
) -> IndexSummary:
    from jointcharge.index.elastic import ElasticIndex
    from jointcharge.index.run import index_corpus

    with closing(ElasticIndex(address, access, create=True, rebuild=rebuild, shards=shards)) as index:
        summary = index_corpus(corpus, index, bar)
        index.finish(summary.revision)
        _tell_refused(index)
    return summary


def _tell_refused(index: ElasticIndex) -> None:
    for one in index.refused:
        console.warn(f"{one.case_id} was refused: {one.reason}")
    if index.refused:
        raise SearchIndexError(
            f"{len(index.refused)} cases are not in {index.address}, for the reasons above, all others are; mend those"
            " and run  jointcharge index  again"
        )
