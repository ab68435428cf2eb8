"""Criminal judgments in English, of any court: a generic reader, whose every charge is marked as lower confidence.

Read: the accused on the other side of the State, Republic, Crown or People, what the prose says they were charged with,
convicted or acquitted of, the terms imposed, and what an appeal came to. Where the prose does not say whom a finding is
about, nothing is read. A judgment without such a caption is not read as criminal.
"""

from __future__ import annotations

import re

from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.dates import parse_date
from jointcharge.parsing.judgment_names import split_names
from jointcharge.parsing.judgment_text import Reading, read_judgment
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.opinion_charges import add_charges
from jointcharge.parsing.opinion_findings import Person, Story, find_appeals, find_findings, find_terms
from jointcharge.parsing.opinion_told import add_what_is_told
from jointcharge.parsing.passages import guess_language
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import ActorRole, Case, Instance, Proceeding
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument

NAME = "generic_english"
VERSION = 4
GENERIC = True

_HEAD = 3000
_STATE = (
    r"(?:THE\s+)?(?:STATE(?:\s+OF\s+[A-Z]\w+)?|REPUBLIC(?:\s+OF\s+[A-Z]\w+)?|PEOPLE(?:\s+OF\s+[\w ]{3,40})?|CROWN|KING|QUEEN|REX|REGINA|R\.?|"
    r"COMMONWEALTH(?:\s+OF\s+[A-Z]\w+)?|DIRECTOR\s+OF\s+PUBLIC\s+PROSECUTIONS|DPP|PUBLIC\s+PROSECUTOR|ATTORNEY[ -]GENERAL|FEDERAL\s+REPUBLIC\s+OF\s+\w+|PROSECUTOR|UGANDA|HER\s+MAJESTY\s+THE\s+QUEEN|HIS\s+MAJESTY\s+THE\s+KING)"
)
_VERSUS = r"[\s,.;:-]*(?:(?:Respondent|Complainant|Prosecutor|Appellant|Plaintiff)s?(?:\s*-\s*\w+)?[\s,.;:-]*)?\s*\b(?:v|vs|versus|and)\b\.?\s*-?\s*"
_CAPTION = re.compile(rf"(?<![\w.])(?:{_STATE}){_VERSUS}", re.I)
_REVERSED = re.compile(
    rf"(?P<names>[A-Z][^\n]{{3,160}}?)[\s.:-]*(?:Appellants?|Applicants?|Accused)?[\s.:-]*\b(?:v|vs|versus)\b\.?\s*-?\s*(?:{_STATE})(?=[\s.,:;)-])",
    re.I,
)
_PARTY_END = re.compile(r"\n|\b(?:Accused|Appellants?|Respondents?|Defendants?|Applicants?)\b|[(\[]\d{4}|\.{3}")
_CRIMINAL = re.compile(
    r"\b(?:criminal|accused|convicted|acquitted|pleaded guilty|prosecution|offence|indictment|sentenced)\b", re.I
)
_COURT = re.compile(
    r"\b(?:IN\s+THE\s+)?((?:SUPREME|HIGH|MAGISTRATE'?S'?|DISTRICT|REGIONAL|CHIEF\s+MAGISTRATE'?S'?|FEDERAL\s+HIGH|APPEAL|APPEALS|CIRCUIT)\s+COURT[^\n.]{0,60}|COURT\s+OF\s+APPEALS?[^\n.]{0,60})",
    re.I,
)
_NUMBER = re.compile(
    r"((?:Criminal\s+)?(?:Case|Appeal|Cause|Revision|Suit|Trial)\s*(?:Nos?\.?|Number)?\s*:?\s*(?:[A-Z/]{1,12}\s?)?\d[\w/.-]*(?:\s+of\s+\d{4})?)",
    re.I,
)
_DATE = re.compile(
    r"\b(\d{1,2}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?[A-Z][a-z]+,?\s+\d{4}|[A-Z][a-z]+\s+\d{1,2},\s+\d{4})"
)
_DATED = re.compile(r"(?:delivered|dated|date|judgment|decided|pronounced)\b[^\n]{0,60}$", re.I)


