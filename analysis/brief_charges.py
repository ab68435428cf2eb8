"""The charges on a brief: who was charged with what, what stands, which corruption charge was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jointcharge.analysis.phrases import cut_within, one_line
from jointcharge.records.case import Actor, Bribe, Case, Charge, Confidence, Instance, Money, Sentence
from jointcharge.records.offences import CORRUPTION_CLASSES
from jointcharge.records.raw import Record
from jointcharge.records.withheld import WITHHELD_ROLES, Withheld

CHARGES, BRIBES = 14, 4
"""How many of each stand on the page; what is left out is counted there."""
LATEST = "This is what the source knows; an appeal may have changed it since."


class ChargeLine(Record):
    """One offence alleged against one person, with what stands."""

    who: str
    offence: str
    provision: str
    disposition: str
    """With the instance that decided, and a warning where it was read with lower confidence."""
    sentence: str
    corruption: bool


def charge_lines(case: Case, withheld: Withheld) -> Iterator[ChargeLine]:
    """Every charge, in the order of the document."""
    people = {actor.actor_id: actor for actor in case.actors}
    for charge in case.charges:
        actor = people.get(charge.actor_id or "")
        yield ChargeLine(
            who=_person(actor) if actor else "no person named",
            offence=_classes(charge),
            provision=withheld.struck(_provision(charge)),
            disposition=_disposition(charge),
            sentence=_sentence(charge.sentence),
            corruption=_corrupt(charge),
        )


def _disposition(charge: Charge) -> str:
    by = f" ({charge.verdicts[-1].instance.value})" if charge.verdicts else ""
    lower = charge.lowest_confidence is Confidence.LOWER
    return f"{charge.disposition.value}{by}{', read with lower confidence: check it' if lower else ''}"


def _provision(charge: Charge) -> str:
    stated = charge.provision or charge.wording
    return cut_within(stated.value, 110) if stated else "provision not stated"


def _person(actor: Actor) -> str:
    name = str(actor.role) if actor.role in WITHHELD_ROLES or not actor.label else one_line(actor.label.value, 60)
    official = "official" if actor.is_official and actor.is_official.value else ""
    office = (
        one_line(actor.office.value.replace("_", " "), 60)
        if actor.office and actor.role not in WITHHELD_ROLES
        else official
    )
    return f"{name} ({office})" if office else name


def _classes(charge: Charge) -> str:
    return ", ".join(m.offence_class.value.replace("_", " ") for m in charge.classes) or "unclassified"


def _corrupt(charge: Charge) -> bool:
    return any(match.offence_class in CORRUPTION_CLASSES for match in charge.classes)


def _sentence(sentence: Sentence | None) -> str:
    """The penalty in the document's words for the term, and amounts as numbers."""
    if sentence is None:
        return ""
    term = one_line(sentence.imprisonment.value, 80) if sentence.imprisonment else "life" if sentence.life else ""
    money = [
        f"{what} {_sum(stated.value)}"
        for what, stated in (("fine", sentence.fine), ("compensation", sentence.compensation))
        if stated
    ]
    return "; ".join(filter(None, ["death" if sentence.death else term, *money]))


def _sum(money: Money) -> str:
    return f"{money.amount:,.2f} {money.currency or '(currency not stated)'}"


def used_of(case: Case) -> str:
    """The corruption charge used, or why there is none to tell of."""
    corrupt = [charge for charge in case.charges if _corrupt(charge)]
    if corrupt:
        told = dict.fromkeys(f"{_classes(c)}: {c.disposition.value}" for c in corrupt)
        return f"Corruption was charged ({'; '.join(told)})."
    if case.observability.charges and case.observability.corruption_charges:
        return "No corruption was charged." if case.charges else "No charges are stated for this case."
    return "Whether corruption was charged is not observable in this source."


def uncharged_of(case: Case) -> str:
    """Why no charge stands on the page."""
    if case.observability.charges:
        return "No charge is stated."
    return "The source does not state charges, so who was charged is not known here."


def pointed_to(case: Case) -> str:
    """What the provisions that are set out are: not charged, or not known to be."""
    if case.observability.charges and case.observability.corruption_charges:
        return "Provisions on corruption that were not charged, to look at:"
    return "Provisions on corruption to look at; whether any of them was charged is not known here:"


def bribes_of(case: Case) -> Iterator[str]:
    """The advantages of a stated amount, told and not proved."""
    for one in case.bribes[:BRIBES]:
        sides = f"from {one.payer or 'somebody not stated'} to {one.recipient or 'somebody not stated'}"
        yield f"An advantage is told of: {_sum(one.amount.value)}, {sides}{_place(one)}."
    if len(case.bribes) > BRIBES:
        yield f"{len(case.bribes) - BRIBES} more are told of."


def _place(one: Bribe) -> str:
    span = one.amount.span
    return f" [{f'page {span.page}, ' if span.page else ''}characters {span.start} to {span.end}]"


def outcome_of(case: Case) -> Iterator[str]:
    """What stands of the charges of trafficking, of corruption, and of each other class."""
    counts: dict[str, Counter[str]] = {"trafficking": Counter(), "corruption": Counter()}
    for charge in case.charges:
        for kind in _kinds(charge):
            counts.setdefault(kind, Counter())[charge.disposition.value] += 1
    for kind, found in counts.items():
        if found:
            yield f"Charges of {kind}: {', '.join(f'{n} {name}' for name, n in sorted(found.items()))}."
    if not case.observability.verdicts:
        yield "Verdicts are not observable in this source."
    elif not case.charges:
        yield "No verdict is stated."
    elif not all(charge.verdicts and charge.verdicts[-1].instance is Instance.FINAL for charge in case.charges):
        yield LATEST


def _kinds(charge: Charge) -> Iterator[str]:
    """Corruption as one kind, every other class as its own."""
    if _corrupt(charge):
        yield "corruption"
    for match in charge.classes:
        if match.offence_class not in CORRUPTION_CLASSES:
            yield match.offence_class.value.replace("_", " ")
