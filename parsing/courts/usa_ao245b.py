"""Judgments in criminal cases of US district courts, on form AO 245B (245C where amended): one defendant each.

Read: court, docket number, defendant, the offences of conviction with their statutes and counts, plea or trial, counts
acquitted and dismissed, prison term, fine and restitution; supervised release, probation and assessments as notes.
The form names no statute of a count that was dismissed or acquitted: where there are such counts and no corruption
conviction, a corruption charge is not observable. Form AO 245D (revocation of release) charges nothing, and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jointcharge.parsing.ao245b_form import (
    CountList,
    MoneyTotal,
    OffenceRow,
    find_date,
    find_lists,
    find_rows,
    find_term,
    find_totals,
)
from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.judgment_text import Reading, read_judgment
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.us_districts import find_district
from jointcharge.parsing.us_sentences import Penalty, parse_disposition
from jointcharge.records.case import (
    ActorRole,
    Case,
    Disposition,
    Instance,
    Money,
    Plea,
    Proceeding,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.errors import ParseError
from jointcharge.records.offences import CORRUPTION_CLASSES
from jointcharge.records.raw import RawDocument

NAME = "usa_ao245b"
VERSION = 1
GENERIC = False

_FORM = re.compile(r"JUDGMENT\s+IN\s+A\s+CRIMINAL\s+CASE", re.IGNORECASE)
_REVOCATION = re.compile(r"AO\s*245D|For\s+Revocation\s+of\s+(?:Probation|Supervised\s+Release)", re.IGNORECASE)
_TABLE = re.compile(r"Nature\s+of\s+Offense", re.IGNORECASE)
_COURT = re.compile(r"UNITED\s+STATES\s+DISTRICT\s+COURT", re.IGNORECASE)
_NUMBER = re.compile(r"Case\s+(?:Number|No\.?)\s*:?\s*(?P<number>[0-9A-Z][0-9A-Z:-]*\d[0-9A-Z-]*)", re.IGNORECASE)
_VERSUS = re.compile(
    r"UNITED\s+STATES\s+OF\s+AMERICA(?P<between>.{0,400}?)\bv(?:s)?\.(?P<behind>.{0,600}?)THE\s+DEFENDANT", re.DOTALL
)
_LABELS = re.compile(
    r"JUDGMENT\s+IN\s+A|CRIMINAL\s+CASE|Case\s+N|USM\s+N|Defendant|Attorney|\bAmended\b|§|^\W*$|^\(|Date\s+of\s+Original|AUSA",
    re.IGNORECASE,
)
_JUDGE = re.compile(
    r"(?P<name>[A-Z][^\n,_\t]{3,40}),?\s+(?:(?:Chief|Senior)\s+)?(?:U\.?S\.?|United\s+States)\s+(?:Chief\s+|Senior\s+)?(?:District|Magistrate)\s+Judge",
    re.IGNORECASE,
)
_PLEAS = {"guilty": Plea.GUILTY, "no_contest": Plea.NO_CONTEST}
_ENDED = {"acquitted": Disposition.ACQUITTED, "dismissed": Disposition.DISMISSED}


def recognises(text: str, hints: Hints) -> bool:
    """Whether this is the form: its title, its court and its table of offences; not a revocation."""
    head = text[:4000]
    return bool(_FORM.search(head) and _COURT.search(head) and _TABLE.search(text)) and not _REVOCATION.search(head)


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case of one judgment. Raises `ParseError` where the form has no table of offences."""
    reading = read_judgment(document)
    rows = find_rows(reading.text, reading.plain)
    if not rows:
        raise ParseError(
            f"{raw.url}: a judgment on form AO 245B without offences in its table; run OCR or check the file"
        )
    draft = CaseDraft(reading, raw, "USA", "en")
    _read_caption(draft)
    defendant = _read_defendant(draft)
    lists = list(find_lists(reading.plain))
    _add_convictions(draft, defendant, rows, lists)
    for one in lists:
        if one.kind in _ENDED:
            _add_ended(draft, defendant, one)
    _add_notes(draft)
    return _with_observability(draft.build(), lists)


