"""Puts what a court module found together to a Case: ids, classes, passages, and what the source can show.

Used by the modules of ``parsing/courts`` that read opinions of courts beside the Philippine Supreme Court. Values of a
generic reader are marked: one diagnostic ``generic_reader`` for the case, and each charge is of lower confidence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.passages import find_sentences, guess_language
from jointcharge.records.case import (
    Absence,
    Actor,
    ActorRole,
    Bribe,
    Case,
    Charge,
    Confidence,
    Diagnostic,
    Observability,
    Passage,
    Plea,
    Proceeding,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.offences import classify
from jointcharge.records.raw import RawDocument

GENERIC_READER = "generic_reader"
"""Diagnostic of a case that no court's own module read."""
_LETTERS = {
    ActorRole.DEFENDANT: "d",
    ActorRole.VICTIM: "v",
    ActorRole.COMPLAINANT: "c",
    ActorRole.RESPONDENT: "r",
    ActorRole.JUDGE: "j",
    ActorRole.PROSECUTOR: "p",
}
_HOST = re.compile(r"^[a-z]+://[^/]+/")


def case_id_for(raw: RawDocument) -> str:
    """``<portal>:<path>``: a case is named by its address, host and scheme left out."""
    return f"{raw.portal}:{_HOST.sub('', raw.url)}"


def is_lower_confidence(case: Case) -> bool:
    """Whether a generic reader, which knows no court's habits, read this case."""
    return any(one.code == GENERIC_READER for one in case.diagnostics)


@dataclass
class CaseDraft:
    """A case that grows while a judgment is read."""

    reading: Reading
    raw: RawDocument
    country: str | None
    language: str | None
    generic: bool = False
    court: Stated[str] | None = None
    decision_date: Stated[dt.date] | None = None
    title: Stated[str] | None = None
    stated_country: Stated[str] | None = None
    number: str | None = None
    neutral_citation: Stated[str] | None = None
    ecli: Stated[str] | None = None
    actors: list[Actor] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    bribes: list[Bribe] = field(default_factory=list)
    proceedings: list[Proceeding] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def case_id(self) -> str:
        """The id of the case, which those of its parts begin with."""
        return case_id_for(self.raw)

    def note(self, code: str, start: int, end: int, *, is_name: bool = False) -> None:
        """Record that ``text[start:end]`` was met and not understood; ``is_name`` as in `Reading.diagnostic`."""
        self.diagnostics.append(self.reading.diagnostic(code, start, end, is_name=is_name))

    def mark_absent(self, actor_id: str, absences: tuple[Stated[Absence], ...]) -> None:
        """Record why the decision does not decide on an accused."""
        place = next(n for n, actor in enumerate(self.actors) if actor.actor_id == actor_id)
        self.actors[place] = self.actors[place].model_copy(update={"absences": absences})

    def add_actor(self, role: ActorRole, start: int, end: int, *, is_organisation: bool | None = None) -> str:
        """Add the actor whose name is ``text[start:end]``; its id."""
        letter = _LETTERS.get(role, "o")
        number = sum(actor.role is role for actor in self.actors) + 1
        actor_id = f"{self.case_id}#{letter}{number}"
        label = self.reading.stated(self.reading.words(start, end), start, end)
        body = None if is_organisation is None else self.reading.stated(is_organisation, start, end)
        self.actors.append(Actor(actor_id=actor_id, role=role, label=label, is_organisation=body))
        return actor_id

    def add_charge(
        self,
        actor_id: str | None,
        *,
        provision: Stated[str] | None = None,
        wording: Stated[str] | None = None,
        counts: Stated[int] | None = None,
        plea: Stated[Plea] | None = None,
        verdicts: Iterable[Verdict] = (),
        sentence: Sentence | None = None,
    ) -> Charge:
        """Add one charge, with its classes."""
        on = self.decision_date.value if self.decision_date else None
        charge = Charge(
            charge_id=f"{self.case_id}#c{len(self.charges) + 1}",
            actor_id=actor_id,
            counts=counts,
            provision=provision,
            wording=wording,
            classes=classify(_value(provision), _value(wording), self.country, on),
            plea=plea,
            verdicts=tuple(verdicts),
            sentence=sentence,
            confidence=Confidence.LOWER if self.generic else Confidence.FULL,
        )
        self.charges.append(charge)
        return charge

    def build(self) -> Case:
        """The case as far as it was read."""
        return Case(
            case_id=self.case_id,
            source=self.raw.portal,
            number=self.number,
            neutral_citation=self.neutral_citation,
            ecli=self.ecli,
            title=self.title,
            country=self.stated_country,
            court=self.court,
            decision_date=self.decision_date,
            decision_year=self.decision_date.value.year if self.decision_date else None,
            url=self.raw.url,
            language=self.language,
            proceedings=tuple(self.proceedings),
            actors=tuple(self.actors),
            charges=tuple(self.charges),
            bribes=tuple(self.bribes),
            passages=tuple(self._passages()),
            observability=self._observability(),
            diagnostics=(*self.diagnostics, *self._confidence()),
            fetched_at=self.raw.fetched_at,
            sha256=self.raw.sha256,
        )

    def _observability(self) -> Observability:
        """A judgment's charges are those it decides; without any, nothing can be said of corruption charges."""
        charged = bool(self.charges)
        decided = any(charge.verdicts for charge in self.charges)
        return Observability(
            charges=charged, corruption_charges=charged, verdicts=decided, text=bool(self.reading.text.strip())
        )

    def _confidence(self) -> Iterable[Diagnostic]:
        if self.generic:
            yield Diagnostic(code=GENERIC_READER, wording="")

    def _passages(self) -> Iterable[Passage]:
        number, offset = 0, 0
        for line in self.reading.text.split("\n"):
            language = guess_language(line) or self.language
            for start, end in find_sentences(line, language) if line.strip() else ():
                number += 1
                yield Passage(
                    passage_id=f"{self.case_id}@{number}",
                    span=self.reading.span(offset + start, offset + end),
                    section="judgment",
                    language=language,
                    text=line[start:end],
                )
            offset += len(line) + 1


def _value(stated: Stated[str] | None) -> str | None:
    return stated.value if stated else None
