"""Local replicas of CourtListener, HUDOC and Find Case Law: real HTTP servers over invented cases, with their bad days."""

import base64
import contextlib
import json
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit
from xml.sax.saxutils import escape

import pytest

from jointcharge.corpus_samples.server import NOT_FOUND, Answer, SamplePortal
from jointcharge.crawler.archive import Archive
from jointcharge.crawler.run import crawl
from jointcharge.crawler.settings import CrawlOptions

CHALLENGE = Answer(body=b"<!DOCTYPE html><html><body><p>Checking your browser.</p></body></html>")


@dataclass
class Throttle:
    """At most ``count`` requests in ``seconds``; the next is told to come back after ``retry_after``."""

    count: int
    seconds: float
    retry_after: float
    made: list = field(default_factory=list)

    def refuses(self, now):
        self.made = [at for at in self.made if now - at < self.seconds]
        if len(self.made) >= self.count:
            return True
        self.made.append(now)
        return False


@dataclass(frozen=True)
class Request:
    """One request as logged."""

    target: str
    headers: dict
    status: int
    at: float


class PortalReplica(SamplePortal):
    """``once`` answers the first request whose target has a part, ``always`` every one; ``throttle`` refuses the rest."""

    def __init__(self, *, throttle=None, once=None, always=None):
        super().__init__([])
        self.throttle = throttle
        self.once = dict(once or {})
        self.always = dict(always or {})
        self.log = []
        self._lock = threading.Lock()

    def answer(self, target, headers):
        with self._lock:
            answer = self._answer(target, headers)
            self.log.append(Request(target, headers, answer.status, time.monotonic()))
        return answer

    def _answer(self, target, headers):
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return Answer(body=self.robots, media_type="text/plain")
        if self.throttle and self.throttle.refuses(time.monotonic()):
            told = {"Retry-After": str(int(self.throttle.retry_after))}
            return Answer(429, b'{"detail": "Request was throttled."}', "application/json", told)
        plain = unquote(target)
        for part in [part for part in self.once if part in plain]:
            return self._spoilt(self.once.pop(part), parts, headers)
        for part in [part for part in self.always if part in plain]:
            return self._spoilt(self.always[part], parts, headers)
        return self.to_answer(parts, headers)

    def _spoilt(self, fault, parts, headers):
        """``fault`` is an answer, or makes one of the good one."""
        return fault(self.to_answer(parts, headers)) if callable(fault) else fault

    def paths(self, status=200):
        """How often each path was served."""
        return Counter(urlsplit(r.target).path for r in self.log if r.status == status)

    def targets(self, status=200):
        """How often each target was served."""
        return Counter(r.target for r in self.log if r.status == status)


def cut(answer):
    """The answer, broken off after two thirds."""
    return Answer(answer.status, answer.body, answer.media_type, answer.headers, cut_at=len(answer.body) * 2 // 3)


def half(answer):
    """Half of the answer, as if it were whole."""
    return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.media_type)


def as_json(value, status=200):
    return Answer(status, json.dumps(value).encode(), "application/json")


