"""Charges of a SHERLOC page: who, under what, and what became of them."""

from __future__ import annotations

import datetime as dt

from jointcharge.parsing.money import parse_money
from jointcharge.parsing.quote import Quote
from jointcharge.parsing.sherloc_labels import keyed
from jointcharge.parsing.sherloc_page import Field, Page, Piece
from jointcharge.parsing.sherloc_people import People, name_of
from jointcharge.parsing.terms import TermReading, parse_term
from jointcharge.parsing.verdicts import AppealEffect, disposition_after, parse_appeal, parse_verdict
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import (
    Actor,
    Charge,
    Diagnostic,
    Disposition,
    Instance,
    Money,
    Plea,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.offences import classify


class Charges:
    """Builds the charges of one case, in page order."""

    def __init__(self, people: People, country: str | None, on: dt.date | None) -> None:
        self.people = people
        self.country = country
        self.on = on
        self.diagnostics: list[Diagnostic] = people.diagnostics
        self.charges: list[Charge] = []

    def add_all(self, page: Page) -> None:
        """Add the charges of every charges block; orphans stay without an actor."""
        for block in page.blocks:
            if block.name == "charges":
                for part in block.parts:
                    self._add_part(part)

    def _add_part(self, part: Piece) -> None:
        if part.kind == "charge":
            self._add(part, None)
            return
        if part.kind == "person":
            actor = self._charged(part)
            for charge in part.of_kind("charge"):
                self._add(charge, actor)

    def _charged(self, person: Piece) -> Actor | None:
        """The defendant of the defendants' section, or a new one from this section."""
        who = name_of(person, "charges")
        if who.name is None:
            if any(person.of_kind("charge")):
                self._note("unnamed_charged_person", person.heading)
            return self.people.add(person, "charges")
        found = self.people.find_charged(who.name)
        if found is None:
            self._note("charged_person_without_record", who.name)
            found = self.people.add(person, "charges")
        return found

    def _add(self, piece: Piece, actor: Actor | None) -> None:
        fields, rest = keyed(piece, "charge_labels")
        for one in rest:
            self._note("unknown_label", one.quote)
        number = len(self.charges) + 1
        provision, wording = _quote(fields.get("provision")), _quote(fields.get("details"))
        plea, verdicts = self._verdicts(fields)
        self.charges.append(
            Charge(
                charge_id=f"{self.people.case_id}#c{number}",
                actor_id=actor.actor_id if actor else None,
                counts=self._counts(fields.get("counts")),
                provision=provision.as_text() if provision else None,
                wording=wording.as_text() if wording else None,
                classes=classify(
                    provision.wording if provision else None,
                    wording.wording if wording else None,
                    self.country,
                    self.on,
                ),
                plea=plea,
                verdicts=verdicts,
                sentence=self._sentence(fields),
            )
        )

    # --- verdicts ---

    def _verdicts(self, fields: dict[str, Field]) -> tuple[Stated[Plea] | None, tuple[Verdict, ...]]:
        trial, plea = self._trial(_quote(fields.get("verdict")))
        if (stated := _quote(fields.get("plea"))) is not None:
            plea = self._plea(stated) or plea
        appeal = self._appeal(_quote(fields.get("appellate")), trial.disposition if trial else Disposition.UNKNOWN)
        return plea, tuple(v for v in (trial, appeal) if v is not None)

    def _trial(self, quote: Quote | None) -> tuple[Verdict | None, Stated[Plea] | None]:
        if quote is None:
            return None, None
        reading = parse_verdict(quote.wording)
        if reading is None:
            self._note("unknown_verdict", quote)
            return _verdict(Instance.TRIAL, Disposition.UNKNOWN, quote), None
        if reading.remainder:
            self._note("verdict_partly_read", quote)
        plea = Stated[Plea](value=reading.plea, wording=quote.wording, span=quote.span) if reading.plea else None
        return _verdict(Instance.TRIAL, reading.disposition, quote) if reading.disposition else None, plea

    def _plea(self, quote: Quote) -> Stated[Plea] | None:
        found = read_vocabulary("verdicts")["pleas"].get(quote.wording.strip(" .").lower())
        if found is None:
            self._note("unknown_plea", quote)
            return None
        return Stated[Plea](value=Plea(found), wording=quote.wording, span=quote.span)

    def _appeal(self, quote: Quote | None, before: Disposition) -> Verdict | None:
        if quote is None:
            return None
        effect = parse_appeal(quote.wording)
        if effect is None:
            self._note("unknown_appellate_decision", quote)
            return _verdict(Instance.APPEAL, Disposition.UNKNOWN, quote)
        if effect in (AppealEffect.PARTIAL, AppealEffect.ALLOWED):
            self._note("unclear_appellate_decision", quote)
        if effect is AppealEffect.REVERSED and before is not Disposition.CONVICTED:
            self._note("reversed_without_conviction", quote)
        after = disposition_after(effect, before)
        return _verdict(Instance.APPEAL, after, quote) if after else None

    # --- sentences ---

    def _sentence(self, fields: dict[str, Field]) -> Sentence | None:
        quote = _quote(fields.get("term"))
        term = self._term(quote) if quote else None
        fine = self._money(_quote(fields.get("fine")))
        compensation = self._money(_quote(fields.get("compensation")))
        if quote is None and fine is None and compensation is None:
            return None
        reading = term or TermReading()
        return Sentence(
            imprisonment_months_min=reading.months_min,
            imprisonment_months_max=reading.months_max,
            life=reading.life,
            death=reading.death,
            suspended_months=reading.suspended_months,
            concurrency=reading.concurrency,
            imprisonment=quote.as_text() if quote else None,
            fine=fine,
            compensation=compensation,
        )

    def _term(self, quote: Quote) -> TermReading | None:
        reading = parse_term(quote.wording)
        if reading is None:
            self._note("unknown_term", quote)
        elif reading.remainder or reading.partly_suspended:
            self._note("term_partly_read", quote)
        return reading

    def _money(self, quote: Quote | None) -> Stated[Money] | None:
        if quote is None:
            return None
        reading = parse_money(quote.wording, self.country)
        if reading is None:
            self._note("unknown_amount", quote)
            return None
        if reading.unknown:
            self._note("unknown_currency", quote)
        if reading.amount is None:
            return None
        money = Money(amount=reading.amount, currency=reading.currency)
        return Stated[Money](value=money, wording=quote.wording, span=quote.span)

    def _counts(self, one: Field | None) -> Stated[int] | None:
        quote = _quote(one)
        if quote is None:
            return None
        if not quote.wording.isdigit():
            self._note("unknown_counts", quote)
            return None
        return Stated[int](value=int(quote.wording), wording=quote.wording, span=quote.span)

    def _note(self, code: str, quote: Quote | None) -> None:
        self.diagnostics.append(quote.diagnostic(code) if quote else Diagnostic(code=code, wording=""))


def _verdict(instance: Instance, disposition: Disposition, quote: Quote) -> Verdict:
    return Verdict(instance=instance, disposition=disposition, wording=quote.wording, span=quote.span)


def _quote(one: Field | None) -> Quote | None:
    """The field's value; of several lines the first, the others stay in the document's text."""
    return one.values[0].quote if one is not None and one.values else None
