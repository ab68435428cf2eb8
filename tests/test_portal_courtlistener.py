"""CourtListener against its replica: cursors, parties with counts, the token, throttles of minutes and days, bad answers."""

import importlib.util
import itertools
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jointcharge.cli.main import cli
from jointcharge.crawler.archive import Archive
from jointcharge.crawler.fetch import Fetcher
from jointcharge.crawler.pace import Pace, Rate
from jointcharge.crawler.portals.courtlistener import PORTAL
from jointcharge.crawler.settings import CrawlOptions
from jointcharge.records.errors import CrawlError
from jointcharge.records.raw import RawKind

HERE = Path(__file__).resolve().parent
if "replica_portals" not in sys.modules:
    spec = importlib.util.spec_from_file_location("replica_portals", HERE / "replica_portals.py")
    sys.modules["replica_portals"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["replica_portals"])
replicas = sys.modules["replica_portals"]
Replica, Throttle, Answer = replicas.CourtListenerReplica, replicas.Throttle, replicas.Answer
TOKEN = "secret123"
NAME = "courtlistener"


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    with replicas.compiled_once(tmp_path_factory):
        yield


def crawled(portal, folder, **options):
    return replicas.crawled(NAME, portal, folder, **options)


def test_opinions_and_parties_are_archived_as_served_and_counted(tmp_path):
    with Replica(41, 21) as portal:
        summary = crawled(portal, tmp_path, token=TOKEN)
        base = portal.base_url
    totals = [(f.crime_type.partition(":")[0], f.found, f.listed, f.missing, f.passes) for f in summary.filters]
    assert totals == [("opinions", 41, 41, 0, 1), ("dockets", 21, 21, 0, 1)]
    assert (summary.cases_fetched, summary.failures, summary.warnings) == (62, (), ())
    cases = {url: json.loads(body) for url, body in replicas.archived(NAME, tmp_path, RawKind.CASE).items()}
    opinions = {url: case for url, case in cases.items() if "/opinions/" in url}
    assert opinions == {f"api/rest/v4/opinions/{n}/": one for n, one in portal.opinions.items()}
    parties = [party["id"] for url, case in cases.items() if "/parties/" in url for party in case["results"]]
    assert sorted(parties) == [d * 100 + n for d in range(1, 22) for n in range(1, d % 5 + 1)]
    assert len(replicas.archived(NAME, tmp_path, RawKind.LISTING)) == 3 + 2
    assert summary.fill_rates["criminal_counts"] > 0 and set(portal.targets().values()) == {1}
    referrers = {e.url: e.referrer for e in Archive(tmp_path / "raw").entries(NAME, RawKind.CASE)}
    assert referrers[f"{base}/api/rest/v4/opinions/11/"] == f"{base}/opinion/1/united-states-v-nobody/"
    parties_of_4 = f"{base}/api/rest/v4/parties/?docket=4&filter_nested_results=True"
    assert referrers[parties_of_4] == f"{base}/docket/4/united-states-v-nobody/"
    first, second = (e for e in Archive(tmp_path / "raw").entries(NAME, RawKind.LISTING) if "type=r" in e.url)
    assert (first.referrer, second.referrer) == (None, first.url)


def test_the_token_goes_to_the_api_and_is_written_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("JOINTCHARGE_COURTLISTENER_TOKEN", TOKEN)
    with Replica(2, 2) as portal:
        asked = ["crawl", NAME, "--base-url", portal.base_url, "--delay", "0", "--data", str(tmp_path), "--query", "x"]
        told = CliRunner().invoke(cli, asked)
    assert told.exit_code == 0 and "dockets: x: the portal counts 2, its pages name 2" in told.output
    assert {r.headers.get("authorization") for r in portal.log} == {f"Token {TOKEN}"}
    assert all(r.target.startswith("/api/rest/v4/") for r in portal.log)
    assert TOKEN not in told.output
    written = list(replicas.all_bytes(tmp_path))
    assert len(written) > 4 and not any(TOKEN.encode() in data for data in written)
    assert TOKEN not in repr(CrawlOptions(base_url=portal.base_url, token=TOKEN))


def test_without_a_token_there_are_opinions_only_and_that_is_told_and_the_pace_is_kept(tmp_path):
    with Replica(6, 3, throttle=Throttle(6, 0.5, 1)) as portal:
        summary = crawled(portal, tmp_path, rates=(Rate(count=5, seconds=0.6),))
    assert [f.crime_type.partition(":")[0] for f in summary.filters] == ["opinions"]
    assert not any("authorization" in r.headers or "/parties/" in r.target for r in portal.log)
    (warning,) = summary.warnings
    assert "100 requests a day and shows no parties" in warning and "JOINTCHARGE_COURTLISTENER_TOKEN" in warning
    # Six requests at once would have been refused by this replica; ours never are.
    times = [r.at for r in portal.log]
    assert {r.status for r in portal.log} == {200} and summary.cases_fetched == 6
    assert all(later - first > 0.5 for first, later in zip(times, times[5:], strict=False)) and len(times) == 10


