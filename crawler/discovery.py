"""Discovery: every case that a portal's search lists for one query, however its pages shift meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from jointcharge.crawler.archive import Archive
from jointcharge.crawler.fetch import Fetcher, FetchFailureError
from jointcharge.crawler.lists import State
from jointcharge.crawler.portal import ListedCase, ListingPage, Portal, Slice
from jointcharge.crawler.summary import FilterTotals, Progress
from jointcharge.records.errors import CrawlError
from jointcharge.records.raw import RawDocument, RawKind, sha256_of

OnCases = Callable[[list[ListedCase]], Awaitable[None]]
"""Told the cases that a page is the first to name."""


@dataclass
class _Pass:
    """One reading of the whole list."""

    first_url: str
    since: dt.datetime
    cases: dict[str, ListedCase] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    founds: list[tuple[int, int]] = field(default_factory=list)
    """What each page said that there are, and by how much that may be wrong."""
    cut: bool = False
    narrower: tuple[Slice, ...] = ()

    def add(self, page: ListingPage, limit: int | None) -> list[ListedCase]:
        """Takes in a page; the cases that no page before it named."""
        self.founds.append((page.found, page.tolerance))
        new = []
        for case in page.cases:
            if case.url in self.cases:
                self.repeated.append(case.case_id)
            elif limit is None or len(self.cases) < limit:
                self.cases[case.url] = case
                new.append(case)
        self.cut = limit is not None and len(self.cases) >= limit and limit < page.found + page.tolerance
        return new

    def agrees(self, listed: int) -> bool:
        """Whether so many cases are what every page said that there are."""
        found, tolerance = self.founds[-1]
        steady = all(abs(found - other) <= tolerance + its_own for other, its_own in self.founds)
        return steady and abs(listed - found) <= tolerance


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

    async def find_cases(
        self, one: Slice, limit: int | None = None, on_cases: OnCases | None = None
    ) -> tuple[list[ListedCase], FilterTotals]:
        """The cases of one search, in the portal's order, with the totals.

        Where ``found`` changes on the way or cases are missing the list is read again; the first whole
        reading counts. Without any, all that was ever named counts. CrawlError where a page is not served.
        """
        seen: dict[str, ListedCase] = {}
        repeated: list[str] = []
        passes = 0
        since: dt.datetime | None = None
        agreed = False
        while passes < self._portal.passes and not agreed:
            reading = await self._read_list(one, limit, on_cases)
            if reading.narrower:
                return await self._find_narrower(one, reading.narrower, limit, on_cases)
            passes += 1
            repeated += reading.repeated
            if reading.cut or reading.agrees(len(reading.cases)):
                seen, since, agreed = reading.cases, reading.since, True
            else:
                # Cases that slid across a page border are all known once every pass is put together.
                seen, since = {**seen, **reading.cases}, since or reading.since
                agreed = reading.agrees(len(seen))
        found, tolerance = reading.founds[-1]
        totals = FilterTotals(
            crime_type=one.label,
            found=found,
            tolerance=tolerance,
            listed=len(seen),
            repeated=tuple(dict.fromkeys(repeated)),
            missing=0 if reading.cut else max(0, found - tolerance - len(seen)),
            passes=passes,
            partial=reading.cut,
        )
        if not reading.cut and since is not None:
            state = State.ENDED if totals.missing else State.WHOLE
            self._archive.note_list(self._portal.name, reading.first_url, since, state)
        return list(seen.values()), totals

    async def _find_narrower(
        self, one: Slice, slices: tuple[Slice, ...], limit: int | None, on_cases: OnCases | None
    ) -> tuple[list[ListedCase], FilterTotals]:
        cases: list[ListedCase] = []
        totals: list[FilterTotals] = []
        for narrower in slices:
            left = None if limit is None else limit - len(cases)
            if left == 0:
                totals.append(FilterTotals(crime_type=one.label, found=0, listed=0, partial=True))
                break
            found, counted = await self.find_cases(narrower, left, on_cases)
            cases += found
            totals.append(counted)
        return cases, FilterTotals.of_all(one.label, totals)

    async def _read_list(self, one: Slice, limit: int | None, on_cases: OnCases | None) -> _Pass:
        first_url = self._portal.first_listing_url(self._base_url, one.query)
        reading = _Pass(first_url, self._begin(first_url))
        url: str | None = first_url
        start_at = 0
        read: set[str] = set()
        while url is not None:
            read.add(url)
            page = await self._read_page(url, start_at, reading)
            _check_crime_type(one.query, page)
            if not reading.founds and (narrower := self._portal.narrow(one, page)):
                reading.narrower = narrower
                break
            new = reading.add(page, limit)
            self._report(Progress(stage="listing", done=len(reading.cases), total=page.found, message=one.label))
            if on_cases is not None:
                await on_cases(new)
            if reading.cut:
                break
            url = self._portal.next_listing_url(self._base_url, one.query, page)
            if url in read:
                raise CrawlError(
                    f"the list's next page leads back to {url}; the portal changed: report it, and try again later"
                )
            start_at += len(page.cases)
        return reading

    def _begin(self, first_url: str) -> dt.datetime:
        """When the reading began: now, or when the run began that broke it off."""
        now = dt.datetime.now(dt.UTC)
        if not self._portal.continues_lists:
            return now
        begun = self._archive.list_begun(self._portal.name, first_url)
        if begun is None:
            self._archive.note_list(self._portal.name, first_url, now, State.BEGUN)
        return begun or now

    async def _read_page(self, url: str, start_at: int, reading: _Pass) -> ListingPage:
        there = self._archive.get(self._portal.name, url)
        if self._portal.continues_lists and there is not None and there.fetched_at >= reading.since:
            body = self._archive.read(there).body
        else:
            body = (await self._fetch_page(url, reading.first_url)).body
        return self._portal.parse_listing(body, self._base_url, start_at)

    async def _fetch_page(self, url: str, first_url: str) -> RawDocument:
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
            referrer=first_url if url != first_url else None,
        )
        self._archive.write(raw, served.headers)
        return raw


def _check_crime_type(crime_type: str, page: ListingPage) -> None:
    if page.crime_types and crime_type not in page.crime_types:
        known = ", ".join(page.crime_types)
        raise CrawlError(f"the portal has no crime type {crime_type!r}; choose one of: {known}")
