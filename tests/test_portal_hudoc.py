"""HUDOC against its replica: years and months, pages of 500, one encoding, bad answers."""

import importlib.util
import json
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from jointcharge.crawler.archive import Archive
from jointcharge.crawler.portals.hudoc import FIELDS, PORTAL
from jointcharge.crawler.settings import CrawlOptions
from jointcharge.records.errors import CrawlError
from jointcharge.records.raw import RawKind

HERE = Path(__file__).resolve().parent
if "replica_portals" not in sys.modules:
    spec = importlib.util.spec_from_file_location("replica_portals", HERE / "replica_portals.py")
    sys.modules["replica_portals"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["replica_portals"])
replicas = sys.modules["replica_portals"]
Replica = replicas.HudocReplica
NAME = "hudoc"
QUERY = PORTAL.default_queries[0]


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    with replicas.compiled_once(tmp_path_factory):
        yield


def crawled(portal, folder, **options):
    return replicas.crawled(NAME, portal, folder, **options)


def dated(year, month=6, day=15):
    return f"{year}-{month:02}-{day:02}T00:00:00.0Z"


def slice_of(year, today_year=2026):
    import datetime as dt

    slices = PORTAL.slices(QUERY, CrawlOptions(contact="x"), dt.date(today_year, 1, 1))
    return slices[year - 1959]


def test_every_judgment_of_every_year_is_archived_once_as_served(tmp_path):
    judgments = {f"001-{n}": dated(1990 + n % 30) for n in range(40)}
    judgments |= {"001-first": "1959-01-01T00:00:00.0Z", "001-last": "2005-12-31T00:00:00.0Z"}
    with Replica(judgments) as portal:
        summary = crawled(portal, tmp_path)
    (totals,) = summary.filters
    assert (totals.crime_type, totals.found, totals.listed, totals.missing) == (QUERY, 42, 42, 0)
    assert (summary.cases_fetched, summary.failures, summary.warnings) == (42, (), ())
    cases = replicas.archived(NAME, tmp_path, RawKind.CASE)
    assert cases == {
        f"app/conversion/docx/html/body?library=ECHR&id={item}": replicas.build_judgment(item) for item in judgments
    }
    assert set(summary.fill_rates.values()) == {1.0}
    assert {e.media_type for e in Archive(tmp_path / "raw").entries(NAME, RawKind.CASE)} == {"text/html"}


def test_a_year_is_paged_by_500_and_one_too_long_to_page_is_read_by_months(tmp_path):
    many = {f"002-{n}": dated(2019, 1 + n % 12) for n in range(10_050)}
    some = {f"003-{n}": dated(2020) for n in range(1_001)}
    with Replica(many | some | {"001-1": dated(2021)}) as portal:
        # `also` lists without fetching; the query of the first list finds nothing.
        summary = crawled(portal, tmp_path, queries=("nothing",), also=(QUERY,))
    totals = summary.filters[-1]
    assert (totals.found, totals.listed, totals.missing, totals.passes) == (11_052, 11_052, 0, 1)
    asked = [parse_qs(urlsplit(r.target).query) for r in portal.log if "contentsitename" in r.target]
    assert {q["length"][0] for q in asked} == {"500"}
    assert sorted(q["start"][0] for q in asked if "2020-" in q["query"][0]) == ["0", "1000", "500"]
    in_2019 = [q for q in asked if 'kpdate>="2019' in q["query"][0]]
    assert len(in_2019) == 1 + 12 * 2 and max(int(q["start"][0]) for q in asked) == 1000


def test_a_bad_day_loses_nothing_and_archives_nothing_bad(tmp_path):
    page = replicas.as_json({"resultcount": 2, "results": []})
    once = {
        "2010-01-01": replicas.Answer(503, b"down"), "2011-01-01": page, "2012-01-01": replicas.CHALLENGE,
        "id=001-1": replicas.CHALLENGE, "id=001-2": replicas.cut, "id=001-3": replicas.Answer(429, headers={"Retry-After": "1"}),
        "id=001-4": replicas.Answer(body=b""),
    }  # fmt: skip
    judgments = {f"001-{n}": dated(2008 + n) for n in range(1, 6)}
    with Replica(judgments, once=once, always={"id=001-5": replicas.Answer(404, b"gone")}) as portal:
        summary = crawled(portal, tmp_path)
    assert portal.once == {}
    assert [(f.url.rpartition("=")[2], f.reason) for f in summary.failures] == [("001-5", "HTTP 404")]
    assert sorted(replicas.archived(NAME, tmp_path, RawKind.CASE).values()) == [
        replicas.build_judgment(f"001-{n}") for n in range(1, 5)
    ]
    (totals,) = summary.filters
    # The year whose first answer named none of its two was read again.
    assert (totals.found, totals.listed, totals.missing, totals.passes) == (5, 5, 0, 2)


