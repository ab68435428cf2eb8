"""What every report has in common: its CSV, and how its text ends: limits, method, provenance."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from jointcharge.analysis.export import guarded
from jointcharge.analysis.provenance import GeneratedBy, provenance_of

WIDTH = 100
"""Columns of the text reports' paragraphs."""
LIMITS = "What these numbers do not say"
"""The heading of a report's caveats."""


class Report(Protocol):
    """A report of any kind: what it was computed from, how, and what it does not say."""

    @property
    def snapshot(self) -> str:
        """The state of the corpus it was computed from."""

    @property
    def generated_by(self) -> GeneratedBy:
        """What made it, how, and the command that makes it again."""

    @property
    def caveats(self) -> tuple[str, ...]:
        """What its numbers do not say."""

    def model_dump_json(self, *, indent: int | None = None) -> str:
        """The report as JSON."""


def to_json(report: Report) -> str:
    """A report in its public shape, indented, with a line break at the end."""
    return report.model_dump_json(indent=2) + "\n"


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Any]], guard: Callable[[str], str] = guarded) -> str:
    """Rows as CSV; safe to open in a spreadsheet, true and false in small letters, an empty cell for null."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(value, guard) for value in row])
    return held.getvalue()


def _cell(value: Any, guard: Callable[[str], str]) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return guard(value) if isinstance(value, str) else value


def paragraphs(items: Iterable[str]) -> Iterator[str]:
    """Sentences as an indented list."""
    for one in items:
        yield textwrap.fill(one, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False)


def ending(report: Report, limits: str = LIMITS, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """How every text report ends; ``more`` stands among the provenance."""
    yield limits
    yield from paragraphs(report.caveats)
    yield ""
    yield "Method"
    yield from paragraphs(report.generated_by.methods)
    yield ""
    yield "How it was made"
    for name, value in provenance_of(report.snapshot, report.generated_by, more).items():
        yield f"  {name:<12}{value}"
