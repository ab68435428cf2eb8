"""Judgments of the courts of England and Wales as Find Case Law publishes them (Akoma Ntoso 3.0), and as plain text.

Forms met: ``Neutral Citation Number: [2023] EWCA Crim 123``, ``Case No: 202201234 A1``, ``IN THE COURT OF APPEAL (CRIMINAL
DIVISION)``, ``Date: 14/02/2023`` (day first), ``Before: LORD JUSTICE A``, ``REX - v - NAME``, Attorney General's references.
Sentencing appeals: offences with their counts, the sentence passed, appeal allowed or dismissed, and what is substituted.
A civil or administrative judgment (no Crown on one side) gives no charges.
"""

from __future__ import annotations

import datetime as dt
import re

from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.dates import parse_date
from jointcharge.parsing.judgment_names import split_names
from jointcharge.parsing.judgment_text import Reading, read_judgment
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.opinion_charges import add_charges
from jointcharge.parsing.opinion_findings import Person, Story, find_appeals, find_findings, find_terms
from jointcharge.parsing.opinion_told import add_what_is_told
from jointcharge.records.case import ActorRole, Case, Instance, Proceeding, Stated
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument

NAME = "gbr"
VERSION = 4
GENERIC = False

_HEAD = 4000
_CITATION = re.compile(
    r"\[(\d{4})\]\s+((?:UKSC|UKPC|EWCA\s+(?:Crim|Civ)|EWHC|EWCC|EWCR|UKUT|UKFTT)\s+\d+(?:\s+\(\w+\))?)"
)
_COURTS = (
    (re.compile(r"COURT\s+OF\s+APPEAL\s*,?\s*\(?CRIMINAL\s+DIVISION\)?", re.I), Instance.APPEAL),
    (re.compile(r"COURT\s+OF\s+APPEAL\s*,?\s*\(?CIVIL\s+DIVISION\)?", re.I), Instance.APPEAL),
    (
        re.compile(
            r"(?:THE\s+)?SUPREME\s+COURT\s+OF\s+THE\s+UNITED\s+KINGDOM|UNITED\s+KINGDOM\s+SUPREME\s+COURT", re.I
        ),
        Instance.FINAL,
    ),
    (re.compile(r"HIGH\s+COURT\s+OF\s+JUSTICE", re.I), None),
    (re.compile(r"IN\s+THE\s+CROWN\s+COURT\s+(?:AT|SITTING\s+AT)\s+[A-Z][A-Za-z]+", re.I), None),
)
_NUMBER = re.compile(r"Case\s+Nos?\s*[:.]?\s*((?:[A-Z]+[-/])?\d{4}[\d/]+(?:[-/]?[A-Z]\d?)?(?:\s[A-Z]\d)?)", re.I)
_DATE = re.compile(
    r"Date:?\s*(\d{1,2}/\d{1,2}/\d{4}|(?:[A-Z][a-z]+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4})|Approved\s+Judgment\s+(\d{1,2}\s+[A-Z][a-z]+\s+\d{4})"
)
_CROWN = re.compile(
    r"(?<![\w.])(?:REX|REGINA|R|R\.|THE\s+KING|THE\s+QUEEN|THE\s+CROWN|HIS\s+MAJESTY'S\s+ATTORNEY\s+GENERAL)\s*(?:\(?Respondent\)?|Applicant)?\s*-?\s*\b(?:v|V|AND)\b\.?\s*-?\s*"
)
_PARTY_END = re.compile(
    r"\n\s*(?:Appellants?|Applicants?|Respondents?|Defendants?|Offenders?|REPORTING|Computer|_|-|Mr|Ms|Mrs|Miss)|\b(?:Appellants?|Applicants?|Offenders?|Defendants?)\b"
)
_BEFORE = re.compile(
    r"Before\s*:?\s*(?P<names>.{5,400}?)(?=Between|- - -|\n\s*(?:REX|REGINA|R\b)|THE\s+KING|REX|REGINA)", re.S
)
_JUDGE = re.compile(
    r"(?:THE\s+)?(?:VICE[ -]PRESIDENT|(?:LORD|LADY)(?:\s+CHIEF)?\s+JUSTICE(?:\s+OF\s+ENGLAND)?(?:\s+[A-Z][A-Z'-]+)?|(?:MR|MRS|MS|HHJ|HIS\s+HONOUR\s+JUDGE|HER\s+HONOUR\s+JUDGE|RECORDER\s+OF|SIR|DAME)\s+[A-Z][A-Z' -]+|LORD\s+[A-Z][A-Z'-]+|LADY\s+[A-Z][A-Z'-]+)"
)


