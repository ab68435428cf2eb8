"""From what the prose tells to charges: one for each offence of each accused, with its verdicts and its sentence.

An opinion tells the same conviction several times; tellings are one charge where they share a provision or a count's
number, or where one of them has neither and the classes are the same. A sentence for several charges goes to the
first of them, with the diagnostic ``one_sentence_for_several_charges``, so that nobody adds it up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.money import parse_money
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.opinion_findings import AppealRuling, Finding, Person, Story, TermFound
from jointcharge.parsing.opinion_offences import ListedOffence
from jointcharge.records.case import Disposition, Instance, Money, Plea, Sentence, Stated, Verdict
from jointcharge.records.offences import OffenceClass, classify


@dataclass(slots=True)
class _Told:
    """One charge of one accused, as all tellings together have it."""

    offence: ListedOffence
    finding: Finding
    disposition: Disposition | None
    plea: Plea | None
    classes: frozenset[OffenceClass]


def add_charges(
    draft: CaseDraft, people: Sequence[Person], ids: Sequence[str], story: Story, appeal: Instance | None
) -> None:
    """Add the charges of every accused; ``appeal`` is the level of this court, None where it is the trial court."""
    for n, actor_id in enumerate(ids):
        told = _tellings(draft, story.findings, n)
        terms = [t for t in story.terms if n in t.persons or (not t.persons and len(ids) == 1)]
        rulings = [r for r in story.appeals if not r.persons or n in r.persons] if appeal else []
        sentences = _sentences(draft, told, terms, rulings)
        for position, one in enumerate(told):
            verdicts = _verdicts(draft, one, rulings, appeal)
            stands = bool(verdicts) and verdicts[-1].disposition is Disposition.CONVICTED
            draft.add_charge(
                actor_id,
                provision=one.offence.provision,
                wording=one.offence.wording,
                counts=one.offence.counts,
                plea=_plea(draft.reading, one),
                verdicts=verdicts,
                sentence=sentences.get(position) if stands else None,
            )


# --- tellings --------------------------------------------------------------------------------------------


def _tellings(draft: CaseDraft, findings: Sequence[Finding], n: int) -> list[_Told]:
    kept: list[_Told] = []
    for finding in findings:
        for offence in finding.offences if n in finding.persons else ():
            _tell(draft, kept, finding, offence)
    return kept


def _tell(draft: CaseDraft, kept: list[_Told], finding: Finding, offence: ListedOffence) -> None:
    classes = _classes(offence, draft.country)
    same = [k for k in kept if _is_same(k, offence, classes)]
    if not offence.wording and not offence.provision:
        if not same:
            draft.note("counts_without_offence", finding.start, finding.end)
        for one in same:
            _decide(one, finding)
        return
    if not same and _is_prose(offence, classes):
        if offence.wording:
            draft.note("unknown_offence", offence.wording.span.start, offence.wording.span.end)
        return
    if not same:
        kept.append(_Told(offence, finding, finding.disposition, finding.plea, classes))
        return
    one = same[0]
    _decide(one, finding)
    one.offence = ListedOffence(
        wording=one.offence.wording or offence.wording,
        provision=one.offence.provision or offence.provision,
        counts=one.offence.counts or offence.counts,
        numbers=one.offence.numbers or offence.numbers,
    )


def _is_prose(offence: ListedOffence, classes: frozenset[OffenceClass]) -> bool:
    """Whether words that no rule knows are too many for the name of an offence."""
    if offence.provision or offence.numbers or OffenceClass.UNCLASSIFIED not in classes:
        return False
    return offence.wording is not None and len(offence.wording.value.split()) > _LONGEST_NAME


_LONGEST_NAME = 7


def _decide(one: _Told, finding: Finding) -> None:
    """The first outcome told stands; a charge that was only charged takes it."""
    if one.disposition is None and finding.disposition is not None:
        one.disposition, one.finding = finding.disposition, finding
    one.plea = one.plea or (finding.plea if finding.disposition is one.disposition else None)


def _classes(offence: ListedOffence, country: str | None) -> frozenset[OffenceClass]:
    provision = offence.provision.value if offence.provision else None
    wording = offence.wording.value if offence.wording else None
    return frozenset(m.offence_class for m in classify(provision, wording, country))


def _is_same(one: _Told, offence: ListedOffence, classes: frozenset[OffenceClass]) -> bool:
    known = one.offence
    if known.numbers and offence.numbers:
        return bool(known.numbers & offence.numbers)
    if known.provision and offence.provision:
        return bool(_citations(known.provision) & _citations(offence.provision))
    if not offence.wording and not offence.provision:
        return False
    if OffenceClass.UNCLASSIFIED in classes and known.wording and offence.wording:
        return known.wording.value.lower() == offence.wording.value.lower()
    return classes == one.classes


def _citations(provision: Stated[str]) -> frozenset[str]:
    """The sections cited, subsections left out: an opinion gives them once and then no more."""
    return frozenset(
        re.findall(
            r"\d+[A-Z]?(?=\b|\()",
            re.sub(r"\([^)]*\)|\b(?:18|21|8) U\.S\.C\.|\b\d{4}\b(?=$|,? )(?<=Act \d{4})", " ", provision.value),
        )
    )


def _plea(reading: Reading, one: _Told) -> Stated[Plea] | None:
    return reading.stated(one.plea, one.finding.start, one.finding.end) if one.plea else None


# --- verdicts --------------------------------------------------------------------------------------------


def _verdicts(draft: CaseDraft, one: _Told, rulings: Sequence[AppealRuling], appeal: Instance | None) -> list[Verdict]:
    if one.disposition is None:
        return []
    trial = draft.reading.stated(None, one.finding.start, one.finding.end)
    verdicts = [Verdict(instance=Instance.TRIAL, disposition=one.disposition, wording=trial.wording, span=trial.span)]
    if appeal is None or one.disposition is not Disposition.CONVICTED:
        return verdicts
    outcome = _appeal_outcome(draft, [r for r in rulings if not r.counts or r.counts & one.offence.numbers])
    if outcome is not None:
        disposition, ruling = outcome
        said = draft.reading.stated(None, ruling.start, ruling.end)
        verdicts.append(Verdict(instance=appeal, disposition=disposition, wording=said.wording, span=said.span))
    return verdicts


def _appeal_outcome(draft: CaseDraft, rulings: list[AppealRuling]) -> tuple[Disposition, AppealRuling] | None:
    """What stands after the appeal; unknown where the decision says contrary things about one charge."""
    by_effect = {effect: [r for r in rulings if r.effect == effect] for effect in {r.effect for r in rulings}}
    quashed = by_effect.get("convictions_quashed", [])
    upheld = by_effect.get("dismissed", [])
    if quashed and not [r for r in quashed if r.counts] and [r for r in upheld if not r.counts]:
        draft.note("unclear_appeal", quashed[0].start, quashed[0].end)
        return Disposition.UNKNOWN, quashed[0]
    if quashed:
        return Disposition.REVERSED, quashed[-1]
    for effect in ("sentence_changed", "dismissed"):
        if by_effect.get(effect):
            return Disposition.CONVICTED, by_effect[effect][-1]
    if by_effect.get("allowed"):
        ruling = by_effect["allowed"][-1]
        draft.note("unclear_appeal", ruling.start, ruling.end)
        return Disposition.UNKNOWN, ruling
    return None


# --- sentences -------------------------------------------------------------------------------------------


def _sentences(
    draft: CaseDraft, told: Sequence[_Told], terms: Sequence[TermFound], rulings: Sequence[AppealRuling]
) -> dict[int, Sentence]:
    """The sentence of each charge that has one, by its position: what the appeal put in place, else what the trial gave."""
    convicted = [n for n, one in enumerate(told) if one.disposition is Disposition.CONVICTED]
    changed = [r for r in rulings if r.effect == "sentence_changed"]
    found: dict[int, Sentence] = {}
    for final in (True, False):
        kinds = [t for t in terms if t.substituted is final]
        gone = set() if final else {n for n in convicted if _is_changed(told[n], changed)} - set(found)
        if gone and not any(t.substituted for t in terms):
            draft.note("sentence_set_aside", changed[-1].start, changed[-1].end)
        left = [n for n in convicted if n not in found and n not in gone]
        for n in left:
            own = [t for t in kinds if t.counts & told[n].offence.numbers]
            if own:
                found[n] = _to_sentence(draft, own[0])
        _add_whole(
            draft, found, [n for n in left if n not in found], [t for t in kinds if not t.counts], len(convicted)
        )
    return found


def _is_changed(one: _Told, changed: Sequence[AppealRuling]) -> bool:
    return any(not r.counts or r.counts & one.offence.numbers for r in changed)


def _add_whole(
    draft: CaseDraft, found: dict[int, Sentence], left: Sequence[int], whole: Sequence[TermFound], convicted: int
) -> None:
    """A term without a count goes to the first charge that has none; totals before others."""
    if not whole or not left:
        return
    term = sorted(whole, key=lambda t: not t.total)[0]
    found[left[0]] = _to_sentence(draft, term)
    if convicted > 1:
        draft.note("one_sentence_for_several_charges", term.start, term.end)


def _to_sentence(draft: CaseDraft, term: TermFound) -> Sentence:
    words = draft.reading.stated(draft.reading.words(term.start, term.end), term.start, term.end)
    return Sentence(
        imprisonment_months_min=None if term.life else term.months,
        imprisonment_months_max=None if term.life else term.months,
        life=term.life,
        imprisonment=words,
        fine=find_money(draft, r"fined|fines? of", term.end),
        compensation=find_money(
            draft, r"restitution (?:in the (?:amount|sum) )?of|compensation (?:order )?(?:in the sum )?of", term.end
        ),
    )


def find_money(draft: CaseDraft, words: str, near: int) -> Stated[Money] | None:
    """The amount behind ``words`` within the paragraph that follows ``near``; None where there is none or several."""
    plain, text = draft.reading.plain, draft.reading.text
    end = text.find("\n", near)
    end = min(end if end >= 0 else len(text), near + 600)
    found = list(
        re.compile(
            rf"\b(?:{words})\s+(?P<sum>(?:[A-Z]{{1,3}}\s?)?[$£€]?\s?\d[\d,.]*\d(?:\s[A-Za-z]+)?)", re.I
        ).finditer(plain, near, end)
    )
    if len(found) != 1:
        return None
    read = parse_money(found[0]["sum"], draft.country)
    if read is None or read.amount is None:
        return None
    return draft.reading.stated(Money(amount=read.amount, currency=read.currency), *found[0].span("sum"))
