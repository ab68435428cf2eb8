"""A million passages in the embedded index and in one Elasticsearch: rates, sizes, times, and what our code adds.

    python benchmarks/elastic_million.py [--passages 1000000] [--per-case 25] [--queries 200] [--heap 1g]

The text and the queries are those of ``search_100k.py``; both engines are handed the same cases in the batches of
``jointcharge index`` and asked the same queries, with facets and snippets. Baseline: the bare Elasticsearch client,
which sends the very requests that our code sends, to an index of the same mapping; timed by turns in the same run, so
that the ratio shows what our code adds. Needs what ``tests/elastic_server.py`` needs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from elastic_server import ElasticCluster  # noqa: E402
from search_100k import Generator, fill, percentiles  # noqa: E402

from jointcharge.index.base import CaseIndex, SearchPage, SearchQuery  # noqa: E402
from jointcharge.index.elastic import ElasticIndex  # noqa: E402
from jointcharge.index.elastic_address import address_of  # noqa: E402
from jointcharge.index.elastic_writer import _actions, _send, write_changes  # noqa: E402
from jointcharge.index.tantivy import TantivyIndex  # noqa: E402

T = TypeVar("T")
SEED = 7
BLOCK = 500
"""Cases that either side sends in its turn."""


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def built(what: str, index: CaseIndex, cases: int, per_case: int) -> None:
    """Fill the index, and print its rate and size."""
    seconds = fill(index, Generator(SEED), cases, per_case)
    stats = index.stats()
    print(
        f"{what:14} {stats.passages:,} passages of {stats.cases:,} cases in {seconds:,.0f} s:"
        f" {stats.passages / seconds:,.0f} passages/s, {stats.cases / seconds:,.0f} cases/s;"
        f" {stats.size_bytes / 1e6:,.0f} MB, {stats.size_bytes / stats.passages:.0f} bytes a passage",
        flush=True,
    )


def writing_overhead(url: str, cases: int, per_case: int) -> None:
    """Write the same cases by our code and by the bare client, turn by turn."""
    ours, bare = (ElasticIndex(address_of(url, name=name), create=True) for name in ("ours", "bare"))
    generator, seconds = Generator(SEED + 1), {"ours": 0.0, "bare": 0.0}
    for turn, start in enumerate(range(0, cases, BLOCK)):
        documents = [generator.case(n, per_case) for n in range(start, min(start + BLOCK, cases))]
        changes = {one.case_id: one for one in documents}
        requests = list(_actions("bare", changes))
        work: dict[str, Callable[[], Any]] = {
            "ours": lambda changes=changes: write_changes(ours.client, ours.address, "ours", changes),
            "bare": lambda requests=requests: all(done for done, _ in _send(bare.client, requests)),
        }
        for name in sorted(work, reverse=bool(turn % 2)):
            seconds[name] += timed(work[name])[0]
    for index in (ours, bare):
        index.commit()
    if ours.stats().passages != bare.stats().passages:
        raise SystemExit("the two sides did not write the same")
    print(
        f"writing        {cases:,} cases by turns: ours {seconds['ours']:.1f} s, bare client {seconds['bare']:.1f} s,"
        f" ratio {seconds['ours'] / seconds['bare']:.3f}",
        flush=True,
    )


class Recorder:
    """A client that notes what it is asked."""

    def __init__(self, client: Any) -> None:
        self.client, self.asked = client, list[dict[str, Any]]()

    def search(self, **asked: Any) -> Any:
        """Note, and ask."""
        self.asked.append(asked)
        return self.client.search(**asked)


def requests_of(index: ElasticIndex, query: SearchQuery) -> list[dict[str, Any]]:
    """The requests that our code makes of one query."""
    client = index.client
    index.client = recorder = Recorder(client)  # type: ignore[assignment]
    try:
        index.search(query)
    finally:
        index.client = client
    return recorder.asked


def searched(embedded: CaseIndex, elastic: ElasticIndex, queries: list[SearchQuery]) -> None:
    """Time the queries on both engines, and their requests by the bare client; compare the answers."""
    requests = [requests_of(elastic, query) for query in queries]
    for query in queries[:20]:
        embedded.search(query)
    seconds: dict[str, list[float]] = {"embedded": [], "ours": [], "bare": []}
    same, found = 0, 0
    for turn, (query, asked) in enumerate(zip(queries, requests, strict=True)):
        work: dict[str, Callable[[], Any]] = {
            "ours": lambda query=query: elastic.search(query),
            "bare": lambda asked=asked: [elastic.client.search(**one).body for one in asked],
        }
        results = {}
        for name in sorted(work, reverse=bool(turn % 2)):
            took, results[name] = timed(work[name])
            seconds[name].append(took)
        took, page = timed(lambda query=query: embedded.search(query))
        seconds["embedded"].append(took)
        here, there = found_of(page), found_of(results["ours"])
        same += here == there
        for what in (name for name in here if here[name] != there[name]):
            print(f"different      {what} of {query.text!r}, page {query.page}")
        found += page.total
    for name, what in (("embedded", "embedded"), ("ours", "Elasticsearch"), ("bare", "bare client")):
        print(f"{what:14} {len(queries)} queries   {percentiles(seconds[name])}")
    median = statistics.median(ours / bare for ours, bare in zip(seconds["ours"], seconds["bare"], strict=True))
    whole = sum(seconds["ours"]) / sum(seconds["bare"])
    print(f"searching      ours to bare client: {whole:.3f} in all, {median:.3f} for the median query")
    print(
        f"answers        {same} of {len(queries)} have the same total, facets and cases; {found / len(queries):,.0f}"
        " cases a query"
    )


def found_of(page: SearchPage) -> dict[str, Any]:
    """Total, facets and the cases of the page, whatever their order."""
    return {"total": page.total, "facets": page.facets, "cases": sorted(hit.case_id for hit in page.hits)}


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--per-case", type=int, default=25)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--heap", default="1g")
    options = parser.parse_args()
    cases = options.passages // options.per_case
    with tempfile.TemporaryDirectory() as folder, ElasticCluster(heap=options.heap) as cluster:
        print(f"Elasticsearch: one node, heap {options.heap}", flush=True)
        embedded = TantivyIndex(Path(folder) / "index", create=True)
        built("embedded", embedded, cases, options.per_case)
        elastic = ElasticIndex(address_of(cluster.url, name="million"), create=True)
        built("Elasticsearch", elastic, cases, options.per_case)
        searched_by = Generator(SEED)
        searched(embedded, elastic, [searched_by.query(n) for n in range(options.queries)])
        elastic.client.options(request_timeout=3600).indices.forcemerge(index="million", max_num_segments=1)
        elastic.commit()
        print(f"in one segment {elastic.stats().size_bytes / 1e6:,.0f} MB")
        writing_overhead(cluster.url, min(cases, 4_000), options.per_case)
        embedded.close()


if __name__ == "__main__":
    main()