def recognises(text: str, hints: Hints) -> bool:
    """Whether a neutral citation or a court of England and Wales stands at the head."""
    head = text[:_HEAD]
    return bool(_CITATION.search(head)) or any(p.search(head) for p, _ in _COURTS[:3])


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case; ``ParseError`` where neither citation nor court stands at the head."""
    reading = read_judgment(document)
    court = next(((m, level) for p, level in _COURTS for m in [p.search(reading.plain, 0, _HEAD)] if m), None)
    citation = find_citation(reading)
    if court is None and citation is None:
        raise ParseError(f"{raw.url}: no neutral citation and no court at the head; say which court with --court")
    draft = CaseDraft(reading, raw, "GBR", "en")
    _read_caption(reading, draft, citation)
    if court:
        draft.court = reading.stated(reading.words(*court[0].span()), *court[0].span())
    people, body = _defendants(reading)
    ids = [draft.add_actor(ActorRole.DEFENDANT, one.start, one.end) for one in people]
    _add_judges(reading, draft)
    draft.proceedings.append(Proceeding(court=draft.court, decision_date=draft.decision_date))
    if people:
        add_charges(draft, people, ids, _story(reading, people, body), court[1] if court else Instance.APPEAL)
        add_what_is_told(draft, people, ids, body)
    else:
        draft.note("not_criminal", 0, 40)
    return draft.build()


def find_citation(reading: Reading) -> Stated[str] | None:
    """The neutral citation, ``[2023] EWCA Crim 123``; the first in the head."""
    found = _CITATION.search(reading.plain, 0, _HEAD)
    return reading.stated(reading.words(*found.span()), *found.span()) if found else None


def _read_caption(reading: Reading, draft: CaseDraft, citation: Stated[str] | None) -> None:
    plain = reading.plain
    number = _NUMBER.search(plain, 0, _HEAD)
    draft.number = number[1] if number else citation.value if citation else None
    draft.title = draft.neutral_citation = citation
    place = citation.span if citation else reading.span(0, 0)
    draft.stated_country = reading.stated("GBR", place.start, place.end)
    dated = _DATE.search(plain, 0, _HEAD)
    if dated:
        start, end = dated.span(1) if dated[1] else dated.span(2)
        day = british_date(plain[start:end])
        if day:
            draft.decision_date = reading.stated(day, start, end)
        else:
            draft.note("unknown_date", start, end)


def british_date(words: str) -> dt.date | None:
    """A date with the day first, as these courts write it; None where it is none."""
    numeric = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", words)
    if numeric:
        try:
            return dt.date(int(numeric[3]), int(numeric[2]), int(numeric[1]))
        except ValueError:
            return None
    read = parse_date(words)
    return read.date if read else None


def _defendants(reading: Reading) -> tuple[list[Person], int]:
    """The persons on the other side of the Crown, and where the body begins."""
    versus = _CROWN.search(reading.plain, 0, _HEAD)
    if versus is None:
        return [], 0
    end = _PARTY_END.search(reading.text, versus.end(), versus.end() + 500)
    stop = end.start() if end else reading.text.find("\n", versus.end())
    stop = stop if stop > 0 else min(versus.end() + 60, len(reading.text))
    people: list[Person] = []
    start = versus.end()
    for line in re.split(r"(?<=\n)", reading.text[start:stop]):
        # "(1)" before each of several appellants is no name
        left = start + (m.end() if (m := re.match(r"\s*\(?\d+[.)]\s*", line)) else 0)
        for one in split_names(reading, left, start + len(line), in_caption=True):
            people.append(Person(one.name, one.start, one.end))
        start += len(line)
    return people, stop


def _add_judges(reading: Reading, draft: CaseDraft) -> None:
    found = _BEFORE.search(reading.text, 0, _HEAD)
    for judge in _JUDGE.finditer(reading.plain, *found.span("names")) if found else ():
        draft.add_actor(ActorRole.JUDGE, *reading.trimmed(*judge.span()))


def _story(reading: Reading, people: list[Person], body: int) -> Story:
    end = len(reading.plain)
    appeals = find_appeals(reading, people, max(body, end - 2500), end)
    return Story(
        find_findings(reading, people, body, end, "GBR"),
        appeals or find_appeals(reading, people, body, min(end, body + 3000)),
        find_terms(reading, people, body, end),
    )
