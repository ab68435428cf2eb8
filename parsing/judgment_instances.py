"""The instances of a case in their order: what the trial court decided, what the appeal made of it, what stands at the end.

Each fills or changes one table, by accused and information. What no court decides stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jointcharge.parsing.judgment_caption import Caption
from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_ends import (
    acquitted_on_appeal,
    acquitted_there,
    before_another_court,
    decided_meanwhile,
    end_before_judgment,
    end_by_death,
)
from jointcharge.parsing.judgment_informations import Information
from jointcharge.parsing.judgment_insofar import lets_the_rest_stand, pending_for
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_outcomes import Outcome, Table, read_portion
from jointcharge.parsing.judgment_review import change, review
from jointcharge.parsing.judgment_text import Reading, pattern, sentences
from jointcharge.parsing.judgment_told import find_told_changes
from jointcharge.records.case import Diagnostic, Disposition, Instance


class Parts(NamedTuple):
    """A decision taken apart, as the stages of reading hand it on."""

    reading: Reading
    caption: Caption
    portions: tuple[Dispositive, ...]
    account: tuple[int, int]
    end: int
    kind: str


def decide(parts: Parts, infos: Sequence[Information], accused: Sequence[Accused]) -> Table:
    """What became of each information against each accused, instance by instance."""
    table: Table = {}
    if not infos:
        return table
    if parts.kind == "criminal_appeal":
        _trial(parts, infos, accused, table)
        _late_account(parts, infos, accused, table)
        _open_the_rest(infos, accused, table)
        end_before_judgment(parts.reading, parts.account, infos, accused, table)
        _appeal(parts, infos, accused, table)
        acquitted_on_appeal(parts.reading, parts.caption.body, parts.end, infos, accused, table)
    _open_the_rest(infos, accused, table)
    if parts.kind == "certiorari_criminal":
        _open(parts, accused, table)
    for portion in (p for p in parts.portions if p.by == "court"):
        review(parts.reading, portion, infos, accused, table)
        if parts.kind == "certiorari_criminal":
            pending_for(parts.reading, portion, infos, accused, table)
    _unheard(accused, table)
    end_by_death(parts.reading, accused, table)
    if parts.kind == "criminal_appeal":
        before_another_court(parts.reading, parts.caption.body, parts.portions, infos, accused, table)
    else:
        decided_meanwhile(parts.reading, parts.caption.body, parts.end, infos, accused, table)
    return table


def _open_the_rest(infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    """Give every charge that no judgment decided its place in the table."""
    for person in range(len(accused)):
        for position, info in enumerate(infos):
            if info.accused is None or person in info.accused:
                table.setdefault((person, position), Outcome())


def _trial(parts: Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    """The trial court's portions; gaps are filled from the account, and from what the court's own portion tells of it."""
    judged = [p for p in parts.portions if p.instance is Instance.TRIAL and p.by != "ombudsman"]
    for portion in judged:
        read_portion(parts.reading, portion, infos, accused, table)
    told = Dispositive(Instance.TRIAL, *parts.account)
    if not judged or len(table) < len(infos):
        read_portion(parts.reading, told, infos, accused, table, only_gaps=True)
    elif any(_is_open(table, a, i) for a, i in _charged(infos, accused)):
        read_portion(parts.reading, told, infos, accused, table, only_gaps=True, only_numbered=True)
    for portion in (p for p in parts.portions if p.by == "court"):
        described = Dispositive(Instance.TRIAL, portion.start, portion.end)
        if any((a, i) not in table for i in range(len(infos)) for a in _tried(accused)):
            read_portion(parts.reading, described, infos, accused, table, only_gaps=True)


def _charged(infos: Sequence[Information], accused: Sequence[Accused]) -> Iterator[tuple[int, int]]:
    """Who is charged under what, of those who are before this court."""
    for position, info in enumerate(infos):
        yield from ((p, position) for p in _tried(accused) if info.accused is None or p in info.accused)


def _is_open(table: Table, person: int, position: int) -> bool:
    outcome = table.get((person, position))
    return outcome is None or outcome.of(Instance.TRIAL) is None


def _late_account(parts: Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    """The trial court's sentence where the decision tells it late, in its own words, and quotes no dispositive portion."""
    if any(p.instance is Instance.TRIAL for p in parts.portions):
        return
    own = [p.start for p in parts.portions if p.by == "court"]
    stop = own[-1] if own else parts.end
    told = r"(?:trial court|court a quo|lower court|RTC)\b[^.;]{0,160}(?:found|convicted|sentenced|rendered|declared)"
    for piece in sentences(parts.reading.plain, parts.account[1], stop):
        if pattern(told).search(parts.reading.plain[piece.start : piece.end]):
            pseudo = Dispositive(Instance.TRIAL, piece.start, min(piece.start + 2600, stop))
            read_portion(parts.reading, pseudo, infos, accused, table, only_gaps=True)
            if all(o.term for o in table.values() if o.standing is Disposition.CONVICTED):
                return


