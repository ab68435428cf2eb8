"""Criminal judgments in Spanish, of any court: a generic reader, whose every charge is marked as lower confidence.

Read: caption (court, number, date), the accused, and for each what the operative part decides, the article and name of
the offence, prison term, suspension and fine. A decision on appeal gives verdicts of that instance; what it leaves
unsaid stays unknown. Nothing is read as charged that stands in quotation marks, in a party's plea or "in relation to".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jointcharge.parsing.bribes import Accused as Sides
from jointcharge.parsing.bribes import find_bribes
from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.dates import parse_date
from jointcharge.parsing.judgment_text import read_judgment
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.passages import guess_language
from jointcharge.parsing.spanish_names import Accused, find_accused, named_in
from jointcharge.parsing.spanish_offences import Offence, accusation, main_law
from jointcharge.parsing.spanish_text import SpanishReading, fold_in_place, read_spanish
from jointcharge.parsing.spanish_verdicts import (
    Amount,
    Ruling,
    find_reparation,
    find_rulings,
    is_suspended,
    operative_start,
)
from jointcharge.parsing.victims import find_victims
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import (
    Absence,
    ActorRole,
    Case,
    Disposition,
    Instance,
    Money,
    Proceeding,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument

NAME = "generic_spanish"
VERSION = 4
GENERIC = True

_CRIMINAL = re.compile(
    r"codigo (?:organico integral )?penal|\bcoip\b|pena privativa de libertad|garantias penales|\b(?:procesad|acusad|imputad)[oa]s?\b|"
    r"contravencion penal|ministerio fiscal|fiscalia"
)
_DECIDES = re.compile(r"\b(?:culpabl|absuel|absolv|condena|inocencia|sobrese)")
_WEEKDAY = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo),?\s+"
_DAY = r"\d{1,2}\s+de\s+[a-z]+\s+del?\s+\d{4}"
_DATE = re.compile(rf"{_WEEKDAY}({_DAY})|(?:\b[a-z]+,|\ben [a-z ]{{3,40}},)\s+(?:a\s+)?({_DAY})")
_NUMBER = re.compile(
    r"(?:juicio|causa|proceso|expediente|rollo|sentencia)\s*(?:penal\s*)?(?:n[o°º]\.?|nro\.?|numero|num\.)?:?\s*(\d[\d-]{3,}\d(?:/\d+)?|\d+/\d{4})"
)
_COURT = re.compile(
    r"(?:UNIDAD JUDICIAL|TRIBUNAL|SALA|CORTE|JUZGADO|AUDIENCIA)\b[^.;\n]{4,140}|(?:Unidad Judicial|Tribunal|Sala|Corte|Juzgado|Audiencia) [^.;\n]{4,120}"
)
_APPEAL = re.compile(r"\brecursos? de (?:apelacion|casacion|nulidad)\b")
_HEAD = 2600
"""Characters of the caption."""


def recognises(text: str, hints: Hints) -> bool:
    """Whether this is a criminal judgment in Spanish."""
    folded = fold_in_place(text)
    spanish = "es" in (guess_language(text[:600]), guess_language(text[1500:2100]), guess_language(text[-1200:-600]))
    return spanish and len(_CRIMINAL.findall(folded)) >= 3 and bool(_DECIDES.search(folded))


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case; ``ParseError`` where the text is empty."""
    text = read_spanish(read_judgment(document))
    if not text.plain.strip():
        raise ParseError(f"{raw.url}: an empty text is no judgment; fetch it again or run OCR")
    draft = CaseDraft(text.reading, raw, _country(text), "es", generic=True)
    _read_caption(text, draft)
    operative = operative_start(text)
    if operative is None:
        draft.note("no_operative_part", 0, min(80, len(text.plain)))
    accused, rulings = _accused_and_rulings(text, draft, operative)
    ids = [draft.add_actor(ActorRole.DEFENDANT, one.start, one.end) for one in accused]
    instance = Instance.APPEAL if _is_appeal(text) else Instance.TRIAL
    draft.proceedings.append(
        Proceeding(court=draft.court, instance=_instance_words(text, instance), decision_date=draft.decision_date)
    )
    _add_charges(text, draft, accused, ids, rulings, instance, operative or 0)
    _add_what_is_told(text, draft, accused, ids)
    return draft.build()


