"""Indexing runs that are cut short: how they are started and killed, and what an index holds afterwards.

Shared by ``test_elastic_kill.py`` and ``benchmarks/elastic_kill.py``. A run is the command that a user gives,
``jointcharge index --to URL``, in a process of its own; what was killed is killed by SIGKILL.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from elastic_server import ElasticCluster, Node
from search_table import SHA, make_case

from jointcharge.index.base import SearchQuery
from jointcharge.index.elastic import ElasticIndex
from jointcharge.index.elastic_address import address_of
from jointcharge.records.corpus import Corpus, now
from jointcharge.records.errors import JointchargeError
from jointcharge.records.raw import RawEntry

PASSAGES = 3
QUERIES = ("police", "lamo rive", '"police lamo"', "ri*", "country:THA", "year:[2004 TO 2009] -lamo", "")
SMALL_STEPS = (40, 20, 100)
"""Cases sent at once, in one request, and between commits: so that a small run can be cut short anywhere."""
USUAL_STEPS = (500, 200, 1000)
RUN = """
import sys
from jointcharge.index import elastic, elastic_writer, run
elastic._AT_ONCE, elastic_writer._CASES_PER_REQUEST, run._CASES_PER_COMMIT = map(int, sys.argv.pop(1).split(","))
run._CASES_AT_ONCE = min(run._CASES_AT_ONCE, elastic._AT_ONCE)
from jointcharge.cli.main import main
main()
"""


def build_folder(folder: Path, cases: int) -> Path:
    """A data folder whose corpus holds that many cases of three passages; the same for the same number."""
    chance = random.Random(cases)
    words = ["police", *(a + b for a in ("la", "ri", "so", "te", "nu") for b in ("mo", "ve", "ra", "li", "po"))]

    def case(n: int):
        sentences = [" ".join(chance.choices(words, k=12)) + f" number{n}." for _ in range(PASSAGES)]
        when = dt.date(chance.randint(2000, 2015), 1, 1 + n % 28)
        return make_case(f"k{n:06}", f"Case {n}", chance.choice(("THA", "ROU", "ARG")), when, sentences)

    with Corpus(folder / "corpus.db", create=True) as corpus:
        for start in range(0, cases, 200):
            page = RawEntry(
                portal="sherloc", url=f"https://portal/{start}", kind="case", fetched_at=now(), media_type="text/html",
                status=200, sha256=SHA, warc="w", offset=0, length=1,
            )  # fmt: skip
            corpus.add_parsed(page, "sherloc", "1", "", [case(n) for n in range(start, min(start + 200, cases))])
    return folder


# ---- what an index holds ----


class Contents(NamedTuple):
    """What an index holds of all cases: compared whole."""

    cases: int
    passages: int
    checksum: str
    """Of every case's id, values and passages as stored, and of the answers to `QUERIES`."""


def contents_of(index: ElasticIndex, node: str | None = None) -> Contents:
    """What the index holds; with ``node`` what that node's own copy does."""
    copy = None if node is None else f"_only_nodes:{node}"
    seen, cases, passages = hashlib.sha256(), 0, 0
    for hit in _stored(index, copy):
        told = [one["fields"]["passages.shown"] for one in hit["inner_hits"]["all"]["hits"]["hits"]]
        parts = [hit["_id"], hit["_source"], hit["fields"], told]
        seen.update(json.dumps(parts, sort_keys=True).encode())
        cases, passages = cases + 1, passages + len(told)
    for page in answers_of(index):
        seen.update(page.encode())
    return Contents(cases, passages, seen.hexdigest()[:16])


def _stored(index: ElasticIndex, copy: str | None) -> Iterator[dict[str, Any]]:
    shown = {"name": "all", "size": 100, "_source": False, "stored_fields": ["passages.shown"]}
    nested = {"nested": {"path": "passages", "query": {"match_all": {}}, "inner_hits": shown}}
    after = None
    while True:
        answer = index.client.search(
            index=index.version.alias,
            preference=copy,
            query=nested,
            sort=[{"case_id": "asc"}],
            search_after=after,
            size=500,
            docvalue_fields=["digest", "sort_day", "year_number", "day", "facet_*"],
            allow_partial_search_results=False,
        )
        yield from answer["hits"]["hits"]
        if len(answer["hits"]["hits"]) < 500:
            return
        after = answer["hits"]["hits"][-1]["sort"]


def answers_of(index: ElasticIndex) -> list[str]:
    """Total, facets and the first fifty cases by date for every query. Scores, and with them the choice of the best
    passages, are set aside: replaced documents count in the statistics of ranking until they are merged away."""
    pages = [index.search(SearchQuery(text=text, sort="date", per_page=50, snippets=2)) for text in QUERIES]
    return [page.model_dump_json(exclude={"hits": {"__all__": {"score", "snippets"}}}) for page in pages]


# ---- runs ----