def recognises(text: str, hints: Hints) -> bool:
    """Whether this is a criminal judgment in English between a State and an accused."""
    english = "en" in (guess_language(text[:600]), guess_language(text[1500:2100]), guess_language(text[-1200:-600]))
    head = text[:_HEAD]
    sides = _CAPTION.search(head) or _REVERSED.search(head)
    return bool(english and sides and len(_CRIMINAL.findall(text)) >= 4)


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case; ``ParseError`` where the text is empty."""
    reading = read_judgment(document)
    if not reading.plain.strip():
        raise ParseError(f"{raw.url}: an empty text is no judgment; fetch it again or run OCR")
    draft = CaseDraft(reading, raw, None, "en", generic=True)
    appeal = _read_caption(reading, draft)
    people, body = _accused(reading)
    ids = [draft.add_actor(ActorRole.DEFENDANT, one.start, one.end) for one in people]
    draft.proceedings.append(Proceeding(court=draft.court, decision_date=draft.decision_date))
    if not people:
        draft.note("no_accused", 0, min(60, len(reading.plain)))
    add_charges(draft, people, ids, _story(reading, people, body, draft.country), appeal)
    add_what_is_told(draft, people, ids, body)
    return draft.build()


def _read_caption(reading: Reading, draft: CaseDraft) -> Instance | None:
    """Fill in court, number, date and country; the level of the court, None for a trial court."""
    plain = reading.plain
    _read_country(reading, draft)
    court = _COURT.search(reading.text, 0, _HEAD)
    if court:
        draft.court = reading.stated(reading.words(*court.span(1)), *court.span(1))
    number = _NUMBER.search(plain, 0, _HEAD)
    if number:
        draft.number = reading.words(*number.span(1))
        draft.title = reading.stated(draft.number, *number.span(1))
    _read_date(reading, draft)
    heading = f"{court[0] if court else ''} {number[0] if number else ''}".lower()
    return Instance.APPEAL if re.search(r"appeal|revision|supreme", heading) else None


def _read_country(reading: Reading, draft: CaseDraft) -> None:
    """The country that the head names; None where it names none or several."""
    head = reading.plain[:_HEAD]
    found = {
        code: m.span()
        for name, code in read_vocabulary("english_judgments")["countries"].items()
        for m in [re.search(rf"\b{name}\b", head, re.I)]
        if m
    }
    if len(found) == 1:
        draft.country, place = next(iter(found.items()))
        draft.stated_country = reading.stated(draft.country, *place)


def _read_date(reading: Reading, draft: CaseDraft) -> None:
    plain = reading.plain
    places = [m for a, b in ((0, _HEAD), (max(0, len(plain) - 800), len(plain))) for m in _DATE.finditer(plain, a, b)]
    for found in places:
        read = parse_date(re.sub(r"\s*day\s+of", "", found[1]))
        if read and read.date and _DATED.search(plain[max(0, found.start() - 70) : found.start()]):
            draft.decision_date = reading.stated(read.date, *found.span(1))
            return


def _accused(reading: Reading) -> tuple[list[Person], int]:
    """Who stands against the State, and where the body begins."""
    versus = _CAPTION.search(reading.plain, 0, _HEAD)
    if versus:
        return _accused_lines(reading, versus.end())
    turned = _REVERSED.search(reading.text, 0, _HEAD)
    if turned is None:
        return [], 0
    names = split_names(reading, *turned.span("names"), in_caption=True)
    return [Person(one.name, one.start, one.end) for one in names], turned.end()


def _accused_lines(reading: Reading, start: int) -> tuple[list[Person], int]:
    """The accused of the line behind "versus", and of those below it that end in a role."""
    people: list[Person] = []
    while True:
        stop = reading.text.find("\n", start)
        stop = min(stop if stop >= 0 else len(reading.text), start + 400)
        role = _PARTY_END.search(reading.text, start + 3, stop)
        if people and not role:
            return people, start
        left = start + (m.end() if (m := re.match(r"\s*\(?\d+[.)]\s*", reading.text[start:stop])) else 0)
        for one in split_names(reading, left, role.start() if role else stop, in_caption=True):
            name = re.sub(r"\s+\d(?:ST|ND|RD|TH)$", "", one.name, flags=re.I)
            people.append(Person(name, one.start, one.start + len(name)))
        if not people or stop >= len(reading.text):
            return people, stop
        start = stop + 1


def _story(reading: Reading, people: list[Person], body: int, country: str | None) -> Story:
    end = len(reading.plain)
    return Story(
        find_findings(reading, people, body, end, country),
        find_appeals(reading, people, max(body, end - 2500), end),
        find_terms(reading, people, body, end),
    )