def _read_caption(draft: CaseDraft) -> None:
    reading = draft.reading
    court = _COURT.search(reading.plain)
    district = find_district(reading.plain[court.end() : court.end() + 200]) if court else None
    if court:
        country = reading.stated("USA", court.start(), court.start() + len("UNITED STATES"))
        draft.stated_country = country
        end = court.end() + district.end if district else court.end()
        name = district.court if district else "United States District Court"
        draft.court = reading.stated(name, court.start(), end)
    number = _NUMBER.search(reading.plain)
    draft.number = number["number"] if number else None
    day = find_date(reading.plain)
    draft.decision_date = reading.stated(*day) if day else None
    draft.proceedings.append(Proceeding(court=draft.court, decision_date=draft.decision_date))
    judge = _JUDGE.search(reading.text)
    if judge:
        draft.add_actor(ActorRole.JUDGE, *judge.span("name"))


def _read_defendant(draft: CaseDraft) -> str | None:
    """The name behind "v."; None, noted, where it cannot be told from the labels beside it."""
    text = draft.reading.text
    versus = _VERSUS.search(text)
    if versus is None:
        return None
    at = versus.start("behind")
    for line in re.split(r"(?<=\n)", versus["behind"]):
        cell = re.split(r"\)|\t| {3,}", line)[0] if line.strip(" )\n\t") else ""
        for piece in [cell] if cell.strip() else re.split(r"\)|\t| {3,}", line):
            if len(re.findall(r"[^\W\d_]{2,}", piece)) >= 2 and not _LABELS.search(piece.strip()):
                start = at + line.index(piece)
                name = draft.reading.trimmed(start, start + len(piece))
                draft.title = draft.reading.stated(f"United States v. {draft.reading.words(*name)}", *name)
                return draft.add_actor(ActorRole.DEFENDANT, *name)
        at += len(line)
    draft.note("no_defendant", versus.start("behind"), versus.end("behind"))
    return None


def _add_convictions(
    draft: CaseDraft, defendant: str | None, rows: Sequence[OffenceRow], lists: Sequence[CountList]
) -> None:
    terms = _terms(draft.reading, "imprisonment")
    total = not any(term.counts for term in terms)
    if total and len({(t.months, t.life) for t in terms}) > 1:
        draft.note("several_terms", terms[0].start, terms[-1].end)
        terms = ()
    money, unread = find_totals(draft.reading.plain)
    if unread:
        draft.note("unread_totals", *unread)
    for n, row in enumerate(rows):
        own = [t for t in terms if t.counts & set(row.numbers)] or (
            [t for t in terms if not t.counts] if n == 0 else []
        )
        if len({(t.months, t.life) for t in own}) > 1:
            draft.note("several_terms", own[0].start, own[-1].end)
            own = []
        _add_conviction(draft, defendant, row, lists, own[0] if own else None, money if n == 0 else ())


def _add_conviction(
    draft: CaseDraft,
    defendant: str | None,
    row: OffenceRow,
    lists: Sequence[CountList],
    term: Penalty | None,
    money: Sequence[MoneyTotal],
) -> None:
    reading = draft.reading
    start, end = min(s.start for s in row.statutes), max(s.end for s in row.statutes)
    told = _list_of(row, lists)
    if told is None:
        draft.note("count_in_no_list", row.start, row.end)
    place = (told.start, told.end) if told else (row.start, row.end)
    verdict = Verdict(
        instance=Instance.TRIAL,
        disposition=Disposition.CONVICTED,
        wording=reading.text[place[0] : place[1]],
        span=reading.span(*place),
    )
    draft.add_charge(
        defendant,
        provision=reading.stated("; ".join(dict.fromkeys(s.cited for s in row.statutes)), start, end),
        wording=reading.stated(reading.words(*row.nature), *row.nature) if row.nature else None,
        counts=reading.stated(len(row.numbers), *row.counts) if row.counts and row.numbers else None,
        plea=reading.stated(_PLEAS[told.kind], told.start, told.end) if told and told.kind in _PLEAS else None,
        verdicts=(verdict,),
        sentence=_sentence(reading, term, money),
    )


