"""HUDOC, the European Court of Human Rights: search answers as JSON, judgments as HTML converted from DOCX.

The search is undocumented; what is assumed of it comes from public clients and is checked on every page. It pages
no further than about 10,000 results, so a query is cut into the years of ``kpdate``, and a year into months if need be.
Years keep their addresses from crawl to crawl, which a slice up to today would not.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jointcharge.crawler.portal import ListedCase, ListingPage, Portal, Slice

if TYPE_CHECKING:
    from jointcharge.crawler.settings import CrawlOptions

SEARCH_PATH = "/app/query/results"
TEXT_PATH = "/app/conversion/docx/html/body"
PAGE_SIZE = 500
"""The most results that one answer gives."""
LAST_RESULT = 10_000
"""No page begins behind it."""
FIRST_YEAR = 1959
"""The Court's first."""
FIELDS = (
    "itemid,docname,doctype,appno,conclusion,importance,originatingbody,kpdate,languageisocode,respondent,ecli,article,"
    "judgementdate,kpthesaurus"
)
_SECTIONS = {
    "procedure": r"PROCEDURE|INTRODUCTION",
    "facts": r"THE\s+FACTS",
    "law": r"THE\s+LAW",
    "operative": r"FOR\s+THESE\s+REASONS",
}
_YEAR = re.compile(r' AND \(\(kpdate>="(?P<year>\d{4})-01-01T[^"]*" AND kpdate<="(?P=year)-12-31T[^"]*"\)\)$')
_TAG = re.compile(rb"<(style|script)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


class Hudoc(Portal):
    """The portal at hudoc.echr.coe.int."""

    name = "hudoc"
    home = "https://hudoc.echr.coe.int"
    hosts = frozenset({"hudoc.echr.coe.int"})
    default_queries = (
        'contentsitename:ECHR AND ((article="4")) AND ((languageisocode="ENG")) AND ((documentcollectionid2="JUDGMENTS"))',
    )
    sections = tuple(_SECTIONS)

    def slices(self, query: str, options: CrawlOptions, today: dt.date) -> tuple[Slice, ...]:
        """One for each year."""
        return tuple(_slice(query, query, year, 1, 12) for year in range(FIRST_YEAR, today.year + 1))

    def narrow(self, one: Slice, page: ListingPage) -> tuple[Slice, ...]:
        """The months of a year that has more results than can be paged."""
        year = _YEAR.search(one.query)
        if page.found < LAST_RESULT or year is None:
            return ()
        whole = one.query[: year.start()]
        return tuple(_slice(one.label, whole, int(year["year"]), month, month) for month in range(1, 13))

    def first_listing_url(self, base_url: str, query: str) -> str:
        """The search from the first result on."""
        return _listing_url(base_url, query, 0)

    def next_listing_url(self, base_url: str, query: str, page: ListingPage) -> str | None:
        """Behind the results of this page; None once ``resultcount`` is reached or a page is empty."""
        start_at = page.start_at + len(page.cases)
        if not page.cases or start_at >= min(page.found, LAST_RESULT):
            return None
        return _listing_url(base_url, query, start_at)

    def find_listing_fault(self, body: bytes) -> str | None:
        """No JSON, no ``resultcount``, or results without the columns that are read."""
        try:
            answer = json.loads(body)
            if not isinstance(answer["resultcount"], int):
                return "the search answer's `resultcount` is not a number"
            for result in answer["results"]:
                _listed(result["columns"], "")
        except ValueError:
            return "the search answer is not JSON"
        except (KeyError, TypeError) as error:
            return f"the search answer misses {error}"
        return None

    def parse_listing(self, body: bytes, base_url: str, start_at: int) -> ListingPage:
        """The judgments of one page."""
        answer = json.loads(body)
        return ListingPage(
            found=answer["resultcount"],
            start_at=start_at,
            cases=tuple(_listed(result["columns"], base_url) for result in answer["results"]),
        )

    def find_case_fault(self, body: bytes, url: str = "") -> str | None:
        """No HTML of a judgment: one speaks of a court, and does not end within a tag."""
        if b"<p" not in body.lower() and b"<div" not in body.lower():
            return "the answer is not HTML"
        if body.rfind(b"<") > body.rfind(b">"):
            return "the judgment breaks off within a tag"
        text = _TAG.sub(b" ", body).upper()
        if b"COURT" not in text and b"COUR " not in text:
            return "the page does not speak of a court: not a judgment (a challenge or an error page)"
        return None

    def find_sections(self, body: bytes) -> frozenset[str]:
        """The headings of a judgment that the text has."""
        text = _TAG.sub(b" ", body).decode("utf-8", "replace").upper()
        return frozenset(name for name, heading in _SECTIONS.items() if re.search(heading, text))


def _slice(label: str, query: str, year: int, first_month: int, last_month: int) -> Slice:
    last_day = calendar.monthrange(year, last_month)[1]
    since, until = f"{year}-{first_month:02}-01T00:00:00.0Z", f"{year}-{last_month:02}-{last_day}T23:59:59.0Z"
    return Slice(label=label, query=f'{query} AND ((kpdate>="{since}" AND kpdate<="{until}"))')


def _listing_url(base_url: str, query: str, start_at: int) -> str:
    """Encoded once: a second time would make the quotation marks part of the words."""
    asked = f"query={quote(query, safe='')}&select={quote(FIELDS, safe='')}&sort={quote('kpdate Descending', safe='')}"
    return f"{base_url}{SEARCH_PATH}?{asked}&start={start_at}&length={PAGE_SIZE}"


def _listed(columns: dict[str, Any], base_url: str) -> ListedCase:
    item = str(columns["itemid"])
    return ListedCase(
        case_id=f"hudoc:{item}",
        url=f"{base_url}{TEXT_PATH}?library=ECHR&id={quote(item, safe='')}",
        number=columns.get("appno"),
        title=columns["docname"],
    )


PORTAL = Hudoc()