def drop_undecided(parts: Parts, infos: Sequence[Information], table: Table) -> Iterator[Diagnostic]:
    """Take out what an appeal discusses and no court decides: an offence without number or verdict beside others that
    have one. Each is recorded."""
    if parts.kind != "criminal_appeal" or not any(o.of(Instance.TRIAL) for o in table.values()):
        return
    for position, info in enumerate(infos):
        mine = [key for key in table if key[1] == position]
        if info.number is None and not any(table[key].of(Instance.TRIAL) for key in mine):
            for key in mine:
                del table[key]
            yield parts.reading.diagnostic("offence_named_and_not_decided", info.start, info.end)


def _tried(accused: Sequence[Accused]) -> list[int]:
    return [i for i, one in enumerate(accused) if one.appellant and one.at_large is None]


def _appeal(parts: Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    """The intermediate court: its quoted portions, else the sentence that tells what it did."""
    portions = [p for p in parts.portions if p.instance is Instance.APPEAL]
    for portion in portions:
        review(parts.reading, portion, infos, accused, table)
    if not portions:
        _told_appeal(parts, infos, accused, table)
        for told in find_told_changes(parts.reading, parts.caption.body, parts.account[1]):
            change(parts.reading, told, infos, accused, table)


def _told_appeal(parts: Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    for piece in sentences(parts.reading.plain, parts.caption.body, min(parts.account[1] + 2500, parts.end)):
        text = parts.reading.plain[piece.start : piece.end]
        if not pattern(r"court of appeals|appellate court|\bthe CA\b").search(text) or _NOT_TOLD.search(text):
            continue
        reviews = pattern(r"affirm(?:ed|ing)|modif(?:ied|ying)|revers(?:ed|ing)").search(text)
        acquits = pattern(r"acquitt").search(text) and not acquitted_there(parts.reading, piece, accused)
        if reviews or acquits:
            end = _with_next(parts, piece.start, piece.end)
            review(
                parts.reading, Dispositive(Instance.APPEAL, piece.start, end, "court_of_appeals"), infos, accused, table
            )
            return


_NOT_TOLD = pattern(r"should|contend|argu|err(?:ed|or)|liability (?:was |is )?extinguish|against (?:him|her)\b")
"""What a party says of the appeal, or what became of one accused who died."""


def _with_next(parts: Parts, start: int, end: int) -> int:
    """The sentence behind too, where it goes on: "It found petitioner guilty of … and sentenced him"."""
    after = next(iter(sentences(parts.reading.plain, end, min(end + 600, parts.end))), None)
    if after and pattern(r"^\s*(?:It|The (?:appellate|court of appeals))\b[^.]{0,200}(?:sentenc|impos|found)").match(
        parts.reading.plain[after.start : after.end]
    ):
        return after.end
    return end


def _open(parts: Parts, accused: Sequence[Accused], table: Table) -> None:
    """Certiorari begins with charges that are pending, or that the Ombudsman or a court has dismissed."""
    own = [p for p in parts.portions if p.by == "court"]
    where = own[-1] if own else Dispositive(Instance.FINAL, parts.caption.body, parts.caption.body)
    told = max(parts.account[1], parts.caption.body + 3000)
    dismissed = _DISMISSED.search(parts.reading.plain, parts.caption.body, min(told, where.start) if own else told)
    undone = _UNDOES.search(parts.reading.plain, where.start, where.end)
    upheld = bool(own) and (undone is None or lets_the_rest_stand(parts.reading.plain, where))
    dismissed = dismissed or _DISMISSED_THERE.search(parts.reading.plain, where.start, where.end)
    complained_of = any(one.side == "respondent" for one in accused)
    for (person, _), outcome in table.items():
        stands = dismissed and upheld and complained_of and accused[person].side in ("respondent", "")
        outcome.decide(Instance.FINAL, Disposition.DISMISSED if stands else Disposition.PENDING, where.start, where.end)


_DISMISSED = pattern(
    r"dismiss(?:ed|ing|al of)[^.;]{0,80}(?:complaint|case|charge|information)|(?:complaints?|charges?|case)[^.;]{0,120}(?:was|were|be) dismissed|"
    r"dismissing (?:the |petitioner)|\b(?:no|lack of|want of) (?:\w+ )?probable cause|insufficien\w+ of evidence|lack of (?:merit|sufficient evidence)"
)
_DISMISSED_THERE = pattern(
    r"\bdismiss(?:ed|ing|al of)\b[^.;]{0,40}\bcomplaint|\bcomplaint\b[^.;]{0,80}\b(?:was|were) dismissed\b"
)
"""What a court's own portion says of the order below; "the petition is DISMISSED for lack of merit" is none of it."""
_UNDOES = pattern(
    r"\bgrant|\brevers|set(?:s|ting)? aside|\bannul|\bnullif|\breinstat|\bremand|ordered to file|\breopen"
)


def _unheard(accused: Sequence[Accused], table: Table) -> None:
    """Nobody who is at large, or whom no portion names, was acquitted or convicted here."""
    for (person, _), outcome in table.items():
        if accused[person].at_large is not None and outcome.of(Instance.TRIAL) is None:
            outcome.verdicts = []
