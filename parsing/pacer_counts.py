"""Counts and complaints of one defendant as PACER and CourtListener's RECAP give them, made into charges.

What becomes of each, and why, is in ``docs/pacer.md``. A count is its printed name (``18:2423(a) COERCION …(2s-3s)``),
its disposition and whether the clerk lists it as pending or terminated; a "pending" count may carry its sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jointcharge.parsing.quote import Quote
from jointcharge.parsing.us_sentences import UNNAMED, DispositionReading, Penalty, numbers_of, parse_disposition
from jointcharge.parsing.us_statutes import Statute, find_statutes
from jointcharge.records.case import (
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

PENDING, TERMINATED, COMPLAINT = "pending", "terminated", "complaint"
_NUMBER = re.compile(r"\((\d+[rsx]*(?:\s*[,-]\s*\d+[rsx]*)*)\)\s*$")
_EDGES = " \t-–—:;,./("
_ENDED = (Disposition.DISMISSED, Disposition.WITHDRAWN)


class Count(NamedTuple):
    """One count or complaint, with its places in the docket's text."""

    name: Quote
    disposition: Quote
    status: str
    """``pending``, ``terminated`` or ``complaint``."""


class Numbers(NamedTuple):
    """The numbers of a count's entry."""

    quote: Quote
    numbers: tuple[int, ...]
    generation: int
    """0 for the first indictment, 1 for a superseding one (``1s``), 2 for the one after it (``1ss``)."""


class Defendant(NamedTuple):
    """Whom the counts are against."""

    actor_id: str
    is_terminated: bool
    """Whether the docket says that the case against the defendant has ended."""
    on: dt.date | None
    """The day that chooses between provisions which shared a number at different times."""


def numbers_in(name: Quote) -> Numbers | None:
    """The numbers that end a count's name: ``(1)``, ``(2-4)``, ``(2s-3s)``; None where there are none."""
    found = _NUMBER.search(name.wording)
    numbers = numbers_of(found[1]) if found else ()
    if not found or not numbers:
        return None
    generation = max(len(marks) for marks in re.findall(r"\d+(s*)", found[1]))
    return Numbers(name.part(*found.span(1)), numbers, generation)


def build_charges(
    case_id: str, before: int, defendant: Defendant, counts: Sequence[Count], diagnostics: list[Diagnostic]
) -> list[Charge]:
    """The charges of one defendant, numbered after the ``before`` charges of the case that come earlier."""
    indicted = [one for one in counts if one.status != COMPLAINT]
    latest = max((n.generation for one in indicted if (n := numbers_in(one.name))), default=0)
    charges: list[Charge] = []
    for one in counts:
        numbers = numbers_in(one.name) if one.status != COMPLAINT else None
        replaced = one.status == COMPLAINT and bool(indicted)
        replaced = replaced or (numbers is not None and numbers.generation < latest)
        if one.status != COMPLAINT and numbers is None:
            diagnostics.append(one.name.diagnostic("unknown_count_number"))
        charge_id = f"{case_id}#c{before + len(charges) + 1}"
        charges.append(_charge(charge_id, defendant, one, numbers, replaced, diagnostics))
    return charges


def find_notes(counts: Sequence[Count]) -> Iterator[Stated[str]]:
    """Penalties that are neither imprisonment, fine nor restitution, each wording once: they belong to the defendant."""
    seen: set[str] = set()
    for one in counts:
        if one.disposition.wording not in seen:
            seen.add(one.disposition.wording)
            for penalty in parse_disposition(one.disposition.wording).penalties:
                if penalty.kind not in ("imprisonment", "fine", "restitution", "appeal", UNNAMED):
                    quote = one.disposition.part(penalty.start, penalty.end)
                    kind = penalty.kind.replace("_", " ")
                    yield Stated[str](value=f"{kind}: {quote.wording}", wording=quote.wording, span=quote.span)


def _charge(
    charge_id: str,
    defendant: Defendant,
    count: Count,
    numbers: Numbers | None,
    replaced: bool,
    diagnostics: list[Diagnostic],
) -> Charge:
    name = count.name
    bare = name.part(0, numbers.quote.start - name.start - 1) if numbers else name
    statutes = find_statutes(bare.wording)
    provision = provision_in(bare, statutes)
    words = words_beside(bare, statutes)
    reading = parse_disposition(count.disposition.wording)
    if not reading.known:
        diagnostics.append(count.disposition.diagnostic("unknown_disposition"))
    if reading.revoked_from is not None:
        diagnostics.append(count.disposition.diagnostic("revocation_left_out"))
    superseded = numbers.quote if replaced and numbers else count.name
    verdicts = tuple(_verdicts(count, reading, defendant, superseded if replaced else None, diagnostics))
    convicted = bool(verdicts) and verdicts[-1].disposition is Disposition.CONVICTED
    return Charge(
        charge_id=charge_id,
        actor_id=defendant.actor_id,
        counts=_counts(numbers),
        provision=provision,
        wording=words.as_text() if words else None,
        classes=classify(provision.value if provision else None, words.wording if words else None, "USA", defendant.on),
        plea=_plea(count.disposition, reading) if convicted else None,
        verdicts=verdicts,
        sentence=sentence_of(count.disposition, reading, numbers, diagnostics) if convicted else None,
    )


