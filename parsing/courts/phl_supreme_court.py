"""The Supreme Court of the Philippines: decisions as its E-Library prints them.

Criminal appeals, petitions for review of convictions, certiorari in criminal cases (which mostly end no charge), cases before
the Ombudsman (charges at the stage of a complaint), administrative cases (which charge nobody). What the text does not decide
stays unknown, with a diagnostic. Examples: ``corpus_samples/judgments/phl_*``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.judgment_accused import find_accused
from jointcharge.parsing.judgment_caption import Caption, find_caption, parties_stretch
from jointcharge.parsing.judgment_charges import build_actors, build_charges
from jointcharge.parsing.judgment_dispositions import (
    Dispositive,
    account_before,
    end_of_decision,
    find_dispositives,
)
from jointcharge.parsing.judgment_informations import (
    Information,
    find_informations,
    infer_from_penalties,
    restrict_to_named,
)
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_outcomes import Outcome, Table, read_portion, review
from jointcharge.parsing.judgment_passages import find_passages
from jointcharge.parsing.judgment_provisions import choose_provisions
from jointcharge.parsing.judgment_text import Reading, pattern, read_judgment, sentences
from jointcharge.parsing.opinion_case import case_id_for
from jointcharge.records.case import (
    Case,
    Diagnostic,
    Disposition,
    Instance,
    Observability,
    Proceeding,
    Stated,
)
from jointcharge.records.raw import RawDocument

NAME = "phl_supreme_court"
VERSION = 2
GENERIC = False
COUNTRY = "PHL"
COURT = "Supreme Court of the Philippines"

_NUMBERED = re.compile(r"\[\s?(?:G\.\s?R\.|A\.\s?M\.|A\.\s?C\.)\s+N[oO]s?\.")
_PHILIPPINE = re.compile(
    r"\b\d+\s+Phil\.\s+\d+|PEOPLE\s+OF\s+THE\s+PHILIPPINES|Sandiganbayan|SANDIGANBAYAN|Philippine|Rollo"
)


def recognises(text: str, hints: Hints) -> bool:
    """Whether ``text`` has the caption of this court: ``[ G.R. No. …, date ]`` and signs of the Philippines."""
    head = text[:6000]
    numbered = bool(_NUMBERED.search(head)) or bool(re.search(r"^\s*(?:G\.R\.|A\.M\.)\s+Nos?\.", head, re.MULTILINE))
    return numbered and bool(_PHILIPPINE.search(text[:60000]))


class _Parts(NamedTuple):
    """What the stages of reading hand on."""

    reading: Reading
    caption: Caption
    portions: tuple[Dispositive, ...]
    account: tuple[int, int]
    end: int
    kind: str


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case that the decision tells."""
    parts = _take_apart(document)
    reading, caption = parts.reading, parts.caption
    accused = find_accused(reading, caption, parts.account, parts.kind)
    infos = _informations(parts, accused)
    table = _decide(parts, infos, accused)
    diagnostics: list[Diagnostic] = []
    number = caption.numbers[0].value if caption.numbers else None
    case_id = case_id_for(raw)
    diagnostics += list(_drop_undecided(parts, infos, table))
    choose_provisions(reading, infos, parts.account, parts.portions, parts.end)
    actors = build_actors(reading, case_id, accused, caption, parts.account)
    charges = build_charges(reading, case_id, infos, accused, table, caption.date, diagnostics)
    diagnostics += _diagnostics(parts, accused, infos, table)
    passages = tuple(find_passages(reading, case_id, caption.body, parts.end))
    court = _court(reading, caption)
    return Case(
        case_id=case_id,
        source=raw.portal,
        number=number,
        title=_title(reading, caption),
        country=_country(reading, caption),
        court=court,
        decision_date=caption.date,
        decision_year=caption.date.value.year if caption.date else None,
        url=raw.url,
        language="en",
        proceedings=(_proceeding(reading, caption, parts.kind, court),),
        actors=actors,
        charges=charges,
        passages=passages,
        sections=tuple(["judgment"] if passages else []) + tuple(["charges"] if charges else []),
        observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=bool(passages)),
        diagnostics=tuple(diagnostics),
        fetched_at=raw.fetched_at,
        sha256=raw.sha256,
    )


