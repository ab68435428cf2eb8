"""Tables of HumanTraffickingData.org: one row per defendant of a US federal trafficking case.

What the columns mean, and what is made of them, is in ``docs/htd.md``. The table has no column for bribery or any
other corruption offence: corruption charges are not observable in it, which is not the same as not charged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from jointcharge.parsing.formats import Parsed
from jointcharge.parsing.htd_charges import build_charges
from jointcharge.parsing.htd_table import HtdRow, HtdTable, read_table
from jointcharge.parsing.passages import find_sentences
from jointcharge.parsing.quote import Quote
from jointcharge.records.case import (
    Actor,
    ActorRole,
    Case,
    Charge,
    CountryCode,
    Diagnostic,
    Gender,
    Observability,
    Passage,
    Proceeding,
    Stated,
)
from jointcharge.records.errors import ImportFileError, ParseError
from jointcharge.records.raw import RawDocument, RawEntry, RawKind

NAME = "htd"
VERSION = 1

_GENDERS = {"0": Gender.MALE, "1": Gender.FEMALE}
_EXPLOITATION = {
    "LaborTraf": "Labour trafficking",
    "AdultSex": "Sex trafficking of adults",
    "MinorSex": "Sex trafficking of minors",
}
_NOTES = {
    "ChargeDate": "charged on {}",
    "TotalSentence": "total sentence: {} months",
    "SupRelease": "supervised release: {} months",
    "Probation": "probation: {} months",
    "Restitution": "restitution: {} USD",
}
"""What the table says of a defendant as a whole, not of one charge."""


def accepts(raw: RawDocument | RawEntry) -> bool:
    """Whether ``raw`` was brought by ``jointcharge import htd``."""
    return raw.portal == NAME and raw.kind is RawKind.FILE


def check(raw: RawDocument) -> None:
    """Raise `ImportFileError`, saying what to do, where ``raw`` is no such table; for ``jointcharge import``."""
    read_table(raw)


def parse(raw: RawDocument) -> Parsed:
    """The cases of the table, one for each docket number; the text is the file's."""
    try:
        table = read_table(raw)
    except ImportFileError as error:
        raise ParseError(str(error)) from error
    return Parsed(table.text, tuple(_case(raw, table, rows) for rows in _by_case(table.rows)))


def _by_case(rows: Sequence[HtdRow]) -> Iterator[list[HtdRow]]:
    """The rows of each case, in the order of the file. The docket number tells cases apart; CaseDef, a number
    that spreadsheets have rounded (``3.10`` to ``3.1``), does not."""
    cases: dict[str, list[HtdRow]] = {}
    for row in rows:
        cases.setdefault(_number(row), []).append(row)
    yield from cases.values()


def _number(row: HtdRow) -> str:
    return row.value("CaseNum") or row.value("CaseName") or row.value("CaseDef")


def _case(raw: RawDocument, table: HtdTable, rows: Sequence[HtdRow]) -> Case:
    first, case_id = rows[0], f"{NAME}:{_number(rows[0])}"
    diagnostics = list(_case_diagnostics(table, rows))
    charges: list[Charge] = []
    actors: list[Actor] = []
    for n, row in enumerate(rows, 1):
        actors.append(_defendant(f"{case_id}#d{n}", row, table, diagnostics))
        charges += build_charges(case_id, len(charges), actors[-1].actor_id, row, table, diagnostics)
    passages = tuple(_passages(case_id, rows))
    decided = _latest(rows, "SentDate", diagnostics)
    ended = decided or _latest(rows, "DateTerminated", diagnostics)
    court = _court(first)
    title = first.quote("CaseName")
    return Case(
        case_id=case_id,
        source=NAME,
        number=_number(first),
        title=title.as_text() if title else None,
        country=_country(first),
        court=court,
        decision_date=decided,
        decision_year=ended.value.year if ended else None,
        url=raw.url,
        language="en" if passages else None,
        crime_types=("Trafficking in persons",),
        exploitation=tuple(name for column, name in _EXPLOITATION.items() if any(r.value(column) == "1" for r in rows)),
        proceedings=(Proceeding(court=court, decision_date=decided),),
        actors=(*actors, *_victims(case_id, first, diagnostics), *_judge(case_id, first)),
        charges=tuple(charges),
        passages=passages,
        sections=("fact_summary", "charges") if passages else ("charges",),
        observability=Observability(charges=True, corruption_charges=False, verdicts=True, text=bool(passages)),
        diagnostics=tuple(diagnostics),
        fetched_at=raw.fetched_at,
        sha256=raw.sha256,
    )


