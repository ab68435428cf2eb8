"""Progress and CrawlSummary: what a crawl says while it runs and when it ends, with its totals asserted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import comb
from pathlib import Path

from pydantic import Field

from jointcharge.crawler.archive_files import told
from jointcharge.records.raw import Record

RUNS = "runs.jsonl"
ALARMING_DROP = 0.2
"""A section whose share of pages falls by more than this part of itself is warned about."""
FEW_PAGES = 20
"""Below so many pages a drop is warned about only where chance would hardly bring it about."""
HARDLY = 0.01


class Progress(Record):
    """One step of a crawl."""

    stage: str
    """``listing`` or ``cases``."""
    done: int
    total: int | None
    message: str = ""


class Failure(Record):
    """An address that was not fetched."""

    url: str
    reason: str


class FilterTotals(Record):
    """What the search for one crime type gave."""

    crime_type: str
    found: int
    """How many cases the portal says there are."""
    tolerance: int = 0
    """By how much the portal says that number may be wrong."""
    listed: int
    """How many different ones its pages named."""
    repeated: tuple[str, ...] = ()
    """Case ids named on more than one page of one pass."""
    missing: int = 0
    """``found`` less what may be wrong about it, less ``listed``, where that is more than nothing, after every pass."""
    passes: int = 1
    """How often the whole list was read: again where ``found`` changed or cases were missing."""
    partial: bool = False
    """A limit ended the listing early; nothing can be said to be missing."""

    @classmethod
    def of_all(cls, label: str, parts: Sequence[FilterTotals]) -> FilterTotals:
        """The totals of the slices of one search together."""
        return cls(
            crime_type=label,
            found=sum(one.found for one in parts),
            tolerance=sum(one.tolerance for one in parts),
            listed=sum(one.listed for one in parts),
            repeated=tuple(dict.fromkeys(case_id for one in parts for case_id in one.repeated)),
            missing=sum(one.missing for one in parts),
            passes=max((one.passes for one in parts), default=0),
            partial=any(one.partial for one in parts),
        )


class CrawlSummary(Record):
    """A crawl's totals."""

    portal: str
    started_at: dt.datetime
    seconds: float
    interrupted: bool = False
    filters: tuple[FilterTotals, ...] = ()
    cases_fetched: int = 0
    cases_had: int = 0
    """Cases that the archive had and that were not asked for again."""
    cases_unchanged: int = 0
    """Cases asked for again and served as they were."""
    attachments_fetched: int = 0
    attachments_had: int = 0
    failures: tuple[Failure, ...] = ()
    requests: int = 0
    bytes: int = 0
    pages_measured: int = 0
    """The case pages behind `fill_rates`: those fetched new or changed in this run."""
    fill_rates: dict[str, float] = Field(default_factory=dict)
    """The share of those pages that have each section."""
    last_fill_rates: dict[str, float] = Field(default_factory=dict)
    """The same of the latest earlier run that measured enough pages; empty without one."""
    warnings: tuple[str, ...] = ()


class FillTally:
    """Counts sections over pages."""

    def __init__(self, sections: Sequence[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._sections = sections
        self.pages = 0

    def add(self, found: Iterable[str]) -> None:
        """One more page with the sections ``found``."""
        self.pages += 1
        self._counts.update(found)

    def rates(self) -> dict[str, float]:
        """The share of pages that have each section; empty without pages."""
        if not self.pages:
            return {}
        return {name: self._counts[name] / self.pages for name in self._sections}


def find_drops(now: Mapping[str, float], before: Mapping[str, float], pages: int) -> list[str]:
    """A loud warning for each section that lost more than a fifth of its share of pages."""
    drops = []
    for name, share in sorted(before.items()):
        current = now.get(name, 0.0)
        if share <= 0 or current >= share * (1 - ALARMING_DROP):
            continue
        if pages >= FEW_PAGES or _chance_of(round(current * pages), pages, share) < HARDLY:
            drops.append(
                f"SECTION LOST: {name} is on {current:.1%} of {pages} pages, was on {share:.1%} in the last run:"
                " the portal may have changed its shape; look at a page with `jointcharge raw show CASE` before"
                " trusting what is parsed from this crawl"
            )
    return drops


def _chance_of(count: int, pages: int, share: float) -> float:
    """The probability of at most ``count`` of ``pages`` where each has it with probability ``share``."""
    return sum(comb(pages, k) * share**k * (1 - share) ** (pages - k) for k in range(count + 1))


def find_total_faults(filters: Iterable[FilterTotals]) -> list[str]:
    """A warning for each filter whose cases the portal did not all name."""
    return [
        f"{f.crime_type}: the portal counts {f.found} cases and named {f.listed} in {f.passes} passes;"
        f" {f.missing} missing: run the same command again, its list was changing"
        for f in filters
        if f.missing
    ]


def read_last_rates(place: Path) -> dict[str, float]:
    """The fill rates of the latest run that measured enough pages; else of the latest that measured any."""
    runs = [run for run in _read_runs(place / RUNS) if run.fill_rates]
    enough = [run for run in runs if run.pages_measured >= FEW_PAGES]
    return (enough or runs)[-1].fill_rates if runs else {}


def _read_runs(file: Path) -> list[CrawlSummary]:
    """Every earlier run; a line that a crash cut off is none."""
    if not file.exists():
        return []
    lines = file.read_bytes().split(b"\n")[:-1]
    return [CrawlSummary.model_validate_json(line) for line in lines]


def write_run(place: Path, summary: CrawlSummary) -> None:
    """Appends ``summary`` to the portal's runs."""
    with told(place), (place / RUNS).open("a", encoding="utf-8") as lines:
        lines.write(summary.model_dump_json() + "\n")
