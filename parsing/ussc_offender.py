"""One offender of the US Sentencing Commission's datafiles as a case: convictions, plea and sentence.

What the columns mean, and what is made of them, is in ``docs/ussc.md``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.quote import DocumentText, Quote
from jointcharge.parsing.us_districts import court_name, district_of_circdist
from jointcharge.parsing.us_statutes import statute_of_code
from jointcharge.parsing.ussc_table import Offender
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import (
    Actor,
    ActorRole,
    Case,
    Charge,
    CountryCode,
    Diagnostic,
    Disposition,
    Gender,
    Instance,
    Money,
    Observability,
    Plea,
    Proceeding,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.offences import classify
from jointcharge.records.raw import RawDocument

_SECTION_18 = re.compile(r"18 U\.S\.C\. § (\d+)")
_SOURCE = "ussc"
_SEXES = {"0": Gender.MALE, "1": Gender.FEMALE}


class JointReading(NamedTuple):
    """Which sides of a joint conviction an offender's statutes are on."""

    trafficking: bool
    corruption: bool
    """18 U.S.C. 201, 666, 872, 1951, 1952; the last two reach more than corruption."""
    honest_services: bool
    """18 U.S.C. 1346: kept apart, with the mail and wire fraud it belongs to."""

    @property
    def joint(self) -> bool:
        """Trafficking and corruption, against one defendant."""
        return self.trafficking and self.corruption


def joint_of(codes: Sequence[str]) -> JointReading:
    """The reading of an offender's codes, as the Commission prints them (``181591A``)."""
    sections = [section for code in codes if (section := _section_of(code))]
    return JointReading(*(_is_any(sections, key) for key in ("trafficking", "corruption", "honest_services")))


def codes_of(offender: Offender) -> tuple[str, ...]:
    """Every different code of the row, in the order of the columns."""
    return tuple(dict.fromkeys((*offender.unique, *(code for count in offender.per_count for code in count))))


def is_relevant(offender: Offender) -> bool:
    """Whether the offender was convicted of trafficking, or under a statute that is corruption by itself."""
    sections = [section for code in codes_of(offender) if (section := _section_of(code))]
    return _is_any(sections, "trafficking") or _is_any(sections, "kept_alone")