def _accused_and_rulings(
    text: SpanishReading, draft: CaseDraft, operative: int | None
) -> tuple[list[Accused], list[Ruling]]:
    """Those whom the decision rules on, whom the opening introduces, or who have fled; others are only told about."""
    named = find_accused(text, operative if operative is not None else len(text.plain))
    rulings = find_rulings(text, named, operative) if operative is not None else []
    ruled = {n for ruling in rulings for n in ruling.accused}
    kept = [n for n, one in enumerate(named) if n in ruled or one.at_large or (one.sure and one.start < _HEAD)]
    kept = kept or list(range(len(named)))
    for n in set(range(len(named))) - set(kept):
        draft.note("accused_only_in_narrative", named[n].start, named[n].end, is_name=True)
    place = {n: new for new, n in enumerate(kept)}
    for ruling in rulings:
        ruling.accused = [place[n] for n in ruling.accused]
        ruling.terms = {(place[n], offence): term for (n, offence), term in ruling.terms.items()}
        ruling.fines = {place[n]: fine for n, fine in ruling.fines.items()}
    return [named[n] for n in kept], rulings


def _add_what_is_told(text: SpanishReading, draft: CaseDraft, accused: list[Accused], ids: list[str]) -> None:
    """Add fugitives, victims and bribes."""
    for one, actor_id in zip(accused, ids, strict=True):
        if one.at_large:
            draft.mark_absent(actor_id, (text.reading.stated(Absence.AT_LARGE, *one.at_large),))
    end = len(text.plain)
    names = [name for one in accused for name in (one.name, *one.others)]
    draft.actors += find_victims(text.reading, 0, end, draft.case_id, names, "es")
    sides = Sides(ids, lambda words: list(named_in(accused, words)))
    draft.bribes += find_bribes(text.reading, 0, end, sides, draft.country, "es")


def _is_appeal(text: SpanishReading) -> bool:
    return bool(_APPEAL.search(text.folded, 0, _HEAD))


def _instance_words(text: SpanishReading, instance: Instance) -> Stated[str] | None:
    found = _APPEAL.search(text.folded, 0, _HEAD)
    return text.reading.stated(instance.value, *found.span()) if found else None


def _country(text: SpanishReading) -> str | None:
    """The country whose institutions are named most often; a guess, None where none is."""
    counted = {
        code: sum(text.folded.count(word) for word in words)
        for code, words in read_vocabulary("spanish_judgments")["countries"].items()
    }
    best = max(counted, key=lambda code: counted[code])
    return best if counted[best] else None


def _read_caption(text: SpanishReading, draft: CaseDraft) -> None:
    if draft.country:
        words = read_vocabulary("spanish_judgments")["countries"][draft.country]
        at, word = min((at, w) for w in words if (at := text.folded.find(w)) >= 0)
        draft.stated_country = text.reading.stated(draft.country, at, at + len(word))
    number = _NUMBER.search(text.folded, 0, _HEAD)
    if number:
        draft.number = text.plain[number.start(1) : number.end(1)]
        draft.title = text.reading.stated(text.reading.words(*number.span()), *number.span())
    court = _COURT.search(text.plain, 0, _HEAD)
    if court:
        draft.court = text.reading.stated(" ".join(court[0].split()), *court.span())
    for found in _DATE.finditer(text.folded, 0, _HEAD):
        place = found.span(1) if found[1] else found.span(2)
        read = parse_date(text.plain[place[0] : place[1]])
        if (
            read
            and read.date
            and not re.search(r"notific\w*[^.;\n]{0,30}$", text.folded[max(0, found.start() - 40) : found.start()])
        ):
            draft.decision_date = text.reading.stated(read.date, *place)
            return


