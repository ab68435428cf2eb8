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
"""Wordings and failures that a summary shows unless asked for every one."""
_LONG = 100
Progress = Callable[[int, int | None], None]
"""Told how many documents are done, and of how many."""


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
    """The reason of each failure, the first hundred."""
    wordings: dict[str, Counter[str]] = field(default_factory=dict)
    """For each code of diagnostics how often each wording was noted; long wordings are cut."""
    sections: Counter[str] = field(default_factory=Counter)
    """For each section the cases in which it is filled."""
    seconds: float = 0.0

    @property
    def diagnostics(self) -> Counter[str]:
        """How often each code was noted."""
        return Counter({code: noted.total() for code, noted in self.wordings.items()})

    def fill_rates(self) -> dict[str, float]:
        """For each section the share of cases in which it is filled."""
        return {name: count / self.cases for name, count in sorted(self.sections.items())} if self.cases else {}

    def note_case(self, case: Case) -> None:
        """Count one case's diagnostics and sections."""
        self.cases += 1
        self.sections.update(case.sections)
        for one in case.diagnostics:
            self.wordings.setdefault(one.code, Counter())[_cut(one.wording)] += 1

    def note_failure(self, reason: str) -> None:
        """Count one document that could not be read."""
        self.failed += 1
        if len(self.errors) < 100:
            self.errors.append(reason)

    def to_text(self, *, every: bool = False) -> str:
        """The summary in a few lines; with ``every`` all wordings that were not understood."""
        lines = [
            f"{self.parsed} documents read, {self.skipped} unchanged, {self.failed} failed"
            f" in {self.seconds:.1f} s: {self.cases} cases, {self.listings} entries of search results."
        ]
        if self.unread:
            lines.append(f"{self.unread} documents that no format reads (attachments) stay in the archive.")
        if self.sections:
            rates = ", ".join(f"{name} {share:.0%}" for name, share in self.fill_rates().items())
            lines.append(f"Sections filled: {rates}.")
        lines += [f"Failed: {reason}" for reason in (self.errors if every else self.errors[:EXAMPLES])]
        lines += self._told_diagnostics(every)
        return "\n".join(lines)

    def _told_diagnostics(self, every: bool) -> list[str]:
        if not self.wordings:
            return []
        lines = ["Not understood, kept and recorded (wordings are added in parsing/vocabulary):"]
        for code, count in self.diagnostics.most_common():
            noted = self.wordings[code].most_common(None if every else EXAMPLES)
            shown = "; ".join(f"{wording!r} x{n}" if n > 1 else repr(wording) for wording, n in noted if wording)
            lines.append(f"  {code} {count}" + (f": {shown}" if shown else ""))
        return lines


def _cut(wording: str) -> str:
    return wording if len(wording) <= _LONG else wording[:_LONG] + "…"


def parser_version(one: Format) -> str:
    """The version of a format's answers: its own rules' and the offence rules'."""
    return f"{one.VERSION}+{rules_version()}"


def stale_entries(entries: Iterable[RawEntry], corpus: ParsedStore) -> list[RawEntry]:
    """The entries that a run would read: new, changed, or last read by other rules."""
    known, versions = corpus.parsed_versions(), _versions()
    return [entry for entry in entries if (one := format_of(entry)) and not _is_known(entry, one, versions, known)]


def parse_documents(
    entries: Sequence[RawEntry],
    read: Callable[[RawEntry], RawDocument],
    corpus: ParsedStore,
    on_progress: Progress = lambda done, total: None,
) -> ParseSummary:
    """Parse every entry that is new to ``corpus``; ``read`` fetches its bytes from the archive.

    Each document is stored in a transaction of its own, so a run that is stopped loses nothing it has stored.
    """
    summary = ParseSummary()
    started = time.perf_counter()
    known, versions = corpus.parsed_versions(), _versions()
    for done, entry in enumerate(entries, 1):
        one = format_of(entry)
        if one is None:
            summary.unread += 1
        elif _is_known(entry, one, versions, known):
            summary.skipped += 1
        else:
            _parse_entry(entry, one, versions[one.NAME], read, corpus, summary)
        on_progress(done, len(entries))
    summary.seconds = time.perf_counter() - started
    return summary


def _versions() -> dict[str, str]:
    return {one.NAME: parser_version(one) for one in all_formats()}


def _is_known(
    entry: RawEntry, one: Format, versions: dict[str, str], known: dict[tuple[str, str], tuple[str, str]]
) -> bool:
    return known.get((entry.portal, entry.url)) == (entry.sha256, f"{one.NAME}/{versions[one.NAME]}")


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
    summary.note_failure(reason)
