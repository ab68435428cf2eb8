"""Elasticsearch, its client or one node of it killed in the middle of a run: nothing is lost, nothing is there twice."""

import sys
import time
from pathlib import Path
from secrets import token_hex

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from elastic_kills import (
    PASSAGES,
    QUERIES,
    SMALL_STEPS,
    Target,
    build_folder,
    cut_short,
    export_through,
    node_of_primary,
    restart,
    searching,
    wait_until_well,
)
from elastic_server import ElasticCluster

from jointcharge.index import elastic_walk

CASES = 1200
IN_FLIGHT = 4 * SMALL_STEPS[1]
"""Cases that may have been written and not yet confirmed, of four requests at once."""
AGAIN = "then run the same command again: it goes on where it stopped"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return build_folder(tmp_path_factory.mktemp("kills"), CASES)


def target(data: Path, urls: list[str]) -> Target:
    return Target(data, urls, f"kill-{token_hex(4)}", SMALL_STEPS)


@pytest.fixture
def undisturbed(data, elastic_url):
    """What an index holds after a run that nothing befell."""
    whole = target(data, [elastic_url])
    assert whole.run().ended() == (0, "")
    contents = whole.contents()
    assert (contents.cases, contents.passages) == (CASES, CASES * PASSAGES)
    return contents


def test_a_client_killed_in_the_middle_goes_on_where_it_stopped(data, elastic_url, undisturbed):
    killed = target(data, [elastic_url])
    for after in (300, 450):
        assert cut_short(killed, after, lambda run: run.kill()) == (-9, "")
        held = killed.contents().cases
        assert after <= held < CASES, "what was written stays"
    with killed.watched() as written:
        assert killed.run().ended() == (0, "")
        assert written() <= CASES - held, "only what was missing is sent"
    assert killed.contents() == undisturbed


def test_a_rebuild_killed_in_the_middle_leaves_the_old_index_served(data, elastic_url, undisturbed):
    rebuilt = target(data, [elastic_url])
    assert rebuilt.run().ended() == (0, "")
    served = rebuilt.open().version.index
    cut_short(rebuilt, 300, lambda run: run.kill(), "--rebuild")
    assert rebuilt.open().version.index == served
    assert rebuilt.contents() == undisturbed
    assert rebuilt.run("--rebuild").ended() == (0, "")
    assert rebuilt.open().version.index != served
    assert rebuilt.contents() == undisturbed


def test_a_server_killed_in_the_middle_keeps_what_it_took_and_the_next_run_goes_on(data, undisturbed):
    with ElasticCluster(java="-XX:TieredStopAtLevel=1") as cluster:
        killed = target(data, cluster.urls)
        code, said = cut_short(killed, 500, lambda _: cluster.nodes[0].kill())
        assert code == 1
        (line,) = said.splitlines()
        assert line.startswith("Error: ")
        assert cluster.url in line
        assert line.endswith(AGAIN)
        restart(cluster)
        assert 500 - IN_FLIGHT <= killed.contents().cases < CASES
        assert killed.run().ended() == (0, "")
        assert killed.contents() == undisturbed


def test_one_of_three_nodes_killed_under_searches_and_an_export_changes_no_answer(data, undisturbed, monkeypatch):
    monkeypatch.setattr(elastic_walk, "_BATCH", 50)
    # Two nodes cannot outvote a lost master, so the smallest cluster that survives any one of its nodes has three.
    with ElasticCluster(3, java="-XX:TieredStopAtLevel=1") as cluster:
        both = target(data, cluster.urls)
        assert both.run().ended() == (0, "")
        index = both.open()
        wait_until_well(cluster)
        with searching(index) as seen:
            ids = export_through(index, node_of_primary(index, cluster).kill)
            before = seen.right
            until = time.monotonic() + 120
            while seen.right < before + 2 * len(QUERIES) and time.monotonic() < until:
                time.sleep(0.1)
        assert seen.wrong == []
        assert seen.right >= before + 2 * len(QUERIES), seen.refused
        assert ids == sorted(set(ids))
        assert len(ids) == CASES
        assert both.contents() == undisturbed
