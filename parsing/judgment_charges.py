"""Actors and charges as records, out of what was read of accused, informations and outcomes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jointcharge.parsing.judgment_caption import Caption
from jointcharge.parsing.judgment_citations import find_citations
from jointcharge.parsing.judgment_coaccused import is_anonymised
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_offences import COUNTRY, wording_of
from jointcharge.parsing.judgment_outcomes import Outcome, Table
from jointcharge.parsing.judgment_text import Reading, pattern
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import (
    Absence,
    Actor,
    ActorRole,
    Charge,
    Diagnostic,
    Disposition,
    Instance,
    Money,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.offences import OffenceMatch, classify


def build_actors(
    reading: Reading, case_id: str, accused: Sequence[Accused], caption: Caption, account: tuple[int, int]
) -> tuple[Actor, ...]:
    """The accused in order, then the judge who wrote the decision."""
    actors = [_actor(reading, f"{case_id}#d{n}", one, account) for n, one in enumerate(accused, 1)]
    if caption.ponente:
        actors.append(Actor(actor_id=f"{case_id}#j1", role=ActorRole.JUDGE, label=caption.ponente))
    return tuple(actors)


def _actor(reading: Reading, actor_id: str, one: Accused, account: tuple[int, int]) -> Actor:
    office = find_office_of(reading, one, account)
    return Actor(
        actor_id=actor_id,
        role=ActorRole.RESPONDENT if one.respondent else ActorRole.DEFENDANT,
        label=reading.stated(one.name, one.start, one.end),
        is_official=reading.stated(True, *office) if office else None,
        office=reading.stated(reading.words(*office), *office) if office else None,
        absences=tuple(reading.stated(absence, *where) for absence, where in _absences(one)),
        notes=tuple(_notes(reading, one)),
    )


def _absences(one: Accused) -> Iterator[tuple[Absence, tuple[int, int]]]:
    told = ((Absence.AT_LARGE, one.at_large), (Absence.DIED, one.died), (Absence.APPEALED_ELSEWHERE, one.elsewhere))
    yield from ((absence, where) for absence, where in told if where)


def _notes(reading: Reading, one: Accused) -> Iterator[Stated[str]]:
    if one.in_caption:
        yield reading.stated("named in the caption", one.start, one.end)
    for alias in one.aliases:
        yield reading.stated(f"alias {alias}", one.start, one.end)
    if is_anonymised(one.name):
        yield reading.stated("anonymised", one.start, one.end)


def find_office_of(reading: Reading, one: Accused, account: tuple[int, int]) -> tuple[int, int] | None:
    """Where the account gives the public office of an accused: "X, then Municipal Mayor of"; None where it does not."""
    if not one.surname:
        return None
    vocabulary = read_vocabulary("phl_supreme_court")
    office = vocabulary["offices"][0]
    cues = "|".join(vocabulary["official_cues"])
    name = re.escape(one.surname)
    sources = (
        rf"{name}(?:,? (?:jr|sr)\.?)?,? (?:\( ?\w+ ?\),? )?(?:{cues})?,? ?(?P<office>{office})(?= of| in|,| at|\.| for| and)",
        rf"(?P<office>{office}),? (?:(?-i:[A-Z])[\w.]* ){{0,4}}{name}\b",
        rf"\b(?:petitioner|accused|appellant)s?,? (?:{cues}),? ?(?P<office>{office})\b",
    )
    for source in sources[: 3 if one.appellant else 2]:
        found = next(_found_near(source, name if name in source else None, reading.plain, account), None)
        if found and not pattern(r"judge|prosecutor|fiscal|president$|manager|agent|examiner").search(found["office"]):
            return found.span("office")
    return None


_OFFICE_BEFORE = 200
"""Characters before a name in which the words of an office are looked for."""


def _found_near(source: str, name: str | None, plain: str, account: tuple[int, int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that holds a name, looked for around the name alone: offices are many and long."""
    if name is None:
        yield from pattern(source).finditer(plain, *account)
        return
    for at in pattern(name).finditer(plain, *account):
        start, end = max(account[0], at.start() - _OFFICE_BEFORE), min(account[1], at.end() + _OFFICE_BEFORE)
        if (found := pattern(source).search(plain, start, end)) is not None:
            yield found


def build_charges(
    reading: Reading,
    case_id: str,
    infos: Sequence[Information],
    accused: Sequence[Accused],
    table: Table,
    date: Stated[dt.date] | None,
    diagnostics: list[Diagnostic],
) -> tuple[Charge, ...]:
    """One charge for each accused and information, in the order of the accused."""
    charges: list[Charge] = []
    paid: dict[tuple[int, int], str] = {}
    for (person, position), outcome in sorted(table.items()):
        info = _as_convicted(reading, infos[position], outcome, diagnostics)
        charge_id = f"{case_id}#c{len(charges) + 1}"
        charges.append(
            Charge(
                charge_id=charge_id,
                actor_id=f"{case_id}#d{person + 1}",
                counts=_counts(reading, info, outcome),
                provision=_provision(reading, info),
                wording=_wording(reading, info),
                classes=_classes(info, date.value if date else None),
                verdicts=tuple(_verdict(reading, *verdict) for verdict in outcome.verdicts),
                sentence=_sentence(reading, outcome, paid, diagnostics, charge_id),
            )
        )
    return tuple(charges)


