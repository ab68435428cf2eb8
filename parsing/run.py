"""Parses what a crawl archived, each document once for each version of the rules.

A document is read again when its bytes, its format or the offence rules changed. A document that cannot be read is
recorded with its reason, and the run goes on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import ValidationError

from jointcharge.parsing.formats import Format, all_formats, format_of
from jointcharge.records.case import Case, Listing
from jointcharge.records.errors import ArchiveError, ParseError
from jointcharge.records.offences import rules_version
from jointcharge.records.raw import RawDocument, RawEntry

EXAMPLES = 5
"""Wordings kept for each code of diagnostics."""


class ParsedStore(Protocol):
    """What the run needs of ``Corpus``."""

    def parsed_versions(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(portal, url) -> (sha256, ``parser/version``) of every current document."""

    def add_parsed(
        self,
        entry: RawEntry,
        parser: str,
        version: str,
        text: str,
        cases: Sequence[Case] = (),
        listings: Sequence[Listing] = (),
    ) -> None:
        """Store what one document says."""

    def add_failure(self, entry: RawEntry, parser: str, version: str, error: str) -> None:
        """Store why one document could not be read."""


@dataclass
class ParseSummary:
    """What a run did."""

    parsed: int = 0
    """Documents read."""
    skipped: int = 0
    """Documents that these rules had read before."""
    unread: int = 0
    """Documents that no format reads, such as attachments."""
    failed: int = 0
    cases: int = 0
    listings: int = 0
    errors: list[str] = field(default_factory=list)
    """The first reasons of failures."""
    diagnostics: Counter[str] = field(default_factory=Counter)
    """How often each code was noted."""
    examples: dict[str, list[str]] = field(default_factory=dict)
    """For each code the first wordings, each once."""
    sections: Counter[str] = field(default_factory=Counter)
    """For each section the cases in which it is filled."""
    seconds: float = 0.0

    def fill_rates(self) -> dict[str, float]:
        """For each section the share of cases in which it is filled."""
        return {name: count / self.cases for name, count in sorted(self.sections.items())} if self.cases else {}

    def note_case(self, case: Case) -> None:
        """Count one case's diagnostics and sections."""
        self.cases += 1
        self.sections.update(case.sections)
        for one in case.diagnostics:
            self.diagnostics[one.code] += 1
            wordings = self.examples.setdefault(one.code, [])
            if len(wordings) < EXAMPLES and one.wording not in wordings:
                wordings.append(one.wording)


def parser_version(one: Format) -> str:
    """The version of a format's answers: its own rules' and the offence rules'."""
    return f"{one.VERSION}+{rules_version()}"


def parse_documents(
    entries: Iterable[RawEntry],
    read: Callable[[RawEntry], RawDocument],
    corpus: ParsedStore,
    on_progress: Callable[[RawEntry], None] | None = None,
) -> ParseSummary:
    """Parse every entry that is new to ``corpus``; ``read`` fetches its bytes from the archive."""
    summary = ParseSummary()
    started = time.perf_counter()
    known = corpus.parsed_versions()
    versions = {one.NAME: parser_version(one) for one in all_formats()}
    for entry in entries:
        one = format_of(entry)
        if one is None:
            summary.unread += 1
        elif known.get((entry.portal, entry.url)) == (entry.sha256, f"{one.NAME}/{versions[one.NAME]}"):
            summary.skipped += 1
        else:
            _parse_entry(entry, one, versions[one.NAME], read, corpus, summary)
        if on_progress is not None:
            on_progress(entry)
    summary.seconds = time.perf_counter() - started
    return summary


def _parse_entry(
    entry: RawEntry,
    one: Format,
    version: str,
    read: Callable[[RawEntry], RawDocument],
    corpus: ParsedStore,
    summary: ParseSummary,
) -> None:
    try:
        parsed = one.parse(read(entry))
    except (ParseError, ArchiveError) as error:
        reason = str(error)
    except (ValidationError, ValueError, LookupError, TypeError, RecursionError) as error:
        # A page that breaks the parser must not stop the others; its reason says that the fault is ours.
        told = " ".join(str(error).split())[:300]
        reason = f"{entry.url}: the parser failed ({type(error).__name__}: {told}); report it with the page's address"
    else:
        corpus.add_parsed(entry, one.NAME, version, parsed.text, parsed.cases, parsed.listings)
        summary.parsed += 1
        summary.listings += len(parsed.listings)
        for case in parsed.cases:
            summary.note_case(case)
        return
    corpus.add_failure(entry, one.NAME, version, reason)
    summary.failed += 1
    if len(summary.errors) < EXAMPLES:
        summary.errors.append(reason)