def _take_apart(document: JudgmentText) -> _Parts:
    reading = read_judgment(document)
    caption = find_caption(reading)
    end = end_of_decision(reading.plain, caption.body, len(reading.plain))
    portions = _with_reasoning(
        reading, caption, find_dispositives(reading.plain, caption.body, len(reading.plain)), end
    )
    account = account_before(reading.plain, caption.body, portions, end)
    return _Parts(reading, caption, portions, account, end, kind_of(reading, caption, portions, account))


def _with_reasoning(
    reading: Reading, caption: Caption, portions: tuple[Dispositive, ...], end: int
) -> tuple[Dispositive, ...]:
    """Where the text breaks off before the dispositive portion, its last sentence that decides stands for it."""
    if any(p.by == "court" for p in portions):
        return portions
    decides = r"\b(?:we|the court|this court)\b[^.;]{0,80}(?:affirm|sustain|uphold|acquit|dismiss|grant|den(?:y|ies)|revers|set aside)|must be (?:acquitted|dismissed|affirmed|sustained|reversed|denied)|acquittal"
    last = max((p.end for p in portions), default=caption.body)
    for piece in reversed(list(sentences(reading.plain, max(last, end - 2500), end))):
        if pattern(decides).search(reading.plain, piece.start, piece.end):
            return (*portions, Dispositive(Instance.FINAL, piece.start, piece.end, "court"))
    return portions


def kind_of(reading: Reading, caption: Caption, portions: Sequence[Dispositive], account: tuple[int, int]) -> str:
    """``criminal_appeal``, ``certiorari_criminal``, ``administrative`` or ``civil``. A guess from caption and opening."""
    first = caption.numbers[0].value if caption.numbers else ""
    if caption.side("complainant") or re.match(r"[A-Z]+-\d|[A-Z]{2,}", first):
        return "administrative"
    if caption.side("accused-appellant", "accused", "appellant"):
        return "criminal_appeal"
    opening = reading.plain[caption.body : caption.body + 2500]
    parties = reading.plain[caption.start : caption.body]
    criminal = bool(pattern(r"people of the philippines|sandiganbayan|ombudsman|special prosecutor").search(parties))
    if pattern(r"administratively liable|administrative order no").search(opening) and not pattern(
        r"ombudsman|criminal cases? no"
    ).search(opening):
        return "administrative"
    below = any(p.by in ("trial", "sandiganbayan") and _convicts(reading, p) for p in portions)
    told = pattern(
        r"convict(?:ing|ed|ion)\b|(?:finding|found)[^.;]{0,160}(?:guilty|convict)|affirm\w*[^.;]{0,200}convict|guilty beyond reasonable doubt|acquitting petitioner"
    ).search(opening)
    if criminal and (below or told):
        return "criminal_appeal"
    if pattern(
        r"administrative (?:order|case|liab|complaint|charge|proceeding)|administratively liable|preventive suspension"
    ).search(opening) and not pattern(r"criminal cases?|information|violation of").search(opening):
        return "administrative"
    return "certiorari_criminal" if criminal or pattern(r"OMB-|ombudsman").search(opening) else "civil"


def _convicts(reading: Reading, portion: Dispositive) -> bool:
    return bool(pattern(r"\bguilty\b|\bconvict").search(reading.plain, portion.start, portion.end))


def _informations(parts: _Parts, accused: Sequence[Accused]) -> list[Information]:
    if parts.kind in ("administrative", "civil") or not accused:
        return []
    infos = find_informations(parts.reading, parts.account, parts.portions, criminal=parts.kind == "criminal_appeal")
    infer_from_penalties(parts.reading, parts.portions, infos)
    restrict_to_named(parts.reading, parts.account, infos, accused)
    return infos


