"""The crawler against the replica: complete, polite, and unharmed by whatever the portal answers."""

import datetime as dt
import email.utils
import importlib.util
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from scrapy.http import Response

from jointcharge.cli.main import cli
from jointcharge.corpus_samples.pages import build_page
from jointcharge.crawler import fetch, portals, run
from jointcharge.crawler.archive import Archive
from jointcharge.crawler.fetch import Fetcher
from jointcharge.crawler.lists import Lists, Reading
from jointcharge.crawler.portals.sherloc import PORTAL
from jointcharge.crawler.run import crawl
from jointcharge.crawler.settings import CrawlOptions, build_scrapy_settings, is_loopback
from jointcharge.crawler.summary import CrawlSummary, FilterTotals, find_drops, find_total_faults, write_run
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import ArchiveError, CrawlError, MissingExtraError, ParseError
from jointcharge.records.portal_ids import canonical_url, case_id_of, is_case_url
from jointcharge.records.raw import RawEntry, RawKind

ROOT = Path(__file__).resolve().parents[1]


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


replica = sys.modules.get("replica") or load(ROOT / "tests" / "replica.py")
Faults, Replica, build_cases = replica.Faults, replica.Replica, replica.build_cases


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    """Every crawl is a process of its own: let the first one leave Scrapy compiled for the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp().parent / "jointcharge-pycache"))
        yield


def crawled(portal, folder, **options):
    steps = []
    chosen = {"base_url": portal.base_url, "delay": 0, **options}
    summary = crawl("sherloc", folder, CrawlOptions(**chosen), steps.append)
    return summary, steps


def case_pages(folder):
    return Archive(folder / "raw").entries("sherloc", RawKind.CASE)


def assert_identified(log):
    """robots.txt comes first; a contact comes with every request, and no cookie."""
    assert log[0].path == "/robots.txt"
    for request in log:
        assert request.headers["user-agent"].startswith("jointcharge/")
        assert request.headers["user-agent"].endswith("(+who@example.org)")
        assert "cookie" not in request.headers and "gzip" not in request.headers.get("accept-encoding", "")


def test_every_case_is_archived_once_as_served_and_filed_where_it_is_listed(tmp_path):
    samples = build_cases(31)
    with Replica(samples) as portal:
        summary, steps = crawled(portal, tmp_path, also=("Corruption",), contact="who@example.org")
        assert_identified(portal.log)
        again, _ = crawled(portal, tmp_path)
    archive = Archive(tmp_path / "raw")
    bodies = {case_id_of(e.url): archive.read(e).body for e in case_pages(tmp_path)}
    assert bodies == {case_id_of(sample.uri): build_page(sample) for sample in samples}
    totals = [(f.crime_type, f.found, f.listed, f.missing) for f in summary.filters]
    assert totals == [("Trafficking in persons", 31, 31, 0), ("Corruption", 3, 3, 0)]
    assert (summary.cases_fetched, summary.failures, summary.warnings) == (31, (), ())
    assert set(portal.served().values()) == {1}
    assert (again.cases_fetched, again.cases_had, again.attachments_had) == (0, 31, 1)
    assert (steps[-1].stage, steps[-1].done, steps[-1].total) == ("cases", 31, 31)
    attachment = archive.entries(kind=RawKind.ATTACHMENT)[0]
    assert archive.read(attachment).body.startswith(b"%PDF-") and attachment.referrer.startswith("http")
    assert summary.fill_rates["charges"] == 1 and summary.fill_rates["court"] == 1


def test_a_bad_day_of_the_portal_loses_nothing_and_nothing_bad_is_archived(tmp_path):
    faults = Faults(too_many=29, server_error=11, truncated=9, challenge=7, slow=5, slow_seconds=0.1, overlap=2)
    samples = build_cases(33)
    with Replica(samples, faults=faults) as portal:
        summary, _ = crawled(portal, tmp_path)
    assert {429, 500} <= {request.status for request in portal.log}
    archive = Archive(tmp_path / "raw")
    assert sorted(archive.read(e).body for e in case_pages(tmp_path)) == sorted(map(build_page, samples))
    (totals,) = summary.filters
    assert (totals.found, totals.listed, totals.missing, totals.passes) == (33, 33, 0, 3)
    assert len(totals.repeated) == 2
    assert summary.failures == () and set(portal.served().values()) == {1}


def test_retry_after_is_waited_for(tmp_path):
    with Replica(build_cases(1), faults=Faults(too_many=1, retry_after=2)) as portal:
        crawled(portal, tmp_path)
    refused, served = (r for r in portal.log if r.path.endswith(".html"))
    assert (refused.status, served.status) == (429, 200) and served.at - refused.at >= 1.95


@pytest.mark.parametrize(("value", "least", "most"), [("7", 7, 7), ("Mon, 01 Jan 2001 00:00:00 GMT", 0, 0)])
def test_retry_after_is_a_number_or_a_date(value, least, most):
    assert least <= fetch._retry_after(Response("http://x", headers={"Retry-After": value})) <= most


def test_retry_after_may_be_a_date_to_come():
    test_retry_after_is_a_number_or_a_date(email.utils.formatdate(time.time() + 90, usegmt=True), 60, 91)


@pytest.mark.parametrize("value", ["", "soon", "-1"])
def test_a_retry_after_that_says_nothing_is_none(value):
    assert fetch._retry_after(Response("http://x", headers={"Retry-After": value})) is None


def test_a_long_retry_after_ends_the_crawl_and_says_until_when(tmp_path):
    with (
        Replica(build_cases(2), faults=Faults(too_many=1, retry_after=5000)) as portal,
        pytest.raises(CrawlError, match=r"asks to be left alone until .* UTC; nothing fetched is lost: run the same"),
    ):
        crawled(portal, tmp_path)


def test_the_delay_is_kept_between_requests(tmp_path):
    with Replica(build_cases(4)) as portal:
        crawled(portal, tmp_path, delay=0.3)
    times = [request.at for request in portal.log[1:]]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    # Measured where they arrive, so give or take some milliseconds.
    assert len(gaps) == 4 and min(gaps) >= 0.25 and sum(gaps) >= 1.15


def test_robots_txt_is_obeyed_and_its_pace_kept(tmp_path):
    class Strict(Replica):
        robots = (
            b"User-agent: *\nDisallow: /\n\nUser-agent: jointcharge\nCrawl-delay: 0.2\n"
            b"Disallow: /cld/en/case-law-doc/criminalgroupcrimetype/\n"
        )

    samples = build_cases(9)
    with Strict(samples) as portal:
        summary, _ = crawled(portal, tmp_path)
    forbidden = [s for s in samples if "criminalgroup" in s.uri]
    assert [f.reason for f in summary.failures] == ["robots.txt forbids it"] * len(forbidden) != []
    assert not any("criminalgroup" in request.path for request in portal.log)
    assert portal.log[-1].at - portal.log[1].at >= 0.2


def test_a_closed_portal_is_not_crawled_at_all(tmp_path):
    class Closed(Replica):
        robots = b"User-agent: *\nDisallow: /\n"

    with Closed(build_cases(2)) as portal, pytest.raises(CrawlError, match=r"could not be read .*robots.txt forbids"):
        crawled(portal, tmp_path)
    assert [request.path for request in portal.log] == ["/robots.txt"]


def test_redirects_lead_nowhere_but_within_the_portal(tmp_path):
    faults = Faults(off_host=("case_4",), within=("case_8",), always={"s_v_3": 404})
    with Replica(build_cases(8), faults=faults) as portal:
        summary, _ = crawled(portal, tmp_path)
    reasons = {case_id_of(f.url).rpartition("/")[2]: f.reason for f in summary.failures}
    assert reasons == {
        "case_4": "redirects to elsewhere.invalid, outside the portal",
        "s_v_3_2020_nahc": "HTTP 404",
    }
    assert summary.cases_fetched == 6
    assert any(e.url.endswith("case_8.html?lng=en&tmpl=sherloc") for e in case_pages(tmp_path))


def test_a_page_that_is_always_a_challenge_is_reported_and_never_archived(tmp_path):
    with Replica(build_cases(4), faults=Faults(always_challenge=("case_4",))) as portal:
        summary, _ = crawled(portal, tmp_path, tries=3)
    (failure,) = summary.failures
    assert failure.reason == (
        "the page has no #db-headder: not a case page (a challenge, an error page or half a page) (3 tries)"
    )
    assert len(case_pages(tmp_path)) == 3


def test_a_portal_that_keeps_refusing_is_left_alone_and_the_next_crawl_continues(tmp_path):
    samples = build_cases(20)
    with Replica(samples, faults=Faults(down_after=12)) as portal:
        told = r"refused 5 requests in a row \(last: HTTP 503\); nothing lost: run the same command again"
        with pytest.raises(CrawlError, match=told):
            crawled(portal, tmp_path, tries=2)
        there = len(case_pages(tmp_path))
        assert there > 0
        portal.faults.down_after = None
        summary, _ = crawled(portal, tmp_path)
    assert (summary.cases_had, summary.cases_fetched) == (there, 20 - there)


def test_a_list_that_cannot_be_read_stops_the_crawl(tmp_path):
    with Replica(build_cases(2), faults=Faults(always_challenge=("data.json",))) as portal:
        told = r"list of cases could not be read .*search answer is not JSON \(2 tries\); nothing lost: run the same"
        with pytest.raises(CrawlError, match=told):
            crawled(portal, tmp_path, tries=2)


def test_an_unknown_crime_type_names_those_there_are(tmp_path):
    told = "no crime type 'Witchcraft'; choose one of: Corruption, Trafficking in persons"
    with Replica(build_cases(10)) as portal, pytest.raises(CrawlError, match=told):
        crawled(portal, tmp_path, crime_types=("Witchcraft",))


def test_a_limit_fetches_the_first_cases_and_says_that_the_list_is_partial(tmp_path):
    with Replica(build_cases(25)) as portal:
        summary, _ = crawled(portal, tmp_path, limit=12)
    (totals,) = summary.filters
    assert (totals.found, totals.listed, totals.missing, totals.partial) == (25, 12, 0, True)
    assert summary.cases_fetched == 12 and len(portal.served()) == 12


def test_a_list_that_became_shorter_no_longer_lists_what_it_lost(tmp_path):
    with Replica(build_cases(23)) as portal:
        crawled(portal, tmp_path)
        parse(tmp_path)
        with Corpus(tmp_path / "corpus.db") as corpus:
            assert len(corpus.crime_types()) == len(list(corpus.cases())) == 23
        del portal.samples[18:]
        # Until the list was read to its end nothing can be said to be gone from it.
        crawled(portal, tmp_path, limit=2)
        assert Archive(tmp_path / "raw").superseded() == []
        crawled(portal, tmp_path)
    archive = Archive(tmp_path / "raw")
    (lost,) = archive.superseded()
    assert "startAt%22%3A20" in lost.url and lost not in archive.entries() and lost in archive.entries(latest=False)
    parse(tmp_path)
    with Corpus(tmp_path / "corpus.db") as corpus:
        assert set(corpus.crime_types()) == {case_id_of(one.uri) for one in portal.samples}
        assert len(list(corpus.cases())) == 23


def parse(folder):
    told = CliRunner().invoke(cli, ["parse", "--data", str(folder)])
    assert told.exit_code == 0, told.output


def test_a_page_of_a_list_is_superseded_by_a_whole_reading_without_it_and_by_nothing_less(tmp_path):
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def page(url, minute, referrer=None, kind=RawKind.LISTING):
        return RawEntry(portal="p", url=url, kind=kind, fetched_at=moment + dt.timedelta(minutes=minute), status=200,
                        media_type="x", sha256="0" * 64, warc="w", offset=0, length=1, referrer=referrer)  # fmt: skip

    def read(minute, state, first="a"):
        lists.write(Reading(first_url=first, since=moment + dt.timedelta(minutes=minute), state=state))

    lists = Lists(tmp_path)
    old, new, other, case = page("a3", 1, "a"), page("a2", 6, "a"), page("b2", 1, "b"), page("a3", 1, "a", RawKind.CASE)
    read(5, "begun")
    assert not lists.is_superseded(old) and lists.begun("a", moment + dt.timedelta(days=29)) == moment + dt.timedelta(
        minutes=5
    )
    assert lists.begun("a", moment + dt.timedelta(days=31)) is None and lists.begun("b", moment) is None
    read(5, "ended")
    assert not lists.is_superseded(old) and lists.begun("a", moment) is None
    read(5, "whole")
    for known in (lists, Lists(tmp_path)):
        assert [known.is_superseded(one) for one in (old, new, other, case)] == [True, False, False, False]
        assert known.is_superseded(page("a", 1)) and known.begun("a", moment) is None
    (tmp_path / "lists.jsonl").write_text("{}\n")
    with pytest.raises(ArchiveError, match=r"no reading of a list; delete that file and crawl again"):
        Lists(tmp_path)


def test_refresh_revalidates_and_fetches_only_what_changed(tmp_path):
    with Replica(build_cases(12)) as portal:
        crawled(portal, tmp_path)
        first = portal.samples[0]
        title = first.page.model_copy(update={"title": "Corrected title"})
        changed = first.model_copy(update={"page": title})
        portal.samples[0] = portal._by_uri[replica.Path(first.uri).as_posix()] = changed
        before = len(portal.log)
        summary, _ = crawled(portal, tmp_path, refresh=True)
    assert (summary.cases_fetched, summary.cases_unchanged, summary.cases_had) == (1, 11, 0)
    statuses = Counter(r.status for r in portal.log[before:] if r.path.endswith(".html"))
    assert statuses == {304: 11, 200: 1}
    archive = Archive(tmp_path / "raw")
    assert b"Corrected title" in archive.read(archive.find(case_id_of(first.uri))).body
    assert all(archive.read(entry) for entry in case_pages(tmp_path))


def test_an_attachment_that_is_too_large_or_no_pdf_is_reported(tmp_path):
    with Replica(build_cases(25)) as portal:
        small, _ = crawled(portal, tmp_path, max_attachment_mb=0.0001)
        portal.faults.always_challenge = ("judgment_25",)
        challenged, _ = crawled(portal, tmp_path, tries=1)
    assert [f.reason for f in small.failures] == ["larger than 0.0001 MB"]
    assert [f.reason for f in challenged.failures] == ["the attachment is not a PDF (1 tries)"]
    assert (challenged.cases_had, challenged.attachments_fetched) == (25, 0)


def test_a_portal_that_lost_a_section_is_warned_about_loudly(tmp_path):
    earlier = CrawlSummary(
        portal="sherloc",
        started_at=dt.datetime.now(dt.UTC),
        seconds=1,
        pages_measured=24,
        fill_rates={"charges": 1, "court": 1},
    )
    (tmp_path / "raw" / "sherloc").mkdir(parents=True)
    write_run(tmp_path / "raw" / "sherloc", earlier)

    class Reshaped(Replica):
        def answer(self, target, headers):
            answer = super().answer(target, headers)
            return replica.replace(answer, body=answer.body.replace(b'class="charge"', b'class="accusation"'))

    with Reshaped(build_cases(24)) as portal:
        summary, _ = crawled(portal, tmp_path)
    (warning,) = summary.warnings
    assert warning.startswith("SECTION LOST: charges is on 0.0% of 24 pages, was on 100.0% in the last run")


def test_nobody_at_the_address_is_told_at_once(tmp_path):
    with pytest.raises(CrawlError, match=r"cannot reach 127.0.0.1:9 .*check the network connection and --base-url"):
        crawl("sherloc", tmp_path, CrawlOptions(base_url="http://127.0.0.1:9", delay=1), lambda step: None)


INTERRUPTED = """
import sys
from pathlib import Path
from jointcharge.crawler.run import crawl
from jointcharge.crawler.settings import CrawlOptions
options = CrawlOptions(base_url=sys.argv[2], delay=0.05)
report = lambda step: print(step.stage, flush=True) if step.stage == "cases" else None
print(crawl("sherloc", Path(sys.argv[1]), options, report).model_dump_json())
"""


def test_ctrl_c_ends_in_order_with_a_summary(tmp_path):
    with Replica(build_cases(40)) as portal:
        command = [sys.executable, "-c", INTERRUPTED, str(tmp_path), portal.base_url]
        pipe = subprocess.PIPE
        # Whatever started the tests may ignore Ctrl-C (a shell does so for what runs behind it), and children inherit that.
        listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        process = subprocess.Popen(
            command, stdout=pipe, stderr=pipe, text=True, start_new_session=True, preexec_fn=listen
        )
        for _ in range(5):
            process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        out, complaints = process.communicate(timeout=20)
    summary = json.loads(out.splitlines()[-1])
    assert (process.returncode, complaints) == (0, "")
    assert summary["interrupted"] and 5 <= summary["cases_fetched"] < 40
    assert len(case_pages(tmp_path)) == summary["cases_fetched"]


def test_a_crawl_whose_caller_dies_ends_too(tmp_path):
    with Replica(build_cases(400)) as portal:
        command = [sys.executable, "-c", INTERRUPTED, str(tmp_path), portal.base_url]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for _ in range(3):
            process.stdout.readline()
        process.kill()
        process.wait()
        deadline, seen = time.monotonic() + 20, -1
        while len(portal.log) != seen and time.monotonic() < deadline:
            seen = len(portal.log)
            time.sleep(1)
        assert len(portal.log) == seen < 200


def test_a_crawl_killed_on_the_way_serves_again_only_what_was_in_flight(tmp_path):
    benchmark = load(ROOT / "benchmarks" / "crawl_resume.py")
    figures = benchmark.crawl_with_kills(build_cases(60), 1, tmp_path, pad=20_000)
    assert figures["archived_at_the_end"] == 60 and figures["archived_more_than_once"] == 0
    assert 0 < figures["archived_at_each_kill"][0] < 60
    assert figures["served_more_than_once"] == figures["of_these_in_flight_at_a_kill"] <= 8
    assert figures["warcio_check"]["exit"] == 0


def test_a_worker_that_dies_is_told_with_where_to_look(tmp_path):
    def kill_worker(step):
        children = Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children").read_text()
        for pid in children.split():
            if "crawler.worker" in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(int(pid), signal.SIGKILL)

    with Replica(build_cases(30)) as portal:
        options = CrawlOptions(base_url=portal.base_url, delay=0.2)
        with pytest.raises(CrawlError, match=r"ended unexpectedly \(exit -9\); nothing archived is lost.*crawl.log"):
            crawl("sherloc", tmp_path, options, kill_worker)


@pytest.mark.parametrize("address", ["https://www.unodc.org", "http://192.168.1.9:8000", None])
def test_a_delay_below_a_second_is_for_this_machine_only(address):
    with pytest.raises(CrawlError, match=r"delay of 0.5 s is allowed only for a portal on this machine"):
        CrawlOptions(base_url=address, delay=0.5, contact="who@example.org")


def test_a_real_portal_is_not_crawled_anonymously():
    with pytest.raises(CrawlError, match="give a mail address or a web page with --contact"):
        CrawlOptions()
    assert CrawlOptions(contact="who@example.org").concurrency == 1


def test_an_address_that_is_none_is_refused():
    with pytest.raises(CrawlError, match="is not a web address; give --base-url as http"):
        CrawlOptions(base_url="localhost:80")


@pytest.mark.parametrize(
    ("host", "is_here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("10.0.0.1", False),
     ("localhost.example.org", False), ("127.0.0.1.example.org", False), ("", False)],
)  # fmt: skip
def test_only_addresses_of_this_machine_are_loopback(host, is_here):
    assert is_loopback(host) is is_here


def test_the_engine_is_set_to_be_polite():
    settings = build_scrapy_settings(CrawlOptions(contact="who@example.org"), "log")
    for follows in ("REDIRECT_ENABLED", "METAREFRESH_ENABLED", "REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED"):
        assert settings[follows] is False
    assert settings["ROBOTSTXT_OBEY"] and settings["AUTOTHROTTLE_ENABLED"] and not settings["COOKIES_ENABLED"]
    assert (settings["DOWNLOAD_DELAY"], settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (1, 1)


def test_backing_off_doubles_up_to_a_limit():
    fetcher = Fetcher(None, CrawlOptions(contact="who@example.org"), PORTAL, PORTAL.home)
    assert [fetcher._backoff(n) for n in (0, 1, 2, 9)] == [5, 10, 20, 300]


@pytest.mark.parametrize(
    ("url", "inside"),
    [("https://www.unodc.org/a.pdf", True), ("https://sherloc.unodc.org/a", True), ("https://unodc.org.evil/a", False),
     ("https://www.unodc.org:444/a", False), ("ftp://www.unodc.org/a", False), ("https://a@elsewhere.org/", False)],
)  # fmt: skip
def test_the_portal_ends_at_its_hosts(url, inside):
    options = CrawlOptions(contact="who@example.org")
    assert Fetcher(None, options, PORTAL, PORTAL.home).is_within(url) is inside


def test_without_scrapy_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[crawl\]"):
        crawl("sherloc", tmp_path, CrawlOptions(contact="x"), print)


def test_portals_are_found_by_walking_and_an_unknown_one_is_named():
    assert "sherloc" in portals.portal_names()
    with pytest.raises(CrawlError, match=r"no portal is called 'nowhere'; choose one of: .*sherloc"):
        portals.portal_of("nowhere")


@pytest.mark.parametrize(
    ("url", "case_id"),
    [
        ("/case-law-doc/traffickingpersonscrimetype/nam/2020/s_v_p_.html", "sherloc:nam/2020/s_v_p_"),
        ("https://www.unodc.org/cld/en/case-law-doc/x/_irb/2023/k._v._b_no._1.html?lng=en", "sherloc:_irb/2023/k._v._b_no._1"),
        ("https://www.unodc.org/cld/case-law-doc/x/idn/case_2015.html", "sherloc:idn/case_2015"),
        ("/case-law-doc/x/rus/2014/%D0%B4%D0%B5%D0%BB%D0%BE.html", "sherloc:rus/2014/дело"),
        ("/case-law-doc/x/rus/2014/дело.html", "sherloc:rus/2014/дело"),
    ],
)  # fmt: skip
def test_a_case_id_is_the_path_behind_the_crime_type(url, case_id):
    assert case_id_of(url) == case_id and is_case_url(url)


@pytest.mark.parametrize(
    "url", ["", "table.csv", "/cld/en/v3/sherloc/x.html", "/case-law-doc/x.html", "/cld/uploads/a.pdf"]
)
def test_an_address_that_is_no_case_has_no_case_id(url):
    assert not is_case_url(url) and canonical_url(url) == url
    with pytest.raises(ParseError, match="is not the address of a SHERLOC case page"):
        case_id_of(url)


def test_one_case_has_one_canonical_address():
    path = "/case-law-doc/traffickingpersonscrimetype/nam/2020/s_v_jos{}.html"
    spellings = {
        "https://www.unodc.org/cld" + path.format("é"),
        "https://www.unodc.org/cld/en" + path.format("%C3%A9") + "?lng=en&tmpl=sherloc",
        "https://sherloc.unodc.org/cld/en" + path.format("%c3%a9") + "?tmpl=sherloc#top",
    }
    (one,) = {canonical_url(url) for url in spellings}
    assert one == "https://www.unodc.org/cld/en" + path.format("%C3%A9") + "?lng=en&tmpl=sherloc"
    assert canonical_url(one) == one


@pytest.mark.parametrize(
    ("now", "before", "pages", "warned"),
    [(0.79, 1.0, 100, True), (0.81, 1.0, 100, False), (0.5, 0.4, 100, False), (0.0, 1.0, 3, True),
     (0.4, 0.6, 5, False), (0.0, 0.0, 100, False)],
)  # fmt: skip
def test_a_drop_of_more_than_a_fifth_is_warned_about_unless_chance_explains_it(now, before, pages, warned):
    assert bool(find_drops({"charges": now}, {"charges": before}, pages)) is warned


def test_cases_that_the_portal_never_named_are_warned_about():
    totals = FilterTotals(crime_type="Corruption", found=9, listed=7, missing=2, passes=4)
    assert find_total_faults([totals]) == [
        "Corruption: the portal counts 9 cases and named 7 in 4 passes; 2 missing:"
        " run the same command again, its list was changing"
    ]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "not JSON"),
        (b"[]", "misses"),
        (b'{"found": "9", "results": []}', "is not a number"),
        (b'{"found": 9, "results": [{"uri": "/a.html", "values": {}}]}', "is not the address of a SHERLOC case page"),
        (b'{"found": 9}', "misses 'results'"),
        (b'{"found": 0, "results": []}', None),
    ],
)
def test_a_search_answer_of_another_shape_is_a_fault(body, fault):
    told = PORTAL.find_listing_fault(body)
    assert told is None if fault is None else fault in told


@pytest.mark.parametrize(
    ("missing", "fault"),
    [(b'id="db-headder"', "no #db-headder"), (b'id="case-law-content"', "no #case-law-content"),
     (b"case-law-detail", "no .case-law-detail"), (b'class="title"', "no title")],
)  # fmt: skip
def test_a_page_without_a_marker_is_no_case_page(missing, fault):
    page = build_page(build_cases(1)[0])
    assert PORTAL.find_case_fault(page) is None
    assert fault in PORTAL.find_case_fault(page.replace(missing, b"x"))
