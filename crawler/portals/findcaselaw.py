"""Find Case Law, The National Archives of the United Kingdom: Atom feeds, judgments as Akoma Ntoso 3.0.

The Open Justice Licence does not permit computational analysis without an application, so the crawl is off until the
user states that they hold the licence. The feed does not say how many judgments it has, only which page is its last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urljoin, urlsplit
from xml.etree import ElementTree

from jointcharge.crawler.pace import Rate
from jointcharge.crawler.portal import ListedCase, ListingPage, Portal

if TYPE_CHECKING:
    from jointcharge.crawler.settings import CrawlOptions

PAGE_SIZE = 50
ATOM = "{http://www.w3.org/2005/Atom}"
TNA = "{https://caselaw.nationalarchives.gov.uk}"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
_URI = re.compile(r"^[A-Za-z0-9][A-Za-z0-9/._-]*$")
_SECTIONS = {"header": "header", "body": "judgmentBody", "judges": "judge", "parties": "party"}


class FindCaseLaw(Portal):
    """The service at caselaw.nationalarchives.gov.uk."""

    name = "findcaselaw"
    home = "https://caselaw.nationalarchives.gov.uk"
    hosts = frozenset({"caselaw.nationalarchives.gov.uk"})
    default_queries = ('"human trafficking"', '"modern slavery"', '"forced labour"')
    accept = "application/atom+xml,application/akn+xml,application/xml,text/xml;q=0.9,*/*;q=0.5"
    sections = tuple(_SECTIONS)

    def find_obstacle(self, options: CrawlOptions) -> str | None:
        """The licence, until the user states that they hold it."""
        if options.has_computational_licence:
            return None
        return (
            "Find Case Law is published under the Open Justice Licence, which does not permit computational analysis;"
            " apply for a licence that does, free of charge, at"
            " https://caselaw.nationalarchives.gov.uk/computational-licence-form and, once you hold it, run the same"
            " command with --i-have-computational-licence"
        )

    def rates(self, options: CrawlOptions) -> tuple[Rate, ...]:
        """1,000 requests in any five minutes."""
        return (Rate(count=1000, seconds=300),)

    def first_listing_url(self, base_url: str, query: str) -> str:
        """The feed of a search, newest first."""
        return f"{base_url}/atom.xml?query={quote(query, safe='')}&order=-date&page=1&per_page={PAGE_SIZE}"

    def find_listing_fault(self, body: bytes) -> str | None:
        """No Atom feed, or an entry without a title or an address."""
        feed = _tree(body)
        if isinstance(feed, str):
            return f"the feed {feed}"
        if feed.tag != f"{ATOM}feed":
            return f"the feed is {feed.tag!r}, not Atom"
        for entry in feed.iter(f"{ATOM}entry"):
            if not _URI.match(entry.findtext(f"{TNA}uri", "").strip()):
                return "an entry of the feed has no tna:uri"
            if not entry.findtext(f"{ATOM}title", "").strip():
                return "an entry of the feed has no title"
        return None

    def parse_listing(self, body: bytes, base_url: str, start_at: int) -> ListingPage:
        """The judgments of one page. ``found`` is reckoned from the number of the last page, up to 49 too many, until that is read."""
        feed = _tree(body)
        assert not isinstance(feed, str)  # noqa: S101 (`find_listing_fault` came before)
        links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
        cases = tuple(_listed(entry, base_url) for entry in feed.iter(f"{ATOM}entry"))
        following = urljoin(base_url, links["next"]) if links.get("next") else None
        last = parse_qs(urlsplit(links.get("last", "")).query).get("page", ["0"])[0]
        read = start_at + len(cases)
        pages = int(last) if last.isdigit() else 0
        is_counted = following is None and read > (pages - 1) * PAGE_SIZE
        return ListingPage(
            found=read if is_counted else max(pages * PAGE_SIZE, read),
            tolerance=0 if is_counted else PAGE_SIZE - 1,
            start_at=start_at,
            cases=cases,
            next_url=following,
        )

    def find_case_fault(self, body: bytes, url: str = "") -> str | None:
        """No Akoma Ntoso document with a text."""
        root = _tree(body)
        if isinstance(root, str):
            return f"the judgment {root}"
        if root.tag != f"{AKN}akomaNtoso":
            return f"the document is {root.tag!r}, not Akoma Ntoso 3.0"
        if not any(root.find(f"{AKN}{kind}") is not None for kind in ("judgment", "doc")):
            return "the document has no judgment"
        return None if "".join(root.itertext()).strip() else "the judgment has no text"

    def find_sections(self, body: bytes) -> frozenset[str]:
        """The elements of a judgment that the document has."""
        root = _tree(body)
        if isinstance(root, str):
            return frozenset()
        return frozenset(name for name, tag in _SECTIONS.items() if root.find(f".//{AKN}{tag}") is not None)


def _tree(body: bytes) -> ElementTree.Element | str:
    """The root of an XML document, or why there is none."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return "has a document type: not what the portal serves (a challenge or an error page)"
    try:
        return ElementTree.fromstring(body)  # noqa: S314 (as above)
    except ElementTree.ParseError as error:
        return f"is not whole XML ({error})"


def _listed(entry: ElementTree.Element, base_url: str) -> ListedCase:
    uri = entry.findtext(f"{TNA}uri", "").strip()
    numbers = [one.text for one in entry.findall(f"{TNA}identifier") if one.get("type") == "ukncn"]
    return ListedCase(
        case_id=f"findcaselaw:{uri}",
        url=f"{base_url}/{uri}",
        number=numbers[0] if numbers else None,
        title=" ".join(entry.findtext(f"{ATOM}title", "").split()),
        documents=(f"{base_url}/{uri}/data.xml",),
        revision=entry.findtext(f"{TNA}contenthash", "").strip() or None,
    )


PORTAL = FindCaseLaw()