def test_a_spent_day_ends_the_crawl_and_the_next_day_goes_on_where_it_was(tmp_path):
    with Replica(21, 3, throttle=Throttle(18, 1000, 50_000)) as portal:
        with pytest.raises(
            CrawlError, match=r"asks to be left alone until .* UTC; nothing fetched is lost: run the same"
        ):
            crawled(portal, tmp_path, token=TOKEN)
        there = len(replicas.archived(NAME, tmp_path, RawKind.CASE))
        assert 0 < there <= 17 and portal.paths(429).total() > 0
        portal.throttle = None
        summary = crawled(portal, tmp_path, token=TOKEN)
        assert set(portal.targets().values()) == {1}
        assert [(f.found, f.listed, f.missing) for f in summary.filters] == [(21, 21, 0), (3, 3, 0)]
    # A list that was read to its end is read anew the next time.
    archive = Archive(tmp_path / "raw")
    firsts = [e for e in archive.entries(NAME, RawKind.LISTING) if e.referrer is None]
    assert len(firsts) == 2 and not any(archive.list_begun(NAME, first.url) for first in firsts)


class Changed(Replica):
    known = frozenset({"type", "q", "cursor"})


@pytest.mark.parametrize(
    ("kind", "replica", "options", "told"),
    [
        (Replica, {}, {"token": "wrong"}, r"the token in JOINTCHARGE_COURTLISTENER_TOKEN is not accepted; copy it anew"),
        (Replica, {"may_read_parties": False}, {"token": TOKEN}, r"must not read parties; ask .* for RECAP permission"),
        (Changed, {}, {}, r"knows no filter called order_by; it has changed"),
    ],
)  # fmt: skip
def test_what_asking_again_cannot_change_ends_the_crawl_in_words(tmp_path, kind, replica, options, told):
    with kind(1, 1, **replica) as portal, pytest.raises(CrawlError, match=told):
        crawled(portal, tmp_path, **options)
    assert len([r for r in portal.log if r.status >= 400]) == 1


def test_other_refusals_are_told_or_tried_again():
    body = b'{"detail": "The query contains unbalanced quotes."}'
    told = PORTAL.find_refusal(400, body, "https://x/search/")
    assert told == "the API does not understand the search (The query contains unbalanced quotes.); mend --query"
    assert (
        PORTAL.find_refusal(403, b"", "https://x/search/") is None
        and PORTAL.find_refusal(503, b"", "https://x") is None
    )


def test_broken_answers_are_asked_for_again_and_never_archived(tmp_path):
    other = replicas.as_json(replicas.build_opinion(99))
    once = {
        "type=o": Answer(500, b"oops"),
        "opinions/11": replicas.cut, "opinions/20": replicas.CHALLENGE, "opinions/30": other, "opinions/31": replicas.half,
        "docket=4&": replicas.as_json({"results": [{"id": 1}], "next": None}), "docket=3&": replicas.as_json({}),
    }  # fmt: skip
    with Replica(4, 4, once=once) as portal:
        summary = crawled(portal, tmp_path, token=TOKEN)
    assert portal.once == {} and summary.failures == ()
    cases = [json.loads(body) for body in replicas.archived(NAME, tmp_path, RawKind.CASE).values()]
    assert sorted(c["id"] for c in cases if "id" in c) == sorted(portal.opinions)
    assert sum(len(c["results"]) for c in cases if "results" in c) == 1 + 2 + 3 + 4
    assert summary.cases_fetched == 8


def test_a_list_that_ends_with_cases_missing_is_told_and_read_anew_the_next_time(tmp_path):
    def one_more(answer):
        return replicas.as_json({**json.loads(answer.body), "count": 4})

    with Replica(3, 0, always={"type=o": one_more}) as portal:
        summary = crawled(portal, tmp_path)
    (totals,) = summary.filters
    assert (totals.found, totals.listed, totals.missing) == (4, 3, 1) and "1 missing" in summary.warnings[1]
    archive = Archive(tmp_path / "raw")
    (page,) = archive.entries(NAME, RawKind.LISTING)
    assert archive.list_begun(NAME, page.url) is None and archive.superseded() == []


