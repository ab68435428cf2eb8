"""Criminal docket pages of the US federal courts (PACER, CM/ECF), as HTML files: one case for each docket.

The page is read by juriscraper; the case's text is built from what it read, line by line, and every value's span
points into it. What the docket's entries become is in ``docs/pacer.md``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import io
import itertools
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jointcharge.parsing.formats import Parsed
from jointcharge.parsing.pacer_counts import COMPLAINT, PENDING, TERMINATED, Count, Defendant, build_charges, find_notes
from jointcharge.parsing.quote import DocumentText, Quote
from jointcharge.parsing.us_districts import District, find_district
from jointcharge.records.case import (
    Actor,
    ActorRole,
    Case,
    Charge,
    CountryCode,
    Diagnostic,
    Observability,
    Proceeding,
    Stated,
)
from jointcharge.records.errors import MissingExtraError, ParseError
from jointcharge.records.raw import RawDocument, RawEntry, RawKind

NAME = "pacer"
VERSION = 1

_REMEDY = "save the page of the docket report as HTML, whole and unchanged, and import it again"
_HEADING = re.compile(r"(?:U\.?S\.? |United States )District Court.{0,400}?DOCKET FOR CASE", re.DOTALL | re.IGNORECASE)
_OFFENCE_LEVELS = re.compile(r"Highest\s+Offense\s+Level\s+\(Opening\)")
_ORGANISATION = re.compile(r"\b(?:inc|llc|l\.l\.c|corp|corporation|company|co|ltd|lp|llp)\b\.?$", re.IGNORECASE)
_SECTIONS = ((PENDING, "Pending counts"), (TERMINATED, "Terminated counts"), (COMPLAINT, "Complaints"))


def accepts(raw: RawDocument | RawEntry) -> bool:
    """Whether ``raw`` was brought by ``jointcharge import pacer``."""
    return raw.portal == NAME and raw.kind is RawKind.FILE


def parse(raw: RawDocument) -> Parsed:
    """The case of one docket page. Raises `ParseError` for what is no criminal docket page."""
    page = _decoded(raw)
    heading = _HEADING.search(page)
    if heading is None:
        raise ParseError(f"{raw.url} is no docket page of a US district court (no heading); {_REMEDY}")
    printed = _plain(heading[0])
    district = find_district(printed)
    if district is None:
        raise ParseError(f"{raw.url}: the heading names no district of the US federal courts; {_REMEDY}")
    docket = _read_docket(raw, page, district.code)
    case = _DocketCase(raw, docket, district, len(_OFFENCE_LEVELS.findall(page)))
    return case.parsed(printed[district.start : district.end])


def _decoded(raw: RawDocument) -> str:
    if not raw.body.strip():
        raise ParseError(f"{raw.url} is empty; {_REMEDY}")
    try:
        return raw.body.decode("utf-8-sig")
    except UnicodeDecodeError:  # older courts serve Windows-1252 and say so nowhere
        return raw.body.decode("cp1252", errors="replace")


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def _read_docket(raw: RawDocument, page: str, court_id: str) -> Mapping[str, Any]:
    """The page as juriscraper reads it."""
    report = _report(court_id)
    try:
        report._parse_text(page)  # the entry for pages from disk; there is no public one
        docket: Mapping[str, Any] = report.data
    except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        told = " ".join(str(error).split())[:120]
        raise ParseError(f"{raw.url}: the docket cannot be read ({type(error).__name__}: {told}); {_REMEDY}") from error
    if not docket or not docket.get("docket_number"):
        raise ParseError(f"{raw.url} holds no docket, or one that was changed after the court served it; {_REMEDY}")
    if docket.get("federal_dn_case_type") not in ("cr", "mj", "mc", "po", "tp", None):
        number = docket["docket_number"]
        raise ParseError(f"{raw.url} is docket {number}, no criminal one: it charges nobody; leave it out")
    return docket


def _report(court_id: str) -> Any:
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # it complains of a log folder that nobody needs
            from juriscraper.pacer import DocketReport
    except ImportError as error:
        raise MissingExtraError("reading PACER dockets", "us") from error
    logging.getLogger("juriscraper.lib.log_tools").setLevel(logging.CRITICAL)
    return DocketReport(court_id)


class _DocketCase:
    """One docket on its way to a case; the text grows as it is read."""

    def __init__(self, raw: RawDocument, docket: Mapping[str, Any], district: District, charged: int) -> None:
        self.raw = raw
        self.docket = docket
        self.number = str(docket["docket_number"])
        self.case_id = f"{NAME}:{district.code}:{self.number}"
        if docket.get("federal_defendant_number") not in (None, "", "All"):
            self.case_id += f"-{docket['federal_defendant_number']}"
        self.court_name = district.court
        self.charged = charged
        self.text = DocumentText(raw.sha256)
        self.diagnostics: list[Diagnostic] = []
        self.charges: list[Charge] = []
        self.actors: list[Actor] = []

    def parsed(self, printed_district: str) -> Parsed:
        """The docket as a case, with its text."""
        docket = self.docket
        title = self.text.line(str(docket.get("case_name") or ""))
        court = self.text.field("Court", f"U.S. District Court, {printed_district}")
        self.text.field("Docket number", self.number)
        ended = _day(docket.get("date_terminated"))
        for label, key in (("Date filed", "date_filed"), ("Date terminated", "date_terminated")):
            if docket.get(key):
                self.text.field(label, str(docket[key]))
        judge = (
            self.text.field("Assigned to", str(docket["assigned_to_str"])) if docket.get("assigned_to_str") else None
        )
        self._read_parties(ended)
        if judge:
            self.actors.append(Actor(actor_id=f"{self.case_id}#j1", role=ActorRole.JUDGE, label=judge.as_text()))
        return Parsed(self.text.text(), (self._case(title, court, ended),))

    def _case(self, title: Quote, court: Quote, ended: dt.date | None) -> Case:
        country = court.part(0, len("U.S."))
        stated = Stated[str](value=self.court_name, wording=court.wording, span=court.span)
        return Case(
            case_id=self.case_id,
            source=NAME,
            number=self.number,
            title=title.as_text() if title.wording else None,
            country=Stated[CountryCode](value="USA", wording=country.wording, span=country.span),
            court=stated,
            decision_year=ended.year if ended else None,
            url=self.raw.url,
            proceedings=(Proceeding(court=stated),),
            actors=tuple(self.actors),
            charges=tuple(self.charges),
            sections=("charges",) if self.charges else (),
            observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=False),
            diagnostics=tuple(self.diagnostics),
            fetched_at=self.raw.fetched_at,
            sha256=self.raw.sha256,
        )

    def _read_parties(self, ended: dt.date | None) -> None:
        parties = [
            p for p in self.docket.get("parties") or () if p.get("type") == "Defendant" or p.get("criminal_data")
        ]
        for n, party in enumerate(parties, 1):
            self._read_defendant(f"{self.case_id}#d{n}", party, ended)
        if sum(bool(p.get("criminal_data")) for p in parties) < self.charged:
            self.diagnostics.append(Diagnostic(code="defendant_without_counts", wording=self.number))

    def _read_defendant(self, actor_id: str, party: Mapping[str, Any], ended: dt.date | None) -> None:
        self.text.gap()
        name = self.text.field("Defendant", _one_line(party.get("name")))
        left = _day(party.get("date_terminated"))
        if left:
            self.text.field("Terminated", left.isoformat())
        others = [self.text.field("Also known as", alias) for alias in _aliases(str(party.get("extra_info") or ""))]
        counts = self._read_counts(party.get("criminal_data") or {})
        on = left or ended or _day(self.docket.get("date_filed"))
        defendant = Defendant(actor_id, bool(left or ended), on)
        self.charges += build_charges(self.case_id, len(self.charges), defendant, counts, self.diagnostics)
        aliases = [Stated[str](value=f"also known as: {q.wording}", wording=q.wording, span=q.span) for q in others]
        self.actors.append(
            Actor(
                actor_id=actor_id,
                role=ActorRole.DEFENDANT,
                label=name.as_text() if name.wording else None,
                is_organisation=Stated[bool](value=True, wording=name.wording, span=name.span)
                if _ORGANISATION.search(name.wording)
                else None,
                notes=(*aliases, *find_notes(counts)),
            )
        )

    def _read_counts(self, data: Mapping[str, Any]) -> list[Count]:
        """The counts and complaints, written into the text under their headings."""
        entries = [*data.get("counts", ()), *({**one, "status": COMPLAINT} for one in data.get("complaints", ()))]
        counts: list[Count] = []
        for status, heading in _SECTIONS:
            own = [one for one in entries if one.get("status") == status]
            if own:
                self.text.line(heading)
            for one in own:
                name = self.text.line(_one_line(one.get("name")))
                counts.append(Count(name, self.text.field("Disposition", _one_line(one.get("disposition"))), status))
        return counts


def _aliases(extra: str) -> Iterator[str]:
    """The names behind "also known as"; "aka" within a line repeats them."""
    lines = [line.strip() for line in extra.splitlines() if not line.strip().upper().startswith("TERMINATED")]
    for before, line in itertools.pairwise(lines):
        if before.lower() == "also known as" and line:
            yield line


def _one_line(value: object) -> str:
    return " ".join(str(value or "").split())


def _day(value: object) -> dt.date | None:
    """juriscraper gives days as dates or in ISO form."""
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value)) if value else None


def statuses_of(criminal_counts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """CourtListener's ``criminal_counts`` (status 1 pending, 2 terminated) in the words of the docket page."""
    named = {1: PENDING, 2: TERMINATED, PENDING: PENDING, TERMINATED: TERMINATED}
    return [{**one, "status": named[one["status"]]} for one in criminal_counts]
