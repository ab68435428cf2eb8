"""Portal: what the crawler must know about one public website. ``portals/`` has one module for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jointcharge.records.raw import Record


class ListedCase(Record):
    """One case in a portal's search results."""

    case_id: str
    url: str
    number: str | None
    title: str


class ListingPage(Record):
    """One page of search results."""

    found: int
    """How many cases the filter has in all, as this page says."""
    start_at: int
    cases: tuple[ListedCase, ...]
    crime_types: tuple[str, ...] = ()
    """Every filter the portal knows; empty where the page does not say."""


class Portal(Protocol):
    """A module of ``crawler/portals/`` offers one of these as ``PORTAL``. No method touches the network."""

    name: str
    home: str
    """The address to crawl where no other is given, without a trailing slash."""
    hosts: frozenset[str]
    """Redirects and attachments lead nowhere else."""
    default_crime_types: tuple[str, ...]

    def first_listing_url(self, base_url: str, crime_type: str) -> str:
        """The first page of search results for one filter."""
        ...

    def next_listing_url(self, base_url: str, crime_type: str, page: ListingPage) -> str | None:
        """The page behind ``page``; None behind the last."""
        ...

    def find_listing_fault(self, body: bytes) -> str | None:
        """Why ``body`` is no page of search results; None for a good one."""
        ...

    def parse_listing(self, body: bytes, base_url: str, start_at: int) -> ListingPage:
        """The entries of a page that has no fault."""
        ...

    def find_case_fault(self, body: bytes) -> str | None:
        """Why ``body`` is no case page (a challenge, half a page); None for a good one."""
        ...

    def find_sections(self, body: bytes) -> frozenset[str]:
        """Which of `sections` a case page has."""
        ...

    @property
    def sections(self) -> Sequence[str]:
        """The sections whose fill rates tell that the portal changed its shape."""
        ...

    def find_attachments(self, body: bytes, url: str) -> tuple[str, ...]:
        """The absolute addresses of the PDF files that the case page at ``url`` links to."""
        ...