class CourtListenerReplica(PortalReplica):
    """Clusters of one or two opinions, and dockets whose parties come three on a page."""

    robots = b"User-agent: *\nDisallow: /\n"
    known = frozenset({"type", "q", "order_by", "cursor"})

    def __init__(self, clusters, dockets, *, tokens=("secret123",), may_read_parties=True, **more):
        super().__init__(**more)
        self.tokens = {f"Token {token}" for token in tokens}
        self.may_read_parties = may_read_parties
        self.clusters = [build_cluster(n) for n in range(1, clusters + 1)]
        self.dockets = [build_docket(n) for n in range(1, dockets + 1)]
        self.opinions = {one["id"]: build_opinion(one["id"]) for c in self.clusters for one in c["opinions"]}

    def to_answer(self, parts, headers):
        given = headers.get("authorization")
        if given is not None and given not in self.tokens:
            return as_json({"detail": "Invalid token."}, 401)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/rest/v4/search/":
            return self._search(parts, query)
        if parts.path == "/api/rest/v4/parties/":
            return self._parties(parts, query, given)
        opinion = re.fullmatch(r"/api/rest/v4/opinions/(\d+)/", parts.path)
        return as_json(self.opinions[int(opinion[1])]) if opinion else NOT_FOUND

    def _search(self, parts, query):
        if unknown := sorted(set(query) - self.known):
            return as_json({"detail": "Unknown filter parameters are not allowed.", "unknown_params": unknown}, 400)
        if query["q"].count('"') % 2:
            return as_json({"detail": "The query contains unbalanced quotes."}, 400)
        return self._page(parts, query, self.clusters if query["type"] == "o" else self.dockets, 20)

    def _parties(self, parts, query, token):
        if token is None:
            return as_json({"detail": "Authentication credentials were not provided."}, 401)
        if not self.may_read_parties:
            return as_json({"detail": "You do not have permission to perform this action."}, 403)
        assert query["filter_nested_results"] == "True"
        docket = int(query["docket"])
        return self._page(parts, query, [build_party(docket, n) for n in range(1, docket % 5 + 1)], 3)

    def _page(self, parts, query, found, size):
        start = int(base64.b64decode(query["cursor"])) if "cursor" in query else 0
        following = None
        if start + size < len(found):
            cursor = base64.b64encode(str(start + size).encode()).decode()
            following = f"{self.base_url}{parts.path}?{urlencode({**query, 'cursor': cursor})}"
        return as_json(
            {"count": len(found), "next": following, "previous": None, "results": found[start : start + size]}
        )


def build_cluster(number):
    opinions = [{"id": number * 10 + k, "type": "lead-opinion", "snippet": "…"} for k in range(1 + number % 2)]
    return {
        "absolute_url": f"/opinion/{number}/united-states-v-nobody/", "caseName": f"United States v. Nobody {number}",
        "cluster_id": number, "docket_id": 7000 + number, "docketNumber": f"1:20-cr-{number:05}", "court_id": "nysd",
        "dateFiled": "2020-01-02", "opinions": opinions,
    }  # fmt: skip


def build_docket(number):
    return {
        "docket_absolute_url": f"/docket/{number}/united-states-v-nobody/", "caseName": f"United States v. Nobody {number}",
        "docket_id": number, "docketNumber": f"1:21-cr-{number:05}", "court_id": "nysd", "recap_documents": [],
    }  # fmt: skip


def build_opinion(number):
    return {
        "id": number,
        "type": "010combined",
        "html_with_citations": f"<p>Opinion {number}: affirmed.</p>",
        "plain_text": "",
    }


def build_party(docket, number):
    counts = [{"name": "18:1591(a) SEX TRAFFICKING", "disposition": "Dismissed", "status": 2}]
    kind = {"docket": docket, "name": "Defendant", "criminal_counts": counts, "criminal_complaints": []}
    return {"id": docket * 100 + number, "name": f"Nobody {number}", "party_types": [kind]}


class HudocReplica(PortalReplica):
    """Judgments by item id and date; pages end at 500 results, and the list at 10,000."""

    def __init__(self, judgments, **more):
        super().__init__(**more)
        self.judgments = dict(judgments)

    def to_answer(self, parts, headers):
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if parts.path == "/app/query/results":
            return self._search(query)
        if (
            parts.path == "/app/conversion/docx/html/body"
            and query["library"] == "ECHR"
            and query["id"] in self.judgments
        ):
            return Answer(body=build_judgment(query["id"]), media_type="text/html")
        return NOT_FOUND

    def _search(self, query):
        dates = re.search(r'\(\(kpdate>="([^"]+)" AND kpdate<="([^"]+)"\)\)$', query["query"])
        # Encoded twice, the words would arrive as %22 and find nothing.
        if dates is None or not query["query"].startswith("contentsitename:ECHR AND ((article="):
            return as_json({"resultcount": 0, "results": []})
        assert query["sort"] == "kpdate Descending"
        found = sorted((date, item) for item, date in self.judgments.items() if dates[1] <= date <= dates[2])[::-1]
        start, length = int(query["start"]), min(int(query["length"]), 500)
        shown = found[start : min(start + length, 10_000)]
        columns = set(query["select"].split(","))
        rows = [
            {"itemid": item, "docname": f"CASE OF NOBODY v. NOWHERE {item}", "appno": "1/20", "kpdate": date}
            for date, item in shown
        ]
        results = [{"columns": {name: value for name, value in row.items() if name in columns}} for row in rows]
        return as_json({"resultcount": len(found), "results": results})