def test_a_limit_counts_over_the_years(tmp_path):
    with Replica({f"001-{n}": dated(2000 + n) for n in range(9)}) as portal:
        summary = crawled(portal, tmp_path, limit=3)
    assert summary.cases_fetched == 3 and summary.filters[0].partial and not summary.filters[0].missing


def test_a_crime_type_is_not_what_this_portal_is_searched_by(tmp_path):
    told = "hudoc is searched by --query; give that instead of --crime-type"
    with pytest.raises(CrawlError, match=told):
        replicas.crawl(NAME, tmp_path, CrawlOptions(contact="x", crime_types=("Slavery",)), print)


def test_the_query_is_encoded_once():
    url = PORTAL.first_listing_url("https://x", slice_of(2019).query)
    (query,) = parse_qs(urlsplit(url).query)["query"]
    assert query == f'{QUERY} AND ((kpdate>="2019-01-01T00:00:00.0Z" AND kpdate<="2019-12-31T23:59:59.0Z"))'
    assert "%25" not in url and " " not in url and parse_qs(urlsplit(url).query)["select"] == [FIELDS]


def test_months_begin_and_end_as_in_the_calendar():
    page = PORTAL.parse_listing(b'{"resultcount": 10000, "results": []}', "", 0)
    months = PORTAL.narrow(slice_of(2020), page)
    assert len(months) == 12 and {m.label for m in months} == {QUERY}
    assert months[1].query == f'{QUERY} AND ((kpdate>="2020-02-01T00:00:00.0Z" AND kpdate<="2020-02-29T23:59:59.0Z"))'
    assert PORTAL.narrow(months[1], page) == ()
    assert PORTAL.narrow(slice_of(2020), page.model_copy(update={"found": 9999})) == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"<html>", "not JSON"),
        (b"{}", "misses 'resultcount'"),
        (b'{"resultcount": "1", "results": []}', "`resultcount` is not a number"),
        (b'{"resultcount": 1, "results": [{"columns": {"docname": "x"}}]}', "misses 'itemid'"),
        (b'{"resultcount": 1, "results": [{}]}', "misses 'columns'"),
        (b'{"resultcount": 0, "results": []}', None),
    ],
)
def test_a_search_answer_of_another_shape_is_a_fault(body, fault):
    told = PORTAL.find_listing_fault(body)
    assert told is None if fault is None else fault in told


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "not HTML"),
        (b'{"message": "no court"}', "not HTML"),
        (b"<p>Checking your browser.</p>", "does not speak of a court"),
        (b"<style>.court{}</style><p>Wait</p>", "does not speak of a court"),
        (b"<div>EUROPEAN COURT OF HUMAN RIGHTS</div><p cl", "breaks off within a tag"),
        ("<div>COUR EUROPÉENNE DES DROITS DE L'HOMME</div>".encode(), None),
        (replicas.build_judgment("001-1"), None),
    ],
)
def test_a_page_that_is_no_judgment_is_a_fault(body, fault):
    told = PORTAL.find_case_fault(body)
    assert told is None if fault is None else fault in told


def test_the_item_id_is_the_key_of_a_case():
    columns = {"itemid": "001-58060", "docname": "CASE OF NOBODY", "appno": "73316/01;1/02"}
    body = json.dumps({"resultcount": 1, "results": [{"columns": columns}]}).encode()
    (case,) = PORTAL.parse_listing(body, "https://x", 0).cases
    assert (case.case_id, case.number) == ("hudoc:001-58060", "73316/01;1/02")
    assert case.addresses == ("https://x/app/conversion/docx/html/body?library=ECHR&id=001-58060",)
