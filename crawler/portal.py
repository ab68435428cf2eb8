"""Portal: what the crawler must know about one public website. ``portals/`` has one module for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jointcharge.crawler.pace import Rate
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from jointcharge.crawler.settings import CrawlOptions

LONGEST_WAIT = 900.0
"""Seconds; a portal that asks for a longer pause is left alone: the crawl ends and says until when."""


class ListedCase(Record):
    """One case in a portal's search results."""

    case_id: str
    url: str
    """The case's address; one case, one address, in every list."""
    number: str | None
    title: str
    documents: tuple[str, ...] | None = None
    """The addresses to fetch, where `url` itself is not the one."""
    revision: str | None = None
    """What the list calls the case's present version; another one is fetched again."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """What is fetched for the case."""
        return (self.url,) if self.documents is None else self.documents


class ListingPage(Record):
    """One page of search results."""

    found: int
    """How many cases the search has in all, as this page says."""
    start_at: int
    cases: tuple[ListedCase, ...]
    crime_types: tuple[str, ...] = ()
    """Every filter the portal knows; empty where the page does not say."""
    tolerance: int = 0
    """By how much `found` may be wrong, either way, as the portal itself says."""
    next_url: str | None = None
    """The next page, where the page links to it."""


class Slice(Record):
    """One search; a query that the portal cannot list as a whole is cut into several."""

    label: str
    """Slices of one label are counted together in the summary."""
    query: str


class Portal:
    """A module of ``crawler/portals/`` offers one of these as ``PORTAL``. No method touches the network.

    What stands here is what a website without an API of its own asks for; a portal says where it differs.
    """

    name: str
    home: str
    """The address to crawl where no other is given, without a trailing slash."""
    hosts: frozenset[str]
    """Redirects, next pages and attachments lead nowhere else."""
    scope: str = "/"
    """Every path asked for begins with it."""
    default_queries: tuple[str, ...]
    searched_by: str = "query"
    """The option that chooses the cases: ``crime-type`` or ``query``."""
    obeys_robots: bool = True
    """False only for an API that its operator documents for programs; robots.txt speaks of the website then."""
    accept: str = "text/html,application/json,application/pdf,*/*;q=0.5"
    token_variable: str | None = None
    """The environment variable from which the command line takes the user's key to the portal."""
    longest_wait: float = LONGEST_WAIT
    passes: int = 4
    """How often a list is read while it changes or misses cases."""
    continues_lists: bool = False
    """Each page of a list is worked off before the next, and a list that was broken off goes on where it was."""
    paged_cases: bool = False
    """Whether `find_more` may find anything."""
    sections: Sequence[str] = ()
    """The sections whose fill rates tell that the portal changed its shape."""

    def find_obstacle(self, options: CrawlOptions) -> str | None:
        """Why the portal must not be crawled with these options, and what to do; None if it may."""
        return None

    def find_caveats(self, options: CrawlOptions) -> tuple[str, ...]:
        """What a crawl with these options will not get."""
        return ()

    def rates(self, options: CrawlOptions) -> tuple[Rate, ...]:
        """How many requests the portal allows in which time."""
        return ()

    def slices(self, query: str, options: CrawlOptions, today: dt.date) -> tuple[Slice, ...]:
        """The searches that list all of a query's cases."""
        return (Slice(label=query, query=query),)

    def narrow(self, one: Slice, page: ListingPage) -> tuple[Slice, ...]:
        """Smaller slices to list instead, where ``page``, the first, says that there are more than can be paged."""
        return ()

    def first_listing_url(self, base_url: str, query: str) -> str:
        """The first page of search results for one query."""
        raise NotImplementedError

    def next_listing_url(self, base_url: str, query: str, page: ListingPage) -> str | None:
        """The page behind ``page``; None behind the last."""
        return page.next_url

    def find_listing_fault(self, body: bytes) -> str | None:
        """Why ``body`` is no page of search results; None for a good one."""
        raise NotImplementedError

    def parse_listing(self, body: bytes, base_url: str, start_at: int) -> ListingPage:
        """The entries of a page that has no fault."""
        raise NotImplementedError

    def find_case_fault(self, body: bytes, url: str = "") -> str | None:
        """Why ``body`` is no document of the case at ``url`` (a challenge, half a page); None for a good one."""
        raise NotImplementedError

    def find_refusal(self, status: int, body: bytes, url: str) -> str | None:
        """For an answer that asking again will not change: what it means and what to do; it ends the crawl."""
        return None

    def find_sections(self, body: bytes) -> frozenset[str]:
        """Which of `sections` a case page has."""
        return frozenset()

    def find_more(self, body: bytes, url: str) -> tuple[str, ...]:
        """The absolute addresses of further pages of the same document."""
        return ()

    def find_attachments(self, body: bytes, url: str) -> tuple[str, ...]:
        """The absolute addresses of the PDF files that the case page at ``url`` links to."""
        return ()