def build_judgment(item):
    return (
        f"<style>.s1{{margin:0}}</style><div><p class='s1'>EUROPEAN COURT OF HUMAN RIGHTS</p><p>CASE {item}</p>"
        "<p>PROCEDURE</p><p>THE FACTS</p><p>THE LAW</p><p>FOR THESE REASONS, THE COURT</p></div>"
    ).encode()


class FindCaseLawReplica(PortalReplica):
    """Judgments by uri, each with its content hash."""

    robots = b"User-agent: *\nAllow: /\n"

    def __init__(self, judgments, *, last_link=True, **more):
        super().__init__(**more)
        self.judgments = dict(judgments)
        self.last_link = last_link

    def to_answer(self, parts, headers):
        if parts.path == "/atom.xml":
            return self._feed(parse_qs(parts.query))
        uri = parts.path.removeprefix("/").removesuffix("/data.xml")
        if parts.path.endswith("/data.xml") and uri in self.judgments:
            return Answer(body=build_akn(uri, self.judgments[uri]), media_type="application/akn+xml")
        return NOT_FOUND

    def _feed(self, query):
        assert query["order"] == ["-date"] and query["query"][0]
        page, size = int(query["page"][0]), int(query["per_page"][0])
        uris = list(self.judgments)
        last = -(-len(uris) // size) or 1
        links = [("next", page + 1)] * (page < last) + [("last", last)] * self.last_link
        entries = "".join(self._entry(uri) for uri in uris[(page - 1) * size : page * size])
        told = "".join(f'<link rel="{rel}" href="{escape(self._address(query, n))}"/>' for rel, n in links)
        body = (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"'
            f' xmlns:tna="https://caselaw.nationalarchives.gov.uk"><title>Search</title>{told}{entries}</feed>'
        )
        return Answer(body=body.encode(), media_type="application/atom+xml; charset=utf-8")

    def _address(self, query, page):
        return f"{self.base_url}/atom.xml?query={quote(query['query'][0])}&order=-date&page={page}&per_page={query['per_page'][0]}"

    def _entry(self, uri):
        return (
            f"<entry><title>R v Nobody &amp; others ({uri})</title><published>2020-01-01T00:00:00+00:00</published>"
            f"<updated>2020-01-02T00:00:00+00:00</updated><tna:uri>{uri}</tna:uri>"
            f"<tna:contenthash>{self.judgments[uri]}</tna:contenthash>"
            '<tna:identifier type="fclid">x1</tna:identifier>'
            f'<tna:identifier type="ukncn">[2020] EWCA Crim {uri.rpartition("/")[2]}</tna:identifier></entry>'
        )


def build_akn(uri, version):
    return (
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><judgment name="judgment">'
        f"<header><p>{uri}</p></header><judgmentBody><decision><p>Version {version}: dismissed.</p></decision></judgmentBody>"
        "</judgment></akomaNtoso>"
    ).encode()


@contextlib.contextmanager
def compiled_once(tmp_path_factory):
    """Every crawl is a process of its own: let the first one leave Scrapy compiled for the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp().parent / "jointcharge-pycache"))
        yield


def crawled(name, portal, folder, **options):
    """The summary of a crawl at full speed."""
    return crawl(name, folder, CrawlOptions(**{"base_url": portal.base_url, "delay": 0, **options}), lambda step: None)


def archived(name, folder, kind):
    """What the archive holds: target -> body."""
    archive = Archive(folder / "raw")
    return {e.url.split("/", 3)[3]: archive.read(e).body for e in archive.entries(name, kind)}


def all_bytes(folder):
    """Every byte of every file, WARC records unpacked."""
    import gzip

    for file in Path(folder).rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            yield gzip.decompress(data) if file.suffix == ".gz" else data


if __name__ == "__main__":
    kinds = {"courtlistener": lambda: CourtListenerReplica(45, 23),
             "hudoc": lambda: HudocReplica({f"001-{n}": f"{1990 + n % 30}-05-05T00:00:00.0Z" for n in range(90)}),
             "findcaselaw": lambda: FindCaseLawReplica({f"ewca/crim/2020/{n}": "a1" for n in range(90)})}  # fmt: skip
    with kinds[sys.argv[1]]() as served:
        print(f"{sys.argv[1]} at {served.base_url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
