"""The crawl itself, in a process of its own: Scrapy's reactor runs once a process and takes its signals.

``crawler/run.py`` starts ``python -m jointcharge.crawler.worker``, writes one Job as a JSON line to its
standard input and keeps that open: when it closes, by Ctrl-C or by any death of the parent, the crawl ends.
Out come JSON lines: ``progress``, and last ``summary`` or ``error``.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jointcharge.crawler.archive import Archive
from jointcharge.crawler.collect import Collector
from jointcharge.crawler.discovery import Lister, OnCases
from jointcharge.crawler.fetch import Fetcher
from jointcharge.crawler.portal import ListedCase, Portal
from jointcharge.crawler.portals import portal_of
from jointcharge.crawler.settings import CrawlOptions, build_scrapy_settings
from jointcharge.crawler.summary import (
    CrawlSummary,
    FilterTotals,
    Progress,
    find_drops,
    find_total_faults,
    read_last_rates,
    write_run,
)
from jointcharge.records.errors import JointchargeError
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_log = logging.getLogger(__name__)


class Job(Record):
    """What the worker is asked to do."""

    portal: str
    archive: Path
    options: CrawlOptions


class Run:
    """One crawl of one portal into an archive that is open for writing."""

    def __init__(self, job: Job, portal: Portal, archive: Archive, report: Any) -> None:
        self._job = job
        self._portal = portal
        self._archive = archive
        self._report = report
        self._base_url = (job.options.base_url or portal.home).rstrip("/")
        self._started_at = dt.datetime.now(dt.UTC)
        self._clock = time.monotonic()
        self._filters: list[FilterTotals] = []
        self._fetcher: Fetcher | None = None
        self._collector: Collector | None = None
        self.task: asyncio.Task[None] | None = None
        self.interrupted = False
        self.error: BaseException | None = None

    async def crawl(self, crawler: Crawler) -> None:
        """Lists, then fetches; what goes wrong is kept in `error`."""
        try:
            await self._crawl(crawler)
        except asyncio.CancelledError:
            self.interrupted = True
        except Exception as error:  # noqa: BLE001 (Scrapy would swallow it; it is raised again by `work`)
            _log.error("the crawl failed", exc_info=error)
            self.error = error

    async def _crawl(self, crawler: Crawler) -> None:
        engine: Any = crawler.engine
        options = self._job.options
        ages = (time.time() - e.fetched_at.timestamp() for e in self._archive.entries(self._portal.name, latest=False))
        self._fetcher = Fetcher(engine.download_async, options, self._portal, self._base_url, ages)
        _heed_crawl_delay(crawler, self._fetcher)
        collector = Collector(self._portal, options, self._fetcher, self._archive, self._report)
        self._collector = collector
        lister = Lister(self._portal, self._base_url, self._fetcher, self._archive, self._report)
        on_cases = collector.collect if self._portal.continues_lists else None
        wanted: dict[str, ListedCase] = {}
        for query in options.crime_types or options.queries or self._portal.default_queries:
            cases = await self._list(lister, query, options.limit, on_cases)
            wanted.update((case.url, case) for case in cases)
        for query in options.also:
            await self._list(lister, query, None, None)
        if on_cases is None:
            await collector.collect(list(wanted.values()))

    async def _list(self, lister: Lister, query: str, limit: int | None, on_cases: OnCases | None) -> list[ListedCase]:
        """The cases of one query; its slices are counted together under their labels."""
        by_label: dict[str, list[FilterTotals]] = {}
        listed: list[ListedCase] = []
        for one in self._portal.slices(query, self._job.options, self._started_at.date()):
            totals = by_label.setdefault(one.label, [])
            left = None if limit is None else limit - sum(t.listed for t in totals)
            if left == 0:
                totals[-1] = totals[-1].model_copy(update={"partial": True})
                continue
            cases, counted = await lister.find_cases(one, left, on_cases)
            totals.append(counted)
            listed += cases
        self._filters += [FilterTotals.of_all(label, totals) for label, totals in by_label.items()]
        return listed

    def stop(self) -> None:
        """Ends the crawl where it stands."""
        self.interrupted = True
        if self.task is not None:
            self.task.cancel()

    def summary(self) -> CrawlSummary:
        """The totals; written down where the crawl came to its end."""
        place = self._archive.folder / self._portal.name
        last = read_last_rates(place)
        collector, fetcher = self._collector, self._fetcher
        rates = collector.tally.rates() if collector else {}
        pages = collector.tally.pages if collector else 0
        counts = collector.counts if collector else None
        summary = CrawlSummary(
            portal=self._portal.name,
            started_at=self._started_at,
            seconds=round(time.monotonic() - self._clock, 3),
            interrupted=self.interrupted,
            filters=tuple(self._filters),
            cases_fetched=counts.fetched if counts else 0,
            cases_had=counts.had if counts else 0,
            cases_unchanged=counts.unchanged if counts else 0,
            attachments_fetched=counts.attachments_fetched if counts else 0,
            attachments_had=counts.attachments_had if counts else 0,
            failures=tuple(counts.failures) if counts else (),
            requests=fetcher.requests if fetcher else 0,
            bytes=fetcher.bytes if fetcher else 0,
            pages_measured=pages,
            fill_rates=rates,
            last_fill_rates=last,
            warnings=(
                *self._portal.find_caveats(self._job.options),
                *find_total_faults(self._filters),
                *(find_drops(rates, last, pages) if pages else ()),
            ),
        )
        if not self.interrupted:
            write_run(place, summary)
        return summary


def _heed_crawl_delay(crawler: Crawler, fetcher: Fetcher) -> None:
    """robots.txt may ask for a longer pause than the user did."""
    from scrapy import signals

    def heed(robotparser: Any, request: Any) -> None:
        asked = robotparser.rp.crawl_delay("jointcharge")
        fetcher.crawl_delay = max(fetcher.crawl_delay, float(asked or 0))

    # weak=False: the closure has no other owner.
    crawler.signals.connect(heed, signal=signals.robots_parsed, weak=False)


def run_scrapy(run: Run, settings: dict[str, Any], until_closed: int) -> None:
    """Runs the crawl to its end, or until ``until_closed`` (a file descriptor) is closed from the other side."""
    from scrapy import Spider
    from scrapy.crawler import AsyncCrawlerProcess

    class PortalSpider(Spider):
        name = "portal"

        async def start(self) -> AsyncIterator[Any]:
            loop = asyncio.get_running_loop()
            run.task = loop.create_task(run.crawl(self.crawler))
            watch = threading.Thread(target=_wait_for_end, args=(until_closed, loop, run), daemon=True)
            watch.start()
            with contextlib.suppress(asyncio.CancelledError):
                await run.task
            return
            yield

    process = AsyncCrawlerProcess(settings)
    process.crawl(PortalSpider)
    process.start(install_signal_handlers=False)


def _wait_for_end(descriptor: int, loop: asyncio.AbstractEventLoop, run: Run) -> None:
    # Not through sys.stdin: its lock, held by a waiting thread, would break the interpreter's end.
    while os.read(descriptor, 1024):
        pass
    # The loop is closed where the crawl ended first.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(run.stop)


def _emit(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _report(progress: Progress) -> None:
    # A parent that is gone closes standard input as well, which ends the crawl in order.
    with contextlib.suppress(BrokenPipeError):
        _emit(progress=progress.model_dump())


def work(job: Job) -> CrawlSummary:
    """Does the job; raises what ended it early."""
    portal = portal_of(job.portal)
    archive = Archive(job.archive)
    with archive.writing(portal.name):
        run = Run(job, portal, archive, _report)
        log_file = str(archive.folder / portal.name / "crawl.log")
        settings = build_scrapy_settings(job.options, log_file, obeys_robots=portal.obeys_robots)
        run_scrapy(run, settings, sys.stdin.fileno())
        if run.error is not None:
            raise run.error
        return run.summary()


def main() -> None:
    """Reads the job, does it, says how it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    job = Job.model_validate_json(sys.stdin.readline())
    try:
        message = {"summary": work(job).model_dump(mode="json")}
    except JointchargeError as error:
        message = {"error": {"name": type(error).__name__, "text": str(error)}}
    with contextlib.suppress(BrokenPipeError):
        _emit(**message)


if __name__ == "__main__":
    main()
