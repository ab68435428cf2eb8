"""Victims and defendants of a SHERLOC page as actors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from jointcharge.parsing.countries import find_country, find_nationalities, is_stateless
from jointcharge.parsing.dates import parse_year
from jointcharge.parsing.offices import find_office
from jointcharge.parsing.people import (
    GroupReading,
    find_gender,
    find_group,
    find_legal_form,
    is_child,
    is_known_as_no_gender,
    parse_age,
)
from jointcharge.parsing.quote import Quote
from jointcharge.parsing.sherloc_labels import key_of, key_of_label
from jointcharge.parsing.sherloc_page import Field, Page, Piece
from jointcharge.parsing.wordings import folded
from jointcharge.records.case import Actor, ActorRole, CountryCode, Diagnostic, Gender, Stated

_LETTERS = {ActorRole.DEFENDANT: "d", ActorRole.RESPONDENT: "r", ActorRole.VICTIM: "v", ActorRole.COMPLAINANT: "v"}
_DEFAULT_ROLE = {"victims": ActorRole.VICTIM, "defendants": ActorRole.DEFENDANT, "charges": ActorRole.DEFENDANT}
CHARGED = frozenset({ActorRole.DEFENDANT, ActorRole.RESPONDENT})
"""The roles that a charge can be alleged against."""


class PersonName(NamedTuple):
    """Who a person record is about."""

    role: ActorRole
    name: Quote | None


class People:
    """Builds the actors of one case, in page order, and keeps what it did not understand."""

    def __init__(self, case_id: str, diagnostics: list[Diagnostic]) -> None:
        self.case_id = case_id
        self.diagnostics = diagnostics
        self.actors: list[Actor] = []
        self._counts: dict[str, int] = {}

    def add_all(self, page: Page) -> None:
        """Add the defendants, then the victims, of the page's blocks."""
        for section in ("defendants", "victims"):
            for block in page.blocks:
                if block.name == section:
                    for person in block.of_kind("person"):
                        self.add(person, section)

    def add(self, person: Piece, section: str) -> Actor:
        """The actor of one person record, which is added."""
        who = name_of(person, section)
        if who.role is ActorRole.OTHER:
            self._note("unknown_role", (f.quote for f in person.fields[:1]))
        actor = _Reader(self, person, who).actor(self._next_id(who.role))
        self.actors.append(actor)
        return actor

    def find_charged(self, name: Quote) -> Actor | None:
        """The one defendant with this label; None where none or several have it."""
        wanted = _comparable(name.wording)
        found = [
            a for a in self.actors if a.role in CHARGED and a.label is not None and _comparable(a.label.value) == wanted
        ]
        return found[0] if len(found) == 1 else None

    def _next_id(self, role: ActorRole) -> str:
        letter = _LETTERS.get(role, role.value[0])
        self._counts[letter] = self._counts.get(letter, 0) + 1
        return f"{self.case_id}#{letter}{self._counts[letter]}"

    def _note(self, code: str, quotes: Iterable[Quote | None]) -> None:
        self.diagnostics += [quote.diagnostic(code) for quote in quotes if quote is not None]


def name_of(person: Piece, section: str) -> PersonName:
    """The role and the name of a person record: the field labelled "Defendant:", "Victim:" and so on."""
    for one in person.fields:
        role = key_of_label(one.label, "roles")
        if role is not None:
            return PersonName(ActorRole(role), one.value)
    first = person.fields[0] if person.fields else None
    if first is not None and "name" in first.classes and key_of_label(first.label, "person_labels") is None:
        return PersonName(ActorRole.OTHER, first.value)
    return PersonName(_DEFAULT_ROLE[section], person.heading)


def _comparable(name: str) -> str:
    return folded(name).replace(" ", "").replace(".", "").strip(" ,;")