def _decide(parts: _Parts, infos: Sequence[Information], accused: Sequence[Accused]) -> Table:
    table: Table = {}
    reading = parts.reading
    if not infos:
        return table
    if parts.kind == "criminal_appeal":
        for portion in parts.portions:
            if portion.instance is Instance.TRIAL:
                read_portion(reading, portion, infos, accused, table)
        told = Dispositive(Instance.TRIAL, *parts.account)
        if len(table) < len(infos) or not any(p.instance is Instance.TRIAL for p in parts.portions):
            read_portion(reading, told, infos, accused, table, only_gaps=True)
        own = [p for p in parts.portions if p.by == "court"]
        for portion in own:
            described = Dispositive(Instance.TRIAL, portion.start, portion.end)
            if any((a, i) not in table for i in range(len(infos)) for a in _tried(accused)):
                read_portion(reading, described, infos, accused, table, only_gaps=True)
        _late_account(parts, infos, accused, table)
        _appeal(parts, infos, accused, table)
    for person in range(len(accused)):
        for position, info in enumerate(infos):
            if info.accused is None or person in info.accused:
                table.setdefault((person, position), Outcome())
    if parts.kind == "certiorari_criminal":
        _open(parts, infos, accused, table)
    for portion in (p for p in parts.portions if p.by == "court"):
        review(reading, portion, infos, accused, table)
    _unheard(accused, table)
    return table


