"""Parses what a crawl archived, each document once for each version of the rules.

A document is read again when its bytes, its format or the offence rules changed. A document that cannot be read is
recorded with its reason, and the run goes on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Protocol

from pydantic import ValidationError

from jointcharge.parsing.formats import Format, Parsed, all_formats, format_of
from jointcharge.records.attachments import Attached
from jointcharge.records.case import Case, Listing
from jointcharge.records.errors import ArchiveError, ParseError
from jointcharge.records.offences import rules_version
from jointcharge.records.raw import RawDocument, RawEntry
from jointcharge.records.withheld import told_diagnostics

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
    ) -> str | None:
        """Store what one document says; where its very bytes are stored already, or None."""

    def add_attachment(self, entry: RawEntry, parser: str, version: str, text: str, attached: Attached) -> None:
        """Store what a file says that is attached to a case's page."""

    def add_failure(self, entry: RawEntry, parser: str, version: str, error: str) -> None:
        """Store why one document could not be read."""

    def address_of(self, case_id: str) -> str | None:
        """Where the case that stands under this id was read; None where none does."""


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
    duplicates: int = 0
    """Files whose very bytes are stored under another name: they tell of no case of their own."""
    cases: int = 0
    listings: int = 0
    attached: Counter[str] = field(default_factory=Counter)
    """Attached files by what they are: ``text``, ``image_only``, …; ``judgment`` counts those that a court module read."""
    errors: list[str] = field(default_factory=list)
    """The reason of each failure, the first hundred."""
    wordings: dict[str, Counter[str]] = field(default_factory=dict)
    """For each code of diagnostics how often each wording was noted; long wordings are cut."""
    sections: Counter[str] = field(default_factory=Counter)
    """For each section the cases in which it is filled."""
    taken_over: list[str] = field(default_factory=list)
    """Cases that a document at another address told of before, under the same id: the later one stands."""
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
        for code, wording in told_diagnostics(case):
            self.wordings.setdefault(code, Counter())[_cut(wording)] += 1

    def note_attached(self, one: Attached) -> None:
        """Count one attached file: its state, whether it was read as a judgment, and what its readers met."""
        self.attached.update([one.state, *(["judgment"] if one.judgment else [])])
        for note in one.notes:
            code, _, told = note.partition(": ")
            if code == "judgment_not_read":
                self.wordings.setdefault(code, Counter())[_cut(told)] += 1

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
        if self.attached:
            states = ", ".join(
                f"{n} {state.replace('_', ' ')}" for state, n in sorted(self.attached.items()) if state != "judgment"
            )
            lines.append(f"Attached files: {states}; {self.attached['judgment']} read as judgments.")
        if self.duplicates:
            lines.append(f"Files byte for byte the same as another, stored once: {self.duplicates}.")
        if self.unread:
            lines.append(
                f"{self.unread} documents that no format reads stay in the archive (attached PDF files need the extra pdf)."
            )
        if taken := list(dict.fromkeys(self.taken_over)):
            shown = ", ".join(taken[:EXAMPLES])
            lines.append(f"{len(taken)} cases took the place of one read elsewhere under the same id: {shown}.")
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
    """The version of a format's answers: its own rules', the offence rules' and, where courts read for it, theirs."""
    from jointcharge.parsing.documents import courts_version, reads_text

    courts = f"+{courts_version()}" if reads_text(one) else ""
    return f"{one.VERSION}+{rules_version()}{courts}"


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
    direct, by_text = _waiting(entries, versions, known, summary)
    before = len(entries) - len(direct) - len(by_text)
    if before:
        on_progress(before, len(entries))
    store = _Storing(corpus, versions, summary)
    # Attached files first: a case whose files are known is stored once.
    for done, _ in enumerate(chain(_from_texts(by_text, read, store), _from_pages(direct, read, store)), before + 1):
        on_progress(done, len(entries))
    summary.seconds = time.perf_counter() - started
    return summary


Waiting = list[tuple[RawEntry, Format]]


