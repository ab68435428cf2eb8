"""CrawlOptions: how politely and how much to crawl; and the Scrapy settings that follow from it."""

from __future__ import annotations

import ipaddress
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from jointcharge import __version__
from jointcharge.crawler.pace import Rate
from jointcharge.records.errors import CrawlError
from jointcharge.records.raw import Record

FULL_SPEED = 8
"""Requests at once where the delay is 0, which only a portal on this machine allows."""


class CrawlOptions(Record):
    """What one crawl does. Raises CrawlError for a delay that would burden a portal."""

    crime_types: tuple[str, ...] = ()
    """The filters whose cases are fetched, of a portal with filters; empty for the portal's own choice."""
    queries: tuple[str, ...] = ()
    """The same for a portal that is searched in words."""
    also: tuple[str, ...] = ()
    """Filters that are listed only, so that a case filed under both is known to be."""
    limit: int | None = Field(default=None, ge=1)
    """Fetch only the first so many cases of each filter."""
    base_url: str | None = None
    delay: float = Field(default=1.0, ge=0)
    """Seconds between two requests."""
    refresh: bool = False
    """Ask again for what the archive has; unchanged answers cost no transfer."""
    contact: str | None = None
    """A mail address or a web page by which the portal can reach whoever crawls."""
    attachments: bool = True
    max_attachment_mb: float = Field(default=50.0, gt=0)
    tries: int = Field(default=4, ge=1)
    """Requests for one address before it counts as failed."""
    give_up_after: int = Field(default=5, ge=1)
    """Addresses in a row that fail before the crawl gives up."""
    timeout: float = Field(default=60.0, gt=0)
    rates: tuple[Rate, ...] | None = None
    """Requests allowed in which time; None for what the portal allows, or any number from this machine at delay 0."""
    token: SecretStr | None = None
    """The user's key to the portal; sent to it alone, written nowhere."""
    has_computational_licence: bool = False
    """The user states that they hold the licence without which Find Case Law must not be analysed."""

    @model_validator(mode="after")
    def _token_is_one_word(self) -> Self:
        token = self.token.get_secret_value() if self.token else "x"
        if not token.isascii() or not token.isprintable() or not token.strip() or " " in token:
            raise CrawlError("the portal's token is not one word of letters and digits; copy it anew from your profile")
        return self

    @model_validator(mode="after")
    def _polite(self) -> Self:
        if self.base_url is not None and urlsplit(self.base_url).scheme not in ("http", "https"):
            raise CrawlError(f"{self.base_url!r} is not a web address; give --base-url as http://HOST[:PORT]")
        if self.on_this_machine:
            return self
        if self.delay < 1:
            raise CrawlError(
                f"a delay of {self.delay:g} s is allowed only for a portal on this machine (--base-url"
                " http://127.0.0.1:PORT); leave --delay at 1 second or more"
            )
        if not (self.contact or "").strip():
            raise CrawlError(
                "a portal must be able to reach whoever crawls it; give a mail address or a web page with --contact"
            )
        return self

    @property
    def on_this_machine(self) -> bool:
        """Whether ``base_url`` is an address of this machine."""
        return self.base_url is not None and is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def user_agent(self) -> str:
        """``jointcharge/<version> (+<contact>)``."""
        contact = (self.contact or "local test").encode("ascii", "replace").decode().replace("\n", " ")
        return f"jointcharge/{__version__} (+{contact})"

    @property
    def concurrency(self) -> int:
        """Requests at once."""
        return FULL_SPEED if self.delay == 0 and self.on_this_machine else 1


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def build_scrapy_settings(options: CrawlOptions, log_file: str, *, obeys_robots: bool = True) -> dict[str, Any]:
    """The settings of Scrapy's engine. Retries, redirects and their limits are `Fetcher`'s."""
    unused = ("corestats.CoreStats", "feedexport.FeedExporter", "logstats.LogStats", "remote_control.RemoteControl",
              "spiderstate.SpiderState", "telnet.TelnetConsole")  # fmt: skip
    return {
        "AUTOTHROTTLE_ENABLED": options.delay > 0,
        "AUTOTHROTTLE_START_DELAY": options.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # Bodies are archived as served, so none is asked for compressed.
        "COMPRESSION_ENABLED": False,
        "CONCURRENT_REQUESTS": options.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.concurrency,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {},
        "DOWNLOAD_DELAY": options.delay,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        "DOWNLOAD_WARNSIZE": 0,
        "EXTENSIONS": dict.fromkeys(f"scrapy.extensions.{name}" for name in unused),
        "HTTPPROXY_ENABLED": not options.on_this_machine,
        "LOG_FILE": log_file,
        "LOG_FILE_APPEND": False,
        "LOG_LEVEL": "INFO",
        # Scrapy would otherwise wait as little as half the delay; older releases know only the second name.
        "DOWNLOAD_DELAY_JITTER": 0,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "MEMUSAGE_ENABLED": False,
        # A page's own refresh could lead anywhere, and a challenge's would.
        "METAREFRESH_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": obeys_robots,
        "ROBOTSTXT_USER_AGENT": "jointcharge",
        "TELNETCONSOLE_ENABLED": False,
        "USER_AGENT": options.user_agent,
    }