def _list_of(row: OffenceRow, lists: Sequence[CountList]) -> CountList | None:
    """The list that has the row's counts: pleaded, or tried. The one list there is, where the row names no count."""
    convicting = [one for one in lists if one.kind not in _ENDED]
    if len(convicting) == 1 and not row.numbers:
        return convicting[0]
    having = [one for one in convicting if set(row.numbers) & set(one.numbers)]
    return having[0] if len(having) == 1 else None


def _add_ended(draft: CaseDraft, defendant: str | None, one: CountList) -> None:
    """Counts acquitted or dismissed, of which the form names no offence."""
    reading = draft.reading
    verdict = Verdict(
        instance=Instance.TRIAL,
        disposition=_ENDED[one.kind],
        wording=reading.text[one.start : one.end],
        span=reading.span(one.start, one.end),
    )
    counts = reading.stated(len(one.numbers), one.counts_start, one.counts_end) if one.numbers else None
    draft.add_charge(defendant, counts=counts, verdicts=(verdict,))


def _terms(reading: Reading, kind: str) -> tuple[Penalty, ...]:
    """The terms that the form states under one heading, with their places in the text."""
    place = find_term(reading.plain, kind)
    if place is None:
        return ()
    found = parse_disposition(reading.plain[place[0] : place[1]]).of(kind)
    return tuple(p._replace(start=p.start + place[0], end=p.end + place[0]) for p in found)


def _sentence(reading: Reading, term: Penalty | None, money: Sequence[MoneyTotal]) -> Sentence | None:
    amounts = {m.kind: m for m in money if m.amount}
    fine, restitution = amounts.get("fine"), amounts.get("restitution")
    if not (term or fine or restitution):
        return None
    place = find_term(reading.plain, "imprisonment")
    wording = reading.plain[place[0] : place[1]] if place else ""
    return Sentence(
        imprisonment_months_min=term.months if term else None,
        imprisonment_months_max=term.months if term else None,
        life=bool(term and term.life),
        concurrency=parse_disposition(wording).concurrency if term else None,
        imprisonment=reading.stated(reading.words(term.start, term.end), term.start, term.end) if term else None,
        fine=_money(reading, fine),
        compensation=_money(reading, restitution),
    )


def _money(reading: Reading, total: MoneyTotal | None) -> Stated[Money] | None:
    return reading.stated(Money(amount=total.amount, currency="USD"), total.start, total.end) if total else None


def _add_notes(draft: CaseDraft) -> None:
    """Supervised release, probation and assessments: the defendant's, and of no single count."""
    reading = draft.reading
    notes: list[Stated[str]] = []
    for kind in ("supervised_release", "probation"):
        for term in _terms(reading, kind):
            told = f"{kind.replace('_', ' ')}: {reading.words(term.start, term.end)}"
            notes.append(reading.stated(told, term.start, term.end))
    for one in find_totals(reading.plain)[0]:
        if one.kind not in ("fine", "restitution") and one.amount:
            name = "assessment" if one.kind == "assessment" else f"{one.kind.upper()} assessment"
            notes.append(reading.stated(f"{name}: {reading.words(one.start, one.end)}", one.start, one.end))
    draft.actors = [
        actor.model_copy(update={"notes": (*actor.notes, *notes)}) if actor.role is ActorRole.DEFENDANT else actor
        for actor in draft.actors
    ]


def _with_observability(case: Case, lists: Sequence[CountList]) -> Case:
    """Without the statutes of counts that ended, no corruption charge can be excluded."""
    corrupt = any(match.offence_class in CORRUPTION_CLASSES for charge in case.charges for match in charge.classes)
    hidden = any(one.kind in _ENDED for one in lists)
    seen = case.observability.model_copy(update={"corruption_charges": corrupt or not hidden})
    return case.model_copy(update={"observability": seen})