def _add_charges(
    text: SpanishReading,
    draft: CaseDraft,
    accused: list[Accused],
    ids: list[str],
    rulings: list[Ruling],
    instance: Instance,
    operative: int,
) -> None:
    usual = accusation(text)
    suspended = is_suspended(text, operative)
    for n, actor_id in enumerate(ids):
        own = list(_own(rulings, n))
        if not own:
            draft.note("no_ruling_for_accused", accused[n].start, accused[n].end)
        clash = {r.disposition for r in own}
        if len(clash) > 1 and not any(r.offences for r in own[1:]):
            draft.note("conflicting_rulings", own[1].start, own[1].end)
        for ruling, position, offence in _charged(own, usual):
            verdicts = () if ruling is None else (_verdict(text, ruling, instance),)
            convicted = ruling is not None and ruling.disposition is Disposition.CONVICTED
            draft.add_charge(
                actor_id,
                provision=_provision(text, draft, offence),
                wording=_wording(text, offence),
                verdicts=verdicts,
                sentence=_sentence(text, draft, ruling, (n, position), suspended) if ruling and convicted else None,
            )


def _own(rulings: list[Ruling], n: int) -> Iterator[Ruling]:
    """The rulings on one accused, each disposition once: summaries say the same again."""
    seen: set[Disposition] = set()
    for ruling in rulings:
        if n in ruling.accused and ruling.disposition not in seen:
            seen.add(ruling.disposition)
            yield ruling


def _charged(own: list[Ruling], usual: Offence | None) -> Iterator[tuple[Ruling | None, int, Offence]]:
    """Each offence of an accused with the ruling on it; the usual one where a ruling names none."""
    if not own and usual:
        yield None, 0, usual
    for ruling in own:
        named = [one for one in ruling.offences if one.provision] or ([usual] if usual else ruling.offences)
        for position, offence in enumerate(named):
            yield ruling, position, offence


def _verdict(text: SpanishReading, ruling: Ruling, instance: Instance) -> Verdict:
    stated = text.reading.stated(None, ruling.start, ruling.end)
    return Verdict(instance=instance, disposition=ruling.disposition, wording=stated.wording, span=stated.span)


def _provision(text: SpanishReading, draft: CaseDraft, offence: Offence) -> Stated[str] | None:
    if not offence.provision:
        return None
    value, law = offence.provision, main_law(text)
    if law and not re.search(r"c[oó]digo|c\.?o\.?i\.?p|\bley\b", value, re.IGNORECASE):
        draft.note("law_not_named", offence.start, offence.end)
        value = f"{value}, {law}"
    return text.reading.stated(value, offence.start, offence.end)


def _wording(text: SpanishReading, offence: Offence) -> Stated[str] | None:
    if offence.wording_end <= offence.wording_start:
        return None
    words = " ".join(text.plain[offence.wording_start : offence.wording_end].split())
    return text.reading.stated(words, offence.wording_start, offence.wording_end)


def _sentence(
    text: SpanishReading, draft: CaseDraft, ruling: Ruling, place: tuple[int, int], suspended: bool | None
) -> Sentence | None:
    term = ruling.terms.get(place)
    fine = ruling.fines.get(place[0]) if place[1] == 0 else None
    wages = text.reading.stated(fine.wages, fine.start, fine.end) if fine and fine.wages is not None else None
    if term is None and not any(n == place[0] for n, _ in ruling.terms):
        draft.note("no_term_found", ruling.start, ruling.end)
    money = _fine(text, fine)
    if term is None and money is None and wages is None:
        return None
    return Sentence(
        imprisonment_months_min=term.months if term else None,
        imprisonment_months_max=term.months if term else None,
        suspended_months=term.months * suspended if term and suspended is not None else None,
        imprisonment=text.reading.stated(text.reading.words(term.start, term.end), term.start, term.end)
        if term
        else None,
        fine=money,
        fine_wages=wages,
        compensation=_fine(text, find_reparation(text, ruling.end, len(text.plain)))
        if len(ruling.accused) == 1
        else None,
    )


def _fine(text: SpanishReading, fine: Amount | None) -> Stated[Money] | None:
    return text.reading.stated(fine.money, fine.start, fine.end) if fine and fine.money else None