class OffenderCase:
    """One offender on the way to a case; the text gets a line for each cell that is used."""

    def __init__(self, raw: RawDocument, text: DocumentText, offender: Offender, case_id: str) -> None:
        self.raw = raw
        self.offender = offender
        self.case_id = case_id
        self.diagnostics: list[Diagnostic] = []
        text.gap()
        self.label = text.line(f"Offender {offender.values.get('USSCIDN', f'of row {offender.number}')}")
        self.quotes = {column: text.field(column, value) for column, value in offender.values.items()}
        self.statutes = [text.field("Statutes", " ".join(codes)) for codes in self._statute_groups()]

    def _statute_groups(self) -> list[tuple[str, ...]]:
        """The statutes of each count, and each of the unique ones that no count has as a group of its own."""
        told = {code for count in self.offender.per_count for code in count}
        return [*self.offender.per_count, *((code,) for code in self.offender.unique if code not in told)]

    def case(self) -> Case:
        """The offender's convictions."""
        court = self._court()
        year = self._whole("SENTYR") or self._whole("FY")
        return Case(
            case_id=self.case_id,
            source=_SOURCE,
            number=self.offender.values.get("USSCIDN"),
            title=self.label.as_text(),
            country=Stated[CountryCode](value="USA", wording=self.label.wording, span=self.label.span),
            court=court,
            decision_year=year if year and year > 1900 else None,
            url=self.raw.url,
            proceedings=(Proceeding(court=court),),
            charges=tuple(self._charges()),
            actors=(self._actor(),),
            sections=("charges",),
            observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=False),
            diagnostics=tuple(self.diagnostics),
            fetched_at=self.raw.fetched_at,
            sha256=self.raw.sha256,
        )

    def _actor(self) -> Actor:
        sex, age = self.quotes.get("MONSEX"), self._whole("AGE")
        return Actor(
            actor_id=f"{self.case_id}#d1",
            role=ActorRole.DEFENDANT,
            label=self.label.as_text(),
            gender=Stated[Gender](value=_SEXES[sex.wording], wording=sex.wording, span=sex.span)
            if sex and sex.wording in _SEXES
            else None,
            age=Stated[int](value=age, wording=self.quotes["AGE"].wording, span=self.quotes["AGE"].span)
            if age
            else None,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[Stated[str]]:
        """What the file says of the offender as a whole, and which definition of a joint case is met."""
        for column, form in (("PROBATN", "probation: {}"), ("SUPREL", "supervised release: {}")):
            quote, months = self.quotes.get(column), self._number(column)
            if quote and months:
                code = read_vocabulary("ussc")["release_codes"].get(int(months))
                told = {"life": "for life", "not_stated": "term not stated"}.get(code, f"{quote.wording} months")
                yield Stated[str](value=form.format(told), wording=quote.wording, span=quote.span)
        quote = self.quotes.get("SPECASSM")
        if quote and self._number("SPECASSM"):
            yield Stated[str](value=f"special assessment: {quote.wording} USD", wording=quote.wording, span=quote.span)
        yield from self._joint_notes()

    def _joint_notes(self) -> Iterator[Stated[str]]:
        reading = joint_of(codes_of(self.offender))
        told = [
            *(["trafficking and one of 18 U.S.C. 201, 666, 872, 1951, 1952"] if reading.joint else []),
            *(["honest-services fraud (18 U.S.C. 1346)"] if reading.honest_services else []),
        ]
        for words in told:
            yield Stated[str](value=f"convicted of {words}", wording=self.label.wording, span=self.label.span)

    def _charges(self) -> Iterator[Charge]:
        sentence, plea, verdict = self._sentence(), self._plea(), self._verdict()
        stated = self._whole("NOCOUNTS")
        if stated is not None and self.offender.per_count and stated != len(self.offender.per_count):
            self.diagnostics.append(self.quotes["NOCOUNTS"].diagnostic("counts_differ"))
        groups = Counter(self._statute_groups())
        places = dict(zip(reversed(self._statute_groups()), reversed(self.statutes), strict=True))
        for n, (codes, counts) in enumerate(groups.items(), 1):
            place = places[codes]
            provision = self._provision(codes, place)
            yield Charge(
                charge_id=f"{self.case_id}#c{n}",
                actor_id=f"{self.case_id}#d1",
                counts=Stated[int](value=counts, wording=place.wording, span=place.span)
                if codes in self.offender.per_count
                else None,
                provision=Stated[str](value=provision, wording=place.wording, span=place.span),
                classes=classify(provision, None, "USA"),
                plea=plea,
                verdicts=(verdict,),
                sentence=sentence if n == 1 else None,
            )

    def _provision(self, codes: Sequence[str], place: Quote) -> str:
        cited = [(code, statute_of_code(code)) for code in codes]
        for code, statute in cited:
            if statute is None:
                at = place.wording.index(code)
                self.diagnostics.append(place.part(at, at + len(code)).diagnostic("unknown_statute_code"))
        return "; ".join(statute or code for code, statute in cited)

    def _plea(self) -> Stated[Plea] | None:
        quote = self.quotes.get("DISPOSIT")
        known = self._disposit()
        if quote is None or known is None or not known["plea"]:
            return None
        return Stated[Plea](value=Plea(known["plea"]), wording=quote.wording, span=quote.span)

    def _verdict(self) -> Verdict:
        """Convicted: the file holds offenders who were sentenced, and nobody else."""
        quote = self.quotes.get("DISPOSIT")
        if quote and self._disposit() is None:
            self.diagnostics.append(quote.diagnostic("unknown_disposit"))
        place = quote or self.label
        return Verdict(
            instance=Instance.TRIAL, disposition=Disposition.CONVICTED, wording=place.wording, span=place.span
        )

    def _disposit(self) -> dict[str, str | None] | None:
        number = self._number("DISPOSIT")
        known: dict[int, dict[str, str | None]] = read_vocabulary("ussc")["disposit"]
        return known.get(int(number)) if number is not None else None

    def _sentence(self) -> Sentence | None:
        """The total sentence, which the file gives once for all counts: it goes to the first charge."""
        quote, months = self.quotes.get("TOTPRISN"), self._number("TOTPRISN")
        fine = self._money("AMTFINEC") or self._money("FINE")
        restitution = self._money("AMTREST") or self._money("TOTREST")
        if months is None and not fine and not restitution:
            return None
        codes = read_vocabulary("ussc")["term_codes"]
        code = codes.get(int(months)) if months is not None and months.is_integer() else None
        is_term = months is not None and months not in codes
        if months is not None and months in codes and code is None and quote:
            self.diagnostics.append(quote.diagnostic("unknown_term_code"))
        return Sentence(
            imprisonment_months_min=months if is_term else None,
            imprisonment_months_max=months if is_term else None,
            life=code == "life",
            death=code == "death",
            imprisonment=Stated[str](value=_term_told(code, quote.wording), wording=quote.wording, span=quote.span)
            if quote and (is_term or code)
            else None,
            fine=fine,
            compensation=restitution,
        )

    def _money(self, column: str) -> Stated[Money] | None:
        quote, amount = self.quotes.get(column), self._number(column)
        if not quote or not amount or int(amount) in read_vocabulary("ussc")["amount_not_stated"]:
            return None
        return Stated[Money](value=Money(amount=amount, currency="USD"), wording=quote.wording, span=quote.span)

    def _court(self) -> Stated[str] | None:
        """From CIRCDIST, whose 94 values are known; DISTRICT's are not, and stay a number."""
        circdist, district = self.quotes.get("CIRCDIST"), self.quotes.get("DISTRICT")
        number = self._whole("CIRCDIST")
        if circdist and number:
            try:
                value = court_name(district_of_circdist(number))
            except KeyError:
                self.diagnostics.append(circdist.diagnostic("unknown_district"))
            else:
                return Stated[str](value=value, wording=circdist.wording, span=circdist.span)
        if district is None:
            return None
        value = f"United States District Court, district {district.wording} of the Sentencing Commission's DISTRICT"
        return Stated[str](value=value, wording=district.wording, span=district.span)

    def _whole(self, column: str) -> int | None:
        number = self._number(column)
        return int(number) if number is not None and number.is_integer() else None

    def _number(self, column: str) -> float | None:
        """The number in a cell; None, noted once, for what is none."""
        quote = self.quotes.get(column)
        if quote is None:
            return None
        try:
            number = float(quote.wording)
        except ValueError:
            number = float("nan")
        if 0 <= number < float("inf"):
            return number
        note = quote.diagnostic("unknown_number")
        if note not in self.diagnostics:
            self.diagnostics.append(note)
        return None


def _term_told(code: str | None, months: str) -> str:
    return str(read_vocabulary("ussc")["term_wordings"][code]) if code else f"{months} months"


@lru_cache(maxsize=65_536)
def _section_of(code: str) -> int | None:
    """The section of title 18 that a code names; None for another title."""
    found = _SECTION_18.match(statute_of_code(code) or "")
    return int(found[1]) if found else None


def _is_any(sections: Sequence[int], key: str) -> bool:
    ranges = read_vocabulary("ussc")[key]
    return any(low <= section <= high for section in sections for low, high in ranges)
