"""The replica answers as the portal does on good days and bad."""

import http.client
import importlib.util
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from jointcharge.corpus_samples.pages import build_page
from jointcharge.corpus_samples.server import SEARCH_PATH
from jointcharge.crawler.portals.sherloc import PORTAL
from jointcharge.records.portal_ids import case_id_of

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the real titles and summaries are not on this machine")

if "replica" not in sys.modules:
    spec = importlib.util.spec_from_file_location("replica", HERE / "replica.py")
    sys.modules["replica"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["replica"])
replica = sys.modules["replica"]
Faults, Replica, build_cases = replica.Faults, replica.Replica, replica.build_cases


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def get(portal, target, **headers):
    request = urllib.request.Request(portal.base_url + target, headers=headers)
    try:
        with OPENER.open(request, timeout=5) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def case(portal, number=0, **headers):
    return get(portal, f"/cld/en{quote(unquote(portal.samples[number].uri))}?lng=en&tmpl=sherloc", **headers)


def listing(portal, start_at):
    criteria = {"filters": [{"fieldName": "x", "value": "Trafficking in persons"}], "startAt": start_at, "sortings": ""}
    return json.loads(get(portal, f"{SEARCH_PATH}?lng=en&criteria={quote(json.dumps(criteria))}")[1])


def test_invented_cases_have_every_irregularity():
    cases = build_cases(180)
    pages = [LexborHTMLParser(build_page(one)) for one in cases]
    uris = [one.uri for one in cases]
    assert {quirk for one in cases for quirk in one.quirks} >= {
        "two_shells", "nested_blocks", "nested_persons", "duplicate_pane_ids", "no_active_pane",
        "several_active_panes", "unlabelled_pane", "second_trafficking_badge", "nbsp",
    }  # fmt: skip
    assert sum(page.css_first("div.factSummary") is None for page in pages) == 3
    assert any(not uri.isascii() for uri in uris) and any("%" in uri for uri in uris)
    assert any("/2014/" not in uri for uri in uris) and any("criminalgroup" in uri for uri in uris)
    assert any(page.css("div.charges > div.charge") for page in pages)
    assert len({case_id_of(uri) for uri in uris}) == 180


def test_without_faults_every_page_is_served_at_once():
    with Replica(build_cases(3)) as portal:
        for number in range(3):
            status, body, _ = case(portal, number)
            assert (status, PORTAL.find_case_fault(body)) == (200, None)
        assert list(portal.served().values()) == [1, 1, 1]


def test_too_many_requests_come_with_retry_after_once():
    with Replica(build_cases(2), faults=Faults(too_many=1, retry_after=3)) as portal:
        status, _, headers = case(portal, 0)
        assert (status, headers["Retry-After"]) == (429, "3")
        status, _, headers = case(portal, 1)
        assert status == 429 and headers["Retry-After"].endswith("GMT")
        assert case(portal, 0)[0] == case(portal, 1)[0] == 200


def test_a_server_error_passes():
    with Replica(build_cases(1), faults=Faults(server_error=1)) as portal:
        assert [case(portal)[0] for _ in range(2)] == [500, 200]
        assert list(portal.served().values()) == [1]


def test_a_truncated_body_breaks_off_before_its_length():
    with Replica(build_cases(1), faults=Faults(truncated=1)) as portal:
        with pytest.raises(http.client.IncompleteRead):
            case(portal)
        assert case(portal)[1] == build_page(portal.samples[0])
        assert list(portal.served().values()) == [1]


def test_a_challenge_has_status_200_and_is_no_case_page():
    with Replica(build_cases(1), faults=Faults(challenge=1)) as portal:
        status, body, _ = case(portal)
        assert status == 200 and PORTAL.find_case_fault(body) is not None
        assert PORTAL.find_case_fault(case(portal)[1]) is None


def test_a_slow_answer_takes_its_time():
    with Replica(build_cases(1), faults=Faults(slow=1, slow_seconds=0.2)) as portal:
        begun = time.monotonic()
        assert case(portal)[0] == 200 and time.monotonic() - begun >= 0.2


def test_redirects_lead_off_the_host_or_to_another_address_of_the_portal():
    with Replica(build_cases(8), faults=Faults(off_host=("case_4",), within=("case_8",))) as portal:
        status, _, headers = case(portal, 3)
        assert (status, headers["Location"]) == (302, "http://elsewhere.invalid/login")
        status, _, headers = case(portal, 7)
        assert status == 301 and get(portal, headers["Location"])[0] == 200


def test_a_portal_goes_down_after_so_many_requests():
    with Replica(build_cases(2), faults=Faults(down_after=2)) as portal:
        assert [case(portal)[0] for _ in range(4)] == [200, 200, 503, 503]


def test_an_unchanged_page_is_not_sent_again():
    with Replica(build_cases(1)) as portal:
        etag = case(portal)[2]["ETag"]
        assert case(portal, **{"If-None-Match": etag})[:2] == (304, b"")
        assert case(portal, **{"If-None-Match": '"old"'})[0] == 200


def test_the_list_changes_while_it_is_read_and_pages_overlap():
    with Replica(build_cases(30), faults=Faults(overlap=1)) as portal:
        pages = [listing(portal, start) for start in (0, 10, 20)]
        again = [listing(portal, start) for start in (0, 10, 20)]
    assert [page["found"] for page in pages] == [29, 30, 30]
    ids = [result["uri"] for page in pages for result in page["results"]]
    assert len(ids) == 30 and len(set(ids)) == 29
    assert len({result["uri"] for page in again for result in page["results"]}) == 30


def test_requests_are_logged_with_their_headers():
    with Replica(build_cases(1)) as portal:
        get(portal, "/robots.txt", **{"User-Agent": "tester"})
    assert (portal.log[0].path, portal.log[0].headers["user-agent"]) == ("/robots.txt", "tester")


@needs_data
def test_the_real_titles_paths_and_summaries_are_served():
    samples = replica.load_real(DATA)
    assert len(samples) == len({one.uri for one in samples}) == 1590
    assert sum(len(one.page.fact_summary or ()) > 0 for one in samples) == 481
    assert {one.page.country for one in samples} > {"Argentina", "Romania", "United States"}
    assert not any(one.page.charges or one.page.defendants or one.page.victims for one in samples)
    with Replica(samples, pad_to_bytes=260_000) as portal:
        first = listing(portal, 0)
        assert first["found"] == 1590
        for number in range(0, 1590, 265):
            status, body, _ = case(portal, number)
            assert (status, PORTAL.find_case_fault(body)) == (200, None)
            assert abs(len(body) - 260_000) < 1000