def test_a_cursor_that_leads_out_of_the_api_or_in_a_circle_is_not_followed(tmp_path):
    def leading(where):
        def change(answer):
            return replicas.as_json({**json.loads(answer.body), "next": where})

        return change

    with Replica(3, 0, always={"type=o": leading("https://elsewhere.invalid/api/rest/v4/search/?cursor=1")}) as portal:
        with pytest.raises(
            CrawlError, match=r"could not be read at https://elsewhere.invalid.*lies outside the portal"
        ):
            crawled(portal, tmp_path / "a")
        own = f"{portal.base_url}{next(r.target for r in portal.log)}"
        portal.always = {"type=o": leading(own)}
        with pytest.raises(CrawlError, match="next page leads back to"):
            crawled(portal, tmp_path / "b")


def test_the_token_is_sent_to_nobody_else():
    class Asked:
        on_this_machine = False
        token = CrawlOptions(contact="x", token=TOKEN).token
        rates = ()

    fetcher = Fetcher(None, Asked(), PORTAL, PORTAL.home)
    assert "Authorization" in fetcher._own_headers("https://www.courtlistener.com/api/rest/v4/search/")
    for url in ("http://www.courtlistener.com/api/", "https://elsewhere.org/", "https://www.courtlistener.com:8/api/"):
        assert "Authorization" not in fetcher._own_headers(url)
    plain = Fetcher(None, Asked(), PORTAL, "http://mirror.example.org")
    assert "Authorization" not in plain._own_headers("http://mirror.example.org/api/rest/v4/search/")


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ключ", " "])
def test_a_token_that_is_none_is_refused_without_being_shown(token):
    with pytest.raises(CrawlError, match="is not one word of letters and digits; copy it anew") as told:
        CrawlOptions(contact="x", token=token)
    assert token.strip() == "" or token not in str(told.value)


def test_only_addresses_of_the_api_are_asked_for_because_robots_txt_bars_the_website():
    fetcher = Fetcher(None, CrawlOptions(contact="x"), PORTAL, PORTAL.home)
    assert not PORTAL.obeys_robots and fetcher.is_within(f"{PORTAL.home}/api/rest/v4/opinions/1/")
    assert not fetcher.is_within(f"{PORTAL.home}/opinion/1/x/")


def test_a_pace_spreads_requests_over_every_window_and_remembers_earlier_runs():
    now = [1000.0]
    pace = Pace((Rate(count=5, seconds=60), Rate(count=50, seconds=3600)), ages=(10.0, 5.0), clock=lambda: now[0])
    made = [990.0, 995.0]
    for _ in range(120):
        now[0] += max(0.0, pace.wait())
        pace.note()
        made.append(now[0])
    for count, seconds in ((5, 60), (50, 3600)):
        assert all(later - first >= seconds - 1e-6 for first, later in zip(made, made[count:], strict=False))
    assert made[5] == 1050.0 and all(a <= b for a, b in itertools.pairwise(made))


def test_without_rates_nothing_is_waited_for():
    pace = Pace(())
    pace.note()
    assert pace.wait() <= 0


def test_the_throttles_are_those_of_the_account_or_of_an_anonymous_address():
    told = [[(r.count, r.seconds) for r in PORTAL.rates(CrawlOptions(contact="x", token=t))] for t in (None, TOKEN)]
    assert told == [[(100, 86400)], [(5, 60), (50, 3600), (125, 86400)]]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "not JSON"),
        (b"[]", "misses"),
        (b'{"count": "3", "next": null, "results": []}', "`count` is not a number"),
        (b'{"count": 3, "next": 7, "results": []}', "`next` is no address"),
        (b'{"count": 3, "results": []}', "misses 'next'"),
        (b'{"count": 1, "next": null, "results": [{"docket_id": 4}]}', "misses 'docket_absolute_url'"),
        (b'{"count": 0, "next": null, "results": []}', None),
    ],
)
def test_a_search_answer_of_another_shape_is_a_fault(body, fault):
    told = PORTAL.find_listing_fault(body)
    assert told is None if fault is None else fault in told


def test_a_large_number_of_dockets_is_known_to_be_an_estimate():
    def page(count, one):
        return PORTAL.parse_listing(json.dumps({"count": count, "next": None, "results": [one]}).encode(), "", 0)

    assert page(5000, replicas.build_docket(1)).tolerance == 300
    assert page(2000, replicas.build_docket(1)).tolerance == 0
    assert page(5000, replicas.build_cluster(1)).tolerance == 0


def test_clusters_and_dockets_of_one_docket_are_one_case():
    cluster = {**replicas.build_cluster(1), "docket_id": 5}
    body = json.dumps({"count": 2, "next": None, "results": [cluster, replicas.build_docket(5)]}).encode()
    opinion, docket = PORTAL.parse_listing(body, "http://x", 0).cases
    assert opinion.case_id == docket.case_id == "courtlistener:5" and opinion.url != docket.url
    assert docket.addresses == ("http://x/api/rest/v4/parties/?docket=5&filter_nested_results=True",)
    assert opinion.addresses == tuple(f"http://x/api/rest/v4/opinions/{n}/" for n in (10, 11))
