"""crawl: a portal's cases into the raw archive. The work itself runs in a process of its own (``worker``)."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from jointcharge.crawler.portal import Portal
from jointcharge.crawler.portals import portal_of
from jointcharge.crawler.settings import CrawlOptions
from jointcharge.crawler.summary import CrawlSummary, Progress
from jointcharge.records import errors
from jointcharge.records.errors import CrawlError, JointchargeError, MissingExtraError

ENDING = 30.0
"""Seconds that an interrupted crawl has to put its last record away."""


def crawl(
    portal_name: str,
    data_folder: Path,
    options: CrawlOptions,
    on_progress: Callable[[Progress], None],
) -> CrawlSummary:
    """Crawls a portal into ``<data_folder>/raw``; what is there already is not fetched again.

    Ctrl-C ends it in order: the summary then says ``interrupted``. Raises CrawlError where the portal
    refuses or cannot be reached, DataFolderError and LockedError for the folder, MissingExtraError
    without Scrapy. Whatever was fetched before an error is kept.
    """
    _check(portal_of(portal_name), options)
    if importlib.util.find_spec("scrapy") is None:
        raise MissingExtraError("crawling", "crawl")
    token = options.token.get_secret_value() if options.token else None
    asked = {**options.model_dump(mode="json"), "token": token}
    job = {"portal": portal_name, "archive": str(data_folder / "raw"), "options": asked}
    command = [sys.executable, "-m", "jointcharge.crawler.worker"]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=complaints, text=True) as worker,  # noqa: S603
    ):
        assert worker.stdin is not None and worker.stdout is not None  # noqa: S101 (asked for above)
        worker.stdin.write(json.dumps(job) + "\n")
        worker.stdin.flush()
        try:
            ending = _follow(worker.stdout, on_progress)
        except KeyboardInterrupt:
            ending = _end(worker)
        except BaseException:
            worker.kill()
            raise
        code = worker.wait()
        complaints.seek(0)
        last = complaints.read().strip().rpartition("\n")[2]
    return _told(ending, f"exit {code}: {last}" if last else f"exit {code}", data_folder / "raw" / portal_name)


def _check(portal: Portal, options: CrawlOptions) -> None:
    """Raises CrawlError for options that are another portal's, or without which this one must not be crawled."""
    given = {"crime-type": options.crime_types, "query": options.queries}
    for option, values in given.items():
        if values and option != portal.searched_by:
            raise CrawlError(f"{portal.name} is searched by --{portal.searched_by}; give that instead of --{option}")
    if obstacle := portal.find_obstacle(options):
        raise CrawlError(obstacle)


def _follow(lines: IO[str], on_progress: Callable[[Progress], None]) -> dict[str, Any]:
    """Passes progress on; the last message of a worker, or nothing from one that died."""
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        if "progress" not in message:
            return message
        on_progress(Progress.model_validate(message["progress"]))
    return {}


def _end(worker: subprocess.Popen[str]) -> dict[str, Any]:
    """Asks an interrupted worker to end and hears its summary; a second Ctrl-C kills it."""
    try:
        out, _ = worker.communicate(timeout=ENDING)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        worker.kill()
        return {}
    # Ctrl-C may have cut the line that was being read.
    whole = [line for line in out.splitlines() if line.startswith(('{"summary"', '{"error"'))]
    ending: dict[str, Any] = json.loads(whole[-1]) if whole else {}
    return ending


def _told(ending: dict[str, Any], how: str, place: Path) -> CrawlSummary:
    if "summary" in ending:
        return CrawlSummary.model_validate(ending["summary"])
    if "error" in ending:
        kind: type[JointchargeError] = getattr(errors, ending["error"]["name"])
        raise kind(ending["error"]["text"])
    raise CrawlError(
        f"the crawler ended unexpectedly ({how}); nothing archived is lost: run the same command again to"
        f" continue, and if it happens again look into {place / 'crawl.log'}"
    )