def provision_in(name: Quote, statutes: Sequence[Statute]) -> Stated[str] | None:
    """The statutes in one citation, from the first to the last as printed."""
    if not statutes:
        return None
    quote = name.part(min(s.start for s in statutes), max(s.end for s in statutes))
    return Stated[str](value="; ".join(s.cited for s in statutes), wording=quote.wording, span=quote.span)


def words_beside(name: Quote, statutes: Sequence[Statute]) -> Quote | None:
    """What the name says beyond the statutes: the longest stretch before, between or behind them."""
    cuts = [0, *(at for s in sorted(statutes, key=lambda s: s.start) for at in (s.start, s.end)), len(name.wording)]
    pieces = [
        name.part(*ends).without_edges(_EDGES) for ends in zip(cuts[::2], cuts[1::2], strict=True) if ends[0] < ends[1]
    ]
    longest = max(pieces, key=lambda piece: len(piece.wording), default=None)
    return longest if longest and re.search(r"[A-Za-z]{3}", longest.wording) else None


def _counts(numbers: Numbers | None) -> Stated[int] | None:
    if numbers is None:
        return None
    return Stated[int](value=len(numbers.numbers), wording=numbers.quote.wording, span=numbers.quote.span)


def _verdicts(
    count: Count,
    reading: DispositionReading,
    defendant: Defendant,
    superseded: Quote | None,
    diagnostics: list[Diagnostic],
) -> Iterator[Verdict]:
    """What became of the count. A complaint that an indictment followed, and a count that a superseding indictment
    replaced, is withdrawn, whatever the clerk's dismissal of the remnant says; a conviction or an acquittal stands."""
    outcome = reading.disposition
    if count.status == COMPLAINT and superseded:
        yield _verdict(Disposition.WITHDRAWN, superseded)
        return
    if outcome is not None:
        yield _verdict(outcome, count.disposition)
    if superseded and (outcome is None or outcome in _ENDED):
        if reading.known and outcome is not Disposition.WITHDRAWN:
            yield _verdict(Disposition.WITHDRAWN, superseded)
    elif outcome is None and not count.disposition.wording:
        if count.status == TERMINATED or defendant.is_terminated:
            diagnostics.append(count.name.diagnostic("ended_without_disposition"))
        else:
            yield _verdict(Disposition.PENDING, count.name)


def _verdict(disposition: Disposition, quote: Quote) -> Verdict:
    return Verdict(instance=Instance.TRIAL, disposition=disposition, wording=quote.wording, span=quote.span)


def _plea(quote: Quote, reading: DispositionReading) -> Stated[Plea] | None:
    return Stated[Plea](value=reading.plea, wording=quote.wording, span=quote.span) if reading.plea else None


def sentence_of(
    quote: Quote, reading: DispositionReading, numbers: Numbers | None, diagnostics: list[Diagnostic]
) -> Sentence | None:
    """The penalty for one count; where the wording gives counts different terms, this one's, else none."""
    own = set(numbers.numbers) if numbers else set()
    terms = [p for p in reading.of("imprisonment") if not p.counts or not own or own & p.counts]
    named = [p for p in terms if own & p.counts] or terms
    named = [p for p in named if p.months is not None or p.life] or named  # "time served (247 days)" is 247 days
    if len({(p.months, p.life) for p in named}) > 1 or (named and reading.of(UNNAMED)):
        diagnostics.append(quote.diagnostic("several_terms"))
        named = []
    term = named[0] if named else None
    fine, restitution = _money(quote, reading.of("fine")), _money(quote, reading.of("restitution"))
    if not (term or fine or restitution):
        return None
    return Sentence(
        imprisonment_months_min=term.months if term else None,
        imprisonment_months_max=term.months if term else None,
        life=bool(term and term.life),
        concurrency=reading.concurrency,
        imprisonment=quote.part(term.start, term.end).as_text() if term else None,
        fine=fine,
        compensation=restitution,
    )


def _money(quote: Quote, penalties: Sequence[Penalty]) -> Stated[Money] | None:
    amounts = [p for p in penalties if p.amount is not None]
    if not amounts:
        return None
    place = quote.part(amounts[-1].start, amounts[-1].end)
    value = Money(amount=amounts[-1].amount or 0.0, currency="USD")
    return Stated[Money](value=value, wording=place.wording, span=place.span)
