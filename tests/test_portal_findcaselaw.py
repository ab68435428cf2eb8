"""Find Case Law against its replica: the licence, Atom pages, content hashes, Akoma Ntoso, 429."""

import importlib.util
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jointcharge.cli.main import cli
from jointcharge.crawler.archive import Archive
from jointcharge.crawler.archive_files import INDEX
from jointcharge.crawler.portals.findcaselaw import PORTAL
from jointcharge.crawler.settings import CrawlOptions
from jointcharge.records.errors import CrawlError
from jointcharge.records.raw import RawKind

HERE = Path(__file__).resolve().parent
if "replica_portals" not in sys.modules:
    spec = importlib.util.spec_from_file_location("replica_portals", HERE / "replica_portals.py")
    sys.modules["replica_portals"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["replica_portals"])
replicas = sys.modules["replica_portals"]
Replica = replicas.FindCaseLawReplica
NAME = "findcaselaw"


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    with replicas.compiled_once(tmp_path_factory):
        yield


def crawled(portal, folder, **options):
    return replicas.crawled(
        NAME, portal, folder, **{"has_computational_licence": True, "queries": ("slavery",), **options}
    )


def judgments(count, version="a1"):
    return {f"ewca/crim/2020/{n}": version for n in range(1, count + 1)}


def test_without_the_licence_nothing_is_asked_and_the_way_to_it_is_told(tmp_path):
    with Replica(judgments(1)) as portal:
        with pytest.raises(
            CrawlError, match=r"does not permit computational analysis; apply .* free of charge, at https"
        ):
            crawled(portal, tmp_path, has_computational_licence=False)
        asked = ["crawl", NAME, "--base-url", portal.base_url, "--delay", "0", "--data", str(tmp_path), "--query", "x"]
        told = CliRunner().invoke(cli, [*asked, "--i-have-computational-licence"])
        assert told.exit_code == 0 and "x: the portal counts 1, its pages name 1" in told.output
    assert portal.log[0].target == "/robots.txt"


def test_every_page_is_followed_and_a_judgment_fetched_again_only_when_its_hash_changed(tmp_path):
    with Replica(judgments(102)) as portal:
        summary = crawled(portal, tmp_path)
        assert portal.paths()["/atom.xml"] == 3 and set(portal.targets().values()) == {1}
        cases = replicas.archived(NAME, tmp_path, RawKind.CASE)
        portal.judgments["ewca/crim/2020/2"] = "b2"
        again = crawled(portal, tmp_path)
    (totals,) = summary.filters
    assert (totals.found, totals.listed, totals.missing, totals.passes) == (102, 102, 0, 1)
    assert (summary.cases_fetched, summary.failures, summary.warnings) == (102, (), ())
    assert cases == {f"{uri}/data.xml": replicas.build_akn(uri, "a1") for uri in judgments(102)}
    assert (again.cases_fetched, again.cases_had) == (1, 101)
    assert replicas.archived(NAME, tmp_path, RawKind.CASE)["ewca/crim/2020/2/data.xml"].count(b"Version b2") == 1
    (tmp_path / "raw" / NAME / INDEX).unlink()
    archive = Archive(tmp_path / "raw")
    with archive.writing(NAME):
        entries = archive.entries(NAME, RawKind.CASE)
    assert {e.revision for e in entries if not e.url.endswith("/2/data.xml")} == {"a1"}
    assert {e.revision for e in entries if e.url.endswith("/2/data.xml")} == {"b2"}
    assert {e.media_type for e in entries} == {"application/akn+xml"}
    assert all(e.url == f"{e.referrer}/data.xml" for e in entries)


def test_a_bad_day_loses_nothing_and_archives_nothing_bad(tmp_path):
    once = {
        "page=2": replicas.cut, "page=1": replicas.CHALLENGE,
        "2020/1/data.xml": replicas.half, "2020/2/data.xml": replicas.CHALLENGE,
        "2020/3/data.xml": replicas.Answer(429, headers={"Retry-After": "1"}),
        "2020/4/data.xml": replicas.Answer(body=b'<akomaNtoso xmlns="http://elsewhere"><judgment>x</judgment></akomaNtoso>'),
    }  # fmt: skip
    with Replica(judgments(52), once=once) as portal:
        summary = crawled(portal, tmp_path)
    assert portal.once == {} and summary.failures == () and summary.cases_fetched == 52
    assert set(replicas.archived(NAME, tmp_path, RawKind.CASE).values()) == {
        replicas.build_akn(uri, "a1") for uri in judgments(52)
    }


def test_a_feed_that_ends_before_its_last_page_is_told(tmp_path):
    def ended(answer):
        return replicas.Answer(body=answer.body.replace(b'rel="next"', b'rel="previous"'), media_type=answer.media_type)

    with Replica(judgments(120), always={"page=1": ended}) as portal:
        summary = crawled(portal, tmp_path)
    (totals,) = summary.filters
    assert (totals.found, totals.tolerance, totals.listed, totals.missing, totals.passes) == (150, 49, 50, 51, 4)
    assert "the portal counts 150 cases and named 50 in 4 passes; 51 missing" in summary.warnings[0]


def test_the_pace_is_a_thousand_requests_in_five_minutes():
    assert [(r.count, r.seconds) for r in PORTAL.rates(CrawlOptions(contact="x"))] == [(1000, 300)]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "is not whole XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>', "has a document type"),
        (b"<rss/>", "not Atom"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title></entry></feed>', "no tna:uri"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:t="https://caselaw.nationalarchives.gov.uk"><entry>'
         b"<t:uri>../../x</t:uri><title>x</title></entry></feed>", "no tna:uri"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:t="https://caselaw.nationalarchives.gov.uk"><entry>'
         b"<t:uri>uksc/2020/1</t:uri></entry></feed>", "no title"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', None),
    ],
)  # fmt: skip
def test_a_feed_of_another_shape_is_a_fault(body, fault):
    told = PORTAL.find_listing_fault(body)
    assert told is None if fault is None else fault in told


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"<html/>", "not Akoma Ntoso 3.0"),
        (b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"/>', "has no judgment"),
        (
            b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><judgment/></akomaNtoso>',
            "has no text",
        ),
        (replicas.build_akn("x", "a")[:-5], "is not whole XML"),
        (replicas.build_akn("x", "a"), None),
    ],
)
def test_a_document_that_is_no_judgment_is_a_fault(body, fault):
    told = PORTAL.find_case_fault(body)
    assert told is None if fault is None else fault in told


def test_an_entry_gives_uri_citation_title_and_hash():
    with Replica({"ewca/crim/2020/7": "h7"}) as portal:
        feed = portal._feed({"order": ["-date"], "query": ["x"], "page": ["1"], "per_page": ["50"]}).body
    page = PORTAL.parse_listing(feed, "https://x", 0)
    (case,) = page.cases
    assert (case.case_id, case.number, case.revision) == ("findcaselaw:ewca/crim/2020/7", "[2020] EWCA Crim 7", "h7")
    assert case.title == "R v Nobody & others (ewca/crim/2020/7)" and page.next_url is None
    assert case.addresses == ("https://x/ewca/crim/2020/7/data.xml",)