def _waiting(
    entries: Sequence[RawEntry],
    versions: dict[str, str],
    known: dict[tuple[str, str], tuple[str, str]],
    summary: ParseSummary,
) -> tuple[Waiting, Waiting]:
    """What is to be read: from the bytes themselves, and by way of their text."""
    from jointcharge.parsing.documents import reads_text

    direct: Waiting = []
    by_text: Waiting = []
    for entry in entries:
        one = format_of(entry)
        if one is None:
            summary.unread += 1
        elif _is_known(entry, one, versions, known):
            summary.skipped += 1
        else:
            (by_text if reads_text(one) else direct).append((entry, one))
    return direct, by_text


def _from_pages(waiting: Waiting, read: Callable[[RawEntry], RawDocument], store: _Storing) -> Iterator[None]:
    for entry, one in waiting:
        store.parsed(entry, one, partial(_parsed, one, entry, read))
        yield


def _parsed(one: Format, entry: RawEntry, read: Callable[[RawEntry], RawDocument]) -> Parsed:
    return one.parse(read(entry))


def _from_texts(waiting: Waiting, read: Callable[[RawEntry], RawDocument], store: _Storing) -> Iterator[None]:
    """Read in worker processes; each is stored as it is done."""
    if not waiting:
        return
    from jointcharge.parsing.documents import read_documents, reads_text

    formats = {(entry.portal, entry.url): one for entry, one in waiting}
    for entry, raw, text in read_documents([entry for entry, _ in waiting], read):
        one = formats[entry.portal, entry.url]
        if raw is None or isinstance(text, str):
            store.failed(entry, one, str(text))
        elif reads_text(one):
            store.parsed(entry, one, partial(one.parse_text, raw, text))
        yield


@dataclass
class _Storing:
    """Where what was read goes: the corpus, and the summary."""

    corpus: ParsedStore
    versions: dict[str, str]
    summary: ParseSummary

    def parsed(self, entry: RawEntry, one: Format, parse: Callable[[], Parsed]) -> None:
        """Store what ``parse`` gives, or why it gives nothing."""
        try:
            parsed = parse()
        except (ParseError, ArchiveError) as error:
            self.failed(entry, one, str(error))
        except (
            ValidationError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ) as error:
            # A page that breaks the parser must not stop the others; its reason says that the fault is ours.
            told = " ".join(str(error).split())[:300]
            what = f"the parser failed ({type(error).__name__}: {told}); report it with the page's address"
            self.failed(entry, one, f"{entry.url}: {what}")
        else:
            self._keep(entry, one, parsed)

    def _keep(self, entry: RawEntry, one: Format, parsed: Parsed) -> None:
        version = self.versions[one.NAME]
        if parsed.attached is not None:
            self.corpus.add_attachment(entry, one.NAME, version, parsed.text, parsed.attached)
            self.summary.note_attached(parsed.attached)
        else:
            self.summary.taken_over += [
                case.case_id for case in parsed.cases if self.corpus.address_of(case.case_id) not in (None, case.url)
            ]
            twin = self.corpus.add_parsed(entry, one.NAME, version, parsed.text, parsed.cases, parsed.listings)
            self.summary.duplicates += twin is not None
            for case in () if twin else parsed.cases:
                self.summary.note_case(case)
        self.summary.parsed += 1
        self.summary.listings += len(parsed.listings)

    def failed(self, entry: RawEntry, one: Format, reason: str) -> None:
        """Record why one document gave nothing."""
        self.corpus.add_failure(entry, one.NAME, self.versions[one.NAME], reason)
        self.summary.note_failure(reason)


def _versions() -> dict[str, str]:
    return {one.NAME: parser_version(one) for one in all_formats()}


def _is_known(
    entry: RawEntry, one: Format, versions: dict[str, str], known: dict[tuple[str, str], tuple[str, str]]
) -> bool:
    return known.get((entry.portal, entry.url)) == (entry.sha256, f"{one.NAME}/{versions[one.NAME]}")
