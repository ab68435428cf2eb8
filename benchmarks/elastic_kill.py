"""Elasticsearch killed in the middle of indexing and searching: is everything there once, and what is the user told?

    python benchmarks/elastic_kill.py [--cases 12000] [--kills 10] [--nodes 2 3] [--heap 512m]

Every run is ``jointcharge index --to URL`` in a process of its own; every kill is SIGKILL at a moment drawn by chance,
after which the same command is given again. Baseline: a run of the same corpus that nothing befell. Compared whole:
the number of cases and passages, and a checksum of every case as stored and of the answers to seven queries.
On one node the client is killed, then the server. On two and three nodes it is the node that takes the writes, while a
run goes on; then a node while searches and an export go on. Needs what ``tests/elastic_server.py`` needs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from elastic_kills import (  # noqa: E402
    QUERIES,
    Contents,
    EndedTooEarly,
    Run,
    Target,
    build_folder,
    contents_of,
    cut_short,
    export_through,
    node_of_primary,
    restart,
    searching,
    wait_until_well,
)
from elastic_server import ElasticCluster  # noqa: E402

CHANCE = random.Random(17)


def undisturbed(data: Path, cluster: ElasticCluster) -> Contents:
    """What a run that nothing befell leaves."""
    target, started = Target(data, cluster.urls, "whole"), time.perf_counter()
    finish(target)
    seconds, contents = time.perf_counter() - started, target.contents()
    print(f"never killed                    {contents}  {seconds:.1f} s")
    return contents


def finish(target: Target) -> None:
    """Give the command until it goes through."""
    code, said = target.run().ended()
    if (code, said) != (0, ""):
        raise SystemExit(f"a run that nothing befell ended with {code}: {said}")


def killed(
    what: str, target: Target, expected: Contents, kills: int, kill: Callable[[Run], None], mend: Callable[[], None]
) -> None:
    """Kill ``kills`` times, mend and go on each time, and compare what is there in the end."""
    started, ends, held = time.perf_counter(), Counter[str](), []
    for left in range(kills, 0, -1):
        missing = expected.cases - (held[-1] if held else 0)
        code, said = cut_short(target, round(missing / (left + 1) * CHANCE.uniform(0.4, 1.1)) + 1, kill)
        ends[f"exit {code}" + (f", {said}" if said else "")] += 1
        mend()
        index = target.open()
        held.append(len(index.digests()))
        index.close()
    finish(target)
    contents = target.contents()
    verdict = "equal" if contents == expected else "DIFFERENT"
    print(f"{what:31} {contents}  {verdict}  {time.perf_counter() - started:.1f} s")
    print(f"  held after each kill: {', '.join(f'{one:,}' for one in held)}")
    for end, times in ends.items():
        print(f"  {times} x {end}")


def single(data: Path, heap: str, kills: int) -> Contents:
    """One node: the client is killed, then the server."""
    with ElasticCluster(heap=heap) as cluster:
        expected = undisturbed(data, cluster)
        client = Target(data, cluster.urls, "client")
        killed(f"client killed {kills} times", client, expected, kills, lambda run: run.kill(), lambda: None)
        server = Target(data, cluster.urls, "server")
        node = cluster.nodes[0]
        killed(f"server killed {kills} times", server, expected, kills, lambda _: node.kill(), lambda: restart(cluster))
    return expected


def several(data: Path, nodes: int, heap: str, expected: Contents) -> None:
    """Two nodes or three: for each a new index, whose writing node is killed; then one under searches and an export."""
    with ElasticCluster(nodes, heap=heap) as cluster:
        for n in range(1, nodes + 1):
            target = Target(data, cluster.urls, f"cluster-{n}")

            def kill(run: Run, target: Target = target) -> None:
                wait_until_well(cluster)
                if run.process.poll() is not None:
                    raise EndedTooEarly("it ended before its node could be killed; take more cases")
                index = target.open()
                node_of_primary(index, cluster).kill()
                index.close()

            killed(f"{nodes} nodes, writer killed", target, expected, 1, kill, lambda: restart(cluster))
        through_searches(target, cluster, expected)


def through_searches(target: Target, cluster: ElasticCluster, expected: Contents) -> None:
    """Kill a node under searches and an export; then compare the copies on the nodes one by one."""
    index = target.open()
    ids = sorted(index.digests())
    with searching(index) as seen:
        exported = export_through(index, node_of_primary(index, cluster).kill)
        time.sleep(10)
    print(
        f"  under searches: {seen.right} answers right, {len(seen.wrong)} wrong, slowest round of {len(QUERIES)}"
        f" {seen.slowest:.1f} s; export {'whole' if exported == ids else 'DIFFERENT'}, {len(exported):,} cases"
    )
    for said, times in Counter(seen.refused).items():
        print(f"  {times} x {said}")
    restart(cluster)
    index.client.cluster.health(wait_for_status="green", wait_for_no_relocating_shards=True, timeout="120s")
    shards = index.client.cat.shards(index=index.version.index, format="json", h=["node", "prirep"])
    for shard in shards:
        same = contents_of(index, shard["node"]) == expected
        print(f"  copy {'first' if shard['prirep'] == 'p' else 'second'}: {'equal' if same else 'DIFFERENT'}")
    index.close()


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=12_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument(
        "--nodes", type=int, nargs="*", default=[2, 3], help="sizes of the clusters, beside the one node"
    )
    parser.add_argument("--heap", default="512m")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = build_folder(Path(folder), options.cases)
        expected = single(data, options.heap, options.kills)
        for nodes in options.nodes:
            several(data, nodes, options.heap, expected)


if __name__ == "__main__":
    main()