@dataclass
class Run:
    """One ``jointcharge index --to`` under way."""

    process: subprocess.Popen

    def kill(self) -> None:
        """Kill the client as a power cut would."""
        self.process.send_signal(signal.SIGKILL)

    def ended(self, seconds: float = 600) -> tuple[int, str]:
        """Its exit status, and what it said on standard error."""
        said = self.process.communicate(timeout=seconds)[1]
        return self.process.returncode, said.strip()


@dataclass
class Target:
    """Where runs index a data folder to, and how far they have come."""

    data: Path
    urls: list[str]
    name: str
    steps: tuple[int, int, int] = USUAL_STEPS

    def run(self, *options: str) -> Run:
        """Start a run."""
        words = ["index", "--to", ",".join(self.urls), "--name", self.name, "--data", str(self.data), *options]
        command = [sys.executable, "-c", RUN, ",".join(map(str, self.steps)), *words]
        return Run(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))

    def open(self) -> ElasticIndex:
        """The index that the runs have built."""
        return ElasticIndex(address_of(",".join(self.urls), name=self.name))

    def contents(self) -> Contents:
        """What it holds now, with all that was sent made visible."""
        index = self.open()
        index.commit()
        try:
            return contents_of(index)
        finally:
            index.close()

    @contextmanager
    def watched(self) -> Iterator[Callable[[], int]]:
        """A function that says how many cases were written since; 0 where the server cannot tell."""
        from elasticsearch import ApiError, Elasticsearch, TransportError

        client = Elasticsearch(self.urls, request_timeout=5)

        def total() -> int:
            try:
                stats = client.indices.stats(index=f"{self.name}*", metric="indexing")
                return int(stats["_all"].get("primaries", {}).get("indexing", {}).get("index_total", 0))
            except (ApiError, TransportError):
                return 0

        before = total()
        try:
            yield lambda: total() - before
        finally:
            client.close()


class EndedTooEarly(Exception):
    """A run was through before it could be killed; it needs more cases."""


def cut_short(target: Target, after: int, kill: Callable[[Run], None], *options: str) -> tuple[int, str]:
    """Start a run, ``kill`` something once ``after`` more cases were written, and return how the run ended."""
    with target.watched() as written:
        run = target.run(*options)
        while written() < after:
            if run.process.poll() is not None:
                raise EndedTooEarly(f"ended before {after} cases were written: {run.ended()}")
            time.sleep(0.002)
        if run.process.poll() is not None:
            raise EndedTooEarly(f"ended while {after} cases were counted")
        kill(run)
    return run.ended()


# ---- clusters ----


def node_of_primary(index: ElasticIndex, cluster: ElasticCluster) -> Node:
    """The node that takes the writes of the index."""
    shards = index.client.cat.shards(index=index.version.index, format="json", h=["prirep", "node"])
    (name,) = {one["node"] for one in shards if one["prirep"] == "p"}
    return next(node for node in cluster.nodes if node.name == name)


def wait_until_well(cluster: ElasticCluster) -> None:
    """Until all nodes are there, and every shard and its copy."""
    from elasticsearch import Elasticsearch

    with Elasticsearch(cluster.urls, request_timeout=300) as client:
        nodes = str(len(cluster.nodes))
        health = client.cluster.health(wait_for_status="green", wait_for_nodes=nodes, timeout="280s")
    assert health["status"] == "green", health.body


def restart(cluster: ElasticCluster) -> None:
    """Start the nodes that were killed, and wait until they have read back what they hold."""
    cluster.start()
    wait_until_well(cluster)


@dataclass
class Searches:
    """What was answered to searches that went on while a node was killed."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """Queries whose answer was not the one before the kill: there must be none."""
    refused: list[str] = field(default_factory=list)
    """What was said in place of an answer."""
    slowest: float = 0.0
    """Seconds that a right answer took, at most."""


@contextmanager
def searching(index: ElasticIndex) -> Iterator[Searches]:
    """Ask `QUERIES` over and over on the side until the block ends."""
    expected, seen, over = answers_of(index), Searches(), threading.Event()

    def ask() -> None:
        while not over.is_set():
            started = time.monotonic()
            try:
                answered = answers_of(index)
            except JointchargeError as error:
                seen.refused.append(str(error))
                continue
            seen.slowest = max(seen.slowest, time.monotonic() - started)
            wrong = [query for query, one, other in zip(QUERIES, expected, answered, strict=True) if one != other]
            seen.wrong += wrong
            seen.right += len(QUERIES) - len(wrong)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def export_through(index: ElasticIndex, kill: Callable[[], None]) -> list[str]:
    """The ids of all cases, with ``kill`` called when a tenth of them was read."""
    tenth, found = index.stats().cases // 10, []
    for case_id in index.iter_case_ids(SearchQuery()):
        found.append(case_id)
        if len(found) == tenth:
            kill()
    return found
