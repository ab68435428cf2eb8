"""Discovery: every case that a portal's search lists for one crime type, however its pages shift meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jointcharge.crawler.archive import Archive
from jointcharge.crawler.fetch import Fetcher, FetchFailureError
from jointcharge.crawler.portal import ListedCase, ListingPage, Portal
from jointcharge.crawler.summary import FilterTotals, Progress
from jointcharge.records.errors import CrawlError
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

MAX_PASSES = 4
"""How often a list is read again while it changes or misses cases."""


@dataclass
class _Pass:
    """One reading of the whole list."""

    cases: dict[str, ListedCase] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    founds: list[int] = field(default_factory=list)
    cut: bool = False

    def add(self, page: ListingPage, limit: int | None) -> None:
        self.founds.append(page.found)
        for case in page.cases:
            if case.url in self.cases:
                self.repeated.append(case.case_id)
            elif limit is None or len(self.cases) < limit:
                self.cases[case.url] = case
        self.cut = limit is not None and len(self.cases) >= limit and limit < page.found

    @property
    def is_whole(self) -> bool:
        return self.cut or (len(set(self.founds)) == 1 and len(self.cases) == self.founds[-1])


class Lister:
    """Lists one portal's cases; every page of results is archived."""

    def __init__(
        self, portal: Portal, base_url: str, fetcher: Fetcher, archive: Archive, report: Callable[[Progress], None]
    ) -> None:
        self._portal = portal
        self._base_url = base_url
        self._fetcher = fetcher
        self._archive = archive
        self._report = report

    async def find_cases(self, crime_type: str, limit: int | None = None) -> tuple[list[ListedCase], FilterTotals]:
        """The cases of one filter, newest first, with the totals.

        Where ``found`` changes on the way or cases are missing the list is read again; the first whole
        reading counts. Without any, all that was ever named counts. CrawlError where a page is not served.
        """
        seen: dict[str, ListedCase] = {}
        repeated: list[str] = []
        passes = 0
        while passes < MAX_PASSES:
            reading = await self._read_list(crime_type, limit)
            passes += 1
            repeated += reading.repeated
            seen = reading.cases if reading.is_whole else {**seen, **reading.cases}
            # Cases that slid across a page border are all known once every pass is put together.
            if reading.is_whole or (len(set(reading.founds)) == 1 and len(seen) == reading.founds[-1]):
                break
        totals = FilterTotals(
            crime_type=crime_type,
            found=reading.founds[-1],
            listed=len(seen),
            repeated=tuple(dict.fromkeys(repeated)),
            missing=0 if reading.cut else max(0, reading.founds[-1] - len(seen)),
            passes=passes,
            partial=reading.cut,
        )
        return list(seen.values()), totals

    async def _read_list(self, crime_type: str, limit: int | None) -> _Pass:
        reading = _Pass()
        url: str | None = self._portal.first_listing_url(self._base_url, crime_type)
        start_at = 0
        while url is not None:
            page = await self._read_page(url, start_at)
            _check_crime_type(crime_type, page)
            reading.add(page, limit)
            self._report(Progress(stage="listing", done=len(reading.cases), total=page.found, message=crime_type))
            if reading.cut:
                break
            url = self._portal.next_listing_url(self._base_url, crime_type, page)
            start_at += len(page.cases)
        return reading

    async def _read_page(self, url: str, start_at: int) -> ListingPage:
        try:
            served = await self._fetcher.fetch(url, self._portal.find_listing_fault)
        except FetchFailureError as error:
            raise CrawlError(
                f"the list of cases could not be read at {url}: {error}; nothing lost: run the same command"
                " again later to continue"
            ) from error
        raw = RawDocument(
            portal=self._portal.name,
            url=url,
            kind=RawKind.LISTING,
            fetched_at=served.fetched_at,
            media_type=served.media_type,
            sha256=sha256_of(served.body),
            body=served.body,
        )
        self._archive.write(raw, served.headers)
        return self._portal.parse_listing(served.body, self._base_url, start_at)


def _check_crime_type(crime_type: str, page: ListingPage) -> None:
    if page.crime_types and crime_type not in page.crime_types:
        known = ", ".join(page.crime_types)
        raise CrawlError(f"the portal has no crime type {crime_type!r}; choose one of: {known}")