def _case_diagnostics(table: HtdTable, rows: Sequence[HtdRow]) -> Iterator[Diagnostic]:
    for name in table.repeated:
        yield Diagnostic(code="repeated_column_differs", wording=name, span=table.header[name].span)
    if not rows[0].value("CaseNum"):
        yield Diagnostic(code="no_case_number", wording=_number(rows[0]))


def _defendant(actor_id: str, row: HtdRow, table: HtdTable, diagnostics: list[Diagnostic]) -> Actor:
    place = row.quote("CaseDef") or row.quote("UniqueID")
    gender = row.quote("DefGender")
    if gender and gender.wording not in _GENDERS:
        diagnostics.append(gender.diagnostic("unknown_gender"))
    return Actor(
        actor_id=actor_id,
        role=ActorRole.DEFENDANT,
        label=_stated(place, f"Defendant {place.wording}") if place else None,
        gender=Stated[Gender](value=_GENDERS[gender.wording], wording=gender.wording, span=gender.span)
        if gender and gender.wording in _GENDERS
        else None,
        age=_whole(row, "ArrestAge", diagnostics),
        notes=tuple(_notes(row, table)),
    )


def _notes(row: HtdRow, table: HtdTable) -> Iterator[Stated[str]]:
    probations = {f"Prob{statute}": f"probation under {statute}: {{}} months" for statute in table.statutes}
    for column, form in {**_NOTES, **probations}.items():
        quote = row.quote(column)
        if quote and quote.wording != "0":
            yield _stated(quote, form.format(quote.wording))


def _victims(case_id: str, row: HtdRow, diagnostics: list[Diagnostic]) -> tuple[Actor, ...]:
    """The victims as one group: the table counts them and names none."""
    size = _whole(row, "NumVic", diagnostics)
    if size is None or size.value == 0:
        return ()
    women, minors = _whole(row, "NumVicFemale", diagnostics), _whole(row, "NumVicMinor", diagnostics)
    return (
        Actor(
            actor_id=f"{case_id}#v1",
            role=ActorRole.VICTIM,
            group_size=size,
            gender=Stated[Gender](value=Gender.FEMALE, wording=women.wording, span=women.span)
            if women and women.value == size.value
            else None,
            is_minor=Stated[bool](value=True, wording=minors.wording, span=minors.span)
            if minors and minors.value == size.value
            else None,
        ),
    )


def _judge(case_id: str, row: HtdRow) -> tuple[Actor, ...]:
    name = row.quote("Judge")
    return (Actor(actor_id=f"{case_id}#j1", role=ActorRole.JUDGE, label=name.as_text()),) if name else ()


def _court(row: HtdRow) -> Stated[str] | None:
    """``VA`` and ``Eastern`` are the United States District Court for the Eastern District of VA."""
    state, part = row.quote("State"), row.quote("FedDistrict")
    if state is None:
        return None
    district = f"{part.wording} District" if part else "District"
    place = row.stretch("State", "FedDistrict") or state
    return _stated(place, f"United States District Court for the {district} of {state.wording}")


def _country(row: HtdRow) -> Stated[CountryCode] | None:
    quote = row.quote("State") or row.quote("CaseName")
    return Stated[CountryCode](value="USA", wording=quote.wording, span=quote.span) if quote else None


def _latest(rows: Sequence[HtdRow], column: str, diagnostics: list[Diagnostic]) -> Stated[dt.date] | None:
    dates: list[Stated[dt.date]] = []
    for row in rows:
        try:
            found = row.date(column)
        except ValueError:
            quote = row.quote(column)
            if quote:
                diagnostics.append(quote.diagnostic("unknown_date"))
            continue
        dates += [found] if found else []
    return max(dates, key=lambda one: one.value, default=None)


def _whole(row: HtdRow, column: str, diagnostics: list[Diagnostic]) -> Stated[int] | None:
    quote = row.quote(column)
    if quote is None:
        return None
    if not quote.wording.isdecimal():
        diagnostics.append(quote.diagnostic("unknown_number"))
        return None
    return Stated[int](value=int(quote.wording), wording=quote.wording, span=quote.span)


def _passages(case_id: str, rows: Sequence[HtdRow]) -> Iterator[Passage]:
    """The sentences of each different summary of the case."""
    summaries = {quote.wording: quote for row in rows if (quote := row.quote("CaseSummary"))}
    pieces = [quote.part(*ends) for quote in summaries.values() for ends in find_sentences(quote.wording, "en")]
    for n, piece in enumerate(pieces, 1):
        yield Passage(
            passage_id=f"{case_id}@{n}", span=piece.span, section="fact_summary", language="en", text=piece.wording
        )


def _stated(quote: Quote, value: str) -> Stated[str]:
    return Stated[str](value=value, wording=quote.wording, span=quote.span)