class _Reader:
    """Reads one person record."""

    def __init__(self, people: People, person: Piece, who: PersonName) -> None:
        self.people = people
        self.person = person
        self.who = who
        self.group = find_group(who.name.wording) if who.name else None
        self.fields: dict[str, Field] = {}
        for one in person.fields:
            self._sort(one)

    def actor(self, actor_id: str) -> Actor:
        name = self.who.name
        is_minor = self._minor()
        notes = tuple(line.quote.as_text() for line in self.person.paragraphs)
        is_official, office = self._office()
        return Actor(
            actor_id=actor_id,
            role=self.who.role,
            label=name.as_text() if name else None,
            group_size=self._group_size(name, self.group) if name and self.group else None,
            gender=self._gender(),
            is_minor=is_minor,
            nationalities=self._nationalities(),
            age=self._age(),
            birth_year=self._birth_year(),
            is_official=is_official,
            office=office,
            is_organisation=self._organisation(),
            notes=notes,
        )

    def _sort(self, one: Field) -> None:
        key = key_of(one, "person_labels")
        if key is not None and key not in self.fields:
            self.fields[key] = one
        elif key is None and key_of_label(one.label, "roles") is None and one.quote is not None:
            self._note("unknown_label", one.quote)

    def _value(self, key: str) -> Quote | None:
        one = self.fields.get(key)
        if one is None or not one.values:
            return None
        if len(one.values) > 1:
            self._note("several_values", one.values[1].quote)
        return one.values[0].quote

    def _note(self, code: str, quote: Quote) -> None:
        self.people.diagnostics.append(quote.diagnostic(code))

    def _group_size(self, name: Quote, group: GroupReading) -> Stated[int] | None:
        if group.size is None:
            self._note("group_without_number", name)
            return None
        part = name.part(*group.wording)
        return Stated[int](value=group.size, wording=part.wording, span=part.span)

    def _gender(self) -> Stated[Gender] | None:
        quote = self._value("gender")
        gender = find_gender(quote.wording) if quote else None
        if quote is not None and gender is None and not is_child(quote.wording):
            if not is_known_as_no_gender(quote.wording):
                self._note("unknown_gender", quote)
            return None
        return Stated[Gender](value=gender, wording=quote.wording, span=quote.span) if quote and gender else None

    def _minor(self) -> Stated[bool] | None:
        quote = self._value("gender")
        if quote is None or not is_child(quote.wording):
            quote = self._value("age")
            age = parse_age(quote.wording) if quote else None
            if age is None or not age.is_minor:
                quote = None
        if quote is None and self.group and self.group.is_minor and self.who.name:
            quote = self.who.name.part(*self.group.wording)
        return Stated[bool](value=True, wording=quote.wording, span=quote.span) if quote else None

    def _nationalities(self) -> tuple[Stated[CountryCode], ...]:
        quote = self._value("nationality")
        if quote is not None:
            return tuple(s for n in find_nationalities(quote.wording) if (s := self._nationality(quote, *n)))
        if self.group is None or self.who.name is None:
            return ()
        name = self.who.name
        return tuple(s for n in self.group.nationalities if (s := self._nationality(name, *n)))

    def _nationality(self, quote: Quote, code: str | None, start: int, end: int) -> Stated[CountryCode] | None:
        part = quote.part(start, end)
        if code is None:
            self._note("stateless" if is_stateless(part.wording) else "unknown_nationality", part)
            return None
        return Stated[CountryCode](value=code, wording=part.wording, span=part.span)

    def _age(self) -> Stated[int] | None:
        quote = self._value("age")
        if quote is None:
            return None
        reading = parse_age(quote.wording)
        if reading is None:
            self._note("unknown_age", quote)
        if reading is None or reading.age is None:
            return None
        return Stated[int](value=reading.age, wording=quote.wording, span=quote.span)

    def _birth_year(self) -> Stated[int] | None:
        quote = self._value("born")
        if quote is None:
            return None
        year = parse_year(quote.wording)
        if year is None:
            if find_country(quote.wording) is None:
                self._note("unknown_birth", quote)
            return None
        return Stated[int](value=year, wording=quote.wording, span=quote.span)

    def _organisation(self) -> Stated[bool] | None:
        """A guess from the name's legal form, where no gender, age or birth speaks for a person."""
        name = self.who.name
        if name is None or self.fields.keys() & {"gender", "age", "born"}:
            return None
        form = find_legal_form(name.wording)
        if form is None:
            return None
        part = name.part(*form)
        return Stated[bool](value=True, wording=part.wording, span=part.span)

    def _office(self) -> tuple[Stated[bool] | None, Stated[str] | None]:
        """Public office as the record's own words state it, for those a charge can be alleged against."""
        if self.who.role not in CHARGED:
            return None, None
        lines = [line.quote for line in self.person.paragraphs]
        if (reasoning := self.fields.get("legal_reasoning")) is not None:
            lines += [line.quote for line in reasoning.values]
        for quote in lines:
            reading = find_office(quote.wording)
            if reading is not None:
                part = quote.part(reading.start, reading.end)
                office = f"former_{reading.office}" if reading.former else reading.office
                stated = Stated[str](value=office, wording=part.wording, span=part.span)
                return Stated[bool](value=not reading.former, wording=part.wording, span=part.span), stated
        return None, None
