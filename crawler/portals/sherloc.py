"""The UNODC SHERLOC case-law database: search answers as JSON, case pages as HTML.

The search endpoint is undocumented and may change; every assumption about it is checked on each page.
Membership of a filter comes from the search alone: the crime type in a case's path may be another.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from jointcharge.crawler.portal import ListedCase, ListingPage, Portal
from jointcharge.records.errors import ParseError
from jointcharge.records.portal_ids import canonical_url, case_id_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

SEARCH_PATH = "/cld/en/v3/sherloc/cldb/data.json"
FILTER_FIELD = "en#__el.caseLaw.crimeTypes_s"
PAGE_SIZE = 10
"""Results on one page; the portal has no parameter for it."""

_MARKERS = ("#db-headder", "#case-law-content", ".case-law-detail")
_SECTIONS = {
    "country": "div.countryNoHighlight.field h3",
    "fact_summary": "div.factSummary",
    "commentary": "div.commentaryAndSignificantFeatures",
    "sentence_date": "div.sentencedDate",
    "decision_date": "div.decisionVerdictDate",
    "badges": "div.crimeType-details-badge",
    "keywords": "div.keywordCategory",
    "cross_cutting": "div.cross-cutting",
    "procedural_history": "div.procedural-history",
    "victims": "div.victimsPlaintiffs div.person",
    "defendants": "div.defendantsRespondents div.person",
    "charges": "div.charges div.charge",
    "sources": "div.sources p",
    "attachments": "div.attachments a",
}
_COURT = "court"


class Sherloc(Portal):
    """The portal at www.unodc.org; sherloc.unodc.org redirects there."""

    name = "sherloc"
    home = "https://www.unodc.org"
    hosts = frozenset({"www.unodc.org", "sherloc.unodc.org"})
    default_queries = ("Trafficking in persons",)
    searched_by = "crime-type"
    sections = (*_SECTIONS, _COURT)

    def first_listing_url(self, base_url: str, query: str) -> str:
        """The search for one crime type from the first result on."""
        return _listing_url(base_url, query, 0)

    def next_listing_url(self, base_url: str, query: str, page: ListingPage) -> str | None:
        """Ten results on; None once ``found`` is reached or a page is empty."""
        start_at = page.start_at + PAGE_SIZE
        if not page.cases or start_at >= page.found:
            return None
        return _listing_url(base_url, query, start_at)

    def find_listing_fault(self, body: bytes) -> str | None:
        """No JSON, no ``found``, or results without the keys that are read."""
        try:
            answer = json.loads(body)
            if not isinstance(answer["found"], int):
                return "the search answer's `found` is not a number"
            for result in answer["results"]:
                case_id_of(result["uri"])
                result["values"]["page_title"]
        except ValueError:
            return "the search answer is not JSON"
        except (KeyError, TypeError) as error:
            return f"the search answer misses {error}"
        except ParseError as error:
            return str(error)
        return None

    def parse_listing(self, body: bytes, base_url: str, start_at: int) -> ListingPage:
        """The listed cases; on the first page also every crime type the portal can filter by."""
        answer = json.loads(body)
        return ListingPage(
            found=answer["found"],
            start_at=start_at,
            cases=tuple(_listed(result, base_url) for result in answer["results"]),
            crime_types=tuple(
                value["value"]
                for facet in answer.get("facetFields", [])
                if facet.get("name") == FILTER_FIELD
                for value in facet.get("values", [])
            ),
        )

    def find_case_fault(self, body: bytes, url: str = "") -> str | None:
        """A marker of a case page is missing, or its title is empty."""
        tree = _tree(body)
        for marker in _MARKERS:
            if tree.css_first(marker) is None:
                return f"the page has no {marker}: not a case page (a challenge, an error page or half a page)"
        if not any(title.text(strip=True) for title in tree.css("h2 span.title")):
            return "the page has no title"
        return None

    def find_sections(self, body: bytes) -> frozenset[str]:
        """The sections of `sections` that a case page has."""
        tree = _tree(body)
        found = {name for name, selector in _SECTIONS.items() if tree.css_first(selector) is not None}
        headings = tree.css(".case-law-detail h2, .case-law-detail h3")
        if any(heading.text(strip=True).rstrip(":").lower() == "court" for heading in headings):
            found.add(_COURT)
        return frozenset(found)

    def find_attachments(self, body: bytes, url: str) -> tuple[str, ...]:
        """Links to PDF files in the attachments block, each once."""
        links = (urljoin(url, a.attributes.get("href") or "") for a in _tree(body).css("div.attachments a"))
        return tuple(dict.fromkeys(link for link in links if urlsplit(link).path.lower().endswith(".pdf")))


def _tree(body: bytes) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    # The menus in front, most of the page, hold nothing that is looked for but the first marker.
    start = body.find(b'id="case-law-content"')
    if start > 0 and b'id="db-headder"' in body[:start]:
        body = b'<div id="db-headder"></div><div ' + body[start:]
    return LexborHTMLParser(body)


def _listing_url(base_url: str, crime_type: str, start_at: int) -> str:
    chosen = {"fieldName": FILTER_FIELD, "value": crime_type}
    criteria = {"filters": [chosen], "startAt": start_at, "sortings": ""}
    compact = quote(json.dumps(criteria, separators=(",", ":"), ensure_ascii=False), safe="")
    return f"{base_url}{SEARCH_PATH}?lng=en&criteria={compact}"


def _listed(result: dict[str, Any], base_url: str) -> ListedCase:
    values = result["values"]
    uri = result["uri"]
    return ListedCase(
        case_id=case_id_of(uri),
        url=canonical_url(f"{base_url}/cld/en{uri}"),
        number=values.get("caseLaw@unodcNo_s1"),
        title=values["page_title"],
    )


PORTAL = Sherloc()