def _as_convicted(reading: Reading, info: Information, outcome: Outcome, diagnostics: list[Diagnostic]) -> Information:
    """The information with the offence of which the accused stands convicted in place of the one charged, where it is another."""
    instead = outcome.instead
    if outcome.standing is not Disposition.CONVICTED:
        return info
    if instead is None:
        return replace(info, citation=outcome.under) if outcome.under is not None else info
    mention = instead.mention
    diagnostics.append(reading.diagnostic("convicted_of_another_offence", mention.start, mention.end))
    if not instead.placed:
        diagnostics.append(reading.diagnostic("which_counts_not_told", mention.start, mention.end))
    return replace(info, offence=mention.offence, citation=mention.citation)


_SHOWN = 400
"""Characters of a dispositive portion that a verdict quotes."""


def _verdict(reading: Reading, instance: Instance, disposition: Disposition, start: int, end: int) -> Verdict:
    start, end = reading.trimmed(start, min(end, start + _SHOWN))
    return Verdict(
        instance=instance, disposition=disposition, wording=reading.text[start:end], span=reading.span(start, end)
    )


def _counts(reading: Reading, info: Information, outcome: Outcome) -> Stated[int] | None:
    """The counts of the information, or those of which the accused stands convicted under it."""
    if outcome.counts is not None and outcome.standing is Disposition.CONVICTED:
        return reading.stated(outcome.counts[0], *outcome.counts[1:])
    if info.counts_at:
        return reading.stated(info.counts, *info.counts_at)
    return reading.stated(info.counts, info.start, info.end) if info.counts > 1 else None


def _provision(reading: Reading, info: Information) -> Stated[str] | None:
    """As printed; "Section 3(e) of the same law" with the law that is meant."""
    cited = info.citation
    if cited is None:
        return None
    printed = reading.words(cited.start, cited.end)
    named = any(c.law == cited.law for c in find_citations(printed, 0, len(printed)))
    return reading.stated(printed if named else cited.normalised, cited.start, cited.end)


def _wording(reading: Reading, info: Information) -> Stated[str]:
    """The information's number and the offence's plain name."""
    name = wording_of(info.offence) or f"violation of {info.offence}"
    lead = f"{'complaint' if info.complaint else 'Criminal Case No.'} {info.number}: " if info.number else ""
    return reading.stated(lead + name, info.start, info.end)


def _classes(info: Information, day: dt.date | None) -> tuple[OffenceMatch, ...]:
    known = read_vocabulary("phl_supreme_court")["offences"].get(info.offence, {})
    wording = None if "law" in known else wording_of(info.offence)
    if known.get("complex"):
        return classify(None, wording, COUNTRY, day)
    provision = info.citation.normalised if info.citation else known.get("law", None if wording else info.offence)
    return classify(provision, wording, COUNTRY, day)


def _sentence(
    reading: Reading,
    outcome: Outcome,
    paid: dict[tuple[int, int], str],
    diagnostics: list[Diagnostic],
    charge_id: str,
) -> Sentence | None:
    """The penalty of a standing conviction. Joint awards stand with the first debtor alone."""
    if outcome.standing is not Disposition.CONVICTED or not (outcome.term or outcome.fine or outcome.awards):
        return None
    term, fine = outcome.term, outcome.fine
    if outcome.shared_term and term is not None:
        diagnostics.append(reading.diagnostic("one_term_for_several_charges", term.start, term.end))
    return Sentence(
        imprisonment_months_min=term.low if term else None,
        imprisonment_months_max=term.high if term else None,
        life=bool(term and term.life),
        death=bool(term and term.death),
        imprisonment=reading.stated(reading.words(term.start, term.end), term.start, term.end) if term else None,
        fine=reading.stated(Money(amount=fine.amount, currency=fine.currency), fine.start, fine.end) if fine else None,
        compensation=_compensation(reading, outcome, paid, diagnostics, charge_id),
    )


def _compensation(
    reading: Reading,
    outcome: Outcome,
    paid: dict[tuple[int, int], str],
    diagnostics: list[Diagnostic],
    charge_id: str,
) -> Stated[Money] | None:
    if not outcome.awards:
        return None
    start, end = outcome.awards[0].start, outcome.awards[-1].end
    if outcome.joint:
        first = paid.setdefault((start, end), charge_id)
        if first != charge_id:
            diagnostics.append(reading.diagnostic("joint_and_several", start, end))
            return None
    if len({a.currency for a in outcome.awards}) > 1:
        diagnostics.append(reading.diagnostic("awards_in_two_currencies", start, end))
        return None
    total = Money(amount=sum(a.amount for a in outcome.awards), currency=outcome.awards[0].currency)
    return reading.stated(total, start, end)