def _late_account(parts: _Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
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


def _drop_undecided(parts: _Parts, infos: Sequence[Information], table: Table) -> Iterator[Diagnostic]:
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


def _appeal(parts: _Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    """The intermediate court: its quoted portions, else the sentence that tells what it did."""
    portions = [p for p in parts.portions if p.instance is Instance.APPEAL]
    for portion in portions:
        review(parts.reading, portion, infos, accused, table)
    if portions:
        return
    for piece in sentences(parts.reading.plain, parts.caption.body, min(parts.account[1] + 2500, parts.end)):
        text = parts.reading.plain[piece.start : piece.end]
        if (
            pattern(r"court of appeals|appellate court|\bthe CA\b").search(text)
            and pattern(r"affirm(?:ed|ing)|modif(?:ied|ying)|revers(?:ed|ing)|acquitt").search(text)
            and not pattern(r"should|contend|argu|err(?:ed|or)").search(text)
        ):
            end = _with_next(parts, piece.start, piece.end)
            review(
                parts.reading, Dispositive(Instance.APPEAL, piece.start, end, "court_of_appeals"), infos, accused, table
            )
            return


def _with_next(parts: _Parts, start: int, end: int) -> int:
    """The sentence behind too, where it goes on: "It found petitioner guilty of … and sentenced him"."""
    after = next(iter(sentences(parts.reading.plain, end, min(end + 600, parts.end))), None)
    if after and pattern(r"^\s*(?:It|The (?:appellate|court of appeals))\b[^.]{0,200}(?:sentenc|impos|found)").match(
        parts.reading.plain[after.start : after.end]
    ):
        return after.end
    return end


def _open(parts: _Parts, infos: Sequence[Information], accused: Sequence[Accused], table: Table) -> None:
    """Certiorari begins with charges that are pending, or that the Ombudsman or a court has dismissed."""
    opening = parts.reading.plain[parts.caption.body : parts.caption.body + 3000]
    dismissed = pattern(
        r"dismiss(?:ed|ing|al of)[^.;]{0,80}(?:complaint|case|charge|information)|(?:complaints?|charges?|case)[^.;]{0,120}(?:was|were) dismissed|dismissing (?:the |petitioner)"
    ).search(opening)
    own = [p for p in parts.portions if p.by == "court"]
    final = parts.reading.plain[own[-1].start : own[-1].end] if own else ""
    upheld = pattern(r"\bdismissed\b|\bdenied\b|\baffirm|\bdismiss\b").search(final) and not pattern(r"\bgrant").search(
        final
    )
    for (person, _), outcome in table.items():
        where = own[-1] if own else Dispositive(Instance.FINAL, parts.caption.body, parts.caption.body)
        stands = (
            Disposition.DISMISSED
            if dismissed and upheld and accused[person].side == "respondent"
            else Disposition.PENDING
        )
        outcome.decide(Instance.FINAL, stands, where.start, where.end)


def _unheard(accused: Sequence[Accused], table: Table) -> None:
    """Nobody who is at large, or whom no portion names, was acquitted or convicted here."""
    for (person, _), outcome in table.items():
        if accused[person].at_large is not None and outcome.of(Instance.TRIAL) is None:
            outcome.verdicts = []


def _diagnostics(
    parts: _Parts, accused: Sequence[Accused], infos: Sequence[Information], table: Table
) -> Iterator[Diagnostic]:
    if not parts.caption.numbers:
        yield Diagnostic(code="no_case_number", wording="")
    if parts.caption.date is None:
        yield Diagnostic(code="no_decision_date", wording="")
    if not any(p.by == "court" for p in parts.portions):
        yield Diagnostic(code="no_dispositive_portion", wording="")
    if parts.kind in ("criminal_appeal", "certiorari_criminal") and not accused:
        yield Diagnostic(code="no_accused", wording=parts.kind)
    if parts.kind in ("criminal_appeal", "certiorari_criminal") and not infos:
        yield Diagnostic(code="no_charge", wording=parts.kind)
    if parts.kind in ("administrative", "civil"):
        yield Diagnostic(code="charges_nobody", wording=parts.kind)
    for info in infos:
        for code in info.diagnostics:
            yield parts.reading.diagnostic(code, info.start, info.end)
    unknown = sum(o.standing is Disposition.UNKNOWN for o in table.values())
    if unknown:
        yield Diagnostic(code="outcome_unknown", wording=f"{unknown} of {len(table)} charges")


def _title(reading: Reading, caption: Caption) -> Stated[str] | None:
    stretch = parties_stretch(caption)
    return reading.stated(reading.words(*stretch)[:300], *stretch) if stretch else None


def _country(reading: Reading, caption: Caption) -> Stated[str] | None:
    found = re.search(r"G\.\s?R\.|A\.\s?M\.|PHILIPPINES", reading.text)
    return reading.stated(COUNTRY, *found.span()) if found else None


def _court(reading: Reading, caption: Caption) -> Stated[str] | None:
    if caption.division:
        name = f"{COURT}, {caption.division.value}"
        return Stated(value=name, wording=caption.division.wording, span=caption.division.span)
    found = re.search(r"G\.\s?R\.|A\.\s?M\.", reading.text)
    return reading.stated(COURT, *found.span()) if found else None


def _proceeding(reading: Reading, caption: Caption, kind: str, court: Stated[str] | None) -> Proceeding:
    stretch = parties_stretch(caption)
    return Proceeding(
        court=court,
        instance=reading.stated(kind, *stretch) if stretch else None,
        decision_date=caption.date,
        description=_numbers(reading, caption),
    )


_LEAD = re.compile(r"(?:[A-Z]\.\s?){1,3}\s?(?:Case\s)?Nos?\.\s?$")


def _numbers(reading: Reading, caption: Caption) -> Stated[str] | None:
    """Every number of the caption behind the words that lead to the first, as the court cites them: ``G.R. Nos. 1, 2``."""
    if not caption.numbers:
        return None
    first = caption.numbers[0]
    lead = _LEAD.search(reading.plain, max(0, first.start - 20), first.start)
    start = lead.start() if lead else first.start
    listed = ", ".join(number.value for number in caption.numbers)
    return reading.stated(f"{reading.words(start, first.start)} {listed}".strip(), start, first.end)


def day_of(date: Stated[dt.date] | None) -> dt.date | None:
    """The day that chooses between provisions."""
    return date.value if date else None
