"""What made a report, so that a reader can make it again: program, command, snapshot, rules, tagger, versions, time."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping
from importlib.metadata import version

from jointcharge.analysis.counts import SMALL
from jointcharge.analysis.frames import Frames
from jointcharge.records.raw import Record

LIBRARIES = ("numpy", "pandas")
"""Libraries whose version stands in every report, for they do the reckoning."""


class GeneratedBy(Record):
    """What made a report, so that it can be made again."""

    program: str
    """``jointcharge`` and its version."""
    command: str
    """The command that makes it again, as of its snapshot."""
    by: str | None
    """The grouping; None for one table of all cases."""
    cases: int
    sources: Mapping[str, int | None]
    """The portals and files the cases come from -> how many; null for fewer than five in a report to be published."""
    rules: str
    tagger: str | None
    versions: Mapping[str, str]
    """Python and the libraries that reckon -> their version."""
    methods: tuple[str, ...]
    """How the numbers were come by, in this very run."""
    published: bool = False
    """Whether small cells were withheld (``--publish``)."""
    snapshot_made_at: dt.datetime
    generated_at: dt.datetime | None
    """The only part that differs between two runs over one snapshot; None where it was not asked for."""


def made_by(
    frames: Frames,
    asked: str,
    *,
    command: str | None = None,
    by: str | None = None,
    at: dt.datetime | None = None,
    published: bool = False,
    methods: tuple[str, ...] = (),
    libraries: tuple[str, ...] = LIBRARIES,
) -> GeneratedBy:
    """What makes a report over ``frames`` when ``asked`` for (the words after ``jointcharge``), as of its snapshot.

    ``command`` is the command a reader runs to make it again; by default that of the command line.
    """
    snapshot = frames.snapshot
    options = "--publish " if published else ""
    return GeneratedBy(
        program=f"jointcharge {version('jointcharge')}",
        command=command or f"jointcharge {asked} {options}--as-of {snapshot.snapshot}",
        by=by,
        cases=snapshot.cases,
        sources=_sources(frames, published),
        rules=snapshot.rules,
        tagger=snapshot.tagger,
        versions={"python": platform.python_version(), **{name: version(name) for name in libraries}},
        methods=methods,
        published=published,
        snapshot_made_at=snapshot.made_at,
        generated_at=at,
    )


def _sources(frames: Frames, published: bool) -> dict[str, int | None]:
    counts = frames.corpus.select("SELECT source, count(*) FROM cases GROUP BY source ORDER BY source")
    return {source: None if published and n < SMALL else n for source, n in counts}


def provenance_of(snapshot: str, made: GeneratedBy, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What made a report, line by line, the command last; the time, if it was asked for, after it."""
    told = {
        "snapshot": f"{snapshot} of {made.snapshot_made_at.isoformat()}",
        "cases": f"{made.cases:,}{_by_source(made)}",
        "program": made.program,
        "versions": ", ".join(f"{name} {number}" for name, number in made.versions.items()),
        "rules": made.rules or "none",
        "tagger": made.tagger or "none",
        **(more or {}),
        "make again": made.command,
    }
    return told if made.generated_at is None else {**told, "made at": made.generated_at.isoformat()}


def _by_source(made: GeneratedBy) -> str:
    """ ": files 96, sherloc 1,590"; nothing where there is no case."""
    told = ", ".join(f"{name} {f'fewer than {SMALL}' if n is None else f'{n:,}'}" for name, n in made.sources.items())
    return f": {told}" if told else ""
