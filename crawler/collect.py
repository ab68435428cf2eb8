"""Collector: fetches what the archive lacks of the cases listed, and what their pages link to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jointcharge.crawler.archive import Archive
from jointcharge.crawler.fetch import Fetcher, FetchFailureError, Served
from jointcharge.crawler.portal import ListedCase, Portal
from jointcharge.crawler.settings import CrawlOptions
from jointcharge.crawler.summary import Failure, FillTally, Progress
from jointcharge.records.raw import RawDocument, RawEntry, RawKind, sha256_of


@dataclass
class Counts:
    """What happened to the addresses of one run."""

    fetched: int = 0
    had: int = 0
    unchanged: int = 0
    attachments_fetched: int = 0
    attachments_had: int = 0
    failures: list[Failure] = field(default_factory=list)


class Collector:
    """Fetches cases and attachments into the archive, several at once where the options allow it."""

    def __init__(
        self,
        portal: Portal,
        options: CrawlOptions,
        fetcher: Fetcher,
        archive: Archive,
        report: Callable[[Progress], None],
    ) -> None:
        self._portal = portal
        self._options = options
        self._fetcher = fetcher
        self._archive = archive
        self._report = report
        self._done = 0
        self._total = 0
        self.counts = Counts()
        self.tally = FillTally(portal.sections)

    async def collect(self, cases: list[ListedCase]) -> None:
        """Every case of ``cases`` that is not there yet. CrawlError once the portal refuses too often."""
        import asyncio

        todo = iter(cases)
        self._total += len(cases)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._options.concurrency):
                    group.create_task(self._work(todo))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _work(self, todo: Iterator[ListedCase]) -> None:
        for case in todo:
            await self._collect_case(case)
            self._done += 1
            self._report(Progress(stage="cases", done=self._done, total=self._total, message=case.case_id))

    async def _collect_case(self, case: ListedCase) -> None:
        """Every document of a case, each with its further pages; the case counts once."""
        todo = list(case.addresses)
        outcomes = set()
        while todo:
            outcome, more = await self._collect_page(todo.pop(0), case)
            outcomes.add(outcome)
            todo = [*more, *todo]
        if "fetched" in outcomes:
            self.counts.fetched += 1
        elif "unchanged" in outcomes:
            self.counts.unchanged += 1
        elif "failed" not in outcomes:
            self.counts.had += 1

    async def _collect_page(self, url: str, case: ListedCase) -> tuple[str, tuple[str, ...]]:
        """What became of one page of a case, and the pages behind it."""
        entry = self._archive.get(self._portal.name, url)
        if entry is not None and entry.revision == case.revision and not self._options.refresh:
            outcome = "had"
            reads_on = self._options.attachments or self._portal.paged_cases
            body = self._archive.read(entry).body if reads_on else b""
        else:
            try:
                outcome, entry, body = await self._fetch_page(url, entry, case)
            except FetchFailureError as error:
                self.counts.failures.append(Failure(url=url, reason=str(error)))
                return "failed", ()
        if self._options.attachments:
            for link in self._portal.find_attachments(body, entry.url):
                await self._collect_attachment(link, entry.url)
        return outcome, self._portal.find_more(body, entry.url) if self._portal.paged_cases else ()

    async def _fetch_page(self, url: str, earlier: RawEntry | None, case: ListedCase) -> tuple[str, RawEntry, bytes]:
        def check(body: bytes) -> str | None:
            return self._portal.find_case_fault(body, url)

        served = await self._fetcher.fetch(url, check, headers=self._conditions(earlier))
        referrer = case.url if case.url != url else None
        entry, is_new = self._keep(url, RawKind.CASE, served, earlier, referrer, case.revision)
        if not is_new:
            return "unchanged", entry, self._archive.read(entry).body
        self.tally.add(self._portal.find_sections(served.body))
        return "fetched", entry, served.body

    async def _collect_attachment(self, url: str, referrer: str) -> None:
        earlier = self._archive.get(self._portal.name, url)
        if earlier is not None and not self._options.refresh:
            self.counts.attachments_had += 1
            return
        try:
            size = int(self._options.max_attachment_mb * 1e6)
            conditions = self._conditions(earlier)
            served = await self._fetcher.fetch(url, find_pdf_fault, headers=conditions, max_bytes=size)
        except FetchFailureError as error:
            self.counts.failures.append(Failure(url=url, reason=str(error)))
            return
        _, is_new = self._keep(url, RawKind.ATTACHMENT, served, earlier, referrer)
        self.counts.attachments_fetched += is_new
        self.counts.attachments_had += not is_new

    def _conditions(self, earlier: RawEntry | None) -> dict[str, str]:
        """The headers that spare a portal from sending again what has not changed."""
        if earlier is None:
            return {}
        given = {name.lower(): value for name, value in self._archive.headers(earlier)}
        asked = {"If-None-Match": given.get("etag"), "If-Modified-Since": given.get("last-modified")}
        return {name: value for name, value in asked.items() if value}

    def _keep(
        self,
        url: str,
        kind: RawKind,
        served: Served,
        earlier: RawEntry | None,
        referrer: str | None = None,
        revision: str | None = None,
    ) -> tuple[RawEntry, bool]:
        """Archives an answer; whether its bytes are new."""
        if served.status == 304 and earlier is not None:
            return self._archive.write_not_modified(earlier, served.fetched_at, served.headers, revision), False
        raw = RawDocument(
            portal=self._portal.name,
            url=url,
            kind=kind,
            fetched_at=served.fetched_at,
            media_type=served.media_type,
            sha256=sha256_of(served.body),
            body=served.body,
            referrer=referrer,
            revision=revision,
        )
        entry = self._archive.write(raw, served.headers)
        return entry, earlier is None or earlier.sha256 != raw.sha256


def find_pdf_fault(body: bytes) -> str | None:
    """A PDF says so within its first kilobyte."""
    return None if b"%PDF-" in body[:1024] else "the attachment is not a PDF"
