"""Fetcher: one address at a time through Scrapy's downloader, politely, until it is served or fails.

Scrapy keeps the pace and obeys robots.txt; here are Retry-After, backing off, giving up, and redirects.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from jointcharge.crawler.pace import Pace, Rate
from jointcharge.crawler.portal import Portal
from jointcharge.crawler.settings import CrawlOptions
from jointcharge.records.errors import CrawlError

if TYPE_CHECKING:
    from scrapy.http import Response

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
LONGEST_BACKOFF = 300.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Served:
    """An answer that was accepted: 200, or 304 where the request was conditional."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fetched_at: dt.datetime

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        types = [value for name, value in self.headers if name.lower() == "content-type"]
        return types[-1].partition(";")[0].strip().lower() if types else "application/octet-stream"


class FetchFailureError(Exception):
    """An address that was not served; its text is the reason."""


class _TryAgainError(Exception):
    """One request that failed in a way that may pass."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


Check = Callable[[bytes], str | None]
"""Says what is wrong with a body, or None."""


class Fetcher:
    """Fetches within ``portal``, which answers at ``start_at``; ``download`` is Scrapy's engine's.

    ``ages``: how many seconds ago earlier runs made their requests. Counts requests and bytes.
    """

    def __init__(
        self,
        download: Callable[[Any], Any],
        options: CrawlOptions,
        portal: Portal,
        start_at: str,
        ages: Iterable[float] = (),
    ) -> None:
        self._download = download
        self._options = options
        self._portal = portal
        self._base = urlsplit(start_at)
        self._home = self._base.netloc
        self._pace = Pace(_rates(options, portal), ages)
        self._not_before = 0.0
        self._failed_in_a_row = 0
        self.crawl_delay = 0.0
        """robots.txt's Crawl-delay where it is longer than the delay asked for."""
        self.requests = 0
        self.bytes = 0

    async def fetch(
        self, url: str, check: Check, *, headers: Mapping[str, str] | None = None, max_bytes: int = 0
    ) -> Served:
        """The answer for ``url``. FetchFailureError with the reason; CrawlError after too many failures."""
        if not self.is_within(url):
            raise FetchFailureError("lies outside the portal")
        reason = ""
        for attempt in range(self._options.tries):
            try:
                served = await self._follow(url, check, dict(headers or {}), max_bytes)
            except _TryAgainError as error:
                reason = str(error)
                _log.warning("%s: %s (try %d)", url, reason, attempt + 1)
                if attempt + 1 < self._options.tries or error.wait:
                    self._put_off(self._backoff(attempt) if error.wait is None else error.wait)
            else:
                self._failed_in_a_row = 0
                return served
        self._count_failure(reason)
        raise FetchFailureError(f"{reason} ({self._options.tries} tries)")

    def _backoff(self, attempt: int) -> float:
        first = max(5 * self._options.delay, 0.05)
        return float(min(LONGEST_BACKOFF, first * 2**attempt))

    def _put_off(self, seconds: float) -> None:
        if seconds > self._portal.longest_wait:
            raise self._left_alone("asks to be left alone", seconds)
        self._not_before = max(self._not_before, time.monotonic() + seconds)

    def _left_alone(self, why: str, seconds: float) -> CrawlError:
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
        return CrawlError(
            f"{self._home} {why} until {until:%Y-%m-%d %H:%M} UTC; nothing fetched is lost: run the same command again"
            f" after that to continue (this run asked {self.requests} times)"
        )

    def _count_failure(self, reason: str) -> None:
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= self._options.give_up_after:
            raise CrawlError(
                f"{self._home} refused {self._failed_in_a_row} requests in a row (last: {reason});"
                " nothing lost: run the same command again later to continue"
            )

    async def _follow(self, url: str, check: Check, headers: dict[str, str], max_bytes: int) -> Served:
        """``url`` and where it redirects to, within the portal's hosts."""
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._request(url, headers, max_bytes)
            if response.status not in REDIRECTS:
                return self._accept(response, check, url, conditional=bool(headers))
            location = (response.headers.get("Location") or b"").decode("latin-1")
            target = urljoin(url, location)
            if not self.is_within(target):
                raise FetchFailureError(f"redirects to {urlsplit(target).netloc or location}, outside the portal")
            url = target
        raise FetchFailureError(f"redirects more than {MAX_REDIRECTS} times")

    def is_within(self, url: str) -> bool:
        """Whether ``url`` is on a host of the portal, or on the one crawled in its place."""
        parts = urlsplit(url)
        at_portal = parts.netloc == self._home or parts.netloc in self._portal.hosts
        return parts.scheme in ("http", "https") and at_portal and parts.path.startswith(self._portal.scope)

    def _own_headers(self, url: str) -> dict[str, str]:
        """What every request says; the user's key goes to the very address that is crawled and nowhere else."""
        token, parts = self._options.token, urlsplit(url)
        trusted = self._options.on_this_machine or (parts.scheme == "https" and parts.netloc in self._portal.hosts)
        if token is None or not trusted or parts[:2] != self._base[:2]:
            return {"Accept": self._portal.accept}
        return {"Accept": self._portal.accept, "Authorization": f"Token {token.get_secret_value()}"}

    async def _request(self, url: str, headers: dict[str, str], max_bytes: int) -> Response:
        from scrapy import Request
        from scrapy.exceptions import IgnoreRequest

        await self._wait()
        self.requests += 1
        meta = {"download_maxsize": max_bytes} if max_bytes else {}
        asked = Request(url, headers={**self._own_headers(url), **headers}, meta=meta, dont_filter=True)
        try:
            response: Response = await self._download(asked)
        except IgnoreRequest as error:
            raise FetchFailureError("robots.txt forbids it") from error
        except Exception as error:
            raise self._told(error, max_bytes) from error
        self.bytes += len(response.body)
        return response

    async def _wait(self) -> None:
        while (rest := max(self._not_before - time.monotonic(), self._pace.wait())) > 0:
            if rest > self._portal.longest_wait:
                raise self._left_alone("allows no further request", rest)
            await asyncio.sleep(rest)
        self._pace.note()
        if self.crawl_delay > self._options.delay:
            await asyncio.sleep(self.crawl_delay - self._options.delay)

    def _told(self, error: Exception, max_bytes: int) -> Exception:
        """What a failed download means: try again, fail, or there is no portal to reach at all."""
        from scrapy import exceptions

        if isinstance(error, exceptions.DownloadCancelledError):
            return FetchFailureError(f"larger than {max_bytes / 1e6:g} MB")
        unreachable = (exceptions.CannotResolveHostError, exceptions.DownloadConnectionRefusedError)
        if isinstance(error, unreachable) and not self.bytes:
            return CrawlError(
                f"cannot reach {self._home} ({type(error).__name__.removesuffix('Error')}); check the network"
                " connection and --base-url, and run the same command again"
            )
        return _TryAgainError(_reason_of(error))

    def _accept(self, response: Response, check: Check, url: str, *, conditional: bool) -> Served:
        if response.status >= 400 and (refusal := self._portal.find_refusal(response.status, response.body, url)):
            raise CrawlError(f"{self._home} refused {url}: {refusal}")
        if response.status in RETRIED:
            raise _TryAgainError(f"HTTP {response.status}", _retry_after(response))
        if response.status == 403:
            raise _TryAgainError("HTTP 403 (refused)", _retry_after(response))
        served = _to_served(response)
        if conditional and response.status == 304:
            return served
        if response.status != 200:
            raise FetchFailureError(f"HTTP {response.status}")
        if response.headers.get("Content-Encoding", b"identity") not in (b"", b"identity"):
            raise FetchFailureError("served compressed though it was not asked for")
        fault = check(response.body)
        if fault is not None:
            raise _TryAgainError(fault, _retry_after(response))
        return served


def _rates(options: CrawlOptions, portal: Portal) -> tuple[Rate, ...]:
    if options.rates is not None:
        return options.rates
    return () if options.on_this_machine and options.delay == 0 else portal.rates(options)


def _to_served(response: Response) -> Served:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    return Served(response.status, headers, bytes(response.body), dt.datetime.now(dt.UTC))


def _reason_of(error: Exception) -> str:
    from scrapy import exceptions

    if isinstance(error, exceptions.ResponseDataLossError):
        return "the answer broke off before its end"
    if isinstance(error, exceptions.DownloadTimeoutError | TimeoutError):
        return "no answer in time"
    return " ".join(f"{type(error).__name__.removesuffix('Error')}: {error}".split())[:200]


def _retry_after(response: Response) -> float | None:
    """Seconds to wait: ``Retry-After`` as a number or as an HTTP date; None without one."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
